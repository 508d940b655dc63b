//! What an explanation tells and where, and what holds of every query.

use super::*;

#[test]
fn places_point_into_the_original() {
    for (query, text, words) in [
        ("acme.com", "see hxxp://Аcme[.]com now", "Аcme[.]com"),
        ("acme.com", "write to Acme dot COM, please", "Acme dot COM"),
        ("#acmelaunch", "ＷＯＷ ＃acmelaunch", "＃acmelaunch"),
        ("raw:C++", "ﬁne C++ code", "C++"),
        ("acme", "le \u{202e}emcA\u{202c} é", "emcA"),
        ("\"acme rocket\"", "été ᴀᴄᴍᴇ ʀᴏᴄᴋᴇᴛ, ñ", "ᴀᴄᴍᴇ ʀᴏᴄᴋᴇᴛ"),
        ("ac?e", "ｘ Ac\u{200b}me!", "Ac\u{200b}me"),
    ] {
        let found = Query::parse(query).unwrap().explain_match(text);
        let quoted: Vec<&str> = found
            .places
            .iter()
            .map(|&(_, start, end)| text.get(start..end).unwrap_or_default())
            .collect();
        assert_eq!(quoted, [words], "{query} in {text}");
    }
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

#[test]
fn a_link_that_nobody_should_follow_is_one() {
    for (query, text, words) in [
        ("link:acme.com", "See Acme[.]COM.", "Acme[.]COM"),
        (
            "link:acme.com/x",
            "a\u{ad}é hxxps://shop[.]acme(dot)com/x/y, now",
            "hxxps://shop[.]acme(dot)com/x/y",
        ),
        ("link:acme[dot]com", "hxxp://acme.com", "hxxp://acme.com"),
        ("link:acme.com", "hxxp://evil[.]example, acme.com", "acme.com"),
        (
            "link:acme.com",
            "acme[.]com[.]evil[.]example jo@acme[.]com notacme[.]com acme[com",
            "",
        ),
    ] {
        let found = Query::parse(query).unwrap().explain_match(text);
        let quoted = found.parts.first().and_then(|part| part.places.first());
        assert_eq!(
            quoted.map_or("", |quote| quote.words.as_str()),
            words,
            "{query} in {text}"
        );
        assert_eq!(found.matches, !words.is_empty());
    }
}

#[test]
fn counts_and_distances_read_as_sentences() {
    for (query, text, shown) in [
        (
            "ATLEAST/3 (acme OR \"acme rockets\")",
            "acme rockets, acme",
            "- at least 3 times: 2 here\n  + any of\n    + word `acme`: `acme` at byte 0 of the text, `acme` at byte 14 of \
             the text\n    + phrase `acme rockets`: `acme rockets` at byte 0 of the text",
        ),
        (
            "ATLEAST/1 acme",
            "acme",
            "+ at least once: 1 here\n  + word `acme`: `acme` at byte 0 of the text",
        ),
        (
            "acme NEAR/0 rocket",
            "",
            "- both with no word between them, in either order\n  - word `acme`\n  - word `rocket`",
        ),
        (
            "acme ONEAR/1 rocket",
            "",
            "- both with at most 1 word between them, in this order\n  - word `acme`\n  - word `rocket`",
        ),
        (
            "acme likes=1 followers<2",
            "",
            "- all of\n  - word `acme`\n  - exactly 1 like\n  - fewer than 2 followers",
        ),
    ] {
        let lines = Query::parse(query).unwrap().explain_match(text).lines;
        assert_eq!(lines.join("\n"), shown, "{query}");
    }
}

proptest! {
    #[test]
    fn parsing_and_matching_never_panic(
        query in "(acme|\"|\\(|\\)|OR |AND |NOT |NEAR/2 |ONEAR/1 |ATLEAST/2 |title:|raw:|hashtag:|query:noise-jobs |likes>1|#|@| |\\*|\\?|site:a\\.b|a\\.b|é|東|-|:|\\PC){0,30}",
        text in "(acme|é|東|ac\u{200b}me| |\\PC){0,30}",
    ) {
        match Query::parse(&query) {
            Ok(query) => {
                let explained = query.explain_match(&text);
                for (_, start, end) in explained.places {
                    prop_assert!(text.get(start..end).is_some_and(|words| !words.is_empty()));
                }
                prop_assert!(!query.explain().is_empty());
                let again = Query::parse(&query.expr().to_string());
                prop_assert_eq!(again.map(|again| again.expr), Ok(query.expr.clone()), "{}", query.expr());
            }
            Err(error) => {
                prop_assert!(error.start <= error.end && error.end <= query.len());
                prop_assert!(query.is_char_boundary(error.start));
                prop_assert!(!error.render(&query, false).is_empty());
            }
        }
    }
}

/// Words of a small language, so that texts and queries meet.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("aa".to_owned()),
        Just("bb".to_owned()),
        Just("cx*d".to_owned()),
        Just("dd.ee".to_owned()),
        Just("#aa".to_owned())
    ]
}

