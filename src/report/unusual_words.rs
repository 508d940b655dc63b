//! A day that stands out, in words: how many, against how many as a rule, how rare that is, and what probably explains it.

use std::borrow::Cow;

use jiff::civil::Date;

use super::words::grouped;
use crate::metrics::round_people;
use crate::model::{Counted, Figure, Influencer, OutcomeKind, Unusual, UnusualCause};
use crate::text::plain::clean;

/// Longest name of a person or place, in characters.
pub(super) const NAME: usize = 60;
/// Longest title beside a day, in characters.
const TITLE: usize = 80;
/// Days in a year, for odds.
const YEAR: f64 = 365.25;

/// One line about a day that stands out, for lists: `17 November: 25 mentions, 21× the usual 1.2 a day (95 % range 9–48);
/// probably “…” (news.example)`.
pub fn unusual_words(unusual: &Unusual, influencers: &[Influencer]) -> String {
    let (count, against) = (counted_words(unusual, influencers), against(unusual));
    let range = match &unusual.ratio {
        Figure::Estimate { low, high, .. } => format!(" (95 % range {}–{})", times(*low), times(*high)),
        _ => String::new(),
    };
    let so_far = if unusual.so_far { " so far" } else { "" };
    let mut words = format!("{}: {count}{so_far}, {against}{range}", day_words(unusual.day));
    if let Some(cause) = &unusual.cause {
        // What people did after reading is further from it than what they said.
        let how = match unusual.counted {
            Counted::Outcomes(_) => "; possibly ",
            _ => "; probably ",
        };
        words.push_str(how);
        words.push_str(&cause_words(cause));
    }
    for note in &unusual.notes {
        words.push_str("; ");
        words.push_str(clean(note, 200).trim_end_matches('.'));
    }
    words.push('.');
    words
}

fn cause_words(cause: &UnusualCause) -> String {
    let who = cause.author.as_ref().unwrap_or(&cause.place);
    format!("“{}” ({})", clean(&cause.title, TITLE), clean(who, NAME))
}

/// `25 mentions`, `1 negative mention`, `3 mentions by Kristal Sky`.
pub(super) fn counted_words(unusual: &Unusual, influencers: &[Influencer]) -> String {
    let s = if unusual.count == 1 { "" } else { "s" };
    let count = unusual.count;
    match &unusual.counted {
        Counted::Mentions => format!("{count} mention{s}"),
        Counted::Negative => format!("{count} negative mention{s}"),
        Counted::Outcomes(kind) => {
            let found = OutcomeKind::ALL.iter().find(|(known, ..)| known == kind);
            let what = found.map_or("", |(_, one, many)| if count == 1 { *one } else { *many });
            format!("{count} {}", what.replace('_', " "))
        }
        Counted::Influencer(id) => {
            let known = influencers.iter().find(|one| one.id == *id);
            let name = known.map_or(id.as_str(), |one| one.name.as_str());
            format!("{count} mention{s} by {}", clean(name, NAME))
        }
    }
}

/// `21× the usual 1.2 a day`, or that there were none.
pub(super) fn against(unusual: &Unusual) -> String {
    match &unusual.ratio {
        Figure::Estimate { value, .. } => {
            format!(
                "{}× the usual {} a day",
                times(*value),
                rate(unusual.usual_per_day)
            )
        }
        _ => format!("none in the {} days before", unusual.baseline_days),
    }
}

/// How much a day is against normal, whole sentences.
pub(super) fn against_normal(unusual: &Unusual) -> String {
    let usual = rate(unusual.usual_per_day);
    let range = match &unusual.ratio {
        Figure::Estimate { low, value, high, .. } => format!(
            "{}× that (95 % range {}–{})",
            times(*value),
            times(*low),
            times(*high)
        ),
        _ => "above that by any measure".to_owned(),
    };
    let more = if unusual.so_far {
        " The day is not over, so it may be more."
    } else {
        ""
    };
    format!(
        "Over the {} days before, {usual} a day were normal{}; this day ran at {range}. By chance such a day comes {}.{more}",
        unusual.baseline_days,
        left_out(unusual),
        odds(unusual.p_value)
    )
}

/// Spikes among the days before that do not count as normal.
pub(super) fn left_out(unusual: &Unusual) -> Cow<'static, str> {
    match unusual.left_out {
        0 => "".into(),
        1 => " (one earlier spike left out)".into(),
        spikes => format!(" ({spikes} earlier spikes left out)").into(),
    }
}

/// How often an ordinary day looks like this.
pub(super) fn odds(p: f64) -> String {
    let days = 1.0 / p.max(f64::MIN_POSITIVE);
    if days > 100.0 * YEAR {
        "less than once in 100 years".to_owned()
    } else if days > 2.0 * YEAR {
        format!("about once in {:.0} years", days / YEAR)
    } else {
        format!("about once in {} days", grouped(round_people(days)))
    }
}

/// Events a day.
pub(super) fn rate(per_day: f64) -> String {
    if per_day <= 0.0 {
        return "none".to_owned();
    }
    grouped(round_people(per_day))
}

fn times(ratio: f64) -> String {
    grouped(round_people(ratio))
}

pub(super) fn day_words(day: Date) -> String {
    day.strftime("%-d %B").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_in_words_has_its_number_its_range_and_its_odds() {
        let mut unusual = Unusual {
            day: date(2026, 11, 17),
            days: 1,
            counted: Counted::Mentions,
            count: 8,
            so_far: true,
            usual_per_day: 32.0 / 28.0,
            baseline_days: 28,
            left_out: 1,
            ratio: Figure::Estimate {
                low: 2.4,
                value: 7.0,
                high: 17.0,
                basis: String::new(),
            },
            p_value: 0.000_688,
            cause: None,
            notes: vec!["The day belongs to Black Friday.".to_owned()],
        };
        assert_eq!(
            unusual_words(&unusual, &[]),
            "17 November: 8 mentions so far, 7× the usual 1.1 a day (95 % range 2.4–17); The day belongs to Black Friday."
        );
        let said = against_normal(&unusual);
        for part in [
            "28 days before, 1.1 a day were normal (one earlier spike left out)",
            "7× that (95 % range 2.4–17)",
            "about once in 4 years",
            "not over",
        ] {
            assert!(said.contains(part), "`{part}` is missing in {said}");
        }
        unusual.ratio = Figure::unknown("none in the 28 days before");
        unusual.count = 1;
        assert_eq!(against(&unusual), "none in the 28 days before");
        assert_eq!(counted_words(&unusual, &[]), "1 mention");
        for (p, words) in [
            (0.002_5, "about once in 400 days"),
            (1e-9, "less than once in 100 years"),
            (0.0, "less than once in 100 years"),
        ] {
            assert_eq!(odds(p), words);
        }
    }
}
