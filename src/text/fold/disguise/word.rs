//! Names in disguise that stand as one word.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use super::glyph::{Glyph, Kind};
use super::{MAX_LETTERS, Names, Reading};
use crate::text::fold::lookalike::{is_latin_text, latin_of};
use crate::text::fold::{is_ignorable, is_mark};
use crate::text::words::{is_cjk_like, is_hangul};

/// Fewest letters of a name with digits for letters: shorter ones are what products and sizes are called (`ps5`).
const MIN_DIGITS: usize = 4;
/// Fewest letters beside digits where all digits stand at one end, as in `a505` and `100ml`.
const MIN_LETTERS_BESIDE: usize = 3;
/// Fewest letters of a name of one other script in a text of Latin letters. Each must look like its Latin letter, not only
/// remind of it: `сосо` imitates `coco`, `мото` is Russian whatever stands around it.
const MIN_BORROWED: usize = 4;
/// Fewest letters of a name that is read without its accents whatever else the text says.
const MIN_ACCENTED: usize = 5;

/// One character of a word.
#[derive(Clone, Copy, Debug)]
struct Letter {
    at: usize,
    end: usize,
    c: char,
    glyph: Glyph,
}

/// What a run of bytes between two that end every word has: letters, digits and signs that stand for letters, bytes beyond
/// ASCII.
const LETTERS: u8 = 1;
const DIGITS: u8 = 2;
const BEYOND: u8 = 4;
/// No part of a word.
const END: u8 = 8;

/// What each byte is. An apostrophe is neither: it ends no word and makes none a disguise.
static BYTES: [u8; 256] = bytes();

#[expect(clippy::indexing_slicing, reason = "the compiler looks up every index")]
const fn bytes() -> [u8; 256] {
    let mut table = [END; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte >= 0x80 {
            table[byte] = BEYOND;
        }
        byte += 1;
    }
    let mut letter = 0;
    while letter < 26 {
        table[b'a' as usize + letter] = LETTERS;
        table[b'A' as usize + letter] = LETTERS;
        letter += 1;
    }
    let (digits, mut digit) = (b"0123456789$@!|+", 0);
    while digit < digits.len() {
        table[digits[digit] as usize] = DIGITS;
        digit += 1;
    }
    table[b'\'' as usize] = 0;
    table
}

/// Reads every word that has more than ASCII letters; of ASCII alone it needs digits and letters to be a disguise.
pub(super) fn find<'n>(names: &'n Names, text: &str, found: &mut Vec<Reading<'n>>) {
    let mut words = Words {
        names,
        text,
        found,
        letters: Vec::new(),
        foreign: false,
        manner: None,
    };
    let bytes = text.as_bytes();
    let own = |byte: &u8| BYTES.get(usize::from(*byte)).copied().unwrap_or(END);
    let ends = |byte: &u8| own(byte) == END;
    // Most runs have letters alone: what is looked for is a byte that tells of more.
    let tells = |byte: &u8| own(byte) & (DIGITS | BEYOND) != 0;
    let (mut rest, mut base) = (bytes, 0);
    while let Some(at) = rest.iter().position(tells) {
        let (head, tail) = rest.split_at(at);
        let start = head.iter().rposition(ends).map_or(0, |end| end + 1);
        let end = at + tail.iter().position(ends).unwrap_or(tail.len());
        let (run, after) = rest.split_at(end);
        let has = run.iter().skip(start).fold(0, |has, byte| has | own(byte));
        words.run(base + start..base + end, has);
        base += end;
        rest = after;
    }
}

struct Words<'n, 't, 'f> {
    names: &'n Names,
    text: &'t str,
    found: &'f mut Vec<Reading<'n>>,
    /// Of the word that is open.
    letters: Vec<Letter>,
    /// Whether it has a letter that imitates nothing.
    foreign: bool,
    /// How the text is written; found out when a word asks.
    manner: Option<Manner>,
}

