//! Sitemaps as sites write them.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use super::*;
use crate::model::{Platform, SourceName};
use crate::text::corpora;

const CAP: usize = 1 << 20;

fn with_context<T>(read: impl FnOnce(&Context<'_>) -> T) -> T {
    let (source, base) = (
        SourceName::new("site"),
        Url::parse("https://a.example/maps/s.xml").unwrap(),
    );
    read(&Context {
        source: &source,
        base_url: Some(&base),
        content_type: None,
        seen: Timestamp::UNIX_EPOCH,
        platform: Platform::Web,
        language: None,
    })
}

fn parsed(bytes: &[u8]) -> Result<ParsedSitemap, Refusal> {
    with_context(|ctx| parse(bytes, CAP, ctx))
}

fn read(text: &str) -> ParsedSitemap {
    parsed(text.as_bytes()).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// Address and date of each page.
fn pages(text: &str) -> Vec<(String, Option<String>)> {
    let pages = read(text).pages.into_iter();
    pages
        .map(|page| {
            let at = page.dated().map(|at| at.to_string());
            (page.url.to_string(), at)
        })
        .collect()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::default());
    to.write_all(text).unwrap();
    to.finish().unwrap()
}

#[test]
fn pages_are_found_in_spite_of_damage() {
    let one = vec![(
        "https://a.example/p?x=1&y=2".to_owned(),
        Some("2026-03-01T00:00:00Z".to_owned()),
    )];
    for text in [
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://a.example/p?x=1&amp;y=2</loc>\
         <lastmod>2026-03-01</lastmod></url></urlset>",
        // A bare `&`, blanks, CDATA, prefixes, letter case.
        "<urlset><url><loc>\n https://a.example/p?x=1&y=2 </loc><lastmod>2026-03-01T00:00Z</lastmod></url></urlset>",
        "<urlset><url><loc><![CDATA[https://a.example/p?x=1&y=2]]></loc><lastmod>2026-03-01</lastmod></url></urlset>",
        "<ns0:urlset><ns0:url><ns0:loc>https://a.example/p?x=1&amp;y=2</ns0:loc><ns0:lastmod>2026-03-01</ns0:lastmod>\
         </ns0:url></ns0:urlset>",
        "<URLSET><URL><LOC>/p?x=1&amp;y=2#top</LOC><LastMod>Sun, 01 Mar 2026 00:00:00 GMT</LastMod></URL></URLSET>",
        // Unclosed, cut off, without a root, with junk in front.
        "<urlset><url><loc>https://a.example/p?x=1&amp;y=2<lastmod>2026-03-01</lastmod></url>",
        "<url><loc>https://a.example/p?x=1&amp;y=2</loc><lastmod>2026-03-01</lastmod></url><url><loc>https://a.exam",
        "Warning: x in y.php\n<?xml version='1.0'?><urlset><url><loc>https://a.example/p?x=1&y=2</loc>\
         <lastmod>2026-03-01</lastmod></url></urlset>",
        // The address of an image is not that of the page.
        "<urlset><url><image:image><image:loc>https://a.example/i.png</image:loc></image:image>\
         <loc>https://a.example/p?x=1&amp;y=2</loc><lastmod>2026-03-01</lastmod>\
         <xhtml:link rel='alternate' hreflang='de' href='https://a.example/de'/></url></urlset>",
    ] {
        assert_eq!(pages(text), one, "{text}");
    }
    let cut = read("<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2");
    assert_eq!(cut.pages.len(), 1);
    assert!(cut.issues[0].0.contains("breaks off"), "{:?}", cut.issues);
    let odd =
        read("<urlset><url><loc>mailto:a@a.example</loc></url><url><lastmod>2026</lastmod></url></urlset>");
    assert_eq!((odd.pages.len(), odd.issues.len()), (0, 1), "{odd:?}");
}

#[test]
fn what_is_told_of_a_page_is_kept() {
    let text = "<urlset><url><loc>/n</loc><news:news><news:publication><news:name>The Daily</news:name>\
        <news:language>zh-cn</news:language></news:publication>\
        <news:publication_date>2026-03-02T10:00:00+01:00</news:publication_date>\
        <news:title>Skates &amp; rockets</news:title><news:keywords>skates, rockets , skates</news:keywords></news:news>\
        <lastmod>2026-03-03</lastmod></url>\
        <url><loc>/v</loc><video:video><video:title>A film</video:title><video:tag>one</video:tag>\
        <video:publication_date>2026-03-01</video:publication_date><video:loc>/x</video:loc></video:video></url></urlset>";
    let pages = read(text).pages;
    let (news, video) = (&pages[0], &pages[1]);
    assert_eq!(news.url.as_str(), "https://a.example/n");
    assert_eq!(news.title, "Skates & rockets");
    assert_eq!(news.language.as_deref(), Some("zh"));
    assert_eq!(news.keywords, ["skates", "rockets"]);
    assert_eq!(news.published, Some("2026-03-02T09:00:00Z".parse().unwrap()));
    assert_eq!(news.dated(), Some("2026-03-03T00:00:00Z".parse().unwrap()));
    assert_eq!((video.title.as_str(), video.keywords.len()), ("A film", 1));
    assert!(video.published.is_some());
    let document = with_context(|ctx| news.clone().document(ctx));
    assert_eq!(document.published, news.published);
    assert_eq!(document.updated, news.changed);
    assert_eq!(document.categories, news.keywords);
}

#[test]
fn an_index_lists_sitemaps() {
    let index = read(
        "<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc><lastmod>2026-03-01</lastmod></sitemap>\
         <sitemap><loc>2.xml</loc></sitemap></sitemapindex>",
    );
    let children: Vec<_> = index
        .children
        .iter()
        .map(|child| (child.url.as_str(), child.changed.is_some()))
        .collect();
    assert_eq!(
        children,
        [
            ("https://a.example/1.xml.gz", true),
            ("https://a.example/maps/2.xml", false)
        ]
    );
    assert_eq!((index.pages.len(), index.issues.len()), (0, 0));
}

#[test]
fn feeds_and_texts_serve_as_sitemaps() {
    let rss = "<rss version='2.0'><channel><item><title>T</title><link>https://a.example/1</link>\
               <pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>";
    assert_eq!(
        pages(rss),
        [(
            "https://a.example/1".to_owned(),
            Some("2026-03-01T10:00:00Z".to_owned())
        )]
    );
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>x</id><title>T</title>\
                <link href='https://a.example/2'/><updated>2026-03-01T10:00:00Z</updated></entry></feed>";
    assert_eq!(pages(atom)[0].0, "https://a.example/2");
    let text = read(
        "\u{feff}https://a.example/1\r\n\r\nhttp://a.example/2\nno address\nhttps://a.example/3 and more\n",
    );
    assert_eq!(text.pages.len(), 2);
    assert_eq!(text.issues.len(), 1);
}

#[test]
fn packed_sitemaps_are_unpacked_to_a_bound() {
    let text = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>";
    let packed = gzip(text);
    assert_eq!(parsed(&packed).unwrap().pages.len(), 1);
    let cut = parsed(&packed[..packed.len() - 6]).unwrap();
    assert_eq!(cut.pages.len(), 1);
    assert!(cut.issues.iter().any(|issue| issue.0.contains("cut off")));
    let bomb = gzip(&vec![b' '; CAP + 1]);
    assert!(parsed(&bomb).unwrap_err().0.contains("max_body"));
}

#[test]
fn what_is_no_sitemap_is_named() {
    for (body, words) in [
        (&b""[..], "empty"),
        (
            b"<!DOCTYPE html><html><body><p>Hello</p></body></html>",
            "HTML page",
        ),
        (b"<opml version='2.0'><body/></opml>", "no sitemap"),
        (b"not one\naddress", "without an address"),
        (b"{\"a\":1}", "not a sitemap"),
        (b"\x00\x01\x02\x00", "not a sitemap"),
    ] {
        let why = parsed(body).unwrap_err().0;
        assert!(why.contains(words), "{words}: {why}");
    }
}

#[test]
fn more_entries_than_the_protocol_allows_are_left_out() {
    let entry = "<url><loc>/p</loc></url>";
    let parsed = read(&format!("<urlset>{}</urlset>", entry.repeat(MAX_ENTRIES + 5)));
    assert_eq!(parsed.pages.len(), MAX_ENTRIES);
    assert!(parsed.issues.iter().any(|issue| issue.0.contains("50,000")));
}

#[test]
fn the_published_examples_are_read() {
    for (file, pages) in [("simple-urlset.xml", 2), ("rss2.0.xml", 2), ("plaintext.txt", 2)] {
        let Some(lines) = corpora::lines(&format!("pages/sitemaps/{file}")) else {
            return;
        };
        assert_eq!(
            parsed(lines.join("\n").as_bytes()).unwrap().pages.len(),
            pages,
            "{file}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(parsed(&bytes));
        drop(parsed(&[b"<urlset><url><loc>".as_slice(), &bytes].concat()));
        drop(parsed(&[b"\x1f\x8b\x08".as_slice(), &bytes].concat()));
    }

    #[test]
    fn what_was_written_is_read(
        paths in proptest::collection::vec("/[a-z0-9/]{0,20}", 1..30),
        cdata in any::<bool>(),
        damage in proptest::option::of("[a-z<&\"' ]{0,12}"),
    ) {
        let entries: Vec<String> = paths
            .iter()
            .map(|path| {
                let loc = format!("https://a.example{path}");
                let loc = if cdata { format!("<![CDATA[{loc}]]>") } else { loc };
                format!("<url><loc>{loc}</loc><priority>0.5</priority></url>")
            })
            .collect();
        let text = format!("<urlset>{}</urlset>", entries.concat());
        let wanted: Vec<String> = paths.iter().map(|path| format!("https://a.example{path}")).collect();
        let found: Vec<String> = read(&text).pages.into_iter().map(|page| page.url.into()).collect();
        prop_assert_eq!(&found, &wanted);
        // Damage between entries costs at most the entries beside it.
        if let Some(damage) = damage {
            let damaged = text.replacen("</url>", &format!("</url>{damage}"), 1);
            let found = parsed(damaged.as_bytes()).map_or(0, |parsed| parsed.pages.len());
            prop_assert!(found + 2 >= wanted.len(), "{} of {}: {}", found, wanted.len(), damaged);
        }
    }
}
