//! How to ask the APIs we know: one data file each, no code per API.
//!
//! A preset is a TOML file in this directory and one line in [`ALL`]. It names its parameters, the request, the
//! credentials, the paging, the published limits and where the fields are; everything that speaks to an API or explains
//! one is derived from that.

pub mod again;
mod by_hand;
mod file;
pub mod imports;
mod plan;
pub mod request;

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{Pacing, Platform};

pub use self::by_hand::{HandMapped, by_hand};

/// An API we know how to ask.
#[derive(Debug)]
pub struct Preset {
    /// Name in `api = "…"`.
    pub name: String,
    /// One line for a table.
    pub title: String,
    /// What it brings, what it needs and what to watch out for, in Markdown.
    pub docs: String,
    /// Platform its documents are on.
    pub platform: Platform,
    /// Whether it brings nothing but news.
    pub news: bool,
    /// What `with` takes.
    pub parameters: Vec<Parameter>,
    /// Requests the API allows, if it says so.
    pub pacing: Option<Pacing>,
    /// Request, credentials, paging and mapping as written in the file.
    recipe: file::Recipe,
}

/// What a preset's API tells of items that it gave, when it is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAgain {
    /// Which counts, `followers` among them.
    pub counts: Vec<&'static str>,
    /// Most items of one request.
    pub per_request: u32,
    /// Whether polls tell no counts, so that it is asked at once.
    pub at_once: bool,
    /// Whether answers cost money.
    pub costs: bool,
}

/// One parameter of a preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Key in `with`.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it is a credential: never shown, may come from `{ credential = "…" }`.
    pub secret: bool,
    /// Value if it is not given; empty means left out.
    pub default: String,
    /// What it means, one sentence.
    pub help: String,
    /// A value that works, for tables and tests.
    pub example: String,
    /// What form it has.
    pub format: Format,
}

/// Form of a parameter's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Anything.
    #[default]
    Text,
    /// A server: `host`, `host:port` or a whole `https://host` address.
    Origin,
    /// A hashtag, with or without `#`.
    Tag,
    /// A whole number.
    Number,
}

/// Texts of the shipped presets, in table order; the last, `json`, is mapped by hand.
const FILES: [(&str, &str); 41] = [
    ("mastodon-tag", include_str!("mastodon-tag.toml")),
    ("mastodon-search", include_str!("mastodon-search.toml")),
    ("mastodon-account", include_str!("mastodon-account.toml")),
    ("pixelfed", include_str!("pixelfed.toml")),
    ("peertube", include_str!("peertube.toml")),
    ("bluesky-search", include_str!("bluesky-search.toml")),
    ("bluesky-author", include_str!("bluesky-author.toml")),
    ("reddit-search", include_str!("reddit-search.toml")),
    ("reddit-subreddit", include_str!("reddit-subreddit.toml")),
    ("reddit-rss", include_str!("reddit-rss.toml")),
    ("lemmy", include_str!("lemmy.toml")),
    ("discourse", include_str!("discourse.toml")),
    ("hackernews", include_str!("hackernews.toml")),
    ("stackexchange", include_str!("stackexchange.toml")),
    ("github-issues", include_str!("github-issues.toml")),
    ("github-discussions", include_str!("github-discussions.toml")),
    ("gitlab-issues", include_str!("gitlab-issues.toml")),
    ("devto", include_str!("devto.toml")),
    ("producthunt", include_str!("producthunt.toml")),
    ("youtube-search", include_str!("youtube-search.toml")),
    ("youtube-channel", include_str!("youtube-channel.toml")),
    ("youtube-videos", include_str!("youtube-videos.toml")),
    ("x-recent-search", include_str!("x-recent-search.toml")),
    ("instagram-hashtag", include_str!("instagram-hashtag.toml")),
    ("instagram-mentions", include_str!("instagram-mentions.toml")),
    ("instagram-discovery", include_str!("instagram-discovery.toml")),
    ("threads-search", include_str!("threads-search.toml")),
    ("tiktok-research", include_str!("tiktok-research.toml")),
    (
        "linkedin-organization",
        include_str!("linkedin-organization.toml"),
    ),
    ("pinterest", include_str!("pinterest.toml")),
    ("google-news", include_str!("google-news.toml")),
    ("google-alerts", include_str!("google-alerts.toml")),
    ("gdelt", include_str!("gdelt.toml")),
    ("newsapi", include_str!("newsapi.toml")),
    ("guardian", include_str!("guardian.toml")),
    ("nytimes", include_str!("nytimes.toml")),
    ("podcastindex", include_str!("podcastindex.toml")),
    ("wordpress", include_str!("wordpress.toml")),
    ("medium", include_str!("medium.toml")),
    ("substack", include_str!("substack.toml")),
    ("json", include_str!("json.toml")),
];

/// Every preset, in table order.
pub static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(name, text)| file::read(name, text).ok())
        .collect()
});

