//! Mailboxes that are read: alerts and newsletters.

use jiff::SignedDuration;

use crate::support::{
    imap::{Fault, Server},
    smtp::Mode,
    world::{World, in_world},
};

const HEAD: &str = r#"
[polling]
every = "15m"
min_every = "1m"
max_every = "15m"
spacing = "0s"
timeout = "5s"
resolve_links = false

[[brand]]
id = "acme"
match = "acme"
"#;

/// A source over the server; `rest` is what else it says.
fn source(server: &Server, rest: &str) -> String {
    format!(
        "{HEAD}\n[[source]]\nname = \"Alerts\"\nallow_private = true\nmailbox = {{ host = \"localhost\", port = {}, \
         username = \"watch@acme.example\", password = \"${{IMAP_PASSWORD}}\" }}\n{rest}\n",
        server.port
    )
}

fn mail(from: &str, id: &str, subject: &str) -> String {
    format!(
        "From: {from}\nTo: watch@acme.example\nSubject: {subject}\nDate: Mon, 16 Nov 2026 10:00:00 +0000\n\
         Message-ID: <{id}@news.example>\nContent-Type: text/plain; charset=utf-8\n\nAcme is in the news.\n"
    )
}

async fn titles(world: &World) -> Vec<String> {
    let mentions = world.mentions().await;
    let mut titles: Vec<String> = mentions.into_iter().map(|mention| mention.title).collect();
    titles.sort();
    titles
}

async fn later(world: &World) -> usize {
    world.pass(SignedDuration::from_hours(2));
    world.poll_due().await
}

#[test]
fn each_mail_is_heard_once_across_polls_restarts_and_renumbering() {
    let server = Server::start();
    let config = source(&server, "");
    in_world(Mode::Good, &config, async |world| {
        server
            .folder()
            .arrive("2026-09-01", &mail("Old <a@news.example>", "0", "Old"));
        server
            .folder()
            .arrive("2026-11-16", &mail("News <a@news.example>", "1", "One"));
        assert_eq!(
            world.poll_due().await,
            1,
            "{:?}",
            world.state("Alerts").last_error
        );
        assert_eq!(
            titles(world).await,
            ["One"],
            "what is older than a month is no news"
        );
        let mention = world.mentions().await.remove(0);
        assert_eq!(mention.author.name.as_deref(), Some("News"));
        assert_eq!(mention.author.handle.as_deref(), Some("a@news.example"));
        assert_eq!(mention.at.to_string(), "2026-11-16T10:00:00Z");
        assert_eq!(later(world).await, 0, "the same mails");
        server
            .folder()
            .arrive("2026-11-17", &mail("News <a@news.example>", "2", "Two"));
        assert_eq!(later(world).await, 1);
        world.restart(&config, SignedDuration::from_hours(2)).await;
        server
            .folder()
            .arrive("2026-11-17", &mail("News <a@news.example>", "3", "Three"));
        assert_eq!(world.poll_due().await, 1);
        assert_eq!(server.asked("BODY.PEEK[])"), 3, "nothing is fetched twice");
        server.folder().renumber(50);
        assert_eq!(later(world).await, 0, "known by their ids");
        assert_eq!(server.asked("BODY.PEEK[])"), 6);
        assert_eq!(later(world).await, 0);
        assert_eq!(server.asked("BODY.PEEK[])"), 6, "the new numbering is remembered");
        assert_eq!(titles(world).await, ["One", "Three", "Two"]);
        assert_eq!(world.state("Alerts").health.as_str(), "ok");
        let changes = ["SELECT", "STORE", "EXPUNGE", "COPY", "MOVE", "APPEND", "BODY["];
        for change in changes {
            assert_eq!(server.asked(change), 0, "{change}");
        }
    });
}

