//! What a campaign should bring, reckoned from its planned posts and from what was known before it began.

use jiff::Span;

use super::Inputs;
use super::ledger::Ledger;
use crate::metrics::expected::{History, Outcome, Outlook, Posts, expect as expect_posts};
use crate::metrics::totals::wide;
use crate::metrics::{Scope, TABLE_VERSION, range};
use crate::model::{
    Campaign, Expected, ExpectedLine, ExpectedTotal, Figure, Influencer, OutcomeKind, PlannedPosts,
    Provenance, Range, Window,
};

/// What a campaign is expected to bring, as known at `inputs.as_of`; `None` where no posts are planned.
///
/// Call it once, when the campaign begins, and store the result: reports then show the stored one beside what came.
pub fn expect(inputs: &Inputs<'_>, campaign: &Campaign) -> Option<Expected> {
    reckon(&Ledger::new(inputs), campaign)
}

/// The expectation frozen when the campaign began, or the one that holds now, beside the totals so far.
pub(super) fn of(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    begun: bool,
    totals: &[(String, Figure)],
) -> Option<Expected> {
    let frozen = ledger.inputs.expected.get(&campaign.id).filter(|_| begun);
    let mut expected = match frozen {
        Some(frozen) => Expected {
            frozen: true,
            ..frozen.clone()
        },
        None => reckon(ledger, campaign)?,
    };
    for total in expected.totals.iter_mut().filter(|_| begun) {
        let actual = totals.iter().find(|(name, _)| *name == total.metric);
        total.actual = actual.map(|(_, figure)| figure.clone());
    }
    Some(expected)
}

fn reckon(ledger: &Ledger<'_>, campaign: &Campaign) -> Option<Expected> {
    let posts = planned(ledger, campaign);
    if posts.is_empty() {
        return None;
    }
    let before = before(ledger, campaign);
    let outlook = outlook(ledger, campaign, before);
    let lines: Vec<ExpectedLine> = posts
        .iter()
        .map(|posts| line(ledger, posts, before, outlook))
        .collect();
    let totals = totals(ledger, campaign, before, &lines);
    Some(Expected {
        made_at: ledger.inputs.as_of,
        frozen: false,
        table_version: TABLE_VERSION.to_owned(),
        lines,
        totals,
    })
}

/// The posts that are planned: those written down for it, else those that influencers promised. One that may be published
/// anywhere is reckoned where the influencer has most followers.
fn planned(ledger: &Ledger<'_>, campaign: &Campaign) -> Vec<PlannedPosts> {
    if !campaign.plan.posts.is_empty() {
        return campaign.plan.posts.clone();
    }
    let promised = campaign.terms.deliverables.iter().filter(|one| one.posts > 0);
    promised
        .filter_map(|one| {
            let mut roster = ledger.inputs.influencers.iter();
            let largest = roster
                .find(|known| known.id == one.influencer)
                .and_then(|known| known.followers.iter().max_by_key(|(_, followers)| **followers));
            Some(PlannedPosts {
                influencer: one.influencer.clone(),
                platform: one.platform.or_else(|| largest.map(|(platform, _)| *platform))?,
                posts: one.posts,
            })
        })
        .collect()
}

/// As many days as the baseline has, before the campaign, or before today while it has not begun.
fn before(ledger: &Ledger<'_>, campaign: &Campaign) -> Window {
    let to = campaign.window.from.min(ledger.today);
    let from = to.checked_sub(Span::new().days(i64::from(campaign.baseline_days)));
    Window {
        from: from.unwrap_or(to),
        to,
    }
}

fn line(ledger: &Ledger<'_>, planned: &PlannedPosts, before: Window, outlook: Outlook) -> ExpectedLine {
    let roster = ledger.inputs.influencers.iter();
    let influencer = roster.clone().find(|one| one.id == planned.influencer);
    let (history, measured) = history(ledger, planned, before);
    let configured = influencer.and_then(|one| one.followers.get(&planned.platform).copied());
    let followers = measured.or(configured);
    let outcome = expect_posts(
        Posts {
            platform: planned.platform,
            posts: planned.posts,
            followers,
            tier: tier(ledger, influencer, followers),
        },
        history,
        outlook,
    );
    let Outcome {
        impressions,
        reach,
        engagement,
        clicks,
        orders,
    } = outcome;
    ExpectedLine {
        influencer: planned.influencer.clone(),
        name: influencer.map_or_else(|| planned.influencer.to_string(), |one| one.name.clone()),
        platform: planned.platform,
        posts: planned.posts,
        followers,
        impressions,
        reach,
        engagement,
        clicks,
        orders,
    }
}

