//! `inspect`: what one stage makes of a file, an address or standard input.

mod article;
mod authority;
mod lines;
pub(super) mod query;
mod site;

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};
use serde_json::Value;
use url::Url;

use super::{Global, Out, setup};
use crate::{
    classify::Judge,
    config::{Polling, Settings},
    io::{
        clock::Clock,
        fetch::{Ask, Fetched, Fetcher, Options},
    },
    model::{ApiPlan, Issue, Manners, PageItems, Platform, Secret, SourceKind, SourceName},
    parse::{Context, feed, json as mapping, page, paging},
    presets::{
        self, Preset,
        request::{self, Cursor},
    },
    watch::Watch,
};

/// Most bytes read from a file or standard input for one document.
const INPUT_LIMIT_BYTES: u64 = 64 * 1024 * 1024;
/// Longest time one HTML page may take to build.
const PAGE_BUDGET: Duration = Duration::from_millis(500);

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub(super) struct Inspect {
    #[command(subcommand)]
    stage: Stage,
}

#[derive(Debug, Subcommand)]
enum Stage {
    /// A feed: its entries and the repairs that were needed
    Feed {
        /// File, address, or `-` for standard input
        input: String,
        /// Address that relative links are resolved against
        #[arg(long)]
        base_url: Option<Url>,
        /// `Content-Type` it was served with
        #[arg(long)]
        content_type: Option<String>,
    },
    /// A page: its main text, author, date and links; with --list or --source, its items and the next page
    Page {
        /// File, address, or `-` for standard input
        input: String,
        /// Its address
        #[arg(long)]
        url: Option<Url>,
        /// `Content-Type` it was served with
        #[arg(long)]
        content_type: Option<String>,
        /// Name of a `page` source whose mapping is tried on it
        #[arg(long)]
        source: Option<String>,
        /// Show the items that `items = "auto"` finds, the next page, and whether it is a wall instead of a list
        #[arg(long, conflicts_with = "source")]
        list: bool,
    },
    /// A sitemap: the pages or the sitemaps it lists
    Sitemap {
        /// File, address, or `-` for standard input
        input: String,
        /// Address that relative addresses are resolved against
        #[arg(long)]
        base_url: Option<Url>,
        /// Only these pages, as `include` of a source has them; may be given several times
        #[arg(long)]
        include: Vec<String>,
    },
    /// An access log: the pages that send visitors, and the visits by links with UTM marks
    Log {
        /// File, or `-` for standard input
        #[arg(default_value = "-")]
        input: PathBuf,
        /// Domain of the site, where the lines do not tell it
        #[arg(long)]
        site: Option<String>,
    },
    /// An API's answer, read by a preset or by a source's own mapping
    Json {
        /// File, address, or `-` for standard input
        input: String,
        /// Preset whose mapping is used
        #[arg(long, required_unless_present = "source")]
        preset: Option<String>,
        /// Source whose mapping is used
        #[arg(long, conflicts_with = "preset")]
        source: Option<String>,
    },
    /// Texts, one JSON object per line: language, sentiment, spam, matches
    Text {
        /// File, or `-` for standard input
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// Pairs of texts, one JSON object per line: whether they tell the same story
    Pairs {
        /// File, or `-` for standard input
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// Accounts, one JSON object per line: `followers`, `listed`, `named`, `shared`, `liked`, or two of them as `a` and `b`
    Authority {
        /// File, or `-` for standard input
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// A query: how it is understood, and why it does or does not match a text
    Query(query::Arguments),
}

pub(super) fn inspect(args: &Inspect, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    match &args.stage {
        Stage::Feed {
            input,
            base_url,
            content_type,
        } => {
            let read = read(input, base_url.as_ref(), content_type.as_deref())?;
            let parsed = feed::parse(&read.bytes, &read.context()).map_err(|refusal| anyhow!("{refusal}"))?;
            show(&feed::inspect_json(&parsed), out)?;
        }
        Stage::Page {
            input,
            url,
            content_type,
            source,
            list,
        } => {
            let read = read(input, url.as_ref(), content_type.as_deref())?;
            if let Some(name) = source {
                list_page(&read, name, global, out)?;
            } else if *list {
                listed(&read, &PageItems::Auto, &read.context(), out)?;
            } else {
                let judge = watch_and_judge(global, out)?.1;
                show(&article::judged(&read, &judge)?, out)?;
            }
        }
        Stage::Sitemap {
            input,
            base_url,
            include,
        } => {
            let read = read(input, base_url.as_ref(), None)?;
            show(&site::sitemap(&read, include)?, out)?;
        }
        Stage::Log { input, site } => {
            let nothing = Input {
                bytes: Vec::new(),
                base_url: None,
                content_type: None,
                source: SourceName::new("inspect"),
            };
            show(&site::log(input, site.as_deref(), &nothing.context())?, out)?;
        }
        Stage::Json {
            input,
            preset,
            source,
        } => json_reply(input, preset.as_deref(), source.as_deref(), global, out)?,
        Stage::Text { input } => {
            let (watch, judge) = watch_and_judge(global, out)?;
            lines::texts(input, (&watch, &judge), out)?;
        }
        Stage::Pairs { input } => lines::pairs(input, out)?,
        Stage::Authority { input } => {
            lines::each_line(input, out, |line| {
                Ok(authority::judge(serde_json::from_str(line)?))
            })?;
        }
        Stage::Query(arguments) => return query::explain(arguments, global, out),
    }
    Ok(ExitCode::SUCCESS)
}

/// Something to look at, with what is known about where it came from.
struct Input {
    bytes: Vec<u8>,
    base_url: Option<Url>,
    content_type: Option<String>,
    source: SourceName,
}

impl Input {
    fn context(&self) -> Context<'_> {
        Context {
            source: &self.source,
            base_url: self.base_url.as_ref(),
            content_type: self.content_type.as_deref(),
            seen: Clock::System.now(),
            platform: Platform::Web,
            language: None,
        }
    }
}

fn read(input: &str, base_url: Option<&Url>, content_type: Option<&str>) -> anyhow::Result<Input> {
    let source = SourceName::new("inspect");
    if input.starts_with("http://") || input.starts_with("https://") {
        let url: Url = input
            .parse()
            .with_context(|| format!("`{input}` is no address"))?;
        let body = fetch(url)?;
        return Ok(Input {
            bytes: body.bytes,
            base_url: base_url.cloned().or(Some(body.url)),
            content_type: content_type.map(str::to_owned).or(body.content_type),
            source,
        });
    }
    let mut bytes = Vec::new();
    let stream: Box<dyn Read> = if input == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(input).with_context(|| format!("cannot read `{input}`"))?)
    };
    stream
        .take(INPUT_LIMIT_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read `{input}`"))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > INPUT_LIMIT_BYTES {
        bail!("`{input}` is larger than {INPUT_LIMIT_BYTES} bytes");
    }
    Ok(Input {
        bytes,
        base_url: base_url.cloned(),
        content_type: content_type.map(str::to_owned),
        source,
    })
}

