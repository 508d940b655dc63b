//! The story in the forms of the web: RSS, Atom, JSON Feed, pages, API replies.

use std::fmt::Write as _;

use jiff::{fmt::rfc2822, tz::TimeZone};
use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::story::{Place, Post, Story};

pub(super) const RSS: &str = "application/rss+xml; charset=utf-8";
pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";
pub(super) const JSON_FEED: &str = "application/feed+json";
pub(super) const JSON: &str = "application/json";
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// Items of a feed or page.
const PAGE: usize = 100;
/// Reviews on one page of the review site.
const REVIEWS: usize = 25;

fn rfc2822(post: &Post) -> String {
    rfc2822::to_string(&post.at.to_zoned(TimeZone::UTC)).unwrap_or_default()
}

fn body_html(post: &Post) -> String {
    let link = post
        .link
        .as_ref()
        .map(|(url, anchor)| format!("<p>See <a href=\"{}\">{}</a>.</p>", escape(url), escape(*anchor)));
    format!("<p>{}</p>{}", escape(&post.text), link.unwrap_or_default())
}

pub(super) fn rss(story: &Story, place: Place, title: &str, host: &str) -> String {
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <channel><title>{}</title><link>https://{host}/</link><description>{}</description><language>en</language>\n",
        escape(title),
        escape(title)
    );
    for post in story.of(place).take(PAGE) {
        // Writing into a string cannot fail.
        writeln!(
            feed,
            "<item><title>{}</title><link>https://{host}/{}</link><guid isPermaLink=\"false\">{host}-{}</guid>\
             <dc:creator>{}</dc:creator><pubDate>{}</pubDate><description>{}</description></item>",
            escape(&post.title),
            post.id,
            post.id,
            escape(post.author),
            rfc2822(post),
            escape(body_html(post))
        )
        .ok();
    }
    feed + "</channel></rss>\n"
}

/// As [`rss`], with what one finds in the wild: a bare `&`, a control character, no end.
pub(super) fn broken_rss(story: &Story, place: Place, title: &str, host: &str) -> String {
    let whole = rss(story, place, title, host)
        .replace("Gadget &amp; Post", "Gadget & Post")
        .replace("nine countries", "nine\u{8}countries");
    whole
        .strip_suffix("</channel></rss>\n")
        .map(str::to_owned)
        .unwrap_or(whole)
}

pub(super) fn atom(story: &Story, place: Place, title: &str, host: &str) -> String {
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\
         <title>{}</title><id>https://{host}/</id><link href=\"https://{host}/\"/><updated>{}</updated>\n",
        escape(title),
        story.now
    );
    for post in story.of(place).take(PAGE) {
        writeln!(
            feed,
            "<entry><id>tag:{host},2026:{}</id><title>{}</title><link href=\"https://{host}/{}\"/><published>{}</published>\
             <updated>{}</updated><author><name>{}</name></author><content type=\"html\">{}</content></entry>",
            post.id,
            escape(&post.title),
            post.id,
            post.at,
            post.at,
            escape(post.author),
            escape(body_html(post))
        )
        .ok();
    }
    feed + "</feed>\n"
}

pub(super) fn videos(story: &Story) -> String {
    let mut feed = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
                    xmlns:yt=\"http://www.youtube.com/xml/schemas/2015\" xmlns:media=\"http://search.yahoo.com/mrss/\">\
                    <title>Tom Fixes</title><id>yt:channel:UCtomfixes</id>\n"
        .to_owned();
    for post in story.of(Place::YouTube).take(PAGE) {
        writeln!(
            feed,
            "<entry><id>yt:video:demo{}</id><title>{}</title><link rel=\"alternate\" \
             href=\"https://video.example/watch?v=demo{}\"/><author><name>{}</name><uri>https://video.example/@{}</uri></author>\
             <published>{}</published><updated>{}</updated><media:group><media:title>{}</media:title>\
             <media:description>{}</media:description><media:community><media:starRating count=\"{}\" average=\"5.00\"/>\
             <media:statistics views=\"{}\"/></media:community></media:group></entry>",
            post.id,
            escape(&post.title),
            post.id,
            escape(post.author),
            post.handle,
            post.at,
            post.at,
            escape(&post.title),
            escape(&post.text),
            post.likes,
            post.views
        )
        .ok();
    }
    feed + "</feed>\n"
}

pub(super) fn json_feed(story: &Story, place: Place, title: &str, host: &str) -> String {
    let items: Vec<Value> = story
        .of(place)
        .take(PAGE)
        .map(|post| {
            json!({
                "id": format!("{host}/{}", post.id), "url": format!("https://{host}/{}", post.id), "title": post.title,
                "content_html": body_html(post), "date_published": post.at.to_string(),
                "authors": [{ "name": post.author }], "language": "en",
            })
        })
        .collect();
    json!({ "version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": format!("https://{host}/"), "items": items })
        .to_string()
}

pub(super) fn forum(story: &Story, port: u16) -> String {
    let mut page = "<!doctype html><html lang=\"en\"><title>Lamp forum: latest</title><nav><a href=\"/\">Home</a></nav><ul>\n".to_owned();
    for post in story.of(Place::Forum).take(PAGE) {
        writeln!(
            page,
            "<li class=\"topic\"><h2><a href=\"http://lampforum.example:{port}/t/{}\">{}</a></h2>\
             <time datetime=\"{}\">{}</time> by <span class=\"by\">{}</span><p>{}</p></li>",
            post.id,
            escape(&post.title),
            post.at,
            post.at.strftime("%-d %b"),
            escape(post.author),
            escape(&post.text)
        )
        .ok();
    }
    page + "</ul><footer>Lamp forum</footer></html>"
}

