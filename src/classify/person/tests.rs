//! Who is one person, and who is not.

use super::*;

fn writer<'m>(platform: Platform, handle: &'m str, name: &'m str) -> Writer<'m> {
    Writer {
        platform,
        handle: Some(handle).filter(|handle| !handle.is_empty()),
        name: Some(name).filter(|name| !name.is_empty()),
        ..Writer::default()
    }
}

fn byline<'m>(site: &'m str, name: &'m str, profile: &'m str) -> Writer<'m> {
    Writer {
        site: Some(site),
        profile: Some(profile).filter(|profile| !profile.is_empty()),
        ..writer(Platform::Web, "", name)
    }
}

fn saying<'m>(mut writer: Writer<'m>, text: &'m str) -> Writer<'m> {
    writer.texts.push(text);
    writer
}

#[test]
fn what_only_the_holder_can_do_joins_two_accounts() {
    use Platform::{Bluesky, Instagram, Mastodon, X, YouTube};
    let instagram = writer(Instagram, "anna.skates", "Anna");
    for (one, other, why) in [
        (
            byline(
                "blog.example",
                "Anna Lind",
                "https://www.instagram.com/anna.skates/",
            ),
            instagram.clone(),
            "the profile of Anna Lind on blog.example is @anna.skates on instagram",
        ),
        (
            saying(
                writer(X, "annaskates", "Anna on wheels"),
                "More pictures at instagram.com/anna.skates.",
            ),
            instagram.clone(),
            "@annaskates on x links to @anna.skates on instagram under the same handle",
        ),
        (
            saying(
                writer(YouTube, "wheelsdaily", "Anna Lind"),
                "I am https://www.instagram.com/anna.skates too",
            ),
            writer(Instagram, "anna.skates", "Anna  lind"),
            "@wheelsdaily on youtube links to @anna.skates on instagram under the same name",
        ),
        (
            writer(Bluesky, "annalind.example", "Anna Lind"),
            byline("annalind.example", "Anna Lind", ""),
            "@annalind.example on bluesky has the site annalind.example and the name of Anna Lind on annalind.example",
        ),
        (
            Writer {
                profile: Some("https://annalind.example/about"),
                ..writer(X, "wheelsdaily", "Anna Lind")
            },
            byline("annalind.example", "Anna Lind", ""),
            "@wheelsdaily on x has the site annalind.example and the name of Anna Lind on annalind.example",
        ),
        (
            writer(Mastodon, "rocketgirl77@skates.example", "Anna Lind"),
            writer(Instagram, "rocket_girl77", "Anna Lind"),
            "@rocketgirl77@skates.example on mastodon and @rocket_girl77 on instagram have the same name and the same \
             handle, which the name does not explain",
        ),
    ] {
        for pair in [[one.clone(), other.clone()], [other, one]] {
            let found = persons(&pair);
            assert_eq!(found.len(), 1, "{why}: {found:?}");
            assert_eq!(found[0].writers, [0, 1]);
            let told = found[0].because.join("; ");
            let is_told =
                told == why || why.contains("have the same name") && told.contains("have the same name");
            assert!(is_told, "{told}\nexpected {why}");
        }
    }
}

#[test]
fn what_anybody_can_do_joins_nobody() {
    use Platform::{Bluesky, Instagram, X};
    for pair in [
        // A handle alone, also with a first name, and one that every Anna Lind would take.
        [writer(X, "annaskates", ""), writer(Instagram, "annaskates", "")],
        [
            writer(X, "rocketgirl77", "Anna"),
            writer(Instagram, "rocketgirl77", "Anna"),
        ],
        [
            writer(X, "annalind", "Anna Lind"),
            writer(Instagram, "annalind", "Anna Lind"),
        ],
        // Linking to somebody else.
        [
            saying(
                writer(X, "fan", "A Fan"),
                "See https://instagram.com/anna.skates!",
            ),
            writer(Instagram, "anna.skates", "Anna Lind"),
        ],
        // A paper's account and one of its writers.
        [
            writer(Bluesky, "news.example", "The News"),
            byline("news.example", "Anna Lind", ""),
        ],
        // Two accounts of one platform.
        [
            writer(X, "rocketgirl77", "Anna Lind"),
            writer(X, "rocket_girl77", "Anna Lind"),
        ],
    ] {
        let found = persons(&pair);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|person| person.because.is_empty()));
    }
}

#[test]
fn a_profile_that_a_whole_site_names_is_the_sites() {
    let profile = "https://www.instagram.com/thenews/";
    let writers = [
        byline("news.example", "Anna Lind", profile),
        byline("news.example", "Bo Ek", profile),
        writer(Platform::Instagram, "thenews", "The News"),
    ];
    assert_eq!(persons(&writers).len(), 3);
}

#[test]
fn three_accounts_are_one_person_by_two_joins() {
    let writers = [
        byline(
            "blog.example",
            "Anna Lind",
            "https://www.instagram.com/anna.skates/",
        ),
        writer(Platform::X, "somebody", "Some Body"),
        writer(Platform::Instagram, "anna.skates", "Anna"),
        saying(
            writer(Platform::X, "annaskates", "Anna"),
            "https://instagram.com/anna.skates",
        ),
    ];
    let found = persons(&writers);
    assert_eq!(
        found
            .iter()
            .map(|person| person.writers.clone())
            .collect::<Vec<_>>(),
        [vec![0, 2, 3], vec![1]]
    );
    assert_eq!(found[0].because.len(), 2);
}

proptest::proptest! {
    #[test]
    fn everybody_is_somebody_once(
        handles in proptest::collection::vec(("[abx]{0,7}", "[ab ]{0,5}", 0_usize..4, "(https://x.com/[ab]{1,3}| |instagram.com/[ab]{1,3}){0,3}"), 0..12)
    ) {
        let platforms = [Platform::X, Platform::Instagram, Platform::Web, Platform::Bluesky];
        let writers: Vec<Writer<'_>> = handles
            .iter()
            .map(|(handle, name, platform, text)| Writer {
                site: Some("a.example"),
                texts: vec![text],
                ..writer(platforms[*platform], handle, name)
            })
            .collect();
        let mut all: Vec<usize> = persons(&writers).into_iter().flat_map(|person| person.writers).collect();
        all.sort_unstable();
        proptest::prop_assert_eq!(all, (0..writers.len()).collect::<Vec<_>>());
    }
}
