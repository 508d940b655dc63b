//! The campaign beside advertisements and other channels: what one outcome costs here and there.

use super::ledger::Ledger;
use crate::metrics::rate_ratio::rate_ratio;
use crate::model::{
    Brought, Campaign, Comparator, ComparedOutcome, ComparedRow, Money, OutcomeKind, OutcomeSums, Window,
};

/// Each channel that the campaign is compared with; `own` is what the campaign brought.
pub(super) fn rows(ledger: &Ledger<'_>, campaign: &Campaign, own: &Brought) -> Vec<ComparedRow> {
    let comparators = campaign.plan.compare.iter();
    let rows = comparators.map(|channel| Side::of(ledger, campaign, channel).row(own));
    rows.collect()
}

/// What is known of one channel over the campaign.
struct Side<'c> {
    channel: &'c Comparator,
    /// By kind; `None` where nobody tells it.
    counts: [(OutcomeKind, Option<u64>); 4],
    revenue: Option<Money>,
}

impl<'c> Side<'c> {
    fn of(ledger: &Ledger<'_>, campaign: &Campaign, channel: &'c Comparator) -> Self {
        let since = ledger.since(campaign);
        let window = Window {
            from: since.from,
            to: since.to.min(campaign.purchases().to).max(since.from),
        };
        let told = |kind: OutcomeKind| {
            let told = ledger.attribution.told(kind);
            !channel.channels.is_empty() && told.is_some_and(|told| told.days_of(window) > 0)
        };
        let imported = |kind: OutcomeKind| told(kind).then(|| total(ledger, channel, window, kind));
        let count = |kind: OutcomeKind| {
            let by_import = || counted(kind, |kind| imported(kind).map(|sums| sums.count));
            channel.told.get(&kind).copied().or_else(by_import)
        };
        let sold = || {
            let sums =
                imported(OutcomeKind::Order).filter(|_| !channel.told.contains_key(&OutcomeKind::Order))?;
            Some(Money {
                amount_minor: sums.gross_minor.saturating_sub(sums.refunded_minor),
                currency: ledger.inputs.currency,
            })
        };
        Self {
            channel,
            counts: Comparator::KINDS.map(|kind| (kind, count(kind))),
            revenue: channel.revenue.or_else(sold),
        }
    }

    fn row(&self, own: &Brought) -> ComparedRow {
        let cost = self.channel.cost;
        let outcomes = self.counts.iter();
        ComparedRow {
            name: self.channel.name.clone(),
            channels: self.channel.channels.clone(),
            cost,
            quality: self.channel.quality,
            revenue: self.revenue,
            roas: self
                .revenue
                .filter(|_| cost.amount_minor > 0)
                .map(|revenue| revenue.major() / cost.major()),
            outcomes: outcomes
                .filter_map(|(kind, count)| self.compare(*kind, (*count)?, own))
                .collect(),
        }
    }

    fn compare(&self, kind: OutcomeKind, count: u64, own: &Brought) -> Option<ComparedOutcome> {
        let ours = counted(kind, |kind| own.count(kind))?;
        let (cost, spent) = (
            self.channel.cost.major(),
            own.spent.as_ref().map(|spent| spent.cost.major()),
        );
        let per = |cost: f64, count: u64| (count > 0).then(|| cost / float(count));
        let test = spent.and_then(|spent| rate_ratio(float(count), cost, float(ours), spent, 1.0));
        let quality = self.channel.quality;
        let has_both = count > 0 && ours > 0;
        let times = test
            .filter(|_| has_both)
            .map(|test| [test.low, test.ratio, test.high].map(|end| end / quality));
        Some(ComparedOutcome {
            kind,
            count,
            by_hand: self.channel.told.contains_key(&kind),
            campaign_count: ours,
            cost_per: per(cost, count),
            campaign_cost_per: spent.and_then(|spent| per(spent, ours)),
            times,
            // By its quality one range may be moved off 1 or onto it.
            proven: test.is_some_and(|test| {
                !test.too_few
                    && times.map_or_else(|| test.is_real(), |[low, _, high]| low > 1.0 || high < 1.0)
            }),
            too_few: test.is_none_or(|test| test.too_few),
        })
    }
}

/// A count of a kind: who came is told as clicks by some and as visits by others.
fn counted(kind: OutcomeKind, of: impl Fn(OutcomeKind) -> Option<u64>) -> Option<u64> {
    match kind {
        OutcomeKind::Click => of(OutcomeKind::Click).max(of(OutcomeKind::Visit)),
        kind => of(kind),
    }
}

/// Unattributed outcomes of a kind that came by a channel.
fn total(ledger: &Ledger<'_>, channel: &Comparator, window: Window, kind: OutcomeKind) -> OutcomeSums {
    let mut total = OutcomeSums::default();
    for (_, (credit, sums)) in ledger.attribution.credits(window) {
        if credit.kind != kind
            || credit.rule.is_some()
            || !channel
                .channels
                .contains(&Comparator::channel_key(&credit.channel))
        {
            continue;
        }
        total.count = total.count.saturating_add(sums.count);
        if credit.currency == Some(ledger.inputs.currency) {
            total.gross_minor = total.gross_minor.saturating_add(sums.gross_minor);
            total.refunded_minor = total.refunded_minor.saturating_add(sums.refunded_minor);
        }
    }
    total
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
