//! `import`: outcomes out of a file.

use std::{path::PathBuf, process::ExitCode};

use anyhow::anyhow;
use clap::Args;
use jiff::civil::Date;

use super::{Global, Out, outcomes::one_line, setup};
use crate::{
    app::import::{Ground, Imported, form, import_file, try_file},
    config::{Covers, Import, Settings},
    io::{
        clock::Clock,
        store::{Store, StoreError},
    },
    model::{Covered, day_of},
    presets::imports::{self, ImportFormat},
    text::plain::counted,
};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// An import preset (`mentiond presets` lists them), or the name of an `[[import]]`
    #[arg(required_unless_present = "form")]
    preset: Option<String>,
    /// The file
    #[arg(required_unless_present = "form")]
    file: Option<PathBuf>,
    /// Show what would be read, and store nothing
    #[arg(long, conflicts_with = "form")]
    dry_run: bool,
    /// First day that the file tells everything of; default: as it says itself, else its first row
    #[arg(long, value_name = "DAY", conflicts_with = "form")]
    from: Option<Date>,
    /// Last day that the file tells everything of, so that a quiet day is known to be one
    #[arg(long, value_name = "DAY", conflicts_with = "form")]
    through: Option<Date>,
    /// Write an empty form for a campaign to standard output, to be filled in and imported with the preset `form`
    #[arg(long, value_name = "CAMPAIGN", conflicts_with_all = ["preset", "file"])]
    form: Option<String>,
    /// Only the rows of this influencer
    #[arg(long, requires = "form")]
    influencer: Option<String>,
}