/// One request as a person makes it: the address was typed, so private ones are allowed.
fn fetch(url: Url) -> anyhow::Result<crate::io::fetch::Body> {
    setup::block_on(async move {
        let fetcher = Fetcher::new(Options::default())?;
        let manners = Manners {
            spacing: Duration::ZERO,
            robots: false,
            allow_private: true,
            ..Polling::default().manners
        };
        match fetcher.get(&Ask::stranger(&url, &manners).accepting("*/*")).await {
            Fetched::Modified(body) => Ok(*body),
            Fetched::Blocked { why } | Fetched::Failed { why, .. } => bail!("{why}"),
            Fetched::Throttled { status, .. } => bail!("{url} asks us to slow down ({status})"),
            Fetched::Gone => bail!("{url} is gone (410)"),
            Fetched::NotModified { .. } => bail!("{url} answered 304 without being asked"),
        }
    })
}

fn list_page(input: &Input, name: &str, global: &Global, out: &mut Out) -> anyhow::Result<()> {
    let settings = setup::settings(global, out)?;
    let SourceKind::Page { url, items, .. } = &source(&settings, name)?.kind else {
        bail!("source `{name}` is not a page");
    };
    let context = Context {
        base_url: input.base_url.as_ref().or(Some(url)),
        ..input.context()
    };
    listed(input, items, &context, out)
}

