//! Links that do not tell where they lead: those of services that shorten addresses, and those given to influencers.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;

use super::addresses::address_around;
use crate::{
    model::{Brand, Document, Influencer, Link},
    text::url::{ascii_host, canonical, destination, host_matches, is_short_host, short_hosts},
};

/// Most short links that are looked for in one document.
const MOST_LINKS: usize = 50;
/// Longest address that is taken for a short one, in bytes.
const LONGEST_BYTES: usize = 512;

/// Where a short link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the document's links, at this position.
    Markup(usize),
    /// Written out in its text.
    Text,
}

/// A link of a document that must be asked where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortLink {
    /// Where it stands.
    pub place: Place,
    /// The address to ask, whole, without what is wrapped around it.
    pub address: String,
    /// Its canonical key: what is remembered of it is remembered under this.
    pub key: String,
}

/// What tells short links from others; built once per configuration.
#[derive(Clone, Debug)]
pub struct ShortLinks {
    /// Finds the hosts and links below in an address or a text.
    finder: Option<AhoCorasick>,
    /// Hosts of the configuration.
    own_hosts: HashSet<String>,
    /// Canonical keys of the links given to influencers that are not plainly a brand's page.
    given: HashSet<String>,
}

impl ShortLinks {
    /// The public services, the hosts that the configuration names, and the links of the roster: brands hand out short
    /// links under names of their own. A link to a brand's own domain says where it leads.
    pub fn new(own_hosts: &[String], brands: &[Brand], influencers: &[Influencer]) -> Self {
        let own_hosts: HashSet<String> = own_hosts.iter().filter_map(|host| ascii_host(host)).collect();
        let plain = |host: &str| {
            let mut domains = brands.iter().flat_map(|brand| &brand.domains);
            domains.any(|domain| host_matches(host, domain))
        };
        let given: HashSet<String> = influencers
            .iter()
            .flat_map(|influencer| &influencer.links)
            .filter_map(|link| canonical(link))
            .filter(|key| !plain(host_of_key(key)))
            .collect();
        let wanted = short_hosts()
            .map(str::to_owned)
            .chain(own_hosts.iter().cloned())
            .chain(given.iter().cloned());
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(wanted)
            .ok();
        Self {
            finder,
            own_hosts,
            given,
        }
    }

    /// Short links of a document, those of its markup first; an address that stands there again is told once per place.
    pub fn of(&self, document: &Document) -> Vec<ShortLink> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        let mut found: Vec<ShortLink> = Vec::new();
        for (at, link) in document.links.iter().enumerate() {
            if found.len() < MOST_LINKS && link.resolved.is_none() && finder.is_match(&link.url) {
                found.extend(self.short(&link.url, Place::Markup(at)));
            }
        }
        for text in [&document.title, &document.text] {
            let (mut reached, mut asked) = (0, 0);
            for hit in finder.find_iter(text) {
                if found.len() >= MOST_LINKS || asked >= MOST_LINKS {
                    break;
                }
                if hit.start() < reached {
                    continue;
                }
                asked += 1;
                let Some(range) = address_around(text, hit.range()) else {
                    continue;
                };
                reached = range.end;
                let short = text
                    .get(range)
                    .and_then(|written| self.short(written, Place::Text));
                let known = |short: &ShortLink| found.iter().any(|other| other.key == short.key);
                found.extend(short.filter(|short| !known(short)));
            }
        }
        found
    }

    /// Whether an address does not tell where it leads.
    pub fn is_short(&self, address: &str) -> bool {
        self.short(address, Place::Text).is_some()
    }

    fn short(&self, written: &str, place: Place) -> Option<ShortLink> {
        if written.len() > LONGEST_BYTES {
            return None;
        }
        let url = destination(written)?;
        let host = ascii_host(url.host_str()?)?;
        let names_something = url.path().len() > 1;
        let key = canonical(url.as_str()).filter(|key| key.len() <= LONGEST_BYTES)?;
        let by_host = names_something && (is_short_host(&host) || self.own_hosts.contains(&host));
        let is_short = by_host || self.given.contains(&key);
        is_short.then(|| ShortLink {
            place,
            // Without a scheme `parse_loose` takes plain HTTP; services answer there with one redirect more at most.
            address: url.into(),
            key,
        })
    }
}

