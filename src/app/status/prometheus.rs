//! `/metrics` in Prometheus' text format (`OpenMetrics`).

use std::sync::atomic::AtomicU64;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use super::facts;
use crate::{
    app::daemon::Daemon,
    io::{
        http::problem,
        store::{Health, Store},
    },
    model::DeliveryState,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByState {
    state: String,
}

pub(super) async fn metrics(State(daemon): State<Daemon>) -> Response {
    match text(&daemon).await {
        Ok(text) => (
            [(
                header::CONTENT_TYPE,
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
            )],
            text,
        )
            .into_response(),
        Err(why) => problem(StatusCode::INTERNAL_SERVER_ERROR, &why),
    }
}

async fn text(daemon: &Daemon) -> Result<String, String> {
    let mut registry = Registry::with_prefix("mentiond");
    let totals = daemon.board.totals();
    for (name, help, value) in [
        ("polls", "Polls ended since the start", totals.polls),
        (
            "polls_failed",
            "Polls that failed or were refused since the start",
            totals.failed,
        ),
        ("documents", "Documents read since the start", totals.documents),
        (
            "mentions_new",
            "Mentions that were new since the start",
            totals.mentions,
        ),
        (
            "readings",
            "Readings of known items' reactions since the start",
            totals.readings,
        ),
        ("mails_sent", "Mails accepted since the start", totals.mails),
        ("restarts", "Tasks that had to be started again", totals.restarts),
    ] {
        let counter = Counter::<u64, AtomicU64>::default();
        counter.inc_by(value);
        registry.register(name, help, counter);
    }
    let gauge = |registry: &mut Registry, name: &str, help: &str, value: i64| {
        let gauge = Gauge::<i64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    let up = matches!(daemon.store().health(), Health::Ready);
    gauge(
        &mut registry,
        "store_ready",
        "Whether the store takes writes",
        i64::from(up),
    );
    if let Ok(stats) = daemon.store().read(|store| Ok(store.stats())).await {
        gauge(&mut registry, "mentions", "Mentions kept", signed(stats.mentions));
        if let Some(bytes) = stats.bytes {
            gauge(
                &mut registry,
                "store_bytes",
                "Bytes of the store on disk",
                signed(bytes),
            );
        }
    }
    if let Ok(outbox) = daemon.store().read(Store::outbox).await {
        let waiting = outbox.iter().filter(|entry| !entry.state.is_final()).count();
        let failed = outbox
            .iter()
            .filter(|entry| matches!(entry.state, DeliveryState::Rejected { .. }))
            .count();
        gauge(
            &mut registry,
            "outbox_waiting",
            "Mails that wait to be delivered",
            count(waiting),
        );
        gauge(
            &mut registry,
            "outbox_rejected",
            "Mails refused for good, or tried for five days",
            count(failed),
        );
    }
    let sources = Family::<ByState, Gauge>::default();
    for (state, number) in facts::some_sources(daemon, 0).1 {
        sources
            .get_or_create(&ByState {
                state: state.as_str().to_owned(),
            })
            .set(count(number));
    }
    registry.register("sources", "Sources by standing", sources);
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|why| why.to_string())?;
    Ok(text)
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
