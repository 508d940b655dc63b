//! Alerts about whole days: spikes and silence.

use jiff::{SignedDuration, Span};

use super::{Found, Lookout};
use crate::{
    app::reports::{self, Wanted},
    io::store::StoreError,
    metrics::spike::Level,
    model::{AlertKind, AlertState, CampaignId, Counted, Unusual, Window, day_of, start_of},
    report,
};

/// A day that was told is told again once it is so many times as loud.
const LOUDER: u32 = 2;
/// How long after midnight the day before counts as told of by everybody.
const LATE_NEWS: SignedDuration = SignedDuration::from_hours(6);
/// Days whose end may be a silence.
const SILENT_WINDOW_DAYS: i64 = 10;

impl Lookout<'_> {
    /// More than chance explains, today or yesterday.
    pub(super) fn spike(&self, state: AlertState) -> Result<Option<Found>, StoreError> {
        let zone = &self.plan.settings.timezone;
        let counted = match (self.alert.when, &self.alert.influencer) {
            (AlertKind::NegativeSpike, _) => Counted::Negative,
            (_, Some(influencer)) => Counted::Influencer(influencer.clone()),
            _ => Counted::Mentions,
        };
        let unusual = |window: Window, with_mentions: bool| {
            let wanted = self.wanted(window);
            reports::with_inputs(self.store, self.plan, &wanted, with_mentions, |inputs| {
                report::unusual_days(inputs, &counted, Level::Mail)
            })
        };
        let still = self.keeps_still(&state);
        let days = unusual(report::watched_window(day_of(self.now, zone)), false)?;
        let news = days.into_iter().filter(|day| is_news(&state, day, still));
        let Some(day) = news.min_by(|a, b| a.p_value.total_cmp(&b.p_value)) else {
            return Ok(None);
        };
        // Only now are mentions loaded, to say what is behind it.
        let window = Window {
            from: day.day,
            to: day.day.tomorrow().unwrap_or(day.day),
        };
        let explained = unusual(window, true)?.pop().unwrap_or(day);
        Ok(Some(self.found(state, explained)))
    }

    /// Less than chance explains.
    pub(super) fn silence(&self, state: AlertState) -> Result<Option<Found>, StoreError> {
        let zone = &self.plan.settings.timezone;
        let today = day_of(self.now, zone);
        if self.keeps_still(&state) || self.now.duration_since(start_of(today, zone)) < LATE_NEWS {
            return Ok(None);
        }
        let window = Window {
            from: today
                .checked_sub(Span::new().days(SILENT_WINDOW_DAYS))
                .unwrap_or(today),
            to: today,
        };
        let wanted = self.wanted(window);
        let silence = reports::with_inputs(self.store, self.plan, &wanted, false, |inputs| {
            report::silence(inputs, Level::Mail)
        })?;
        let news = silence.filter(|silence| !state.days.iter().any(|(day, _)| *day == silence.day));
        Ok(news.map(|silence| self.found(state, silence)))
    }

    fn found(&self, mut state: AlertState, unusual: Unusual) -> Found {
        state.last_told = Some(self.now);
        state.days.push((unusual.day, unusual.count));
        let spare = state.days.len().saturating_sub(AlertState::DAYS);
        state.days.drain(..spare);
        let about = self.about();
        let told = match self.alert.when {
            AlertKind::Silence => report::quiet(&about, unusual),
            _ => report::spike(&about, unusual),
        };
        Found { alert: told, state }
    }

    /// What is computed from: campaigns are loaded only as far as they may explain one of these days.
    fn wanted(&self, window: Window) -> Wanted {
        let near = Window {
            from: window.from.yesterday().unwrap_or(window.from),
            to: window.to,
        };
        let campaigns = self.plan.settings.campaigns.iter().filter(|campaign| {
            near.contains(campaign.window.from) || campaign.events.iter().any(|event| near.contains(event.on))
        });
        let campaigns: Vec<CampaignId> = campaigns.map(|campaign| campaign.id.clone()).collect();
        Wanted {
            brand: self.alert.brand.clone(),
            campaigns: Some(campaigns),
            window,
            as_of: self.now,
        }
    }
}

/// Whether a day is to be told: it was not yet, or it is twice as loud now. While the alert keeps still another day must be
/// twice as loud as the last one told.
fn is_news(state: &AlertState, unusual: &Unusual, still: bool) -> bool {
    let louder = |told: u32| unusual.count >= told.saturating_mul(LOUDER);
    match state.days.iter().rev().find(|(day, _)| *day == unusual.day) {
        Some((_, told)) => louder(*told),
        None => !still || state.days.last().is_none_or(|(_, told)| louder(*told)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::model::Figure;

    fn unusual(day: Date, count: u32) -> Unusual {
        Unusual {
            day,
            days: 1,
            counted: Counted::Mentions,
            count,
            so_far: true,
            usual_per_day: 1.0,
            baseline_days: 28,
            left_out: 0,
            ratio: Figure::exact(f64::from(count)),
            p_value: 1e-6,
            cause: None,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_storm_is_told_once_and_again_only_when_it_doubles() {
        let (monday, tuesday) = (date(2026, 11, 16), date(2026, 11, 17));
        for (told, day, count, still, news) in [
            (&[][..], monday, 8, false, true),
            (&[(monday, 8)], monday, 8, true, false),
            (&[(monday, 8)], monday, 15, true, false),
            (&[(monday, 8)], monday, 16, true, true),
            // The same day again once the pause is over: not twice for one day.
            (&[(monday, 8)], monday, 9, false, false),
            (&[(monday, 8)], tuesday, 12, true, false),
            (&[(monday, 8)], tuesday, 16, true, true),
            (&[(monday, 8)], tuesday, 9, false, true),
            (&[(monday, 8), (monday, 16)], monday, 31, true, false),
        ] {
            let state = AlertState {
                days: told.to_vec(),
                ..AlertState::default()
            };
            assert_eq!(
                is_news(&state, &unusual(day, count), still),
                news,
                "{told:?} {day} {count} {still}"
            );
        }
    }
}
