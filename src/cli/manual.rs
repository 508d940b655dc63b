//! `completions` and `man`.

use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::Out;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// bash, zsh, fish, elvish or powershell
    shell: Shell,
}

pub(super) fn completions(
    args: &Completions,
    mut command: clap::Command,
    out: &mut Out,
) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "mentiond", &mut script);
    out.raw(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn man(command: clap::Command, out: &mut Out) -> anyhow::Result<ExitCode> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    out.raw(&page)?;
    Ok(ExitCode::SUCCESS)
}
