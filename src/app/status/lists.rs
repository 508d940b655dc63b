//! `/mentions`, `/campaigns`, `/digests`.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use axum::{
    Extension, Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{facts, html, store_problem};
use crate::{
    app::{
        asked::{self, Question},
        daemon::Daemon,
        frozen, listed,
        listing::{self, Format},
        preview,
        reckoning::Reckoning,
        reports::{self, Wanted},
    },
    digest::{mime, standalone_html},
    io::{
        http::{NoReader, Pieces, in_pieces, problem},
        store::{Filter, Store, StoreError},
    },
    model::{BrandId, CampaignId, InfluencerId, Kind, Polarity, SourceName, Window, day_of},
};

/// Lists of mentions and digests made at a time: each holds a piece of the store in memory.
pub(super) const PLACES: usize = 4;
/// How long one waits for others to be done.
const PLACE_WAIT: Duration = Duration::from_secs(3);

/// Places for long answers.
pub(super) type Places = Arc<Semaphore>;

/// The filters of `/mentions`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wants {
    brand: Option<String>,
    campaign: Option<String>,
    influencer: Option<String>,
    source: Option<String>,
    since: Option<String>,
    until: Option<String>,
    sentiment: Option<Polarity>,
    kind: Option<Kind>,
    topic: Option<String>,
    language: Option<String>,
    story: Option<String>,
    set_aside: Option<bool>,
    text: Option<String>,
    limit: Option<usize>,
    format: Option<String>,
}

/// The instants that `since` and `until` name.
pub(super) fn between(
    daemon: &Daemon,
    since: Option<&str>,
    until: Option<&str>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), String> {
    let clock = Reckoning::new(daemon.clock().now(), &daemon.board.plan().settings.timezone);
    let instant = |text: Option<&str>| text.map(|text| clock.instant(text)).transpose();
    Ok((instant(since)?, instant(until)?))
}

pub(super) async fn mentions(
    State(daemon): State<Daemon>,
    Extension(places): Extension<Places>,
    headers: HeaderMap,
    wants: Result<Query<Wants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    let Some(format) = format_of(&wants, &headers) else {
        return problem(StatusCode::BAD_REQUEST, "`format` is json, jsonl, csv or atom");
    };
    let now = daemon.clock().now();
    let (since, until) = match between(&daemon, wants.since.as_deref(), wants.until.as_deref()) {
        Ok(between) => between,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why),
    };
    let filter = Filter {
        brand: wants.brand.as_deref().map(BrandId::from),
        campaign: wants.campaign.as_deref().map(CampaignId::from),
        influencer: wants.influencer.as_deref().map(InfluencerId::from),
        source: wants.source.as_deref().map(SourceName::from),
        since,
        until,
        sentiment: wants.sentiment,
        kind: wants.kind,
        topic: wants.topic,
        language: wants.language,
        story: wants.story,
        set_aside: wants.set_aside,
        text: wants.text,
        limit: Some(wants.limit.unwrap_or(100)),
    };
    let Some(place) = place(places).await else {
        return busy();
    };
    let store = daemon.store().clone();
    let listed = in_pieces(move |pieces| {
        let _place = place;
        list(&store, &filter, format, now, pieces)
    });
    match listed.await {
        Ok(body) => ([(header::CONTENT_TYPE, format.media_type())], body).into_response(),
        Err(Some(error)) => store_problem(&error),
        Err(None) => problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the list could not be made; the log has more",
        ),
    }
}

/// A place, if one comes free soon.
pub(super) async fn place(places: Places) -> Option<OwnedSemaphorePermit> {
    timeout(PLACE_WAIT, places.acquire_owned()).await.ok()?.ok()
}

pub(super) fn busy() -> Response {
    problem(
        StatusCode::SERVICE_UNAVAILABLE,
        "other long answers are being made; ask again in a moment",
    )
}

/// Writes what passes, newest first, until there is no more or nobody reads it.
fn list(
    store: &Store,
    filter: &Filter,
    format: Format,
    now: Timestamp,
    pieces: &mut Pieces<StoreError>,
) -> Result<(), StoreError> {
    let mut read = pieces.add(&listing::head(format, now));
    if read.is_err() {
        return Ok(());
    }
    let mut first = true;
    listed::visit(store, filter, &mut |mention| {
        let row = listing::row(
            format,
            &mention,
            filter.brand.as_ref(),
            std::mem::take(&mut first),
        );
        read = pieces.add(&row);
        match read {
            Ok(()) => ControlFlow::Continue(()),
            Err(NoReader) => ControlFlow::Break(()),
        }
    })?;
    if read.is_ok() {
        // Whether anybody reads the last of it is the connection's affair.
        pieces.add(&listing::tail(format)).ok();
    }
    Ok(())
}

/// `?format=` wins over `Accept`; JSON is the default.
fn format_of(wants: &Wants, headers: &HeaderMap) -> Option<Format> {
    if let Some(name) = &wants.format {
        return Format::by_name(name);
    }
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    Some(if accept.contains("text/csv") {
        Format::Csv
    } else if accept.contains("application/atom+xml") {
        Format::Atom
    } else {
        Format::Json
    })
}

pub(super) async fn campaigns(State(daemon): State<Daemon>) -> Response {
    let plan = daemon.board.plan();
    let all: Vec<_> = plan
        .settings
        .campaigns
        .iter()
        .map(|c| {
            json!({
                "id": c.id, "name": c.name, "brand": c.brand, "objective": c.objective, "window": c.window,
                "primary": c.primary, "goals": c.goals.len(), "report": format!("/campaigns/{}", c.id),
            })
        })
        .collect();
    Json(all).into_response()
}

