//! What is counted on a judged set.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ask::TARGETED, rows::Row};

/// Figures by set and name.
pub(crate) type Figures = BTreeMap<(String, String), f64>;

/// The figures of one set.
pub(crate) fn of(set: &str, rows: &[&Row]) -> Figures {
    let named: Vec<(String, f64)> = match set {
        "langid" => shares(rows, "set", |row| row.label == row.told("label"), "accuracy_"),
        "homoglyph_brands" => disguises(rows),
        "neardup" => ["article", "post"]
            .iter()
            .flat_map(|len| copies(rows, len))
            .collect(),
        "spun_pages" => vec![
            ("p_spun".to_owned(), precision(rows, "spun")),
            ("r_spun".to_owned(), recall(rows, "spun")),
        ],
        "influence_pairs" => vec![("auc".to_owned(), auc(rows))],
        _ => sentiments(set, rows),
    };
    named
        .into_iter()
        .map(|(name, value)| ((set.to_owned(), name), value))
        .collect()
}

fn sentiments(set: &str, rows: &[&Row]) -> Vec<(String, f64)> {
    if set.starts_with("vader_") {
        return vec![
            ("weighted_f1".to_owned(), weighted_f1(rows)),
            ("pearson".to_owned(), pearson(rows)),
        ];
    }
    vec![("macro_f1".to_owned(), macro_f1(rows))]
}

/// Means over sets that belong together.
pub(crate) fn add_means(figures: &mut Figures) {
    let languages = ["ar", "en", "fr", "de", "it", "pt", "es"].map(|code| format!("xlmt_{code}_test"));
    let targeted = TARGETED.map(str::to_owned);
    for (name, sets) in [("xlmt_mean", &languages[..]), ("targeted_mean", &targeted[..])] {
        let values: Vec<f64> = sets
            .iter()
            .filter_map(|set| figures.get(&(set.clone(), "macro_f1".to_owned())).copied())
            .collect();
        if values.len() == sets.len() {
            figures.insert((name.to_owned(), "macro_f1".to_owned()), mean(&values));
        }
    }
}

fn disguises(rows: &[&Row]) -> Vec<(String, f64)> {
    let present: Vec<&Row> = rows
        .iter()
        .copied()
        .filter(|row| row.told("label") == "present")
        .collect();
    let absent: Vec<&Row> = rows
        .iter()
        .copied()
        .filter(|row| row.told("label") != "present")
        .collect();
    let mut figures = shares(&present, "attack", |row| row.label == "present", "recall_");
    let false_ones = absent.iter().filter(|row| row.label == "present").count();
    figures.push(("false_positive_rate".to_owned(), ratio(false_ones, absent.len())));
    figures
}

fn copies(rows: &[&Row], len: &str) -> [(String, f64); 2] {
    let part: Vec<&Row> = rows
        .iter()
        .copied()
        .filter(|row| row.told("len") == len)
        .collect();
    [
        (format!("{len}_precision"), precision(&part, "dup")),
        (format!("{len}_recall"), recall(&part, "dup")),
    ]
}

/// Share of rows that are right, by what the expectation holds under a key.
fn shares(rows: &[&Row], key: &str, right: impl Fn(&Row) -> bool, prefix: &str) -> Vec<(String, f64)> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let (hits, all) = counts.entry(row.told(key)).or_default();
        *hits += usize::from(right(row));
        *all += 1;
    }
    counts
        .into_iter()
        .map(|(name, (hits, all))| (format!("{prefix}{name}"), ratio(hits, all)))
        .collect()
}

fn labels<'r>(rows: &[&'r Row]) -> BTreeSet<&'r str> {
    rows.iter().map(|row| row.told("label")).collect()
}

fn precision(rows: &[&Row], label: &str) -> f64 {
    let named = rows.iter().filter(|row| row.label == label).count();
    ratio(hits(rows, label), named)
}

fn recall(rows: &[&Row], label: &str) -> f64 {
    ratio(hits(rows, label), expected(rows, label))
}

fn hits(rows: &[&Row], label: &str) -> usize {
    rows.iter()
        .filter(|row| row.label == label && row.told("label") == label)
        .count()
}

fn expected(rows: &[&Row], label: &str) -> usize {
    rows.iter().filter(|row| row.told("label") == label).count()
}

fn f1(rows: &[&Row], label: &str) -> f64 {
    let (precision, recall) = (precision(rows, label), recall(rows, label));
    if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    }
}

fn macro_f1(rows: &[&Row]) -> f64 {
    let each: Vec<f64> = labels(rows).into_iter().map(|label| f1(rows, label)).collect();
    mean(&each)
}

/// F1 of the classes, each weighted by how often it is expected (the «overall» of Hutto and Gilbert 2014).
fn weighted_f1(rows: &[&Row]) -> f64 {
    let weigh = |label| f1(rows, label) * count(expected(rows, label));
    labels(rows).into_iter().map(weigh).sum::<f64>() / count(rows.len())
}

/// Correlation of the scores with the raters' means.
fn pearson(rows: &[&Row]) -> f64 {
    let pairs: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| Some((row.gold.get("score").and_then(Value::as_f64)?, row.score?)))
        .collect();
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mx, my) = (mean(&x), mean(&y));
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    let xy = sum(&|(x, y)| (x - mx) * (y - my));
    let scale = (sum(&|(x, _)| (x - mx).powi(2)) * sum(&|(_, y)| (y - my).powi(2))).sqrt();
    if scale > 0.0 { xy / scale } else { 0.0 }
}

/// Area under the ROC curve of the scores against «a»: the probability that a pair in which `a` won scores higher than one
/// in which it lost; equal scores count half.
fn auc(rows: &[&Row]) -> f64 {
    let (mut won, mut lost): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for row in rows {
        if let Some(score) = row.score {
            if row.told("label") == "a" {
                won.push(score);
            } else {
                lost.push(score);
            }
        }
    }
    lost.sort_by(f64::total_cmp);
    let below = |score: f64| {
        let under = lost.partition_point(|other| *other < score);
        let tied = lost.partition_point(|other| *other <= score) - under;
        count(under) + count(tied) / 2.0
    };
    let sum: f64 = won.iter().map(|score| below(*score)).sum();
    sum / (count(won.len()) * count(lost.len())).max(1.0)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len()).max(1.0)
}

fn ratio(part: usize, whole: usize) -> f64 {
    count(part) / count(whole).max(1.0)
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).expect("no set is that large"))
}
