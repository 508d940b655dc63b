//! Stories: the same text told in several places.
//!
//! Two texts tell the same story when most three-word runs of the shorter one stand in the longer one ([`compare`]). To
//! find, among all that were told lately, those that may, an [`Index`] keeps a [`Telling`] of each: the smallest hashes of
//! its runs (Broder's min-wise sketch). Articles in different scripts have no runs in common: what stays the same in a
//! translation is compared instead ([`anchors`]), and Cyrillic words are read in Latin letters ([`transliterate`]).

mod anchors;
mod denial;
mod gaps;
mod index;
mod telling;
mod transliterate;
mod words;

use std::collections::HashSet;

pub(crate) use denial::{is_denial, is_light};
pub use index::{Index, Known, Like};
pub use telling::{FEWEST_WORDS, Telling};

use anchors::{Anchors, Script};
use words::Words;

/// Words from which a text is an article rather than a post.
const ARTICLE_WORDS: usize = 80;

/// Share of the shorter text's three-word runs that an article, or a post, must have in common with the other to tell
/// the same story (measured: containment finds cuts and added boilerplate that whole-text hashes miss).
const SAME_ARTICLE: f64 = 0.5;
const SAME_POST: f64 = 0.6;

/// Share of its own runs from which on a text is a copy of the other rather than one that quotes it: a third of own words
/// is a contribution.
const COPIED: f64 = 2.0 / 3.0;

/// Words at the beginning of an article in which it says what it tells, headline and first sentences: the opposite there is no copy.
const LEAD_WORDS: usize = 40;
/// The same of a post, which is compared whole; of a longer text that may hold it, so much.
const POST_WORDS: usize = 1000;

/// How alike two texts are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Share of the shorter text's three-word runs that the longer one has, 0 to 1.
    pub similarity: f64,
    /// Whether they tell the same story.
    pub same_story: bool,
    /// Share of each text's runs that the other one has too, 0 to 1.
    pub shares: [f64; 2],
    /// Whether they are in different scripts, and tell the same by their numbers, links and names; the similarity is then the
    /// share of these.
    pub across_scripts: bool,
    /// Whether one says the opposite of the other: of an article what its beginning says, of a post all of it.
    pub opposed: bool,
}

impl Likeness {
    /// Of two texts with the same words.
    pub const EQUAL: Self = Self {
        similarity: 1.0,
        same_story: true,
        shares: [1.0; 2],
        across_scripts: false,
        opposed: false,
    };

    /// Whether the first text says little that the second one does not: one that quotes another and adds words of its own
    /// tells the same story, but is no copy, and neither is one that says the opposite of it.
    pub fn first_is_copy(&self) -> bool {
        self.same_story && !self.opposed && self.shares[0] >= COPIED
    }

    /// The same with the texts exchanged.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            shares: [self.shares[1], self.shares[0]],
            ..self
        }
    }
}

/// Fingerprint that copies of one text share, 16 hexadecimal digits; empty for a text without words. Case, blank space,
/// punctuation, look-alike letters, links, `RT @…:` and tracking never change it; a post's changes with any word, an
/// article's only with the few runs that were drawn for it.
pub fn fingerprint(text: &str) -> String {
    Telling::of(text).story()
}

/// Compares two texts.
pub fn compare(a: &str, b: &str) -> Likeness {
    Side::of(a).with(&Side::of(b))
}

/// A text made ready to be compared with several.
#[derive(Debug)]
pub struct Side<'t> {
    text: &'t str,
    words: Words,
    runs: HashSet<u64>,
}

impl<'t> Side<'t> {
    /// Of a text.
    pub fn of(text: &'t str) -> Self {
        let words = Words::of(text);
        let runs = words.runs().into_iter().collect();
        Self { text, words, runs }
    }

