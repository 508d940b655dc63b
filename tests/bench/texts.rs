//! `inspect text` on short texts with ten brands, on one core: texts a second.
//!
//! `cargo bench --bench texts`. The texts are made here, of words and names in the proportions of short posts; where
//! `MENTIOND_CORPORA` is set, posts that people wrote are read as well.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a benchmark stops at the first surprise, and says what it skips"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mentiond::{
    classify::{
        Judge,
        inspect::{Inspector, TextLine},
        language::Languages,
        sentiment::Sentiments,
    },
    model::Brand,
    watch::Watch,
};

const WORDS: [&str; 24] = [
    "the", "lamp", "really", "love", "battery", "broken", "today", "with", "my", "new", "not", "great",
    "slow", "shop", "and", "awful", "this", "morning", "bought", "never", "again", "friends", "very",
    "light",
];

fn brands() -> Vec<Brand> {
    (0..10)
        .map(|n| Brand {
            id: format!("brand{n}").as_str().into(),
            name: format!("Brand{n}"),
            query: format!(
                "brandname{n} OR \"the brand {n}\" OR (lamp{n} NEAR/5 battery) NOT \"brand{n} clinic\""
            ),
            hashtags: vec![format!("brandtag{n}")],
            domains: vec![format!("brand{n}.example")],
            lookalikes: true,
            ..Brand::default()
        })
        .collect()
}

/// Lines as `inspect text` reads them: about 110 characters, one in five names a brand, one in ten is not ASCII.
fn lines(count: usize) -> Vec<String> {
    let mut state = 1_u64;
    let mut roll = |sides: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % sides
    };
    (0..count)
        .map(|n| {
            let mut text: Vec<String> = (0..18).map(|_| WORDS[roll(WORDS.len())].to_owned()).collect();
            if n % 5 == 0 {
                text.push(format!("brandname{} #brandtag{}", roll(10), roll(10)));
            }
            if n % 10 == 0 {
                text.push("så fin 😍 – “värt det”".to_owned());
            }
            serde_json::json!({ "id": n.to_string(), "text": text.join(" ") }).to_string()
        })
        .collect()
}

fn texts(criterion: &mut Criterion) {
    let brands = brands();
    let watch = Watch::compile(&brands, &[], &[]).expect("the queries are well formed");
    let judge = Judge::new(&brands, &[], &std::collections::BTreeMap::new(), &[]);
    let mut inspector = Inspector::new(&watch, &judge);
    let mut group = criterion.benchmark_group("inspect");
    for (name, lines) in [
        ("text, ten brands", lines(2_000)),
        ("posts, ten brands", posts(2_000)),
    ] {
        if lines.is_empty() {
            eprintln!("inspect/{name}: skipped, MENTIOND_CORPORA is not set");
            continue;
        }
        group.throughput(Throughput::Elements(2_000));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut bytes = 0;
                for line in &lines {
                    let line: TextLine = serde_json::from_str(line).expect("well formed");
                    bytes += serde_json::to_vec(&inspector.text_line(line))
                        .expect("serialises")
                        .len();
                }
                bytes
            });
        });
    }
    group.finish();
}

/// Posts that people wrote, from all parts of the set; none where the corpora are not there.
fn posts(count: usize) -> Vec<String> {
    let Some(dir) = std::env::var_os("MENTIOND_CORPORA") else {
        return Vec::new();
    };
    let file = std::path::Path::new(&dir).join("labelled/tweeteval_test.input.jsonl");
    let posts = std::fs::read_to_string(file).expect("the posts of the corpora");
    let all: Vec<&str> = posts.lines().collect();
    let every = all.chunks_exact(all.len() / count).filter_map(<[&str]>::first);
    every.take(count).map(|line| (*line).to_owned()).collect()
}

/// The texts alone, judged for their language: whole, and sentence by sentence.
fn language(criterion: &mut Criterion) {
    let languages = Languages::new();
    let texts: Vec<String> = lines(2_000)
        .iter()
        .filter_map(|line| serde_json::from_str::<TextLine>(line).ok())
        .map(|line| line.text)
        .collect();
    let mut group = criterion.benchmark_group("language");
    group.throughput(Throughput::Elements(2_000));
    group.bench_function("judge", |bencher| {
        bencher.iter(|| {
            texts
                .iter()
                .filter(|text| languages.judge(text, None).code.is_some())
                .count()
        });
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            texts
                .iter()
                .filter(|text| languages.read(text, None).is_uniform())
                .count()
        });
    });
    group.finish();
}

/// The same texts judged for their sentiment, in English and by words of other languages, and towards one name.
fn sentiment(criterion: &mut Criterion) {
    let sentiments = Sentiments::new(&std::collections::BTreeMap::new(), &[]);
    let texts: Vec<String> = lines(2_000)
        .iter()
        .filter_map(|line| serde_json::from_str::<TextLine>(line).ok())
        .map(|line| line.text)
        .collect();
    let mut group = criterion.benchmark_group("sentiment");
    group.throughput(Throughput::Elements(2_000));
    for code in ["en", "sv", "de", "ar", "ko"] {
        group.bench_function(code, |bencher| {
            bencher.iter(|| {
                texts
                    .iter()
                    .map(|text| sentiments.judge(text, Some(code)).words.len())
                    .sum::<usize>()
            });
        });
    }
    group.bench_function("towards", |bencher| {
        bencher.iter(|| {
            let judged = texts
                .iter()
                .map(|post| sentiments.towards(post, 30..36, Some("en")));
            judged.map(|judged| judged.words.len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, texts, language, sentiment);
criterion_main!(benches);
