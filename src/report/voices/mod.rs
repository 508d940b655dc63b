//! New voices: authors who speak of the brand unasked and might be worth a talk; programs apart.

mod people;

use std::collections::{BTreeMap, BTreeSet};

use people::Person;

use super::ledger::Ledger;
use super::said;
use crate::classify::bot::habits;
use crate::metrics::authority::{Authority, Standing, authority};
use crate::metrics::rollup;
use crate::metrics::totals::wide;
use crate::metrics::{Totals, benchmark};
use crate::model::{
    Automated, AutomatedRow, Figure, Handle, MediaKind, Mention, Platform, Polarity, Range, VoiceRow,
};

/// Most rows.
const ROWS: usize = 8;
/// Posts from which a ratio of reactions to followers is worth a word.
const FEWEST_POSTS: usize = 3;
/// Following from which few reactions are worth a word.
const LARGE: u64 = 10_000;
/// How many times less, or more, than is usual makes one suspicious.
const OUT_OF_LINE: f64 = 20.0;
/// What is usual where no rate is published, in per cent of followers.
const USUAL_RATE: f64 = 1.0;

/// Everybody who spoke, by author.
pub(super) struct Voices<'a> {
    by_author: BTreeMap<u64, Vec<&'a Mention>>,
    /// What those are called who signed together with others.
    called: BTreeMap<u64, String>,
    /// Authors that are programs, with what gave them away.
    automated: BTreeMap<u64, String>,
    /// How often each account is named by others.
    named: BTreeMap<Handle, BTreeSet<u64>>,
}

