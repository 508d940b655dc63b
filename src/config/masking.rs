//! Keeps secrets out of what is shown of a configuration.

use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

use regex::Regex;

use crate::text::pattern;

/// What stands in for a secret.
const MASK: &str = "•••";
/// Values shorter than this are not looked for in messages: they would blank out ordinary words.
const SHORTEST: usize = 4;

/// What must not be shown: places in the file, and values wherever they appear.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    spans: Vec<Range<usize>>,
    values: BTreeSet<String>,
}

impl Secrets {
    /// Hides what stands at a place in the file.
    pub(super) fn hide_span(&mut self, span: Range<usize>) {
        self.spans.push(span);
    }

    /// Hides a value wherever a message mentions it.
    pub(super) fn hide_value(&mut self, value: &str) {
        if value.len() >= SHORTEST {
            self.values.insert(value.to_owned());
        }
    }

    /// Blanks hidden values in a message, and passwords inside addresses.
    pub(super) fn hide(&self, words: &mut String) {
        for value in &self.values {
            if words.contains(value.as_str()) {
                *words = words.replace(value.as_str(), MASK);
            }
        }
        for pattern in IN_ADDRESSES.iter() {
            if pattern.is_match(words) {
                *words = pattern
                    .replace_all(words, format!("${{1}}{MASK}${{tail}}"))
                    .into_owned();
            }
        }
    }
}

/// A text without its secrets, and how places in the original move.
#[derive(Debug, Default)]
pub(super) struct Masked {
    /// The masked text.
    pub(super) text: String,
    /// Replaced stretches of the original, ascending.
    cuts: Vec<Range<usize>>,
}

impl Masked {
    /// Where a byte of the original is now; inside a mask, its beginning.
    pub(super) fn moved(&self, at: usize) -> usize {
        let mut delta = 0_usize;
        let mut removed = 0_usize;
        for cut in &self.cuts {
            if cut.end <= at {
                delta += MASK.len();
                removed += cut.len();
            } else if cut.start < at {
                removed += at - cut.start;
            } else {
                break;
            }
        }
        (at + delta).saturating_sub(removed)
    }
}

/// Strings behind a key that names a secret, whatever table it is in: they are masked even where the file does not parse.
static BEHIND_KEYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern::constant(
        r#"(?im)(?:password|passwd|token|bearer|secret|key)["']?[ \t]*=[ \t]*(?:"""|'''|["'])(?P<value>[^"'\r\n]+)"#,
    )
});

/// Passwords and keys inside addresses.
static IN_ADDRESSES: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        pattern::constant(r#"([a-zA-Z][a-zA-Z0-9+.-]*://[^\s/?#@:"']*:)(?P<value>[^\s/?#@"']+)(?P<tail>@)"#),
        pattern::constant(
            r#"(?i)([?&][\w.-]*(?:key|token|secret|signature|password|passwd|auth)=)(?P<value>[^&#\s"'{$][^&#\s"']*)(?P<tail>)"#,
        ),
    ]
});

/// Replaces every secret in a text.
pub(super) fn mask(text: &str, secrets: &Secrets) -> Masked {
    let mut cuts = secrets.spans.clone();
    let found = [&*BEHIND_KEYS].into_iter().chain(IN_ADDRESSES.iter());
    for pattern in found {
        for captures in pattern.captures_iter(text) {
            let value = captures.name("value");
            cuts.extend(
                value
                    .filter(|value| !value.as_str().starts_with("${"))
                    .map(|value| value.range()),
            );
        }
    }
    cuts.retain(|cut| cut.start < cut.end && text.get(cut.clone()).is_some());
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match merged.last_mut() {
            Some(last) if cut.start <= last.end => last.end = last.end.max(cut.end),
            _ => merged.push(cut),
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for cut in &merged {
        out.push_str(text.get(from..cut.start).unwrap_or(""));
        out.push_str(MASK);
        from = cut.end;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    Masked {
        text: out,
        cuts: merged,
    }
}
