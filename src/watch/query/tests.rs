//! What queries mean, and how wrong ones are refused.

use proptest::prelude::*;

use super::Query;
use crate::model::{Author, Document};

fn holds(query: &str, text: &str) -> bool {
    Query::parse(query).unwrap().explain_match(text).matches
}

#[test]
fn words_match_as_people_write_them() {
    for (query, yes, no) in [
        (
            "acme",
            vec![
                "ACME",
                "Acme's",
                "acme-branded",
                "#acme",
                "@acme",
                "acme.com",
                "acmeを買う",
                "acme를",
                "_Acme_",
                "ＡＣＭＥ",
                "Ac\u{200b}me",
                "Асmе!",
                "Acme™",
                "Acme²",
            ],
            vec!["acmes", "macme", "acme2", "acmé", "", "ac me"],
        ),
        ("acm*", vec!["acme", "acm", "ACMEs"], vec!["macme"]),
        (
            "*rocket",
            vec!["Skyrocket", "rocket!"],
            vec!["rockets", "sky-rockets"],
        ),
        (
            "organi?e",
            vec!["organise", "ORGANIZE"],
            vec!["organie", "organisze"],
        ),
        (
            "\"ac*me rock*s shoe\"",
            vec!["acme rockets shoe", "Ac12me rocks: shoe"],
            vec!["acme rockets big shoe"],
        ),
        (
            "\"acme rockets\"",
            vec![
                "Acme Rockets",
                "acme-rockets",
                "acme: rockets",
                "Acme\u{a0}Rockets",
            ],
            vec!["acme the rockets", "rockets acme", "acmerockets", "acme rocketsx"],
        ),
        (
            "coca-cola",
            vec!["Coca Cola", "coca–cola", "Coca-Cola's"],
            vec!["coca", "cola coca"],
        ),
        ("\"red rock*\"", vec!["red rockets"], vec!["red hot rockets"]),
        ("o'reilly", vec!["O’Reilly", "O'Reilly's"], vec!["oreilly"]),
        ("c++", vec!["C++ is", "(c++)"], vec!["c", "vitamin c"]),
        ("at&t", vec!["AT&T"], vec!["at t"]),
        (
            "@acme",
            vec!["hi @acme", "@Acme!"],
            vec!["acme", "jo@acme.example"],
        ),
        ("アクメ", vec!["新しいアクメの店", "ｱｸﾒ"], vec!["アクセス"]),
        ("아크메", vec!["아크메는 좋다", "아크메"], vec!["대아크메"]),
        ("กาแฟ", vec!["ร้านกาแฟดี"], vec!["กาแ"]),
        ("café", vec!["CAFE\u{301}"], vec!["cafe"]),
        ("🚀", vec!["go🚀🚀"], vec!["go"]),
    ] {
        for text in yes {
            assert!(holds(query, text), "{query} should match {text}");
        }
        for text in no {
            assert!(!holds(query, text), "{query} should not match {text}");
        }
    }
}

#[test]
fn operators_bind_as_documented() {
    let spec = r#"acme OR "acme rockets" OR (rocket NEAR/5 skates) NOT ("acme clinic" OR site:jobs.example)"#;
    for (query, yes, no) in [
        (
            spec,
            vec!["acme", "skates with a rocket", "rocket a b c d e skates"],
            vec!["the Acme Clinic", "rocket a b c d e f skates", "clinic"],
        ),
        ("a1 b1", vec!["b1 a1"], vec!["a1", "b1"]),
        ("a1 OR b1 c1", vec!["a1", "b1 c1"], vec!["b1"]),
        ("a1 OR b1 NOT c1", vec!["a1", "b1"], vec!["a1 c1", "b1 c1"]),
        ("a1 OR b1 AND NOT c1", vec!["a1 c1", "b1"], vec!["b1 c1"]),
        ("a1 -c1 -\"d1 e1\"", vec!["a1 d1"], vec!["a1 c1", "a1 d1 e1"]),
        ("(a1 OR b1) (c1 OR d1)", vec!["a1 d1"], vec!["a1 b1", "c1"]),
        ("NOT c1 a1", vec!["a1"], vec!["a1 c1"]),
        (
            "coyote NEAR/3 (inc OR supplies)",
            vec!["Coyote Supplies", "inc. of the coyote"],
            vec!["coyote a b c d inc"],
        ),
        (
            "\"x1 y1\" NEAR/1 z1 NEAR/0 w1",
            vec!["x1 y1 o z1 w1"],
            vec!["x1 y1 z1 o w1"],
        ),
        ("東京 NEAR/2 塔", vec!["東京の塔"], vec!["東京のあの大きな塔"]),
    ] {
        for text in yes {
            assert!(
                holds(query, text),
                "{query} should match {text}\n{}",
                Query::parse(query).unwrap().explain()
            );
        }
        for text in no {
            assert!(
                !holds(query, text),
                "{query} should not match {text}\n{}",
                Query::parse(query).unwrap().explain()
            );
        }
    }
}

