//! One pass over a text: words, emoticons and emoji with their valence, and where clauses and sentences end.

use std::ops::Range;

use super::{
    groups::{Group, Groups},
    joined::join_phrases,
    lexicon::{EMOTICON_LIMIT_BYTES, Entry, Lexicon, Role},
    lexicons::{Speech, Tongue, Voice},
    shape::{Shape, is_caseless, is_modifier, squeezed},
    stars,
    turns::{self, Turn},
};

pub(super) use super::shape::is_word;

/// A word, emoticon or emoji.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Bytes of [`Scan::keys`]: the word in lower case.
    key: Range<usize>,
    /// Valence before any rule.
    pub(super) value: f32,
    /// Another valence that people gave it: see `Entry::rated`.
    rated: Option<f32>,
    /// The valence was told from other words and not rated.
    pub(super) induced: bool,
    /// The valence is the user's.
    pub(super) own: bool,
    /// Effect on its neighbours.
    pub(super) role: Role,
    /// Groups that it is of, by how it is written.
    groups: Groups,
    /// How the words before it turn it.
    pub(super) turn: Option<Turn>,
    /// A phrase with a word that raises to a degree in it: `slept so well`.
    pub(super) raises: bool,
    /// A negation that may also follow what it negates.
    pub(super) turns_back: bool,
    /// Written in capitals only, two letters or more.
    pub(super) caps: bool,
    /// Letters drawn out (`soooo`).
    pub(super) long: bool,
    /// An emoji or emoticon, which grammar does not touch.
    pub(super) face: bool,
    /// Number of the clause.
    pub(super) clause: u32,
    /// Number of the sentence.
    pub(super) sentence: u32,
}

impl Token {
    pub(super) fn is(&self, group: Group) -> bool {
        self.groups.has(group)
    }
}

/// What one pass found.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    keys: String,
    /// `!` in the text.
    pub(super) exclamations: u32,
    /// Numbers of the sentences that end in a question mark.
    pub(super) asked: Vec<u32>,
    /// Some words are written in capitals and some are not, so that capitals mean something.
    pub(super) mixed_case: bool,
    /// Some words are those of a phrase, whether it speaks for them or not.
    pub(super) phrased: bool,
}

impl Scan {
    /// The word in lower case.
    pub(super) fn key(&self, token: &Token) -> &str {
        self.keys.get(token.key.clone()).unwrap_or("")
    }

    /// The word at a place in lower case; empty beyond the ends.
    pub(super) fn key_at(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| self.key(token))
    }

    /// The same with what people rated words at; `None` where phrases are to be found anew, as they go by what their words say.
    pub(super) fn as_rated(&self) -> Option<Self> {
        if self.phrased {
            return None;
        }
        let mut rated = self.clone();
        let mut differs = false;
        for token in &mut rated.tokens {
            if let Some(value) = token.rated {
                token.value = value;
                differs = true;
            }
        }
        if differs {
            for token in &mut rated.tokens {
                token.turn = None;
            }
            note_turns(&mut rated);
        }
        Some(rated)
    }
}

/// Reads a text; each word is looked up among the words of its language and the user's own, and phrases are one token.
pub(super) fn scan<'t>(text: &'t str, lexicon: &'t Lexicon, speech: Speech<'t>) -> Scan {
    let mut out = read(text, lexicon, speech);
    join_phrases(&mut out, lexicon, speech);
    note_turns(&mut out);
    out
}

/// The same with each word of a phrase by itself.
pub(super) fn scan_apart<'t>(text: &'t str, lexicon: &'t Lexicon, speech: Speech<'t>) -> Scan {
    let mut out = read(text, lexicon, speech);
    note_turns(&mut out);
    out
}

fn note_turns(scan: &mut Scan) {
    for at in 0..scan.tokens.len() {
        let turn = turns::of(scan, at);
        if let Some(token) = scan.tokens.get_mut(at) {
            token.turn = turn;
        }
    }
}

fn read<'t>(text: &'t str, lexicon: &'t Lexicon, speech: Speech<'t>) -> Scan {
    let mut reader = Reader {
        text,
        lexicon,
        speech,
        out: Scan::default(),
        clause: 0,
        sentence: 0,
        at: 0,
        caps: 0,
        words: 0,
    };
    reader.out.tokens.reserve(text.len() / 6 + 1);
    reader.out.keys.reserve(text.len() + 8);
    reader.run();
    let (caps, words) = (reader.caps, reader.words);
    let mut out = reader.out;
    out.mixed_case = caps > 0 && caps < words;
    out
}

