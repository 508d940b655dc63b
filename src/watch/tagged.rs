//! Links tagged by our convention: `utm_source` is the platform, `utm_medium` is `influencer`, `utm_campaign` the campaign's
//! id and `utm_content` the account and the post, `kristalsky_story-1`. What an influencer's `utm` says goes before that.

use url::Url;

use crate::model::{Campaign, Influencer, InfluencerId, Platform, Utm};

/// `utm_medium` of every link that an influencer gets.
pub const MEDIUM: &str = "influencer";
/// Between account and post in `utm_content`.
const BETWEEN: char = '_';

/// What a link is tagged for.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// Who posts it.
    pub influencer: &'a Influencer,
    /// Where.
    pub platform: Platform,
    /// For which campaign.
    pub campaign: Option<&'a Campaign>,
    /// In which post: a word or two of the user's own.
    pub post: Option<&'a str>,
}

impl Tag<'_> {
    /// The parameters.
    pub fn utm(&self) -> Utm {
        let source = self.influencer.utm_source.clone();
        let content = self.influencer.utm_content.clone();
        let account = content.unwrap_or_else(|| account(self.influencer, self.platform));
        let post = self.post.map(word).filter(|post| !post.is_empty());
        Utm {
            source: Some(source.unwrap_or_else(|| self.platform.as_str().to_owned())),
            medium: Some(MEDIUM.to_owned()),
            campaign: self.campaign.map(|campaign| word(campaign.id.as_str())),
            term: None,
            content: Some(match post {
                Some(post) => format!("{account}{BETWEEN}{post}"),
                None => account,
            }),
        }
    }

    /// The link with the parameters; those it has already are replaced, everything else stays.
    pub fn link(&self, to: &Url) -> Url {
        let utm = self.utm();
        let mut link = to.clone();
        let kept: Vec<(String, String)> = to
            .query_pairs()
            .filter(|(name, _)| !name.to_ascii_lowercase().starts_with("utm_"))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let parts = [
            ("utm_source", utm.source),
            ("utm_medium", utm.medium),
            ("utm_campaign", utm.campaign),
            ("utm_content", utm.content),
        ];
        let mut pairs = link.query_pairs_mut();
        pairs.clear().extend_pairs(kept);
        for (name, value) in parts {
            if let Some(value) = value {
                pairs.append_pair(name, &value);
            }
        }
        drop(pairs);
        link
    }
}

/// Whose link it was, by the convention or by what `utm` of an influencer says; `None` if that cannot be told, or could be
/// several.
pub fn influencer_of<'a>(utm: &Utm, influencers: &'a [Influencer]) -> Option<&'a InfluencerId> {
    let is = |told: &Option<String>, known: &Option<String>| {
        let pair = told.as_deref().zip(known.as_deref());
        pair.is_some_and(|(told, known)| told.trim().eq_ignore_ascii_case(known))
    };
    let content = utm.content.as_deref().unwrap_or_default().to_lowercase();
    let begins = |account: &str| {
        let rest = content.strip_prefix(&account.to_lowercase());
        !account.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(BETWEEN))
    };
    let mut found = influencers.iter().filter(|influencer| {
        let handles = influencer.handles.iter();
        let by_account = handles
            .map(|handle| word(&handle.name))
            .any(|account| begins(&account));
        let own = influencer.utm_content.as_deref().is_some_and(begins);
        is(&utm.source, &influencer.utm_source) || own || by_account || begins(influencer.id.as_str())
    });
    let first = found.next()?;
    found.next().is_none().then_some(&first.id)
}

/// The account on a platform, else the id.
fn account(influencer: &Influencer, platform: Platform) -> String {
    let mut handles = influencer.handles.iter();
    let handle = handles.find(|handle| handle.platform == platform);
    word(handle.map_or(influencer.id.as_str(), |handle| &handle.name))
}

/// A value as it stands in a link: lower case, `-` for blanks and for what separates account and post.
fn word(text: &str) -> String {
    let kept = text
        .trim()
        .trim_start_matches('@')
        .chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || matches!(c, '-' | '.') => Some(c),
            c if c.is_whitespace() || matches!(c, '_' | '/' | ':') => Some('-'),
            _ => None,
        });
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Handle;

    fn influencer(id: &str, account: &str) -> Influencer {
        Influencer {
            id: id.into(),
            handles: vec![Handle {
                platform: Platform::Instagram,
                name: account.to_owned(),
            }],
            ..Influencer::default()
        }
    }

    #[test]
    fn links_are_tagged_and_led_back() {
        let roster = [
            influencer("kristal", "kristal_sky"),
            influencer("kris", "kristal"),
        ];
        let url = Url::parse("https://acme.example/rockets?color=red&utm_source=old#top").unwrap();
        let tag = Tag {
            influencer: &roster[0],
            platform: Platform::Instagram,
            campaign: None,
            post: Some("Story 1 / evening"),
        };
        let link = tag.link(&url);
        assert_eq!(
            link.as_str(),
            "https://acme.example/rockets?color=red&utm_source=instagram&utm_medium=influencer&\
             utm_content=kristal-sky_story-1---evening#top"
        );
        let utm = crate::text::url::utm(link.as_str());
        assert_eq!(influencer_of(&utm, &roster[..1]), Some(&roster[0].id));
        // Both an id and an account of another one.
        let utm = Utm {
            content: Some("kristal_1".to_owned()),
            ..Utm::default()
        };
        assert_eq!(influencer_of(&utm, &roster), None);
        assert_eq!(influencer_of(&Utm::default(), &roster), None);
    }

    #[test]
    fn what_the_configuration_says_goes_before_the_convention() {
        let one = Influencer {
            utm_source: Some("kristal".to_owned()),
            ..influencer("k", "kristalsky")
        };
        let tag = Tag {
            influencer: &one,
            platform: Platform::YouTube,
            campaign: None,
            post: None,
        };
        let utm = tag.utm();
        assert_eq!(utm.source.as_deref(), Some("kristal"));
        assert_eq!(utm.content.as_deref(), Some("k"));
        assert_eq!(influencer_of(&utm, std::slice::from_ref(&one)), Some(&one.id));
    }
}
