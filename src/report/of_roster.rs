//! Day totals, taken apart by influencer: what is the roster's is little of a day, and each of them is asked for by several
//! spans.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Rollups;
use crate::model::{Audience, Cell, InfluencerId, Subject, Window};

/// What of a day is one influencer's.
#[derive(Debug, Default)]
pub(super) struct Theirs<'a> {
    /// Their cells.
    pub(super) cells: Vec<&'a Cell>,
    /// Their audiences with the keys of the day's.
    pub(super) audiences: Vec<(u64, &'a Audience)>,
}

type Days<'a> = BTreeMap<Date, Theirs<'a>>;

/// What is the roster's, by subject, influencer and day.
#[derive(Debug)]
pub(super) struct OfRoster<'a>(BTreeMap<&'a Subject, BTreeMap<&'a InfluencerId, Days<'a>>>);

impl<'a> OfRoster<'a> {
    /// Takes day totals apart.
    pub(super) fn of(rollups: &'a Rollups) -> Self {
        let mut found: BTreeMap<_, BTreeMap<_, Days<'_>>> = BTreeMap::new();
        for ((subject, date), day) in rollups {
            let of = found.entry(subject).or_default();
            for cell in &day.cells {
                if let Some(influencer) = &cell.key.influencer {
                    on(of, influencer, *date).cells.push(cell);
                }
            }
            for (key, audience) in day.audiences.iter() {
                if let Some(influencer) = &audience.influencer {
                    on(of, influencer, *date).audiences.push((*key, audience));
                }
            }
        }
        Self(found)
    }

    /// The days of a window on which an influencer published, in order.
    pub(super) fn days(
        &self,
        subject: &Subject,
        influencer: &InfluencerId,
        window: Window,
    ) -> impl Iterator<Item = &Theirs<'a>> {
        let days = self.0.get(subject).and_then(|of| of.get(influencer));
        days.into_iter()
            .flat_map(move |days| days.range(window.from..window.to.max(window.from)))
            .map(|(_, theirs)| theirs)
    }
}

fn on<'d, 'a>(
    of: &'d mut BTreeMap<&'a InfluencerId, Days<'a>>,
    influencer: &'a InfluencerId,
    date: Date,
) -> &'d mut Theirs<'a> {
    of.entry(influencer).or_default().entry(date).or_default()
}
