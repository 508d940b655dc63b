//! Lines as servers write them, and what they come to.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::model::{Document, Platform, SourceName};
use crate::parse::Context;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn combined(client: &str, target: &str, referrer: &str, agent: &str) -> String {
    format!(
        "{client} - - [10/Mar/2026:13:55:36 +0100] \"GET {target} HTTP/1.1\" 200 2326 \"{referrer}\" \"{agent}\""
    )
}

fn count(lines: &[String]) -> Counted {
    let zone = TimeZone::UTC;
    let mut tally = Tally::new(
        Some("acme.example"),
        &zone,
        Visitors::default(),
        Referrals::default(),
    );
    for line in lines {
        tally.line(line.as_bytes(), &mut || (1, 2));
    }
    finish(tally)
}

fn finish(tally: Tally<'_>) -> Counted {
    let source = SourceName::new("log");
    tally.finish(&Context {
        source: &source,
        base_url: None,
        content_type: None,
        seen: Timestamp::UNIX_EPOCH,
        platform: Platform::Web,
        language: None,
    })
}

#[test]
fn every_form_of_a_line_is_read() {
    let at = "2026-03-10T12:55:36Z";
    for (line, host, referrer, agent) in [
        (
            "192.0.2.1 - - [10/Mar/2026:13:55:36 +0100] \"GET /a?b=1 HTTP/1.0\" 200 2326",
            None,
            None,
            None,
        ),
        (
            "192.0.2.1 - frank [10/Mar/2026:13:55:36 +0100] \"GET /a?b=1 HTTP/1.0\" 200 - \"https://b.example/\" \"A \\\"B\\\"\" 0.001",
            None,
            Some("https://b.example/"),
            Some("A \"B\""),
        ),
        (
            "acme.example:443 192.0.2.1 - - [10/Mar/2026:12:55:36 +0000] \"GET /a?b=1 HTTP/2.0\" 200 5 \"-\" \"\\x22A\\x22\"",
            Some("acme.example"),
            None,
            Some("\"A\""),
        ),
        (
            r#"{"level":"info","ts":1773147336.25,"request":{"remote_ip":"192.0.2.1","method":"GET","host":"acme.example:8443","uri":"/a?b=1","headers":{"User-Agent":["A"],"Referer":["https://b.example/"]}},"status":200}"#,
            Some("acme.example"),
            Some("https://b.example/"),
            Some("A"),
        ),
        (
            r#"{"time_iso8601":"2026-03-10T13:55:36+01:00","remote_addr":"192.0.2.1","request":"GET /a?b=1 HTTP/1.1","status":"200","http_referer":"-","http_user_agent":"A","host":"acme.example"}"#,
            Some("acme.example"),
            None,
            Some("A"),
        ),
        (
            r#"{"time_local":"10/Mar/2026:13:55:36 +0100","client_ip":"192.0.2.1","method":"GET","uri":"/a","args":"b=1","status":200}"#,
            None,
            None,
            None,
        ),
    ] {
        let request = request(line.as_bytes()).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            request.at.as_second(),
            at.parse::<Timestamp>().unwrap().as_second(),
            "{line}"
        );
        assert_eq!(
            (request.client.as_str(), request.status),
            ("192.0.2.1", 200),
            "{line}"
        );
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("GET", "/a?b=1"),
            "{line}"
        );
        assert_eq!(request.host.as_deref(), host, "{line}");
        assert_eq!(request.referrer.as_deref(), referrer, "{line}");
        assert_eq!(request.agent.as_deref(), agent, "{line}");
    }
    for line in [
        "",
        "hello",
        "{}",
        "[x] \"GET / HTTP/1.1\" 200",
        "1 - - [x] \"GET / HTTP/1.1\" 200 1",
    ] {
        assert_eq!(request(line.as_bytes()), None, "{line}");
    }
    let attack = "192.0.2.1 - - [10/Mar/2026:13:55:36 +0100] \"\\x16\\x03\\x01\" 400 150 \"-\" \"-\"";
    assert_eq!(request(attack.as_bytes()).unwrap().method, "");
}

