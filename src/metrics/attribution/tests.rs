use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::model::{CampaignOutcome, Handle, Marks, Money, Objective, OutcomeKey, Utm, Window};

pub(crate) fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn influencer(id: &str) -> Influencer {
    Influencer {
        id: id.into(),
        codes: vec![format!("{}10", id.to_uppercase())],
        links: vec![format!("bit.ly/{id}"), format!("acme.example/{id}")],
        landing: vec![format!("/for-{id}")],
        skus: vec![format!("ONLY-{id}")],
        refs: vec![format!("ref-{id}")],
        handles: vec![
            Handle {
                platform: Platform::Instagram,
                name: format!("{id}sky"),
            },
            Handle {
                platform: Platform::Web,
                name: format!("{id}.example"),
            },
        ],
        ..Influencer::default()
    }
}

fn campaign(id: &str, from: Date, to: Date, roster: &[&str]) -> Campaign {
    Campaign {
        id: id.into(),
        name: id.to_owned(),
        brand: "acme".into(),
        objective: Objective::Sales,
        window: Window { from, to },
        baseline_days: 28,
        after_days: 14,
        purchase_days: 30,
        margin: None,
        hashtags: Vec::new(),
        query: String::new(),
        primary: "revenue".to_owned(),
        goals: Vec::new(),
        costs: Vec::new(),
        influencers: roster.iter().map(|id| InfluencerId::new(*id)).collect(),
        audience: crate::model::TargetAudience::default(),
        terms: crate::model::Terms::default(),
        events: Vec::new(),
        plan: crate::model::CampaignPlan::default(),
    }
}

struct Cast {
    brand: BrandId,
    influencers: Vec<Influencer>,
    campaigns: Vec<Campaign>,
    tellers: Vec<Teller>,
}

impl Cast {
    /// Two influencers and a campaign in March.
    fn new() -> Self {
        let teller = |name: &str, daily, programme| Teller {
            name: name.to_owned(),
            preset: name.to_owned(),
            daily,
            programme,
            ..Teller::default()
        };
        Self {
            brand: "acme".into(),
            influencers: vec![influencer("kristal"), influencer("bo")],
            campaigns: vec![campaign(
                "spring",
                date(2026, 3, 2),
                date(2026, 4, 1),
                &["kristal", "bo"],
            )],
            tellers: vec![
                teller("shop", false, false),
                teller("programme", false, true),
                teller("site", true, false),
                teller("site two", true, false),
            ],
        }
    }

    fn attribute(&self, days: &BTreeMap<Date, OutcomeDay>) -> Attribution {
        Attribution::of(
            days,
            &Ground {
                brand: &self.brand,
                is_competitor: false,
                influencers: &self.influencers,
                campaigns: &self.campaigns,
                tellers: &self.tellers,
                currency: euro(),
            },
        )
    }

    /// Who gets an order with these marks on a day, for which campaign, and why.
    fn owner(&self, day: Date, marks: Marks) -> (Option<String>, Option<String>, Option<CreditRule>) {
        let days = days([(day, order("1", 5_000, marks))]);
        let attribution = self.attribute(&days);
        let (_, credits) = attribution.days().next().unwrap();
        let credit = credits.keys().next().unwrap();
        let text = |id: Option<&str>| id.map(str::to_owned);
        (
            text(credit.influencer.as_ref().map(InfluencerId::as_str)),
            text(credit.campaign.as_ref().map(CampaignId::as_str)),
            credit.rule,
        )
    }
}

fn order(id: &str, minor: i64, marks: Marks) -> CampaignOutcome {
    CampaignOutcome {
        source: "shop".to_owned(),
        external_id: id.to_owned(),
        kind: OutcomeKind::Order,
        count: Some(1),
        money: Some(Money {
            amount_minor: minor,
            currency: euro(),
        }),
        marks,
        provenance: Provenance::Imported,
        ..CampaignOutcome::default()
    }
}

fn days(told: impl IntoIterator<Item = (Date, CampaignOutcome)>) -> BTreeMap<Date, OutcomeDay> {
    let mut days: BTreeMap<Date, OutcomeDay> = BTreeMap::new();
    for (day, outcome) in told {
        days.entry(day).or_default().add(&outcome);
    }
    days
}

