//! The engine against the plain way: every literal searched for in the whole text, every query evaluated.

use proptest::prelude::*;

use super::*;
use crate::model::Document;
use crate::watch::outlines::Outlines;
use crate::watch::query::Query;
use crate::watch::rules::{Found, Rule, Scene, in_layer};

/// Every literal where its letters stand as its shape asks, found letter by letter.
#[derive(Debug)]
struct Plainly<'a> {
    patterns: &'a Patterns,
    fields: [(Field, &'a str); 2],
}

impl Places for Plainly<'_> {
    fn lacks(&self, _hash: u32) -> bool {
        false
    }

    fn has(&self, literal: u32) -> bool {
        !self.hits_of(literal).is_empty()
    }

    fn hits_of(&self, literal: u32) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (field, text) in self.fields {
            let starts = text.char_indices().map(|(at, _)| at);
            let places = starts.filter_map(|at| self.patterns.place(literal, text, at));
            hits.extend(places.map(|(start, end)| Hit { field, start, end }));
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

fn sorted_reasons(scene: &Scene<'_>, rule: &Rule) -> Vec<(Field, usize, usize)> {
    let mut found = Vec::new();
    scene.reasons(&rule.node, &mut found);
    let mut spans: Vec<_> = found
        .into_iter()
        .filter_map(|one| match one {
            Found::Place(span) => Some((span.field, span.start, span.end)),
            _ => None,
        })
        .collect();
    spans.sort_unstable();
    spans
}

/// Compares the engine with the plain way on one document.
fn agree(queries: &[String], layers: &[Layer], title: &str, text: &str) {
    let mut collector = Collector::default();
    let mut rules = Vec::new();
    for (query, layer) in queries.iter().zip(layers.iter().cycle()) {
        if let Ok(query) = Query::parse(query) {
            rules.push(Rule::bind(query.expr(), *layer, rules.len(), &mut collector));
        }
    }
    let unanchored = crate::watch::anchors::place(&rules, &mut collector);
    let layers_of: Vec<Layer> = collector.drafts.iter().map(|draft| draft.layer).collect();
    let patterns = collector.build().unwrap();
    let outlines = Outlines::new(&rules, &patterns);
    let doc = Document::default();
    for layer in [Layer::Plain, Layer::Unmasked, Layer::Exact] {
        let (title, text) = (in_layer(title, layer), in_layer(text, layer));
        let seen = patterns.read(&title.text, &text.text, &[layer]);
        let plainly = Plainly {
            patterns: &patterns,
            fields: [(Field::Title, &title.text), (Field::Text, &text.text)],
        };
        let (fast, slow) = (
            Scene::new(&doc, &title, &text, &seen),
            Scene::new(&doc, &title, &text, &plainly),
        );
        for literal in 0..u32::try_from(patterns.literals.len()).unwrap() {
            if layers_of[literal as usize] == layer {
                assert_eq!(
                    seen.hits_of(literal),
                    plainly.hits_of(literal),
                    "{:?} in {:?}",
                    patterns.letters(literal),
                    text.text
                );
                assert_eq!(seen.has(literal), plainly.has(literal));
            }
        }
        for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.layer == layer) {
            let candidate = unanchored.contains(&index) || seen.candidates().contains(&index);
            let told = candidate && fast.holds(&rule.node);
            if let Some(truth) = outlines.truth(index, &seen) {
                assert_eq!(
                    truth,
                    slow.holds(&rule.node),
                    "outline of {rule:?} in {:?}",
                    text.text
                );
            }
            assert_eq!(
                told,
                slow.holds(&rule.node),
                "{rule:?} in {:?} {:?}",
                title.text,
                text.text
            );
            if told {
                assert_eq!(sorted_reasons(&fast, rule), sorted_reasons(&slow, rule));
            }
        }
    }
}

#[test]
fn every_kind_of_literal_is_found() {
    let queries: Vec<String> = [
        "acme",
        "acm*",
        "*cme",
        "a?me",
        "*cm*",
        "c++",
        "at&t",
        ".net",
        "#acme",
        "@acme",
        "🔥",
        "👩‍🚀",
        "アクメ",
        "可口可乐",
        "猫",
        "アク*",
        "아크메",
        "아*메",
        "acme를",
        "กี่",
        "\"acme rocket\"",
        "o'brien",
        "åre",
        "дом",
        "re",
        "r*",
        "猫*",
    ]
    .iter()
    .map(|&query| query.to_owned())
    .collect();
    for text in [
        "Acme acmes macme ACME, C++ at&t AT&T! .NET asp.net #acme @acme jo@acme",
        "🔥🔥acme🔥 👩‍🚀 👩🏽‍🚀 アクメの猫 可口可乐可口可乐 猫\u{301} 아크메는 아xx메 acme를",
        "กี่กี่ acme-rocket acme  rocket O’Brien åre Åre dom дом домой re: r r.",
        "ああああ猫猫",
    ] {
        agree(
            &queries,
            &[Layer::Plain, Layer::Unmasked, Layer::Exact],
            text,
            text,
        );
        agree(&queries, &[Layer::Exact], "", text);
    }
}

#[test]
fn long_texts_that_are_asked_often_agree() {
    let text = "acme rocket skates and some more words ".repeat(100);
    let queries: Vec<String> = (0..100)
        .map(|n| format!("acme AND (rocket OR word{n}) NOT some{n} OR \"skates an*\" OR skat* NOT wor{n}*"))
        .collect();
    agree(&queries, &[Layer::Plain], "", &text);
}

#[test]
fn two_words_are_found_across_what_may_stand_between_them() {
    let queries: Vec<String> = [
        "\"acme rocket\"",
        "\"rocket skate\" AND the",
        "\"acme rocket skate\"",
        "\"acme rock*\"",
        "\"acme rocketr*\"",
        "\"the rocketry\" AND skate",
        "\"rocketry skate\"",
        "\"the acme rocket\"",
        "acme.com",
        "\"acme c++ rocket\"",
        "acme OR #acme OR @acme",
        "(acme NOT the) OR (#acme AND rocket)",
    ]
    .iter()
    .map(|&query| query.to_owned())
    .collect();
    for text in [
        "Acme rocket skate, the acme-rocket",
        "acme – rocketry, the rocketry skate, acme 🔥 rock",
        "acme – rocket 🔥🔥 skate",
        "acme 👍🏽 rocket, acme. Rocket! acme the rocket",
        "acme................ rocket",
        "acme                                rocket",
        "acme rockets and acme c++ rocket",
        "acme dot com, acme[.]com, acme com",
        "rocket acme #acme @acme",
        "アクメ acme rocket猫 acmeの rocket acme를 rocket",
        "acme",
        "rocket",
    ] {
        agree(
            &queries,
            &[Layer::Plain, Layer::Unmasked, Layer::Exact],
            text,
            text,
        );
        agree(&queries, &[Layer::Plain], "acme", "rocket skate");
    }
}

/// Words that meet often: parts of each other, marks, scripts with and without spaces.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "acme", "acmes", "ac", "me", "a", "rocket", "the", "skate", "åre", "are", "дом", "дома", "c++", "at&t",
            ".net", "#acme", "@acme", "o'brien", "acme.com", "猫", "可口", "可口可乐", "アクメ", "メ", "아크메", "아크",
            "메를", "acme를", "rockets", "rocketry", "rocketeers", "กี่", "กี", "ก", "🔥", "👩‍🚀", "שלום", "وسلام", "e\u{301}", "é", "Асme", "ACME",
        ]).prop_map(str::to_owned),
        1 => "[acm]{1,4}",
    ]
}