/// Notes where a short link leads. One that is only written out becomes a link of the document.
pub fn note(document: &mut Document, short: &ShortLink, target: &str) {
    match short.place {
        Place::Markup(at) => {
            if let Some(link) = document.links.get_mut(at) {
                link.resolved = Some(target.to_owned());
            }
        }
        Place::Text => document.links.push(Link {
            url: short.address.clone(),
            in_main: true,
            resolved: Some(target.to_owned()),
            ..Link::default()
        }),
    }
}

fn host_of_key(key: &str) -> &str {
    key.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links() -> ShortLinks {
        let brand = Brand {
            domains: vec!["acme.example".to_owned()],
            ..Brand::default()
        };
        let influencer = Influencer {
            links: vec![
                "https://go.acme.test/kristal".to_owned(),
                "https://acme.example/kristal".to_owned(),
            ],
            ..Influencer::default()
        };
        ShortLinks::new(&["ac.me.test".to_owned()], &[brand], &[influencer])
    }

    fn document(links: &[&str], text: &str) -> Document {
        Document {
            text: text.to_owned(),
            links: links
                .iter()
                .map(|url| Link {
                    url: (*url).to_owned(),
                    ..Link::default()
                })
                .collect(),
            ..Document::default()
        }
    }

    #[test]
    fn short_links_are_found_in_markup_and_text() {
        for (urls, text, keys) in [
            (&["https://bit.ly/Abc"][..], "", &["bit.ly/Abc"][..]),
            (&["https://BIT.ly/Abc"], "see bit.ly/Abc", &["bit.ly/Abc"]),
            (&["https://bit.ly/"], "bit.ly is a service", &[]),
            (
                &["https://news.example/bit.ly/x"],
                "on news.example/bit.ly/x",
                &[],
            ),
            (
                &[],
                "now (https://t.co/a), http://t.co/b. notbit.ly/c",
                &["t.co/a", "t.co/b"],
            ),
            (
                &["https://l.facebook.com/l.php?u=https%3A%2F%2Fbit.ly%2Fq"],
                "",
                &["bit.ly/q"],
            ),
            (
                &["https://ac.me.test/7?utm_source=x", "https://other.ac.me.test/7"],
                "",
                &["ac.me.test/7"],
            ),
            (&["https://go.acme.test/kristal/"], "", &["go.acme.test/kristal"]),
            (
                &["https://go.acme.test/other", "https://acme.example/kristal"],
                "",
                &[],
            ),
        ] {
            let found = links().of(&document(urls, text));
            let found: Vec<&str> = found.iter().map(|short| short.key.as_str()).collect();
            assert_eq!(found, keys, "{urls:?} {text}");
        }
    }

    #[test]
    fn the_number_of_one_document_is_bounded() {
        let many: Vec<String> = (0..1_000).map(|n| format!("https://t.co/a{n}")).collect();
        assert_eq!(links().of(&document(&[], &many.join(" "))).len(), MOST_LINKS);
    }

    #[test]
    fn where_it_leads_is_noted_where_it_stands() {
        let mut document = document(&["https://bit.ly/a"], "and t.co/b");
        for short in links().of(&document.clone()) {
            note(&mut document, &short, "https://acme.example/x");
        }
        let targets: Vec<(&str, &str)> = document
            .links
            .iter()
            .map(|link| (link.url.as_str(), link.target()))
            .collect();
        assert_eq!(
            targets,
            [
                ("https://bit.ly/a", "https://acme.example/x"),
                ("http://t.co/b", "https://acme.example/x"),
            ]
        );
        assert_eq!(links().of(&document).len(), 1, "only the text is asked again");
    }

    proptest! {
        #[test]
        fn never_panics(text in "([a-z./:@()é ]|bit\\.ly/|t\\.co){0,60}", url in "\\PC{0,40}") {
            for short in links().of(&document(&[&url], &text)) {
                prop_assert!(short.key.len() <= LONGEST_BYTES);
            }
        }
    }
}
