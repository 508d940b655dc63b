//! The campaign beside other channels, and who may be reached again, in sentences.

use super::{clean, counted, day, money, number};
use crate::model::{ComparedOutcome, ComparedRow, Currency, Money, OutcomeKind, RetargetReport};

/// One sentence for each channel, about the outcome nearest to the sale that both tell of.
pub fn compared(rows: &[ComparedRow]) -> Vec<String> {
    rows.iter().map(sentence).collect()
}

fn sentence(row: &ComparedRow) -> String {
    let name = clean(&row.name, 60);
    let nearest = row.outcomes.iter();
    let Some(outcome) = nearest
        .clone()
        .find(|outcome| outcome.times.is_some())
        .or_else(|| {
            nearest
                .clone()
                .find(|outcome| outcome.count + outcome.campaign_count > 0)
        })
    else {
        return format!(
            "Beside {name} ({}): nothing tells what both brought.",
            money(row.cost)
        );
    };
    let hand = if outcome.by_hand { ", told by hand" } else { "" };
    format!(
        "Beside {name} ({}{hand}): {}{}.{}",
        counts(row, outcome),
        costs(row.cost.currency, outcome),
        times(outcome),
        quality(row)
    )
}

/// `42 orders for 900 EUR`.
fn counts(row: &ComparedRow, outcome: &ComparedOutcome) -> String {
    format!(
        "{} for {}",
        counted(outcome.count, noun(outcome.kind)),
        money(row.cost)
    )
}

/// What one costs here and there.
fn costs(currency: Currency, outcome: &ComparedOutcome) -> String {
    let noun = noun(outcome.kind);
    let cost = |major: f64| money(Money::from_major(major, currency));
    let article = if outcome.kind == OutcomeKind::Order {
        "an"
    } else {
        "a"
    };
    match (outcome.campaign_cost_per, outcome.cost_per) {
        (Some(ours), Some(theirs)) => format!(
            "{article} {noun} costs {} through influencers, {} there",
            cost(ours),
            cost(theirs)
        ),
        (Some(ours), None) => format!(
            "{article} {noun} costs {} through influencers, there came none",
            cost(ours)
        ),
        (None, Some(theirs)) => format!(
            "{article} {noun} costs {} there, through influencers came {}",
            cost(theirs),
            counted(outcome.campaign_count, noun)
        ),
        (None, None) => format!("no {noun} came by either"),
    }
}

/// How many more for the money, and whether that is more than chance.
fn times(outcome: &ComparedOutcome) -> String {
    if outcome.too_few {
        return "; too few to tell them apart".to_owned();
    }
    let Some([low, value, high]) = outcome.times else {
        return if outcome.proven {
            "; more than chance"
        } else {
            "; too few to tell them apart"
        }
        .to_owned();
    };
    let range = format!("95 % range {} to {}", number(low), number(high));
    let many = format!("{} times as many for the same money ({range})", number(value));
    if outcome.proven {
        format!("; influencers bring {many}")
    } else {
        format!("; influencers bring {many}, which may be chance")
    }
}

fn quality(row: &ComparedRow) -> String {
    if (row.quality - 1.0).abs() < f64::EPSILON {
        return String::new();
    }
    format!(
        " One of theirs counts as {} of an influencer's.",
        number(row.quality)
    )
}

fn noun(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Follow => "follower",
        kind => kind.as_str(),
    }
}

