//! What probably explains a day: the mention that reached furthest, a story, a source, an event, the time of the year. Never
//! more than «probably»: that something came first does not make it the cause.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};

use super::ledger::{Ledger, one_day};
use super::{said, season, unusual};
use crate::model::{
    Counted, MediaKind, Mention, Polarity, Rollup, Subject, Unusual, UnusualCause, Window, day_of,
};
use crate::text::plain::clean;

/// Days after a mention within which outcomes may come of it.
const SHORTLY: i32 = 2;
/// Share of a day's mentions that one story, or one source, must have to be named for it.
const NAMED_SHARE: f64 = 0.4;
/// Longest title, and longest name of a place or a source, in characters.
const TITLE: usize = 120;
const NAME: usize = 60;
/// The same weekday in the weeks before explains a day when it was at least so loud then, as a share of it.
const AS_LOUD: f64 = 0.6;

/// Fills in what explains a day with more than usual.
pub(super) fn explain(ledger: &Ledger<'_>, unusual: &mut Unusual) {
    unusual.cause = cause(ledger, unusual);
    let total = f64::from(unusual.count);
    let rollups = of_day(ledger, unusual.day);
    if unusual.counted == Counted::Mentions {
        unusual.notes.extend(story(&rollups, total));
        unusual.notes.extend(source(&rollups, total));
    }
    unusual.notes.extend(events(ledger, unusual.day));
    unusual.notes.extend(weekday(ledger, unusual));
}

/// Fills in what explains a silence: the sources that used to bring mentions and brought none.
pub(super) fn explain_silence(ledger: &Ledger<'_>, unusual: &mut Unusual) {
    let quiet = last_days(unusual.day, i64::from(unusual.days));
    let before = Window {
        from: quiet.from.checked_sub(Span::new().days(30)).unwrap_or(quiet.from),
        to: quiet.from,
    };
    let (used_to, now) = (by_source(ledger, before), by_source(ledger, quiet));
    let missing = used_to
        .iter()
        .filter(|(source, _)| !now.contains_key(source.as_str()));
    let mut missing: Vec<(&String, u32)> = missing.map(|(source, n)| (source, *n)).collect();
    missing.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let all: u32 = used_to.values().sum();
    unusual.notes.extend(missing.iter().take(3).map(|(source, n)| {
        format!(
            "{} brought {n} of the {all} mentions of the 30 days before, and none since.",
            clean(source, NAME)
        )
    }));
    unusual.notes.extend(season_words(unusual.day));
}

fn last_days(last: Date, days: i64) -> Window {
    let to = one_day(last).to;
    Window {
        from: to.checked_sub(Span::new().days(days)).unwrap_or(last),
        to,
    }
}

fn by_source(ledger: &Ledger<'_>, window: Window) -> BTreeMap<String, u32> {
    let mut sources = BTreeMap::new();
    let subject = Subject::Brand(ledger.inputs.brand.clone());
    for (source, n) in ledger.days(&subject, window).flat_map(|day| &day.sources) {
        *sources.entry(source.clone()).or_default() += n;
    }
    sources
}

fn of_day<'a>(ledger: &Ledger<'a>, day: Date) -> Vec<&'a Rollup> {
    let subject = Subject::Brand(ledger.inputs.brand.clone());
    ledger.days(&subject, one_day(day)).collect()
}

/// The mention of the day that reached furthest; where no reach is known, the earliest. For outcomes a post of the roster
/// comes first, and one of the two days before will do.
fn cause(ledger: &Ledger<'_>, unusual: &Unusual) -> Option<UnusualCause> {
    let inputs = ledger.inputs;
    let outcomes = matches!(unusual.counted, Counted::Outcomes(_));
    let back = if outcomes { SHORTLY } else { 0 };
    let age = |mention: &Mention| (unusual.day - day_of(mention.at, inputs.timezone)).get_days();
    let those = inputs.top_mentions.values().filter(|mention| {
        mention.counts()
            && mention.media != MediaKind::Owned
            && mention.brands.contains(inputs.brand)
            && (0..=back).contains(&age(mention))
            && is_counted(ledger, &unusual.counted, mention)
    });
    let nearest = |mention: &Mention| (outcomes && mention.influencer.is_some(), -age(mention));
    let reach = |mention: &Mention| mention.exposure.reach.map_or(-1.0, |reach| reach.value);
    let furthest = those.max_by(|a, b| {
        nearest(a)
            .cmp(&nearest(b))
            .then_with(|| reach(a).total_cmp(&reach(b)))
            .then_with(|| b.at.cmp(&a.at))
            .then_with(|| b.id.cmp(&a.id))
    })?;
    Some(as_cause(furthest))
}

