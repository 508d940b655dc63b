//! The sample internet: a dozen sites on one loopback port, told apart by `Host`.

use std::{net::Ipv4Addr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use tokio::net::TcpListener;

use super::{
    PATIENCE, forms,
    story::{Place, Story},
};

/// Names of the sites.
pub(super) const HOSTS: [&str; 14] = [
    "harbournews.example",
    "designweekly.example",
    "kitchentable.example",
    "gadgetpost.example",
    "majaek.example",
    "video.example",
    "lampforum.example",
    "fjord.example",
    "hn.example",
    "sky.example",
    "reddit.example",
    "lampreviews.example",
    "bargains.example",
    "oldmagazine.example",
];

/// A running sample internet; it ends with the runtime.
#[derive(Debug)]
pub(super) struct Web {
    /// The port all its sites share.
    pub(super) port: u16,
}

struct Site {
    story: Story,
    port: u16,
}

/// Starts it on a free port.
pub(super) async fn start(story: Story) -> anyhow::Result<Web> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let routes = Router::new()
        .fallback(answer)
        .with_state(Arc::new(Site { story, port }))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ));
    #[expect(
        clippy::disallowed_methods,
        reason = "the sample web lives as long as the demo"
    )]
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "the sample web ended");
        }
    });
    Ok(Web { port })
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let host = host_of(request.headers());
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let story = &site.story;
    let (kind, body) = match (host.as_str(), path.as_str()) {
        ("harbournews.example", "/feed.xml") => (
            forms::RSS,
            forms::rss(story, Place::News, "Harbour News", "harbournews.example"),
        ),
        ("designweekly.example", "/atom.xml") => (
            forms::ATOM,
            forms::atom(story, Place::Design, "Design Weekly", "designweekly.example"),
        ),
        ("kitchentable.example", "/feed.json") => (
            forms::JSON_FEED,
            forms::json_feed(story, Place::Kitchen, "Kitchen Table", "kitchentable.example"),
        ),
        ("gadgetpost.example", "/rss") => (
            forms::RSS,
            forms::broken_rss(story, Place::Gadget, "Gadget & Post", "gadgetpost.example"),
        ),
        ("majaek.example", "/feed/") => (
            forms::RSS,
            forms::rss(story, Place::Maja, "Maja Ek", "majaek.example"),
        ),
        ("bargains.example", "/feed") => (
            forms::RSS,
            forms::rss(story, Place::Coupons, "Bargains", "bargains.example"),
        ),
        ("video.example", "/feeds/videos.xml") => (forms::ATOM, forms::videos(story)),
        ("lampforum.example", "/latest") => (forms::HTML, forms::forum(story, site.port)),
        ("lampforum.example", path) => match forms::topic(story, path) {
            Some(page) => (forms::HTML, page),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
        ("fjord.example", path) if path.starts_with("/api/v1/timelines/tag/") => {
            (forms::JSON, forms::mastodon(story))
        }
        ("hn.example", "/api/v1/search_by_date") => (forms::JSON, forms::hacker_news(story, &query)),
        ("sky.example", "/xrpc/com.atproto.server.createSession") => (
            forms::JSON,
            r#"{"accessJwt":"demo-access","refreshJwt":"demo-refresh","did":"did:plc:demo"}"#.to_owned(),
        ),
        ("sky.example", "/xrpc/app.bsky.feed.searchPosts") => {
            if !bearer(request.headers(), "demo-access") {
                return StatusCode::UNAUTHORIZED.into_response();
            }
            (forms::JSON, forms::bluesky(story))
        }
        ("reddit.example", "/api/v1/access_token") => (
            forms::JSON,
            r#"{"access_token":"demo-token","token_type":"bearer","expires_in":86400}"#.to_owned(),
        ),
        ("reddit.example", path) if path.ends_with("/search") => {
            if !bearer(request.headers(), "demo-token") {
                return StatusCode::UNAUTHORIZED.into_response();
            }
            (forms::JSON, forms::reddit(story))
        }
        ("lampreviews.example", "/api/reviews") => (forms::JSON, forms::reviews(story, &query, site.port)),
        ("oldmagazine.example", _) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, "database is down").into_response();
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    conditional(request.headers(), kind, body)
}

/// Answers 304 to who has it already, as a good site does.
fn conditional(headers: &HeaderMap, kind: &'static str, body: String) -> Response {
    let tag = format!("\"{:016x}\"", xxhash_rust::xxh3::xxh3_64(body.as_bytes()));
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|have| have.as_bytes() == tag.as_bytes())
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    (
        [(header::CONTENT_TYPE, kind.to_owned()), (header::ETAG, tag)],
        Body::from(body),
    )
        .into_response()
}

fn host_of(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    host.rsplit_once(':')
        .map_or(host, |(name, _)| name)
        .to_ascii_lowercase()
}

fn bearer(headers: &HeaderMap, token: &str) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("Bearer ")) == Some(token)
}
