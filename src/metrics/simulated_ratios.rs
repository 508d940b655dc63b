//! Do the differences of ratios keep what they promise? False alarms and coverage on days drawn at random, where days scatter more than
//! single mentions would. Seeds are fixed; bounds leave three standard errors of a run to 5 %.

use super::random::Random;
use super::ratio::{Change, DayPart, against, level};

/// Draws one day.
type Draw<'d> = &'d dyn Fn(&mut Random) -> DayPart;

/// Of so many comparisons of 28 with 14 days those that can be told, and those of them whose range misses the truth.
fn missed(seed: u64, runs: usize, before: Draw<'_>, during: Draw<'_>, truth: f64) -> (usize, usize) {
    let mut random = Random::new(seed);
    let mut days = |number: usize, draw: Draw<'_>| {
        let days: Vec<DayPart> = (0..number).map(|_| draw(&mut random)).collect();
        level(&days)
    };
    let mut told: Vec<Change> = Vec::new();
    for _ in 0..runs {
        let (first, second) = (days(28, before), days(14, during));
        told.extend(first.zip(second).and_then(|(first, second)| second.since(&first)));
    }
    let misses = told.iter().filter(|one| one.low > truth || one.high < truth);
    (told.len(), misses.count())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of runs are small")]
fn share((told, missed): (usize, usize)) -> f64 {
    missed as f64 / told as f64
}

/// Our mentions and theirs, each in bursts.
fn voice(random: &mut Random, ours: f64, theirs: f64, phi: f64) -> DayPart {
    let us = random.events(ours, phi);
    DayPart::share(us, us + random.events(theirs, phi))
}

/// Mentions of a day whose mood leans one way or the other: `swing` on either side of the mean, so that days differ by more than
/// chance.
fn mood(random: &mut Random, mean: f64, positive: f64, negative: f64, swing: f64) -> DayPart {
    let lean = if random.uniform() < 0.5 { swing } else { -swing };
    let mut day = DayPart::share(0.0, random.events(mean, 2.0));
    let mut left = day.of;
    while left > 0.0 {
        let drawn = random.uniform();
        let value = if drawn < positive + lean {
            1.0
        } else if drawn < positive + negative {
            -1.0
        } else {
            0.0
        };
        day.sum += value;
        day.squares = day.squares.map(|squares| squares + value * value);
        left -= 1.0;
    }
    day
}

/// Posts of accounts of very different size, each with its own rate.
fn reactions(random: &mut Random, posts: f64, rate: f64) -> DayPart {
    let mut day = DayPart::default();
    let mut left = random.events(posts, 1.0);
    while left > 0.0 {
        let followers = 1_000.0 * (-random.uniform().ln()).powi(2) + 100.0;
        day.of += followers;
        day.sum += followers * rate * 2.0 * random.uniform();
        left -= 1.0;
    }
    day
}

#[test]
fn shares_of_voice_in_bursts_change_by_chance_one_time_in_twenty() {
    for (n, (mean, phi)) in [(1.0, 1.0), (1.0, 4.0), (4.0, 2.0), (4.0, 4.0)]
        .into_iter()
        .enumerate()
    {
        let seed = 700 + n as u64;
        let idle = |random: &mut Random| voice(random, mean, mean * 3.0, phi);
        let wrong = share(missed(seed, 3_000, &idle, &idle, 0.0));
        assert!(wrong <= 0.062, "mean {mean}, φ {phi}: {wrong:.3}");
        let louder = |random: &mut Random| voice(random, mean * 3.0, mean * 3.0, phi);
        let missed = share(missed(seed + 50, 3_000, &idle, &louder, 0.25));
        assert!(missed <= 0.062, "mean {mean}, φ {phi}: {missed:.3}");
    }
}

#[test]
fn moods_that_swing_by_the_day_change_by_chance_one_time_in_twenty() {
    for (n, (mean, swing)) in [(1.0, 0.0), (3.0, 0.2), (12.0, 0.2)].into_iter().enumerate() {
        let seed = 800 + n as u64;
        let idle = |random: &mut Random| mood(random, mean, 0.3, 0.25, swing);
        let wrong = share(missed(seed, 3_000, &idle, &idle, 0.0));
        assert!(wrong <= 0.062, "mean {mean}, swing {swing}: {wrong:.3}");
        let better = |random: &mut Random| mood(random, mean, 0.5, 0.1, swing.min(0.1));
        let missed = share(missed(seed + 50, 3_000, &idle, &better, 0.35));
        assert!(missed <= 0.062, "mean {mean}, swing {swing}: {missed:.3}");
    }
    // A hundred mentions of one mind a day, as if they were a hundred minds: the test must be able to fail.
    let herd = |random: &mut Random| {
        let of_one_mind = if random.uniform() < 0.5 { 100.0 } else { -100.0 };
        DayPart {
            sum: of_one_mind,
            of: 100.0,
            squares: Some(100.0),
        }
    };
    let wrong = share(missed(870, 3_000, &herd, &herd, 0.0));
    assert!(wrong <= 0.062, "{wrong:.3}");
}

#[test]
fn engagement_rates_of_unequal_accounts_change_by_chance_one_time_in_twenty() {
    for (n, posts) in [0.7, 1.2, 4.0].into_iter().enumerate() {
        let seed = 900 + n as u64;
        let idle = |random: &mut Random| reactions(random, posts, 0.03);
        let (told, wrong) = missed(seed, 3_000, &idle, &idle, 0.0);
        assert!(told > 1_000, "{told}");
        let wrong = share((told, wrong));
        assert!(wrong <= 0.062, "{posts} posts: {wrong:.3}");
        let twice = |random: &mut Random| reactions(random, posts, 0.06);
        let missed = share(missed(seed + 50, 3_000, &idle, &twice, 0.03));
        assert!(missed <= 0.062, "{posts} posts: {missed:.3}");
    }
}

#[test]
fn a_control_that_moves_alike_leaves_a_change_one_time_in_twenty() {
    let mut random = Random::new(980);
    let mut of = |number: usize, positive: f64| {
        let days: Vec<DayPart> = (0..number)
            .map(|_| mood(&mut random, 4.0, positive, 0.2, 0.15))
            .collect();
        level(&days)
    };
    let (mut told, mut wrong) = (0, 0);
    for _ in 0..3_000 {
        let all = (of(28, 0.3), of(14, 0.45), of(28, 0.35), of(14, 0.5));
        if let (Some(before), Some(during), Some(theirs), Some(then)) = all
            && let Some(change) = against((&before, &during), (&theirs, &then))
        {
            told += 1;
            wrong += usize::from(change.p < 0.05);
        }
    }
    let wrong = share((told, wrong));
    assert!(told > 2_700 && wrong <= 0.062, "{told} {wrong:.3}");
}

#[test]
fn a_change_that_is_there_is_seen() {
    let idle = |random: &mut Random| mood(random, 6.0, 0.3, 0.25, 0.1);
    let better = |random: &mut Random| mood(random, 6.0, 0.55, 0.15, 0.1);
    let seen = share(missed(950, 400, &idle, &better, 0.0));
    assert!(seen >= 0.7, "{seen:.3}");
}
