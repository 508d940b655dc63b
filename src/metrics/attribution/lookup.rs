//! Which influencers a mark names.

use std::collections::{BTreeSet, HashMap};

use crate::model::{CreditRule, Influencer, InfluencerId, Marks, Platform, Provenance, Utm};
use crate::text::fold::fold_key;
use crate::watch::tagged;

/// The marks of the roster; places are those in it.
#[derive(Debug)]
pub(super) struct Lookup<'a> {
    roster: &'a [Influencer],
    places: HashMap<&'a InfluencerId, usize>,
    codes: Owned,
    skus: Owned,
    links: Owned,
    landing: Owned,
    refs: Owned,
    sites: Owned,
    /// Whom parameters name: asked once, since the same ones come with thousands of outcomes.
    tagged: HashMap<Utm, Option<usize>>,
    /// Whom marks name, with those of the lead, and whether they were told by the influencer: day by day they are the same.
    led: HashMap<Asked<'a>, Led>,
}

type Asked<'a> = (&'a Marks, Option<&'a Marks>, bool);

type Owned = HashMap<String, BTreeSet<usize>>;

/// Whom the marks of an outcome name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Led {
    /// Whose it is, and why.
    pub(super) owner: Option<(usize, CreditRule)>,
    /// Who else is named.
    pub(super) others: BTreeSet<usize>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(roster: &'a [Influencer]) -> Self {
        let mut lookup = Self {
            roster,
            places: HashMap::new(),
            codes: Owned::new(),
            skus: Owned::new(),
            links: Owned::new(),
            landing: Owned::new(),
            refs: Owned::new(),
            sites: Owned::new(),
            tagged: HashMap::new(),
            led: HashMap::new(),
        };
        for (place, influencer) in roster.iter().enumerate() {
            lookup.places.insert(&influencer.id, place);
            lookup.enter(place, influencer);
        }
        lookup
    }

    fn enter(&mut self, place: usize, influencer: &Influencer) {
        let enter = |map: &mut Owned, key: String| {
            map.entry(key).or_default().insert(place);
        };
        for code in &influencer.codes {
            enter(&mut self.codes, fold_key(code.trim()));
        }
        for sku in &influencer.skus {
            enter(&mut self.skus, fold_key(sku.trim()));
        }
        for link in &influencer.links {
            let link = link.trim_end_matches('/');
            enter(&mut self.links, fold_key(link));
            // A page of the shop itself is told as the page that was seen first.
            if let Some((_, path)) = link.split_once('/') {
                enter(&mut self.landing, fold_key(&format!("/{path}")));
            }
        }
        for page in &influencer.landing {
            enter(&mut self.landing, fold_key(page));
        }
        for name in &influencer.refs {
            enter(&mut self.refs, fold_key(name));
        }
        for handle in &influencer.handles {
            if handle.platform == Platform::Web {
                enter(&mut self.sites, fold_key(&handle.name));
            }
        }
    }

    /// The influencer at a place.
    pub(super) fn at(&self, place: usize) -> Option<&'a InfluencerId> {
        self.roster.get(place).map(|influencer| &influencer.id)
    }

    /// Whom the marks of an outcome name, the strongest mark first.
    pub(super) fn led(&mut self, marks: &'a Marks, lead: Option<&'a Marks>, provenance: Provenance) -> Led {
        let asked = (marks, lead, matches!(provenance, Provenance::SelfReported));
        if let Some(known) = self.led.get(&asked) {
            return known.clone();
        }
        let led = self.look(asked);
        self.led.insert(asked, led.clone());
        led
    }

    fn look(&mut self, (marks, lead, is_self_reported): Asked<'a>) -> Led {
        let mut named: Vec<(CreditRule, BTreeSet<usize>)> = Vec::new();
        if is_self_reported {
            named.push((CreditRule::SelfReported, self.told(marks)));
        } else {
            named.extend(self.named(marks));
            if let Some(lead) = lead {
                let through = decide(&self.named(lead));
                named.push((
                    CreditRule::Lead,
                    through.into_iter().map(|(place, _)| place).collect(),
                ));
            }
        }
        let owner = decide(&named);
        let all = named.into_iter().flat_map(|(_, places)| places);
        Led {
            owner,
            others: all
                .filter(|place| owner.is_none_or(|(owner, _)| owner != *place))
                .collect(),
        }
    }

    fn named(&mut self, marks: &Marks) -> Vec<(CreditRule, BTreeSet<usize>)> {
        let all = |map: &Owned, keys: &mut dyn Iterator<Item = &String>| -> BTreeSet<usize> {
            keys.filter_map(|key| map.get(&fold_key(key)))
                .flatten()
                .copied()
                .collect()
        };
        let utm = self.tagged(&marks.utm);
        let mut links = all(&self.links, &mut marks.link.iter());
        links.extend(self.told(marks));
        vec![
            (CreditRule::Sku, all(&self.skus, &mut marks.skus.iter())),
            (CreditRule::Code, all(&self.codes, &mut marks.codes.iter())),
            (CreditRule::Link, links),
            (CreditRule::Utm, utm.into_iter().collect()),
            (CreditRule::Landing, all(&self.landing, &mut marks.landing.iter())),
            (CreditRule::Ref, all(&self.refs, &mut marks.reference.iter())),
            (CreditRule::Referrer, all(&self.sites, &mut marks.referrer.iter())),
        ]
    }

    /// Whom the source itself names.
    fn told(&self, marks: &Marks) -> BTreeSet<usize> {
        let named = marks.influencer.as_ref();
        named
            .and_then(|id| self.places.get(id))
            .copied()
            .into_iter()
            .collect()
    }

    fn tagged(&mut self, utm: &Utm) -> Option<usize> {
        if utm.is_empty() {
            return None;
        }
        if let Some(known) = self.tagged.get(utm) {
            return *known;
        }
        let named = tagged::influencer_of(utm, self.roster);
        let place = named.and_then(|id| self.places.get(id)).copied();
        self.tagged.insert(utm.clone(), place);
        place
    }
}

/// The first mark that names somebody, and of several those whom the next ones name too.
fn decide(named: &[(CreditRule, BTreeSet<usize>)]) -> Option<(usize, CreditRule)> {
    let mut within: Option<(CreditRule, BTreeSet<usize>)> = None;
    for (rule, places) in named {
        let (rule, places) = match &within {
            None => (*rule, places.clone()),
            Some((first, among)) => (*first, among.intersection(places).copied().collect()),
        };
        match (places.len(), places.first()) {
            (1, Some(place)) => return Some((*place, rule)),
            (0, _) => {}
            _ => within = Some((rule, places)),
        }
    }
    None
}

/// The platform that an outcome's marks name.
pub(super) fn platform(marks: &Marks) -> Option<Platform> {
    let by_source = || {
        let source = marks.utm.source.as_deref()?.trim().to_lowercase();
        match source.as_str() {
            "twitter" => Some(Platform::X),
            "ig" => Some(Platform::Instagram),
            "yt" => Some(Platform::YouTube),
            "fb" => Some(Platform::Facebook),
            name => name.parse().ok(),
        }
    };
    marks.platform.or_else(by_source)
}
