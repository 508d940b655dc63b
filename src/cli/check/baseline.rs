//! What `check` says of campaigns that have not begun: by when the daemon must listen, so that there is something to compare with.

use jiff::civil::Date;

use crate::{
    config::Settings,
    model::{Campaign, Window},
};

/// Days of a baseline below which an uplift can hardly be told.
const LEAST_DAYS: u32 = 14;

/// A sentence for a campaign that begins after `today`, none for others.
pub(super) fn note(settings: &Settings, campaign: &Campaign, today: Date) -> Option<String> {
    let listened = settings.data_dir.join("store").exists();
    words(campaign, today, listened)
}

fn words(campaign: &Campaign, today: Date, listened: bool) -> Option<String> {
    let (baseline, begins) = (campaign.baseline(), campaign.window.from);
    if begins <= today {
        return None;
    }
    let day = |day: Date| day.strftime("%-d %b %Y").to_string();
    let id = &campaign.id;
    if today <= baseline.from {
        return Some(format!(
            "Campaign `{id}` begins on {}: the daemon must listen from {} on, so that there is something to compare it with.",
            day(begins),
            day(baseline.from)
        ));
    }
    if listened {
        return Some(format!(
            "Campaign `{id}` begins on {}; what is normal is being measured since {}.",
            day(begins),
            day(baseline.from)
        ));
    }
    let left = Window {
        from: today,
        to: begins,
    }
    .days();
    let worth = if left < LEAST_DAYS {
        "too few to prove an uplift; let it begin later, or claim none"
    } else {
        "start the daemon today"
    };
    Some(format!(
        "Campaign `{id}` begins on {} and nothing was heard yet: {left} of the {} days that say what is normal are left, {worth}.",
        day(begins),
        baseline.days()
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::scene::Scene;

    #[test]
    fn a_campaign_says_by_when_the_daemon_must_listen() {
        let mut scene = Scene::new();
        scene.campaign(date(2026, 12, 7), 14, vec![]);
        let campaign = &scene.campaigns[0];
        for (today, listened, said) in [
            (date(2026, 11, 1), false, "must listen from 9 Nov 2026 on"),
            (date(2026, 11, 20), true, "being measured since 9 Nov 2026"),
            (
                date(2026, 11, 20),
                false,
                "17 of the 28 days that say what is normal are left, start the daemon today",
            ),
            (
                date(2026, 12, 1),
                false,
                "6 of the 28 days that say what is normal are left, too few",
            ),
        ] {
            let note = words(campaign, today, listened).unwrap();
            assert!(note.contains(said), "{note}");
        }
        assert_eq!(words(campaign, date(2026, 12, 7), true), None);
    }
}
