//! What somebody is told at once, in words: what happened, how much that is against normal, what is behind it, what to do.

use std::collections::BTreeSet;

use jiff::{Timestamp, tz::TimeZone};

use super::said;
use super::unusual_words::{NAME, against, against_normal, counted_words, day_words, left_out, odds, rate};
use super::words::grouped;
use crate::metrics::{round_people, totals::wide};
use crate::model::{
    Alert, AlertItem, AlertPlan, Counted, Figure, Influencer, LinkChange, LinkEvent, Mention, Unusual,
    UnusualCause,
};
use crate::text::plain::clean;

/// Mentions or links listed in one alert; the rest is counted.
pub const LISTED: usize = 10;
/// Longest title, in characters.
const TITLE: usize = 160;

/// Which alert speaks, about whom, and when.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The alert.
    pub plan: &'a AlertPlan,
    /// Name of its brand.
    pub brand_name: &'a str,
    /// The roster, for names.
    pub influencers: &'a [Influencer],
    /// Now.
    pub at: Timestamp,
    /// Zone of every printed time.
    pub zone: &'a TimeZone,
}

impl About<'_> {
    /// An alert with nothing but its head; `key` names the day or the cause.
    fn alert(&self, key: &str, headline: &str) -> Alert {
        Alert {
            id: format!("{}/{key}", self.plan.id),
            alert: self.plan.id.clone(),
            when: self.plan.when,
            brand: self.plan.brand.clone(),
            brand_name: self.brand_name.to_owned(),
            at: self.at,
            headline: format!("{}: {headline}", self.brand_name),
            against_normal: Vec::new(),
            items: Vec::new(),
            more: 0,
            notes: Vec::new(),
            todo: String::new(),
            unusual: None,
        }
    }

    fn name_of(&self, influencer: &crate::model::InfluencerId) -> String {
        let known = self.influencers.iter().find(|one| one.id == *influencer);
        known.map_or_else(|| influencer.to_string(), |one| one.name.clone())
    }

    fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone())
            .strftime("%a %-d %b, %H:%M")
            .to_string()
    }
}

/// A day with more than chance explains.
pub fn spike(about: &About<'_>, unusual: Unusual) -> Alert {
    let so_far = if unusual.so_far { " so far" } else { "" };
    let headline = format!(
        "{} on {}{so_far}, {}",
        counted_words(&unusual, about.influencers),
        day_words(unusual.day),
        against(&unusual)
    );
    // Another count of the same day is the same alert only while it is not twice as loud: the caller minds that.
    let mut alert = about.alert(&format!("{}-{}", unusual.day, unusual.count), &headline);
    alert.against_normal = vec![against_normal(&unusual)];
    alert.notes = unusual.notes.iter().map(|note| clean(note, 300)).collect();
    if let Some(cause) = &unusual.cause {
        alert.items.push(cause_item(about, cause));
    }
    alert.todo = match (&unusual.counted, &unusual.cause) {
        (Counted::Negative, _) => {
            "Read what is behind it and answer it first; tell those who will be asked about it.".to_owned()
        }
        (_, Some(cause)) if cause.influencer.is_some() => {
            "Thank them, share the post while it is fresh, and see that the pages it leads to can take the visitors."
                .to_owned()
        }
        _ => "Read what is behind it; share it if it is good, answer it if it is not.".to_owned(),
    };
    alert.unusual = Some(unusual);
    alert
}

/// Days on which less is said than chance explains.
pub fn quiet(about: &About<'_>, unusual: Unusual) -> Alert {
    let what = match unusual.count {
        0 => "no mention".to_owned(),
        _ => format!("only {}", counted_words(&unusual, about.influencers)),
    };
    let when = match unusual.days {
        1 => format!("on {}", day_words(unusual.day)),
        days => format!("in the {days} days to {}", day_words(unusual.day)),
    };
    let usual = rate(unusual.usual_per_day);
    let mut alert = about.alert(
        &unusual.day.to_string(),
        &format!("{what} {when}, {usual} a day are usual"),
    );
    alert.against_normal = vec![format!(
        "Over the {} days before, {usual} a day were normal{}; by chance so few come {}.",
        unusual.baseline_days,
        left_out(&unusual),
        odds(unusual.p_value)
    )];
    alert.notes = unusual.notes.iter().map(|note| clean(note, 300)).collect();
    "Look whether the sources still list what they should: `mentiond check --online` asks each of them. A feed that was \
     moved or emptied answers without an error and goes silent."
        .clone_into(&mut alert.todo);
    alert.unusual = Some(unusual);
    alert
}

