//! Stories told in more than one place: who was first, how far they went.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rollups, ledger::Ledger, said};
use crate::{
    metrics::{rollup, story_reach},
    model::{BrandId, FirstMover, Kind, Mention, StoryRow, Subject, Window, day_of},
};

/// Most stories of a report.
const MOST: usize = 20;
/// Longest title, in characters.
const TITLE: usize = 140;

/// The stories the caller must load for a report on `brand` over `window`: those with the most mentions in it, from two on.
pub fn needed_stories(rollups: &Rollups, brand: &BrandId, window: Window) -> Vec<String> {
    let subject = Subject::Brand(brand.clone());
    let days = (subject.clone(), window.from)..(subject, window.to.max(window.from));
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for (story, count) in rollups.range(days).flat_map(|(_, rollup)| rollup.stories.iter()) {
        *counts.entry(story).or_default() += count;
    }
    let mut counts: Vec<(&str, u32)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
        .into_iter()
        .take(MOST)
        .map(|(story, _)| story.to_owned())
        .collect()
}

/// The rows, the farthest told first. A story whose mentions are not kept any more has none.
pub(super) fn rows(ledger: &Ledger<'_>) -> Vec<StoryRow> {
    let stories = ledger.inputs.stories.iter();
    let mut rows: Vec<StoryRow> = stories
        .filter_map(|(id, mentions)| row(ledger, id, mentions))
        .collect();
    rows.sort_by(|a, b| {
        b.places
            .cmp(&a.places)
            .then(b.mentions.cmp(&a.mentions))
            .then(a.first.at.cmp(&b.first.at))
            .then(a.id.cmp(&b.id))
    });
    rows
}

fn row(ledger: &Ledger<'_>, id: &str, mentions: &[Mention]) -> Option<StoryRow> {
    let inputs = ledger.inputs;
    let window = ledger.clip(inputs.window);
    let day = |mention: &Mention| day_of(mention.at, inputs.timezone);
    let mut told: Vec<&Mention> = mentions
        .iter()
        .filter(|mention| mention.counts() && mention.brands.contains(inputs.brand))
        .filter(|mention| mention.at <= inputs.as_of && day(mention) < window.to)
        .collect();
    told.sort_by(|a, b| {
        let key = |mention: &Mention| (mention.at, mention.source.clone(), mention.id);
        key(a).cmp(&key(b))
    });
    let (first, last) = (told.first()?, told.last()?);
    // Somebody who repeats themselves makes no story that went round.
    let places: BTreeSet<u64> = told.iter().map(|mention| rollup::audience_key(mention)).collect();
    if places.len() < 2 {
        return None;
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(StoryRow {
        id: id.to_owned(),
        title: title(first),
        first: first_mover(first),
        mentions: count(told.len()),
        in_window: count(
            told.iter()
                .filter(|mention| window.contains(day(mention)))
                .count(),
        ),
        copies: count(
            told.iter()
                .filter(|mention| mention.kinds.contains(&Kind::Copy))
                .count(),
        ),
        places: count(places.len()),
        last: last.at,
        reach: story_reach::of_story(told.iter().copied()),
    })
}

/// A mention as the first to tell something.
pub(super) fn first_mover(first: &Mention) -> FirstMover {
    FirstMover {
        id: first.id,
        place: said::place(first),
        author: said::author(first),
        platform: first.platform,
        at: first.at,
        url: first.url.clone(),
    }
}

fn title(mention: &Mention) -> String {
    let words = if mention.title.trim().is_empty() {
        &mention.text
    } else {
        &mention.title
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").chars().take(TITLE).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::needed_stories;
    use crate::{
        model::{Kind, Mention, Platform},
        report::{build, scene::Scene},
    };

    fn tell(mention: &mut Mention, site: &str) {
        mention.story = "00000000000000aa".to_owned();
        mention.platform = Platform::Web;
        mention.site = Some(site.to_owned());
        mention.author.handle = None;
    }

    #[test]
    fn a_story_names_who_told_it_first_and_counts_places_once() {
        let mut scene = Scene::new();
        scene.say(date(2026, 11, 18), |mention| {
            tell(mention, "late.example");
            mention.kinds = vec![Kind::Copy];
        });
        scene.say(date(2026, 11, 17), |mention| tell(mention, "first.example"));
        for day in [19, 20] {
            scene.say(date(2026, 11, day), |mention| {
                tell(mention, "again.example");
                mention.kinds = vec![Kind::Copy];
            });
        }
        scene.say(date(2026, 11, 18), |mention| mention.story = "alone".to_owned());
        let wanted = needed_stories(&scene.rollups, &scene.brand, scene.window);
        assert_eq!(wanted, ["00000000000000aa"]);
        let told = scene
            .mentions
            .values()
            .filter(|mention| mention.story == wanted[0]);
        let told: Vec<Mention> = told.cloned().collect();
        scene.stories.insert(wanted[0].clone(), told);
        let report = build(&scene.inputs());
        let [row] = report.stories.as_slice() else {
            panic!("{:?}", report.stories);
        };
        assert_eq!(row.first.place, "first.example");
        assert_eq!(
            (row.mentions, row.in_window, row.copies, row.places),
            (4, 4, 3, 3)
        );
        assert!(
            report
                .top
                .iter()
                .any(|top| top.story == row.id && top.copies == 3)
        );
    }
}
