//! Addresses written so that nobody follows them by mistake: `acme[.]com`, `hxxps://acme(dot)com/x`.

use std::borrow::Cow;

/// What stands for the dot of such an address.
const DOTS: [&str; 6] = ["[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}"];

/// A text with such addresses as they are meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) text: String,
    /// Where a stretch begins here and in the text as written, in order; each goes on to the next.
    stretches: Vec<(usize, usize)>,
}

impl Meant {
    /// Of a folded text; `None` where nothing is written so.
    pub(super) fn of(written: &str) -> Option<Self> {
        let mut meant = Self {
            text: String::with_capacity(written.len()),
            stretches: Vec::new(),
        };
        let mut at = 0;
        while let Some((start, end)) = next_dot(written, at) {
            meant.stretch(written, at, start);
            meant.text.push('.');
            at = end;
        }
        if at == 0 && !written.contains("hxxp") {
            return None;
        }
        meant.stretch(written, at, written.len());
        // As long as what it stands for: no stretch moves.
        for (defanged, meaning) in [("hxxp://", "http://"), ("hxxps://", "https://")] {
            if meant.text.contains(defanged) {
                meant.text = meant.text.replace(defanged, meaning);
            }
        }
        Some(meant)
    }

    fn stretch(&mut self, written: &str, from: usize, to: usize) {
        self.stretches.push((self.text.len(), from));
        self.text.push_str(written.get(from..to).unwrap_or_default());
    }

    /// Where an offset in what is meant stands in what is written.
    pub(super) fn written_at(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|(own, _)| *own <= at);
        let stretch = next.checked_sub(1).and_then(|n| self.stretches.get(n));
        stretch.map_or(at, |(own, written)| written + (at - own))
    }
}

/// Byte range of the next bracketed dot from an offset on.
fn next_dot(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    rest.match_indices(['[', '(', '{']).find_map(|(at, _)| {
        let tail = rest.get(at..)?;
        let dot = DOTS.iter().find(|dot| tail.starts_with(**dot))?;
        Some((from + at, from + at + dot.len()))
    })
}

/// A word or an address of a query with plain dots: `acme[.]com` means `acme.com`.
pub(super) fn plain_dots(written: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(written);
    // Most words have no brackets.
    if written.contains(['[', '(', '{']) {
        for dot in DOTS {
            if plain.contains(dot) {
                plain = Cow::Owned(plain.replace(dot, "."));
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_leads_back_to_what_is_written() {
        for (written, meant) in [
            ("see acme[.]com now", "see acme.com now"),
            ("hxxps://shop(dot)acme{.}com/x é", "https://shop.acme.com/x é"),
            ("hxxp://acme.com", "http://acme.com"),
        ] {
            let read = Meant::of(written).unwrap();
            assert_eq!(read.text, meant);
            let at = meant.find("com").unwrap();
            assert_eq!(
                written.get(read.written_at(at)..),
                written.get(written.find("com").unwrap()..)
            );
            assert_eq!(read.written_at(meant.len()), written.len());
        }
        for plain in ["", "acme.com", "[acme] (see) {x}", "acme[com]", "dot"] {
            assert_eq!(Meant::of(plain), None, "{plain}");
        }
    }

    #[test]
    fn brackets_without_end_are_read_once() {
        let text = "[.]".repeat(200_000) + &"[".repeat(200_000);
        assert_eq!(Meant::of(&text).map(|meant| meant.text.len()), Some(400_000));
    }
}
