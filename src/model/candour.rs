//! How freely people speak at one source.

use serde::{Deserialize, Serialize};

/// How the texts of one source were judged so far: what share of them was neutral by the usual bands. Half the posts of a public
/// timeline are, and hardly a review; so each kind of source needs a band of its own, and its own texts tell which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Candour {
    /// Texts judged; old ones fade.
    pub texts: u32,
    /// Those of them that were neutral.
    pub neutral: u32,
}

impl Candour {
    /// Texts after which half of what was seen is forgotten, so that a source may change.
    const MOST: u32 = 1_000;

    /// What is believed of a source that nobody has heard yet, as if so many texts had been seen, and so many of them neutral: the
    /// share of neutral posts by the usual bands is between 0.31 and 0.43 in the sets of public posts that we know.
    const ASSUMED: (u64, u64) = (40, 18);

    /// At an outspoken source fewer texts than this share are neutral by the usual bands, hundredths. Of six sets of rated texts
    /// those that hold next to no neutral text have 7 to 24, the others 31 and more.
    const OUTSPOKEN_BELOW: u64 = 30;

    /// Adds one text.
    pub fn note(&mut self, is_neutral: bool) {
        if self.texts >= Self::MOST {
            (self.texts, self.neutral) = (self.texts / 2, self.neutral / 2);
        }
        self.texts += 1;
        self.neutral = (self.neutral + u32::from(is_neutral)).min(self.texts);
    }

    /// Whether nearly everybody there says what he feels.
    pub fn is_outspoken(self) -> bool {
        let texts = Self::ASSUMED.0 + u64::from(self.texts);
        let neutral = Self::ASSUMED.1 + u64::from(self.neutral);
        neutral * 100 < texts * Self::OUTSPOKEN_BELOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(texts: impl IntoIterator<Item = bool>) -> Candour {
        let mut candour = Candour::default();
        texts.into_iter().for_each(|neutral| candour.note(neutral));
        candour
    }

    #[test]
    fn a_source_is_outspoken_once_enough_of_it_leans() {
        for (leaning, neutral, outspoken) in [
            (0, 0, false),
            (20, 0, false),
            (21, 0, true),
            (60, 6, true),
            (60, 40, false),
            (400, 150, true),
            (400, 200, false),
        ] {
            let texts = [vec![false; leaning], vec![true; neutral]].concat();
            assert_eq!(after(texts).is_outspoken(), outspoken, "{leaning} {neutral}");
        }
    }

    #[test]
    fn a_source_that_changes_is_heard_anew() {
        let mut candour = after(vec![false; 5_000]);
        assert!(candour.is_outspoken() && candour.texts <= Candour::MOST);
        (0..1_000).for_each(|_| candour.note(true));
        assert!(!candour.is_outspoken());
    }

    #[test]
    fn what_a_store_holds_wrongly_does_no_harm() {
        let mut candour = Candour {
            texts: u32::MAX,
            neutral: u32::MAX,
        };
        assert!(!candour.is_outspoken());
        candour.note(false);
        candour.note(true);
        assert!(candour.neutral <= candour.texts);
    }
}
