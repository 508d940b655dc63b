//! Which days are known: since when each brand was heard, and when no source was. A silence of ours is never taken for
//! a silence of the people.
//!
//! A day is known of a brand from the first day it was listened for, moved back over the days of which the sources still
//! listed something about it then. A stretch without a single good poll is an outage: what the sources still listed when
//! they were heard again makes it known from the first day they told anything of, the days before stay unknown. Polls are
//! remembered for [`PollDay::KEPT`] days; older days count as heard.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, civil::Date};

use super::Inputs;
use super::inputs::next_day;
use crate::model::{BrandId, PollDay, SourceState, Subject, Window, day_of};

/// Longest silence inside what the sources still listed: older strays do not count as listening.
const LONGEST_SILENCE_DAYS: i64 = 14;

/// The days that are known, for each brand.
#[derive(Debug)]
pub(super) struct Hearing {
    /// First day polled.
    pub(super) polled_since: Option<Date>,
    /// First day that is known of any brand.
    since: Option<Date>,
    /// First known day of brands that were added later.
    added: BTreeMap<BrandId, Date>,
    /// Days on which no source was heard.
    deaf: BTreeSet<Date>,
    /// The day of `as_of`.
    today: Date,
}

impl Hearing {
    pub(super) fn new(inputs: &Inputs<'_>) -> Self {
        let today = day_of(inputs.as_of, inputs.timezone);
        let told: BTreeSet<Date> = inputs.rollups.keys().map(|(_, day)| *day).collect();
        let told = |from: Date, before: Date| told.range(from..before.max(from)).rev().copied();
        let polls = states(inputs).flat_map(|state| &state.days).map(|day| day.day);
        let polled_since = polls.chain(inputs.heard_since).min();
        let begun = polled_since.or_else(|| told(Date::MIN, next_day(today)).next());
        let since = begun.map(|begun| walked_back(begun, told(Date::MIN, begun.min(next_day(today)))));
        let later = inputs.brands_since.iter().filter_map(|(brand, day)| {
            let first = inputs.heard_since.or(polled_since)?;
            (*day > first).then(|| {
                let subject = Subject::Brand(brand.clone());
                let own = (subject.clone(), Date::MIN)..(subject, *day);
                let own = inputs.rollups.range(own).rev().map(|((_, day), _)| *day);
                (brand.clone(), walked_back(*day, own).max(since.unwrap_or(*day)))
            })
        });
        Self {
            polled_since,
            since,
            added: later.collect(),
            deaf: outages(inputs, polled_since, today)
                .into_iter()
                .flat_map(|outage| unknown_of(outage, today, &told))
                .collect(),
            today,
        }
    }

    /// First day that is known of a brand.
    pub(super) fn since(&self, brand: &BrandId) -> Option<Date> {
        self.added.get(brand).copied().or(self.since)
    }

    /// Whether what was said of a brand on a day is known.
    pub(super) fn knows(&self, brand: &BrandId, day: Date) -> bool {
        self.since(brand).is_some_and(|since| since <= day) && day <= self.today && !self.deaf.contains(&day)
    }

    /// How many days of a window are known of a brand.
    pub(super) fn known_days(&self, brand: &BrandId, window: Window) -> u32 {
        let known = window.iter().filter(|day| self.knows(brand, *day)).count();
        u32::try_from(known).unwrap_or(u32::MAX)
    }

    /// Days of a window on which no source was heard.
    pub(super) fn deaf_days(&self, window: Window) -> Vec<Date> {
        window.iter().filter(|day| self.deaf.contains(day)).collect()
    }

    /// Why nothing is known of a brand in a window, if so.
    pub(super) fn why_unknown(&self, brand: &BrandId, window: Window) -> Option<String> {
        let Some(since) = self.since(brand) else {
            return Some("nothing has been heard yet".to_owned());
        };
        if window.to <= since {
            return Some(format!("nothing was heard before {since}"));
        }
        if window.from > self.today {
            return Some(format!("begins on {}", window.from));
        }
        if self.known_days(brand, window) > 0 {
            return None;
        }
        let (first, last) = (
            window.from.max(since),
            window.to.yesterday().unwrap_or(window.from).min(self.today),
        );
        Some(if first < last {
            format!("no source was heard from {first} to {last}")
        } else {
            format!("no source was heard on {first}")
        })
    }
}

fn states<'a>(inputs: &Inputs<'a>) -> impl Iterator<Item = &'a SourceState> {
    let configured = inputs.sources.iter().map(|(_, state)| state);
    configured.chain(inputs.former_sources)
}

