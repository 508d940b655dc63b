//! Links to brands and to the addresses given to influencers, in markup and in bare text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::patterns::{Collector, Layer, Owner, Shape, fits};
use crate::model::Link;
use crate::text::fold::fold_key;
use crate::text::url::{ascii_host, canonical, destination, readable_host};

// Bounds of what is read around one place: a text may hold a watched host thousands of times, and nothing between them
// that ends an address.

/// Longest scheme and host before a place, in bytes; DNS knows no name beyond 253.
const MAX_HEAD_BYTES: usize = 300;
/// Longest port, path and query after a place, in bytes; few servers take more.
const MAX_TAIL_BYTES: usize = 2_048;

/// Most addresses looked at within one: without blanks between them each goes on to the end of the last.
const MAX_INSIDE: usize = 8;

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
        for written in written_hosts(&host) {
            collector.add(&written, Layer::Plain, Shape::Address, Owner::Address);
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

    /// What a link leads to by its own address and by the one behind it, where that is known: a short link may have been
    /// given to an influencer, and leads to a brand.
    pub(super) fn target_of(&self, link: &Link) -> Option<Target> {
        let Some(behind) = &link.resolved else {
            return self.target(&link.url);
        };
        let (own, behind) = (self.target(&link.url), self.target(behind));
        let (Some(own), Some(mut behind)) = (own.clone(), behind.clone()) else {
            return behind.or(own);
        };
        for (into, more) in [
            (&mut behind.brands, own.brands),
            (&mut behind.influencers, own.influencers),
        ] {
            into.extend(more);
            into.sort_unstable();
            into.dedup();
        }
        Some(behind)
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

/// The ways in which texts write an ASCII host, folded: as it is, and in the letters that it stands for
/// (`xn--bcher-kva.example`, `bücher.example`).
pub(super) fn written_hosts(host: &str) -> Vec<String> {
    let mut written = vec![host.to_owned()];
    if host.contains("xn--") {
        let own = fold_key(&readable_host(host));
        written.extend((own != host && !own.is_empty()).then_some(own));
    }
    written
}

/// Byte ranges of the addresses in a text, in order, that begin with a host or one below it.
pub(super) fn addresses_of<'t>(text: &'t str, host: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let hosts = text.match_indices(host).map(|(at, host)| at..at + host.len());
    let (mut read_to, mut inside) = (0, 0);
    hosts
        .filter(|place| fits(text, place.start, place.end, Shape::Address))
        .filter_map(move |place| {
            inside = if place.start < read_to { inside + 1 } else { 0 };
            let around = (inside <= MAX_INSIDE).then(|| address_around(text, place))??;
            read_to = read_to.max(around.end);
            Some(around)
        })
}

/// Byte range of the address around a place of a text where a watched host stands; `None` where it is part of a mail
/// address or of another address's path or query.
pub(super) fn address_around(text: &str, place: Range<usize>) -> Option<Range<usize>> {
    let head = text.get(text.floor_char_boundary(place.start.saturating_sub(MAX_HEAD_BYTES))..place.start)?;
    let before = place.start - head.len();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let host = head.trim_end_matches(is_host);
    // Longer than any host.
    if host.is_empty() && before > 0 {
        return None;
    }
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
    let tail = text.get(place.end..text.floor_char_boundary(place.end.saturating_add(MAX_TAIL_BYTES)))?;
    if is_part_of_host(tail) {
        return None;
    }
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
    Some(before + start..place.end + run.len())
}

/// Whether what looks like a host is the beginning of another one: `acme.example@evil.example` leads to the second, for which
/// the first is a user name; browsers read `%2e` and `。` as dots.
fn is_part_of_host(tail: &str) -> bool {
    let mut rest = tail.chars();
    match rest.next() {
        Some('@') => rest.next().is_some_and(char::is_alphanumeric),
        Some('%') => rest.by_ref().take(2).filter(char::is_ascii_hexdigit).count() == 2,
        // It also ends a sentence, which a name without a dot of its own may follow at once.
        Some('。') => {
            let label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            let next = rest.as_str().trim_start_matches(label);
            let ends = next.starts_with(['/', ':', '?', '#', '@', '%']);
            let mut after = next.chars();
            let goes_on = matches!(after.next(), Some('.' | '。')) && after.next().is_some_and(label);
            next.len() < rest.as_str().len() && (ends || goes_on)
        }
        _ => false,
    }
}

/// A run of address letters without the punctuation that closes the sentence or parenthesis around it.
fn closed(run: &str) -> &str {
    let count = |sign: char| run.matches(sign).count();
    let (open, mut shut) = (count('('), count(')'));
    let mut run = run;
    loop {
        run = run.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        match run.strip_suffix(')') {
            Some(rest) if shut > open => {
                shut -= 1;
                run = rest;
            }
            _ => return run,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        for (text, expected) in [
            ("see acme.example.", "acme.example"),
            (
                "see https://shop.acme.example/a_(b), yes",
                "https://shop.acme.example/a_(b)",
            ),
            ("(acme.example/a)", "acme.example/a"),
            ("((acme.example/(a)))!).", "acme.example/(a)"),
            ("acme.example/a)?)", "acme.example/a"),
            ("acme.example:8080/x\u{a0}y", "acme.example:8080/x"),
            ("--acme.example", "acme.example"),
            ("jo@acme.example", ""),
            ("//other.example/acme.example", ""),
            ("https://acme.example@evil.example/", ""),
            ("https://acme.example%2eevil.example/", ""),
            ("https://acme.example%40evil.example/", ""),
            ("https://acme.example。evil.example/", ""),
            ("https://acme.example。evil/login", ""),
            (
                "https://acme.example:1@evil.example/",
                "https://acme.example:1@evil.example/",
            ),
            ("https://acme.example。それ", "https://acme.example"),
            ("acme.example@ 100% off", "acme.example"),
            ("acme.example% off", "acme.example"),
        ] {
            let at = text.find("acme.example").unwrap();
            let found = address_around(text, at..at + "acme.example".len());
            assert_eq!(
                found.map_or("", |range| text.get(range).unwrap()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn addresses_that_hang_together_are_not_read_again_and_again() {
        for (link, most) in [
            ("acme.example/x,", 10),
            ("https://acme.example/?a=", 10),
            ("acme.example ", 1),
        ] {
            let text = link.repeat(10_000);
            let read: usize = addresses_of(&text, "acme.example").map(|range| range.len()).sum();
            assert!(read <= most * text.len(), "{link} {read}");
        }
        let text = "acme.example.evil.example acme.examples shop.acme.example/a,acme.example/b";
        let found: Vec<&str> = addresses_of(text, "acme.example")
            .filter_map(|range| text.get(range))
            .collect();
        assert_eq!(found, ["shop.acme.example/a,acme.example/b", "acme.example/b"]);
    }

    #[test]
    fn what_is_read_around_a_place_is_bounded() {
        let head = "x.".repeat(200);
        let tail = "é)".repeat(2_000);
        let text = format!("{head}acme.example/{tail}");
        let at = head.len()..head.len() + "acme.example".len();
        assert_eq!(address_around(&text, at), None, "no host is that long");
        let text = format!("acme.example/{}", ")".repeat(1 << 20));
        assert_eq!(address_around(&text, 0..12), Some(0..13));
        let text = format!("acme.example/{}", "a".repeat(1 << 20));
        assert_eq!(address_around(&text, 0..12), Some(0..12 + MAX_TAIL_BYTES));
    }
}
