//! How many links point to us.

use super::{Better, Facts, Metric, Unit};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "backlinks",
    label: "Backlinks",
    unit: Unit::Count,
    formula: "links to the brand's domains in the mentions, followed or not",
    source: "count",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    let cells = facts.totals.cells.values();
    let ours = cells.filter_map(|cell| cell.links.get(facts.brand));
    Figure::exact(ours.fold(0, |sum: u32, links| sum.saturating_add(*links)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::METRIC;
    use crate::metrics::{Facts, Prices, Scope, Totals, rollup, sample::mention};
    use crate::model::{Backlink, BrandId, Currency, Figure, Platform, Rollup};

    #[test]
    fn links_to_other_brands_are_not_ours_under_any_scope() {
        let mut day = Rollup::default();
        for (n, platform, linked) in [
            (1, Platform::Instagram, &["acme", "coyote", "coyote"][..]),
            (2, Platform::Instagram, &["acme"]),
            (3, Platform::Web, &["coyote", "acme"]),
            (4, Platform::Web, &[]),
        ] {
            let mut mention = mention(n, "2026-11-17T12:00:00Z");
            mention.platform = platform;
            let links = linked.iter().map(|brand| Backlink {
                brand: BrandId::new(*brand),
                ..Backlink::default()
            });
            mention.backlinks = links.collect();
            rollup::add(&mut day, &mention);
        }
        let prices = Prices {
            currency: Currency::parse("USD").unwrap(),
            configured: &BTreeMap::new(),
            emv: &crate::model::EmvPlan::DEFAULT,
        };
        for (brand, platform, links) in [
            ("acme", None, 3.0),
            ("acme", Some(Platform::Instagram), 2.0),
            ("acme", Some(Platform::Web), 1.0),
            ("coyote", Some(Platform::Instagram), 2.0),
            ("other", Some(Platform::Web), 0.0),
        ] {
            let scope = Scope {
                platform,
                ..Scope::default()
            };
            let figure = (METRIC.compute)(&Facts {
                brand: &BrandId::new(brand),
                totals: &Totals::of([&day], scope),
                competitors: &[],
                prices: &prices,
                brought: &crate::model::Brought::default(),
            });
            assert_eq!(figure, Figure::exact(links), "{brand} {platform:?}");
        }
    }
}
