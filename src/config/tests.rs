//! Whole configurations: what is accepted, and how each mistake is told.

use std::{collections::BTreeMap, path::Path, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::model::{ApiAuth, Platform, SourceKind};

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
    assert_eq!(settings.sources.len(), 4);
    assert_eq!(settings.brands[0].domains, ["acme.example", "shop.acme.example"]);
    assert_eq!(settings.campaigns[0].window.to.to_string(), "2026-06-01");
    assert_eq!(settings.campaigns[0].baseline_days, 56);
    assert_eq!(settings.campaigns[0].costs[4].amount.amount_minor, 7500);
    assert_eq!(settings.sources[0].cadence.every, Duration::from_secs(900));
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
    insta::assert_snapshot!(errors.render(false), @"");
    insta::assert_snapshot!(errors.to_json(), @"");
    assert!(errors.render(true).contains('\u{1b}'));
}

#[test]
fn an_empty_file_is_refused_as_a_whole() {
    insta::assert_snapshot!(try_load("").unwrap_err().render(false), @"");
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let windows = EXAMPLE.replace('\n', "\r\n");
    assert!(good(&windows).warnings.is_empty());
    let marked = format!("\u{feff}{EXAMPLE}");
    assert!(good(&marked).warnings.is_empty());
    assert!(told(&format!("\u{feff}colour = 1\n{BRAND}")).starts_with("mentiond.toml:1:1: `colour`"));
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
    ("T01 syntax error", "timezone = \"UTC", ""),
    ("T01 two syntax errors", "timezone = \n[[brand]\nid = \"x\"", ""),
    ("T03 unknown key", "[polling]\nevry = \"15m\"", ""),
    ("T03 unknown table", "[plling]\nevery = \"15m\"", ""),
    (
        "T03 unknown key far from any",
        "[mail]\nfrom = \"a@b.example\"\ncolour = 1",
        "",
    ),
    ("T03 quoted key", "[http]\n\"li sten\" = 1", ""),
    (
        "T04 wrong types",
        "timezone = 3\n[polling]\nevery = 15\nconcurrency = \"many\"\nmax_body = 8",
        "",
    ),
    (
        "T05 missing",
        "[[source]]\nfeed = \"https://x.example/\"\n[[digest]]\nid = \"w\"\n[mail]\nfrom = \"a@b.example\"",
        "",
    ),
    ("T06 key twice", "timezone = \"UTC\"\ntimezone = \"UTC\"", ""),
    (
        "T07 table twice",
        "[http]\n[mail]\nfrom = \"a@b.example\"\n[http]",
        "",
    ),
    ("T07 single brackets", "[source]\nname = \"x\"", ""),
    ("T11 NUL", "timezone = \"U\0TC\"", ""),
    ("T15 interval of nothing", "[polling]\nevery = \"0s\"", ""),
    ("T16 negative", "[polling]\nevery = \"-5m\"\nconcurrency = -1", ""),
    (
        "T17 overflow",
        "[polling]\nevery = \"99999999999999999999w\"\nmax_body = \"99999999999GiB\"\nconcurrency = 99999999999999999999",
        "",
    ),
    (
        "T18 money that is no number",
        "[estimate.cpm]\nx = { low = nan, value = inf, high = -inf }",
        "",
    ),
    (
        "T18 range out of order",
        "[estimate.cpm]\nx = { low = 9, value = 8, high = 7 }\nmyspace = { low = 1, value = 1, high = 1 }",
        "",
    ),
    (
        "T19 goal of nothing",
        "CAMPAIGN\ngoals = [ { metric = \"reach\", target = 0 } ]",
        "",
    ),
    (
        "T20 negative cost",
        "CAMPAIGN\ncosts = [ { what = \"fee\", amount = -5 }, { what = \"bribe\", amount = 5 }, { what = \"admin\", hours = 3 } ]",
        "",
    ),
    (
        "T21 end before start",
        "[[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-05-31\nto = 2026-03-02",
        "",
    ),
    (
        "T22 overlapping campaigns",
        "CAMPAIGN\n[[campaign]]\nid = \"t\"\nbrand = \"acme\"\nfrom = 2026-05-01\nto = 2026-07-31",
        "",
    ),
    ("T23 bad cron", "DIGEST\nschedule = \"61 8 * * Mon\"", ""),
    ("T24 both day fields", "DIGEST\nschedule = \"0 8 1 * Mon\"", ""),
    ("T25 never", "DIGEST\nschedule = \"0 0 30 2 *\"", ""),
    ("T26 zone", "timezone = \"Europe/Stokholm\"", ""),
    ("T26 currency", "currency = \"EURO\"", ""),
    (
        "T27 a time where a day belongs",
        "[[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-03-29T02:30:00\nto = \"2026-05-31\"",
        "",
    ),
    (
        "T28 query",
        "[[brand]]\nid = \"a\"\nmatch = 'acme AND (rocket OR'",
        "",
    ),
    (
        "T28 query with escapes",
        "[[brand]]\nid = \"a\"\nmatch = \"\\\"acme rockets\\\" AND AND x\"",
        "",
    ),
    (
        "T30 query for everything",
        "[[brand]]\nid = \"a\"\nmatch = '*'",
        "",
    ),
    ("T31 empty query", "[[brand]]\nid = \"a\"\nmatch = ' '", ""),
    (
        "T32 one letter",
        "[[brand]]\nid = \"a\"\nmatch = 'a OR \"plan b\"'",
        "",
    ),
    (
        "T33 selector",
        "SOURCE\npage = \"https://x.example/\"\nitems = { each = \"article[\", title = \"h2@\" }",
        "",
    ),
    ("T34 file address", "SOURCE\nfeed = \"file:///etc/passwd\"", ""),
    ("T34 no address", "SOURCE\nfeed = \"x.example/feed\"", ""),
    (
        "T35 password in address",
        "SOURCE\nfeed = \"https://me:hunter22@x.example/feed?api_key=abcdef\"",
        "",
    ),
    ("T36 private", "SOURCE\nfeed = \"http://127.0.0.1:8080/feed\"", ""),
    (
        "T36 private in another dress",
        "SOURCE\nfeed = \"http://0x7f.1/feed\"",
        "",
    ),
    (
        "T36 private in v6",
        "SOURCE\nfeed = \"http://[::ffff:10.0.0.1]/feed\"",
        "",
    ),
    ("T36 localhost", "SOURCE\nfeed = \"http://localhost/feed\"", ""),
    (
        "T37 twice",
        "SOURCE\nfeed = \"https://x.example/feed\"\n[[source]]\nname = \"x\"\nfeed = \"https://X.example:443/feed\"",
        "",
    ),
    (
        "T37 ids twice",
        "[[brand]]\nid = \"a\"\nmatch = \"acme\"\n[[brand]]\nid = \"a\"\nmatch = \"acme\"",
        "",
    ),
    (
        "T38 address",
        "DIGEST_TO\nto = [\"pr@acme\", \"not an address\", \"a@b@c.example\"]",
        "",
    ),
    (
        "T39 line break in a name",
        "[[brand]]\nid = \"a\"\nname = \"A\\r\\nBcc: x@y.example\"\nmatch = \"acme\"\n[mail]\nfrom = \"A\\nB <a@b.example>\"",
        "",
    ),
    ("T40 no recipients", "DIGEST_TO\nto = []", ""),
    ("T42 environment", "[http]\ntoken = \"${NO_TOKEN}\"", ""),
    (
        "T42 file and credential",
        "[http]\ntoken = { file = \"nowhere\" }\n[mail]\nfrom = { credential = \"nothing\" }",
        "",
    ),
    (
        "T42 kept in an unknown place",
        "[http]\ntoken = { vault = \"x\" }",
        "",
    ),
    ("T43 open to all", "[http]\nlisten = \"0.0.0.0:8787\"", ""),
    ("T43 no address", "[http]\nlisten = \"8787\"", ""),
    ("later: opml", "SOURCE\nopml = \"feeds.opml\"", ""),
    (
        "later: sitemap",
        "SOURCE\nsitemap = \"https://x.example/sitemap.xml\"",
        "",
    ),
    (
        "later: items auto",
        "SOURCE\npage = \"https://x.example/\"\nitems = \"auto\"",
        "",
    ),
    (
        "later: budget",
        "SOURCE\nfeed = \"https://x.example/\"\nbudget = { requests = 100, per = \"day\" }",
        "",
    ),
    ("later: robots", "[polling]\nrobots = true", ""),
    ("later: import", "[[import]]\nname = \"x\"", ""),
    ("later: alert", "[[alert]]\nid = \"x\"", ""),
    (
        "later: campaign keys",
        "CAMPAIGN\ndeliverables = []\npurchase_window = \"30d\"\nlifespan = \"evergreen\"\nmargin = 0.55",
        "",
    ),
    (
        "later: goal bundle",
        "CAMPAIGN\ngoals = [ { bundle = \"engagement\", metrics = { likes = 1 }, target = 5 } ]",
        "",
    ),
    (
        "later: metrics of shops",
        "CAMPAIGN\nprimary = \"revenue\"\ngoals = [ { metric = \"orders\", target = 5 } ]",
        "",
    ),
    (
        "unknown metric",
        "CAMPAIGN\nprimary = \"raech\"\ngoals = [ { metric = \"fame\", target = 5 } ]",
        "",
    ),
    (
        "unknown references",
        "CAMPAIGN\ngoals = [ { metric = \"reach\", target = 5, influencer = \"kristel\" } ]\n[[influencer]]\nid = \"kristal\"\ncodes = [\"KRISTAL10\"]\n[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"\nto = [\"a@b.example\"]\nbrands = [\"amce\"]\ncampaigns = [\"sprnig\"]\n[mail]\nfrom = \"a@b.example\"\n[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n[[brand]]\nid = \"b\"\nmatch = \"b2b\"\ncompetitor_of = \"ame\"",
        "",
    ),
    (
        "unknown preset",
        "SOURCE\napi = \"mastodon-tags\"\nwith = { tag = \"x\" }",
        "",
    ),
    (
        "unknown parameter",
        "SOURCE\napi = \"mastodon-tag\"\nwith = { instnce = \"m.example\", tag = \"x\" }",
        "",
    ),
    (
        "private instance",
        "SOURCE\napi = \"mastodon-tag\"\nwith = { instance = \"http://127.0.0.1:9\", tag = \"x\" }",
        "",
    ),
    (
        "mapping by hand",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://x.example/\", bearer = \"hunter22\" }\npaging = { nxt = \"$.n\" }\nitems = \"$.r[*\"\nfields = { id = \"$.id\", liks = \"$.l\" }",
        "",
    ),
    (
        "mapping by hand, paths",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://x.example/\" }\npaging = { next = \"$.[\" }\nitems = \"$.r[*\"\nfields = { id = \"$.id\", liks = \"$.l\" }",
        "",
    ),
    (
        "two ways to listen",
        "SOURCE\nfeed = \"https://x.example/\"\npage = \"https://x.example/p\"",
        "",
    ),
    ("no way to listen", "SOURCE\nfed = \"https://x.example/\"", ""),
    (
        "keys of another kind",
        "SOURCE\nfeed = \"https://x.example/\"\nfollow = true\nwith = { tag = \"x\" }",
        "",
    ),
    (
        "cadence",
        "[polling]\nevery = \"1h\"\nmin_every = \"2h\"\nmax_every = \"30m\"",
        "",
    ),
    (
        "handles",
        "[[brand]]\nid = \"a\"\nhandles = [\"acme\", \"mastodn:acme\", \"https://x.com/acme\", \"x:\", \"acme.example\"]\ndomains = [\"https://acme.example/\", \"acme example\"]",
        "",
    ),
    (
        "hashtags",
        "[[brand]]\nid = \"a\"\nhashtags = [\"#acme\", \"two words\", \"\", \"Ａcme\"]",
        "",
    ),
    (
        "smtp",
        "[mail]\nfrom = \"a@b.example\"\ntransport = \"smtp\"\ntls = \"none\"\nhost = \"smtp.acme.example\"\nusername = \"me\"",
        "",
    ),
    (
        "smtp without host",
        "[mail]\nfrom = \"a@b.example\"\ntransport = \"smpt\"",
        "",
    ),
    (
        "smtp keys without smtp",
        "[mail]\nfrom = \"a@b.example\"\nhost = \"smtp.acme.example\"",
        "",
    ),
    (
        "no sender",
        "[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"\nto = [\"a@b.example\"]",
        "",
    ),
    (
        "language of a digest",
        "DIGEST\nschedule = \"0 8 * * Mon\"\nlanguage = \"sv\"\nwhen_empty = \"maybe\"",
        "",
    ),
    ("baseline", "CAMPAIGN\nbaseline = \"10d\"\nafter = \"36h\"", ""),
    (
        "sentiment",
        "[sentiment]\npositive = { \"sold out\" = -1, fine = 9 }\nnegative = { fine = -1, sick = -1 }\nneutral = [\"sick\"]",
        "",
    ),
    (
        "shared marks",
        "[[influencer]]\nid = \"a\"\ncodes = [\"SAVE10\"]\n[[influencer]]\nid = \"b\"\ncodes = [\"save10\"]",
        "",
    ),
    ("an influencer without marks", "[[influencer]]\nid = \"a\"", ""),
    (
        "retention",
        "retention = { mentions = \"10d\", text = \"20d\" }",
        "",
    ),
    (
        "login",
        "SOURCE\nfeed = \"https://x.example/\"\nauth = { bearer = \"hunter22\", username = \"me\" }",
        "",
    ),
    (
        "a secret beside a mistake",
        "SOURCE\nfeed = \"https://x.example/\"\nauth = { bearer = \"hunter22\", colour = 1 }",
        "",
    ),
    (
        "a secret in a broken line",
        "[http]\ntoken = \"hunter22\" oops",
        "",
    ),
];
