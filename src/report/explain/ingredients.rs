//! The counts that figures can be computed from, and what each figure would be if one of them were another.

use std::collections::BTreeMap;

use crate::metrics::totals::{add_cell, wide};
use crate::metrics::{Facts, Metric, Prices, Totals, range};
use crate::model::{
    Brought, EmvPlan, Figure, Money, OutcomeKind, Platform, Polarity, Range, ReactionPrices, Takings,
};
use crate::report::ledger::Ledger;

/// One count.
pub(super) struct Ingredient {
    pub(super) name: &'static str,
    /// What is counted.
    pub(super) what: &'static str,
    /// How much of it there is.
    pub(super) amount: fn(&Pantry<'_>) -> Figure,
    /// Makes it another.
    change: Change,
}

/// How a count is made another.
enum Change {
    /// In the totals of the subject.
    Totals(fn(&mut Totals, &Pantry<'_>)),
    /// In those of the competitors.
    Competitors(fn(&mut Vec<Totals>)),
    /// In the prices.
    Prices,
    /// In what came of it.
    Brought(fn(&mut Brought)),
}

/// How much is added where something is there: enough to move any figure.
const MORE: u64 = 1_000_003;

/// How much money, in minor units, likewise.
const MORE_MINOR: i64 = 1_000_003;

/// Outcomes of a kind.
macro_rules! outcome {
    ($name:literal, $what:literal, $kind:expr) => {
        Ingredient {
            name: $name,
            what: $what,
            amount: |pantry| match pantry.brought.count($kind) {
                Some(told) => Figure::exact(wide(told)),
                None => Figure::unknown("no import tells it"),
            },
            change: Change::Brought(|brought| {
                if let Some(told) = brought.counts.get_mut(&$kind) {
                    told.count = told.count.saturating_add(MORE);
                }
            }),
        }
    };
}

/// Every count, in the order in which they are told.
pub(super) const INGREDIENTS: &[Ingredient] = &[
    Ingredient {
        name: "mentions",
        what: "mentions that count",
        amount: |pantry| Figure::exact(pantry.totals.mentions()),
        change: Change::Totals(|totals, _| {
            for cell in totals.cells.values_mut() {
                cell.mentions = cell.mentions.saturating_mul(3);
            }
        }),
    },
    Ingredient {
        name: "authors",
        what: "different accounts and bylines",
        amount: |pantry| Figure::exact(wide(pantry.totals.authors.len() as u64)),
        change: Change::Totals(|totals, _| {
            totals.authors.tree().insert(u64::MAX, 1);
        }),
    },
    Ingredient {
        name: "views",
        what: "views of the mentions",
        amount: |pantry| {
            sum(pantry
                .totals
                .cells
                .values()
                .filter(|cell| cell.is_exposed())
                .map(|cell| cell.impressions))
        },
        change: Change::Totals(|totals, _| {
            for cell in totals.cells.values_mut().filter(|cell| cell.is_exposed()) {
                cell.impressions = more(cell.impressions);
            }
        }),
    },
    Ingredient {
        name: "people",
        what: "people behind the views, before overlap is taken out",
        amount: |pantry| sum(pantry.totals.audiences.values().map(|people| people.reach)),
        change: Change::Totals(|totals, _| {
            for people in totals.audiences.values_mut() {
                people.reach = more(people.reach);
            }
        }),
    },
    Ingredient {
        name: "likes",
        what: "likes of the mentions that tell them",
        amount: |pantry| count(pantry.totals.cells.values().map(|cell| cell.likes)),
        change: Change::Totals(|totals, _| {
            for cell in totals.cells.values_mut().filter(|cell| cell.told.0 > 0) {
                cell.likes += MORE;
            }
        }),
    },
    Ingredient {
        name: "comments",
        what: "comments of the mentions that tell them",
        amount: |pantry| count(pantry.totals.cells.values().map(|cell| cell.comments)),
        change: Change::Totals(|totals, _| {
            for cell in totals.cells.values_mut().filter(|cell| cell.told.1 > 0) {
                cell.comments += MORE;
            }
        }),
    },
    Ingredient {
        name: "shares",
        what: "shares of the mentions that tell them",
        amount: |pantry| count(pantry.totals.cells.values().map(|cell| cell.shares)),
        change: Change::Totals(|totals, _| {
            for cell in totals.cells.values_mut().filter(|cell| cell.told.2 > 0) {
                cell.shares += MORE;
            }
        }),
    },
    Ingredient {
        name: "reactions",
        what: "reactions to the mentions that tell them and the followers of their author",
        amount: |pantry| count(pantry.totals.cells.values().map(|cell| cell.engaged_actions)),
        change: Change::Totals(|totals, _| {
            for cell in totals
                .cells
                .values_mut()
                .filter(|cell| cell.engaged_followers > 0)
            {
                cell.engaged_actions += MORE;
            }
        }),
    },
    Ingredient {
        name: "followers",
        what: "followers of the authors of those mentions, for each mention",
        amount: |pantry| count(pantry.totals.cells.values().map(|cell| cell.engaged_followers)),
        change: Change::Totals(|totals, _| {
            for cell in totals
                .cells
                .values_mut()
                .filter(|cell| cell.engaged_followers > 0)
            {
                cell.engaged_followers += MORE;
            }
        }),
    },
    Ingredient {
        name: "tone",
        what: "mentions that take sides",
        amount: |pantry| {
            let [positive, _, negative] = pantry.totals.tones();
            Figure::exact(positive.saturating_add(negative))
        },
        change: Change::Totals(|totals, _| {
            let all_negative = totals.cells.keys().all(|key| key.sentiment == Polarity::Negative);
            let one = if all_negative {
                Polarity::Positive
            } else {
                Polarity::Negative
            };
            for (mut key, mut cell) in std::mem::take(&mut totals.cells) {
                key.sentiment = one;
                cell.key.sentiment = one;
                match totals.cells.get_mut(&key) {
                    Some(total) => add_cell(total, &cell),
                    None => {
                        totals.cells.insert(key, cell);
                    }
                }
            }
        }),
    },
    Ingredient {
        name: "links",
        what: "links to the brand's domains",
        amount: |pantry| {
            let cells = pantry.totals.cells.values();
            let ours = cells.filter_map(|cell| cell.links.get(pantry.ledger.inputs.brand));
            count(ours.map(|links| u64::from(*links)))
        },
        change: Change::Totals(|totals, pantry| {
            for cell in totals.cells.values_mut() {
                *cell.links.entry(pantry.ledger.inputs.brand.clone()).or_default() += 1;
            }
        }),
    },
    Ingredient {
        name: "competitors",
        what: "mentions of the competitors",
        amount: |pantry| {
            count(
                pantry
                    .competitors
                    .iter()
                    .map(|totals| u64::from(totals.mentions())),
            )
        },
        change: Change::Competitors(|competitors| {
            let doubled = competitors.clone();
            competitors.extend(doubled);
        }),
    },
    Ingredient {
        name: "prices",
        what: "platforms with a price of a thousand views",
        amount: |pantry| {
            let priced = Platform::ALL
                .iter()
                .filter(|platform| pantry.ledger.prices.of(**platform).is_some());
            count(priced.map(|_| 1))
        },
        change: Change::Prices,
    },
    outcome!("clicks", "clicks", OutcomeKind::Click),
    outcome!("visits", "visits of the site", OutcomeKind::Visit),
    outcome!("leads", "leads", OutcomeKind::Lead),
    outcome!("orders", "orders, each once", OutcomeKind::Order),
    outcome!("new_followers", "new followers", OutcomeKind::Follow),
    Ingredient {
        name: "revenue",
        what: "what was paid for the orders",
        amount: |pantry| money(pantry, |takings| takings.gross_minor),
        change: Change::Brought(|brought| {
            if let Some(takings) = &mut brought.takings {
                takings.gross_minor = takings.gross_minor.saturating_add(MORE_MINOR);
            }
        }),
    },
    Ingredient {
        name: "refunds",
        what: "what was paid back of it",
        amount: |pantry| money(pantry, |takings| takings.refunded_minor),
        change: Change::Brought(|brought| {
            if let Some(takings) = &mut brought.takings {
                takings.refunded_minor = takings.refunded_minor.saturating_add(MORE_MINOR);
            }
        }),
    },
    Ingredient {
        name: "new_customers",
        what: "orders that were the customer's first",
        amount: |pantry| count([pantry.brought.customers.new].into_iter()),
        change: Change::Brought(|brought| brought.customers.new += MORE),
    },
    Ingredient {
        name: "cost",
        what: "what it cost, shared costs included",
        amount: |pantry| match pantry.brought.spent {
            Some(spent) => Figure::exact(spent.cost.major()),
            None => Figure::unknown("costs are known of campaigns only"),
        },
        change: Change::Brought(|brought| {
            if let Some(spent) = &mut brought.spent {
                spent.cost.amount_minor = spent.cost.amount_minor.saturating_add(MORE_MINOR);
            }
        }),
    },
];

fn money(pantry: &Pantry<'_>, of: fn(&Takings) -> i64) -> Figure {
    let Some(takings) = &pantry.brought.takings else {
        return Figure::unknown("no import tells what was paid");
    };
    let sum = Money {
        amount_minor: of(takings),
        currency: takings.currency,
    };
    Figure::exact(sum.major())
}

/// What a figure is computed from.
pub(super) struct Pantry<'a> {
    pub(super) ledger: &'a Ledger<'a>,
    pub(super) totals: &'a Totals,
    pub(super) competitors: &'a [Totals],
    pub(super) brought: &'a Brought,
}

impl Pantry<'_> {
    /// The figure as it is.
    pub(super) fn compute(&self, metric: &Metric) -> Figure {
        self.ledger
            .compute_with(metric, self.totals, self.competitors, self.brought)
    }

