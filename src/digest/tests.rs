//! Whole mails of small invented weeks.

use jiff::civil::date;

use super::{Digest, RenderContext, render};
use crate::model::{DigestId, DigestPlan, Window};
use crate::report::{build, scene::Scene};

/// The mail about a scene, with what `missed` says of earlier periods.
fn mail_of(scene: &Scene, missed: &[Window]) -> Digest {
    let plan = DigestPlan {
        id: DigestId::new("weekly"),
        schedule: "0 8 * * Mon".to_owned(),
        to: Vec::new(),
        brands: Vec::new(),
        campaigns: Vec::new(),
        language: "en".to_owned(),
        send_when_empty: true,
    };
    let context = RenderContext {
        due: scene.as_of,
        zone: scene.zone.clone(),
        period: "2026-W48".to_owned(),
        window: scene.window,
        missed: missed.to_vec(),
    };
    render(&[build(&scene.inputs())], &plan, &context).unwrap()
}

#[test]
fn a_late_mail_names_the_weeks_it_reports() {
    let mut scene = Scene::new();
    scene.run(date(2026, 11, 16), &[1; 7], false);
    let week = |day: i8| Window {
        from: date(2026, 11, day),
        to: date(2026, 11, day + 7),
    };
    let mail = mail_of(&scene, &[week(2), week(9), week(9)]);
    for body in [&mail.text, &mail.html] {
        assert!(
            body.contains("is late and stands for week 45, week 46 as well"),
            "{body}"
        );
        assert!(!body.contains("2026-W"), "{body}");
    }
    assert!(!mail_of(&scene, &[]).text.contains("is late"));
}
