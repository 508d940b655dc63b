//! Promises ticked off: which posts came, what each carries, when. What cannot be seen from here is never called missing.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Case, must, posts, words};
use crate::metrics::{Scope, Totals};
use crate::model::{
    Deliverable, DeliverableRow, Delivery, Influencer, Mention, OutcomeKind, Platform, Provenance,
};
use crate::report::told::Told;

/// Most remarks on one line.
const REMARKS: usize = 8;

/// A row for each line that an influencer promised, in the order of the configuration.
pub(super) fn rows(
    case: &Case<'_, '_>,
    influencer: &Influencer,
    totals: &Totals,
    stored: &[&Mention],
    told: &[&Told],
) -> Vec<DeliverableRow> {
    let all = &case.campaign.terms.deliverables;
    let lines: Vec<&Deliverable> = all
        .iter()
        .filter(|line| line.influencer == influencer.id)
        .collect();
    let desk = Desk {
        case,
        influencer,
        totals,
        told,
    };
    let given = desk.hand_out(&lines, stored);
    let mut hidden_left = desk.hidden(stored);
    let mut told_left = desk.only_told(stored);
    lines
        .iter()
        .zip(given)
        .map(|(line, given)| desk.row(line, &given, &mut hidden_left, &mut told_left))
        .collect()
}

/// What is known about one influencer's promises.
struct Desk<'d, 'a, 'l> {
    case: &'d Case<'a, 'l>,
    influencer: &'d Influencer,
    totals: &'d Totals,
    told: &'d [&'d Told],
}

