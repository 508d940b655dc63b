//! Every key of the configuration with its type, default and meaning: what may be written, and the README's table.

/// Whether a key can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It works.
    Built,
    /// Designed, refused by name until it is built; the text says what to do instead, and may be empty.
    Later(&'static str),
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What kind of value it takes, in words.
    pub kind: &'static str,
    /// Its default, as written in TOML; empty if there is none, `required` if it must be given.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Whether it can be used.
    pub support: Support,
}

/// One table with its keys.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Path as in the table of keys: empty for the top, `source[]` for each `[[source]]`.
    pub path: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of that name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Names of the keys that can be used.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let built = self.keys.iter().filter(|key| key.support == Support::Built);
        built.map(|key| key.name).collect()
    }
}

/// One line of the table of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Full path, e.g. `source[].items.each`.
    pub key: String,
    /// What kind of value it takes.
    pub kind: &'static str,
    /// Its default; empty if there is none.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Every supported key, in the order of the example.
pub fn keys() -> Vec<KeyRow> {
    let row = |shape: &Shape, key: &Key| KeyRow {
        key: [shape.path, key.name]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("."),
        kind: key.kind,
        default: key.default,
        meaning: key.meaning,
    };
    SHAPES
        .iter()
        .flat_map(|shape| shape.keys.iter().map(move |key| (shape, key)))
        .filter(|(_, key)| key.support == Support::Built)
        .map(|(shape, key)| row(shape, key))
        .collect()
}

const fn key(name: &'static str, kind: &'static str, default: &'static str, meaning: &'static str) -> Key {
    Key {
        name,
        kind,
        default,
        meaning,
        support: Support::Built,
    }
}

const fn later(name: &'static str, instead: &'static str) -> Key {
    Key {
        name,
        kind: "",
        default: "",
        meaning: "",
        support: Support::Later(instead),
    }
}

const REQUIRED: &str = "required";

/// All tables.
pub(super) static SHAPES: &[&Shape] = &[
    &TOP,
    &RETENTION,
    &HTTP,
    &MAIL,
    &POLLING,
    &BRAND,
    &SOURCE,
    &ITEMS,
    &AUTH,
    &AUTH_HEADER,
    &REQUEST,
    &PAGING,
    &AUDIENCE,
    &INFLUENCER,
    &UTM,
    &CAMPAIGN,
    &GOAL,
    &COST,
    &EVENT,
    &SENTIMENT,
    &ESTIMATE,
    &CPM,
    &DIGEST,
];

pub(super) static TOP: Shape = Shape {
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
        key("brand", "tables", "", "whom we listen for"),
        key("source", "tables", "", "where we listen"),
        key("influencer", "tables", "", "who speaks"),
        key("campaign", "tables", "", "what we want to reach"),
        key(
            "sentiment",
            "table",
            "",
            "words of the trade that the built-in lexicon would misjudge",
        ),
        key("estimate", "table", "", "rates of estimates"),
        key("digest", "tables", "", "what is sent, when, to whom"),
        later("import", "clicks and sales cannot be imported so far"),
        later("alert", "the digest carries what matters until then"),
    ],
};

pub(super) static RETENTION: Shape = Shape {
    path: "retention",
    keys: &[
        key("mentions", "duration", "\"400d\"", "how long mentions are kept"),
        key("text", "duration", "\"180d\"", "how long their texts are kept"),
    ],
};

pub(super) static HTTP: Shape = Shape {
    path: "http",
    keys: &[
        key(
            "listen",
            "address",
            "\"127.0.0.1:8787\"",
            "`host:port` or `unix:/path`; off loopback a token is required",
        ),
        key(
            "token",
            "secret",
            "",
            "bearer token that every request must carry",
        ),
    ],
};

pub(super) static MAIL: Shape = Shape {
    path: "mail",
    keys: &[
        key(
            "from",
            "mailbox",
            "",
            "sender, e.g. `Brand watch <watch@acme.example>`; required to send digests",
        ),
        key(
            "transport",
            "`file`, `smtp` or `sendmail`",
            "\"file\"",
            "how mail leaves",
        ),
        key(
            "dir",
            "path",
            "\"outbox\"",
            "where `file` writes; under systemd in `$STATE_DIRECTORY`",
        ),
        key("host", "host name", "", "the SMTP server"),
        key("port", "integer", "", "its port; default 587, 465 or 25 by `tls`"),
        key(
            "tls",
            "`starttls`, `implicit` or `none`",
            "\"starttls\"",
            "encryption; `none` on loopback only",
        ),
        key("username", "string", "", "SMTP login"),
        key("password", "secret", "", "its password"),
        key(
            "program",
            "path",
            "\"/usr/sbin/sendmail\"",
            "the `sendmail` program",
        ),
        key(
            "operator",
            "addresses",
            "[]",
            "who is told of failing sources and daemon trouble",
        ),
    ],
};

