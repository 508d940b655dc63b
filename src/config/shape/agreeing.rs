//! Keys of what is agreed with influencers and how they are judged.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static DELIVERABLE: Shape = Shape {
    path: "campaign[].deliverables[]",
    keys: &[
        key("influencer", "influencer id", REQUIRED, "who promised it"),
        key("posts", "number", "0", "how many posts that stay"),
        key(
            "stories",
            "number",
            "0",
            "how many stories that vanish: those are not seen, only told of in the form",
        ),
        key(
            "must",
            "strings",
            "[]",
            "what each post must carry: `#tag`, `@account`, a promo code, a link or site, `disclosure` or a tag such as `#ad` (any clear disclosure will do), or other words",
        ),
        key("by", "date", "", "last day, included; default: the campaign's"),
        key("platform", "platform", "", "where; default: anywhere"),
        key("note", "string", "", "what else was agreed"),
    ],
};

pub(in crate::config) static SCORE: Shape = Shape {
    path: "score",
    keys: &[
        key(
            "contribution",
            "number",
            "0.40",
            "weight of the share in what the number one metric counts",
        ),
        key("cost", "number", "0.25", "weight of what came for the cost"),
        key(
            "engagement",
            "number",
            "0.15",
            "weight of the engagement rate against what is usual for the tier",
        ),
        key("sentiment", "number", "0.10", "weight of the net sentiment"),
        key(
            "data",
            "number",
            "0.10",
            "weight of how far the figures that were asked for came and can be relied on",
        ),
    ],
};
