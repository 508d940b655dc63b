//! `POST /mentions/{id}/sentiment`: what a person says a mention means, instead of what we judged.

use axum::{
    Json,
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::store_problem;
use crate::{
    app::{correct, daemon::Daemon, listed::Listed},
    io::http::problem,
    model::Polarity,
};

/// Most bytes of a correction.
const BODY_BYTES: usize = 16 << 10;

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// The verdict; `null` takes the one given before back, leaving it out is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    label: Option<Polarity>,
    #[serde(default)]
    brand: Option<String>,
    #[serde(default)]
    note: String,
}

/// How it is to be asked.
pub(super) async fn how() -> Response {
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "correct a mention here with POST: {\"label\": \"positive\", \"brand\": \"acme\", \"note\": \"…\"}",
    )
}

/// Takes a correction; answers with the mention once it is on disk.
pub(super) async fn correct(
    State(daemon): State<Daemon>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    if let Some(refused) = foreign(request.headers()) {
        return refused;
    }
    let Ok(id) = id.parse() else {
        return problem(
            StatusCode::NOT_FOUND,
            "there is no mention of that id; `/mentions` lists them",
        );
    };
    let Ok(bytes) = to_bytes(request.into_body(), BODY_BYTES).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "a correction has at most 16 KiB");
    };
    let sent: Sent = match serde_json::from_slice(&bytes) {
        Ok(sent) => sent,
        Err(error) => {
            let detail = format!(
                "this is no correction: {error}; send {{\"label\": \"positive\"}}, \"neutral\" or \"negative\", with \
                 \"brand\" and \"note\" if you like, or {{\"label\": null}} to take one back"
            );
            return problem(StatusCode::BAD_REQUEST, &detail);
        }
    };
    let wish = correct::Wish {
        id,
        brand: sent.brand.as_deref().map(Into::into),
        label: sent.label,
        note: sent.note,
    };
    let (store, now) = (daemon.store().clone(), daemon.clock().now());
    // A task of its own: what has begun is stored even if whoever asked for it hangs up.
    let done = daemon.tasks.spawn(async move {
        store
            .correct(wish.id, wish.brand.clone(), wish.verdict(now))
            .await
    });
    match done.await {
        Ok(Ok(corrected)) => match correct::mention_of(corrected) {
            Ok(mention) => match daemon.store().read(move |store| Listed::of(store, mention)).await {
                Ok(listed) => Json(listed).into_response(),
                Err(error) => store_problem(&error),
            },
            Err(why) => problem(StatusCode::NOT_FOUND, &why),
        },
        Ok(Err(error)) => store_problem(&error),
        Err(_) => problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "storing it went wrong inside mentiond",
        ),
    }
}

/// A page of somebody else in a browser that can reach the endpoint must not correct anything: it cannot send JSON
/// without asking first, which is refused, and says where it comes from.
fn foreign(headers: &HeaderMap) -> Option<Response> {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let json = text(header::CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    });
    if !json {
        let why = "send JSON, as `Content-Type: application/json`";
        return Some(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    let origin = text(header::ORIGIN)?;
    let own = text(header::HOST).unwrap_or_default();
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    (!host.eq_ignore_ascii_case(own))
        .then(|| problem(StatusCode::FORBIDDEN, "a page of another origin corrects nothing"))
}