pub(super) static POLLING: Shape = Shape {
    path: "polling",
    keys: &[
        key(
            "every",
            "duration",
            "\"15m\"",
            "wanted interval; adapted to how often a source changes",
        ),
        key("min_every", "duration", "\"5m\"", "never sooner"),
        key(
            "max_every",
            "duration",
            "\"24h\"",
            "never later, backoff included",
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
        later(
            "robots",
            "the daemon does not read robots.txt so far; leave the key out",
        ),
    ],
};

pub(super) static BRAND: Shape = Shape {
    path: "brand[]",
    keys: &[
        key("id", "id", REQUIRED, "short name used elsewhere in this file"),
        key("name", "string", "", "name for people; default: the id"),
        key(
            "competitor_of",
            "brand id",
            "",
            "watched for comparison with that brand",
        ),
        key(
            "match",
            "query",
            "",
            "boolean query: `AND OR NOT ( ) \"phrase\" NEAR/n word* site: author: lang:`",
        ),
        key("hashtags", "strings", "[]", "hashtags without `#`"),
        key("handles", "handles", "[]", "its accounts: `platform:name`"),
        key("domains", "domains", "[]", "links to these are backlinks"),
        key("owned", "domains", "[]", "what appears there is owned media"),
        key(
            "case",
            "`fold` or `exact`",
            "\"fold\"",
            "how letters of `match` are compared",
        ),
        key(
            "lookalikes",
            "boolean",
            "true",
            "fold look-alike letters (`Ꭺсmе` is `Acme`)",
        ),
        key(
            "languages",
            "language codes",
            "[]",
            "count only texts in these; empty: all",
        ),
    ],
};

pub(super) static SOURCE: Shape = Shape {
    path: "source[]",
    keys: &[
        key("name", "string", REQUIRED, "unique name"),
        key("feed", "URL", "", "a feed: RSS, Atom, RDF or JSON Feed"),
        key("page", "URL", "", "a public page with repeating items"),
        key(
            "api",
            "preset",
            "",
            "an API preset, see `mentiond presets`; `json` is mapped by hand",
        ),
        key(
            "items",
            "table or JSONPath",
            "",
            "where the items are: CSS for a page, JSONPath for `json`",
        ),
        key(
            "follow",
            "boolean",
            "false",
            "fetch each item's own page and keep its main text",
        ),
        key("with", "table", "{}", "parameters of the preset"),
        key("request", "table", "", "what `json` asks"),
        key("paging", "table", "", "how `json` gets the next page"),
        key(
            "fields",
            "table of JSONPaths",
            "",
            "where `json` finds the fields of an item",
        ),
        key("auth", "table", "", "login of a feed or page"),
        key("every", "duration", "", "as in `[polling]`, like the next five"),
        key("min_every", "duration", "", "never sooner"),
        key("max_every", "duration", "", "never later"),
        key("timeout", "duration", "", "deadline of one request"),
        key(
            "spacing",
            "duration",
            "",
            "least time between two requests to its domain",
        ),
        key("max_body", "size", "", "most bytes of an answer"),
        key(
            "allow_private",
            "boolean",
            "false",
            "may loopback and private addresses be contacted",
        ),
        key(
            "platform",
            "platform",
            "",
            "where its documents are; default `web` or the preset's",
        ),
        key(
            "language",
            "language code",
            "",
            "language of documents that declare none",
        ),
        key("audience", "table", "", "what is known of its readership"),
        later("budget", "space requests with `every` instead"),
        later("opml", "name each feed in a `[[source]]`"),
        later("sitemap", "use `feed` or `page`"),
    ],
};

pub(super) static ITEMS: Shape = Shape {
    path: "source[].items",
    keys: &[
        key("each", "CSS selector", REQUIRED, "one item"),
        key(
            "title",
            "CSS selector",
            "",
            "its title; `selector@attribute` takes an attribute, here and below",
        ),
        key("link", "CSS selector", "", "its address, e.g. `h2 a@href`"),
        key("date", "CSS selector", "", "its time"),
        key("author", "CSS selector", "", "its author"),
        key("text", "CSS selector", "", "its text"),
    ],
};

pub(super) static AUTH: Shape = Shape {
    path: "source[].auth",
    keys: &[
        key("bearer", "secret", "", "`Authorization: Bearer …`"),
        key("username", "string", "", "HTTP Basic, with `password`"),
        key("password", "secret", "", "its password"),
        key("header", "table", "", "a header of its own"),
    ],
};

pub(super) static AUTH_HEADER: Shape = Shape {
    path: "source[].auth.header",
    keys: &[
        key("name", "string", REQUIRED, "its name, e.g. `X-Api-Key`"),
        key("value", "secret", REQUIRED, "its value"),
    ],
};

pub(super) static REQUEST: Shape = Shape {
    path: "source[].request",
    keys: &[
        key(
            "url",
            "URL",
            REQUIRED,
            "address; may hold `{since:rfc3339}`, `{since:unix}` and `{cursor}`",
        ),
        key("method", "`GET` or `POST`", "\"GET\"", "HTTP method"),
        key("query", "table", "{}", "query parameters"),
        key("headers", "table", "{}", "headers that are no secret"),
        key("body", "string", "", "JSON body of a `POST`"),
        key("bearer", "secret", "", "`Authorization: Bearer …`"),
        key("username", "string", "", "HTTP Basic, with `password`"),
        key("password", "secret", "", "its password"),
        key("header", "table", "", "a secret header: `{ name, value }`"),
    ],
};

pub(super) static PAGING: Shape = Shape {
    path: "source[].paging",
    keys: &[
        key("next", "JSONPath", "", "the next page's whole URL"),
        key("cursor", "JSONPath", "", "a cursor"),
        key(
            "cursor_param",
            "string",
            "",
            "query parameter that carries the cursor",
        ),
        key(
            "page_param",
            "string",
            "",
            "query parameter that carries a page number",
        ),
        key("first_page", "integer", "1", "number of the first page"),
        key(
            "link_header",
            "boolean",
            "false",
            "follow `Link: <…>; rel=\"next\"`",
        ),
        key(
            "has_more",
            "JSONPath",
            "",
            "a boolean that is false on the last page",
        ),
        key("max_pages", "integer", "5", "most pages of one poll"),
    ],
};

pub(super) static AUDIENCE: Shape = Shape {
    path: "source[].audience",
    keys: &[key(
        "monthly_visits",
        "integer",
        "",
        "visits a month; overrides the estimate",
    )],
};

pub(super) static INFLUENCER: Shape = Shape {
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
        key("utm", "table", "", "UTM marks of the influencer's links"),
        key("category", "string", "", "free, e.g. `outdoor`"),
    ],
};