#[test]
fn pages_that_send_people_are_told_with_where_they_lead() {
    let lines = [
        combined(
            "192.0.2.1",
            "/skates?fbclid=9",
            "https://blog.example/review?utm_source=n",
            FIREFOX,
        ),
        combined("192.0.2.2", "/skates", "http://www.blog.example/review", FIREFOX),
        combined("192.0.2.3", "/lamps?id=7", "https://blog.example/review", FIREFOX),
        combined("192.0.2.4", "/skates", "https://forum.example/", FIREFOX),
        // None of these is a page that links to us and was read by somebody.
        combined("192.0.2.5", "/", "https://www.google.com/", FIREFOX),
        combined("192.0.2.5", "/", "https://acme.example/lamps", FIREFOX),
        combined(
            "192.0.2.5",
            "/",
            "https://crawler.example/",
            "Mozilla/5.0 (compatible; ExampleBot/1.0)",
        ),
        combined("192.0.2.5", "/", "https://empty.example/", "-"),
        combined("192.0.2.5", "/logo.png", "https://hotlink.example/", FIREFOX),
        combined("192.0.2.5", "/gone", "https://broken.example/", FIREFOX).replace(" 200 ", " 404 "),
        combined("192.0.2.5", "/", "https://form.example/", FIREFOX).replace("GET", "POST"),
    ];
    let counted = count(&lines);
    let told = |document: &Document| {
        let links = document.links.iter().map(|link| link.url.clone());
        (document.url.clone().unwrap(), links.collect::<Vec<_>>())
    };
    let told: Vec<_> = counted.documents.iter().map(told).collect();
    assert_eq!(
        told,
        [
            (
                "https://blog.example/review".to_owned(),
                vec![
                    "https://acme.example/skates".to_owned(),
                    "https://acme.example/lamps?id=7".to_owned()
                ]
            ),
            (
                "https://forum.example/".to_owned(),
                vec!["https://acme.example/skates".to_owned()]
            ),
        ]
    );
    assert_eq!(counted.documents[0].seen, "2026-03-10T12:55:36Z".parse().unwrap());
    assert_eq!((counted.issues.len(), counted.days.len()), (0, 0));
}

#[test]
fn visits_by_marked_links_are_counted_by_day_and_visitor() {
    let spring = "/?utm_source=kristal&utm_medium=social&utm_campaign=spring";
    let lines = [
        combined("192.0.2.1", spring, "-", FIREFOX),
        combined("192.0.2.1", spring, "-", FIREFOX),
        combined("192.0.2.2", spring, "-", FIREFOX),
        combined("192.0.2.2", "/?utm_source=other", "-", FIREFOX),
        combined("192.0.2.2", spring, "-", "curl/8.0"),
        combined("192.0.2.1", spring, "-", FIREFOX).replace("10/Mar", "11/Mar"),
    ];
    let counted = count(&lines);
    let days: Vec<String> = counted.days.keys().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-03-10", "2026-03-11"]);
    let rows = &counted.days.values().next().unwrap().rows;
    let rows: Vec<_> = rows
        .iter()
        .map(|row| (row.utm.source.as_deref().unwrap(), row.visits, row.visitors))
        .collect();
    assert_eq!(rows, [("kristal", 3, 2), ("other", 1, 1)]);
    // Remembered without anything that tells who it was, a visitor is known again on the same day only.
    let kept = serde_json::to_string(&counted.visitors).unwrap();
    assert!(!kept.contains("192.0.2") && !kept.contains("Mozilla"), "{kept}");
    let zone = TimeZone::UTC;
    let mut tally = Tally::new(
        None,
        &zone,
        serde_json::from_str(&kept).unwrap(),
        counted.referrals,
    );
    tally.line(
        combined("192.0.2.1", spring, "-", FIREFOX).as_bytes(),
        &mut || (3, 4),
    );
    let again = finish(tally).days;
    assert_eq!(
        (
            again.values().next().unwrap().rows[0].visits,
            again.values().next().unwrap().rows[0].visitors
        ),
        (1, 0)
    );
}

#[test]
fn what_is_no_log_is_told() {
    let counted = count(&["hello".to_owned(), "world".to_owned(), String::new()]);
    assert!(counted.is_strange && counted.issues[0].starts_with("2 lines"));
    let zone = TimeZone::UTC;
    let mut tally = Tally::new(None, &zone, Visitors::default(), Referrals::default());
    let line = combined("192.0.2.1", "/", "https://blog.example/", FIREFOX);
    tally.line(line.as_bytes(), &mut || (1, 2));
    let counted = finish(tally);
    assert!(
        !counted.is_strange && counted.issues[0].contains("`site`"),
        "{counted:?}"
    );
}

#[test]
fn made_up_marks_and_pages_are_bounded() {
    let many: Vec<String> = (0..6_000)
        .map(|n| {
            combined(
                "192.0.2.1",
                &format!("/?utm_source=s{n}"),
                &format!("https://b{n}.example/"),
                FIREFOX,
            )
        })
        .collect();
    let counted = count(&many);
    let day = counted.days.values().next().unwrap();
    assert_eq!((day.rows.len(), day.others), (500, 5_500));
    assert_eq!(counted.documents.len(), 500);
    assert!(
        counted.issues[0].starts_with("5500 visits"),
        "{:?}",
        counted.issues
    );
    assert!(serde_json::to_string(&counted.referrals).unwrap().len() < 1_000_000);
}

proptest! {
    #[test]
    fn any_line_is_read(line in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(request(&line));
        let text = String::from_utf8_lossy(&line).into_owned();
        count(&[
            text.clone(),
            combined("1.2.3.4", &text, "https://b.example/", FIREFOX),
            combined("1.2.3.4", "/", &text, FIREFOX),
            format!("{{\"ts\":1,\"status\":200,\"request\":{{\"uri\":{text:?}}}}}"),
        ]);
    }
}
