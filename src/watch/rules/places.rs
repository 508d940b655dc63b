//! Where words, phrases and pairs of them stand.

use super::{Node, Scene, Span, Step};
use crate::text::words::{is_word, spans};
use crate::watch::patterns::{Field, Hit};

/// Most bytes of signs between two words of a phrase.
pub(in crate::watch) const MAX_GAP_BYTES: usize = 16;
/// Words that people write for the dot of an address, in the languages they do it in.
const DOT_WORDS: [&str; 6] = ["dot", "punkt", "point", "punto", "ponto", "punt"];

impl Scene<'_> {
    /// Places of words, phrases, choices of them, and pairs of them near each other; sorted.
    pub(in crate::watch) fn places(&self, node: &Node) -> Vec<Span> {
        match node {
            Node::Words { steps, within } => self.row(steps, *within),
            Node::Raw { steps, text, within } => {
                let mut found = self.row(steps, *within);
                found.retain(|span| self.written(*span) == Some(text) && self.is_whole(*span));
                found
            }
            Node::Tag(tag) => self.tag_places(tag),
            Node::Or(any) => {
                let mut all: Vec<Span> = any.iter().flat_map(|one| self.places(one)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Node::Near {
                left,
                right,
                distance,
                ordered,
            } => self.near(
                &self.places(left),
                &self.places(right),
                *distance as usize,
                *ordered,
            ),
            Node::Count(_, inner) => self.places(inner),
            Node::And(_) | Node::Not(_) | Node::Names(_) | Node::Fact(_) => Vec::new(),
        }
    }

    /// How often what is counted stands in the document; `None` for what is not counted.
    pub(in crate::watch) fn count(&self, node: &Node) -> Option<usize> {
        match node {
            Node::Count(_, inner) => Some(apart(&self.places(inner))),
            _ => None,
        }
    }

    /// Whether no sign beside a place makes another word of it: `C+` does not stand in `C++`, nor `Google` in `Google+`.
    fn is_whole(&self, span: Span) -> bool {
        let (start, end) = self.folded(span.field).origin(span.start, span.end);
        let part = self.part(span.field);
        let around = part.get(..start).zip(part.get(start..end)).zip(part.get(end..));
        around.is_some_and(|((before, own), after)| is_whole(before, own, after))
    }

    /// The original words of a place.
    fn written(&self, span: Span) -> Option<&str> {
        let (start, end) = self.folded(span.field).origin(span.start, span.end);
        self.part(span.field).get(start..end)
    }

    fn hits_within(&self, literal: u32, within: Option<Field>) -> Vec<Hit> {
        let mut hits = self.hits_of(literal);
        hits.retain(|hit| within.is_none_or(|field| hit.field == field));
        hits
    }

    fn row(&self, steps: &[Step], within: Option<Field>) -> Vec<Span> {
        let Some((first, rest)) = steps.split_first() else {
            return Vec::new();
        };
        let mut chains: Vec<Span> = self
            .hits_within(first.literal, within)
            .iter()
            .map(Span::from)
            .collect();
        chains.dedup();
        for step in rest {
            if chains.is_empty() {
                break;
            }
            let next = self.hits_within(step.literal, within);
            chains = chains
                .iter()
                .flat_map(|chain| self.continued(*chain, &next, step.dot))
                .collect();
            // Several beginnings may meet in one end; the shortest stands for all.
            chains.sort_unstable_by_key(|span| (span.field, span.end, std::cmp::Reverse(span.start)));
            chains.dedup_by_key(|span| (span.field, span.end));
        }
        chains
    }

    fn continued<'b>(&'b self, chain: Span, next: &'b [Hit], dot: bool) -> impl Iterator<Item = Span> + 'b {
        let text = &self.folded(chain.field).text;
        let from = next.partition_point(|hit| (hit.field, hit.start) < (chain.field, chain.end));
        next.iter()
            .skip(from)
            .take_while(move |hit| hit.field == chain.field && hit.start <= chain.end + MAX_GAP_BYTES)
            .filter(move |hit| {
                let gap = text.get(chain.end..hit.start);
                gap.is_some_and(|gap| if dot { is_dot(gap) } else { !gap.contains(is_word) })
            })
            .map(move |hit| Span {
                end: hit.end,
                ..chain
            })
    }

    /// Each place of one side with the nearest of the other after it and, unless `ordered`, before it, if near enough.
    fn near(&self, left: &[Span], right: &[Span], distance: usize, ordered: bool) -> Vec<Span> {
        let mut ends: Vec<Span> = right.to_vec();
        ends.sort_unstable_by_key(|span| (span.field, span.end));
        let mut pairs = Vec::new();
        for one in left {
            let next = right.partition_point(|other| (other.field, other.start) < (one.field, one.end));
            let after = right.get(next).copied().filter(|other| other.field == one.field);
            pairs.extend(
                after
                    .filter(|other| self.between(*one, *other, distance) <= distance)
                    .map(|other| Span {
                        end: other.end,
                        ..*one
                    }),
            );
            if ordered {
                continue;
            }
            let last = ends.partition_point(|other| (other.field, other.end) <= (one.field, one.start));
            let before = last.checked_sub(1).and_then(|n| ends.get(n)).copied();
            pairs.extend(
                before
                    .filter(|other| other.field == one.field)
                    .filter(|other| self.between(*other, *one, distance) <= distance)
                    .map(|other| Span {
                        end: one.end,
                        ..other
                    }),
            );
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Number of words between two places of one field that do not overlap; counted no further than one more than `most`.
    fn between(&self, first: Span, second: Span, most: usize) -> usize {
        let text = &self.folded(first.field).text;
        // A place begins where a word may: counting from there finds the same words as counting from the beginning.
        spans(text.get(first.start..).unwrap_or_default())
            .map(|word| first.start + word.start)
            .skip_while(|&start| start < first.end)
            .take_while(|&start| start < second.start)
            .take(most.saturating_add(1))
            .count()
    }
}

/// Number of places that do not overlap: `acme` and `acme rockets` at one place are one.
pub(super) fn apart(places: &[Span]) -> usize {
    let mut sorted = places.to_vec();
    sorted.sort_unstable_by_key(|span| (span.field, span.end));
    let mut last: Option<Span> = None;
    let mut count = 0;
    for span in sorted {
        if last.is_none_or(|last| last.field != span.field || last.end <= span.start) {
            count += 1;
            last = Some(span);
        }
    }
    count
}

/// Whether signs beside some letters belong to others: one more of the same, or those that end names such as `C++` and `F#`,
/// unless a word follows that they join.
fn is_whole(before: &str, own: &str, after: &str) -> bool {
    let (first, last) = (own.chars().next(), own.chars().next_back());
    let repeats = |own: Option<char>, beside: Option<char>| own == beside && own.is_some_and(|c| !is_word(c));
    if repeats(first, before.chars().next_back()) || repeats(last, after.chars().next()) {
        return false;
    }
    let mut signs = after.chars();
    let ends_name = |c: char| matches!(c, '+' | '#');
    let named = last.is_some_and(is_word) && signs.next().is_some_and(ends_name);
    !named || signs.next().is_some_and(is_word)
}

/// Whether what stands between two labels of an address is a dot, plain or disguised: `.`, `[.]`, `( . )`, `[dot]`, ` dot `.
fn is_dot(gap: &str) -> bool {
    if gap == "." {
        return true;
    }
    let bare = gap.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '-' | '_')
    });
    // A full stop with a space after it ends a sentence; a dot in words stands apart or in brackets.
    let enclosed = gap.contains(['[', ']', '(', ')', '{', '}', '<', '>']) && !bare.is_empty();
    match bare {
        "." | "。" => enclosed || gap.starts_with(char::is_whitespace) && gap.ends_with(char::is_whitespace),
        word => DOT_WORDS.contains(&word) && gap.len() >= word.len() + 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_known_in_disguise() {
        for gap in [
            ".", "[.]", "(.)", "{.}", "[.", " [.] ", " dot ", "[dot]", "(dot)", " (dot) ", "-dot-", " . ",
            " punkt ",
        ] {
            assert!(is_dot(gap), "{gap}");
        }
        for gap in ["", " ", ". ", " .", "dot", "..", " dots ", "-", "()", "[]", ","] {
            assert!(!is_dot(gap), "{gap}");
        }
    }

    #[test]
    fn signs_beside_letters_make_another_name() {
        for (before, own, after, whole) in [
            ("", "C+", " is", true),
            ("", "C+", "+ is", false),
            ("", "C++", "+", false),
            ("", "C++", ", C", true),
            ("", "Google", "+ is", false),
            ("", "Google", "+Apple", true),
            ("", "Google", " + Apple", true),
            ("", "C", "# and", false),
            ("", "C", "++17", false),
            ("+", "++", "", false),
            ("(", "C++", ")", true),
        ] {
            assert_eq!(is_whole(before, own, after), whole, "{before}[{own}]{after}");
        }
    }

    #[test]
    fn overlapping_places_are_one() {
        let span = |start, end| Span {
            field: Field::Text,
            start,
            end,
        };
        assert_eq!(apart(&[]), 0);
        assert_eq!(apart(&[span(0, 4), span(0, 12), span(20, 24)]), 2);
        assert_eq!(apart(&[span(0, 4), span(4, 8), span(2, 6)]), 2);
    }
}
