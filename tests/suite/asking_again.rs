//! Presets ask again about items as their APIs document it, and read what the answers say has grown.
//!
//! The answers here are written by hand from each API's documentation; those that were recorded are read as well where
//! `MENTIOND_CORPORA` says where they are.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use mentiond::{
    model::{Again, ApiPlan, Document, Lookup, Secret, SourceName},
    parse::{Context, json},
    presets::{self, again},
};
use serde_json::{Value, json};
use url::Url;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, in_world},
};

/// The plan of a preset with every parameter's example, and how it is asked again.
fn plan(name: &str) -> Option<(ApiPlan, Again)> {
    let preset = presets::get(name).unwrap();
    if preset.is_by_hand() {
        return None;
    }
    let (mut with, mut secrets) = (BTreeMap::new(), BTreeMap::new());
    for parameter in &preset.parameters {
        if parameter.secret {
            secrets.insert(parameter.name.clone(), Secret::new(&parameter.example));
        } else {
            with.insert(parameter.name.clone(), parameter.example.clone());
        }
    }
    let plan = preset.plan(&with, &secrets).unwrap();
    let again = plan.again.clone()?;
    Some((plan, again))
}

fn read(lookup: &Lookup, reply: &Value) -> Vec<Document> {
    let source = SourceName::from("fixture");
    let base = Url::parse("https://a.example/").unwrap();
    let context = Context {
        source: &source,
        base_url: Some(&base),
        content_type: None,
        seen: Timestamp::UNIX_EPOCH,
        platform: mentiond::model::Platform::Web,
        language: None,
    };
    let mapping = json::Mapping::compile_counts(&lookup.items, &lookup.fields, &again::COUNTS).unwrap();
    mapping.documents(reply, &context).0
}

/// Documents in one line each.
fn lines(lookup: &Lookup, reply: &Value) -> Vec<String> {
    let line = |document: &Document| {
        let counts = [
            ("likes", document.engagement.likes),
            ("comments", document.engagement.comments),
            ("shares", document.engagement.shares),
            ("views", document.engagement.views),
            ("followers", document.author.followers),
        ];
        let told = counts
            .iter()
            .filter_map(|(name, count)| Some(format!("{name}={}", (*count)?)));
        let gone = document.gone.then(|| "gone".to_owned());
        let id = document.id.clone().unwrap_or_default();
        std::iter::once(id)
            .chain(told)
            .chain(gone)
            .collect::<Vec<_>>()
            .join("|")
    };
    read(lookup, reply).iter().map(line).collect()
}

#[test]
fn every_preset_that_can_be_asked_again_conforms() {
    let mut count = 0;
    for preset in presets::ALL.iter() {
        let name = &preset.name;
        let Some((plan, again)) = plan(name) else { continue };
        count += 1;
        let facts = preset.asked_again().unwrap();
        assert!(!facts.counts.is_empty(), "{name}");
        assert!(
            plan.fields.contains_key("id") || plan.fields.contains_key("again"),
            "{name} is asked by something that it told"
        );
        let address = again.items.request.url == "{id}";
        let home: Url = plan
            .request
            .url
            .split(['?', '{'])
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let ids: Vec<String> = (0..again.items.per_request)
            .map(|n| match (address, again.anywhere) {
                (true, true) => format!("https://b.example/api/{n}"),
                (true, false) => home.join(&format!("/items/{n}")).unwrap().to_string(),
                _ => format!("at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/{n:0>13}"),
            })
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        for asked in [&ids[..1], &ids[..]] {
            let request = again::about_items(&plan, &again, asked, false).unwrap();
            assert_eq!(request.url.scheme(), "https", "{name}");
            assert!(request.url.as_str().len() < 12_000, "{name}: {}", request.url);
            assert!(
                !request.url.as_str().contains(['{', '}']),
                "{name}: {}",
                request.url
            );
            let at_home = request.url.origin() == home.origin();
            assert!(at_home || again.anywhere, "{name}: {}", request.url);
            let auth = again::credentials(&plan, &request);
            assert!(at_home || *auth == mentiond::model::ApiAuth::None, "{name}");
            if let Some(body) = &request.body {
                serde_json::from_str::<Value>(body).unwrap_or_else(|why| panic!("{name}: {why}: {body}"));
            }
        }
        if again.alone.is_some() {
            let request = again::about_items(&plan, &again, &ids[..1], true).unwrap();
            assert!(!request.url.as_str().contains('{'), "{name}: {}", request.url);
        }
        if let Some(authors) = &again.authors {
            let request = again::about_authors(authors, &["ann.example"]).unwrap();
            assert!(
                request.url.as_str().contains("ann.example"),
                "{name}: {}",
                request.url
            );
        }
        if again.costs {
            assert!(preset.docs.contains("costs money"), "{name} warns");
        }
    }
    assert!(count >= 17, "{count}");
}

