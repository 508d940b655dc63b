//! How large the author's audience is.

use crate::model::{Tier, Tiers};

/// Followers used for estimates, and their tier. What a platform's API measured wins over what the configuration says;
/// neither known means no tier, which is not the smallest one.
pub fn judge(measured: Option<u64>, configured: Option<u64>, tiers: &Tiers) -> (Option<u64>, Option<Tier>) {
    let followers = measured.or(configured);
    (followers, followers.map(|followers| tiers.of(followers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_followers_win() {
        let judge = |measured, configured| judge(measured, configured, &Tiers::default());
        assert_eq!(
            judge(Some(12_000), Some(60_000)),
            (Some(12_000), Some(Tier::Micro))
        );
        assert_eq!(judge(None, Some(60_000)), (Some(60_000), Some(Tier::Mid)));
        assert_eq!(judge(None, None), (None, None));
        assert_eq!(judge(Some(0), None), (Some(0), Some(Tier::Nano)));
    }
}