#[test]
fn only_wanted_senders_are_read_and_what_is_too_much_waits() {
    let server = Server::start();
    let config = source(&server, "from = [\"news.example\"]\nmax_body = \"4KiB\"");
    in_world(Mode::Good, &config, async |world| {
        for n in 0..60 {
            server.folder().arrive(
                "2026-11-16",
                &mail("a@news.example", &format!("n{n}"), &format!("Story {n}")),
            );
            server.folder().arrive(
                "2026-11-16",
                &mail("spam@other.example", &format!("s{n}"), "Acme pills"),
            );
        }
        let large = format!("{}{}", mail("a@news.example", "big", "Big"), "x".repeat(9_000));
        server.folder().arrive("2026-11-16", &large);
        let first = world.poll_due().await;
        let issues = world.state("Alerts").issues;
        assert!(first > 10 && first <= 50, "{first}");
        assert!(issues[0].contains("mails wait for the next poll"), "{issues:?}");
        let mut heard = first;
        for _ in 0..3 {
            heard += later(world).await;
        }
        assert_eq!(heard, 60);
        assert!(!titles(world).await.iter().any(|title| title.contains("pills")));
        assert_eq!(
            server.asked("BODY.PEEK[])"),
            60,
            "the others and the large one are never fetched"
        );
    });
}

#[test]
fn a_mail_too_large_is_passed_over_and_said() {
    let server = Server::start();
    let config = source(&server, "max_body = \"4KiB\"");
    in_world(Mode::Good, &config, async |world| {
        let large = format!("{}{}", mail("a@news.example", "big", "Big"), "x".repeat(9_000));
        server.folder().arrive("2026-11-16", &large);
        server
            .folder()
            .arrive("2026-11-16", &mail("a@news.example", "1", "One"));
        assert_eq!(world.poll_due().await, 1);
        let issues = world.state("Alerts").issues;
        assert!(
            issues[0].contains("1 mails were passed over: they are larger than `max_body`"),
            "{issues:?}"
        );
        assert_eq!(later(world).await, 0);
    });
}

#[test]
fn the_items_that_a_mail_lists_are_heard_each_under_its_own_address() {
    let server = Server::start();
    let config = source(&server, "items = \"auto\"");
    in_world(Mode::Good, &config, async |world| {
        let items: Vec<String> = (1..5)
            .map(|n| {
                format!(
                    "<tr><td><h3><a href=\"https://www.google.com/url?q=https://paper{n}.example/story/{n}?utm_source%3Dx&amp;sa=D\">\
                     Acme story number {n}</a></h3><p>Acme did something that {n} readers noticed, says the paper.</p></td></tr>\n"
                )
            })
            .collect();
        let items = items.concat();
        let html = format!(
            "From: Alerts <alerts@news.example>\nSubject: Alert\nDate: Mon, 16 Nov 2026 10:00:00 +0000\nMessage-ID: <l@x>\n\
             MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body><table>{items}</table></body></html>\n"
        );
        server.folder().arrive("2026-11-16", &html);
        server.folder().arrive(
            "2026-11-17",
            &mail("b@news.example", "plain", "No list, but Acme"),
        );
        assert_eq!(world.poll_due().await, 5, "{:?}", world.state("Alerts"));
        let mentions = world.mentions().await;
        let mut urls: Vec<&str> = mentions
            .iter()
            .filter_map(|mention| mention.url.as_deref())
            .collect();
        urls.sort_unstable();
        assert_eq!(urls.len(), 4, "{urls:?}");
        assert!(urls[0].starts_with("https://paper1.example/story/1"), "{urls:?}");
    });
}

#[test]
fn what_goes_wrong_is_told_with_what_to_do() {
    for (fault, health, words) in [
        (
            Fault::Login("[AUTHENTICATIONFAILED] Invalid credentials (Failure) canary-imap-31f0"),
            "failing",
            "refuses the login: check `username` and `password`; many providers",
        ),
        (
            Fault::Login("[LIMIT] too many connections"),
            "throttled",
            "asked to slow down",
        ),
        (Fault::Bye, "throttled", "asked to slow down"),
        (
            Fault::HugeLiteral,
            "failing",
            "announces more than a mail may have",
        ),
        (Fault::Endless, "failing", "one of its answers has no end"),
        (
            Fault::BreakAt(1),
            "failing",
            "hung up while mails were read|broke off while mails were read",
        ),
    ] {
        let server = Server::start();
        in_world(Mode::Good, &source(&server, ""), async |world| {
            server.folder().fault = fault;
            server
                .folder()
                .arrive("2026-11-16", &mail("a@news.example", "1", "One"));
            assert_eq!(world.poll_due().await, 0);
            let state = world.state("Alerts");
            let error = state.last_error.clone().unwrap_or_default();
            assert!(
                words.split('|').any(|words| error.contains(words)),
                "{fault:?}: {error}"
            );
            assert!(!error.contains("canary"), "{error}");
            assert!(
                health != "throttled" || state.health.as_str() == health,
                "{fault:?}: {state:?}"
            );
            server.folder().fault = Fault::None;
            world.pass(SignedDuration::from_hours(24));
            assert_eq!(world.poll_due().await, 1, "{fault:?}: nothing is lost by it");
        });
    }
}