/// Presets with an answer about known items and what is read of it.
fn fixtures() -> Vec<(&'static str, Value, &'static [&'static str])> {
    let status = |id: &str| {
        json!({ "id": id, "account": { "followers_count": 50 }, "favourites_count": 7, "replies_count": 2,
                "reblogs_count": 3, "quotes_count": 1 })
    };
    let masto: &[&str] = &["11|likes=7|comments=2|shares=4|followers=50"];
    vec![
        ("mastodon-tag", json!([status("11")]), masto),
        ("mastodon-search", status("11"), masto),
        ("mastodon-account", json!([]), &[]),
        ("pixelfed", status("11"), masto),
        (
            "bluesky-search",
            json!({ "posts": [{ "uri": "at://x/p/1", "likeCount": 7, "replyCount": 2, "repostCount": 3, "quoteCount": 1 }] }),
            &["at://x/p/1|likes=7|comments=2|shares=4"],
        ),
        (
            "reddit-search",
            json!({ "data": { "children": [
                { "kind": "t3", "data": { "name": "t3_a", "author": "ann", "selftext": "", "score": 7, "num_comments": 2 } },
                { "kind": "t3", "data": { "name": "t3_b", "author": "[deleted]", "selftext": "[deleted]", "score": 1 } },
                { "kind": "t1", "data": { "name": "t1_c", "author": "[deleted]", "body": "Still here", "ups": 4 } },
            ] } }),
            &["t3_a|likes=7|comments=2", "t3_b|likes=1|gone", "t1_c|likes=4"],
        ),
        (
            "hackernews",
            json!({ "hits": [{ "objectID": "9", "points": 70, "num_comments": 12, "_tags": ["story", "author_a", "story_9"] }],
                    "nbHits": 1 }),
            &["9|likes=70|comments=12"],
        ),
        (
            "youtube-search",
            json!({ "items": [
                { "id": "v1", "statistics": { "viewCount": "500", "likeCount": "7", "commentCount": "2" } },
                { "id": "v2", "statistics": { "viewCount": "9" } },
            ] }),
            &["v1|likes=7|comments=2|views=500", "v2|views=9"],
        ),
        (
            "x-recent-search",
            json!({
                "data": [{ "id": "1", "text": "x", "public_metrics": { "like_count": 7, "reply_count": 2,
                           "retweet_count": 3, "quote_count": 1, "impression_count": 500 } }],
                "errors": [{ "resource_id": "2", "resource_type": "tweet", "title": "Not Found Error", "value": "2" }],
            }),
            &["1|likes=7|comments=2|shares=4|views=500", "2|gone"],
        ),
        (
            "github-issues",
            json!({ "url": "https://api.github.com/repos/a/b/issues/1", "id": 5, "comments": 2,
                    "reactions": { "total_count": 7 } }),
            &["https://api.github.com/repos/a/b/issues/1|likes=7|comments=2"],
        ),
        (
            "github-discussions",
            json!({ "data": { "nodes": [{ "id": "D_1", "upvoteCount": 7, "comments": { "totalCount": 2 } }, null] } }),
            &["D_1|likes=7|comments=2"],
        ),
        (
            "gitlab-issues",
            json!({ "id": 5, "upvotes": 7, "user_notes_count": 2,
                    "_links": { "self": "https://gitlab.com/api/v4/projects/4/issues/1" } }),
            &["https://gitlab.com/api/v4/projects/4/issues/1|likes=7|comments=2"],
        ),
        (
            "lemmy",
            json!({ "post": { "post": { "id": 1, "ap_id": "https://l.example/post/1" },
                              "counts": { "score": 7, "comments": 2 } } }),
            &["https://l.example/post/1|likes=7|comments=2"],
        ),
        (
            "lemmy",
            json!({ "comment": { "comment": { "ap_id": "https://l.example/comment/1" },
                                 "post": { "ap_id": "https://l.example/post/1" },
                                 "counts": { "score": 3, "child_count": 1 } } }),
            &["https://l.example/comment/1|likes=3|comments=1"],
        ),
        (
            "devto",
            json!({ "id": 5, "public_reactions_count": 7, "comments_count": 2, "title": "T" }),
            &["5|likes=7|comments=2"],
        ),
        (
            "stackexchange",
            json!({ "items": [{ "question_id": 5, "score": 7, "answer_count": 2, "view_count": 500 }], "has_more": false }),
            &["5|likes=7|comments=2|views=500"],
        ),
        (
            "discourse",
            json!({ "id": 5, "actions_summary": [{ "id": 2, "count": 7 }], "reply_count": 2, "reads": 500 }),
            &["5|likes=7|comments=2|views=500"],
        ),
        (
            "peertube",
            json!({ "uuid": "u-1", "channel": { "host": "v.example" }, "account": { "host": "v.example" }, "likes": 7,
                    "comments": 2, "views": 500 }),
            &["https://v.example/api/v1/videos/u-1|likes=7|comments=2|views=500"],
        ),
        (
            "producthunt",
            json!({ "data": { "post": { "id": "5", "votesCount": 7, "commentsCount": 2 } } }),
            &["5|likes=7|comments=2"],
        ),
    ]
}

#[test]
fn documented_answers_about_known_items_are_read() {
    for (name, reply, want) in fixtures() {
        let (_, again) = plan(name).unwrap();
        assert_eq!(lines(&again.items, &reply), want, "{name}");
    }
    for (name, reply, want) in [
        (
            "bluesky-search",
            json!({ "profiles": [{ "did": "did:plc:x", "handle": "ann.example", "followersCount": 50 }] }),
            "ann.example|followers=50",
        ),
        (
            "youtube-search",
            json!({ "items": [{ "id": "UC1", "statistics": { "subscriberCount": "50", "hiddenSubscriberCount": false } }] }),
            "UC1|followers=50",
        ),
    ] {
        let (_, again) = plan(name).unwrap();
        assert_eq!(lines(&again.authors.unwrap(), &reply), [want], "{name}");
    }
}

/// What a poll tells leads to what is asked.
#[test]
fn items_are_asked_about_by_what_the_poll_told() {
    for (name, reply, want) in [
        (
            "hackernews",
            json!({ "hits": [
                { "objectID": "9", "title": "Acme", "points": 0, "num_comments": 0 },
                { "objectID": "10", "comment_text": "Acme", "points": null, "story_id": 9 },
            ] }),
            vec![Some("9"), None],
        ),
        (
            "github-issues",
            json!({ "items": [{ "id": 5, "url": "https://api.github.com/repos/a/b/issues/1", "html_url": "https://github.com/a/b/issues/1",
                                "title": "Acme" }] }),
            vec![Some("https://api.github.com/repos/a/b/issues/1")],
        ),
        (
            "peertube",
            json!({ "total": 1, "data": [{ "uuid": "u-1", "name": "Acme", "channel": { "host": "v.example" } }] }),
            vec![Some("https://v.example/api/v1/videos/u-1")],
        ),
        (
            "youtube-search",
            json!({ "items": [{ "id": { "kind": "youtube#video", "videoId": "v1" }, "snippet": { "title": "Acme" } }] }),
            vec![Some("v1")],
        ),
        (
            "mastodon-tag",
            json!([{ "id": "11", "uri": "https://m.example/11", "content": "Acme", "account": { "acct": "ann" } }]),
            vec![Some("11")],
        ),
    ] {
        let (plan, _) = plan(name).unwrap();
        let source = SourceName::from("fixture");
        let context = Context {
            source: &source,
            base_url: None,
            content_type: None,
            seen: Timestamp::UNIX_EPOCH,
            platform: presets::get(name).unwrap().platform,
            language: None,
        };
        let (documents, issues) = json::documents(&reply, &plan, &context);
        let keys: Vec<Option<&str>> = documents
            .iter()
            .map(|document| document.again.as_deref())
            .collect();
        assert_eq!(keys, want, "{name}: {issues:?}");
    }
}

fn corpora() -> Option<PathBuf> {
    let root = std::env::var_os("MENTIOND_CORPORA").map(PathBuf::from);
    if root.is_none() {
        println!("skipped: MENTIOND_CORPORA is not set");
    }
    root
}

/// Recorded exchanges of a directory whose address contains a text: address and answer.
fn recorded(dir: &Path, asked: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for exchange in text
                .lines()
                .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            {
                let url = exchange["url"].as_str().unwrap_or_default().to_owned();
                let body = exchange["body"].as_str().unwrap_or_default();
                if let (true, Ok(body)) = (url.contains(asked), serde_json::from_str(body)) {
                    found.push((url, body));
                }
            }
        }
    }
    found
}

