//! Links of one document: backlinks, profiles, influencers' links, campaign parameters.

use std::collections::BTreeSet;

use super::Ear;
use crate::model::{Backlink, Link, Utm};
use crate::text::fold::{Folded, fold_key};
use crate::text::url::{canonical, utm};
use crate::watch::MAX_BACKLINKS;
use crate::watch::addresses::{Target, address_around};
use crate::watch::patterns::{Field, Hit, Owner, Places};
use crate::watch::rules::Span;

impl Ear<'_> {
    /// All links of a document: its markup's and those written out.
    pub(super) fn links(&mut self) {
        let doc = self.doc;
        let mut known: Vec<String> = Vec::new();
        for link in &doc.links {
            let Some(target) = self.watch.addresses.target_of(link) else {
                continue;
            };
            let place = ("link", 0, link.url.len());
            let wanted = self.follow(&target, link, place);
            let profile = self.profile(link.target(), &target.host);
            if wanted || profile {
                known.extend(canonical(&link.url));
            }
        }
        self.bare_links(&known);
    }

    /// A link to a brand's profile on a platform names the brand.
    fn profile(&mut self, address: &str, host: &str) -> bool {
        let whose = self.watch.accounts.profile(address, host);
        for &brand in whose {
            if self.listens(brand) {
                let new = self.brands.insert(brand);
                if new {
                    self.note_as(brand, "handle", "link", (0, address.len()), address.to_owned());
                }
            }
        }
        !whose.is_empty()
    }

    /// Notes what a link means; whether it meant anything.
    fn follow(&mut self, target: &Target, link: &Link, place: (&str, usize, usize)) -> bool {
        // Parameters of a short link itself are handed on by its service, or are lost.
        let marks = utm(&target.address);
        for &influencer in &target.influencers {
            self.carried.insert(influencer);
        }
        let mut meant = !target.influencers.is_empty();
        for &brand in &target.brands {
            meant = true;
            // A brand's own pages link to each other; only others' links are backlinks.
            let at_home = self
                .home()
                .is_some_and(|home| self.watch.addresses.brands_of(home).contains(&brand));
            if at_home || !self.listens(brand) {
                continue;
            }
            self.brands.insert(brand);
            self.note_utm(brand, &marks);
            if let Some(watched) = self.watch.brands.get(brand)
                && self.heard.backlinks.len() < MAX_BACKLINKS
            {
                self.heard.backlinks.push(Backlink {
                    brand: watched.id.clone(),
                    link: link.clone(),
                    utm: marks.clone(),
                    check: None,
                });
            }
            self.note_as(brand, "backlink", place.0, (place.1, place.2), link.url.clone());
        }
        let carriers: Vec<usize> = target.influencers.clone();
        for brand in carriers
            .into_iter()
            .flat_map(|one| self.brands_served_by(one))
            .collect::<BTreeSet<_>>()
        {
            if !target.brands.contains(&brand) {
                self.note_as(brand, "backlink", place.0, (place.1, place.2), link.url.clone());
            }
        }
        meant
    }

    fn note_utm(&mut self, brand: usize, marks: &Utm) {
        if let Some(campaign) = &marks.campaign {
            self.utm_campaigns.insert((brand, fold_key(campaign)));
        }
        let folded = |value: &Option<String>| value.as_deref().map(fold_key);
        let (source, content, campaign) = (
            folded(&marks.source),
            folded(&marks.content),
            folded(&marks.campaign),
        );
        for (influencer, (own_source, own_content)) in self.watch.sources.iter().enumerate() {
            let by_source = own_source.is_some() && *own_source == source;
            let by_content = own_content.is_some() && (*own_content == content || *own_content == campaign);
            if by_source || by_content {
                self.utm_influencers.insert(influencer);
            }
        }
    }

    /// Addresses written in the text that no link of the markup already told.
    fn bare_links(&mut self, known: &[String]) {
        let (plain, watch) = (self.plain, self.watch);
        let mut hits: Vec<Hit> = plain
            .others(watch)
            .filter(|(_, owner)| *owner == Owner::Address)
            .flat_map(|(literal, _)| plain.seen.hits_of(literal))
            .collect();
        hits.sort_unstable();
        let mut seen: Vec<(Field, usize)> = Vec::new();
        for hit in hits {
            if seen.len() >= MAX_BACKLINKS {
                break;
            }
            let folded = plain.folded(hit.field);
            let Some(range) = address_around(&folded.text, hit.start..hit.end) else {
                continue;
            };
            if seen.contains(&(hit.field, range.start)) {
                continue;
            }
            seen.push((hit.field, range.start));
            self.bare_link(
                folded,
                Span {
                    field: hit.field,
                    start: range.start,
                    end: range.end,
                },
                known,
            );
        }
    }

    fn bare_link(&mut self, folded: &Folded, span: Span, known: &[String]) {
        let part = match span.field {
            Field::Title => &self.doc.title,
            Field::Text => &self.doc.text,
        };
        let (start, end) = folded.origin(span.start, span.end);
        let Some(written) = part.get(start..end) else {
            return;
        };
        let Some(key) = canonical(written) else { return };
        // The visible text of a link often shows its beginning only.
        if known.iter().any(|other| other.starts_with(&key)) {
            return;
        }
        let Some(target) = self.watch.addresses.target(written) else {
            return;
        };
        let link = Link {
            url: written.to_owned(),
            in_main: true,
            ..Link::default()
        };
        self.follow(&target, &link, (span.field.as_str(), start, end));
    }
}
