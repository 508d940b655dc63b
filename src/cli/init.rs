//! `init`: a starting configuration.

use std::{fs::OpenOptions, io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;

use super::Out;
use crate::config;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Where to write it; `-` prints it
    #[arg(default_value = "mentiond.toml")]
    file: PathBuf,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn init(args: &Init, out: &mut Out) -> anyhow::Result<ExitCode> {
    if args.file.as_os_str() == "-" {
        out.raw(config::EXAMPLE.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(args.force)
        .create_new(!args.force);
    let mut file = options.open(&args.file).with_context(|| {
        format!(
            "cannot write `{}`; give another name, or --force to overwrite it",
            args.file.display()
        )
    })?;
    file.write_all(config::EXAMPLE.as_bytes())?;
    out.line(&format!("Wrote {}.", args.file.display()))?;
    out.line("Next: put your brand and your sources into it, then")?;
    out.line(&format!(
        "  mentiond check --config {0}\n  mentiond poll --dry-run --config {0}",
        args.file.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}
