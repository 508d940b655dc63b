//! Where one thing is held against another in a language other than English: whoever praises the one speaks against the other. The
//! words are in `comparing.txt`.

use std::{ops::Range, sync::LazyLock};

use super::{
    comparison::{CHOICE, DENIED, flip},
    denials,
    lexicon::Role,
    rules::REACH,
    tokens::Scan,
    towards::Place,
};

const WORDS: &str = include_str!("comparing.txt");

/// How many words a comparative may stand before its `than`: `ein besseres Gerät als`.
const THAN_REACH: usize = 3;

/// How many words before a name its `than` may stand: `better than the new Acme`.
const NAME_REACH: usize = 3;

/// How many words before a name it may be preferred or passed over.
const PREFER_REACH: usize = 6;

/// What a word does where things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Above,
    Below,
    Degree,
    Less,
    Ending,
    Than,
    Elided,
    Article,
    Behind,
    Prefer,
    Over,
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "above" => Self::Above,
            "below" => Self::Below,
            "degree" => Self::Degree,
            "less" => Self::Less,
            "ending" => Self::Ending,
            "than" => Self::Than,
            "elided" => Self::Elided,
            "article" => Self::Article,
            "behind" => Self::Behind,
            "prefer" => Self::Prefer,
            "over" => Self::Over,
            _ => return None,
        })
    }
}

/// How a language compares.
#[derive(Debug)]
pub(super) struct Rivals {
    code: &'static str,
    words: Vec<(Part, &'static str)>,
}

static READ: LazyLock<Vec<Rivals>> = LazyLock::new(|| {
    let mut read: Vec<Rivals> = Vec::new();
    for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(code), Some(part), Some(words)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        let Some(part) = Part::named(part) else { continue };
        let words = words.split(' ').map(|word| (part, word));
        match read.iter_mut().find(|known| known.code == code) {
            Some(known) => known.words.extend(words),
            None => read.push(Rivals {
                code,
                words: words.collect(),
            }),
        }
    }
    read
});

impl Rivals {
    /// How a language compares; `None` for English, which has rules of its own, and where no words are known.
    pub(super) fn of(language: Option<&str>) -> Option<&'static Self> {
        let code = language?.split(['-', '_']).next()?;
        let code = if matches!(code, "nn" | "no") { "nb" } else { code };
        READ.iter().find(|known| known.code == code)
    }

    /// Gives comparatives and verbs of choice the value that they have for the target, and turns what praises its rival.
    pub(super) fn choose(&self, scan: &Scan, place: &Place, values: &mut [f32], bearing: &mut [f32]) {
        let here = Here {
            rivals: self,
            scan,
            place,
        };
        if here.is_followed_by_than() {
            flip(scan, place, bearing, place.last..scan.tokens.len());
            return;
        }
        let say = |at: usize, value: f32, values: &mut [f32], bearing: &mut [f32]| {
            if let (Some(old), Some(bears)) = (values.get_mut(at), bearing.get_mut(at)) {
                (*old, *bears) = (value, 1.0);
            }
        };
        if let Some((at, praised)) = here.preferred() {
            say(at, if praised { CHOICE } else { -CHOICE }, values, bearing);
        } else if let Some(than) = here.than_before() {
            if let Some((at, value)) = here.comparative(than) {
                flip(scan, place, bearing, 0..place.first);
                if value != 0.0 {
                    say(at, -value, values, bearing);
                }
                here.turn_less(at..than, bearing);
            }
        } else if let Some((than, (at, value))) = here.than_after() {
            if value != 0.0 {
                say(at, value, values, bearing);
            }
            here.turn_less(at..than, bearing);
        }
    }
}

/// A target among the words around it.
struct Here<'s> {
    rivals: &'s Rivals,
    scan: &'s Scan,
    place: &'s Place,
}

