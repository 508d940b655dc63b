//! An alert as a mail of one page and as the JSON of a webhook.

use jiff::tz::TimeZone;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, syntax::SyntaxConfig};
use serde::Serialize;
use serde_json::json;

use super::{Digest, show};
use crate::model::{Alert, Window};

const HTML: &str = "alert.html";
const TEXT: &str = "alert.txt";

#[derive(Debug, Serialize)]
struct Page {
    headline: String,
    brand: String,
    when: &'static str,
    against_normal: Vec<String>,
    items: Vec<ItemView>,
    more: usize,
    notes: Vec<String>,
    todo: String,
    alert: String,
    at: String,
    calm: String,
}

#[derive(Debug, Serialize)]
struct ItemView {
    title: String,
    about: String,
    url: Option<String>,
}

/// Renders an alert as a mail; `calm` says how long it keeps still now.
///
/// # Errors
/// Only when an embedded template is broken, which a test rules out.
pub fn mail(alert: &Alert, zone: &TimeZone, calm: &str) -> Result<Digest, String> {
    let page = page(alert, zone, calm);
    let templates = templates()?;
    let print = |name: &str| {
        let template = templates.get_template(name).map_err(|why| why.to_string())?;
        template
            .render(Serde(&page))
            .map_err(|why| format!("template `{name}`: {why:#}"))
    };
    let text = print(TEXT)?;
    let day = crate::model::day_of(alert.at, zone);
    Ok(Digest {
        subject: page.headline.clone(),
        html: print(HTML)?,
        text: show::squeezed(&text),
        charts: Vec::new(),
        period: key(alert).to_owned(),
        window: Window {
            from: day,
            to: day.tomorrow().unwrap_or(day),
        },
    })
}

/// The part of an alert's id behind its alert's: what names the day or the cause.
pub fn key(alert: &Alert) -> &str {
    alert.id.split_once('/').map_or(alert.id.as_str(), |(_, key)| key)
}

/// Renders an alert for a webhook: `text` and `content` for chat rooms, the rest for programs.
pub fn webhook(alert: &Alert) -> String {
    let mut words = vec![show::clean(&alert.headline, 300)];
    words.extend(alert.against_normal.iter().map(|line| show::clean(line, 400)));
    words.extend(alert.items.iter().take(3).map(|item| {
        let url = show::safe_url(item.url.as_deref());
        let link = url.map_or_else(String::new, |url| format!(" {url}"));
        format!(
            "• {} ({}){link}",
            show::clean(&item.title, 160),
            show::clean(&item.about, 200)
        )
    }));
    words.extend(alert.notes.iter().map(|line| show::clean(line, 300)));
    words.push(format!("To do: {}", alert.todo));
    let words = words.join("\n");
    json!({
        "text": words, "content": words, "id": alert.id, "alert": alert.alert, "when": alert.when, "brand": alert.brand,
        "at": alert.at, "headline": alert.headline, "items": alert.items, "unusual": alert.unusual,
    })
    .to_string()
}

fn page(alert: &Alert, zone: &TimeZone, calm: &str) -> Page {
    let all = |lines: &[String]| lines.iter().map(|line| show::clean(line, 400)).collect();
    Page {
        headline: show::clean(&alert.headline, 180),
        brand: show::clean(&alert.brand_name, 60),
        when: alert.when.as_str(),
        against_normal: all(&alert.against_normal),
        items: alert
            .items
            .iter()
            .map(|item| ItemView {
                title: show::clean(&item.title, 160),
                about: show::clean(&item.about, 300),
                url: show::safe_url(item.url.as_deref()),
            })
            .collect(),
        more: alert.more,
        notes: all(&alert.notes),
        todo: alert.todo.clone(),
        alert: alert.alert.to_string(),
        at: show::moment(alert.at, zone),
        calm: calm.to_owned(),
    }
}

fn templates() -> Result<Environment<'static>, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| {
        if name == HTML {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(|why| format!("template syntax: {why}"))?;
    environment.set_syntax(syntax);
    for (name, source) in [
        (HTML, include_str!("templates/alert.html.j2")),
        (TEXT, include_str!("templates/alert.txt.j2")),
    ] {
        environment
            .add_template(name, source)
            .map_err(|why| format!("template `{name}`: {why:#}"))?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AlertId, AlertItem, AlertKind, BrandId};

    fn alert() -> Alert {
        Alert {
            id: "storm/2026-11-17-9".to_owned(),
            alert: AlertId::new("storm"),
            when: AlertKind::NegativeSpike,
            brand: BrandId::new("acme"),
            brand_name: "Acme".to_owned(),
            at: "2026-11-17T12:00:00Z".parse().unwrap(),
            headline: "Acme: 9 negative mentions on 17 November, 12× the usual 0.8 a day".to_owned(),
            against_normal: vec!["This day ran at 12× that (95 % range 4–30).".to_owned()],
            items: vec![AlertItem {
                title: "<script>alert(1)</script> \u{202E}recall".to_owned(),
                about: "news.example · reach ≈ 1,200".to_owned(),
                url: Some("javascript:alert(2)".to_owned()),
            }],
            more: 2,
            notes: vec!["The day belongs to Black Friday.".to_owned()],
            todo: "Answer it first.".to_owned(),
            unusual: None,
        }
    }

    #[test]
    fn a_mail_says_what_how_much_why_and_what_to_do_and_escapes_what_was_heard() {
        let mail = mail(&alert(), &TimeZone::UTC, "It keeps still for 24 hours.").unwrap();
        assert_eq!(mail.subject, alert().headline);
        assert_eq!(mail.period, "2026-11-17-9");
        for body in [&mail.text, &mail.html] {
            for part in [
                "9 negative mentions",
                "95 % range 4–30",
                "news.example",
                "Black Friday",
                "Answer it first.",
                "2 more",
                "24 hours",
            ] {
                assert!(body.contains(part), "`{part}` is missing in {body}");
            }
            assert!(
                !body.contains("javascript:") && !body.contains('\u{202E}'),
                "{body}"
            );
        }
        assert!(!mail.html.contains("<script>"), "{}", mail.html);
        assert!(mail.html.len() < 16 * 1024 && mail.html.contains("lang=\"en\""));
    }

    #[test]
    fn a_webhook_is_read_by_chat_rooms_and_by_programs() {
        let told: serde_json::Value = serde_json::from_str(&webhook(&alert())).unwrap();
        assert_eq!(told["when"], "negative-spike");
        assert_eq!(told["id"], "storm/2026-11-17-9");
        let text = told["text"].as_str().unwrap();
        assert!(
            text.starts_with("Acme: 9 negative") && text.contains("To do: Answer it first."),
            "{text}"
        );
        assert_eq!(told["text"], told["content"]);
        assert!(
            !text.contains("javascript:") && !text.contains('\u{202E}'),
            "{text}"
        );
    }
}
