//! The theme of the last whole week: new firmware for the lamps, which everybody has something to say about.

use jiff::tz::TimeZone;

use super::{Dice, PEOPLE, Place, Story};

/// Days on which it is spoken of.
const DAYS: u32 = 5;

/// What is said, two a day; the writers follow each other in the list of people.
const SAID: [(Place, &str); 10] = [
    (
        Place::Mastodon,
        "After the firmware update my Tindra lamp starts much faster. Good job! #TindraLights",
    ),
    (
        Place::Reddit,
        "Is the firmware update for the Tindra mini out in Portugal yet?",
    ),
    (
        Place::HackerNews,
        "The firmware update of the Tindra lamp adds a night mode that goes down to one per cent.",
    ),
    (
        Place::Forum,
        "Since the firmware update my Tindra flickers on the lowest setting, which is awful for reading.",
    ),
    (
        Place::Mastodon,
        "Night mode came with the firmware update, and I love it: the Tindra is finally dark enough for a nursery. #TindraLights",
    ),
    (
        Place::Reviews,
        "Two stars less since the firmware update: the Tindra now takes three taps to switch off, annoying.",
    ),
    (
        Place::Reddit,
        "Does the firmware update reset the timers of a Tindra, or do they stay?",
    ),
    (
        Place::Mastodon,
        "Installed the firmware update on both Tindra lamps, took four minutes. Pictures: https://www.reddit.com/user/hannav \
         #TindraLights",
    ),
    (
        Place::Bluesky,
        "My Tindra hung during the firmware update and support answered within an hour. Excellent.",
    ),
    (
        Place::Forum,
        "Notes on the firmware update of the Tindra: night mode, faster start, a new name in the list of devices.",
    ),
];

/// Adds what is said of it on a day, if it is one of the last whole week's, the one that the digest tells of.
pub(super) fn told(story: &mut Story, ago: u32) {
    let weekday = story
        .now
        .to_zoned(TimeZone::UTC)
        .weekday()
        .to_monday_zero_offset();
    // The last Sunday is one day longer ago than this week has days; Saturday is the last day of the talk.
    let saturday = u32::try_from(weekday).unwrap_or(0) + 2;
    let Some(day) = (saturday + DAYS - 1).checked_sub(ago).filter(|day| *day < DAYS) else {
        return;
    };
    let mut dice = Dice(u64::from(day) + 77);
    let first = usize::try_from(day).unwrap_or(0) * 2;
    for (who, (place, text)) in PEOPLE.iter().zip(SAID).skip(first).take(2) {
        let title = match place {
            Place::Reddit | Place::Forum | Place::Reviews | Place::HackerNews => "The firmware update",
            _ => "",
        };
        story.add(ago, place, *who, title, text.to_owned(), &mut dice);
    }
}
