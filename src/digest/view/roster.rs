//! The rosters of campaigns in strings: the lines under each influencer, and what is to be said of all of them.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::{PivotView, pivot, show};
use crate::model::{InfluencerId, Report, Roster};

/// From this length of lists on every line about an influencer is shown; shorter mails tell verdicts and what to do.
const FULL: usize = 6;

#[derive(Debug, Serialize)]
pub(super) struct LineView {
    about: String,
    word: String,
    text: String,
    tone: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct RosterView {
    name: String,
    basis: String,
    shift: Vec<String>,
    trial: String,
    tiers: Vec<String>,
    categories: Vec<String>,
    by_category: Vec<PivotView>,
    posts: Vec<BestView>,
}

#[derive(Debug, Serialize)]
struct BestView {
    title: String,
    about: String,
    url: Option<String>,
}

/// What is to be said of an influencer, campaign by campaign.
pub(super) fn lines(id: &InfluencerId, report: &Report, zone: &TimeZone, limit: usize) -> Vec<LineView> {
    let rosters = report
        .campaigns
        .iter()
        .filter_map(|campaign| Some((campaign, campaign.roster.as_ref()?)));
    let several = rosters.clone().count() > 1;
    let mut lines = Vec::new();
    for (campaign, roster) in rosters {
        let Some(member) = roster.members.iter().find(|member| member.id == *id) else {
            continue;
        };
        let asks = |line: &show::Line| {
            limit >= FULL
                || line.about == "Verdict"
                || !matches!(line.tone, show::Tone::Plain | show::Tone::Good)
        };
        let all = show::member(member, roster, zone).into_iter().filter(asks);
        lines.extend(all.map(|line| LineView {
            about: if several && line.about == "Verdict" {
                format!("{} ({})", line.about, show::clean(&campaign.name, 40))
            } else {
                line.about.to_owned()
            },
            word: line.word,
            text: line.text,
            tone: line.tone.as_str(),
        }));
    }
    lines
}

/// What is to be said of each campaign's roster as a whole.
pub(super) fn rosters(report: &Report, zone: &TimeZone, limit: usize) -> Vec<RosterView> {
    let campaigns = report.campaigns.iter();
    campaigns
        .filter_map(|campaign| Some((campaign.name.as_str(), campaign.roster.as_ref()?)))
        .map(|(name, roster)| RosterView {
            name: show::clean(name, 60),
            basis: show::basis(roster),
            shift: roster.shift.clone(),
            trial: roster.trial.clone(),
            tiers: show::groups(&roster.tiers, roster),
            categories: show::groups(&roster.categories, roster),
            by_category: roster.by_category.iter().map(pivot).collect(),
            posts: best(roster, zone, limit),
        })
        .collect()
}

fn best(roster: &Roster, zone: &TimeZone, limit: usize) -> Vec<BestView> {
    let name = |id: &InfluencerId| {
        let member = roster.members.iter().find(|member| member.id == *id);
        member.map_or_else(|| id.to_string(), |member| member.name.clone())
    };
    let posts = roster.top_posts.iter().take(limit.min(5));
    posts
        .map(|post| BestView {
            title: show::clean(&post.title, 90),
            about: show::post(post, &name(&post.influencer), zone),
            url: show::safe_url(post.url.as_deref()),
        })
        .collect()
}
