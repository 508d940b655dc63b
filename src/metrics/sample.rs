//! Mentions for tests.

use jiff::Timestamp;

use crate::model::{
    Author, BrandId, Engagement, Exposure, Language, MediaKind, Mention, MentionId, Platform, Sentiment,
    SourceName, Spam,
};

/// A plain mention of `acme` at an instant.
pub(crate) fn mention(id: u128, at: &str) -> Mention {
    let at: Timestamp = at.parse().unwrap();
    Mention {
        id: MentionId(id),
        source: SourceName::new("Rocket news"),
        published_id: None,
        url: Some(format!("https://rocketnews.example/{id}")),
        title: format!("Skates {id}"),
        text: "We tried the Acme rocket skates.".to_owned(),
        author: Author {
            handle: Some(format!("writer{}", id % 7)),
            ..Author::default()
        },
        platform: Platform::Instagram,
        site: Some("rocketnews.example".to_owned()),
        at,
        first_seen: at,
        last_seen: at,
        brands: vec![BrandId::new("acme")],
        campaigns: Vec::new(),
        matches: Vec::new(),
        hashtags: Vec::new(),
        handles: Vec::new(),
        backlinks: Vec::new(),
        codes: Vec::new(),
        language: Language::default(),
        sentiment: Sentiment::default(),
        influencer: None,
        influencer_by: None,
        tier: None,
        followers: None,
        media: MediaKind::Earned,
        spam: Spam::default(),
        story: String::new(),
        engagement: Engagement::default(),
        towards: std::collections::BTreeMap::new(),
        corrections: Vec::new(),
        kinds: Vec::new(),
        topics: Vec::new(),
        automated: false,
        evidence: std::collections::BTreeMap::new(),
        gone: None,
        exposure: Exposure::default(),
    }
}
