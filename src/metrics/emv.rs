//! What the same views would have cost as advertising.

use std::collections::{BTreeMap, BTreeSet};

use super::{Better, Facts, Metric, Totals, Unit, range, rates, reaction_value, websites};
use crate::model::{Currency, EmvMethod, EmvPlan, Figure, MediaKind, Platform, Polarity, Provenance, Range};

/// The metric.
pub const METRIC: Metric = Metric {
    name: "emv",
    label: "Earned media value",
    unit: Unit::Money,
    formula: "impressions ÷ 1000 × price of a thousand views on the platform (or by `[emv]` another one base: reactions \
              × price, or article views × Meltwater's), without the brand's own posts; for comparison within this \
              report only, never part of a return",
    source: "prices by platform in the rate table, or `[estimate.cpm]`",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

/// What views and reactions cost.
#[derive(Clone, Copy, Debug)]
pub struct Prices<'a> {
    /// Configured currency.
    pub currency: Currency,
    /// Configured prices of a thousand views, in that currency.
    pub configured: &'a BTreeMap<Platform, Range>,
    /// What is priced, and own prices beside those.
    pub emv: &'a EmvPlan,
}

impl Prices<'_> {
    /// ISO code of the currency results are in: the configured one if prices are configured in it, or what a US dollar is worth in
    /// it; else `USD`, the currency of the built-in tables. Nothing is converted at a rate that nobody gave.
    pub fn currency(&self) -> &str {
        let own = match self.emv.method {
            EmvMethod::Impressions => !self.configured.is_empty() || self.emv.thousand_views.is_some(),
            EmvMethod::Engagement => self.emv.reactions.any(),
            EmvMethod::MeltwaterAve => self.emv.article_view.is_some(),
            EmvMethod::CustomImpressions | EmvMethod::CustomEngagement => true,
        };
        if own || self.emv.exchange.is_some() {
            self.currency.as_str()
        } else {
            "USD"
        }
    }

    /// Price of a thousand views on a platform, in [`Prices::currency`]; `None` where only dollars are published, or where
    /// the method prices none.
    pub fn of(&self, platform: Platform) -> Option<Range> {
        let method = self.emv.method;
        if method == EmvMethod::MeltwaterAve {
            let own = self.emv.article_view.map(Range::point);
            let view = own.unwrap_or_else(|| self.published(Range::point(websites::AVE_USD)));
            return (platform == Platform::Web).then(|| range::scale(view, 1000.0));
        }
        let row = rates::cpm_row(platform);
        let configured = self
            .configured
            .get(&platform)
            .or_else(|| self.configured.get(&row));
        let own = configured
            .copied()
            .or_else(|| self.emv.thousand_views.map(Range::point));
        own.or_else(|| {
            let is_usable = self.currency() == "USD" || self.emv.exchange.is_some();
            (method != EmvMethod::CustomImpressions && is_usable)
                .then(|| rates::cpm_usd(platform).map(|usd| self.published(usd)))
                .flatten()
        })
    }

    /// A published price, in [`Prices::currency`] as far as what a dollar is worth is told.
    pub(super) fn published(&self, usd: Range) -> Range {
        let Some(rate) = self.emv.exchange else {
            return usd;
        };
        // To a hundredth of a cent: more would be read as more than the table knows.
        let convert = |price: f64| (price * rate * 1e4).round() / 1e4;
        Range {
            low: convert(usd.low),
            value: convert(usd.value),
            high: convert(usd.high),
        }
    }

    /// What a dollar was taken to be worth, as a remark behind a sum; empty where nothing was converted.
    pub(super) fn exchange_words(&self) -> String {
        let exchange = self
            .emv
            .exchange
            .map(|rate| format!("; 1 USD = {rate} {}", self.currency));
        exchange.unwrap_or_default()
    }

    /// Which table priced it, for results that are kept: the version of the built-in one, and whether own prices go before it.
    pub fn table_version(&self) -> String {
        let own = match self.emv.method {
            EmvMethod::Impressions => !self.configured.is_empty() || self.emv.thousand_views.is_some(),
            EmvMethod::Engagement => self.emv.reactions.any(),
            EmvMethod::MeltwaterAve => self.emv.article_view.is_some(),
            EmvMethod::CustomImpressions | EmvMethod::CustomEngagement => return "configured".to_owned(),
        };
        let more = if own { " + configured" } else { "" };
        format!("{}{more}", rates::TABLE_VERSION)
    }
}

