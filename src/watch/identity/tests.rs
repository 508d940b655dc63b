//! What stays one mention over polls, and what must never become one.

use proptest::prelude::*;

use super::{Again, Kind, Rotation, Telling, aliases, are_apart};
use crate::model::{Author, Document, Identity, SourceName};

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

/// What the first telling of a mention was, and all keys it was seen under.
type Known = (Document, Vec<u128>);

/// Mentions left after the documents of several polls were merged as the store does.
fn merged(polls: &[Vec<Document>]) -> usize {
    fn telling(doc: &Document) -> Telling<'_> {
        Telling {
            title: &doc.title,
            text: Some(&doc.text),
            author: &doc.author,
            at: doc.at(doc.seen.max(doc.published.unwrap_or(doc.seen))),
            url: doc.url.as_deref(),
        }
    }
    let holder = |known: &[Known], key: &u128| known.iter().position(|(_, keys)| keys.contains(key));
    let mut known: Vec<Known> = Vec::new();
    for poll in polls {
        let told: Vec<_> = poll.iter().zip(aliases(poll, Identity::Ladder)).collect();
        let mut rotation = Rotation::default();
        for (doc, one) in &told {
            let (strong, weak): (Vec<u128>, Vec<u128>) =
                one.keys.iter().partition(|key| Kind::of(**key).is_strong());
            if strong.is_empty() || weak.is_empty() {
                continue;
            }
            if strong.iter().any(|key| holder(&known, key).is_some()) {
                rotation.note_kept();
            } else {
                let old = weak.iter().find_map(|key| holder(&known, key));
                rotation.note_new(old.map(|at| Again::of(telling(doc), &one.keys, telling(&known[at].0))));
            }
        }
        for (doc, one) in told {
            let found = one.keys.iter().find_map(|key| {
                let at = holder(&known, key)?;
                let (old, theirs) = &known[at];
                let leads = Kind::of(*key).is_strong()
                    || !are_apart(&one.keys, theirs)
                    || rotation.overrules(Again::of(telling(doc), &one.keys, telling(old)));
                leads.then_some(at)
            });
            match found {
                Some(at) => known[at].1.extend(one.keys),
                None => known.push((doc.clone(), one.keys)),
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
fn ids_that_are_new_in_a_later_poll_tell_documents_apart() {
    let review = |id: &str, url: &str, title: &str, day: &str| Document {
        published: Some(format!("{day}T00:00:00Z").parse().unwrap()),
        ..doc(id, url, title)
    };
    let dated = |id: &str, title: &str| review(id, "", title, "2026-05-03");
    assert_eq!(
        merged(&[vec![dated("1", "Great")], vec![dated("2", "Great")]]),
        2,
        "reviews by id"
    );
    assert_eq!(
        merged(&[
            vec![dated("1", "Great"), dated("2", "Bad"), dated("3", "Fine")],
            vec![dated("1", "Great"), dated("2", "Bad"), dated("4", "Great")],
            vec![
                dated("5", "Great"),
                dated("6", "Bad"),
                dated("7", "Loud"),
                dated("8", "Dull")
            ],
        ]),
        8,
        "with some of the last poll, and without"
    );
    let threads = |n: u32| review("", &format!("https://a.example/t?id={n}"), "Help", "2026-05-03");
    assert_eq!(
        merged(&[vec![threads(1)], vec![threads(2)], vec![threads(3), threads(1)]]),
        3,
        "threads by address"
    );
    let by = |id: &str, name: &str| {
        Document {
        text: "The very same advertisement, posted by many, and long enough to be taken for one and the same text."
            .into(),
        author: Author {
            name: Some(name.to_owned()),
            ..Author::default()
        },
        ..dated(id, "Great")
    }
    };
    assert_eq!(
        merged(&[vec![by("1", "Jo")], vec![by("2", "Max")]]),
        2,
        "the same words of two people"
    );
}

#[test]
fn ids_that_are_all_new_with_every_poll_tell_nothing() {
    let text = |n: usize| {
        format!("Text {n} is long enough to be told from any other, whatever is done to its ids.")
            + &"!".repeat(80)
    };
    let items = |poll: usize, with_text: bool| -> Vec<Document> {
        (0..4)
            .map(|n| Document {
                text: if with_text { text(n) } else { String::new() },
                ..doc(&format!("{poll}-{n}"), "", &format!("Title {n}"))
            })
            .collect()
    };
    for with_text in [true, false] {
        let polls: Vec<_> = (0..20).map(|poll| items(poll, with_text)).collect();
        assert_eq!(merged(&polls), 4, "text: {with_text}");
    }
    let moving = |poll: usize| -> Vec<Document> {
        (poll..poll + 4)
            .map(|n| Document {
                text: text(n),
                ..doc(
                    "",
                    &format!("https://a.example/{poll}/{n}"),
                    &format!("Title {n}"),
                )
            })
            .collect()
    };
    assert_eq!(
        merged(&(0..20).map(moving).collect::<Vec<_>>()),
        23,
        "one of four is new with every poll"
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
    let first = aliases(std::slice::from_ref(&later), Identity::Ladder);
    later.seen = "2026-05-01T00:00:00Z".parse().unwrap();
    assert_eq!(aliases(&[later], Identity::Ladder), first);
}

proptest! {
    #[test]
    fn every_document_has_an_identity(ids in prop::collection::vec(("[ab]?", "(https://a\\.example/[ab]?)?", "[xy]?"), 0..8)) {
        let docs: Vec<Document> = ids.iter().map(|(id, url, title)| doc(id, url, title)).collect();
        let found = aliases(&docs, Identity::Ladder);
        prop_assert_eq!(found.len(), docs.len());
        for one in found {
            prop_assert_eq!(one.keys.first(), Some(&one.id.0));
        }
    }
}
