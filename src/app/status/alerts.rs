//! `/alerts`: what was told, the newest first; and the newest of it on the page.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::store_problem;
use crate::{
    app::daemon::Daemon,
    digest::show,
    io::{
        http::problem,
        store::{Store, StoreError},
    },
    model::Alert,
};

/// Alerts of one answer unless `limit` says otherwise.
const LIMIT: usize = 100;
/// Alerts on the page.
const SHOWN: usize = 5;

/// Which alerts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wants {
    alert: Option<String>,
    brand: Option<String>,
    limit: Option<usize>,
}

impl Wants {
    fn is_meant(&self, alert: &Alert) -> bool {
        let named = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|one| one == name);
        named(&self.alert, alert.alert.as_str()) && named(&self.brand, alert.brand.as_str())
    }
}

pub(super) async fn alerts(
    State(daemon): State<Daemon>,
    wants: Result<Query<Wants>, QueryRejection>,
) -> Response {
    let wants = match wants {
        Ok(Query(wants)) => wants,
        Err(why) => return problem(StatusCode::BAD_REQUEST, &why.body_text()),
    };
    match daemon.store().read(Store::alerts).await {
        Ok(mut alerts) => {
            alerts.retain(|alert| wants.is_meant(alert));
            alerts.truncate(wants.limit.unwrap_or(LIMIT));
            Json(alerts).into_response()
        }
        Err(error) => store_problem(&error),
    }
}

/// An alert on the page.
#[derive(Debug, Serialize)]
pub(super) struct AlertLine {
    headline: String,
    at: String,
    alert: String,
    behind: String,
    url: Option<String>,
}

/// The newest alerts for the page.
pub(super) async fn newest(daemon: &Daemon, zone: &TimeZone) -> Result<Vec<AlertLine>, StoreError> {
    let alerts = daemon.store().read(Store::alerts).await?;
    let newest = alerts.into_iter().take(SHOWN);
    Ok(newest.map(|alert| line(&alert, zone)).collect())
}

fn line(alert: &Alert, zone: &TimeZone) -> AlertLine {
    let first = alert.items.first();
    AlertLine {
        headline: show::clean(&alert.headline, 160),
        at: show::moment(alert.at, zone),
        alert: alert.alert.to_string(),
        behind: first.map_or_else(String::new, |item| show::clean(&item.title, 90)),
        url: first.and_then(|item| show::safe_url(item.url.as_deref())),
    }
}
