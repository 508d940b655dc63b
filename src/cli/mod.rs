//! The command line: one file per command, the only place that prints.

mod attain;
mod backtest;
mod campaigns;
mod check;
mod correct;
mod digest;
mod doctor;
mod effects;
mod estimate;
mod explain;
mod export;
mod import;
mod init;
mod inspect;
mod manual;
mod mentions;
mod metrics;
mod outbox;
mod outcomes;
mod output;
mod poll;
mod presets;
mod remote;
mod report;
mod returns;
mod roster;
mod run;
mod setup;
mod talk;
mod utm;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory as _, Parser, Subcommand};

pub use output::Out;

/// Social-listening daemon: hears what feeds, pages and APIs say about your brands, and mails a digest that can be
/// trusted.
#[derive(Debug, Parser)]
#[command(
    name = "mentiond",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// Whether a command line is understood; for tests of documentation.
    pub fn accepts(words: impl IntoIterator<Item = String>) -> bool {
        Self::try_parse_from(words).is_ok()
    }
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
struct Global {
    /// Configuration file [default: ./mentiond.toml, else /etc/mentiond/mentiond.toml]
    #[arg(long, global = true, value_name = "FILE", env = "MENTIOND_CONFIG")]
    config: Option<PathBuf>,
    /// Print JSON instead of text for people
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show it all on a small sample internet, without any set-up
    Demo(demo::Demo),
    /// Write a commented starting configuration
    Init(init::Init),
    /// Report every error of the configuration at once
    Check(check::Check),
    /// Run the daemon
    Run(run::Run),
    /// Poll now and print what matched and what went wrong
    Poll(poll::Poll),
    /// List stored mentions
    Mentions(mentions::Mentions),
    /// Say what a mention means, instead of what was judged; it counts in every figure from then on
    Correct(correct::Correct),
    /// Print the numbers of a digest
    Report(report::ReportArgs),
    /// Reckon what a campaign should be expected to bring, before it starts
    Estimate(estimate::EstimateArgs),
    /// Render a digest now
    Digest(digest::DigestArgs),
    /// Show what waits to be delivered, what was, and why not
    Outbox(outbox::Outbox),
    /// Replay a query over what is stored: what it would gain and lose
    Backtest(backtest::Arguments),
    /// Show what one stage makes of a file, an address or standard input
    Inspect(inspect::Inspect),
    /// Read clicks, sales and what else came of it from a file
    Import(import::ImportArgs),
    /// List what was imported
    Outcomes(outcomes::Outcomes),
    /// Tag a link for an influencer
    Utm(utm::UtmArgs),
    /// List the API presets and imports, or explain one
    Presets(presets::Presets),
    /// List the metrics with their formulas
    Metrics,
    /// Write stored mentions to a file: JSONL, CSV or Atom, by its ending
    Export(export::Export),
    /// Find out what is wrong with machine, daemon and sources, and what to do
    Doctor(doctor::Doctor),
    /// Print shell completions
    Completions(manual::Completions),
    /// Print the manual page
    Man,
}

mod demo;

/// Runs the program: parses the command line, does what it says, turns an error into a sentence and an exit code
/// (0 done, 1 failed, 2 bad usage or configuration).
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = error.exit_code();
            // Nothing can be done when even the help cannot be printed.
            error.print().ok();
            return ExitCode::from(u8::try_from(code).unwrap_or(2));
        }
    };
    let mut out = Out::new(cli.global.json);
    match dispatch(cli, &mut out) {
        Ok(code) => code,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let bad_usage = error.is::<setup::BadConfig>() || error.is::<setup::BadUsage>();
            let code = if bad_usage { 2 } else { 1 };
            out.problem(&format!("{error:#}"));
            ExitCode::from(code)
        }
    }
}

fn dispatch(cli: Cli, out: &mut Out) -> anyhow::Result<ExitCode> {
    let global = cli.global;
    match cli.command {
        Command::Demo(args) => demo::demo(&args, out),
        Command::Init(args) => init::init(&args, out),
        Command::Check(args) => check::check(&args, &global, out),
        Command::Run(args) => run::run(&args, &global, out),
        Command::Poll(args) => poll::poll(&args, &global, out),
        Command::Mentions(args) => mentions::mentions(&args, &global, out),
        Command::Correct(args) => correct::correct(&args, &global, out),
        Command::Report(args) => report::report(&args, &global, out),
        Command::Estimate(args) => estimate::estimate(&args, &global, out),
        Command::Digest(args) => digest::digest(&args, &global, out),
        Command::Outbox(args) => outbox::outbox(&args, &global, out),
        Command::Backtest(args) => backtest::backtest(&args, &global, out),
        Command::Inspect(args) => inspect::inspect(&args, &global, out),
        Command::Import(args) => import::import(&args, &global, out),
        Command::Outcomes(args) => outcomes::outcomes(&args, &global, out),
        Command::Utm(args) => utm::utm(&args, &global, out),
        Command::Presets(args) => presets::presets(&args, out),
        Command::Metrics => metrics::metrics(out),
        Command::Export(args) => export::export(&args, &global, out),
        Command::Doctor(args) => doctor::doctor(&args, &global, out),
        Command::Completions(args) => manual::completions(&args, Cli::command(), out),
        Command::Man => manual::man(Cli::command(), out),
    }
}
