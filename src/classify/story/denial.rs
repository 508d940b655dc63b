//! Denials: two texts of the same words, of which one says the opposite of the other, are no copies.
//!
//! Where they differ ([`gaps`]) one denies what the other says (`won't` for `will`, `unhappy` for `happy`, `does not open` for
//! `opens`), has the opposite word (`falls` for `rises`), or names both sides the other way round (`A beats B`).

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    gaps::{Gap, gaps},
    words::Words,
};

const DENIALS: &str = include_str!("negators.txt");
const LIGHT: &str = include_str!("light.txt");
const OPPOSITES: &str = include_str!("opposites.txt");

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

/// Shortest word behind a negating beginning, in bytes: `union` is no denial of `ion`.
const FEWEST_BYTES: usize = 4;
/// Most words on a side of a place that one word there turns into its opposite: in more there is something else.
const TURNED_WORDS: usize = 4;
/// Most bytes in which two forms of one word end differently: `open` and `opened`.
const ENDING_BYTES: usize = 4;
/// What is before a French verb that is denied.
const NE: &str = "n'";
/// Words between two names that say the same of both, so that it is all one which comes first.
const BETWEEN: &str =
    "and or vs versus with und oder mit och eller med og et ou avec y o con e com en of met ja tai i и или";

#[derive(Debug)]
struct Lists {
    /// Words that deny.
    denials: HashSet<Cow<'static, str>>,
    /// Beginnings of words that do.
    beginnings: BTreeSet<Cow<'static, str>>,
    /// Words that come and go with them.
    light: HashSet<Cow<'static, str>>,
    /// Words that say the same of what stands before and behind them.
    between: HashSet<Cow<'static, str>>,
    /// The pairs of sides a word is in, and on which.
    sides: HashMap<Cow<'static, str>, Vec<(usize, bool)>>,
}

impl Lists {
    fn read() -> Self {
        let (beginnings, denials): (Vec<&str>, Vec<&str>) = rows(DENIALS)
            .flat_map(str::split_whitespace)
            .partition(|word| word.ends_with('-'));
        let mut sides = HashMap::<Cow<'static, str>, Vec<(usize, bool)>>::new();
        for (pair, row) in rows(OPPOSITES).enumerate() {
            let (one, other) = row.split_once('|').unwrap_or((row, ""));
            for (side, words) in [(false, one), (true, other)] {
                for word in words.split_whitespace() {
                    sides.entry(spelt(word)).or_default().push((pair, side));
                }
            }
        }
        Self {
            denials: denials.into_iter().map(spelt).collect(),
            beginnings: beginnings
                .into_iter()
                .map(|word| spelt(word.trim_end_matches('-')))
                .collect(),
            light: rows(LIGHT).flat_map(str::split_whitespace).map(spelt).collect(),
            between: BETWEEN.split(' ').map(spelt).collect(),
            sides,
        }
    }

    fn denies(&self, word: &str) -> bool {
        self.denials.contains(word) || word.strip_prefix(NE).is_some_and(|verb| !verb.is_empty())
    }

    /// Whether a word is another one with a beginning that denies it: `unhappy` of `happy`, `keine` of `eine`.
    fn turns(&self, word: &str, other: &str) -> bool {
        let beginning = word.strip_suffix(other);
        other.len() >= FEWEST_BYTES && beginning.is_some_and(|beginning| self.beginnings.contains(beginning))
    }

    /// The words that say something, with the French ones as they are without a denial.
    fn rest<'t>(&self, words: &[&'t str]) -> Vec<&'t str> {
        let says = |word: &&str| {
            let is_light = self.light.contains(*word) || self.denials.contains(*word);
            !is_light
        };
        let bare = |word: &'t str| word.strip_prefix(NE).unwrap_or(word);
        words.iter().copied().filter(says).map(bare).collect()
    }

    fn is_of(&self, word: &str, pair: usize, side: bool) -> bool {
        self.sides
            .get(word)
            .is_some_and(|known| known.contains(&(pair, side)))
    }
}

/// Whether a word, in small letters, denies what comes behind it.
pub(crate) fn is_denial(word: &str) -> bool {
    LISTS.denies(&spelt(word))
}

/// Whether a word, in small letters, comes and goes with a denial: an article, a helping verb, a word of degree.
pub(crate) fn is_light(word: &str) -> bool {
    LISTS.light.contains(&*spelt(word))
}