pub(super) fn import(args: &ImportArgs, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    if let Some(campaign) = &args.form {
        return empty_form(campaign, args.influencer.as_deref(), &settings, out);
    }
    let (Some(preset), Some(file)) = (&args.preset, &args.file) else {
        return Err(setup::BadUsage("name a preset and a file".to_owned()).into());
    };
    let mut import = chosen(preset, &settings)?;
    let now = Clock::System.now();
    said(args, &mut import, day_of(now, &settings.timezone))?;
    if args.dry_run {
        // Nothing is looked up, so a running daemon is no hindrance.
        let store = Store::in_memory(settings.timezone.clone())?;
        let ground = Ground::new(&settings, store, now).map_err(|why| anyhow!(why))?;
        let sample = try_file(&ground, &import, file).map_err(|why| anyhow!(why))?;
        if out.json {
            out.json(&sample)?;
            return Ok(ExitCode::SUCCESS);
        }
        for outcome in &sample.outcomes {
            out.line(&one_line(outcome, &settings.timezone))?;
        }
        tell(&sample.imported, true, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let store = setup::store(&settings).map_err(|error| match error.downcast_ref() {
        Some(StoreError::InUse { .. }) => error.context(
            "the running daemon has the store open: drop the file in the folder of an `[[import]]`, which it watches",
        ),
        _ => error,
    })?;
    let ground = Ground::new(&settings, store, now).map_err(|why| anyhow!(why))?;
    let imported = import_file(&ground, &import, file).map_err(|why| anyhow!(why))?;
    ground.store.close().wait()?;
    if out.json {
        out.json(&imported)?;
    } else {
        tell(&imported, false, out)?;
    }
    let nothing = imported.before.is_none() && imported.rows > 0 && imported.bad == imported.rows;
    Ok(if nothing {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Takes over what is said of the days that the file covers.
fn said(args: &ImportArgs, import: &mut Import, today: Date) -> anyhow::Result<()> {
    let said = Covered {
        from: args.from,
        through: args.through,
    };
    if let Some(through) = said.through.filter(|through| *through >= today) {
        let why = format!(
            "`--through {through}` is not over yet: name the last day that the file tells everything of"
        );
        return Err(setup::BadUsage(why).into());
    }
    if said
        .from
        .zip(said.through)
        .is_some_and(|(from, through)| from > through)
    {
        return Err(setup::BadUsage("`--from` is after `--through`".to_owned()).into());
    }
    if said.is_told() {
        import.covers = Covers::Said(said);
    }
    Ok(())
}

/// The import that a name means: an `[[import]]` by name, the only one with that preset, else the preset by itself.
fn chosen(name: &str, settings: &Settings) -> anyhow::Result<Import> {
    if let Some(import) = settings.imports.iter().find(|import| import.name == name) {
        return of_files(import.clone());
    }
    let Some(preset) = imports::get(name) else {
        let own = settings.imports.iter().map(|import| import.name.as_str());
        let known: Vec<&str> = own
            .chain(imports::ALL.iter().map(|preset| preset.name.as_str()))
            .collect();
        return Err(setup::BadUsage::unknown("import", name, &known));
    };
    let with_it: Vec<&Import> = settings
        .imports
        .iter()
        .filter(|import| import.preset.name == name)
        .collect();
    match with_it.as_slice() {
        [] if preset.is_by_hand() => {
            let why =
                format!("`{name}` is mapped by hand: add an `[[import]]` with `map`, and give its name here");
            Err(setup::BadUsage(why).into())
        }
        [] => of_files(Import::of(preset, settings.currency)),
        [only] => of_files((*only).clone()),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|import| format!("`{}`", import.name))
                .collect();
            let why = format!(
                "several imports have the preset `{name}`; name one of them: {}",
                names.join(", ")
            );
            Err(setup::BadUsage(why).into())
        }
    }
}

fn of_files(import: Import) -> anyhow::Result<Import> {
    if import.preset.format == ImportFormat::Api {
        let why = format!("`{}` is an API: the daemon asks it by itself", import.preset.name);
        return Err(setup::BadUsage(why).into());
    }
    Ok(import)
}

fn empty_form(
    campaign: &str,
    influencer: Option<&str>,
    settings: &Settings,
    out: &mut Out,
) -> anyhow::Result<ExitCode> {
    if let Some(id) = influencer {
        let known: Vec<&str> = settings.influencers.iter().map(|one| one.id.as_str()).collect();
        if !known.contains(&id) {
            return Err(setup::BadUsage::unknown("influencer", id, &known));
        }
    }
    let Some(text) = form(settings, campaign, influencer) else {
        let known: Vec<&str> = settings.campaigns.iter().map(|known| known.id.as_str()).collect();
        return Err(setup::BadUsage::unknown("campaign", campaign, &known));
    };
    out.raw(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn tell(imported: &Imported, is_trial: bool, out: &mut Out) -> anyhow::Result<()> {
    for issue in &imported.issues {
        out.note(issue);
    }
    if let Some(before) = &imported.before {
        out.line(&format!(
            "This file was imported on {} ({}); nothing is changed.",
            before.at.strftime("%Y-%m-%d"),
            counted(before.rows, "row")
        ))?;
        return Ok(());
    }
    let kinds: Vec<String> = imported
        .kinds
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let read = format!(
        "{}, {} of them could not be read; outcomes: {}.",
        counted(imported.rows, "row"),
        imported.bad,
        if kinds.is_empty() {
            "none".to_owned()
        } else {
            kinds.join(", ")
        }
    );
    out.line(&read)?;
    if let Some(through) = imported.covered.through {
        let from = imported
            .covered
            .from
            .map_or_else(|| "its first row".to_owned(), |from| from.to_string());
        out.line(&format!("Everything is told from {from} to {through}."))?;
    }
    let taken = imported.taken;
    let stored = if is_trial {
        "Nothing was stored.".to_owned()
    } else {
        let older = match taken.older {
            0 => String::new(),
            older => format!(", {older} known in a newer state"),
        };
        format!(
            "{} new, {} changed, {} known as they are{older}.",
            taken.new, taken.changed, taken.same
        )
    };
    out.line(&stored)?;
    Ok(())
}
