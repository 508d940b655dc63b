//! Plain posts are neutral, complaints negative, praise positive: 250 texts of our own, as brands meet them every day.

use std::{fs, process::Command};

use serde_json::{Value, json};

/// Label and text of each row of a list.
fn rows(list: &'static str) -> Vec<(&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
}

/// What the program calls each text.
fn judged(rows: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("texts.jsonl");
    let lines: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, (_, text))| json!({"id": at.to_string(), "text": text, "language": "en"}).to_string())
        .collect();
    fs::write(&input, lines.join("\n")).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_mentiond"))
        .args(["inspect", "text", input.to_str().unwrap(), "--json"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = String::from_utf8(done.stdout).unwrap();
    let label = |line: &str| {
        let verdict: Value = serde_json::from_str(line).unwrap();
        verdict["sentiment"]["label"].as_str().unwrap().to_owned()
    };
    told.lines().map(label).collect()
}

/// Of a hundred plain texts so many are called neutral, of a hundred called negative or positive so many are.
#[test]
fn a_plain_post_is_neutral_and_a_complaint_is_none_by_chance() {
    for (name, list, least) in [
        ("read", include_str!("feelings/a.txt"), [95, 88, 88]),
        ("unseen", include_str!("feelings/b.txt"), [86, 72, 86]),
    ] {
        let rows = rows(list);
        let judged = judged(&rows);
        assert_eq!(rows.len(), judged.len());
        let count = |said: &dyn Fn(&str, &str) -> bool| {
            let pairs = rows.iter().zip(&judged);
            pairs.filter(|((label, _), verdict)| said(label, verdict)).count()
        };
        let plain = count(&|label, _| label == "neutral");
        let kept = count(&|label, verdict| label == "neutral" && verdict == "neutral") * 100 / plain;
        let precision = |of: &str| {
            let right = count(&|label, verdict| label == of && verdict == of);
            right * 100 / count(&|_, verdict| verdict == of).max(1)
        };
        let figures = [kept, precision("negative"), precision("positive")];
        println!("{name} half: plain kept, negative and positive right, in percent: {figures:?}");
        let reached = figures.iter().zip(least).all(|(figure, least)| *figure >= least);
        assert!(reached, "{name} half: {figures:?}, at least {least:?}");
    }
}
