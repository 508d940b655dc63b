//! `check`: every error of the configuration at once, and with `--online` whether the world answers.

mod baseline;

use std::{io, process::ExitCode, sync::Arc};

use clap::Args;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{Global, Out, attain, setup};
use crate::{
    app::{moved, plan::Plan, poll::Poller},
    io::{
        clock::Clock,
        fetch::{ClockOffset, Fetcher},
        files, mail,
        store::Store,
    },
    model::{Outcome, SourceName, day_of},
    text::plain::counted,
};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Also ask every source, the mail server and the clock
    #[arg(long)]
    online: bool,
}

pub(super) fn check(args: &Check, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let file = setup::config_file(global)?;
    let checked = match files::load_config(&file) {
        Ok(checked) => checked,
        Err(errors) => {
            if out.json {
                out.json(&errors.to_json())?;
            } else {
                out.note(errors.render(Out::coloured()).trim_end());
            }
            return Ok(ExitCode::from(2));
        }
    };
    setup::warn(&checked, out);
    let warnings: Vec<Value> = checked.warnings.iter().map(|warning| json!(warning)).collect();
    let plan = setup::plan(checked.settings)?;
    let fetcher = setup::fetcher(&plan.settings)?;
    if !out.json {
        summary(&plan, &file.display().to_string(), out)?;
    }
    if let Some(why) = fetcher.https_trouble() {
        out.problem(why);
    }
    let past = attain::attainable(&plan);
    let answers = args.online.then(|| online(plan, fetcher)).transpose()?;
    let ok = answers.as_ref().is_none_or(Answers::are_good);
    if let Some(past) = past.as_ref().filter(|_| !out.json) {
        for doubt in &past.doubts {
            out.line(doubt)?;
        }
        if let Some(why) = &past.unseen {
            out.line(&format!("Goals were not compared with the past: {why}."))?;
        }
    }
    if out.json {
        let mut result = json!({ "ok": ok, "file": file.display().to_string(), "warnings": warnings });
        if let (Some(answers), Some(result)) = (&answers, result.as_object_mut()) {
            result.extend(answers.to_json());
        }
        if let (Some(past), Some(result)) = (&past, result.as_object_mut()) {
            result.insert("goals".to_owned(), past.to_json());
        }
        out.json(&result)?;
    } else if let Some(answers) = &answers {
        answers.print(out)?;
    }
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary(plan: &Plan, file: &str, out: &mut Out) -> anyhow::Result<()> {
    let settings = &plan.settings;
    out.line(&format!(
        "{file} is fine: {}.",
        [
            some(settings.brands.len(), "brand"),
            some(settings.sources.len(), "source"),
            some(settings.influencers.len(), "influencer"),
            some(settings.campaigns.len(), "campaign"),
            some(settings.digests.len(), "digest"),
        ]
        .join(", ")
    ))?;
    let now = Clock::System.now();
    for (id, schedule) in &plan.schedules {
        let runs = schedule.next_n(now, &settings.timezone, 3);
        let runs: Vec<String> = runs
            .iter()
            .map(|at| {
                at.to_zoned(settings.timezone.clone())
                    .strftime("%a %-d %b %Y %H:%M")
                    .to_string()
            })
            .collect();
        out.line(&format!(
            "Digest `{id}` is next due {} ({}).",
            runs.join(", "),
            settings.timezone_name
        ))?;
    }
    for campaign in &settings.campaigns {
        if let Some(words) = baseline::note(settings, campaign, day_of(now, &settings.timezone)) {
            out.line(&words)?;
        }
    }
    Ok(())
}

fn some(count: usize, one: &str) -> String {
    counted(u64::try_from(count).unwrap_or(u64::MAX), one)
}

/// What the world said.
pub(super) struct Answers {
    /// Each source with whether its answer is good, and what it means.
    pub(super) sources: Vec<(SourceName, bool, String)>,
    pub(super) mail: Result<(), String>,
    pub(super) clock: Option<ClockOffset>,
}

/// Asks every source once, without storing anything, and greets the mail server.
pub(super) fn online(plan: Plan, fetcher: Fetcher) -> anyhow::Result<Answers> {
    let plan = Arc::new(plan);
    let store = Store::in_memory(plan.settings.timezone.clone())?;
    let poller = Poller::new(fetcher.clone(), store, Clock::System);
    setup::block_on(async move {
        let mut tasks = tokio::task::JoinSet::new();
        for source in plan.sources().cloned() {
            let (poller, plan) = (poller.clone(), Arc::clone(&plan));
            tasks.spawn(async move {
                if !source.kind.is_polled() {
                    let words = "waits for documents that are pushed to it".to_owned();
                    return (source.name.clone(), true, words);
                }
                let polled = poller.try_out(&plan, &source).await;
                let (good, words) = verdict(&polled.record.outcome, polled.heard.len());
                (source.name.clone(), good, words)
            });
        }
        let mut sources = tasks.join_all().await;
        sources.sort();
        Ok(Answers {
            sources,
            mail: mail::check(&plan.settings.mail).await,
            clock: fetcher.clock_offset(),
        })
    })
}

impl Answers {
    /// A wrong clock is a warning only: it may be the servers that are wrong.
    fn are_good(&self) -> bool {
        self.mail.is_ok() && self.sources.iter().all(|(_, good, _)| *good)
    }

    fn print(&self, out: &mut Out) -> io::Result<()> {
        let mark = |good: bool| if good { "✓" } else { "✗" };
        for (name, good, words) in &self.sources {
            out.line(&format!("{} {name}: {words}", mark(*good)))?;
        }
        let mail = self.mail.as_ref().err().map_or("ready", String::as_str);
        out.line(&format!("{} mail: {mail}", mark(self.mail.is_ok())))?;
        let (good, words) = clock_verdict(self.clock);
        out.line(&format!("{} clock: {words}", if good { "✓" } else { "!" }))
    }

    fn to_json(&self) -> Map<String, Value> {
        let sources = self
            .sources
            .iter()
            .map(|(name, good, words)| json!({ "name": name, "ok": good, "result": words }));
        let (good, words) = clock_verdict(self.clock);
        Map::from_iter([
            ("sources".to_owned(), sources.collect()),
            (
                "mail".to_owned(),
                json!({ "ok": self.mail.is_ok(), "why": self.mail.as_ref().err() }),
            ),
            (
                "clock".to_owned(),
                json!({ "ok": good, "ahead_secs": self.clock.map(|clock| clock.ahead_secs), "result": words }),
            ),
        ])
    }
}

/// Most seconds that our clock may be off without a word.
const CLOCK_TOLERANCE_SECS: u64 = 300;

/// Whether our clock will do, and how it stands to those that answered.
pub(super) fn clock_verdict(clock: Option<ClockOffset>) -> (bool, String) {
    let Some(ClockOffset { ahead_secs, servers }) = clock else {
        return (true, "no source told the time to compare with".to_owned());
    };
    let whose = match servers {
        1 => "the server that told its time".to_owned(),
        _ => format!("{servers} servers that told their time"),
    };
    if ahead_secs.unsigned_abs() <= CLOCK_TOLERANCE_SECS {
        return (true, format!("agrees with {whose}"));
    }
    let off = SignedDuration::from_secs(ahead_secs).abs();
    let way = if ahead_secs > 0 { "ahead of" } else { "behind" };
    (
        false,
        format!(
            "{off:#} {way} {whose}; set it right (`timedatectl set-ntp true`), or days, digests and pauses are reckoned \
             wrongly"
        ),
    )
}

/// Whether an outcome is good, and what it means in words.
pub(super) fn verdict(outcome: &Outcome, heard: usize) -> (bool, String) {
    match outcome {
        Outcome::Modified {
            items,
            issues,
            moved_to,
            ..
        } => {
            let moved = moved_to.as_ref().map_or_else(String::new, |to| {
                format!(
                    "; moved for good to `{}`: write that into the configuration",
                    moved::shown(to)
                )
            });
            let repairs = if issues.is_empty() {
                String::new()
            } else {
                format!("; {}", issues.join("; "))
            };
            (
                true,
                format!(
                    "{}, {}{moved}{repairs}",
                    counted(u64::from(*items), "item"),
                    some(heard, "mention")
                ),
            )
        }
        Outcome::NotModified { .. } => (true, "not changed since the last poll".to_owned()),
        Outcome::Throttled {
            retry_after_secs,
            status,
        } => {
            let when = retry_after_secs
                .map(|secs| format!(", again in {secs} s"))
                .unwrap_or_default();
            // No failure of the source, but nothing was heard either.
            let status = match status {
                0 => String::new(),
                status => format!(" ({status})"),
            };
            (false, format!("asks us to slow down{status}{when}"))
        }
        Outcome::Gone => (
            false,
            "is gone (410); remove it from the configuration".to_owned(),
        ),
        Outcome::Blocked { why } | Outcome::Failed { why, .. } => (false, why.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_far_off_is_told_with_what_to_do() {
        for (ahead_secs, good, begins) in [
            (0, true, "agrees with 2 servers"),
            (-300, true, "agrees"),
            (301, false, "5m 1s ahead of 2 servers"),
            (-7_380, false, "2h 3m behind 2 servers"),
        ] {
            let (found, words) = clock_verdict(Some(ClockOffset {
                ahead_secs,
                servers: 2,
            }));
            assert_eq!(found, good, "{words}");
            assert!(words.starts_with(begins), "{words}");
            assert_eq!(words.contains("timedatectl"), !good, "{words}");
        }
        assert!(clock_verdict(None).0);
    }
}
