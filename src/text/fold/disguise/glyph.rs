//! What a single character may be read as when it stands in a name in disguise.

use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::Script;
use unicode_security::skeleton;

use crate::text::fold::lookalike::latin_of;
use crate::text::fold::{is_ignorable, is_mark};

/// How a character comes to be read as a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is that letter.
    Letter,
    /// An ASCII digit or sign that looks like it.
    Digit,
    /// That letter with marks, as in `é`.
    Accented,
    /// That letter in another dress, as in `ⓐ`.
    Styled,
    /// A letter or sign of another script, or a rare Latin one.
    Borrowed(Script),
}

/// A reading of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// Stands for all that looks alike: a lower-case letter, or a digit that looks like none.
    pub(super) class: u8,
    pub(super) kind: Kind,
}

impl Glyph {
    /// `None` for what looks like no letter or digit of ASCII.
    pub(super) fn of(c: char) -> Option<Self> {
        if c.is_ascii() {
            return Self::of_ascii(c);
        }
        if is_settled(c) {
            return None;
        }
        match TABLE.get(u32::from(c).checked_sub(TABLE_FROM)? as usize) {
            Some(glyph) => *glyph,
            None => Self::found(c),
        }
    }

    pub(super) fn is_borrowed(self) -> bool {
        matches!(self.kind, Kind::Borrowed(_))
    }

    fn of_ascii(c: char) -> Option<Self> {
        let kind = if c.is_ascii_alphabetic() {
            Kind::Letter
        } else {
            Kind::Digit
        };
        class(c).map(|class| Self { class, kind })
    }

    fn found(c: char) -> Option<Self> {
        if is_mark(c) || is_ignorable(c) {
            return None;
        }
        let with = |latin: char, kind: Kind| class(latin).map(|class| Self { class, kind });
        let mut buffer = [0; 4];
        let own = c.encode_utf8(&mut buffer);
        let canonical = DecomposingNormalizerBorrowed::new_nfd().normalize(own);
        if let Some(base) = base_of(canonical.chars()) {
            return with(base, Kind::Accented);
        }
        if let Some(base) = barred(c) {
            return with(base, Kind::Accented);
        }
        let compatible = DecomposingNormalizerBorrowed::new_nfkd().normalize(own);
        if let Some(base) = base_of(compatible.chars()) {
            return with(base, Kind::Styled);
        }
        let script = CodePointMapData::<Script>::new().get(c);
        let latin = supplement(c).or_else(|| latin_of(c)).or_else(|| prototype(c))?;
        with(latin, Kind::Borrowed(script))
    }
}

/// First character of [`TABLE`].
const TABLE_FROM: u32 = 0x80;
/// Character after its last: up to here live the scripts in daily use.
const TABLE_TO: u32 = 0x3000;

static TABLE: LazyLock<Vec<Option<Glyph>>> = LazyLock::new(|| {
    let found = |code: u32| char::from_u32(code).and_then(Glyph::found);
    (TABLE_FROM..TABLE_TO).map(found).collect()
});

/// Blocks of letters that are words by themselves, and pictures, for speed.
fn is_settled(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}')
}

/// One letter for all that look alike in some type or hand.
fn class(latin: char) -> Option<u8> {
    let lower = u8::try_from(latin.to_ascii_lowercase()).ok()?;
    Some(match lower {
        b'l' | b'1' | b'!' | b'|' => b'i',
        b'0' => b'o',
        b'5' | b'$' => b's',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'7' | b'+' => b't',
        b'8' => b'b',
        b'9' => b'g',
        b'2' => b'z',
        b'a'..=b'z' | b'6' => lower,
        _ => return None,
    })
}

/// The ASCII letter or digit of a decomposition, if the rest are marks.
fn base_of(mut decomposed: impl Iterator<Item = char>) -> Option<char> {
    let base = decomposed.next().filter(char::is_ascii_alphanumeric)?;
    decomposed.all(is_mark).then_some(base)
}

/// Latin letters with a stroke or hook, which Unicode does not decompose.
fn barred(c: char) -> Option<char> {
    Some(match c {
        'Ø' | 'ø' => 'o',
        'Đ' | 'đ' => 'd',
        'Ħ' | 'ħ' => 'h',
        'Ł' | 'ł' => 'l',
        'Ŧ' | 'ŧ' => 't',
        'ı' => 'i',
        _ => return None,
    })
}

/// The letter that UTS #39 takes a character for, marks aside, whatever script it belongs to.
fn prototype(c: char) -> Option<char> {
    let mut buffer = [0; 4];
    let mut prototype = skeleton(c.encode_utf8(&mut buffer)).filter(|c| !is_mark(*c));
    match (prototype.next()?, prototype.next(), prototype.next()) {
        ('r', Some('n'), None) => Some('m'),
        (latin, None, None) => Some(latin).filter(char::is_ascii_alphanumeric),
        _ => None,
    }
}

