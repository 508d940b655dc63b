//! The words, phrases, emoji and emoticons that carry sentiment, read once from the data files beside this one.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use crate::text::{
    hash::ShortHash,
    words::{is_cjk_like, is_hangul},
};

use super::{
    groups::{Group, Groups},
    phrases::{Phrases, Word},
};

const WORDS: &str = include_str!("lexicon.txt");
const ENGLISH: &str = include_str!("english.txt");
const FURTHER: &str = include_str!("further.txt");
const INDUCED: &str = include_str!("induced.txt");
const EMOTICONS: &str = include_str!("emoticons.txt");
const EMOJI: &str = include_str!("emoji.txt");
const MODIFIERS: &str = include_str!("modifiers.txt");
const GROUPS: &str = include_str!("groups.txt");

/// Lists of phrases; of two that are the same the later counts.
const PHRASE_LISTS: [&str; 8] = [
    include_str!("phrases/names.txt"),
    include_str!("phrases/changes.txt"),
    include_str!("phrases/news.txt"),
    include_str!("phrases/posts.txt"),
    include_str!("phrases/goods.txt"),
    include_str!("phrases/experiences.txt"),
    include_str!("phrases/scores.txt"),
    include_str!("phrases/idioms.txt"),
];

/// What a word does to the words around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    #[default]
    Plain,
    /// Strengthens.
    More,
    /// Weakens.
    Less,
    /// Negates.
    Not,
    /// Negates what stands before it only.
    Behind,
    /// What follows weighs more than what came before.
    But,
    /// Its own clause weighs less.
    Although,
    /// Says of a whole sentence how it is meant; no negation is about it.
    Aside,
    /// Not so (yet): condition or wish.
    If,
}

/// What is known of one word or phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// Valence, −4 to 4; 0 when it has none.
    pub(super) value: f32,
    /// What it says as people rated it, where that is not the value: what we silence they heard, and what we told from other words
    /// they did not rate.
    pub(super) rated: Option<f32>,
    /// Effect on its neighbours.
    pub(super) role: Role,
    /// Whether the user's configuration says so; counts in every language.
    pub(super) own: bool,
    /// Told from other words and not rated: counts, but a sentence leans by such words together only.
    pub(super) induced: bool,
    /// A negation that may also follow what it negates.
    pub(super) turns_back: bool,
    /// Groups that it is of.
    pub(super) groups: Groups,
}

impl Entry {
    /// What says so much and nothing else.
    pub(super) fn valued(value: f32) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }
}

/// The built-in phrases, read once: there are too many to be read for every configuration.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for (value, words) in rated().filter(|(_, words)| words.contains('_')) {
        phrases.add(words.split('_'), entry(number(value), Role::Plain));
    }
    for (kind, words) in rows(MODIFIERS).filter(|(_, words)| words.contains('_')) {
        phrases.add(words.split('_'), entry(0.0, role(kind)));
    }
    for (value, pattern) in PHRASE_LISTS.into_iter().flat_map(rows) {
        phrases.add_pattern(pattern, entry(number(value), Role::Plain));
    }
    phrases
});

type Table<V> = HashMap<Box<str>, V, ShortHash>;

/// Every table; built once per configuration.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    words: Table<Entry>,
    /// The user's; the built-in ones are shared.
    phrases: Phrases,
    emoticons: Table<f32>,
    emoticon_starts: [bool; 128],
    emoji: HashMap<char, f32, ShortHash>,
    /// The user's words in scripts without spaces, looked for inside longer runs of letters.
    pub(super) unspaced: Vec<(Box<str>, f32)>,
}

/// Bytes of the longest emoticon in the table; longer ones would never be found.
pub(super) const EMOTICON_LIMIT_BYTES: usize = 12;

