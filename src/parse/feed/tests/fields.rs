//! What each element of each kind of feed becomes in a document.

use super::super::inspect_json;
use super::{atom, feed, rss};

#[test]
fn rss_2_is_read_whole() {
    let feed = feed(
        "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:slash='http://purl.org/rss/1.0/modules/slash/'><channel>\
         <title>Caf&#233; News</title><link>https://site.example/</link><language>en-GB</language><ttl>30</ttl>\
         <image><title>logo</title><link>https://logo.example</link></image>\
         <item><title>Acme &amp;amp; &lt;b>Sons&lt;/b></title><link>/a?x=1&amp;y=2</link><guid isPermaLink='false'>g1</guid>\
         <pubDate>Wed, 04 Mar 2026 05:06:07 GMT</pubDate><dc:creator>jo@site.example (Jo)</dc:creator>\
         <category>#news</category><category>news</category><slash:comments>7</slash:comments>\
         <enclosure url='/a.mp3' type='audio/mpeg' length='9'/><description>short</description>\
         <content:encoded><![CDATA[<p>One</p><p>Two <a href='/b' rel='nofollow'>link</a></p>]]></content:encoded></item>\
         </channel></rss>",
    );
    assert_eq!(
        (feed.format.as_str(), feed.title.as_deref(), feed.ttl_secs),
        ("rss", Some("Café News"), Some(1800))
    );
    assert_eq!(
        (feed.link.as_deref(), feed.language.as_deref()),
        (Some("https://site.example/"), Some("en-GB"))
    );
    assert!(feed.issues.is_empty(), "{:?}", feed.issues);
    let item = &feed.documents[0];
    assert_eq!(
        (item.title.as_str(), item.text.as_str()),
        ("Acme & Sons", "One\nTwo link")
    );
    assert_eq!(
        (item.id.as_deref(), item.url.as_deref()),
        (Some("g1"), Some("http://base.example/a?x=1&y=2"))
    );
    assert_eq!(item.published.unwrap().to_string(), "2026-03-04T05:06:07Z");
    assert_eq!(
        (item.author.name.as_deref(), item.language.as_deref()),
        (Some("Jo"), Some("en"))
    );
    assert_eq!(
        (item.categories.as_slice(), item.engagement.comments),
        (["news".to_owned()].as_slice(), Some(7))
    );
    assert_eq!(
        (item.enclosures[0].url.as_str(), item.enclosures[0].bytes),
        ("http://base.example/a.mp3", Some(9))
    );
    assert_eq!(
        (item.links[0].url.as_str(), item.links[0].rel[0].as_str()),
        ("http://base.example/b", "nofollow")
    );
}

#[test]
fn atom_texts_mean_what_their_type_says() {
    for (title, expected) in [
        ("<title>A &amp;amp; B</title>", "A & B"),
        (
            "<title type='html'>&lt;i>A&lt;/i> &amp;amp;lt;b&amp;amp;gt;</title>",
            "A &lt;b&gt;",
        ),
        ("<title type='html'>use &amp;lt;b&amp;gt;</title>", "use <b>"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>b</b> &lt;c></div></title>",
            "A b <c>",
        ),
        ("<title type='HTML'>x</title>", "x"),
        ("<title mode='base64'>QWNtZQ==</title>", "Acme"),
        ("<title>Vec&lt;u8&gt;</title>", "Vec<u8>"),
    ] {
        assert_eq!(atom(title).title, expected, "{title}");
    }
}

#[test]
fn atom_links_bases_authors_and_languages() {
    let feed = feed(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0' xml:lang='de' \
         xml:base='https://blog.example/x/'><author><name>Feed Author</name></author>\
         <entry xml:base='posts/'><id>tag:1</id><link rel='self' href='self'/><link href='1.html'/>\
         <link rel='related' href='https://other.example/' title='Other'/><published>2026-03-04T05:06:07Z</published>\
         <updated>2026-03-05T05:06:07Z</updated><thr:total>3</thr:total>\
         <content type='html' xml:base='deep/'>&lt;a href='2.html'>two&lt;/a></content></entry>\
         <entry xml:lang='en'><author><name>/u/jo</name><uri>https://jo.example/</uri></author><summary>s</summary></entry>\
         </feed>",
    );
    let [first, second] = feed.documents.as_slice() else {
        panic!("{feed:?}")
    };
    assert_eq!(first.url.as_deref(), Some("https://blog.example/x/posts/1.html"));
    assert_eq!(first.links[0].url, "https://blog.example/x/posts/deep/2.html");
    assert_eq!(
        (first.links[1].url.as_str(), first.links[1].rel[0].as_str()),
        ("https://other.example/", "related")
    );
    assert_eq!(
        (first.author.name.as_deref(), first.language.as_deref()),
        (Some("Feed Author"), Some("de"))
    );
    assert_eq!(first.engagement.comments, Some(3));
    assert!(first.published < first.updated);
    assert_eq!(
        (second.author.handle.as_deref(), second.language.as_deref()),
        (Some("jo"), Some("en"))
    );
    assert_eq!(
        (second.id.clone(), second.url.clone(), second.text.as_str()),
        (None, None, "s")
    );
}

