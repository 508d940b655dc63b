//! Which influencer of the roster published a document: the one place that tells, for campaigns and for mentions alike.
//!
//! Evidence in order of certainty: the account, the own site, a link given to them alone, their code, their UTM values,
//! their name as byline. A document that merely names an influencer is never theirs: handles in the text are no evidence.
//! Links, codes and UTM values are copied by fans and coupon pages, so they count only where nothing says that somebody
//! else wrote: not under another account on a platform where the influencer's account is known, and not under another
//! name. A value that two members of the roster share proves nothing about either.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use crate::{
    model::{Backlink, Document, Handle, Influencer, InfluencerId, Platform},
    text::{fold::fold_key, url},
};

use super::{byline, coupons, profile};

/// Who published it, and by which evidence: `handle`, `link`, `code`, `utm` or `byline`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The influencer.
    pub id: InfluencerId,
    /// The evidence.
    pub by: &'static str,
    /// Followers as configured for the document's platform.
    pub configured_followers: Option<u64>,
}

/// The roster, indexed; built once per configuration.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    members: Vec<Member>,
    accounts: HashMap<Handle, usize>,
    domains: Vec<(String, usize)>,
    links: Option<AhoCorasick>,
    of_link: Vec<Option<usize>>,
    codes: HashMap<String, Option<usize>>,
    sources: HashMap<String, Option<usize>>,
    contents: HashMap<String, Option<usize>>,
    names: HashMap<String, Option<usize>>,
}

#[derive(Clone, Debug)]
struct Member {
    influencer: Influencer,
    name: String,
}

impl Roster {
    /// Indexes the roster.
    pub(super) fn new(influencers: &[Influencer]) -> Self {
        let mut out = Self {
            members: Vec::new(),
            accounts: HashMap::new(),
            domains: Vec::new(),
            links: None,
            of_link: Vec::new(),
            codes: HashMap::new(),
            sources: HashMap::new(),
            contents: HashMap::new(),
            names: HashMap::new(),
        };
        let mut links: Vec<(String, usize)> = Vec::new();
        for (index, influencer) in influencers.iter().enumerate() {
            out.add(index, influencer, &mut links);
        }
        links.sort();
        links.dedup();
        let owner = |text: &String| {
            let mut owners = links
                .iter()
                .filter(|(link, _)| link == text)
                .map(|(_, index)| *index);
            owners.next().filter(|_| owners.next().is_none())
        };
        out.of_link = links.iter().map(|(link, _)| owner(link)).collect();
        if !links.is_empty() {
            out.links = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(links.iter().map(|(link, _)| link))
                .ok();
        }
        out
    }

    fn add(&mut self, index: usize, influencer: &Influencer, links: &mut Vec<(String, usize)>) {
        for handle in &influencer.handles {
            if handle.platform == Platform::Web {
                self.domains.push((handle.name.clone(), index));
            } else {
                self.accounts.insert(handle.clone(), index);
            }
        }
        for code in &influencer.codes {
            only(&mut self.codes, fold_key(code), index);
        }
        if let Some(source) = &influencer.utm_source {
            only(&mut self.sources, fold_key(source), index);
        }
        if let Some(content) = &influencer.utm_content {
            only(&mut self.contents, fold_key(content), index);
        }
        let name = byline::key(&influencer.name);
        // One word (`Kristal`) is shared by too many people to be a byline's proof.
        if name.contains(' ') {
            only(&mut self.names, name.clone(), index);
        }
        links.extend(influencer.links.iter().map(|link| (bare_link(link), index)));
        self.members.push(Member {
            influencer: influencer.clone(),
            name,
        });
    }

    /// Tells who published a document, with the place in the roster; `codes` and `backlinks` are what was heard in it.
    pub(super) fn publisher(
        &self,
        document: &Document,
        codes: &[String],
        backlinks: &[Backlink],
    ) -> Option<(usize, Publisher)> {
        if self.members.is_empty() {
            return None;
        }
        let accounts = profile::accounts(document);
        let (index, by) = self
            .by_account(document, &accounts)
            .map(|index| (index, "handle"))
            .or_else(|| {
                let mut carried = self
                    .by_link(document)
                    .map(|index| (index, "link"))
                    .into_iter()
                    .chain(
                        codes
                            .iter()
                            .filter_map(|code| Some((only_of(&self.codes, code)?, "code"))),
                    )
                    .chain(
                        backlinks
                            .iter()
                            .filter_map(|link| Some((self.by_utm(link)?, "utm"))),
                    );
                carried.find(|(index, _)| !self.is_somebody_else(*index, document, &accounts))
            })
            .or_else(|| Some((self.by_name(document, &accounts)?, "byline")))?;
        let member = self.members.get(index)?;
        let publisher = Publisher {
            id: member.influencer.id.clone(),
            by,
            configured_followers: member.influencer.followers.get(&document.platform).copied(),
        };
        Some((index, publisher))
    }

