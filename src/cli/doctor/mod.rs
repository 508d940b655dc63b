//! `doctor`: what is wrong with a machine, its daemon and its sources, and what to do about it.

mod machine;
mod names;
mod running;

use std::{process::ExitCode, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Global, Out, check, setup};
use crate::{
    config::Settings,
    io::{files, store::StoreError},
};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Ask nobody outside this machine: no sources, no mail server, no names
    #[arg(long)]
    offline: bool,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Grade {
    /// As it should be.
    Good,
    /// It works, but not for ever, or not as meant.
    Warning,
    /// Something does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Finding {
    /// What was looked at: `configuration`, `disk`, `store`, `source …`, …
    about: String,
    grade: Grade,
    /// What was found, one sentence.
    found: String,
    /// What to do, where there is something to do and it is known.
    advice: Option<String>,
}

impl Finding {
    fn new(about: &str, grade: Grade, found: impl Into<String>) -> Self {
        Self {
            about: about.to_owned(),
            grade,
            found: found.into(),
            advice: None,
        }
    }

    fn good(about: &str, found: impl Into<String>) -> Self {
        Self::new(about, Grade::Good, found)
    }

    fn warning(about: &str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..Self::new(about, Grade::Warning, found)
        }
    }

    fn bad(about: &str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..Self::new(about, Grade::Bad, found)
        }
    }

    fn print(&self, out: &mut Out) -> std::io::Result<()> {
        let mark = match self.grade {
            Grade::Good => "✓",
            Grade::Warning => "!",
            Grade::Bad => "✗",
        };
        out.line(&format!("{mark} {}: {}", self.about, self.found))?;
        match &self.advice {
            Some(advice) => out.line(&format!("    → {advice}")),
            None => Ok(()),
        }
    }
}

/// `1 error`, `2 errors`.
fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Looks at everything; 1 if anything does not work.
pub(super) fn doctor(args: &Doctor, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let mut report = Report { out, all: Vec::new() };
    if let Some(settings) = configuration(global, &mut report)? {
        examine(args, settings, &mut report)?;
    }
    report.close()
}

