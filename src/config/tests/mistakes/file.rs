//! Mistakes in the file itself, at its top and in what says whom to listen for.

/// See [`super::Case`].
pub(super) const CASES: &[super::Case] = &[
    (
        "T01 syntax error",
        "timezone = \"UTC",
        "1:16: invalid basic string, expected `\"`",
    ),
    (
        "T01 two syntax errors",
        "timezone = \n[[brand]\nid = \"x\"",
        "1:12: string values must be quoted, expected literal string\n\
         2:9: unclosed array table, expected `]`",
    ),
    (
        "T03 unknown key",
        "[polling]\nevry = \"15m\"",
        "2:1: `polling.evry`: unknown key `evry` (did you mean `every`?)",
    ),
    (
        "T03 unknown table",
        "[plling]\nevery = \"15m\"",
        "1:2: `plling`: unknown key `plling` (did you mean `polling`?)",
    ),
    (
        "T03 quoted key",
        "[http]\n\"li sten\" = 1",
        "2:1: `http.\"li sten\"`: unknown key `li sten` (did you mean `listen`?)",
    ),
    (
        "T04 wrong types",
        "timezone = 3\n[polling]\nevery = 15\nconcurrency = \"many\"\nmax_body = 8",
        "1:12: `timezone`: wrong type; expected a string, found the number 3\n\
         3:9: `polling.every`: wrong type; expected a duration such as \"15m\", found the number 15 (put it in quotes, with a unit: `\"15m\"`)\n\
         4:15: `polling.concurrency`: wrong type; expected a whole number, found the string \"many\"\n\
         5:12: `polling.max_body`: wrong type; expected a size such as \"8MiB\", found the number 8 (put it in quotes, with a unit: `\"8MiB\"`)",
    ),
    (
        "T06 key twice",
        "timezone = \"UTC\"\ntimezone = \"UTC\"",
        "2:1: `timezone` is given twice (keep one of them; tables that may be repeated are written `[[name]]`)",
    ),
    (
        "T11 NUL",
        "timezone = \"U\0TC\"",
        "1:14: invalid basic string, expected non-double-quote visible characters, `\\`",
    ),
    (
        "T15 interval of nothing",
        "[polling]\nevery = \"0s\"",
        "2:9: `polling.every`: the duration is out of bounds: `1s` to `31d`; expected a duration such as `15m`, found `0s`",
    ),
    (
        "T16 negative",
        "[polling]\nevery = \"-5m\"\nconcurrency = -1",
        "2:9: `polling.every`: a duration is not negative; expected a duration such as `15m`, found `-5m`\n\
         3:15: `polling.concurrency`: the number is out of bounds; expected 1 to 1024, found -1",
    ),
    (
        "T17 overflow",
        "[polling]\nevery = \"99999999999999999999w\"\nmax_body = \"99999999999GiB\"\nconcurrency = 99999999999999999999",
        "2:9: `polling.every`: the duration is too long; expected a duration such as `15m`, found `99999999999999999999w`\n\
         3:12: `polling.max_body`: the size is too large; expected a size such as `8MiB`, found `99999999999GiB`\n\
         4:15: `polling.concurrency`: the number is out of bounds; expected 1 to 1024, found 99999999999999999999",
    ),
    (
        "T26 zone",
        "timezone = \"Europe/Stokholm\"",
        "1:12: `timezone`: there is no time zone `Europe/Stokholm`; expected an IANA name such as `Europe/Stockholm` (did you mean `Europe/Stockholm`?)",
    ),
    (
        "T26 currency",
        "currency = \"EURO\"",
        "1:12: `currency`: there is no currency `EURO`; expected an ISO 4217 code such as `EUR` (did you mean `EUR`?)",
    ),
    (
        "T28 query",
        "[[brand]]\nid = \"a\"\nmatch = 'acme AND (rocket OR'",
        "3:29: `brand[0].match`: the query ends too early (write a word, a phrase or a `(` after the operator, or remove it)",
    ),
    (
        "T28 query with escapes",
        "[[brand]]\nid = \"a\"\nmatch = \"\\\"acme rockets\\\" AND AND x\"",
        "3:31: `brand[0].match`: an operator stands where a word is expected (operators stand between two operands; put it in quotes to look for the word)",
    ),
    (
        "T30 query for everything",
        "[[brand]]\nid = \"a\"\nmatch = '*'",
        "3:10: `brand[0].match`: a bare `*` matches everything (write the word or phrase that a mention contains)",
    ),
    (
        "T31 empty query",
        "[[brand]]\nid = \"a\"\nmatch = ' '",
        "3:9: `brand[0].match`: the query is empty; expected words to look for, e.g. `acme OR \"acme rockets\"`",
    ),
    (
        "T32 one letter",
        "[[brand]]\nid = \"a\"\nmatch = 'a OR \"plan b\"'",
        "3:9: `brand[0].match`: the word `a` is a single letter and will match far too much (put it in a phrase (`\"plan b\"`) or near another word (`b NEAR/3 plan`))",
    ),
    (
        "T37 ids twice",
        "[[brand]]\nid = \"a\"\nmatch = \"acme\"\n[[brand]]\nid = \"a\"\nmatch = \"acme\"",
        "5:6: `brand[1].id`: this brand's id is used twice, first on line 2",
    ),
    (
        "an influencer with the brand's account, and one like another",
        "[[brand]]\nid = \"a\"\nmatch = \"acme\"\nhandles = [\"x:acme\"]\n[[influencer]]\nid = \"k\"\nname = \"Kristal Sky\"\nhandles = [\"https://twitter.com/acme\"]\nutm = { source = \"k\" }\n[[influencer]]\nid = \"l\"\nname = \"Robin Doe\"\nhandles = [\"x:l\"]\nutm = { source = \"K\" }",
        "8:11: `influencer[0].handles`: `x:acme` is of brand `a` too (give it to one of them: what a brand publishes itself is owned media, not an influencer's)\n\
         14:7: `influencer[1].utm`: this pair of UTM values is used twice, first on line 9",
    ),
    (
        "T42 environment",
        "[http]\ntoken = \"${NO_TOKEN}\"",
        "2:9: `http.token`: the environment variable `NO_TOKEN` is not set (set `NO_TOKEN` for the daemon, e.g. with `Environment=` or `EnvironmentFile=`)",
    ),
    (
        "T42 kept in an unknown place",
        "[http]\ntoken = { vault = \"x\" }",
        "2:9: `http.token`: this table does not say where the string is kept; expected a string, `{ file = \"path\" }` or `{ credential = \"name\" }`",
    ),
    (
        "T43 open to all",
        "[http]\nlisten = \"0.0.0.0:8787\"",
        "2:10: `http.listen`: off loopback everyone who can reach the port could read everything, so a token is required (add `token = { credential = \"http-token\" }`, or listen on 127.0.0.1)",
    ),
    (
        "T43 no address",
        "[http]\nlisten = \"8787\"",
        "2:10: `http.listen`: this is no address to listen on: an IP address and a port are needed; expected `127.0.0.1:8787` or `unix:/run/mentiond/http.sock`, found `8787`",
    ),
    (
        "cadence",
        "[polling]\nevery = \"1h\"\nmin_every = \"2h\"\nmax_every = \"30m\"",
        "3:13: `polling.min_every`: `min_every` is longer than `every`; expected `min_every` ≤ `every` ≤ `max_every`, with `every` = `1h`\n\
         4:13: `polling.max_every`: `max_every` is shorter than `every`; expected `min_every` ≤ `every` ≤ `max_every`, with `every` = `1h`",
    ),
    (
        "handles",
        "[[brand]]\nid = \"a\"\nhandles = [\"acme\", \"mastodn:acme\", \"https://a.example/\", \"x:\", \"acme.example\", \"https://x.com/acme\"]\ndomains = [\"https://acme.example/\", \"acme example\"]",
        "3:12: `brand[0].handles[0]`: an account needs its platform before it: `mastodon:`, `instagram:`, `x:` …; expected an account such as `mastodon:acme@mastodon.example`, found `acme`\n\
         3:20: `brand[0].handles[1]`: there is no platform `mastodn`; did you mean `mastodon`?; expected an account such as `mastodon:acme@mastodon.example`, found `mastodn:acme`\n\
         3:36: `brand[0].handles[2]`: this is no profile of a known platform; write `platform:name`, or a site without `https://`; expected an account such as `mastodon:acme@mastodon.example`, found `https://a.example/`\n\
         3:58: `brand[0].handles[3]`: the account's name is empty or has spaces or `/` inside; expected an account such as `mastodon:acme@mastodon.example`, found `x:`\n\
         4:12: `brand[0].domains[0]`: a domain has no `http://` before it and nothing behind it; write `acme.example`; expected a domain such as `acme.example`, found `https://acme.example/`\n\
         4:37: `brand[0].domains[1]`: this is no domain; write e.g. `acme.example`; expected a domain such as `acme.example`, found `acme example`",
    ),
    (
        "hashtags",
        "[[brand]]\nid = \"a\"\nhashtags = [\"#acme\", \"two words\", \"\", \"Ａcme\"]",
        "3:22: `brand[0].hashtags[1]`: a hashtag has letters, digits and `_` only; expected a hashtag without `#`, found `two words`\n\
         3:35: `brand[0].hashtags[2]`: the hashtag is empty; expected a hashtag without `#`, found ``\n\
         3:39: `brand[0].hashtags[3]`: this stands here twice",
    ),
    (
        "retention",
        "retention = { mentions = \"10d\", text = \"20d\" }",
        "1:40: `retention.text`: a text cannot be kept longer than its mention; expected at most `10d`",
    ),
    (
        "a secret in a broken line",
        "[http]\ntoken = \"hunter22\" oops",
        "2:15: unexpected key or value, expected newline, `#`",
    ),
];