impl Lexicon {
    /// Reads the built-in tables, then lays the user's words over them: `values` override and add, `neutral` silences.
    pub(super) fn new(values: &BTreeMap<String, f32>, neutral: &[String]) -> Self {
        let mut lexicon = Self {
            words: Table::default(),
            phrases: Phrases::default(),
            emoticons: Table::default(),
            emoticon_starts: [false; 128],
            emoji: HashMap::default(),
            unspaced: Vec::new(),
        };
        // What was told from other words gives way to what was rated, and that to what we say ourselves.
        for (value, word) in rows(INDUCED) {
            let told = Entry {
                induced: true,
                rated: Some(0.0),
                ..entry(number(value), Role::Plain)
            };
            lexicon.words.insert(word.into(), told);
        }
        for (value, word) in rated().filter(|(_, word)| !word.contains('_')) {
            let told = entry(number(value), Role::Plain);
            let before = lexicon.words.insert(word.into(), told);
            if let (Some(before), Some(told)) = (before, lexicon.words.get_mut(word)) {
                let is_silenced = told.value == 0.0 && !before.induced;
                told.rated = is_silenced.then_some(before.value);
            }
        }
        for (kind, word) in rows(MODIFIERS).filter(|(_, word)| !word.contains('_')) {
            // What it says by itself it goes on saying.
            lexicon.words.entry(word.into()).or_default().role = role(kind);
        }
        for (value, face) in rows(EMOTICONS) {
            lexicon.add_emoticon(face, number(value));
        }
        for (value, picture) in rows(EMOJI) {
            if let Some(c) = picture.chars().next() {
                lexicon.emoji.insert(c, number(value));
            }
        }
        for (word, value) in values {
            lexicon.add_own(word, *value);
        }
        for word in neutral {
            lexicon.add_own(word, 0.0);
        }
        // Last, as what a word means to the rules stays, whatever the user says of it.
        for (group, word) in rows(GROUPS) {
            if let Some(group) = Group::named(group) {
                lexicon.words.entry(word.into()).or_default().groups.add(group);
            }
        }
        lexicon
    }

    fn add_emoticon(&mut self, face: &str, value: f32) {
        if face.len() > EMOTICON_LIMIT_BYTES {
            return;
        }
        let first = face.bytes().next().map(usize::from);
        if let Some(seen) = first.and_then(|byte| self.emoticon_starts.get_mut(byte)) {
            *seen = true;
        }
        self.emoticons.insert(face.into(), value);
    }

    fn add_own(&mut self, word: &str, value: f32) {
        let word = word.trim().to_lowercase().replace('’', "'");
        let own = Entry {
            own: true,
            ..entry(value, Role::Plain)
        };
        let mut chars = word.chars();
        if let (Some(c), None) = (
            chars.next(),
            chars.as_str().trim_start_matches('\u{fe0f}').chars().next(),
        ) && !c.is_alphanumeric()
        {
            self.emoji.insert(c, value);
        } else if word.bytes().any(|b| b.is_ascii_punctuation()) && !word.bytes().any(|b| b == b' ') {
            self.add_emoticon(&word, value);
            self.add_own_words(&word, own);
        } else if word.chars().any(|c| is_cjk_like(c) || is_hangul(c)) {
            self.unspaced.push((word.into(), value));
        } else {
            self.add_own_words(&word, own);
        }
    }

    fn add_own_words(&mut self, words: &str, own: Entry) {
        let apart = |c: char| c == '_' || c.is_whitespace();
        let parts = || words.split(apart).filter(|part| !part.is_empty());
        match (parts().next(), parts().nth(1)) {
            (None, _) => {}
            (Some(only), None) => {
                self.words.insert(only.into(), own);
            }
            _ => self.phrases.add(parts(), own),
        }
    }

    /// Looks a lower-case word up.
    pub(super) fn word(&self, key: &str) -> Option<Entry> {
        self.words.get(key).copied()
    }

