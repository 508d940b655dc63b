//! Rows that belong together: the line items of an order, and the rows of a day's count that differ in what is not kept.

use std::collections::{HashMap, VecDeque};

use super::Sink;
use crate::model::CampaignOutcome;

/// Most outcomes that wait for further rows; beyond, the oldest goes on its way. Rows of an order stand together, and the
/// counts of one file are fewer.
pub const MOST_OPEN: usize = 200_000;

/// Gathers rows and hands on outcomes.
#[derive(Debug, Default)]
pub(super) struct Collector {
    open: HashMap<String, CampaignOutcome>,
    order: VecDeque<String>,
}

impl Collector {
    /// Takes an outcome as one row tells it.
    pub(super) fn take(&mut self, outcome: CampaignOutcome, sink: Sink<'_>) {
        if let Some(known) = self.open.get_mut(&outcome.external_id) {
            let is_another = known.is_single_refund() && known.at != outcome.at;
            if known.day.is_some() || is_another {
                add(known, &outcome);
            } else {
                complete(known, outcome);
            }
            return;
        }
        if self.order.len() >= MOST_OPEN
            && let Some(oldest) = self.order.pop_front()
            && let Some(done) = self.open.remove(&oldest)
        {
            sink(done);
        }
        self.order.push_back(outcome.external_id.clone());
        self.open.insert(outcome.external_id.clone(), outcome);
    }

    /// Hands on what waits, in the order of the file.
    pub(super) fn finish(mut self, sink: Sink<'_>) {
        for id in self.order {
            if let Some(outcome) = self.open.remove(&id) {
                sink(outcome);
            }
        }
    }
}

/// Adds a further row of a day's count, or what else of an order was paid back later.
fn add(known: &mut CampaignOutcome, more: &CampaignOutcome) {
    known.count = match (known.count, more.count) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (a, b) => a.or(b),
    };
    for (sum, more) in [
        (&mut known.money, more.money),
        (&mut known.refunded, more.refunded),
    ] {
        match (sum.as_mut(), more) {
            (Some(sum), Some(more)) if sum.currency == more.currency => {
                sum.amount_minor = sum.amount_minor.saturating_add(more.amount_minor);
            }
            (None, more) => *sum = more,
            _ => {}
        }
    }
}

/// Fills in what a further row of the same event tells: the first one that tells something is believed, lists grow.
fn complete(known: &mut CampaignOutcome, more: CampaignOutcome) {
    known.money = known.money.or(more.money);
    known.refunded = known.refunded.or(more.refunded);
    known.customer = known.customer.or(more.customer);
    known.new_customer = known.new_customer.or(more.new_customer);
    known.subscription = known.subscription.or(more.subscription);
    known.updated = known.updated.max(more.updated);
    known.test |= more.test;
    known.cancelled |= more.cancelled;
    for (list, more) in [
        (&mut known.marks.codes, more.marks.codes),
        (&mut known.marks.skus, more.marks.skus),
    ] {
        list.extend(more);
        list.sort();
        list.dedup();
    }
    for (text, more) in [
        (&mut known.marks.reference, more.marks.reference),
        (&mut known.marks.referrer, more.marks.referrer),
        (&mut known.marks.landing, more.marks.landing),
        (&mut known.marks.link, more.marks.link),
        (&mut known.marks.utm.source, more.marks.utm.source),
        (&mut known.marks.utm.medium, more.marks.utm.medium),
        (&mut known.marks.utm.campaign, more.marks.utm.campaign),
        (&mut known.marks.utm.term, more.marks.utm.term),
        (&mut known.marks.utm.content, more.marks.utm.content),
    ] {
        if text.is_none() {
            *text = more;
        }
    }
}
