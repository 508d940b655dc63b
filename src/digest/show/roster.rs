//! Influencers as they were judged, in lines that people read: the same in the mail and on the terminal.

use jiff::tz::TimeZone;

use super::{clean, day, figure, moment, money, number, range};
use crate::model::{
    DataRow, DeliverableRow, Delivery, GroupRow, KeepVerdict, MemberRow, PostRow, Roster, ShareRow, Slip,
    day_of,
};

/// How a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Well done.
    Good,
    /// Asks for something.
    Warn,
    /// Went wrong.
    Bad,
    /// Neither.
    Plain,
}

impl Tone {
    /// Its name in the templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// One line about an influencer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about: `Verdict`, `Promised`, …
    pub about: &'static str,
    /// The word that counts; may be empty.
    pub word: String,
    /// The rest.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

impl Line {
    fn new(about: &'static str, word: impl Into<String>, text: impl Into<String>, tone: Tone) -> Self {
        Self {
            about,
            word: word.into(),
            text: text.into(),
            tone,
        }
    }
}

/// Most things to put right that are told of one influencer.
const SLIPS: usize = 4;

/// Everything that is to be said of one influencer to those who pay: verdict, share, promises, what to put right, data,
/// engagement, score.
pub fn member(member: &MemberRow, roster: &Roster, zone: &TimeZone) -> Vec<Line> {
    let mut lines = vec![verdict(member)];
    if let Some(share) = &member.share {
        let text = format!("{} of all {} of the campaign", percent(share), roster.counted);
        lines.push(Line::new("Share", "", text, Tone::Plain));
    }
    lines.extend(member.deliverables.iter().map(deliverable));
    let wrong = slips(&member.slips, zone);
    let more = wrong.len().saturating_sub(SLIPS);
    lines.extend(wrong.into_iter().take(SLIPS));
    if more > 0 {
        lines.push(Line::new("Put right", "", format!("and {more} more"), Tone::Warn));
    }
    lines.extend(data(&member.data));
    let rates = rates(member);
    if !rates.is_empty() {
        lines.push(Line::new("Engagement of a post", "", rates, Tone::Plain));
    }
    lines.extend(score(member));
    lines
}

fn verdict(member: &MemberRow) -> Line {
    let tone = match member.keep.verdict {
        KeepVerdict::Keep => Tone::Good,
        KeepVerdict::Replace => Tone::Bad,
        KeepVerdict::InLine | KeepVerdict::TooEarly | KeepVerdict::Unknown => Tone::Plain,
    };
    Line::new(
        "Verdict",
        member.keep.verdict.as_words(),
        &*member.keep.sentence,
        tone,
    )
}

/// `34 % (28–41 %)`.
fn percent(share: &ShareRow) -> String {
    format!(
        "{:.0} % (95 % range {:.0}–{:.0} %)",
        share.percent, share.low, share.high
    )
}

/// A promise ticked off.
pub(in crate::digest) fn deliverable(row: &DeliverableRow) -> Line {
    let tone = match row.state {
        Delivery::Kept | Delivery::Told => Tone::Good,
        Delivery::Late | Delivery::Incomplete => Tone::Warn,
        Delivery::Missing => Tone::Bad,
        Delivery::Due | Delivery::Unknown => Tone::Plain,
    };
    let seen = if row.posts > 0 {
        format!(" · {} of {} posts seen", row.seen, row.posts)
    } else {
        String::new()
    };
    let remarks = row.remarks.iter().map(|remark| clean(remark, 220));
    let told = [format!("{}{seen}", row.promise)].into_iter().chain(remarks);
    let text = told.collect::<Vec<String>>().join("; ");
    Line::new("Promised", row.state.as_words(), text, tone)
}

/// What to put right, each kind once with the posts concerned.
pub(in crate::digest) fn slips(slips: &[Slip], zone: &TimeZone) -> Vec<Line> {
    let mut groups: Vec<(&Slip, Vec<String>)> = Vec::new();
    for slip in slips {
        let posted = day(day_of(slip.at, zone));
        let same =
            |known: &&mut (&Slip, Vec<String>)| known.0.what == slip.what && known.0.detail == slip.detail;
        match groups.iter_mut().find(same) {
            Some((_, days)) => days.push(posted),
            None => groups.push((slip, vec![posted])),
        }
    }
    groups
        .into_iter()
        .map(|(slip, days)| {
            let s = if days.len() == 1 { "" } else { "s" };
            let text = format!("post{s} of {}: {}", days.join(", "), clean(&slip.detail, 220));
            Line::new("Put right", slip.what.as_words(), text, Tone::Warn)
        })
        .collect()
}

/// Which figures came.
fn data(row: &DataRow) -> Option<Line> {
    use crate::model::DataStanding::{Partial, Provided, Waiting, Withheld};
    let standing = row.standing?;
    let tone = match standing {
        Provided => Tone::Good,
        Partial => Tone::Warn,
        Withheld => Tone::Bad,
        Waiting => Tone::Plain,
    };
    let mut parts = Vec::new();
    if row.by_hand {
        parts.push("as you say in the configuration".to_owned());
    }
    if !row.came.is_empty() {
        parts.push(format!("came: {}", row.came.join(", ")));
    }
    if !row.missing.is_empty() {
        parts.push(format!("missing: {}", row.missing.join(", ")));
    }
    if standing == Waiting {
        parts.extend(row.due.map(|due| format!("due by {}", day(due))));
    }
    Some(Line::new(
        "Figures asked for",
        standing.as_words(),
        parts.join("; "),
        tone,
    ))
}

/// Engagement of a post, beside what is usual for the influencer and for the tier; empty if not known.
pub fn rates(member: &MemberRow) -> String {
    if !member.rate.is_known() {
        return String::new();
    }
    let with = |shown: &crate::model::Figure| {
        let value = shown
            .value()
            .map_or_else(String::new, |value| format!("{} %", number(value)));
        match range(shown, "%") {
            range if range.is_empty() => value,
            range => format!("{value} ({range})"),
        }
    };
    let usual = member.usual_rate.is_known();
    let tier = member
        .tier_rate
        .map(|tier| format!("usual for the tier {} %", number(tier)));
    let parts = [
        Some(format!("median {}", with(&member.rate))),
        usual.then(|| format!("usually {}", with(&member.usual_rate))),
        tier,
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join("; ")
}

fn score(member: &MemberRow) -> Option<Line> {
    let score = &member.score;
    let known: Vec<String> = score
        .parts
        .iter()
        .filter_map(|part| Some(format!("{} {:.0}", part.label, part.rank?)))
        .collect();
    let value = score.score?;
    let covered = if score.coverage < 0.995 {
        format!(" ({:.0} % of it known)", score.coverage * 100.0)
    } else {
        String::new()
    };
    let text = format!("of 100{covered}: {}", known.join(", "));
    Some(Line::new("Score", format!("{value:.0}"), text, Tone::Plain))
}

/// Tiers or categories compared by cost, one sentence each.
pub fn groups(rows: &[GroupRow], roster: &Roster) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let s = if row.influencers == 1 { "" } else { "s" };
            let each = match row.cost_each.value() {
                Some(_) => format!(
                    ", {} each",
                    figure(&row.cost_each, &row.cost.currency.to_string())
                ),
                None => String::new(),
            };
            let verdict = match row.keep.verdict {
                KeepVerdict::Keep => "more for the cost than the others",
                KeepVerdict::Replace => "less for the cost than the others",
                KeepVerdict::InLine => "in line with the others",
                KeepVerdict::TooEarly => "too early to tell",
                KeepVerdict::Unknown => "cannot be told",
            };
            let ratio = match row.keep.ratio.value() {
                Some(value) => format!(
                    " ({} times, 95 % range {})",
                    number(value),
                    range(&row.keep.ratio, "")
                ),
                None => String::new(),
            };
            format!(
                "{} ({} influencer{s}): {} {} for {}{each}: {verdict}{ratio}",
                row.name,
                row.influencers,
                figure(&row.brought, ""),
                roster.counted,
                money(row.cost)
            )
        })
        .collect()
}

