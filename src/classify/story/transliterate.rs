//! Cyrillic words in Latin letters, so that a text that is printed in both tells one story.
//!
//! Serbian, Montenegrin and Bosnian papers print the same words in either script, and the two alphabets correspond letter by
//! letter: for them this is exact. For the other languages it is one of several customs, which does no harm: runs of three
//! words that agree by chance are as rare as in one script. Greek, Georgian and the rest have no second alphabet that papers
//! print in, and are left alone.

use std::borrow::Cow;

/// A folded text with its Cyrillic letters in Latin ones.
pub(super) fn latin(folded: String) -> String {
    if folded.is_ascii() || !folded.chars().any(is_cyrillic) {
        return folded;
    }
    let mut latin = String::with_capacity(folded.len());
    for c in folded.chars() {
        match letter(c) {
            Cow::Borrowed(letters) => latin.push_str(letters),
            Cow::Owned(other) => latin.push_str(&other),
        }
    }
    latin
}

pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(u32::from(c), 0x400..=0x52F)
}

/// Small letters by Vuk Karadžić's table, those that Serbian lacks by ISO/R 9:1968; signs without a sound fall away.
fn letter(c: char) -> Cow<'static, str> {
    Cow::Borrowed(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'ђ' => "đ",
        'е' | 'э' | 'ё' => "e",
        'ж' => "ž",
        'з' => "z",
        'и' | 'і' => "i",
        'ј' | 'й' => "j",
        'к' => "k",
        'л' => "l",
        'љ' => "lj",
        'м' => "m",
        'н' => "n",
        'њ' => "nj",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'ћ' => "ć",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "c",
        'ч' => "č",
        'џ' => "dž",
        'ш' => "š",
        'щ' => "šč",
        'ы' => "y",
        'ю' => "ju",
        'я' => "ja",
        'ї' => "ji",
        'є' => "je",
        'ѓ' => "ǵ",
        'ќ' => "ḱ",
        'ѕ' => "dz",
        'ў' => "ŭ",
        'ъ' | 'ь' => "",
        other => return Cow::Owned(other.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_in_both_alphabets() {
        for (cyrillic, expected) in [
            (
                "акме отвара прву радњу у лунду",
                "akme otvara prvu radnju u lundu",
            ),
            ("љубав, џеп и ђак", "ljubav, džep i đak"),
            ("съемка объекта", "semka obekta"),
            ("acme öppnar", "acme öppnar"),
            ("ρόκα", "ρόκα"),
            ("", ""),
        ] {
            assert_eq!(latin(cyrillic.to_owned()), expected);
        }
    }
}
