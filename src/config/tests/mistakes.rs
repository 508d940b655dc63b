//! How each mistake is told.

use super::{BRAND, told};

mod agreeing;
mod alerting;
mod comparing;
mod file;
mod goals;
mod listening;
mod reaching;
mod smart;

/// Case, text, and what is told about it. `CAMPAIGN`, `DIGEST`, `DIGEST_TO` and `SOURCE` begin a table that is otherwise
/// good; a good brand is added at the end unless the text has one.
type Case = (&'static str, &'static str, &'static str);

/// What is told about a case, one problem a line.
fn told_of(case: &str) -> String {
    let table = [
        (
            "CAMPAIGN",
            "[[campaign]]\nid = \"spring\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31",
        ),
        (
            "DIGEST_TO",
            "[mail]\nfrom = \"a@b.example\"\n[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"",
        ),
        (
            "DIGEST",
            "[mail]\nfrom = \"a@b.example\"\n[[digest]]\nid = \"w\"\nto = [\"a@b.example\"]",
        ),
        ("SOURCE", "[[source]]\nname = \"x\""),
    ];
    let (first, rest) = case.split_once('\n').unwrap_or((case, ""));
    let begin = table
        .iter()
        .find(|(name, _)| *name == first)
        .map_or(first, |(_, begin)| begin);
    let brand = if case.contains("[[brand]]") { "" } else { BRAND };
    let told = told(&format!("{begin}\n{rest}\n{brand}"));
    let lines = told
        .lines()
        .filter(|line| !line.contains("there is no `[[source]]`"))
        .filter(|line| case.contains("goals") || !line.contains("the campaign has no goals"));
    lines
        .map(|line| line.strip_prefix("mentiond.toml:").unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let cases = [
        agreeing::CASES,
        alerting::CASES,
        comparing::CASES,
        file::CASES,
        listening::CASES,
        reaching::CASES,
        goals::CASES,
        smart::CASES,
    ]
    .concat();
    if std::env::var_os("PRINT_CASES").is_some() {
        for (name, text, _) in &cases {
            println!("@@@{name}\n{}", told_of(text));
        }
        return;
    }
    for (name, text, expected) in cases {
        assert_eq!(told_of(text), expected, "{name}");
    }
}
