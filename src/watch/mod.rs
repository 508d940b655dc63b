//! Hearing: which documents are about whom, and why.
//!
//! [`Watch::compile`] turns all brands, influencers and campaigns into a few tables; [`Watch::hear`] passes once over the
//! words of a document and checks a boolean query only where the rarest word it needs stands, or the rarest two in a row.

mod accounts;
mod addresses;
mod anchors;
pub(crate) mod byline;
pub mod coupons;
mod defanged;
mod glob;
mod hear;
pub mod identity;
mod outlines;
mod patterns;
pub mod profile;
mod publisher;
pub mod query;
pub mod relink;
mod rules;
pub mod short;
mod site;
mod spellings;
pub mod tagged;
mod topics;

pub use publisher::Publisher;
pub use query::{Explanation, Library, Query, QueryError};
pub use topics::Topics;

use std::collections::HashMap;

use url::Url;

use accounts::Accounts;
use addresses::Addresses;
use outlines::Outlines;
use patterns::{Collector, Layer, Owner, Patterns, Shape, is_common};
use publisher::Roster;
use rules::Rule;
use spellings::Spelling;

use crate::model::{
    Backlink, Brand, BrandId, Campaign, CampaignId, CaseRule, Influencer, InfluencerId, Match,
};
use crate::text::fold::{Names, fold_key};
use crate::text::language::code_of;
use crate::text::url::ascii_host;

/// What a document says about the watched brands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// Brands it mentions, sorted; empty means it is no mention.
    pub brands: Vec<BrandId>,
    /// Campaigns it belongs to, sorted.
    pub campaigns: Vec<CampaignId>,
    /// Which rules matched and where, at most [`MAX_MATCHES`].
    pub matches: Vec<Match>,
    /// All its hashtags without `#`, folded, sorted.
    pub hashtags: Vec<String>,
    /// All handles named in it without `@`, lower case, in order of appearance.
    pub handles: Vec<String>,
    /// Links to brands' domains.
    pub backlinks: Vec<Backlink>,
    /// Promo codes of the roster seen in it, as configured.
    pub codes: Vec<String>,
    /// Influencer of the roster who published it.
    pub publisher: Option<Publisher>,
}

/// Most matches kept of one document.
pub const MAX_MATCHES: usize = 50;
/// Most hashtags, and most handles, kept of one document.
pub const MAX_TAGS: usize = 100;
/// Most backlinks kept of one document.
pub const MAX_BACKLINKS: usize = 200;

/// A brand or a campaign, by place in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject {
    Brand(usize),
    Campaign(usize),
}

#[derive(Clone, Debug)]
struct WatchedBrand {
    id: BrandId,
    languages: Vec<String>,
}

#[derive(Clone, Debug)]
struct WatchedCampaign {
    id: CampaignId,
    brand: usize,
    influencers: Vec<usize>,
}

/// Everything that is listened for, compiled. Immutable: share it by reference or `Arc`.
#[derive(Clone, Debug)]
pub struct Watch {
    brands: Vec<WatchedBrand>,
    campaigns: Vec<WatchedCampaign>,
    roster: Roster,
    /// Values of `utm_source`, folded, and of `utm_content` or `utm_campaign`, by influencer.
    sources: Vec<(Option<String>, Option<String>)>,
    rules: Vec<Rule>,
    /// What words alone tell of each.
    outlines: Outlines,
    /// Whose each rule is.
    subjects: Vec<Subject>,
    /// Rules that can hold without any of their words.
    unanchored: Vec<usize>,
    /// Whether any of it depends on the language of a document.
    asks_language: bool,
    patterns: Patterns,
    /// Words that are looked for in disguise.
    names: Names,
    /// Folded hashtag to whose it is.
    tags: HashMap<String, Vec<Subject>>,
    accounts: Accounts,
    addresses: Addresses,
    /// Code as configured and whose it is.
    codes: Vec<(String, usize)>,
}

impl Watch {
    /// Whether anything that is listened for depends on the language of a document.
    pub fn asks_language(&self) -> bool {
        self.asks_language
    }

