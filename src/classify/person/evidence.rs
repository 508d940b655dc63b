//! What shows that two writers are one.

use std::collections::BTreeSet;

use crate::{
    model::{Handle, Platform},
    text::url::{host_of, registrable_domain},
    watch::profile,
};

use super::{Writer, account, by, is_page};

/// Writers of one name looked at: a name that more share is nobody's.
const MOST_NAMESAKES: usize = 20;
/// Addresses looked at in what one writer said.
const MOST_LINKS: usize = 50;
/// Letters of a handle from which on it is no abbreviation that anybody may have.
const OWN_HANDLE: usize = 6;

/// What is looked at of a writer.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    account: Option<Handle>,
    /// The handle without server, signs and case.
    plain: String,
    /// The name in small letters, one blank between words.
    name: String,
    /// The account that the profile address leads to.
    profile: Option<Handle>,
    /// The site that the profile, or the handle itself, is.
    website: Option<String>,
    /// Accounts that the writer's own posts link to.
    linked: BTreeSet<Handle>,
}

impl Look {
    pub(super) fn of(writer: &Writer<'_>) -> Self {
        let account = account(writer);
        let profile = writer.profile.and_then(profile::of_profile);
        let elsewhere = profile
            .clone()
            .filter(|handle| account.as_ref().is_none_or(|own| own.platform != handle.platform));
        let website = match profile {
            Some(_) => None,
            None => writer.profile.and_then(site),
        };
        Self {
            plain: account.as_ref().map(plain).unwrap_or_default(),
            name: writer.name.map(one_line).unwrap_or_default(),
            profile: elsewhere,
            website: website.or_else(|| account.as_ref().and_then(domain)),
            linked: linked(&writer.texts, account.as_ref()),
            account,
        }
    }

    /// Whether both are called the same, by two words at least.
    fn has_name_of(&self, other: &Self) -> bool {
        self.name == other.name && self.name.contains(' ')
    }
}

/// Two places and a sentence.
type Join = (usize, usize, String);

