use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;

use super::*;
use crate::model::{Platform, SourceName};

fn read(bytes: &[u8], listed: bool) -> Result<(Vec<Document>, Vec<Issue>), Refusal> {
    let source = SourceName::from("mails");
    let ctx = Context {
        source: &source,
        base_url: None,
        content_type: None,
        seen: "2026-11-17T12:00:00Z".parse().unwrap(),
        platform: Platform::Web,
        language: None,
    };
    documents_within(bytes, listed, &ctx, &mut || true)
}

fn one(mail: &str) -> Document {
    let (mut documents, _) = read(mail.replace('\n', "\r\n").as_bytes(), false).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

const HEAD: &str = "From: =?utf-8?q?J=C3=B6_News?= <Jo@News.example>\nSubject: =?koi8-r?B?8NLJ18XU?= and more\n\
                    Date: Mon, 16 Nov 2026 10:00:00 +0200\nMessage-ID: <1@news.example>\nMIME-Version: 1.0\n";

#[test]
fn a_mail_is_one_document() {
    let document = one(&format!(
        "{HEAD}Content-Language: de-AT\nContent-Type: text/plain; charset=iso-8859-1\n\
         Content-Transfer-Encoding: quoted-printable\n\nAcme f=FChrt.\n"
    ));
    assert_eq!(document.id.as_deref(), Some("1@news.example"));
    assert_eq!(document.title, "Привет and more");
    assert_eq!(document.text, "Acme führt.");
    assert_eq!(document.author.name.as_deref(), Some("Jö News"));
    assert_eq!(document.author.handle.as_deref(), Some("jo@news.example"));
    assert_eq!(document.published.unwrap().to_string(), "2026-11-16T08:00:00Z");
    assert_eq!(document.language.as_deref(), Some("de"));
    assert_eq!(document.url, None);
}

#[test]
fn charsets_of_many_bytes_are_read() {
    for (charset, base64, want) in [
        ("shift_jis", "g2WDWINn", "テスト"),
        ("gb2312", "suLK1A==", "测试"),
        ("koi8-r", "8NLJ18XU", "Привет"),
        ("windows-1251", "z/Do4uXy", "Привет"),
    ] {
        let mail = format!(
            "{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n{base64}\n"
        );
        assert_eq!(one(&mail).text, want, "{charset}");
    }
}

#[test]
fn of_alternatives_the_page_is_read_and_attachments_are_not() {
    let document = one(&format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=m\n\n\
         --m\nContent-Type: multipart/alternative; boundary=a\n\n\
         --a\nContent-Type: text/plain\n\nplain words\n\
         --a\nContent-Type: text/html; charset=utf-8\n\n<style>p{{x:y}}</style><p>Shown <a href=\"https://acme.example/x\">words</a></p>\n\
         <a href=\"https://news.example/view/1\">View this email in your browser</a>\n--a--\n\
         --m\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n\
         --m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached words\n\
         --m\nContent-Type: message/rfc822\n\nSubject: Inner\nContent-Type: text/plain\n\nforwarded words\n--m--\n"
    ));
    let text = &document.text;
    assert!(text.starts_with("Shown words\n"), "{text}");
    assert!(text.ends_with("Inner\nforwarded words"), "{text}");
    for hidden in ["plain words", "VCALENDAR", "attached", "x:y"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert_eq!(document.url.as_deref(), Some("https://news.example/view/1"));
    assert_eq!(document.links.len(), 2);
}

#[test]
fn only_what_is_marked_as_the_mail_itself_is_its_address() {
    let with = |header: &str, anchor: &str| {
        one(&format!(
            "{HEAD}{header}Content-Type: text/html; charset=utf-8\n\n<a href=\"https://news.example/a\">{anchor}</a>\n"
        ))
        .url
    };
    for (anchor, marked) in [
        ("View in browser", true),
        ("Im Browser ansehen", true),
        ("Voir dans le navigateur", true),
        ("Öppna i webbläsaren", true),
        ("Web version", true),
        ("A new browser is out", false),
        ("Unsubscribe", false),
        ("", false),
    ] {
        assert_eq!(with("", anchor).is_some(), marked, "{anchor}");
    }
    let archived = with("Archived-At: <https://lists.example/1>\n", "View in browser");
    assert_eq!(archived.as_deref(), Some("https://lists.example/1"));
    assert_eq!(with("List-Archive: <https://lists.example/>\n", "more"), None);
    assert_eq!(with("Archived-At: <javascript:alert(1)>\n", "more"), None);
}

#[test]
fn a_mail_without_id_is_known_by_its_bytes() {
    let mail = "From: a@b.example\n\nwords\n";
    let id = one(mail).id.unwrap();
    assert_eq!(id.len(), 32);
    assert_eq!(one(mail).id.unwrap(), id);
    assert_ne!(one("From: a@b.example\n\nother\n").id.unwrap(), id);
}

#[test]
fn a_mail_that_lists_nothing_is_read_as_a_whole() {
    let mail = format!("{HEAD}Content-Type: text/html\n\n<p>Acme, nothing else.</p>\n");
    let (documents, _) = read(mail.as_bytes(), true).unwrap();
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0].text, "Acme, nothing else.");
}

#[test]
fn the_sender_is_read_from_header_lines() {
    assert_eq!(
        sender(b"From: \"A, B\" <ab@news.example>\r\n\r\n"),
        "ab@news.example"
    );
    assert_eq!(sender(b"Sender: c@news.example\r\n\r\n"), "c@news.example");
    assert_eq!(sender(b""), "");
}

#[test]
fn mails_within_mails_end_somewhere() {
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let mail = format!("{HEAD}{nested}words").replace('\n', "\r\n");
    let (_, issues) = read(mail.as_bytes(), true).unwrap();
    assert_eq!(issues.len(), 1);
    // Encoded, the nesting cannot be seen before it was undone.
    let encoded = STANDARD.encode(&nested);
    let mail = format!(
        "{HEAD}Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n"
    );
    assert!(read(mail.as_bytes(), false).is_ok());
    let mut parts = String::new();
    for n in 0..20_000 {
        let part = format!(
            "--b{n}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n",
            n + 1
        );
        parts.write_str(&part).unwrap();
    }
    let mail = format!("{HEAD}Content-Type: multipart/mixed; boundary=b0\r\n\r\n{parts}");
    assert!(read(mail.as_bytes(), false).is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600), listed: bool) {
        drop(read(&bytes, listed));
        sender(&bytes);
    }

    #[test]
    fn anything_like_a_mail_is_survived(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "From: ", "a@b.example", "<", ">", "\r\n", "\n", "\r\n\r\n", "Subject: ", "=?utf-8?B?w6Q=?=", "=?x?Q?=",
                "Date: ", "Mon, 99 Nov 2026", "Content-Type: ", "multipart/mixed; boundary=b", "--b", "--b--",
                "message/rfc822", "text/html", "; charset=utf-16", "Content-Transfer-Encoding: base64", "4pyT", "=ZZ",
                "quoted-printable", "<a href=\"https://a.example/\">", "view in browser", "</a>", "Content-Language: ",
                "de-AT", "Archived-At: <http", "\u{e4}", ":", ";", "\"", "(", "Message-ID: <",
            ]),
            0..60,
        ),
        listed: bool,
    ) {
        let mail = pieces.concat();
        if let Ok((documents, _)) = read(mail.as_bytes(), listed) {
            for document in documents {
                prop_assert!(document.id.is_some_and(|id| !id.is_empty()));
            }
        }
    }
}
