//! The words, phrases, emoji and emoticons that carry sentiment, read once from the data files beside this one.

use std::collections::{BTreeMap, HashMap};

use crate::{
    classify::hash::ShortHash,
    text::words::{is_cjk_like, is_hangul},
};

use super::phrases::Phrases;

const WORDS: &str = include_str!("lexicon.txt");
const ENGLISH: &str = include_str!("english.txt");
const FURTHER: &str = include_str!("further.txt");
const INDUCED: &str = include_str!("induced.txt");
const EMOTICONS: &str = include_str!("emoticons.txt");
const EMOJI: &str = include_str!("emoji.txt");
const MODIFIERS: &str = include_str!("modifiers.txt");
const EXPERIENCES: &str = include_str!("experiences.txt");
const IDIOMS: &str = include_str!("idioms.txt");

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
    /// What follows weighs more than what came before.
    But,
    /// Its own clause weighs less.
    Although,
    /// Not so (yet): condition or wish.
    If,
}

/// What is known of one word or phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// Valence, −4 to 4; 0 when it has none.
    pub(super) value: f32,
    /// Effect on its neighbours.
    pub(super) role: Role,
    /// Whether the user's configuration says so; counts in every language.
    pub(super) own: bool,
    /// Told from other words and not rated: counts, but a sentence leans by such words together only.
    pub(super) induced: bool,
    /// Whether a phrase begins with it.
    pub(super) opens_phrase: bool,
    /// A negation that may also follow what it negates.
    pub(super) turns_back: bool,
}

type Table<V> = HashMap<Box<str>, V, ShortHash>;

/// Every table; built once per configuration.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    words: Table<Entry>,
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
            let told = entry(number(value), Role::Plain);
            lexicon.add(
                word,
                Entry {
                    induced: true,
                    ..told
                },
            );
        }
        for (value, word) in rows(FURTHER).chain(rows(WORDS)).chain(rows(ENGLISH)) {
            lexicon.add(word, entry(number(value), Role::Plain));
        }
        for (kind, word) in rows(MODIFIERS) {
            lexicon.add_role(word, role(kind));
        }
        for (value, phrase) in rows(EXPERIENCES).chain(rows(IDIOMS)) {
            lexicon.add(phrase, entry(number(value), Role::Plain));
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
        lexicon
    }

    fn add(&mut self, word: &str, entry: Entry) {
        let word = word.replace('_', " ");
        let mut parts = word.split_whitespace();
        let Some(first) = parts.next() else { return };
        let rest: Vec<Box<str>> = parts.map(Into::into).collect();
        if rest.is_empty() {
            let old = self.words.entry(first.into()).or_default();
            let opens_phrase = old.opens_phrase;
            *old = Entry {
                opens_phrase,
                ..entry
            };
            return;
        }
        self.words.entry(first.into()).or_default().opens_phrase = true;
        self.phrases.add(first, rest, entry);
    }

    /// Gives a word its role and leaves its valence alone.
    fn add_role(&mut self, word: &str, role: Role) {
        match self.words.get_mut(word) {
            Some(old) => old.role = role,
            None => self.add(word, entry(0.0, role)),
        }
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
            self.add(&word, own);
        } else if word.chars().any(|c| is_cjk_like(c) || is_hangul(c)) {
            self.unspaced.push((word.into(), value));
        } else {
            self.add(&word, own);
        }
    }

    /// Looks a lower-case word up.
    pub(super) fn word(&self, key: &str) -> Option<Entry> {
        self.words.get(key).copied()
    }

    /// The longest phrase that begins with `first` and goes on with the words that `next(n)` gives (n from 0).
    /// Returns how many words follow the first.
    pub(super) fn phrase<'k>(
        &self,
        first: &str,
        entry: Entry,
        next: impl Fn(usize) -> Option<&'k str>,
    ) -> Option<(usize, Entry)> {
        if !entry.opens_phrase {
            return None;
        }
        self.phrases.find(first, next)
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

fn entry(value: f32, role: Role) -> Entry {
    Entry {
        value,
        role,
        own: false,
        induced: false,
        opens_phrase: false,
        turns_back: false,
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
        "but" => Role::But,
        "although" => Role::Although,
        "if" => Role::If,
        _ => Role::Plain,
    }
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
    use super::*;

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
            .chain(rows(EXPERIENCES))
            .chain(rows(IDIOMS))
            .chain(rows(EMOTICONS))
            .chain(rows(EMOJI))
        {
            let value: f32 = value.parse().expect(word);
            assert!((-4.0..=4.0).contains(&value), "{word} {value}");
        }
        for (kind, word) in rows(MODIFIERS) {
            assert_ne!(role(kind), Role::Plain, "{word}");
        }
    }

    /// Whatever stands in two lists has the value of the later one, which nobody sees.
    #[test]
    fn what_people_tell_of_experiences_stands_in_no_other_list() {
        let lists = [WORDS, ENGLISH, FURTHER, INDUCED, IDIOMS].map(rows);
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (_, phrase) in lists.into_iter().flatten().chain(rows(EXPERIENCES)) {
            *seen.entry(phrase).or_default() += 1;
        }
        for (_, phrase) in rows(EXPERIENCES) {
            assert_eq!(seen.get(phrase), Some(&1), "{phrase}");
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
        let first = lexicon.word("game").expect("opens a phrase");
        let found = lexicon.phrase("game", first, |n| (n == 0).then_some("plan"));
        assert_eq!(found.map(|(n, e)| (n, e.own)), Some((1, true)));
    }
}
