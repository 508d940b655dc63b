//! The form in which influencers and marketers enter what no interface tells.

use std::fmt::Write as _;

use crate::config::Settings;
use crate::model::{Campaign, Influencer, Platform};

/// What is asked for on every platform.
const METRICS: [&str; 7] = [
    "impressions",
    "reach",
    "views",
    "likes",
    "comments",
    "shares",
    "clicks",
];
/// What is asked for on platforms with stories besides.
const STORIES: [&str; 2] = ["story_views", "saves"];

/// An empty form for a campaign, as a table with remarks: a row for each influencer, platform and metric. `None` if there
/// is no such campaign.
pub fn form(settings: &Settings, campaign: &str) -> Option<String> {
    let campaign = settings
        .campaigns
        .iter()
        .find(|known| known.id.as_str() == campaign)?;
    let mut text = head(campaign, settings);
    let roster = settings.influencers.iter();
    for influencer in roster.filter(|influencer| campaign.influencers.contains(&influencer.id)) {
        for platform in platforms(influencer) {
            for metric in metrics(platform) {
                let (campaign, influencer) = (&campaign.id, &influencer.id);
                // Rows without a value say nothing when the form comes back.
                writeln!(text, "{campaign},{influencer},{platform},,,{metric},,,").ok();
            }
        }
    }
    Some(text)
}

fn head(campaign: &Campaign, settings: &Settings) -> String {
    let last = campaign.window.to.yesterday().unwrap_or(campaign.window.to);
    format!(
        "# Figures of the campaign {} ({} to {last}).\n\
         # Enter what your own statistics show; copy a row for each further post. Leave empty what you do not know: nothing\n\
         # is made up for it. What stands here is kept as told by you, beside what was counted, never added to it.\n\
         #   post      address of the post, or a name such as: story 1\n\
         #   day       day of the post, or of the order: 2026-03-31\n\
         #   value     a whole number; of revenue an amount\n\
         #   metric    one of: impressions reach views story_views likes comments shares saves clicks visits leads orders\n\
         #             revenue follows\n\
         #   currency  of revenue, where it is not {}\n\
         # The same row with another value replaces the value. Bring it back with:\n\
         #   mentiond import form FILE\n\
         campaign,influencer,platform,post,day,metric,value,currency,note\n",
        campaign.name, campaign.window.from, settings.currency
    )
}

/// Where an influencer has accounts; the web if nothing is known.
fn platforms(influencer: &Influencer) -> Vec<Platform> {
    let told = influencer.handles.iter().map(|handle| handle.platform);
    let mut found: Vec<Platform> = told.chain(influencer.followers.keys().copied()).collect();
    found.sort();
    found.dedup();
    if found.is_empty() {
        found.push(Platform::Web);
    }
    found
}

fn metrics(platform: Platform) -> impl Iterator<Item = &'static str> {
    let stories = matches!(
        platform,
        Platform::Instagram | Platform::Facebook | Platform::Snapchat
    );
    METRICS
        .into_iter()
        .chain(STORIES.into_iter().filter(move |_| stories))
}
