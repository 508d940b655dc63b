//! How many different people one story reached, told by several.
//!
//! Readers of two sites, or followers of two accounts, are taken for different people, as everywhere ([`super::reach`]): how
//! far they overlap is not known, and the basis names the least it can be. Who repeats a story reaches the same people
//! again: an audience counts once, with its largest telling. That some see only the repetition is what the upper end of the
//! range allows for: there the tellings of one audience overlap as any posts of one author do.

use std::collections::BTreeMap;

use super::{
    range, reach, rollup,
    totals::{Part, combine, wide},
};
use crate::model::{Figure, Mention, Provenance, Range};

/// Different people reached by the mentions of one story.
pub fn of_story<'a>(mentions: impl IntoIterator<Item = &'a Mention>) -> Figure {
    let (mut audiences, mut told, mut unknown) = (BTreeMap::new(), 0_u32, 0_u32);
    for mention in mentions {
        told += 1;
        let exposure = &mention.exposure;
        let Some(range) = exposure.reach else {
            unknown += 1;
            continue;
        };
        let audience: &mut Audience = audiences.entry(rollup::audience_key(mention)).or_default();
        audience.add(range, mention);
    }
    let parts: Vec<Part> = audiences.into_values().map(Audience::part).collect();
    let largest = parts.iter().map(|part| part.range.value).fold(0.0, f64::max);
    let notes = if parts.len() > 1 {
        vec![format!(
            "each audience once; at least {:.0} if they all share one",
            range::round_people(largest)
        )]
    } else {
        Vec::new()
    };
    combine(parts, told, unknown, &notes)
}

/// The tellings of one site or account.
#[derive(Default)]
struct Audience {
    tellings: f64,
    highs: f64,
    people: Option<u64>,
    largest: Range,
    provenance: Provenance,
    basis: String,
}

impl Audience {
    fn add(&mut self, range: Range, mention: &Mention) {
        self.tellings += 1.0;
        self.highs += range.high;
        self.people = self.people.max(mention.exposure.audience);
        if range.value >= self.largest.value {
            self.largest = range;
            self.provenance = mention.exposure.provenance;
            self.basis.clone_from(&mention.exposure.basis);
        }
    }

    fn part(self) -> Part {
        let mean = self.highs / self.tellings.max(1.0);
        let overlapping = reach::of_one_author(mean, self.tellings, self.people.map(wide));
        Part {
            provenance: self.provenance,
            basis: self.basis.into(),
            range: Range {
                high: self.largest.high.max(overlapping),
                ..self.largest
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of_story;
    use crate::metrics::sample::mention;
    use crate::model::{Figure, Mention, Platform, Range};

    fn told(id: u128, site: &str, reach: Option<f64>) -> Mention {
        let mut mention = mention(id, "2026-11-17T12:00:00Z");
        mention.platform = Platform::Web;
        mention.site = Some(site.to_owned());
        mention.exposure.basis = "visits".to_owned();
        mention.exposure.audience = Some(100_000);
        mention.exposure.reach = reach.map(|value| Range {
            low: value / 2.0,
            value,
            high: value * 2.0,
        });
        mention
    }

    fn ends(figure: &Figure) -> (f64, f64, f64) {
        match figure {
            Figure::Estimate { low, value, high, .. } => (low.round(), value.round(), high.round()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn copies_elsewhere_add_their_audience_and_repetitions_do_not() {
        let (a, b) = (
            told(1, "a.example", Some(1_000.0)),
            told(2, "b.example", Some(3_000.0)),
        );
        assert_eq!(ends(&of_story([&a, &b])), (2_000.0, 4_000.0, 8_000.0));
        let again = told(3, "b.example", Some(2_000.0));
        let (low, value, high) = ends(&of_story([&a, &b, &again]));
        assert_eq!((low, value), (2_000.0, 4_000.0));
        assert!(high > 8_000.0 && high < 12_000.0, "{high}");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let (a, b) = (told(1, "a.example", Some(1_000.0)), told(2, "b.example", None));
        let Figure::Estimate { basis, .. } = of_story([&a, &b]) else {
            panic!("an estimate");
        };
        assert!(basis.contains("1 of 2 mentions left out"), "{basis}");
        assert!(matches!(of_story([&b]), Figure::Unknown { .. }));
    }
}
