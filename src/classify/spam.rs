//! Spam: texts whose words are disguised with look-alike letters, and promotion that is not about what it names.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::{model::Spam, text::fold::mixed_script_tokens};

const PHRASES: &str = include_str!("spam.txt");

/// Scores from here on keep a mention out of all figures.
const SET_ASIDE: f32 = 0.5;

/// Longest text whose phrases are judged, in words: below every article stands «subscribe to our newsletter».
const POST_WORDS: usize = 150;

/// Fewer disguised words than this prove nothing: a Greek name in an English text is no fraud.
const FEWEST_DISGUISED: usize = 3;

/// What is known of a text beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// A post or comment by somebody who is neither the brand nor one of its influencers, so that promotion is judged.
    pub judge_promotion: bool,
    /// It carries a link that we watch: a bare link may then be all it wants to say.
    pub known_link: bool,
}

/// Judges spam; built once.
#[derive(Clone, Debug)]
pub struct Spams {
    phrases: Option<AhoCorasick>,
    rules: Vec<(f32, &'static str)>,
    of_phrase: Vec<usize>,
}

impl Default for Spams {
    fn default() -> Self {
        Self::new()
    }
}

impl Spams {
    /// Reads the built-in phrases.
    pub fn new() -> Self {
        let (mut rules, mut of_phrase, mut patterns) = (Vec::new(), Vec::new(), Vec::new());
        for line in PHRASES.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            if let (Some(weight), Some(reason), Some(words)) =
                (columns.next(), columns.next(), columns.next())
            {
                for phrase in words.split(", ") {
                    of_phrase.push(rules.len());
                    patterns.push(phrase);
                }
                rules.push((weight.parse().unwrap_or(0.0), reason));
            }
        }
        let phrases = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(patterns)
            .ok();
        Self {
            phrases,
            rules,
            of_phrase,
        }
    }

    /// Judges a text. Signs are independent: `1 − Π(1 − weight)`.
    pub fn judge(&self, text: &str, setting: Setting) -> Spam {
        let mut clues = Clues::default();
        disguised(text, &mut clues);
        if setting.judge_promotion {
            self.promotion(text, setting, &mut clues);
        }
        let score = ((1.0 - clues.innocence()) * 100.0).round() / 100.0;
        Spam {
            score,
            set_aside: score >= SET_ASIDE,
            reasons: clues.reasons,
        }
    }

    fn promotion(&self, text: &str, setting: Setting, clues: &mut Clues) {
        let shape = Shape::of(text);
        if shape.words + shape.links > POST_WORDS {
            return;
        }
        for rule in self.rules_in(text) {
            if let Some((weight, reason)) = self.rules.get(rule) {
                clues.add(*weight, (*reason).to_owned());
            }
        }
        if shape.links > 0 && shape.words <= 1 && !setting.known_link {
            clues.add(0.5, "nothing but a link".to_owned());
        } else if shape.links >= 3 && shape.links * 6 > shape.words {
            clues.add(0.3, format!("{} links", shape.links));
        }
        if shape.tags > 12 && shape.tags > shape.words {
            clues.add(0.4, format!("{} hashtags", shape.tags));
        }
    }

    /// Rules with a phrase in the text, as whole words.
    fn rules_in(&self, text: &str) -> BTreeSet<usize> {
        let Some(phrases) = &self.phrases else {
            return BTreeSet::new();
        };
        let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        phrases
            .find_iter(text)
            .filter(|found| {
                let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
                !letter(before) && !letter(bytes.get(found.end()))
            })
            .filter_map(|found| self.of_phrase.get(found.pattern().as_usize()).copied())
            .collect()
    }
}

#[derive(Debug, Default)]
struct Clues {
    weights: Vec<f32>,
    reasons: Vec<String>,
}

impl Clues {
    fn add(&mut self, weight: f32, reason: String) {
        self.weights.push(weight);
        self.reasons.push(reason);
    }

    fn innocence(&self) -> f32 {
        self.weights
            .iter()
            .map(|weight| 1.0 - weight.clamp(0.0, 1.0))
            .product()
    }
}