    fn by_account(&self, document: &Document, accounts: &[Handle]) -> Option<usize> {
        if let Some(index) = accounts.iter().find_map(|account| self.accounts.get(account)) {
            return Some(*index);
        }
        if self.domains.is_empty() {
            return None;
        }
        let hosts = [&document.url, &document.author.url];
        let hosts: Vec<String> = hosts
            .into_iter()
            .flatten()
            .filter_map(|address| url::host_of(address))
            .collect();
        let own = |domain: &str| hosts.iter().any(|host| url::host_matches(host, domain));
        self.domains
            .iter()
            .find(|(domain, _)| own(domain))
            .map(|(_, index)| *index)
    }

    fn by_link(&self, document: &Document) -> Option<usize> {
        let links = self.links.as_ref()?;
        let find = |text: &str| {
            whole_links(links, text)
                .into_iter()
                .find_map(|pattern| self.of_link.get(pattern).copied().flatten())
        };
        document
            .links
            .iter()
            .find_map(|link| find(&link.url).or_else(|| find(link.resolved.as_deref()?)))
            .or_else(|| find(&document.text))
    }

    fn by_utm(&self, link: &Backlink) -> Option<usize> {
        let value = |table: &HashMap<String, Option<usize>>, value: &Option<String>| {
            only_of(table, value.as_deref()?)
        };
        value(&self.sources, &link.utm.source)
            .or_else(|| value(&self.contents, &link.utm.content))
            .or_else(|| value(&self.contents, &link.utm.campaign))
    }

    fn by_name(&self, document: &Document, accounts: &[Handle]) -> Option<usize> {
        let names = byline::names(document.author.name.as_deref()?);
        let index = names.iter().find_map(|name| only_of(&self.names, name))?;
        (!self.has_other_account(index, accounts)).then_some(index)
    }

    /// Whether the document stands under an account that is not the member's where theirs is known.
    fn has_other_account(&self, index: usize, accounts: &[Handle]) -> bool {
        let known = |platform: Platform| {
            self.members.get(index).is_some_and(|member| {
                member
                    .influencer
                    .handles
                    .iter()
                    .any(|handle| handle.platform == platform)
            })
        };
        accounts.iter().any(|account| known(account.platform))
    }

    /// Whether something says that another person wrote it.
    fn is_somebody_else(&self, index: usize, document: &Document, accounts: &[Handle]) -> bool {
        let other_name = document.author.name.as_deref().is_some_and(|name| {
            let own = self.members.get(index).map_or("", |member| &*member.name);
            let names = byline::names(name);
            let shares = |name: &String| {
                name.split(' ')
                    .any(|word| own.split(' ').any(|other| word == other))
            };
            !names.is_empty() && !names.iter().any(shares)
        });
        let collected = || {
            let host = document.url.as_deref().and_then(url::host_of);
            host.is_some_and(|host| coupons::is_coupon_site(&host))
        };
        other_name || self.has_other_account(index, accounts) || collected()
    }
}

/// The only owner of a value.
fn only_of(table: &HashMap<String, Option<usize>>, value: &str) -> Option<usize> {
    table.get(&fold_key(value)).copied().flatten()
}

/// Notes the only owner of a value; a second one makes it nobody's.
fn only(table: &mut HashMap<String, Option<usize>>, value: String, index: usize) {
    table
        .entry(value)
        .and_modify(|owner| {
            if *owner != Some(index) {
                *owner = None;
            }
        })
        .or_insert(Some(index));
}

/// A link as it is looked for: no scheme, no `www.`, no slash at the end.
fn bare_link(link: &str) -> String {
    let link = link
        .trim()
        .split_once("://")
        .map_or_else(|| link.trim(), |(_, rest)| rest);
    link.strip_prefix("www.")
        .unwrap_or(link)
        .trim_end_matches('/')
        .to_owned()
}