/// A day, moved back over days of which something was told (latest first), as long as that leaves no long silence.
fn walked_back(from: Date, told: impl Iterator<Item = Date>) -> Date {
    let mut since = from;
    for day in told {
        let reach = since.checked_sub(Span::new().days(LONGEST_SILENCE_DAYS));
        if day < reach.unwrap_or(Date::MIN) {
            break;
        }
        since = since.min(day);
    }
    since
}

/// Stretches without a single good poll: first and last day.
fn outages(inputs: &Inputs<'_>, polled_since: Option<Date>, today: Date) -> Vec<(Date, Date)> {
    let mut good: BTreeMap<Date, u32> = BTreeMap::new();
    for state in states(inputs) {
        // Days of polls are UTC days; at the edges of a day that makes hours of difference, not more.
        for day in &state.days {
            let sum = good.entry(day.day).or_default();
            *sum = sum.saturating_add(day.good);
        }
        if let Some(at) = state.last_success.filter(|at| *at <= inputs.as_of) {
            *good.entry(day_of(at, inputs.timezone)).or_default() += 1;
        }
    }
    let cut_off = states(inputs).filter(|state| state.days.len() >= PollDay::KEPT);
    let cut_off = cut_off.filter_map(|state| state.days.first()).map(|day| day.day);
    let Some(begun) = cut_off.max().max(polled_since) else {
        return Vec::new();
    };
    let heard = |day: &Date| good.get(day).is_some_and(|good| *good > 0);
    let mut outages = Vec::new();
    let mut run: Option<(Date, Date)> = None;
    let span = Window {
        from: begun,
        to: next_day(today),
    };
    for day in span.iter().chain([Date::MAX]) {
        if day != Date::MAX && !heard(&day) {
            run = Some((run.map_or(day, |(first, _)| first), day));
        } else if let Some((first, last)) = run.take() {
            let in_vain = good.range(first..=last).next().is_some();
            let days = (last - first).get_days().saturating_add(1);
            // A day that has just begun is not yet one on which nobody was heard.
            let just_begun = first == today && today.yesterday().is_ok_and(|day| heard(&day));
            if in_vain || (days > inputs.rest_days && !just_begun) {
                outages.push((first, last));
            }
        }
    }
    outages
}

