//! What a campaign brought, in strings: social metrics, clicks, return, in this order, and whose the orders are.

use serde::Serialize;

use super::{show, with_range};
use crate::model::{
    CampaignReport, ChannelRow, CohortRow, Figure, FigureRow, InfluencerReturn, OrderShares, ReturnReport,
};

/// Most channels named in a sentence.
const CHANNELS: usize = 4;

#[derive(Debug, Serialize)]
pub(super) struct ReturnView {
    areas: Vec<AreaView>,
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct AreaView {
    name: &'static str,
    facts: Vec<(String, String)>,
}

/// The block of a campaign; nothing where no import tells what came of it.
pub(super) fn returns(row: &CampaignReport) -> Option<ReturnView> {
    let brought = row.brought.as_ref().filter(|brought| is_told(brought))?;
    Some(ReturnView {
        areas: areas(brought)
            .into_iter()
            .map(|(name, rows)| AreaView {
                name,
                facts: rows.iter().filter_map(fact).collect(),
            })
            .filter(|area| !area.facts.is_empty())
            .collect(),
        lines: return_lines(row),
    })
}

/// The three areas in their order.
pub(crate) fn areas(brought: &ReturnReport) -> [(&'static str, &[FigureRow]); 3] {
    [
        ("Social metrics", &brought.social),
        ("Clicks", &brought.clicks),
        ("Return", &brought.returns),
    ]
}

/// Whether some import tells what came of it.
pub(crate) fn is_told(brought: &ReturnReport) -> bool {
    brought.orders.is_some()
        || !brought.compared.is_empty()
        || brought.clicks.iter().any(|row| row.value.is_known())
}

fn fact(row: &FigureRow) -> Option<(String, String)> {
    row.value
        .is_known()
        .then(|| (row.label.clone(), amount(&row.value, &row.unit)))
}

/// A figure with its range; per cent whole, as far as they are not small.
pub(crate) fn amount(figure: &Figure, unit: &str) -> String {
    let (Some(value), Some((low, high)), "%") = (figure.value(), figure.range(), unit) else {
        return with_range(figure, unit);
    };
    let decimals = if value.abs() < 20.0 { 2 } else { 0 };
    let show = |value: f64| format!("{value:.decimals$}").replacen('-', "−", 1);
    if (high - low).abs() < f64::EPSILON {
        return format!("{} %", show(value));
    }
    format!("{} % ({} to {} %)", show(value), show(low), show(high))
}

/// Whose the orders are, what was spent and what is not counted, in sentences.
pub(crate) fn return_lines(row: &CampaignReport) -> Vec<String> {
    let Some(brought) = &row.brought else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if let Some(orders) = &brought.orders {
        lines.push(whose(orders));
        lines.extend(who(orders));
        lines.extend(paid_back(orders));
    }
    lines.extend(break_even(brought));
    lines.extend(spent(brought));
    if let Some(possible) = &brought.possible {
        lines.push(format!(
            "Possibly {} more orders came of it without a trace; they are not added.",
            with_range(possible, "")
        ));
    }
    lines.extend(channels(&brought.channels));
    lines.extend(show::compared(&brought.compared));
    lines.extend(brought.retarget.as_ref().map(show::retarget));
    lines.extend(open(&brought.cohorts));
    lines
}

fn whose(orders: &OrderShares) -> String {
    let count = |n: u64| show::number(float(n));
    let rules: Vec<String> = orders
        .rules
        .iter()
        .map(|(rule, n)| format!("{} by {}", count(*n), rule.as_words()))
        .collect();
    let mut line = format!(
        "Of {} since it began {} are the campaign's",
        show::counted(orders.all, "order"),
        count(orders.attributed)
    );
    if !rules.is_empty() {
        line = format!("{line} ({})", rules.join(", "));
    }
    if orders.others > 0 {
        line = format!(
            "{line}, {} other influencers' or campaigns'",
            count(orders.others)
        );
    }
    line = format!(
        "{line}, {} unattributed ({})",
        count(orders.unattributed),
        show::money(orders.unattributed_revenue)
    );
    if orders.assisted > 0 {
        line = format!(
            "{line}; in {} of the rest its influencers had a part",
            count(orders.assisted)
        );
    }
    format!("{line}.")
}

fn who(orders: &OrderShares) -> Option<String> {
    let count = |n: u64, what: &str| (n > 0).then(|| format!("{} {what}", show::number(float(n))));
    let parts: Vec<String> = [
        count(orders.new_customers, "by new customers"),
        count(orders.returning, "by returning ones"),
        count(orders.unknown, "by customers of whom it is not known").filter(|_| {
            // Where nothing is known of anybody, there is nothing to say.
            orders.new_customers + orders.returning > 0
        }),
        count(orders.subscriptions, "subscriptions"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("Of the campaign's: {}.", parts.join(", ")))
}

fn paid_back(orders: &OrderShares) -> Option<String> {
    let mut parts = Vec::new();
    if orders.refunded.amount_minor != 0 {
        parts.push(format!(
            "{} of {} was paid back",
            show::money(orders.refunded),
            show::money(orders.gross)
        ));
    }
    if orders.foreign > 0 {
        parts.push(format!(
            "{} in other currencies left out of the revenue",
            show::counted(orders.foreign, "order")
        ));
    }
    (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
}

fn break_even(brought: &ReturnReport) -> Option<String> {
    let at = brought.break_even?;
    let mut returns = brought.returns.iter();
    let revenue = returns.find(|row| row.metric == "revenue")?.value.value()?;
    let missing = at.major() - revenue;
    let standing = if missing > 0.0 {
        format!(
            "{} to go",
            show::figure(&Figure::exact(missing), at.currency.as_str())
        )
    } else {
        "passed".to_owned()
    };
    Some(format!(
        "Costs are paid at {} of revenue: {standing}.",
        show::money(at)
    ))
}

fn spent(brought: &ReturnReport) -> Option<String> {
    let (planned, actual) = brought.planned.zip(brought.actual)?;
    (planned != actual).then(|| {
        format!(
            "Planned {}, spent so far {}.",
            show::money(planned),
            show::money(actual)
        )
    })
}

fn channels(rows: &[ChannelRow]) -> Option<String> {
    let named = rows.iter().filter(|row| row.orders + row.leads > 0);
    let named: Vec<String> = named
        .take(CHANNELS)
        .map(|row| {
            let what = if row.orders > 0 {
                format!(
                    "{}, {}",
                    show::counted(row.orders, "order"),
                    show::money(row.revenue)
                )
            } else {
                show::counted(row.leads, "lead")
            };
            format!("{} {what}", show::clean(&row.channel, 60))
        })
        .collect();
    (!named.is_empty()).then(|| format!("Nobody's, by channel: {}.", named.join("; ")))
}

fn open(rows: &[CohortRow]) -> Option<String> {
    let open: Vec<String> = rows
        .iter()
        .filter(|row| !row.matured && row.came + row.leads > 0)
        .map(|row| row.month.strftime("%B %Y").to_string())
        .collect();
    (!open.is_empty() && open.len() < rows.len()).then(|| {
        format!(
            "Who came in {} may still buy: those months are not over yet.",
            open.join(" and ")
        )
    })
}

/// Facts of an influencer, money first.
pub(super) fn influencer_facts(brought: &InfluencerReturn, currency: &str) -> Vec<(&'static str, String)> {
    let rows = [
        ("Revenue", &brought.revenue, currency),
        ("Orders", &brought.orders, ""),
        ("Leads", &brought.leads, ""),
        ("Leads that bought", &brought.lead_rate, "%"),
        ("Clicks", &brought.clicks, ""),
        ("Conversion", &brought.conversion_rate, "%"),
        ("ROI", &brought.roi, "%"),
        ("CPA", &brought.cpa, currency),
        ("CPC", &brought.cpc, currency),
    ];
    let known = rows.into_iter().filter(|(_, figure, _)| figure.is_known());
    let mut facts: Vec<(&'static str, String)> = known
        .map(|(label, figure, unit)| (label, amount(figure, unit)))
        .collect();
    if brought.assists > 0 {
        facts.push(("Assists", brought.assists.to_string()));
    }
    facts
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
