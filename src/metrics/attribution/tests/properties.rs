//! What holds of any outcomes.

use proptest::prelude::*;

use super::*;

fn marks() -> impl Strategy<Value = Marks> {
    let codes = prop::sample::subsequence(vec!["BO10", "KRISTAL10", "SUMMER"], 0..=2);
    let link = prop::option::of(prop::sample::select(vec![
        "bit.ly/bo",
        "bit.ly/kristal",
        "x.example",
    ]));
    let source = prop::option::of(prop::sample::select(vec!["instagram", "google"]));
    (codes, link, source).prop_map(|(codes, link, source)| Marks {
        link: link.map(str::to_owned),
        utm: Utm {
            source: source.map(str::to_owned),
            content: source.map(|_| "bosky_1".to_owned()),
            ..Utm::default()
        },
        ..code(&codes)
    })
}

proptest! {
    #[test]
    fn everything_is_somebodys_or_nobodys_once(
        told in prop::collection::vec((0_i8..28, 0_i64..50_000, marks()), 1..40),
        shuffle in any::<prop::sample::Index>(),
    ) {
        let cast = Cast::new();
        let mut all: Vec<(Date, CampaignOutcome)> = told
            .into_iter()
            .enumerate()
            .map(|(n, (day, minor, marks))| (date(2026, 3, day + 1), order(&n.to_string(), minor, marks)))
            .collect();
        let attribution = cast.attribute(&days(all.clone()));
        let sum = |whose: Whose<'_>| {
            let brought = attribution.brought(whose, whole());
            (brought.count(OutcomeKind::Order).unwrap(), brought.net().unwrap().amount_minor)
        };
        // Attributed and unattributed ones add up to all.
        let whole_sum = sum(Whose::default());
        prop_assert_eq!(whole_sum.0, all.len() as u64);
        let by_credit = attribution.days().flat_map(|(_, credits)| credits.iter().map(|(_, sums)| sums));
        let by_credit = by_credit.fold((0, 0), |(n, minor), sums| (n + sums.count, minor + sums.gross_minor));
        prop_assert_eq!(whole_sum, by_credit);
        let by_person: u64 = cast.influencers.iter().map(|one| sum(Whose {
            influencer: Some(&one.id),
            ..Whose::default()
        }).0).sum();
        let nobodys = attribution.days().flat_map(|(_, credits)| credits.iter());
        let nobodys: u64 = nobodys.filter(|(credit, _)| credit.influencer.is_none()).map(|(_, sums)| sums.count).sum();
        prop_assert_eq!(by_person + nobodys, whole_sum.0);
        // In whatever order they come.
        let middle = shuffle.index(all.len());
        all.rotate_left(middle);
        all.reverse();
        let again = cast.attribute(&days(all));
        prop_assert!(again.days().eq(attribution.days()));
    }

    #[test]
    fn a_window_is_the_sum_of_its_days(
        told in prop::collection::vec((0_i8..28, 0_i64..50_000, marks()), 1..30),
    ) {
        let cast = Cast::new();
        let all = told.into_iter().enumerate().map(|(n, (day, minor, marks))| {
            (date(2026, 3, day + 1), order(&n.to_string(), minor, marks))
        });
        let attribution = cast.attribute(&days(all));
        let bo = InfluencerId::new("bo");
        let whose = Whose { influencer: Some(&bo), ..Whose::default() };
        let whole_sum = attribution.brought(whose, whole());
        let by_day = whole().iter().map(|day| {
            let one = Window { from: day, to: day.tomorrow().unwrap() };
            let brought = attribution.brought(whose, one);
            (brought.count(OutcomeKind::Order).unwrap_or(0), brought.net().map_or(0, |net| net.amount_minor))
        });
        let by_day = by_day.fold((0, 0), |(n, minor), (more, net)| (n + more, minor + net));
        prop_assert_eq!(by_day, (whole_sum.count(OutcomeKind::Order).unwrap(), whole_sum.net().unwrap().amount_minor));
    }
}
