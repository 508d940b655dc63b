//! `demo`: the whole chain on a small sample internet, without any set-up.
//!
//! The sample web is served on loopback; everything after it is the daemon itself: the same fetcher, parsers, store,
//! digest and endpoint that `run` uses, with a configuration file that is written out for the reader to look at.

mod forms;
mod shop;
mod story;
mod web;

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    net::{IpAddr, Ipv4Addr},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use self::story::Story;
use super::{Out, setup};
use crate::{
    app::{
        daemon::{Daemon, Outlet},
        lifecycle,
        plan::Plan,
        poll::Poller,
        reports,
    },
    config::MailTransport,
    io::{
        clock::Clock,
        fetch::{Fetcher, Names, Options},
        files, logs,
        store::{PollCommit, Remember, Store},
    },
    model::{DigestState, PollDay, SourceState, day_of},
    watch::identity::Reappearance,
};

/// The configuration of the demo, with the addresses of its sample web left open.
const CONFIG: &str = include_str!("mentiond.toml");

/// The source that does not answer.
const DOWN: &str = "Old magazine";

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where its files go; an earlier demo there is replaced
    #[arg(long, value_name = "D", default_value = "mentiond-demo")]
    dir: PathBuf,
    /// Stop after the digest instead of keeping the status page up
    #[arg(long)]
    once: bool,
}

