//! How much weight an author carries: more than followers, and never more than is known.
//!
//! The score is a weighted sum of logarithms over what is known of an author, on a scale on which an author who has as much of
//! everything as a mega-influencer reaches 100:
//!
//! ```text
//! 100 · Σ w·ln(1 + x) ÷ Σ w·ln(1 + most)      over the signs that are known
//! ```
//!
//! | sign | weight | most |
//! |---|---|---|
//! | followers | 0.20 | 1,000,000 |
//! | lists it is on, or subscribers | 0.30 | 10,000 |
//! | times others name it | 0.25 | 10,000 |
//! | shares of its posts, and copies of its stories elsewhere | 0.25 | 10,000 |
//! | likes and comments on its posts | 0.10 | 100,000 |
//!
//! The first four and their weights are an untrained formula that orders pairs of accounts as people do (AUC 0.856 on 2,719
//! pairs of the `PeerIndex` set, followers alone 0.840); likes are worth least, since they are cheap. `most` is what a following
//! of a million usually has, by order of magnitude, and only sets the scale. A sign that nobody tells is left out, not taken
//! as 0: the score then rests on the others and says so.

use serde::{Deserialize, Serialize};

/// What is known of an author; `None` where nobody tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Followers.
    #[serde(alias = "follower_count")]
    pub followers: Option<f64>,
    /// Lists it is on, or subscribers to its feed.
    #[serde(alias = "listed_count")]
    pub listed: Option<f64>,
    /// Times others named it or linked to it.
    #[serde(alias = "mentions_received")]
    pub named: Option<f64>,
    /// Shares of its posts, and copies of its stories elsewhere.
    #[serde(alias = "retweets_received")]
    pub shared: Option<f64>,
    /// Likes and comments on its posts.
    #[serde(alias = "likes_received")]
    pub liked: Option<f64>,
}

/// A score and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Authority {
    /// 0 to 100.
    pub score: f64,
    /// Share of the weights that is known, 0 to 1: a score that rests on little is worth little.
    pub known: f64,
    /// The signs it rests on, the one that counts most first.
    pub rests_on: Vec<String>,
}

struct Sign {
    name: &'static str,
    weight: f64,
    most: f64,
    of: fn(&Standing) -> Option<f64>,
}

const SIGNS: [Sign; 5] = [
    Sign {
        name: "followers",
        weight: 0.20,
        most: 1e6,
        of: |standing| standing.followers,
    },
    Sign {
        name: "lists",
        weight: 0.30,
        most: 1e4,
        of: |standing| standing.listed,
    },
    Sign {
        name: "named by others",
        weight: 0.25,
        most: 1e4,
        of: |standing| standing.named,
    },
    Sign {
        name: "shares and copies",
        weight: 0.25,
        most: 1e4,
        of: |standing| standing.shared,
    },
    Sign {
        name: "likes and comments",
        weight: 0.10,
        most: 1e5,
        of: |standing| standing.liked,
    },
];

