//! `inspect` on a sitemap and on an access log.

use std::{fs, process::Command};

use serde_json::Value;

/// What the program says of a file, whether it ended well, and what else it said.
fn inspect(stage: &str, text: &str, more: &[&str]) -> (Option<Value>, String) {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("input");
    fs::write(&input, text).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_mentiond"))
        .args(["inspect", stage, input.to_str().unwrap(), "--json"])
        .args(more)
        .output()
        .unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    let value = done
        .status
        .success()
        .then(|| serde_json::from_slice(&done.stdout).unwrap());
    (value, told)
}

#[test]
fn a_sitemap_is_shown_with_what_it_lists() {
    let map = "<urlset><url><loc>/blog/1</loc><lastmod>2026-03-01</lastmod></url><url><loc>/shop</loc></url></urlset>";
    let base = ["--base-url", "https://a.example/s.xml"];
    let (shown, told) = inspect("sitemap", map, &[&base[..], &["--include", "/blog/"]].concat());
    let shown = shown.unwrap_or_else(|| panic!("{told}"));
    assert_eq!(shown["pages"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown["pages"][0]["url"], "https://a.example/blog/1");
    assert_eq!(shown["pages"][0]["changed"], "2026-03-01T00:00:00Z");
    let index = "<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>";
    assert_eq!(
        inspect("sitemap", index, &[]).0.unwrap()["sitemaps"][0]["url"],
        "https://a.example/1.xml"
    );
    let (shown, told) = inspect("sitemap", "<html><body>x</body></html>", &[]);
    assert!(shown.is_none() && told.contains("HTML page"), "{told}");
    let (shown, told) = inspect("sitemap", map, &["--include", "blog"]);
    assert!(shown.is_none() && told.contains("begins with `/`"), "{told}");
}

#[test]
fn a_log_is_shown_with_what_it_tells() {
    let line = |target: &str, referrer: &str| {
        format!(
            "192.0.2.1 - - [17/Nov/2026:11:30:00 +0000] \"GET {target} HTTP/1.1\" 200 9 \"{referrer}\" \"Mozilla/5.0 Firefox/140\"\n"
        )
    };
    let log = [
        line("/skates", "https://blog.example/review"),
        line("/?utm_source=kristal", "-"),
        "nonsense\n".to_owned(),
    ];
    let (shown, told) = inspect("log", &log.concat(), &["--site", "acme.example"]);
    let shown = shown.unwrap_or_else(|| panic!("{told}"));
    assert_eq!(shown["lines"], 3);
    assert_eq!(shown["pages"][0]["url"], "https://blog.example/review");
    assert_eq!(shown["pages"][0]["links"][0], "https://acme.example/skates");
    assert_eq!(
        (&shown["visits"][0]["visits"], &shown["visits"][0]["visitors"]),
        (&1.into(), &1.into())
    );
    assert_eq!(shown["issues"].as_array().unwrap().len(), 1, "{shown}");
}

#[test]
fn a_page_made_for_search_engines_is_shown_with_what_gives_it_away() {
    let said = "The Acme rockets that we tried last week fly higher than any others that we know of, and they come at half \
                the price, so that everybody on our street now wants a pair.";
    let page = format!(
        "<html><head><title>how-to-buy-cheap-rocket-skates > 묻고답하기</title></head><body><nav><a href=/>메인으로</a> <a \
         href=/r>실시간예약</a> <a href=/g>게스트룸 프리뷰</a></nav><div>페이지 정보</div><div class=content><p>{said}</p>\
         <p>{said} So your business <a href=https://clinic.example/>Lund Rocket Clinic: Is it any good?</a> reaching out to \
         people.</p><p>{said}</p></div><div>등록된 댓글이 없습니다</div></body></html>"
    );
    let (shown, told) = inspect("page", &page, &["--url", "https://house.example/board/1"]);
    let shown = shown.unwrap_or_else(|| panic!("{told}"));
    assert!(
        shown["chrome"].as_str().unwrap().contains("실시간예약"),
        "{shown}"
    );
    assert_eq!(shown["judged_language"]["code"], "en");
    assert_eq!(shown["spam"]["set_aside"], true);
    assert_eq!(
        shown["spam"]["weights"],
        serde_json::json!([0.35, 0.3, 0.3]),
        "{shown}"
    );
    let plain = page.replace("how-to-buy-cheap-rocket-skates > 묻고답하기", "Rockets that fly");
    let plain = plain.replace("Lund Rocket Clinic: Is it any good?", "this clinic");
    let shown = inspect("page", &plain, &[]).0.unwrap();
    assert_eq!(
        (&shown["spam"]["set_aside"], &shown["spam"]["reasons"]),
        (
            &false.into(),
            &serde_json::json!(["a text in `en` on a page in `ko`"])
        )
    );
}