/// Every join that something shows.
pub(super) fn joins(writers: &[Writer<'_>], looks: &[Look]) -> Vec<Join> {
    let accounts = by(looks
        .iter()
        .enumerate()
        .filter_map(|(at, look)| Some((at, look.account.clone()?))));
    let find = |handle: &Handle| accounts.get(handle).and_then(|found| found.first()).copied();
    let mut joins = Vec::new();
    for (at, look) in looks.iter().enumerate() {
        let profile = look.profile.as_ref().and_then(find);
        joins.extend(profile.and_then(|other| of_profile(at, other, writers, looks)));
        let linked = look.linked.iter().filter_map(find);
        joins.extend(linked.filter_map(|other| of_link(at, other, writers, looks)));
    }
    joins.extend(of_websites(writers, looks));
    joins.extend(of_names(writers, looks));
    joins
}

/// The profile that a source gives of one writer is the other.
fn of_profile(at: usize, other: usize, writers: &[Writer<'_>], looks: &[Look]) -> Option<Join> {
    let told = format!("the profile of {} is {}", who(writers, at), who(writers, other));
    (!is_shared(looks.get(at)?, at, writers, looks)).then_some((at, other, told))
}

/// Posts of one writer link to the other, who is called the same.
fn of_link(at: usize, other: usize, writers: &[Writer<'_>], looks: &[Look]) -> Option<Join> {
    let (look, target) = (looks.get(at)?, looks.get(other)?);
    let same = if is_same_handle(look, target) {
        "handle"
    } else if look.has_name_of(target) {
        "name"
    } else {
        return None;
    };
    let told = format!(
        "{} links to {} under the same {same}",
        who(writers, at),
        who(writers, other)
    );
    (at != other).then_some((at, other, told))
}

/// Whether other bylines of the site have the same profile: then it is the site's, not the writer's.
fn is_shared(look: &Look, at: usize, writers: &[Writer<'_>], looks: &[Look]) -> bool {
    let Some(writer) = writers.get(at).filter(|writer| is_page(writer.platform)) else {
        return false;
    };
    let others = writers.iter().zip(looks).enumerate();
    others
        .filter(|(other, (them, _))| *other != at && them.site == writer.site)
        .any(|(_, (_, them))| them.profile == look.profile)
}

/// An account whose profile or whose handle is a site, and a byline on it: of the same name, or the only one there.
fn of_websites(writers: &[Writer<'_>], looks: &[Look]) -> Vec<Join> {
    let bylines = by(writers
        .iter()
        .enumerate()
        .filter_map(|(at, writer)| Some((at, writer.site.filter(|_| is_page(writer.platform))?.to_owned()))));
    let mut joins = Vec::new();
    for (at, look) in looks.iter().enumerate() {
        let (Some(_), Some(site)) = (&look.account, &look.website) else {
            continue;
        };
        let there = bylines.get(site).map(Vec::as_slice).unwrap_or_default();
        let named = there.iter().copied().find(|other| {
            let name = looks
                .get(*other)
                .map(|them| them.name.as_str())
                .unwrap_or_default();
            !name.is_empty() && name == look.name
        });
        if let Some(other) = named {
            joins.push((
                at,
                other,
                format!(
                    "{} has the site {site} and the name of {}",
                    who(writers, at),
                    who(writers, other)
                ),
            ));
        }
    }
    joins
}

/// The same full name and the same handle, which the name does not explain: `rocketgirl77` is Anna Lind in both places.
fn of_names(writers: &[Writer<'_>], looks: &[Look]) -> Vec<Join> {
    let named = by(looks
        .iter()
        .enumerate()
        .filter(|(_, look)| look.account.is_some() && look.name.contains(' ') && !is_from_name(look))
        .map(|(at, look)| (at, (look.name.as_str(), look.plain.as_str()))));
    let mut joins: Vec<Join> = named
        .values()
        .filter(|found| found.len() <= MOST_NAMESAKES)
        .flat_map(|found| {
            let first = found.first().copied().unwrap_or_default();
            found.iter().skip(1).map(move |other| {
                (
                    first,
                    *other,
                    format!(
                        "{} and {} have the same name and the same handle, which the name does not explain",
                        who(writers, first),
                        who(writers, *other)
                    ),
                )
            })
        })
        .collect();
    joins.sort();
    joins
}

/// Whether a handle is made of the name, as everybody of that name would make it, or too short to be anybody's own.
fn is_from_name(look: &Look) -> bool {
    let letters: String = look.plain.chars().filter(|c| c.is_alphabetic()).collect();
    let words: Vec<&str> = look.name.split(' ').collect();
    letters.chars().count() < OWN_HANDLE || words.iter().any(|word| word.len() >= 3 && letters.contains(word))
}

fn is_same_handle(one: &Look, other: &Look) -> bool {
    one.plain.len() >= 3 && one.plain == other.plain
}

/// `Anna.Lind@server`, `anna-lind`, `annalind.bsky.social`: `annalind`.
fn plain(handle: &Handle) -> String {
    let name = handle.name.split('@').next().unwrap_or_default();
    let name = name.strip_suffix(".bsky.social").unwrap_or(name);
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn one_line(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The domain that an account proves to hold by its handle: Bluesky checks it.
fn domain(handle: &Handle) -> Option<String> {
    let is_own = handle.platform == Platform::Bluesky && !handle.name.ends_with(".bsky.social");
    is_own.then(|| registrable_domain(&handle.name)).flatten()
}

fn site(address: &str) -> Option<String> {
    let host = host_of(address)?;
    registrable_domain(&host)
}

/// Accounts of other platforms that addresses in texts lead to.
fn linked(texts: &[&str], own: Option<&Handle>) -> BTreeSet<Handle> {
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    words
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '_')))
        .filter(|word| word.contains('/') && word.contains('.'))
        .take(MOST_LINKS)
        .filter_map(|word| {
            if word.contains("://") {
                profile::of_profile(word)
            } else {
                profile::of_profile(&format!("https://{word}"))
            }
        })
        .filter(|handle| own.is_some_and(|own| own.platform != handle.platform))
        .collect()
}

/// `@anna on instagram`, `Anna Lind on blog.example`.
fn who(writers: &[Writer<'_>], at: usize) -> String {
    let Some(writer) = writers.get(at) else {
        return String::new();
    };
    let name = match account(writer) {
        Some(handle) => format!("@{}", handle.name),
        None => writer.name.unwrap_or("somebody").trim().to_owned(),
    };
    match writer.site.filter(|_| is_page(writer.platform)) {
        Some(site) => format!("{name} on {site}"),
        None => format!("{name} on {}", writer.platform),
    }
}
