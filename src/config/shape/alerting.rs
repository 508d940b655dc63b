//! Keys of `[[alert]]`.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static ALERT: Shape = Shape {
    path: "alert[]",
    keys: &[
        key("id", "id", REQUIRED, "short name, part of each mail's Message-ID"),
        key(
            "when",
            "`spike`, `negative-spike`, `influencer`, `keyword`, `lost-backlink` or `silence`",
            REQUIRED,
            "what it looks out for",
        ),
        key("brand", "brand id", REQUIRED, "whose mentions it looks at"),
        key(
            "influencer",
            "influencer id",
            "",
            "only mentions by this influencer, of `spike` and `influencer`",
        ),
        key(
            "followers",
            "integer",
            "",
            "of `influencer`: authors outside the roster count too from so many followers",
        ),
        key("match", "query", "", "of `keyword`: what a mention must say"),
        key("to", "addresses", "[]", "who is mailed"),
        key(
            "webhook",
            "secret",
            "",
            "https address that gets each alert as JSON, with `text` and `content` for chat rooms",
        ),
        key(
            "allow_private",
            "boolean",
            "false",
            "whether the webhook may be in a private network, and without encryption",
        ),
        key(
            "quiet",
            "duration",
            "",
            "how long it keeps still after it spoke; default: 24h for spikes, 7d for silence, 1h for the rest",
        ),
    ],
};
