//! What stays one mention over polls, and what must never become one.

use proptest::prelude::*;

use super::aliases;
use crate::model::{Document, SourceName};

fn doc(id: &str, url: &str, title: &str) -> Document {
    let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    Document {
        source: SourceName::from("news"),
        id: some(id),
        url: some(url),
        title: title.to_owned(),
        published: Some("2026-03-02T10:00:00Z".parse().unwrap()),
        ..Document::default()
    }
}

/// Mentions left after the documents of several polls were merged by any known key.
fn merged(polls: &[Vec<Document>]) -> usize {
    let mut known: Vec<Vec<u128>> = Vec::new();
    for poll in polls {
        for one in aliases(poll) {
            let found = one
                .keys
                .iter()
                .find_map(|key| known.iter().position(|keys| keys.contains(key)));
            match found {
                Some(at) => known[at].extend(one.keys),
                None => known.push(one.keys),
            }
        }
    }
    known.len()
}

#[test]
fn polls_of_one_document_stay_one() {
    let poll = |n: usize, id: bool, url: bool| {
        (0..3)
            .map(|item| {
                let id = if id {
                    format!("g{item}")
                } else {
                    format!("g{item}-{n}")
                };
                let url = if url {
                    format!("https://a.example/{item}?utm_source=p{n}")
                } else {
                    format!("https://a.example/{item}?s={n}")
                };
                doc(&id, &url, "A title")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        merged(&(0..20).map(|n| poll(n, false, true)).collect::<Vec<_>>()),
        3,
        "the guid rotates"
    );
    assert_eq!(
        merged(&(0..20).map(|n| poll(n, true, false)).collect::<Vec<_>>()),
        3,
        "the link rotates"
    );
    let bare = |n: u32| {
        vec![
            doc("", "", "One"),
            doc("", "", "Two"),
            doc("", &format!("https://a.example/x?s={n}"), "Three"),
        ]
    };
    assert_eq!(
        merged(&(0..20).map(bare).collect::<Vec<_>>()),
        3,
        "neither, or only a link that rotates"
    );
}

#[test]
fn different_documents_stay_apart() {
    let one_page = vec![
        doc("g1", "https://a.example/changes", "First"),
        doc("g2", "https://a.example/changes", "Second"),
        doc("g3", "https://a.example/changes", "First"),
    ];
    assert_eq!(
        merged(&[one_page.clone(), one_page]),
        3,
        "one link, different guids"
    );
    let one_guid = vec![
        doc("same", "https://a.example/1", "First"),
        doc("same", "https://a.example/2", "Second"),
    ];
    assert_eq!(
        merged(&[one_guid.clone(), one_guid]),
        2,
        "one guid, different links"
    );
    let front = vec![
        doc("", "https://a.example/", "First"),
        doc("", "https://a.example/", "Second"),
    ];
    assert_eq!(merged(&[front.clone(), front]), 2, "links to the front page");
    let replies = vec![
        doc("r1", "https://a.example/t#1", "Re: x"),
        doc("r2", "https://a.example/t#2", "Re: x"),
    ];
    assert_eq!(merged(&[replies.clone(), replies]), 2, "replies of a thread");
    let mut elsewhere = doc("g1", "", "First");
    elsewhere.source = SourceName::from("other");
    assert_eq!(
        merged(&[vec![doc("g1", "", "First")], vec![elsewhere]]),
        2,
        "guids are each source's own"
    );
}

#[test]
fn one_page_found_by_two_sources_is_one() {
    let mut other = doc("tag:other", "http://www.a.example/1/?fbclid=x", "Title");
    other.source = SourceName::from("search");
    assert_eq!(
        merged(&[vec![doc("g1", "https://a.example/1", "Title")], vec![other]]),
        1
    );
}

#[test]
fn an_identity_never_hangs_on_when_it_was_seen() {
    let mut later = doc("g1", "https://a.example/1", "Title");
    let first = aliases(std::slice::from_ref(&later));
    later.seen = "2026-05-01T00:00:00Z".parse().unwrap();
    assert_eq!(aliases(&[later]), first);
}

proptest! {
    #[test]
    fn every_document_has_an_identity(ids in prop::collection::vec(("[ab]?", "(https://a\\.example/[ab]?)?", "[xy]?"), 0..8)) {
        let docs: Vec<Document> = ids.iter().map(|(id, url, title)| doc(id, url, title)).collect();
        let found = aliases(&docs);
        prop_assert_eq!(found.len(), docs.len());
        for one in found {
            prop_assert_eq!(one.keys.first(), Some(&one.id.0));
        }
    }
}