/// The rows of a list without the language each is of.
fn rows(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(_, words)| words)
}

/// A listed word as texts are read.
fn spelt(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(Words::of(word).joined())
    }
}

/// Whether one text says the opposite of the other where they differ; at most so many words of each are read.
pub(super) fn contradict(a: &Words, b: &Words, most: usize) -> bool {
    let mut sides = [a, b].map(|words| words.iter().take(most).collect::<Vec<&str>>());
    // Which of them comes first must not matter.
    sides.sort();
    let [ours, theirs] = &sides;
    let found = gaps(ours, theirs);
    found
        .iter()
        .any(|gap| is_denied(gap) || is_opposite(gap) || is_turned_round(gap))
        || are_exchanged(&found)
}

/// Whether one side denies what the other one says.
fn is_denied(gap: &Gap<'_, '_>) -> bool {
    let turned = |one: &[&str], other: &[&str]| {
        one.len() == other.len()
            && one
                .iter()
                .zip(other)
                .any(|(word, plain)| LISTS.turns(word, plain))
    };
    denies(gap.ours, gap.theirs, gap.at_end)
        || denies(gap.theirs, gap.ours, gap.at_end)
        || turned(gap.ours, gap.theirs)
        || turned(gap.theirs, gap.ours)
}

fn denies(words: &[&str], other: &[&str], at_end: bool) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| LISTS.denies(word));
    // What ends in a denial was cut, or has a word of its own behind what it quotes.
    let is_cut = at_end && other.is_empty();
    if is_cut || words.len().max(other.len()) > TURNED_WORDS || !has(words) || has(other) {
        return false;
    }
    let (denied, said) = (LISTS.rest(words), LISTS.rest(other));
    denied.len() == said.len()
        && denied
            .iter()
            .zip(&said)
            .all(|(one, other)| is_form_of(one, other))
}

/// Whether two words are forms of one, as `open` and `opened`: they begin alike.
fn is_form_of(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    let alike = pairs.take_while(|(a, b)| a == b).count();
    let longer = one.len().max(other.len());
    one == other || alike >= 3 && longer - alike <= ENDING_BYTES
}

/// Whether one side has the opposite word of the other.
fn is_opposite(gap: &Gap<'_, '_>) -> bool {
    if gap.ours.len().max(gap.theirs.len()) > TURNED_WORDS {
        return false;
    }
    let has = |words: &[&str], pair, side| words.iter().any(|word| LISTS.is_of(word, pair, side));
    let known = gap.ours.iter().filter_map(|word| LISTS.sides.get(*word));
    known.flatten().any(|(pair, side)| {
        has(gap.theirs, *pair, !side) && !has(gap.ours, *pair, !side) && !has(gap.theirs, *pair, *side)
    })
}

/// Whether one side is the other the other way round: `acme beats coyote` and `coyote beats acme`, not `acme and coyote`.
fn is_turned_round(gap: &Gap<'_, '_>) -> bool {
    let (ours, theirs, many) = (gap.ours, gap.theirs, gap.ours.len());
    if many < 3 || many != theirs.len() {
        return false;
    }
    (1..many - 1).any(|first| {
        (1..many - first).any(|last| {
            let middle = part(ours, first, many - last);
            let names = [part(ours, 0, first), part(ours, many - last, many)];
            names[0] != names[1]
                && names[0] == part(theirs, many - first, many)
                && names[1] == part(theirs, 0, last)
                && middle == part(theirs, last, many - first)
                && tells(middle)
        })
    })
}

/// Whether words between two names say more than that there are both.
fn tells(between: &[&str]) -> bool {
    !between.iter().all(|word| LISTS.between.contains(*word))
}

fn part<'w, 't>(words: &'w [&'t str], from: usize, to: usize) -> &'w [&'t str] {
    words.get(from..to).unwrap_or_default()
}

