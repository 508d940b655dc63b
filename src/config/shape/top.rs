//! Keys at the top.

use super::{Shape, key};

pub(in crate::config) static TOP: Shape = Shape {
    path: "",
    keys: &[
        key(
            "timezone",
            "time zone",
            "\"UTC\"",
            "IANA zone in which schedules, days and weeks are reckoned",
        ),
        key("currency", "currency", "\"EUR\"", "ISO 4217 code of every amount"),
        key(
            "data_dir",
            "path",
            "",
            "where the store lives; default `$STATE_DIRECTORY`, else `./mentiond-data`",
        ),
        key(
            "retention",
            "table",
            "",
            "how long things are kept; daily totals and campaign results are kept for ever",
        ),
        key("http", "table", "", "the status endpoint"),
        key("mail", "table", "", "how mail leaves"),
        key("polling", "table", "", "defaults for every source"),
        key(
            "query",
            "tables",
            "",
            "queries saved under a name, for use in others: `query:id`",
        ),
        key("brand", "tables", "", "whom we listen for"),
        key("source", "tables", "", "where we listen"),
        key("influencer", "tables", "", "who speaks"),
        key("campaign", "tables", "", "what we want to reach"),
        key("topic", "tables", "", "what mentions are about"),
        key("tiers", "table", "", "where the follower tiers begin"),
        key("score", "table", "", "what the score of an influencer is made of"),
        key("import", "tables", "", "what clicks and sales came of it"),
        key(
            "sentiment",
            "table",
            "",
            "words of the trade that the built-in lexicon would misjudge",
        ),
        key(
            "spam",
            "table",
            "",
            "whose texts are set aside as spam, and whose never",
        ),
        key("estimate", "table", "", "rates of estimates"),
        key("emv", "table", "", "how earned media value is reckoned"),
        key("digest", "tables", "", "what is sent, when, to whom"),
        key("alert", "tables", "", "what is told at once, and to whom"),
    ],
};
