//! One form for everything that reads the same: case, compatibility forms, quotes, invisible characters, look-alikes.
//!
//! Folding is NFKC with full case folding (Unicode 3.13, D145) and default ignorables removed, with these departures:
//! curly quotes and long dashes become ASCII; `™`, `©`-like marks and superscript digits stay what they are, so that they
//! do not grow onto a name; Turkish `İ` and `ı` become `i`; combining strokes, enclosures and heaps of marks are dropped;
//! letters that imitate Latin ones are replaced in tokens that mix them with Latin (see [`lookalike`]). Ordinary
//! diacritics stay: in most languages they make another word.

mod disguise;
mod dress;
pub mod lookalike;
mod map;

pub(crate) use disguise::{Names, Reading, plain_letters};
pub use lookalike::{Mixed, mixed_script_tokens};
pub use map::Folded;

use std::borrow::Cow;
use std::ops::Range;

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointSetData};

use map::Builder;

/// Most characters folded as one unit; longer heaps of marks are cut into several.
const MAX_CLUSTER_CHARS: usize = 48;
/// Marks of the block U+0300…036F one letter may carry (Vietnamese needs two); more is decoration and dropped.
const MAX_MARKS: usize = 2;

/// Folds a text, look-alikes included, with a map back to the original bytes.
pub fn fold(text: &str) -> Folded {
    fold_with(text, true)
}

/// Folds a text; `lookalikes` says whether letters that imitate Latin ones are replaced.
pub fn fold_with(text: &str, lookalikes: bool) -> Folded {
    fold_read(text, lookalikes, &[])
}

/// Folds a text in which names in disguise were found: each becomes the name. `readings` are in order.
pub(crate) fn fold_read(text: &str, lookalikes: bool, readings: &[Reading<'_>]) -> Folded {
    if text.is_ascii() && readings.is_empty() {
        return Folded::ascii(text);
    }
    let disguised = if lookalikes {
        lookalike::disguised(text)
    } else {
        Vec::new()
    };
    let mut builder = Builder::for_text(text);
    let mut folder = Folder::new(&disguised);
    let mut readings = readings.iter().peekable();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(reading) = readings.next_if(|reading| reading.range.start <= at) {
            if reading.range.start == at {
                builder.push_cluster(at, reading.range.len(), reading.name);
                at = reading.range.end;
            }
            continue;
        }
        // What lies before the next name is folded by itself.
        let next = readings.peek().map(|reading| reading.range.start - at);
        let rest = next.and_then(|len| rest.get(..len)).unwrap_or(rest);
        let plain = ascii_run(rest);
        if plain > 0 {
            builder.push_ascii(at, rest.get(..plain).unwrap_or_default());
            at += plain;
            continue;
        }
        let cluster = cluster_len(rest);
        let raw = rest.get(..cluster).unwrap_or(rest);
        folder.fold_cluster(at, raw, &mut builder);
        at += raw.len();
    }
    builder.finish()
}

/// Folds without a map: for keys, configured names and queries.
pub fn fold_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    fold(text).text
}

/// Whether a text hides look-alikes among Latin letters, that is whether [`fold`] and folding without look-alikes differ.
pub fn hides_letters(text: &str) -> bool {
    !text.is_ascii() && !lookalike::disguised(text).is_empty()
}

/// The text as it stands, for comparisons that respect case.
pub fn unfolded(text: &str) -> Folded {
    Folded::same(text)
}

/// Length of the ASCII beginning, short of a letter that a following mark belongs to.
fn ascii_run(rest: &str) -> usize {
    let end = rest.bytes().position(|b| !b.is_ascii()).unwrap_or(rest.len());
    match rest.get(end..).and_then(|tail| tail.chars().next()) {
        Some(next) if end > 0 && continues(next) => end - 1,
        _ => end,
    }
}

