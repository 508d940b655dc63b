use proptest::prelude::*;
use url::Url;

use super::{decode_entities, links, text_and_links, to_text, to_text_if_markup};

#[test]
fn references_are_resolved_once() {
    for (text, expected) in [
        ("plain", "plain"),
        ("AT&amp;T &amp;amp; Co", "AT&T &amp; Co"),
        (
            "caf&eacute; caf&eacute caf&#233; caf&#xE9;",
            "café café café café",
        ),
        ("&#146;quoted&#8217; &#x93;", "’quoted’ “"),
        (
            "&notit; &unknown; & &; &#; &#x; &",
            "¬it; &unknown; & &; &#; &#x; &",
        ),
        ("&#0;&#1;&#99999999999;&#xD800;", "\u{fffd}\u{fffd}"),
        ("&nbsp;&hellip;&NotEqualTilde;", "\u{a0}…≂\u{338}"),
    ] {
        assert_eq!(decode_entities(text), expected, "{text}");
    }
}

#[test]
fn markup_becomes_plain_text() {
    for (html, expected) in [
        ("plain  text\n here", "plain text here"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>c", "a\nb\nc"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
        (
            "x<script>if (a < b) { '</p>' }</script>y<STYLE>p{}</Style >z",
            "xyz",
        ),
        ("a<!-- <b>no</b> -->b<!-- never closed <p>c", "abc"),
        ("1 < 2 && 3 > 2 <3", "1 < 2 && 3 > 2 <3"),
        ("<p title=\"a > b\">x</p>", "x"),
        ("<![CDATA[raw <b>]]>", "raw <b>"),
        ("<pre>a\n  b</pre>c", "a\nb\nc"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("x\u{0}\u{8}y&nbsp;z", "x y z"),
        ("cut <a href=\"x", "cut"),
        ("a <iframe src=x> b <script> c", "a b"),
    ] {
        assert_eq!(to_text(html), expected, "{html}");
    }
}

#[test]
fn a_title_keeps_what_is_no_markup() {
    for (text, expected) in [
        ("Vec<String> in Rust", "Vec<String> in Rust"),
        ("<b>Bold</b> &amp; <i>free</i>", "Bold & free"),
        ("a <b c", "a <b c"),
        ("I <3 you", "I <3 you"),
    ] {
        assert_eq!(to_text_if_markup(text), expected, "{text}");
    }
}

#[test]
fn links_are_absolute_and_carry_rel_and_anchor() {
    let base = Url::parse("https://blog.example/posts/1").unwrap();
    let (text, found) = text_and_links(
        "See <A HREF='../shop?a=1&amp;b=2' rel=\"NoFollow sponsored\">the <b>shop</b></A>, <a href=#top>top</a> \
         <a href=//cdn.example/x><img src=i alt='A picture'></a> <a href=\"mailto:a@b.example\">mail</a>",
        Some(&base),
    );
    assert_eq!(text, "See the shop, top mail");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].url, "https://blog.example/shop?a=1&b=2");
    assert_eq!(
        (found[0].rel.join(" "), found[0].text.as_str()),
        ("nofollow sponsored".to_owned(), "the shop")
    );
    assert_eq!(
        (found[1].url.as_str(), found[1].text.as_str()),
        ("https://cdn.example/x", "A picture")
    );
    assert!(links("<a href=relative>x</a>", None).is_empty());
}

#[test]
fn hostile_markup_takes_linear_time() {
    for piece in [
        "<div>",
        "<!--",
        "<a href=\"x",
        "<script>",
        "<a b='<",
        "&",
        "<",
        "<a href=x>",
        "</",
        "<![CDATA[",
        "=\"<",
        "<a b=\">\" ",
        "<zz ",
        "<iframe>",
        "<svg></x>",
    ] {
        let html = piece.repeat(100_000 / piece.len());
        let (text, found) = text_and_links(&html, None);
        assert!(
            text.len() <= html.len() && found.len() <= super::MAX_LINKS,
            "{piece}"
        );
        assert!(to_text_if_markup(&html).len() <= html.len(), "{piece}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_or_grows(text in "\\PC{0,200}") {
        prop_assert!(to_text(&text).len() <= text.len() + 8);
        prop_assert!(to_text_if_markup(&text).len() <= text.len() + 8);
    }

    #[test]
    fn no_markup_panics(text in "[<>&;#=\"'/!a-cpx \\[\\]A-]{0,120}") {
        let (plain, found) = text_and_links(&text, None);
        prop_assert!(plain.len() + decode_entities(&text).len() <= 3 * text.len() + 8 && found.len() < 60);
    }
}