pub(super) fn demo(args: &Demo, out: &mut Out) -> anyhow::Result<ExitCode> {
    let _log = logs::start_quiet();
    prepare(&args.dir)?;
    let once = args.once;
    setup::block_on(async move {
        let zone = TimeZone::system();
        let now = Clock::System.now();
        let web = web::start(Story::until(now)).await?;
        let file = write_config(&args.dir, &zone, now, web.port)?;
        out.note(&format!(
            "A sample internet of {} sites is up on 127.0.0.1:{}.",
            web::HOSTS.len(),
            web.port
        ));
        let daemon = Box::pin(daemon(&file, out)).await?;
        let found = poll_all(&daemon, out).await?;
        out.note(&format!("{found} mentions found and stored."));
        let told = sell(&daemon, now).await?;
        out.note(&format!("{told} exports of shop and link tracker imported."));
        let alerts = daemon.alert_round().await?;
        if alerts > 0 {
            out.note("A day stood out, and was told at once.");
        }
        let round = daemon.mail_round().await?;
        let again = file.clone();
        report(&daemon, &args.dir, &file, round.sent, out)?;
        if once {
            daemon.shut_down().await;
            return Ok(ExitCode::SUCCESS);
        }
        out.line("\nThe status page stays up and the sources are polled on; Ctrl-C ends it.")?;
        out.flush()?;
        let reload = move || setup::reloaded(&again);
        lifecycle::run_announced(&daemon, reload, |address| {
            out.line(&format!("Status page: {address}/")).ok();
            out.flush().ok();
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Empties the demo's own directory; anything that is not a demo's is left alone.
fn prepare(dir: &Path) -> anyhow::Result<()> {
    const MARK: &str = ".mentiond-demo";
    if dir.exists() {
        let is_ours = dir.join(MARK).exists() || fs::read_dir(dir)?.next().is_none();
        anyhow::ensure!(
            is_ours,
            "`{}` exists and was not made by `demo`; give --dir another name",
            dir.display()
        );
        fs::remove_dir_all(dir).with_context(|| format!("cannot empty `{}`", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot create `{}`", dir.display()))?;
    fs::write(
        dir.join(MARK),
        "made by `mentiond demo`; replaced by the next one\n",
    )?;
    Ok(())
}

/// Writes the demo's configuration: dates relative to today, addresses of the sample web, paths inside `dir`.
fn write_config(dir: &Path, zone: &TimeZone, now: Timestamp, port: u16) -> anyhow::Result<PathBuf> {
    let today = day_of(now, zone);
    let monday =
        today.checked_sub(jiff::Span::new().days(i64::from(today.weekday().to_monday_zero_offset())))?;
    let day = |weeks: i64, days: i64| -> anyhow::Result<String> {
        Ok(monday
            .checked_add(jiff::Span::new().days(weeks * 7 + days))?
            .to_string())
    };
    let data = fs::canonicalize(dir)?;
    let toml_path = |path: PathBuf| path.display().to_string().replace('\\', "/");
    let text = CONFIG
        .replace("@TIMEZONE@", zone.iana_name().unwrap_or("UTC"))
        .replace("@DATA@", &toml_path(data.join("data")))
        .replace("@OUTBOX@", &toml_path(data.join("outbox")))
        .replace("@PORT@", &port.to_string())
        .replace("@FROM@", &day(-story::CAMPAIGN_WEEKS_AGO, 0)?)
        .replace("@TO@", &day(2, 6)?)
        .replace("@EVENT@", &day(-2, 4)?);
    let file = dir.join("mentiond.toml");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(&file)?.write_all(text.as_bytes())?;
    Ok(file)
}

/// The daemon over a fresh store, asking the sample web under its own names.
async fn daemon(file: &Path, out: &mut Out) -> anyhow::Result<Daemon> {
    let checked = setup::load(file)?;
    setup::warn(&checked, out);
    let plan = setup::plan(checked.settings)?;
    let store = setup::store(&plan.settings)?;
    let here = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let names: BTreeMap<String, Vec<IpAddr>> = web::HOSTS
        .iter()
        .map(|host| ((*host).to_owned(), here.clone()))
        .collect();
    let fetcher = Fetcher::new(Options {
        concurrency: plan.settings.concurrency,
        names: Names::Fixed(Arc::new(names)),
        ..Options::default()
    })?;
    let now = Clock::System.now();
    // The digest is known for more than a week, so that the one of last Monday is owed.
    let since = now.checked_sub(SignedDuration::from_hours(8 * 24))?;
    for digest in &plan.settings.digests {
        let state = DigestState {
            since: Some(since),
            ..DigestState::default()
        };
        store.put_digest_state(&digest.id, state).await?;
    }
    listened(&store, &plan, now).await?;
    let poller = Poller::new(fetcher, store, Clock::System);
    Ok(Daemon::new(plan, poller, Outlet::Configured).await?)
}

/// Takes the daemon to have listened for as long as the story tells: only of what was listened to is it known what is normal.
async fn listened(store: &Store, plan: &Plan, now: Timestamp) -> anyhow::Result<()> {
    const POLLS_A_DAY: u32 = 96;
    let ago = |days: i64| now.checked_sub(SignedDuration::from_hours(24 * days));
    reports::note_first_day(store, plan, ago(i64::from(story::DAYS) - 1)?).await?;
    for source in plan.sources().filter(|source| source.kind.is_polled()) {
        let kept = i64::try_from(PollDay::KEPT)?;
        let good = if source.name.as_str() == DOWN {
            0
        } else {
            POLLS_A_DAY
        };
        let mut state = SourceState::default();
        for days in (1..kept).rev() {
            state.days.push(PollDay {
                day: day_of(ago(days)?, &TimeZone::UTC),
                good,
                all: POLLS_A_DAY,
                mentions: 0,
            });
        }
        let commit = PollCommit {
            source: source.name.clone(),
            state,
            candidates: Vec::new(),
            not_before: None,
            remember: Remember::default(),
            reappearance: Reappearance::default(),
            listed: None,
        };
        store.ingest(commit).await?;
    }
    Ok(())
}

/// Lets the shop export what it sold, and the daemon import it: a file is read once it looks the same twice.
async fn sell(daemon: &Daemon, now: Timestamp) -> anyhow::Result<usize> {
    let plan = daemon.board.plan();
    let settings = &plan.settings;
    let from = settings.campaigns.first().map(|campaign| campaign.window.from);
    let from = from.context("the demo has no campaign")?;
    shop::export(&settings.data_dir, from, day_of(now, &settings.timezone))?;
    Ok(daemon.dropped_round().await? + daemon.dropped_round().await?)
}

/// Polls every source once, with a bar while somebody watches.
async fn poll_all(daemon: &Daemon, out: &mut Out) -> anyhow::Result<usize> {
    let sources = daemon.due();
    let bar = ProgressBar::with_draw_target(
        u64::try_from(sources.len()).ok(),
        if Out::watched() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        },
    );
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    let mut tasks = tokio::task::JoinSet::new();
    for source in sources {
        let daemon = daemon.clone();
        tasks.spawn(async move {
            let found = daemon.poll(&source).await;
            (source.name.clone(), found)
        });
    }
    let mut total = 0;
    while let Some(ended) = tasks.join_next().await {
        let (name, found) = ended?;
        let found = found?;
        total += found;
        bar.set_message(name.to_string());
        bar.inc(1);
        let health = daemon.board.state(&name).health.as_str();
        bar.suspend(|| out.note(&format!("  {name}: {found} mentions ({health})")));
    }
    bar.finish_and_clear();
    Ok(total)
}

/// What to open next, and how to make it theirs.
fn report(daemon: &Daemon, dir: &Path, file: &Path, sent: usize, out: &mut Out) -> anyhow::Result<()> {
    anyhow::ensure!(
        sent > 0,
        "the digest was not written; `mentiond outbox --config {}` shows why",
        file.display()
    );
    let outbox = match &daemon.board.plan().settings.mail.transport {
        MailTransport::File { dir } => dir.clone(),
        _ => dir.join("outbox"),
    };
    let mut files: Vec<PathBuf> = fs::read_dir(&outbox)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .collect();
    files.sort();
    out.line("\nThe weekly digest and what was told at once, as their readers get them:")?;
    for file in files {
        let what = if file.extension().is_some_and(|e| e == "html") {
            "open in a browser"
        } else {
            "open in a mail program"
        };
        out.line(&format!("  {}  ({what})", file.display()))?;
    }
    let (file, me) = (file.display(), program());
    out.line(&format!(
        "\nLook around in what was stored:\n  {me} report --config {file}\n  {me} mentions --config {file} --sentiment \
         negative\n\nMake it yours:\n  {me} init mentiond.toml    write a commented configuration\n  {me} check                 \
         every error at once\n  {me} poll --dry-run        try it without storing anything\n  {me} run                   the \
         daemon\n\nThe demo's own configuration is {file}."
    ))?;
    out.flush()?;
    Ok(())
}

/// This program as it was called, so that the commands shown can be copied.
fn program() -> String {
    files::program().unwrap_or_else(|| "mentiond".to_owned())
}

/// How long the sample web waits for a request's head.
const PATIENCE: Duration = Duration::from_secs(10);
