//! Keys of what a campaign plans: its course, its posts, what else came of it, and the parts of a bundle.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static BUNDLE_PART: Shape = Shape {
    path: "campaign[].goals[].metrics.METRIC",
    keys: &[
        key(
            "weight",
            "number",
            REQUIRED,
            "how much its share of its target counts",
        ),
        key("target", "number", REQUIRED, "what is to be reached of it"),
    ],
};

pub(in crate::config) static CURVE: Shape = Shape {
    path: "campaign[].curve[]",
    keys: &[
        key("by", "date", REQUIRED, "day by whose end it is to be there"),
        key("percent", "number", REQUIRED, "how much of the whole result"),
    ],
};

pub(in crate::config) static PLANNED_POSTS: Shape = Shape {
    path: "campaign[].posts[]",
    keys: &[
        key("influencer", "influencer id", REQUIRED, "who publishes"),
        key("platform", "platform", REQUIRED, "where"),
        key("posts", "number", "1", "how many"),
    ],
};

pub(in crate::config) static NOTE: Shape = Shape {
    path: "campaign[].notes[]",
    keys: &[
        key("note", "string", REQUIRED, "what came of it"),
        key("on", "date", "", "when"),
        key("influencer", "influencer id", "", "about whom"),
    ],
};