#[test]
fn a_missing_id_stays_missing() {
    let item = rss("<title>x</title><link>https://a.example/?token=1</link>");
    assert_eq!(
        (item.id, item.url.as_deref()),
        (None, Some("https://a.example/?token=1"))
    );
    let item = rss("<guid isPermaLink='false'>https://a.example/1</guid>");
    assert_eq!(
        (item.id.as_deref(), item.url),
        (Some("https://a.example/1"), None)
    );
}

#[test]
fn the_strongest_date_wins_and_odd_ones_are_named() {
    let item = rss(
        "<dc:date>2020-01-01</dc:date><pubDate>4 Mar 2026</pubDate><dcterms:created>2019</dcterms:created>",
    );
    assert_eq!(item.published.unwrap().to_string(), "2026-03-04T00:00:00Z");
    let item = rss("<pubDate>soon</pubDate><dc:date>2026-03-04</dc:date>");
    assert_eq!(item.published.unwrap().to_string(), "2026-03-04T00:00:00Z");
    let feed = feed("<rss version='2.0'><item><pubDate>soon &lt;script></pubDate></item></rss>");
    assert!(feed.issues[0].0.contains("`soon <script>`"), "{:?}", feed.issues);
}

#[test]
fn media_rss_gives_views_titles_and_files() {
    let item = rss(
        "<media:group><media:title>Clip</media:title><media:content url='https://a.example/v.mp4' type='video/mp4' \
         fileSize='5'/><media:description>Said &amp;amp; done</media:description><media:community>\
         <media:starRating count='4' average='5'/><media:statistics views='123' favorites='0'/></media:community></media:group>",
    );
    assert_eq!((item.title.as_str(), item.text.as_str()), ("Clip", "Said & done"));
    assert_eq!((item.engagement.views, item.engagement.likes), (Some(123), None));
    assert_eq!(
        (item.enclosures[0].url.as_str(), item.enclosures[0].bytes),
        ("https://a.example/v.mp4", Some(5))
    );
}

#[test]
fn json_feeds_are_read_with_their_liberties() {
    let whole = r##"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "home_page_url": "https://a.example/",
        "authors": [{"name": "Ann"}], "language": "en-US", "items": [
        {"id": 7, "url": "https://a.example/7", "external_url": "https://b.example/", "title": "Seven",
         "content_html": "<p>x <a href='/y'>y</a></p>", "date_published": "2026-03-04T05:06:07+01:00",
         "tags": ["#one", "two"], "attachments": [{"url": "https://a.example/f", "mime_type": "audio/mpeg", "size_in_bytes": 3}]},
        {"id": "8", "content_text": "plain <b>", "author": {"name": "Bob", "url": "https://bob.example"}}, {"id": "9"##;
    let complete = format!("{whole}\"}}]}}");
    for (text, count) in [(complete.as_str(), 3), (whole, 2)] {
        let feed = feed(text);
        assert_eq!(
            (feed.format.as_str(), feed.documents.len(), feed.issues.len()),
            ("json", count, 3 - count)
        );
        let first = &feed.documents[0];
        assert_eq!(
            (first.id.as_deref(), first.url.as_deref()),
            (Some("7"), Some("https://a.example/7"))
        );
        assert_eq!(
            (first.author.name.as_deref(), first.text.as_str()),
            (Some("Ann"), "x y")
        );
        assert_eq!(
            (first.links[0].url.as_str(), first.links[1].url.as_str()),
            ("http://base.example/y", "https://b.example/")
        );
        assert_eq!(
            (first.categories.join(","), first.enclosures[0].bytes),
            ("one,two".to_owned(), Some(3))
        );
        assert_eq!(
            (
                feed.documents[1].author.name.as_deref(),
                feed.documents[1].text.as_str()
            ),
            (Some("Bob"), "plain <b>")
        );
    }
}

#[test]
fn inspect_shows_every_field() {
    let shown = inspect_json(&feed(
        "<rss version='2.0'><item><title>x</title><author>Jo</author></item></rss>",
    ));
    let keys: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["format", "title", "link", "language", "entries", "issues"]);
    let entry = shown["entries"][0].as_object().unwrap();
    let keys: Vec<&str> = entry.keys().map(String::as_str).collect();
    let expected = "id url title author published updated text html language links categories enclosures";
    assert_eq!(keys.join(" "), expected);
    assert_eq!(entry["author"], "Jo");
}
