//! Websites of which only a rank is known, and what media monitors make of them.
//!
//! Orders of magnitude: the ranges are a factor of [`FACTOR`]. Visits that are configured at a source go before all of it.

use super::range;
use crate::model::Range;

/// Factor of every range here.
pub const FACTOR: f64 = 4.0;

/// Page views a month of the site of that rank: 10⁹ · rank^−0.746 (Granville; Alexa ranks 5,000 to 20 million).
pub fn monthly_page_views(rank: u64) -> Range {
    range::by_factor(1e9 * number(rank.max(1)).powf(-0.746), FACTOR)
}

/// Visitors a month of the site of that rank: 6·10⁹ / rank (a fit of 2012 that competes with the other).
pub fn monthly_visitors(rank: u64) -> Range {
    range::by_factor(6e9 / number(rank.max(1)), FACTOR)
}

/// Views of one article where a site's page views and the articles it publishes a month are known; `None` without articles.
pub fn article_views(monthly_page_views: f64, monthly_articles: f64) -> Option<f64> {
    (monthly_articles > 0.0).then(|| monthly_page_views / monthly_articles)
}

/// Share of a site's visitors that Meltwater's advertising equivalent takes for readers of one article.
pub const AVE_SHARE: f64 = 0.025;
/// What it pays for each of them, in US dollars.
pub const AVE_USD: f64 = 0.37;

/// Meltwater's advertising equivalent of one article: visitors of the site × 2.5 % × $0.37.
pub fn meltwater_ave(monthly_visitors: f64) -> f64 {
    monthly_visitors * AVE_SHARE * AVE_USD
}

#[expect(clippy::cast_precision_loss, reason = "ranks stay far below 2^53")]
fn number(rank: u64) -> f64 {
    rank as f64
}

#[cfg(test)]
mod tests {
    use super::{article_views, meltwater_ave, monthly_page_views, monthly_visitors};

    #[test]
    fn golden_sites() {
        for (rank, views, visitors) in [(20_000, 618_631.0, 300_000.0), (500_000, 56_049.0, 12_000.0)] {
            let found = monthly_page_views(rank).value;
            assert!((found - views).abs() < 0.5, "{rank}: {found}");
            assert!((monthly_visitors(rank).value - visitors).abs() < 0.5);
        }
        let views = article_views(monthly_page_views(20_000).value, 310.0).unwrap();
        assert!((views - 1_995.58).abs() < 0.01, "{views}");
        // Three page views a visitor.
        let ave = meltwater_ave(monthly_page_views(20_000).value / 3.0);
        assert!((ave - 1_907.0).abs() < 0.5, "{ave}");
        assert_eq!(article_views(1e6, 0.0), None);
        assert!(monthly_page_views(0).value <= 1e9);
    }
}
