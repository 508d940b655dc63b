//! Promo codes that others hand out: what is bought with them says nothing about whom they were given to.

use std::collections::{BTreeMap, BTreeSet};

use super::{ledger::Ledger, stories};
use crate::{
    metrics::rollup,
    model::{CodeLeak, Influencer, MediaKind, Mention, day_of},
    text::fold::fold_key,
    watch::coupons::is_coupon_site,
};

/// The rows: codes on most coupon sites first. Mentions set aside as spam count: that is what coupon sites often are.
pub(super) fn rows(ledger: &Ledger<'_>) -> Vec<CodeLeak> {
    let inputs = ledger.inputs;
    let mut told: BTreeMap<String, Vec<&Mention>> = BTreeMap::new();
    let about = inputs.with_codes.iter().filter(|mention| {
        mention.brands.contains(inputs.brand)
            && mention.at <= inputs.as_of
            && mention.media != MediaKind::Owned
    });
    for mention in about {
        for code in &mention.codes {
            told.entry(fold_key(code)).or_default().push(mention);
        }
    }
    let mut rows: Vec<CodeLeak> = told
        .iter()
        .filter_map(|(code, mentions)| {
            let (influencer, code) = owner(inputs.influencers, code)?;
            row(ledger, influencer, code, mentions)
        })
        .filter(|leak| leak.in_window > 0)
        .collect();
    rows.sort_by(|a, b| {
        b.coupon_site_count
            .cmp(&a.coupon_site_count)
            .then(b.mentions.cmp(&a.mentions))
            .then(a.code.cmp(&b.code))
    });
    rows
}

/// To whom a code was given, and how it is written; nobody's if two of the roster share it.
fn owner<'i>(roster: &'i [Influencer], code: &str) -> Option<(&'i Influencer, &'i str)> {
    let mut owners = roster.iter().filter_map(|influencer| {
        let written = influencer.codes.iter().find(|own| fold_key(own) == code)?;
        Some((influencer, written.as_str()))
    });
    owners.next().filter(|_| owners.next().is_none())
}

fn row(ledger: &Ledger<'_>, influencer: &Influencer, code: &str, mentions: &[&Mention]) -> Option<CodeLeak> {
    let inputs = ledger.inputs;
    let mut others: Vec<&Mention> = mentions
        .iter()
        .copied()
        .filter(|mention| mention.influencer.as_ref() != Some(&influencer.id))
        .collect();
    others.sort_by(|a, b| {
        let key = |mention: &Mention| (mention.at, mention.source.clone(), mention.id);
        key(a).cmp(&key(b))
    });
    let first = others.first()?;
    let (mut coupon_sites, mut other_places) = (BTreeSet::new(), BTreeSet::new());
    for mention in &others {
        match mention.site.as_deref().filter(|site| is_coupon_site(site)) {
            Some(site) => {
                coupon_sites.insert(site.to_owned());
            }
            None => {
                other_places.insert(rollup::audience_key(mention));
            }
        }
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let window = ledger.clip(inputs.window);
    let in_window = others
        .iter()
        .filter(|mention| window.contains(day_of(mention.at, inputs.timezone)));
    Some(CodeLeak {
        code: code.to_owned(),
        influencer: influencer.id.clone(),
        name: influencer.name.clone(),
        coupon_site_count: count(coupon_sites.len()),
        coupon_sites: coupon_sites.into_iter().take(CodeLeak::SITES).collect(),
        other_places: count(other_places.len()),
        mentions: count(others.len()),
        in_window: count(in_window.count()),
        first: stories::first_mover(first),
    })
}

/// A leak in a sentence without its full stop: `KRISTAL10 leaked to 3 coupon sites (a.example, …) and 2 other places`.
pub fn leak_words(leak: &CodeLeak) -> String {
    let plural = |count: u32, one: &str| {
        let s = if count == 1 { "" } else { "s" };
        format!("{count} {one}{s}")
    };
    let mut places = Vec::new();
    if leak.coupon_site_count > 0 {
        let named = leak.coupon_sites.join(", ");
        places.push(format!(
            "{} ({named})",
            plural(leak.coupon_site_count, "coupon site")
        ));
    }
    if leak.other_places > 0 {
        let other = if leak.coupon_site_count > 0 {
            "other place"
        } else {
            "place"
        };
        places.push(plural(leak.other_places, other));
    }
    format!(
        "{}, given to {}, leaked to {}",
        leak.code,
        leak.name,
        places.join(" and ")
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::leak_words;
    use crate::{
        model::{InfluencerId, Mention, Platform},
        report::{build, scene::Scene},
    };

    #[test]
    fn a_code_that_others_hand_out_is_reported() {
        let mut scene = Scene::new();
        scene.influencers[0].codes = vec!["KRISTAL10".to_owned()];
        let own = scene.influencers[0].id.clone();
        let mut tell = |day, site: Option<&str>, influencer: Option<InfluencerId>| {
            scene.say(date(2026, 11, day), |mention: &mut Mention| {
                mention.codes = vec!["kristal10".to_owned()];
                mention.influencer = influencer;
                if let Some(site) = site {
                    mention.platform = Platform::Web;
                    mention.site = Some(site.to_owned());
                }
            });
        };
        tell(16, None, Some(own));
        tell(18, Some("coupons.example"), None);
        tell(17, Some("gutschein.example"), None);
        tell(19, Some("coupons.example"), None);
        tell(20, None, None);
        scene.with_codes = scene.mentions.values().cloned().collect();
        let report = build(&scene.inputs());
        let [leak] = report.leaks.as_slice() else {
            panic!("{:?}", report.leaks);
        };
        assert_eq!(
            (leak.coupon_site_count, leak.other_places, leak.mentions),
            (2, 1, 4)
        );
        assert_eq!(leak.first.place, "gutschein.example");
        let words = leak_words(leak);
        assert!(
            words.contains("leaked to 2 coupon sites (coupons.example, gutschein.example) and 1 other place"),
            "{words}"
        );
        scene.with_codes.retain(|mention| mention.influencer.is_some());
        assert!(
            build(&scene.inputs()).leaks.is_empty(),
            "one's own use is no leak"
        );
    }
}