/// Earned media value apart by what was said, and net of what was said against us; major units of [`Prices::currency`].
#[derive(Clone, Debug, PartialEq)]
pub struct ByTone {
    /// Of positive mentions.
    pub positive: Figure,
    /// Of neutral ones.
    pub neutral: Figure,
    /// Of negative ones: what it would have cost to spread them.
    pub negative: Figure,
    /// Positive + neutral − negative, as far as they are known.
    pub net: Figure,
}

/// Apart by tone (our recommendation: there is no published standard).
pub fn by_tone(facts: &Facts<'_>) -> ByTone {
    let of = |tone: Polarity| {
        let cells = facts.totals.cells.iter().filter(|(key, _)| key.sentiment == tone);
        let totals = Totals {
            cells: cells.map(|(key, cell)| (key.clone(), cell.clone())).collect(),
            ..Totals::default()
        };
        compute(&Facts {
            totals: &totals,
            ..*facts
        })
    };
    let (positive, neutral, negative) = (
        of(Polarity::Positive),
        of(Polarity::Neutral),
        of(Polarity::Negative),
    );
    ByTone {
        net: net(&positive, &neutral, &negative),
        positive,
        neutral,
        negative,
    }
}

fn net(positive: &Figure, neutral: &Figure, negative: &Figure) -> Figure {
    let parts = [positive, neutral, negative];
    let known: Vec<bool> = parts.iter().map(|figure| figure.is_known()).collect();
    if !known.contains(&true) {
        return Figure::unknown("none of its parts is known");
    }
    let [p, u, n] = parts.map(|figure| {
        let value = figure.value().unwrap_or_default();
        let (low, high) = figure.range().unwrap_or_default();
        Range { low, value, high }
    });
    // As everywhere, what is not known is left out of the sum, and the basis says so.
    let unknown = if known.contains(&false) {
        "; what is not known of them is left out"
    } else {
        ""
    };
    Figure::Estimate {
        low: p.low + u.low - n.high,
        value: p.value + u.value - n.value,
        high: p.high + u.high - n.low,
        basis: format!("positive + neutral − negative{unknown}"),
    }
}

