//! Presets read real recordings of their APIs as an independent reader does.
//!
//! Needs the corpora directory in `MENTIOND_CORPORA`; says so and passes without it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use mentiond::model::{ApiPlan, Document, SourceName};
use mentiond::parse::{Context, json};
use mentiond::presets;
use mentiond::text::html::decode_entities;
use serde_json::Value;

/// Which recordings answer a preset's kind of request: directory, what stands in the file's name or in the address that
/// was asked, and preset. A recording may answer several.
pub(super) const FAMILIES: [(&str, &str, &str); 19] = [
    ("mastodon-py/", "", "mastodon-tag"),
    ("mastodon-rtoot/", "", "mastodon-tag"),
    ("mastodon-py/", "/statuses?", "mastodon-account"),
    ("mastodon-rtoot/", "/statuses?", "mastodon-account"),
    ("mastodon-py/", "/timelines/tag/", "pixelfed"),
    ("reddit-praw/", "", "reddit-search"),
    ("reddit-praw/", "oauth.reddit.com/r/", "reddit-subreddit"),
    ("bluesky-atrrr/", "", "bluesky-search"),
    ("bluesky-atrrr/", "getTimeline", "bluesky-author"),
    ("bluesky-atrrr/", "Feed?", "bluesky-author"),
    ("youtube-v3/", "", "youtube-search"),
    ("youtube-v3/", "/videos/", "youtube-videos"),
    ("github-hub4j/", "", "github-issues"),
    ("twitter-v2/", "", "x-recent-search"),
    ("twitter-v2-twarc/", "", "x-recent-search"),
    ("twitter-tweepy/", "", "x-recent-search"),
    ("instagram-facebook/", "/hashtags/", "instagram-hashtag"),
    ("instagram-facebook/", "/tagged_medias", "instagram-mentions"),
    ("instagram-facebook/", "/discovery/", "instagram-discovery"),
];

/// Why the recording is no answer to the preset's kind of request.
pub(super) fn outside(preset: &str, file: &str, asked: &str) -> Option<&'static str> {
    match preset {
        "youtube-search" | "youtube-videos" if file.contains("get_rating") => Some("a rating, not an item"),
        "github-issues" if !file.contains("search_issues") => Some("code, users or repositories, not issues"),
        "reddit-subreddit" if asked.contains("/about/") => Some("a moderator's list"),
        "x-recent-search" if file.contains("dm_events") => Some("private messages"),
        "x-recent-search" if asked.contains("/1.1/") => Some("the API before this one"),
        _ => None,
    }
}

pub(super) fn corpora() -> Option<PathBuf> {
    let root = std::env::var_os("MENTIOND_CORPORA").map(PathBuf::from);
    if root.is_none() {
        println!("skipped: MENTIOND_CORPORA is not set");
    }
    root
}

pub(super) fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

fn plan(name: &str) -> ApiPlan {
    let preset = presets::get(name).unwrap();
    let with: BTreeMap<String, String> = preset
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), parameter.example.clone()))
        .collect();
    preset.plan(&with, &BTreeMap::new()).unwrap()
}

fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn count(value: &Value) -> Option<u64> {
    let number = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    Some(u64::try_from(number).unwrap_or(0))
}

fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => {
            Timestamp::from_millisecond(number.to_string().replace(".0", "000").parse().unwrap()).ok()
        }
        _ => None,
    }
}

/// Differences between what the reference read and our document.
fn differences(want: &Value, got: &Document) -> Vec<&'static str> {
    let text = |name: &str| want[name].as_str().filter(|text| !text.is_empty());
    let handle = got.author.handle.clone().unwrap_or_default();
    let same_author = |author: &str| {
        handle == author
            || handle.starts_with(&format!("{author}@"))
            || got.author.name.as_deref() == Some(author)
    };
    let same_count = |want: Option<u64>, got: Option<u64>| want.is_none() || want == got;
    let likes = ["likes", "score"]
        .iter()
        .find_map(|name| count(&want[*name]))
        .or_else(|| count(&want["stats"]["likeCount"]));
    let comments = ["replies", "comments"]
        .iter()
        .find_map(|name| count(&want[*name]))
        .or_else(|| count(&want["stats"]["commentCount"]));
    let shares = count(&want["shares"]).map(|shares| shares + count(&want["quotes"]).unwrap_or(0));
    let metric = |name: &str| count(&want["metrics"][name]);
    let likes = likes.or_else(|| metric("like_count"));
    let comments = comments.or_else(|| metric("reply_count"));
    let shares = shares.or_else(|| Some(metric("retweet_count")? + metric("quote_count").unwrap_or(0)));
    let views = count(&want["stats"]["viewCount"]).or_else(|| metric("impression_count"));
    let body = text("text").or_else(|| text("caption"));
    let reply_url = got.url.as_deref().map(key);
    [
        (
            "author",
            text("author").or_else(|| text("channel")).is_none_or(same_author),
        ),
        (
            "followers",
            same_count(count(&want["followers"]), got.author.followers),
        ),
        (
            "time",
            time(&want["created"]).is_none_or(|time| got.published == Some(time)),
        ),
        (
            "title",
            text("title").is_none_or(|title| key(&got.title) == key(&decode_entities(title))),
        ),
        (
            "text",
            body.is_none_or(|body| [key(body), key(&decode_entities(body))].contains(&key(&got.text))),
        ),
        (
            "link",
            text("url").is_none_or(|url| {
                reply_url
                    == Some(key(
                        &url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
                    ))
            }),
        ),
        ("likes", same_count(likes, got.engagement.likes)),
        ("comments", same_count(comments, got.engagement.comments)),
        ("views", same_count(views, got.engagement.views)),
        (
            "shares",
            shares.is_none_or(|shares| got.engagement.shares.is_some_and(|ours| ours >= shares)),
        ),
    ]
    .into_iter()
    .filter(|(_, good)| !good)
    .map(|(what, _)| what)
    .collect()
}