fn placed() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        word(),
        (word(), word()).prop_map(|(a, b)| format!("({a} OR {b})")),
        Just("\"aa bb\"".to_owned()),
        Just("raw:Aa".to_owned())
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        (inner.clone(), inner, 0_u32..4, any::<bool>())
            .prop_map(|(a, b, n, ordered)| format!("({a} {}NEAR/{n} {b})", if ordered { "O" } else { "" }))
    })
}

fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        placed(),
        (placed(), 1_u32..4).prop_map(|(a, n)| format!("ATLEAST/{n} {a}")),
        placed().prop_map(|a| format!("title:({a})").replace("raw:Aa", "raw:\"Aa\"")),
        Just("site:x.example".to_owned()),
        Just("link:y.example/z".to_owned()),
        Just("author:\"jo do*\"".to_owned()),
        Just("likes>=2".to_owned()),
        Just("query:noise-coupons".to_owned()),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) AND ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) OR ({b})")),
            inner.prop_map(|a| format!("zz NOT ({a})")),
        ]
    })
}

fn document() -> impl Strategy<Value = Document> {
    (
        "((aa|bb|cxyd|dd\\.ee|dd dot ee|#aa|Aa|zz|y\\.example/z)[ ,]){0,12}",
        "((aa|bb|cd|Aa)[ ]){0,4}",
        any::<bool>(),
        0_u64..4,
    )
        .prop_map(|(text, title, here, likes)| Document {
            text,
            title,
            url: here.then(|| "https://x.example/a".to_owned()),
            engagement: Engagement {
                likes: Some(likes),
                ..Engagement::default()
            },
            ..Document::default()
        })
}

proptest! {
    #[test]
    fn a_tree_is_written_as_it_was_read(query in tree()) {
        let query = format!("aa AND ({query})");
        let read = Query::parse(&query);
        prop_assert!(read.is_ok(), "{} {:?}", query, read);
        let read = read.unwrap();
        let again = Query::parse(&read.expr().to_string());
        prop_assert_eq!(again.map(|again| again.expr), Ok(read.expr.clone()), "{}", read.expr());
    }

    #[test]
    fn logic_holds(a in tree(), b in tree(), doc in document()) {
        // A query must demand something: an anchor that always stands.
        let doc_holds = |query: String| {
            let anchored = Document { text: format!("anchor. {}", doc.text), ..doc.clone() };
            Query::parse(&format!("anchor AND ({query})")).unwrap().explain_document(&anchored).matches
        };
        let (x, y) = (doc_holds(a.clone()), doc_holds(b.clone()));
        prop_assert_eq!(doc_holds(format!("({a}) AND ({b})")), x && y);
        prop_assert_eq!(doc_holds(format!("({b}) AND ({a})")), x && y);
        prop_assert_eq!(doc_holds(format!("({a}) OR ({b})")), x || y);
        prop_assert_eq!(doc_holds(format!("({b}) OR ({a})")), x || y);
        prop_assert_eq!(doc_holds(format!("NOT ({a})")), !x);
        prop_assert_eq!(doc_holds(format!("NOT (({a}) AND ({b}))")), doc_holds(format!("(NOT ({a})) OR (NOT ({b}))")));
        prop_assert_eq!(doc_holds(format!("NOT (({a}) OR ({b}))")), doc_holds(format!("(NOT ({a})) AND (NOT ({b}))")));
    }

    #[test]
    fn narrower_queries_find_less(a in placed(), b in placed(), n in 0_u32..4, doc in document()) {
        let holds = |query: String| Query::parse(&query).unwrap().explain_document(&doc).matches;
        let near = holds(format!("{a} NEAR/{n} {b}"));
        let (forward, back) = (holds(format!("{a} ONEAR/{n} {b}")), holds(format!("{b} ONEAR/{n} {a}")));
        let wider = holds(format!("{a} NEAR/{} {b}", n + 1));
        let (one, other) = (holds(a.clone()), holds(b));
        let (titled, twice) = (holds(format!("title:({a})")), holds(format!("ATLEAST/2 {a}")));
        prop_assert_eq!(near, forward || back);
        prop_assert!(!near || (wider && one && other));
        prop_assert!(!titled || one);
        prop_assert!(!twice || one);
    }
}

#[test]
fn a_phrase_tells_every_place_of_every_spelling() {
    let found = Query::parse("\"rocket skates\" OR coyote")
        .unwrap()
        .explain_match("The rocket skates by #RocketSkates");
    let phrase = found.parts.get(1).unwrap();
    let quoted: Vec<&str> = phrase.places.iter().map(|place| place.words.as_str()).collect();
    assert_eq!(quoted, ["rocket skates", "#RocketSkates"]);
    assert!(found.parts.first().unwrap().places.is_empty(), "its parts tell");
}
