//! `mentions`: what is stored.

use std::process::ExitCode;

use clap::Args;

use super::{Global, Out, remote, setup, wanted};
use crate::{
    app::listing,
    io::store::Filter,
    model::{BrandId, CampaignId, InfluencerId, Mention, Polarity, SourceName},
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
    /// positive, neutral or negative
    #[arg(long)]
    sentiment: Option<String>,
    /// In this language (ISO 639-1)
    #[arg(long)]
    language: Option<String>,
    /// With these words
    #[arg(long)]
    text: Option<String>,
    /// At most so many, newest first
    #[arg(long)]
    limit: Option<usize>,
}

impl FilterArgs {
    /// The filter, with days reckoned in the configured zone.
    pub(super) fn filter(&self, clock: &wanted::Reckoning) -> anyhow::Result<Filter> {
        let sentiment = match self.sentiment.as_deref() {
            None => None,
            Some("positive") => Some(Polarity::Positive),
            Some("neutral") => Some(Polarity::Neutral),
            Some("negative") => Some(Polarity::Negative),
            Some(other) => anyhow::bail!("`{other}` is no sentiment; use positive, neutral or negative"),
        };
        Ok(Filter {
            brand: self.brand.as_deref().map(BrandId::from),
            campaign: self.campaign.as_deref().map(CampaignId::from),
            influencer: self.influencer.as_deref().map(InfluencerId::from),
            source: self.source.as_deref().map(SourceName::from),
            since: self
                .since
                .as_deref()
                .map(|text| clock.instant(text))
                .transpose()?,
            until: self
                .until
                .as_deref()
                .map(|text| clock.instant(text))
                .transpose()?,
            sentiment,
            language: self.language.clone(),
            text: self.text.clone(),
            limit: self.limit,
        })
    }
}

pub(super) fn mentions(args: &Mentions, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let clock = wanted::Reckoning::new(&settings);
    let mut filter = args.filter.filter(&clock)?;
    if !out.json && !args.csv {
        filter.limit = filter.limit.or(Some(50));
    }
    let stored = remote::access(&settings)?;
    let (json, csv) = (out.json, args.csv);
    if csv {
        out.raw(&listing::csv_head())?;
    }
    stored.visit_mentions(&filter, &mut |mention| {
        if json {
            out.json(&mention)?;
        } else if csv {
            out.raw(&listing::csv_row(&mention))?;
        } else {
            out.line(&one_line(&mention))?;
        }
        Ok(())
    })?;
    stored.close()?;
    Ok(ExitCode::SUCCESS)
}

/// One mention on one line.
pub(super) fn one_line(mention: &Mention) -> String {
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
        " [set aside]"
    } else {
        ""
    };
    format!(
        "{} {:8} {} · {place}{who} · {words}{aside}",
        mention.at.strftime("%Y-%m-%d %H:%M"),
        mention.sentiment.label.as_str(),
        about.join(","),
    )
}
