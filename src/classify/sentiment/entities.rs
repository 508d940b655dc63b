//! Character references and escapes of JSON in texts that should hold none (encoded twice on their way): decoded for judging,
//! with the way back to the original bytes.

/// A text without character references.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Where decoded and original positions part: (decoded, original), ascending.
    steps: Vec<(usize, usize)>,
}

/// Longest reference looked for, in bytes.
const LONGEST: usize = 12;

/// Decodes `&amp;`, `&#128512;`, `\u2019` and their like; `None` when the text holds none.
pub(super) fn decode(text: &str) -> Option<Decoded> {
    let mut out: Option<Decoded> = None;
    let mut copied = 0;
    for at in memchr::memchr2_iter(b'&', b'\\', text.as_bytes()) {
        if at < copied {
            continue;
        }
        let Some((length, c)) = text
            .get(at..)
            .and_then(|rest| reference(rest).or_else(|| escape(rest)))
        else {
            continue;
        };
        let decoded = out.get_or_insert_with(|| Decoded {
            text: String::with_capacity(text.len()),
            steps: Vec::new(),
        });
        decoded.text.push_str(text.get(copied..at).unwrap_or(""));
        decoded.steps.push((decoded.text.len(), at));
        decoded.text.push(c);
        copied = at + length;
        decoded.steps.push((decoded.text.len(), copied));
    }
    if let Some(decoded) = &mut out {
        decoded.text.push_str(text.get(copied..).unwrap_or(""));
    }
    out
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
fn escape(text: &str) -> Option<(usize, char)> {
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
    Some((6 * c.len_utf16(), c))
}

/// Length in bytes and meaning of the reference that the text begins with.
fn reference(text: &str) -> Option<(usize, char)> {
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
    Some((end + 1, c))
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
        let escaped = decode(r"can\u2019t wait \ud83d\ude00 \u12 \ud83d").expect("holds escapes");
        assert_eq!(escaped.text, r"can’t wait 😀 \u12 \ud83d");
    }
}