#[test]
fn recorded_answers_about_known_items_are_read() {
    let Some(root) = corpora().map(|root| root.join("api")) else {
        return;
    };
    let (mut statuses, mut posts, mut profiles) = (0, 0, 0);
    let mastodon = plan("mastodon-tag").unwrap().1.items;
    for dir in ["mastodon-py", "mastodon-rtoot"] {
        for (url, body) in recorded(&root.join(dir), "/api/v1/statuses/") {
            let id = url.rsplit('/').next().unwrap();
            if !id.bytes().all(|byte| byte.is_ascii_digit()) || body["id"] != json!(id) {
                continue;
            }
            let read = read(&mastodon, &body);
            assert_eq!(read.len(), 1, "{url}");
            assert_eq!(read[0].id.as_deref(), Some(id));
            assert_eq!(
                read[0].engagement.likes,
                body["favourites_count"].as_u64(),
                "{url}"
            );
            assert_eq!(
                read[0].engagement.comments,
                body["replies_count"].as_u64(),
                "{url}"
            );
            assert_eq!(
                read[0].author.followers,
                body["account"]["followers_count"].as_u64()
            );
            statuses += 1;
        }
    }
    let reddit = plan("reddit-subreddit").unwrap().1.items;
    for (url, body) in recorded(&root.join("reddit-praw"), "/api/info/?") {
        for (document, child) in read(&reddit, &body)
            .iter()
            .zip(body["data"]["children"].as_array().unwrap())
        {
            assert_eq!(document.id.as_deref(), child["data"]["name"].as_str(), "{url}");
            let score = child["data"]["score"]
                .as_i64()
                .map(|score| u64::try_from(score).unwrap_or(0));
            assert_eq!(document.engagement.likes, score, "{url}");
            let deleted = child["data"]["body"] == "[deleted]" || child["data"]["body"] == "[removed]";
            assert_eq!(
                document.gone,
                deleted && child["data"]["author"] == "[deleted]",
                "{url}"
            );
            posts += 1;
        }
    }
    let authors = plan("bluesky-search").unwrap().1.authors.unwrap();
    for (url, body) in recorded(&root.join("bluesky-atrrr"), "getProfiles?") {
        for (document, profile) in read(&authors, &body)
            .iter()
            .zip(body["profiles"].as_array().unwrap())
        {
            assert_eq!(
                document.author.followers,
                profile["followersCount"].as_u64(),
                "{url}"
            );
            assert!(document.author.followers.is_some());
            profiles += 1;
        }
    }
    println!("{statuses} statuses, {posts} posts, {profiles} profiles");
    assert!(statuses >= 10 && posts >= 5 && profiles >= 2);
}

