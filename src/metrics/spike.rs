//! Is this day out of the ordinary? The test of two rates with one day on one side and the four weeks before it on the
//! other.
//!
//! The days before are those from 30 to 2 days back, so that a storm that is building up does not count as normal; days
//! among them that were spikes themselves are left out, and φ is theirs. Alarms by mail ask for a probability below
//! [`Level::Mail`], the status page for one below [`Level::Page`], both for at least [`LEAST_EVENTS`]. On days drawn from
//! negative-binomial distributions that is about one or two false alarms a year, where the rules of thumb of public
//! health (EARS C1, eears) give ten to sixty.

use super::rate_ratio::{RateTest, overdispersion, rate_ratio, tails};

/// Days that say what is normal.
pub const BASELINE_DAYS: u32 = 28;
/// Days left out between them and the day in question.
pub const GAP_DAYS: u32 = 2;
/// Days that must be known of those 28; with fewer nothing is said.
pub const LEAST_DAYS: usize = 14;
/// No spike has fewer.
pub const LEAST_EVENTS: f64 = 3.0;
/// At most one day in so many is left out as a spike: what happens more often is how things are now.
const MOST_LEFT_OUT: usize = 4;
/// Lengths of a silence, in days, that are looked for.
const SILENCES: [usize; 3] = [1, 3, 7];
/// A silence has at most this share of what is normal: a lull is none.
const SILENT_SHARE: f64 = 0.2;

/// How sure one must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// To disturb somebody: once in a thousand ordinary days.
    Mail,
    /// To say it on a page that somebody looks at anyway: three standard deviations of a normal distribution.
    Page,
}

impl Level {
    /// The one-sided probability below which a day is out of the ordinary.
    pub fn alpha(self) -> f64 {
        match self {
            Self::Mail => 0.001,
            Self::Page => 0.0027,
        }
    }
}

/// What is normal: the days before, less those that were spikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// Events on the days that count.
    pub events: f64,
    /// Those days.
    pub days: f64,
    /// How much they scatter: variance / mean, at least 1.
    pub phi: f64,
    /// Days left out as spikes.
    pub left_out: usize,
}