    /// Whether an address lies on a brand's domain.
    pub fn is_of_a_brand(&self, url: &Url) -> bool {
        let host = url.host_str().and_then(ascii_host);
        host.is_some_and(|host| !self.addresses.brands_of(&host).is_empty())
    }

    /// Whether an address lies on the domain of this brand.
    pub fn is_of(&self, brand: &BrandId, address: &str) -> bool {
        let target = self.addresses.target(address);
        let brands = target.map(|target| target.brands).unwrap_or_default();
        brands
            .iter()
            .any(|index| self.brands.get(*index).is_some_and(|known| known.id == *brand))
    }

    /// Whether a link to an address can mean anything: a brand's page or profile, or an influencer's link.
    pub fn means_something(&self, address: &str) -> bool {
        self.addresses.target(address).is_some_and(|target| {
            let profile = self.accounts.profile(address, &target.host);
            !target.brands.is_empty() || !target.influencers.is_empty() || !profile.is_empty()
        })
    }

    /// Compiles a configuration whose queries name ready-made ones at most; see [`Watch::compile_with`].
    pub fn compile(
        brands: &[Brand],
        influencers: &[Influencer],
        campaigns: &[Campaign],
    ) -> Result<Self, Vec<(String, QueryError)>> {
        Self::compile_with(Library::ready_made(), brands, influencers, campaigns)
    }

    /// Compiles the whole configuration. Errors name the brand or campaign whose query was not understood.
    pub fn compile_with(
        library: &Library,
        brands: &[Brand],
        influencers: &[Influencer],
        campaigns: &[Campaign],
    ) -> Result<Self, Vec<(String, QueryError)>> {
        let brand_queries = brands.iter().map(|brand| brand.query.len());
        let campaign_queries = campaigns.iter().map(|campaign| campaign.query.len());
        let bytes: usize = brand_queries.chain(campaign_queries).sum();
        let mut compiler = Compiler {
            library: library.clone(),
            brands: Vec::with_capacity(brands.len()),
            rules: Vec::with_capacity(brands.len() + campaigns.len()),
            collector: Collector::for_queries(bytes),
            ..Compiler::default()
        };
        for (index, brand) in brands.iter().enumerate() {
            compiler.add_brand(index, brand);
        }
        for (index, influencer) in influencers.iter().enumerate() {
            compiler.add_influencer(index, influencer);
        }
        for campaign in campaigns {
            compiler.add_campaign(campaign, brands, influencers);
        }
        compiler.finish(Roster::new(influencers))
    }
}

#[derive(Default)]
struct Compiler {
    library: Library,
    brands: Vec<WatchedBrand>,
    campaigns: Vec<WatchedCampaign>,
    sources: Vec<(Option<String>, Option<String>)>,
    rules: Vec<Rule>,
    subjects: Vec<Subject>,
    collector: Collector,
    tags: HashMap<String, Vec<Subject>>,
    accounts: Accounts,
    addresses: Addresses,
    codes: Vec<(String, usize)>,
    asks_language: bool,
    errors: Vec<(String, QueryError)>,
}

impl Compiler {
    fn add_brand(&mut self, index: usize, brand: &Brand) {
        self.brands.push(WatchedBrand {
            id: brand.id.clone(),
            languages: brand.languages.iter().filter_map(|code| code_of(code)).collect(),
        });
        self.add_query(
            &brand.query,
            spelling_of(brand),
            Subject::Brand(index),
            brand.id.as_str(),
        );
        self.add_tags(&brand.hashtags, Subject::Brand(index));
        for handle in &brand.handles {
            self.accounts.add(index, handle);
        }
        for domain in &brand.domains {
            self.addresses.add_domain(index, domain, &mut self.collector);
        }
    }

