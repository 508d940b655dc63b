//! Keys of what `json` asks about items that it gave.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static AGAIN: Shape = Shape {
    path: "source[].again",
    keys: &[
        key(
            "url",
            "URL",
            REQUIRED,
            "address that tells of known items: `{id}` stands for one, `{ids}` for several; `\"{id}\"` alone if the id is the address",
        ),
        key(
            "query",
            "table",
            "{}",
            "query parameters, which may hold them too",
        ),
        key(
            "join",
            "string",
            "",
            "what stands between `{ids}`; without it the query parameter is repeated",
        ),
        key("per_request", "integer", "1", "most ids of one request"),
        key("items", "JSONPath", REQUIRED, "where the items are"),
        key(
            "fields",
            "table of JSONPaths",
            REQUIRED,
            "`id` as it was asked for, at least one of `likes`, `comments`, `shares`, `views` and `followers`, and `gone`, which says that the item was deleted",
        ),
    ],
};
