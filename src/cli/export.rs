//! `export`: stored mentions into a file.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;

use super::{Global, Out, mentions::FilterArgs, remote, setup};
use crate::app::listing::{self, Format};

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// `mentions.jsonl`, `mentions.csv` or `mentions.atom`
    file: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn export(args: &Export, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let clock = setup::reckoning(&settings);
    let filter = args.filter.filter(&clock)?;
    let ending = args
        .file
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let format = Format::by_name(ending).ok_or_else(|| {
        setup::BadUsage(format!(
            "`{}` must end in .jsonl, .csv or .atom",
            args.file.display()
        ))
    })?;
    let stored = remote::access(&settings)?;
    let file = File::create(&args.file).with_context(|| format!("cannot write `{}`", args.file.display()))?;
    let mut file = BufWriter::new(file);
    let mut count = 0_usize;
    file.write_all(&listing::head(format, clock.now()))?;
    stored.visit_mentions(&filter, &mut |mention| {
        file.write_all(&listing::row(format, &mention, filter.brand.as_ref(), count == 0))?;
        count += 1;
        Ok(())
    })?;
    file.write_all(&listing::tail(format))?;
    file.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    stored.close()?;
    out.line(&format!("Wrote {count} mentions to {}.", args.file.display()))?;
    Ok(ExitCode::SUCCESS)
}