/// The preset called `name`.
pub fn get(name: &str) -> Option<&'static Preset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// Why there is no preset called `name`, with the nearest name that there is.
pub fn unknown(name: &str) -> String {
    let known: Vec<&str> = ALL.iter().map(|preset| preset.name.as_str()).collect();
    crate::text::nearest::nearest(name, known.iter().copied()).map_or_else(
        || format!("there is no preset `{name}`; there are {}", known.join(", ")),
        |near| format!("there is no preset `{name}`; did you mean `{near}`?"),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::{ApiAuth, Secret, SourceKind};
    use crate::parse::json::Mapping;

    type Given = (BTreeMap<String, String>, BTreeMap<String, Secret>);

    fn given(preset: &Preset, which: impl Fn(&Parameter) -> bool) -> Given {
        let mut all: Given = Default::default();
        for parameter in preset.parameters.iter().filter(|parameter| which(parameter)) {
            if parameter.secret {
                all.1
                    .insert(parameter.name.clone(), Secret::new(&parameter.example));
            } else {
                all.0.insert(parameter.name.clone(), parameter.example.clone());
            }
        }
        all
    }

    #[test]
    fn every_file_is_read() {
        for (name, text) in FILES {
            assert!(
                file::read(name, text).is_ok(),
                "{name}: {:?}",
                file::read(name, text).err()
            );
        }
        assert_eq!(ALL.len(), FILES.len());
    }

    #[test]
    fn every_preset_conforms() {
        for preset in ALL.iter() {
            let name = &preset.name;
            assert!(
                preset.title.len() > 10 && preset.docs.len() > 100,
                "{name} explains itself"
            );
            for parameter in &preset.parameters {
                assert!(
                    !parameter.help.is_empty() && !parameter.example.is_empty(),
                    "{name}.{}",
                    parameter.name
                );
            }
            if preset.is_by_hand() {
                continue;
            }
            for which in [(|_| true) as fn(&Parameter) -> bool, |parameter| {
                parameter.required
            }] {
                let (with, secrets) = given(preset, which);
                let plan = preset
                    .plan(&with, &secrets)
                    .unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
                assert!(plan.pacing.is_some(), "{name} knows its limit");
                if preset.is_feed() {
                    let kind = preset.source_kind(&with, &secrets).unwrap();
                    assert!(
                        matches!(kind, SourceKind::Feed { url } if url.scheme() == "https"),
                        "{name}"
                    );
                    continue;
                }
                assert!(Mapping::compile(&plan.items, &plan.fields).is_ok(), "{name}");
                for field in ["id", "url", "author", "published"] {
                    let is_told = preset.docs.contains(&format!("There is no {field}"));
                    assert!(plan.fields.contains_key(field) || is_told, "{name} maps {field}");
                }
                assert!(plan.paging.max_pages >= 1, "{name} bounds its pages");
                let request = request::first(&plan, &request::Cursor::default()).unwrap();
                assert!(
                    !request.url.as_str().contains(['{', '}']),
                    "{name}: {}",
                    request.url
                );
                assert_eq!(request.url.scheme(), "https", "{name}");
            }
        }
    }

    #[test]
    fn errors_name_the_preset_and_the_parameter() {
        let preset = get("mastodon-tag").unwrap();
        let with = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let errors = |pairs: &[(&str, &str)]| {
            preset
                .plan(&with(pairs), &BTreeMap::new())
                .unwrap_err()
                .join("; ")
        };
        let missing = errors(&[("instance", "mastodon.example")]);
        assert!(missing.contains("preset `mastodon-tag` needs `tag`"), "{missing}");
        let misspelt = errors(&[("instnace", "mastodon.example"), ("tag", "x")]);
        assert!(
            misspelt.contains("no parameter `instnace`; did you mean `instance`?"),
            "{misspelt}"
        );
        let odd = errors(&[
            ("instance", "not a host"),
            ("tag", "two words"),
            ("limit", "many"),
        ]);
        for part in [
            "`instance` is the name of a server",
            "`tag` is one hashtag",
            "`limit` is a whole number",
        ] {
            assert!(odd.contains(part), "{odd}");
        }
        assert!(unknown("mastadon-tag").contains("did you mean `mastodon-tag`?"));
        assert!(
            get("json")
                .unwrap()
                .plan(&BTreeMap::new(), &BTreeMap::new())
                .unwrap_err()[0]
                .contains("by hand")
        );
    }

    #[test]
    fn secrets_do_not_show() {
        let preset = get("youtube-search").unwrap();
        let with = BTreeMap::from([("query".to_owned(), "acme & co".to_owned())]);
        let secrets = BTreeMap::from([("key".to_owned(), Secret::new("s3cret"))]);
        let plan = preset.plan(&with, &secrets).unwrap();
        let request = request::first(&plan, &request::Cursor::default()).unwrap();
        assert!(!format!("{plan:?} {request:?} {}", request.url).contains("s3cret"));
        assert!(
            matches!(plan.auth, ApiAuth::Query { name, value } if name == "key" && value.expose() == "s3cret")
        );
        assert!(request.url.as_str().contains("q=acme+%26+co"), "{}", request.url);
    }

    #[test]
    fn credentials_that_are_not_given_are_left_out() {
        let preset = get("github-issues").unwrap();
        let (with, _) = given(preset, |parameter| parameter.required);
        assert_eq!(preset.plan(&with, &BTreeMap::new()).unwrap().auth, ApiAuth::None);
    }
}
