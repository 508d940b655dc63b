//! What strangers wrote, made safe to print: nothing that moves, hides or reorders what stands beside it.

/// Characters that reorder or hide what follows, or that no XML may hold: direction marks, zero-width characters, tags,
/// interlinear notes, non-characters. Control characters are not among them.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FFFE}'..='\u{FFFF}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

/// One line of fetched text made safe to print anywhere: controls and unseen characters gone, white space folded, at
/// most `limit` characters.
pub fn clean(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
        } else if !is_unseen(c) {
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(c);
        }
    }
    if out.chars().count() <= limit {
        return out;
    }
    let mut cut: String = out.chars().take(limit.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// A count with its noun: `1 reaction`, `2,300 reactions`. The noun takes an `s` in the plural.
pub fn counted(count: u64, one: &str) -> String {
    let told = thousands(&count.to_string());
    format!("{told} {one}{}", if count == 1 { "" } else { "s" })
}

/// Sets the digits of a written number in threes: `1234567.8` → `1,234,567.8`. A sign before them stays.
pub fn thousands(number: &str) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |digits| ("-", digits));
    let whole = digits.split('.').next().unwrap_or(digits).len();
    let mut out = String::with_capacity(number.len() + number.len() / 3);
    out.push_str(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn digits_are_set_in_threes() {
        for (number, set) in [
            ("7", "7"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.8912", "-1,234,567.8912"),
            ("-123", "-123"),
            ("", ""),
        ] {
            assert_eq!(super::thousands(number), set);
        }
    }

    #[test]
    fn fetched_text_loses_what_moves_and_hides() {
        for (text, limit, cleaned) in [
            ("a\u{202E}b\n\n\tc\u{7}d", 100, "ab c d"),
            ("ig\u{200B}no\u{2060}re\u{FEFF}", 100, "ignore"),
            ("\u{061C}x\u{2066}y\u{2069}\u{E0041}z\u{FFFE}", 100, "xyz"),
            ("  \u{202E} \n", 100, ""),
            ("abcdef", 4, "abc…"),
            ("ab cdef", 4, "ab…"),
            ("abcd", 4, "abcd"),
        ] {
            assert_eq!(clean(text, limit), cleaned, "{text:?}");
        }
    }
}