/// Length of a base character with everything that composes with it.
fn cluster_len(rest: &str) -> usize {
    let mut end = 0;
    for (n, (at, c)) in rest.char_indices().enumerate() {
        if n > 0 && (n >= MAX_CLUSTER_CHARS || !continues(c)) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Whether a character may merge with the one before it: marks, Hangul vowels and finals in all their forms, half-width
/// voicing marks.
fn continues(c: char) -> bool {
    if c < '\u{300}' {
        return false;
    }
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{1160}'..='\u{11ff}'
        | '\u{d7b0}'..='\u{d7ff}'
        | '\u{ff9e}'
        | '\u{314f}'..='\u{3163}'
        | '\u{3187}'..='\u{318e}'
        | '\u{ffc2}'..='\u{ffdc}'
        | '\u{3133}'
        | '\u{3135}'
        | '\u{3136}'
        | '\u{313a}'..='\u{3140}'
        | '\u{ffa3}'
        | '\u{ffa5}'
        | '\u{ffa6}'
        | '\u{ffaa}'..='\u{ffb0}'
        | '\u{ff9f}' => true,
        '\u{370}'..='\u{482}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{2010}'..='\u{2027}' => false,
        _ => is_mark(c),
    }
}

/// Whether a character is a combining mark of any kind.
pub(crate) fn is_mark(c: char) -> bool {
    c >= '\u{300}' && GeneralCategoryGroup::Mark.contains(CodePointMapData::<GeneralCategory>::new().get(c))
}

/// Whether a character is invisible and means nothing to a search: zero-width, bidi control, soft hyphen, variation
/// selector, filler.
pub(crate) fn is_ignorable(c: char) -> bool {
    c >= '\u{ad}' && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Compatibility composition of a few characters.
pub(crate) fn nfkc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text)
}

struct Folder<'a> {
    disguised: std::iter::Peekable<std::slice::Iter<'a, Range<usize>>>,
    scratch: String,
}

impl<'a> Folder<'a> {
    fn new(disguised: &'a [Range<usize>]) -> Self {
        Self {
            disguised: disguised.iter().peekable(),
            scratch: String::new(),
        }
    }

    /// Folds one cluster that stands at `at` in the original.
    fn fold_cluster(&mut self, at: usize, raw: &str, builder: &mut Builder) {
        let unmask = self.is_disguised(at);
        let mut chars = raw.chars();
        let (first, second, third) = (chars.next(), chars.next(), chars.next());
        if let (false, Some(c), None) = (unmask, first, third)
            && let Some(folded) = simple(c)
            && second.is_none_or(is_inert_mark)
        {
            builder.push_char(at, c, folded);
            if let Some(mark) = second {
                builder.push_char(at + c.len_utf8(), mark, mark);
            }
            return;
        }
        if let (Some(c), None) = (first, second)
            && (is_ignorable(c) || c == '\u{640}')
        {
            return;
        }
        let prepared = self.prepare(raw, unmask);
        let folded = CaseMapper::new().fold_string(&prepared);
        // Folding may leave a base and a mark apart that compose.
        let folded = ComposingNormalizerBorrowed::new_nfc().normalize(&folded);
        builder.push_cluster(at, raw.len(), &folded);
        self.scratch = prepared;
    }