    /// The longest phrase that begins with the word of the key `first` and goes on with the words that `next(n)` gives (n from 0); the
    /// user's before ours. Returns how many words follow the first.
    pub(super) fn phrase<'k>(
        &self,
        first: u64,
        next: impl Fn(usize) -> Option<Word<'k>>,
    ) -> Option<(usize, Entry)> {
        self.own_phrase(first, &next)
            .or_else(|| PHRASES.find(first, &next))
    }

    /// The same of the user's phrases only, which count in every language.
    pub(super) fn own_phrase<'k>(
        &self,
        first: u64,
        next: impl Fn(usize) -> Option<Word<'k>>,
    ) -> Option<(usize, Entry)> {
        self.phrases.find(first, &next)
    }

    /// Looks an emoticon up, as written.
    pub(super) fn emoticon(&self, face: &str) -> Option<f32> {
        self.emoticons.get(face).copied()
    }

    /// Whether some emoticon begins with this byte.
    pub(super) fn opens_emoticon(&self, byte: u8) -> bool {
        self.emoticon_starts
            .get(usize::from(byte))
            .copied()
            .unwrap_or(false)
    }

    /// Looks an emoji up.
    pub(super) fn emoji(&self, c: char) -> Option<f32> {
        self.emoji.get(&c).copied()
    }
}

impl Entry {
    /// Whether it only keeps its words from saying something, as a name does.
    pub(super) fn is_silent(&self) -> bool {
        self.value == 0.0 && self.role == Role::Plain && !self.own
    }
}

fn entry(value: f32, role: Role) -> Entry {
    Entry {
        value,
        role,
        ..Entry::default()
    }
}

fn number(text: &str) -> f32 {
    text.parse().unwrap_or(0.0)
}

/// What a kind of modifier does.
pub(super) fn role(kind: &str) -> Role {
    match kind {
        "more" => Role::More,
        "less" => Role::Less,
        "not" | "after" => Role::Not,
        "behind" => Role::Behind,
        "aside" => Role::Aside,
        "but" => Role::But,
        "although" => Role::Although,
        "if" => Role::If,
        _ => Role::Plain,
    }
}

/// Words and phrases with the valence that somebody rated or that we give them; of two that are the same the later counts.
fn rated() -> impl Iterator<Item = (&'static str, &'static str)> {
    [FURTHER, WORDS, ENGLISH].into_iter().flat_map(rows)
}

/// Pairs of the first column and each word after it.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with("# "))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(head, words)| words.split(' ').map(move |word| (head, word)))
}

#[cfg(test)]
mod tests {
    use super::{
        super::phrases::{self, Part},
        *,
    };

    #[test]
    fn every_row_of_the_tables_is_read() {
        let lexicon = Lexicon::new(&BTreeMap::new(), &[]);
        assert!(lexicon.words.len() > 7_000, "{}", lexicon.words.len());
        assert!(lexicon.emoji.len() > 150, "{}", lexicon.emoji.len());
        assert!(lexicon.emoticons.len() > 100, "{}", lexicon.emoticons.len());
        for (value, word) in rows(WORDS)
            .chain(rows(ENGLISH))
            .chain(rows(FURTHER))
            .chain(rows(INDUCED))
            .chain(PHRASE_LISTS.into_iter().flat_map(rows))
            .chain(rows(EMOTICONS))
            .chain(rows(EMOJI))
        {
            let value: f32 = value.parse().expect(word);
            assert!((-4.0..=4.0).contains(&value), "{word} {value}");
        }
        for (kind, word) in rows(MODIFIERS) {
            assert_ne!(role(kind), Role::Plain, "{word}");
        }
        for (group, word) in rows(GROUPS) {
            let group = Group::named(group).expect(group);
            assert!(
                lexicon.word(word).is_some_and(|told| told.groups.has(group)),
                "{word}"
            );
        }
    }

    /// Every phrase that a pattern stands for, with the signs for slots as words.
    fn spelt(pattern: &str) -> Vec<String> {
        let mut phrases = vec![String::new()];
        for place in pattern.split('_') {
            let (choices, optional) = match place.strip_suffix('?') {
                Some(choices) => (choices, true),
                None => (place, false),
            };
            let choices = choices.split('|');
            let longer =
                choices.flat_map(|choice| phrases.iter().map(move |phrase| format!("{phrase} {choice}")));
            let longer: Vec<String> = longer.collect();
            if optional {
                phrases.extend(longer);
            } else {
                phrases = longer;
            }
        }
        phrases
    }