impl Words<'_, '_, '_> {
    /// Reads the words of a run, unless what it has says that there is no disguise among them.
    #[inline]
    fn run(&mut self, range: Range<usize>, has: u8) {
        if has & BEYOND == 0 && (has != LETTERS | DIGITS || self.is_plain(range.clone())) {
            return;
        }
        let start = range.start;
        for (at, c) in self.text.get(range).unwrap_or_default().char_indices() {
            self.see(start + at, c);
        }
        self.close();
    }

    /// Whether ASCII has digits and signs only where a word is [trimmed]: `@acme`, `great!!`.
    fn is_plain(&self, range: Range<usize>) -> bool {
        let run = self.text.as_bytes().get(range).unwrap_or_default();
        let opens = |byte: &u8| !matches!(byte, b'@' | b'!' | b'|' | b'+');
        let closes = |byte: &u8| !matches!(byte, b'!' | b'|' | b'+');
        let (from, to) = (run.iter().position(opens), run.iter().rposition(closes));
        let own = from.zip(to).and_then(|(from, to)| run.get(from..=to));
        let tells = |byte: &u8| BYTES.get(usize::from(*byte)).is_some_and(|own| own & DIGITS != 0);
        !own.unwrap_or_default().iter().any(tells)
    }

    fn see(&mut self, at: usize, c: char) {
        let end = at + c.len_utf8();
        if let Some(glyph) = Glyph::of(c) {
            self.letters.push(Letter { at, end, c, glyph });
        } else if is_mark(c) || is_ignorable(c) {
            // A mark turns the letter before it into an accented one.
            if let Some(last) = self.letters.last_mut() {
                last.end = end;
                if is_mark(c) && last.glyph.kind == Kind::Letter {
                    last.glyph.kind = Kind::Accented;
                }
            }
        } else if is_apostrophe(c) && !self.letters.is_empty() {
            // No letter, but no end of the word either: what follows may be its last part.
            self.apostrophe(at);
        } else if c.is_alphanumeric() && !is_cjk_like(c) && !is_hangul(c) {
            self.foreign = true;
        } else {
            self.close();
        }
    }

    /// Reads what stands before an apostrophe as a name too: `4cm3's`.
    fn apostrophe(&mut self, at: usize) {
        let joined = self
            .text
            .get(at..)
            .and_then(|rest| rest.chars().nth(1))
            .is_some_and(|next| Glyph::of(next).is_some());
        if !joined {
            self.close();
        } else if !self.foreign && self.letters.len() <= 2 * MAX_LETTERS {
            // Signs before a name are no letters of it; a longer row of them is read once, where the word ends.
            self.read();
        }
    }

    fn close(&mut self) {
        if !self.foreign {
            self.read();
        }
        self.letters.clear();
        self.foreign = false;
    }

    /// Reads the open word, if it is more than letters.
    fn read(&mut self) {
        let letters = trimmed(&self.letters);
        if letters.len() > MAX_LETTERS || letters.iter().all(|one| one.glyph.kind == Kind::Letter) {
            return;
        }
        let mut key = [0_u8; MAX_LETTERS];
        for (into, letter) in key.iter_mut().zip(letters) {
            *into = letter.glyph.class;
        }
        let names = self.names;
        let known = names.of_key(key.get(..letters.len()).unwrap_or_default());
        let Some((first, last)) = letters.first().zip(letters.last()).filter(|_| !known.is_empty()) else {
            return;
        };
        let range = first.at..last.end;
        let (text, manner) = (self.text, &mut self.manner);
        let mut manner = || *manner.get_or_insert_with(|| Manner::of(text));
        let name = known.iter().find(|name| is_disguise(name, letters, &mut manner));
        self.found.extend(name.map(|name| Reading { range, name }));
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// Without the signs that close a sentence or open a handle.
fn trimmed(letters: &[Letter]) -> &[Letter] {
    let mut rest = letters;
    while let [first, more @ ..] = rest
        && matches!(first.c, '@' | '!' | '|' | '+')
    {
        rest = more;
    }
    while let [more @ .., last] = rest
        && matches!(last.c, '!' | '|' | '+')
    {
        rest = more;
    }
    rest
}

/// How the letters of a word come about.
#[derive(Debug, Default)]
struct Count {
    plain: usize,
    digits: usize,
    accented: usize,
    styled: usize,
    borrowed: usize,
    /// Scripts borrowed from, at most two.
    scripts: Vec<Script>,
}

impl Count {
    fn of(letters: &[Letter]) -> Self {
        let mut count = Self::default();
        for letter in letters {
            match letter.glyph.kind {
                Kind::Letter => count.plain += 1,
                Kind::Digit => count.digits += 1,
                Kind::Accented => count.accented += 1,
                Kind::Styled => count.styled += 1,
                Kind::Borrowed(script) => {
                    count.borrowed += 1;
                    if count.scripts.len() < 2 && !count.scripts.contains(&script) {
                        count.scripts.push(script);
                    }
                }
            }
        }
        count
    }

    fn latin(&self) -> usize {
        self.plain + self.accented + self.styled
    }
}

/// Whether a word with the key of a name is that name in disguise.
fn is_disguise(name: &str, letters: &[Letter], manner: &mut dyn FnMut() -> Manner) -> bool {
    let own = name.chars().filter(|c| *c != '\'');
    // Letters of their own stand for nothing else: `lkea` is no `ikea`.
    let alike =
        own.clone().count() == letters.len() && own.zip(letters).all(|(own, letter)| stands_for(letter, own));
    if !alike {
        return false;
    }
    let count = Count::of(letters);
    if count.digits > 0 && !reads_digits(name, letters, &count) {
        return false;
    }
    if count.borrowed > 0 {
        return count.latin() + count.digits > 0
            || count.scripts.len() > 1
            || letters.len() >= MIN_BORROWED
                && letters.iter().all(|one| latin_of(one.c).is_some())
                && manner().takes_borrowed();
    }
    let accents = letters.iter().filter(|one| one.glyph.kind == Kind::Accented);
    count.digits > 0 || count.accented == 0 || manner().drops_accents(letters.len(), accents.map(|one| one.c))
}

fn stands_for(letter: &Letter, own: char) -> bool {
    let same = letter.c.to_ascii_lowercase() == own || letter.c.to_lowercase().eq([own]);
    match letter.glyph.kind {
        Kind::Letter => same || (letter.c == 'I' && own == 'l'),
        // A digit of the name itself is one.
        Kind::Digit => same || own.is_alphabetic(),
        Kind::Accented | Kind::Styled => same || base(letter.glyph, own),
        Kind::Borrowed(_) => true,
    }
}

/// An accented or styled letter is that letter and no other that looks alike.
fn base(glyph: Glyph, own: char) -> bool {
    let class = Glyph::of(own).map(|own| own.class);
    class == Some(glyph.class)
}

/// Whether digits stand for letters here. The letters beside them must say so.
fn reads_digits(name: &str, letters: &[Letter], count: &Count) -> bool {
    let is_digit = |letter: &Letter| letter.glyph.kind == Kind::Digit;
    if name.chars().any(|c| c.is_ascii_digit()) {
        return name
            .chars()
            .zip(letters)
            .filter(|(_, letter)| is_digit(letter))
            .all(|(own, letter)| own == letter.c);
    }
    let others = letters.len() - count.digits;
    if others == 0 || letters.len() < MIN_DIGITS {
        return false;
    }
    let changes = letters
        .array_windows()
        .filter(|[one, next]| is_digit(one) != is_digit(next))
        .count();
    changes > 1 || others >= MIN_LETTERS_BESIDE
}

/// How a text is written.
#[derive(Clone, Copy, Debug)]
struct Manner {
    /// Whether most letters are Latin.
    latin: bool,
    /// Whether a word is of another alphabet that lends look-alikes, and imitates nothing.
    foreign: bool,
    /// Words of English grammar, and of that of languages with accents.
    english: usize,
    accented: usize,
}

impl Manner {
    fn of(text: &str) -> Self {
        let mut manner = Self {
            latin: is_latin_text(text),
            foreign: false,
            english: 0,
            accented: 0,
        };
        for word in text.split(|c: char| !c.is_alphabetic() && !is_apostrophe(c)) {
            manner.foreign |= is_foreign(word);
            manner.english += usize::from(ENGLISH.iter().any(|own| own.eq_ignore_ascii_case(word)));
            manner.accented += usize::from(
                ACCENTED
                    .iter()
                    .any(|own| *own == word || own.eq_ignore_ascii_case(word)),
            );
        }
        manner
    }

    /// Whether a word of one other script may imitate a Latin one: not where words of such a script are genuine.
    fn takes_borrowed(self) -> bool {
        self.latin && !self.foreign
    }

    /// Whether letters with these accents stand for the bare ones. `å ä ö ü ø` and their like are letters of their own
    /// where they are used (`släck` is not `slack`); accents of the Romance languages are often left out in names.
    fn drops_accents(&self, letters: usize, mut accents: impl Iterator<Item = char>) -> bool {
        let english = self.english > 0 && self.english > 2 * self.accented;
        if letters < MIN_ACCENTED {
            return english;
        }
        english || self.accented == 0 || accents.all(is_romance)
    }
}

/// Whether a word has letters of another alphabet alone, and one among them that looks like no Latin letter.
fn is_foreign(word: &str) -> bool {
    let scripts = CodePointMapData::<Script>::new();
    let lends = |c: char| {
        let script = scripts.get(c);
        matches!(script, Script::Cyrillic | Script::Greek | Script::Armenian)
    };
    !word.is_ascii()
        && word.chars().nth(1).is_some()
        && word.chars().all(lends)
        && word.chars().any(|c| latin_of(c).is_none())
}

/// Accents that a Romance language writes on an otherwise bare letter.
fn is_romance(c: char) -> bool {
    let lower = c.to_lowercase().next().unwrap_or(c);
    matches!(
        lower,
        'à' | 'á'
            | 'â'
            | 'ç'
            | 'è'
            | 'é'
            | 'ê'
            | 'ë'
            | 'ì'
            | 'í'
            | 'î'
            | 'ï'
            | 'ñ'
            | 'ò'
            | 'ó'
            | 'ô'
            | 'ù'
            | 'ú'
            | 'û'
    )
}

/// Words of English grammar that are none of other languages.
const ENGLISH: [&str; 29] = [
    "the", "and", "of", "to", "that", "with", "this", "from", "have", "has", "you", "your", "they", "their",
    "which", "been", "would", "it", "its", "for", "are", "by", "be", "my", "we", "our", "were", "will",
    "not",
];

/// Words of the grammar of languages that write accents.
const ACCENTED: [&str; 70] = [
    "och", "att", "det", "som", "är", "av", "för", "med", "inte", "jag", "på", "ett", "den", "der", "die",
    "das", "und", "ist", "nicht", "mit", "ein", "eine", "auf", "für", "von", "zu", "ich", "le", "la", "les",
    "des", "est", "une", "et", "dans", "pour", "que", "qui", "el", "los", "las", "del", "por", "con", "una",
    "di", "il", "che", "non", "per", "da", "em", "um", "não", "uma", "dos", "og", "til", "ikke", "jeg", "ja",
    "ei", "että", "hän", "nie", "się", "jest", "ve", "bir", "az",
];
