//! The status endpoint: what runs, what was heard, how campaigns stand. Read-only, but for documents pushed to hooks and
//! corrections.

mod alerts;
mod backlinks;
mod campaigns;
mod corrections;
mod facts;
mod hooks;
mod lists;
mod notes;
mod outcomes;
mod page;
mod prometheus;
mod readings;
mod visits;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Extension, Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use tokio::sync::Semaphore;

use super::daemon::Daemon;
use crate::{
    config::Listen,
    io::{
        http::{Bound, Guard, problem, serve as serve_http},
        store::{Health, StoreError},
    },
};

/// Starts the endpoint of a daemon and returns its address for people.
///
/// # Errors
/// When the configured address cannot be listened on, in a sentence that says which.
pub async fn serve(daemon: &Daemon) -> anyhow::Result<String> {
    let http = daemon.board.plan().settings.http.clone();
    let bound = Bound::listen(&http.listen).await.map_err(|error| {
        let wanted = match &http.listen {
            Listen::Tcp(address) => address.to_string(),
            Listen::Unix(path) => path.display().to_string(),
        };
        anyhow::anyhow!("cannot listen on `{wanted}`: {error}; give `listen` of [http] another address")
    })?;
    let address = bound.address();
    let guard = Guard::new(&http);
    daemon.tasks.spawn(serve_http(
        bound,
        routes(daemon.clone()),
        guard,
        daemon.stop.clone(),
        daemon.tasks.clone(),
    ));
    Ok(address)
}

/// The routes, for tests and the server.
pub fn routes(daemon: Daemon) -> Router {
    Router::new()
        .route("/", get(page::index))
        .route("/status", get(status))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/metrics", get(prometheus::metrics))
        .route("/sources", get(sources))
        .route("/mentions", get(lists::mentions))
        .route(
            "/mentions/{id}/sentiment",
            get(corrections::how).post(corrections::correct),
        )
        .route("/backlinks", get(backlinks::backlinks))
        .route("/visits", get(visits::visits))
        .route("/outcomes", get(outcomes::outcomes))
        .route("/report", get(lists::report))
        .route("/outbox", get(lists::outbox))
        .route("/alerts", get(alerts::alerts))
        .route("/campaigns", get(lists::campaigns))
        .route("/campaigns/{id}", get(lists::campaign))
        .route("/digests", get(lists::digests))
        .route("/digests/{id}", get(lists::digest))
        .route("/digests/{id}/preview", get(lists::preview))
        .route("/hooks/{source}", get(hooks::how).post(hooks::push))
        .fallback(|| async {
            problem(
                StatusCode::NOT_FOUND,
                "there is nothing here; `/` lists what there is",
            )
        })
        .layer(Extension(Arc::new(Semaphore::new(lists::PLACES))))
        .with_state(daemon)
}

/// A TCP address an endpoint was bound to, out of its address for people.
pub fn tcp_address(address: &str) -> Option<SocketAddr> {
    address.strip_prefix("http://")?.parse().ok()
}

async fn status(State(daemon): State<Daemon>) -> Response {
    match facts::status(&daemon).await {
        Ok(facts) => Json(facts).into_response(),
        Err(error) => store_problem(&error),
    }
}

async fn sources(State(daemon): State<Daemon>) -> Response {
    Json(facts::sources(&daemon)).into_response()
}

/// 200 while the scheduler shows itself.
async fn healthy(State(daemon): State<Daemon>) -> Response {
    if daemon.board.is_alive(daemon.clock().now()) {
        return (StatusCode::OK, "alive\n").into_response();
    }
    problem(
        StatusCode::SERVICE_UNAVAILABLE,
        "the scheduler has not shown itself for half a minute",
    )
}

/// 200 while the store takes writes and polls progress.
async fn ready(State(daemon): State<Daemon>) -> Response {
    match daemon.store().health() {
        Health::Ready if daemon.board.is_alive(daemon.clock().now()) => {
            (StatusCode::OK, "ready\n").into_response()
        }
        Health::Ready => problem(StatusCode::SERVICE_UNAVAILABLE, "polls do not progress"),
        Health::Degraded { why } => problem(
            StatusCode::SERVICE_UNAVAILABLE,
            &format!("the store is closed: {why}"),
        ),
    }
}

/// The answer when the store cannot be read.
fn store_problem(error: &StoreError) -> Response {
    problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string())
}

/// A page of HTML.
fn html(body: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], Html(body)).into_response()
}
