//! Damage and old dialects: what is repaired, and how it is named.

use super::{feed, read, rss};

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
        (
            "AT and T",
            "a &#xD83D;&#xDE00; face",
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
fn characters_written_as_two_halves_are_joined() {
    for (written, read) in [
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#55357;&#56832;!", "😀!"),
        ("&#xD83D;x", "\u{fffd}x"),
        ("&#65;&#66;", "AB"),
    ] {
        assert_eq!(rss(&format!("<title>{written}</title>")).title, read, "{written}");
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