fn compute(facts: &Facts<'_>) -> Figure {
    if facts.prices.emv.method.prices_reactions() {
        return reaction_value::value(facts.totals.others(), facts.prices);
    }
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
        if !cell.is_exposed() {
            continue;
        }
        if facts.prices.of(cell.key.platform).is_none() {
            left_out.insert(cell.key.platform);
            continue;
        }
        let methods = by_platform.entry(cell.key.platform).or_default();
        let sum = methods
            .entry((cell.key.provenance, &*cell.key.basis))
            .or_default();
        *sum = range::add_linear(*sum, cell.impressions);
    }
    if mentions == 0 && by_platform.is_empty() && left_out.is_empty() {
        return Figure::exact(0.0);
    }
    let currency = facts.prices.currency();
    if by_platform.is_empty() {
        return Figure::unknown(match left_out.first() {
            Some(platform) => {
                if facts.prices.emv.method == EmvMethod::MeltwaterAve {
                    "Meltwater's equivalent values articles of websites only, and there is none".to_owned()
                } else {
                    format!("no price in {currency} for {platform}: set `{platform}` in `[estimate.cpm]`")
                }
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
    let table = match prices.table_version().as_str() {
        version if version == rates::TABLE_VERSION => format!("; rate table {version}"),
        _ => "; configured prices".to_owned(),
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
    table + &prices.exchange_words() + &unseen + &unpriced
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Prices;
    use crate::metrics::sample::mention;
    use crate::metrics::{Facts, Scope, Totals, rollup};
    use crate::model::{
        BrandId, Currency, EmvMethod, EmvPlan, Exposure, Figure, MediaKind, Platform, Polarity, Provenance,
        Range, ReactionPrices, Rollup,
    };

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
        by(totals, currency, configured, &EmvPlan::DEFAULT)
    }

    fn by(
        totals: &Totals,
        currency: &str,
        configured: &BTreeMap<Platform, Range>,
        plan: &EmvPlan,
    ) -> (Figure, String) {
        let prices = Prices {
            currency: Currency::parse(currency).unwrap(),
            configured,
            emv: plan,
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

    #[test]
    fn one_base_is_priced_by_the_method_that_is_chosen() {
        let mut day = Rollup::default();
        for (n, platform, likes) in [(1, Platform::Instagram, Some(100)), (2, Platform::Web, None)] {
            let mut mention = mention(n, "2026-11-17T12:00:00Z");
            mention.platform = platform;
            (mention.engagement.likes, mention.engagement.comments) = (likes, likes.map(|_| 20));
            mention.exposure.impressions = Some(Range::point(1_000.0));
            mention.exposure.reach = mention.exposure.impressions;
            rollup::add(&mut day, &mention);
        }
        let (totals, none) = (Totals::of([&day], Scope::default()), BTreeMap::new());
        let own = ReactionPrices {
            like: Some(0.2),
            ..ReactionPrices::default()
        };
        for (method, reactions, thousand_views, value, currency) in [
            (
                EmvMethod::Impressions,
                ReactionPrices::default(),
                None,
                11.0,
                "USD",
            ),
            // 100 × 0.10 + 20 × 0.75
            (
                EmvMethod::Engagement,
                ReactionPrices::default(),
                None,
                25.0,
                "USD",
            ),
            (EmvMethod::Engagement, own, None, 20.0, "EUR"),
            (EmvMethod::CustomEngagement, own, None, 20.0, "EUR"),
            // 1,000 article views × 0.37
            (
                EmvMethod::MeltwaterAve,
                ReactionPrices::default(),
                None,
                370.0,
                "USD",
            ),
            (
                EmvMethod::CustomImpressions,
                ReactionPrices::default(),
                Some(4.0),
                8.0,
                "EUR",
            ),
        ] {
            let plan = EmvPlan {
                method,
                thousand_views,
                reactions,
                ..EmvPlan::DEFAULT
            };
            let (figure, unit) = by(&totals, "EUR", &none, &plan);
            assert!(
                (figure.value().unwrap() - value).abs() < 1e-9,
                "{method:?}: {figure:?}"
            );
            assert_eq!(unit, currency, "{method:?}");
        }
    }

    #[test]
    fn published_prices_are_converted_only_at_a_rate_that_is_given() {
        let none = BTreeMap::new();
        let plan = EmvPlan {
            exchange: Some(0.5),
            ..EmvPlan::DEFAULT
        };
        let (dollars, _) = emv(&golden(1.0), "EUR", &none);
        let (euros, unit) = by(&golden(1.0), "EUR", &none, &plan);
        assert_eq!(unit, "EUR");
        assert!((dollars.value().unwrap() / euros.value().unwrap() - 2.0).abs() < 1e-9);
        let Figure::Estimate { basis, .. } = euros else {
            panic!("{euros:?}");
        };
        assert!(
            basis.contains("price in EUR") && basis.contains("1 USD = 0.5 EUR"),
            "{basis}"
        );
        // Own prices are in the own currency already; what has none is converted beside them.
        let own = BTreeMap::from([(Platform::Instagram, Range::point(8.0))]);
        let (mixed, _) = by(&golden(1.0), "EUR", &own, &plan);
        let expected = 101.12 + 275.0 + 2.994;
        assert!((mixed.value().unwrap() - expected).abs() < 1e-9, "{mixed:?}");
    }

    #[test]
    fn what_was_said_against_us_is_taken_off() {
        let mut day = Rollup::default();
        for (n, tone, views) in [
            (1, Polarity::Positive, 4_000.0),
            (2, Polarity::Negative, 1_000.0),
            (3, Polarity::Neutral, 2_000.0),
        ] {
            let mut mention = mention(n, "2026-11-17T12:00:00Z");
            mention.platform = Platform::Web;
            mention.sentiment.label = tone;
            mention.exposure.impressions = Some(Range::point(views));
            rollup::add(&mut day, &mention);
        }
        let prices = Prices {
            currency: Currency::parse("USD").unwrap(),
            configured: &BTreeMap::new(),
            emv: &EmvPlan::DEFAULT,
        };
        let apart = super::by_tone(&Facts {
            brand: &BrandId::new("acme"),
            totals: &Totals::of([&day], Scope::default()),
            competitors: &[],
            prices: &prices,
            brought: &crate::model::Brought::default(),
        });
        let values =
            [&apart.positive, &apart.neutral, &apart.negative, &apart.net].map(|f| f.value().unwrap());
        for (value, expected) in values.into_iter().zip([12.0, 6.0, 3.0, 15.0]) {
            assert!((value - expected).abs() < 1e-9, "{values:?}");
        }
    }
}
