//! What the same views would have cost as advertising.

use std::collections::{BTreeMap, BTreeSet};

use super::{Better, Facts, Metric, Unit, range, rates};
use crate::model::{Currency, Figure, MediaKind, Platform, Provenance, Range};

/// The metric.
pub const METRIC: Metric = Metric {
    name: "emv",
    label: "Earned media value",
    unit: Unit::Money,
    formula: "impressions ÷ 1000 × price of a thousand views on the platform, without the brand's own posts; for \
              comparison within this report only, never part of a return",
    source: "prices by platform in the rate table, or `[estimate.cpm]`",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

/// What a thousand views cost.
#[derive(Clone, Copy, Debug)]
pub struct Prices<'a> {
    /// Configured currency.
    pub currency: Currency,
    /// Configured prices, in that currency.
    pub configured: &'a BTreeMap<Platform, Range>,
}

impl Prices<'_> {
    /// ISO code of the currency results are in: the configured one if prices are configured in it or it is the US
    /// dollar, else `USD`, the currency of the built-in table. Nothing is ever converted.
    pub fn currency(&self) -> &str {
        if self.configured.is_empty() {
            "USD"
        } else {
            self.currency.as_str()
        }
    }

    /// Price of a thousand views on a platform, in [`Prices::currency`]; `None` where only dollars are published.
    pub fn of(&self, platform: Platform) -> Option<Range> {
        let row = rates::cpm_row(platform);
        let configured = self
            .configured
            .get(&platform)
            .or_else(|| self.configured.get(&row));
        configured.copied().or_else(|| {
            if self.currency() == "USD" {
                rates::cpm_usd(platform)
            } else {
                None
            }
        })
    }
}

fn compute(facts: &Facts<'_>) -> Figure {
    let mut left_out = BTreeSet::new();
    let mut by_platform: BTreeMap<Platform, BTreeMap<(Provenance, &str), Range>> = BTreeMap::new();
    let (mut mentions, mut unexposed) = (0, 0);
    for cell in facts
        .totals
        .cells
        .values()
        .filter(|cell| cell.key.media != MediaKind::Owned)
    {
        mentions += cell.mentions;
        unexposed += cell.unexposed;
        if cell.mentions == cell.unexposed {
            continue;
        }
        if facts.prices.of(cell.key.platform).is_none() {
            left_out.insert(cell.key.platform);
            continue;
        }
        let methods = by_platform.entry(cell.key.platform).or_default();
        let sum = methods
            .entry((cell.key.provenance, cell.key.basis.as_str()))
            .or_default();
        *sum = range::add_linear(*sum, cell.impressions);
    }
    if mentions == 0 {
        return Figure::exact(0.0);
    }
    let currency = facts.prices.currency();
    if by_platform.is_empty() {
        return Figure::unknown(match left_out.first() {
            Some(platform) => {
                format!("no price in {currency} for {platform}: set `{platform}` in `[estimate.cpm]`")
            }
            None => format!("views of none of {mentions} mentions are known"),
        });
    }
    let mut words = Vec::new();
    let mut parts = Vec::new();
    for (platform, methods) in &by_platform {
        let Some(price) = facts.prices.of(*platform) else {
            continue;
        };
        let views = range::add_independent(methods.values().copied());
        parts.push(range::multiply(range::scale(views, 0.001), price));
        words.push(format!("{platform} {}", price.value));
    }
    let sum = range::add_independent(parts);
    let mut basis = format!("impressions ÷ 1000 × price in {currency} ({})", words.join(", "));
    basis.push_str(&format_note(facts.prices, unexposed, mentions, &left_out));
    Figure::Estimate {
        low: sum.low,
        value: sum.value,
        high: sum.high,
        basis,
    }
}