pub(super) fn topic(story: &Story, path: &str) -> Option<String> {
    let id: u32 = path.strip_prefix("/t/")?.parse().ok()?;
    let post = story.of(Place::Forum).find(|post| post.id == id)?;
    Some(format!(
        "<!doctype html><html lang=\"en\"><head><title>{0} – Lamp forum</title></head><body><nav><a href=\"/\">Home</a> \
         <a href=\"/latest\">Latest</a></nav><main><article><h1>{0}</h1><p class=\"meta\">by {1}</p><p>{2}</p>\
         <p>I will add pictures later this week, as soon as there is some daylight to take them in. If you have questions \
         about how it is built, ask below and I will look at mine.</p></article></main><footer>Lamp forum, rules, \
         contact</footer></body></html>",
        escape(&post.title),
        escape(post.author),
        escape(&post.text)
    ))
}

pub(super) fn mastodon(story: &Story) -> String {
    let posts: Vec<Value> = story
        .of(Place::Mastodon)
        .take(PAGE)
        .map(|post| {
            let acct = post.handle;
            json!({
                "id": post.id.to_string(), "uri": format!("https://fjord.example/users/{acct}/statuses/{}", post.id),
                "url": format!("https://fjord.example/@{acct}/{}", post.id), "created_at": post.at.to_string(),
                "content": body_html(post), "language": "en",
                "favourites_count": post.likes, "replies_count": post.comments, "reblogs_count": post.shares,
                "account": {
                    "acct": acct, "username": acct, "display_name": post.author, "bot": false,
                    "url": format!("https://fjord.example/@{acct}"), "followers_count": post.followers,
                },
                "tags": [{ "name": "tindralights" }],
            })
        })
        .collect();
    Value::Array(posts).to_string()
}

/// Honours `page`, as the real one does.
pub(super) fn hacker_news(story: &Story, query: &str) -> String {
    let first = parameter(query, "page").is_none_or(|page| page == "0");
    let hits: Vec<Value> = story
        .of(Place::HackerNews)
        .take(if first { PAGE } else { 0 })
        .map(|post| {
            json!({
                "objectID": post.id.to_string(), "author": post.handle, "title": post.title, "story_text": post.text,
                "created_at_i": post.at.as_second(), "created_at": post.at.to_string(),
                "points": post.likes * 3, "num_comments": post.comments,
            })
        })
        .collect();
    json!({ "hits": hits, "nbHits": hits.len() }).to_string()
}

pub(super) fn bluesky(story: &Story) -> String {
    let posts: Vec<Value> = story
        .of(Place::Bluesky)
        .take(PAGE)
        .map(|post| {
            let handle = if post.handle.contains('.') { post.handle.to_owned() } else { format!("{}.sky.example", post.handle) };
            let facets = post.link.as_ref().map(|(url, _)| {
                json!([{ "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": url }] }])
            });
            json!({
                "uri": format!("at://did:plc:{}/app.bsky.feed.post/{}", post.handle, post.id),
                "author": { "did": format!("did:plc:{}", post.handle), "handle": handle, "displayName": post.author },
                "record": { "text": post.text, "createdAt": post.at.to_string(), "langs": ["en"], "facets": facets },
                "indexedAt": post.at.to_string(),
                "likeCount": post.likes, "replyCount": post.comments, "repostCount": post.shares, "quoteCount": 0,
            })
        })
        .collect();
    json!({ "posts": posts }).to_string()
}

pub(super) fn reddit(story: &Story) -> String {
    let children: Vec<Value> = story
        .of(Place::Reddit)
        .take(PAGE)
        .map(|post| {
            json!({ "kind": "t3", "data": {
                "name": format!("t3_{}", post.id), "id": post.id.to_string(), "author": post.handle, "title": post.title,
                "selftext": post.text, "permalink": format!("/r/lamps/comments/{}/", post.id), "subreddit": "lamps",
                "created_utc": post.at.as_second(), "score": post.likes * 2, "num_comments": post.comments,
            } })
        })
        .collect();
    json!({ "kind": "Listing", "data": { "after": null, "children": children } }).to_string()
}

pub(super) fn reviews(story: &Story, query: &str, port: u16) -> String {
    let page: usize = parameter(query, "page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .max(1);
    let all: Vec<&Post> = story.of(Place::Reviews).collect();
    let shown = all.iter().skip((page - 1).saturating_mul(REVIEWS)).take(REVIEWS);
    let reviews: Vec<Value> = shown
        .map(|post| {
            json!({
                "id": post.id, "permalink": format!("https://lampreviews.example/r/{}", post.id), "headline": post.title,
                "body": body_html(post), "user": { "name": post.author }, "created_at": post.at.to_string(),
                "helpful": post.likes,
            })
        })
        .collect();
    let next = (page.saturating_mul(REVIEWS) < all.len())
        .then(|| format!("http://lampreviews.example:{port}/api/reviews?page={}", page + 1));
    json!({ "reviews": reviews, "paging": { "next": next } }).to_string()
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
