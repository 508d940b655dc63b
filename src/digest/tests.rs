//! Whole mails of invented weeks.

mod length;

use jiff::civil::date;

use super::{Digest, RenderContext, render};
use crate::model::{Backlink, BrandId, DigestId, DigestPlan, Link, Polarity, Report, Window};
use crate::report::{build, scene::Scene};
use crate::text::plain::is_unseen;

/// The mail about a scene, with what `missed` says of earlier periods.
fn mail_of(scene: &Scene, missed: &[Window]) -> Digest {
    mail_about(&[build(&scene.inputs())], scene, missed)
}

/// The mail about these reports.
fn mail_about(reports: &[Report], scene: &Scene, missed: &[Window]) -> Digest {
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
    render(reports, &plan, &context).unwrap()
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

#[test]
fn nothing_hidden_and_nothing_endless_reaches_a_mail() {
    const TRICK: &str = "tr\u{202E}i\u{200B}c\u{2066}k\u{E0041}";
    let mut scene = Scene::new();
    for tone in [Polarity::Neutral, Polarity::Negative] {
        scene.say(date(2026, 11, 17), |mention| {
            mention.title = TRICK.to_owned();
            mention.text = format!("Acme {TRICK}");
            mention.author.name = Some(TRICK.to_owned());
            mention.hashtags = vec![TRICK.to_owned()];
            mention.sentiment.label = tone;
            mention.followers = Some(90_000);
            mention.backlinks = vec![Backlink {
                brand: BrandId::new("acme"),
                link: Link {
                    url: "https://acme.example/shop".to_owned(),
                    text: TRICK.to_owned(),
                    rel: (0..500)
                        .map(|n| format!("{TRICK}{n}{}", "x".repeat(500)))
                        .collect(),
                    ..Link::default()
                },
                ..Backlink::default()
            }];
        });
    }
    let mail = mail_of(&scene, &[]);
    for body in [&mail.text, &mail.html, &mail.subject] {
        let hidden = |c: char| is_unseen(c) || (c.is_control() && c != '\n');
        assert!(!body.contains(hidden), "{body}");
    }
    assert!(mail.text.contains("answer “trick” (trick)"), "{}", mail.text);
    let longest = mail.text.lines().map(str::len).max().unwrap();
    assert!(longest < 1_000, "{longest}");
}

#[test]
fn a_goal_without_data_has_no_bar() {
    let mut scene = Scene::new();
    scene.campaign(
        date(2026, 11, 2),
        28,
        vec![Scene::goal("mentions", 20.0), Scene::goal("reach", 1e6)],
    );
    scene.run(date(2026, 11, 2), &[1; 10], true);
    let mail = mail_of(&scene, &[]);
    let reach = mail
        .text
        .lines()
        .find(|line| line.starts_with("- Reach: unknown"));
    assert!(reach.is_some_and(|line| !line.contains(" % ")), "{}", mail.text);
    assert!(
        mail.text.contains("50 % reached, 76 % expected by now"),
        "{}",
        mail.text
    );
    assert_eq!(mail.html.matches("% of the target reached").count(), 1);
}