/// Words hidden behind look-alike letters: `0.7 · min(1, share / 2 %) + 0.3 · min(1, scripts / 3)`, if half of the words
/// are Latin ones. Measured on generated pages: all found from 5 % disguised words on, none of 57,000 clean texts.
fn disguised(text: &str, clues: &mut Clues) {
    if text.is_ascii() {
        return;
    }
    let found = mixed_script_tokens(text);
    if found.mixed < FEWEST_DISGUISED || found.latin * 2 < found.tokens {
        return;
    }
    let share = ratio(found.mixed, found.latin);
    let score = 0.7 * (share / 0.02).min(1.0) + 0.3 * (ratio(found.scripts, 3)).min(1.0);
    clues.add(
        score,
        format!(
            "{} of {} words hide look-alike letters of {} scripts",
            found.mixed, found.latin, found.scripts
        ),
    );
}

fn ratio(part: usize, whole: usize) -> f32 {
    let small = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    small(part) / small(whole).max(1.0)
}

/// How much of a text is words, links and tags.
struct Shape {
    words: usize,
    links: usize,
    tags: usize,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Self {
            words: 0,
            links: 0,
            tags: 0,
        };
        for word in text.split_whitespace() {
            if is_link(word) {
                shape.links += 1;
            } else if word.starts_with('#') {
                shape.tags += 1;
            } else if word.chars().any(char::is_alphanumeric) {
                shape.words += 1;
            }
        }
        shape
    }
}

fn is_link(word: &str) -> bool {
    let start = |prefix: &str| {
        word.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    start("http://") || start("https://") || start("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENT: Setting = Setting {
        judge_promotion: true,
        known_link: false,
    };

    #[test]
    fn promotion_is_set_aside_and_praise_is_not() {
        let spams = Spams::new();
        for text in [
            "Nice rockets! Please subscribe to my channel, I sub back",
            "I make $4500 monthly with paid surveys, earn money from home today",
            "https://spam.example/ref?u=1",
        ] {
            assert!(spams.judge(text, COMMENT).set_aside, "{text}");
        }
        for text in [
            "I love my new Acme rockets, free shipping and they came in two days",
            "Acme launches skates https://news.example/acme-skates",
            "Subscribed to the newsletter of Acme last week",
            "",
        ] {
            assert!(
                !spams.judge(text, COMMENT).set_aside,
                "{text} {:?}",
                spams.judge(text, COMMENT)
            );
        }
    }

    #[test]
    fn the_brands_own_promotion_is_no_spam() {
        let spams = Spams::new();
        let text = "Please subscribe to my channel and check out my video";
        assert!(spams.judge(text, COMMENT).set_aside);
        assert!(!spams.judge(text, Setting::default()).set_aside);
        let known = Setting {
            known_link: true,
            ..COMMENT
        };
        assert!(!spams.judge("https://acme.example/", known).set_aside);
    }

    #[test]
    fn disguised_words_are_set_aside_and_foreign_ones_are_not() {
        let spams = Spams::new();
        let spun = "Tһе bеst wау tо mеаsurе yоur саmраign іs tо соunt thе сliсks";
        let judged = spams.judge(spun, Setting::default());
        assert!(judged.set_aside, "{judged:?}");
        for text in [
            "Ракеты Acme пришли вчера, и я очень доволен",
            "The Greek word ρόκα means rocket, say my friends Γιώργος and Ελένη",
            "Ça coûte très cher, où est l'été?",
        ] {
            assert_eq!(
                spams.judge(text, Setting::default()).reasons,
                Vec::<String>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn of_five_real_pages_only_the_spun_one_is_set_aside() {
        let Some(dir) = std::env::var_os("MENTIOND_CORPORA") else {
            eprintln!("skipped: MENTIOND_CORPORA is not set");
            return;
        };
        let seeds = std::path::Path::new(&dir).join("../seeds");
        let spams = Spams::new();
        let mut seen = 0;
        for file in std::fs::read_dir(seeds).expect("seeds beside the corpora") {
            let path = file.expect("readable").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if name.contains("decoded") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            let judged = spams.judge(&text, COMMENT);
            assert_eq!(judged.set_aside, name.starts_with("003"), "{name} {judged:?}");
            seen += 1;
        }
        assert_eq!(seen, 5);
    }
}
