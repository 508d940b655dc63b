//! Names in disguise, in other spellings and in the plural.

use super::*;

fn named(query: &str, plurals: bool) -> Watch {
    let brand = Brand {
        id: BrandId::from("own"),
        query: query.into(),
        lookalikes: true,
        plurals,
        ..Brand::default()
    };
    Watch::compile(&[brand], &[], &[]).unwrap()
}

#[test]
fn names_in_disguise_are_heard_where_they_stand() {
    let watch = named("acme OR \"google analytics\" OR nestlé", false);
    for (text, matched) in [
        ("Buy 4cm3 today", vec!["4cm3"]),
        ("åäö A.C.M.E’s shop", vec!["A.C.M.E"]),
        ("the Аcmе shop, Acme itself", vec!["Аcmе", "Acme"]),
        (
            "my #GoogleAnalytics #googleanalytics",
            vec!["#GoogleAnalytics", "#googleanalytics"],
        ),
        ("Nestle, Nestlé", vec!["Nestle", "Nestlé"]),
        ("Acmes are many", vec![]),
        ("nothing 4cm here", vec![]),
    ] {
        let heard = watch.hear(&said(text));
        let found: Vec<&str> = heard.matches.iter().map(|one| one.matched.as_str()).collect();
        assert_eq!(found, matched, "{text}");
        for one in &heard.matches {
            assert_eq!(&text[one.start..one.end], one.matched);
        }
    }
}

#[test]
fn plurals_count_where_asked() {
    for (text, expected) in [
        ("three Acmes", true),
        ("Acme's", true),
        ("acme", true),
        ("acmest", false),
    ] {
        let heard = named("acme", true).hear(&said(text));
        assert_eq!(!heard.brands.is_empty(), expected, "{text}");
    }
    assert!(named("acme", false).hear(&said("three Acmes")).brands.is_empty());
}
