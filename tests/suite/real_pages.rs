//! Pages that people made are not set aside for how they were made.
//!
//! Needs the corpora directory in `MENTIOND_CORPORA`; says so and passes without it.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use mentiond::{
    classify::{Judge, spam::Setting},
    model::{Document, Platform, SourceName},
    parse::{Context, article},
};

/// Of so many pages at least one may be set aside, so many may bear a single sign: some are in two languages.
const SIGNS_IN_HUNDRED: usize = 3;

/// One in so many pages is read; with 1 the test takes five times as long and finds the same.
const EVERY: usize = 6;

/// Every HTML page below a directory.
fn pages(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            pages(&path, found);
        } else if name.ends_with(".html.gz") || path.extension().is_some_and(|end| end == "html") {
            found.push(path);
        }
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    let raw = fs::read(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        let mut bytes = Vec::new();
        let read = flate2::read::GzDecoder::new(raw.as_slice()).read_to_end(&mut bytes);
        return read.map(|_| bytes).unwrap_or_default();
    }
    raw
}

#[test]
fn pages_that_people_made_are_not_set_aside() {
    let Some(corpora) = std::env::var_os("MENTIOND_CORPORA") else {
        println!("skipped: MENTIOND_CORPORA is not set");
        return;
    };
    let mut found = Vec::new();
    // Sets of pages as they were found; others hold made-up ones full of placeholders.
    for set in ["trafilatura-eval", "newspaper", "htmldate", "goose3"] {
        pages(&Path::new(&corpora).join("pages").join(set), &mut found);
    }
    found.sort();
    let judge = Judge::new(&[], &[], &BTreeMap::new(), &[]);
    let source = SourceName::from("page");
    let (mut seen, mut signs, mut aside) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    for path in found.iter().step_by(EVERY) {
        let context = Context {
            source: &source,
            base_url: None,
            content_type: None,
            seen: "2026-11-01T00:00:00Z".parse().unwrap(),
            platform: Platform::Web,
            language: None,
        };
        let Ok(article) = article::extract(&bytes(path), &context) else {
            continue;
        };
        let document = Document {
            title: article.title,
            text: article.text,
            chrome: article.chrome,
            links: article.links,
            language: article.language,
            ..Document::default()
        };
        let language = judge.language(&document.text, document.language.as_deref());
        let setting = Setting {
            judge_page: true,
            ..Setting::default()
        };
        let spam = judge.spam_of(&document, setting, &language);
        seen += 1;
        for reason in &spam.reasons {
            println!("{}: {reason}", path.file_name().unwrap().to_string_lossy());
            let kind = reason.split([':', '`', '«']).next().unwrap().trim();
            *signs.entry(kind.to_owned()).or_default() += 1;
        }
        if spam.set_aside {
            aside.push(format!("{}: {:?}", path.display(), spam.reasons));
        }
    }
    println!("{seen} pages, signs: {signs:#?}");
    assert!(seen > 100, "{seen}");
    assert_eq!(aside, Vec::<String>::new());
    let all: usize = signs.values().sum();
    assert!(
        all * 100 <= seen * SIGNS_IN_HUNDRED,
        "{all} signs on {seen} pages: {signs:#?}"
    );
}