fn format_note(prices: &Prices<'_>, unexposed: u32, mentions: u32, left_out: &BTreeSet<Platform>) -> String {
    let table = if prices.configured.is_empty() {
        format!("; rate table {}", rates::TABLE_VERSION)
    } else {
        "; configured prices".to_owned()
    };
    let unseen = if unexposed > 0 {
        format!("; {unexposed} of {mentions} mentions left out: views unknown")
    } else {
        String::new()
    };
    let names: Vec<&str> = left_out.iter().map(|platform| platform.as_str()).collect();
    let unpriced = if names.is_empty() {
        String::new()
    } else {
        format!(
            "; left out for want of a price in {}: {}",
            prices.currency(),
            names.join(", ")
        )
    };
    table + &unseen + &unpriced
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Prices;
    use crate::metrics::sample::mention;
    use crate::metrics::{Facts, Scope, Totals, rollup};
    use crate::model::{BrandId, Currency, Exposure, Figure, MediaKind, Platform, Provenance, Range, Rollup};

    /// The golden three: Instagram, TikTok and article views.
    fn golden(scale: f64) -> Totals {
        let mut day = Rollup::default();
        let views = [
            (Platform::Instagram, 12_640.0),
            (Platform::TikTok, 55_000.0),
            (Platform::Web, 1_996.0),
        ];
        for (n, (platform, views)) in views.into_iter().enumerate() {
            let mut mention = mention(n as u128, "2026-11-17T12:00:00Z");
            mention.platform = platform;
            mention.exposure = Exposure {
                impressions: Some(Range::point(views * scale)),
                reach: Some(Range::point(views * scale)),
                provenance: Provenance::Observed,
                ..Exposure::default()
            };
            rollup::add(&mut day, &mention);
        }
        Totals::of([&day], Scope::default())
    }

    fn emv(totals: &Totals, currency: &str, configured: &BTreeMap<Platform, Range>) -> (Figure, String) {
        let prices = Prices {
            currency: Currency::parse(currency).unwrap(),
            configured,
        };
        let facts = Facts {
            brand: &BrandId::new("acme"),
            totals,
            competitors: &[],
            prices: &prices,
            brought: &crate::model::Brought::default(),
        };
        (super::compute(&facts), prices.currency().to_owned())
    }

    #[test]
    fn golden_value_in_dollars_even_where_euros_are_configured() {
        for currency in ["USD", "EUR"] {
            let (figure, unit) = emv(&golden(1.0), currency, &BTreeMap::new());
            // 101.12 + 550 + 1,996 × 3 / 1000 = 5.99
            assert_eq!(format!("{:.2}", figure.value().unwrap()), "657.11");
            assert_eq!(unit, "USD");
            let (low, high) = figure.range().unwrap();
            assert!(low > 0.0 && low < 657.0 && high > 658.0);
        }
    }

    #[test]
    fn configured_prices_are_never_mixed_with_dollars() {
        let configured = BTreeMap::from([(
            Platform::Instagram,
            Range {
                low: 5.0,
                value: 10.0,
                high: 15.0,
            },
        )]);
        let (figure, unit) = emv(&golden(1.0), "EUR", &configured);
        assert_eq!(unit, "EUR");
        assert!((figure.value().unwrap() - 126.4).abs() < 1e-9);
        let Figure::Estimate { basis, .. } = figure else {
            panic!("an estimate")
        };
        assert!(
            basis.contains("left out for want of a price in EUR: web, tiktok"),
            "{basis}"
        );
        let (dollars, _) = emv(&golden(1.0), "USD", &configured);
        assert!((dollars.value().unwrap() - (126.4 + 550.0 + 5.988)).abs() < 1e-9);
    }

    #[test]
    fn twice_the_views_are_worth_twice_as_much_and_own_posts_nothing() {
        let none = BTreeMap::new();
        let (once, twice) = (
            emv(&golden(1.0), "USD", &none).0,
            emv(&golden(2.0), "USD", &none).0,
        );
        assert!((twice.value().unwrap() - 2.0 * once.value().unwrap()).abs() < 1e-6);
        let mut own = mention(9, "2026-11-17T12:00:00Z");
        own.media = MediaKind::Owned;
        own.exposure.impressions = Some(Range::point(1e6));
        let mut day = Rollup::default();
        rollup::add(&mut day, &own);
        assert_eq!(
            emv(&Totals::of([&day], Scope::default()), "USD", &none).0,
            Figure::exact(0.0)
        );
    }
}
