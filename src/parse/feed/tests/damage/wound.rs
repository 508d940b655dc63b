//! How a feed's text is hurt: where the second item, its title and its body are, and what is put there.
//!
//! Each function gives `None` where a feed has nothing of the kind.
#![expect(
    clippy::unnecessary_wraps,
    reason = "every kind of damage has one type, also those that always can be done"
)]

/// Whole damaged body, where a feed can be damaged so.
pub(super) type Hurt = Option<Vec<u8>>;

/// Byte range of the `n`th item, counted from 0, its tags included.
fn item(text: &str, n: usize) -> Option<(usize, usize)> {
    let opens = ["<item>", "<item ", "<entry>", "<entry "];
    let (open, start) = opens
        .iter()
        .filter_map(|open| Some((*open, text.match_indices(open).nth(n)?.0)))
        .min_by_key(|(_, start)| *start)?;
    let close = if open.starts_with("<item") {
        "</item>"
    } else {
        "</entry>"
    };
    let end = start + text.get(start..)?.find(close)? + close.len();
    Some((start, end))
}

/// How many items a text has.
pub(super) fn items(text: &str) -> usize {
    (0..text.len()).take_while(|n| item(text, *n).is_some()).count()
}

/// Byte range of the inner markup of the first of these elements in an item.
fn inner(text: &str, n: usize, elements: &[&str]) -> Option<(usize, usize)> {
    let (from, to) = item(text, n)?;
    let within = text.get(from..to)?;
    elements.iter().find_map(|name| {
        let open = within
            .find(&format!("<{name}>"))
            .or_else(|| within.find(&format!("<{name} ")))?;
        let start = open + within.get(open..)?.find('>')? + 1;
        let end = start + within.get(start..)?.find(&format!("</{name}>"))?;
        (within.as_bytes().get(start - 2) != Some(&b'/')).then_some((from + start, from + end))
    })
}

const BODIES: [&str; 6] = [
    "content:encoded",
    "description",
    "content",
    "summary",
    "media:description",
    "itunes:summary",
];

fn put(text: &str, at: usize, piece: &str) -> Option<String> {
    let (before, after) = text.split_at_checked(at)?;
    Some([before, piece, after].concat())
}

/// Something at the end of the second item's title.
pub(super) fn in_title(text: &str, piece: &str) -> Hurt {
    let (_, end) = inner(text, 1, &["title"])?;
    put(text, end, piece).map(String::into_bytes)
}

/// Something at the end of the second item's body.
pub(super) fn in_body(text: &str, piece: &str) -> Hurt {
    let (_, end) = inner(text, 1, &BODIES)?;
    put(text, end, piece).map(String::into_bytes)
}

/// Bytes at the end of the second item's title.
pub(super) fn bytes_in_title(text: &str, bytes: &[u8]) -> Hurt {
    let (_, end) = inner(text, 1, &["title"])?;
    let (before, after) = text.as_bytes().split_at_checked(end)?;
    Some([before, bytes, after].concat())
}

/// Something at the end of the second item.
pub(super) fn in_item(text: &str, piece: &str) -> Hurt {
    let (_, end) = item(text, 1)?;
    let close = text.get(..end)?.rfind("</")?;
    put(text, close, piece).map(String::into_bytes)
}

/// What one of the second item's elements holds replaced.
pub(super) fn inner_as(text: &str, elements: &[&str], piece: &str) -> Hurt {
    let (start, end) = inner(text, 1, elements)?;
    Some(
        [text.get(..start)?, piece, text.get(end..)?]
            .concat()
            .into_bytes(),
    )
}

/// The end tag of the second item's title, or of its body, lost.
pub(super) fn unclosed(text: &str, elements: &[&str]) -> Hurt {
    let (_, end) = inner(text, 1, elements)?;
    let after = text.get(end..)?;
    let close = after.find('>')? + 1;
    Some([text.get(..end)?, after.get(close..)?].concat().into_bytes())
}

/// As [`unclosed`], for the body.
pub(super) fn unclosed_body(text: &str) -> Hurt {
    unclosed(text, &BODIES)
}

/// The end tag of the second item lost.
pub(super) fn unclosed_item(text: &str) -> Hurt {
    let (_, end) = item(text, 1)?;
    let close = text.get(..end)?.rfind("</")?;
    Some([text.get(..close)?, text.get(end..)?].concat().into_bytes())
}