fn term() -> BoxedStrategy<String> {
    prop_oneof![
        6 => word(),
        1 => word().prop_map(|word| format!("{word}*")),
        1 => word().prop_map(|word| format!("*{word}")),
        1 => (word(), word()).prop_map(|(one, other)| format!("{one}*{other}")),
        1 => (word(), word()).prop_map(|(one, other)| format!("{one}?{other}*")),
        3 => (word(), word()).prop_map(|(one, other)| format!("\"{one} {other}\"")),
        1 => (word(), word()).prop_map(|(one, other)| format!("\"{one} {other}*\"")),
        1 => (word(), word(), word()).prop_map(|(one, two, three)| format!("\"{one} {two} {three}\"")),
        1 => Just("site:a.example".to_owned()),
    ]
    .boxed()
}

fn query() -> impl Strategy<Value = String> {
    term().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a} NOT {b})")),
            (term(), 0..4, term()).prop_map(|(a, n, b)| format!("{a} NEAR/{n} {b}")),
            (1..3, term()).prop_map(|(n, a)| format!("ATLEAST/{n} {a}")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let gap = prop_oneof![
        4 => Just(" "), 2 => Just(""), 1 => Just("-"), 1 => Just(", "), 1 => Just("\u{200b}"), 1 => Just("\u{301}"), 1 => Just("’"),
        1 => Just(" – "), 1 => Just(" 🔥 "), 1 => Just(" ................ "),
    ];
    let piece = prop_oneof![8 => word(), 1 => "\\PC{1,3}"];
    prop::collection::vec((piece, gap), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_engine_hears_what_the_plain_way_hears(
        queries in prop::collection::vec(query(), 1..12),
        title in text(),
        text in text(),
    ) {
        agree(&queries, &[Layer::Plain, Layer::Unmasked, Layer::Exact], &title, &text);
    }
}
