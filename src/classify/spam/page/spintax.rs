//! Choices for a spinning program that it left standing: `{Buy|Purchase|Get} {cheap|affordable} rockets`.

use std::collections::HashSet;

use super::shown;

/// Choices from which on it is no usage line of a program, such as `service {start|stop}`.
const FEWEST: usize = 3;
/// Longest choice, in bytes.
const LONGEST: usize = 200;
/// Nobody writes so for readers.
const WEIGHT: f32 = 0.6;

/// Whether a text is full of choices, with the first of them.
pub(super) fn judge(said: &str) -> Option<(f32, String)> {
    let mut found: HashSet<&str> = HashSet::new();
    let mut first = None;
    // Choices within choices: the innermost is looked at, which begins with the last `{` before a `}`.
    for piece in said.split('}') {
        let Some((_, inside)) = piece.rsplit_once('{') else {
            continue;
        };
        if is_choice(inside) {
            first = first.or(Some(inside));
            found.insert(inside);
        }
    }
    let first = first.filter(|_| found.len() >= FEWEST)?;
    Some((
        WEIGHT,
        format!(
            "{} choices for a spinning program, such as {}",
            found.len(),
            shown(&format!("{{{first}}}"))
        ),
    ))
}

/// `cheap|affordable`: words between bars, nothing that code has.
fn is_choice(inside: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-' | ',' | '.' | '!' | '?');
    inside.len() <= LONGEST
        && inside.contains('|')
        && inside.split('|').all(|option| option.chars().all(word))
        && inside
            .split('|')
            .any(|option| option.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_for_a_program_are_told_from_usage_lines() {
        for (text, is_spun) in [
            (
                "{Buy|Purchase|Get} {cheap|affordable} rockets {online|on the web} {today|now}!",
                true,
            ),
            (
                "{Acme {makes|builds}|One {sells|offers}} {good|fine} rockets",
                true,
            ),
            ("service acme {start|stop|restart}, then {yes|no}", false),
            ("#{a|b} ${x||y} {\"a\":1} {c => c|d} {fn()|x}", false),
            ("{{first_name}}, {a} and {b}", false),
            ("{a|b} {a|b} {a|b} {a|b}", false),
            ("}}}{{{|||", false),
        ] {
            assert_eq!(judge(text).is_some(), is_spun, "{text}");
        }
    }
}
