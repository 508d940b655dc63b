//! What keeps a campaign's effect from being told: said before it begins, while something can be done about it.

use jiff::{Span, civil::Date};

use super::baseline::FrozenBaseline;
use super::ledger::Ledger;
use crate::model::{Campaign, Phase, Window};

/// Days of a baseline below which an effect can hardly be told.
const LEAST_DAYS: u32 = 14;

/// The warnings of a campaign, a sentence each.
pub(super) fn of(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    phase: Phase,
    baseline: Option<&FrozenBaseline>,
) -> Vec<String> {
    match phase {
        Phase::Before => before(ledger, campaign),
        Phase::Running | Phase::After => begun(campaign, baseline),
    }
}

fn before(ledger: &Ledger<'_>, campaign: &Campaign) -> Vec<String> {
    let (wanted, begins) = (campaign.baseline(), campaign.window.from);
    // Days still to come are heard if nothing goes wrong.
    let past = Window {
        from: wanted.from,
        to: wanted.to.min(ledger.today),
    };
    let missed = past.days().saturating_sub(ledger.known_days(past));
    let reachable = wanted.days().saturating_sub(missed);
    if missed == 0 || wanted.days() == 0 {
        return Vec::new();
    }
    let day = |day: Date| day.strftime("%-d %B").to_string();
    let later = Span::new().days(i64::from(missed));
    let enough = begins.checked_add(later).ok();
    let advice = match enough {
        Some(later) if reachable < LEAST_DAYS => format!(
            " An uplift will hardly be provable: let it begin on {} or later, or say less of it.",
            day(later)
        ),
        _ => String::new(),
    };
    vec![format!(
        "{} begins on {}, and of the {} days before it that say what is normal at most {reachable} will have been heard.{advice}",
        campaign.name,
        day(begins),
        wanted.days()
    )]
}

fn begun(campaign: &Campaign, baseline: Option<&FrozenBaseline>) -> Vec<String> {
    match baseline.map(FrozenBaseline::days) {
        None => vec![format!(
            "Nothing was heard before {} began, so no uplift can be claimed for it.",
            campaign.name
        )],
        Some(days) if days < LEAST_DAYS && days < campaign.baseline_days => vec![format!(
            "Only {days} of the {} days before {} were heard: what is normal is hardly known, and an uplift hardly provable.",
            campaign.baseline_days, campaign.name
        )],
        Some(_) => Vec::new(),
    }
}