/// The days of an outage that are not known: those before the first day that the sources still told of afterwards; in
/// one that lasts, all of which nothing is told.
fn unknown_of<I>((first, last): (Date, Date), today: Date, told: &impl Fn(Date, Date) -> I) -> Vec<Date>
where
    I: Iterator<Item = Date>,
{
    let after = next_day(last);
    if last < today {
        let known_from = walked_back(after, told(first, after));
        return Window {
            from: first,
            to: known_from,
        }
        .iter()
        .collect();
    }
    let told: BTreeSet<Date> = told(first, after).collect();
    let lasting = Window {
        from: first,
        to: after,
    };
    lasting.iter().filter(|day| !told.contains(day)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::scene::Scene;

    fn november(day: i8) -> Date {
        date(2026, 11, day)
    }

    /// Days of week 47 that are known of a brand, as of the Monday after it.
    fn known(scene: &Scene, brand: &str) -> Vec<i8> {
        let hearing = Hearing::new(&scene.inputs());
        let days = scene.window.iter();
        let known = days.filter(|day| hearing.knows(&BrandId::new(brand), *day));
        known.map(Date::day).collect()
    }

    #[test]
    fn days_without_a_good_poll_are_not_known() {
        const GOOD: Option<u32> = Some(4);
        const IN_VAIN: Option<u32> = Some(0);
        for (what, polls, mentions_on, days) in [
            (
                "heard throughout",
                &[GOOD; 8][..],
                &[][..],
                &[16, 17, 18, 19, 20, 21, 22][..],
            ),
            (
                "one good poll a day is enough",
                &[Some(1); 8],
                &[],
                &[16, 17, 18, 19, 20, 21, 22],
            ),
            ("off from Thursday on", &[GOOD, GOOD, GOOD], &[], &[16, 17, 18]),
            (
                "all polls fail from Thursday on",
                &[GOOD, GOOD, GOOD, IN_VAIN, IN_VAIN, IN_VAIN, IN_VAIN, IN_VAIN],
                &[],
                &[16, 17, 18],
            ),
            (
                "off for two days, nothing told of them afterwards",
                &[GOOD, None, None, GOOD, GOOD, GOOD, GOOD, GOOD],
                &[16, 20],
                &[16, 19, 20, 21, 22],
            ),
            (
                "off for two days, the second told of afterwards",
                &[GOOD, None, None, GOOD, GOOD, GOOD, GOOD, GOOD],
                &[16, 18, 20],
                &[16, 18, 19, 20, 21, 22],
            ),
            (
                "off for four days, the second told of afterwards",
                &[GOOD, None, None, None, IN_VAIN, GOOD, GOOD, GOOD],
                &[18],
                &[16, 18, 19, 20, 21, 22],
            ),
            ("never a good poll", &[IN_VAIN; 8], &[], &[]),
        ] {
            let mut scene = Scene::new();
            scene.listen(november(16), polls);
            for day in mentions_on {
                scene.run(november(*day), &[1], false);
            }
            assert_eq!(known(&scene, "acme"), days, "{what}");
        }
    }

    #[test]
    fn one_source_that_listens_is_enough_even_if_it_is_gone() {
        let mut scene = Scene::new();
        scene.listen(november(16), &[Some(0); 8]);
        assert!(known(&scene, "acme").is_empty());
        scene.listen(november(16), &[Some(4), Some(4), Some(4)]);
        let (_, gone) = scene.sources.pop().unwrap();
        scene.former_sources.push(gone);
        assert_eq!(known(&scene, "acme"), [16, 17, 18]);
    }

    #[test]
    fn what_is_remembered_no_more_counts_as_heard() {
        let mut scene = Scene::new();
        scene.heard_since = Some(date(2026, 1, 1));
        scene.listen(november(18), &[Some(4); 5]);
        assert_eq!(known(&scene, "acme"), [18, 19, 20, 21, 22]);
        // A full memory says nothing of the days before it.
        scene.sources.clear();
        let from = november(18).checked_sub(Span::new().days(30)).unwrap();
        scene.listen(from, &[Some(4); PollDay::KEPT]);
        let hearing = Hearing::new(&scene.inputs());
        assert!(hearing.knows(&scene.brand, date(2026, 3, 1)));
        assert_eq!(known(&scene, "acme"), [16, 17, 18, 19, 20, 21, 22]);
    }

    #[test]
    fn a_day_that_has_just_begun_is_no_outage() {
        let mut scene = Scene::new();
        scene.listen(november(16), &[Some(4); 7]);
        let today = november(23);
        assert!(Hearing::new(&scene.inputs()).knows(&scene.brand, today));
        scene.sources[0].1.days.pop();
        assert!(!Hearing::new(&scene.inputs()).knows(&scene.brand, today));
        scene.sources[0].1.last_success = Some(scene.as_of);
        assert!(Hearing::new(&scene.inputs()).knows(&scene.brand, today));
    }

    #[test]
    fn a_pause_between_rare_polls_is_no_outage() {
        let mut scene = Scene::new();
        let every_second = [Some(1), None, Some(1), None, Some(1), None, Some(1), None];
        scene.listen(november(16), &every_second);
        let mut inputs = scene.inputs();
        assert!(!Hearing::new(&inputs).knows(inputs.brand, november(17)));
        inputs.rest_days = 2;
        assert_eq!(Hearing::new(&inputs).known_days(inputs.brand, inputs.window), 7);
    }

    #[test]
    fn a_brand_added_later_is_known_from_what_the_sources_still_listed_of_it() {
        let mut scene = Scene::new();
        scene.heard_since = Some(november(2));
        scene.listen(november(2), &[Some(4); 22]);
        scene.brands_since = BTreeMap::from([
            (BrandId::new("acme"), november(2)),
            (BrandId::new("coyote"), november(20)),
        ]);
        assert_eq!(known(&scene, "acme"), [16, 17, 18, 19, 20, 21, 22]);
        assert_eq!(known(&scene, "coyote"), [20, 21, 22]);
        scene.say(november(18), |mention| {
            mention.brands = vec![BrandId::new("coyote")];
        });
        assert_eq!(known(&scene, "coyote"), [18, 19, 20, 21, 22]);
        let hearing = Hearing::new(&scene.inputs());
        let before = Window {
            from: november(9),
            to: november(16),
        };
        assert_eq!(hearing.why_unknown(&BrandId::new("acme"), before), None);
        assert_eq!(
            hearing.why_unknown(&BrandId::new("coyote"), before).as_deref(),
            Some("nothing was heard before 2026-11-18")
        );
    }
}