/// The reply of one recorded exchange, or a line or file that is the reply.
pub(super) fn reply(root: &Path, row: &Value) -> Value {
    let recording = text_of(&root.join("api").join(row["file"].as_str().unwrap()));
    match row["line"].as_u64() {
        Some(line) => {
            let exchange = recording
                .split('\n')
                .nth(usize::try_from(line).unwrap() - 1)
                .unwrap();
            let exchange: Value = serde_json::from_str(exchange).unwrap();
            match exchange["body"].as_str() {
                Some(body) => serde_json::from_str(body).unwrap(),
                None => exchange,
            }
        }
        None => serde_json::from_str(&recording).unwrap(),
    }
}

#[test]
fn every_recorded_item_is_read() {
    let Some(root) = corpora() else { return };
    let oracle = text_of(&root.join("api/_oracle/items.jsonl.gz"));
    let source = SourceName::from("recording");
    let (mut items, mut wrong, mut left_out) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    for row in oracle.split('\n').filter(|line| !line.is_empty()) {
        let row: Value = serde_json::from_str(row).unwrap();
        let (file, asked) = (row["file"].as_str().unwrap(), row["url"].as_str().unwrap_or(""));
        let families = FAMILIES.iter().filter(|(family, part, _)| {
            file.starts_with(family) && (file.contains(part) || asked.contains(part))
        });
        for (_, _, preset) in families {
            if let Some(why) = outside(preset, file, asked) {
                *left_out.entry((preset, why)).or_insert(0_usize) += 1;
                continue;
            }
            let ctx = Context {
                source: &source,
                base_url: None,
                content_type: None,
                seen: Timestamp::UNIX_EPOCH,
                platform: presets::get(preset).unwrap().platform,
                language: None,
            };
            let (documents, _) = json::documents(&reply(&root, &row), &plan(preset), &ctx);
            let wanted = row["items"].as_array().unwrap();
            *items.entry(preset).or_insert(0_usize) += wanted.len();
            for want in wanted {
                let id = want["id"]
                    .as_str()
                    .map_or_else(|| want["id"].to_string(), str::to_owned);
                match documents
                    .iter()
                    .find(|document| document.id.as_ref() == Some(&id))
                {
                    Some(document) => wrong.extend(
                        differences(want, document)
                            .iter()
                            .map(|what| format!("{preset} {file}: {what}: {want} but {document:?}")),
                    ),
                    None => wrong.push(format!(
                        "{preset} {file} {}: item {id} was not found",
                        row["line"]
                    )),
                }
            }
        }
    }
    println!("items {items:#?}; not asked of these presets: {left_out:#?}");
    for what in wrong.iter().take(40) {
        println!("{}", what.chars().take(2000).collect::<String>());
    }
    for (_, _, preset) in FAMILIES {
        assert!(
            items.get(&preset).is_some_and(|items| *items > 0),
            "{preset} read nothing"
        );
    }
    assert!(
        items.values().sum::<usize>() > 8000,
        "only {items:?} were compared"
    );
    assert!(wrong.is_empty(), "{} differences", wrong.len());
}

/// Recordings without expected items: everything a reader sees at once must be there.
#[test]
fn other_recordings_are_read_whole() {
    let Some(root) = corpora() else { return };
    let source = SourceName::from("recording");
    for (file, preset, items, has_counts) in [
        ("newsapi/top-headlines.json", "newsapi", 20, false),
        ("small-samples/lemmy_post_list.json", "lemmy", 1, true),
        ("small-samples/devto_articles.json", "devto", 1, true),
        ("small-samples/hn_algolia_story.json", "hackernews", 1, true),
        ("small-samples/hn_algolia_comment.json", "hackernews", 1, false),
    ] {
        let reply: Value = serde_json::from_str(&text_of(&root.join("api").join(file))).unwrap();
        let ctx = Context {
            source: &source,
            base_url: None,
            content_type: None,
            seen: Timestamp::UNIX_EPOCH,
            platform: presets::get(preset).unwrap().platform,
            language: None,
        };
        let (documents, issues) = json::documents(&reply, &plan(preset), &ctx);
        assert_eq!((documents.len(), issues.len()), (items, 0), "{file}");
        for document in documents {
            let engagement = &document.engagement;
            let is_whole = document.id.is_some()
                && document.url.is_some()
                && !document.title.is_empty()
                && document.author.name.is_some()
                && document.published.is_some()
                && (!has_counts || (engagement.likes.is_some() && engagement.comments.is_some()));
            assert!(is_whole, "{file}: {document:?}");
        }
    }
}