/// Patterns of the whole links in a text: `bit.ly/acme` is not in `bit.ly/acme2` nor in `notbit.ly/acme`.
fn whole_links(links: &AhoCorasick, text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let part = |byte: Option<&u8>, more: &[u8]| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || more.contains(byte))
    };
    links
        .find_overlapping_iter(text)
        .filter(|found| {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            let www = bytes
                .get(..found.start())
                .is_some_and(|head| head.ends_with(b"www."));
            (www || !part(before, b"-_.")) && !part(bytes.get(found.end()), b"-_")
        })
        .map(|found| found.pattern().as_usize())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Link, Utm};

    fn roster() -> Roster {
        let handle = |platform, name: &str| Handle {
            platform,
            name: name.into(),
        };
        let kristal = Influencer {
            id: "kristal".into(),
            name: "Kristal Sky".into(),
            handles: vec![
                handle(Platform::Instagram, "kristalsky"),
                handle(Platform::Mastodon, "kristal@social.example"),
                handle(Platform::Web, "kristalsky.example"),
            ],
            followers: [(Platform::Instagram, 48_200)].into(),
            codes: vec!["KRISTAL10".into(), "SHARED5".into()],
            links: vec!["bit.ly/acme-kristal".into(), "acme.example/kristal".into()],
            utm_source: Some("kristal".into()),
            ..Influencer::default()
        };
        let robin = Influencer {
            id: "robin".into(),
            name: "Robin".into(),
            codes: vec!["SHARED5".into()],
            ..Influencer::default()
        };
        Roster::new(&[kristal, robin])
    }

    fn post(platform: Platform, handle: Option<&str>, text: &str) -> Document {
        Document {
            platform,
            text: text.into(),
            author: Author {
                handle: handle.map(Into::into),
                ..Author::default()
            },
            ..Document::default()
        }
    }

    fn by(document: &Document, codes: &[&str], backlinks: &[Backlink]) -> Option<&'static str> {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        roster()
            .publisher(document, &codes, backlinks)
            .map(|(_, found)| found.by)
    }

    #[test]
    fn the_account_decides() {
        let (at, found) = roster()
            .publisher(&post(Platform::Instagram, Some("@KristalSky"), ""), &[], &[])
            .expect("hers");
        assert_eq!(
            (at, found.id.as_str(), found.by, found.configured_followers),
            (0, "kristal", "handle", Some(48_200))
        );
        assert_eq!(by(&post(Platform::X, Some("kristalsky"), ""), &[], &[]), None);
        let mut toot = post(Platform::Mastodon, Some("kristal"), "");
        toot.author.url = Some("https://social.example/@kristal".into());
        assert_eq!(by(&toot, &[], &[]), Some("handle"));
        let mut page = post(Platform::Web, None, "");
        page.url = Some("https://www.kristalsky.example/skates".into());
        assert_eq!(by(&page, &[], &[]), Some("handle"));
    }

    #[test]
    fn naming_an_influencer_is_not_being_one() {
        let fan = post(
            Platform::Instagram,
            Some("fan"),
            "So true @kristalsky! use KRISTAL10 bit.ly/acme-kristal",
        );
        assert_eq!(by(&fan, &["KRISTAL10"], &[]), None);
        let mut coupons = post(Platform::Web, None, "KRISTAL10 saves 10 %");
        coupons.author.name = Some("Coupon Team".into());
        assert_eq!(by(&coupons, &["KRISTAL10"], &[]), None);
    }

    #[test]
    fn what_only_they_have_counts_where_nobody_else_signed() {
        let anonymous = |text: &str| post(Platform::Web, None, text);
        assert_eq!(
            by(&anonymous("see https://bit.ly/acme-kristal!"), &[], &[]),
            Some("link")
        );
        assert_eq!(by(&anonymous("see https://bit.ly/acme-kristal2"), &[], &[]), None);
        assert_eq!(by(&anonymous("save"), &["kristal10"], &[]), Some("code"));
        assert_eq!(by(&anonymous("save"), &["SHARED5"], &[]), None);
        let tracked = Backlink {
            brand: "acme".into(),
            link: Link::default(),
            utm: Utm {
                source: Some("Kristal".into()),
                ..Utm::default()
            },
            check: None,
        };
        assert_eq!(by(&anonymous("look"), &[], &[tracked]), Some("utm"));
    }

    #[test]
    fn bylines_need_the_full_name() {
        let signed = |name: &str| {
            let mut document = post(Platform::Web, None, "");
            document.author.name = Some(name.into());
            document
        };
        assert_eq!(by(&signed("By KRISTAL SKY"), &[], &[]), Some("byline"));
        assert_eq!(by(&signed("Sky, Kristal"), &[], &[]), Some("byline"));
        assert_eq!(
            by(&signed("Robin Doe and Kristál Ský | Photo: Ann Lee"), &[], &[]),
            Some("byline")
        );
        assert_eq!(by(&signed("Kristal Skyler"), &[], &[]), None);
        assert_eq!(by(&signed("Robin"), &[], &[]), None);
        let mut impostor = post(Platform::Instagram, Some("kristal.sky.fans"), "");
        impostor.author.name = Some("Kristal Sky".into());
        assert_eq!(by(&impostor, &[], &[]), None);
    }
}