/// What UTS #39 lacks, or takes for a letter of another script, by the shape of the glyph: small capitals of Cyrillic and
/// Greek next to the Latin letter of the same shape, turned and open letters, letters with a tail or a stroke.
fn supplement(c: char) -> Option<char> {
    if let Some(letter) = small_capital(c) {
        return Some(letter);
    }
    Some(match c {
        'α' | 'Δ' | 'Λ' | 'Д' | 'д' | 'λ' => 'a',
        'β' | 'Б' | 'В' | 'в' | 'Ђ' | 'ђ' | 'ß' => 'b',
        '¢' | '©' | 'ς' | 'Ҫ' | 'ҫ' => 'c',
        'є' | 'Є' | 'ε' | 'Ε' | 'Σ' | 'ξ' | 'Ξ' | 'э' | 'Э' | '€' | 'З' | 'з' => 'e',
        'ƒ' | 'Ғ' | 'ғ' => 'f',
        'н' | 'Н' | 'ћ' | 'Һ' | 'ң' => 'h',
        'к' | 'κ' | 'Κ' | 'қ' => 'k',
        'м' | 'Μ' | 'М' => 'm',
        'η' | 'п' | 'П' | 'и' | 'И' | 'ռ' | 'ո' | 'π' => 'n',
        'σ' | 'Θ' | 'θ' | 'Ф' | 'ф' | 'δ' => 'o',
        'ρ' | 'р' | 'þ' | 'Þ' => 'p',
        'я' | 'Я' | '®' | 'г' => 'r',
        '§' => 's',
        'τ' | 'т' | 'Т' | '†' => 't',
        'μ' | 'µ' | 'υ' | 'ц' | 'Ц' => 'u',
        'ν' => 'v',
        'ω' | 'ш' | 'Ш' | 'щ' | 'Щ' => 'w',
        'χ' | 'Χ' | 'ж' | 'Ж' | '×' => 'x',
        'γ' | 'Υ' | 'у' | 'У' | 'ү' | '¥' | 'ч' => 'y',
        _ => return None,
    })
}

/// Small capitals of phonetic alphabets, which make words of another look (`ᴀᴄᴍᴇ`).
fn small_capital(c: char) -> Option<char> {
    const CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ";
    const LETTERS: &str = "abcdefghijklmnopqrstuvwyz";
    let mut pairs = CAPITALS.chars().zip(LETTERS.chars());
    pairs.find(|(capital, _)| *capital == c).map(|(_, letter)| letter)
}

/// A name without accents and strokes; `None` if it has none, or letters of another script.
pub(crate) fn plain_letters(name: &str) -> Option<String> {
    let mut changed = false;
    let plain = |c: char| -> Option<String> {
        if c.is_ascii() {
            return Some(c.to_string());
        }
        changed = true;
        let double = match c {
            'æ' => "ae",
            'œ' => "oe",
            'þ' => "th",
            'ð' => "d",
            _ => "",
        };
        if !double.is_empty() {
            return Some(double.to_owned());
        }
        let mut buffer = [0; 4];
        let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(c.encode_utf8(&mut buffer));
        let base = base_of(decomposed.chars()).or_else(|| barred(c))?;
        Some(base.to_ascii_lowercase().to_string())
    };
    let plain: Option<String> = name.chars().map(plain).collect();
    plain.filter(|_| changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_by_their_shape() {
        for (written, class) in [
            ("aAáａⓐ𝐚аα4@ɑᴀ", 'a'),
            ("lI1iіΙ|!ⅼ", 'i'),
            ("oO0оοօ᧐ߋѳ", 'o'),
            ("eE3éеҽ", 'e'),
            ("nηոռ", 'n'),
            ("s5$ѕ", 's'),
        ] {
            for c in written.chars() {
                let read = Glyph::of(c).map(|glyph| char::from(glyph.class));
                assert_eq!(read, Some(class), "{c} U+{:04X}", u32::from(c));
            }
        }
        for c in "漢か한😀 -.،".chars() {
            assert_eq!(Glyph::of(c), None, "{c}");
        }
    }

    #[test]
    fn a_name_loses_its_accents() {
        assert_eq!(plain_letters("nestlé").as_deref(), Some("nestle"));
        assert_eq!(plain_letters("røde").as_deref(), Some("rode"));
        assert_eq!(plain_letters("nestle"), None);
        assert_eq!(plain_letters("дом"), None);
    }
}
