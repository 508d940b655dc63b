//! What is judged about a mention beside its sentiment as a whole, and what a person said about it instead.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BrandId, Mention, Polarity, Sentiment, Subject};

/// What a mention is, beside who paid for it; one may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Asks something.
    Question,
    /// Somebody is dissatisfied with what they got.
    Complaint,
    /// Judges a product or service from own use.
    Review,
    /// Reported by a news outlet or in its manner.
    News,
    /// The same text as an earlier mention from elsewhere.
    Copy,
}

impl Kind {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 5] = [
        Self::Question,
        Self::Complaint,
        Self::Review,
        Self::News,
        Self::Copy,
    ];

    /// The kind of a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Complaint => "complaint",
            Self::Review => "review",
            Self::News => "news",
            Self::Copy => "copy",
        }
    }
}

/// A person's verdict, which wins over ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Towards which brand; `None`: the text as a whole, and every brand that has no verdict of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandId>,
    /// The verdict.
    pub label: Polarity,
    /// When it was given.
    pub at: Timestamp,
    /// Why, in the person's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Mention {
    /// How the text as a whole is meant: as corrected, else as judged.
    pub fn polarity(&self) -> Polarity {
        self.corrected(None).unwrap_or(self.sentiment.label)
    }

    /// How a brand fares in it: as corrected for the brand, as corrected for the whole, as judged towards the brand, else as
    /// judged for the whole.
    pub fn polarity_towards(&self, brand: &BrandId) -> Polarity {
        self.corrected(Some(brand))
            .or_else(|| self.corrected(None))
            .or_else(|| self.towards.get(brand).map(|sentiment| sentiment.label))
            .unwrap_or(self.sentiment.label)
    }

    /// How the subject of a day total fares in it: a brand as [`Mention::polarity_towards`] it; a campaign as its brand, which is
    /// known where one brand alone was heard, else as the text as a whole.
    pub fn polarity_for(&self, subject: &Subject) -> Polarity {
        match (subject, self.brands.as_slice()) {
            (Subject::Brand(brand), _) | (Subject::Campaign(_), [brand]) => self.polarity_towards(brand),
            (Subject::Campaign(_), _) => self.polarity(),
        }
    }

    /// What a list shows and filters by: towards the brand that was asked for, else towards the only one it is about, as reports
    /// count it, else of the text as a whole.
    pub fn polarity_listed(&self, asked: Option<&BrandId>) -> Polarity {
        self.listed_brand(asked)
            .map_or_else(|| self.polarity(), |brand| self.polarity_towards(brand))
    }

    /// What was judged of what [`Mention::polarity_listed`] shows, whatever a person said instead.
    pub fn judged_listed(&self, asked: Option<&BrandId>) -> &Sentiment {
        self.listed_brand(asked)
            .and_then(|brand| self.towards.get(brand))
            .unwrap_or(&self.sentiment)
    }

    fn listed_brand<'b>(&'b self, asked: Option<&'b BrandId>) -> Option<&'b BrandId> {
        match self.brands.as_slice() {
            [brand] => asked.or(Some(brand)),
            _ => asked,
        }
    }

    fn corrected(&self, brand: Option<&BrandId>) -> Option<Polarity> {
        let found = self
            .corrections
            .iter()
            .find(|correction| correction.brand.as_ref() == brand);
        found.map(|correction| correction.label)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Polarity::{Negative, Neutral, Positive},
        *,
    };
    use crate::metrics::sample;

    #[test]
    fn a_persons_verdict_wins_over_ours() {
        let (acme, coyote) = (BrandId::from("acme"), BrandId::from("coyote"));
        let mut mention = sample::mention(1, "2026-03-02T08:00:00Z");
        mention.sentiment.label = Positive;
        let poor = Sentiment {
            label: Negative,
            ..Sentiment::default()
        };
        mention.towards.insert(coyote.clone(), poor);
        let all = |m: &Mention| {
            (
                m.polarity(),
                m.polarity_towards(&acme),
                m.polarity_towards(&coyote),
            )
        };
        assert_eq!(all(&mention), (Positive, Positive, Negative));
        let verdict = |brand: Option<&BrandId>, label| Correction {
            brand: brand.cloned(),
            label,
            at: Timestamp::UNIX_EPOCH,
            note: String::new(),
        };
        mention.corrections.push(verdict(Some(&acme), Neutral));
        assert_eq!(all(&mention), (Positive, Neutral, Negative));
        mention.corrections.push(verdict(None, Negative));
        assert_eq!(all(&mention), (Negative, Neutral, Negative));
        let campaign = Subject::Campaign("spring".into());
        mention.brands = vec![acme.clone()];
        assert_eq!(mention.polarity_for(&campaign), Neutral);
        mention.brands.push(coyote);
        assert_eq!(mention.polarity_for(&campaign), Negative);
    }

    #[test]
    fn lists_show_the_tone_towards_the_brand_in_question() {
        let (acme, coyote) = (BrandId::from("acme"), BrandId::from("coyote"));
        let tone = |label, score| Sentiment {
            label,
            score,
            ..Sentiment::default()
        };
        let mut mention = sample::mention(1, "2026-03-02T08:00:00Z");
        mention.sentiment = tone(Positive, 0.5);
        mention.towards.insert(acme.clone(), tone(Negative, -0.4));
        mention.towards.insert(coyote.clone(), tone(Positive, 0.9));
        let all = [acme.clone(), coyote.clone()];
        for (brands, asked, label, score) in [
            (&all[..1], None, Negative, -0.4),
            (&all[..1], Some(&acme), Negative, -0.4),
            (&all[..], None, Positive, 0.5),
            (&all[..], Some(&acme), Negative, -0.4),
            (&all[..], Some(&coyote), Positive, 0.9),
            (&[], None, Positive, 0.5),
        ] {
            mention.brands = brands.to_vec();
            let shown = (mention.polarity_listed(asked), mention.judged_listed(asked).score);
            assert_eq!(shown, (label, score), "{brands:?} {asked:?}");
        }
    }
}