    /// Whatever two patterns stand for has the value of the later one, which nobody sees.
    #[test]
    fn no_two_lists_disagree_about_a_phrase() {
        let words = [WORDS, ENGLISH, FURTHER, INDUCED].map(rows).into_iter().flatten();
        let words = words.filter(|(_, word)| word.contains('_'));
        let patterns: Vec<(&str, &str)> = PHRASE_LISTS.into_iter().flat_map(rows).collect();
        for (_, pattern) in &patterns {
            let places = phrases::places(pattern);
            let begins = places.first().is_some_and(|place| match &place.part {
                Part::Words { number, .. } => !number && !place.optional,
                Part::Any(_) => false,
            });
            let needed = places.iter().filter(|place| !place.optional).count();
            assert!(begins && needed > 1, "{pattern}");
        }
        let mut seen: HashMap<String, (f32, &str)> = HashMap::new();
        for (value, pattern) in words.chain(patterns) {
            let value = number(value);
            for phrase in spelt(pattern) {
                if let Some((other, named)) = seen.insert(phrase, (value, pattern)) {
                    let agree = other * value > 0.0 || other.to_bits() == value.to_bits();
                    assert!(agree, "{value} {pattern}, {other} {named}");
                }
            }
        }
    }

    /// What was told from other words gives way to all that somebody rated.
    #[test]
    fn induced_words_are_no_rated_ones() {
        let induced: BTreeMap<&str, f32> = rows(INDUCED).map(|(value, word)| (word, number(value))).collect();
        assert_eq!(induced.len(), rows(INDUCED).count(), "a word stands twice");
        for (_, word) in rows(WORDS).chain(rows(ENGLISH)).chain(rows(FURTHER)) {
            assert!(!induced.contains_key(word), "{word} is rated");
        }
        for (word, value) in &induced {
            assert!((0.3..=2.0).contains(&value.abs()), "{word} {value}");
        }
        let lexicon = Lexicon::new(&BTreeMap::new(), &[]);
        for (word, sign) in [("nightmares", -1.0), ("smelly", -1.0), ("durability", 1.0)] {
            let told = lexicon.word(word).expect(word);
            assert!(told.induced && told.value * sign > 0.0, "{word} {told:?}");
        }
        assert!(lexicon.word("great").is_some_and(|rated| !rated.induced));
    }

    /// Words that no list of the recipe names: what it leaves out, it leaves out by kind.
    #[test]
    fn induced_words_say_nothing_of_people_things_colours_and_harm_undone() {
        let induced: Vec<&str> = rows(INDUCED).map(|(_, word)| word).collect();
        for word in "turquoise chocolate supper viruses asthma eczema undamaged nontoxic uninjured xl xxx iii cellist \
                     grandmother niece polish lent soccer ballads"
            .split_whitespace()
        {
            assert!(!induced.contains(&word), "{word}");
        }
    }

    /// Nobody is liked or disliked for what he is, nor for his name: these the recipe names, and a new writing must not lose them.
    #[test]
    fn induced_words_say_nothing_of_brands_and_kinds_of_people() {
        let induced: Vec<&str> = rows(INDUCED).map(|(_, word)| word).collect();
        for word in "apple amazon shell chase dove canon bolt samsung nike muslim muslims christian christians jewish \
                     catholic hindu atheist black white asian african arab mexican gay lesbian transgender homosexual \
                     feminist immigrants refugees disabled deaf elderly homeless widow nun"
            .split_whitespace()
        {
            assert!(!induced.contains(&word), "{word}");
        }
    }

    #[test]
    fn the_users_words_override() {
        let values = BTreeMap::from([("sick".to_owned(), 2.0), ("game plan".to_owned(), 1.0)]);
        let lexicon = Lexicon::new(&values, &["happy".to_owned()]);
        assert_eq!(
            lexicon.word("sick").map(|e| e.value.to_bits()),
            Some(2.0_f32.to_bits())
        );
        assert_eq!(
            lexicon.word("happy").map(|e| e.value.to_bits()),
            Some(0.0_f32.to_bits())
        );
        let plan = Word {
            text: "plan",
            key: phrases::key("plan"),
            fills: true,
        };
        let found = lexicon.phrase(phrases::key("game"), |n| (n == 0).then_some(plan));
        assert_eq!(found.map(|(n, e)| (n, e.own)), Some((1, true)));
    }
}
