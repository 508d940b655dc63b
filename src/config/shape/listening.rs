//! Keys of what listens: endpoint, mail, brands, sources.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static RETENTION: Shape = Shape {
    path: "retention",
    keys: &[
        key("mentions", "duration", "\"400d\"", "how long mentions are kept"),
        key("text", "duration", "\"180d\"", "how long their texts are kept"),
    ],
};

pub(in crate::config) static HTTP: Shape = Shape {
    path: "http",
    keys: &[
        key(
            "listen",
            "address",
            "\"127.0.0.1:8787\"",
            "`host:port` or `unix:/path`; off loopback a token is required",
        ),
        key(
            "hosts",
            "domains",
            "[]",
            "names it is asked by, besides its addresses and `localhost`; others are refused",
        ),
        key(
            "token",
            "secret",
            "",
            "bearer token that every request must carry",
        ),
    ],
};

pub(in crate::config) static MAIL: Shape = Shape {
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
            "who is told of sources that are not heard, mails that cannot be delivered and refused logins",
        ),
    ],
};

pub(in crate::config) static QUERY: Shape = Shape {
    path: "query[]",
    keys: &[
        key(
            "id",
            "id",
            REQUIRED,
            "what it is called: other queries name it `query:id`",
        ),
        key("about", "string", "", "what it finds, for people"),
        key(
            "match",
            "query",
            REQUIRED,
            "boolean query, see «Queries»; may name other saved ones",
        ),
    ],
};

pub(in crate::config) static BRAND: Shape = Shape {
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
        key("match", "query", "", "boolean query, see «Queries»"),
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
            "read names in disguise as what they stand for: look-alike letters (`Ꭺсmе`), accents the name lacks, digits (`4cm3`), letters held apart (`A.C.M.E`)",
        ),
        key(
            "plurals",
            "boolean",
            "false",
            "count plurals and genitives in `s` of the words of `match` too (`Acmes`); what follows an apostrophe always is",
        ),
        key(
            "languages",
            "language codes",
            "[]",
            "count only texts in these; empty: all",
        ),
        key(
            "sentiment",
            "table",
            "{}",
            "`positive`, `negative` and `neutral` words that count for this brand alone",
        ),
    ],
};

pub(in crate::config) static SOURCE: Shape = Shape {
    path: "source[]",
    keys: &[
        key("name", "string", REQUIRED, "unique name"),
        key(
            "feed",
            "URL",
            "",
            "a feed: RSS, Atom, RDF or JSON Feed; a page is searched for its feed",
        ),
        key("page", "URL", "", "a public page with repeating items"),
        key(
            "sitemap",
            "URL",
            "",
            "new pages of a site: its sitemap, or its front page or robots.txt, which lead to its sitemaps",
        ),
        key(
            "include",
            "path or paths",
            "",
            "which pages of a `sitemap` are read, as in robots.txt: `/blog/*`; `!/blog/tag/` leaves out",
        ),
        key(
            "log",
            "table",
            "",
            "the access log of your own site: pages that send visitors, and visits by links with UTM marks",
        ),
        key(
            "hook",
            "table",
            "",
            "documents are pushed to it: `POST /hooks/NAME` at the endpoint of `[http]`",
        ),
        key(
            "mailbox",
            "table",
            "",
            "mails of an IMAP folder: alerts, newsletters",
        ),
        key(
            "from",
            "address, domain or several",
            "",
            "whose mails of a `mailbox` are read; default: all",
        ),
        key(
            "api",
            "preset",
            "",
            "an API preset, see `mentiond presets`; `json` is mapped by hand",
        ),
        key(
            "items",
            "table, `auto` or JSONPath",
            "",
            "where the items are: CSS or `auto` for a page, `auto` for a mailbox, JSONPath for `json`",
        ),
        key(
            "follow",
            "boolean",
            "false",
            "fetch each item's own page and keep its main text",
        ),
        key("with", "table", "{}", "parameters of the preset"),
        key("request", "table", "", "what `json` asks"),
        key(
            "paging",
            "table",
            "",
            "how `json` gets the next page; of a page, only `max_pages`",
        ),
        key(
            "fields",
            "table of JSONPaths",
            "",
            "where `json` finds the fields of an item",
        ),
        key(
            "again",
            "table",
            "",
            "how `json` is asked again about items that it gave; `fields.again`, else `fields.id`, is what it is asked by",
        ),
        key("auth", "table", "", "login of a feed, page or sitemap"),
        key("every", "duration", "", "as in `[polling]`, like the next seven"),
        key("min_every", "duration", "", "never sooner"),
        key("max_every", "duration", "", "longest interval"),
        key("timeout", "duration", "", "deadline of one request"),
        key(
            "spacing",
            "duration",
            "",
            "least time between two requests to its domain",
        ),
        key("max_body", "size", "", "most bytes of an answer"),
        key(
            "robots",
            "boolean",
            "",
            "ask robots.txt before its pages are read",
        ),
        key(
            "resolve_links",
            "boolean",
            "",
            "ask short links in its documents where they lead",
        ),
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
        key(
            "ask_again",
            "boolean",
            "",
            "as in `[polling]`; false for presets whose answers cost money unless written here",
        ),
        key("audience", "table", "", "what is known of its readership"),
        key(
            "budget",
            "table",
            "",
            "most requests it may make; they are spread, never exceeded, and shown in `/status`",
        ),
        key(
            "identity",
            "`guid`, `link` or `content`",
            "",
            "by what its items are told apart, where its ids or addresses cannot be trusted; default: id, else address, else title and text",
        ),
        key(
            "opml",
            "path",
            "",
            "a list of feeds as readers export it, read at start and at each reload; what else this table says holds for each",
        ),
    ],
};