/// A post in a line: whose it is, unless that is empty, and what it did.
pub fn post(row: &PostRow, name: &str, zone: &TimeZone) -> String {
    let mut parts: Vec<String> = [name]
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| (*name).to_owned())
        .collect();
    parts.push(format!("{} {}", row.platform, moment(row.at, zone)));
    parts.extend(row.outcomes.iter().map(|(kind, count)| {
        #[expect(clippy::cast_precision_loss, reason = "counts of a post stay far below 2^53")]
        let count = number(*count as f64);
        format!("{count} {}", kind.replace('_', " "))
    }));
    #[expect(
        clippy::cast_precision_loss,
        reason = "reactions of a post stay far below 2^53"
    )]
    let reactions = row
        .engagement
        .map(|count| format!("{} reactions", number(count as f64)));
    parts.extend(reactions);
    parts.extend(row.rate.map(|rate| format!("{} % of followers", number(rate))));
    parts.extend(row.gone.then(|| "taken down".to_owned()));
    parts.join(" · ")
}

/// By what a roster is compared, and how, in a sentence.
pub fn basis(roster: &Roster) -> String {
    let scatter = match roster.scatter {
        Some(phi) if phi > 1.005 => format!(", counts divided by {} for their bursts", number(phi)),
        Some(_) => String::new(),
        None => ", counted as one event each because too few posts tell how much they scatter".to_owned(),
    };
    let others = roster.others.as_ref().map_or_else(String::new, |share| {
        format!(" {} came by others than these.", percent(share))
    });
    format!(
        "Compared by {} ({}) for the cost, each against all others: exact test{scatter}, adjusted for several tests \
         (Holm).{others}",
        roster.counted, roster.why
    )
}
