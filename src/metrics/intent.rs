//! What people did beyond looking: shares, follows and saves are stronger than views.

/// Shares for every hundred followers of those who posted (amplification); `None` without followers.
pub fn amplification(shares: f64, followers: f64) -> Option<f64> {
    (followers > 0.0).then(|| shares / followers * 100.0)
}

/// Shares for every hundred views (virality); `None` without views.
pub fn virality(shares: f64, impressions: f64) -> Option<f64> {
    (impressions > 0.0).then(|| shares / impressions * 100.0)
}

#[cfg(test)]
mod tests {
    use super::{amplification, virality};

    #[test]
    fn shares_are_measured_against_who_could_share() {
        assert_eq!(amplification(30.0, 12_000.0), Some(0.25));
        assert_eq!(virality(30.0, 6_000.0), Some(0.5));
        assert_eq!(amplification(30.0, 0.0), None);
        assert_eq!(virality(0.0, 0.0), None);
    }
}