pub(in crate::config) static ITEMS: Shape = Shape {
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

pub(in crate::config) static LOG: Shape = Shape {
    path: "source[].log",
    keys: &[
        key(
            "path",
            "path",
            REQUIRED,
            "its files, rotated and packed ones too: `*` in the name stands for anything",
        ),
        key(
            "site",
            "domain",
            "",
            "host of requests whose line names none: the site's domain",
        ),
    ],
};

pub(in crate::config) static HOOK: Shape = Shape {
    path: "source[].hook",
    keys: &[key(
        "token",
        "secret",
        REQUIRED,
        "bearer token that each push must carry, instead of that of `[http]`",
    )],
};

pub(in crate::config) static AUTH: Shape = Shape {
    path: "source[].auth",
    keys: &[
        key("bearer", "secret", "", "`Authorization: Bearer …`"),
        key("username", "string", "", "HTTP Basic, with `password`"),
        key("password", "secret", "", "its password"),
        key("header", "table", "", "a header of its own"),
    ],
};

pub(in crate::config) static AUTH_HEADER: Shape = Shape {
    path: "source[].auth.header",
    keys: &[
        key("name", "string", REQUIRED, "its name, e.g. `X-Api-Key`"),
        key("value", "secret", REQUIRED, "its value"),
    ],
};

pub(in crate::config) static REQUEST: Shape = Shape {
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

pub(in crate::config) static PAGING: Shape = Shape {
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
            "page_step",
            "integer",
            "1",
            "by how much the number grows, for APIs that count items instead of pages",
        ),
        key(
            "window_days",
            "integer",
            "",
            "most days that may be asked back with `{since:…}`, also at the first poll",
        ),
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
        key(
            "max_pages",
            "integer",
            "5",
            "most pages of one poll; of a `page` 1 by default, and more only while items are new",
        ),
    ],
};

pub(in crate::config) static BUDGET: Shape = Shape {
    path: "source[].budget",
    keys: &[
        key("requests", "integer", REQUIRED, "so many requests"),
        key("per", "`hour` or `day`", REQUIRED, "in this time"),
    ],
};

pub(in crate::config) static AUDIENCE: Shape = Shape {
    path: "source[].audience",
    keys: &[key(
        "monthly_visits",
        "integer",
        "",
        "visits a month; overrides the estimate",
    )],
};
