//! The part of `report` that tells what the mentions are and what they are about.

use super::{Out, report::block};
use crate::{digest::show, model::Report};

/// Kinds and topics in columns, questions and complaints in words.
pub(super) fn print(report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let header = |names: [&str; 5]| vec![names.map(str::to_owned).to_vec()];
    let before = |before: Option<u32>| before.map_or_else(|| "unknown".to_owned(), |n| n.to_string());
    let talk = &report.talk;
    let mut rows = header(["kind", "mentions", "positive", "negative", "before"]);
    rows.extend(talk.kinds.iter().map(|row| {
        vec![
            row.kind.as_str().to_owned(),
            row.mentions.to_string(),
            row.positive.to_string(),
            row.negative.to_string(),
            before(row.before),
        ]
    }));
    block("", &rows, out)?;
    let mut rows = header(["topic", "mentions", "net sentiment", "negative", "before"]);
    rows.extend(talk.topics.iter().map(|row| {
        vec![
            show::clean(&row.name, 40),
            row.mentions.to_string(),
            show::figure(&row.net_sentiment, ""),
            row.negative.to_string(),
            before(row.before),
        ]
    }));
    block("", &rows, out)?;
    let mut rows = header(["theme", "authors", "before", "positive", "negative"]);
    rows.extend(talk.themes.rows.iter().map(|row| {
        vec![
            format!(
                "{} {}",
                if row.rising { "▲" } else { "▼" },
                show::clean(&row.term, 40)
            ),
            format!("{:.0} %", row.share_percent),
            format!("{:.0} %", row.before_percent),
            row.positive.to_string(),
            row.negative.to_string(),
        ]
    }));
    block("", &rows, out)?;
    for (title, quoted) in [("asked", &talk.asked), ("complained", &talk.complained)] {
        if quoted.is_empty() {
            continue;
        }
        out.line(title)?;
        for row in quoted {
            let address = row
                .url
                .as_deref()
                .map(|url| show::clean(url, 120))
                .unwrap_or_default();
            out.line(&format!("  {} {address}", show::clean(&row.excerpt, 160)))?;
        }
        out.line("")?;
    }
    voices(report, out)
}

/// New voices, and the programs that are none.
fn voices(report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = vec![
        ["new voice", "platform", "followers", "authority", "why"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for row in &report.new_voices {
        let joined = show::one_person(row);
        let why: Vec<&str> = [row.reason.as_str(), &joined]
            .into_iter()
            .filter(|part| !part.is_empty())
            .chain(row.doubts.iter().map(String::as_str))
            .collect();
        rows.push(vec![
            show::clean(&row.name, 40),
            row.platform.to_string(),
            row.followers
                .map_or_else(|| "unknown".to_owned(), |n| n.to_string()),
            show::figure(&row.authority, ""),
            why.join("; "),
        ]);
    }
    block("", &rows, out)?;
    let mut rows = vec![
        ["program", "mentions", "given away by"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(report.automated.named.iter().map(|row| {
        vec![
            show::clean(&row.name, 40),
            row.mentions.to_string(),
            show::clean(&row.reason, 80),
        ]
    }));
    block("", &rows, out)
}
