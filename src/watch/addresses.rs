//! Links to brands and to the addresses given to influencers, in markup and in bare text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::patterns::{Collector, Layer, Owner, Shape};
use crate::text::fold::fold_key;
use crate::text::url::{ascii_host, canonical, destination};

/// Domains of brands and links of influencers.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    domains: HashMap<String, Vec<usize>>,
    links: HashMap<String, Vec<usize>>,
    link_hosts: HashSet<String>,
}

/// Where a link leads that somebody cares about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// Brands whose domain it is.
    pub(super) brands: Vec<usize>,
    /// Influencers whose link it is.
    pub(super) influencers: Vec<usize>,
    /// Host, as asked.
    pub(super) host: String,
    /// Address behind all redirectors.
    pub(super) address: String,
}

impl Addresses {
    pub(super) fn add_domain(&mut self, brand: usize, domain: &str, collector: &mut Collector) {
        let bare = domain.trim().trim_end_matches('.');
        let Some(host) = ascii_host(bare) else { return };
        let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        collector.add(&host, Layer::Plain, Shape::Address, Owner::Address);
        if !bare.is_ascii() {
            collector.add(&fold_key(bare), Layer::Plain, Shape::Address, Owner::Address);
        }
        let brands = self.domains.entry(host).or_default();
        if !brands.contains(&brand) {
            brands.push(brand);
        }
    }

    pub(super) fn add_link(&mut self, influencer: usize, link: &str, collector: &mut Collector) {
        let Some(key) = canonical(link) else { return };
        if let Some(host) = key.split(['/', '?', '#']).next() {
            self.link_hosts.insert(host.to_owned());
        }
        collector.add(
            &key.to_ascii_lowercase(),
            Layer::Plain,
            Shape::Address,
            Owner::Address,
        );
        self.links.entry(key).or_default().push(influencer);
    }

    /// What a link leads to, if to a brand or by an influencer's link.
    pub(super) fn target(&self, link: &str) -> Option<Target> {
        let url = destination(link)?;
        let host = ascii_host(url.host_str()?)?;
        let brands = self.brands_of(&host);
        let bare = host.strip_prefix("www.").unwrap_or(&host);
        let influencers = if self.link_hosts.contains(bare) {
            canonical(url.as_str())
                .and_then(|key| self.links.get(&key))
                .cloned()
                .unwrap_or_default()
        } else {
            Vec::new()
        };
        Some(Target {
            brands,
            influencers,
            host,
            address: url.into(),
        })
    }

    /// Brands whose domain a host is or lies below.
    pub(super) fn brands_of(&self, host: &str) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut rest = Some(host);
        while let Some(domain) = rest {
            found.extend(self.domains.get(domain).into_iter().flatten());
            rest = domain.split_once('.').map(|(_, parent)| parent);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Byte range of the address around a place of a text where a watched host stands; `None` where it is part of a mail
/// address or of another address's path or query.
pub(super) fn address_around(text: &str, place: Range<usize>) -> Option<Range<usize>> {
    let head = text.get(..place.start)?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let host = head.trim_end_matches(is_host);
    let start = match host.chars().next_back() {
        Some('@' | '=' | '&' | '?' | '%' | '_' | '~' | '#') => return None,
        Some('/') => {
            let scheme = host
                .strip_suffix("://")?
                .trim_end_matches(|c: char| c.is_ascii_alphabetic());
            scheme.len()
        }
        _ => {
            let skipped = head.get(host.len()..)?;
            host.len() + skipped.len() - skipped.trim_start_matches(['.', '-']).len()
        }
    };
    let tail = text.get(place.end..)?;
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || !c.is_ascii()
            || matches!(
                c,
                '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '[' | ']'
            )
    };
    let run = tail.get(..tail.find(ends).unwrap_or(tail.len()))?;
    let run = if run.starts_with(['/', '?', '#', ':']) {
        closed(run)
    } else {
        ""
    };
    Some(start..place.end + run.len())
}

/// A run of address letters without the punctuation that closes the sentence or parenthesis around it.
fn closed(run: &str) -> &str {
    let mut run = run;
    loop {
        let trimmed = run.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        let open = trimmed.matches('(').count();
        let shut = trimmed.matches(')').count();
        let trimmed = if shut > open {
            trimmed.strip_suffix(')').unwrap_or(trimmed)
        } else {
            trimmed
        };
        if trimmed.len() == run.len() {
            return run;
        }
        run = trimmed;
    }
}
