//! The README's tables are derived from the registries, and its commands exist.

use std::{fmt::Write as _, fs, path::PathBuf};

use mentiond::{
    classify::{
        self,
        sentiment::{lexicons, weights::Weights},
    },
    cli::Cli,
    config, metrics,
    parse::{outcomes, push},
    presets,
    watch::query::{READY_MADE, REFERENCE},
};

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// A cell of a table: on one line, its bars escaped.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        writeln!(
            out,
            "| {} |",
            row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(" | ")
        )
        .unwrap();
    }
    out
}

fn presets_table() -> String {
    let rows: Vec<Vec<String>> = presets::ALL
        .iter()
        .map(|preset| {
            let parameters = preset.parameters.iter().map(|p| {
                if p.required {
                    format!("**`{}`**", p.name)
                } else {
                    format!("`{}`", p.name)
                }
            });
            vec![
                format!("`{}`", preset.name),
                preset.title.clone(),
                parameters.collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    table(&["preset", "what", "parameters (bold: required)"], &rows)
}

fn imports_table() -> String {
    let rows: Vec<Vec<String>> = presets::imports::ALL
        .iter()
        .map(|preset| {
            let parameters = preset.parameters().iter().map(|p| {
                if p.required {
                    format!("**`{}`**", p.name)
                } else {
                    format!("`{}`", p.name)
                }
            });
            let template = if preset.template { " (template)" } else { "" };
            vec![
                format!("`{}`", preset.name),
                format!("{}{template}", preset.title),
                parameters.collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    table(
        &["import", "what", "parameters of an API (bold: required)"],
        &rows,
    )
}

fn outcomes_table() -> String {
    let rows: Vec<Vec<String>> = outcomes::fields()
        .into_iter()
        .map(|(name, meaning)| vec![format!("`{name}`"), meaning])
        .collect();
    table(&["field", "meaning"], &rows)
}

fn metrics_table() -> String {
    let rows: Vec<Vec<String>> = metrics::ALL
        .iter()
        .map(|m| {
            vec![
                format!("`{}`", m.name),
                m.label.to_owned(),
                m.formula.to_owned(),
                m.source.to_owned(),
            ]
        })
        .collect();
    table(&["metric", "shown as", "formula", "source"], &rows)
}

fn classifiers_table() -> String {
    let rows: Vec<Vec<String>> = classify::ALL
        .iter()
        .map(|c| vec![format!("`{}`", c.name), c.doc.to_owned()])
        .collect();
    table(&["classifier", "what it tells"], &rows)
}

fn lexicons_table() -> String {
    let rows: Vec<Vec<String>> = lexicons::ALL
        .iter()
        .map(|source| {
            let learnt = Weights::for_language(source.code).map_or(0, Weights::len);
            vec![
                format!("{} (`{}`)", source.name, source.code),
                source.words().to_string(),
                if learnt > 0 {
                    learnt.to_string()
                } else {
                    String::new()
                },
                source.from.to_owned(),
            ]
        })
        .collect();
    table(
        &[
            "language",
            "words of the lexicon",
            "learnt weights",
            "words from, beside our own",
        ],
        &rows,
    )
}

fn keys_table() -> String {
    let rows: Vec<Vec<String>> = config::keys()
        .iter()
        .map(|row| {
            vec![
                format!("`{}`", row.key),
                row.kind.to_owned(),
                row.default.to_owned(),
                row.meaning.to_owned(),
            ]
        })
        .collect();
    table(&["key", "type", "default", "meaning"], &rows)
}

fn pushed_table() -> String {
    let rows: Vec<Vec<String>> = push::fields()
        .map(|(name, meaning)| vec![format!("`{name}`"), meaning.to_owned()])
        .collect();
    table(&["field", "meaning"], &rows)
}

fn operators_table() -> String {
    let rows: Vec<Vec<String>> = REFERENCE
        .iter()
        .map(|operator| {
            vec![
                operator.form.to_owned(),
                operator.meaning.to_owned(),
                format!("`{}`", operator.example),
            ]
        })
        .collect();
    table(&["written", "asks for", "example"], &rows)
}

fn ready_made_table() -> String {
    let rows: Vec<Vec<String>> = READY_MADE
        .iter()
        .map(|ready| vec![format!("`query:{}`", ready.id), ready.about.clone()])
        .collect();
    table(&["query", "finds"], &rows)
}

/// Replaces what stands between `<!-- NAME: … -->` and `<!-- end -->`.
fn with_section(text: &str, name: &str, body: &str) -> String {
    let start = text
        .find(&format!("<!-- {name}:"))
        .unwrap_or_else(|| panic!("no section `{name}`"));
    let body_start = start + text[start..].find("-->").unwrap() + 4;
    let end = body_start + text[body_start..].find("<!-- end -->").unwrap();
    format!(
        "{}\n{}\n{}",
        text[..body_start].trim_end_matches('\n'),
        body.trim_end(),
        &text[end..]
    )
}

#[test]
fn its_tables_are_derived() {
    let written = fs::read_to_string(path()).unwrap();
    let mut derived = written.clone();
    for (name, body) in [
        ("pushed", pushed_table()),
        ("imports", imports_table()),
        ("outcomes", outcomes_table()),
        ("presets", presets_table()),
        ("metrics", metrics_table()),
        ("classifiers", classifiers_table()),
        ("operators", operators_table()),
        ("ready-made", ready_made_table()),
        ("lexicons", lexicons_table()),
        ("keys", keys_table()),
    ] {
        derived = with_section(&derived, name, &body);
    }
    if std::env::var_os("MENTIOND_UPDATE_README").is_some() {
        fs::write(path(), &derived).unwrap();
        return;
    }
    assert!(
        written == derived,
        "the tables of README.md are stale; run `MENTIOND_UPDATE_README=1 cargo test --test suite readme`"
    );
}

#[test]
fn its_commands_exist() {
    let text = fs::read_to_string(path()).unwrap();
    let mut seen = 0;
    for block in text.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for line in block.lines() {
            let line = line.split("  #").next().unwrap().trim();
            let words = words(line);
            let Some(at) = words.iter().position(|word| word == "mentiond" || word == "--") else {
                continue;
            };
            if !line.starts_with("mentiond") && !line.starts_with("cargo run") {
                continue;
            }
            let arguments = std::iter::once("mentiond".to_owned()).chain(words[at + 1..].iter().cloned());
            assert!(Cli::accepts(arguments), "`{line}` is not understood");
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} commands were found in the README");
}

/// Splits a line as a shell does, as far as the README needs it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