impl Normal {
    /// From the known days before the gap; `None` if they are fewer than [`LEAST_DAYS`].
    pub fn of(days: &[f64]) -> Option<Self> {
        if days.len() < LEAST_DAYS {
            return None;
        }
        let mut rest = days.to_vec();
        let most = days.len() / MOST_LEFT_OUT;
        while days.len() - rest.len() < most {
            let Some(at) = largest(&rest) else { break };
            let day = rest.swap_remove(at);
            if !is_spike(&Self::plain(&rest), day, Level::Mail) {
                rest.push(day);
                break;
            }
        }
        Some(Self {
            left_out: days.len() - rest.len(),
            ..Self::plain(&rest)
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
    fn plain(days: &[f64]) -> Self {
        Self {
            events: days.iter().sum(),
            days: days.len() as f64,
            phi: overdispersion(&[days]),
            left_out: 0,
        }
    }

    /// Events on a normal day.
    pub fn per_day(&self) -> f64 {
        self.events / self.days
    }
}

fn largest(days: &[f64]) -> Option<usize> {
    let largest = days.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    largest.map(|(at, _)| at)
}

/// Whether so many events on one day are out of the ordinary.
pub fn is_spike(normal: &Normal, events: f64, level: Level) -> bool {
    // Most days are ordinary: they need no distribution function.
    events >= LEAST_EVENTS
        && events > normal.per_day()
        && tails(normal.events, normal.days, events, 1.0, normal.phi)
            .is_some_and(|(up, _)| up < level.alpha())
}

/// The test of one day, if that many events on it are out of the ordinary.
pub fn spike(normal: &Normal, events: f64, level: Level) -> Option<RateTest> {
    is_spike(normal, events, level)
        .then(|| rate_ratio(normal.events, normal.days, events, 1.0, normal.phi))
        .flatten()
}

/// Days that are quieter than chance explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    /// How many days, up to the last one given.
    pub days: usize,
    /// Events on them.
    pub events: f64,
    /// What was normal before.
    pub normal: Normal,
    /// The test of them against that.
    pub test: RateTest,
}

/// Whether the last days of a series (oldest first; `None` for a day of which nothing is known) are silent. Spells of one,
/// three and seven days are tried, each at a third of the level, and the least likely one is told.
pub fn silence(series: &[Option<f64>], level: Level) -> Option<Silence> {
    let alpha = level.alpha() / 3.0;
    let spells = SILENCES.iter().filter_map(|days| spell(series, *days, alpha));
    spells.min_by(|a, b| a.test.p_down.total_cmp(&b.test.p_down))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn spell(series: &[Option<f64>], days: usize, alpha: f64) -> Option<Silence> {
    let (before, quiet) = series.split_at_checked(series.len().checked_sub(days)?)?;
    let events = quiet.iter().copied().collect::<Option<Vec<f64>>>()?.iter().sum();
    let normal = Normal::of(&known_before(before))?;
    let length = days as f64;
    if events > normal.per_day() * length * SILENT_SHARE {
        return None;
    }
    let test = rate_ratio(normal.events, normal.days, events, length, normal.phi)?;
    (test.p_down < alpha).then_some(Silence {
        days,
        events,
        normal,
        test,
    })
}

/// The known days among the 28 that end two days before the end of a series.
pub fn known_before(series: &[Option<f64>]) -> Vec<f64> {
    let gap = GAP_DAYS as usize;
    let until = series.len().saturating_sub(gap);
    let from = until.saturating_sub(BASELINE_DAYS as usize);
    let days = series.get(from..until).unwrap_or_default();
    days.iter().flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    const D1: [f64; 28] = [
        0., 2., 1., 0., 1., 3., 0., 1., 0., 2., 5., 1., 0., 0., 2., 1., 0., 1., 0., 4., 1., 0., 1., 2., 0.,
        1., 1., 2.,
    ];

    #[test]
    fn golden_days_of_four_weeks() {
        let normal = Normal::of(&D1).unwrap();
        assert!((normal.phi - 1.407_407).abs() < 5e-7, "{normal:?}");
        assert_eq!(normal.left_out, 0);
        assert!(spike(&normal, 7.0, Level::Mail).is_none());
        // Enough for a page that is looked at anyway.
        let page = spike(&normal, 7.0, Level::Page).unwrap();
        assert!((page.p_up - 0.002_473_24).abs() < 5e-9);
        let alarm = spike(&normal, 8.0, Level::Mail).unwrap();
        assert!((alarm.p_up - 0.000_688_24).abs() < 5e-9);
        assert!((alarm.ratio - 7.0).abs() < 1e-9);
    }

    #[test]
    fn golden_day_after_nothing() {
        let normal = Normal::of(&[0.0; 28]).unwrap();
        assert!(spike(&normal, 2.0, Level::Page).is_none(), "two are no spike");
        let alarm = spike(&normal, 3.0, Level::Mail).unwrap();
        assert!((alarm.p_up - 0.000_041_0).abs() < 5e-8);
        assert!(alarm.ratio.is_infinite());
    }

    #[test]
    fn a_spike_of_before_does_not_hide_the_next_one() {
        let mut days = D1;
        days[20] = 40.0;
        let normal = Normal::of(&days).unwrap();
        assert_eq!(normal.left_out, 1);
        assert!(is_spike(&normal, 9.0, Level::Mail), "{normal:?}");
        // A new normal is no run of spikes: half of the days at ten times the rate stay in.
        for day in &mut days[14..] {
            *day = 15.0;
        }
        let normal = Normal::of(&days).unwrap();
        assert!(normal.per_day() > 5.0, "{normal:?}");
    }

    #[test]
    fn too_little_known_says_nothing() {
        assert_eq!(Normal::of(&D1[..13]), None);
        assert_eq!(silence(&[Some(0.0); 16], Level::Mail), None);
    }

    #[test]
    fn silence_is_told_as_soon_as_chance_does_not_explain_it() {
        let days = |normal: f64, quiet: &[Option<f64>]| -> Vec<Option<f64>> {
            let before = (0..30).map(|n| Some(normal + f64::from(n % 3) - 1.0));
            before.chain(quiet.iter().copied()).collect()
        };
        for (normal, quiet, told) in [
            (20.0, &[Some(0.0)][..], Some(1)),
            (20.0, &[Some(3.0)], Some(1)),
            // Eight of twenty is a lull.
            (20.0, &[Some(8.0)], None),
            (5.0, &[Some(0.0)], None),
            (5.0, &[Some(0.0), Some(0.0), Some(0.0)], Some(3)),
            // A day on which no source was heard is no silence of the people.
            (5.0, &[Some(0.0), None, Some(0.0)], None),
            (1.0, &[Some(0.0); 3], None),
            (2.0, &[Some(0.0); 7], Some(7)),
        ] {
            let found = silence(&days(normal, quiet), Level::Mail).map(|silence| silence.days);
            assert_eq!(found, told, "{normal} {quiet:?}");
        }
    }

    proptest! {
        #[test]
        fn more_events_are_never_less_of_a_spike(days in proptest::collection::vec(0u32..30, 14..28), x in 0u32..90) {
            let days: Vec<f64> = days.into_iter().map(f64::from).collect();
            let normal = Normal::of(&days).unwrap();
            let at = |x: u32| is_spike(&normal, f64::from(x), Level::Mail);
            prop_assert!(!at(x) || at(x + 1));
            prop_assert!(!at(x) || is_spike(&normal, f64::from(x), Level::Page));
            prop_assert!(normal.left_out * 4 <= days.len());
        }

        #[test]
        fn what_is_normal_does_not_depend_on_order(mut days in proptest::collection::vec(0u32..30, 14..28)) {
            let of = |days: &[u32]| Normal::of(&days.iter().map(|day| f64::from(*day)).collect::<Vec<_>>()).unwrap();
            let before = of(&days);
            days.sort_unstable();
            let after = of(&days);
            prop_assert!((before.events - after.events).abs() < 1e-9 && before.left_out == after.left_out);
            prop_assert!((before.phi - after.phi).abs() < 1e-9);
        }
    }
}
