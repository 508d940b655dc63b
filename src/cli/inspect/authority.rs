//! What the authority of accounts, or of pairs of them, comes to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::metrics::authority::{Authority, Standing, authority};

/// One account, or two to compare.
#[derive(Debug, Deserialize)]
pub(super) struct Line {
    #[serde(default)]
    id: Value,
    a: Option<Standing>,
    b: Option<Standing>,
    #[serde(flatten)]
    account: Standing,
}

/// The answer to a [`Line`].
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Verdict {
    One {
        id: Value,
        authority: Option<Authority>,
    },
    Two {
        id: Value,
        /// That of `a` minus that of `b`; `None` where nothing is known of one of them.
        score: Option<f64>,
        a: Option<Authority>,
        b: Option<Authority>,
    },
}

/// Judges a line.
pub(super) fn judge(line: Line) -> Verdict {
    match (line.a, line.b) {
        (None, None) => Verdict::One {
            id: line.id,
            authority: authority(&line.account),
        },
        (a, b) => {
            let (a, b) = (a.as_ref().and_then(authority), b.as_ref().and_then(authority));
            let score = a.as_ref().zip(b.as_ref()).map(|(a, b)| a.score - b.score);
            Verdict::Two {
                id: line.id,
                score,
                a,
                b,
            }
        }
    }
}
