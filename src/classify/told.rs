//! Whether the public was told that a stored mention was paid for, read back from what decided its media.

use super::media::{FLAGGED, SAYS, WEAK};
use crate::model::{MediaKind, Mention};

/// Whether the public was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// In words or tags that regulators take as sufficient, or by the platform's own flag.
    Clear,
    /// In words or tags that they do not.
    Weak,
    /// Not at all.
    None,
    /// What decided was not kept.
    Unknown,
}

/// What the judgement of a mention says about its disclosure.
pub fn disclosure(mention: &Mention) -> Disclosure {
    match mention.evidence.get(MediaKind::Paid.as_str()) {
        Some(why) if why.ends_with(WEAK) => Disclosure::Weak,
        Some(why) if why.starts_with(SAYS) || why == FLAGGED => Disclosure::Clear,
        Some(_) => Disclosure::None,
        None if mention.media == MediaKind::Earned => Disclosure::None,
        None => Disclosure::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        classify::media::Media,
        metrics::sample,
        model::{Campaign, Cost, Document, Money},
        report::scene::{Scene, euro},
    };

    fn judged(text: &str, tags: &[&str], flagged: bool) -> Disclosure {
        let mut scene = Scene::new();
        let campaign: &mut Campaign = scene.campaign(jiff::civil::date(2026, 11, 1), 30, Vec::new());
        campaign.costs = vec![Cost::plain(
            "fee",
            Some("kristal".into()),
            Money::from_major(9.0, euro()),
        )];
        let media = Media::new(&[], &scene.campaigns);
        let document = Document {
            text: text.to_owned(),
            paid_flag: flagged,
            ..Document::default()
        };
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let (kind, why) = media.judge(&document, &[], &["spring".into()], &tags, Some(&"kristal".into()));
        let mut mention = sample::mention(1, "2026-11-17T12:00:00Z");
        mention.media = kind;
        mention.evidence = why.map_or_else(BTreeMap::new, |why| [(kind.as_str().to_owned(), why)].into());
        disclosure(&mention)
    }

    #[test]
    fn what_the_public_was_told_is_read_back() {
        for (text, tags, flagged, told) in [
            ("New skates #ad", vec!["ad"], false, Disclosure::Clear),
            ("New skates #spon", vec!["spon"], false, Disclosure::Weak),
            ("New skates", vec![], true, Disclosure::Clear),
            ("New skates", vec![], false, Disclosure::None),
        ] {
            assert_eq!(judged(text, &tags, flagged), told, "{text}");
        }
    }
}
