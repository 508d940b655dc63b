//! Keys of `[polling]`: what sources do unless they say otherwise.

use super::{Shape, key};

pub(in crate::config) static POLLING: Shape = Shape {
    path: "polling",
    keys: &[
        key(
            "every",
            "duration",
            "\"15m\"",
            "interval between polls, adapted within the bounds to how often a source has news",
        ),
        key("min_every", "duration", "\"5m\"", "never sooner"),
        key(
            "max_every",
            "duration",
            "\"24h\"",
            "longest interval; only `Retry-After` (up to 24 hours) and repeated 410s (up to 7 days) go beyond",
        ),
        key(
            "concurrency",
            "integer",
            "64",
            "requests in flight; per registrable domain always one",
        ),
        key(
            "spacing",
            "duration",
            "\"1s\"",
            "least time between two requests to one registrable domain",
        ),
        key("timeout", "duration", "\"20s\"", "deadline of one request"),
        key(
            "max_body",
            "size",
            "\"8MiB\"",
            "most bytes of an answer, after decompression",
        ),
        key(
            "user_agent",
            "string",
            "",
            "how we introduce ourselves; default `mentiond/VERSION`",
        ),
        key(
            "robots",
            "boolean",
            "true",
            "ask robots.txt before pages are read (not for feeds and APIs, which are made for programs)",
        ),
        key(
            "ask_again",
            "boolean",
            "true",
            "ask APIs that allow it for likes, comments, shares, views and followers of known items again when these are 1 h, 6 h, 1 d, 3 d and 7 d old; takes at most a quarter of what a source may ask",
        ),
        key(
            "resolve_links",
            "boolean",
            "true",
            "ask short links (`bit.ly/…`) where they lead, at most 20 in a poll; answers are remembered for 30 days",
        ),
        key(
            "short_hosts",
            "array of hosts",
            "",
            "hosts of your own that shorten addresses, beside the public services",
        ),
    ],
};
