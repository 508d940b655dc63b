//! A page as it was read when it was looked at again.

use std::collections::BTreeSet;

use super::{spoken, telling};
use crate::{
    model::{Link, LinkSight, Mention, Platform},
    text::{fold::fold_key, url::canonical},
};

/// Words of a mention that are looked for on its page.
const WORDS: usize = 40;
/// Letters that such a word has at least.
const LETTERS: usize = 4;
/// Words that must be looked for, and the share of them that must be found, in per cent.
const FEWEST: usize = 3;
const SHARE: usize = 60;

/// What of a page matters for its links.
#[derive(Clone, Debug, Default)]
pub struct PageSight {
    links: Vec<(Option<String>, Link)>,
    /// The page's text, lower case.
    text: String,
    /// Whether all of its links were read.
    pub whole: bool,
    /// Whether it shows the item that was heard, so that a link which is not there was removed.
    pub shows_it: bool,
}

impl PageSight {
    /// A page by its links, of which at most `most` were read, its title and its main text.
    pub fn new(links: Vec<Link>, most: usize, title: &str, text: &str, mention: &Mention) -> Self {
        let words = fold_key(&format!("{title}\n{text}"));
        Self {
            whole: links.len() < most,
            shows_it: shows(mention, &words),
            text: text.to_lowercase(),
            links: links
                .into_iter()
                .map(|link| (canonical(&link.url), link))
                .collect(),
        }
    }

    /// The link that leads to one of these keys, the one most like it was last if there are several; else the address
    /// written out in the text, if it never was more than that.
    pub(super) fn find(&self, keys: &[String], last: &LinkSight) -> Option<LinkSight> {
        let same = self
            .links
            .iter()
            .filter(|(key, _)| key.as_ref().is_some_and(|key| keys.contains(key)));
        let likeness = |link: &Link| {
            (
                spoken(&link.text) == spoken(&last.text),
                telling(&link.rel) == telling(&last.rel),
                link.in_main,
            )
        };
        // The first of equals: `max_by_key` takes the last.
        let best = same.rev().max_by_key(|(_, link)| likeness(link));
        let written = || {
            let bare = last.url.split_once("://").map_or(&*last.url, |(_, rest)| rest);
            let bare = bare.trim_end_matches('/').to_lowercase();
            let only_written = last.rel.is_empty() && last.text.is_empty() && !bare.is_empty();
            (only_written && self.text.contains(&bare)).then(|| last.clone())
        };
        best.map(|(_, link)| sight(link)).or_else(written)
    }

    /// A link to another page of the brand that stands where this one stood: with the same text, or anywhere in the main
    /// text if it stood there. Links that were heard beside it are not taken for it.
    pub(super) fn instead(
        &self,
        claimed: &[String],
        last: &LinkSight,
        in_main: bool,
        is_of_brand: &dyn Fn(&str) -> bool,
    ) -> Option<LinkSight> {
        let mut free = self
            .links
            .iter()
            .filter(|(key, link)| {
                key.as_ref().is_some_and(|key| !claimed.contains(key)) && is_of_brand(&link.url)
            })
            .map(|(_, link)| link);
        let same_text = |link: &&Link| {
            let anchor = spoken(&link.text);
            !anchor.is_empty() && anchor == spoken(&last.text)
        };
        free.clone()
            .find(same_text)
            .or_else(|| free.find(|link| in_main && link.in_main))
            .map(sight)
    }
}

fn sight(link: &Link) -> LinkSight {
    LinkSight {
        url: link.url.clone(),
        rel: link.rel.clone(),
        text: link.text.clone(),
    }
}

/// Whether a page shows what a mention tells: most of its first longer words. Pages of platforms that scripts build tell
/// machines the words and not the links, so they never do.
fn shows(mention: &Mention, page: &str) -> bool {
    if !matches!(mention.platform, Platform::Web | Platform::Forum) {
        return false;
    }
    let told = fold_key(&format!("{} {}", mention.title, mention.text));
    let words: BTreeSet<&str> = told
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= LETTERS)
        .take(WORDS)
        .collect();
    let shown: BTreeSet<&str> = page.split(|c: char| !c.is_alphanumeric()).collect();
    let found = words.iter().filter(|word| shown.contains(*word)).count();
    words.len() >= FEWEST && found * 100 >= words.len() * SHARE
}
