//! `/visits`: visits of one's own site by marked links.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::store_problem;
use crate::{
    app::{asked, daemon::Daemon, reckoning::Reckoning},
    io::http::problem,
    model::{SourceKind, SourceName, Utm, day_of},
};

/// Which visits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wants {
    source: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

/// Visits of one day by links with the same marks.
#[derive(Debug, Serialize)]
struct Row {
    source: SourceName,
    day: Date,
    /// `null`: links beyond those that are told apart.
    utm: Option<Utm>,
    visits: u64,
    /// `null` where visitors are not told apart.
    visitors: Option<u64>,
}

/// The rows of a window, by source and day.
pub(super) async fn visits(
    State(daemon): State<Daemon>,
    wants: Result<Query<Wants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    let plan = daemon.board.plan();
    let now = daemon.clock().now();
    let clock = Reckoning::new(now, &plan.settings.timezone);
    // Unlike a report, which is about whole days, it tells of today as well.
    let today = day_of(now, &plan.settings.timezone);
    let tomorrow = today.tomorrow().unwrap_or(today).to_string();
    let until = wants.until.unwrap_or(tomorrow);
    let window = match clock.window(wants.since.as_deref(), Some(&until), now) {
        Ok(window) => window,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why),
    };
    let logs = plan.settings.sources.iter();
    let logs = logs.filter(|source| matches!(source.kind, SourceKind::Log { .. }));
    let logs: Vec<SourceName> = logs.map(|source| source.name.clone()).collect();
    let chosen: Vec<SourceName> = match wants.source.as_deref() {
        None => logs,
        Some(name) if logs.iter().any(|log| log.as_str() == name) => vec![SourceName::new(name)],
        Some(name) => {
            let known: Vec<&str> = logs.iter().map(SourceName::as_str).collect();
            return problem(StatusCode::NOT_FOUND, &asked::unknown("log", name, &known));
        }
    };
    let rows = daemon.store().read(move |store| {
        let mut rows = Vec::new();
        for source in chosen {
            for (day, visits) in store.visits(&source, window)? {
                rows.extend(visits.rows.into_iter().map(|row| Row {
                    source: source.clone(),
                    day,
                    utm: Some(row.utm),
                    visits: row.visits,
                    visitors: Some(row.visitors),
                }));
                rows.extend((visits.others > 0).then(|| Row {
                    source: source.clone(),
                    day,
                    utm: None,
                    visits: visits.others,
                    visitors: None,
                }));
            }
        }
        Ok(rows)
    });
    match rows.await {
        Ok(rows) => Json(rows).into_response(),
        Err(error) => store_problem(&error),
    }
}
