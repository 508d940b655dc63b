//! `digest`: renders a digest now.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{
    Global, Out,
    remote::{self, Access},
    setup,
};
use crate::{
    app::{deliver, digests, expectations, plan::Plan, preview, reports},
    digest::standalone_html,
    io::{clock::Clock, mail::Transport, store::Store},
    model::{DeliveryState, DigestPlan, OutboxEntry},
};

/// Arguments of `digest`.
#[derive(Debug, Args)]
pub(super) struct DigestArgs {
    /// Which digest; the first one by default
    id: Option<String>,
    /// Write it to this HTML file and open that in a browser
    #[arg(long, value_name = "FILE.html")]
    preview: Option<PathBuf>,
    /// As it would have been at this instant
    #[arg(long)]
    as_of: Option<String>,
    /// Put it into the outbox and send it to its recipients now
    #[arg(long)]
    send: bool,
}

pub(super) fn digest(args: &DigestArgs, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let plan = Arc::new(setup::plan(setup::settings(global, out)?)?);
    let clock = setup::reckoning(&plan.settings);
    let digest = chosen(&plan, args.id.as_deref())?.clone();
    let now = args
        .as_of
        .as_deref()
        .map_or_else(|| Ok(clock.now()), |text| clock.instant(text))
        .map_err(setup::BadUsage)?;
    let stored = remote::access(&plan.settings)?;
    let made = match &stored {
        Access::Store(store) => {
            let send = args.send.then_some(args.as_of.is_none());
            here(store, &plan, &digest, (now, args.as_of.is_some()), send)?
        }
        Access::Daemon(_) if args.send => {
            bail!(
                "the running daemon sends the digests; to send one now, {}",
                remote::STOP_FIRST
            )
        }
        Access::Daemon(daemon) => asked(daemon, &digest, args.as_of.as_ref().map(|_| now))?,
    };
    stored.close()?;
    if let Some(file) = &args.preview {
        fs::write(file, made.html).with_context(|| format!("cannot write `{}`", file.display()))?;
        out.note(&format!("Wrote {}: open it in a browser.", file.display()));
    }
    let arrived = made.mails.as_deref().is_none_or(|mails| told(mails, out));
    if out.json {
        out.json(&made.reports)?;
    } else if args.preview.is_none() && !args.send {
        out.line(&format!("Subject: {}\n", made.subject))?;
        out.line(&made.text)?;
    }
    Ok(if arrived {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Says what became of each mail; whether all of them were taken.
fn told(mails: &[OutboxEntry], out: &mut Out) -> bool {
    for mail in mails {
        let reply = mail.last_reply.as_deref().unwrap_or_default();
        let what = match &mail.state {
            DeliveryState::Sent { at } => format!("sent at {at}"),
            DeliveryState::Rejected { .. } => format!("refused for good: {reply}"),
            DeliveryState::Deferred { until } | DeliveryState::Uncertain { until } => {
                format!("not sent yet ({reply}); the daemon tries again from {until} on")
            }
            DeliveryState::Rendered | DeliveryState::Sending { .. } => {
                "not sent yet; the daemon sends it".to_owned()
            }
        };
        out.note(&format!("{}: {what}", mail.to));
    }
    mails
        .iter()
        .all(|mail| matches!(mail.state, DeliveryState::Sent { .. }))
}

/// A digest in all its forms.
#[derive(Debug, Deserialize)]
struct Made {
    subject: String,
    html: String,
    text: String,
    reports: Value,
    /// What became of its mails, where it was to be sent.
    #[serde(skip)]
    mails: Option<Vec<OutboxEntry>>,
}

/// Rendered from the store, and sent if wished: `send` says whether by the real clock.
fn here(
    store: &Store,
    plan: &Arc<Plan>,
    digest: &DigestPlan,
    (now, is_past): (Timestamp, bool),
    send: Option<bool>,
) -> anyhow::Result<Made> {
    setup::block_on(async {
        // Only what is really sent, now, may fix what was normal: a look at another day must leave no trace.
        if send == Some(true) {
            reports::freeze_baselines(store, plan, now).await?;
            expectations::freeze(store, plan, now).await?;
        }
        let previewed = preview::preview(store, plan, digest, now, is_past).await?;
        let (reports, rendered) = previewed.map_err(|why| anyhow!(why))?;
        let mut sent = None;
        if send.is_some() {
            let mails = digests::mails(plan, digest, &rendered, now).map_err(|why| anyhow!(why))?;
            let ids: Vec<String> = mails.iter().map(|(entry, _)| entry.id.clone()).collect();
            store.outbox_add(mails, None).await?;
            let transport = Transport::new(&plan.settings.mail);
            let route = deliver::Route {
                transport: &transport,
                hooks: None,
            };
            let never = CancellationToken::new();
            deliver::send_due(store, &route, &plan.settings.mail, &Clock::System, &never).await?;
            let mut entries = Vec::new();
            for id in ids {
                entries.extend(store.read(move |store| store.outbox_entry(&id)).await?);
            }
            sent = Some(entries);
        }
        Ok(Made {
            html: standalone_html(&rendered),
            subject: rendered.subject,
            text: rendered.text,
            reports: serde_json::to_value(reports)?,
            mails: sent,
        })
    })
}

/// Rendered by the running daemon.
fn asked(daemon: &remote::Daemon, digest: &DigestPlan, as_of: Option<Timestamp>) -> anyhow::Result<Made> {
    let path = format!("digests/{}/preview", digest.id);
    let parameters = [
        ("as_of", as_of.map(|at| at.to_string())),
        ("format", Some("json".to_owned())),
    ];
    Ok(serde_json::from_slice(&daemon.get(&path, &parameters)?)?)
}

fn chosen<'a>(plan: &'a Plan, id: Option<&str>) -> anyhow::Result<&'a DigestPlan> {
    let digests = &plan.settings.digests;
    let found = match id {
        Some(id) => digests.iter().find(|digest| digest.id.as_str() == id),
        None => digests.first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = digests.iter().map(|digest| digest.id.as_str()).collect();
        match id {
            Some(id) => setup::BadUsage::unknown("[[digest]]", id, &known),
            None => anyhow!("the configuration has no [[digest]]; add one with `id`, `schedule` and `to`"),
        }
    })
}
