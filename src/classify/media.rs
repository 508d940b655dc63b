//! Owned, paid or earned.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Brand, BrandId, Campaign, CampaignId, Document, Handle, InfluencerId, MediaKind, Platform},
    text::url,
    watch::profile,
};

use super::disclosure::Disclosures;

/// How the evidence of a disclosure begins.
pub(super) const SAYS: &str = "it says `";
/// How the evidence of one that does not suffice ends.
pub(super) const WEAK: &str = ", which regulators do not take as sufficient";
/// The evidence where the platform says it.
pub(super) const FLAGGED: &str = "flagged by the platform";

/// Decides whose media a document is; built once per configuration.
#[derive(Clone, Debug)]
pub struct Media {
    accounts: HashMap<BrandId, HashSet<Handle>>,
    sites: HashMap<BrandId, Vec<String>>,
    disclosures: Disclosures,
    paid: HashMap<CampaignId, HashSet<InfluencerId>>,
}

impl Media {
    /// Indexes the brands' own accounts and sites, and which influencers a campaign pays.
    pub fn new(brands: &[Brand], campaigns: &[Campaign]) -> Self {
        let own = |brand: &Brand| -> HashSet<Handle> {
            let accounts = brand
                .handles
                .iter()
                .filter(|handle| handle.platform != Platform::Web);
            accounts.cloned().collect()
        };
        let sites = |brand: &Brand| -> Vec<String> {
            let web = brand
                .handles
                .iter()
                .filter(|handle| handle.platform == Platform::Web);
            let domains = brand.domains.iter().chain(&brand.owned);
            web.map(|handle| &handle.name).chain(domains).cloned().collect()
        };
        let paid = |campaign: &Campaign| -> HashSet<InfluencerId> {
            let costs = campaign.costs.iter().filter(|cost| cost.pays());
            costs.filter_map(|cost| cost.influencer.clone()).collect()
        };
        Self {
            accounts: brands
                .iter()
                .map(|brand| (brand.id.clone(), own(brand)))
                .collect(),
            sites: brands
                .iter()
                .map(|brand| (brand.id.clone(), sites(brand)))
                .collect(),
            disclosures: Disclosures::new(),
            paid: campaigns
                .iter()
                .map(|campaign| (campaign.id.clone(), paid(campaign)))
                .collect(),
        }
    }

    /// Owned if one of the brands it is about published it; paid if it says so, the platform says so, or an influencer
    /// published it whom one of its campaigns pays; else earned. With what decided, in words. `hashtags` are those of the
    /// document, folded.
    pub fn judge(
        &self,
        document: &Document,
        brands: &[BrandId],
        campaigns: &[CampaignId],
        hashtags: &[String],
        publisher: Option<&InfluencerId>,
    ) -> (MediaKind, Option<String>) {
        if let Some(own) = self.own(document, brands) {
            return (MediaKind::Owned, Some(own));
        }
        // What the text says itself comes first: whether the public was told is worth knowing.
        let said = self.disclosures.find(document, hashtags).map(|said| {
            let form = if said.clear { "" } else { WEAK };
            format!("{SAYS}{}`{form}", said.words)
        });
        let pays = |campaign: &&CampaignId| {
            let paid = self.paid.get(*campaign);
            paid.zip(publisher)
                .is_some_and(|(paid, publisher)| paid.contains(publisher))
        };
        let paid = said
            .or_else(|| document.paid_flag.then(|| FLAGGED.to_owned()))
            .or_else(|| {
                campaigns
                    .iter()
                    .find(pays)
                    .map(|campaign| format!("paid by the campaign `{campaign}`"))
            });
        match paid {
            Some(why) => (MediaKind::Paid, Some(why)),
            None => (MediaKind::Earned, None),
        }
    }

    /// The account or site of one of the brands under which a document stands.
    fn own(&self, document: &Document, brands: &[BrandId]) -> Option<String> {
        let accounts = profile::accounts(document);
        let host = document.url.as_deref().and_then(url::host_of);
        brands.iter().find_map(|brand| {
            let own = self.accounts.get(brand);
            let account = accounts
                .iter()
                .find(|account| own.is_some_and(|own| own.contains(account)));
            let site = || {
                let sites = self.sites.get(brand).map_or(&[][..], Vec::as_slice);
                let host = host.as_deref()?;
                let site = sites.iter().find(|site| url::host_matches(host, site))?;
                Some(format!("published at {site}"))
            };
            account
                .map(|account| format!("published by {account}"))
                .or_else(site)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Author;

    fn media() -> Media {
        let acme = Brand {
            id: "acme".into(),
            handles: vec![Handle {
                platform: Platform::X,
                name: "acme".into(),
            }],
            domains: vec!["acme.example".into()],
            owned: vec!["acme.blog.example".into()],
            ..Brand::default()
        };
        Media::new(&[acme], &[])
    }

    fn kind(document: &Document, hashtags: &[&str]) -> MediaKind {
        let hashtags: Vec<String> = hashtags.iter().map(|tag| (*tag).to_owned()).collect();
        media().judge(document, &["acme".into()], &[], &hashtags, None).0
    }

    #[test]
    fn what_the_brand_publishes_is_owned() {
        let tweet = |handle: &str| Document {
            platform: Platform::X,
            author: Author {
                handle: Some(handle.into()),
                ..Author::default()
            },
            ..Document::default()
        };
        let page = |url: &str| Document {
            url: Some(url.into()),
            ..Document::default()
        };
        assert_eq!(kind(&tweet("Acme"), &["ad"]), MediaKind::Owned);
        assert_eq!(kind(&tweet("acmefan"), &[]), MediaKind::Earned);
        assert_eq!(kind(&page("https://acme.blog.example/1"), &[]), MediaKind::Owned);
        assert_eq!(kind(&page("https://www.acme.example/1"), &[]), MediaKind::Owned);
        assert_eq!(
            kind(&page("https://other.blog.example/1"), &[]),
            MediaKind::Earned
        );
    }

    #[test]
    fn disclosed_advertising_is_paid() {
        let text = |text: &str| Document {
            text: text.into(),
            ..Document::default()
        };
        for tag in ["ad", "werbung", "annons", "광고", "sponsored"] {
            let said = text(&format!("I love my skates #{tag}"));
            assert_eq!(kind(&said, &[tag]), MediaKind::Paid, "{tag}");
        }
        assert_eq!(kind(&text("Anzeige: my skates"), &[]), MediaKind::Paid);
        assert_eq!(
            kind(&text("Adventure with my skates"), &["adventure"]),
            MediaKind::Earned
        );
        let flagged = Document {
            paid_flag: true,
            ..Document::default()
        };
        assert_eq!(kind(&flagged, &[]), MediaKind::Paid);
    }

    #[test]
    fn what_decided_is_told() {
        let mut media = Media::new(&[], &[]);
        media.paid.insert("spring".into(), ["kristal".into()].into());
        let document = Document {
            text: "New skates #spon".into(),
            ..Document::default()
        };
        let why = |document: &Document, tags: &[String], publisher: Option<&InfluencerId>| {
            media
                .judge(document, &[], &["spring".into()], tags, publisher)
                .1
                .unwrap_or_default()
        };
        assert_eq!(
            why(&document, &["spon".into()], None),
            "it says `#spon`, which regulators do not take as sufficient"
        );
        assert_eq!(
            why(&Document::default(), &[], Some(&"kristal".into())),
            "paid by the campaign `spring`"
        );
        let flagged = Document {
            paid_flag: true,
            ..Document::default()
        };
        assert_eq!(why(&flagged, &[], None), "flagged by the platform");
    }
}
