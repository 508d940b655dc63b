//! `[emv]`: how earned media value is reckoned.

use crate::config::{
    reader::{Reader, Table},
    shape,
};
use crate::model::{Currency, EmvMethod, EmvPlan, ReactionPrices};

/// Highest price that is believed, of a view, a reaction or a thousand views.
const HIGHEST: f64 = 1_000_000.0;

/// Reads the method and own prices; without a table the default is the built-in price of a thousand views.
pub(in crate::config) fn emv(r: &mut Reader<'_>, top: &Table<'_>, currency: Currency) -> EmvPlan {
    let Some(table) = top.get("emv").and_then(|value| r.table(&value, &shape::EMV)) else {
        return EmvPlan::DEFAULT;
    };
    let reputation = table.get("reputation").and_then(|value| r.boolean(&value));
    let plan = EmvPlan {
        method: method(r, &table),
        thousand_views: price(r, &table, "thousand_views"),
        reactions: ReactionPrices {
            like: price(r, &table, "like"),
            comment: price(r, &table, "comment"),
            share: price(r, &table, "share"),
        },
        article_view: price(r, &table, "article_view"),
        exchange: exchange(r, &table, currency),
        reputation: reputation.unwrap_or_default(),
    };
    check(r, &table, top, &plan);
    plan
}

fn price(r: &mut Reader<'_>, table: &Table<'_>, key: &str) -> Option<f64> {
    let value = table.get(key)?;
    r.number(&value, 0.0, HIGHEST)
}

/// What one US dollar is worth in the configured currency.
fn exchange(r: &mut Reader<'_>, table: &Table<'_>, currency: Currency) -> Option<f64> {
    let value = table.get("exchange")?;
    let rate = r.number(&value, 1e-9, 1e9)?;
    if currency.as_str() == "USD" {
        r.error(
            &value.key_place(),
            "published prices are in USD already, so nothing is exchanged",
        )
        .help("leave it out; it is what one US dollar is worth in another `currency`");
        return None;
    }
    Some(rate)
}

fn method(r: &mut Reader<'_>, table: &Table<'_>) -> EmvMethod {
    let choices = [
        ("impressions", Some(EmvMethod::Impressions)),
        ("engagement", Some(EmvMethod::Engagement)),
        ("meltwater_ave", Some(EmvMethod::MeltwaterAve)),
        ("custom", None),
    ];
    let bases = [
        ("impressions", EmvMethod::CustomImpressions),
        ("engagement", EmvMethod::CustomEngagement),
    ];
    let chosen = table.get("method").and_then(|value| r.choice(&value, &choices));
    let base = table.get("base");
    let of_base = base.as_ref().and_then(|value| r.choice(value, &bases));
    match (chosen, base) {
        (Some(None), _) => of_base.unwrap_or(EmvMethod::CustomImpressions),
        (known, None) => known.flatten().unwrap_or_default(),
        (known, Some(base)) => {
            r.error(&base, "a base is chosen for `method = \"custom\"` only")
                .help("every other method has a base of its own; leave the line out");
            known.flatten().unwrap_or_default()
        }
    }
}

/// Prices that the method does not use, and a method that has no prices.
fn check(r: &mut Reader<'_>, table: &Table<'_>, top: &Table<'_>, plan: &EmvPlan) {
    let of_reactions = plan.method.prices_reactions();
    let unused: &[&str] = match plan.method {
        EmvMethod::Impressions | EmvMethod::CustomImpressions => {
            &["like", "comment", "share", "article_view"]
        }
        EmvMethod::Engagement | EmvMethod::CustomEngagement => &["thousand_views", "article_view"],
        EmvMethod::MeltwaterAve => &["thousand_views", "like", "comment", "share"],
    };
    for key in unused {
        if let Some(value) = table.get(key) {
            let base = if of_reactions { "reactions" } else { "views" };
            r.warn(
                &value,
                format!("`{key}` is not used: this method prices {base}, and never both"),
            );
        }
    }
    let has_rates = top.get("estimate").and_then(|estimate| estimate.as_table());
    let has_rates = has_rates.is_some_and(|estimate| estimate.has("cpm"));
    let lacks = match plan.method {
        EmvMethod::CustomEngagement => (!plan.reactions.any()).then_some("`like`, `comment` or `share`"),
        EmvMethod::CustomImpressions => (plan.thousand_views.is_none() && !has_rates)
            .then_some("`thousand_views`, or prices by platform in `[estimate.cpm]`"),
        _ => None,
    };
    if let Some(lacks) = lacks {
        r.error(
            table,
            "`method = \"custom\"` uses own prices only, and none is given",
        )
        .expected(lacks);
    }
}
