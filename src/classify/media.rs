//! Owned, paid or earned.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Brand, BrandId, Campaign, CampaignId, Document, Handle, InfluencerId, MediaKind, Platform},
    text::{fold::fold_key, url},
    watch::profile,
};

/// Hashtags by which authors disclose advertising in many countries, folded. `#pr` is usual in Sweden and Japan.
const DISCLOSURE_TAGS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "sponsored",
    "sponsoredpost",
    "spon",
    "sponcon",
    "paidpartnership",
    "paidad",
    "gifted",
    "prgift",
    "pr",
    "anzeige",
    "werbung",
    "bezahltewerbung",
    "gesponsert",
    "reklam",
    "reklame",
    "annons",
    "annonse",
    "betaltsamarbete",
    "betaltsamarbeid",
    "isamarbete",
    "sponsrad",
    "samarbete",
    "publicidad",
    "publi",
    "patrocinado",
    "publicidade",
    "pub",
    "publicite",
    "publicité",
    "sponsorise",
    "sponsorisé",
    "collaborationcommerciale",
    "partenariatremunere",
    "partenariatrémunéré",
    "pubblicità",
    "pubblicita",
    "adv",
    "sponsorizzato",
    "advertentie",
    "gesponsord",
    "betaaldesamenwerking",
    "reklama",
    "współpracareklamowa",
    "wspolpracareklamowa",
    "kaupallinenyhteistyö",
    "mainos",
    "işbirliği",
    "isbirligi",
    "реклама",
    "광고",
    "협찬",
    "유료광고",
    "広告",
    "案件",
    "タイアップ",
    "广告",
    "廣告",
    "推广",
    "reklámegyüttműködés",
    "διαφημιση",
    "إعلان",
];

/// Beginnings of a text that disclose the same.
const DISCLOSURE_STARTS: &[&str] = &[
    "ad:",
    "ad |",
    "[ad]",
    "(ad)",
    "advertisement:",
    "sponsored:",
    "sponsored post",
    "paid partnership",
    "anzeige:",
    "anzeige |",
    "[anzeige]",
    "werbung:",
    "werbung |",
    "[werbung]",
    "annons:",
    "reklam:",
    "annonse:",
    "reklame:",
    "publicidad:",
    "publicité :",
    "advertorial",
    "[광고]",
    "【pr】",
    "[pr]",
];

/// Decides whose media a document is; built once per configuration.
#[derive(Clone, Debug)]
pub struct Media {
    accounts: HashMap<BrandId, HashSet<Handle>>,
    sites: HashMap<BrandId, Vec<String>>,
    tags: HashSet<&'static str>,
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
            tags: DISCLOSURE_TAGS.iter().copied().collect(),
            paid: campaigns
                .iter()
                .map(|campaign| (campaign.id.clone(), paid(campaign)))
                .collect(),
        }
    }

    /// Owned if one of the brands it is about published it; paid if it says so, the platform says so, or an influencer
    /// published it whom one of its campaigns pays; else earned. `hashtags` are those of the document, folded.
    pub fn judge(
        &self,
        document: &Document,
        brands: &[BrandId],
        campaigns: &[CampaignId],
        hashtags: &[String],
        publisher: Option<&InfluencerId>,
    ) -> MediaKind {
        if self.is_owned(document, brands) {
            return MediaKind::Owned;
        }
        let paid = publisher.is_some_and(|publisher| {
            let pays = |campaign: &CampaignId| {
                self.paid
                    .get(campaign)
                    .is_some_and(|paid| paid.contains(publisher))
            };
            campaigns.iter().any(pays)
        });
        if paid || document.paid_flag || self.is_disclosed(document, hashtags) {
            MediaKind::Paid
        } else {
            MediaKind::Earned
        }
    }

    fn is_owned(&self, document: &Document, brands: &[BrandId]) -> bool {
        let accounts = profile::accounts(document);
        let host = document.url.as_deref().and_then(url::host_of);
        brands.iter().any(|brand| {
            let account = || {
                accounts
                    .iter()
                    .any(|account| self.accounts.get(brand).is_some_and(|own| own.contains(account)))
            };
            let site = || {
                let sites = self.sites.get(brand).map_or(&[][..], Vec::as_slice);
                host.as_ref()
                    .is_some_and(|host| sites.iter().any(|site| url::host_matches(host, site)))
            };
            account() || site()
        })
    }

    fn is_disclosed(&self, document: &Document, hashtags: &[String]) -> bool {
        if hashtags.iter().any(|tag| self.tags.contains(tag.as_str())) {
            return true;
        }
        [&document.title, &document.text].into_iter().any(|text| {
            let text = text.trim_start();
            let mut end = text.len().min(40);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let start = fold_key(text.get(..end).unwrap_or(""));
            DISCLOSURE_STARTS
                .iter()
                .any(|disclosure| start.starts_with(disclosure))
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
        media().judge(document, &["acme".into()], &[], &hashtags, None)
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
            assert_eq!(kind(&text("I love my skates"), &[tag]), MediaKind::Paid, "{tag}");
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
}
