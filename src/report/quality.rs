//! Backlinks, judged: what each is worth, and what they are worth together.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::ledger::Ledger;
use super::said;
use crate::metrics::link_quality::{LinkFacts, quality};
use crate::metrics::rollup;
use crate::model::{Backlink, Brand, Figure, LinkCheck, LinkState, LinksRow, Mention};
use crate::text::fold::fold_key;

/// Age at which it is known whether a link lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The quality of a link, 0 to 100, and the share (0–1) of the points that could be told.
pub(super) fn score(
    brand: Option<&Brand>,
    now: Timestamp,
    mention: &Mention,
    backlink: &Backlink,
    repeated: bool,
) -> (f64, f64) {
    let link = &backlink.link;
    let check = backlink.check.as_deref();
    let sight = check.and_then(LinkCheck::sight);
    quality(&LinkFacts {
        monthly_visits: mention
            .exposure
            .audience
            .filter(|_| rollup::is_site(mention.platform)),
        rel: sight.map_or(&link.rel, |sight| &sight.rel),
        in_main: link.in_main,
        relevant: relevant(brand, &link.text),
        alive: alive(
            check.map(|check| check.state),
            now.duration_since(mention.first_seen),
        ),
        repeated,
    })
}

/// Whether the words of a link name the brand; `None` for a link without words.
fn relevant(brand: Option<&Brand>, anchor: &str) -> Option<bool> {
    let words = fold_key(anchor);
    if words.trim().is_empty() {
        return None;
    }
    let brand = brand?;
    let names = [brand.name.as_str(), brand.id.as_str()];
    let domains = brand.domains.iter().map(String::as_str);
    Some(
        names
            .into_iter()
            .chain(domains)
            .map(fold_key)
            .any(|name| !name.is_empty() && words.contains(&name)),
    )
}

/// Whether it lasted; a link that is gone did not, however young it was.
fn alive(state: Option<LinkState>, age: SignedDuration) -> Option<bool> {
    match state? {
        LinkState::Lost | LinkState::PageGone => Some(false),
        LinkState::Unknown => None,
        _ => (age >= LASTS).then_some(true),
    }
}

/// The links of the window that the caller loaded, of the mentions that are meant; `None` without any.
pub(super) fn of(ledger: &Ledger<'_>, meant: impl Fn(&Mention) -> bool) -> Option<LinksRow> {
    let inputs = ledger.inputs;
    let brand = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
    let (mut domains, mut scores, mut told) = (BTreeSet::new(), Vec::new(), 0.0);
    for mention in said::candidates(ledger)
        .into_iter()
        .filter(|mention| meant(mention))
    {
        let ours = mention
            .backlinks
            .iter()
            .filter(|link| link.brand == *inputs.brand);
        for backlink in ours {
            let repeated = !domains.insert(said::place(mention));
            let (points, known) = score(brand, inputs.as_of, mention, backlink, repeated);
            scores.push(points);
            told += known;
        }
    }
    let links = u32::try_from(scores.len()).ok().filter(|links| *links > 0)?;
    let sum: f64 = scores.iter().sum();
    Some(LinksRow {
        links,
        domains: u32::try_from(domains.len()).unwrap_or(u32::MAX),
        quality: Figure::Estimate {
            low: scores.iter().copied().fold(f64::INFINITY, f64::min),
            value: sum / f64::from(links),
            high: scores.iter().copied().fold(0.0, f64::max),
            basis: format!(
                "mean of {links} links, worst and best; rank, rel, place, words and lasting, as far as known ({:.0} % of \
                 the points)",
                told / f64::from(links) * 100.0
            ),
        },
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::model::{Backlink, Link};
    use crate::report::{build, scene::Scene};

    #[test]
    fn links_of_a_week_are_judged() {
        let mut scene = Scene::new();
        let ours = scene.brand.clone();
        for (site, rel, anchor) in [
            ("good.example", vec![], "the Acme rockets"),
            ("good.example", vec![], "here"),
            ("shop.example", vec!["sponsored".to_owned()], ""),
        ] {
            scene.say(date(2026, 11, 17), |mention| {
                mention.site = Some(site.to_owned());
                mention.backlinks.push(Backlink {
                    brand: ours.clone(),
                    link: Link {
                        url: format!("https://acme.example/{anchor}"),
                        text: anchor.to_owned(),
                        rel,
                        in_main: true,
                        resolved: None,
                    },
                    ..Backlink::default()
                });
            });
        }
        let report = build(&scene.inputs());
        let links = report.value.links.unwrap();
        assert_eq!((links.links, links.domains), (3, 2));
        // 55 of 55, then half of 45 of 55, and 25 of 45: words, rank and lasting are not known everywhere.
        let mut scores: Vec<f64> = report
            .backlinks
            .iter()
            .map(|row| row.quality.unwrap().round())
            .collect();
        scores.sort_by(f64::total_cmp);
        assert_eq!(scores, [41.0, 56.0, 100.0]);
        let (low, high) = links.quality.range().unwrap();
        assert!(low < 41.0 && (high - 100.0).abs() < 1e-9);
    }
}
