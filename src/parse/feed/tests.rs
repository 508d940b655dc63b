use std::fmt::Write as _;

use jiff::Timestamp;
use proptest::prelude::*;
use url::Url;

use super::{ParsedFeed, inspect_json, parse};
use crate::model::{Document, Platform, SourceName};
use crate::parse::{Context, Refusal};

mod corpus;

fn read(bytes: &[u8]) -> Result<ParsedFeed, Refusal> {
    let (source, base) = (
        SourceName::new("test"),
        Url::parse("http://base.example/feed").unwrap(),
    );
    let ctx = Context {
        source: &source,
        base_url: Some(&base),
        content_type: None,
        seen: Timestamp::UNIX_EPOCH,
        platform: Platform::Web,
        language: None,
    };
    parse(bytes, &ctx)
}

fn feed(text: &str) -> ParsedFeed {
    read(text.as_bytes()).unwrap()
}

fn only(text: &str) -> Document {
    let feed = feed(text);
    assert_eq!(feed.documents.len(), 1, "{text}");
    feed.documents.into_iter().next().unwrap()
}

fn rss(item: &str) -> Document {
    only(&format!(
        "<rss version='2.0'><channel><title>t</title><item>{item}</item></channel></rss>"
    ))
}

fn atom(entry: &str) -> Document {
    only(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry>{entry}</entry></feed>"
    ))
}

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
fn rdf_and_old_dialects_are_read() {
    for (format, text) in [
        (
            "rdf",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
                 <channel><title>t</title><items><rdf:Seq><rdf:li resource='x'/></rdf:Seq></items></channel>\
                 <item rdf:about='https://a.example/1'><title>x</title></item></rdf:RDF>",
        ),
        (
            "rss",
            "<rss><item><title>x</title><guid>https://a.example/1</guid></item></rss>",
        ),
        (
            "rss",
            "<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>x</TITLE><GUID>https://a.example/1</GUID></ITEM></CHANNEL></RSS>",
        ),
        (
            "rss",
            "<rss version='0.94' xmlns='http://unknown.example/'><channel><item><title>x</title>\
                 <link>https://a.example/1</link><guid>https://a.example/1</guid></item></channel></rss>",
        ),
        (
            "atom",
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>x</title>\
                  <id>https://a.example/1</id></entry></feed>",
        ),
        (
            "atom",
            "<a:feed xmlns:a='https://www.w3.org/2005/Atom'><a:entry><a:title>x</a:title>\
                  <a:id>https://a.example/1</a:id></a:entry></a:feed>",
        ),
    ] {
        let feed = feed(text);
        assert_eq!(
            (feed.format.as_str(), feed.documents.len()),
            (format, 1),
            "{text}"
        );
        let item = &feed.documents[0];
        assert_eq!(
            (item.title.as_str(), item.id.as_deref()),
            ("x", Some("https://a.example/1")),
            "{text}"
        );
        assert_eq!(item.url.as_deref(), Some("https://a.example/1"), "{text}");
    }
}

#[test]
fn damage_is_repaired_and_named() {
    let whole = "<rss version='2.0'><channel><title>t</title><item><title>One</title><link>https://a.example/1</link>\
                 <description>AT and T</description></item><item><title>Two</title></item></channel></rss>";
    for (from, to, issue) in [
        ("AT and T", "AT & T &nbsp;", "bare `&`"),
        ("AT and T", "caf&eacute;", "HTML entities"),
        (
            "AT and T",
            "a &#8; &#150; b",
            "characters that XML does not allow",
        ),
        ("AT and T", "a <b>bold <br> text", ""),
        ("AT and T", "1 < 2", "bare `<`"),
        (
            "<rss version",
            "<br /><b>Warning</b>: mysql <rss version",
            "before the feed's root",
        ),
        (
            "<rss version",
            "<?xml version='1.0'?><?xml version='1.0'?><rss version",
            "more than one XML declaration",
        ),
        ("</title><link>", "<link>", "never closed"),
        ("</description></item>", "</description>", "never closed"),
        ("</title></item></channel></rss>", "", "ends in the middle"),
        ("AT and T", "<![CDATA[AT and T]]> & more", "bare `&`"),
        ("<title>t</title>", "<x><y></x>", ""),
        ("version='2.0'", "", "no version"),
    ] {
        let text = whole.replacen(from, to, 1);
        let feed = feed(&text);
        let titles: Vec<&str> = feed.documents.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["One", "Two"], "{text}");
        assert_eq!(
            feed.documents[0].url.as_deref(),
            Some("https://a.example/1"),
            "{text}"
        );
        assert!(!feed.documents[0].text.is_empty(), "{text}");
        let named = feed.issues.iter().any(|found| found.0.contains(issue));
        assert!(
            named || (issue.is_empty() && feed.issues.is_empty()),
            "{text}: {:?}",
            feed.issues
        );
    }
}

