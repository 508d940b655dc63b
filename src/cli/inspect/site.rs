//! What is made of a sitemap, and of an access log.

use std::{io::BufRead as _, path::Path};

use anyhow::anyhow;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{INPUT_LIMIT_BYTES, Input, lines};
use crate::{
    cli::setup::BadUsage,
    parse::{
        Context,
        access_log::{Referrals, Tally, Visitors},
        sitemap::{self, Paths},
    },
};

/// The sitemaps and pages that a sitemap lists; only those pages that `include` means.
pub(super) fn sitemap(input: &Input, include: &[String]) -> anyhow::Result<Value> {
    let paths = Paths::new(include.iter().map(String::as_str));
    let paths = paths.map_err(|why| BadUsage(format!("--include: {why}")))?;
    let most = usize::try_from(INPUT_LIMIT_BYTES).unwrap_or(usize::MAX);
    let mut parsed =
        sitemap::parse(&input.bytes, most, &input.context()).map_err(|refusal| anyhow!("{refusal}"))?;
    parsed.pages.retain(|page| paths.hold(&page.url));
    let sitemaps = parsed.children.iter();
    let sitemaps: Vec<Value> = sitemaps
        .map(|child| json!({ "url": child.url, "changed": child.changed }))
        .collect();
    Ok(json!({ "sitemaps": sitemaps, "pages": parsed.pages, "issues": parsed.issues }))
}

/// The pages that send visitors, and the visits by marked links, that the lines of a log tell of; days are UTC.
pub(super) fn log(input: &Path, site: Option<&str>, context: &Context<'_>) -> anyhow::Result<Value> {
    let zone = TimeZone::UTC;
    let mut tally = Tally::new(site, &zone, Visitors::default(), Referrals::default());
    let (mut reader, mut line) = (lines::reader(input)?, Vec::new());
    while reader.read_until(b'\n', &mut line)? > 0 {
        // Nothing is kept, so that the key need not be secret.
        tally.line(&line, &mut || (0, 0));
        line.clear();
    }
    let read = tally.lines;
    let counted = tally.finish(context);
    let pages: Vec<Value> = counted
        .documents
        .iter()
        .map(|document| {
            let links = document.links.iter().map(|link| &link.url);
            json!({ "url": document.url, "first": document.seen, "links": links.collect::<Vec<_>>() })
        })
        .collect();
    let visits = counted.days.iter().flat_map(|(day, visits)| {
        let rows = visits.rows.iter();
        rows.map(
            move |row| json!({ "day": day, "utm": row.utm, "visits": row.visits, "visitors": row.visitors }),
        )
    });
    let visits: Vec<Value> = visits.collect();
    Ok(json!({ "lines": read, "pages": pages, "visits": visits, "issues": counted.issues }))
}