    /// NFKC of a cluster without what must not count, look-alikes replaced if asked.
    fn prepare(&mut self, raw: &str, unmask: bool) -> String {
        let mut kept = std::mem::take(&mut self.scratch);
        kept.clear();
        let heaped = raw
            .chars()
            .filter(|c| ('\u{300}'..='\u{36f}').contains(c))
            .count()
            > MAX_MARKS;
        for c in raw.chars() {
            let decoration = is_decoration(c) || (heaped && ('\u{300}'..='\u{36f}').contains(&c));
            if !decoration && !is_ignorable(c) {
                // Before composition: NFKC would turn some look-alikes (`ϲ`) into honest letters of their script.
                let plain = if unmask { lookalike::unmasked(c) } else { c };
                kept.push(special(plain).unwrap_or(plain));
            }
        }
        // Symbols such as `™` keep their form, whatever marks stand beside them.
        let mut composed = String::with_capacity(kept.len());
        for run in kept.split_inclusive(keeps_form) {
            let symbol = run.chars().next_back().filter(|&c| keeps_form(c));
            let letters = symbol.map_or(run, |c| run.strip_suffix(c).unwrap_or(run));
            composed.push_str(&nfkc(letters));
            composed.extend(symbol);
        }
        kept.clear();
        kept.extend(composed.chars().filter(|&c| !is_decoration(c)).map(|c| {
            let plain = if unmask { lookalike::unmasked(c) } else { c };
            special(plain).unwrap_or(plain)
        }));
        kept
    }

    fn is_disguised(&mut self, at: usize) -> bool {
        while self.disguised.next_if(|range| range.end <= at).is_some() {}
        self.disguised.peek().is_some_and(|range| range.start <= at)
    }
}

/// Symbols whose NFKC form would grow letters or digits onto the word before them.
fn keeps_form(c: char) -> bool {
    matches!(c, '™' | '℠' | '²' | '³' | '¹' | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}')
}

/// Marks that strike a letter through or enclose it, the stretching stroke of Arabic, and the vowel points of Arabic and
/// Hebrew, which are written or left out at will.
fn is_decoration(c: char) -> bool {
    matches!(c, '\u{305}' | '\u{332}'..='\u{338}' | '\u{20d0}'..='\u{20f0}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}')
}

/// Characters with a form of our own.
fn special(c: char) -> Option<char> {
    Some(match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{b4}' | '\u{ff07}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' => '-',
        '\u{130}' | '\u{131}' => 'i',
        // Letters that Arabic and Persian keyboards write for each other, and alef with or without its hamza.
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        _ => return None,
    })
}

/// Folded form of characters that are NFKC already and fold to one character, by block; `None` sends a character the
/// long way. A test walks all of Unicode to see that the short way gives the same.
fn simple(c: char) -> Option<char> {
    let lower = |distance: u32| char::from_u32(u32::from(c) + distance);
    match c {
        'À'..='Ö' | 'Ø'..='Þ' | 'А'..='Я' | 'Α'..='Ρ' | 'Σ'..='Ω' => lower(0x20),
        'Ѐ'..='Џ' => lower(0x50),
        'Ա'..='Ֆ' => lower(0x30),
        'Ā'..='į' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ạ'..='ỹ' => c.to_lowercase().next(),
        'ς' => Some('σ'),
        _ if is_inert(c) => Some(c),
        _ => special(c),
    }
}

/// Characters that no step of folding changes.
fn is_inert(c: char) -> bool {
    matches!(c,
        '\u{a1}'..='\u{a7}' | '\u{a9}' | '\u{ae}' | '\u{b0}'..='\u{b3}' | '\u{b6}' | '\u{b7}' | '\u{b9}' | '\u{bf}'
        | '×' | 'à'..='ÿ' | 'а'..='џ' | 'ά'..='ρ' | 'σ'..='ώ' | 'ա'..='ֆ' | 'א'..='ת' | 'ء' | 'ؤ' | 'ئ'..='غ' | 'ف'..='و' | 'ي' | 'پ' | 'چ'
        | 'گ' | 'ऄ'..='ह' | '।' | 'ა'..='ჰ' | '\u{e01}'..='\u{e32}' | 'เ'..='ๆ' | '\u{3001}'..='\u{3020}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fe}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}')
}

/// Marks that compose with nothing: a letter with one of them is what it was.
fn is_inert_mark(c: char) -> bool {
    matches!(c, '\u{901}'..='\u{903}' | '\u{93e}'..='\u{94d}' | '\u{e31}'
        | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

#[cfg(test)]
mod tests;
