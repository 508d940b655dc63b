//! The program itself, as its users and the system treat it: commands, signals, and death at any moment.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read as _, Write as _},
    os::unix::net::{UnixDatagram, UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use mentiond::io::{clock::Clock, store::Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::time::Instant;

use crate::support::web::{Reply, Step, Web};

/// Longest time for anything that should come soon, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn mentiond(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mentiond"));
    command
        .current_dir(dir)
        .args(args)
        .env_remove("MENTIOND_CONFIG")
        .env_remove("MENTIOND_LOG")
        .env("CANARY", "canary-key-31c0");
    command.stdin(Stdio::null());
    command
}

pub(super) fn output(dir: &Path, args: &[&str]) -> (Output, String) {
    let output = mentiond(dir, args).output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output, said)
}

/// A daemon that runs in a directory; killed when dropped.
pub(super) struct Daemon {
    child: Child,
    socket: PathBuf,
    log: PathBuf,
}

impl Daemon {
    /// Starts `run` on `mentiond.toml` in `dir`.
    pub(super) fn start(dir: &Path) -> Self {
        let file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(dir.join("log"))
            .unwrap();
        Self::start_with(dir, file.into())
    }

    /// The same with its log elsewhere.
    fn start_with(dir: &Path, log: Stdio) -> Self {
        let mut command = mentiond(dir, &["run", "--log", "text"]);
        let manager = dir.join("notify");
        if manager.exists() {
            command.env("NOTIFY_SOCKET", manager);
        }
        let child = command
            .env("MENTIOND_LOG", "trace")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self {
            child,
            socket: dir.join("http.sock"),
            log: dir.join("log"),
        }
    }

    /// `/status`, if the endpoint answers.
    fn status(&self) -> Option<Value> {
        serde_json::from_str(&self.get("/status")?).ok()
    }

    fn get(&self, path: &str) -> Option<String> {
        let mut stream = UnixStream::connect(&self.socket).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer.split_once("\r\n\r\n")?.1.to_owned())
    }

    /// `/status` as soon as it is as wished.
    pub(super) fn wait_for(&mut self, what: &str, mut wished: impl FnMut(&Value) -> bool) -> Value {
        let start = Instant::now();
        let mut last = None;
        while start.elapsed() < PATIENCE {
            assert_eq!(self.child.try_wait().unwrap(), None, "it ended: {}", self.log());
            last = self.status().or(last);
            match last.take() {
                Some(status) if wished(&status) => return status,
                other => last = other,
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{what} did not come; last {last:?}\n{}", self.log());
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for its end: exit code and how long it took.
    fn ended(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), start.elapsed());
            }
            assert!(start.elapsed() < PATIENCE, "it does not end: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn mentions(status: &Value) -> u64 {
    status["store"]["mentions"].as_u64().unwrap()
}

fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect()
}

/// A directory with a configuration: these sources, one brand, a digest at `schedule` into `outbox/`.
fn house(schedule: &str, sources: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().display();
    let text = format!(
        "timezone = \"UTC\"\ndata_dir = \"{root}/data\"\n[http]\nlisten = \"unix:{root}/http.sock\"\n\
         [mail]\nfrom = \"watch@acme.example\"\ntransport = \"file\"\ndir = \"{root}/outbox\"\n\
         [polling]\nevery = \"1s\"\nmin_every = \"1s\"\nspacing = \"0s\"\n\
         [[brand]]\nid = \"acme\"\nname = \"Acme\"\nmatch = 'acme'\n\
         [[digest]]\nid = \"weekly\"\nschedule = \"{schedule}\"\nto = [\"marketing@acme.example\"]\n{sources}"
    );
    fs::write(dir.path().join("mentiond.toml"), text).unwrap();
    dir
}

fn feed_source(name: &str, url: &str) -> String {
    format!("\n[[source]]\nname = \"{name}\"\nfeed = \"{url}\"\nallow_private = true\n")
}

