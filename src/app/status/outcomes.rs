//! `/outcomes`: what was imported, as JSON, the newest day first.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::store_problem;
use crate::{
    app::{asked, daemon::Daemon, reckoning::Reckoning},
    io::{http::problem, store::OutcomeFilter},
    model::OutcomeKind,
};

/// Outcomes of one answer unless `limit` says otherwise, and at most.
const LIMIT: usize = 1_000;
const MOST: usize = 100_000;

/// Which outcomes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wants {
    import: Option<String>,
    kind: Option<String>,
    since: Option<String>,
    until: Option<String>,
    limit: Option<usize>,
}

impl Wants {
    fn filter(self, clock: &Reckoning) -> Result<OutcomeFilter, String> {
        let kind = self.kind.as_deref().map(|name| {
            let known: Vec<&str> = OutcomeKind::ALL.iter().map(|(_, one, _)| *one).collect();
            OutcomeKind::named(name).ok_or_else(|| asked::unknown("kind of outcome", name, &known))
        });
        let day = |text: Option<String>| text.map(|text| clock.day(&text)).transpose();
        Ok(OutcomeFilter {
            source: self.import,
            kind: kind.transpose()?,
            since: day(self.since)?,
            until: day(self.until)?,
            limit: Some(self.limit.unwrap_or(LIMIT).min(MOST)),
        })
    }
}

pub(super) async fn outcomes(
    State(daemon): State<Daemon>,
    wants: Result<Query<Wants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    let plan = daemon.board.plan();
    let clock = Reckoning::new(daemon.clock().now(), &plan.settings.timezone);
    let filter = match wants.filter(&clock) {
        Ok(filter) => filter,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why),
    };
    match daemon.store().read(move |store| store.outcomes(&filter)).await {
        Ok(outcomes) => Json(outcomes).into_response(),
        Err(error) => store_problem(&error),
    }
}
