//! Mentions as lists show them: each with its reactions over time, and with what a person said it means in the place of what was
//! judged.

use std::{borrow::Cow, collections::BTreeMap, ops::ControlFlow};

use serde::{Deserialize, Serialize, Serializer};

use crate::{
    io::store::{Filter, Store, StoreError},
    model::{BrandId, EngagementReading, Mention, Polarity},
};

/// A mention with the readings of its reactions.
///
/// In JSON the labels of `sentiment` and `towards` are as corrected, and `judged` has those that were judged; `score` and `words`
/// are always what was judged. Read back it is what it was.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Form<'_>")]
pub struct Listed {
    /// The mention as it is stored.
    pub mention: Mention,
    /// Its reactions as they were read, oldest first: at each age at which they are read again, and the newest. Empty where
    /// nobody tells any.
    pub engagement_series: Vec<EngagementReading>,
}

/// How it stands in JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Form<'m> {
    #[serde(flatten)]
    mention: Cow<'m, Mention>,
    #[serde(default)]
    engagement_series: Cow<'m, [EngagementReading]>,
    /// The labels that were judged, where a person said something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged: Option<Judged>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Judged {
    /// Of the text as a whole.
    label: Polarity,
    /// Towards each brand that was judged apart.
    #[serde(default)]
    towards: BTreeMap<BrandId, Polarity>,
}

impl Judged {
    fn of(mention: &Mention) -> Self {
        let apart = mention.towards.iter();
        Self {
            label: mention.sentiment.label,
            towards: apart
                .map(|(brand, judged)| (brand.clone(), judged.label))
                .collect(),
        }
    }

    /// Puts back what was judged.
    fn restore(self, mention: &mut Mention) {
        mention.sentiment.label = self.label;
        mention
            .towards
            .retain(|brand, _| self.towards.contains_key(brand));
        for (brand, label) in self.towards {
            mention.towards.entry(brand).or_default().label = label;
        }
    }
}

impl Listed {
    /// A mention with the readings that the store has.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(store: &Store, mention: Mention) -> Result<Self, StoreError> {
        let engagement_series = store.engagement_of(&mention)?;
        Ok(Self {
            mention,
            engagement_series,
        })
    }
}

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_corrected = !self.mention.corrections.is_empty();
        let form = Form {
            mention: if is_corrected {
                Cow::Owned(corrected(&self.mention))
            } else {
                Cow::Borrowed(&self.mention)
            },
            engagement_series: Cow::Borrowed(&self.engagement_series),
            judged: is_corrected.then(|| Judged::of(&self.mention)),
        };
        form.serialize(serializer)
    }
}

impl From<Form<'_>> for Listed {
    fn from(form: Form<'_>) -> Self {
        let mut mention = form.mention.into_owned();
        if let Some(judged) = form.judged {
            judged.restore(&mut mention);
        }
        Self {
            mention,
            engagement_series: form.engagement_series.into_owned(),
        }
    }
}

/// The mention with each label as it counts. A brand that was not judged apart gets an entry where it alone was corrected.
fn corrected(mention: &Mention) -> Mention {
    let mut shown = mention.clone();
    shown.sentiment.label = mention.polarity();
    let said = mention
        .corrections
        .iter()
        .filter_map(|correction| correction.brand.as_ref());
    for brand in said.filter(|brand| mention.brands.contains(brand)) {
        let judged = mention.towards.get(brand).unwrap_or(&mention.sentiment);
        shown.towards.insert(brand.clone(), judged.clone());
    }
    for (brand, tone) in &mut shown.towards {
        tone.label = mention.polarity_towards(brand);
    }
    shown
}

/// Visits mentions that pass, newest first, until the visitor breaks.
///
/// # Errors
/// When the store cannot be read.
pub fn visit(
    store: &Store,
    filter: &Filter,
    visit: &mut dyn FnMut(Listed) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut read = Ok(());
    store.visit_mentions(filter, &mut |mention| match Listed::of(store, mention) {
        Ok(listed) => visit(listed),
        Err(error) => {
            read = Err(error);
            ControlFlow::Break(())
        }
    })?;
    read
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::Value;

    use super::*;
    use crate::{
        metrics::sample,
        model::{
            Correction,
            Polarity::{Negative, Neutral, Positive},
            Sentiment,
        },
    };

    fn verdict(brand: Option<&str>, label: Polarity) -> Correction {
        Correction {
            brand: brand.map(BrandId::from),
            label,
            at: Timestamp::UNIX_EPOCH,
            note: String::new(),
        }
    }

    /// About Acme, judged apart as negative, and Coyote, which was not; positive as a whole.
    fn listed(corrections: Vec<Correction>) -> Listed {
        let mut mention = sample::mention(1, "2026-11-17T12:00:00Z");
        mention.brands = vec!["acme".into(), "coyote".into()];
        mention.sentiment.label = Positive;
        mention.sentiment.score = 0.5;
        let poor = Sentiment {
            label: Negative,
            score: -0.5,
            ..Sentiment::default()
        };
        mention.towards.insert("acme".into(), poor);
        mention.corrections = corrections;
        Listed {
            mention,
            engagement_series: Vec::new(),
        }
    }

    #[test]
    fn json_shows_what_was_corrected_beside_what_was_judged() {
        for (corrections, whole, acme, coyote, judged) in [
            (vec![], "positive", Some("negative"), None, false),
            (
                vec![verdict(None, Neutral)],
                "neutral",
                Some("neutral"),
                None,
                true,
            ),
            (
                vec![verdict(Some("acme"), Positive)],
                "positive",
                Some("positive"),
                None,
                true,
            ),
            (
                vec![verdict(Some("coyote"), Negative)],
                "positive",
                Some("negative"),
                Some("negative"),
                true,
            ),
            (
                vec![verdict(None, Negative), verdict(Some("acme"), Neutral)],
                "negative",
                Some("neutral"),
                None,
                true,
            ),
            // It is no longer about that brand.
            (
                vec![verdict(Some("roadrunner"), Negative)],
                "positive",
                Some("negative"),
                None,
                true,
            ),
        ] {
            let listed = listed(corrections);
            let json = serde_json::to_value(&listed).unwrap();
            let label = |brand: &str| json["towards"][brand]["label"].as_str();
            assert_eq!(json["sentiment"]["label"], whole, "{json}");
            assert_eq!((label("acme"), label("coyote")), (acme, coyote), "{json}");
            assert_eq!(json["towards"].get("roadrunner"), None, "{json}");
            let kept = (&json["judged"]["label"], &json["judged"]["towards"]["acme"]);
            let expected = if judged {
                (&Value::from("positive"), &Value::from("negative"))
            } else {
                (&Value::Null, &Value::Null)
            };
            assert_eq!(kept, expected, "{json}");
            assert_eq!(json["sentiment"]["score"], 0.5, "{json}");
            let back: Listed = serde_json::from_value(json).unwrap();
            assert_eq!(
                back, listed,
                "the daemon's answer is read back by the command line"
            );
        }
    }
}
