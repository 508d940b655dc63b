//! The people behind the accounts.

use super::Voices;
use crate::{
    classify::person::{self, Writer},
    metrics::rollup,
    model::{Mention, VoiceAccount},
};

/// Posts of one account whose addresses are looked at.
const POSTS: usize = 50;

/// Somebody who is no program, by all their accounts.
#[derive(Debug)]
pub(super) struct Person<'a> {
    /// Keys of the accounts.
    pub(super) authors: Vec<u64>,
    /// What they said, heaviest first.
    pub(super) mentions: Vec<&'a Mention>,
    /// What shows that the accounts are one person's.
    pub(super) because: Vec<String>,
}

/// Everybody who spoke and is no program.
pub(super) fn people<'a>(voices: &Voices<'a>) -> Vec<Person<'a>> {
    let authors: Vec<(u64, &Vec<&'a Mention>)> = voices
        .by_author
        .iter()
        .filter(|(author, _)| !voices.automated.contains_key(author))
        .map(|(author, mentions)| (*author, mentions))
        .collect();
    let writers: Vec<Writer<'_>> = authors
        .iter()
        .map(|(author, mentions)| {
            let writer = writer(mentions);
            let called = voices.called.get(author).map(String::as_str);
            Writer {
                name: called.or(writer.name),
                ..writer
            }
        })
        .collect();
    let persons = person::persons(&writers).into_iter().map(|found| {
        let accounts = || found.writers.iter().filter_map(|at| authors.get(*at));
        let mut mentions: Vec<&Mention> = accounts()
            .flat_map(|(_, mentions)| mentions.iter().copied())
            .collect();
        mentions.sort_by(|a, b| {
            let heavier = rollup::weight(b).total_cmp(&rollup::weight(a));
            heavier.then_with(|| a.id.cmp(&b.id))
        });
        Person {
            authors: accounts().map(|(author, _)| *author).collect(),
            mentions,
            because: found.because,
        }
    });
    persons.collect()
}

fn writer<'a>(mentions: &[&'a Mention]) -> Writer<'a> {
    let find = |part: fn(&'a Mention) -> Option<&'a str>| {
        mentions
            .iter()
            .find_map(|mention| part(mention).filter(|text| !text.trim().is_empty()))
    };
    Writer {
        platform: mentions
            .first()
            .map(|mention| mention.platform)
            .unwrap_or_default(),
        handle: find(|mention| mention.author.handle.as_deref()),
        name: find(|mention| mention.author.name.as_deref()),
        profile: find(|mention| mention.author.url.as_deref()),
        site: find(|mention| mention.site.as_deref()),
        texts: mentions
            .iter()
            .take(POSTS)
            .map(|mention| mention.text.as_str())
            .collect(),
    }
}

/// The accounts of a person with what each said; empty where there is but one.
pub(super) fn accounts(
    voices: &Voices<'_>,
    person: &Person<'_>,
    spoken: impl Fn(u64) -> u32,
) -> Vec<VoiceAccount> {
    if person.authors.len() < 2 {
        return Vec::new();
    }
    let mut accounts: Vec<VoiceAccount> = person
        .authors
        .iter()
        .filter_map(|author| {
            let mentions = voices.by_author.get(author)?;
            let first = mentions.first()?;
            Some(VoiceAccount {
                platform: first.platform,
                name: voices.name_of(*author, first)?,
                url: mentions.iter().find_map(|mention| mention.author.url.clone()),
                followers: mentions.iter().filter_map(|mention| mention.followers).max(),
                mentions: spoken(*author),
            })
        })
        .collect();
    accounts.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
    accounts
}
