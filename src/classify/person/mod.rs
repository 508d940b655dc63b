//! One person over many platforms: which accounts and bylines are the same writer's, and what shows it.
//!
//! A handle alone shows nothing: `anna` is somebody else on each platform. What counts is what only the holder of an account
//! can do: name the other one as profile, live on its domain, link to it from own posts; and a handle that no name explains
//! together with a full name. Two accounts of one platform are never joined: where the evidence would do that, it is doubted
//! as a whole.

mod evidence;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Handle, Platform};

use evidence::Look;

/// Somebody who wrote, as their posts show them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writer<'m> {
    /// Where.
    pub platform: Platform,
    /// Account, without `@`.
    pub handle: Option<&'m str>,
    /// Name or byline.
    pub name: Option<&'m str>,
    /// Address of the profile as the source gives it.
    pub profile: Option<&'m str>,
    /// Registrable domain of the site the posts stand on.
    pub site: Option<&'m str>,
    /// What they wrote.
    pub texts: Vec<&'m str>,
}

/// Writers who are one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Places in the list of writers, ascending.
    pub writers: Vec<usize>,
    /// What joined each to another, one sentence a join.
    pub because: Vec<String>,
}

/// Everybody, each writer in one person; most persons are one writer.
pub fn persons(writers: &[Writer<'_>]) -> Vec<Person> {
    let looks: Vec<Look> = writers.iter().map(Look::of).collect();
    let mut groups = Groups::new(writers.len());
    for (one, other, why) in evidence::joins(writers, &looks) {
        groups.join(one, other, why);
    }
    let mut persons: BTreeMap<usize, Person> = BTreeMap::new();
    for at in 0..writers.len() {
        let root = groups.root(at);
        persons.entry(root).or_default().writers.push(at);
    }
    for (at, _, why) in std::mem::take(&mut groups.joins) {
        let root = groups.root(at);
        if let Some(person) = persons.get_mut(&root) {
            person.because.push(why);
        }
    }
    persons
        .into_values()
        .flat_map(|person| {
            if has_two_of_one_place(&person, writers) {
                return person.writers.into_iter().map(alone).collect();
            }
            vec![person]
        })
        .collect()
}

fn alone(writer: usize) -> Person {
    Person {
        writers: vec![writer],
        because: Vec::new(),
    }
}

/// Whether two accounts of one platform, or two bylines of one site, would be one person.
fn has_two_of_one_place(person: &Person, writers: &[Writer<'_>]) -> bool {
    let mut places = BTreeSet::new();
    let mut members = person.writers.iter().filter_map(|at| writers.get(*at));
    members.any(|writer| {
        let site = writer.site.filter(|_| is_page(writer.platform));
        !places.insert((writer.platform, site))
    })
}

/// Whether writers have bylines rather than accounts there.
fn is_page(platform: Platform) -> bool {
    matches!(platform, Platform::Web | Platform::Forum)
}

/// A forest of those joined so far.
struct Groups {
    parents: Vec<usize>,
    joins: Vec<(usize, usize, String)>,
}

impl Groups {
    fn new(many: usize) -> Self {
        Self {
            parents: (0..many).collect(),
            joins: Vec::new(),
        }
    }

    fn root(&mut self, at: usize) -> usize {
        let mut at = at;
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = parent;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize, why: String) {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return;
        }
        if let Some(slot) = self.parents.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
        self.joins.push((one, other, why));
    }
}

/// The account of a writer, if there is one.
fn account(writer: &Writer<'_>) -> Option<Handle> {
    let name = writer.handle?.trim().trim_start_matches('@').to_lowercase();
    (!name.is_empty() && !is_page(writer.platform)).then_some(Handle {
        platform: writer.platform,
        name,
    })
}

/// Writers by something they have.
fn by<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = (usize, K)>) -> HashMap<K, Vec<usize>> {
    let mut found: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, key) in keys {
        found.entry(key).or_default().push(at);
    }
    found
}

#[cfg(test)]
mod tests;
