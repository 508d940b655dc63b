//! Phrases of promotion: one automaton over a text made plain.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

const PHRASES: &str = include_str!("phrases.txt");

/// Stands before the first word of a sentence in a plain text.
const START: &str = "| ";

/// Dots from which on they are no end of a sentence but a hedge between words.
const HEDGE: usize = 4;

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    /// How much it speaks for spam, 0 to 1.
    pub(super) weight: f32,
    /// What it says, in a few words.
    pub(super) reason: &'static str,
    /// Where it is no sign of spam.
    pub(super) excused: Excused,
}

/// Where a rule does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excused {
    Never,
    /// In a work, whose maker asks for followers as a matter of course.
    Work,
    /// In a complaint about a watched brand, too.
    Complaint,
    /// Where somebody points to a review of a watched brand, too.
    Review,
    /// It weighs nothing: it tells that a text points to a review of one's own.
    Sign,
}

impl Excused {
    fn named(name: &str) -> Self {
        match name {
            "work" => Self::Work,
            "complaint" => Self::Complaint,
            "review" => Self::Review,
            "sign" => Self::Sign,
            _ => Self::Never,
        }
    }
}

/// The table, compiled.
#[derive(Clone, Debug)]
pub(super) struct Phrases {
    automaton: Option<AhoCorasick>,
    rules: Vec<Rule>,
    of_phrase: Vec<u8>,
}

impl Phrases {
    /// Most rules: what was found is a set of bits.
    const MOST_RULES: usize = 64;

    pub(super) fn new() -> Self {
        let (mut rules, mut of_phrase, mut patterns) = (Vec::new(), Vec::new(), Vec::new());
        for line in PHRASES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .take(Self::MOST_RULES)
        {
            let mut columns = line.split('\t');
            if let (Some(weight), Some(reason), Some(excused), Some(phrases)) =
                (columns.next(), columns.next(), columns.next(), columns.next())
            {
                for phrase in phrases.split(", ") {
                    of_phrase.push(u8::try_from(rules.len()).unwrap_or(u8::MAX));
                    patterns.push(match phrase.strip_prefix('^') {
                        Some(first) => format!("{START}{first}"),
                        None => phrase.to_owned(),
                    });
                }
                rules.push(Rule {
                    weight: weight.parse().unwrap_or(0.0),
                    reason,
                    excused: Excused::named(excused),
                });
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::Standard)
            .build(patterns)
            .ok();
        Self {
            automaton,
            rules,
            of_phrase,
        }
    }

    /// Rules with a phrase in a plain text, as whole words, each once.
    pub(super) fn found(&self, plain: &str) -> impl Iterator<Item = &Rule> {
        let mut bits = 0_u64;
        if let Some(automaton) = &self.automaton {
            let bytes = plain.as_bytes();
            let edge = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
            for found in automaton.find_overlapping_iter(plain) {
                let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
                if edge(before) && edge(bytes.get(found.end())) {
                    let rule = self.of_phrase.get(found.pattern().as_usize());
                    bits |= rule.map_or(0, |rule| 1 << rule);
                }
            }
        }
        let set = move |place: usize| bits >> place & 1 == 1;
        self.rules
            .iter()
            .enumerate()
            .filter(move |(place, _)| set(*place))
            .map(|(_, rule)| rule)
    }
}

/// A text as the phrases are written: small letters, one blank between words, `|` before the first word of a sentence.
/// Hedges between words (`s.u.b`, `…… to my ……`) fall away with all other punctuation, full-width letters are plain ones.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 16);
    plain.push_str(START);
    let (mut ended, mut gap, mut dots) = (false, false, 0);
    for c in text.chars().map(narrow) {
        if !c.is_alphanumeric() {
            let ends = matches!(c, '.' | '!' | '?' | '…' | '\n');
            dots = if c == '.' { dots + 1 } else { dots };
            ended |= ends;
            gap |= !ends && !matches!(c, '\'' | '’');
            gap |= c == '\n';
            continue;
        }
        if plain.len() > START.len() {
            match (ended && gap && dots < HEDGE, ended || gap) {
                (true, _) => {
                    plain.push(' ');
                    plain.push_str(START);
                }
                (false, true) => plain.push(' '),
                // An apostrophe: `I'm` is written `im`.
                (false, false) => {}
            }
        }
        (ended, gap, dots) = (false, false, 0);
        if c.is_ascii() {
            plain.push(c.to_ascii_lowercase());
        } else {
            plain.extend(c.to_lowercase());
        }
    }
    plain
}

/// A full-width form as the letter it stands for.
pub(super) fn narrow(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_plain() {
        for (text, expected) in [
            ("I'm here. LIKE & Subscribe!", "| im here | like subscribe"),
            (
                "....subscribe......  ......to my....... channel",
                "| subscribe to my channel",
            ),
            ("see youtube.com/x", "| see youtube com x"),
            ("ｓｕｂ me", "| sub me"),
            ("Hi\nyou", "| hi | you"),
            ("", "| "),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    /// What each kind of promotion says, and honest words that come near.
    #[test]
    fn kinds_of_promotion_are_told_from_words_that_come_near() {
        let phrases = Phrases::new();
        let reasons = |text: &str| -> Vec<&str> {
            let plain = plain(text);
            phrases.found(&plain).map(|rule| rule.reason).collect()
        };
        for (reason, promotion, honest) in [
            (
                "passes on a chain letter",
                "Send this to 10 friends",
                "Send this to support",
            ),
            (
                "begs for reactions",
                "Can this comment get 100 likes",
                "Can this get any worse?",
            ),
            (
                "begs for reactions",
                "Follow for follow!",
                "Like-for-like sales rose",
            ),
            (
                "sells a miracle",
                "A spell caster brought back my ex",
                "I want my ex back",
            ),
            (
                "sells a dubious investment or loan",
                "Invest $500 and get 5000",
                "They invest $500 million",
            ),
            (
                "talks of easy money",
                "I made it last month working online",
                "The app is not working online",
            ),
            (
                "offers pirated goods",
                "Watch the full movie online here",
                "The full movie is out",
            ),
            (
                "sells followers",
                "Cheap followers and likes",
                "Her followers are so rude",
            ),
            (
                "offers a code of its own",
                "use my referral code 8H2K",
                "My referral code does not work",
            ),
            ("sends elsewhere", "click my profile", "I cannot edit my profile"),
            (
                "sells adult or forbidden goods",
                "Hot girls in your area",
                "Hot girl summer",
            ),
            ("asks for a hand", "Please sign our petition", "Please sign me up"),
        ] {
            assert!(reasons(promotion).contains(&reason), "{promotion}");
            assert!(!reasons(honest).contains(&reason), "{honest}");
        }
    }

    #[test]
    fn every_phrase_is_found_in_itself() {
        let phrases = Phrases::new();
        let lines = PHRASES.lines().filter(|line| !line.starts_with('#'));
        for (place, line) in lines.enumerate() {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 4, "{line}");
            assert!(
                columns[2] == "never" || Excused::named(columns[2]) != Excused::Never,
                "{line}"
            );
            for phrase in columns[3].split(", ") {
                let words = phrase.trim_start_matches('^');
                assert_eq!(
                    plain(words),
                    format!("| {words}"),
                    "`{phrase}` is not written as texts are read"
                );
                let found: Vec<&Rule> = phrases.found(&plain(words)).collect();
                assert!(found.contains(&&phrases.rules[place]), "{phrase}");
            }
        }
    }
}
