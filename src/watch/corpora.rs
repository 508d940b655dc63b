//! Names in real texts: that the page of look-alikes hides none of them, and that honest texts show none.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::Watch;
use crate::model::{Brand, Document};
use crate::text::corpora::rows;
use crate::text::fold::{Names, fold, fold_with};

/// Names that a user might watch, and how often a reader finds them on the page. The last four are of people, houses and
/// trades rather than of brands.
const NAMED: [(&str, usize); 21] = [
    ("Popular Pays", 5),
    ("Shopify", 3),
    ("Traackr", 1),
    ("Neoreach", 1),
    ("Upfluence", 1),
    ("TapInfluence", 1),
    ("Keyhole", 1),
    ("GoAppPro", 1),
    ("Instagram", 1),
    ("Twitter", 1),
    ("LinkedIn", 1),
    ("Google Analytics", 2),
    ("Bitly", 1),
    ("Amazon", 1),
    ("Lightricks", 1),
    ("Urchin Tracking Modules", 1),
    ("Surrey Medical Aesthetics", 1),
    ("Kristal", 1),
    ("안개꽃 필무렵", 1),
    ("UTM", 4),
    ("Search Engine Optimization", 1),
];

fn brand(name: &str) -> Brand {
    Brand {
        id: name.into(),
        query: format!("\"{name}\""),
        plurals: true,
        lookalikes: true,
        ..Brand::default()
    }
}

#[test]
fn a_page_of_look_alikes_hides_no_name() {
    #[expect(clippy::disallowed_methods, reason = "a test may look for its corpora")]
    let Ok(root) = std::env::var("MENTIOND_CORPORA") else {
        println!("skipped: MENTIOND_CORPORA is not set");
        return;
    };
    let page = Path::new(&root).join("../seeds/003_37cedfe1bc74ec6c.txt");
    let doc = Document {
        text: std::fs::read_to_string(page).unwrap(),
        ..Document::default()
    };
    let brands: Vec<Brand> = NAMED.iter().map(|(name, _)| brand(name)).collect();
    let heard = Watch::compile(&brands, &[], &[]).unwrap().hear(&doc);
    for (name, mentions) in NAMED {
        let own = heard
            .matches
            .iter()
            .filter(|one| one.brand.as_str() == name)
            .count();
        println!("{name}: {own} of {mentions}");
        assert_eq!(own, mentions, "{name}");
    }
}

/// Languages whose letters are taken for Latin ones most easily, and those that write accents.
const GENUINE: [&str; 5] = ["el", "ko", "sv", "ru", "uk"];
/// One token in so many may be read wrongly.
const TOKENS_FOR_ONE: usize = 50_000;

#[test]
fn honest_texts_show_no_name_in_disguise() {
    let (Some(texts), Some(labels)) = (
        rows("labelled/langid.input.jsonl"),
        rows("labelled/langid.gold.jsonl"),
    ) else {
        return;
    };
    let more = rows("misc/confusables/genuine_nonlatin.jsonl").unwrap_or_default();
    let labels: HashMap<&str, &Value> = labels
        .iter()
        .filter_map(|row| Some((row["id"].as_str()?, &row["label"])))
        .collect();
    let label = |id: &Value| labels.get(id.as_str()?);
    let genuine = texts
        .iter()
        .filter(|row| label(&row["id"]).is_some_and(|label| GENUINE.iter().any(|own| **label == *own)));
    let watched = NAMED
        .iter()
        .filter(|(name, _)| name.is_ascii())
        .flat_map(|(name, _)| name.split(' '))
        .map(str::to_lowercase);
    let everyday = [
        "acme", "uber", "slack", "nike", "dove", "oppo", "ikea", "zara", "orange", "apple", "target", "shell",
    ];
    let all: Vec<String> = watched.chain(everyday.map(str::to_owned)).collect();
    let names = Names::new(all.iter().map(String::as_str), super::is_common);
    let (mut tokens, mut wrong) = (0, 0);
    for row in genuine.chain(&more) {
        let text = row["text"].as_str().unwrap();
        tokens += text.split_whitespace().count();
        let read = names.find(text);
        if !read.is_empty() || fold(text).text != fold_with(text, false).text {
            println!("{text}: {read:?}");
            wrong += 1;
        }
    }
    println!("read wrongly: {wrong} of {tokens} tokens");
    assert!(wrong <= 1 + tokens / TOKENS_FOR_ONE, "{wrong} of {tokens}");
}
