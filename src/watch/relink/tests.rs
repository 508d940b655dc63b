//! Pages that keep, change and lose what was heard from them.

use proptest::prelude::*;

use super::*;
use crate::{
    metrics::sample,
    model::{Link, Platform},
};

fn day(n: i64) -> Timestamp {
    "2026-11-17T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * n)
}

const TEXT: &str = "The new rocket skates are faster than anything on wheels";

fn link(url: &str, rel: &str, text: &str) -> Link {
    Link {
        url: url.to_owned(),
        rel: rel.split_whitespace().map(str::to_owned).collect(),
        text: text.to_owned(),
        in_main: true,
        resolved: None,
    }
}

fn heard(links: &[Link]) -> Mention {
    let mut mention = sample::mention(1, "2026-11-17T12:00:00Z");
    mention.first_seen = day(0);
    mention.text = TEXT.to_owned();
    mention.platform = Platform::Web;
    mention.backlinks = links
        .iter()
        .map(|link| Backlink {
            brand: BrandId::new("acme"),
            link: link.clone(),
            ..Backlink::default()
        })
        .collect();
    mention
}

fn is_of(_: &BrandId, address: &str) -> bool {
    address.contains("acme.example")
}

fn page(mention: &Mention, links: &[Link]) -> Look {
    Look::Read(PageSight::new(links.to_vec(), 100, "", TEXT, mention))
}

/// Looks once a day, from the first day on; what was told of the first link, each with its day.
fn looked(mention: &mut Mention, looks: &[Look]) -> Vec<(i64, LinkEvent)> {
    for (n, look) in (1..).zip(looks) {
        note(mention, look, &Targets::new(), &is_of, day(n));
    }
    let history = &check(mention).history;
    history
        .iter()
        .map(|change| (change.at.duration_since(day(0)).as_hours() / 24, change.what))
        .collect()
}

fn check(mention: &Mention) -> &LinkCheck {
    mention.backlinks[0].check.as_deref().unwrap()
}

#[test]
fn what_happens_to_a_link_is_told_once() {
    use LinkEvent as E;
    use LinkState as S;
    let own = link("https://acme.example/a", "", "skates");
    let there = std::slice::from_ref(&own);
    let mention = heard(there);
    let same = || page(&mention, there);
    let without = || page(&mention, &[link("https://other.example/", "", "x")]);
    let nofollow = || {
        page(
            &mention,
            &[link("http://www.acme.example/a/", "nofollow noopener", "skates")],
        )
    };
    let renamed = || {
        page(
            &mention,
            &[link("https://acme.example/a", "noopener", "rocket  skates")],
        )
    };
    let moved = || page(&mention, &[link("https://acme.example/b", "", "skates")]);
    let down = || Look::Failed("no answer".to_owned());
    for (looks, told, state) in [
        (vec![same(), same()], vec![], S::Live),
        (
            vec![same(), nofollow(), nofollow()],
            vec![(2, E::RelChanged)],
            S::RelChanged,
        ),
        (
            vec![same(), nofollow(), same()],
            vec![(2, E::RelChanged), (3, E::RelChanged)],
            S::Live,
        ),
        // A feed may leave `rel` out: what the page says first is no change.
        (vec![nofollow(), nofollow()], vec![], S::Live),
        (
            vec![same(), renamed()],
            vec![(2, E::AnchorChanged)],
            S::AnchorChanged,
        ),
        (vec![same(), moved(), moved()], vec![(2, E::Moved)], S::Moved),
        (vec![moved()], vec![(1, E::Moved)], S::Moved),
        (
            vec![same(), moved(), same()],
            vec![(2, E::Moved), (3, E::Moved)],
            S::Live,
        ),
        (vec![same(), without()], vec![], S::Unknown),
        (
            vec![same(), without(), without(), without()],
            vec![(3, E::Lost)],
            S::Lost,
        ),
        (vec![without(), without()], vec![(2, E::Lost)], S::Lost),
        (vec![same(), without(), same(), without()], vec![], S::Unknown),
        (
            vec![same(), without(), down(), down(), without()],
            vec![(5, E::Lost)],
            S::Lost,
        ),
        (
            vec![without(), without(), same()],
            vec![(2, E::Lost), (3, E::Back)],
            S::Live,
        ),
        (vec![same(), down(), down(), down()], vec![], S::Unknown),
        (vec![same(), down(), same()], vec![], S::Live),
        (
            vec![Look::Gone, Look::Gone, down()],
            vec![(1, E::PageGone)],
            S::Unknown,
        ),
        (
            vec![same(), Look::Gone, same()],
            vec![(2, E::PageGone), (3, E::Back)],
            S::Live,
        ),
        (
            vec![without(), without(), Look::Gone],
            vec![(2, E::Lost)],
            S::PageGone,
        ),
    ] {
        let mut mention = mention.clone();
        assert_eq!(looked(&mut mention, &looks), told, "{looks:?}");
        assert_eq!(check(&mention).state, state, "{looks:?}");
        assert_eq!(check(&mention).why.is_some(), state == S::Unknown, "{looks:?}");
    }
}