/// The authority of an author; `None` where nothing is known.
pub fn authority(standing: &Standing) -> Option<Authority> {
    let (mut sum, mut most, mut known, mut all) = (0.0, 0.0, 0.0, 0.0);
    let mut signs: Vec<(f64, &'static str)> = Vec::new();
    for sign in &SIGNS {
        all += sign.weight;
        let Some(value) = (sign.of)(standing).filter(|value| value.is_finite()) else {
            continue;
        };
        let part = sign.weight * value.max(0.0).ln_1p();
        sum += part;
        most += sign.weight * sign.most.ln_1p();
        known += sign.weight;
        signs.push((part, sign.name));
    }
    if signs.is_empty() {
        return None;
    }
    // A score rests on nothing that is known to be 0: nobody was named by whom nobody named.
    signs.retain(|(part, _)| *part > 0.0);
    signs.sort_by(|a, b| b.0.total_cmp(&a.0));
    Some(Authority {
        score: (sum / most * 100.0).min(100.0),
        known: known / all,
        rests_on: signs.into_iter().map(|(_, name)| name.to_owned()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn score(standing: &Standing) -> f64 {
        authority(standing).map_or(-1.0, |authority| authority.score)
    }

    #[test]
    fn golden_numbers() {
        let all = Standing {
            followers: Some(1e6),
            listed: Some(1e4),
            named: Some(1e4),
            shared: Some(1e4),
            liked: Some(1e5),
        };
        assert!((score(&all) - 100.0).abs() < 1e-9);
        let followers = Standing {
            followers: Some(999.0),
            ..Standing::default()
        };
        // ln 1000 ÷ ln 1000001 = 6.907755 ÷ 13.815512.
        assert!(
            (score(&followers) - 49.999_996).abs() < 1e-4,
            "{}",
            score(&followers)
        );
        let known = authority(&followers).unwrap();
        assert!((known.known - 0.2 / 1.1).abs() < 1e-9);
        assert_eq!(known.rests_on, ["followers"]);
        assert_eq!(authority(&Standing::default()), None);
    }

    #[test]
    fn being_listed_and_shared_counts_more_than_a_following() {
        let bought = Standing {
            followers: Some(200_000.0),
            listed: Some(2.0),
            named: Some(0.0),
            shared: Some(0.0),
            liked: None,
        };
        let heard = Standing {
            followers: Some(20_000.0),
            listed: Some(400.0),
            named: Some(30.0),
            shared: Some(60.0),
            liked: None,
        };
        assert!(score(&heard) > score(&bought));
        assert_eq!(authority(&heard).unwrap().rests_on[0], "followers");
        assert_eq!(authority(&bought).unwrap().rests_on, ["followers", "lists"]);
        let unknown = Standing {
            named: Some(0.0),
            ..Standing::default()
        };
        assert!(authority(&unknown).is_some_and(|found| found.rests_on.is_empty()));
    }

    proptest! {
        #[test]
        fn more_of_a_sign_never_lowers_the_score(
            values in proptest::array::uniform5(proptest::option::of(0.0_f64..1e9)),
            at in 0_usize..5,
            more in 0.0_f64..1e9,
        ) {
            let of = |v: [Option<f64>; 5]| Standing {
                followers: v[0], listed: v[1], named: v[2], shared: v[3], liked: v[4],
            };
            let before = authority(&of(values));
            let mut raised = values;
            raised[at] = raised[at].map(|value| value + more);
            let after = authority(&of(raised));
            prop_assert_eq!(before.is_some(), after.is_some());
            if let (Some(before), Some(after)) = (before, after) {
                prop_assert!(after.score >= before.score - 1e-9);
                prop_assert!((0.0..=100.0).contains(&after.score) && (0.0..=1.0 + 1e-9).contains(&after.known));
            }
        }
    }

    /// Share of pairs in which the account that people chose has the higher score; ties count half (the area under the ROC
    /// curve of the difference).
    fn auc(pairs: &[(f64, bool)]) -> f64 {
        let (chosen, other): (Vec<_>, Vec<_>) = pairs.iter().partition(|(_, first)| *first);
        let mut won = 0.0;
        for (a, _) in &chosen {
            for (b, _) in &other {
                won += if a > b {
                    1.0
                } else if (a - b).abs() < f64::EPSILON {
                    0.5
                } else {
                    0.0
                };
            }
        }
        let all = u32::try_from(chosen.len() * other.len()).unwrap();
        won / f64::from(all)
    }

    #[test]
    fn it_orders_accounts_as_people_do() {
        use std::collections::HashMap;

        use crate::text::corpora::rows;

        let gold = rows("labelled/influence_pairs.gold.jsonl");
        let (Some(gold), Some(pairs)) = (gold, rows("labelled/influence_pairs.input.jsonl")) else {
            return;
        };
        let gold: HashMap<String, bool> = gold
            .iter()
            .map(|row| (row["id"].to_string(), row["label"] == "a"))
            .collect();
        let read = |value: &serde_json::Value| -> f64 {
            let standing: Standing = serde_json::from_value(value.clone()).unwrap();
            score(&standing)
        };
        let scored: Vec<(f64, bool)> = pairs
            .iter()
            .filter_map(|row| {
                Some((
                    read(&row["a"]) - read(&row["b"]),
                    *gold.get(&row["id"].to_string())?,
                ))
            })
            .collect();
        let auc = auc(&scored);
        println!("influence_pairs: {} pairs, AUC {auc:.4}", scored.len());
        assert!(auc >= 0.852, "{auc}");
    }
}
