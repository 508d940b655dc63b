//! Letters of the alphabets in daily use, told apart without looking into Unicode's tables.

/// Whether two letters belong to different alphabets; `None` unless both are letters known here.
#[inline]
pub(super) fn changes(before: char, after: char) -> Option<bool> {
    let (one, other) = (alphabet(before), alphabet(after));
    (one != 0 && other != 0).then_some(one != other)
}

/// Characters before this one are looked up.
const TABLE_TO: usize = 0x1100;

/// Alphabet of each character; 0 where it is no letter of one, or a special one.
static TABLE: [u8; TABLE_TO] = table();

#[inline]
fn alphabet(c: char) -> u8 {
    match TABLE.get(c as usize) {
        Some(alphabet) => *alphabet,
        None if matches!(c, '\u{ac00}'..='\u{d7a3}') => 9,
        None => 0,
    }
}

#[expect(clippy::indexing_slicing, reason = "the compiler looks up every index")]
const fn table() -> [u8; TABLE_TO] {
    let mut table = [0; TABLE_TO];
    let mut code = 0;
    while code < TABLE_TO {
        table[code] = match code {
            0x41..=0x5a | 0x61..=0x7a | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x24f => 1,
            0x391..=0x3a1 | 0x3a3..=0x3a9 | 0x3ac..=0x3ce => 2,
            0x400..=0x481 | 0x48a..=0x52f => 3,
            0x531..=0x556 | 0x561..=0x587 => 4,
            0x5d0..=0x5ea => 5,
            0x621..=0x63a | 0x641..=0x64a => 6,
            0x905..=0x939 => 7,
            0x10d0..=0x10f0 => 8,
            _ => 0,
        };
        code += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{breaks_between, is_cjk_like, is_hangul, is_word};
    use icu_properties::CodePointMapData;
    use icu_properties::props::Script;

    #[test]
    fn the_table_agrees_with_unicode() {
        let scripts = CodePointMapData::<Script>::new();
        let letters: Vec<char> = ('a'..='\u{d7a3}').filter(|&c| alphabet(c) != 0).collect();
        let first: Vec<char> = (1..=9)
            .filter_map(|n| letters.iter().copied().find(|&c| alphabet(c) == n))
            .collect();
        for &c in &letters {
            assert!(is_word(c) && !is_cjk_like(c), "{c}");
            let own = scripts.get(c);
            for &other in &first {
                let same = alphabet(c) == alphabet(other);
                assert_eq!(own == scripts.get(other), same, "{c} {other}");
                assert_eq!(is_hangul(c), own == Script::Hangul);
                assert_eq!(breaks_between(c, other), !same);
            }
        }
    }
}