pub(super) static UTM: Shape = Shape {
    path: "influencer[].utm",
    keys: &[
        key("source", "string", "", "`utm_source`"),
        key("content", "string", "", "`utm_content` or `utm_campaign`"),
    ],
};

pub(super) static CAMPAIGN: Shape = Shape {
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
            "events",
            "tables",
            "[]",
            "seasons and news that explain the curve",
        ),
        later("deliverables", ""),
        later("purchase_window", ""),
        later("lifespan", ""),
        later("margin", ""),
    ],
};

pub(super) static GOAL: Shape = Shape {
    path: "campaign[].goals[]",
    keys: &[
        key("metric", "metric", REQUIRED, "one of `mentiond metrics`"),
        key("target", "number", REQUIRED, "what is to be reached"),
        key("influencer", "influencer id", "", "only this influencer's"),
        key("platform", "platform", "", "only this platform's"),
        key("by", "date", "", "last day; default: the campaign's"),
        key(
            "horizon",
            "`short` or `long`",
            "\"short\"",
            "judged monthly, or at 6 and 12 months",
        ),
        later("bundle", "set a goal for each metric"),
        later("metrics", "set a goal for each metric"),
    ],
};

pub(super) static COST: Shape = Shape {
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
            "how much, in `currency`; or give `hours` and `rate`",
        ),
        key("hours", "number", "", "hours worked"),
        key("rate", "number", "", "cost of an hour"),
        key("paid_to", "string", "", "who was paid"),
    ],
};

pub(super) static EVENT: Shape = Shape {
    path: "campaign[].events[]",
    keys: &[
        key("on", "date", REQUIRED, "which day"),
        key("note", "string", REQUIRED, "what happened"),
    ],
};

pub(super) static SENTIMENT: Shape = Shape {
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
    ],
};

pub(super) static ESTIMATE: Shape = Shape {
    path: "estimate",
    keys: &[key(
        "cpm",
        "table",
        "",
        "earned-media rates by platform, overriding the built-in table",
    )],
};

pub(super) static CPM: Shape = Shape {
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

pub(super) static DIGEST: Shape = Shape {
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
