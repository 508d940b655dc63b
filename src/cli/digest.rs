//! `digest`: renders a digest now.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Global, Out, setup, wanted::Reckoning};
use crate::{
    app::{
        deliver,
        digests::{self, Due},
        plan::Plan,
        reports,
    },
    digest::standalone_html,
    io::{clock::Clock, mail::Transport},
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
    let clock = Reckoning::new(&plan.settings);
    let digest = chosen(&plan, args.id.as_deref())?.clone();
    let now = args
        .as_of
        .as_deref()
        .map_or_else(|| Ok(clock.now()), |text| clock.instant(text))?;
    let due = latest(&plan, &digest, now)?;
    let store = setup::store(&plan.settings)?;
    let (json, send, from_clock) = (out.json, args.send, args.as_of.is_none());
    let rendered = setup::block_on(async {
        // Only what is really sent, now, may fix what was normal: a look at another day must leave no trace.
        if send && from_clock {
            reports::freeze_baselines(&store, &plan, now).await?;
        }
        let composed = digests::compose(&store, &plan, &digest, &due).await?;
        let (reports, rendered) = composed.map_err(|why| anyhow!(why))?;
        if send {
            let mails = digests::mails(&plan, &digest, &rendered, now).map_err(|why| anyhow!(why))?;
            let ids: Vec<String> = mails.iter().map(|(entry, _)| entry.id.clone()).collect();
            store.outbox_add(mails, None).await?;
            let transport = Transport::new(&plan.settings.mail);
            deliver::send_due(
                &store,
                &transport,
                &plan.settings.mail,
                &Clock::System,
                &CancellationToken::new(),
            )
            .await?;
            let mut entries = Vec::new();
            for id in ids {
                entries.extend(store.read(move |store| store.outbox_entry(&id)).await?);
            }
            return Ok((reports, rendered, Some(entries)));
        }
        Ok((reports, rendered, None))
    })?;
    store.close().wait()?;
    let (reports, rendered, mails) = rendered;
    if let Some(file) = &args.preview {
        fs::write(file, standalone_html(&rendered))
            .with_context(|| format!("cannot write `{}`", file.display()))?;
        out.note(&format!("Wrote {}: open it in a browser.", file.display()));
    }
    let arrived = mails.is_none_or(|mails| told(&mails, out));
    if json {
        out.json(&reports)?;
    } else if args.preview.is_none() && !send {
        out.line(&format!("Subject: {}\n", rendered.subject))?;
        out.line(&rendered.text)?;
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

fn chosen<'a>(plan: &'a Plan, id: Option<&str>) -> anyhow::Result<&'a DigestPlan> {
    let digests = &plan.settings.digests;
    let found = match id {
        Some(id) => digests.iter().find(|digest| digest.id.as_str() == id),
        None => digests.first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = digests.iter().map(|digest| digest.id.as_str()).collect();
        anyhow!("there is no such [[digest]]; there are: {}", known.join(", "))
    })
}

/// The newest period that has ended at `now`.
fn latest(plan: &Plan, digest: &DigestPlan, now: jiff::Timestamp) -> anyhow::Result<Due> {
    let zone = &plan.settings.timezone;
    let Some(schedule) = plan.schedules.get(&digest.id) else {
        bail!("digest `{}` has no schedule", digest.id)
    };
    let at = schedule
        .latest_at_or_before(now, zone)
        .ok_or_else(|| anyhow!("digest `{}` was never due before {now}", digest.id))?;
    Ok(Due {
        at,
        period: schedule.period_key(at, zone),
        window: schedule.window(at, zone),
        missed: Vec::new(),
    })
}
