//! What queries mean, and how wrong ones are refused.

use proptest::prelude::*;

use super::{Query, REFERENCE};
use crate::model::{Author, Document, Engagement, Link, Platform, SourceName};

mod explaining;

fn holds(query: &str, text: &str) -> bool {
    Query::parse(query).unwrap().explain_match(text).matches
}

/// Asserts which texts a query matches, and which not.
fn matches_just(query: &str, yes: &[&str], no: &[&str]) {
    for (text, expected) in yes
        .iter()
        .map(|text| (text, true))
        .chain(no.iter().map(|text| (text, false)))
    {
        assert_eq!(
            holds(query, text),
            expected,
            "{query} on {text}\n{}",
            Query::parse(query).unwrap().explain()
        );
    }
}

/// Apostrophes hold no phrase, one hashtag is one.
#[test]
fn what_only_looks_like_a_mistake_is_read() {
    for (query, text) in [
        ("rock 'n' roll", "roll, n, rock"),
        ("'tis OR dogs'", "the dogs bark"),
        ("o'neill 'acme'", "acme by o'neill"),
        ("'round 'n' 'round", "n round"),
        ("#acme #c#", "#acme and #c#"),
        ("acme :coyote", "coyote of acme"),
    ] {
        assert!(holds(query, text), "{query}");
    }
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
        matches_just(query, &yes, &no);
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
            followers: Some(12_000),
            ..Author::default()
        },
        title: "Acme C++ rockets".into(),
        links: vec![Link {
            url: "https://bit.ly/x".into(),
            resolved: Some("https://shop.acme.example/new/a".into()),
            ..Link::default()
        }],
        categories: vec!["Acme Launch".into()],
        engagement: Engagement {
            likes: Some(3),
            shares: Some(4),
            ..Engagement::default()
        },
        platform: Platform::Mastodon,
        source: SourceName::new("Rocket news"),
        ..Document::default()
    };
    for (query, expected) in [
        ("title:acme", true),
        ("title:(acme ONEAR/1 rockets)", true),
        ("title:hello", false),
        ("title:(acme OR hello) text:hello", true),
        ("text:(acme OR rockets)", false),
        ("title:(acme NOT hello)", true),
        ("title:raw:\"C++\"", true),
        ("title:raw:\"c++\"", false),
        ("link:acme.example", true),
        ("links:acme.example/new", true),
        ("link:acme.example/ne", false),
        ("link:bit.ly", true),
        ("link:(other.example OR shop.acme.example)", true),
        ("url:/careers/", true),
        ("url:CAREERS", true),
        ("url:/jobs/", false),
        ("hashtag:acmelaunch", true),
        ("hashtag:#acme*", true),
        ("hashtag:acme", false),
        ("#acmelaunch", false),
        ("handle:jodoe", true),
        ("handle:@jo*", true),
        ("handle:jo", false),
        ("source:\"rocket news\"", true),
        ("source:ro*t", true),
        ("source:rocke", false),
        ("author:(doe OR jodoe)", true),
        ("author:j?doe", true),
        ("hello followers>11k", true),
        ("hello followers>12000", false),
        ("hello followers>=12_000", true),
        ("hello followers<=12,000 followers=12000", true),
        ("hello engagement>=7", true),
        ("hello engagement<7", false),
        ("hello views>0", false),
        ("hello views<1", false),
        ("hello NOT views<1", true),
        ("hello lang:(en OR sv)", true),
        ("hello lang:(en OR de)", false),
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
fn every_operator_does_as_its_example_shows() {
    for operator in REFERENCE {
        let query =
            Query::parse(operator.example).unwrap_or_else(|error| panic!("{}: {error}", operator.example));
        if !operator.finds.is_empty() {
            assert!(
                holds(operator.example, operator.finds),
                "{} {}",
                operator.example,
                operator.finds
            );
        }
        assert!(
            !holds(operator.example, operator.leaves),
            "{} {}",
            operator.example,
            operator.leaves
        );
        assert!(!query.explain().is_empty());
    }
}

#[test]
fn tokens_counts_orders_and_dots() {
    for (query, yes, no) in [
        (
            "rocket ONEAR/1 skates",
            vec!["rocket skates", "rocket powered skates"],
            vec!["skates rocket", "rocket a b skates"],
        ),
        (
            "ATLEAST/3 acme",
            vec!["acme acme acme", "Acme, ACME! acme's"],
            vec!["acme acme", "acmes acmes acmes"],
        ),
        (
            "ATLEAST/2(acme OR \"acme rockets\")",
            vec!["acme rockets, acme"],
            vec!["acme rockets"],
        ),
        (
            "#acme_launch",
            vec!["#Acme_Launch now", "＃acme_launch"],
            vec!["#acme launch", "#acme_launch2", "acme_launch"],
        ),
        (
            "#acme*",
            vec!["#acmelaunch", "#acme_1", "#acme"],
            vec!["acme", "#macme"],
        ),
        (
            "#acme",
            vec!["#acme!", "(#ACME)"],
            vec!["#acme_launch", "&#acme", "http://x.example/#acme"],
        ),
        (
            "@acme",
            vec!["hi @acme.", "@ACME@social.example"],
            vec!["@acme.rockets", "@acme_rockets", "jo@acme.example"],
        ),
        (
            "@acme@social.example",
            vec!["@acme@social.example"],
            vec!["@acme", "@acme@other.example"],
        ),
        ("@acme.rockets", vec!["@acme.rockets"], vec!["@acme rockets"]),
        (
            "acme.com",
            vec![
                "acme.com",
                "www.ACME.com/x",
                "acme[.]com",
                "acme(.)com",
                "acme dot com",
                "acme [dot] com",
                "hxxps://acme[.]com/a",
                "jo@acme.com",
            ],
            vec!["acme com", "acme. Com", "acme-com", "acmedotcom", "dot com acme"],
        ),
        ("acme[.]com", vec!["acme.com"], vec!["acme com"]),
        (
            "\"visit acme-rockets.co.uk\"",
            vec!["visit acme-rockets[.]co[.]uk"],
            vec!["visit acme rockets co uk"],
        ),
        (
            "\"acme,rocket\"",
            vec!["acme, rocket", "acme rocket"],
            vec!["rocket acme", "acme"],
        ),
        (
            "アクメ",
            vec![
                "新アクメを買う",
                "アクメ・ロケット",
                "ｱｸﾒの靴",
                "#アクメ",
                "アクメストア",
            ],
            vec!["ハアクメン", "アクメー"],
        ),
        ("アクメ*", vec!["アクメストア", "アクメの"], vec!["ハアクメン"]),
        ("*アクメ", vec!["ネオアクメの"], vec!["アクメン"]),
        ("1,000", vec!["1,000 of"], vec!["1 000"]),
        ("raw:C++", vec!["C++", "use C++17"], vec!["c++", "C"]),
        (
            "raw:\"Acme & Co\"",
            vec!["at Acme & Co."],
            vec!["acme & co", "Acme and Co", "Acme  & Co"],
        ),
        ("raw:\":)\"", vec!["nice :)"], vec!["nice"]),
        ("raw:\"ACME\"", vec!["ACME", "#ACME"], vec!["Acme", "ＡＣＭＥ"]),
        (
            "text:(acme NEAR/1 rocket)",
            vec!["acme rocket"],
            vec!["acme a b rocket"],
        ),
        ("text:raw:ACME", vec!["ACME"], vec!["acme"]),
        ("acme -#ad", vec!["acme ad"], vec!["acme #ad"]),
    ] {
        matches_just(query, &yes, &no);
    }
}
