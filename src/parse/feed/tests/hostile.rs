//! Bombs, endless lists and any bytes at all.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::rewrite::MAX_ITEMS;
use super::{feed, read};

#[test]
fn bombs_take_linear_time_and_little_room() {
    let repeat = |piece: &str| piece.repeat(60_000 / piece.len());
    for inside in [
        repeat("<media:group>"),
        repeat("<x>"),
        repeat("<title>"),
        repeat("<description>"),
        repeat("<![CDATA["),
        repeat("<!--"),
        repeat("<a b='"),
        repeat("&a"),
        repeat("<category>x</category>"),
        repeat("<item>"),
        repeat("<author><name>"),
        repeat("<y xmlns:a='b'>"),
        repeat("]]>"),
        repeat("<!DOCTYPE a ["),
    ] {
        let feed = feed(&format!(
            "<rss version='2.0'><channel><item><title>t</title>{inside}"
        ));
        let kept: usize = feed
            .documents
            .iter()
            .map(|item| item.title.len() + item.text.len())
            .sum();
        assert!(
            kept <= 60_100 && feed.documents.len() <= MAX_ITEMS,
            "{}",
            inside.get(..12).unwrap()
        );
    }
}

#[test]
fn entities_of_a_doctype_cannot_grow() {
    let mut doctype = "<!DOCTYPE rss [<!ENTITY a \"ha\"> ".to_owned();
    for (name, before) in ('b'..='z').zip('a'..='y') {
        write!(
            doctype,
            "<!ENTITY {name} \"{}\"> ",
            format!("&{before};").repeat(10)
        )
        .unwrap();
    }
    let feed = feed(&format!(
        "{doctype}]><rss version='2.0'><item><title>&a; &z;</title></item></rss>"
    ));
    assert!(
        feed.documents[0].title.starts_with("ha &y;"),
        "{}",
        feed.documents[0].title
    );
    assert!(feed.documents[0].title.len() < 100);
}

#[test]
fn more_items_than_the_bound_are_left_out() {
    let feed = feed(&format!(
        "<rss version='2.0'>{}</rss>",
        "<item/>".repeat(MAX_ITEMS + 10)
    ));
    assert_eq!(feed.documents.len(), MAX_ITEMS);
    assert!(
        feed.issues.iter().any(|issue| issue.0.contains("20000")),
        "{:?}",
        feed.issues
    );
    let whole = self::feed(&format!(
        "<rss version='2.0'>{}</rss>",
        "<item/>".repeat(MAX_ITEMS)
    ));
    assert!(
        !whole.issues.iter().any(|issue| issue.0.contains("20000")),
        "{:?}",
        whole.issues
    );
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(read(&bytes));
    }

    #[test]
    fn any_markup_is_survived(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<channel>", "<item>", "</item>", "<entry>", "</entry>",
        "<title>", "</title>", "<title type='xhtml'>", "<link href='", "'/>", "<link>", "</link>", "<![CDATA[", "]]>", "<!--", "-->",
        "&amp;", "&", ";", "<media:group>", "<media:content url='http://a.example/", "</media:group>", "<author>", "a@b.example（",
        "</author>", "<content:encoded>", "é", "\u{0}", "<?xml ", "?>", "<pubDate>1 May 2020", "</pubDate>", "<", ">", "x",
        "<itunes:duration>99999999999999999999", "</itunes:duration>", "{", "\"items\":[", "}",
    ]), 0..60)) {
        drop(read(pieces.concat().as_bytes()));
    }

    #[test]
    fn what_a_feed_says_comes_through(title in "[\\p{L}\\p{N} &<>\"']{1,40}", count in 1_usize..20) {
        let escaped = title.replace('&', "&amp;").replace('<', "&lt;");
        let item = format!("<entry><title>{escaped}</title><id>urn:x</id></entry>");
        let feed = feed(&format!("<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>", item.repeat(count)));
        prop_assert_eq!(feed.documents.len(), count);
        prop_assert!(feed.documents.iter().all(|item| item.id.as_deref() == Some("urn:x")));
    }
}
