//! The form in which influencers and marketers enter what no interface tells.

use std::fmt::Write as _;

use crate::app::listing::csv_line;
use crate::config::Settings;
use crate::model::{
    Ask, Campaign, DeliverableRow, Influencer, InfluencerPage, OutcomeKind, Platform, day_of,
};

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
/// Most rows for stories of one promise.
const MOST_STORIES: u32 = 100;
/// What is asked for on platforms with stories besides.
const STORIES: [&str; 2] = ["story_views", "saves"];

/// An empty form for a campaign, as a table with remarks: a row for each influencer, platform and metric. `None` if there
/// is no such campaign. With the id of an influencer only theirs.
pub fn form(settings: &Settings, campaign: &str, only: Option<&str>) -> Option<String> {
    let campaign = settings
        .campaigns
        .iter()
        .find(|known| known.id.as_str() == campaign)?;
    let mut text = head(campaign, settings);
    let roster = settings.influencers.iter();
    let wanted = roster
        .filter(|influencer| campaign.influencers.contains(&influencer.id))
        .filter(|influencer| only.is_none_or(|only| influencer.id.as_str() == only));
    for influencer in wanted {
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

/// The form for one influencer: a row for each of their posts that were seen and each story that they promised, with every
/// figure that is asked of them and has not come; and rows without a post for what is told of all of them.
pub fn form_for(page: &InfluencerPage, settings: &Settings) -> String {
    let campaign = settings.campaigns.iter().find(|known| known.id == page.campaign);
    let mut text = campaign.map_or_else(String::new, |campaign| head(campaign, settings));
    let mut row = |platform: Option<Platform>, post: &str, day: &str, metric: &str| {
        let platform = platform.map_or_else(String::new, |platform| platform.to_string());
        let (campaign, influencer) = (page.campaign.to_string(), page.influencer.to_string());
        let cells = [&campaign, &influencer, &platform, post, day, metric, "", "", ""].map(str::to_owned);
        text.push_str(&String::from_utf8_lossy(&csv_line(&cells)));
    };
    let asked = asked(page);
    for post in &page.posts {
        let day = day_of(post.at, &settings.timezone).to_string();
        let here = asked
            .iter()
            .filter(|ask| ask.exists_on(post.platform) && is_of_post(**ask));
        for ask in here {
            row(
                Some(post.platform),
                post.url.as_deref().unwrap_or_default(),
                &day,
                ask.as_str(),
            );
        }
    }
    for line in page.deliverables.iter().filter(|line| line.stories > 0) {
        for (story, platform) in stories(line) {
            row(platform, &story, "", Ask::Count(OutcomeKind::StoryView).as_str());
        }
    }
    for ask in asked
        .iter()
        .filter(|ask| page.posts.is_empty() || !is_of_post(**ask))
    {
        row(page.platforms.first().copied(), "", "", ask.as_str());
    }
    text
}

/// What has not come, as asks: the page tells them in words.
fn asked(page: &InfluencerPage) -> Vec<Ask> {
    let kinds = OutcomeKind::ALL.iter().map(|(kind, ..)| Ask::Count(*kind));
    kinds
        .filter(|ask| page.data.missing.contains(&ask.as_words()))
        .collect()
}

/// Whether a figure is told post by post; stories have rows of their own.
fn is_of_post(ask: Ask) -> bool {
    !matches!(ask, Ask::Count(OutcomeKind::Follow | OutcomeKind::StoryView))
}

fn stories(line: &DeliverableRow) -> impl Iterator<Item = (String, Option<Platform>)> {
    let platform = line.platform;
    (1..=line.stories.min(MOST_STORIES)).map(move |number| (format!("story {number}"), platform))
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
    let stories = platform.has_stories();
    METRICS
        .into_iter()
        .chain(STORIES.into_iter().filter(move |_| stories))
}
