//! `/backlinks`: links to the brands, each with what became of it.

use std::ops::ControlFlow;

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    lists::{Places, between, busy, place},
    store_problem,
};
use crate::{
    app::daemon::Daemon,
    io::{
        http::problem,
        store::{Filter, Store, StoreError},
    },
    model::{
        Backlink, BrandId, CampaignId, InfluencerId, LinkCheck, LinkState, Mention, MentionId, SourceName,
    },
};

/// Backlinks listed unless `limit` says otherwise, and at most: the list is made in memory.
const USUAL: usize = 100;
const MOST: usize = 5_000;

/// The filters of `/backlinks`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wants {
    brand: Option<String>,
    campaign: Option<String>,
    influencer: Option<String>,
    source: Option<String>,
    since: Option<String>,
    until: Option<String>,
    state: Option<LinkState>,
    limit: Option<usize>,
}

/// One backlink.
#[derive(Debug, Serialize)]
struct Row {
    brand: BrandId,
    /// Page that links.
    page: Option<String>,
    site: Option<String>,
    /// The link as it was heard.
    url: String,
    /// Where it leads, behind a short link too.
    target: String,
    text: String,
    rel: Vec<String>,
    in_main: bool,
    heard_at: Timestamp,
    mention: MentionId,
    source: SourceName,
    /// `null` before the first look.
    check: Option<Box<LinkCheck>>,
}

pub(super) async fn backlinks(
    State(daemon): State<Daemon>,
    Extension(places): Extension<Places>,
    wants: Result<Query<Wants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    let (since, until) = match between(&daemon, wants.since.as_deref(), wants.until.as_deref()) {
        Ok(between) => between,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why),
    };
    let filter = Filter {
        campaign: wants.campaign.as_deref().map(CampaignId::from),
        influencer: wants.influencer.as_deref().map(InfluencerId::from),
        source: wants.source.as_deref().map(SourceName::from),
        since,
        until,
        ..Filter::default()
    };
    let brand = wants.brand.as_deref().map(BrandId::from);
    let (state, limit) = (wants.state, wants.limit.unwrap_or(USUAL).min(MOST));
    let Some(_place) = place(places).await else {
        return busy();
    };
    let listed = daemon
        .store()
        .read(move |store| list(store, &filter, brand.as_ref(), state, limit));
    match listed.await {
        Ok(rows) => Json(rows).into_response(),
        Err(error) => store_problem(&error),
    }
}

/// Those that pass, of the newest mentions first.
fn list(
    store: &Store,
    filter: &Filter,
    brand: Option<&BrandId>,
    state: Option<LinkState>,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    if limit == 0 {
        return Ok(rows);
    }
    let passes = |backlink: &Backlink| {
        let stands = backlink.check.as_ref().map(|check| check.state);
        brand.is_none_or(|brand| backlink.brand == *brand) && state.is_none_or(|state| stands == Some(state))
    };
    // A mention of one brand may link to another: its links decide, not the index of mentions by brand.
    store.visit_mentions(filter, &mut |mention| {
        let found = mention.backlinks.iter().filter(|backlink| passes(backlink));
        rows.extend(found.map(|backlink| row(&mention, backlink)));
        if rows.len() < limit {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    rows.truncate(limit);
    Ok(rows)
}

fn row(mention: &Mention, backlink: &Backlink) -> Row {
    Row {
        brand: backlink.brand.clone(),
        page: mention.url.clone(),
        site: mention.site.clone(),
        url: backlink.link.url.clone(),
        target: backlink.link.target().to_owned(),
        text: backlink.link.text.clone(),
        rel: backlink.link.rel.clone(),
        in_main: backlink.link.in_main,
        heard_at: mention.first_seen,
        mention: mention.id,
        source: mention.source.clone(),
        check: backlink.check.clone(),
    }
}