const PLAYED: &str = r#"
[polling]
every = "1h"
max_every = "31d"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
match = "acme"

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["one@acme.example"]

[[source]]
name = "Questions"
api = "stackexchange"
with = { endpoint = "http://se.example:@PORT@", query = "acme" }
allow_private = true

[[source]]
name = "Videos"
api = "youtube-search"
with = { endpoint = "http://yt.example:@PORT@", query = "acme", key = "${API_KEY}" }
allow_private = true

[[source]]
name = "Toots"
api = "mastodon-tag"
with = { instance = "http://old.example:@PORT@", tag = "acme" }
allow_private = true

[[source]]
name = "Posts that cost"
api = "x-recent-search"
with = { endpoint = "http://x.example:@PORT@", query = "acme", token = "${API_KEY}" }
allow_private = true
"#;

fn targets(world: &World, path: &str) -> Vec<String> {
    let log = world.web.log().into_iter();
    log.filter(|request| request.target.starts_with(path))
        .map(|request| request.target)
        .collect()
}

async fn rounds(world: &World, count: usize) -> usize {
    let mut taken = 0;
    for _ in 0..count {
        taken += world.daemon.ripen_round().await.unwrap();
        world.pass(SignedDuration::from_secs(60));
    }
    taken
}

#[test]
fn it_comes_through_real_http() {
    in_world(Mode::Good, PLAYED, async |world| {
        let at = "2026-11-17T11:30:00Z";
        let question = |id: u64| json!({ "question_id": id, "link": format!("https://so.example/q/{id}"), "title": "Acme", "creation_date": 1_795_000_000 });
        let pause = json!({ "items": [question(5)], "has_more": true, "backoff": 7200 });
        world
            .web
            .on("/2.3/search/advanced", [Reply::json(pause.to_string())]);
        let video = json!({ "items": [{ "id": { "videoId": "v1" }, "snippet": { "title": "Acme", "channelId": "UC1", "publishedAt": at } }] });
        world
            .web
            .on("/youtube/v3/search", [Reply::json(video.to_string())]);
        let counts =
            json!({ "items": [{ "id": "v1", "statistics": { "viewCount": "500", "likeCount": "7" } }] });
        world
            .web
            .on("/youtube/v3/videos", [Reply::json(counts.to_string())]);
        let channel = json!({ "items": [{ "id": "UC1", "statistics": { "subscriberCount": "2000" } }] });
        world
            .web
            .on("/youtube/v3/channels", [Reply::json(channel.to_string())]);
        let status = |id: &str, likes: u64| {
            json!({ "id": id, "uri": format!("https://old.example/{id}"), "content": "Acme", "created_at": at,
                    "account": { "acct": "ann", "url": "https://old.example/@ann", "followers_count": 9 }, "favourites_count": likes })
        };
        let toots = json!([status("11", 0), status("12", 0)]);
        world
            .web
            .on("/api/v1/timelines/tag/acme", [Reply::json(toots.to_string())]);
        // A server from before several could be asked about.
        world
            .web
            .on("/api/v1/statuses/11", [Reply::json(status("11", 40).to_string())]);
        let post = json!({ "data": [{ "id": "1", "text": "Acme", "created_at": at }], "meta": { "result_count": 1 } });
        world
            .web
            .on("/2/tweets/search/recent", [Reply::json(post.to_string())]);
        assert_eq!(world.poll_due().await, 5);

        // Asked to pause: no second page, no poll for two hours.
        assert_eq!(targets(world, "/2.3/search").len(), 1);
        world.pass(SignedDuration::from_mins(90));
        world.poll_due().await;
        assert_eq!(targets(world, "/2.3/search").len(), 1);
        assert_eq!(world.state("Questions").failures, 0);

        assert_eq!(rounds(world, 6).await, 2);
        let of = |mentions: &[mentiond::model::Mention], id: &str| {
            let found = mentions
                .iter()
                .find(|mention| mention.published_id.as_deref() == Some(id));
            found.unwrap().clone()
        };
        let mentions = world.mentions().await;
        let video = of(&mentions, "v1");
        assert_eq!(
            (video.engagement.views, video.followers),
            (Some(500), Some(2_000))
        );
        assert!(targets(world, "/youtube/v3/videos")[0].contains("key=canary-api"));
        assert_eq!(of(&mentions, "11").engagement.likes, Some(40));
        let together = targets(world, "/api/v1/statuses?");
        assert!(
            together.len() == 1 && together[0].contains("=11") && together[0].contains("=12"),
            "{together:?}"
        );
        assert_eq!(
            targets(world, "/2/tweets?").len(),
            0,
            "what costs is not asked for"
        );
        world.pass(SignedDuration::from_hours(1));
        rounds(world, 3).await;
        assert!(of(&world.mentions().await, "12").gone.is_some(), "404 twice");
    });
}