#[test]
fn a_server_that_hangs_costs_no_more_than_the_timeout() {
    for (fault, words) in [
        (
            Fault::Silent,
            "did not answer within the `timeout` of 1 s before it had greeted",
        ),
        (
            Fault::StallAtFetch,
            "did not answer within the `timeout` of 1 s while mails were read",
        ),
    ] {
        let server = Server::start();
        in_world(Mode::Good, &source(&server, "timeout = \"1s\""), async |world| {
            server.folder().fault = fault;
            server
                .folder()
                .arrive("2026-11-16", &mail("a@news.example", "1", "One"));
            assert_eq!(world.poll_due().await, 0);
            let error = world.state("Alerts").last_error.unwrap_or_default();
            assert!(error.contains(words), "{fault:?}: {error}");
        });
    }
}

#[test]
fn a_session_that_breaks_keeps_what_was_read_and_goes_on_behind_it() {
    let server = Server::start();
    in_world(Mode::Good, &source(&server, ""), async |world| {
        for n in 1..4 {
            server.folder().arrive(
                "2026-11-16",
                &mail("a@news.example", &n.to_string(), &format!("Story {n}")),
            );
        }
        server.folder().fault = Fault::BreakAt(3);
        assert_eq!(world.poll_due().await, 2);
        let issues = world.state("Alerts").issues;
        assert!(
            issues[0].contains("the mails behind 2 are read by the next poll"),
            "{issues:?}"
        );
        server.folder().fault = Fault::None;
        assert_eq!(later(world).await, 1);
        assert_eq!(server.asked("BODY.PEEK[])"), 4);
    });
}

#[test]
fn an_unknown_folder_names_those_that_are_there() {
    let server = Server::start();
    let config = source(&server, "").replace("mailbox = { ", "mailbox = { folder = \"Alrets\", ");
    in_world(Mode::Good, &config, async |world| {
        assert_eq!(world.poll_due().await, 0);
        let error = world.state("Alerts").last_error.unwrap_or_default();
        assert!(
            error.contains("there is no `Alrets` that can be opened, but `INBOX`, `Nyheter/Månad`"),
            "{error}"
        );
    });
}

#[test]
fn private_servers_are_not_contacted_unless_that_is_said() {
    let server = Server::start();
    let config = source(&server, "");
    in_world(Mode::Good, &config, async |world| {
        let inside = config.replace("allow_private = true\n", "");
        let refused = world.plan(&inside).unwrap_err();
        assert!(refused.contains("allow_private = true"), "{refused}");
        let named = inside.replace("\"localhost\"", "\"imap.acme.example\"");
        world.restart(&named, SignedDuration::from_hours(1)).await;
        assert_eq!(world.poll_due().await, 0);
        let error = world.state("Alerts").last_error.unwrap_or_default();
        assert!(error.contains("`imap.acme.example` is at `127.0.0.1`"), "{error}");
        assert_eq!(server.folder().commands, Vec::<String>::new());
        let other = source(&server, "").replace("\"localhost\"", "\"imap.acme.example\"");
        world.restart(&other, SignedDuration::from_hours(30)).await;
        assert_eq!(world.poll_due().await, 0);
        let error = world.state("Alerts").last_error.unwrap_or_default();
        assert!(error.contains("its certificate is for another name"), "{error}");
    });
}
