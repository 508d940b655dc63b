//! Questions, complaints, reviews, news, paid posts and programs are told in eleven languages: 250 texts of our own.

use std::collections::BTreeSet;

use jiff::Timestamp;
use mentiond::{
    classify::Judge,
    model::{Author, Brand, Document, MediaKind, MentionId, Platform},
    watch::Watch,
};

/// What is told of a text, and how well at least: per cent of those called so that are, and of those that are that are called
/// so; of the half that is read and of the one that is only scored.
const FLOORS: [(&str, [[usize; 2]; 2]); 6] = [
    ("question", [[95, 95], [85, 95]]),
    ("complaint", [[95, 90], [95, 80]]),
    ("review", [[95, 90], [95, 90]]),
    ("news", [[95, 95], [95, 75]]),
    ("paid", [[95, 95], [95, 95]]),
    ("bot", [[95, 95], [95, 95]]),
];

struct Row {
    labels: BTreeSet<&'static str>,
    document: Document,
}

fn rows(list: &'static str) -> Vec<Row> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [labels, _, place, account, text] = columns[..] else {
                panic!("five columns: {line}");
            };
            let platform = if place == "page" {
                Platform::Web
            } else {
                Platform::Mastodon
            };
            let document = Document {
                platform,
                text: text.to_owned(),
                author: Author {
                    handle: (account != "-").then(|| format!("{account}@social.example")),
                    ..Author::default()
                },
                url: Some(format!("https://{place}.example/{account}")),
                ..Document::default()
            };
            Row {
                labels: labels.split(',').filter(|label| *label != "none").collect(),
                document,
            }
        })
        .collect()
}

/// What the program calls each text.
fn told(rows: &[Row]) -> Vec<BTreeSet<String>> {
    let brand = Brand {
        id: "acme".into(),
        query: "acme*".into(),
        ..Brand::default()
    };
    let watch = Watch::compile(std::slice::from_ref(&brand), &[], &[]).unwrap();
    let judge = Judge::new(&[brand], &[], &std::collections::BTreeMap::new(), &[]);
    rows.iter()
        .map(|row| {
            let heard = watch.hear(&row.document);
            let mention = judge.judge(row.document.clone(), heard, MentionId(1), Timestamp::UNIX_EPOCH);
            let kinds = mention.kinds.iter().map(|kind| kind.as_str().to_owned());
            let paid = (mention.media == MediaKind::Paid).then(|| "paid".to_owned());
            let bot = mention.automated.then(|| "bot".to_owned());
            kinds.chain(paid).chain(bot).collect()
        })
        .collect()
}

#[test]
fn what_a_mention_is_is_told_in_eleven_languages() {
    let halves = [include_str!("kinds/a.txt"), include_str!("kinds/b.txt")].map(rows);
    let mut table = String::from("kind        right/read  found/read  right/unseen  found/unseen\n");
    let mut missed = Vec::new();
    let verdicts = [told(&halves[0]), told(&halves[1])];
    for (label, floors) in FLOORS {
        let mut line = vec![format!("{label:<10}")];
        for (half, floor) in floors.iter().enumerate() {
            let pairs = || halves[half].iter().zip(&verdicts[half]);
            let both = pairs()
                .filter(|(row, told)| row.labels.contains(label) && told.contains(label))
                .count();
            let called = pairs().filter(|(_, told)| told.contains(label)).count();
            let are = pairs().filter(|(row, _)| row.labels.contains(label)).count();
            let figures = [both * 100 / called.max(1), both * 100 / are.max(1)];
            line.push(format!("  {:>9} %  {:>8} %", figures[0], figures[1]));
            if figures.iter().zip(floor).any(|(figure, least)| figure < least) {
                missed.push(format!("{label}, half {half}: {figures:?}, at least {floor:?}"));
            }
        }
        table.push_str(&line.concat());
        table.push('\n');
    }
    println!("{table}");
    if !missed.is_empty() {
        for (row, told) in halves[0].iter().zip(&verdicts[0]) {
            if !told.iter().map(String::as_str).eq(row.labels.iter().copied()) {
                println!("{:?} told {told:?}: {}", row.labels, row.document.text);
            }
        }
    }
    assert!(missed.is_empty(), "{table}\n{missed:#?}");
}
