//! Looking at backlinks again: what a look at a page says about the links that were heard from it.
//!
//! A link is lost only if its page was read twice, at least [`CONFIRM`] apart, without it. A page that cannot be read, or
//! that does not show what was heard from it, says nothing. What the page's publisher writes elsewhere (a feed may leave
//! `rel` out) is no change: the first sight on the page is what later ones are compared with.

mod page;
mod schedule;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use page::PageSight;
pub use schedule::{Note, Standing, first_due, next_due};

use crate::{
    model::{
        Backlink, BrandId, LinkChange, LinkCheck, LinkEvent, LinkSight, LinkState, Mention, TargetCheck,
        TargetState,
    },
    text::url::canonical,
};

/// How long after a link was first missed a second look may say that it is lost.
pub const CONFIRM: SignedDuration = SignedDuration::from_hours(24);
/// Tokens of `rel` that tell search engines something.
const TELLING: [&str; 3] = ["nofollow", "sponsored", "ugc"];

/// What a look at a page came to.
#[derive(Clone, Debug)]
pub enum Look {
    /// The page was read.
    Read(PageSight),
    /// It is gone (404, 410).
    Gone,
    /// It could not be read, for this reason.
    Failed(String),
}

/// What was learnt of the pages that links lead to, by canonical key.
pub type Targets = BTreeMap<String, TargetCheck>;

/// Notes what a look at a mention's page says about its backlinks. `is_of` tells whether an address is a brand's.
pub fn note(
    mention: &mut Mention,
    look: &Look,
    targets: &Targets,
    is_of: &dyn Fn(&BrandId, &str) -> bool,
    at: Timestamp,
) {
    let claimed: Vec<String> = mention.backlinks.iter().flat_map(keys).collect();
    for backlink in &mut mention.backlinks {
        let (own, keys) = (own_keys(backlink), keys(backlink));
        let asked = canonical(target(backlink));
        let heard = backlink.link.clone();
        let mut check = backlink.check.take().unwrap_or_default();
        check.at = at;
        match look {
            Look::Failed(why) => cannot_tell(&mut check, why),
            Look::Gone => gone(&mut check, at),
            Look::Read(page) => {
                let last = check.sight().cloned().unwrap_or_else(|| LinkSight {
                    url: heard.url.clone(),
                    rel: heard.rel.clone(),
                    text: heard.text.clone(),
                });
                let of_brand = |address: &str| is_of(&backlink.brand, address);
                if let Some(found) = page.find(&keys, &last) {
                    seen(&mut check, found, &own, &heard.url, at);
                } else if let Some(found) = page.instead(&claimed, &last, heard.in_main, &of_brand) {
                    seen(&mut check, found, &own, &heard.url, at);
                } else {
                    missed(&mut check, page, at);
                }
            }
        }
        if let Some(target) = asked.as_ref().and_then(|key| targets.get(key)) {
            note_target(&mut check, target, at);
        }
        backlink.check = Some(check);
    }
}

/// The address whose answer matters for a backlink: where it leads now.
pub fn target(backlink: &Backlink) -> &str {
    let sight = backlink.check.as_ref().and_then(|check| check.sight());
    match sight {
        Some(sight) if canonical(&sight.url).is_some_and(|key| !own_keys(backlink).contains(&key)) => {
            &sight.url
        }
        _ => backlink.link.target(),
    }
}

/// Canonical keys of a backlink as it was heard: its own address and the one behind it.
fn own_keys(backlink: &Backlink) -> Vec<String> {
    let link = &backlink.link;
    let both = [Some(link.url.as_str()), link.resolved.as_deref()];
    both.into_iter().flatten().filter_map(canonical).collect()
}

/// Canonical keys under which it may stand on its page: those, and the one it moved to.
fn keys(backlink: &Backlink) -> Vec<String> {
    let moved = backlink.check.as_ref().and_then(|check| check.now.as_ref());
    let moved = moved.and_then(|now| canonical(&now.url));
    own_keys(backlink).into_iter().chain(moved).collect()
}

fn cannot_tell(check: &mut LinkCheck, why: &str) {
    check.known = check.last_known();
    check.state = LinkState::Unknown;
    check.why = Some(why.to_owned());
}

fn conclude(check: &mut LinkCheck, state: LinkState) {
    check.state = state;
    (check.why, check.known, check.missing_since) = (None, None, None);
}