    /// How alike this text and another one are.
    pub fn with(&self, other: &Side<'_>) -> Likeness {
        let shared = self.runs.intersection(&other.runs).count();
        let shares = [self.runs.len(), other.runs.len()].map(|runs| share(shared, runs));
        let similarity = shares[0].max(shares[1]);
        let are_articles = self.words.len().min(other.words.len()) >= ARTICLE_WORDS;
        if are_articles
            && shared == 0
            && let Some(similarity) = self.across_scripts(other)
        {
            return Likeness {
                similarity,
                same_story: true,
                shares,
                across_scripts: true,
                opposed: false,
            };
        }
        let (enough, read) = if are_articles {
            (SAME_ARTICLE, LEAD_WORDS)
        } else {
            (SAME_POST, POST_WORDS)
        };
        let alike = similarity >= enough;
        let opposed = alike && denial::contradict(&self.words, &other.words, read);
        // Posts made from one template (`20 % off at …`) differ in names and numbers only, opposites in one short word.
        let same_story = alike && (are_articles || !opposed && self.words.same_numbers(&other.words));
        Likeness {
            similarity,
            same_story,
            shares,
            across_scripts: false,
            opposed,
        }
    }

    /// How much of their numbers, links and names two texts in different scripts share, if it is enough.
    fn across_scripts(&self, other: &Side<'_>) -> Option<f64> {
        let (ours, theirs) = (Script::of(self.text)?, Script::of(other.text)?);
        if ours == theirs {
            return None;
        }
        Anchors::of(self.text, ours).agree(&Anchors::of(other.text, theirs))
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 {
        return 0.0;
    }
    number(part) / number(whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn copies_share_a_fingerprint() {
        let original = fingerprint("Acme launches rocket skates in Sweden today");
        for copy in [
            "ACME launches  rocket skates\nin Sweden today!",
            "RT @news: Acme launches rocket skates in Sweden today https://t.example/abc?utm_source=x",
            "Аcme launches rocket skates in Sweden today",
        ] {
            assert_eq!(fingerprint(copy), original, "{copy}");
        }
        assert_ne!(
            fingerprint("Acme launches rocket skates in Norway today"),
            original
        );
        assert_eq!(fingerprint("https://t.example/abc @acme"), "");
    }

    #[test]
    fn stories_are_told_apart() {
        for (a, b, same) in [
            (
                "Acme opens a shop in Lund on Monday morning",
                "acme opens a shop in Lund on monday morning #news",
                true,
            ),
            (
                "20 % off rocket skates at Acme this week only",
                "30 % off rocket skates at Acme this week only",
                false,
            ),
            (
                "Acme opens a shop in Lund",
                "Coyote closes its last shop in Malmö",
                false,
            ),
            (
                "My Lumio arrived today and I am very happy with it",
                "My Lumio arrived today and I am very unhappy with it",
                false,
            ),
            (
                "Acme will open a shop in Lund on Monday",
                "Acme will not open a shop in Lund on Monday",
                false,
            ),
            ("", "", false),
        ] {
            assert_eq!(compare(a, b).same_story, same, "{a} | {b} {:?}", compare(a, b));
        }
    }

    #[test]
    fn who_quotes_with_own_words_is_no_copy() {
        let original = "Acme opens a shop in Lund on Monday morning";
        for (text, same, copy) in [
            (
                "RT @news: Acme opens a shop in Lund on Monday morning",
                true,
                true,
            ),
            ("Acme opens a shop in Lund on Monday", true, true),
            (
                "I have waited for this for so many years, my dear friends: Acme opens a shop in Lund on Monday morning",
                true,
                false,
            ),
            ("Coyote closes its last shop in the north", false, false),
        ] {
            let likeness = compare(text, original);
            assert_eq!(
                (likeness.same_story, likeness.first_is_copy()),
                (same, copy),
                "{text}"
            );
            assert!(!likeness.same_story || compare(original, text).same_story);
        }
    }

    #[test]
    fn an_article_that_says_the_opposite_is_no_copy() {
        let rises = format!("Share of Acme rises after good figures. {ENGLISH}");
        for (other, copy) in [
            (rises.clone(), true),
            (rises.replacen("rises", "falls", 1), false),
            (rises.replacen("rises after", "did not rise after", 1), false),
            (rises.replacen("rises", "climbs", 1), true),
            // What is said of others at the end is not what it tells.
            (rises.replace("were glad to hear", "were not glad to hear"), true),
        ] {
            let likeness = compare(&other, &rises);
            assert!(likeness.same_story, "{likeness:?}");
            assert_eq!(likeness.first_is_copy(), copy, "{other}");
        }
    }

    #[test]
    fn the_same_headline_in_disguise_is_the_same_story() {
        let plain = compare(
            "Acme opens a shop in Lund on Monday",
            "Аcmе оpеns a shоp in Lund on Mоndау",
        );
        assert!(plain.first_is_copy(), "{plain:?}");
    }

    const ENGLISH: &str = "Acme opens its first factory outside Sweden in Novosibirsk next spring. The maker of rocket \
        skates will employ 1,250 people there and make 340,500 pairs a year, said its head, Kristal Lindqvist, when she \
        presented the plans in Stockholm on Monday. The building takes 48,700 square metres and costs 62.5 million euros, \
        of which the bank pays a third. Skates from there will be sold in 14 countries, first of all by Coyote, the \
        largest chain of sports shops in the region. The share of Acme rose by 4.7 per cent, and its owners, who had \
        waited for good news since the summer, were glad to hear them at last, as one of them told our paper in \
        Stockholm.";
    const RUSSIAN: &str = "Шведская компания Акме весной откроет в Новосибирске первый завод за пределами Швеции. \
        Производитель ракетных коньков наймёт 1250 человек и будет выпускать 340 500 пар в год, сообщила глава компании \
        Кристал Линдквист на презентации планов, которая прошла в понедельник. Здание займёт 48 700 квадратных метров и \
        обойдётся в 62,5 миллиона евро, треть из которых заплатит банк. Коньки отсюда будут продаваться в 14 странах, \
        прежде всего в сети Койот, крупнейшей в регионе. Акции компании Акме выросли на 4,7 процента, и владельцы, \
        которые с лета ждали хороших новостей, были рады услышать их наконец, как рассказал один из них нашей газете. \
        Завод станет одним из самых больших в своей отрасли, и город надеется, что за ним придут другие, потому что \
        места хватает, дороги построены, а люди умеют работать и хотят остаться там, где живут их семьи и друзья.";

    #[test]
    fn a_translation_into_another_script_tells_the_same_story() {
        let likeness = compare(ENGLISH, RUSSIAN);
        assert!(likeness.same_story && likeness.across_scripts, "{likeness:?}");
        assert!(!likeness.first_is_copy() && !likeness.reversed().first_is_copy());
        let (one, other) = (Telling::of(ENGLISH), Telling::of(RUSSIAN));
        assert!(
            one.runs.iter().any(|run| other.runs.contains(run)),
            "found by a number"
        );
    }

    #[test]
    fn other_news_of_the_same_company_in_another_script_is_another_story() {
        let other = RUSSIAN
            .replace("1250", "830")
            .replace("340 500", "95 100")
            .replace("62,5", "17,2");
        assert!(!compare(ENGLISH, &other).same_story);
        let nameless = RUSSIAN
            .replace("Акме", "Она")
            .replace("Линдквист", "Она")
            .replace("Кристал", "Она")
            .replace("Койот", "Она")
            .replace("Новосибирске", "Она");
        assert!(!compare(ENGLISH, &nameless).same_story);
    }

    #[test]
    fn one_text_in_two_alphabets_is_one_story() {
        let latin =
            "Akme otvara prvu radnju u Lundu u ponedeljak, uz muziku i besplatne palačinke za sve goste";
        let cyrillic =
            "Акме отвара прву радњу у Лунду у понедељак, уз музику и бесплатне палачинке за све госте";
        assert_eq!(fingerprint(latin), fingerprint(cyrillic));
        assert!(compare(latin, cyrillic).first_is_copy());
    }

    proptest! {
        #[test]
        fn likeness_stays_in_bounds(a in ".{0,80}", b in ".{0,80}") {
            let likeness = compare(&a, &b);
            prop_assert!((0.0..=1.0).contains(&likeness.similarity));
            prop_assert!((compare(&b, &a).similarity - likeness.similarity).abs() < 1e-12);
            let _unused = fingerprint(&a);
        }
    }
}