#[test]
fn fields_look_at_the_document() {
    let doc = Document {
        url: Some("https://www.Jobs.example/careers/acme?id=1".into()),
        text: "hello".into(),
        language: Some("sv-SE".into()),
        author: Author {
            name: Some("Jo Döe".into()),
            handle: Some("jodoe".into()),
            ..Author::default()
        },
        ..Document::default()
    };
    for (query, expected) in [
        ("site:jobs.example", true),
        ("site:example", false),
        ("site:https://jobs.example/careers", true),
        ("site:jobs.example/career", false),
        ("author:\"jo döe\"", true),
        ("author:@jodoe", true),
        ("author:jod*", true),
        ("author:doe", false),
        ("lang:sv hello", true),
        ("hello NOT lang:sv", false),
    ] {
        let query = match Query::parse(query) {
            Ok(query) => query,
            Err(error) => {
                assert!(!expected, "{query}: {error}");
                continue;
            }
        };
        assert_eq!(
            query.explain_document(&doc).matches,
            expected,
            "{}",
            query.source()
        );
    }
}

#[test]
fn wrong_queries_are_refused_with_place_and_help() {
    let long = "a ".repeat(5_000);
    let deep = format!("{}a{}", "(".repeat(65), ")".repeat(65));
    let many = "aa ".repeat(1_001);
    for (query, message, at) in [
        ("", "the query is empty", "0..0"),
        ("acme AND", "the query ends too early", "8..8"),
        ("(acme", "this `(` is never closed", "0..1"),
        ("acme)", "this `)` closes nothing", "4..5"),
        ("acme ()", "a `)` stands where a word is expected", "6..7"),
        ("OR acme", "an operator stands where a word is expected", "0..2"),
        ("acme or b", "`or` is read as a plain word", "5..7"),
        ("\"acme", "the quote is never closed", "0..5"),
        ("\"\"", "there is no word to look for here", "0..2"),
        ("*", "a bare `*` matches everything", "0..1"),
        ("NOT acme", "the query matches almost everything", "0..8"),
        ("acme OR NOT b", "the query matches almost everything", "0..13"),
        ("lang:en", "the query matches almost everything", "0..7"),
        ("a*", "`a*` would match too much", "0..2"),
        ("*me", "`*me` would match too much", "0..3"),
        ("a?c*", "`a?c*` would match too much", "0..4"),
        ("acme**", "`**` says no more than `*`", "0..6"),
        (
            "a1 NEAR b1",
            "`NEAR` needs a distance from 0 to 100 words",
            "3..7",
        ),
        (
            "a1 NEAR/x b1",
            "`NEAR/x` needs a distance from 0 to 100 words",
            "3..9",
        ),
        (
            "a1 NEAR/5 (b1 c1)",
            "`NEAR` cannot measure the distance to this",
            "10..17",
        ),
        ("sight:x.example", "there is no field `sight:`", "0..15"),
        ("title:acme", "`title:` is not supported yet", "0..10"),
        ("site:", "`site:` has no value", "0..5"),
        ("site:jobs", "`jobs` is no host name", "0..9"),
        ("lang:english", "`english` is no language code", "0..12"),
        ("https://acme.example", "an address is no query word", "0..20"),
        ("NOT NOT a1", "`NOT` follows `NOT`", "4..7"),
        (&long, "the query is 10000 bytes long", "8192..10000"),
        (&deep, "parentheses are nested more than 64 deep", "64..65"),
        (&many, "the query has 1001 words and fields", "0..3003"),
    ] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.message, message, "{query}");
        assert_eq!(format!("{}..{}", error.start, error.end), at, "{query}");
        assert!(!error.help.is_empty());
    }
    assert!(
        Query::parse("sight:x.example")
            .unwrap_err()
            .help
            .contains("`site:`")
    );
}

#[test]
fn explanations_name_the_words() {
    let query = Query::parse("acme OR (rocket NEAR/2 skates) NOT clinic").unwrap();
    let tree = query.explain();
    assert!(
        tree.contains("word `acme`") && tree.contains("at most 2 words between") && tree.contains("not"),
        "{tree}"
    );
    let yes = query.explain_match("Tests of Rocket-powered SKATES");
    assert!(yes.matches);
    assert_eq!(yes.places, [("text", 9, 30)]);
    assert!(
        yes.to_string()
            .contains("`Rocket-powered SKATES` at byte 9 of the text"),
        "{yes}"
    );
    let no = query.explain_match("Acme clinic");
    assert!(!no.matches && no.places.is_empty());
    assert!(no.to_string().starts_with("does not match"), "{no}");
}

proptest! {
    #[test]
    fn parsing_and_matching_never_panic(
        query in "(acme|\"|\\(|\\)|OR |AND |NOT |NEAR/2 | |\\*|site:a\\.b|é|東|-|:|\\PC){0,30}",
        text in "(acme|é|東|ac\u{200b}me| |\\PC){0,30}",
    ) {
        match Query::parse(&query) {
            Ok(query) => {
                let explained = query.explain_match(&text);
                for (_, start, end) in explained.places {
                    prop_assert!(text.get(start..end).is_some_and(|words| !words.is_empty()));
                }
                prop_assert!(!query.explain().is_empty());
            }
            Err(error) => {
                prop_assert!(error.start <= error.end && error.end <= query.len());
                prop_assert!(query.is_char_boundary(error.start) || error.start == super::MAX_BYTES);
            }
        }
    }
}