fn gone(check: &mut LinkCheck, at: Timestamp) {
    // A link that was lost before its page went is not lost again.
    if check
        .last_known()
        .is_none_or(|state| !matches!(state, LinkState::PageGone | LinkState::Lost))
    {
        tell(check, at, LinkEvent::PageGone, "", "");
    }
    conclude(check, LinkState::PageGone);
}

fn missed(check: &mut LinkCheck, page: &PageSight, at: Timestamp) {
    if check.last_known() == Some(LinkState::Lost) {
        conclude(check, LinkState::Lost);
    } else if !page.whole {
        cannot_tell(check, "the page is too large to be read whole");
    } else if check.first.is_none() && !page.shows_it {
        cannot_tell(
            check,
            "the page does not show what was heard; it may be built by scripts or ask for a login",
        );
    } else if check
        .missing_since
        .is_some_and(|since| at.duration_since(since) >= CONFIRM)
    {
        let was = check.sight().map(|sight| sight.url.clone()).unwrap_or_default();
        tell(check, at, LinkEvent::Lost, &was, "");
        conclude(check, LinkState::Lost);
    } else {
        let since = check.missing_since.unwrap_or(at);
        cannot_tell(check, "it was not found on its page; a second look will tell");
        check.missing_since = Some(since);
    }
}

/// The link was seen; `own` are the keys it was heard under.
fn seen(check: &mut LinkCheck, sight: LinkSight, own: &[String], heard: &str, at: Timestamp) {
    if matches!(check.last_known(), Some(LinkState::Lost | LinkState::PageGone)) {
        tell(check, at, LinkEvent::Back, "", &sight.url);
    }
    let leads_home = |url: &str| canonical(url).is_some_and(|key| own.contains(&key));
    let is_moved = !leads_home(&sight.url);
    match check.sight().cloned() {
        None if is_moved => tell(check, at, LinkEvent::Moved, heard, &sight.url),
        None => {}
        Some(last) => {
            let same = canonical(&last.url) == canonical(&sight.url);
            if !same && (is_moved || !leads_home(&last.url)) {
                tell(check, at, LinkEvent::Moved, &last.url, &sight.url);
            }
            let (was, is) = (telling(&last.rel), telling(&sight.rel));
            if was != is {
                tell(check, at, LinkEvent::RelChanged, &was.join(" "), &is.join(" "));
            }
            if spoken(&last.text) != spoken(&sight.text) {
                tell(check, at, LinkEvent::AnchorChanged, &last.text, &sight.text);
            }
        }
    }
    let first = check.first.get_or_insert_with(|| sight.clone());
    let state = if is_moved {
        LinkState::Moved
    } else if telling(&first.rel) != telling(&sight.rel) {
        LinkState::RelChanged
    } else if spoken(&first.text) == spoken(&sight.text) {
        LinkState::Live
    } else {
        LinkState::AnchorChanged
    };
    check.now = (*first != sight).then_some(sight);
    check.seen = Some(at);
    conclude(check, state);
}

fn note_target(check: &mut LinkCheck, found: &TargetCheck, at: Timestamp) {
    let was = check.target.clone();
    let state = was.as_ref().map(|target| target.state);
    let (before, to) = (
        was.as_ref()
            .and_then(|target| target.to.clone())
            .unwrap_or_default(),
        found.to.clone().unwrap_or_default(),
    );
    match found.state {
        // What was known stands until somebody knows better.
        TargetState::Unknown if was.is_some() => return,
        TargetState::Broken if state != Some(TargetState::Broken) => {
            tell(check, at, LinkEvent::TargetBroken, "", "");
        }
        TargetState::Redirected
            if state.is_some() && (state != Some(TargetState::Redirected) || before != to) =>
        {
            tell(check, at, LinkEvent::TargetRedirected, &before, &to);
        }
        TargetState::Alive if matches!(state, Some(TargetState::Broken | TargetState::Redirected)) => {
            tell(check, at, LinkEvent::TargetBack, &before, "");
        }
        _ => {}
    }
    check.target = Some(found.clone());
}

fn tell(check: &mut LinkCheck, at: Timestamp, what: LinkEvent, from: &str, to: &str) {
    if check.history.len() >= LinkCheck::MOST_CHANGES {
        check.history.remove(0);
    }
    check.history.push(LinkChange {
        at,
        what,
        from: from.to_owned(),
        to: to.to_owned(),
    });
}

/// Tokens of `rel` that mean something, in one order.
fn telling(rel: &[String]) -> Vec<&'static str> {
    let has = |token: &str| rel.iter().any(|own| own == token);
    TELLING.into_iter().filter(|token| has(token)).collect()
}

/// An anchor text as it is compared.
fn spoken(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests;
