//! How long a mail may be, whatever there is to tell.

use jiff::civil::date;

use super::super::{MAIL_LIMIT_BYTES, mime};
use super::{mail_about, mail_of};
use crate::digest::Digest;
use crate::digest::mime::Envelope;
use crate::model::{BrandId, Campaign, CampaignId, InfluencerId, Platform, Polarity, Report};
use crate::report::{build, scene::Scene};

/// A week in which much was said, by whom it says, in words of an alphabet; with so many campaigns and influencers.
fn busy(word: &str, campaigns: usize, influencers: usize) -> Scene {
    let mut scene = Scene::new();
    let roster = scene.influencers.remove(0);
    for n in 0..influencers {
        let mut one = roster.clone();
        one.id = InfluencerId::new(format!("voice-{n}"));
        one.name = format!("{word} {n}");
        scene.influencers.push(one);
    }
    let goals = [
        "mentions",
        "reach",
        "engagement",
        "net_sentiment",
        "share_of_voice",
    ];
    let goals = goals.map(|metric| Scene::goal(metric, 500.0)).to_vec();
    let first: Campaign = scene.campaign(date(2026, 10, 26), 28, goals).clone();
    scene.campaigns.clear();
    for n in 0..campaigns {
        let mut one = first.clone();
        one.id = CampaignId::new(format!("campaign-{n}"));
        one.name = format!("{word} {n}");
        one.influencers = scene.influencers.iter().map(|one| one.id.clone()).collect();
        scene.campaigns.push(one);
    }
    let mut n = 0_u32;
    let mut day = date(2026, 10, 12);
    while day < date(2026, 11, 23) {
        for _ in 0..4 {
            n += 1;
            let post = n as usize;
            scene.say(day, |mention| {
                mention.title = format!("{} {n}", format!("{word} ").repeat(12));
                mention.text = format!("Acme {}", format!("{word} ").repeat(60));
                mention.url = Some(format!("https://site{n}.example/{}", "path/".repeat(20)));
                mention.author.name = Some(format!("{word} {n}"));
                mention.hashtags = vec![format!("{word}{}", n % 30)];
                mention.platform = Platform::ALL[post % Platform::ALL.len()];
                mention.followers = Some(1_000 * u64::from(n % 90 + 1));
                mention.engagement.likes = Some(u64::from(n % 50));
                mention.sentiment.label =
                    [Polarity::Negative, Polarity::Positive, Polarity::Neutral][post % 3];
                if influencers > 0 {
                    mention.influencer = Some(InfluencerId::new(format!("voice-{}", post % influencers)));
                }
                if campaigns > 0 && day >= date(2026, 10, 26) {
                    mention.campaigns = vec![CampaignId::new(format!("campaign-{}", post % campaigns))];
                }
            });
        }
        day = day.tomorrow().unwrap();
    }
    scene
}

/// The mail without its pictures, as it is sent.
fn sent(mail: &Digest) -> Vec<u8> {
    let mail = Digest {
        charts: Vec::new(),
        ..mail.clone()
    };
    let envelope = Envelope {
        from: "Brand watch <watch@acme.example>",
        to: "someone.with.a.long.name@marketing.acme.example",
        message_id: "<weekly.2026-W48.0123456789abcdef@acme.example>",
        date: jiff::Timestamp::UNIX_EPOCH,
        list: "weekly",
    };
    mime::build(&mail, &envelope).unwrap()
}

#[test]
fn no_mail_is_longer_than_mailboxes_show_whatever_there_is_to_tell() {
    for (word, campaigns, influencers, brands) in [
        ("lamp", 1, 3, 1),
        ("lamp", 2, 20, 1),
        ("灯具产品", 2, 10, 1),
        ("<&\"=>", 6, 12, 1),
        ("Lampe über", 2, 5, 4),
        ("lamp", 1, 2, 14),
    ] {
        let scene = busy(word, campaigns, influencers);
        let mut report = build(&scene.inputs());
        report
            .methods
            .extend(vec!["Measured by a rule with a long name. ".repeat(4); 60]);
        let reports: Vec<Report> = (0..brands)
            .map(|n| Report {
                brand: BrandId::new(format!("brand-{n}")),
                brand_name: format!("Brand {n}"),
                ..report.clone()
            })
            .collect();
        let mail = mail_about(&reports, &scene, &[]);
        let bytes = sent(&mail);
        let case = format!("{word}, {campaigns} campaigns, {influencers} influencers, {brands} brands");
        assert!(bytes.len() <= MAIL_LIMIT_BYTES, "{case}: {} bytes", bytes.len());
        assert!(
            bytes.len() > MAIL_LIMIT_BYTES / 4,
            "{case}: {} bytes",
            bytes.len()
        );
        assert!(
            mail.text.contains("Brand 0") || mail.text.contains("BRAND 0"),
            "{case}"
        );
        // What is missing is named in both parts.
        for body in [&mail.html, &mail.text] {
            assert_eq!(
                brands > 4,
                body.contains("found no room in this mail"),
                "{case}: {body}"
            );
        }
        let read = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(
            read.body_html(0).unwrap().replace("\r\n", "\n").trim_end(),
            mail.html.trim_end(),
            "{case}"
        );
    }
}

#[test]
fn a_mail_of_an_ordinary_week_leaves_nothing_out() {
    let mail = mail_of(&busy("lamp", 1, 3), &[]);
    assert!(!mail.text.contains("Left out"), "{}", mail.text);
    let answers = mail.text.split("NEGATIVE: NEEDS AN ANSWER FIRST").nth(1).unwrap();
    let answers = answers.split("WHAT WAS SAID").next().unwrap();
    assert!(answers.matches("\n* ").count() >= 3, "{}", mail.text);
}