fn code(codes: &[&str]) -> Marks {
    Marks {
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        ..Marks::default()
    }
}

fn tagged(source: &str, medium: &str, campaign: &str, content: &str) -> Utm {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Utm {
        source: some(source),
        medium: some(medium),
        campaign: some(campaign),
        content: some(content),
        term: None,
    }
}

#[test]
fn the_strongest_mark_decides() {
    let cast = Cast::new();
    let text = |text: &str| Some(text.to_owned());
    let march = date(2026, 3, 10);
    let cases: [(&str, Marks, Option<&str>, Option<CreditRule>); 12] = [
        (
            "an exclusive article goes before a code",
            Marks {
                skus: vec!["only-bo".to_owned()],
                ..code(&["KRISTAL10"])
            },
            Some("bo"),
            Some(CreditRule::Sku),
        ),
        (
            "a code goes before a link",
            Marks {
                link: text("bit.ly/bo"),
                ..code(&["KRISTAL10"])
            },
            Some("kristal"),
            Some(CreditRule::Code),
        ),
        (
            "a link goes before parameters",
            Marks {
                link: text("bit.ly/bo"),
                utm: tagged("instagram", "influencer", "spring", "kristalsky_1"),
                ..Marks::default()
            },
            Some("bo"),
            Some(CreditRule::Link),
        ),
        (
            "parameters go before the landing page",
            Marks {
                landing: text("/for-bo"),
                utm: tagged("instagram", "influencer", "spring", "kristalsky_1"),
                ..Marks::default()
            },
            Some("kristal"),
            Some(CreditRule::Utm),
        ),
        (
            "a landing page",
            Marks {
                landing: text("/bo"),
                ..Marks::default()
            },
            Some("bo"),
            Some(CreditRule::Landing),
        ),
        (
            "a ref",
            Marks {
                reference: text("ref-bo"),
                ..Marks::default()
            },
            Some("bo"),
            Some(CreditRule::Ref),
        ),
        (
            "the own site",
            Marks {
                referrer: text("bo.example"),
                ..Marks::default()
            },
            Some("bo"),
            Some(CreditRule::Referrer),
        ),
        (
            "of two codes the next mark chooses",
            Marks {
                link: text("bit.ly/bo"),
                ..code(&["BO10", "KRISTAL10"])
            },
            Some("bo"),
            Some(CreditRule::Code),
        ),
        (
            "two codes and nothing else",
            code(&["BO10", "KRISTAL10"]),
            None,
            None,
        ),
        ("nobody's code", code(&["SUMMER"]), None, None),
        (
            "the campaign's own link",
            Marks {
                utm: tagged("facebook", "social", "spring", ""),
                ..Marks::default()
            },
            None,
            Some(CreditRule::Utm),
        ),
        (
            "an advertisement for the campaign",
            Marks {
                utm: tagged("google", "cpc", "spring", ""),
                ..Marks::default()
            },
            None,
            None,
        ),
    ];
    for (what, marks, owner, rule) in cases {
        let found = cast.owner(march, marks);
        assert_eq!((found.0.as_deref(), found.2), (owner, rule), "{what}");
        assert_eq!(found.1.as_deref(), rule.map(|_| "spring"), "{what}");
    }
}