/// Whether what stands in one place of one text stands in another place of the other, and the other way round. Where a name is
/// longer, the texts are first alike in it: of `acme buys coyote sports` and `coyote sports buys acme` one has `acme buys` before
/// it, the other one `buys acme` behind it.
fn are_exchanged(found: &[Gap<'_, '_>]) -> bool {
    let mut seen = HashSet::new();
    let mut alone: [&[&str]; 2] = [&[], &[]];
    for gap in found {
        if gap.ours.is_empty() || gap.theirs.is_empty() {
            let (side, words) = if gap.theirs.is_empty() {
                (0, gap.ours)
            } else {
                (1, gap.theirs)
            };
            if alone
                .get(1 - side)
                .is_some_and(|other| is_turned_about(other, words))
            {
                return true;
            }
            // The last of them will do: what was exchanged stands close together.
            if let Some(own) = alone.get_mut(side) {
                *own = words;
            }
        } else {
            seen.insert((gap.ours, gap.theirs));
            if seen.contains(&(gap.theirs, gap.ours)) {
                return true;
            }
        }
    }
    false
}

/// Whether the words of one place are those of the other, the beginning put behind: `acme buys` and `buys acme`.
fn is_turned_about(one: &[&str], other: &[&str]) -> bool {
    let many = one.len();
    many == other.len()
        && one != other
        && (1..many).any(|at| {
            let (head, rest) = (part(one, 0, at), part(one, at, many));
            head == part(other, many - at, many)
                && rest == part(other, 0, many - at)
                && (tells(head) && tells(rest))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)], expected: bool) {
        for (a, b) in cases {
            let (one, other) = (Words::of(a), Words::of(b));
            assert_eq!(contradict(&one, &other, 80), expected, "{a} | {b}");
            assert_eq!(contradict(&other, &one, 80), expected, "{b} | {a}");
        }
    }

    #[test]
    fn one_of_two_may_deny_what_the_other_says() {
        check(
            &[
                (
                    "My Lumio arrived today and I am very happy with it",
                    "My Lumio arrived today and I am very unhappy with it",
                ),
                (
                    "Acme will open a shop in Lund on Monday",
                    "Acme will not open a shop in Lund on Monday",
                ),
                (
                    "Acme will open a shop in Lund on Monday",
                    "Acme won't open a shop in Lund on Monday",
                ),
                (
                    "Acme opens a shop in Lund on Monday",
                    "Acme doesn't open a shop in Lund on Monday",
                ),
                (
                    "Acme opened its shop in Lund on Monday",
                    "Acme did not open its shop in Lund on Monday",
                ),
                (
                    "The shop of Acme in Lund is now open for all",
                    "The shop of Acme in Lund is not open for all",
                ),
                (
                    "Acme sells rocket skates in Lund and Malmö",
                    "Acme no longer sells rocket skates in Lund and Malmö",
                ),
                ("Not happy with my new Lumio lamp", "Happy with my new Lumio lamp"),
                ("The Lumio lamp isn't worth it", "The Lumio lamp is worth it"),
                ("The Lumio lamp ain't worth it", "The Lumio lamp is worth it"),
                (
                    "Acme öppnar inte sin butik på måndag",
                    "Acme öppnar sin butik på måndag",
                ),
                (
                    "Ich bin mit der Lampe nicht zufrieden",
                    "Ich bin mit der Lampe zufrieden",
                ),
                ("Das ist keine gute Lampe", "Das ist eine gute Lampe"),
                (
                    "Acme n'ouvre pas son magasin à Lund lundi",
                    "Acme ouvre son magasin à Lund lundi",
                ),
                ("Я недоволен лампой", "Я доволен лампой"),
            ],
            true,
        );
        check(
            &[
                (
                    "Acme will not open a shop in Lund on Monday",
                    "RT @news: Acme will never open a shop in Lund on Monday",
                ),
                (
                    "Acme won't open a shop in Lund on Monday",
                    "Acme will not open a shop in Lund on Monday",
                ),
                (
                    "No way: Acme opens a shop in Lund on Monday",
                    "Acme opens a shop in Lund on Monday",
                ),
                (
                    "Acme opens a shop in Lund on Monday, not sure that I go",
                    "Acme opens a shop in Lund on Monday",
                ),
                (
                    "Acme opens a shop in Lund on Monday, not",
                    "Acme opens a shop in Lund on Monday",
                ),
                (
                    "I do not know why, but Acme opens a shop in Lund on Monday",
                    "Acme opens a shop in Lund on Monday",
                ),
                (
                    "Acme opens a shop in Lund on Monday",
                    "Acme is opening a shop in Lund on Monday",
                ),
                ("The union of Lund met Acme", "The ion of Lund met Acme"),
                ("", "not"),
            ],
            false,
        );
    }

    #[test]
    fn opposite_words_in_one_place_are_opposite_claims() {
        check(
            &[
                (
                    "The share of Acme rises after the news from Lund",
                    "The share of Acme falls after the news from Lund",
                ),
                (
                    "The city of Lund approved the plans of Acme on Monday",
                    "The city of Lund rejected the plans of Acme on Monday",
                ),
                (
                    "Acme is up in early trade on Monday",
                    "Acme is down in early trade on Monday",
                ),
                (
                    "Acme shares closed sharply higher on Monday in Stockholm",
                    "Acme shares closed slightly lower on Monday in Stockholm",
                ),
                ("I love the new Lumio lamp", "I hate the new Lumio lamp"),
                (
                    "Acme öppnar sin butik i Lund på måndag",
                    "Acme stänger sin butik i Lund på måndag",
                ),
                (
                    "Der Gewinn von Acme steigt im Herbst deutlich",
                    "Der Gewinn von Acme sinkt im Herbst deutlich",
                ),
                (
                    "La acción de Acme sube tras la noticia",
                    "La acción de Acme baja tras la noticia",
                ),
                (
                    "L'action Acme monte après la nouvelle",
                    "L'action Acme recule après la nouvelle",
                ),
                (
                    "Акции Acme выросли после новостей из Лунда",
                    "Акции Acme упали после новостей из Лунда",
                ),
            ],
            true,
        );
        check(
            &[
                (
                    "The share of Acme rises after the news from Lund",
                    "The share of Acme climbs after the news from Lund",
                ),
                (
                    "The share of Acme rises and falls with the news from Lund",
                    "The share of Acme falls and rises with the news from Lund",
                ),
                (
                    "Acme opens a shop in Lund on Monday, and it is the best news of the week",
                    "Acme opens a shop in Lund on Monday",
                ),
                (
                    "Good morning! The share of Acme rises after the news from Lund",
                    "Bad news first, then this one from our friends at the paper in town: the share of Acme rises \
                     after the news from Lund",
                ),
            ],
            false,
        );
    }

    #[test]
    fn who_did_it_to_whom_is_what_a_text_says() {
        check(
            &[
                (
                    "Acme beats Coyote in the final of Lund",
                    "Coyote beats Acme in the final of Lund",
                ),
                (
                    "Breaking: Acme buys Coyote Sports for ten millions",
                    "Breaking: Coyote Sports buys Acme for ten millions",
                ),
                (
                    "Acme, which was founded in Lund, will buy its old rival Coyote next year",
                    "Coyote, which was founded in Lund, will buy its old rival Acme next year",
                ),
                (
                    "Trains from Lund to Oslo are late again today",
                    "Trains from Oslo to Lund are late again today",
                ),
            ],
            true,
        );
        check(
            &[
                (
                    "Acme and Coyote open a shop in Lund on Monday",
                    "Coyote and Acme open a shop in Lund on Monday",
                ),
                (
                    "Acme opens a shop in Lund on Monday #lund #acme",
                    "Acme opens a shop in Lund on Monday #acme #lund",
                ),
                (
                    "On Monday Acme opens a shop in Lund with music",
                    "Acme opens a shop in Lund with music on Monday",
                ),
            ],
            false,
        );
    }

    #[test]
    fn lists_are_read() {
        let words = rows(OPPOSITES)
            .flat_map(|row| row.split(['|', ' ']))
            .filter(|word| !word.is_empty());
        for word in words.chain(rows(LIGHT).flat_map(str::split_whitespace)) {
            assert_eq!(Words::of(word).len(), 1, "{word}");
        }
        for row in rows(OPPOSITES) {
            let (one, other) = row.split_once('|').expect(row);
            assert!(
                !one.is_empty() && !other.is_empty() && !other.contains('|'),
                "{row}"
            );
            let side: HashSet<&str> = one.split_whitespace().collect();
            assert!(other.split_whitespace().all(|word| !side.contains(word)), "{row}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_two_texts_are_compared(
            a in "((not|open|un|up|down)[ a]?){0,20}",
            b in "((not|open|un|up|down)[ a]?){0,20}",
        ) {
            let (a, b) = (Words::of(&a), Words::of(&b));
            proptest::prop_assert!(!contradict(&a, &a, 80));
            proptest::prop_assert_eq!(contradict(&a, &b, 80), contradict(&b, &a, 80));
        }
    }
}
