//! Presets read answers as their APIs document them, and ask for their pages as documented.
//!
//! The answers here are written by hand from each API's documentation: short, with made-up people and texts. Presets
//! with recordings are held against those in [`super::recordings`] as well.

use std::collections::BTreeMap;

use jiff::Timestamp;
use mentiond::{
    model::{ApiPlan, Document, SourceName},
    parse::{Context, json},
    presets::{
        self,
        request::{self, Cursor},
    },
};
use serde_json::{Value, json};
use url::Url;

use crate::support::{smtp::Mode, web::Reply, world::in_world};

/// The plan with every parameter's example.
fn plan(name: &str) -> ApiPlan {
    let preset = presets::get(name).unwrap();
    let with: BTreeMap<String, String> = preset
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), parameter.example.clone()))
        .collect();
    preset.plan(&with, &BTreeMap::new()).unwrap()
}

/// What a preset reads of a reply that came from `base`.
fn read(name: &str, base: &str, reply: &Value) -> (Vec<Document>, Vec<String>) {
    let source = SourceName::from("fixture");
    let base = Url::parse(base).unwrap();
    let context = Context {
        source: &source,
        base_url: Some(&base),
        content_type: None,
        seen: Timestamp::UNIX_EPOCH,
        platform: presets::get(name).unwrap().platform,
        language: None,
    };
    let (documents, issues) = json::documents(reply, &plan(name), &context);
    (documents, issues.into_iter().map(|issue| issue.0).collect())
}