#[test]
fn links_are_bound_by_the_purchase_window_and_codes_are_not() {
    let mut cast = Cast::new();
    let link = || Marks {
        link: Some("bit.ly/kristal".to_owned()),
        ..Marks::default()
    };
    let whose = |cast: &Cast, day, marks| cast.owner(day, marks).1;
    let (last, late) = (date(2026, 4, 30), date(2026, 5, 1));
    assert_eq!(whose(&cast, last, link()).as_deref(), Some("spring"));
    assert_eq!(whose(&cast, late, link()), None);
    assert_eq!(cast.owner(late, link()).0, None);
    assert_eq!(
        whose(&cast, late, code(&["KRISTAL10"])).as_deref(),
        Some("spring")
    );
    assert_eq!(whose(&cast, date(2026, 3, 1), link()), None);
    cast.campaigns[0].purchase_days = 60;
    assert_eq!(whose(&cast, late, link()).as_deref(), Some("spring"));
    // The campaign that began last has it, unless the link names the other one.
    let summer = campaign("summer", date(2026, 4, 20), date(2026, 6, 1), &["kristal"]);
    cast.campaigns.push(summer);
    assert_eq!(whose(&cast, late, link()).as_deref(), Some("summer"));
    let named = Marks {
        utm: tagged("instagram", "influencer", "Spring", "kristalsky"),
        ..Marks::default()
    };
    assert_eq!(whose(&cast, late, named).as_deref(), Some("spring"));
    // Whoever is in no campaign has what they brought all the same.
    cast.campaigns.clear();
    assert_eq!(
        cast.owner(late, link()),
        (Some("kristal".to_owned()), None, Some(CreditRule::Link))
    );
}

fn whole() -> Window {
    Window {
        from: date(2026, 1, 1),
        to: date(2027, 1, 1),
    }
}

fn orders(attribution: &Attribution, whose: Whose<'_>) -> u64 {
    let brought = attribution.brought(whose, whole());
    brought.count(OutcomeKind::Order).unwrap_or(0)
}

#[test]
fn tests_and_cancelled_orders_are_out_and_refunds_are_subtracted() {
    let cast = Cast::new();
    let march = date(2026, 3, 10);
    let mut test = order("2", 9_000, code(&["BO10"]));
    test.test = true;
    let mut cancelled = order("3", 9_000, code(&["BO10"]));
    cancelled.cancelled = true;
    let mut refunded = order("1", 5_000, code(&["BO10"]));
    refunded.refunded = Some(Money {
        amount_minor: 2_000,
        currency: euro(),
    });
    let mut apart = order("r1", 500, code(&["BO10"]));
    apart.kind = OutcomeKind::Refund;
    let foreign = CampaignOutcome {
        money: Some(Money {
            amount_minor: 100,
            currency: Currency::parse("USD").unwrap(),
        }),
        ..order("4", 0, code(&["BO10"]))
    };
    let days = days([test, cancelled, refunded, apart, foreign].map(|outcome| (march, outcome)));
    let bo = InfluencerId::new("bo");
    let brought = cast.attribute(&days).brought(
        Whose {
            influencer: Some(&bo),
            ..Whose::default()
        },
        whole(),
    );
    let takings = brought.takings.unwrap();
    assert_eq!((takings.gross_minor, takings.refunded_minor), (5_000, 2_500));
    assert_eq!((takings.net_minor(), takings.foreign), (2_500, 1));
    assert_eq!(brought.count(OutcomeKind::Order), Some(2));
    assert_eq!(brought.count(OutcomeKind::Click), None, "nobody tells clicks");
}

#[test]
fn two_imports_that_tell_the_same_are_not_added() {
    let mut cast = Cast::new();
    let (march, later) = (date(2026, 3, 10), date(2026, 3, 20));
    let of = |source: &str, outcome: CampaignOutcome| CampaignOutcome {
        source: source.to_owned(),
        ..outcome
    };
    let site = |count| CampaignOutcome {
        count: Some(count),
        ..of("site", order("d", 5_000, Marks::default()))
    };
    let two = of("site two", order("e", 5_000, Marks::default()));
    // The shop tells the 10th to the 12th, the site the 10th to the 20th.
    let days = days([
        (march, order("1", 5_000, Marks::default())),
        (march, site(7)),
        (march, of("programme", order("77", 5_000, Marks::default()))),
        (later, site(3)),
        (later, two),
    ]);
    let all = Whose::default();
    assert_eq!(orders(&cast.attribute(&days), all), 1 + 3);
    let left_out = cast.attribute(&days).left_out().clone();
    let left_out: Vec<(&str, u64)> = left_out
        .iter()
        .map(|((_, source), count)| (source.as_str(), *count))
        .collect();
    assert_eq!(left_out, [("programme", 1), ("site", 7), ("site two", 1)]);
    // What the configuration says goes before the rule.
    cast.tellers[2].counts = Some(false);
    assert_eq!(orders(&cast.attribute(&days), all), 1 + 1);
    cast.tellers[2].counts = Some(true);
    assert_eq!(orders(&cast.attribute(&days), all), 1 + 7 + 3 + 1);
    cast.tellers[0].brand = Some("other".into());
    assert_eq!(orders(&cast.attribute(&days), all), 7 + 3 + 1 + 1);
}

