//! What the lines of a log come to: pages that send visitors, and visits by marked links.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    Request, referrer, request,
    visitor::{Seed, Seen, Visitors, bounded, is_visit},
};
use crate::model::{DayVisits, Document, Link, Utm, day_of};
use crate::parse::Context;
use crate::text::url::{canonical, registrable_domain, utm};

/// Most pages whose links are remembered; those that sent somebody last are kept.
const MAX_PAGES: usize = 2_000;
/// Most pages that are new in one reading: whoever likes can make up pages by the thousand.
const MAX_NEW: usize = 500;
/// Most links of one page.
const MAX_LINKS: usize = 20;

/// Pages that sent visitors, by their address in its one spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Referrals(BTreeMap<String, Referral>);

/// A page that sent visitors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Referral {
    url: Url,
    /// The first visitor it sent.
    first: Timestamp,
    /// The last one.
    last: Timestamp,
    /// Where it sent them.
    links: Vec<String>,
}

/// Lines as they are read.
#[derive(Debug)]
pub struct Tally<'a> {
    site: Option<&'a str>,
    zone: &'a TimeZone,
    visitors: Visitors,
    referrals: Referrals,
    /// Pages that sent somebody in these lines.
    touched: BTreeSet<String>,
    days: BTreeMap<Date, DayVisits>,
    /// Lines read.
    pub lines: usize,
    /// Lines that are none of an access log.
    odd: usize,
    /// Visits of which the site is not known.
    homeless: usize,
    /// Visits whose visitors could not be told apart.
    untold: usize,
    /// Pages that were new, and visits from those beyond [`MAX_NEW`].
    new: usize,
    crowded: usize,
}

/// What they came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// Pages that sent visitors in these lines.
    pub documents: Vec<Document>,
    /// Visits by marked links, by day.
    pub days: BTreeMap<Date, DayVisits>,
    /// For the next lines.
    pub visitors: Visitors,
    /// For the next lines.
    pub referrals: Referrals,
    /// What was noticed and survived.
    pub issues: Vec<String>,
    /// Whether there were lines, and none of them was one of an access log.
    pub is_strange: bool,
}

impl<'a> Tally<'a> {
    /// Goes on from what is remembered. `site` is the host of requests whose line names none; days are reckoned in
    /// `zone`.
    pub fn new(site: Option<&'a str>, zone: &'a TimeZone, visitors: Visitors, referrals: Referrals) -> Self {
        Self {
            site,
            zone,
            visitors,
            referrals,
            touched: BTreeSet::new(),
            days: BTreeMap::new(),
            lines: 0,
            odd: 0,
            homeless: 0,
            untold: 0,
            new: 0,
            crowded: 0,
        }
    }

    /// Takes one line; `seed` gives the key of a new day.
    pub fn line(&mut self, line: &[u8], seed: &mut dyn FnMut() -> Seed) {
        if line.trim_ascii().is_empty() || line.starts_with(b"#") {
            return;
        }
        self.lines += 1;
        match request(line) {
            Some(request) if is_visit(&request) => self.visit(&request, seed),
            Some(_) => {}
            None => self.odd += 1,
        }
    }

    fn visit(&mut self, request: &Request, seed: &mut dyn FnMut() -> Seed) {
        let marks = bounded(utm(&request.target));
        let is_marked = marks != Utm::default();
        if is_marked {
            self.marked(request, marks, seed);
        }
        if request.referrer.is_none() {
            return;
        }
        let named = request
            .host
            .as_deref()
            .filter(|host| registrable_domain(host).is_some());
        let Some(host) = named.or(self.site) else {
            self.homeless += 1;
            return;
        };
        let own: Vec<&str> = [Some(host), self.site].into_iter().flatten().collect();
        let Some(page) = referrer::page(request, &own) else {
            return;
        };
        let Some(target) = target(host, &request.target, is_marked) else {
            return;
        };
        self.referral(page, target, request.at);
    }