    /// The figure if a count were another.
    pub(super) fn without(&self, ingredient: &Ingredient, metric: &Metric) -> Figure {
        match ingredient.change {
            Change::Totals(change) => {
                let mut totals = self.totals.clone();
                change(&mut totals, self);
                self.ledger
                    .compute_with(metric, &totals, self.competitors, self.brought)
            }
            Change::Competitors(change) => {
                let mut competitors = self.competitors.to_vec();
                change(&mut competitors);
                self.ledger
                    .compute_with(metric, self.totals, &competitors, self.brought)
            }
            Change::Prices => self.at_other_prices(metric),
            Change::Brought(change) => {
                let mut brought = self.brought.clone();
                change(&mut brought);
                self.ledger
                    .compute_with(metric, self.totals, self.competitors, &brought)
            }
        }
    }

    fn at_other_prices(&self, metric: &Metric) -> Figure {
        let prices = &self.ledger.prices;
        let dearer = |price: Option<f64>| Some(price.unwrap_or(0.5) * 3.0);
        let configured: BTreeMap<Platform, Range> = Platform::ALL
            .iter()
            .filter_map(|platform| Some((*platform, range::scale(prices.of(*platform)?, 3.0))))
            .collect();
        let own = prices.emv.reactions;
        let emv = EmvPlan {
            reactions: ReactionPrices {
                like: dearer(own.like),
                comment: dearer(own.comment),
                share: dearer(own.share),
            },
            article_view: dearer(prices.emv.article_view),
            ..*prices.emv
        };
        (metric.compute)(&Facts {
            prices: &Prices {
                currency: prices.currency,
                configured: &configured,
                emv: &emv,
            },
            competitors: self.competitors,
            ..self.ledger.facts(self.totals, self.brought)
        })
    }
}

fn more(range: Range) -> Range {
    let by = wide(MORE);
    Range {
        low: range.low + by,
        value: range.value + by,
        high: range.high + by,
    }
}

fn count(parts: impl Iterator<Item = u64>) -> Figure {
    Figure::exact(wide(parts.fold(0, u64::saturating_add)))
}

fn sum(parts: impl Iterator<Item = Range>) -> Figure {
    let sum = range::add_independent(parts);
    if (sum.high - sum.low).abs() < f64::EPSILON {
        return Figure::exact(sum.value);
    }
    Figure::Estimate {
        low: sum.low,
        value: sum.value,
        high: sum.high,
        basis: "sum".to_owned(),
    }
}