pub(super) async fn campaign(State(daemon): State<Daemon>, Path(id): Path<String>) -> Response {
    let (plan, now) = (daemon.board.plan(), daemon.clock().now());
    let Some(campaign) = plan
        .settings
        .campaigns
        .iter()
        .find(|campaign| campaign.id.as_str() == id)
    else {
        return problem(
            StatusCode::NOT_FOUND,
            "there is no such campaign; `/campaigns` lists them",
        );
    };
    let today = day_of(now, &plan.settings.timezone);
    let tomorrow = today.tomorrow().unwrap_or(today);
    let to = campaign.window.to.min(tomorrow);
    let from = campaign.window.from.min(to.yesterday().unwrap_or(to));
    let wanted = Wanted {
        brand: campaign.brand.clone(),
        campaigns: Some(vec![CampaignId::new(id)]),
        window: Window { from, to },
        as_of: now,
    };
    match reports::build_async(daemon.store(), &plan, wanted).await {
        Ok(report) => Json(report).into_response(),
        Err(error) => store_problem(&error),
    }
}

/// Which report `/report` gives; as `mentiond report`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportWants {
    brand: Option<String>,
    campaign: Option<String>,
    since: Option<String>,
    until: Option<String>,
    as_of: Option<String>,
    /// A metric: where it comes from is told instead of the report.
    explain: Option<String>,
}

/// Where a metric comes from.
async fn explained(daemon: &Daemon, wanted: Wanted, metric: &str) -> Response {
    let metric = match asked::metric(metric) {
        Ok(metric) => metric,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why),
    };
    let plan = daemon.board.plan();
    let told = daemon
        .store()
        .read(move |store| reports::explain(store, &plan, &wanted, metric));
    match told.await {
        Ok(Some(told)) => Json(told).into_response(),
        Ok(None) => problem(StatusCode::NOT_FOUND, "that campaign is another brand's"),
        Err(error) => store_problem(&error),
    }
}

pub(super) async fn report(
    State(daemon): State<Daemon>,
    wants: Result<Query<ReportWants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    let plan = daemon.board.plan();
    let question = Question {
        brand: wants.brand.as_deref(),
        campaign: wants.campaign.as_deref(),
        since: wants.since.as_deref(),
        until: wants.until.as_deref(),
        as_of: wants.as_of.as_deref(),
    };
    let clock = Reckoning::new(daemon.clock().now(), &plan.settings.timezone);
    let wanted = match question.wanted(&plan, &clock) {
        Ok(wanted) => wanted,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why),
    };
    if let Some(metric) = &wants.explain {
        return explained(&daemon, wanted, metric).await;
    }
    match frozen::answer_async(daemon.store(), &plan, wanted, wants.as_of.is_some()).await {
        Ok(report) => Json(report).into_response(),
        Err(error) => store_problem(&error),
    }
}

pub(super) async fn outbox(State(daemon): State<Daemon>) -> Response {
    match daemon.store().read(Store::outbox).await {
        Ok(entries) => Json(entries).into_response(),
        Err(error) => store_problem(&error),
    }
}

pub(super) async fn digests(State(daemon): State<Daemon>) -> Response {
    match facts::digests(&daemon).await {
        Ok(digests) => Json(digests).into_response(),
        Err(error) => store_problem(&error),
    }
}

/// How `/digests/{id}/preview` renders.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewWants {
    as_of: Option<Timestamp>,
    /// `html`, the page itself, unless `json`.
    format: Option<String>,
}

/// A digest as it would be mailed now; as `mentiond digest`.
pub(super) async fn preview(
    State(daemon): State<Daemon>,
    Extension(places): Extension<Places>,
    Path(id): Path<String>,
    wants: Result<Query<PreviewWants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    let json = match wants.format.as_deref() {
        None | Some("html") => false,
        Some("json") => true,
        Some(_) => return problem(StatusCode::BAD_REQUEST, "`format` is html or json"),
    };
    let plan = daemon.board.plan();
    let Some(digest) = plan
        .settings
        .digests
        .iter()
        .find(|digest| digest.id.as_str() == id)
    else {
        let why = "there is no such digest; `/digests` lists them";
        return problem(StatusCode::NOT_FOUND, why);
    };
    let Some(_place) = place(places).await else {
        return busy();
    };
    let now = wants.as_of.unwrap_or_else(|| daemon.clock().now());
    match preview::preview(daemon.store(), &plan, digest, now, wants.as_of.is_some()).await {
        Ok(Ok((reports, rendered))) => {
            let page = standalone_html(&rendered);
            if json {
                let (subject, text) = (&rendered.subject, &rendered.text);
                Json(json!({ "subject": subject, "html": page, "text": text, "reports": reports }))
                    .into_response()
            } else {
                html(page)
            }
        }
        Ok(Err(why)) => problem(StatusCode::CONFLICT, &why),
        Err(error) => store_problem(&error),
    }
}

/// The newest mail of a digest, as mailed.
pub(super) async fn digest(State(daemon): State<Daemon>, Path(id): Path<String>) -> Response {
    let found = daemon.store().read(move |store| {
        let entries = store.outbox()?;
        let newest = entries
            .iter()
            .filter(|entry| entry.digest.as_str() == id)
            .max_by_key(|entry| entry.rendered_at);
        newest.map_or(Ok(None), |entry| store.outbox_bytes(&entry.id))
    });
    match found.await {
        Ok(Some(bytes)) => match mime::html_page(&bytes) {
            Some(page) => html(page),
            None => problem(StatusCode::NOT_FOUND, "that mail has no HTML part"),
        },
        Ok(None) => problem(
            StatusCode::NOT_FOUND,
            "no mail of such a digest is in the outbox; `/digests` lists them",
        ),
        Err(error) => store_problem(&error),
    }
}
