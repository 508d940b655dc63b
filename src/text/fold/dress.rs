//! Words wholly in small capitals (`ᴀᴄᴍᴇ`) or in boxed letters (`🅰🅲🅼🅴`, `🅐🅒🅜🅔`), which NFKC leaves as they are.
//!
//! A single one of these is no letter of a word: linguists write `ʀ`, `ɪ` and others among ordinary letters, and `🅰`, `🅱`,
//! `🅾` and `🅿` are blood groups, parking and jokes. A whole word of them is a name in another dress, whatever language the
//! text is in. Letters that have no small capital (`x`, or `s` in most programs) stand among them as they are, and the first
//! letter may be an ordinary capital (`Aᴄᴍᴇ`). Regional indicators, of which flags are made, are no letters.

/// Fewest letters of a word that has none but those with a use of their own.
const MIN_USUAL: usize = 4;

/// The Latin letter that a small capital or a letter in a filled box stands for.
pub(super) fn letter_of(c: char) -> Option<char> {
    let letter = match c {
        '\u{1f150}'..='\u{1f169}' => char::from_u32(u32::from(c) - 0x1_f150 + 0x61)?,
        '\u{1f170}'..='\u{1f189}' => char::from_u32(u32::from(c) - 0x1_f170 + 0x61)?,
        'ᴀ' => 'a',
        'ʙ' => 'b',
        'ᴄ' => 'c',
        'ᴅ' => 'd',
        'ᴇ' => 'e',
        // The small capital of the Cyrillic letter is what most programs write.
        'ꜰ' | 'ғ' => 'f',
        'ɢ' => 'g',
        'ʜ' => 'h',
        'ɪ' => 'i',
        'ᴊ' => 'j',
        'ᴋ' => 'k',
        'ʟ' => 'l',
        'ᴍ' => 'm',
        'ɴ' => 'n',
        'ᴏ' => 'o',
        'ᴘ' => 'p',
        'ꞯ' | 'ǫ' => 'q',
        'ʀ' => 'r',
        'ꜱ' => 's',
        'ᴛ' => 't',
        'ᴜ' => 'u',
        'ᴠ' => 'v',
        'ᴡ' => 'w',
        'ʏ' => 'y',
        'ᴢ' => 'z',
        _ => return None,
    };
    Some(letter)
}

/// Whether a letter in this dress is used by itself as well: a sign of phonetics, an emoji, a letter of some language.
fn is_usual(c: char) -> bool {
    matches!(
        c,
        'ʙ' | 'ɢ' | 'ʜ' | 'ɪ' | 'ʟ' | 'ɴ' | 'ʀ' | 'ʏ' | 'ғ' | 'ǫ' | '🅰' | '🅱' | '🅾' | '🅿'
    )
}

/// What the letters of a word say of its dress.
#[derive(Debug, Default)]
pub(super) struct Dress {
    /// Letters in another dress.
    dressed: usize,
    /// Those of them that nobody writes otherwise.
    telling: usize,
    /// Letters that stay themselves among small capitals.
    lacking: usize,
    /// Anything else, apart from a first capital.
    plain: usize,
    seen: usize,
}

impl Dress {
    /// Takes the next letter or digit of a word.
    pub(super) fn push(&mut self, c: char) {
        let first = self.seen == 0;
        self.seen += 1;
        if letter_of(c).is_some() {
            self.dressed += 1;
            self.telling += usize::from(!is_usual(c));
        } else if matches!(c, 's' | 'x' | 'q') {
            self.lacking += 1;
        } else if !(c.is_numeric() || first && c.is_ascii_uppercase()) {
            self.plain += 1;
        }
    }

    /// Whether the word is wholly in another dress.
    pub(super) fn is_whole(&self) -> bool {
        let tells = self.telling > 0 || self.lacking == 0 && self.dressed >= MIN_USUAL;
        self.plain == 0 && self.dressed >= 2 && self.dressed >= self.lacking && tells
    }
}
