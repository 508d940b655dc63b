//! Mentions of one kind or about one topic, counted by sentiment: exact inverses, as all of a roll-up.

use std::collections::BTreeMap;

use crate::model::{MediaKind, Mention, Polarity, Rollup, Tones};

/// Counts a mention in under its kinds and topics, or takes it out again.
pub(super) fn apply(rollup: &mut Rollup, mention: &Mention, polarity: Polarity, adding: bool) {
    for kind in &mention.kinds {
        bump(&mut rollup.kinds, *kind, (mention.media, polarity), adding);
    }
    for topic in &mention.topics {
        bump(
            &mut rollup.topics,
            topic.clone(),
            (mention.media, polarity),
            adding,
        );
    }
}

/// Adds the counts of a day to those of others.
pub(super) fn add<K: Ord + Clone>(totals: &mut BTreeMap<K, Tones>, day: &BTreeMap<K, Tones>) {
    for (key, tones) in day {
        let total = totals.entry(key.clone()).or_default();
        total.mentions = total.mentions.saturating_add(tones.mentions);
        total.owned = total.owned.saturating_add(tones.owned);
        total.positive = total.positive.saturating_add(tones.positive);
        total.negative = total.negative.saturating_add(tones.negative);
    }
}

fn bump<K: Ord>(map: &mut BTreeMap<K, Tones>, key: K, told: (MediaKind, Polarity), adding: bool) {
    if !adding && !map.contains_key(&key) {
        return;
    }
    let step = |count: u32| {
        if adding {
            count.saturating_add(1)
        } else {
            count.saturating_sub(1)
        }
    };
    let tones = map.entry(key).or_default();
    tones.mentions = step(tones.mentions);
    match told {
        (MediaKind::Owned, _) => tones.owned = step(tones.owned),
        (_, Polarity::Positive) => tones.positive = step(tones.positive),
        (_, Polarity::Negative) => tones.negative = step(tones.negative),
        (_, Polarity::Neutral) => {}
    }
    if !adding {
        map.retain(|_, tones| tones.mentions > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample;
    use crate::model::Kind;

    #[test]
    fn kinds_and_topics_are_counted_by_tone_and_taken_out_again() {
        let mut mention = sample::mention(1, "2026-03-02T08:00:00Z");
        mention.kinds = vec![Kind::Question, Kind::Complaint];
        mention.topics = vec!["delivery".into()];
        mention.sentiment.label = Polarity::Negative;
        let mut day = Rollup::default();
        apply(&mut day, &mention, mention.polarity(), true);
        let once = Tones {
            mentions: 1,
            negative: 1,
            ..Tones::default()
        };
        assert_eq!(day.kinds.get(&Kind::Complaint), Some(&once));
        assert_eq!(day.topics.get("delivery"), Some(&once));
        let mut totals = BTreeMap::new();
        add(&mut totals, &day.topics);
        add(&mut totals, &day.topics);
        assert_eq!(
            totals
                .get("delivery")
                .map(|tones| (tones.mentions, tones.negative)),
            Some((2, 2))
        );
        apply(&mut day, &mention, mention.polarity(), false);
        assert_eq!(day, Rollup::default());
        apply(&mut day, &mention, mention.polarity(), false);
        assert_eq!(day, Rollup::default(), "what was never counted is not taken out");
    }
}
