//! Keys of how what was reached is valued.

use super::{Shape, key};

pub(in crate::config) static EMV: Shape = Shape {
    path: "emv",
    keys: &[
        key(
            "method",
            "`impressions`, `engagement`, `meltwater_ave` or `custom`",
            "\"impressions\"",
            "what earned media value prices: views, reactions, articles as Meltwater does, or by own prices only",
        ),
        key(
            "base",
            "`impressions` or `engagement`",
            "\"impressions\"",
            "of `custom`: what the own prices are for; never both",
        ),
        key(
            "thousand_views",
            "number",
            "",
            "own price of a thousand views where `[estimate.cpm]` has none, in `currency`",
        ),
        key("like", "number", "", "own price of one like, in `currency`"),
        key("comment", "number", "", "own price of one comment"),
        key("share", "number", "", "own price of one share"),
        key(
            "article_view",
            "number",
            "",
            "of `meltwater_ave`: own price of one article view; default 0.37 US dollars",
        ),
        key(
            "exchange",
            "number",
            "",
            "what one US dollar is worth in `currency`: published prices are then converted, at your rate and said so",
        ),
        key(
            "reputation",
            "boolean",
            "false",
            "whether it is shown for campaigns whose objective is `reputation`",
        ),
    ],
};

pub(in crate::config) static TARGET: Shape = Shape {
    path: "campaign[].audience",
    keys: &[
        key(
            "languages",
            "language codes",
            "[]",
            "languages of those it is meant for; reports tell what share of the mentions is in them",
        ),
        key(
            "countries",
            "country codes",
            "[]",
            "their countries, told by the top-level domains of sites: `se`, `de`",
        ),
    ],
};
