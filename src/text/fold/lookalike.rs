//! Letters of other scripts that pass for Latin ones (UTS #39), and where they are used to.
//!
//! A character counts as a look-alike when its UTS #39 prototype is an ASCII letter or digit and it belongs neither to a
//! script that ordinary texts mix with Latin nor to the Latin letters in everyday use (`æ`, `ı`, `þ` are letters of their
//! own). It is replaced only in a token whose other letters are all Latin, or in a token made of look-alikes alone that
//! stands between Latin words in a Latin text. Genuine Greek, Cyrillic, Armenian or Korean words never meet this. A word
//! wholly in small capitals or boxed letters is read wherever it stands (see [`super::dress`]).

use std::ops::Range;
use std::sync::LazyLock;

use icu_properties::CodePointMapData;
use icu_properties::props::Script;
use unicode_security::{GeneralSecurityProfile, skeleton};

use super::dress::{self, Dress};
use super::{is_ignorable, is_mark};

/// What a text tells about letters borrowed to deceive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mixed {
    /// Tokens that hide look-alikes or styled letters among Latin ones.
    pub mixed: usize,
    /// Tokens of Latin letters, the mixed ones included.
    pub latin: usize,
    /// All tokens with a letter or digit.
    pub tokens: usize,
    /// Different scripts the look-alikes were taken from; styled letters and rare Latin ones count as one.
    pub scripts: usize,
}

/// Counts the tokens of a text that mix scripts to deceive.
pub fn mixed_script_tokens(text: &str) -> Mixed {
    let mut mixed = Mixed::default();
    let mut scripts = Vec::new();
    let latin_text = is_latin_text(text);
    walk(text, latin_text, &mut |token, disguised| {
        let latin = disguised || token.is_latin();
        mixed.tokens += 1;
        mixed.latin += usize::from(latin);
        let borrowed = token.lookalikes > token.everyday || token.styled > 0 && token.ascii > 0;
        if (disguised || token.is_latin() && token.styled > 0) && borrowed {
            mixed.mixed += 1;
            if !scripts.contains(&token.script) {
                scripts.push(token.script);
            }
        }
    });
    mixed.scripts = scripts.len();
    mixed
}

/// Byte ranges of the tokens whose look-alikes are to be replaced, in order.
pub(super) fn disguised(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let latin = text.bytes().any(|b| b.is_ascii_alphabetic());
    if !has_lookalike(text, latin) {
        return found;
    }
    walk(text, latin && is_latin_text(text), &mut |token, disguised| {
        if disguised || token.dress.is_whole() {
            found.push(token.range.clone());
        }
    });
    found
}

/// Whether a text has a letter in another dress or, if asked, one that imitates a Latin one.
fn has_lookalike(text: &str, latin: bool) -> bool {
    let mut rest = text;
    while let Some(beyond) = rest
        .bytes()
        .position(|b| !b.is_ascii())
        .and_then(|at| rest.get(at..))
    {
        let mut chars = beyond.chars();
        if chars
            .next()
            .is_some_and(|c| dress::letter_of(c).is_some() || latin && latin_of(c).is_some())
        {
            return true;
        }
        rest = chars.as_str();
    }
    false
}

/// What a character of a disguised token stands for.
pub(super) fn unmasked(c: char) -> char {
    latin_of(c).or_else(|| dress::letter_of(c)).unwrap_or(c)
}

/// The Latin letter or digit a look-alike stands for; `None` for everything that is no look-alike.
pub fn latin_of(c: char) -> Option<char> {
    if c.is_ascii() || is_settled(c) {
        return None;
    }
    match TABLE.get(u32::from(c).checked_sub(TABLE_FROM)? as usize) {
        Some(0) => None,
        Some(&latin) => Some(char::from(latin)),
        None => found_latin_of(c),
    }
}

/// First character of [`TABLE`]; those before it are settled.
const TABLE_FROM: u32 = 0x180;
/// Character after its last: up to here live the scripts in daily use.
const TABLE_TO: u32 = 0x3000;