impl<'s> Here<'s> {
    /// The word at a place of the target's sentence.
    fn key(&self, at: usize) -> Option<&'s str> {
        let token = self.scan.tokens.get(at)?;
        (token.sentence == self.place.sentence).then(|| self.scan.key(token))
    }

    fn is(&self, at: usize, part: Part) -> bool {
        let key = self.key(at).unwrap_or_default();
        let mut words = self.rivals.words.iter().filter(|(of, _)| *of == part);
        !key.is_empty()
            && words.any(|(_, word)| match part {
                Part::Ending => key.ends_with(word) && key.len() > word.len() + 2,
                Part::Elided => key.starts_with(word),
                _ => key == *word,
            })
    }

    /// `Acme से बेहतर`, `애크미보다 좋다`.
    fn is_followed_by_than(&self) -> bool {
        let ends = |at: usize| {
            let key = self.key(at).unwrap_or_default();
            let mut words = self.rivals.words.iter();
            words.any(|(part, word)| *part == Part::Behind && key.ends_with(word))
        };
        ends(self.place.last) || self.is(self.place.last + 1, Part::Behind)
    }

    /// The place of a `than` before the target.
    fn than_before(&self) -> Option<usize> {
        let first = self.place.first;
        if self.is(first, Part::Elided) {
            return Some(first);
        }
        (1..=NAME_REACH)
            .filter_map(|n| first.checked_sub(n))
            .find(|at| self.is(*at, Part::Than))
    }

    /// `moins bon que`: less of what stands between is said.
    fn turn_less(&self, between: Range<usize>, bearing: &mut [f32]) {
        if self.is(between.start, Part::Less) {
            for bears in bearing.get_mut(between).unwrap_or_default() {
                *bears = -*bears;
            }
        }
    }

    /// The place of the first `than` after the target that has a comparative, and that.
    fn than_after(&self) -> Option<(usize, (usize, f32))> {
        let after = self.place.last + 1..self.scan.tokens.len().min(self.place.last + 2 + 3 * REACH);
        let mut than = after.filter(|at| self.is(*at, Part::Than) || self.is(*at, Part::Elided));
        than.find_map(|at| Some((at, self.comparative(at)?)))
    }

    /// Where the comparative before a `than` stands, and what it says of what is compared; 0 where its own value says so.
    fn comparative(&self, than: usize) -> Option<(usize, f32)> {
        let near = (1..=THAN_REACH).filter_map(|n| than.checked_sub(n));
        near.filter(|at| {
            !at.checked_sub(1)
                .is_some_and(|before| self.is(before, Part::Article))
        })
        .find_map(|at| {
            let value = if self.is(at, Part::Above) {
                CHOICE
            } else if self.is(at, Part::Below) {
                -CHOICE
            } else if self.is(at, Part::Degree)
                || self.is(at, Part::Less)
                || at + 1 == than && self.is(at, Part::Ending)
            {
                0.0
            } else {
                return None;
            };
            Some((at, if self.is_denied(at) { value * DENIED } else { value }))
        })
    }

    fn is_denied(&self, at: usize) -> bool {
        let mut before = (1..=REACH).filter_map(|n| at.checked_sub(n));
        before.any(|at| {
            self.key(at).is_some()
                && self
                    .scan
                    .tokens
                    .get(at)
                    .is_some_and(|token| token.role == Role::Not)
        }) || denials::negated_behind(self.scan, at)
    }

    /// The verb of choice before the target, and whether the target is what is chosen.
    fn preferred(&self) -> Option<(usize, bool)> {
        let before = |far: usize, part: Part| {
            let mut near = (1..=far).filter_map(|n| self.place.first.checked_sub(n));
            near.find(|at| self.is(*at, part))
        };
        let verb = before(PREFER_REACH, Part::Prefer)?;
        let over = before(2, Part::Over).filter(|over| *over > verb + 1);
        Some((verb, over.is_none() && verb + NAME_REACH >= self.place.first))
            .filter(|(_, chosen)| *chosen || over.is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{super::Sentiments, *};
    use crate::model::Polarity::{self, Negative, Positive};

    #[test]
    fn every_row_says_what_its_words_do() {
        for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert!(columns.len() == 3 && Part::named(columns[1]).is_some(), "{line}");
            assert!(super::super::lexicons::tongue(columns[0]).is_some(), "{line}");
        }
    }

    #[test]
    fn who_is_held_below_another_fares_worse() {
        let sentiments = Sentiments::new(&BTreeMap::new(), &[]);
        let table: &[(&str, &str, Polarity)] = &[
            ("sv", "Lumio är mycket bättre än Brightex", Positive),
            ("sv", "Lumio är sämre än Brightex", Negative),
            ("sv", "Jag föredrar Lumio framför Brightex", Positive),
            ("sv", "Lumio är inte bättre än Brightex", Negative),
            ("da", "Lumio er meget bedre end Brightex", Positive),
            ("da", "Lumio er dårligere end Brightex", Negative),
            ("nb", "Lumio er mye bedre enn Brightex", Positive),
            ("nb", "Lumio er verre enn Brightex", Negative),
            ("de", "Lumio ist viel besser als Brightex", Positive),
            ("de", "Lumio ist schlechter als Brightex", Negative),
            ("de", "Lumio ist ein besseres Gerät als Brightex", Positive),
            ("nl", "Lumio is veel beter dan Brightex", Positive),
            ("nl", "Lumio is slechter dan Brightex", Negative),
            ("fr", "Lumio est bien meilleur que Brightex", Positive),
            ("fr", "Lumio marche mieux que Brightex", Positive),
            ("fr", "Lumio est pire que Brightex", Negative),
            ("fr", "Lumio est moins bon que Brightex", Negative),
            ("fr", "Je préfère Lumio à Brightex", Positive),
            ("es", "Lumio es mucho mejor que Brightex", Positive),
            ("es", "Lumio es peor que Brightex", Negative),
            ("es", "Prefiero Lumio a Brightex", Positive),
            ("it", "Lumio è migliore di Brightex", Positive),
            ("it", "Lumio funziona meglio di Brightex", Positive),
            ("it", "Lumio è peggio di Brightex", Negative),
            ("it", "Preferisco Lumio a Brightex", Positive),
            ("pt", "Lumio é muito melhor que Brightex", Positive),
            ("pt", "Lumio é pior do que Brightex", Negative),
            ("fi", "Lumio on paljon parempi kuin Brightex", Positive),
            ("fi", "Lumio on huonompi kuin Brightex", Negative),
            ("pl", "Lumio jest lepszy niż Brightex", Positive),
            ("ru", "Lumio лучше, чем Brightex", Positive),
            ("ar", "Lumio أفضل من Brightex", Positive),
            ("ar", "Lumio أسوأ من Brightex", Negative),
            ("hi", "Lumio Brightex से बेहतर है", Positive),
            ("ko", "Lumio가 Brightex보다 더 좋아요", Positive),
        ];
        let mut wrong = Vec::new();
        for (code, text, lumio) in table {
            let brightex = if *lumio == Positive { Negative } else { Positive };
            for (name, expected) in [("Lumio", *lumio), ("Brightex", brightex)] {
                let start = text.find(name).expect(name);
                let judged = sentiments.towards(text, start..start + name.len(), Some(code));
                if judged.label != expected {
                    wrong.push(format!("{code}: {text}: {name}: {judged:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