/// A document in one line, to be compared: what is not known is left out.
fn line(document: &Document) -> String {
    let author = &document.author;
    let known = |name: &str, value: Option<String>| value.map(|value| format!("{name}={value}"));
    let count = |name: &str, count: Option<u64>| known(name, count.map(|count| count.to_string()));
    let text = |text: &str| Some(text.replace('\n', " ")).filter(|text| !text.is_empty());
    let list = |list: Vec<&str>| Some(list.join(",")).filter(|list| !list.is_empty());
    [
        known("id", document.id.clone()),
        known("url", document.url.clone()),
        known("title", text(&document.title)),
        known("text", text(&document.text)),
        known("by", author.name.clone()),
        known("handle", author.handle.clone()),
        known("profile", author.url.clone()),
        count("followers", author.followers),
        known("at", document.published.map(|at| at.to_string())),
        known("edited", document.updated.map(|at| at.to_string())),
        count("likes", document.engagement.likes),
        count("comments", document.engagement.comments),
        count("shares", document.engagement.shares),
        count("views", document.engagement.views),
        known("lang", document.language.clone()),
        known(
            "tags",
            list(document.categories.iter().map(String::as_str).collect()),
        ),
        known(
            "links",
            list(document.links.iter().map(|link| link.url.as_str()).collect()),
        ),
        document.paid_flag.then(|| "paid".to_owned()),
        author.bot.then(|| "bot".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("|")
}

/// Replies by preset with the address they came from and what is read of them.
fn fixtures() -> Vec<(&'static str, &'static str, Value, &'static [&'static str])> {
    vec![
        (
            "x-recent-search",
            "https://api.x.example/",
            json!({
                "data": [
                    { "id": "11", "text": "short…", "note_tweet": { "text": "Salt &amp; pepper, at length" }, "author_id": "7",
                      "created_at": "2026-01-02T03:04:05.000Z", "lang": "en", "paid_partnership": true,
                      "public_metrics": { "like_count": 1, "reply_count": 2, "retweet_count": 3, "quote_count": 4,
                                          "impression_count": 500 },
                      "entities": { "hashtags": [{ "tag": "acme" }],
                                    "urls": [{ "expanded_url": "https://acme.example/x" }] } },
                    { "id": "12", "text": "No author told", "author_id": "8" }
                ],
                "includes": { "users": [{ "id": "7", "name": "Ann", "username": "ann",
                                          "public_metrics": { "followers_count": 900 } }] },
                "meta": { "result_count": 2, "next_token": "n" },
            }),
            &[
                "id=11|url=https://x.com/ann/status/11|text=Salt & pepper, at length|by=Ann|handle=ann|\
                 profile=https://x.com/ann|followers=900|at=2026-01-02T03:04:05Z|likes=1|comments=2|shares=7|views=500|\
                 lang=en|tags=acme|links=https://acme.example/x|paid",
                "id=12|url=https://x.com/i/web/status/12|text=No author told",
            ],
        ),
        (
            "instagram-hashtag",
            "https://graph.example/",
            json!({ "data": [{ "id": "1", "caption": "New #acme", "permalink": "https://www.instagram.com/p/A1/",
                               "timestamp": "2026-01-02T03:04:05+0000", "like_count": 5, "comments_count": 1 }] }),
            &[
                "id=1|url=https://www.instagram.com/p/A1/|text=New #acme|at=2026-01-02T03:04:05Z|likes=5|comments=1",
            ],
        ),
        (
            "instagram-mentions",
            "https://graph.example/",
            json!({ "data": [{ "id": "2", "caption": "With @acme", "permalink": "https://www.instagram.com/p/B2/",
                               "timestamp": "2026-01-02T03:04:05+0000", "username": "ann", "comments_count": 0 }] }),
            &[
                "id=2|url=https://www.instagram.com/p/B2/|text=With @acme|by=ann|handle=ann|\
               profile=https://www.instagram.com/ann/|at=2026-01-02T03:04:05Z|comments=0",
            ],
        ),
        (
            "instagram-discovery",
            "https://graph.example/",
            json!({ "business_discovery": { "username": "ann", "name": "Ann A.", "followers_count": 4000, "media_count": 1,
                "media": { "data": [{ "id": "3", "caption": "Rockets", "permalink": "https://www.instagram.com/p/C3/",
                                      "timestamp": "2026-01-02T03:04:05+0000", "like_count": 50, "comments_count": 6 }] } },
                "id": "9" }),
            &[
                "id=3|url=https://www.instagram.com/p/C3/|text=Rockets|by=Ann A.|handle=ann|\
               profile=https://www.instagram.com/ann/|followers=4000|at=2026-01-02T03:04:05Z|likes=50|comments=6",
            ],
        ),
        (
            "threads-search",
            "https://graph.example/",
            json!({ "data": [{ "id": "4", "text": "On Acme", "permalink": "https://www.threads.net/@ann/post/D4",
                               "timestamp": "2026-01-02T03:04:05+0000", "username": "ann", "topic_tag": "rockets",
                               "link_attachment_url": "https://acme.example/" }],
                    "paging": { "cursors": { "after": "x" } } }),
            &[
                "id=4|url=https://www.threads.net/@ann/post/D4|text=On Acme|by=ann|handle=ann|\
               profile=https://www.threads.net/@ann|at=2026-01-02T03:04:05Z|tags=rockets|links=https://acme.example/",
            ],
        ),
        (
            "tiktok-research",
            "https://open.example/",
            json!({ "data": { "videos": [{ "id": 7_012_345_678_901_234_567_u64, "username": "ann",
                "video_description": "Acme lifts off #acme", "create_time": 1_767_323_045, "region_code": "SE",
                "like_count": 1, "comment_count": 2, "share_count": 3, "view_count": 4, "hashtag_names": ["acme"] }],
                "cursor": 100, "search_id": "s", "has_more": true }, "error": { "code": "ok", "message": "" } }),
            &[
                "id=7012345678901234567|url=https://www.tiktok.com/@ann/video/7012345678901234567|text=Acme lifts off #acme|\
               by=ann|handle=ann|profile=https://www.tiktok.com/@ann|at=2026-01-02T03:04:05Z|likes=1|comments=2|shares=3|\
               views=4|tags=acme",
            ],
        ),
        (
            "linkedin-organization",
            "https://api.example/",
            json!({ "elements": [
                { "notificationId": 1, "action": "COMMENT", "sourcePost": "urn:li:share:10",
                  "generatedActivity": "urn:li:comment:(urn:li:activity:10,20)", "lastModifiedAt": 1_767_323_045_000_u64,
                  "decoratedGeneratedActivity": { "comment": { "entity": "urn:li:comment:(urn:li:activity:10,20)",
                      "owner": "urn:li:person:a1", "text": "Well done, Acme" } } },
                { "notificationId": 2, "action": "SHARE_MENTION", "sourcePost": "urn:li:share:30",
                  "generatedActivity": "urn:li:share:30", "lastModifiedAt": 1_767_323_045_000_u64,
                  "decoratedGeneratedActivity": { "share": { "entity": "urn:li:share:30", "owner": "urn:li:person:b2",
                      "text": "Acme again" } } }],
                "paging": { "count": 50, "start": 0, "links": [] } }),
            &[
                "id=urn:li:comment:(urn:li:activity:10,20)|url=https://www.linkedin.com/feed/update/urn:li:share:10/|\
                 text=Well done, Acme|by=urn:li:person:a1|at=2026-01-02T03:04:05Z",
                "id=urn:li:share:30|url=https://www.linkedin.com/feed/update/urn:li:share:30/|text=Acme again|\
                 by=urn:li:person:b2|at=2026-01-02T03:04:05Z",
            ],
        ),
        (
            "pinterest",
            "https://api.example/",
            json!({ "items": [{ "id": "5", "created_at": "2026-01-02T03:04:05", "title": "Rocket", "description": "By Acme",
                "link": "https://acme.example/r", "board_owner": { "username": "acme" }, "pin_metrics": {
                    "90d": { "impression": 1 },
                    "lifetime_metrics": { "impression": 70, "save": 6, "reaction": 5, "comment": 4, "pin_click": 3 } } }],
                "bookmark": null }),
            &[
                "id=5|url=https://www.pinterest.com/pin/5/|title=Rocket|text=By Acme|by=acme|handle=acme|\
               profile=https://www.pinterest.com/acme/|at=2026-01-02T03:04:05Z|likes=5|comments=4|shares=6|views=70|\
               links=https://acme.example/r",
            ],
        ),
        (
            "lemmy",
            "https://lemmy.example/",
            json!({
                "posts": [{ "post": { "id": 1, "name": "Acme flies", "body": "See", "url": "https://acme.example/f",
                                      "ap_id": "https://lemmy.example/post/1", "published": "2026-01-02T03:04:05.123456Z" },
                            "creator": { "name": "ann", "actor_id": "https://lemmy.example/u/ann", "bot_account": true },
                            "community": { "name": "space" }, "counts": { "score": 7, "comments": 2 } }],
                "comments": [{ "comment": { "id": 2, "content": "I like it", "ap_id": "https://lemmy.example/comment/2",
                                            "published": "2026-01-02T03:04:05" },
                               "post": { "id": 1, "name": "Acme flies", "url": "https://acme.example/f",
                                         "ap_id": "https://lemmy.example/post/1", "published": "2026-01-01T00:00:00" },
                               "creator": { "name": "bo", "actor_id": "https://other.example/u/bo" },
                               "community": { "name": "space" }, "counts": { "score": 1, "child_count": 0 } }],
            }),
            &[
                "id=https://lemmy.example/post/1|url=https://lemmy.example/post/1|title=Acme flies|text=See|by=ann|\
                 handle=ann|profile=https://lemmy.example/u/ann|at=2026-01-02T03:04:05.123456Z|likes=7|comments=2|\
                 tags=space|links=https://acme.example/f|bot",
                "id=https://lemmy.example/comment/2|url=https://lemmy.example/comment/2|title=Acme flies|text=I like it|\
                 by=bo|handle=bo|profile=https://other.example/u/bo|at=2026-01-02T03:04:05Z|likes=1|comments=0|tags=space",
            ],
        ),
        (
            "stackexchange",
            "https://api.example/",
            json!({ "items": [{ "question_id": 6, "link": "https://space.example/questions/6/acme", "title": "Acme&#39;s fuel?",
                "body": "<p>Which <a href=\"https://acme.example/\">fuel</a>?</p>", "owner": { "user_id": 42,
                "display_name": "Ann", "link": "https://space.example/users/42/ann", "reputation": 9000 },
                "creation_date": 1_767_323_045, "last_edit_date": 1_767_323_046, "score": -1, "answer_count": 2,
                "view_count": 30, "tags": ["fuel"] }], "has_more": false, "quota_remaining": 299 }),
            &[
                "id=6|url=https://space.example/questions/6/acme|title=Acme's fuel?|text=Which fuel?|by=Ann|handle=42|\
               profile=https://space.example/users/42/ann|at=2026-01-02T03:04:05Z|edited=2026-01-02T03:04:06Z|likes=0|\
               comments=2|views=30|tags=fuel|links=https://acme.example/",
            ],
        ),
        (
            "github-discussions",
            "https://api.example/",
            json!({ "data": { "search": { "pageInfo": { "hasNextPage": true, "endCursor": "Y3" }, "nodes": [{}, {
                "id": "D_1", "url": "https://github.com/a/b/discussions/1", "title": "Acme", "bodyHTML": "<p>Hi</p>",
                "createdAt": "2026-01-02T03:04:05Z", "lastEditedAt": null, "upvoteCount": 3,
                "author": { "login": "ann", "url": "https://github.com/ann" }, "comments": { "totalCount": 4 },
                "labels": { "nodes": [{ "name": "q" }] }, "category": { "name": "Ideas" } }] } } }),
            &[
                "id=D_1|url=https://github.com/a/b/discussions/1|title=Acme|text=Hi|by=ann|handle=ann|\
               profile=https://github.com/ann|at=2026-01-02T03:04:05Z|likes=3|comments=4|tags=q,Ideas",
            ],
        ),
        (
            "gitlab-issues",
            "https://gitlab.example/",
            json!([{ "id": 8, "iid": 1, "web_url": "https://gitlab.example/a/b/-/issues/1", "title": "Acme", "description":
                "Breaks", "author": { "name": "Ann", "username": "ann", "web_url": "https://gitlab.example/ann" },
                "created_at": "2026-01-02T03:04:05.000Z", "updated_at": "2026-01-03T00:00:00Z", "upvotes": 1,
                "user_notes_count": 2, "labels": ["bug"] }]),
            &[
                "id=8|url=https://gitlab.example/a/b/-/issues/1|title=Acme|text=Breaks|by=Ann|handle=ann|\
               profile=https://gitlab.example/ann|at=2026-01-02T03:04:05Z|edited=2026-01-03T00:00:00Z|likes=1|comments=2|\
               tags=bug",
            ],
        ),
        (
            "gdelt",
            "https://api.example/",
            json!({ "articles": [{ "url": "https://news.example/a", "url_mobile": "", "title": "Acme flies",
                "seendate": "20260102T030405Z", "socialimage": "", "domain": "news.example", "language": "English" }] }),
            &[
                "id=https://news.example/a|url=https://news.example/a|title=Acme flies|by=news.example|\
               profile=https://news.example/|at=2026-01-02T03:04:05Z",
            ],
        ),
        (
            "guardian",
            "https://content.example/",
            json!({ "response": { "status": "ok", "total": 1, "results": [{ "id": "science/2026/acme",
                "webUrl": "https://www.guardian.example/acme", "webTitle": "Acme flies", "webPublicationDate":
                "2026-01-02T03:04:05Z", "fields": { "byline": "Ann A.", "body": "<p>High</p>", "lang": "en",
                "lastModified": "2026-01-02T04:00:00Z" }, "tags": [
                    { "type": "keyword", "webTitle": "Space" }, { "type": "paid-content", "webTitle": "Paid" },
                    { "type": "contributor", "webTitle": "Ann", "webUrl": "https://www.guardian.example/ann" }] }] } }),
            &[
                "id=science/2026/acme|url=https://www.guardian.example/acme|title=Acme flies|text=High|by=Ann A.|\
               profile=https://www.guardian.example/ann|at=2026-01-02T03:04:05Z|edited=2026-01-02T04:00:00Z|lang=en|\
               tags=Space|paid",
            ],
        ),
        (
            "nytimes",
            "https://api.example/",
            json!({ "status": "OK", "response": { "docs": [{ "_id": "nyt://article/1",
                "web_url": "https://www.nytimes.example/acme", "headline": { "main": "Acme flies" }, "abstract": "High.",
                "lead_paragraph": "Very.", "byline": { "original": "By Ann A." }, "pub_date": "2026-01-02T03:04:05+0000",
                "keywords": [{ "name": "subject", "value": "Rockets" }] }], "metadata": { "hits": 1 } } }),
            &[
                "id=nyt://article/1|url=https://www.nytimes.example/acme|title=Acme flies|text=High. Very.|by=By Ann A.|\
               at=2026-01-02T03:04:05Z|tags=Rockets",
            ],
        ),
        (
            "discourse",
            "https://forum.example/posts.json",
            json!({ "latest_posts": [{ "id": 77, "topic_id": 5, "topic_slug": "acme", "topic_title": "Acme", "post_number": 2,
                "name": "", "username": "ann", "created_at": "2026-01-02T03:04:05.000Z", "cooked": "<p>I like it</p>",
                "reply_count": 1, "reads": 9, "actions_summary": [{ "id": 2, "count": 4 }] }] }),
            &[
                "id=77|url=https://forum.example/t/acme/5/2|title=Acme|text=I like it|by=ann|handle=ann|\
               profile=https://forum.example/u/ann|at=2026-01-02T03:04:05Z|likes=4|comments=1|views=9",
            ],
        ),
        (
            "wordpress",
            "https://blog.example/wp-json/wp/v2/posts",
            json!([{ "id": 3, "guid": { "rendered": "https://blog.example/?p=3" }, "link": "https://blog.example/acme/",
                "date_gmt": "2026-01-02T03:04:05", "modified_gmt": "2026-01-02T04:00:00", "title": { "rendered":
                "Acme &#038; I" }, "content": { "rendered": "<p>Text</p>" }, "_embedded": { "author": [{ "name": "Ann",
                "slug": "ann", "link": "https://blog.example/author/ann/" }], "wp:term": [[{ "name": "News" }], []] } }]),
            &[
                "id=https://blog.example/?p=3|url=https://blog.example/acme/|title=Acme & I|text=Text|by=Ann|handle=ann|\
               profile=https://blog.example/author/ann/|at=2026-01-02T03:04:05Z|edited=2026-01-02T04:00:00Z|tags=News",
            ],
        ),
        (
            "peertube",
            "https://tube.example/",
            json!({ "total": 1, "data": [{ "uuid": "u-1", "url": "https://tube.example/videos/watch/u-1", "name": "Acme",
                "truncatedDescription": "Lift-off", "account": { "name": "ann", "displayName": "Ann", "host": "tube.example",
                "url": "https://tube.example/accounts/ann" }, "publishedAt": "2026-01-02T03:04:05.000Z", "likes": 2,
                "views": 30, "comments": 1, "language": { "id": "en", "label": "English" }, "tags": ["rockets"] }] }),
            &[
                "id=u-1|url=https://tube.example/videos/watch/u-1|title=Acme|text=Lift-off|by=Ann|handle=ann@tube.example|\
               profile=https://tube.example/accounts/ann|at=2026-01-02T03:04:05Z|likes=2|comments=1|views=30|lang=en|\
               tags=rockets",
            ],
        ),
        (
            "mastodon-search",
            "https://m.example/",
            json!({ "accounts": [], "hashtags": [], "statuses": [{ "id": "9", "url": "https://m.example/@ann/9",
                "content": "<p>Acme</p>", "created_at": "2026-01-02T03:04:05.000Z", "favourites_count": 3,
                "replies_count": 1, "reblogs_count": 2, "quotes_count": 1, "language": "sv", "account": { "acct": "ann",
                "display_name": "Ann", "url": "https://m.example/@ann", "followers_count": 12, "bot": true } }] }),
            &[
                "id=9|url=https://m.example/@ann/9|text=Acme|by=Ann|handle=ann@m.example|profile=https://m.example/@ann|\
               followers=12|at=2026-01-02T03:04:05Z|likes=3|comments=1|shares=3|lang=sv|bot",
            ],
        ),
        (
            "devto",
            "https://dev.example/",
            json!([{ "id": 3, "url": "https://dev.example/ann/acme", "title": "Acme", "description": "Flies", "tag_list":
                ["rockets"], "published_timestamp": "2026-01-02T03:04:05Z", "edited_at": null, "comments_count": 1,
                "public_reactions_count": 2, "user": { "name": "Ann", "username": "ann" } }]),
            &[
                "id=3|url=https://dev.example/ann/acme|title=Acme|text=Flies|by=Ann|handle=ann|profile=https://dev.to/ann|\
               at=2026-01-02T03:04:05Z|likes=2|comments=1|tags=rockets",
            ],
        ),
        (
            "pixelfed",
            "https://pix.example/",
            json!([{ "id": "9", "url": "https://pix.example/p/ann/9", "content": "<p>Acme</p>", "created_at":
                "2026-01-02T03:04:05.000Z", "favourites_count": 3, "replies_count": 1, "reblogs_count": 0, "language": null,
                "account": { "acct": "ann", "display_name": "Ann", "url": "https://pix.example/ann", "followers_count": 12 },
                "tags": [{ "name": "acme" }] }]),
            &[
                "id=9|url=https://pix.example/p/ann/9|text=Acme|by=Ann|handle=ann@pix.example|\
               profile=https://pix.example/ann|followers=12|at=2026-01-02T03:04:05Z|likes=3|comments=1|shares=0|tags=acme",
            ],
        ),
        (
            "producthunt",
            "https://api.example/",
            json!({ "data": { "posts": { "pageInfo": { "hasNextPage": false, "endCursor": "MQ" }, "edges": [{ "node": {
                "id": "1", "name": "Acme", "tagline": "Rockets for all.", "description": "Long.", "url":
                "https://www.producthunt.example/posts/acme", "website": "https://www.producthunt.example/r/1",
                "votesCount": 10, "commentsCount": 2, "createdAt": "2026-01-02T03:04:05Z", "user": { "name": "Ann",
                "username": "ann", "url": "https://www.producthunt.example/@ann" }, "topics": { "edges": [{ "node": {
                "name": "Space" } }] } } }] } } }),
            &[
                "id=1|url=https://www.producthunt.example/posts/acme|title=Acme|text=Rockets for all. Long.|by=Ann|handle=ann|\
               profile=https://www.producthunt.example/@ann|at=2026-01-02T03:04:05Z|likes=10|comments=2|tags=Space|\
               links=https://www.producthunt.example/r/1",
            ],
        ),
        (
            "youtube-videos",
            "https://api.example/",
            json!({ "items": [{ "id": "v1", "snippet": { "title": "Acme", "description": "Ad", "channelTitle": "Ann",
                "channelId": "UC1", "publishedAt": "2026-01-02T03:04:05Z", "tags": ["x"], "defaultAudioLanguage": "en-GB" },
                "statistics": { "viewCount": "100", "likeCount": "9", "commentCount": "1" },
                "paidProductPlacementDetails": { "hasPaidProductPlacement": true } }] }),
            &[
                "id=v1|url=https://www.youtube.com/watch?v=v1|title=Acme|text=Ad|by=Ann|handle=UC1|\
               profile=https://www.youtube.com/channel/UC1|at=2026-01-02T03:04:05Z|likes=9|comments=1|views=100|lang=en|\
               tags=x|paid",
            ],
        ),
        (
            "podcastindex",
            "https://pod.example/",
            json!({ "status": "true", "items": [{ "id": 1, "guid": "g1", "title": "Ann Lee on Acme", "link": "",
                "enclosureUrl": "https://pod.example/1.mp3", "description": "<p>About <b>Acme</b></p>",
                "datePublished": 1_767_323_045, "feedTitle": "Rockets", "feedAuthor": "", "feedLanguage": "en-us" }],
                "count": 1 }),
            &[
                "id=g1|url=https://pod.example/1.mp3|title=Ann Lee on Acme|text=About Acme|by=Rockets|\
                 at=2026-01-02T03:04:05Z|lang=en",
            ],
        ),
        (
            "newsapi",
            "https://newsapi.example/",
            json!({ "status": "ok", "totalResults": 1, "articles": [{ "source": { "id": null, "name": "News" },
                "author": null, "title": "Acme", "description": "R&amp;D", "content": "At length", "url":
                "https://news.example/a", "publishedAt": "2026-01-02T03:04:05Z" }] }),
            &[
                "id=https://news.example/a|url=https://news.example/a|title=Acme|text=R&D At length|by=News|\
               at=2026-01-02T03:04:05Z",
            ],
        ),
    ]
}

#[test]
fn documented_answers_are_read() {
    for (name, base, reply, want) in fixtures() {
        let (documents, issues) = read(name, base, &reply);
        assert_eq!(issues, Vec::<String>::new(), "{name}");
        let got: Vec<String> = documents.iter().map(line).collect();
        assert_eq!(got, want, "{name}");
    }
}

/// How APIs say that there is nothing, which is no fault, and that something is wrong, which is one.
#[test]
fn nothing_found_is_no_fault_and_an_error_is_one() {
    for (name, reply, is_fault) in [
        ("x-recent-search", json!({ "meta": { "result_count": 0 } }), false),
        (
            "x-recent-search",
            json!({ "title": "Unauthorized", "status": 401 }),
            true,
        ),
        ("gdelt", json!({}), false),
        (
            "nytimes",
            json!({ "response": { "docs": null, "metadata": { "hits": 0 } } }),
            false,
        ),
        (
            "nytimes",
            json!({ "fault": { "faultstring": "Rate limit" } }),
            true,
        ),
        (
            "newsapi",
            json!({ "status": "error", "code": "apiKeyInvalid" }),
            true,
        ),
        (
            "instagram-discovery",
            json!({ "business_discovery": { "media_count": 0 } }),
            false,
        ),
        (
            "instagram-discovery",
            json!({ "error": { "message": "no", "code": 110 } }),
            true,
        ),
        ("threads-search", json!({ "data": [] }), false),
        (
            "github-discussions",
            json!({ "data": { "search": { "nodes": [] } } }),
            false,
        ),
        (
            "github-discussions",
            json!({ "data": null, "errors": [{ "message": "no" }] }),
            true,
        ),
        ("wordpress", json!([]), false),
        (
            "wordpress",
            json!({ "code": "rest_forbidden", "message": "no" }),
            true,
        ),
        ("lemmy", json!({ "posts": [], "comments": [] }), false),
        ("lemmy", json!({ "error": "rate_limit_error" }), true),
        ("peertube", json!({ "total": 0, "data": [] }), false),
        (
            "mastodon-search",
            json!({ "accounts": [], "statuses": [], "hashtags": [] }),
            false,
        ),
    ] {
        let (documents, issues) = read(name, "https://a.example/", &reply);
        assert_eq!(
            (documents.len(), !issues.is_empty()),
            (0, is_fault),
            "{name}: {reply}"
        );
    }
}

/// The requests of one poll: what the first and the second page are asked with.
#[test]
fn pages_are_asked_for_as_documented() {
    let poll = Cursor {
        since: Some("2026-01-01T00:00:00Z".parse().unwrap()),
        now: Some("2026-01-20T12:00:00Z".parse().unwrap()),
        ..Cursor::default()
    };
    for (name, reply, first_has, second_has) in [
        (
            "mastodon-search",
            json!({ "statuses": [{ "account": {} }] }),
            "limit=40",
            Some("offset=40"),
        ),
        (
            "pixelfed",
            json!([{ "id": "9", "account": {} }, { "id": "8", "account": {} }]),
            "limit=40",
            Some("max_id=8"),
        ),
        (
            "bluesky-author",
            json!({ "cursor": "c1" }),
            "actor=acme.bsky.social",
            Some("cursor=c1"),
        ),
        (
            "reddit-subreddit",
            json!({ "data": { "after": "t3_x" } }),
            "/r/rockets/comments?",
            Some("after=t3_x"),
        ),
        (
            "x-recent-search",
            json!({ "meta": { "next_token": "n" } }),
            "start_time=2026-01-14T12%3A00%3A00Z",
            None,
        ),
        ("newsapi", json!({}), "from=2026-01-01T00%3A00%3A00Z", None),
        (
            "nytimes",
            json!({ "response": { "docs": [{ "web_url": "x" }] } }),
            "begin_date=20260101",
            Some("page=1"),
        ),
        ("guardian", json!({}), "from-date=2026-01-01", None),
        (
            "threads-search",
            json!({ "paging": { "cursors": { "after": "a" } } }),
            "since=1767225600",
            Some("after=a"),
        ),
        (
            "stackexchange",
            json!({ "items": [{ "question_id": 1 }], "has_more": true }),
            "fromdate=1767225600",
            Some("page=2"),
        ),
        (
            "stackexchange",
            json!({ "items": [{ "question_id": 1 }], "has_more": false }),
            "site=space",
            None,
        ),
        (
            "peertube",
            json!({ "total": 150, "data": [{ "uuid": "u" }] }),
            "count=100",
            Some("start=100"),
        ),
        (
            "discourse",
            json!({ "latest_posts": [{ "id": 9 }, { "id": 8 }] }),
            "/posts.json",
            Some("before=8"),
        ),
        (
            "pinterest",
            json!({ "bookmark": "b" }),
            "pin_metrics=true",
            Some("bookmark=b"),
        ),
        ("devto", json!([{ "id": 1 }]), "tag=rockets", Some("page=2")),
        (
            "linkedin-organization",
            json!({ "paging": { "links": [{ "rel": "prev", "href": "/rest/x?start=0" }, { "rel": "next", "href": "/rest/x?start=50" }] } }),
            "actions=List(COMMENT,SHARE_MENTION)",
            Some("/rest/x?start=50"),
        ),
        (
            "instagram-discovery",
            json!({}),
            "business_discovery.username%28acmerockets%29%7Busername",
            None,
        ),
    ] {
        let plan = plan(name);
        let first = request::first(&plan, &poll).unwrap();
        assert!(first.url.as_str().contains(first_has), "{name}: {}", first.url);
        let second = request::next(&plan, &first, None, &reply, 1);
        let second = second.map(|request| request.url.to_string());
        assert_eq!(second.is_some(), second_has.is_some(), "{name}: {second:?}");
        let (found, wanted) = (second.unwrap_or_default(), second_has.unwrap_or_default());
        assert!(found.contains(wanted), "{name}: {found}");
    }
}

#[test]
fn bodies_are_json_with_and_without_cursor() {
    let poll = Cursor {
        now: Some("2026-01-20T12:00:00Z".parse().unwrap()),
        ..Cursor::default()
    };
    for (name, reply, first_at, first_is, second_is) in [
        (
            "github-discussions",
            json!({ "data": { "search": { "pageInfo": { "hasNextPage": true, "endCursor": "Y3" } } } }),
            "/variables/after",
            Value::Null,
            Some(json!("Y3")),
        ),
        (
            "producthunt",
            json!({ "data": { "posts": { "pageInfo": { "hasNextPage": true, "endCursor": "MQ" } } } }),
            "/variables/after",
            Value::Null,
            Some(json!("MQ")),
        ),
        (
            "tiktok-research",
            json!({}),
            "/start_date",
            json!("20260110"),
            None,
        ),
        ("tiktok-research", json!({}), "/end_date", json!("20260120"), None),
    ] {
        let plan = plan(name);
        let at = |request: &request::HttpRequest| {
            let body: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
            body.pointer(first_at).unwrap().clone()
        };
        let first = request::first(&plan, &poll).unwrap();
        assert_eq!((at(&first), first.method.as_str()), (first_is, "POST"), "{name}");
        let second = request::next(&plan, &first, None, &reply, 1);
        assert_eq!(second.as_ref().map(at), second_is, "{name}");
    }
}

/// Sources of presets whose APIs are played by the fake web.
const PLAYED: &str = r#"
[polling]
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = "acme"

[[source]]
name = "Counts items"
api = "mastodon-search"
with = { instance = "http://m.example:@PORT@", query = "acme", token = "${API_KEY}" }
allow_private = true

[[source]]
name = "Looks up authors, within a window"
api = "x-recent-search"
with = { endpoint = "http://x.example:@PORT@", query = "acme", token = "${API_KEY}" }
allow_private = true

[[source]]
name = "Cursor in a body"
api = "github-discussions"
with = { endpoint = "http://git.example:@PORT@", query = "acme \"quoted\"", token = "${API_KEY}" }
allow_private = true

[[source]]
name = "Refresh token and a relative next page"
api = "linkedin-organization"
allow_private = true
[source.with]
endpoint = "http://li.example:@PORT@"
login = "http://li.example:@PORT@"
organization = 7
client_id = "id"
client_secret = "${API_KEY}"
refresh_token = "${SMTP_PASSWORD}"

[[source]]
name = "Client credentials in the form"
api = "tiktok-research"
with = { endpoint = "http://tt.example:@PORT@", query = "acme", client_key = "ck", client_secret = "${API_KEY}" }
allow_private = true

[[source]]
name = "Last id is the cursor"
api = "discourse"
with = { site = "http://forum.example:@PORT@" }
allow_private = true

[[source]]
name = "Signed requests"
api = "podcastindex"
with = { endpoint = "http://pod.example:@PORT@", query = "acme", key = "KEY", secret = "${API_KEY}" }
allow_private = true

[[source]]
name = "A feed"
api = "substack"
with = { newsletter = "http://letter.example:@PORT@" }
allow_private = true
"#;

/// What the played APIs answer, by path.
fn answers() -> Vec<(&'static str, Vec<Value>)> {
    let status = |id: &str| {
        json!({ "id": id, "content": "<p>Acme</p>", "created_at": "2026-11-16T10:00:00Z",
                                    "url": format!("https://m.example/@ann/{id}"), "account": { "acct": "ann" } })
    };
    let discussion = |id: &str, more: bool| {
        json!({ "data": { "search": { "pageInfo": { "hasNextPage": more, "endCursor": "Y3" }, "nodes": [{ "id": id,
                "url": format!("https://git.example/d/{id}"), "title": "Acme", "createdAt": "2026-11-16T10:00:00Z" }] } } })
    };
    let comment = |id: &str| {
        json!({ "generatedActivity": id, "sourcePost": id, "lastModifiedAt": 1_794_823_200_000_u64,
                                     "decoratedGeneratedActivity": { "comment": { "owner": "p", "text": "Acme" } } })
    };
    let post = |id: u64| {
        json!({ "id": id, "topic_slug": "t", "topic_id": 1, "post_number": id, "username": "ann",
                                 "cooked": "<p>Acme</p>", "created_at": "2026-11-16T10:00:00Z" })
    };
    vec![
        (
            "/api/v2/search",
            vec![
                json!({ "statuses": [status("1")] }),
                json!({ "statuses": [status("2")] }),
            ],
        ),
        (
            "/2/tweets/search/recent",
            vec![
                json!({ "data": [{ "id": "3", "text": "Acme", "author_id": "7", "created_at": "2026-11-16T10:00:00Z" }],
                         "includes": { "users": [{ "id": "7", "username": "bo", "public_metrics": { "followers_count": 5 } }] },
                         "meta": { "next_token": "n" } }),
            ],
        ),
        ("/graphql", vec![discussion("D1", true), discussion("D2", false)]),
        (
            "/oauth/v2/accessToken",
            vec![json!({ "access_token": "from-refresh", "expires_in": 5_184_000 })],
        ),
        (
            "/rest/organizationalEntityNotifications",
            vec![json!({ "elements": [comment("urn:li:share:1")],
                         "paging": { "links": [{ "rel": "next", "href": "/rest/later?start=50" }] } })],
        ),
        (
            "/rest/later",
            vec![json!({ "elements": [comment("urn:li:share:2")], "paging": { "links": [] } })],
        ),
        (
            "/v2/oauth/token/",
            vec![json!({ "access_token": "from-form", "expires_in": 7200 })],
        ),
        (
            "/v2/research/video/query/",
            vec![
                json!({ "data": { "videos": [{ "id": 4, "username": "ann", "video_description": "Acme",
                                                "create_time": 1_794_823_200 }] } }),
            ],
        ),
        (
            "/api/1.0/search/byperson",
            vec![
                json!({ "status": "true", "items": [{ "id": 5, "title": "Acme", "link": "https://pod.example/5",
                         "datePublished": 1_794_823_200 }] }),
            ],
        ),
        (
            "/posts.json",
            vec![
                json!({ "latest_posts": [post(9), post(8)] }),
                json!({ "latest_posts": [] }),
            ],
        ),
    ]
}

#[test]
fn pages_come_through_real_http() {
    in_world(Mode::Good, PLAYED, async |world| {
        for (path, pages) in answers() {
            let replies = pages.iter().map(|page| Reply::json(page.to_string()));
            world.web.on(path, replies);
        }
        let feed = "<rss version=\"2.0\"><channel><title>L</title><item><guid>g</guid><title>Acme</title>\
                    <link>http://letter.example/p/1</link></item></channel></rss>";
        world.web.on("/feed", [Reply::ok(feed)]);
        assert_eq!(world.poll_due().await, 12);
        let log = world.web.log();
        let asked = |path: &str| -> Vec<(String, String, String)> {
            let of_path = log
                .iter()
                .filter(|request| request.target.split('?').next() == Some(path));
            of_path
                .map(|request| {
                    let body = String::from_utf8(request.body.clone()).unwrap();
                    let login = request.header("authorization").unwrap_or_default().to_owned();
                    (request.target.clone(), login, body)
                })
                .collect()
        };
        let has = |path: &str, nth: usize, target: &str, login: &str, body: &str| {
            let asked = asked(path);
            let (target_was, login_was, body_was) = &asked[nth];
            assert!(target_was.contains(target), "{target_was} lacks {target}");
            assert!(login_was.contains(login), "{login_was} lacks {login}");
            assert!(body_was.contains(body), "{body_was} lacks {body}");
        };
        has("/api/v2/search", 0, "limit=40", "Bearer canary-api", "");
        has("/api/v2/search", 1, "offset=40", "Bearer canary-api", "");
        let search = "/2/tweets/search/recent";
        has(
            search,
            0,
            "start_time=2026-11-11T12%3A00%3A00Z",
            "Bearer canary-api",
            "",
        );
        assert_eq!(asked(search).len(), 1, "what costs is asked once");
        has("/graphql", 0, "", "Bearer canary-api", r#""after":null"#);
        has(
            "/graphql",
            1,
            "",
            "Bearer canary-api",
            r#""q":"acme \"quoted\" sort:created-desc","after":"Y3""#,
        );
        let token = "/oauth/v2/accessToken";
        has(
            token,
            0,
            "",
            "",
            "grant_type=refresh_token&refresh_token=canary-smtp",
        );
        has(token, 0, "", "", "&client_id=id&client_secret=canary-api");
        let notified = "/rest/organizationalEntityNotifications";
        has(
            notified,
            0,
            "urn%3Ali%3Aorganization%3A7&",
            "Bearer from-refresh",
            "",
        );
        has("/rest/later", 0, "start=50", "Bearer from-refresh", "");
        has(
            "/v2/oauth/token/",
            0,
            "",
            "",
            "grant_type=client_credentials&client_key=ck&client_secret=",
        );
        let dates = r#""start_date":"20261107","end_date":"20261117""#;
        has(
            "/v2/research/video/query/",
            0,
            "fields=id",
            "Bearer from-form",
            dates,
        );
        has("/posts.json", 1, "before=8", "", "");
        // `printf 'KEYcanary-api-5c1d%s' "$(date -d 2026-11-17T12:00Z +%s)" | sha1sum`
        let signature = "4f0b74cff553f3703f20a5be63a112a248ca02a7";
        has("/api/1.0/search/byperson", 0, "fulltext=true", signature, "");
        let signed = log
            .iter()
            .find(|request| request.target.contains("byperson"))
            .unwrap();
        assert_eq!(
            (signed.header("x-auth-key"), signed.header("x-auth-date")),
            (Some("KEY"), Some("1794916800"))
        );
        let mentions = world.mentions().await;
        let author = mentions.iter().find_map(|mention| {
            let author = &mention.author;
            (author.handle.as_deref() == Some("bo")).then_some(author.followers)
        });
        assert_eq!(author, Some(Some(5)), "an author is looked up");
    });
}
