//! What stands in a text otherwise than it is meant: character references and escapes of JSON (encoded twice on their way), letters
//! apart from their accents, full-width and styled letters, signs that nobody sees. Read as meant for judging, with the way back to the
//! original bytes.

use std::borrow::Cow;

use crate::text::fold::nfkc;

/// A text as it is meant.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Where decoded and original positions part: (decoded, original), ascending.
    steps: Vec<(usize, usize)>,
}

/// Longest reference looked for, in bytes.
const LONGEST: usize = 12;

/// Characters of one letter with its marks that are looked at.
const LONGEST_CLUSTER: usize = 6;

/// Decodes `&amp;`, `&#128512;`, `\u2019` and their like and reads letters as meant; `None` when the text is as it is meant.
pub(super) fn decode(text: &str) -> Option<Decoded> {
    let mut reader = Reader {
        text,
        copied: 0,
        out: None,
    };
    if text.is_ascii() {
        for at in memchr::memchr2_iter(b'&', b'\\', text.as_bytes()) {
            reader.read(at, |rest| reference(rest).or_else(|| escape(rest)));
        }
    } else {
        for (at, c) in text.char_indices() {
            match c {
                '&' => reader.read(at, reference),
                '\\' => reader.read(at, escape),
                _ => reader.read(at, letters),
            }
        }
    }
    reader.done()
}

struct Reader<'t> {
    text: &'t str,
    /// Up to where the text is copied.
    copied: usize,
    out: Option<Decoded>,
}

impl<'t> Reader<'t> {
    /// Replaces what begins at a place by what it means, if it means something else: a length in bytes, and the meaning.
    fn read<M: AsRef<str>>(&mut self, at: usize, meant: impl Fn(&'t str) -> Option<(usize, M)>) {
        let rest = self.text.get(at..).filter(|_| at >= self.copied);
        let Some((length, meaning)) = rest.and_then(meant) else {
            return;
        };
        let decoded = self.out.get_or_insert_with(|| Decoded {
            text: String::with_capacity(self.text.len()),
            steps: Vec::new(),
        });
        decoded
            .text
            .push_str(self.text.get(self.copied..at).unwrap_or(""));
        decoded.steps.push((decoded.text.len(), at));
        decoded.text.push_str(meaning.as_ref());
        self.copied = at + length;
        decoded.steps.push((decoded.text.len(), self.copied));
    }

    fn done(self) -> Option<Decoded> {
        let mut decoded = self.out?;
        decoded.text.push_str(self.text.get(self.copied..).unwrap_or(""));
        Some(decoded)
    }
}

/// Length in bytes and meaning of a letter that is written otherwise than it is meant: in parts, wide or styled, or unseen.
fn letters(text: &str) -> Option<(usize, Cow<'_, str>)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if is_unseen(first) {
        return Some((first.len_utf8(), Cow::Borrowed("")));
    }
    let marks = chars.take(LONGEST_CLUSTER).take_while(|c| joins(first, *c));
    let length = first.len_utf8() + marks.map(char::len_utf8).sum::<usize>();
    if length == first.len_utf8() && !is_styled(first) {
        return None;
    }
    let cluster = text.get(..length)?;
    let meant = nfkc(cluster);
    (meant != cluster).then_some((length, meant))
}

/// Signs that nobody sees and that part no words. Joiners are none: emoji and Persian need them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Full-width letters, and those that mathematicians style.
fn is_styled(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
}

/// Whether a character is part of the letter that another begins: an accent, or a part of a Korean syllable.
fn joins(first: char, c: char) -> bool {
    match c {
        '\u{300}'..='\u{36f}' | '\u{653}'..='\u{655}' | '\u{3099}' | '\u{309a}' => true,
        '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}' => matches!(first, '\u{1100}'..='\u{1112}'),
        _ => false,
    }
}

impl Decoded {
    /// Original position of a decoded one. One inside a reference cannot be asked for: it is a single character.
    pub(super) fn origin(&self, at: usize) -> usize {
        let after = self.steps.partition_point(|(decoded, _)| *decoded <= at);
        match after.checked_sub(1).and_then(|index| self.steps.get(index)) {
            Some((decoded, original)) => original + (at - decoded),
            None => at,
        }
    }

    /// Decoded position of an original one; one inside a reference counts as its beginning.
    pub(super) fn decoded(&self, at: usize) -> usize {
        let after = self.steps.partition_point(|(_, original)| *original <= at);
        let Some((decoded, original)) = after.checked_sub(1).and_then(|index| self.steps.get(index)) else {
            return at;
        };
        let next = self.steps.get(after).map_or(usize::MAX, |(decoded, _)| *decoded);
        let inside = after % 2 == 1;
        if inside {
            *decoded
        } else {
            (decoded + (at - original)).min(next)
        }
    }
}

/// Length in bytes and meaning of the escape, `\u` and four digits, that the text begins with; two of them where they are a pair.
fn escape(text: &str) -> Option<(usize, String)> {
    let unit = |from: usize| {
        let digits = text.get(from..)?.strip_prefix("\\u")?.get(..4)?;
        let hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        hex.then_some(())?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(0)?;
    let units = [Some(first), unit(6)].into_iter().flatten();
    let c = char::decode_utf16(units)
        .next()?
        .ok()
        .filter(|c| !c.is_control())?;
    Some((6 * c.len_utf16(), c.to_string()))
}

/// Length in bytes and meaning of the reference that the text begins with.
fn reference(text: &str) -> Option<(usize, String)> {
    text.strip_prefix('&')?;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "hearts" => '♥',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((end + 1, c.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_and_positions_map_back() {
        let text = "a &lt;3 &#x1F600; b &unknown; &";
        let decoded = decode(text).expect("holds references");
        assert_eq!(decoded.text, "a <3 😀 b &unknown; &");
        assert_eq!(decoded.origin(2), 2);
        assert_eq!(decoded.origin(3), 6);
        assert_eq!(decoded.origin(decoded.text.len()), text.len());
        assert_eq!(decoded.decoded(6), 3);
        assert_eq!(decoded.decoded(4), 2);
        assert!(decode("no reference & here").is_none());
        for (text, meant) in [
            ("ja\u{308}ttebra", "jättebra"),
            ("\u{1112}\u{1161}\u{11ab}국", "한국"),
            ("l\u{200b}o\u{200b}ve", "love"),
            ("Ｌｏｖｅ \u{1d4f5}\u{1d4f8}\u{1d4ff}\u{1d4ee} é", "Love love é"),
        ] {
            let read = decode(text).expect(text);
            assert_eq!(read.text, meant);
            assert_eq!(read.origin(meant.len()), text.len(), "{text}");
        }
        for text in ["jättebra 한국 👨\u{200d}👩", "می\u{200c}خواهم", "ok ❤\u{fe0f}"] {
            assert!(decode(text).is_none(), "{text}");
        }
        let escaped = decode(r"can\u2019t wait \ud83d\ude00 \u12 \ud83d").expect("holds escapes");
        assert_eq!(escaped.text, r"can’t wait 😀 \u12 \ud83d");
    }
}