/// New posts: of influencers, or that meet a query. `key` names them; at most [`LISTED`] are listed.
pub fn posts(about: &About<'_>, key: &str, mentions: &[&Mention]) -> Alert {
    let count = u32::try_from(mentions.len()).unwrap_or(u32::MAX);
    let headline = match (about.plan.query.as_str(), mentions) {
        ("", [one]) => format!("{} posted", who(about, one)),
        ("", many) => {
            let who: BTreeSet<String> = many.iter().map(|one| who(about, one)).collect();
            let who: Vec<String> = who.into_iter().take(3).collect();
            format!("{count} posts of {}", who.join(", "))
        }
        (query, _) => format!(
            "{count} new mention{} of “{}”",
            if count == 1 { "" } else { "s" },
            clean(query, 80)
        ),
    };
    let mut alert = about.alert(key, &headline);
    alert.items = mentions.iter().take(LISTED).map(|one| item(about, one)).collect();
    alert.more = mentions.len().saturating_sub(LISTED);
    "Read it while it is fresh, and answer where an answer is due.".clone_into(&mut alert.todo);
    alert
}

/// Links to the brand that are gone: mention, link and what happened. `key` names them.
pub fn lost_links(about: &About<'_>, key: &str, lost: &[(&Mention, &str, &LinkChange)]) -> Alert {
    let count = u32::try_from(lost.len()).unwrap_or(u32::MAX);
    let headline = match lost {
        [(mention, ..)] => format!("lost the backlink from {}", clean(&said::place(mention), NAME)),
        _ => format!("lost {count} backlinks"),
    };
    let mut alert = about.alert(key, &headline);
    alert.items = lost
        .iter()
        .take(LISTED)
        .map(|(mention, link, change)| AlertItem {
            title: title(mention),
            about: format!(
                "{} · linked to {} · {}, noticed {}",
                clean(&said::place(mention), NAME),
                clean(link, TITLE),
                match change.what {
                    LinkEvent::PageGone => "the page is gone",
                    _ => "the link was removed, seen twice",
                },
                about.moment(change.at)
            ),
            url: mention.url.clone(),
        })
        .collect();
    alert.more = lost.len().saturating_sub(LISTED);
    "Write to the site and ask for the link back; name the page it led to, and offer a new one if that has moved."
        .clone_into(&mut alert.todo);
    alert
}

fn who(about: &About<'_>, mention: &Mention) -> String {
    let rostered = mention.influencer.as_ref().map(|id| about.name_of(id));
    let name = rostered
        .or_else(|| said::author(mention))
        .unwrap_or_else(|| said::place(mention));
    clean(&name, NAME)
}

fn title(mention: &Mention) -> String {
    let words = if mention.title.trim().is_empty() {
        &mention.text
    } else {
        &mention.title
    };
    clean(words, TITLE)
}

fn item(about: &About<'_>, mention: &Mention) -> AlertItem {
    let place = clean(&said::place(mention), NAME);
    let who = who(about, mention);
    let mut parts = vec![place.clone()];
    if who != place {
        parts.push(who);
    }
    parts.push(about.moment(mention.at));
    parts.push(mention.polarity_towards(&about.plan.brand).as_str().to_owned());
    if let Some(followers) = mention.followers {
        parts.push(format!("{} followers", grouped(wide(followers))));
    }
    parts.extend(reach_words(&said::reach(mention)));
    AlertItem {
        title: title(mention),
        about: parts.join(" · "),
        url: mention.url.clone(),
    }
}

fn cause_item(about: &About<'_>, cause: &UnusualCause) -> AlertItem {
    let mut parts = vec![cause.place.clone()];
    match (&cause.influencer, &cause.author) {
        (Some(id), _) => parts.push(format!("{}, of the roster", clean(&about.name_of(id), NAME))),
        (None, Some(author)) if *author != cause.place => parts.push(author.clone()),
        _ => {}
    }
    parts.push(about.moment(cause.at));
    parts.extend(reach_words(&cause.reach));
    AlertItem {
        title: cause.title.clone(),
        about: parts.join(" · "),
        url: cause.url.clone(),
    }
}

fn reach_words(reach: &Figure) -> Option<String> {
    let value = grouped(round_people(reach.value()?));
    let sign = if matches!(reach, Figure::Exact { .. }) {
        ""
    } else {
        "≈ "
    };
    Some(format!("reach {sign}{value}"))
}