#[test]
fn authors_that_make_feed_rs_panic_are_read() {
    for (author, name) in [
        ("jo@ex.example（Jo）", "Jo"),
        ("名前，foo@x.example", "名前"),
        ("foo@x.example", "foo@x.example"),
    ] {
        let item = rss(&format!(
            "<author>{author}</author><itunes:duration>99999999999999999999</itunes:duration>"
        ));
        assert_eq!(item.author.name.as_deref(), Some(name));
    }
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
fn what_is_no_feed_is_named() {
    for (body, reason) in [
        ("", "empty"),
        (
            "<!DOCTYPE html><html><head><link rel=alternate type='application/rss+xml' href='/rss'></head></html>",
            "this is an HTML page, not a feed; it names its feed: `http://base.example/rss`",
        ),
        (
            "<html><body><p>Sorry</p></body></html>",
            "this is an HTML page, not a feed",
        ),
        ("<opml><body/></opml>", "`opml`"),
        ("hello", "plain text"),
        ("{\"data\": []}", "JSON"),
        ("{\"items\": ", "JSON"),
        ("\u{1f}\u{8b}\u{8}\0\0\0", "binary"),
    ] {
        let refusal = read(body.as_bytes()).unwrap_err();
        assert!(refusal.0.contains(reason), "{body}: {refusal}");
    }
    assert_eq!(
        feed("<rss version='2.0'><channel><title>t</title></channel></rss>").documents,
        []
    );
    assert_eq!(
        feed("<html><feed><entry><title>x</title></entry></feed></html>")
            .documents
            .len(),
        1
    );
}

#[test]
fn mislabelled_bytes_are_read() {
    let feed = "<?xml version='1.0' encoding='LABEL'?><rss version='2.0'><item><title>Grüße, Zoë</title></item></rss>";
    let little: Vec<u8> = feed
        .replace("LABEL", "utf-8")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = feed
        .replace("LABEL", "utf-8")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let comment = format!(
        "<!--{}-->{}",
        " ".repeat(300),
        feed.replace("LABEL", "iso-8859-1")
    );
    for bytes in [
        little,
        latin,
        comment.into_bytes(),
        feed.replace("LABEL", "utf-16").into_bytes(),
    ] {
        assert_eq!(read(&bytes).unwrap().documents[0].title, "Grüße, Zoë");
    }
}

#[test]
fn bombs_take_linear_time_and_little_room() {
    let repeat = |piece: &str| piece.repeat(60_000 / piece.len());
    for inside in [
        repeat("<media:group>"),
        repeat("<x>"),
        repeat("<title>"),
        repeat("<description>"),
        repeat("<![CDATA["),
        repeat("<!--"),
        repeat("<a b='"),
        repeat("&a"),
        repeat("<category>x</category>"),
        repeat("<item>"),
        repeat("<author><name>"),
        repeat("<y xmlns:a='b'>"),
        repeat("]]>"),
        repeat("<!DOCTYPE a ["),
    ] {
        let feed = feed(&format!(
            "<rss version='2.0'><channel><item><title>t</title>{inside}"
        ));
        let kept: usize = feed
            .documents
            .iter()
            .map(|item| item.title.len() + item.text.len())
            .sum();
        assert!(
            kept <= 60_100 && feed.documents.len() <= super::rewrite::MAX_ITEMS,
            "{}",
            inside.get(..12).unwrap()
        );
    }
}

#[test]
fn entities_of_a_doctype_cannot_grow() {
    let mut doctype = "<!DOCTYPE rss [<!ENTITY a \"ha\"> ".to_owned();
    for (name, before) in ('b'..='z').zip('a'..='y') {
        write!(
            doctype,
            "<!ENTITY {name} \"{}\"> ",
            format!("&{before};").repeat(10)
        )
        .unwrap();
    }
    let feed = feed(&format!(
        "{doctype}]><rss version='2.0'><item><title>&a; &z;</title></item></rss>"
    ));
    assert!(
        feed.documents[0].title.starts_with("ha &y;"),
        "{}",
        feed.documents[0].title
    );
    assert!(feed.documents[0].title.len() < 100);
}

#[test]
fn more_items_than_the_bound_are_left_out() {
    let feed = feed(&format!(
        "<rss version='2.0'>{}</rss>",
        "<item/>".repeat(super::rewrite::MAX_ITEMS + 10)
    ));
    assert_eq!(feed.documents.len(), super::rewrite::MAX_ITEMS);
    assert!(
        feed.issues.iter().any(|issue| issue.0.contains("20000")),
        "{:?}",
        feed.issues
    );
    let whole = self::feed(&format!(
        "<rss version='2.0'>{}</rss>",
        "<item/>".repeat(super::rewrite::MAX_ITEMS)
    ));
    assert!(
        !whole.issues.iter().any(|issue| issue.0.contains("20000")),
        "{:?}",
        whole.issues
    );
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

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(read(&bytes));
    }

    #[test]
    fn any_markup_is_survived(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<channel>", "<item>", "</item>", "<entry>", "</entry>",
        "<title>", "</title>", "<title type='xhtml'>", "<link href='", "'/>", "<link>", "</link>", "<![CDATA[", "]]>", "<!--", "-->",
        "&amp;", "&", ";", "<media:group>", "<media:content url='http://a.example/", "</media:group>", "<author>", "a@b.example（",
        "</author>", "<content:encoded>", "é", "\u{0}", "<?xml ", "?>", "<pubDate>1 May 2020", "</pubDate>", "<", ">", "x",
        "<itunes:duration>99999999999999999999", "</itunes:duration>", "{", "\"items\":[", "}",
    ]), 0..60)) {
        drop(read(pieces.concat().as_bytes()));
    }

    #[test]
    fn what_a_feed_says_comes_through(title in "[\\p{L}\\p{N} &<>\"']{1,40}", count in 1_usize..20) {
        let escaped = title.replace('&', "&amp;").replace('<', "&lt;");
        let item = format!("<entry><title>{escaped}</title><id>urn:x</id></entry>");
        let feed = feed(&format!("<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>", item.repeat(count)));
        prop_assert_eq!(feed.documents.len(), count);
        prop_assert!(feed.documents.iter().all(|item| item.id.as_deref() == Some("urn:x")));
    }
}