#[test]
fn changes_say_from_what_to_what() {
    let mut mention = heard(&[link("https://acme.example/a", "", "skates")]);
    let looks = [
        page(
            &mention,
            &mention
                .backlinks
                .iter()
                .map(|b| b.link.clone())
                .collect::<Vec<_>>(),
        ),
        page(
            &mention,
            &[link("https://acme.example/a", "sponsored nofollow", "wheels")],
        ),
    ];
    looked(&mut mention, &looks);
    let told: Vec<(&str, &str)> = check(&mention)
        .history
        .iter()
        .map(|change| (change.from.as_str(), change.to.as_str()))
        .collect();
    assert_eq!(told, [("", "nofollow sponsored"), ("skates", "wheels")]);
    assert_eq!(check(&mention).now.as_ref().unwrap().text, "wheels");
}

#[test]
fn a_page_that_shows_nothing_loses_nothing() {
    let own = link("https://acme.example/a", "", "skates");
    let empty =
        |mention: &Mention, most| Look::Read(PageSight::new(Vec::new(), most, "", "Enable scripts", mention));
    let mut mention = heard(std::slice::from_ref(&own));
    let look = empty(&mention, 100);
    assert!(looked(&mut mention, &[look.clone(), look.clone(), look]).is_empty());
    assert_eq!(check(&mention).state, LinkState::Unknown);
    // Once it was seen there, its being away means something, whatever the page says else.
    let mut mention = heard(std::slice::from_ref(&own));
    let looks = [
        page(&mention, std::slice::from_ref(&own)),
        empty(&mention, 100),
        empty(&mention, 100),
    ];
    assert_eq!(looked(&mut mention, &looks), [(3, LinkEvent::Lost)]);
    // Not all of the links were read, or scripts build the links of the platform.
    let mut mention = heard(std::slice::from_ref(&own));
    let (cut, there) = (empty(&mention, 0), page(&mention, std::slice::from_ref(&own)));
    assert!(looked(&mut mention, &[there, cut.clone(), cut]).is_empty());
    let mut mention = heard(&[own]);
    mention.platform = Platform::Mastodon;
    let look = page(&mention, &[]);
    assert!(looked(&mut mention, &[look.clone(), look]).is_empty());
}

#[test]
fn links_beside_each_other_are_told_apart() {
    let (a, b) = (
        link("https://acme.example/a", "", "one"),
        link("https://acme.example/b", "", "two"),
    );
    let mut mention = heard(&[a, b.clone()]);
    let looks = [page(&mention, std::slice::from_ref(&b)), page(&mention, &[b])];
    assert_eq!(looked(&mut mention, &looks), [(2, LinkEvent::Lost)]);
    assert_eq!(
        mention.backlinks[1].check.as_ref().unwrap().state,
        LinkState::Live
    );
    // A footer's link to the brand is no place to move to.
    let mut mention = heard(&[link("https://acme.example/a", "", "one")]);
    let mut footer = link("https://acme.example/", "", "Acme");
    footer.in_main = false;
    let looks = [
        page(&mention, std::slice::from_ref(&footer)),
        page(&mention, &[footer]),
    ];
    assert_eq!(looked(&mut mention, &looks), [(2, LinkEvent::Lost)]);
}

#[test]
fn short_and_written_links_are_found_again() {
    let mut short = link("https://bit.ly/x", "", "skates");
    short.resolved = Some("https://acme.example/a".to_owned());
    for on_page in ["https://bit.ly/x", "https://acme.example/a"] {
        let mut mention = heard(std::slice::from_ref(&short));
        let look = page(&mention, &[link(on_page, "", "skates")]);
        assert!(looked(&mut mention, &[look]).is_empty(), "{on_page}");
        assert_eq!(check(&mention).state, LinkState::Live, "{on_page}");
    }
    let written = link("acme.example/Sale", "", "");
    let mut mention = heard(&[written]);
    let sight =
        |text: &str, mention: &Mention| Look::Read(PageSight::new(Vec::new(), 100, "", text, mention));
    let looks = [
        sight(&format!("{TEXT}: Acme.example/sale!"), &mention),
        sight(TEXT, &mention),
        sight(TEXT, &mention),
    ];
    assert_eq!(looked(&mut mention, &looks), [(3, LinkEvent::Lost)]);
}

