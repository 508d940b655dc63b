//! What gives a program away only over many posts: a clockwork's hours, and texts from one mould.

use std::collections::HashMap;

use jiff::Timestamp;

/// Posts from which habits say anything.
const FEWEST: usize = 8;
/// Standard deviation of the pauses over their mean, below which they are a clockwork's. Random posting has 1, people's
/// bursts more.
const STEADY: f64 = 0.1;
/// Share of texts of one mould from which they are all from it.
const MOULDED: (usize, usize) = (4, 5);

/// What speaks for a program in the posts of one author, if anything. Order does not matter.
pub fn automated(posts: &[(Timestamp, &str)]) -> Option<String> {
    if posts.len() < FEWEST {
        return None;
    }
    let (steady, moulded) = (is_steady(posts), is_moulded(posts));
    // Neither is enough: shops announce, and people who post every morning are people.
    (steady && moulded).then(|| format!("{} posts of one mould at even intervals", posts.len()))
}

/// Whether pauses between posts hardly differ, or all stand at the same minute of the hour.
fn is_steady(posts: &[(Timestamp, &str)]) -> bool {
    let mut times: Vec<i64> = posts.iter().map(|(at, _)| at.as_second()).collect();
    times.sort_unstable();
    let pauses: Vec<f64> = times
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(wide(b - a)),
            _ => None,
        })
        .collect();
    let n = wide(i64::try_from(pauses.len()).unwrap_or(i64::MAX));
    let mean = pauses.iter().sum::<f64>() / n;
    let variance = pauses.iter().map(|pause| (pause - mean).powi(2)).sum::<f64>() / n;
    let same_minute = || {
        let mut minutes = times.iter().map(|at| at.div_euclid(60).rem_euclid(60));
        let first = minutes.next();
        minutes.all(|minute| Some(minute) == first)
    };
    mean > 60.0 && (variance.sqrt() < STEADY * mean || same_minute())
}

/// Whether most texts are one, but for numbers, names, tags and links.
fn is_moulded(posts: &[(Timestamp, &str)]) -> bool {
    let mut moulds: HashMap<String, usize> = HashMap::new();
    for (_, text) in posts {
        *moulds.entry(mould(text)).or_default() += 1;
    }
    let most = moulds.into_values().max().unwrap_or(0);
    most * MOULDED.1 >= posts.len() * MOULDED.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds and counts stay far below 2^53"
)]
fn wide(n: i64) -> f64 {
    n as f64
}

/// First words of a text without what is filled in.
fn mould(text: &str) -> String {
    let fixed = text.split_whitespace().filter(|word| {
        !(word.contains("://")
            || word.starts_with(['#', '@', '$'])
            || word.chars().any(|c| c.is_ascii_digit()))
    });
    fixed.take(6).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clockwork_that_fills_in_a_form_is_a_program() {
        let at = |minute: i64| Timestamp::from_second(1_700_000_000 + 60 * minute).unwrap();
        let texts: Vec<String> = (0..12)
            .map(|n| format!("Acme is at {n}.5 now https://x.example/{n}"))
            .collect();
        let posts = |pause: &dyn Fn(i64) -> i64| -> Vec<(Timestamp, &str)> {
            (0_i64..)
                .zip(&texts)
                .map(|(n, text)| (at(pause(n)), text.as_str()))
                .collect()
        };
        assert!(automated(&posts(&|n| 30 * n)).is_some());
        assert!(
            automated(&posts(&|n| 60 * n * n)).is_some(),
            "always at the same minute"
        );
        assert!(automated(&posts(&|n| 37 * n * n)).is_none());
        assert!(automated(&posts(&|n| 30 * n)[..7]).is_none(), "too few");
        let different = [
            "I like it",
            "me too",
            "what?",
            "no",
            "lunch",
            "skates today",
            "rain again",
            "ho hum",
            "so",
            "off",
        ];
        let person: Vec<_> = (0_i64..)
            .zip(different)
            .map(|(n, text)| (at(1440 * n), text))
            .collect();
        assert!(automated(&person).is_none(), "every morning, in other words");
    }

    proptest::proptest! {
        #[test]
        fn any_posts_are_judged(posts in proptest::collection::vec((0_i64..4_000_000_000, "\\PC{0,20}"), 0..20)) {
            let posts: Vec<_> = posts.iter().map(|(at, text)| (Timestamp::from_second(*at).unwrap(), text.as_str())).collect();
            drop(automated(&posts));
        }
    }
}
