//! What a sitemap lists of the site it is asked for.

use url::Url;

use super::marks::key_of;
use crate::{
    model::Issue,
    parse::sitemap::{Child, Page, ParsedSitemap, Paths},
    text::url::registrable_domain,
};

/// A sitemap, sorted out.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) children: Vec<Child>,
    /// Pages of the site that are meant, with what they are known by.
    pub(super) pages: Vec<(u64, Page)>,
    /// Pages of other sites.
    pub(super) strange: usize,
    /// Whether it lists nothing but news: such a sitemap keeps to the last days, so that one without any known page has a
    /// gap.
    pub(super) is_news: bool,
    pub(super) issues: Vec<String>,
}

impl Listing {
    /// Of the site with this address; of its pages only those that `paths` mean.
    pub(super) fn new(parsed: ParsedSitemap, own: &Url, paths: &Paths) -> Self {
        let (own, all) = (domain_of(own), parsed.pages.len());
        let is_news = all > 0 && parsed.pages.iter().all(|page| page.published.is_some());
        // A sitemap speaks for its own site only.
        let mut pages: Vec<Page> = parsed.pages;
        pages.retain(|page| domain_of(&page.url) == own);
        let strange = all - pages.len();
        pages.retain(|page| paths.hold(&page.url));
        Self {
            is_news: is_news && parsed.children.is_empty(),
            children: parsed.children,
            pages: pages.into_iter().map(|page| (key_of(&page.url), page)).collect(),
            strange,
            issues: parsed.issues.into_iter().map(|Issue(issue)| issue).collect(),
        }
    }
}

/// What somebody registered, or the host where nobody did.
fn domain_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    registrable_domain(host).or_else(|| Some(host.to_owned()))
}