/// Answers worked out once for the scripts in daily use; 0 is no look-alike.
static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let latin = |code: u32| char::from_u32(code).and_then(found_latin_of);
    (TABLE_FROM..TABLE_TO)
        .map(|code| latin(code).and_then(|c| u8::try_from(c).ok()).unwrap_or(0))
        .collect()
});

fn found_latin_of(c: char) -> Option<char> {
    if is_settled(c) {
        return None;
    }
    if let Some(latin) = supplement(c) {
        return Some(latin);
    }
    let script = CodePointMapData::<Script>::new().get(c);
    if is_mixed_with_latin(script) || (script == Script::Latin && c.identifier_allowed()) {
        return None;
    }
    let mut buffer = [0; 4];
    let mut prototype = skeleton(c.encode_utf8(&mut buffer));
    let latin = match (prototype.next()?, prototype.next(), prototype.next()) {
        // UTS #39 writes every `m` as `rn` and every `I` as `l`.
        ('r', Some('n'), None) => 'm',
        ('l', None, None) if c.is_uppercase() => 'I',
        (latin, None, None) => latin,
        _ => return None,
    };
    latin.is_ascii_alphanumeric().then_some(latin)
}

/// Blocks that hold no look-alike, for speed: Latin-1, Hebrew to Thai's neighbours, kana, Han, Hangul, emoji.
fn is_settled(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{17f}' | '\u{2010}'..='\u{203a}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{1f300}'..='\u{1ffff}')
}

/// Look-alikes that UTS #39 lacks or maps elsewhere.
fn supplement(c: char) -> Option<char> {
    Some(match c {
        '᧐' | 'ߋ' => 'o',
        'ᥙ' => 'u',
        'ƅ' | 'Ƅ' | 'Ь' | 'ь' => 'b',
        'Ԁ' | 'ԁ' | 'ɗ' => 'd',
        'Ƭ' => 'T',
        'к' => 'k',
        'ҳ' => 'x',
        'Ӏ' | 'І' => 'I',
        'ϲ' => 'c',
        'Ⴝ' => 'S',
        // Negative circled and squared capitals.
        '\u{1f150}'..='\u{1f169}' => return char::from_u32(u32::from(c) - 0x1_f150 + 0x41),
        '\u{1f170}'..='\u{1f189}' => return char::from_u32(u32::from(c) - 0x1_f170 + 0x41),
        _ => return None,
    })
}

/// Scripts that stand beside Latin letters in honest words (`iPhone를`, `Tシャツ`), or whose digits imitate `o` and `l`
/// everywhere.
fn is_mixed_with_latin(script: Script) -> bool {
    [
        Script::Hangul,
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Bopomofo,
        Script::Arabic,
        Script::Hebrew,
        Script::Devanagari,
        Script::Bengali,
        Script::Gurmukhi,
        Script::Gujarati,
        Script::Oriya,
        Script::Tamil,
        Script::Telugu,
        Script::Kannada,
        Script::Malayalam,
        Script::Sinhala,
        Script::Thai,
        Script::Inherited,
    ]
    .contains(&script)
}

/// Single letters in another dress (`𝐚`, `ａ`, `ⓐ`, `ⅽ`), which NFKC undoes.
fn is_styled(c: char) -> bool {
    matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{ff21}'..='\u{ff5a}' | '\u{24b6}'..='\u{24e9}' | '\u{1f110}'..='\u{1f149}'
        | 'Ⅰ' | 'Ⅴ' | 'Ⅹ' | 'Ⅼ' | 'Ⅽ' | 'Ⅾ' | 'Ⅿ' | 'ⅰ' | 'ⅴ' | 'ⅹ' | 'ⅼ' | 'ⅽ' | 'ⅾ' | 'ⅿ')
}

/// A run of letters, digits and marks.
#[derive(Debug)]
struct Token {
    range: Range<usize>,
    ascii: usize,
    styled: usize,
    lookalikes: usize,
    /// Look-alikes that are everyday letters somewhere (Hausa `ɗ`): replaced, but no sign of deceit by themselves.
    everyday: usize,
    /// Latin letters beyond ASCII.
    latin: usize,
    /// Letters of other scripts that imitate nothing.
    foreign: usize,
    /// Letters and digits.
    chars: usize,
    script: Script,
    dress: Dress,
}

