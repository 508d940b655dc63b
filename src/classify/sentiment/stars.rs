//! Marks drawn as stars: `★★★★☆`.

/// Stars of a full mark.
const MOST: usize = 5;

/// Bytes of the row of stars that a text begins with, and what it says as a mark (−4 to 4): nothing unless it is of five, full
/// ones first, as fewer adorn a text as often.
pub(super) fn row(text: &str) -> (usize, Option<f32>) {
    let row = || text.chars().take_while(|c| matches!(c, '★' | '☆'));
    let (all, full) = (row().count(), row().take_while(|c| *c == '★').count());
    let is_mark = all == MOST && row().skip(full).all(|c| c == '☆');
    // More than the words `five stars` (1.7): it stands for a whole verdict.
    let value = match full {
        5 => 2.5,
        4 => 1.6,
        2 => -1.5,
        0 | 1 => -2.0,
        _ => 0.0,
    };
    (all * '★'.len_utf8(), is_mark.then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        classify::sentiment::tests::assert_judged,
        model::Polarity::{Negative, Neutral, Positive},
    };

    #[test]
    fn five_stars_are_a_mark() {
        for (text, stars, expected) in [
            ("★★★★★", 5, Some(2.5)),
            ("★★★★☆ nice", 5, Some(1.6)),
            ("★★★☆☆", 5, Some(0.0)),
            ("★☆☆☆☆", 5, Some(-2.0)),
            ("☆☆☆☆☆", 5, Some(-2.0)),
            ("★★★", 3, None),
            ("★★★★★★", 6, None),
            ("☆★★★★", 5, None),
            ("★ new ★", 1, None),
            ("", 0, None),
        ] {
            assert_eq!(row(text), (stars * 3, expected), "{text}");
        }
    }

    #[test]
    fn marks_say_what_words_for_them_say() {
        assert_judged(&[
            ("★★★★★ the Acme lamp", Positive),
            ("★☆☆☆☆ the Acme lamp", Negative),
            ("10/10 would buy again", Positive),
            ("I give the lamp a solid 9/10", Positive),
            ("1/10 would not recommend", Negative),
            ("I gave my lamp a 2/10", Negative),
            ("4.5/5 from me", Positive),
            ("1.5/5 from me", Negative),
            ("2.9/10 would not buy again", Negative),
            ("Rated it 9.5/10", Positive),
            ("I give it 6/10", Neutral),
            // A day, a share, the part of a thread.
            ("The match of 10/10 was moved", Neutral),
            ("Open from 9/5 to 10/5", Neutral),
            ("The lamp went to the shop 1/5", Neutral),
        ]);
    }
}