/// A mention as what may explain a day.
pub(super) fn as_cause(mention: &Mention) -> UnusualCause {
    let title = if mention.title.trim().is_empty() {
        &mention.text
    } else {
        &mention.title
    };
    UnusualCause {
        id: mention.id,
        title: clean(title, TITLE),
        place: clean(&said::place(mention), NAME),
        author: said::author(mention).map(|author| clean(&author, NAME)),
        influencer: mention.influencer.clone(),
        url: mention.url.clone(),
        at: mention.at,
        reach: said::reach(mention),
    }
}

fn is_counted(ledger: &Ledger<'_>, counted: &Counted, mention: &Mention) -> bool {
    match counted {
        Counted::Mentions | Counted::Outcomes(_) => true,
        Counted::Negative => mention.polarity_towards(ledger.inputs.brand) == Polarity::Negative,
        Counted::Influencer(id) => mention.influencer.as_ref() == Some(id),
    }
}

fn story(rollups: &[&Rollup], total: f64) -> Option<String> {
    let told = rollups.iter().flat_map(|rollup| rollup.stories.iter());
    let most = told.map(|(_, copies)| copies).max()?;
    (most > 2 && f64::from(most) >= total * NAMED_SHARE)
        .then(|| format!("{most} of them tell the same story."))
}

fn source(rollups: &[&Rollup], total: f64) -> Option<String> {
    let named = rollups.iter().flat_map(|rollup| &rollup.sources);
    let all = named.clone().count();
    let (source, most) = named.max_by_key(|(_, n)| **n)?;
    (all > 1 && f64::from(*most) >= total * NAMED_SHARE)
        .then(|| format!("{most} of them were found by {}.", clean(source, NAME)))
}

/// Events of the configuration on the day or the one before, starts of campaigns, days of the year.
fn events(ledger: &Ledger<'_>, day: Date) -> Vec<String> {
    let eve = day.yesterday().unwrap_or(day);
    let mut notes = Vec::new();
    let campaigns = ledger.inputs.campaigns.iter();
    for campaign in campaigns.filter(|campaign| campaign.brand == *ledger.inputs.brand) {
        if campaign.window.from == day || campaign.window.from == eve {
            notes.push(format!(
                "{} began on {}.",
                clean(&campaign.name, NAME),
                campaign.window.from
            ));
        }
        let events = campaign.events.iter();
        notes.extend(
            events
                .filter(|event| event.on == day || event.on == eve)
                .map(|event| format!("Noted for {}: {}.", event.on, clean(&event.note, TITLE))),
        );
    }
    notes.extend(season_words(day));
    notes.dedup();
    notes
}

fn season_words(day: Date) -> Option<String> {
    season::name(day).map(|name| format!("The day belongs to {name}."))
}

/// The same weekday of the four weeks before, where it was about as loud.
fn weekday(ledger: &Ledger<'_>, unusual: &Unusual) -> Option<String> {
    let same = (1..=4).filter_map(|weeks| {
        let day = unusual.day.checked_sub(Span::new().weeks(weeks)).ok()?;
        unusual::count(ledger, &unusual.counted, day)
    });
    let loudest = same.fold(0.0_f64, f64::max);
    (loudest >= f64::from(unusual.count) * AS_LOUD).then(|| {
        format!(
            "It is a {}: on one of the four before there were {loudest:.0}.",
            unusual.day.strftime("%A")
        )
    })
}