#[test]
fn the_same_order_in_two_imports_has_the_shops_money_and_the_marks_of_both() {
    let cast = Cast::new();
    let march = date(2026, 3, 10);
    let mut day = OutcomeDay::default();
    let marks = Marks {
        reference: Some("ref-bo".to_owned()),
        ..Marks::default()
    };
    for (source, other, minor) in [("shop", "programme", 5_000), ("programme", "shop", 4_000)] {
        let mut outcome = order("1", minor, marks.clone());
        source.clone_into(&mut outcome.source);
        day.add_to(
            OutcomeKey {
                also: vec![other.to_owned()],
                ..OutcomeKey::of(&outcome)
            },
            &outcome,
        );
    }
    let attribution = cast.attribute(&BTreeMap::from([(march, day)]));
    let bo = InfluencerId::new("bo");
    let brought = attribution.brought(
        Whose {
            influencer: Some(&bo),
            ..Whose::default()
        },
        whole(),
    );
    assert_eq!(brought.count(OutcomeKind::Order), Some(1));
    assert_eq!(brought.takings.unwrap().net_minor(), 5_000);
    assert_eq!(brought.rules, BTreeMap::from([(CreditRule::Ref, 1)]));
}

#[test]
fn what_is_observed_goes_before_what_is_told_for_each_influencer() {
    let cast = Cast::new();
    let march = date(2026, 3, 10);
    let clicks = |source: &str, provenance, who: &str, count| CampaignOutcome {
        source: source.to_owned(),
        kind: OutcomeKind::Click,
        count: Some(count),
        provenance,
        marks: Marks {
            influencer: Some(who.into()),
            ..Marks::default()
        },
        ..order("c", 0, Marks::default())
    };
    let days = days([
        (march, clicks("bitly", Provenance::Imported, "kristal", 100)),
        (march, clicks("form", Provenance::SelfReported, "kristal", 130)),
        (march, clicks("form", Provenance::SelfReported, "bo", 20)),
    ]);
    let attribution = cast.attribute(&days);
    let count = |who: Option<&InfluencerId>| {
        let whose = Whose {
            influencer: who,
            ..Whose::default()
        };
        let brought = attribution.brought(whose, whole());
        let count = brought.counts.get(&OutcomeKind::Click).unwrap();
        (count.count, count.self_reported)
    };
    assert_eq!(count(Some(&"kristal".into())), (100, 0));
    assert_eq!(count(Some(&"bo".into())), (20, 20));
    assert_eq!(count(None), (120, 20));
}

#[test]
fn days_that_are_not_told_are_no_zeros() {
    let cast = Cast::new();
    let days = days([
        (date(2026, 3, 10), order("1", 5_000, Marks::default())),
        (date(2026, 3, 12), order("2", 5_000, Marks::default())),
    ]);
    let attribution = cast.attribute(&days);
    let count = |from: i8, to: i8| {
        let window = Window {
            from: date(2026, 3, from),
            to: date(2026, 3, to),
        };
        let brought = attribution.brought(Whose::default(), window);
        brought
            .counts
            .get(&OutcomeKind::Order)
            .map(|count| (count.count, count.gap.clone()))
    };
    assert_eq!(count(11, 12), Some((0, None)));
    assert_eq!(count(1, 10), None);
    assert_eq!(count(13, 20), None);
    let gap = "told from 2026-03-10 to 2026-03-12, 2 of 3 days";
    assert_eq!(count(11, 14), Some((1, Some(gap.to_owned()))));
}

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
        let by_credit = attribution.days().flat_map(|(_, credits)| credits.values());
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
