//! A day's drawn mentions: a bounded sample for questions that need texts, the same whatever order they came in.
//!
//! Kept are the mentions whose hashed ids are smallest: each mention has the same chance, days can be put together, and the
//! first of a day's sample are a smaller sample. Programs and the brand's own posts are not drawn. As with `top`, a mention that
//! was pushed out of a full sample does not come back when another one is withdrawn.

use xxhash_rust::xxh3::xxh3_64;

use crate::model::{MediaKind, Mention, MentionId, Rollup};

/// Draws a mention, or takes it out.
pub(super) fn apply(drawn: &mut Vec<MentionId>, mention: &Mention, adding: bool) {
    let key = key_of(mention.id);
    let at = drawn.partition_point(|other| key_of(*other) < key);
    let is_there = drawn.get(at) == Some(&mention.id);
    let wanted = adding && !mention.automated && mention.media != MediaKind::Owned;
    if is_there && !wanted {
        drawn.remove(at);
    } else if wanted && !is_there && at < Rollup::DRAWN {
        drawn.insert(at, mention.id);
        drawn.truncate(Rollup::DRAWN);
    }
}

fn key_of(id: MentionId) -> (u64, MentionId) {
    (xxh3_64(&id.0.to_be_bytes()), id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample::mention;

    #[test]
    fn a_sample_is_bounded_and_knows_no_order() {
        let many: Vec<Mention> = (0..500).map(|id| mention(id, "2026-03-02T08:00:00Z")).collect();
        let (mut forth, mut back) = (Vec::new(), Vec::new());
        for mention in &many {
            apply(&mut forth, mention, true);
        }
        for mention in many.iter().rev() {
            apply(&mut back, mention, true);
        }
        assert_eq!(forth, back);
        assert_eq!(forth.len(), Rollup::DRAWN);
        // Spread over the whole, not the first that came.
        assert!(forth.iter().any(|id| id.0 > 400) && forth.iter().any(|id| id.0 < 100));
        let (few, one) = (&many[..5], &many[2]);
        let mut drawn = Vec::new();
        for mention in few {
            apply(&mut drawn, mention, true);
        }
        let before = drawn.clone();
        apply(&mut drawn, one, false);
        assert_eq!(drawn.len(), 4);
        apply(&mut drawn, one, true);
        assert_eq!(drawn, before);
        let program = Mention {
            automated: true,
            ..one.clone()
        };
        apply(&mut drawn, &program, true);
        assert_eq!(drawn.len(), 4, "one that turns out to be a program's leaves");
    }
}
