//! `mentions`: what is stored.

use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;

use super::{Global, Out, remote, setup};
use crate::{
    app::{
        asked,
        listing::{self, Format},
        reckoning::Reckoning,
    },
    config::Settings,
    io::store::Filter,
    model::{BrandId, CampaignId, InfluencerId, Kind, Mention, Polarity, SourceName, Spam},
};

/// Arguments of `mentions`.
#[derive(Debug, Args)]
pub(super) struct Mentions {
    #[command(flatten)]
    filter: FilterArgs,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// The filters that `mentions`, `export` and the endpoint share.
#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// About this brand
    #[arg(long)]
    brand: Option<String>,
    /// Part of this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Published by this influencer
    #[arg(long)]
    influencer: Option<String>,
    /// Found by this source
    #[arg(long)]
    source: Option<String>,
    /// From this day or instant on: `2026-11-01`, `2026-11-01T08:00:00Z`, `7d`
    #[arg(long)]
    since: Option<String>,
    /// Up to, not including, this day or instant
    #[arg(long)]
    until: Option<String>,
    /// positive, neutral or negative: towards the brand of `--brand`, else towards the only brand it is about, else as a whole;
    /// what was corrected counts as corrected
    #[arg(long)]
    sentiment: Option<String>,
    /// question, complaint, review, news or copy
    #[arg(long)]
    kind: Option<String>,
    /// About this topic
    #[arg(long)]
    topic: Option<String>,
    /// In this language (ISO 639-1)
    #[arg(long)]
    language: Option<String>,
    /// Telling this story, as a mention's `story` in JSON or a report's `id` names it
    #[arg(long)]
    story: Option<String>,
    /// Only what was set aside as spam; why is told with each
    #[arg(long)]
    set_aside: bool,
    /// With these words
    #[arg(long)]
    text: Option<String>,
    /// At most so many, newest first
    #[arg(long)]
    limit: Option<usize>,
}

impl FilterArgs {
    /// The filter, with days reckoned in the configured zone.
    pub(super) fn filter(&self, clock: &Reckoning) -> anyhow::Result<Filter> {
        let sentiment = match self.sentiment.as_deref() {
            None => None,
            Some("positive") => Some(Polarity::Positive),
            Some("neutral") => Some(Polarity::Neutral),
            Some("negative") => Some(Polarity::Negative),
            Some(other) => {
                let why = format!("`{other}` is no sentiment; use positive, neutral or negative");
                return Err(setup::BadUsage(why).into());
            }
        };
        let kind = self.kind.as_deref().map(kind).transpose()?;
        Ok(Filter {
            brand: self.brand.as_deref().map(BrandId::from),
            campaign: self.campaign.as_deref().map(CampaignId::from),
            influencer: self.influencer.as_deref().map(InfluencerId::from),
            source: self.source.as_deref().map(SourceName::from),
            since: self
                .since
                .as_deref()
                .map(|text| clock.instant(text))
                .transpose()
                .map_err(setup::BadUsage)?,
            until: self
                .until
                .as_deref()
                .map(|text| clock.instant(text))
                .transpose()
                .map_err(setup::BadUsage)?,
            sentiment,
            kind,
            topic: self.topic.clone(),
            language: self.language.clone(),
            story: self.story.clone(),
            set_aside: self.set_aside.then_some(true),
            text: self.text.clone(),
            limit: self.limit,
        })
    }
}

/// A kind by its name.
fn kind(name: &str) -> Result<Kind, setup::BadUsage> {
    Kind::by_name(name).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::as_str).join(", ");
        setup::BadUsage(format!("`{name}` is no kind of mention; there are {known}"))
    })
}

impl FilterArgs {
    /// Says which names are not (any more) in the configuration: mentions of them may be stored all the same.
    pub(super) fn note_strangers(&self, settings: &Settings, out: &mut Out) {
        let brands = settings.brands.iter().map(|brand| brand.id.as_str());
        let campaigns = settings.campaigns.iter().map(|campaign| campaign.id.as_str());
        let influencers = settings
            .influencers
            .iter()
            .map(|influencer| influencer.id.as_str());
        let sources = settings.sources.iter().map(|source| source.name.as_str());
        let topics = settings.topics.iter().map(|topic| topic.id.as_str());
        for (what, given, known) in [
            ("brand", &self.brand, brands.collect::<Vec<_>>()),
            ("campaign", &self.campaign, campaigns.collect()),
            ("influencer", &self.influencer, influencers.collect()),
            ("source", &self.source, sources.collect()),
            ("topic", &self.topic, topics.collect()),
        ] {
            if let Some(name) = given.as_deref().filter(|name| !known.contains(name)) {
                out.note(&asked::unknown(what, name, &known));
            }
        }
    }
}

pub(super) fn mentions(args: &Mentions, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let clock = setup::reckoning(&settings);
    let mut filter = args.filter.filter(&clock)?;
    args.filter.note_strangers(&settings, out);
    if !out.json && !args.csv {
        filter.limit = filter.limit.or(Some(50));
    }
    let stored = remote::access(&settings)?;
    let form = match (out.json, args.csv) {
        (true, _) => Some(Format::Json),
        (_, true) => Some(Format::Csv),
        _ => None,
    };
    if let Some(form) = form {
        out.raw(&listing::head(form, clock.now()))?;
    }
    let mut first = true;
    let about = filter.brand.as_ref();
    stored.visit_mentions(&filter, &mut |mention| {
        match form {
            Some(form) => out.raw(&listing::row(form, &mention, about, std::mem::take(&mut first)))?,
            // The id is what `correct` asks for.
            None => out.line(&format!(
                "{} {}",
                mention.mention.id,
                one_line(&mention.mention, about, &settings.timezone)
            ))?,
        }
        Ok(())
    })?;
    if let Some(form) = form {
        out.raw(&listing::tail(form))?;
    }
    stored.close()?;
    Ok(ExitCode::SUCCESS)
}

/// One mention on one line, with its tone towards the brand that was asked for, its time in the configured zone.
pub(super) fn one_line(mention: &Mention, asked: Option<&BrandId>, zone: &TimeZone) -> String {
    let place = mention.site.as_deref().unwrap_or_else(|| mention.source.as_str());
    let author = mention
        .author
        .handle
        .as_deref()
        .or(mention.author.name.as_deref());
    let who = author.map(|author| format!(" {author}")).unwrap_or_default();
    let words = if mention.title.is_empty() {
        &mention.text
    } else {
        &mention.title
    };
    let words: String = words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(90)
        .collect();
    let about: Vec<&str> = mention.brands.iter().map(BrandId::as_str).collect();
    let aside = if mention.spam.set_aside {
        format!(" [set aside{}]", why_aside(&mention.spam))
    } else if mention.gone.is_some() {
        " [gone]".to_owned()
    } else {
        String::new()
    };
    let corrected = if mention.corrections.is_empty() {
        ""
    } else {
        " [corrected]"
    };
    format!(
        "{} {:8} {} · {place}{who} · {words}{aside}{corrected}",
        mention.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M"),
        mention.polarity_listed(asked).as_str(),
        about.join(","),
    )
}
/// `: why (0.35); why (0.3)`: the weights where several reasons share in the score.
fn why_aside(spam: &Spam) -> String {
    let reasons: Vec<String> = spam
        .reasons
        .iter()
        .enumerate()
        .map(|(at, reason)| match spam.weights.get(at) {
            Some(weight) if spam.reasons.len() > 1 => format!("{reason} ({weight})"),
            _ => reason.clone(),
        })
        .collect();
    if reasons.is_empty() {
        return String::new();
    }
    format!(": {}", reasons.join("; "))
}
