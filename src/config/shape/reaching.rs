//! Keys of what is to be reached and sent: influencers, campaigns, rates, digests.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static INFLUENCER: Shape = Shape {
    path: "influencer[]",
    keys: &[
        key("id", "id", REQUIRED, "short name used elsewhere in this file"),
        key(
            "name",
            "string",
            "",
            "name for people, also looked for in bylines; default: the id",
        ),
        key(
            "handles",
            "handles",
            "[]",
            "accounts `platform:name`, and domains of own sites",
        ),
        key(
            "followers",
            "table",
            "{}",
            "followers by platform; values measured by an API win",
        ),
        key("codes", "strings", "[]", "promo codes"),
        key(
            "links",
            "links",
            "[]",
            "links given out, e.g. `bit.ly/acme-kristal`",
        ),
        key(
            "landing",
            "paths",
            "[]",
            "landing pages made for the influencer, e.g. `/kristal`",
        ),
        key("skus", "strings", "[]", "articles that only the influencer sells"),
        key(
            "refs",
            "strings",
            "[]",
            "values of `ref`, or numbers, by which shops and affiliate programs know the influencer",
        ),
        key("utm", "table", "", "UTM marks of the influencer's links"),
        key(
            "category",
            "string",
            "",
            "free, e.g. `outdoor`; told with the figures of a report",
        ),
    ],
};

pub(in crate::config) static UTM: Shape = Shape {
    path: "influencer[].utm",
    keys: &[
        key("source", "string", "", "`utm_source`"),
        key("content", "string", "", "`utm_content` or `utm_campaign`"),
    ],
};

pub(in crate::config) static CAMPAIGN: Shape = Shape {
    path: "campaign[]",
    keys: &[
        key("id", "id", REQUIRED, "short name used elsewhere in this file"),
        key("name", "string", "", "name for people; default: the id"),
        key("brand", "brand id", REQUIRED, "whose campaign it is"),
        key(
            "objective",
            "`awareness`, `audience`, `engagement`, `sales` or `reputation`",
            "\"awareness\"",
            "what it is for",
        ),
        key("from", "date", REQUIRED, "first day"),
        key("to", "date", REQUIRED, "last day, included"),
        key(
            "baseline",
            "duration",
            "\"8w\"",
            "whole weeks measured before `from`; frozen when the campaign starts",
        ),
        key(
            "after",
            "duration",
            "\"6w\"",
            "how long the lasting effect is followed",
        ),
        key("hashtags", "strings", "[]", "hashtags that mark its mentions"),
        key("match", "query", "", "query that marks its mentions"),
        key(
            "primary",
            "metric",
            "\"reach\"",
            "the number one metric: leads the mail's subject",
        ),
        key(
            "influencers",
            "influencer ids",
            "[]",
            "its roster, besides those named by goals and costs",
        ),
        key("goals", "tables", "[]", "what is to be reached"),
        key("costs", "tables", "[]", "what it costs"),
        key(
            "compare",
            "tables",
            "[]",
            "channels that are no influencer, with costs of their own: reports compare what an outcome costs",
        ),
        key("audience", "table", "", "whom it is meant for"),
        key(
            "deliverables",
            "tables",
            "[]",
            "what influencers promised: ticked off from what is seen",
        ),
        key(
            "asks",
            "strings",
            "",
            "figures asked of influencers: kinds of outcome such as `impressions`, and `audience_countries`; default: what the objective needs",
        ),
        key(
            "data",
            "table",
            "{}",
            "influencer id = `provided`, `partial` or `withheld`, where you know better than the files that came",
        ),
        key(
            "events",
            "tables",
            "[]",
            "seasons and news that explain the curve",
        ),
        key(
            "purchase_window",
            "duration, or `impulse`, `general`, `considered`, `big-ticket` or `b2b`",
            "\"30d\"",
            "how long after its end purchases by its links are its own; codes are not bound by it",
        ),
        key(
            "margin",
            "number",
            "",
            "what is left of the revenue after the goods are paid, e.g. `0.55`; for `profit_roi`",
        ),
        key(
            "lifespan",
            "`evergreen` or `timely`",
            "",
            "whether what it brings lives on for months or is over with its occasion; sets `after` to 26 or 2 weeks",
        ),
        key(
            "burst",
            "duration",
            "",
            "how long the campaign is a trial at first: reports then say who should stay by what each brought in it",
        ),
        key(
            "curve",
            "tables",
            "[]",
            "how much of the result is to be there by when, where it does not come evenly",
        ),
        key(
            "posts",
            "tables",
            "[]",
            "posts that are planned: what `mentiond estimate` reckons with; default: the `deliverables`",
        ),
        key(
            "order_value",
            "number",
            "",
            "what an order is thought to be worth before any is known; for `mentiond estimate`",
        ),
        key(
            "click_rate",
            "number",
            "",
            "clicks to a hundred views that are expected; default: the roster's own so far; for `mentiond estimate`",
        ),
        key("notes", "tables", "[]", "what came of it that no number tells"),
    ],
};