/// Findings, printed as they come.
struct Report<'a> {
    out: &'a mut Out,
    all: Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, finding: Finding) -> anyhow::Result<()> {
        if !self.out.json {
            finding.print(self.out)?;
            self.out.flush()?;
        }
        self.all.push(finding);
        Ok(())
    }

    fn close(self) -> anyhow::Result<ExitCode> {
        let count = |grade| self.all.iter().filter(|finding| finding.grade == grade).count();
        let (bad, warnings) = (count(Grade::Bad), count(Grade::Warning));
        if self.out.json {
            self.out
                .json(&serde_json::json!({ "ok": bad == 0, "findings": self.all }))?;
        } else {
            self.out.line(&match (bad, warnings) {
                (0, 0) => "All is well.".to_owned(),
                (0, _) => format!("It works; {} to look at.", counted(warnings, "thing")),
                _ => format!("{} and {}.", counted(bad, "fault"), counted(warnings, "warning")),
            })?;
        }
        Ok(if bad == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// The configuration, if there is one that can be used.
fn configuration(global: &Global, report: &mut Report<'_>) -> anyhow::Result<Option<Settings>> {
    const ABOUT: &str = "configuration";
    let file = match setup::config_file(global) {
        Ok(file) => file,
        Err(why) => {
            report.add(Finding::bad(
                ABOUT,
                why.to_string(),
                "write one with `mentiond init`",
            ))?;
            return Ok(None);
        }
    };
    let name = file.display();
    match files::load_config(&file) {
        Ok(checked) => {
            let warnings = checked.warnings.len();
            report.add(if warnings == 0 {
                Finding::good(ABOUT, format!("{name} is fine"))
            } else {
                Finding::warning(
                    ABOUT,
                    format!("{name} can be used, with {}", counted(warnings, "warning")),
                    "`mentiond check` shows them",
                )
            })?;
            Ok(Some(checked.settings))
        }
        Err(errors) => {
            report.add(Finding::bad(
                ABOUT,
                format!("{name} has {}", counted(errors.len(), "error")),
                "`mentiond check` shows each with its line; a running daemon goes on with the last good one",
            ))?;
            Ok(None)
        }
    }
}

fn examine(args: &Doctor, settings: Settings, report: &mut Report<'_>) -> anyhow::Result<()> {
    for finding in machine::findings(&settings.data_dir) {
        report.add(finding)?;
    }
    match running::ask(&settings) {
        Some(status) => {
            for finding in running::findings(&settings.hash, &status) {
                report.add(finding)?;
            }
        }
        None => report.add(store(&settings)?)?,
    }
    if args.offline {
        return Ok(());
    }
    for finding in outside(settings)? {
        report.add(finding)?;
    }
    Ok(())
}

/// What the store says when no daemon runs: every entry of it is read.
fn store(settings: &Settings) -> anyhow::Result<Finding> {
    const ABOUT: &str = "store";
    if let Some(owner) = machine::foreign_owner(&settings.data_dir) {
        return Ok(Finding::warning(
            ABOUT,
            format!(
                "it belongs to the user with id {owner} and was not opened: files that we made would lock them out"
            ),
            "start the daemon, or run this as that user (`sudo -u '#ID' mentiond doctor`)",
        ));
    }
    if !settings.data_dir.join("store").exists() {
        return Ok(Finding::good(
            ABOUT,
            "there is none yet; the first start makes it",
        ));
    }
    let store = match setup::store(settings) {
        Ok(store) => store,
        Err(error) if matches!(error.downcast_ref(), Some(StoreError::InUse { .. })) => {
            return Ok(Finding::bad(
                ABOUT,
                format!("{error:#}, but that does not answer on its endpoint"),
                "see its log (`journalctl -u mentiond`); if it hangs, `systemctl restart mentiond`",
            ));
        }
        Err(error) => {
            return Ok(Finding::bad(
                ABOUT,
                format!("{error:#}"),
                "keep a copy of the directory before you change anything in it",
            ));
        }
    };
    let bar = progress();
    let verified = store.verify(&mut |entries| bar.set_position(entries));
    bar.finish_and_clear();
    let finding = match verified {
        Ok(found) if found.faults == 0 => Finding::good(
            ABOUT,
            format!(
                "{} entries read, {} mentions, no fault; no daemon runs",
                found.entries, found.mentions
            ),
        ),
        Ok(found) => Finding::bad(
            ABOUT,
            format!("faults: {}; the first: {}", found.faults, found.told.join("; ")),
            "keep a copy of the directory; `mentiond export` saves the mentions that can be read",
        ),
        Err(error) => Finding::bad(
            ABOUT,
            error.to_string(),
            "see whether the disk is whole (`dmesg`)",
        ),
    };
    store.close().wait()?;
    Ok(finding)
}

/// A count that moves, where a person watches.
fn progress() -> ProgressBar {
    if !Out::watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} entries of the store read") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Names, sources, mail server and clock.
fn outside(settings: Settings) -> anyhow::Result<Vec<Finding>> {
    let (names, connected) = names::finding(&settings)?;
    let mut found = vec![names];
    if !connected {
        return Ok(found);
    }
    let plan = setup::plan(settings)?;
    let fetcher = setup::fetcher(&plan.settings)?;
    if let Some(why) = fetcher.https_trouble() {
        found.push(Finding::bad(
            "certificates",
            why,
            "install the package `ca-certificates`",
        ));
    }
    let answers = check::online(plan, fetcher)?;
    found.extend(answers.sources.iter().map(|answer| {
        let (name, good, words) = answer;
        let about = format!("source {name}");
        match good {
            true => Finding::good(&about, words),
            false => Finding::bad(
                &about,
                words,
                format!("`mentiond poll --dry-run '{name}'` tries it again by itself"),
            ),
        }
    }));
    found.push(match &answers.mail {
        Ok(()) => Finding::good("mail", "ready"),
        Err(why) => Finding::bad(
            "mail",
            why,
            "see `[mail]`; nothing is lost meanwhile, mails wait in the outbox",
        ),
    });
    let (good, words) = check::clock_verdict(answers.clock);
    let grade = if good { Grade::Good } else { Grade::Warning };
    found.push(Finding::new("clock", grade, words));
    Ok(found)
}
