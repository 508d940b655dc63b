//! `POST /hooks/{source}`: documents pushed from outside.

use std::sync::Arc;

use axum::{
    Json,
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::store_problem;
use crate::{
    app::{
        daemon::Daemon,
        push::{Push, PushError, Taken},
    },
    io::http::{carries, problem},
    model::{Source, SourceKind, SourceName},
    text::gzip,
};

/// How it is to be asked.
pub(super) async fn how() -> Response {
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "push documents here with POST: a JSON object or array, one JSON object per line, or a feed",
    )
}

/// Takes documents; answers once they are on disk.
pub(super) async fn push(
    State(daemon): State<Daemon>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let plan = daemon.board.plan();
    let source = plan.source(&SourceName::new(name));
    let Some((source, token)) = source.and_then(|source| match &source.kind {
        SourceKind::Hook { token } => Some((Arc::clone(source), token.clone())),
        _ => None,
    }) else {
        return problem(
            StatusCode::NOT_FOUND,
            "there is no hook of that name in the configuration",
        );
    };
    if !carries(request.headers(), &token) {
        return problem(
            StatusCode::UNAUTHORIZED,
            "send the token of this hook as `Authorization: Bearer …`",
        );
    }
    let pushed = match body(&source, request).await {
        Ok(pushed) => pushed,
        Err(refused) => return refused,
    };
    let (pusher, hook) = (daemon.clone(), Arc::clone(&source));
    // A task of its own: what has begun is stored even if whoever pushed it hangs up.
    let taken = daemon
        .tasks
        .spawn(async move { pusher.push(&hook, pushed).await });
    answer(taken.await.unwrap_or(Err(PushError::Inside)))
}

fn answer(taken: Result<Taken, PushError>) -> Response {
    match taken {
        Ok(taken) if taken.accepted == 0 && !taken.issues.is_empty() => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, &taken.issues.join("; "))
        }
        Ok(taken) => Json(json!({
            "accepted": taken.accepted, "new_mentions": taken.new_mentions, "issues": taken.issues,
        }))
        .into_response(),
        Err(PushError::Store(error)) => store_problem(&error),
        Err(error @ PushError::Unreadable(_)) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
        Err(error @ PushError::TooMany(_)) => problem(StatusCode::PAYLOAD_TOO_LARGE, &error.to_string()),
        Err(error @ PushError::Inside) => problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

/// The body, bounded before and after it is unpacked.
async fn body(source: &Source, request: Request) -> Result<Push, Response> {
    let most = source.manners.max_body_bytes;
    let too_large = || {
        problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            &format!("more than the {most} bytes that `max_body` of this hook allows; push it in parts"),
        )
    };
    let (parts, body) = request.into_parts();
    let packed = is_packed(&parts.headers)?;
    let declared =
        text_of(&parts.headers, header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let Ok(mut bytes) = to_bytes(body, most).await.map(Vec::from) else {
        // It broke off, or is longer than it may be; whoever hung up does not read this.
        return Err(too_large());
    };
    if packed {
        let mut unpacked = Vec::new();
        gzip::gunzip(&mut unpacked, &bytes, most).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => too_large(),
            _ => problem(
                StatusCode::BAD_REQUEST,
                "the body calls itself gzip but is damaged or cut off",
            ),
        })?;
        bytes = unpacked;
    }
    Ok(Push {
        bytes,
        content_type: text_of(&parts.headers, header::CONTENT_TYPE).map(str::to_owned),
    })
}

#[expect(clippy::result_large_err, reason = "an answer is made once a request")]
fn is_packed(headers: &HeaderMap) -> Result<bool, Response> {
    match text_of(headers, header::CONTENT_ENCODING).map(str::trim) {
        None | Some("" | "identity") => Ok(false),
        Some("gzip" | "x-gzip") => Ok(true),
        Some(_) => Err(problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "a body may be packed with gzip, or not at all",
        )),
    }
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
