//! Sources: what they inherit, lists of them, limits and budgets, identity.

use super::*;

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

#[test]
fn a_mailbox_is_read_with_its_defaults() {
    let source = "[[source]]\nname = \"m\"\nmailbox = { host = \"IMAP.x.example\", username = \"jo@x.example\", password = \"s3cret-word\" }";
    let checked = good(&format!("{BRAND}{source}\n"));
    let SourceKind::Mailbox(mailbox) = &checked.settings.sources[0].kind else {
        panic!()
    };
    assert_eq!((mailbox.host.as_str(), mailbox.port), ("imap.x.example", 993));
    assert_eq!((mailbox.folder.as_str(), mailbox.listed), ("INBOX", false));
    assert!(mailbox.from.is_empty());
    assert!(!format!("{:?}", checked.settings.sources).contains("s3cret"));
    let senders = "from = [\"@News.example\", \"Jo@x.example\"]\nitems = \"auto\"";
    let checked = good(&format!("{BRAND}{source}\n{senders}\n"));
    let SourceKind::Mailbox(mailbox) = &checked.settings.sources[0].kind else {
        panic!()
    };
    assert_eq!(mailbox.from, ["news.example", "jo@x.example"]);
    assert!(mailbox.listed);
}