/// The items of a list page and where it goes on.
fn listed(input: &Input, items: &PageItems, context: &Context<'_>, out: &mut Out) -> anyhow::Result<()> {
    let (documents, issues) = page::items_within(&input.bytes, items, context, &mut deadline())
        .map_err(|refusal| anyhow!("{refusal}"))?;
    let next = paging::next_page_within(&input.bytes, context, &mut deadline());
    show(
        &mapping::inspect_json(&documents, &issues, next.as_ref().map(Url::as_str)),
        out,
    )
}

fn json_reply(
    input: &str,
    preset: Option<&str>,
    name: Option<&str>,
    global: &Global,
    out: &mut Out,
) -> anyhow::Result<()> {
    let read = read(input, None, None)?;
    let plan = match (preset, name) {
        (Some(preset), _) => {
            let known = presets::get(preset).ok_or_else(|| setup::BadUsage(presets::unknown(preset)))?;
            if known.is_feed() {
                bail!("`{preset}` gives a feed, not JSON; use `inspect feed`");
            }
            example_plan(known)?
        }
        (None, Some(name)) => match &source(&setup::settings(global, out)?, name)?.kind {
            SourceKind::Api(plan) => (**plan).clone(),
            _ => bail!("source `{name}` is not an API"),
        },
        (None, None) => return Err(setup::BadUsage("give --preset or --source".to_owned()).into()),
    };
    let value: Value = serde_json::from_slice(&read.bytes).context("the input is not JSON")?;
    let context = Context {
        platform: plan_platform(preset),
        ..read.context()
    };
    let (documents, issues): (_, Vec<Issue>) = mapping::documents(&value, &plan, &context);
    show(
        &mapping::inspect_json(&documents, &issues, next_page(&plan, &value).as_deref()),
        out,
    )
}

/// Address of the next page, if the reply leads to one; a first page is what is looked at.
fn next_page(plan: &ApiPlan, reply: &Value) -> Option<String> {
    let first = request::first(plan, &Cursor::default()).ok()?;
    request::next(plan, &first, None, reply, 1).map(|next| next.url.to_string())
}

/// The preset with the example values of its parameters: only the mapping is used.
fn example_plan(preset: &Preset) -> anyhow::Result<ApiPlan> {
    let with = preset.parameters.iter().filter(|p| p.required && !p.secret);
    let with = with.map(|p| (p.name.clone(), p.example.clone())).collect();
    let secrets = preset.parameters.iter().filter(|p| p.required && p.secret);
    let secrets = secrets
        .map(|p| (p.name.clone(), Secret::new(p.example.as_str())))
        .collect();
    preset
        .plan(&with, &secrets)
        .map_err(|errors| anyhow!(errors.join("; ")))
}

fn plan_platform(preset: Option<&str>) -> Platform {
    preset
        .and_then(presets::get)
        .map_or(Platform::Web, |preset| preset.platform)
}

fn source<'a>(settings: &'a Settings, name: &str) -> anyhow::Result<&'a crate::model::Source> {
    let found = settings
        .sources
        .iter()
        .find(|source| source.name.as_str() == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = settings
            .sources
            .iter()
            .map(|source| source.name.as_str())
            .collect();
        setup::BadUsage::unknown("source", name, &known)
    })
}

/// Those of the configuration that was named; without one no brands are watched.
fn watch_and_judge(global: &Global, out: &mut Out) -> anyhow::Result<(Watch, Judge)> {
    if global.config.is_some() {
        let plan = setup::plan(setup::settings(global, out)?)?;
        return Ok((plan.watch, plan.judge));
    }
    let watch = Watch::compile(&[], &[], &[]).map_err(|_| anyhow!("an empty watch list does not compile"))?;
    let judge = Judge::new(&[], &[], &std::collections::BTreeMap::new(), &[]);
    Ok((watch, judge))
}

/// JSON on one line for programs, indented for people.
fn show(value: &Value, out: &mut Out) -> anyhow::Result<()> {
    if out.json {
        return out.json(value);
    }
    out.line(&serde_json::to_string_pretty(value)?)?;
    Ok(())
}

/// Says no once [`PAGE_BUDGET`] is used up.
#[expect(
    clippy::disallowed_methods,
    reason = "a deadline for hostile pages, not a time that is recorded"
)]
fn deadline() -> impl FnMut() -> bool {
    let start = Instant::now();
    move || start.elapsed() < PAGE_BUDGET
}