/// A feed of `count` items of its own.
fn feed(name: &str, count: usize) -> String {
    let items: String = (0..count)
        .map(|n| {
            format!(
                "<item><guid isPermaLink=\"false\">{name}-{n}</guid><link>http://news.example/{name}/{n}</link>\
                 <title>Acme story {n} of {name}</title><description>What {name} says about Acme for the {n}th time, and \
                 it is a long story that nobody else tells in these words.</description></item>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<rss version=\"2.0\"><channel><title>{name}</title><link>http://news.example/</link>{items}</channel></rss>"
    )
}

#[test]
fn the_demo_shows_the_whole_chain() {
    let dir = tempfile::tempdir().unwrap();
    let (done, said) = output(dir.path(), &["demo", "--once", "--dir", "shown"]);
    assert_eq!(done.status.code(), Some(0), "{said}");
    let outbox = dir.path().join("shown/outbox");
    assert_eq!(
        (files(&outbox, "eml").len(), files(&outbox, "html").len()),
        (2, 2),
        "the digest and an alert: {said}"
    );
    let pages = files(&outbox, "html");
    let pages: Vec<String> = pages
        .iter()
        .map(|page| fs::read_to_string(page).unwrap())
        .collect();
    let is_digest = |page: &&String| page.contains("Winter lights") && page.contains("<img");
    let digest = pages.iter().find(is_digest).unwrap();
    for told in [
        "Tindra",
        "Beside Search ads",
        "firmware update",
        "Battery and charging",
        "one person with hannav on reddit",
        "<b>Share of voice</b>",
        " points (95 % range ",
    ] {
        assert!(digest.contains(told), "`{told}` is missing");
    }
    let mails = files(&outbox, "eml");
    let longest = mails
        .iter()
        .map(|mail| fs::read(mail).unwrap())
        .max_by_key(Vec::len)
        .unwrap();
    let longest = String::from_utf8(longest).unwrap();
    let without_picture = longest.split("Content-Type: image/png").next().unwrap();
    assert!(
        without_picture.len() <= 80 * 1024,
        "{} bytes",
        without_picture.len()
    );
    let (explained, why) = output(
        dir.path(),
        &[
            "report",
            "--explain",
            "net_sentiment",
            "--config",
            "shown/mentiond.toml",
        ],
    );
    let explained = String::from_utf8_lossy(&explained.stdout);
    for told in [
        "Winter lights: before (",
        "as one of",
        "days are drawn, not mentions",
    ] {
        assert!(explained.contains(told), "`{told}` is missing: {explained} {why}");
    }
    let alert = pages.iter().find(|page| !is_digest(page)).unwrap();
    assert!(alert.contains("Tindra") && alert.contains("cable"), "{alert}");
    assert!(said.contains(".html"), "says where it is: {said}");
    let (listed, said) = output(
        dir.path(),
        &[
            "mentions",
            "--json",
            "--limit",
            "5",
            "--config",
            "shown/mentiond.toml",
        ],
    );
    let mentions: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap_or_default();
    assert_eq!((listed.status.code(), mentions.len()), (Some(0), 5), "{said}");
}

#[test]
fn a_configuration_is_begun_checked_and_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (begun, said) = output(dir.path(), &["init"]);
    assert_eq!(begun.status.code(), Some(0), "{said}");
    let (again, said) = output(dir.path(), &["init"]);
    assert_eq!(again.status.code(), Some(1), "an existing file stays: {said}");
    let (checked, said) = output(dir.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{said}");

    let broken = "timezone = \"Europe/Stokholm\"\n[[brand]]\nid = \"acme\"\nname = \"Acme\"\nmatch = 'acme OR ('\n\
                  [[source]]\nname = \"News\"\nfeeed = \"http://news.example/\"\n\
                  [[digest]]\nid = \"weekly\"\nschedule = \"0 25 * * Mon\"\nto = [\"nobody\"]\n";
    fs::write(dir.path().join("broken.toml"), broken).unwrap();
    for command in ["check", "run", "poll"] {
        let (refused, said) = output(dir.path(), &[command, "--config", "broken.toml"]);
        assert_eq!(refused.status.code(), Some(2), "{command}: {said}");
        for part in ["Europe/Stokholm", "acme OR (", "feeed", "0 25 * * Mon", "nobody"] {
            assert!(said.contains(part), "{command} says nothing of `{part}`: {said}");
        }
    }
    let (missing, said) = output(dir.path(), &["check", "--config", "none.toml"]);
    assert_eq!(missing.status.code(), Some(2), "{said}");
    assert!(said.contains("none.toml"), "{said}");
    let (misused, _) = output(dir.path(), &["run", "--fast"]);
    assert_eq!(misused.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_of_another_day_leaves_no_trace() {
    let web = Web::start().await;
    web.on("/a", [Reply::ok(feed("a", 3))]);
    // It begins tomorrow: seen from next month, today is its baseline.
    let day = |days: i64| {
        Clock::System
            .now()
            .saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap()
    };
    let date = |days: i64| day(days).strftime("%Y-%m-%d").to_string();
    let campaign = format!(
        "\n[[campaign]]\nid = \"launch\"\nname = \"Launch\"\nbrand = \"acme\"\nobjective = \"awareness\"\nfrom = {}\n\
         to = {}\n",
        date(1),
        date(90)
    );
    let next_month = day(30).to_string();
    let source = feed_source("News", web.url("/a").as_str());
    let house = house("0 8 * * Mon", &format!("{source}{campaign}"));
    let dir = house.path();
    for args in [
        &["poll"][..],
        &["digest", "--preview", "digest.html"],
        &["digest", "--preview", "digest.html", "--as-of", &next_month],
        &["digest", "--as-of", &next_month],
    ] {
        let (done, said) = output(dir, args);
        assert_eq!(done.status.code(), Some(0), "{args:?}: {said}");
    }
    assert!(dir.join("digest.html").exists());
    let store = Store::open(&dir.join("data"), jiff::tz::TimeZone::UTC).unwrap();
    assert_eq!(store.baseline(&"launch".into()).unwrap(), None);
}

#[test]
fn time_zones_are_the_programs_own_whatever_the_machine_knows() {
    let dir = tempfile::tempdir().unwrap();
    // A zone of fixed offset (RFC 9636, version 1) that only this machine knows.
    let mut zone = b"TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    for count in [0_u32, 0, 0, 0, 1, 4] {
        zone.extend(count.to_be_bytes());
    }
    zone.extend(b"\0\0\x0e\x10\0\0ACM\0");
    let zones = dir.path().join("zones");
    fs::create_dir_all(zones.join("Europe")).unwrap();
    for name in ["Acme", "Europe/Stockholm"] {
        fs::write(zones.join(name), &zone).unwrap();
    }
    for (name, code) in [("Acme", 2), ("Europe/Stockholm", 0), ("Asia/Tokyo", 0)] {
        output(dir.path(), &["init", "--force"]);
        let file = dir.path().join("mentiond.toml");
        let text = fs::read_to_string(&file).unwrap();
        let kept = text.lines().filter(|line| !line.starts_with("timezone"));
        let text = kept.collect::<Vec<_>>().join("\n");
        fs::write(&file, format!("timezone = \"{name}\"\n{text}\n")).unwrap();
        let checked = mentiond(dir.path(), &["check"])
            .env("TZDIR", &zones)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert_eq!(checked.status.code(), Some(code), "{name}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_of_the_world_is_one_value_for_programs() {
    let web = Web::start().await;
    let date = "Date: Thu, 01 Jan 2015 00:00:00 GMT";
    web.on("/a", [Reply::new(200, &[date], feed("a", 3))]);
    let sources = feed_source("A", web.url("/a").as_str()) + &feed_source("Gone", web.url("/gone").as_str());
    let dir = house("0 8 * * Mon", &sources);
    let (checked, said) = output(dir.path(), &["check", "--online", "--json"]);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    let told: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(told["ok"], false);
    assert_eq!(told["warnings"], serde_json::json!([]));
    let sources: Vec<_> = told["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| (source["name"].as_str().unwrap(), source["ok"].as_bool().unwrap()))
        .collect();
    assert_eq!(sources, [("A", true), ("Gone", false)]);
    assert_eq!(told["mail"]["ok"], true);
    assert_eq!(told["clock"]["ok"], false);
    assert!(told["clock"]["ahead_secs"].as_i64().unwrap() > 10 * 365 * 86_400);
    let (_, said) = output(dir.path(), &["check", "--online"]);
    assert!(
        said.contains("✓ A: 3 items") && said.contains("! clock: "),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signals_stop_and_reload_it() {
    let web = Web::start().await;
    web.on("/a", [Reply::ok(feed("a", 3))]);
    web.on("/hangs", [Reply(vec![Step::Wait(Duration::from_mins(5))])]);
    let userinfo = format!("http://reader:canary-url-77@127.0.0.1:{}/a", web.address.port());
    let keyed = format!(
        "\n[[source]]\nname = \"Keyed\"\napi = \"json\"\nrequest = {{ url = \"{}\", header = {{ name = \"X-Key\", value = \
         \"${{CANARY}}\" }} }}\nitems = \"$.a[*]\"\nfields = {{ title = \"$.title\" }}\nallow_private = true\n",
        web.url("/keyed")
    );
    let sources = feed_source("A", &userinfo) + &feed_source("Hangs", web.url("/hangs").as_str()) + &keyed;
    let dir = house("0 8 * * Mon", &sources);
    let mut daemon = Daemon::start(dir.path());
    let before = daemon.wait_for("three mentions", |status| mentions(status) == 3);

    // A second one is refused quickly and disturbs nothing.
    let start = Instant::now();
    let (second, said) = output(dir.path(), &["run"]);
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(said.contains(&format!("process {}", daemon.child.id())), "{said}");

    // A broken configuration is refused and told, the old one stays in force; a good one is taken.
    let file = dir.path().join("mentiond.toml");
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, good.replace("match = 'acme'", "match = 'acme OR ('")).unwrap();
    daemon.signal("HUP");
    let refused = daemon.wait_for("the refusal", |status| {
        !status["config"]["last_reload_error"].is_null()
    });
    let why = refused["config"]["last_reload_error"].as_str().unwrap();
    assert!(why.contains("acme OR (") && !why.contains('\u{1b}'), "{why}");
    assert_eq!(refused["config"]["hash"], before["config"]["hash"]);
    assert_eq!(refused["sources"].as_array().unwrap().len(), 3);
    web.on("/b", [Reply::ok(feed("b", 2))]);
    fs::write(
        &file,
        format!("{good}{}", feed_source("B", web.url("/b").as_str())),
    )
    .unwrap();
    for _ in 0..20 {
        daemon.signal("HUP");
    }
    let taken = daemon.wait_for("the new source", |status| mentions(status) == 5);
    assert!(taken["config"]["last_reload_error"].is_null(), "{taken}");
    assert_ne!(taken["config"]["hash"], before["config"]["hash"]);

    // Told to stop, it stops in time, although a source hangs.
    daemon.signal("TERM");
    let (code, took) = daemon.ended();
    assert_eq!(code, Some(0), "{}", daemon.log());
    assert!(took < Duration::from_secs(10), "{took:?}");

    let keys = web
        .log()
        .iter()
        .filter(|request| request.header("x-key") == Some("canary-key-31c0"))
        .count();
    assert!(keys > 0, "the key was used");
    let log = daemon.log();
    assert!(log.contains("stopped") && log.contains("TRACE"), "{log}");
    for canary in ["canary-key-31c0", "canary-url-77", "cmVhZGVyOmNhbmFyeS11cmwtNzc"] {
        assert!(!log.contains(canary), "the log tells `{canary}`");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_are_answered_by_the_daemon_while_it_runs() {
    const ITEMS: usize = 400;
    let web = Web::start().await;
    // Longer in all than what is answered whole.
    let long = format!(
        "<description>{} ",
        "And more of the same, at length. ".repeat(300)
    );
    web.on(
        "/a",
        [Reply::ok(feed("a", ITEMS).replace("<description>", &long))],
    );
    let dir = house("0 8 * * Mon", &feed_source("A", web.url("/a").as_str()));
    let mut daemon = Daemon::start(dir.path());
    daemon.wait_for("all mentions", |status| mentions(status) == ITEMS as u64);
    let lines = |args: &[&str]| {
        let (done, _) = output(dir.path(), args);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(0), "{args:?}: {said}");
        String::from_utf8(done.stdout).unwrap().lines().count()
    };
    let json = |args: &[&str]| {
        let (done, said) = output(dir.path(), args);
        serde_json::from_slice::<Vec<Value>>(&done.stdout)
            .unwrap_or_else(|why| panic!("{args:?}: {why}; {said}"))
            .len()
    };
    assert_eq!(json(&["mentions", "--json"]), ITEMS);
    assert_eq!(json(&["mentions", "--json", "--limit", "7"]), 7);
    assert_eq!(lines(&["mentions"]), 50);
    assert_eq!(lines(&["mentions", "--csv"]), ITEMS + 1);
    assert_eq!(json(&["mentions", "--json", "--brand", "nobody"]), 0);
    let (listed, said) = output(dir.path(), &["mentions", "--brand", "acmee"]);
    assert_eq!((listed.status.code(), listed.stdout.len()), (Some(0), 0));
    assert!(said.contains("did you mean `acme`?"), "{said}");
    for (wrong, words) in [
        (&["mentions", "--sentiment", "angry"][..], "positive"),
        (&["mentions", "--since", "yesterday"], "no day"),
        (&["report", "--campaign", "nope"], "no campaign"),
        (&["report", "--brand", "acmee"], "did you mean `acme`?"),
        (&["presets", "mastadon-tag"], "mastodon-tag"),
        (&["digest", "nope"], "[[digest]]"),
        (&["export", "x.pdf"], ".jsonl"),
    ] {
        let (done, said) = output(dir.path(), wrong);
        assert_eq!(done.status.code(), Some(2), "{wrong:?}: {said}");
        assert!(said.contains(words), "{wrong:?}: {said}");
    }
    assert!(lines(&["report"]) > 5);
    assert_eq!(lines(&["outbox", "--json"]), 0);
    assert_eq!(lines(&["export", "all.csv"]), 1);
    assert!(lines(&["digest"]) > 5);
    assert_eq!(lines(&["digest", "--json"]), 1);
    assert_eq!(lines(&["digest", "weekly", "--preview", "shown.html"]), 0);
    let shown = fs::read_to_string(dir.path().join("shown.html")).unwrap();
    assert!(shown.contains("<html") && shown.contains("Acme"), "{shown}");
    for refused in [
        &["digest", "--send"][..],
        &["outbox", "retry", "weekly/2026-W01/x"],
        &["outbox", "drop", "weekly/2026-W01/x"],
    ] {
        let (done, said) = output(dir.path(), refused);
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains("systemctl stop mentiond"), "{said}");
    }
    let exported = csv::Reader::from_path(dir.path().join("all.csv"))
        .unwrap()
        .records()
        .map(|record| record.unwrap().get(0).unwrap().to_owned())
        .collect::<BTreeSet<_>>();
    assert_eq!(exported.len(), ITEMS);
    daemon.signal("KILL");
    daemon.ended();
}

#[test]
fn the_service_manager_is_told_how_things_stand() {
    let dir = house("0 8 * * Mon", &feed_source("A", "http://127.0.0.1:9/a"));
    let manager = UnixDatagram::bind(dir.path().join("notify")).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut daemon = Daemon::start(dir.path());
    let mut told = String::new();
    let mut bytes = [0; 4096];
    while !["READY=1", "WATCHDOG=1", "STATUS=1 source, "]
        .iter()
        .all(|part| told.contains(part))
    {
        let length = manager
            .recv(&mut bytes)
            .unwrap_or_else(|_| panic!("{told}\n{}", daemon.log()));
        told += &String::from_utf8_lossy(&bytes[..length]);
        told += "\n";
    }
    daemon.signal("TERM");
    assert_eq!(daemon.ended().0, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_nobody_reads_holds_nothing_up() {
    let web = Web::start().await;
    web.on("/a", [Reply::ok(feed("a", 3))]);
    let dir = house("0 8 * * Mon", &feed_source("A", web.url("/a").as_str()));
    let (reader, writer) = std::io::pipe().unwrap();
    // Full before the daemon begins.
    let full = "x".repeat(64 << 10);
    let mut filler = writer.try_clone().unwrap();
    let filled = std::thread::spawn(move || filler.write_all(full.as_bytes()));
    std::thread::sleep(Duration::from_millis(100));
    let mut daemon = Daemon::start_with(dir.path(), writer.into());
    daemon.wait_for("three mentions", |status| mentions(status) == 3);
    daemon.wait_for("more polls", |status| {
        status["polls"]["last_hour"].as_u64().unwrap() >= 4
    });
    daemon.signal("TERM");
    let (code, took) = daemon.ended();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    drop(reader);
    // Whether all of it fitted into the pipe is the system's affair.
    filled.join().unwrap().ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_it_loses_and_doubles_nothing() {
    const SOURCES: usize = 24;
    const ITEMS: usize = 20;
    let web = Web::start().await;
    let mut sources = String::new();
    for n in 0..SOURCES {
        let path = format!("/f{n}");
        let pause = Step::Wait(Duration::from_millis(u64::try_from(n % 6).unwrap() * 60));
        web.on(
            &path,
            [Reply(vec![pause]).then_all(Reply::ok(feed(&format!("f{n}"), ITEMS)))],
        );
        sources += &feed_source(&format!("F{n}"), web.url(&path).as_str());
    }
    let due = Clock::System
        .now()
        .saturating_add(SignedDuration::from_secs(6))
        .unwrap_or(Timestamp::MAX);
    let due = due.to_zoned(jiff::tz::TimeZone::UTC);
    let dir = house(&due.strftime("%-S %-M %-H %-d %-m *").to_string(), &sources);
    let mut known = 0;
    for round in 0..12_u64 {
        let mut daemon = Daemon::start(dir.path());
        let lives = Duration::from_millis(5 + round * 37 % 230);
        let status = daemon.wait_for("the endpoint", |_| true);
        assert!(
            mentions(&status) >= known,
            "round {round}: {} of {known} left",
            mentions(&status)
        );
        let up = Instant::now();
        while up.elapsed() < lives {
            known = known.max(daemon.status().map_or(0, |status| mentions(&status)));
        }
        daemon.signal("KILL");
        daemon.ended();
    }
    let all = u64::try_from(SOURCES * ITEMS).unwrap();
    let outbox = dir.path().join("outbox");
    let mut daemon = Daemon::start(dir.path());
    daemon.wait_for("every mention and the digest", |status| {
        mentions(status) >= all && !status["digests"][0]["last_sent"].is_null()
    });
    daemon.signal("KILL");
    daemon.ended();
    let mut daemon = Daemon::start(dir.path());
    let status = daemon.wait_for("another round of polls", |status| {
        status["polls"]["last_hour"].as_u64().unwrap() >= u64::try_from(SOURCES).unwrap()
    });
    assert_eq!(
        (mentions(&status), status["outbox"]["waiting"].as_u64()),
        (all, Some(0))
    );
    let listed = daemon.get("/mentions?format=jsonl&limit=1000").unwrap();
    let links: Vec<String> = listed
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["url"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        (links.len(), links.iter().collect::<BTreeSet<_>>().len()),
        (SOURCES * ITEMS, SOURCES * ITEMS)
    );
    assert_eq!(files(&outbox, "eml").len(), 1, "one digest");
    daemon.signal("TERM");
    assert_eq!(daemon.ended().0, Some(0), "{}", daemon.log());
}

#[test]
fn inspect_shows_what_auto_finds_on_a_list() {
    let dir = TempDir::new().unwrap();
    let items: String = ["rockets", "skates", "anvils"]
        .map(|what| {
            format!(
                "<li><h2><a href=/t/{what}>All about {what} and more</a></h2><p>Some words on it</p></li>"
            )
        })
        .concat();
    let page = dir.path().join("list.html");
    fs::write(&page, format!("<ul>{items}</ul><a href=/p/2>Next page</a>")).unwrap();
    let page = page.to_str().unwrap();
    let asked = [
        "inspect",
        "page",
        page,
        "--list",
        "--json",
        "--url",
        "https://forum.example/",
    ];
    let (done, text) = output(dir.path(), &asked);
    assert!(done.status.success(), "{text}");
    let shown: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(shown["entries"].as_array().map(Vec::len), Some(3));
    assert_eq!(shown["entries"][1]["url"], "https://forum.example/t/skates");
    assert_eq!(shown["next"], "https://forum.example/p/2");
    fs::write(page, "<h1>Sign in</h1><form><input type=password></form>").unwrap();
    let (done, text) = output(dir.path(), &asked);
    assert!(!done.status.success() && text.contains("login form"), "{text}");
}