    fn add_influencer(&mut self, index: usize, influencer: &Influencer) {
        let folded = |value: &Option<String>| value.as_deref().map(fold_key);
        self.sources
            .push((folded(&influencer.utm_source), folded(&influencer.utm_content)));
        for link in &influencer.links {
            self.addresses.add_link(index, link, &mut self.collector);
        }
        for code in influencer.codes.iter().filter(|code| !code.trim().is_empty()) {
            let owner = Owner::Code(self.codes.len());
            self.collector
                .add(&fold_key(code.trim()), Layer::Plain, Shape::Word, owner);
            self.codes.push((code.trim().to_owned(), index));
        }
    }

    /// A campaign of a brand that is not there is nobody's and left out; the configuration has complained already.
    fn add_campaign(&mut self, campaign: &Campaign, brands: &[Brand], influencers: &[Influencer]) {
        let Some(at) = brands.iter().position(|brand| brand.id == campaign.brand) else {
            return;
        };
        let index = self.campaigns.len();
        let roster = |id: &InfluencerId| influencers.iter().position(|one| one.id == *id);
        self.campaigns.push(WatchedCampaign {
            id: campaign.id.clone(),
            brand: at,
            influencers: campaign.influencers.iter().filter_map(roster).collect(),
        });
        let spelling = brands.get(at).map_or_else(|| Layer::Unmasked.into(), spelling_of);
        self.add_query(
            &campaign.query,
            spelling,
            Subject::Campaign(index),
            campaign.id.as_str(),
        );
        self.add_tags(&campaign.hashtags, Subject::Campaign(index));
    }

    fn add_query(&mut self, source: &str, spelling: Spelling, subject: Subject, name: &str) {
        if source.trim().is_empty() {
            return;
        }
        match Query::parse_with(source, &self.library) {
            Ok(query) => {
                let rule = Rule::bind(query.expr(), spelling, self.rules.len(), &mut self.collector);
                self.asks_language |= rule.asks_language();
                self.rules.push(rule);
                self.subjects.push(subject);
            }
            Err(error) => self.errors.push((name.to_owned(), error)),
        }
    }

    fn add_tags(&mut self, tags: &[String], subject: Subject) {
        for tag in tags {
            let tag = tag_key(tag);
            if !tag.is_empty() {
                self.tags.entry(tag).or_default().push(subject);
            }
        }
    }

    fn finish(mut self, roster: Roster) -> Result<Watch, Vec<(String, QueryError)>> {
        let unanchored = anchors::place(&self.rules, &mut self.collector);
        let names = Names::new(self.collector.words(Layer::Unmasked), is_common);
        let patterns = match self.collector.build() {
            Ok(patterns) => patterns,
            Err(error) => {
                let help = "watch fewer words in one configuration";
                let error = QueryError::new(
                    format!("the queries together are too large: {error}"),
                    (0, 0),
                    help,
                );
                self.errors.push(("all brands".to_owned(), error));
                return Err(self.errors);
            }
        };
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let asks_language = self.asks_language || self.brands.iter().any(|brand| !brand.languages.is_empty());
        Ok(Watch {
            brands: self.brands,
            campaigns: self.campaigns,
            roster,
            sources: self.sources,
            outlines: Outlines::new(&self.rules, &patterns),
            rules: self.rules,
            subjects: self.subjects,
            unanchored,
            asks_language,
            patterns,
            names,
            tags: self.tags,
            accounts: self.accounts,
            addresses: self.addresses,
            codes: self.codes,
        })
    }
}

fn spelling_of(brand: &Brand) -> Spelling {
    let layer = match (brand.case, brand.lookalikes) {
        (CaseRule::Exact, _) => Layer::Exact,
        (CaseRule::Fold, true) => Layer::Unmasked,
        (CaseRule::Fold, false) => Layer::Plain,
    };
    Spelling {
        layer,
        plurals: brand.plurals,
    }
}

/// Key of a hashtag: folded, without `#` and without the spaces a category may have.
fn tag_key(tag: &str) -> String {
    fold_key(tag.trim_start_matches(['#', '＃']))
        .split_whitespace()
        .collect()
}

#[cfg(test)]
mod corpora;
#[cfg(test)]
mod tests;
