//! Boundaries, words, tags and handles.

#![expect(
    clippy::string_slice,
    reason = "an offset that is no boundary must fail the test"
)]

use proptest::prelude::*;

use super::{handles, hashtags, is_boundary, spans};

fn words(text: &str) -> Vec<&str> {
    spans(text).map(|range| &text[range]).collect()
}

#[test]
fn words_of_many_scripts() {
    assert_eq!(
        words("Don't buy acme-branded 1,000 x."),
        ["Don't", "buy", "acme", "branded", "1,000", "x"]
    );
    assert_eq!(words("Acmeの新製品"), ["Acme", "の", "新", "製", "品"]);
    assert_eq!(words("아크메는 acme를"), ["아크메는", "acme", "를"]);
    assert_eq!(words("__a__ ... 'b'"), ["a", "b"]);
    assert_eq!(words(""), Vec::<&str>::new());
    assert_eq!(words("กี่"), ["กี่"]);
}

#[test]
fn boundaries_as_a_reader_sees_them() {
    for (text, inside) in [
        ("acme's", true),
        ("acme-branded", true),
        ("acme.com", true),
        ("acme_x", true),
        ("acmeの", true),
        ("acme를", true),
        ("acmeом", true),
        ("acmes", false),
        ("acme2", false),
        ("acmeé", false),
        ("acme\u{301}", false),
    ] {
        assert_eq!(is_boundary(text, 4), inside, "{text}");
    }
    assert!(is_boundary("acme", 0) && is_boundary("acme", 4) && !is_boundary("é", 1) && !is_boundary("a", 9));
}

#[test]
fn tags_as_the_platforms_read_them() {
    for (text, expected) in [
        (
            "#acme, #Launch2026! (#rocket)",
            vec!["acme", "Launch2026", "rocket"],
        ),
        ("#16 a#b &#39; /#x ##no #http://a.example", vec![]),
        ("新製品！＃アクメ。#日本語 品#x", vec!["アクメ", "日本語"]),
        (
            "#über_uns #ผู้เริ่ม #برنامه_نویسی",
            vec!["über_uns", "ผู้เริ่ม", "برنامه_نویسی"],
        ),
        ("✌️#peace", vec!["peace"]),
        ("#other#acmelaunch＃more", vec!["other", "acmelaunch", "more"]),
        ("a#b#c #16#x #one##other &#b#c", vec!["one"]),
    ] {
        let found: Vec<&str> = hashtags(text).into_iter().map(|tag| tag.name).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn handles_as_the_platforms_read_them() {
    for (text, expected) in [
        ("@acme and (@other_1).", vec!["acme", "other_1"]),
        ("hi @acme@mastodon.example!", vec!["acme@mastodon.example"]),
        ("@acme.example.", vec!["acme.example"]),
        ("mail jo@acme.example or https://video.example/@acme", vec![]),
        ("の@acmeに到着", vec!["acme"]),
        ("RT@acme @_@ @aliceì @http://x.example", vec!["acme"]),
        (
            ".@acme is down, ...@b (.@c) -@d /@e !@f",
            vec!["acme", "b", "c", "d", "e", "f"],
        ),
        ("me.@acme me@acme.com https://@acme great!@acme @a/@b", vec!["a"]),
    ] {
        let found: Vec<&str> = handles(text).into_iter().map(|tag| tag.name).collect();
        assert_eq!(found, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn ranges_slice_the_text(text in "([#@＃＠a-z0-9_.'-]|[éア漢ก่한\u{200d}\u{301}]| |\\PC){0,40}") {
        for range in spans(&text) {
            prop_assert!(!text[range].is_empty());
        }
        for tag in hashtags(&text).into_iter().chain(handles(&text)) {
            prop_assert!(text[tag.range.clone()].ends_with(tag.name));
        }
    }
}
