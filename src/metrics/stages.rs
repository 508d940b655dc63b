//! Which metric tells something about which part of the way to a purchase, and which of them an objective needs.

use crate::model::{Objective, OutcomeKind, Stage};

/// The stage at which a metric tells something; `None` for one that belongs to no stage, such as a cost.
pub fn stage_of(metric: &str) -> Option<Stage> {
    Some(match metric {
        "mentions" | "authors" | "reach" | "impressions" | "views" | "story_views" | "emv"
        | "share_of_voice" | "cpm" => Stage::Awareness,
        "engagement" | "likes" | "comments" | "shares" | "saves" | "engagement_rate" | "net_sentiment"
        | "reputation" | "follows" | "followers" | "backlinks" | "cpe" => Stage::Interest,
        "clicks" | "visits" | "sessions" | "leads" | "signups" | "ctr" | "click_rate" | "cpc" | "cpl" => {
            Stage::Consideration
        }
        "orders" | "revenue" | "net_revenue" | "refunds" | "sales" | "new_customers" | "conversions"
        | "conversion_rate" | "aov" | "roi" | "profit_roi" | "roas" | "cpa" | "cac" => Stage::Purchase,
        "returning_customers" | "repeat_orders" | "subscriptions" | "ltv" => Stage::Loyalty,
        _ => return None,
    })
}

/// Whether a rise of the metric says nothing of revenue by itself.
pub fn is_vanity(metric: &str) -> bool {
    stage_of(metric).is_some_and(|stage| stage <= Stage::Interest)
}

/// The outcomes of which a metric is made, any of which will do; empty for one that is counted from mentions. Only imports
/// tell them.
pub fn outcomes_of(metric: &str) -> &'static [OutcomeKind] {
    use OutcomeKind::{Click, Follow, Lead, Order, Visit};
    match metric {
        "clicks" | "cpc" | "ctr" | "click_rate" => &[Click],
        "visits" | "sessions" => &[Visit],
        "leads" | "signups" | "cpl" => &[Lead],
        "follows" | "followers" => &[Follow],
        _ => match stage_of(metric) {
            Some(Stage::Purchase | Stage::Loyalty) => &[Order],
            Some(Stage::Consideration) => &[Click, Visit, Lead],
            _ => &[],
        },
    }
}

/// Whether it is counted outside: in shops, on sites, by links. Only imports tell it.
pub fn is_outcome(metric: &str) -> bool {
    !outcomes_of(metric).is_empty()
}

/// Whether a metric tells whether an objective is met.
pub fn fits(objective: Objective, metric: &str) -> bool {
    let stage = stage_of(metric);
    match objective {
        Objective::Awareness => matches!(stage, Some(Stage::Awareness)) || metric == "backlinks",
        Objective::Audience => {
            matches!(
                metric,
                "reach"
                    | "authors"
                    | "follows"
                    | "followers"
                    | "visits"
                    | "sessions"
                    | "signups"
                    | "leads"
                    | "new_customers"
                    | "impressions"
                    | "views"
            )
        }
        Objective::Engagement => matches!(stage, Some(Stage::Interest)) || metric == "clicks",
        Objective::Sales => matches!(
            stage,
            Some(Stage::Consideration | Stage::Purchase | Stage::Loyalty)
        ),
        Objective::Reputation => matches!(
            metric,
            "net_sentiment" | "reputation" | "share_of_voice" | "mentions" | "backlinks" | "comments"
        ),
    }
}

/// Metrics that an objective is well told by, for the help of a message; those that this program measures come first.
pub fn examples(objective: Objective) -> &'static [&'static str] {
    match objective {
        Objective::Awareness => &["reach", "impressions", "mentions", "share_of_voice"],
        Objective::Audience => &["reach", "authors", "visits", "follows"],
        Objective::Engagement => &["engagement", "comments", "shares", "engagement_rate"],
        Objective::Sales => &["orders", "revenue", "leads", "clicks"],
        Objective::Reputation => &["net_sentiment", "share_of_voice"],
    }
}

/// Metrics of the step before, by which people come to what is counted here; one of them should be measured too, or nobody
/// can tell where they were lost.
pub fn steps_before(metric: &str) -> &'static [&'static str] {
    match stage_of(metric) {
        Some(Stage::Purchase | Stage::Loyalty) => &["clicks", "visits"],
        _ if matches!(metric, "leads" | "signups") => &["clicks", "visits"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::{examples, fits, is_vanity, stage_of, steps_before};
    use crate::metrics::ALL;
    use crate::model::{Objective, Stage};

    #[test]
    fn every_metric_a_goal_may_have_stands_somewhere() {
        for metric in ALL.iter().filter(|metric| metric.goal) {
            assert!(stage_of(metric.name).is_some(), "{}", metric.name);
        }
    }

    #[test]
    fn likes_are_no_sales_and_sales_are_no_fame() {
        assert!(is_vanity("likes") && is_vanity("reach") && !is_vanity("orders"));
        assert!(!fits(Objective::Sales, "likes") && fits(Objective::Sales, "revenue"));
        assert!(!fits(Objective::Awareness, "orders") && fits(Objective::Awareness, "reach"));
        assert_eq!(stage_of("weather"), None);
        assert_eq!(steps_before("leads"), ["clicks", "visits"]);
        assert!(Stage::Awareness < Stage::Loyalty);
    }

    #[test]
    fn examples_fit_what_they_are_examples_of() {
        for objective in [
            Objective::Awareness,
            Objective::Audience,
            Objective::Engagement,
            Objective::Sales,
            Objective::Reputation,
        ] {
            assert!(examples(objective).iter().all(|metric| fits(objective, metric)));
        }
    }
}
