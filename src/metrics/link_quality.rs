//! What a backlink is worth, 0 to 100 (our recommendation: no published standard).
//!
//! 35 for the band of the linking domain's rank + 25 for `rel` + 20 in the main text + 10 for an anchor that is about us + 10
//! alive at thirty days. What is not known earns nothing and lowers the most that could be earned instead: the score is the
//! share of what could be told. Only the first link of a domain counts fully, further ones count half.

/// What is known of one link.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinkFacts<'a> {
    /// Monthly visits of the linking site, where configured.
    pub monthly_visits: Option<u64>,
    /// Its `rel` tokens.
    pub rel: &'a [String],
    /// Whether it stands in the main text.
    pub in_main: bool,
    /// Whether its text names the brand; `None` for a link without text.
    pub relevant: Option<bool>,
    /// Whether it stood thirty days after it was first seen; `None` before.
    pub alive: Option<bool>,
    /// Whether another link of the same domain is counted already.
    pub repeated: bool,
}

/// Points for the rank of the domain.
pub const RANK_POINTS: f64 = 35.0;
/// Points for `rel`: followed, `ugc`, `nofollow`, `sponsored`. To search engines these are hints (Google, since 2019).
const REL_POINTS: [(&str, f64); 3] = [("sponsored", 5.0), ("nofollow", 8.0), ("ugc", 10.0)];
const FOLLOWED_POINTS: f64 = 25.0;
const MAIN_POINTS: f64 = 20.0;
const ANCHOR_POINTS: f64 = 10.0;
const ALIVE_POINTS: f64 = 10.0;
/// What a further link of the same domain counts.
const REPEATED: f64 = 0.5;

/// Share of the rank points by monthly visits of the site: bands of a factor of ten.
const BANDS: [(u64, f64); 5] = [
    (10_000_000, 1.0),
    (1_000_000, 0.8),
    (100_000, 0.6),
    (10_000, 0.4),
    (0, 0.2),
];

/// The quality of one link, 0 to 100, with the share (0–1) of the points that could be told.
pub fn quality(link: &LinkFacts<'_>) -> (f64, f64) {
    let rank = link.monthly_visits.map(|visits| {
        let band = BANDS.iter().find(|(from, _)| visits >= *from);
        RANK_POINTS * band.map_or(0.0, |(_, share)| *share)
    });
    let points = |told: Option<bool>, most: f64| told.map(|yes| if yes { most } else { 0.0 });
    let parts = [
        (rank, RANK_POINTS),
        (Some(rel_points(link.rel)), FOLLOWED_POINTS),
        (points(Some(link.in_main), MAIN_POINTS), MAIN_POINTS),
        (points(link.relevant, ANCHOR_POINTS), ANCHOR_POINTS),
        (points(link.alive, ALIVE_POINTS), ALIVE_POINTS),
    ];
    let (earned, possible) = parts
        .iter()
        .fold((0.0, 0.0), |(earned, possible), (got, most)| match got {
            Some(got) => (earned + got, possible + most),
            None => (earned, possible),
        });
    let whole = earned / possible * 100.0;
    (
        if link.repeated { whole * REPEATED } else { whole },
        possible / 100.0,
    )
}

/// Points for the weakest of the tokens.
fn rel_points(rel: &[String]) -> f64 {
    let weakest = REL_POINTS
        .iter()
        .find(|(token, _)| rel.iter().any(|told| told.eq_ignore_ascii_case(token)));
    weakest.map_or(FOLLOWED_POINTS, |(_, points)| *points)
}

#[cfg(test)]
mod tests {
    use super::{LinkFacts, quality};

    fn rel(tokens: &[&str]) -> Vec<String> {
        tokens.iter().map(|token| (*token).to_owned()).collect()
    }

    #[test]
    fn each_part_earns_its_points() {
        let best = LinkFacts {
            monthly_visits: Some(20_000_000),
            in_main: true,
            relevant: Some(true),
            alive: Some(true),
            ..LinkFacts::default()
        };
        let (none, nofollow, sponsored) = (
            rel(&[]),
            rel(&["noopener", "nofollow"]),
            rel(&["nofollow", "sponsored"]),
        );
        for (link, score, told) in [
            (LinkFacts { rel: &none, ..best }, 100.0, 1.0),
            (
                LinkFacts {
                    rel: &nofollow,
                    ..best
                },
                83.0,
                1.0,
            ),
            (
                LinkFacts {
                    rel: &sponsored,
                    ..best
                },
                80.0,
                1.0,
            ),
            (
                LinkFacts {
                    in_main: false,
                    alive: Some(false),
                    ..best
                },
                70.0,
                1.0,
            ),
            (
                LinkFacts {
                    monthly_visits: Some(150_000),
                    ..best
                },
                86.0,
                1.0,
            ),
            (
                LinkFacts {
                    repeated: true,
                    ..best
                },
                50.0,
                1.0,
            ),
            // What is not known is neither good nor bad.
            (
                LinkFacts {
                    monthly_visits: None,
                    alive: None,
                    ..best
                },
                100.0,
                0.55,
            ),
            (
                LinkFacts {
                    monthly_visits: None,
                    alive: None,
                    relevant: None,
                    in_main: false,
                    ..best
                },
                25.0 / 45.0 * 100.0,
                0.45,
            ),
        ] {
            let (got, share) = quality(&link);
            assert!(
                (got - score).abs() < 1e-9 && (share - told).abs() < 1e-9,
                "{link:?}: {got} {share}"
            );
        }
    }
}
