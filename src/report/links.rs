//! Backlinks that were looked at again: how they stand, and what happened to them in the window.

use super::{Looked, ledger::Ledger};
use crate::model::{BacklinkChange, BacklinkChecks, LinkState, start_of};

/// Most changes listed.
const CHANGES: usize = 40;

/// The section.
pub(super) fn checks(ledger: &Ledger<'_>) -> BacklinkChecks {
    let inputs = ledger.inputs;
    let mut checks = counts(inputs.looked);
    let (from, to) = (
        start_of(inputs.window.from, inputs.timezone),
        start_of(inputs.window.to, inputs.timezone),
    );
    let mut changes = Vec::new();
    for mention in inputs.looked.changed.iter().filter(|mention| mention.counts()) {
        let ours = mention
            .backlinks
            .iter()
            .filter(|backlink| backlink.brand == *inputs.brand);
        for backlink in ours {
            let history = backlink.check.iter().flat_map(|check| &check.history);
            for change in
                history.filter(|change| (from..to).contains(&change.at) && change.at <= inputs.as_of)
            {
                changes.push(BacklinkChange {
                    at: change.at,
                    what: change.what,
                    from: mention.url.clone(),
                    site: mention.site.clone().unwrap_or_else(|| mention.source.to_string()),
                    to: backlink.link.target().to_owned(),
                    anchor: backlink.link.text.clone(),
                    before: change.from.clone(),
                    after: change.to.clone(),
                });
            }
        }
    }
    let lost = changes.iter().filter(|change| change.what.is_loss()).count();
    checks.lost_in_window = u32::try_from(lost).unwrap_or(u32::MAX);
    changes.sort_by(|a, b| {
        let key = |row: &BacklinkChange| (row.site.clone(), row.from.clone(), row.to.clone());
        (b.what.is_loss().cmp(&a.what.is_loss()))
            .then(b.at.cmp(&a.at))
            .then_with(|| key(a).cmp(&key(b)))
    });
    checks.more_changes = u32::try_from(changes.len().saturating_sub(CHANGES)).unwrap_or(u32::MAX);
    changes.truncate(CHANGES);
    checks.changes = changes;
    checks
}

/// How backlinks stand, in a sentence without its full stop; empty while none was looked at.
pub fn link_standing(checks: &BacklinkChecks) -> String {
    if checks.looked_at() == 0 {
        return String::new();
    }
    let parts = [
        (checks.live, "live"),
        (checks.changed, "changed"),
        (checks.lost, "lost"),
        (checks.page_gone, "on pages that are gone"),
        (checks.unknown, "could not be told"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let waiting = match checks.not_looked_at {
        0 => String::new(),
        count => format!("; {count} not looked at yet"),
    };
    format!("All links looked at again: {}{waiting}", told.join(", "))
}

fn counts(looked: &Looked) -> BacklinkChecks {
    let mut checks = BacklinkChecks::default();
    for state in &looked.states {
        let count = match state {
            None => &mut checks.not_looked_at,
            Some(LinkState::Live) => &mut checks.live,
            Some(LinkState::RelChanged | LinkState::AnchorChanged | LinkState::Moved) => &mut checks.changed,
            Some(LinkState::Lost) => &mut checks.lost,
            Some(LinkState::PageGone) => &mut checks.page_gone,
            Some(LinkState::Unknown) => &mut checks.unknown,
        };
        *count = count.saturating_add(1);
    }
    checks
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use crate::{
        metrics::sample,
        model::{Backlink, BrandId, LinkChange, LinkCheck, LinkEvent, LinkState},
        report::{Looked, build, scene::Scene},
    };

    fn change(at: Timestamp, what: LinkEvent) -> LinkChange {
        LinkChange {
            at,
            what,
            from: String::new(),
            to: "nofollow".to_owned(),
        }
    }

    #[test]
    fn changes_of_the_window_are_listed_losses_first() {
        let mut scene = Scene::new();
        let inside = scene.as_of - SignedDuration::from_hours(72);
        let mut mention = sample::mention(1, "2026-09-01T12:00:00Z");
        for (brand, events) in [
            (
                "acme",
                vec![
                    change(
                        inside - SignedDuration::from_hours(24 * 30),
                        LinkEvent::RelChanged,
                    ),
                    change(inside, LinkEvent::RelChanged),
                ],
            ),
            (
                "acme",
                vec![change(inside - SignedDuration::from_hours(5), LinkEvent::Lost)],
            ),
            (
                "acme",
                vec![change(
                    scene.as_of + SignedDuration::from_hours(5),
                    LinkEvent::Lost,
                )],
            ),
            ("coyote", vec![change(inside, LinkEvent::Lost)]),
        ] {
            mention.backlinks.push(Backlink {
                brand: BrandId::new(brand),
                check: Some(Box::new(LinkCheck {
                    history: events,
                    ..LinkCheck::default()
                })),
                ..Backlink::default()
            });
        }
        scene.looked = Looked {
            states: vec![
                None,
                Some(LinkState::Live),
                Some(LinkState::Lost),
                Some(LinkState::Moved),
                Some(LinkState::Unknown),
            ],
            changed: vec![mention],
        };
        let checks = build(&scene.inputs()).backlink_checks;
        let told: Vec<LinkEvent> = checks.changes.iter().map(|change| change.what).collect();
        assert_eq!(told, [LinkEvent::Lost, LinkEvent::RelChanged]);
        assert_eq!((checks.lost_in_window, checks.more_changes), (1, 0));
        assert_eq!((checks.live, checks.changed, checks.lost), (1, 1, 1));
        assert_eq!(
            (checks.unknown, checks.not_looked_at, checks.looked_at()),
            (1, 1, 4)
        );
    }
}
