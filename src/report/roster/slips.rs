//! What is wrong with an influencer's posts: disclosure, links and codes, and what to do about each.

use super::Case;
use crate::classify::told::{Disclosure, disclosure};
use crate::model::{Backlink, Influencer, InfluencerId, Mention, Slip, SlipKind, TargetState};
use crate::text::{fold::fold_key, plain::clean};
use crate::watch::tagged::influencer_of;

/// Most of them listed of one influencer.
const LISTED: usize = 20;
/// Longest link shown.
const LINK: usize = 90;

/// What is wrong, newest post first; each kind once a post and link.
pub(super) fn rows(case: &Case<'_, '_>, influencer: &Influencer, stored: &[&Mention]) -> Vec<Slip> {
    let mut slips: Vec<Slip> = stored
        .iter()
        .flat_map(|post| of_post(case, influencer, post))
        .collect();
    slips.truncate(LISTED);
    slips
}

fn of_post(case: &Case<'_, '_>, influencer: &Influencer, post: &Mention) -> Vec<Slip> {
    let slip = |what: SlipKind, detail: String| Slip {
        what,
        post: post.id,
        at: post.at,
        url: post.url.clone(),
        detail,
    };
    let mut slips = Vec::new();
    if pays(case, &influencer.id) {
        match disclosure(post) {
            Disclosure::None => slips.push(slip(
                SlipKind::NoDisclosure,
                "it is paid for and does not say so: #ad or the platform's own label does".to_owned(),
            )),
            Disclosure::Weak => slips.push(slip(
                SlipKind::WeakDisclosure,
                "regulators do not take its words as sufficient: #ad or the platform's own label is"
                    .to_owned(),
            )),
            Disclosure::Clear | Disclosure::Unknown => {}
        }
    }
    for link in &post.backlinks {
        slips.extend(of_link(case, influencer, link).map(|(what, detail)| slip(what, detail)));
    }
    if let Some((code, owner)) = code_of_other(case, influencer, post) {
        slips.push(slip(
            SlipKind::CodeOfOther,
            format!("{code} was given to {owner}: orders with it count for them"),
        ));
    }
    if let Some(gone) = post
        .gone
        .filter(|gone| case.campaign.window.contains(case.day(*gone)))
    {
        let day = super::words::day(case.day(gone));
        slips.push(slip(
            SlipKind::PostGone,
            format!("it was gone on {day}, before the campaign ended"),
        ));
    }
    slips
}

/// Whether the campaign pays somebody.
fn pays(case: &Case<'_, '_>, id: &InfluencerId) -> bool {
    let costs = case.campaign.costs.iter();
    costs
        .filter(|cost| cost.influencer.as_ref() == Some(id))
        .any(crate::model::Cost::pays)
}

fn of_link(case: &Case<'_, '_>, influencer: &Influencer, link: &Backlink) -> Option<(SlipKind, String)> {
    let inputs = case.ledger.inputs;
    let shown = clean(link.link.target(), LINK);
    if link.brand != *inputs.brand {
        let brand = inputs.brands.iter().find(|brand| brand.id == link.brand);
        let competes = brand.is_some_and(|brand| brand.competitor_of.as_ref() == Some(inputs.brand));
        return competes.then_some((SlipKind::ForeignLink, shown));
    }
    let dead = link
        .check
        .as_ref()
        .and_then(|check| check.target.as_ref())
        .is_some_and(|target| target.state == TargetState::Broken);
    if dead {
        return Some((
            SlipKind::DeadLink,
            format!("{shown} leads to a page that is gone"),
        ));
    }
    if link.utm.is_empty() {
        let own = own_link(influencer, link);
        return (!own).then(|| {
            (
                SlipKind::UtmMissing,
                format!("{shown}: visits by it cannot be led back to the post; its tagged link is needed"),
            )
        });
    }
    let owner = influencer_of(&link.utm, inputs.influencers)?;
    (*owner != influencer.id).then(|| {
        let name = inputs
            .influencers
            .iter()
            .find(|one| one.id == *owner)
            .map_or(owner.as_str(), |one| one.name.as_str());
        (SlipKind::UtmOfOther, format!("{shown} counts for {name}"))
    })
}

/// Whether a link is one that was made for the influencer: it leads back without any UTM.
fn own_link(influencer: &Influencer, link: &Backlink) -> bool {
    let given = |address: &str| {
        let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
        let bare = bare.trim_start_matches("www.").trim_end_matches('/');
        influencer
            .links
            .iter()
            .any(|own| bare.eq_ignore_ascii_case(own.trim_start_matches("www.")))
    };
    let landing = crate::text::url::parse_loose(link.link.target()).is_some_and(|url| {
        let path = url.path().trim_end_matches('/');
        influencer
            .landing
            .iter()
            .any(|own| path.eq_ignore_ascii_case(own))
            || url.query_pairs().any(|(name, value)| {
                name == "ref" && influencer.refs.iter().any(|own| value.eq_ignore_ascii_case(own))
            })
    });
    given(&link.link.url) || given(link.link.target()) || landing
}

/// A code in a post that was given to somebody else of the roster, and to whom.
fn code_of_other<'i>(
    case: &Case<'i, '_>,
    influencer: &Influencer,
    post: &Mention,
) -> Option<(String, &'i str)> {
    let has = |one: &Influencer, code: &str| one.codes.iter().any(|own| fold_key(own) == fold_key(code));
    post.codes
        .iter()
        .filter(|code| !has(influencer, code))
        .find_map(|code| {
            let owner = case.ledger.inputs.influencers.iter().find(|one| has(one, code))?;
            Some((code.to_uppercase(), owner.name.as_str()))
        })
}