pub(in crate::config) static GOAL: Shape = Shape {
    path: "campaign[].goals[]",
    keys: &[
        key(
            "metric",
            "metric",
            "",
            "one of `mentiond metrics`; or give a `bundle`",
        ),
        key(
            "bundle",
            "string",
            "",
            "name for several metrics that make one goal",
        ),
        key(
            "metrics",
            "table",
            "",
            "of a bundle: metric = weight for a weighted sum, or metric = { weight, target } for a score in per cent",
        ),
        key(
            "target",
            "number",
            REQUIRED,
            "what is to be reached; of a score 100 unless told otherwise",
        ),
        key("influencer", "influencer id", "", "only this influencer's"),
        key("platform", "platform", "", "only this platform's"),
        key(
            "source",
            "source",
            "",
            "only what this source told; for `mentions`",
        ),
        key(
            "from",
            "date",
            "",
            "first day that counts; default: the campaign's",
        ),
        key("by", "date", "", "last day; default: the campaign's"),
        key(
            "horizon",
            "`short` or `long`",
            "\"short\"",
            "judged monthly, or at 6 and 12 months",
        ),
        key(
            "stage",
            "`awareness`, `interest`, `consideration`, `purchase` or `loyalty`",
            "",
            "where on the way to a purchase it stands; default: what follows from the metric",
        ),
        key(
            "requires",
            "metrics",
            "[]",
            "metrics it is reached through, which must be measured too; default: clicks or visits for sales and leads",
        ),
    ],
};

pub(in crate::config) static COST: Shape = Shape {
    path: "campaign[].costs[]",
    keys: &[
        key(
            "what",
            "`fee`, `product`, `shipping`, `travel`, `agency`, `admin`, `commission` or `other`",
            REQUIRED,
            "kind of cost",
        ),
        key("influencer", "influencer id", "", "for whom; none: shared by all"),
        key(
            "amount",
            "number",
            "",
            "how much it was planned to be and is; or give `planned` and `actual`, or `hours` and `rate`",
        ),
        key("planned", "number", "", "how much it was planned to be"),
        key(
            "actual",
            "number",
            "",
            "how much it came to; counts once it is known",
        ),
        key("hours", "number", "", "hours worked"),
        key("planned_hours", "number", "", "hours planned; default: `hours`"),
        key("rate", "number", "", "cost of an hour"),
        key(
            "percent",
            "number",
            "",
            "of a commission: per cent of the net revenue that an influencer brings",
        ),
        key(
            "per_order",
            "number",
            "",
            "of a commission: how much for each order that an influencer brings",
        ),
        key(
            "currency",
            "currency",
            "",
            "currency of this line's amounts; default: the top one",
        ),
        key(
            "exchange",
            "number",
            "",
            "what one unit of that currency is worth; required with another currency",
        ),
        key("on", "date", "", "when it was or is to be paid"),
        key(
            "spread",
            "`equal`, `posts`, `reach` or `fee`",
            "\"equal\"",
            "how a shared cost is spread over the roster: the same for all, or by posts, reach or fees",
        ),
        key(
            "paid_to",
            "string",
            "",
            "who was paid, e.g. `agent`; told with the costs of a report",
        ),
        key("note", "string", "", "what else there is to say"),
    ],
};

