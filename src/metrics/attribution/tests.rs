use jiff::civil::date;

use super::*;
use crate::model::{CampaignOutcome, Handle, Marks, Money, Objective, OutcomeKey, Utm, Window};

mod counted;
mod properties;

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
        let credit = &credits.first().unwrap().0;
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