/// The first `from` anywhere replaced.
pub(super) fn replaced(text: &str, from: &str, to: &str) -> Hurt {
    text.contains(from)
        .then(|| text.replacen(from, to, 1).into_bytes())
}

/// The first `from` in the second item replaced.
pub(super) fn replaced_in_item(text: &str, from: &str, to: &str) -> Hurt {
    let (start, end) = item(text, 1)?;
    let within = text.get(start..end)?;
    within.contains(from).then_some(())?;
    Some(
        [
            text.get(..start)?,
            &within.replacen(from, to, 1),
            text.get(end..)?,
        ]
        .concat()
        .into_bytes(),
    )
}

/// Every `from` replaced.
pub(super) fn all_replaced(text: &str, from: &str, to: &str) -> Hurt {
    text.contains(from).then(|| text.replace(from, to).into_bytes())
}

/// Something before the first byte.
pub(super) fn before(text: &str, piece: &str) -> Hurt {
    Some([piece, text].concat().into_bytes())
}

/// Something after the last byte.
pub(super) fn after(text: &str, piece: &str) -> Hurt {
    Some([text, piece].concat().into_bytes())
}

/// Something before the root element, where it stands behind the declaration.
pub(super) fn before_root(text: &str, piece: &str) -> Hurt {
    let root = ["<rss", "<feed", "<rdf:RDF"]
        .iter()
        .find_map(|root| text.find(root))?;
    put(text, root, piece).map(String::into_bytes)
}

/// Cut off so many bytes behind where the last item's body begins.
pub(super) fn cut_in_last_body(text: &str) -> Hurt {
    let last = items(text).checked_sub(1)?;
    let (start, end) = inner(text, last, &BODIES)?;
    let mut cut = start + (end - start) / 2;
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    text.get(..cut).map(|text| text.as_bytes().to_vec())
}

/// Cut off in the middle of the last item's last end tag but one.
pub(super) fn cut_in_last_tag(text: &str) -> Hurt {
    let (start, end) = item(text, items(text).checked_sub(1)?)?;
    let within = text.get(start..end)?;
    let close = within.get(..within.rfind("</")?)?.rfind("</")?;
    text.get(..start + close + 3).map(|text| text.as_bytes().to_vec())
}

/// Cut off behind the last item.
pub(super) fn cut_behind_last(text: &str) -> Hurt {
    let (_, end) = item(text, items(text).checked_sub(1)?)?;
    text.get(..end).map(|text| text.as_bytes().to_vec())
}

/// The end of the first section of characters of the second item lost.
pub(super) fn open_cdata(text: &str) -> Hurt {
    let (start, end) = item(text, 1)?;
    let within = text.get(start..end)?;
    if !within.contains("]]></") {
        return None;
    }
    let within = within.replacen("]]></", "</", 1);
    Some(
        [text.get(..start)?, &within, text.get(end..)?]
            .concat()
            .into_bytes(),
    )
}

/// Without its XML declaration, where it has one.
pub(super) fn undeclared(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("<?xml")?;
    rest.get(rest.find("?>")? + 2..).map(str::trim_start)
}

/// With another encoding in its declaration; the bytes stay as they are.
pub(super) fn labelled(text: &str, label: &str) -> Option<String> {
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"{label}\"?>\n{}",
        undeclared(text)?
    ))
}

/// An attribute's quotes taken away: `name="value"` becomes `name=value`.
pub(super) fn unquoted(text: &str, name: &str) -> Hurt {
    let at = text.find(&format!(" {name}=\""))?;
    let value = at + name.len() + 3;
    let end = value + text.get(value..)?.find('"')?;
    let written = text.get(value..end)?;
    (!written.contains([' ', '>', '/'])).then_some(())?;
    Some(
        [text.get(..value - 1)?, written, text.get(end + 1..)?]
            .concat()
            .into_bytes(),
    )
}

/// All element names in capitals; CDATA and attributes stay as they are.
pub(super) fn shouted(text: &str) -> Hurt {
    let mut out = String::with_capacity(text.len());
    for (n, piece) in text.split('<').enumerate() {
        if n > 0 {
            out.push('<');
        }
        let end = piece
            .find(|c: char| c.is_whitespace() || matches!(c, '>'))
            .unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        let tag = n > 0 && name.starts_with(|c: char| c == '/' || c.is_alphabetic());
        out.push_str(&if tag {
            name.to_ascii_uppercase()
        } else {
            name.to_owned()
        });
        out.push_str(rest);
    }
    Some(out.into_bytes())
}
