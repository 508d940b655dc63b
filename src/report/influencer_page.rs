//! The page that is shared with an influencer, cut out of a report: no cost, no verdict, no figure of anybody else, and
//! no share either, from which the others' figures could be reckoned.

use crate::model::{
    CampaignId, Figure, InfluencerId, InfluencerPage, InfluencerRow, MemberRow, PageFigure, Report, Slip,
    SlipKind,
};

/// The page of an influencer in a campaign of the report.
///
/// # Errors
/// One sentence that says what is missing.
pub fn influencer_page(
    report: &Report,
    campaign: &CampaignId,
    influencer: &InfluencerId,
) -> Result<InfluencerPage, String> {
    let found = report.campaigns.iter().find(|known| known.id == *campaign);
    let found = found.ok_or_else(|| format!("the campaign `{campaign}` is not in these days"))?;
    let roster = found.roster.as_ref().ok_or_else(|| {
        format!("the campaign `{campaign}` has not begun, or nobody is on its roster: there is nothing to share yet")
    })?;
    let member = roster.members.iter().find(|member| member.id == *influencer);
    let member = member.ok_or_else(|| {
        format!("`{influencer}` is not on the roster of the campaign `{campaign}`: name them in its `influencers`, costs, goals or deliverables")
    })?;
    let row = report.influencers.iter().find(|row| row.id == *influencer);
    let goals = found.goals.iter();
    Ok(InfluencerPage {
        brand: report.brand_name.clone(),
        campaign: campaign.clone(),
        campaign_name: found.name.clone(),
        window: found.window,
        as_of: report.as_of,
        timezone: report.timezone.clone(),
        influencer: influencer.clone(),
        name: member.name.clone(),
        goals: goals
            .filter(|goal| goal.influencer.as_ref() == Some(influencer))
            .cloned()
            .collect(),
        deliverables: member.deliverables.clone(),
        seen: seen(member, row),
        brought: member.outcomes.clone(),
        posts: member.delivered.clone(),
        slips: member.slips.iter().map(without_names).collect(),
        told: member.told.clone(),
        data: member.data.clone(),
        platforms: row.map(|row| row.platforms.clone()).unwrap_or_default(),
        asked: member.asked.clone(),
    })
}

fn figure(label: &str, unit: &str, value: &Figure) -> Option<PageFigure> {
    value.is_known().then(|| PageFigure {
        label: label.to_owned(),
        unit: unit.to_owned(),
        value: value.clone(),
    })
}

/// A slip without the name of the other whom it concerns.
fn without_names(slip: &Slip) -> Slip {
    let detail = match slip.what {
        SlipKind::UtmOfOther => "a link in it is tagged for somebody else".to_owned(),
        SlipKind::CodeOfOther => "a code in it was given to somebody else".to_owned(),
        _ => slip.detail.clone(),
    };
    Slip {
        detail,
        ..slip.clone()
    }
}

/// What was seen of their posts.
fn seen(member: &MemberRow, row: Option<&InfluencerRow>) -> Vec<PageFigure> {
    let posts = Figure::exact(member.posts);
    let tier = member.tier_rate.map(Figure::exact);
    let known = [
        figure("Posts", "", &posts),
        row.and_then(|row| figure("Reach", "", &row.reach)),
        row.and_then(|row| figure("Reactions", "", &row.engagement)),
        figure("Engagement of a post", "%", &member.rate),
        figure("Usually, for you", "%", &member.usual_rate),
        tier.and_then(|tier| figure("Usual for accounts of your size", "%", &tier)),
        row.and_then(|row| figure("Net sentiment", "points", &row.net_sentiment)),
    ];
    known.into_iter().flatten().collect()
}
