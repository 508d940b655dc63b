//! `utm`: a link tagged for an influencer.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use url::Url;

use super::{Global, Out, setup};
use crate::{
    model::{Campaign, Influencer, Platform},
    watch::tagged::Tag,
};

/// Arguments of `utm`.
#[derive(Debug, Args)]
pub(super) struct UtmArgs {
    /// The page it leads to
    url: String,
    /// Who posts it: the id of an `[[influencer]]`
    #[arg(long)]
    influencer: String,
    /// Where it is posted, if the influencer has accounts on several platforms
    #[arg(long)]
    platform: Option<String>,
    /// For which campaign, if the influencer is in several or in none
    #[arg(long)]
    campaign: Option<String>,
    /// In which post, a word or two: `story-1`
    #[arg(long)]
    post: Option<String>,
}

pub(super) fn utm(args: &UtmArgs, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let influencer = settings
        .influencers
        .iter()
        .find(|known| known.id.as_str() == args.influencer)
        .ok_or_else(|| {
            let known: Vec<&str> = settings
                .influencers
                .iter()
                .map(|known| known.id.as_str())
                .collect();
            setup::BadUsage::unknown("influencer", &args.influencer, &known)
        })?;
    let tag = Tag {
        influencer,
        platform: platform(args, influencer)?,
        campaign: campaign(args, influencer, &settings.campaigns)?,
        post: args.post.as_deref(),
    };
    let whole = if args.url.contains("://") {
        args.url.clone()
    } else {
        format!("https://{}", args.url)
    };
    let url = Url::parse(&whole)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
    let url = url.ok_or_else(|| setup::BadUsage(format!("`{}` is no address of a page", args.url)))?;
    let link = tag.link(&url);
    if out.json {
        out.json(&json!({ "link": link.as_str(), "utm": tag.utm(), "influencer": influencer.id }))?;
    } else {
        out.line(link.as_str())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn platform(args: &UtmArgs, influencer: &Influencer) -> anyhow::Result<Platform> {
    if let Some(name) = &args.platform {
        let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        return name
            .parse()
            .map_err(|()| setup::BadUsage::unknown("platform", name, &known));
    }
    let mut platforms: Vec<Platform> = influencer.handles.iter().map(|handle| handle.platform).collect();
    platforms.sort();
    platforms.dedup();
    match platforms.as_slice() {
        [] => Ok(Platform::Web),
        [only] => Ok(*only),
        several => {
            let names: Vec<&str> = several.iter().map(|platform| platform.as_str()).collect();
            let why = format!(
                "say where it is posted: --platform {}",
                names.join(", or --platform ")
            );
            Err(setup::BadUsage(why).into())
        }
    }
}

/// The campaign named, else the only one that the influencer is in.
fn campaign<'a>(
    args: &UtmArgs,
    influencer: &Influencer,
    campaigns: &'a [Campaign],
) -> anyhow::Result<Option<&'a Campaign>> {
    if let Some(name) = &args.campaign {
        let known: Vec<&str> = campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
        let found = campaigns.iter().find(|campaign| campaign.id.as_str() == name);
        return found
            .map(Some)
            .ok_or_else(|| setup::BadUsage::unknown("campaign", name, &known));
    }
    let mut own = campaigns
        .iter()
        .filter(|campaign| campaign.influencers.contains(&influencer.id));
    let first = own.next();
    Ok(first.filter(|_| own.next().is_none()))
}
