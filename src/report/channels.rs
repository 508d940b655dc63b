//! What came by channels that are no influencer, and what came month by month.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};

use super::ledger::Ledger;
use crate::metrics::attribution::Credit;
use crate::model::{Campaign, ChannelRow, CohortRow, Money, OutcomeKind, OutcomeSums, Window};

/// Most channels told.
const MOST: usize = 12;
/// What is said of marks that name no channel.
const UNKNOWN: &str = "unknown";

/// Channels of what is nobody's since a campaign began, most revenue first.
pub(super) fn rows(ledger: &Ledger<'_>, campaign: &Campaign) -> Vec<ChannelRow> {
    let mut rows: BTreeMap<&str, ChannelRow> = BTreeMap::new();
    for (_, credit, sums) in credits(ledger, ledger.since(campaign)) {
        if credit.rule.is_some() {
            continue;
        }
        let channel = if credit.channel.is_empty() {
            UNKNOWN
        } else {
            &credit.channel
        };
        let row = rows.entry(channel).or_insert_with(|| ChannelRow {
            channel: channel.to_owned(),
            visits: 0,
            leads: 0,
            orders: 0,
            revenue: nothing(ledger),
        });
        let count = match credit.kind {
            OutcomeKind::Click | OutcomeKind::Visit => &mut row.visits,
            OutcomeKind::Lead => &mut row.leads,
            OutcomeKind::Order => &mut row.orders,
            _ => continue,
        };
        *count = count.saturating_add(sums.count);
        earn(&mut row.revenue, credit, sums);
    }
    let mut rows: Vec<ChannelRow> = rows.into_values().collect();
    rows.retain(|row| row.visits + row.leads + row.orders > 0);
    rows.sort_by(|a, b| {
        let key = |row: &ChannelRow| (row.revenue.amount_minor, row.orders, row.leads, row.visits);
        key(b).cmp(&key(a)).then_with(|| a.channel.cmp(&b.channel))
    });
    rows.truncate(MOST);
    rows
}

/// What a campaign brought by the month in which it came. A month is matured once no purchase window reaches into it any more.
pub(super) fn cohorts(ledger: &Ledger<'_>, campaign: &Campaign) -> Vec<CohortRow> {
    let mut rows: BTreeMap<Date, (CohortRow, u64)> = BTreeMap::new();
    for (day, credit, sums) in credits(ledger, ledger.since(campaign)) {
        if credit.campaign.as_ref() != Some(&campaign.id) {
            continue;
        }
        let month = day.first_of_month();
        let (row, visits) = rows.entry(month).or_insert_with(|| {
            let row = CohortRow {
                month,
                came: 0,
                leads: 0,
                leads_bought: 0,
                orders: 0,
                revenue: nothing(ledger),
                matured: is_over(ledger, campaign, month),
            };
            (row, 0)
        });
        match credit.kind {
            OutcomeKind::Click => row.came = row.came.saturating_add(sums.count),
            OutcomeKind::Visit => *visits = visits.saturating_add(sums.count),
            OutcomeKind::Lead => {
                row.leads = row.leads.saturating_add(sums.count);
                if credit.bought == Some(true) {
                    row.leads_bought = row.leads_bought.saturating_add(sums.count);
                }
            }
            OutcomeKind::Order => row.orders = row.orders.saturating_add(sums.count),
            _ => {}
        }
        earn(&mut row.revenue, credit, sums);
    }
    let rows = rows.into_values().map(|(mut row, visits)| {
        if row.came == 0 {
            row.came = visits;
        }
        row
    });
    rows.collect()
}

fn credits<'l>(
    ledger: &'l Ledger<'_>,
    window: Window,
) -> impl Iterator<Item = (Date, &'l Credit, &'l OutcomeSums)> {
    let credits = ledger.attribution.credits(window);
    credits.map(|(day, (credit, sums))| (day, credit, sums))
}

fn nothing(ledger: &Ledger<'_>) -> Money {
    Money {
        amount_minor: 0,
        currency: ledger.inputs.currency,
    }
}

fn earn(revenue: &mut Money, credit: &Credit, sums: &OutcomeSums) {
    if credit.currency == Some(revenue.currency) && credit.kind == OutcomeKind::Order {
        let net = sums.gross_minor.saturating_sub(sums.refunded_minor);
        revenue.amount_minor = revenue.amount_minor.saturating_add(net);
    }
}

fn is_over(ledger: &Ledger<'_>, campaign: &Campaign, month: Date) -> bool {
    let days = i64::from(campaign.purchase_days);
    let end = month.last_of_month().checked_add(Span::new().days(days));
    end.is_ok_and(|end| end < ledger.today)
}
