//! Whole configurations: what is accepted, and how each mistake is told.

use std::{collections::BTreeMap, path::Path, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::model::{ApiAuth, Identity, Platform, SourceKind};

/// A world outside with a few variables, files and credentials.
#[derive(Default)]
struct World {
    strings: BTreeMap<&'static str, &'static str>,
    open: bool,
}

impl SecretSource for World {
    fn env(&self, name: &str) -> Option<String> {
        self.strings.get(name).map(|value| (*value).to_owned())
    }
    fn file(&self, path: &Path) -> Result<String, String> {
        let name = path.display().to_string();
        self.env(&name)
            .ok_or_else(|| format!("`{name}` cannot be read: no such file"))
    }
    fn credential(&self, name: &str) -> Result<String, String> {
        self.env(name)
            .ok_or_else(|| format!("there is no credential `{name}`"))
    }
    fn readable_by_all(&self) -> bool {
        self.open
    }
}

const BRAND: &str = "[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n";

fn try_load(text: &str) -> Result<Checked, ConfigErrors> {
    load(text, "mentiond.toml", &World::default())
}

fn good(text: &str) -> Checked {
    try_load(text).unwrap_or_else(|errors| panic!("{}", errors.render(false)))
}

/// Every problem on a line of its own, as in a log.
fn told(text: &str) -> String {
    match try_load(text) {
        Ok(checked) => checked.warnings.to_string(),
        Err(errors) => errors.to_string(),
    }
}

#[test]
fn the_example_is_accepted_without_a_word() {
    let checked = good(EXAMPLE);
    assert_eq!(checked.warnings.to_string(), "");
    let settings = checked.settings;
    assert_eq!(settings.sources.len(), 5);
    assert_eq!(settings.brands[0].domains, ["acme.example", "shop.acme.example"]);
    assert_eq!(settings.campaigns[0].window.to.to_string(), "2026-06-01");
    assert_eq!(settings.campaigns[0].baseline_days, 56);
    assert_eq!(settings.campaigns[0].costs[4].amount.amount_minor, 7500);
    assert_eq!(settings.sources[0].cadence.every, Duration::from_mins(15));
    assert_eq!(settings.sources[1].platform, Platform::Forum);
    assert_eq!(settings.cpm[&Platform::Instagram].value.to_string(), "8");
    assert_eq!(settings.digests[0].to, ["marketing@acme.example"]);
}

#[test]
fn every_supported_key_stands_in_the_example() {
    for shape in shape::SHAPES {
        for key in shape.keys {
            let word = format!(r"(?m)(^|[\s{{\[#,.]){}(\s*=|\]|\.)", key.name);
            let found = regex::Regex::new(&word).unwrap().is_match(EXAMPLE);
            assert_eq!(
                found,
                key.support == Support::Built,
                "{}.{}",
                shape.path,
                key.name
            );
        }
    }
}

#[test]
fn every_key_is_explained() {
    let rows = keys();
    assert!(
        rows.iter()
            .any(|row| row.key == "source[].items.each" && row.default == "required")
    );
    for row in &rows {
        assert!(!row.kind.is_empty() && !row.meaning.is_empty(), "{}", row.key);
        assert!(!row.meaning.ends_with('.'), "{}", row.key);
    }
}

#[test]
fn people_see_the_line_and_programs_get_json() {
    let text = "[polling]\nevry = \"15m\"\n[[brand]]\nid = \"a\"\nmatch = 'acme AND'\n";
    let errors = try_load(text).unwrap_err();
    insta::assert_snapshot!(errors.render(false), @r#"
    warning: there is no `[[source]]`, so nothing is polled
    --> mentiond.toml

    error: `polling.evry`: unknown key `evry`
     --> mentiond.toml:2:1
      |
    2 | evry = "15m"
      | ^^^^
      |
      = help: did you mean `every`?

    error: `brand[0].match`: the query ends too early
     --> mentiond.toml:5:18
      |
    5 | match = 'acme AND'
      |                  ^
      |
      = help: write a word, a phrase or a `(` after the operator, or remove it
    "#);
    assert_eq!(
        errors.to_json()["problems"][1],
        serde_json::json!({
            "severity": "error", "line": 2, "column": 1, "key": "polling.evry",
            "message": "unknown key `evry`", "help": "did you mean `every`?",
        })
    );
    assert!(errors.render(true).contains('\u{1b}'));
}

#[test]
fn an_empty_file_is_refused_as_a_whole() {
    insta::assert_snapshot!(try_load("").unwrap_err().render(false), @r"
    error: nothing is configured; expected at least one `[[brand]]` and one `[[source]]`
    --> mentiond.toml
     = help: `mentiond init` writes a commented example
    ");
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let windows = EXAMPLE.replace('\n', "\r\n");
    assert!(good(&windows).warnings.is_empty());
    let marked = format!("\u{feff}{EXAMPLE}");
    assert!(good(&marked).warnings.is_empty());
    assert!(told(&format!("\u{feff}colour = 1\n{BRAND}")).contains("mentiond.toml:1:1: `colour`"));
}

#[test]
fn files_too_large_or_too_deep_are_refused() {
    let large = "# padding\n".repeat(MAX_BYTES / 10 + 1);
    assert!(told(&large).contains("a configuration has at most"));
    let deep = format!("a = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert!(told(&deep).contains("recurs"));
    let dotted = format!("{}b = 1\n", "a.".repeat(100_000));
    assert!(try_load(&dotted).is_err());
}

#[test]
fn ten_thousand_sources_are_read_and_ten_thousand_mistakes_told() {
    let sources = |scheme: &str| -> String {
        let source = |n| format!("[[source]]\nname = \"s{n}\"\nfeed = \"{scheme}://h{n}.example/feed\"\n");
        (0..10_000).map(source).collect::<String>() + BRAND
    };
    assert_eq!(good(&sources("https")).settings.sources.len(), 10_000);
    let errors = try_load(&sources("ftp")).unwrap_err();
    assert_eq!(errors.len(), 10_000);
    assert!(errors.render(false).ends_with("… and 9900 more\n"));
}

#[test]
fn strings_come_from_elsewhere_and_secrets_stay_secret() {
    let world = World {
        strings: BTreeMap::from([
            ("TOKEN", "canary-env"),
            ("secret.txt", "canary-file\nsecond line"),
            ("smtp", "canary-credential"),
            ("HOST", "news.example"),
        ]),
        open: false,
    };
    let text = r#"
        [http]
        token = "${TOKEN}"
        [mail]
        from = "a@b.example"
        transport = "smtp"
        host = "smtp.example"
        username = "me"
        password = { credential = "smtp" }
        [[source]]
        name = "x"
        feed = "https://${HOST}/feed"
        auth = { bearer = { file = "secret.txt" } }
    "#;
    let settings = load(&format!("{text}{BRAND}"), "m.toml", &world)
        .unwrap()
        .settings;
    assert_eq!(settings.http.token.as_ref().unwrap().expose(), "canary-env");
    let source = &settings.sources[0];
    let bearer = crate::model::Secret::new("canary-file");
    assert_eq!(source.manners.auth, Some(ApiAuth::Bearer(bearer)));
    assert!(matches!(&source.kind, SourceKind::Feed { url } if url.as_str() == "https://news.example/feed"));
    assert!(!format!("{settings:?}").contains("canary"));
}

#[test]
fn no_message_shows_a_secret() {
    let world = World {
        strings: BTreeMap::from([("ZONE", "canary-zone"), ("TOKEN", "canary\u{7}-token")]),
        open: true,
    };
    let text = r#"
        timezone = "${ZONE}"
        [http]
        token = "canary-http"
        [mail]
        password = "canary-mail" # a comment
        colour = 1
        [[source]]
        name = "a"
        feed = "ftp://me:canary-url@x.example/?api_key=canary-key&q=1"
        [[source]]
        name = "b"
        feed = "https://me:canary%2Durl2@x.example/"
        evry = 1
        auth = { bearer = "canary-bearer", colour = 1, header = { name = "X", value = "canary-header", x = 1 } }
        [[source]]
        name = "c"
        api = "youtube-search"
        with = { query = "x", key = "canary-api", colour = 1 }
        [[source]]
        name = "d"
        feed = "https://x.example/d"
        auth = { bearer = "${TOKEN}" }
    "#;
    let errors = load(&format!("{text}{BRAND}"), "m.toml", &world).unwrap_err();
    let all = [
        errors.to_string(),
        format!("{errors:?}"),
        errors.render(false),
        errors.render(true),
        errors.to_json().to_string(),
    ];
    for shown in &all {
        assert!(!shown.contains("canary"), "{shown}");
    }
    assert!(all[2].contains("•••") && errors.len() > 9);
    assert!(all[0].contains("every user of this machine can read"));
}

#[test]
fn a_password_moves_out_of_the_address() {
    let text = "[[source]]\nname = \"x\"\nfeed = \"https://me:pass%20word@x.example/f\"\n";
    let checked = good(&format!("{text}{BRAND}"));
    assert_eq!(checked.warnings.len(), 1);
    let source = &checked.settings.sources[0];
    assert!(matches!(&source.kind, SourceKind::Feed { url } if url.as_str() == "https://x.example/f"));
    let Some(ApiAuth::Basic { username, password }) = &source.manners.auth else {
        panic!("no login")
    };
    assert_eq!((username.as_str(), password.expose()), ("me", "pass word"));
}

#[test]
fn sources_inherit_and_override() {
    let text = r#"
        [polling]
        min_every = "10m"
        timeout = "5s"
        user_agent = "me"
        [[source]]
        name = "a"
        feed = "http://127.0.0.1/a"
        allow_private = true
        every = "2s"
        [[source]]
        name = "b"
        feed = "https://x.example/b"
        spacing = "0s"
        max_body = "1MiB"
    "#;
    let sources = good(&format!("{text}{BRAND}")).settings.sources;
    let secs = |at: usize| {
        let cadence = sources[at].cadence;
        (cadence.min_every.as_secs(), cadence.every.as_secs())
    };
    assert_eq!((secs(0), secs(1)), ((2, 2), (600, 900)));
    assert!(sources[0].manners.allow_private && !sources[1].manners.allow_private);
    assert_eq!(sources[1].manners.timeout, Duration::from_secs(5));
    assert_eq!(sources[1].manners.max_body_bytes, 1 << 20);
    assert_eq!(sources[1].manners.user_agent, "me");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_answered(text in "(?s).{0,200}") {
        let _answer = try_load(&text).map_err(|errors| errors.render(false));
    }

    #[test]
    fn any_damage_to_the_example_is_answered(
        at in 0..EXAMPLE.len(), cut in 0_usize..40, put in "[\\[\\]{}=\"',#\n0-9a-z.$é-]{0,6}",
    ) {
        let mut text: Vec<char> = EXAMPLE.chars().collect();
        let at = at.min(text.len());
        let end = (at + cut).min(text.len());
        drop(text.splice(at..end, put.chars()));
        let text: String = text.into_iter().collect();
        if let Err(errors) = try_load(&text) {
            prop_assert!(!errors.is_empty());
            prop_assert!(!errors.render(false).is_empty());
            let lines = text.lines().count() + 1;
            prop_assert!(errors.iter().all(|problem| problem.line <= lines && !problem.message.ends_with('.')));
        }
    }
}

/// What is told about a case, one problem a line.
fn told_of(case: &str) -> String {
    let table = [
        (
            "CAMPAIGN",
            "[[campaign]]\nid = \"spring\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31",
        ),
        (
            "DIGEST_TO",
            "[mail]\nfrom = \"a@b.example\"\n[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"",
        ),
        (
            "DIGEST",
            "[mail]\nfrom = \"a@b.example\"\n[[digest]]\nid = \"w\"\nto = [\"a@b.example\"]",
        ),
        ("SOURCE", "[[source]]\nname = \"x\""),
    ];
    let (first, rest) = case.split_once('\n').unwrap_or((case, ""));
    let begin = table
        .iter()
        .find(|(name, _)| *name == first)
        .map_or(first, |(_, begin)| begin);
    let brand = if case.contains("[[brand]]") { "" } else { BRAND };
    let told = told(&format!("{begin}\n{rest}\n{brand}"));
    let lines = told
        .lines()
        .filter(|line| !line.contains("there is no `[[source]]`"));
    lines
        .map(|line| line.strip_prefix("mentiond.toml:").unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_mistake_is_told_with_its_place() {
    if std::env::var_os("PRINT_CASES").is_some() {
        for (name, text, _) in CASES {
            println!("@@@{name}\n{}", told_of(text));
        }
        return;
    }
    for (name, text, expected) in CASES {
        assert_eq!(told_of(text), *expected, "{name}");
    }
}

/// Case, text, and what is told about it. `CAMPAIGN`, `DIGEST`, `DIGEST_TO` and `SOURCE` begin a table that is otherwise
/// good; a good brand is added at the end unless the text has one.
const CASES: &[(&str, &str, &str)] = &[
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
        "T03 unknown key far from any",
        "[mail]\nfrom = \"a@b.example\"\ncolour = 1",
        "3:1: `mail.colour`: unknown key `colour` (known: `from`, `transport`, `dir`, `host`, `port`, `tls`, `username`, `password`, `program`, `operator`)",
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
        "T05 missing",
        "[[source]]\nfeed = \"https://x.example/\"\n[[digest]]\nid = \"w\"\n[mail]\nfrom = \"a@b.example\"",
        "1:1: `source[0].name`: `name` is missing; expected a name, unique among the sources\n\
         3:1: `digest[0].schedule`: `schedule` is missing; expected a cron line such as `0 8 * * Mon`\n\
         3:1: `digest[0].to`: `to` is missing; expected a list of mail addresses",
    ),
    (
        "T06 key twice",
        "timezone = \"UTC\"\ntimezone = \"UTC\"",
        "2:1: `timezone` is given twice (keep one of them; tables that may be repeated are written `[[name]]`)",
    ),
    (
        "T07 table twice",
        "[http]\n[mail]\nfrom = \"a@b.example\"\n[http]",
        "4:2: `http` is given twice (keep one of them; tables that may be repeated are written `[[name]]`)",
    ),
    (
        "T07 single brackets",
        "[source]\nname = \"x\"",
        "1:2: `source`: `source` may be given several times, so it is an array of tables; expected `[[source]]`, found `[source]`",
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
        "T18 money that is no number",
        "[estimate.cpm]\nx = { low = nan, value = inf, high = -inf }",
        "2:13: `estimate.cpm.x.low`: the number is out of bounds; expected 0 to 1000000, found nan\n\
         2:26: `estimate.cpm.x.value`: the number is out of bounds; expected 0 to 1000000, found inf\n\
         2:38: `estimate.cpm.x.high`: the number is out of bounds; expected 0 to 1000000, found -inf",
    ),
    (
        "T18 range out of order",
        "[estimate.cpm]\nx = { low = 9, value = 8, high = 7 }\nmyspace = { low = 1, value = 1, high = 1 }",
        "2:5: `estimate.cpm.x`: the range is out of order; expected `low` ≤ `value` ≤ `high`, found 9 / 8 / 7\n\
         3:1: `estimate.cpm.myspace`: there is no platform `myspace` (known: `web`, `forum`, `mastodon`, `bluesky`, `reddit`, `hackernews`, `youtube`, `github`, `x`, `instagram`, `threads`, `tiktok`, `facebook`, `linkedin`, `pinterest`, `snapchat`, `twitch`, `podcast`)",
    ),
    (
        "T19 goal of nothing",
        "CAMPAIGN\ngoals = [ { metric = \"reach\", target = 0 } ]",
        "6:40: `campaign[0].goals[0].target`: a target of 0 is reached before anything happens; expected a number above 0",
    ),
    (
        "T20 negative cost",
        "CAMPAIGN\ncosts = [ { what = \"fee\", amount = -5 }, { what = \"bribe\", amount = 5 }, { what = \"admin\", hours = 3 } ]",
        "6:36: `campaign[0].costs[0].amount`: the number is out of bounds; expected 0 to 1000000000000, found -5\n\
         6:51: `campaign[0].costs[1].what`: this is none of the values it may have; expected `fee`, `product`, `shipping`, `travel`, `agency`, `admin`, `commission`, `other`, found `bribe`\n\
         6:74: `campaign[0].costs[2]`: the cost is not clear; expected either `amount`, or `hours` and `rate`",
    ),
    (
        "T21 end before start",
        "[[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-05-31\nto = 2026-03-02",
        "5:6: `campaign[0].to`: the campaign ends before it starts; expected a day from 2026-05-31 on, found 2026-03-02",
    ),
    (
        "T22 overlapping campaigns",
        "CAMPAIGN\n[[campaign]]\nid = \"t\"\nbrand = \"acme\"\nfrom = 2026-05-01\nto = 2026-07-31",
        "6:1: `campaign[1]`: it runs at the same time as `spring` for the same brand (what both cause cannot be told apart; give each its own hashtag, code or influencer)",
    ),
    (
        "T23 bad cron",
        "DIGEST\nschedule = \"61 8 * * Mon\"",
        "6:12: `digest[0].schedule`: in the minute field, `61` must be from 0 to 59; expected a cron line such as `0 8 * * Mon`",
    ),
    (
        "T24 both day fields",
        "DIGEST\nschedule = \"0 8 1 * Mon\"",
        "6:12: `digest[0].schedule`: day of month and day of week are both restricted, so it runs when either matches (`mentiond check` shows the next runs)",
    ),
    (
        "T25 never",
        "DIGEST\nschedule = \"0 0 30 2 *\"",
        "6:12: `digest[0].schedule`: the schedule never matches: no such day exists in those months; expected a cron line such as `0 8 * * Mon`",
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
        "T27 a time where a day belongs",
        "[[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-03-29T02:30:00\nto = \"2026-05-31\"",
        "4:8: `campaign[0].from`: wrong type; expected a day such as 2026-03-02, found the time 2026-03-29T02:30:00 (write the day alone, without quotes and without a time)\n\
         5:6: `campaign[0].to`: wrong type; expected a day such as 2026-03-02, found the string \"2026-05-31\" (write the day alone, without quotes and without a time)",
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
        "T33 selector",
        "SOURCE\npage = \"https://x.example/\"\nitems = { each = \"article[\", title = \"h2@\" }",
        "4:18: `source[0].items.each`: `article[` is not a CSS selector: unexpected eol; expected a CSS selector, found `article[`\n\
         4:38: `source[0].items.title`: `h2@`: `@` must be followed by the name of one attribute, e.g. `a@href`; expected a CSS selector, found `h2@`",
    ),
    (
        "T34 file address",
        "SOURCE\nfeed = \"file:///etc/passwd\"",
        "3:8: `source[0].feed`: `file:` addresses are not read; only http and https are; expected an address such as `https://news.example/feed.xml`, found `file:///etc/passwd`",
    ),
    (
        "T34 no address",
        "SOURCE\nfeed = \"x.example/feed\"",
        "3:8: `source[0].feed`: the address does not begin with `https://` or `http://`; expected an address such as `https://news.example/feed.xml`, found `x.example/feed`",
    ),
    (
        "T35 password in address",
        "SOURCE\nfeed = \"https://me:hunter22@x.example/feed?api_key=abcdef\"",
        "3:8: `source[0].feed`: a password stands in the address (write it as `auth = { username = …, password = { credential = … } }`)",
    ),
    (
        "T36 private",
        "SOURCE\nfeed = \"http://127.0.0.1:8080/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 private in another dress",
        "SOURCE\nfeed = \"http://0x7f.1/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 private in v6",
        "SOURCE\nfeed = \"http://[::ffff:10.0.0.1]/feed\"",
        "3:8: `source[0].feed`: the address leads to a private network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 benchmarks",
        "SOURCE\nfeed = \"http://198.18.0.1/feed\"",
        "3:8: `source[0].feed`: the address leads to a reserved network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 documentation",
        "SOURCE\nfeed = \"http://203.0.113.7/feed\"",
        "3:8: `source[0].feed`: the address leads to a reserved network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 6to4",
        "SOURCE\nfeed = \"http://[2002:7f00:1::]/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 NAT64",
        "SOURCE\nfeed = \"http://[64:ff9b::10.0.0.1]/feed\"",
        "3:8: `source[0].feed`: the address leads to a private network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 localhost",
        "SOURCE\nfeed = \"http://localhost/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T37 twice",
        "SOURCE\nfeed = \"https://x.example/feed\"\n[[source]]\nname = \"x\"\nfeed = \"https://X.example:443/feed\"",
        "5:8: `source[1].name`: this source's name is used twice, first on line 2\n\
         6:8: `source[1].feed`: this address is used twice, first on line 3",
    ),
    (
        "T37 ids twice",
        "[[brand]]\nid = \"a\"\nmatch = \"acme\"\n[[brand]]\nid = \"a\"\nmatch = \"acme\"",
        "5:6: `brand[1].id`: this brand's id is used twice, first on line 2",
    ),
    (
        "T38 address",
        "DIGEST_TO\nto = [\"pr@acme\", \"not an address\", \"a@b@c.example\"]",
        "6:18: `digest[0].to[1]`: this is no mail address; expected a mail address, found `not an address`\n\
         6:36: `digest[0].to[2]`: this is no mail address; expected a mail address, found `a@b@c.example`",
    ),
    (
        "T39 line break in a name",
        "[[brand]]\nid = \"a\"\nname = \"A\\r\\nBcc: x@y.example\"\nmatch = \"acme\"\n[mail]\nfrom = \"A\\nB <a@b.example>\"",
        "3:8: `brand[0].name`: a line break or another control character stands inside; expected a name, found `A��Bcc: x@y.example`\n\
         6:8: `mail.from`: a line break or another control character stands inside; expected a mailbox such as `Brand watch <watch@acme.example>`, found `A�B <a@b.example>`",
    ),
    (
        "T40 no recipients",
        "DIGEST_TO\nto = []",
        "6:6: `digest[0].to`: the digest has no recipients; expected at least one mail address",
    ),
    (
        "T42 environment",
        "[http]\ntoken = \"${NO_TOKEN}\"",
        "2:9: `http.token`: the environment variable `NO_TOKEN` is not set (set `NO_TOKEN` for the daemon, e.g. with `Environment=` or `EnvironmentFile=`)",
    ),
    (
        "T42 file and credential",
        "[http]\ntoken = { file = \"nowhere\" }\n[mail]\nfrom = { credential = \"nothing\" }",
        "2:9: `http.token`: `nowhere` cannot be read: no such file (the first line of that file is taken; a relative path starts at this file's directory)\n\
         4:8: `mail.from`: there is no credential `nothing` (systemd provides it: `LoadCredential=NAME:/path` in the unit)",
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
        "paths of a sitemap",
        "SOURCE\nsitemap = \"https://x.example/\"\ninclude = [\"/blog/*\", \"!/blog/tag/\", \"shop\"]",
        "4:38: `source[0].include[2]`: a path begins with `/`, or with `*` for anything; expected a path such as `/blog/*`, or `!/blog/tag/` for what is left out, found `shop`",
    ),
    (
        "a hook without a token",
        "SOURCE\nhook = {}",
        "3:8: `source[0].hook.token`: `token` is missing; expected a secret, e.g. `{ credential = \"hook\" }`",
    ),
    (
        "a hook is not polled",
        "SOURCE\nhook = { token = \"s3cret-token\" }\nevery = \"1h\"",
        "4:1: `source[0].every`: `every` has no meaning for a source with `hook`",
    ),
    (
        "paths of a feed",
        "SOURCE\nfeed = \"https://x.example/feed\"\ninclude = \"/blog/*\"",
        "4:1: `source[0].include`: `include` has no meaning for a source with `feed`",
    ),
    (
        "paging of a page",
        "SOURCE\npage = \"https://x.example/\"\nitems = \"auto\"\npaging = { page_param = \"p\", max_pages = 3 }",
        "5:12: `source[0].paging.page_param`: `page_param` has no meaning for the paging of a page (its next page is found by its links; only `max_pages` can be given)",
    ),
    (
        "later: import",
        "[[import]]\nname = \"x\"",
        "1:3: `import`: `import` is not supported yet (clicks and sales cannot be imported so far)",
    ),
    (
        "later: alert",
        "[[alert]]\nid = \"x\"",
        "1:3: `alert`: `alert` is not supported yet (the digest carries what matters until then)",
    ),
    (
        "later: campaign keys",
        "CAMPAIGN\ndeliverables = []\npurchase_window = \"30d\"\nlifespan = \"evergreen\"\nmargin = 0.55",
        "6:1: `campaign[0].deliverables`: `deliverables` is not supported yet (leave it out for now)\n\
         7:1: `campaign[0].purchase_window`: `purchase_window` is not supported yet (leave it out for now)\n\
         8:1: `campaign[0].lifespan`: `lifespan` is not supported yet (leave it out for now)\n\
         9:1: `campaign[0].margin`: `margin` is not supported yet (leave it out for now)",
    ),
    (
        "later: goal bundle",
        "CAMPAIGN\ngoals = [ { bundle = \"engagement\", metrics = { likes = 1 }, target = 5 } ]",
        "6:13: `campaign[0].goals[0].bundle`: `bundle` is not supported yet (set a goal for each metric)\n\
         6:36: `campaign[0].goals[0].metrics`: `metrics` is not supported yet (set a goal for each metric)",
    ),
    (
        "later: metrics of shops",
        "CAMPAIGN\nprimary = \"revenue\"\ngoals = [ { metric = \"orders\", target = 5 } ]",
        "6:11: `campaign[0].primary`: `revenue` needs imported outcomes, not supported yet; expected one of `mentions`, `authors`, `reach`, `impressions`, `engagement`, `likes`, `comments`, `shares`, `engagement_rate`, `emv`, `net_sentiment`, `share_of_voice`, `backlinks`\n\
         7:22: `campaign[0].goals[0].metric`: `orders` needs imported outcomes, not supported yet; expected one of `mentions`, `authors`, `reach`, `impressions`, `engagement`, `likes`, `comments`, `shares`, `engagement_rate`, `emv`, `net_sentiment`, `share_of_voice`, `backlinks`",
    ),
    (
        "unknown metric",
        "CAMPAIGN\nprimary = \"raech\"\ngoals = [ { metric = \"fame\", target = 5 } ]",
        "6:11: `campaign[0].primary`: there is no metric `raech` (did you mean `reach`?)\n\
         7:22: `campaign[0].goals[0].metric`: there is no metric `fame` (known: `mentions`, `authors`, `reach`, `impressions`, `engagement`, `likes`, `comments`, `shares`, `engagement_rate`, `emv`, `net_sentiment`, `share_of_voice`, `backlinks`)",
    ),
    (
        "unknown references",
        "CAMPAIGN\ngoals = [ { metric = \"reach\", target = 5, influencer = \"kristel\" } ]\n[[influencer]]\nid = \"kristal\"\ncodes = [\"KRISTAL10\"]\n[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"\nto = [\"a@b.example\"]\nbrands = [\"amce\"]\ncampaigns = [\"sprnig\"]\n[mail]\nfrom = \"a@b.example\"\n[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n[[brand]]\nid = \"b\"\nmatch = \"b2b\"\ncompetitor_of = \"ame\"",
        "6:56: `campaign[0].goals[0].influencer`: there is no influencer `kristel` (did you mean `kristal`?)\n\
         14:11: `digest[0].brands[0]`: there is no brand `amce` (did you mean `acme`?)\n\
         15:14: `digest[0].campaigns[0]`: there is no campaign `sprnig` (did you mean `spring`?)\n\
         24:17: `brand[1].competitor_of`: there is no brand `ame` (did you mean `acme`?)",
    ),
    (
        "unknown preset",
        "SOURCE\napi = \"mastodon-tags\"\nwith = { tag = \"x\" }",
        "3:7: `source[0].api`: there is no preset `mastodon-tags` (did you mean `mastodon-tag`?)",
    ),
    (
        "unknown parameter",
        "SOURCE\napi = \"mastodon-tag\"\nwith = { instnce = \"m.example\", tag = \"x\" }",
        "4:8: `source[0].with`: the preset `mastodon-tag` needs the parameter `instance` (the server to ask; e.g. `mastodon.social`)\n\
         4:10: `source[0].with.instnce`: the preset `mastodon-tag` has no parameter `instnce` (did you mean `instance`?)",
    ),
    (
        "private instance",
        "SOURCE\napi = \"mastodon-tag\"\nwith = { instance = \"http://127.0.0.1:9\", tag = \"x\" }",
        "3:7: `source[0].api`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "mapping by hand",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://x.example/\", bearer = \"hunter22\" }\npaging = { nxt = \"$.n\" }\nitems = \"$.r[*\"\nfields = { id = \"$.id\", liks = \"$.l\" }",
        "5:12: `source[0].paging.nxt`: unknown key `nxt` (did you mean `next`?)",
    ),
    (
        "mapping by hand, paths",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://x.example/\" }\npaging = { next = \"$.[\" }\nitems = \"$.r[*\"\nfields = { id = \"$.id\", liks = \"$.l\" }",
        "5:19: `source[0].paging.next`: `paging.next`: `$.[` is not a JSONPath (RFC 9535): it cannot be read at character 3\n\
         6:9: `source[0].items`: `items`: `$.r[*` is not a JSONPath (RFC 9535): it cannot be read at character 5\n\
         7:10: `source[0].fields`: `fields` maps none of `text`, `escaped`, `html` and `title`; there would be nothing to listen to\n\
         7:32: `source[0].fields.liks`: `fields.liks` is not a field of a document; did you mean `likes`?",
    ),
    (
        "a server that is not known yet",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://{cursor}/\" }\nitems = \"$.r[*]\"\nfields = { title = \"$.t\" }",
        "3:7: `source[0].api`: the server of the request cannot be told (placeholders stand in the path, the query or the body, not in the server's name)",
    ),
    (
        "two ways to listen",
        "SOURCE\nfeed = \"https://x.example/\"\npage = \"https://x.example/p\"",
        "1:1: `source[0]`: a source is asked in one way only; expected one of `feed`, `page`, `sitemap`, `hook` and `api`, found `feed` and `page`",
    ),
    (
        "no way to listen",
        "SOURCE\nfed = \"https://x.example/\"",
        "1:1: `source[0]`: nothing says what to poll; expected one of `feed`, `page`, `sitemap`, `hook` and `api`\n\
         3:1: `source[0].fed`: unknown key `fed` (did you mean `feed`?)",
    ),
    (
        "keys of another kind",
        "SOURCE\nfeed = \"https://x.example/\"\nfollow = true\nwith = { tag = \"x\" }",
        "4:1: `source[0].follow`: `follow` has no meaning for a source with `feed`\n\
         5:1: `source[0].with`: `with` has no meaning for a source with `feed`",
    ),
    (
        "cadence",
        "[polling]\nevery = \"1h\"\nmin_every = \"2h\"\nmax_every = \"30m\"",
        "3:13: `polling.min_every`: `min_every` is longer than `every`; expected `min_every` ≤ `every` ≤ `max_every`, with `every` = `1h`\n\
         4:13: `polling.max_every`: `max_every` is shorter than `every`; expected `min_every` ≤ `every` ≤ `max_every`, with `every` = `1h`",
    ),
    (
        "handles",
        "[[brand]]\nid = \"a\"\nhandles = [\"acme\", \"mastodn:acme\", \"https://x.com/acme\", \"x:\", \"acme.example\"]\ndomains = [\"https://acme.example/\", \"acme example\"]",
        "3:12: `brand[0].handles[0]`: an account needs its platform before it: `mastodon:`, `instagram:`, `x:` …; expected an account such as `mastodon:acme@mastodon.example`, found `acme`\n\
         3:20: `brand[0].handles[1]`: there is no platform `mastodn`; did you mean `mastodon`?; expected an account such as `mastodon:acme@mastodon.example`, found `mastodn:acme`\n\
         3:36: `brand[0].handles[2]`: an account is written `platform:name`, not as an address; expected an account such as `mastodon:acme@mastodon.example`, found `https://x.com/acme`\n\
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
        "smtp",
        "[mail]\nfrom = \"a@b.example\"\ntransport = \"smtp\"\ntls = \"none\"\nhost = \"smtp.acme.example\"\nusername = \"me\"",
        "1:1: `mail.password`: `password` is missing; expected a password for the `username`\n\
         4:7: `mail.tls`: without encryption anyone on the way could read the mail and the password; expected `starttls` or `implicit`; `none` is for a server on this machine",
    ),
    (
        "smtp without host",
        "[mail]\nfrom = \"a@b.example\"\ntransport = \"smpt\"",
        "3:13: `mail.transport`: this is none of the values it may have; expected `file`, `smtp`, `sendmail`, found `smpt` (did you mean `smtp`?)",
    ),
    (
        "smtp keys without smtp",
        "[mail]\nfrom = \"a@b.example\"\nhost = \"smtp.acme.example\"",
        "3:1: `mail.host`: this has an effect only with `transport = \"smtp\"`",
    ),
    (
        "no sender",
        "[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"\nto = [\"a@b.example\"]",
        "1:1: `mail.from` is missing; expected a mailbox that mails come from (add `from = \"Brand watch <watch@acme.example>\"` to `[mail]`)",
    ),
    (
        "language of a digest",
        "DIGEST\nschedule = \"0 8 * * Mon\"\nlanguage = \"sv\"\nwhen_empty = \"maybe\"",
        "7:12: `digest[0].language`: digests in `sv` are not supported yet; expected `en`, found `sv`\n\
         8:14: `digest[0].when_empty`: this is none of the values it may have; expected `send`, `skip`, found `maybe`",
    ),
    (
        "baseline",
        "CAMPAIGN\nbaseline = \"10d\"\nafter = \"36h\"",
        "6:12: `campaign[0].baseline`: a baseline is whole weeks, so that every weekday counts alike (write `\"2w\"`)\n\
         7:9: `campaign[0].after`: the time is not whole days",
    ),
    (
        "sentiment",
        "[sentiment]\npositive = { \"sold out\" = -1, fine = 9 }\nnegative = { fine = -1, sick = -1 }\nneutral = [\"sick\"]",
        "2:27: `sentiment.positive.\"sold out\"`: the number is out of bounds; expected 0.01 to 4, found -1\n\
         2:38: `sentiment.positive.fine`: the number is out of bounds; expected 0.01 to 4, found 9\n\
         3:25: `sentiment.negative.sick`: this word has two values: it stands in another list as well",
    ),
    (
        "shared marks",
        "[[influencer]]\nid = \"a\"\ncodes = [\"SAVE10\"]\n[[influencer]]\nid = \"b\"\ncodes = [\"save10\"]",
        "6:9: `influencer[1].codes`: this promo code is used twice, first on line 3",
    ),
    (
        "an influencer without marks",
        "[[influencer]]\nid = \"a\"",
        "1:1: `influencer[0]`: nothing but a byline can tell that this influencer spoke (add `handles`, `codes`, `links` or `utm`)",
    ),
    (
        "retention",
        "retention = { mentions = \"10d\", text = \"20d\" }",
        "1:40: `retention.text`: a text cannot be kept longer than its mention; expected at most `10d`",
    ),
    (
        "login",
        "SOURCE\nfeed = \"https://x.example/\"\nauth = { bearer = \"hunter22\", username = \"me\" }",
        "4:8: `source[0].auth.password`: `password` is missing; expected a password for the `username`\n\
         4:8: `source[0].auth`: only one kind of login can be sent; expected `bearer`, or `username` and `password`, or `header`",
    ),
    (
        "a secret beside a mistake",
        "SOURCE\nfeed = \"https://x.example/\"\nauth = { bearer = \"hunter22\", colour = 1 }",
        "4:26: `source[0].auth.colour`: unknown key `colour` (known: `bearer`, `username`, `password`, `header`)",
    ),
    (
        "a secret in a broken line",
        "[http]\ntoken = \"hunter22\" oops",
        "2:15: unexpected key or value, expected newline, `#`",
    ),
];

#[test]
fn a_list_of_feeds_becomes_sources() {
    const LIST: &str = "<opml><body><outline text='Group'><outline text='One' xmlUrl='https://a.example/1'/>\
        <outline text='One' xmlUrl='https://a.example/2'/><outline xmlUrl='https://b.example/'/>\
        <outline text='Twice' xmlUrl='https://a.example/1'/><outline text='Own' xmlUrl='https://own.example/feed'/>\
        <outline text='Odd' xmlUrl='ftp://a.example/'/></outline></body></opml>";
    let world = World {
        strings: [
            ("feeds.opml", LIST),
            ("none.opml", "<rss/>"),
            ("cut.opml", "<opml><body><outline"),
        ]
        .into(),
        ..World::default()
    };
    let text = format!(
        "{BRAND}[[source]]\nopml = \"feeds.opml\"\nevery = \"1h\"\nlanguage = \"sv\"\n\
         [[source]]\nname = \"Own\"\nfeed = \"https://own.example/feed\"\n"
    );
    let checked =
        load(&text, "mentiond.toml", &world).unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    let sources: Vec<(&str, u64)> = checked
        .settings
        .sources
        .iter()
        .map(|source| (source.name.as_str(), source.cadence.every.as_secs()))
        .collect();
    assert_eq!(
        sources,
        [
            ("Own", 900),
            ("One", 3_600),
            ("One (2)", 3_600),
            ("b.example", 3_600)
        ]
    );
    assert!(
        checked.warnings.to_string().contains("1 entries of this list"),
        "{}",
        checked.warnings
    );
    for (line, why) in [
        ("opml = \"gone.opml\"", "no such file"),
        ("opml = \"none.opml\"", "no OPML"),
        ("opml = \"cut.opml\"", "breaks off"),
        ("opml = \"https://a.example/x.opml\"", "from a file"),
        ("opml = \"feeds.opml\"\nfollow = true", "`follow` has no meaning"),
    ] {
        let errors = load(&format!("{BRAND}[[source]]\n{line}\n"), "mentiond.toml", &world).unwrap_err();
        assert!(errors.to_string().contains(why), "{errors}");
    }
}

#[test]
fn limits_of_apis_are_kept_and_told() {
    let video = |name: &str, key: &str, every: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\napi = \"youtube-search\"\n\
             with = {{ query = \"{name}\", key = \"{key}\" }}\n{every}\n"
        )
    };
    let checked = |sources: &[String]| {
        let checked = good(&format!("{BRAND}{}", sources.concat()));
        let every: Vec<u64> = checked
            .settings
            .sources
            .iter()
            .map(|source| source.cadence.every.as_secs())
            .collect();
        assert!(checked.settings.sources.iter().all(|source| {
            let cadence = &source.cadence;
            cadence.min_every <= cadence.every && cadence.every <= cadence.max_every
        }));
        (checked.warnings.to_string(), every)
    };
    // A hundred searches a day are one in 14 minutes and 24 seconds.
    assert_eq!(checked(&[video("a", "k-one", "")]), (String::new(), vec![900]));
    let (told, every) = checked(&[video("a", "k-one", "every = \"5m\"\nmax_every = \"10m\"")]);
    assert!(
        told.contains("this source would make 288 requests a day, of which its API allows 100")
            && told.contains("`every = \"15m\"`"),
        "{told}"
    );
    assert_eq!(every, [864]);
    let (told, every) = checked(&[
        video("a", "k-one", ""),
        video("b", "k-one", ""),
        video("c", "k-two", ""),
    ]);
    assert!(
        told.contains("2 sources of `youtube-search` with one credential make together 192 requests a day")
            && told.contains("`every = \"29m\"`")
            && told.lines().count() == 1,
        "{told}"
    );
    assert_eq!(every, [900, 900, 900]);
    let (told, _) = checked(&[
        video("a", "k-one", "every = \"29m\""),
        video("b", "k-one", "every = \"29m\""),
    ]);
    assert_eq!(told, "");
    // One server is one allowance, whatever its clients ask.
    let tag = |name: &str, instance: &str, every: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\napi = \"mastodon-tag\"\nevery = \"{every}\"\n\
             with = {{ instance = \"{instance}\", tag = \"{name}\" }}\n"
        )
    };
    let tags = |every: &str| {
        let of = |name, instance| tag(name, instance, every);
        [
            of("ta", "m0.example.org"),
            of("tb", "m0.example.org"),
            of("tc", "m1.example.org"),
        ]
    };
    assert_eq!(checked(&tags("2s")).0, "");
    let (told, every) = checked(&tags("1s"));
    assert!(
        told.contains("2 sources that ask `m0.example.org` make together 600 requests in 5m"),
        "{told}"
    );
    assert_eq!(every, [1, 1, 1]);
}

#[test]
fn a_budget_is_spread_and_never_exceeded() {
    for (source, budget, secs) in [
        (
            "feed = \"https://a.example/f\"",
            "requests = 100, per = \"day\"",
            900,
        ),
        (
            "feed = \"https://a.example/f\"\nevery = \"1m\"",
            "requests = 25, per = \"day\"",
            3_600,
        ),
        (
            "feed = \"https://a.example/f\"",
            "requests = 1, per = \"hour\"",
            3_600,
        ),
        (
            "page = \"https://a.example/\"\nitems = \"auto\"\nfollow = true",
            "requests = 260, per = \"day\"",
            9_600,
        ),
        (
            "page = \"https://a.example/\"\nitems = \"auto\"\nfollow = true",
            "requests = 10, per = \"hour\"",
            10_800,
        ),
    ] {
        let checked = good(&format!(
            "{BRAND}[[source]]\nname = \"x\"\n{source}\nbudget = {{ {budget} }}\n"
        ));
        let source = &checked.settings.sources[0];
        let (every, poll) = (source.cadence.min_every, source.kind.most_requests());
        assert_eq!(source.cadence.every.as_secs(), secs, "{budget}");
        let pacing = source.budget.unwrap();
        // Polls in any stretch of that time, one at each end included, each as long as a poll can be.
        let polls = u32::try_from(pacing.per.as_secs() / every.as_secs()).unwrap() + 1;
        assert!(
            polls == 1 || polls * poll <= pacing.requests || poll >= pacing.requests,
            "{budget}: {polls} × {poll}"
        );
    }
    let refused = try_load(&format!(
        "{BRAND}[[source]]\nname = \"x\"\nfeed = \"https://a.example/\"\nbudget = {{ requests = 5 }}\n"
    ));
    assert!(refused.unwrap_err().to_string().contains("per"));
}

#[test]
fn a_source_says_by_what_its_items_are_known() {
    let of = |line: &str| {
        let source = format!("[[source]]\nname = \"s\"\nfeed = \"https://x.example/\"\n{line}\n{BRAND}");
        try_load(&source).map(|checked| checked.settings.sources[0].identity)
    };
    for (line, identity) in [
        ("", Identity::Ladder),
        ("identity = \"guid\"", Identity::Guid),
        ("identity = \"link\"", Identity::Link),
        ("identity = \"content\"", Identity::Content),
    ] {
        assert_eq!(of(line).ok(), Some(identity), "{line}");
    }
    let told = of("identity = \"url\"").err().unwrap().to_string();
    assert!(
        told.contains("`source[0].identity`") && told.contains("`link`"),
        "{told}"
    );
}