pub(in crate::config) static EVENT: Shape = Shape {
    path: "campaign[].events[]",
    keys: &[
        key("on", "date", REQUIRED, "which day"),
        key("note", "string", REQUIRED, "what happened"),
    ],
};

pub(in crate::config) static SENTIMENT: Shape = Shape {
    path: "sentiment",
    keys: &[
        key(
            "positive",
            "table",
            "{}",
            "word or phrase = value above 0, at most 4",
        ),
        key(
            "negative",
            "table",
            "{}",
            "word or phrase = value below 0, at least −4",
        ),
        key("neutral", "strings", "[]", "words that carry no sentiment here"),
        key(
            "bands",
            "table",
            "{}",
            "kind of text = [score up to which it is negative, score from which it is positive]",
        ),
    ],
};

pub(in crate::config) static BRAND_SENTIMENT: Shape = Shape {
    path: "brand[].sentiment",
    keys: &[
        key(
            "positive",
            "table",
            "{}",
            "word or phrase = value above 0, for this brand alone",
        ),
        key(
            "negative",
            "table",
            "{}",
            "word or phrase = value below 0, for this brand alone",
        ),
        key(
            "neutral",
            "strings",
            "[]",
            "words that say nothing about this brand",
        ),
    ],
};

pub(in crate::config) static BANDS: Shape = Shape {
    path: "sentiment.bands",
    keys: &[
        key("post", "two numbers", "[-0.22, 0.37]", "a post"),
        key(
            "report",
            "two numbers",
            "[-0.46, 0.33]",
            "a post that names two things or more",
        ),
        key(
            "message",
            "two numbers",
            "[-0.01, 0.44]",
            "a message that opens with the account it is for",
        ),
        key(
            "prose",
            "two numbers",
            "[-0.01, 0.01]",
            "sentences of a review or an article",
        ),
    ],
};

pub(in crate::config) static SPAM: Shape = Shape {
    path: "spam",
    keys: &[
        key(
            "trust",
            "strings",
            "[]",
            "sites, accounts (`x:name`) and sources (`source:NAME`) whose texts are never set aside",
        ),
        key("block", "strings", "[]", "those whose texts always are"),
    ],
};

pub(in crate::config) static ESTIMATE: Shape = Shape {
    path: "estimate",
    keys: &[
        key(
            "cpm",
            "table",
            "",
            "earned-media rates by platform, overriding the built-in table",
        ),
        key(
            "people",
            "number",
            "",
            "how many people all audiences are drawn from, e.g. of a country: authors then overlap by chance",
        ),
        key(
            "visits",
            "table",
            "{}",
            "site = its visits a month, whichever source names it; goes before `audience` of a source",
        ),
    ],
};

pub(in crate::config) static CPM: Shape = Shape {
    path: "estimate.cpm.PLATFORM",
    keys: &[
        key(
            "low",
            "number",
            REQUIRED,
            "low end, per thousand views in `currency`",
        ),
        key("value", "number", REQUIRED, "central value"),
        key("high", "number", REQUIRED, "high end"),
    ],
};

pub(in crate::config) static DIGEST: Shape = Shape {
    path: "digest[]",
    keys: &[
        key("id", "id", REQUIRED, "short name, part of each mail's Message-ID"),
        key(
            "schedule",
            "cron",
            REQUIRED,
            "when it is sent: 5, 6 or 7 cron fields",
        ),
        key("to", "addresses", REQUIRED, "who gets it"),
        key(
            "brands",
            "brand ids",
            "",
            "brands it reports on; default: all that are no competitors",
        ),
        key(
            "campaigns",
            "campaign ids",
            "",
            "campaigns it reports on; default: those of its brands",
        ),
        key("language", "language code", "\"en\"", "language of the mail"),
        key(
            "when_empty",
            "`send` or `skip`",
            "\"send\"",
            "whether a period without mentions is mailed",
        ),
    ],
};
