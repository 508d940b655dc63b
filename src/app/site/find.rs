//! From the address of a source to the sitemap it means: itself, or what the site's robots.txt names, or the usual places.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::listing::Listing;
use crate::{
    app::{
        poll::failed,
        read::{Reader, unchanged},
    },
    io::fetch::{ACCEPT_FEED, Ask, Body},
    model::{ApiAuth, Outcome, Source, SourceKind, SourceState, Validators},
    parse::{
        Refusal,
        robots::Robots,
        sitemap::{self, Child, Paths},
    },
};

/// Where sites keep their sitemap that do not name it, by how common it is.
const USUAL: [&str; 5] = [
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
    "/sitemap.xml.gz",
    "/sitemap-index.xml",
];

/// The sitemap that a source means.
#[derive(Debug, Default)]
pub(super) struct Root {
    pub(super) listing: Listing,
    pub(super) validators: Validators,
    /// `None` if it must be read again in any case.
    pub(super) hash: Option<u64>,
    pub(super) moved_to: Option<String>,
    pub(super) fresh_secs: Option<u64>,
    /// Where it was found, if not at the address of the source.
    pub(super) found: Option<Url>,
}

impl Reader<'_> {
    /// Fetches the sitemap that the source means.
    pub(super) async fn root(
        &self,
        source: &Arc<Source>,
        url: &Url,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Root, Outcome> {
        let found = state.found();
        if found.is_none() && is_site(url) {
            return self.site_root(source, url, seen).await;
        }
        let at = found.as_ref().unwrap_or(url);
        let body = self.fetch(&ask(source, url, at, &state.validators)).await?;
        let hash = unchanged(&body, state)?;
        let listing = self.sitemap(source, &body, seen).await?;
        Ok(rooted(listing, body, Some(hash), found))
    }

    /// What the robots.txt of a site names, else what is found at the usual places.
    async fn site_root(&self, source: &Arc<Source>, url: &Url, seen: Timestamp) -> Result<Root, Outcome> {
        let nothing = Validators::default();
        let at = |path: &str| url.join(path).ok();
        if let Some(robots) = at("/robots.txt") {
            let ask = ask(source, url, &robots, &nothing).accepting("text/plain, */*;q=0.5");
            match self.fetch(&ask).await {
                Ok(body) => {
                    let listing = named(&body);
                    if !listing.children.is_empty() {
                        // Its sitemaps are looked at by every poll, so it must be, too; it is small.
                        return Ok(Root {
                            listing,
                            moved_to: body.moved_to,
                            fresh_secs: body.fresh_secs,
                            ..Root::default()
                        });
                    }
                }
                Err(throttled @ Outcome::Throttled { .. }) => return Err(throttled),
                Err(_) => {}
            }
        }
        for candidate in USUAL.iter().filter_map(|path| at(path)) {
            match self.fetch(&ask(source, url, &candidate, &nothing)).await {
                Ok(body) => {
                    if let Ok(mut listing) = self.sitemap(source, &body, seen).await {
                        let note = format!("the site's sitemap `{candidate}` is read");
                        listing.issues.push(note);
                        return Ok(rooted(listing, body, None, Some(candidate)));
                    }
                }
                Err(throttled @ Outcome::Throttled { .. }) => return Err(throttled),
                Err(_) => {}
            }
        }
        Err(failed(format!(
            "the site's robots.txt names no sitemap, and none of `{}` is one; give the address of its sitemap, or listen to \
             it as a `feed` or `page`",
            USUAL.join("`, `")
        )))
    }

    /// Reads an answer as a sitemap.
    pub(super) async fn sitemap(
        &self,
        source: &Arc<Source>,
        body: &Body,
        seen: Timestamp,
    ) -> Result<Listing, Outcome> {
        let asked = Arc::clone(source);
        self.parse(source, body, seen, move |bytes, context| {
            let SourceKind::Sitemap { url, include } = &asked.kind else {
                return Err(Refusal("this source is no site".to_owned()));
            };
            let paths = Paths::new(include.iter().map(String::as_str)).map_err(Refusal)?;
            let parsed = sitemap::parse(bytes, asked.manners.max_body_bytes, context)?;
            Ok(Listing::new(parsed, url, &paths))
        })
        .await
    }
}

fn rooted(listing: Listing, body: Body, hash: Option<u64>, found: Option<Url>) -> Root {
    Root {
        listing,
        validators: if hash.is_some() {
            body.validators
        } else {
            Validators::default()
        },
        hash,
        moved_to: body.moved_to,
        fresh_secs: body.fresh_secs,
        found,
    }
}

/// Asks for a sitemap. The source's credentials go to the origin of its own address only.
pub(super) fn ask<'a>(source: &'a Source, own: &Url, url: &'a Url, validators: &'a Validators) -> Ask<'a> {
    if own.origin() == url.origin() {
        return Ask::source(url, &source.manners, validators);
    }
    Ask {
        validators: Some(validators),
        accept: ACCEPT_FEED,
        obeys_robots: false,
        ..Ask::stranger(url, &source.manners).with_auth(&ApiAuth::None)
    }
}

/// Whether an address is that of a site, not of a sitemap.
fn is_site(url: &Url) -> bool {
    matches!(url.path(), "/" | "/robots.txt") && url.query().is_none()
}

/// The sitemaps that a robots.txt names.
fn named(body: &Body) -> Listing {
    let robots = Robots::parse(&body.bytes);
    let children = robots.sitemaps.iter().filter_map(|address| {
        let url = body.url.join(address).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(Child { url, changed: None })
    });
    Listing {
        children: children.collect(),
        ..Listing::default()
    }
}
