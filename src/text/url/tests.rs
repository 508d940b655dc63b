//! What the keys must join and what they must keep apart.

use proptest::prelude::*;

use super::{ascii_host, canonical, host_matches, host_of, percent_decoded, registrable_domain, utm};

#[test]
fn spellings_of_one_page_share_a_key() {
    let cases: &[(&str, &[&str])] = &[
        (
            "acme.example/a",
            &[
                "https://www.Acme.example/a/?utm_source=x&fbclid=1#top",
                "http://acme.example:80/a/index.html",
                "//m.acme.example/a",
                "https://user:secret@acme.example:443//a//",
                "https://amp.acme.example/a/amp/",
                "https://www.google.com/url?q=https%3A%2F%2Facme.example%2Fa&sa=D",
                "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.acme.example%2Fa%3Ffbclid%3D1&h=x",
                "https://www.google.com/amp/s/acme.example/a",
                "https://acme-example.cdn.ampproject.org/c/s/acme.example/a",
                "ACME.EXAMPLE./a;jsessionid=0A1B",
                "https://www.youtube.com/redirect?q=acme.example%2Fa",
                "https://acme.example/%E2%80%8Ba\u{200b}",
            ],
        ),
        (
            "acme.example?a=1&b=2",
            &[
                "https://acme.example/?b=2&a=1&amp;utm_medium=mail",
                "acme.example?a=1&b=2&gclid=",
            ],
        ),
        ("acme.example#!/route", &["https://acme.example/#!/route"]),
        ("acme.example:8080/x", &["http://acme.example:8080/x/"]),
        (
            "youtube.com/watch?v=X2gSGCOVaZk",
            &[
                "https://youtu.be/X2gSGCOVaZk?si=a",
                "https://m.youtube.com/shorts/X2gSGCOVaZk",
                "https://www.youtube.com/attribution_link?u=%2Fwatch%3Fv%3DX2gSGCOVaZk%26feature%3Dshare",
            ],
        ),
        (
            "xn--bcher-kva.example/%C3%A9",
            &["https://bücher.example/é", "https://bücher.example/%c3%a9"],
        ),
        (
            "en.wikipedia.org/wiki/Acme",
            &["https://en.m.wikipedia.org/wiki/Acme"],
        ),
    ];
    for (key, spellings) in cases {
        for spelling in *spellings {
            assert_eq!(canonical(spelling).as_deref(), Some(*key), "{spelling}");
        }
    }
}

#[test]
fn different_pages_keep_different_keys() {
    for (a, b) in [
        ("https://acme.example/a?id=1", "https://acme.example/a?id=2"),
        ("https://acme.example/a%2Fb", "https://acme.example/a/b"),
        ("https://acme.example/A", "https://acme.example/a"),
        ("https://shop.acme.example/", "https://acme.example/"),
        ("https://acme.example?ref=main", "https://acme.example"),
        ("https://acme.example?q=a%26b=c", "https://acme.example?q=a&b=c"),
        ("https://www.com/", "https://com/"),
        ("https://www.google.com/url?q=node.js", "https://node.js/"),
        ("https://www.google.com/search?q=http", "https://www.google.com/"),
    ] {
        assert_ne!(canonical(a), canonical(b), "{a} {b}");
    }
}

#[test]
fn only_web_addresses_have_a_key() {
    for none in [
        "",
        " ",
        "acme",
        "mailto:a@acme.example",
        "tag:acme.example,2026:1",
        "javascript:alert(1)",
        "data:,x",
        "http://",
    ] {
        assert_eq!(canonical(none), None, "{none}");
    }
}

#[test]
fn hosts_and_owners() {
    assert_eq!(
        registrable_domain("Shop.Acme.co.uk").as_deref(),
        Some("acme.co.uk")
    );
    assert_eq!(registrable_domain("b.c.kobe.jp").as_deref(), Some("b.c.kobe.jp"));
    assert_eq!(registrable_domain("127.0.0.1"), None);
    assert_eq!(registrable_domain("com"), None);
    assert_eq!(
        ascii_host("Bücher.example.").as_deref(),
        Some("xn--bcher-kva.example")
    );
    assert_eq!(host_of("acme.example/x").as_deref(), Some("acme.example"));
    assert!(host_matches("shop.acme.example", "acme.example"));
    assert!(host_matches("ACME.example", "www.acme.example"));
    assert!(!host_matches("notacme.example", "acme.example"));
    assert!(!host_matches("acme.example.evil.test", "acme.example"));
    assert!(!host_matches("", ""));
}

#[test]
fn campaign_parameters() {
    let found =
        utm("https://acme.example/?UTM_Source=kristal&amp;utm_campaign=spring+launch&utm_term=#utm_medium=x");
    assert_eq!(found.source.as_deref(), Some("kristal"));
    assert_eq!(found.campaign.as_deref(), Some("spring launch"));
    assert_eq!((found.term, found.medium), (None, None));
}

proptest! {
    #[test]
    fn a_key_is_its_own_key(
        address in "(https?://)?(www\\.|m\\.|amp\\.|amp-)?[a-z0-9é]{1,6}\\.(com|co\\.uk|example)(:[0-9]{1,4})?(/[a-zA-Z0-9%;.~é=&+ ]{0,8}|/amp|/index\\.html){0,4}(\\?[a-z_%0-9=&+;é]{0,24})?(#!?[a-z/%]{0,8})?"
    ) {
        if let Some(key) = canonical(&address) {
            prop_assert_eq!(canonical(&key), Some(key));
        }
    }

    #[test]
    fn never_panics(address in "\\PC*") {
        drop((canonical(&address), utm(&address), registrable_domain(&address)));
        let longer = format!("{address}.x");
        prop_assert!(!host_matches("acme.example", &longer));
    }
}

#[test]
fn percent_signs_are_undone() {
    for (text, decoded) in [
        ("p%40ss%3A%C3%A9+%zz%4", "p@ss:é+%zz%4"),
        ("a&b=c%26", "a&b=c&"),
        ("", ""),
        ("%FF", "\u{fffd}"),
    ] {
        assert_eq!(percent_decoded(text), decoded);
    }
}
