//! OPML: lists of feeds as readers exchange them.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::Refusal;
use crate::text::{charset, html::decode_entities};

/// Most feeds of a list that are read: twice as many as one machine is meant to poll.
pub const MAX_FEEDS: usize = 200_000;
/// Largest file of a list, bytes: room for as many feeds with a description each.
pub const MAX_BYTES: usize = 96 << 20;

/// The feeds of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// In their order.
    pub feeds: Vec<Listed>,
    /// Whether there were more than [`MAX_FEEDS`]: the rest was not read.
    pub cut: bool,
}

/// One feed of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, perhaps empty.
    pub title: String,
    /// Its address as written.
    pub url: String,
}

/// The feeds of a list in their order, however they are grouped. End tags that do not match and a bare `&` are passed over.
///
/// # Errors
/// When it is no OPML at all, or breaks off: half a list would silence the sources of the other half.
pub fn parse(bytes: &[u8]) -> Result<List, Refusal> {
    parse_within(bytes, MAX_FEEDS)
}

fn parse_within(bytes: &[u8], most: usize) -> Result<List, Refusal> {
    let decoded = charset::decode(bytes, None);
    let mut reader = Reader::from_str(&decoded.text);
    let config = reader.config_mut();
    (
        config.check_end_names,
        config.allow_unmatched_ends,
        config.allow_dangling_amp,
    ) = (false, true, true);
    let (mut feeds, mut is_opml, mut ends) = (Vec::new(), false, false);
    // One more than are kept, to know whether any was left out.
    while feeds.len() <= most {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let name = element.local_name();
                if name.as_ref().eq_ignore_ascii_case("opml") {
                    is_opml = true;
                } else if is_opml && name.as_ref().eq_ignore_ascii_case("outline") {
                    feeds.extend(listed(&element));
                }
            }
            Ok(Event::End(element)) => ends |= element.local_name().as_ref().eq_ignore_ascii_case("opml"),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let cut = feeds.len() > most;
    feeds.truncate(most);
    match (is_opml, ends || cut) {
        (true, true) => Ok(List { feeds, cut }),
        (true, false) => Err(Refusal(format!(
            "the list breaks off after {} feeds: there is no `</opml>` at its end",
            feeds.len()
        ))),
        (false, _) => Err(Refusal("this is no OPML: there is no `opml` element".to_owned())),
    }
}

fn listed(outline: &BytesStart<'_>) -> Option<Listed> {
    let mut attributes = outline.html_attributes();
    let attributes = attributes.with_checks(false).flatten();
    let (mut title, mut text, mut url) = (None, None, None);
    for attribute in attributes {
        let value = || decode_entities(&attribute.value).trim().to_owned();
        match attribute.key.local_name().as_ref().to_ascii_lowercase().as_str() {
            "xmlurl" => url = Some(value()),
            "title" => title = Some(value()),
            "text" => text = Some(value()),
            _ => {}
        }
    }
    let named = |name: Option<String>| name.filter(|name| !name.is_empty());
    Some(Listed {
        title: named(title).or_else(|| named(text)).unwrap_or_default(),
        url: named(url)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn feeds(opml: &str) -> Vec<(String, String)> {
        let list = parse(opml.as_bytes()).unwrap();
        assert!(!list.cut);
        list.feeds
            .into_iter()
            .map(|feed| (feed.title, feed.url))
            .collect()
    }

    #[test]
    fn feeds_are_found_in_groups_and_in_spite_of_damage() {
        let one = |title: &str| (title.to_owned(), "http://a.example/f?x=1&y=2".to_owned());
        for (opml, want) in [
            (
                "<opml><body><outline text='A' xmlUrl='http://a.example/f?x=1&amp;y=2'/></body></opml>",
                "A",
            ),
            (
                "<OPML><outline text=\"News\"><outline title='B &amp; C' text='x' XMLURL=\"http://a.example/f?x=1&y=2\"></opml>",
                "B & C",
            ),
            (
                "<opml><outline text='' title='' xmlUrl='http://a.example/f?x=1&amp;y=2'></wrong></opml>",
                "",
            ),
        ] {
            assert_eq!(feeds(opml), [one(want)], "{opml}");
        }
        assert_eq!(feeds("<opml><outline text='no feed'/></opml>"), []);
        let cut = parse(b"<opml><outline xmlUrl='http://a.example/'/><outline xmlUrl='http://b.ex");
        assert!(cut.unwrap_err().0.contains("after 1 feeds"));
        assert!(parse(b"<rss/>").is_err() && parse(b"").is_err() && parse(b"\x00\xff<opm").is_err());
    }

    #[test]
    fn what_is_left_out_is_told() {
        let opml = |count: usize| {
            let feeds = "<outline xmlUrl='http://a.example/'/>".repeat(count);
            format!("<opml>{feeds}</opml>")
        };
        for (count, kept, cut) in [(2, 2, false), (3, 3, false), (4, 3, true), (9, 3, true)] {
            let list = parse_within(opml(count).as_bytes(), 3).unwrap();
            assert_eq!((list.feeds.len(), list.cut), (kept, cut), "{count}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            drop(parse(&bytes));
            let inside = [b"<opml><outline ".as_slice(), &bytes, b"/>"].concat();
            drop(parse(&inside));
        }
    }
}