impl Token {
    fn at(start: usize) -> Self {
        Self {
            range: start..start,
            ascii: 0,
            styled: 0,
            lookalikes: 0,
            everyday: 0,
            latin: 0,
            foreign: 0,
            chars: 0,
            script: Script::Common,
            dress: Dress::default(),
        }
    }

    fn push(&mut self, at: usize, c: char) {
        self.range.end = at + c.len_utf8();
        if !is_ignorable(c) && !is_mark(c) {
            self.chars += 1;
            self.dress.push(c);
        }
        if c.is_ascii() {
            self.ascii += usize::from(c.is_ascii_alphabetic());
        } else if is_styled(c) {
            self.styled += 1;
        } else if latin_of(c).is_some() {
            self.lookalikes += 1;
            let script = CodePointMapData::<Script>::new().get(c);
            if script != Script::Latin {
                self.script = script;
            } else if c.identifier_allowed() {
                self.everyday += 1;
            }
        } else if !is_ignorable(c) && !is_mark(c) && c.is_alphabetic() {
            if CodePointMapData::<Script>::new().get(c) == Script::Latin {
                self.latin += 1;
            } else {
                self.foreign += 1;
            }
        }
    }

    fn is_latin(&self) -> bool {
        self.ascii + self.latin + self.styled > 0 && self.lookalikes == 0 && self.foreign == 0
    }

    fn is_mixed(&self) -> bool {
        self.lookalikes > 0 && self.foreign == 0 && self.ascii + self.styled > 0
    }

    /// All its letters are look-alikes. A single Greek letter is a symbol (`α particles`), a single boxed one a picture
    /// (`type 🅰`), not a disguise.
    fn is_all_borrowed(&self) -> bool {
        self.lookalikes > 0
            && self.foreign + self.ascii + self.styled + self.latin == 0
            && !(self.chars == 1 && matches!(self.script, Script::Greek | Script::Common))
    }
}

/// Calls `see` with every token in order and whether its look-alikes are a disguise.
fn walk(text: &str, latin_text: bool, see: &mut dyn FnMut(&Token, bool)) {
    let mut before_latin: Option<bool> = None;
    let mut pending: Option<(Token, Option<bool>)> = None;
    each_token(text, &mut |token| {
        let latin = token.is_latin() || token.is_mixed();
        if let Some((held, before)) = pending.take() {
            see(&held, before != Some(false) && latin);
        }
        if latin_text && token.is_all_borrowed() {
            pending = Some((token, before_latin));
            // Two such words in a row vouch for nothing.
            before_latin = Some(false);
            return;
        }
        see(&token, token.is_mixed());
        before_latin = Some(latin);
    });
    if let Some((held, before)) = pending {
        see(&held, before == Some(true));
    }
}

fn each_token(text: &str, found: &mut dyn FnMut(Token)) {
    let mut open: Option<Token> = None;
    for (at, c) in text.char_indices() {
        if is_token_char(c) || (open.is_some() && (is_ignorable(c) || is_mark(c))) {
            open.get_or_insert_with(|| Token::at(at)).push(at, c);
        } else if let Some(token) = open.take() {
            found(token);
        }
    }
    if let Some(token) = open {
        found(token);
    }
}

/// Letters, digits, and look-alikes that are neither.
fn is_token_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || is_styled(c) || latin_of(c).is_some()
}

/// Whether at least half of the letters are ASCII.
pub(super) fn is_latin_text(text: &str) -> bool {
    let (mut ascii, mut other) = (0_usize, 0_usize);
    for c in text.chars() {
        if c.is_ascii_alphabetic() {
            ascii += 1;
        } else if !c.is_ascii() && c.is_alphabetic() && !is_styled(c) {
            other += 1;
        }
    }
    ascii > 0 && ascii >= other
}
