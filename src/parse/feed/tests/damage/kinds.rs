//! Kinds of damage, each a pure function from a healthy feed to a damaged one.

use encoding_rs::{BIG5, Encoding, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

use super::wound::{
    Hurt, after, all_replaced, before, before_root, bytes_in_title, cut_behind_last, cut_in_last_body,
    cut_in_last_tag, in_body, in_item, in_title, inner_as, labelled, open_cdata, replaced, replaced_in_item,
    shouted, unclosed, unclosed_body, unclosed_item, undeclared, unquoted,
};

/// One kind of damage.
pub(super) struct Kind {
    /// What happened to the feed.
    pub(super) name: &'static str,
    /// Words of the sentence that must name the repair; empty where the feed can be read as it is.
    pub(super) repair: &'static str,
    /// Does the damage.
    pub(super) hurt: fn(&str) -> Hurt,
}

const fn kind(name: &'static str, repair: &'static str, hurt: fn(&str) -> Hurt) -> Kind {
    Kind { name, repair, hurt }
}

/// What repairs are called.
const AMPERSAND: &str = "bare `&`";
const ANGLE: &str = "bare `<`";
const CLOSED: &str = "never closed";
const CONTROL: &str = "control characters";
const ENDS: &str = "ends in the middle";
const HTML: &str = "HTML entities";
const JUNK: &str = "before the feed's root";
const LABEL: &str = "encoding";
const NUMBER: &str = "references to characters";
const SPACE: &str = "namespace";
const BYTES: &str = "some bytes were not";

/// All kinds.
pub(super) const KINDS: &[Kind] = &[
    // What the bytes are.
    kind("UTF-16 BE with mark and label", "", |text| {
        Some(wide(&labelled(text, "utf-16")?, true, u16::to_be_bytes))
    }),
    kind("UTF-16 LE with mark and label", "", |text| {
        Some(wide(&labelled(text, "utf-16")?, true, u16::to_le_bytes))
    }),
    kind("UTF-16 LE without mark", LABEL, |text| {
        Some(wide(text, false, u16::to_le_bytes))
    }),
    kind("UTF-16 BE with mark, labelled utf-8", LABEL, |text| {
        Some(wide(&labelled(text, "utf-8")?, true, u16::to_be_bytes))
    }),
    kind("UTF-8 labelled utf-16", LABEL, |text| {
        Some(labelled(text, "utf-16")?.into_bytes())
    }),
    kind("UTF-8 labelled iso-8859-1", LABEL, |text| {
        (!text.is_ascii()).then(|| labelled(text, "iso-8859-1").map(String::into_bytes))?
    }),
    kind("UTF-8 labelled as nobody knows", LABEL, |text| {
        (!text.is_ascii()).then(|| labelled(text, "x-unknown-8").map(String::into_bytes))?
    }),
    kind("another encoding, labelled so", "", |text| {
        let encoding = written_in(text)?;
        encoded(&labelled(text, encoding.name())?, encoding)
    }),
    kind("another encoding, labelled utf-8", LABEL, |text| {
        encoded(text, written_in(text)?)
    }),
    kind("another encoding, without a label", LABEL, |text| {
        encoded(undeclared(text)?, written_in(text)?)
    }),
    kind("bytes that are no UTF-8", BYTES, |text| {
        (!text.is_ascii()).then(|| bytes_in_title(text, b" caf\xe9 \xff"))?
    }),
    kind("half a character", BYTES, |text| {
        (!text.is_ascii()).then(|| bytes_in_title(text, b" \xe6\x96"))?
    }),
    kind("byte order mark", "", |text| before(text, "\u{feff}")),
    kind("two byte order marks", "", |text| {
        before(text, "\u{feff}\u{feff}")
    }),
    kind("NUL characters", CONTROL, |text| in_body(text, "\0\0")),
    // Characters and references.
    kind("control characters", CONTROL, |text| {
        in_title(text, "\u{8}\u{b}\u{1f}")
    }),
    kind("control characters in the body", CONTROL, |text| {
        in_body(text, "\u{1b}[0m \u{c}")
    }),
    kind("a character XML has not", CONTROL, |text| {
        in_title(text, "\u{ffff}")
    }),
    kind("`&#8;`", NUMBER, |text| in_title(text, "&#8;")),
    kind("`&#0;`", NUMBER, |text| in_body(text, " &#0; ")),
    kind("`&#x1F;`", NUMBER, |text| in_title(text, "&#x1F;")),
    kind("`&#xD83D;`", NUMBER, |text| in_title(text, "&#xD83D;&#xDE00;")),
    kind("`&#150;`", NUMBER, |text| in_title(text, " &#150; ")),
    kind("`&#99999999;`", NUMBER, |text| in_body(text, "&#99999999;")),
    kind("`&#abc;`", AMPERSAND, |text| in_title(text, " &#abc; ")),
    kind("`&` in the title", AMPERSAND, |text| {
        in_title(text, " R&D & more")
    }),
    kind("`&` in the body", AMPERSAND, |text| in_body(text, " this & that")),
    kind("`&` in an address", AMPERSAND, |text| {
        in_item(
            text,
            "<comments>https://x.example/?a=1&b=2&copy=3</comments><category>a & b</category>",
        )
    }),
    kind("`&` in an attribute", AMPERSAND, |text| {
        in_item(
            text,
            "<enclosure url=\"https://x.example/f?a=1&b=2\" length=\"1\" type=\"audio/mpeg\"/>",
        )
    }),
    kind("`&amp` without `;`", AMPERSAND, |text| {
        in_title(text, " this &amp that")
    }),
    kind("`&nbsp;` and `&eacute;`", HTML, |text| {
        in_title(text, "&nbsp;caf&eacute;&hellip;")
    }),
    kind("an entity nobody knows", AMPERSAND, |text| {
        in_title(text, " &company; ")
    }),
    kind("entities of its own", "", |text| {
        let text = String::from_utf8(in_title(text, " &firm;")?).ok()?;
        before_root(&text, "<!DOCTYPE feed [<!ENTITY firm \"Acme\">]>\n")
    }),
    // Tags.
    kind("cut in the last body", ENDS, cut_in_last_body),
    kind("cut in the last item's tags", ENDS, cut_in_last_tag),
    kind("cut behind the last item", ENDS, cut_behind_last),
    kind("a stray end tag", "end tags", |text| in_item(text, "</b></font>")),
    kind("an unclosed tag in the body", "", |text| {
        in_body(text, " <b>bold<br>")
    }),
    kind("an unclosed element", CLOSED, |text| {
        in_item(text, "<category>loose")
    }),
    kind("`</title>` lost", CLOSED, |text| unclosed(text, &["title"])),
    kind("the body's end tag lost", CLOSED, unclosed_body),
    kind("`</item>` lost", CLOSED, unclosed_item),
    kind("tags that overlap", "", |text| {
        in_body(text, " <b><i>both</b></i>")
    }),
    kind("`<` in the title", ANGLE, |text| in_title(text, " 1 < 2")),
    kind("`<` in the body", ANGLE, |text| in_body(text, " I <3 it <- so")),
    kind("`< title`", "blanks between", |text| {
        replaced_in_item(text, "<title", "< title")
    }),
    kind("`]]>` outside of CDATA", "", |text| in_body(text, " ]]> ")),
    kind("CDATA that does not end", "CDATA", open_cdata),
    kind("a comment that does not end", ENDS, |text| {
        in_item(text, "<!-- later ")
    }),
    kind("two attributes of one name", "", |text| {
        in_item(text, "<category term=\"a\" term=\"a\" label=\"a\" />")
    }),
    kind("an attribute without quotes", "", |text| {
        unquoted(text, "version").or_else(|| unquoted(text, "rel"))
    }),
    kind("an attribute without a value", "", |text| {
        in_item(text, "<category hidden term=\"a\" />")
    }),
    kind("names in capitals", "letter case", shouted),
    kind("nested ten thousand deep", "", |text| {
        in_item(text, &["<x>".repeat(10_000), "</x>".repeat(10_000)].concat())
    }),
    // What stands around the feed.
    kind("a warning before the root", JUNK, |text| {
        before(
            text,
            "<br />\n<b>Warning</b>: Undefined index in <b>/srv/feed.php</b> on line <b>7</b><br />\n",
        )
    }),
    kind("plain text before the declaration", JUNK, |text| {
        before(text, "ok 200\n")
    }),
    kind("blank lines before the declaration", "", |text| {
        before(text, "\n\n  \n")
    }),
    kind("a second declaration", "XML declaration", |text| {
        before(text, "<?xml version=\"1.0\"?>\n")
    }),
    kind("a declaration in the feed", "XML declaration", |text| {
        in_item(text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")
    }),
    kind("text after the root", "after the feed", |text| {
        after(text, "\nQueries: 41, 0.3 s\n")
    }),
    kind("a script after the root", "after the feed", |text| {
        after(text, "<script>var a = 1 < 2 && 3;</script><!-- cached -->")
    }),
    kind("inside a page", JUNK, |text| {
        Some(format!("<html><body><pre>{text}</pre></body></html>").into_bytes())
    }),
    // Dialects.
    kind("`<rss>` without a version", "no version", |text| {
        replaced(text, "<rss version=\"2.0\"", "<rss")
    }),
    kind("`<rss version=0.94>`", "", |text| {
        replaced(text, "<rss version=\"2.0\"", "<rss version=0.94")
    }),
    kind("typographic quotes", "", |text| {
        replaced(text, "version=\"2.0\"", "version=“2.0”")
    }),
    kind("`<rss>` in a namespace", SPACE, |text| {
        replaced(text, "<rss ", "<rss xmlns=\"http://feeds.example/ns\" ")
    }),
    kind("Atom's namespace with https", SPACE, |text| {
        all_replaced(
            text,
            "http://www.w3.org/2005/Atom",
            "https://www.w3.org/2005/Atom/",
        )
    }),
    kind("Atom in the namespace of 0.3", "", |text| {
        text.contains("<feed").then_some(())?;
        all_replaced(text, "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
    }),
    kind("prefixes that are not declared", SPACE, |text| {
        [
            " xmlns:dc=\"",
            " xmlns:media=\"",
            " xmlns:itunes=\"",
            " xmlns:thr=\"",
        ]
        .iter()
        .find_map(|declaration| {
            let at = text.find(declaration)?;
            let value = at + declaration.len();
            let end = value + text.get(value..)?.find('"')? + 1;
            Some([text.get(..at)?, text.get(end..)?].concat().into_bytes())
        })
    }),
    kind("`type=\"HTML\"`", "", |text| {
        all_replaced(text, "type=\"html\"", "type=\"HTML\"")
    }),
    kind("`type=\"text/plain\"`", "", |text| {
        all_replaced(text, "<title>", "<title type=\"text/plain\">")
    }),
    kind("a type that nobody knows", "`type`", |text| {
        text.contains("<entry").then_some(())?;
        all_replaced(text, "<title>", "<title type=\"bogus\">")
    }),
    kind("an `xml:base` that is no address", "`xml:base`", |text| {
        replaced(text, "<title", "<x xml:base=\"::nonsense::\"/><title").and_then(|_| {
            [
                ("<rss ", "<rss xml:base=\"http://[bad\" "),
                ("<feed ", "<feed xml:base=\"http://[bad\" "),
            ]
            .iter()
            .find_map(|(from, to)| replaced(text, from, to))
        })
    }),
    kind("no `<channel>`", "", |text| {
        let text = text.contains("<rss").then_some(text)?;
        let start = text.find("<channel>")?;
        Some(
            [
                text.get(..start)?,
                &text.get(start + 9..)?.replace("</channel>", ""),
            ]
            .concat()
            .into_bytes(),
        )
    }),
    kind("a duration of twenty digits", "", |text| {
        in_item(text, "<itunes:duration>99999999999999999999</itunes:duration>")
    }),
    kind("an author in Japanese with a mail address", "", |text| {
        in_item(text, "<author>名前，foo@x.example</author>")
    }),
    kind("a date that is none", "dates were not understood", |text| {
        ["pubDate", "published", "updated", "dc:date"]
            .iter()
            .find_map(|name| inner_as(text, &[name], "yesterday, around noon"))
    }),
    kind("no title", "", |text| inner_as(text, &["title"], "")),
    kind("a title in a title", "", |text| {
        inner_as(text, &["title"], "<title>Inner</title>")
    }),
    kind("line ends of Windows", "", |text| {
        all_replaced(text, "\n", "\r\n")
    }),
    kind("all on one line", "", |text| all_replaced(text, "\n", " ")),
];

fn wide<const N: usize>(text: &str, mark: bool, bytes: fn(u16) -> [u8; N]) -> Vec<u8> {
    let marked = if mark { "\u{feff}" } else { "" };
    [marked, text].concat().encode_utf16().flat_map(bytes).collect()
}

/// An older encoding that has every letter of the text, and more than ASCII to write in it.
fn written_in(text: &str) -> Option<&'static Encoding> {
    [
        WINDOWS_1252,
        WINDOWS_1251,
        KOI8_R,
        WINDOWS_1256,
        SHIFT_JIS,
        GBK,
        BIG5,
    ]
    .into_iter()
    .find(|encoding| !text.is_ascii() && !encoding.encode(text).2)
}

fn encoded(text: &str, encoding: &'static Encoding) -> Hurt {
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}