#[test]
fn the_target_is_told_of_when_it_changes() {
    use LinkEvent as E;
    use TargetState as T;
    let found = |state, to: Option<&str>| TargetCheck {
        state,
        to: to.map(str::to_owned),
        at: day(1),
    };
    for (answers, told) in [
        (vec![found(T::Alive, None), found(T::Alive, None)], vec![]),
        (
            vec![found(T::Redirected, Some("x")), found(T::Redirected, Some("x"))],
            vec![],
        ),
        (
            vec![
                found(T::Alive, None),
                found(T::Redirected, Some("x")),
                found(T::Unknown, None),
            ],
            vec![E::TargetRedirected],
        ),
        (
            vec![found(T::Redirected, Some("x")), found(T::Redirected, Some("y"))],
            vec![E::TargetRedirected],
        ),
        (
            vec![
                found(T::Broken, None),
                found(T::Broken, None),
                found(T::Alive, None),
            ],
            vec![E::TargetBroken, E::TargetBack],
        ),
        (vec![found(T::Unknown, None), found(T::Alive, None)], vec![]),
    ] {
        let mut mention = heard(&[link("https://acme.example/a?utm_source=x", "", "")]);
        for (n, answer) in (1..).zip(&answers) {
            let targets = Targets::from([("acme.example/a".to_owned(), answer.clone())]);
            note(
                &mut mention,
                &Look::Failed("x".to_owned()),
                &targets,
                &is_of,
                day(n),
            );
        }
        let history: Vec<LinkEvent> = check(&mention).history.iter().map(|change| change.what).collect();
        assert_eq!(history, told, "{answers:?}");
    }
}

#[test]
fn looks_grow_rarer_with_age_and_failures() {
    let own = link("https://acme.example/a", "", "skates");
    let mut mention = heard(std::slice::from_ref(&own));
    let (good, bad) = (page(&mention, &[own]), Look::Failed("x".to_owned()));
    assert_eq!(first_due(day(0)), day(1));
    for (at, look, failures, next) in [
        (1, &good, 0, 7),
        (7, &good, 0, 30),
        (30, &good, 0, 60),
        (60, &good, 5, 90),
        (1, &bad, 0, 2),
        (2, &bad, 1, 4),
        (4, &bad, 2, 7),
        (60, &bad, 3, 68),
        (60, &bad, 40, 90),
    ] {
        let before = Note {
            failures,
            links: Vec::new(),
        };
        note(&mut mention, look, &Targets::new(), &is_of, day(at));
        let (due, after) = next_due(&mention, look, &before, day(at)).unwrap();
        assert_eq!(due, day(next), "{at} {failures}");
        assert_eq!(
            (after.failures > 0, after.links.len()),
            (matches!(look, Look::Failed(_)), 1)
        );
    }
    let without = page(&mention, &[]);
    note(&mut mention, &without, &Targets::new(), &is_of, day(61));
    let (due, _) = next_due(&mention, &without, &Note::default(), day(61)).unwrap();
    assert!(due > day(62) && due < day(63));
    mention.backlinks.clear();
    assert_eq!(next_due(&mention, &without, &Note::default(), day(61)), None);
}

#[test]
fn the_history_is_bounded() {
    let own = link("https://acme.example/a", "", "skates");
    let mut mention = heard(std::slice::from_ref(&own));
    for n in 0..100 {
        let rel = if n % 2 == 0 { "" } else { "ugc" };
        let look = page(&mention, &[link("https://acme.example/a", rel, "skates")]);
        note(&mut mention, &look, &Targets::new(), &is_of, day(n));
    }
    assert_eq!(check(&mention).history.len(), LinkCheck::MOST_CHANGES);
    assert_eq!(check(&mention).history.last().unwrap().at, day(99));
    let stored = serde_json::to_string(&mention).unwrap();
    assert_eq!(serde_json::from_str::<Mention>(&stored).unwrap(), mention);
}

proptest! {
    #[test]
    fn nothing_is_lost_by_one_look(
        looks in prop::collection::vec(0_usize..6, 1..12),
        url in "https://(acme|other)\\.example/[a-c]?",
        text in "\\PC{0,12}",
    ) {
        let own = link(&url, "", &text);
        let mut mention = heard(std::slice::from_ref(&own));
        let all = [
            page(&mention, std::slice::from_ref(&own)),
            page(&mention, &[]),
            page(&mention, &[link(&url, "nofollow", "new")]),
            page(&mention, &[link("https://acme.example/z", "", &text)]),
            Look::Gone,
            Look::Failed("x".to_owned()),
        ];
        let mut last_two = (0, 0);
        for (n, look) in (0_i64..).zip(looks) {
            note(&mut mention, &all[look], &Targets::new(), &is_of, day(n));
            last_two = (last_two.1, look);
            if check(&mention).state == LinkState::Lost {
                prop_assert!(look == 1);
            }
            if look == 5 {
                prop_assert_eq!(check(&mention).state, LinkState::Unknown);
            }
            if look == 0 && last_two.0 != 3 {
                prop_assert_eq!(check(&mention).missing_since, None);
            }
        }
    }
}
