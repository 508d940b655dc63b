//! `correct`: says what a mention means, instead of what was judged.

use std::process::ExitCode;

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Global, Out, mentions::one_line, remote, setup};
use crate::{
    app::{
        correct::{Wish, mention_of, shown},
        listed::Listed,
    },
    model::{BrandId, MentionId, Polarity},
};

/// Arguments of `correct`.
#[derive(Debug, Args)]
pub(super) struct Correct {
    /// The mention, by the id that `mentions` lists first
    id: String,
    /// What it means
    #[arg(required_unless_present = "undo", conflicts_with = "undo")]
    label: Option<Label>,
    /// Towards this brand only; default: as a whole
    #[arg(long)]
    brand: Option<String>,
    /// Why
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
    /// Take the correction back: what was judged counts again
    #[arg(long)]
    undo: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Label {
    Positive,
    Neutral,
    Negative,
}

impl From<Label> for Polarity {
    fn from(label: Label) -> Self {
        match label {
            Label::Positive => Self::Positive,
            Label::Neutral => Self::Neutral,
            Label::Negative => Self::Negative,
        }
    }
}

pub(super) fn correct(args: &Correct, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let clock = setup::reckoning(&settings);
    let id: MentionId = args.id.parse().map_err(|_| {
        setup::BadUsage(format!(
            "`{}` is no id of a mention; `mentiond mentions` shows them",
            args.id
        ))
    })?;
    let wish = Wish {
        id,
        brand: args.brand.as_deref().map(Into::into),
        label: args.label.map(Polarity::from),
        note: args.note.clone(),
    };
    let corrected: Listed = match remote::access(&settings)? {
        remote::Access::Store(store) => {
            let done = store
                .correct(wish.id, wish.brand.clone(), wish.verdict(clock.now()))
                .wait()?;
            let corrected = mention_of(done).map(|mention| Listed::of(&store, mention));
            let corrected = corrected.map_err(|why| anyhow!(why));
            store.close().wait()?;
            corrected??
        }
        remote::Access::Daemon(daemon) => {
            let body = json!({ "label": wish.label, "brand": wish.brand, "note": wish.note });
            let answer = daemon.post(&format!("mentions/{id}/sentiment"), &body)?;
            serde_json::from_slice(&answer)?
        }
    };
    if out.json {
        out.json(&corrected)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (mention, asked) = (corrected.mention, args.brand.as_deref().map(BrandId::from));
    out.line(&one_line(&mention, asked.as_ref(), &settings.timezone))?;
    for correction in &mention.corrections {
        out.line(&format!("corrected {}", shown(correction)))?;
    }
    Ok(ExitCode::SUCCESS)
}