impl<'a> Voices<'a> {
    /// Gathers the mentions of the window that were loaded.
    pub(super) fn new(ledger: &Ledger<'a>) -> Self {
        let mut voices = Self {
            by_author: BTreeMap::new(),
            called: BTreeMap::new(),
            automated: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        for mention in said::candidates(ledger) {
            for (author, name) in rollup::authors(mention) {
                voices.hear(author, name, mention);
            }
        }
        for (author, mentions) in &voices.by_author {
            if let Some(reason) = given_away(mentions) {
                voices.automated.insert(*author, reason);
            }
        }
        voices
    }

    /// Notes what somebody said, by the name that stands in a byline of several.
    fn hear(&mut self, author: u64, name: Option<String>, mention: &'a Mention) {
        self.by_author.entry(author).or_default().push(mention);
        self.called.extend(name.map(|name| (author, name)));
        for name in &mention.handles {
            let account = Handle {
                platform: mention.platform,
                name: name.to_lowercase(),
            };
            self.named.entry(account).or_default().insert(author);
        }
    }

    /// What somebody is called.
    fn name_of(&self, author: u64, mention: &Mention) -> Option<String> {
        self.called
            .get(&author)
            .cloned()
            .or_else(|| said::author(mention))
    }

    /// People with earned mentions who are neither on the roster nor programs, the most promising first; those who only
    /// complain are left out.
    pub(super) fn rows(&self, ledger: &Ledger<'_>, now: &Totals) -> Vec<VoiceRow> {
        let mut rows: Vec<(f64, u64, VoiceRow)> = people::people(self)
            .iter()
            .filter(|person| is_unasked(&person.mentions))
            .filter(|person| {
                let mut said = person.mentions.iter();
                said.any(|m| m.polarity_towards(ledger.inputs.brand) != Polarity::Negative)
            })
            .filter_map(|person| {
                let (promise, row) = self.row(ledger, person, now)?;
                Some((promise, person.authors.first().copied()?, row))
            })
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        rows.into_iter().map(|(_, _, row)| row).take(ROWS).collect()
    }

    /// Programs that spoke of the brand.
    pub(super) fn automated(&self, now: &Totals) -> Automated {
        let mut named: Vec<AutomatedRow> = self
            .automated
            .iter()
            .filter_map(|(author, reason)| {
                let mentions = self.by_author.get(author)?;
                Some(AutomatedRow {
                    name: self.name_of(*author, mentions.first()?)?,
                    mentions: now
                        .authors
                        .get(author)
                        .copied()
                        .unwrap_or(0)
                        .max(count(mentions.len())),
                    reason: reason.clone(),
                })
            })
            .collect();
        named.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
        // Those that stand in the day totals were told by flag, name or words; habits show in what was loaded.
        let known = count(now.automated.len());
        let found = self
            .automated
            .keys()
            .filter(|author| !now.automated.contains_key(author));
        let by_habit: Vec<u32> = found
            .map(|author| now.authors.get(author).copied().unwrap_or(1))
            .collect();
        let mentions: u32 = now.automated.values().sum();
        named.truncate(ROWS);
        Automated {
            accounts: known.saturating_add(count(by_habit.len())),
            mentions: mentions.saturating_add(by_habit.iter().sum()),
            named,
        }
    }

    fn row(&self, ledger: &Ledger<'_>, person: &Person<'_>, now: &Totals) -> Option<(f64, VoiceRow)> {
        let mentions = person.mentions.as_slice();
        let heaviest = mentions.first()?;
        let spoken = |author: u64| {
            let loaded = || count(self.by_author.get(&author).map_or(0, Vec::len));
            now.authors.get(&author).copied().unwrap_or_else(loaded)
        };
        let told = mentions.iter().filter_map(|mention| mention.engagement.actions());
        let followers = mentions.iter().filter_map(|mention| mention.followers).max();
        let standing = self.standing(ledger, person, followers);
        let authority = authority(&standing);
        let brand = ledger.inputs.brand;
        let tone = |label: Polarity| {
            count(
                mentions
                    .iter()
                    .filter(|m| m.polarity_towards(brand) == label)
                    .count(),
            )
        };
        let doubts = doubts(ledger, mentions, followers);
        let mut row = VoiceRow {
            name: self.name_of(*person.authors.first()?, heaviest)?,
            url: mentions.iter().find_map(|mention| mention.author.url.clone()),
            platform: heaviest.platform,
            accounts: people::accounts(self, person, spoken),
            joined: person.because.clone(),
            mentions: person.authors.iter().map(|author| spoken(*author)).sum(),
            followers,
            engagement: told.reduce(u64::saturating_add),
            tier: followers.map(|followers| ledger.inputs.tiers.of(followers)),
            authority: figure(authority.as_ref()),
            positive: tone(Polarity::Positive),
            negative: tone(Polarity::Negative),
            reach: reach(mentions),
            reason: String::new(),
            doubts,
            example: Some(heaviest.id),
            example_url: heaviest.url.clone(),
        };
        row.reason = reason(&row, authority.as_ref());
        Some((promise(&row, authority.as_ref()), row))
    }

    /// What is known of somebody from what was heard in the window.
    fn standing(&self, ledger: &Ledger<'_>, person: &Person<'_>, followers: Option<u64>) -> Standing {
        let mentions = person.mentions.as_slice();
        let sum = |values: &mut dyn Iterator<Item = u64>| values.reduce(u64::saturating_add).map(wide);
        let shares = sum(&mut mentions.iter().filter_map(|m| m.engagement.shares));
        let copies: u64 = mentions
            .iter()
            .map(|mention| self.copies_after(ledger, mention))
            .sum();
        let likes = |m: &&&Mention| {
            let told = [m.engagement.likes, m.engagement.comments];
            told.into_iter().flatten().reduce(u64::saturating_add)
        };
        Standing {
            followers: followers.map(wide),
            listed: mentions.iter().filter_map(|m| m.author.listed).max().map(wide),
            named: self.named_by_others(&person.authors, mentions).map(wide),
            shared: match (shares, copies) {
                (None, 0) => None,
                (shares, copies) => Some(shares.unwrap_or(0.0) + wide(copies)),
            },
            liked: sum(&mut mentions.iter().filter_map(|m| likes(&m))),
        }
    }

    /// Authors who named one of the accounts; `None` where there is none that could be named.
    fn named_by_others(&self, own: &[u64], mentions: &[&Mention]) -> Option<u64> {
        let accounts = mentions.iter().filter_map(|mention| {
            Some(Handle {
                platform: mention.platform,
                name: mention.author.handle.as_ref()?.to_lowercase(),
            })
        });
        let accounts: BTreeSet<Handle> = accounts.collect();
        if accounts.is_empty() {
            return None;
        }
        let others = accounts.iter().filter_map(|account| self.named.get(account));
        let others: BTreeSet<&u64> = others.flatten().filter(|other| !own.contains(other)).collect();
        Some(u64::from(count(others.len())))
    }

    /// Copies of a story elsewhere, if this one was the first that was heard of it.
    fn copies_after(&self, ledger: &Ledger<'_>, mention: &Mention) -> u64 {
        let copies = ledger.copies(&mention.story);
        if copies < 2 || mention.story.is_empty() {
            return 0;
        }
        let first = self
            .by_author
            .values()
            .flatten()
            .filter(|other| other.story == mention.story);
        let earliest = first.map(|other| (other.at, other.id)).min();
        if earliest == Some((mention.at, mention.id)) {
            u64::from(copies - 1)
        } else {
            0
        }
    }
}

/// Whether an author's mentions are neither the roster's, the brand's nor paid.
fn is_unasked(mentions: &[&Mention]) -> bool {
    mentions
        .iter()
        .all(|mention| mention.influencer.is_none() && mention.media == MediaKind::Earned)
}

/// What gives a program away: what was judged of a mention, or the author's habits.
fn given_away(mentions: &[&Mention]) -> Option<String> {
    let judged = mentions
        .iter()
        .find(|mention| mention.automated || mention.author.bot);
    if let Some(judged) = judged {
        let why = judged.evidence.get("automated").map(String::as_str);
        return Some(why.unwrap_or("marked by the platform").to_owned());
    }
    if mentions.iter().any(|mention| mention.platform == Platform::Web) {
        return None;
    }
    let posts: Vec<_> = mentions
        .iter()
        .map(|mention| (mention.at, mention.text.as_str()))
        .collect();
    habits::automated(&posts)
}

/// What is out of line between followers and reactions.
fn doubts(ledger: &Ledger<'_>, mentions: &[&Mention], followers: Option<u64>) -> Vec<String> {
    let rates: Vec<f64> = mentions
        .iter()
        .filter_map(|mention| {
            let followers = mention.followers.filter(|followers| *followers > 0)?;
            Some(wide(mention.engagement.actions()?) / wide(followers) * 100.0)
        })
        .collect();
    let (Some(followers), Some(first)) = (followers, mentions.first()) else {
        return Vec::new();
    };
    if rates.len() < FEWEST_POSTS {
        return Vec::new();
    }
    let rate = rates.iter().sum::<f64>() / f64::from(count(rates.len()));
    let usual =
        benchmark::engagement_rate(first.platform, ledger.inputs.tiers.of(followers)).unwrap_or(USUAL_RATE);
    let told =
        |what: &str| format!("{what} reactions for its following: {rate:.2} % a post, {usual:.1} % is usual");
    if followers >= LARGE && rate * OUT_OF_LINE < usual {
        vec![told("very few")]
    } else if followers >= LARGE / 10 && rate > usual * OUT_OF_LINE {
        vec![told("very many")]
    } else {
        Vec::new()
    }
}

fn figure(authority: Option<&Authority>) -> Figure {
    match authority {
        None => Figure::unknown("nothing is known of the account"),
        Some(found) => Figure::Estimate {
            // What is not known could be nothing, or as much as that of the largest.
            low: (found.score * found.known).round(),
            value: found.score.round(),
            high: (found.score * found.known + 100.0 * (1.0 - found.known))
                .max(found.score)
                .round(),
            basis: if found.rests_on.is_empty() {
                "nobody has taken notice yet".to_owned()
            } else {
                format!("rests on {}", found.rests_on.join(", "))
            },
        },
    }
}

fn reach(mentions: &[&Mention]) -> Figure {
    let known: Vec<Range> = mentions
        .iter()
        .filter_map(|mention| mention.exposure.reach)
        .collect();
    if known.is_empty() {
        return Figure::unknown("no way to estimate it");
    }
    let sum = |part: fn(&Range) -> f64| known.iter().map(part).sum::<f64>().round();
    Figure::Estimate {
        low: sum(|range| range.low),
        value: sum(|range| range.value),
        high: sum(|range| range.high),
        basis: format!("{} posts added up, overlap not taken out", known.len()),
    }
}

/// Authority first, and what was said: posts, reactions and reach by their logarithm. Little that is known, doubts and
/// complaints count against it.
fn promise(row: &VoiceRow, authority: Option<&Authority>) -> f64 {
    let weight = authority.map_or(0.0, |found| found.score * (0.5 + 0.5 * found.known));
    let said = 8.0 * f64::from(row.mentions).ln_1p()
        + 3.0 * wide(row.engagement.unwrap_or(0)).ln_1p()
        + row.reach.value().unwrap_or(0.0).max(0.0).ln_1p();
    let sides = f64::from(row.positive + row.negative).max(1.0);
    let ill = f64::from(row.negative) / sides;
    let doubt = if row.doubts.is_empty() { 1.0 } else { 0.5 };
    (weight + said) * (1.0 - 0.5 * ill) * doubt
}

/// `authority 54 of 100 by followers, likes and comments; 3 mentions, 2 of them positive`.
fn reason(row: &VoiceRow, authority: Option<&Authority>) -> String {
    let weight = authority.map(|found| {
        let by: Vec<&str> = found.rests_on.iter().take(2).map(String::as_str).collect();
        let by = if by.is_empty() {
            String::new()
        } else {
            format!(" by {}", by.join(" and "))
        };
        format!("authority {:.0} of 100{by}", found.score)
    });
    let plural = if row.mentions == 1 { "" } else { "s" };
    let tone = match (row.positive, row.negative) {
        (0, 0) => String::new(),
        (positive, 0) => format!(", {positive} positive"),
        (0, negative) => format!(", {negative} negative"),
        (positive, negative) => format!(", {positive} positive, {negative} negative"),
    };
    let said = format!("{} mention{plural}{tone}", row.mentions);
    weight.into_iter().chain([said]).collect::<Vec<_>>().join("; ")
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