/// By the largest following known, as everywhere.
fn tier(
    ledger: &Ledger<'_>,
    influencer: Option<&Influencer>,
    there: Option<u64>,
) -> Option<crate::model::Tier> {
    let known = influencer
        .into_iter()
        .flat_map(|one| one.followers.values().copied());
    known
        .chain(there)
        .max()
        .map(|followers| ledger.inputs.tiers.of(followers))
}

/// What the influencer's earlier posts on the platform told, and how many followers were measured with them.
fn history(ledger: &Ledger<'_>, planned: &PlannedPosts, before: Window) -> (History, Option<u64>) {
    let scope = Scope {
        influencer: Some(&planned.influencer),
        platform: Some(planned.platform),
        tier: None,
    };
    let totals = ledger.totals(&ledger.brand(), before, scope);
    let mut history = History::default();
    let (mut actions, mut followers, mut engaged) = (0_u64, 0_u64, 0_u64);
    for cell in totals.cells.values() {
        if cell.key.provenance == Provenance::Observed {
            history.viewed_posts += f64::from(cell.mentions.saturating_sub(cell.unexposed));
            history.views += cell.impressions.value;
        }
        actions += cell.engaged_actions;
        followers += cell.engaged_followers;
        engaged += u64::from(cell.engaged);
    }
    if followers > 0 && engaged > 0 {
        history.engaged_posts = wide(engaged);
        history.engagement_rate = wide(actions) / wide(followers);
    }
    (
        history,
        followers.checked_div(engaged).filter(|measured| *measured > 0),
    )
}

/// Clicks per view and orders per click: of the plan, else of the brand's roster before.
fn outlook(ledger: &Ledger<'_>, campaign: &Campaign, before: Window) -> Outlook {
    let (mut clicks, mut orders, mut views) = (0.0, 0.0, 0.0);
    for influencer in ledger.inputs.influencers.iter().map(|one| &one.id) {
        let scope = Scope {
            influencer: Some(influencer),
            ..Scope::default()
        };
        let brought = ledger.brought(&ledger.brand(), before, scope);
        let Some(theirs) = brought.count(OutcomeKind::Click) else {
            continue;
        };
        clicks += wide(theirs);
        orders += brought.count(OutcomeKind::Order).map_or(0.0, wide);
        let totals = ledger.totals(&ledger.brand(), before, scope);
        views += totals
            .cells
            .values()
            .map(|cell| cell.impressions.value)
            .sum::<f64>();
    }
    let planned = campaign
        .plan
        .click_rate
        .map(|rate| range::by_factor(rate, PLANNED_FACTOR));
    let own =
        (clicks >= FEWEST_CLICKS && views > clicks).then(|| range::by_factor(clicks / views, OWN_FACTOR));
    Outlook {
        click_rate: planned.or(own),
        clicks,
        orders,
    }
}

/// Factor of the range around a click rate that the plan tells.
const PLANNED_FACTOR: f64 = 1.5;
/// Factor of the range around the roster's own click rate: the views behind it are mostly estimated.
const OWN_FACTOR: f64 = 2.0;
/// Clicks that must have been counted before a rate is reckoned from them.
const FEWEST_CLICKS: f64 = 20.0;

fn totals(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    before: Window,
    lines: &[ExpectedLine],
) -> Vec<ExpectedTotal> {
    let currency = ledger.inputs.currency.to_string();
    let total = |metric: &str, label: &str, unit: &str, expected: Figure| ExpectedTotal {
        metric: metric.to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        expected,
        actual: None,
    };
    let sum = |of: fn(&ExpectedLine) -> &Figure| sum(lines, of);
    let orders = sum(|line| &line.orders);
    let revenue = revenue(ledger, campaign, before, &orders);
    let spent = ledger.sheets.get(&campaign.id).map(|sheet| {
        let planned = sheet.planned_and_actual().0.unwrap_or_else(|| sheet.total().0);
        crate::model::Money {
            amount_minor: planned,
            currency: sheet.currency,
        }
        .major()
    });
    let cost = spent
        .filter(|cost| *cost > 0.0)
        .map_or_else(|| Figure::unknown("no costs are entered"), Figure::exact);
    let roi = roi(&revenue, &cost);
    vec![
        total("impressions", "Impressions", "", sum(|line| &line.impressions)),
        total("reach", "Reach", "", overlapping(sum(|line| &line.reach), lines)),
        total("engagement", "Engagement", "", sum(|line| &line.engagement)),
        total("clicks", "Clicks", "", sum(|line| &line.clicks)),
        total("orders", "Orders", "", orders),
        total("revenue", "Revenue", &currency, revenue),
        total("cost", "Cost", &currency, cost),
        total("roi", "ROI", "%", roi),
    ]
}

