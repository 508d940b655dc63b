//! Which scripts a text is written in.

/// What the main script says about the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No letters.
    None,
    /// The script has one (main) language.
    One(&'static str),
    /// Many languages.
    Latin,
    /// Many languages.
    Cyrillic,
}

const NAMES: [&str; 26] = [
    "latin", "cyrillic", "el", "hy", "he", "ar", "hi", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si",
    "th", "lo", "bo", "my", "ka", "am", "km", "ja", "zh", "ko",
];
const LATIN: usize = 0;
const CYRILLIC: usize = 1;
const ARABIC: usize = 5;
const KANA: usize = 23;
const HAN: usize = 24;
const HANGUL: usize = 25;

/// Letters by script. A Han, kana or Hangul character says as much as about three Latin letters and counts as three.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    counts: [usize; NAMES.len()],
    persian: usize,
    urdu: usize,
}

impl Letters {
    /// Counts one letter.
    pub(super) fn add(&mut self, c: char, script: Script) {
        if let Some(count) = self.counts.get_mut(script.index) {
            *count += script.weight;
            if script.index == ARABIC {
                self.persian += usize::from(matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک'));
                self.urdu += usize::from(matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ں' | 'ہ' | 'ھ'));
            }
        }
    }

    /// Adds the letters of another stretch of text.
    pub(super) fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.persian += other.persian;
        self.urdu += other.urdu;
    }

    /// Letters of each script that has any, with what it says.
    pub(super) fn scripts(&self) -> impl Iterator<Item = (Kind, usize)> + '_ {
        self.counts
            .iter()
            .enumerate()
            .filter(|(script, count)| **count > 0 && !(*script == HAN && self.is_japanese()))
            .map(|(script, count)| {
                let han = if script == KANA { self.of(HAN) } else { 0 };
                (self.says(script, *count), *count + han)
            })
    }

    fn of(&self, script: usize) -> usize {
        self.counts.get(script).copied().unwrap_or(0)
    }

    fn main(&self) -> (usize, usize) {
        let best = self
            .counts
            .iter()
            .copied()
            .enumerate()
            .max_by_key(|(index, count)| (*count, usize::MAX - index));
        best.unwrap_or((LATIN, 0))
    }

    /// Letters of the main script.
    pub(super) fn total(&self) -> usize {
        self.main().1
    }

    /// Share of the main script among all letters; Japanese mixes two.
    pub(super) fn share(&self) -> f32 {
        let all: usize = self.counts.iter().sum();
        let (script, mut main) = self.main();
        if script == KANA || script == HAN {
            main = self.of(KANA) + self.of(HAN);
        }
        let (main, all) = (
            u16::try_from(main).unwrap_or(u16::MAX),
            u16::try_from(all).unwrap_or(u16::MAX),
        );
        f32::from(main) / f32::from(all.max(1))
    }

    /// What the main script says.
    pub(super) fn kind(&self) -> Kind {
        let (script, letters) = self.main();
        self.says(script, letters)
    }

    fn says(&self, script: usize, letters: usize) -> Kind {
        match script {
            _ if letters == 0 => Kind::None,
            LATIN => Kind::Latin,
            CYRILLIC => Kind::Cyrillic,
            ARABIC if self.urdu * 20 > letters => Kind::One("ur"),
            ARABIC if self.persian * 20 > letters => Kind::One("fa"),
            HAN if self.is_japanese() => Kind::One("ja"),
            _ => Kind::One(NAMES.get(script).copied().unwrap_or("")),
        }
    }

    /// Chinese has no kana; a tenth of it is enough to tell Japanese.
    fn is_japanese(&self) -> bool {
        self.of(KANA) > 0 && self.of(KANA) * 10 >= self.of(HAN)
    }
}

/// The script of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Script {
    index: usize,
    weight: usize,
}

impl Script {
    /// Of the Latin script.
    pub(super) const fn is_latin(self) -> bool {
        self.index == LATIN
    }

    /// Of the Cyrillic script.
    pub(super) const fn is_cyrillic(self) -> bool {
        self.index == CYRILLIC
    }
}

/// The script of a character, `None` when it is no letter of a known one.
pub(super) fn script(c: char) -> Option<Script> {
    let of = |index, weight| Some(Script { index, weight });
    if c.is_ascii() {
        return if c.is_ascii_alphabetic() {
            of(LATIN, 1)
        } else {
            None
        };
    }
    let script = match u32::from(c) {
        0xD7 | 0xF7 => return None,
        0xC0..=0x2AF | 0x300..=0x36F | 0x1E00..=0x1EFF => LATIN,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 2,
        0x400..=0x52F => CYRILLIC,
        0x531..=0x58F => 3,
        0x590..=0x5FF => 4,
        0x600..=0x6FF | 0x750..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => ARABIC,
        0x900..=0x97F => 6,
        0x980..=0x9FF => 7,
        0xA00..=0xA7F => 8,
        0xA80..=0xAFF => 9,
        0xB00..=0xB7F => 10,
        0xB80..=0xBFF => 11,
        0xC00..=0xC7F => 12,
        0xC80..=0xCFF => 13,
        0xD00..=0xD7F => 14,
        0xD80..=0xDFF => 15,
        0xE00..=0xE7F => 16,
        0xE80..=0xEFF => 17,
        0xF00..=0xFFF => 18,
        0x1000..=0x109F => 19,
        0x10A0..=0x10FF => 20,
        0x1200..=0x137F => 21,
        0x1780..=0x17FF => 22,
        0x3040..=0x30FF | 0xFF66..=0xFF9F => return of(KANA, 3),
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => return of(HAN, 3),
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 => return of(HANGUL, 3),
        _ => return None,
    };
    of(script, 1)
}
