//! Keys of what is judged beside the brands: topics and tiers.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static TOPIC: Shape = Shape {
    path: "topic[]",
    keys: &[
        key("id", "id", REQUIRED, "short name, as mentions carry it"),
        key("name", "string", "", "name for people; default: the id"),
        key(
            "match",
            "query",
            REQUIRED,
            "which mentions are about it, in the language of `match` of a brand",
        ),
        key(
            "brand",
            "brand id",
            "",
            "only mentions of this brand; default: of every brand",
        ),
    ],
};

pub(in crate::config) static TIERS: Shape = Shape {
    path: "tiers",
    keys: &[
        key(
            "micro",
            "integer",
            "10000",
            "followers from which an author is micro; below, nano",
        ),
        key("mid", "integer", "50000", "from which mid"),
        key("macro", "integer", "500000", "from which macro"),
        key("mega", "integer", "1000000", "from which mega"),
    ],
};