/// Whom to show the product again, with the numbers behind it.
pub fn retarget(found: &RetargetReport) -> String {
    let noun = if found.clicks { "click" } else { "visit" };
    let open = found.came.saturating_sub(found.orders);
    let through: Vec<String> = found
        .through
        .iter()
        .map(|(_, name, came, orders)| {
            format!("{} through {}", number(float(came - orders)), clean(name, 60))
        })
        .collect();
    let through = if through.is_empty() {
        String::new()
    } else {
        format!(", {}", through.join(", "))
    };
    let mut line = format!(
        "Retarget: {} and {}, so up to {} ended without one{through}. Show those visitors the product again by {}, when the purchase \
         window ends",
        counted(found.came, noun),
        counted(found.orders, "order"),
        counted(open, noun),
        day(found.until)
    );
    if found.leads_open > 0 {
        line = format!(
            "{line}; {} of {} have not bought yet: write to them",
            number(float(found.leads_open)),
            counted(found.leads, "lead")
        );
    }
    format!("{line}.")
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(major: f64) -> Money {
        Money::from_major(major, Currency::default())
    }

    fn row(outcome: ComparedOutcome) -> ComparedRow {
        ComparedRow {
            name: "Search ads".to_owned(),
            channels: vec!["google / cpc".to_owned()],
            cost: euro(900.0),
            quality: 1.0,
            revenue: None,
            roas: None,
            outcomes: vec![outcome],
        }
    }

    fn orders() -> ComparedOutcome {
        ComparedOutcome {
            kind: OutcomeKind::Order,
            count: 20,
            by_hand: false,
            campaign_count: 66,
            cost_per: Some(45.0),
            campaign_cost_per: Some(30.303),
            times: Some([0.89, 1.485, 2.6]),
            proven: false,
            too_few: false,
        }
    }

    #[test]
    fn a_channel_is_told_with_its_numbers() {
        let proven = ComparedOutcome {
            proven: true,
            times: Some([1.04, 1.7, 2.9]),
            ..orders()
        };
        let weighed = ComparedRow {
            quality: 0.5,
            ..row(ComparedOutcome {
                kind: OutcomeKind::Follow,
                by_hand: true,
                ..proven
            })
        };
        let none = ComparedOutcome {
            count: 0,
            cost_per: None,
            times: None,
            proven: true,
            ..orders()
        };
        let few = ComparedOutcome {
            too_few: true,
            ..orders()
        };
        let nothing = ComparedRow {
            outcomes: Vec::new(),
            ..row(orders())
        };
        assert_eq!(
            compared(&[row(orders()), row(proven), weighed, row(none), row(few), nothing]),
            [
                "Beside Search ads (20 orders for 900 EUR): an order costs 30.30 EUR through influencers, 45 EUR there; influencers bring \
                 1.49 times as many for the same money (95 % range 0.89 to 2.6), which may be chance.",
                "Beside Search ads (20 orders for 900 EUR): an order costs 30.30 EUR through influencers, 45 EUR there; influencers bring \
                 1.7 times as many for the same money (95 % range 1.04 to 2.9).",
                "Beside Search ads (20 followers for 900 EUR, told by hand): a follower costs 30.30 EUR through influencers, 45 EUR there; \
                 influencers bring 1.7 times as many for the same money (95 % range 1.04 to 2.9). One of theirs counts as 0.5 of an \
                 influencer's.",
                "Beside Search ads (0 orders for 900 EUR): an order costs 30.30 EUR through influencers, there came none; more than chance.",
                "Beside Search ads (20 orders for 900 EUR): an order costs 30.30 EUR through influencers, 45 EUR there; too few to tell them \
                 apart.",
                "Beside Search ads (900 EUR): nothing tells what both brought.",
            ]
        );
    }

    #[test]
    fn who_did_not_buy_is_told_with_the_numbers() {
        let found = RetargetReport {
            clicks: true,
            came: 1_240,
            orders: 66,
            through: vec![("kristal".into(), "Kristal Sky".to_owned(), 900, 60)],
            leads: 40,
            leads_open: 34,
            until: "2026-12-29".parse().unwrap(),
        };
        assert_eq!(
            retarget(&found),
            "Retarget: 1,240 clicks and 66 orders, so up to 1,174 clicks ended without one, 840 through Kristal Sky. Show those visitors \
             the product again by 29 Dec 2026, when the purchase window ends; 34 of 40 leads have not bought yet: write to them."
        );
    }
}
