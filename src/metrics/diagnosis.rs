//! Where people are lost on the way from seeing to buying: plain rules, each only where the numbers can carry it.
//!
//! A step is blamed when even the upper end of the 95 % range (Wilson) of what passed it lies below what is usual at the
//! least. The usual shares are published where they are named with a source, else choices of ours that leave room.

use super::interval::wilson;
use super::round_people;
use crate::model::Diagnosis;
use crate::text::plain::thousands;

/// What was counted at each step; `None` where nothing tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steps {
    /// People reached.
    pub reach: Option<f64>,
    /// Reactions, where all that was said tells them.
    pub engagement: Option<f64>,
    /// Clicks on tracked links.
    pub clicks: Option<f64>,
    /// Visits of the site.
    pub visits: Option<f64>,
    /// Leads.
    pub leads: Option<f64>,
    /// Orders.
    pub orders: Option<f64>,
    /// Share of the mentions that are in the languages and countries it is for, 0 to 1, where that is sure to be low.
    pub on_target: Option<f64>,
    /// Whether it is for more than applause: a goal or the objective asks for clicks, leads or sales.
    pub wants_outcomes: bool,
}

/// Orders per visitor from influencers at the least usual tier: 0.91 % for mega (Digital Applied by lookfluence; mean 2.18 %).
const LEAST_CONVERSION: f64 = 0.0091;
/// Orders per lead at the least: a choice of ours; one lead in fifty.
const LEAST_LEADS_WON: f64 = 0.02;
/// Clicks per reaction at the least: a choice of ours; one click to a hundred reactions.
const LEAST_CLICKS: f64 = 0.01;
/// Reactions per person reached at the least: below the lowest usual rate of a brand's own account (0.12 % on X, Socialinsider
/// 2025).
const LEAST_ENGAGEMENT: f64 = 0.0012;
/// Share of mentions in the languages and countries it is for, at the least: a choice of ours.
pub const LEAST_ON_TARGET: f64 = 0.5;

/// What the numbers say, the step nearest to the sale first; nothing where they are too few or all is well.
pub fn diagnose(steps: &Steps) -> Vec<Diagnosis> {
    let came = steps
        .clicks
        .map(|clicks| (clicks, "clicks"))
        .or_else(|| steps.visits.map(|visits| (visits, "visits")));
    let traffic = came.and_then(|(came, what)| {
        let lost = lost(steps.orders?, came, LEAST_CONVERSION)?;
        Some(Diagnosis {
            rule: "traffic_without_sales".to_owned(),
            finding: format!(
                "{} {what} brought {} ({lost}); visitors whom influencers send usually buy in 0.9 to 2.4 % of cases",
                count(came),
                orders(steps.orders?)
            ),
            advice: "People come and do not buy: look at the site, that is the landing page, price, stock and check-out"
                .to_owned(),
        })
    });
    let leads = steps.leads.and_then(|leads| {
        let lost = lost(steps.orders?, leads, LEAST_LEADS_WON)?;
        Some(Diagnosis {
            rule: "leads_without_customers".to_owned(),
            finding: format!("{} leads became {} ({lost})", count(leads), orders(steps.orders?)),
            advice: "Addresses are left and nobody buys: look at what was promised for them and how they are followed up"
                .to_owned(),
        })
    });
    let applause = steps.engagement.filter(|_| steps.wants_outcomes).and_then(|engagement| {
        let lost = lost(steps.clicks?, engagement, LEAST_CLICKS)?;
        Some(Diagnosis {
            rule: "likes_without_clicks".to_owned(),
            finding: format!(
                "{} reactions came with {} clicks ({lost})",
                count(engagement),
                count(steps.clicks?)
            ),
            advice: "Likes without clicks are no success here: see that each post carries the link and says why to follow it"
                .to_owned(),
        })
    });
    let silence = steps.reach.and_then(|reach| {
        let lost = lost(steps.engagement?, reach, LEAST_ENGAGEMENT)?;
        Some(Diagnosis {
            rule: "reach_without_engagement".to_owned(),
            finding: format!(
                "about {} people were reached and reacted {} times ({lost})",
                count(round_people(reach)),
                count(steps.engagement?)
            ),
            advice: "It is seen and passed over: try other content, or others to tell it".to_owned(),
        })
    });
    let elsewhere = steps
        .on_target
        .filter(|share| *share < LEAST_ON_TARGET)
        .map(|share| Diagnosis {
            rule: "outside_target".to_owned(),
            finding: format!(
                "only {:.0} % of the mentions were in the languages and countries it is for",
                share * 100.0
            ),
            advice:
                "The number is reached with the wrong people: choose influencers by where their followers are"
                    .to_owned(),
        });
    [traffic, leads, applause, silence, elsewhere]
        .into_iter()
        .flatten()
        .collect()
}