struct Reader<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    speech: Speech<'t>,
    out: Scan,
    clause: u32,
    sentence: u32,
    at: usize,
    caps: usize,
    words: usize,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek(self.at) {
            if c == ' ' {
                self.at += 1;
            } else if self.emoticon() {
            } else if is_word(c) {
                self.word();
            } else if c.is_ascii() {
                self.mark(c);
            } else {
                self.picture(c);
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        match self.byte(at) {
            None => None,
            Some(byte) if byte < 128 => Some(char::from(byte)),
            Some(_) => self.text.get(at..)?.chars().next(),
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    fn push(&mut self, span: Range<usize>, key: Range<usize>, entry: Entry) -> &mut Token {
        let (index, (clause, sentence)) = (self.out.tokens.len(), (self.clause, self.sentence));
        let rated = entry.rated.filter(|_| self.speech.as_rated);
        self.out.tokens.push(Token {
            span,
            key,
            value: rated.unwrap_or(entry.value),
            rated: entry.rated,
            induced: entry.induced,
            own: entry.own,
            role: entry.role,
            groups: entry.groups,
            turn: None,
            raises: false,
            turns_back: entry.turns_back,
            caps: false,
            long: false,
            face: false,
            clause,
            sentence,
        });
        #[expect(clippy::indexing_slicing, reason = "pushed on the line above")]
        &mut self.out.tokens[index]
    }

    /// An emoticon at the cursor, longest first. `:/` inside `http://` or `3:30` is none: one that begins or ends with a
    /// letter or digit needs a free side there, one that begins with a bracket or dash must follow a space.
    fn emoticon(&mut self) -> bool {
        let start = self.at;
        let Some(first) = self.byte(start).filter(|byte| self.lexicon.opens_emoticon(*byte)) else {
            return false;
        };
        let before = self.before();
        let free_before = before.is_none_or(|c| c.is_whitespace() || !c.is_ascii());
        let eyes_after_word = matches!(first, b':' | b';') && before.is_some_and(|c| !c.is_ascii_digit());
        if !free_before && !eyes_after_word {
            return false;
        }
        let longest = (2..=EMOTICON_LIMIT_BYTES).rev().find_map(|length| {
            let face = self.text.get(start..start + length)?;
            let last = face.bytes().next_back()?;
            let next = self.byte(start + length).unwrap_or(b' ');
            let free_after = if last.is_ascii_alphanumeric() || !free_before {
                !next.is_ascii_alphanumeric()
            } else {
                !next.is_ascii_digit()
            };
            let value = free_after.then(|| self.lexicon.emoticon(face)).flatten()?;
            Some((length, last, value))
        });
        let Some((length, last, value)) = longest else {
            return false;
        };
        self.at = start + length;
        while self.byte(self.at) == Some(last) && !last.is_ascii_alphanumeric() {
            self.at += 1;
        }
        self.face(start, value);
        true
    }

    fn face(&mut self, start: usize, value: f32) {
        let end = self.at;
        self.push(start..end, 0..0, Entry::valued(value)).face = true;
    }

    /// A character that is neither ASCII nor part of a word: an emoji or a mark.
    fn picture(&mut self, c: char) {
        let start = self.at;
        if matches!(c, '★' | '☆') {
            let (bytes, mark) = stars::row(self.text.get(start..).unwrap_or_default());
            self.at += bytes;
            if let Some(value) = mark {
                self.push(start..self.at, 0..0, Entry::valued(value));
            }
            return;
        }
        self.at += c.len_utf8();
        if let Some(value) = self.lexicon.emoji(c) {
            while let Some(next) = self.peek(self.at).filter(|c| is_modifier(*c)) {
                self.at += next.len_utf8();
            }
            self.face(start, value);
        } else if matches!(c, '。' | '！' | '？' | '…' | '।' | '؟') {
            self.end_sentence(matches!(c, '？' | '؟'));
            self.out.exclamations += u32::from(c == '！');
        } else if matches!(c, '—' | '–' | '、' | '，' | '；' | '：' | '،') {
            self.clause += 1;
        }
    }

    /// An ASCII mark.
    fn mark(&mut self, c: char) {
        let start = self.at;
        self.at += 1;
        match c {
            '!' => {
                self.out.exclamations += 1;
                self.end_sentence(false);
            }
            '?' => {
                self.end_sentence(true);
            }
            '.' if self.peek(self.at).is_some_and(is_word) => {}
            '.' | '\n' => self.end_sentence(false),
            ',' | ';' | ':' | '(' | ')' => self.clause += 1,
            '@' if self.peek(self.at).is_some_and(is_word) => self.skip_handle(start),
            _ => {}
        }
    }

    fn end_sentence(&mut self, asked: bool) {
        if asked && self.out.asked.last() != Some(&self.sentence) {
            self.out.asked.push(self.sentence);
        }
        if self
            .out
            .tokens
            .last()
            .is_some_and(|token| token.sentence == self.sentence)
        {
            self.sentence += 1;
            self.clause += 1;
        }
    }

    /// Accounts carry no valence but count as a word between others.
    fn skip_handle(&mut self, start: usize) {
        while let Some(c) = self
            .peek(self.at)
            .filter(|c| is_word(*c) || matches!(c, '_' | '-' | '.'))
        {
            self.at += c.len_utf8();
        }
        let end = self.at;
        self.push(start..end, 0..0, Entry::default());
    }

    fn word(&mut self) {
        let start = self.at;
        let hashtag = self.before() == Some('#');
        let key_start = self.out.keys.len();
        let mut shape = Shape::default();
        while let Some(c) = self.peek(self.at) {
            if !shape.goes_on(c, hashtag, || {
                self.peek(self.at + c.len_utf8()).is_some_and(is_word)
            }) {
                break;
            }
            self.at += c.len_utf8();
            if c.is_ascii() {
                self.out.keys.push(c.to_ascii_lowercase());
            } else if c == '’' {
                self.out.keys.push('\'');
            } else if is_caseless(c) {
                self.out.keys.push(c);
            } else {
                self.out.keys.extend(c.to_lowercase());
            }
        }
        if self.is_address(start) {
            self.out.keys.truncate(key_start);
            self.skip_address(start);
            return;
        }
        self.words += 1;
        self.caps += usize::from(shape.caps());
        self.look_up(start, key_start, &shape);
    }

    fn look_up(&mut self, start: usize, key_start: usize, shape: &Shape) {
        let voice = self.speech.voice(start, shape.first);
        let key = self.out.keys.get(key_start..).unwrap_or("");
        let mut found = self.find(voice, key);
        let mut long = false;
        if found.is_none() && shape.hyphen > 0 {
            // `well-made`: the parts speak for themselves.
            let first = key.find('-').unwrap_or(key.len());
            self.out.keys.truncate(key_start + first);
            self.at = start + shape.hyphen;
            let key = self.out.keys.get(key_start..).unwrap_or("");
            found = self.find(voice, key);
        } else if found.is_none() && shape.apostrophe {
            found = self.contraction(voice, key);
        } else if found.is_none() && shape.run >= 3 {
            found = squeezed(key).find_map(|short| self.find(voice, &short));
            long = found.is_some();
        }
        let entry = found.unwrap_or_default();
        if entry.value == 0.0 && !shape.ascii {
            self.inside(start, voice);
        }
        if matches!(entry.role, Role::But | Role::Although) {
            self.clause += 1;
        }
        let (span, key) = (start..self.at, key_start..self.out.keys.len());
        let token = self.push(span, key, entry);
        token.caps = shape.caps();
        token.long = long;
    }

    /// A word in the language it is in; the user's own words count in every one, and so do the groups of a word.
    fn find(&self, voice: Voice, key: &str) -> Option<Entry> {
        let known = self.lexicon.word(key);
        let groups = known.map(|entry| entry.groups).unwrap_or_default();
        let found = match voice {
            Voice::English => known,
            Voice::Silent => known.filter(|entry| entry.own),
            Voice::Other(tongue) => known
                .filter(|entry| entry.own)
                .or_else(|| tongue.word(key))
                .or_else(|| known.filter(|_| tongue.mixes_english())),
        };
        let found = found.or_else(|| (!groups.is_empty()).then(Entry::default));
        found.map(|entry| Entry { groups, ..entry })
    }

    /// `isn't`, `Anna's`; `l'amour`.
    fn contraction(&self, voice: Voice, key: &str) -> Option<Entry> {
        if let Voice::Other(_) = voice {
            return self.find(voice, key.rsplit('\'').next()?);
        }
        if key.ends_with("n't") {
            return self.find(voice, "not");
        }
        self.find(voice, key.split('\'').next()?)
    }

    /// What stands inside a run of letters: the user's words, and stems where endings follow them.
    fn inside(&mut self, start: usize, voice: Voice) {
        if !self.lexicon.unspaced.is_empty() {
            self.unspaced(start);
        }
        if let Voice::Other(tongue) = voice
            && tongue.is_agglutinated()
        {
            self.stems(start, tongue);
        }
    }

    fn stems(&mut self, start: usize, tongue: &Tongue) {
        let mut at = start;
        while let Some(rest) = self.text.get(at..self.at).filter(|rest| !rest.is_empty()) {
            let Some((length, entry)) = tongue.stem_at(rest, at == start) else {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            if entry.role == Role::But {
                self.clause += 1;
            }
            if length < self.at - start || entry.value != 0.0 {
                self.push(at..at + length, 0..0, entry);
            }
            at += length;
        }
    }

    /// The user's words inside a run of letters that is written without spaces.
    fn unspaced(&mut self, start: usize) {
        let Some(run) = self.text.get(start..self.at) else {
            return;
        };
        let lexicon = self.lexicon;
        for (word, value) in &lexicon.unspaced {
            for (offset, found) in run.match_indices(&**word) {
                let entry = Entry {
                    value: *value,
                    ..Entry::default()
                };
                let span = start + offset..start + offset + found.len();
                self.push(span, 0..0, entry);
            }
        }
    }

    fn is_address(&self, start: usize) -> bool {
        let word = self.text.get(start..self.at).unwrap_or("");
        let rest = self.text.get(self.at..).unwrap_or("");
        rest.starts_with("://") || (word.eq_ignore_ascii_case("www") && rest.starts_with('.'))
    }

    fn skip_address(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or("");
        self.at = start + rest.find(char::is_whitespace).unwrap_or(rest.len());
        let end = self.at;
        self.push(start..end, 0..0, Entry::default());
    }
}