    fn marked(&mut self, request: &Request, marks: Utm, seed: &mut dyn FnMut() -> Seed) {
        let day = day_of(request.at, self.zone);
        let seen = self.visitors.note(day, request, &marks, seed);
        self.untold += usize::from(seen == Seen::Untold);
        let visits = self.days.entry(day).or_default();
        visits.add(marks, 1, u64::from(seen == Seen::New));
    }

    fn referral(&mut self, page: Url, target: String, at: Timestamp) {
        let Some(key) = canonical(page.as_str()) else {
            return;
        };
        if !self.referrals.0.contains_key(&key) {
            if self.new >= MAX_NEW {
                self.crowded += 1;
                return;
            }
            self.new += 1;
        }
        let known = self.referrals.0.entry(key.clone()).or_insert_with(|| Referral {
            url: page,
            first: at,
            last: at,
            links: Vec::new(),
        });
        (known.first, known.last) = (known.first.min(at), known.last.max(at));
        let is_new = !known.links.contains(&target);
        if is_new && known.links.len() < MAX_LINKS {
            known.links.push(target);
        }
        self.touched.insert(key);
        if self.referrals.0.len() > MAX_PAGES * 2 {
            self.referrals.forget_surplus();
        }
    }

    /// All pages that are known are told, not only those that sent somebody in these lines.
    pub fn hear_all(&mut self) {
        let keys = self.referrals.0.keys();
        self.touched.extend(keys.cloned());
    }

    /// What the lines came to.
    pub fn finish(mut self, ctx: &Context<'_>) -> Counted {
        let documents = self.touched.iter();
        let documents = documents.filter_map(|key| Some(self.referrals.0.get(key)?.document(key, ctx)));
        let documents = documents.collect();
        self.referrals.forget_surplus();
        let mut issues = Vec::new();
        let mut note = |count: usize, what: &str| {
            if count > 0 {
                issues.push(format!("{count} {what}"));
            }
        };
        note(
            self.odd,
            "lines are none of an access log in the common, combined or JSON form",
        );
        note(
            self.homeless,
            "visits do not say which site they are of; give the log its `site`",
        );
        note(
            self.crowded,
            "visits came from pages beyond the 500 new ones of one reading; so many at once are made up",
        );
        note(
            self.untold,
            "visits are counted whose visitors could not be told apart",
        );
        Counted {
            documents,
            days: self.days,
            visitors: self.visitors,
            referrals: self.referrals,
            issues,
            is_strange: self.lines > 0 && self.odd == self.lines,
        }
    }
}

impl Referrals {
    /// Keeps those that sent somebody last.
    fn forget_surplus(&mut self) {
        let surplus = self.0.len().saturating_sub(MAX_PAGES);
        if surplus == 0 {
            return;
        }
        let mut lasts: Vec<Timestamp> = self.0.values().map(|known| known.last).collect();
        lasts.sort_unstable();
        if let Some(oldest) = lasts.get(surplus) {
            self.0.retain(|_, known| known.last >= *oldest);
        }
    }
}

impl Referral {
    /// All that is known of the page: where it is, and where it leads.
    fn document(&self, key: &str, ctx: &Context<'_>) -> Document {
        let link = |url: &String| Link {
            url: url.clone(),
            in_main: true,
            ..Link::default()
        };
        Document {
            source: ctx.source.clone(),
            id: Some(key.to_owned()),
            url: Some(self.url.to_string()),
            // Written out, it is read as an address, not as words that praise or blame.
            title: self.url.to_string(),
            links: self.links.iter().map(link).collect(),
            seen: self.first,
            language: ctx.language.map(str::to_owned),
            platform: ctx.platform,
            ..Document::default()
        }
    }
}

/// The address that was asked for, without what does not choose the page, but with the marks of a campaign.
fn target(host: &str, target: &str, is_marked: bool) -> Option<String> {
    let mut url = if target.starts_with('/') {
        Url::parse(&format!("https://{host}{target}")).ok()?
    } else {
        Url::parse(target)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))?
    };
    url.set_fragment(None);
    let key = canonical(url.as_str())?;
    if !is_marked && !key.contains('?') {
        url.set_query(None);
    }
    (url.as_str().len() <= 2_048).then(|| url.into())
}