/// The share that passed a step with its range in words, if even the upper end is below what is usual.
fn lost(passed: f64, of: f64, least: f64) -> Option<String> {
    let (low, high) = wilson(passed.min(of), of)?;
    (high < least).then(|| {
        format!(
            "{} %, 95 % range {}–{} %",
            percent(passed / of),
            percent(low),
            percent(high)
        )
    })
}

fn percent(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}

fn count(number: f64) -> String {
    thousands(&format!("{number:.0}"))
}

fn orders(orders: f64) -> String {
    let word = if (orders - 1.0).abs() < 0.5 {
        "order"
    } else {
        "orders"
    };
    format!("{} {word}", count(orders))
}

#[cfg(test)]
mod tests {
    use super::{Steps, diagnose};

    fn rules(steps: Steps) -> Vec<String> {
        diagnose(&steps).into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn a_step_is_blamed_only_where_the_numbers_can_carry_it() {
        let steps = Steps {
            wants_outcomes: true,
            ..Steps::default()
        };
        for (steps, found) in [
            (
                Steps {
                    clicks: Some(1_240.0),
                    orders: Some(66.0),
                    ..steps
                },
                vec![],
            ),
            (
                Steps {
                    clicks: Some(1_240.0),
                    orders: Some(3.0),
                    ..steps
                },
                vec!["traffic_without_sales"],
            ),
            (
                Steps {
                    visits: Some(1_240.0),
                    orders: Some(3.0),
                    ..steps
                },
                vec!["traffic_without_sales"],
            ),
            (
                Steps {
                    clicks: Some(100.0),
                    orders: Some(0.0),
                    ..steps
                },
                vec![],
            ),
            (
                Steps {
                    clicks: Some(1_240.0),
                    ..steps
                },
                vec![],
            ),
            (
                Steps {
                    leads: Some(400.0),
                    orders: Some(1.0),
                    ..steps
                },
                vec!["leads_without_customers"],
            ),
            (
                Steps {
                    leads: Some(60.0),
                    orders: Some(0.0),
                    ..steps
                },
                vec![],
            ),
            (
                Steps {
                    engagement: Some(9_000.0),
                    clicks: Some(12.0),
                    ..steps
                },
                vec!["likes_without_clicks"],
            ),
            (
                Steps {
                    engagement: Some(9_000.0),
                    clicks: Some(12.0),
                    wants_outcomes: false,
                    ..steps
                },
                vec![],
            ),
            (
                Steps {
                    reach: Some(50_000.0),
                    engagement: Some(10.0),
                    ..steps
                },
                vec!["reach_without_engagement"],
            ),
            (
                Steps {
                    reach: Some(500.0),
                    engagement: Some(0.0),
                    ..steps
                },
                vec![],
            ),
            (
                Steps {
                    on_target: Some(0.3),
                    ..steps
                },
                vec!["outside_target"],
            ),
            (Steps::default(), vec![]),
        ] {
            assert_eq!(rules(steps), found, "{steps:?}");
        }
    }

    #[test]
    fn findings_name_their_numbers_and_what_to_do() {
        let steps = Steps {
            clicks: Some(1_240.0),
            orders: Some(3.0),
            ..Steps::default()
        };
        let found = diagnose(&steps).remove(0);
        assert_eq!(
            found.finding,
            "1,240 clicks brought 3 orders (0.24 %, 95 % range 0.08–0.71 %); visitors whom influencers send usually buy in \
             0.9 to 2.4 % of cases"
        );
        assert!(found.advice.contains("check-out"));
    }
}