/// Lines added up: they share their rates, so their ranges add up too. What is known of some only is no sum of all.
fn sum(lines: &[ExpectedLine], of: fn(&ExpectedLine) -> &Figure) -> Figure {
    let mut whole = Range::default();
    let mut known = 0;
    let mut why = None;
    for line in lines {
        match (of(line), super::ledger::range_of(of(line))) {
            (_, Some(part)) => {
                whole = range::add_linear(whole, part);
                known += 1;
            }
            (Figure::Unknown { why: because }, None) => {
                why.get_or_insert_with(|| format!("{} on {}: {because}", line.name, line.platform));
            }
            _ => {}
        }
    }
    match why {
        Some(why) if known == 0 => Figure::unknown(why),
        Some(why) => Figure::Estimate {
            low: whole.low,
            value: whole.value,
            high: whole.high,
            basis: format!("{known} of {} lines; not known: {why}", lines.len()),
        },
        None => Figure::Estimate {
            low: whole.low,
            value: whole.value,
            high: whole.high,
            basis: "sum of the planned posts".to_owned(),
        },
    }
}

/// Who is reached by several influencers is reached once; how many those are is not known, so the low end is the largest
/// single line.
fn overlapping(sum: Figure, lines: &[ExpectedLine]) -> Figure {
    let lows = lines.iter().filter_map(|line| line.reach.range());
    let largest = lows.map(|(low, _)| low).fold(0.0, f64::max);
    match sum {
        Figure::Estimate {
            low,
            value,
            high,
            basis,
        } if lines.len() > 1 => Figure::Estimate {
            low: largest.min(low),
            value,
            high,
            basis: format!("{basis}, overlap between influencers not known"),
        },
        sum => sum,
    }
}

/// Orders at the value that orders had before, or that the plan tells.
fn revenue(ledger: &Ledger<'_>, campaign: &Campaign, before: Window, orders: &Figure) -> Figure {
    let Some(range) = super::ledger::range_of(orders) else {
        return orders.clone();
    };
    let brought = ledger.brought(&ledger.brand(), before, Scope::default());
    let count = brought
        .count(OutcomeKind::Order)
        .filter(|orders| *orders >= FEWEST_ORDERS);
    let own = count
        .zip(brought.net())
        .map(|(orders, net)| net.major() / wide(orders));
    let (value, basis) = match (own.filter(|value| *value > 0.0), campaign.plan.order_value) {
        (Some(value), _) => (value, format!("orders × {value:.2}, the mean order before")),
        (None, Some(value)) => (value, format!("orders × {value:.2}, as planned")),
        (None, None) => {
            return Figure::unknown(
                "what an order is worth is not known: import orders, or give the campaign `order_value`",
            );
        }
    };
    let range = range::scale(range, value);
    Figure::Estimate {
        low: range.low,
        value: range.value,
        high: range.high,
        basis,
    }
}

/// Orders that must be known before their mean is taken.
const FEWEST_ORDERS: u64 = 5;

/// (revenue − cost) / cost in per cent.
fn roi(revenue: &Figure, cost: &Figure) -> Figure {
    let (Some(range), Some(cost_of)) = (super::ledger::range_of(revenue), cost.value()) else {
        return if revenue.is_known() {
            cost.clone()
        } else {
            revenue.clone()
        };
    };
    let of = |revenue: f64| (revenue - cost_of) / cost_of * 100.0;
    Figure::Estimate {
        low: of(range.low),
        value: of(range.value),
        high: of(range.high),
        basis: "(revenue − cost) ÷ cost".to_owned(),
    }
}
