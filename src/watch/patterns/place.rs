//! Whether a literal may stand where its letters were found.

use super::Shape;
use crate::text::fold::is_mark;
use crate::text::words::{breaks_between, is_cjk_like, is_hangul, is_word};

/// Whether a literal at a place of a text stands as its shape asks.
pub(in crate::watch) fn fits(text: &str, start: usize, end: usize, shape: Shape) -> bool {
    let (Some(head), Some(found), Some(tail)) = (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return false;
    };
    let (before, after) = (head.chars().next_back(), tail.chars().next());
    let (Some(first), Some(last)) = (found.chars().next(), found.chars().next_back()) else {
        return false;
    };
    match shape {
        Shape::Address => {
            let letter = |c: char| (c.is_alphanumeric() || is_mark(c)) && !is_cjk_like(c) && !is_hangul(c);
            let opens = before.is_none_or(|c| !(letter(c) || matches!(c, '-' | '_' | '@')));
            let mut tail = tail.chars();
            let closes = tail
                .next()
                .is_none_or(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
            opens && closes && !(after == Some('.') && tail.next().is_some_and(|c| c.is_ascii_alphanumeric()))
        }
        Shape::Word => {
            opens_word(before, first) && (closes_word(last, after) || opens_compound(found, after))
        }
        Shape::Prefix => opens_word(before, first),
        // Proved by its own pattern; without one it is too long for any word.
        Shape::Glob => false,
    }
}

/// Whether a character is written in katakana, or lengthens what is. Names and loanwords are, as runs that are read as one
/// word: `アクメ` is no word within `ハアクメン`. A middle dot parts them.
fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// Letters of the shortest name in katakana that may begin a compound: `ソニー` does in `ソニーストア`, and `アイ` is no name in
/// `アイス`.
const COMPOUND_LETTERS: usize = 3;

/// Whether a name in katakana begins a longer run: compounds are written without a space, as `アクメストア` is. What lengthens its
/// last letter or changes how that is said makes another word of it (`アクメー`).
fn opens_compound(found: &str, after: Option<char>) -> bool {
    let changes = |c: char| {
        matches!(
            c,
            'ー' | 'ｰ' | 'ン' | 'ﾝ' | 'ッ' | 'ｯ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ャ' | 'ュ' | 'ョ'
        )
    };
    found.chars().all(is_katakana)
        && found.chars().count() >= COMPOUND_LETTERS
        && after.is_some_and(|after| is_katakana(after) && !changes(after))
}

/// Whether a literal that begins with `first` may begin after `before`.
pub(in crate::watch) fn opens_word(before: Option<char>, first: char) -> bool {
    match before {
        None => true,
        Some(before) if is_katakana(first) && is_katakana(before) => false,
        Some(before) if is_word(first) => breaks_between(before, first),
        // `@acme` is not found in `jo@acme.example`; a picture may stand anywhere.
        Some(before) => !first.is_ascii() || !is_word(before),
    }
}

/// Whether a literal that ends with `last` may end before `after`. A Korean word may carry a particle: it only has to begin
/// a word.
pub(in crate::watch) fn closes_word(last: char, after: Option<char>) -> bool {
    match after {
        Some(after) if is_katakana(last) && is_katakana(after) => false,
        Some(after) if is_word(last) => breaks_between(last, after) || (is_hangul(last) && is_hangul(after)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_katakana_is_one_word() {
        for (text, literal, shape, expected) in [
            ("アクメ", "アクメ", Shape::Word, true),
            ("アクメの新製品", "アクメ", Shape::Word, true),
            ("新アクメが東京に", "アクメ", Shape::Word, true),
            ("これはアクメです", "アクメ", Shape::Word, true),
            ("acmeアクメ2", "アクメ", Shape::Word, true),
            ("アクメ・ロケット", "アクメ", Shape::Word, true),
            ("アクメ・ロケット", "ロケット", Shape::Word, true),
            ("ハアクメン", "アクメ", Shape::Word, false),
            ("アクメン", "アクメ", Shape::Word, false),
            ("ハアクメ", "アクメ", Shape::Word, false),
            ("アクメー", "アクメ", Shape::Word, false),
            ("スーアクメ", "アクメ", Shape::Word, false),
            ("アクメストア", "アクメ", Shape::Word, true),
            ("アイス", "アイ", Shape::Word, false),
            ("ストアアクメ", "アクメ", Shape::Word, false),
            ("ﾊｱｸﾒﾝ", "ｱｸﾒ", Shape::Word, false),
            ("アクメストア", "アクメ", Shape::Prefix, true),
            ("ハアクメン", "アクメ", Shape::Prefix, false),
            // Words in hiragana and ideographs are not told apart by their letters.
            ("ああくめん", "あくめ", Shape::Word, true),
            ("東京都", "東京", Shape::Word, true),
        ] {
            let start = text.find(literal).unwrap();
            let found = fits(text, start, start + literal.len(), shape);
            assert_eq!(found, expected, "{literal} in {text}");
        }
    }
}