impl Desk<'_, '_, '_> {
    fn by(&self, line: &Deliverable) -> Date {
        let last = self.case.campaign.window.to;
        line.by.unwrap_or_else(|| last.yesterday().unwrap_or(last))
    }

    /// Which posts count for which line: lines for one platform choose first; each takes those that carry most, and of
    /// those the earliest. No post counts twice.
    fn hand_out<'m>(&self, lines: &[&Deliverable], stored: &[&'m Mention]) -> Vec<Vec<&'m Mention>> {
        let mut given: Vec<Vec<&Mention>> = vec![Vec::new(); lines.len()];
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|at| lines.get(*at).is_none_or(|line| line.platform.is_none()));
        let mut used = BTreeSet::new();
        for at in order {
            let (Some(line), Some(slot)) = (lines.get(at), given.get_mut(at)) else {
                continue;
            };
            let by = self.by(line);
            let mut fitting: Vec<&Mention> = stored
                .iter()
                .copied()
                .filter(|post| !used.contains(&post.id))
                .filter(|post| line.platform.is_none_or(|platform| post.platform == platform))
                .collect();
            fitting.sort_by_key(|post| {
                let late = self.case.day(post.at) > by;
                (must::lacks(post, &line.must).len(), late, post.at, post.id)
            });
            fitting.truncate(usize::try_from(line.posts).unwrap_or(usize::MAX));
            used.extend(fitting.iter().map(|post| post.id));
            *slot = fitting;
        }
        given
    }

    /// Posts that were counted when they were heard, and of which nothing is stored any more, by platform.
    fn hidden(&self, stored: &[&Mention]) -> Vec<(Platform, u32)> {
        let platforms: BTreeSet<Platform> = self.totals.cells.keys().map(|key| key.platform).collect();
        let hidden = platforms.into_iter().map(|platform| {
            let cells = self
                .totals
                .cells
                .values()
                .filter(|cell| cell.key.platform == platform);
            let counted: u32 = cells.map(|cell| cell.mentions).sum();
            let listed = stored.iter().filter(|post| post.platform == platform).count();
            let listed = u32::try_from(listed).unwrap_or(u32::MAX);
            (platform, counted.saturating_sub(listed))
        });
        hidden.filter(|(_, count)| *count > 0).collect()
    }

    /// Posts that stay and were told of by name, and that were not seen.
    fn only_told(&self, stored: &[&Mention]) -> Vec<(Option<Platform>, String)> {
        let stories = self.story_names();
        let mut named: Vec<(Option<Platform>, String)> = Vec::new();
        let reported = self
            .told
            .iter()
            .filter(|told| told.provenance == Provenance::SelfReported);
        for told in reported {
            let Some(post) = told
                .post
                .as_deref()
                .map(str::trim)
                .filter(|post| !post.is_empty())
            else {
                continue;
            };
            let seen = stored.iter().any(|mention| posts::is(mention, post));
            let known = named.iter().any(|(_, name)| name.eq_ignore_ascii_case(post));
            if !seen && !known && !stories.contains(&post.to_lowercase()) {
                named.push((told.platform, post.to_owned()));
            }
        }
        named
    }

    /// Names of stories that were told of: those with views of a story, and those that are called one.
    fn story_names(&self) -> BTreeSet<String> {
        let named = self
            .told
            .iter()
            .filter_map(|told| Some((told, told.post.as_deref()?)));
        let stories = named.filter(|(told, post)| {
            told.kind == OutcomeKind::StoryView || post.trim().to_lowercase().starts_with("story")
        });
        stories.map(|(_, post)| post.trim().to_lowercase()).collect()
    }

    fn row(
        &self,
        line: &Deliverable,
        given: &[&Mention],
        hidden: &mut [(Platform, u32)],
        told: &mut Vec<(Option<Platform>, String)>,
    ) -> DeliverableRow {
        let by = self.by(line);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let listed = count(given.len());
        let unlisted = take_hidden(hidden, line, line.posts.saturating_sub(listed));
        let seen = listed + unlisted;
        let told = count(take_told(told, line, line.posts.saturating_sub(seen)));
        let late: Vec<&&Mention> = given.iter().filter(|post| self.case.day(post.at) > by).collect();
        let complete = given
            .iter()
            .filter(|post| must::lacks(post, &line.must).is_empty());
        let complete = (unlisted == 0).then(|| count(complete.count()));
        let stories_told = self.stories_told(line);
        let mut row = DeliverableRow {
            promise: promise(line, by),
            posts: line.posts,
            stories: line.stories,
            by,
            platform: line.platform,
            seen,
            complete,
            late: count(late.len()),
            told,
            stories_told,
            state: Delivery::Unknown,
            remarks: Vec::new(),
        };
        row.state = self.state(line, &row);
        row.remarks = self.remarks(line, given, unlisted, &row);
        row
    }

    /// Stories of the line's platform that were told of, each once.
    fn stories_told(&self, line: &Deliverable) -> Option<u32> {
        let here = |told: &&&Told| {
            line.platform.is_none() || told.platform.is_none() || told.platform == line.platform
        };
        let stories = self.story_names();
        let named: BTreeSet<String> = self
            .told
            .iter()
            .filter(here)
            .filter_map(|told| told.post.as_deref())
            .map(|post| post.trim().to_lowercase())
            .filter(|post| stories.contains(post))
            .collect();
        (line.stories > 0 && !named.is_empty()).then(|| u32::try_from(named.len()).unwrap_or(u32::MAX))
    }

    fn state(&self, line: &Deliverable, row: &DeliverableRow) -> Delivery {
        let stories_kept = line.stories == 0 || row.stories_told.is_some_and(|told| told >= line.stories);
        let over = self.case.ledger.today > row.by;
        if row.seen >= line.posts {
            return match row.complete {
                _ if !stories_kept && over => Delivery::Unknown,
                _ if !stories_kept => Delivery::Due,
                None => Delivery::Unknown,
                Some(complete) if complete < row.seen => Delivery::Incomplete,
                Some(_) if row.late > 0 => Delivery::Late,
                Some(_) if row.posts == 0 => Delivery::Told,
                Some(_) => Delivery::Kept,
            };
        }
        if row.seen + row.told >= line.posts && stories_kept {
            return Delivery::Told;
        }
        if !over {
            return Delivery::Due;
        }
        if row.seen + row.told >= line.posts || self.unseen(line).is_some() {
            return Delivery::Unknown;
        }
        Delivery::Missing
    }

    /// Why posts of a line may exist and not be seen, if so.
    fn unseen(&self, line: &Deliverable) -> Option<String> {
        let case = self.case;
        let until = crate::model::Window {
            from: case.campaign.window.from,
            to: self.by(line).tomorrow().unwrap_or(Date::MAX),
        };
        if let Some(why) = case.ledger.unheard(case.ledger.clip(until)) {
            return Some(why);
        }
        let accounts = self.influencer.handles.iter().map(|handle| handle.platform);
        let accounts: BTreeSet<Platform> = match line.platform {
            Some(platform) => [platform].into(),
            None => accounts
                .chain(self.influencer.followers.keys().copied())
                .collect(),
        };
        let deaf: Vec<String> = accounts
            .iter()
            .filter(|platform| !self.hears(**platform))
            .map(ToString::to_string)
            .collect();
        (!deaf.is_empty()).then(|| {
            format!(
                "nothing has been heard on {} so far, so posts there cannot be seen from here",
                words::list(&deaf)
            )
        })
    }

    /// Whether anything of anybody was ever heard on a platform.
    fn hears(&self, platform: Platform) -> bool {
        let ledger = self.case.ledger;
        let Some(since) = ledger.hearing.since(ledger.inputs.brand) else {
            return false;
        };
        let scope = Scope {
            platform: Some(platform),
            ..Scope::default()
        };
        let window = crate::model::Window {
            from: since,
            to: Date::MAX,
        };
        ledger.cells(&ledger.brand(), window, scope).mentions() > 0
    }

    fn remarks(
        &self,
        line: &Deliverable,
        given: &[&Mention],
        unlisted: u32,
        row: &DeliverableRow,
    ) -> Vec<String> {
        let mut remarks = Vec::new();
        let mut in_order: Vec<&&Mention> = given.iter().collect();
        in_order.sort_by_key(|post| (post.at, post.id));
        for post in in_order {
            let (day, lacks) = (self.case.day(post.at), must::lacks(post, &line.must));
            if !lacks.is_empty() {
                remarks.push(format!(
                    "the post of {} lacks {}",
                    words::day(day),
                    words::list(&lacks)
                ));
            }
            if day > row.by {
                let days = crate::model::Window {
                    from: row.by,
                    to: day,
                }
                .days();
                remarks.push(format!(
                    "the post of {} came {} late",
                    words::day(day),
                    words::count(days, "day")
                ));
            }
        }
        remarks.truncate(REMARKS);
        if unlisted > 0 {
            remarks.push(format!(
                "{} no longer stored one by one: what they carried is not known",
                words::are(unlisted, "post")
            ));
        }
        if row.told > 0 {
            remarks.push(format!("{} told of but not seen", words::are(row.told, "post")));
        }
        if line.stories > 0 {
            remarks.push(match row.stories_told {
                Some(told) => format!(
                    "{} of {} told of; stories vanish and are not seen",
                    told,
                    words::count(line.stories, "story")
                ),
                None => "stories vanish and are not seen from here: their views or a picture would tell"
                    .to_owned(),
            });
        }
        if row.seen + row.told < line.posts && row.state == Delivery::Unknown {
            remarks.extend(self.unseen(line));
        }
        remarks.extend(line.note.clone());
        remarks
    }
}

