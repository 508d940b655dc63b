//! How a word is written: which characters belong to it, its capitals, its drawn-out letters.

/// No hyphen belongs to a word that is longer already. The parts of a compound that nobody knows are read again one by one:
/// without a bound each would be read as often as there are parts before it.
const LONGEST_COMPOUND_BYTES: usize = 64;

/// What a word looks like while it is read.
#[derive(Default)]
pub(super) struct Shape {
    pub(super) letters: usize,
    pub(super) lower: usize,
    pub(super) bytes: usize,
    /// First letter.
    pub(super) first: char,
    pub(super) last: char,
    pub(super) same: u32,
    /// Longest run of one letter.
    pub(super) run: u32,
    /// Bytes of the text before the first hyphen; 0 without one.
    pub(super) hyphen: usize,
    pub(super) apostrophe: bool,
    pub(super) ascii: bool,
}

impl Shape {
    /// Whether `c` still belongs to the word; `word_follows` tells whether a letter or digit comes right after it.
    pub(super) fn goes_on(&mut self, c: char, hashtag: bool, word_follows: impl Fn() -> bool) -> bool {
        if self.bytes == 0 {
            (self.ascii, self.first) = (true, c);
        }
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            self.letters += usize::from(!c.is_ascii_digit());
            self.lower += usize::from(!c.is_ascii_digit());
            self.note(c);
            return true;
        }
        let caseless = is_caseless(c);
        match c {
            _ if caseless => {}
            '\'' | '’' if self.bytes > 0 && word_follows() => self.apostrophe = true,
            '-' if (1..LONGEST_COMPOUND_BYTES).contains(&self.bytes) && !hashtag && word_follows() => {
                self.note_hyphen();
            }
            // `#SoHappy` is two words.
            _ if hashtag && c.is_uppercase() && self.last.is_lowercase() => return false,
            _ if !is_word(c) => return false,
            _ => {}
        }
        if caseless || c.is_alphabetic() {
            self.letters += 1;
            self.lower += usize::from(caseless || !c.is_uppercase());
        }
        self.ascii &= c.is_ascii();
        self.note(c);
        true
    }

    /// Takes a character that belongs to the word.
    fn note(&mut self, c: char) {
        self.same = if c == self.last { self.same + 1 } else { 1 };
        self.run = self.run.max(self.same);
        self.last = c;
        self.bytes += c.len_utf8();
    }

    fn note_hyphen(&mut self) {
        if self.hyphen == 0 {
            self.hyphen = self.bytes;
        }
    }

    pub(super) fn caps(&self) -> bool {
        self.letters >= 2 && self.lower == 0
    }
}

/// A drawn-out word with its runs of three or more cut to two letters, then to one.
pub(super) fn squeezed(key: &str) -> impl Iterator<Item = String> {
    [2_u32, 1].into_iter().map(|keep| {
        let (mut out, mut last, mut same) = (String::with_capacity(key.len()), '\0', 0_u32);
        let mut chars = key.chars().peekable();
        while let Some(c) = chars.next() {
            same = if c == last { same + 1 } else { 1 };
            last = c;
            if same == 1 {
                let run = 1 + chars.clone().take_while(|next| *next == c).count();
                let times = if run >= 3 {
                    usize::try_from(keep).unwrap_or(1)
                } else {
                    run
                };
                out.extend(std::iter::repeat_n(c, times));
            }
        }
        out
    })
}

/// Letters, digits and the marks that belong to them; emoji and punctuation are not.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_caseless(c)
        || c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}'..='\u{94d}' | '\u{e31}'..='\u{e4e}')
}

/// Letters of Arabic, Devanagari, kana, Han and Hangul: most of what has no case, told without a table.
pub(super) fn is_caseless(c: char) -> bool {
    matches!(
        c,
        '\u{620}'..='\u{63f}'
            | '\u{641}'..='\u{64a}'
            | '\u{905}'..='\u{939}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
    )
}

/// Variation selectors, skin tones and joiners that follow an emoji.
pub(super) fn is_modifier(c: char) -> bool {
    matches!(
        c,
        '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_ends_once_it_is_longer_than_any() {
        let mut shape = Shape::default();
        let read = "a-"
            .repeat(1_000)
            .chars()
            .take_while(|c| shape.goes_on(*c, false, || true))
            .count();
        assert!(
            (LONGEST_COMPOUND_BYTES..=LONGEST_COMPOUND_BYTES + 2).contains(&read),
            "{read}"
        );
        let mut shape = Shape::default();
        assert_eq!(
            "well-made"
                .chars()
                .filter(|c| shape.goes_on(*c, false, || true))
                .count(),
            9
        );
    }
}