/// Takes posts that were counted but are listed no more, as far as they fit a line and it still lacks some.
fn take_hidden(hidden: &mut [(Platform, u32)], line: &Deliverable, mut wanted: u32) -> u32 {
    let mut taken = 0;
    for (platform, left) in hidden {
        if line.platform.is_none_or(|only| only == *platform) {
            let part = (*left).min(wanted);
            *left -= part;
            wanted -= part;
            taken += part;
        }
    }
    taken
}

/// Takes posts that were only told of, likewise.
fn take_told(told: &mut Vec<(Option<Platform>, String)>, line: &Deliverable, wanted: u32) -> usize {
    let (before, mut wanted) = (told.len(), wanted);
    told.retain(|(platform, _)| {
        let fits = line.platform.is_none() || platform.is_none() || *platform == line.platform;
        if fits && wanted > 0 {
            wanted -= 1;
            return false;
        }
        true
    });
    before - told.len()
}

/// `3 posts and 2 stories on instagram by 15 Apr 2026, each post with #acmelaunch and KRISTAL10`.
fn promise(line: &Deliverable, by: Date) -> String {
    let mut what = Vec::new();
    if line.posts > 0 {
        what.push(words::count(line.posts, "post"));
    }
    if line.stories > 0 {
        what.push(words::count(line.stories, "story"));
    }
    let place = line
        .platform
        .map_or_else(String::new, |platform| format!(" on {platform}"));
    let carried: Vec<String> = line.must.iter().map(crate::model::Must::as_words).collect();
    let with = if carried.is_empty() {
        String::new()
    } else if line.posts == 1 {
        format!(", with {}", words::list(&carried))
    } else {
        format!(", each post with {}", words::list(&carried))
    };
    format!("{}{place} by {}{with}", words::list(&what), words::full_day(by))
}
