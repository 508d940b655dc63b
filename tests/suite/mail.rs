//! Mail against servers that misbehave: every dialogue ends soon, with the right outcome.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use mentiond::{
    config::SmtpTls,
    io::{
        clock::monotonic,
        mail::{Outgoing, SendOutcome, Smtp, Timeouts, Transport},
    },
    model::Secret,
};

use crate::support::smtp::{AUTHORITY, Mode, Server};

const PASSWORD: &str = "open sesame";

/// Some lines that begin with dots, and enough of them to need several pieces.
fn letter() -> Vec<u8> {
    letter_of(2_000)
}

fn letter_of(lines: usize) -> Vec<u8> {
    let mut mail = b"Subject: Acme\r\nMessage-ID: <1@acme.example>\r\n\r\n".to_vec();
    for n in 0..lines {
        mail.extend_from_slice(format!(".line {n}\r\n..\r\n").as_bytes());
    }
    mail
}

fn outgoing(bytes: &[u8]) -> Outgoing<'_> {
    Outgoing {
        name: "weekly/2026-W47/ab",
        from: "watch@acme.example",
        to: "reader@acme.example",
        bytes,
    }
}

fn smtp(server: &Server, tls: SmtpTls, login: bool) -> Transport {
    Transport::Smtp(Smtp {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        tls,
        login: login.then(|| ("watch".to_owned(), Secret::new(PASSWORD))),
        extra_roots: vec![AUTHORITY.to_vec()],
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            command: Duration::from_millis(1_500),
            data: Duration::from_millis(1_500),
            last: Duration::from_secs(2),
        },
    })
}

fn kind(outcome: &SendOutcome) -> &'static str {
    match outcome {
        SendOutcome::Accepted(_) => "accepted",
        SendOutcome::Deferred(_) => "deferred",
        SendOutcome::Rejected(_) => "rejected",
        SendOutcome::LoginRefused(_) => "login refused",
        SendOutcome::ServerRefused(_) => "server refused",
        SendOutcome::NotSent(_) => "not sent",
        SendOutcome::Uncertain(_) => "uncertain",
    }
}

#[tokio::test]
async fn each_misbehaviour_has_its_outcome() {
    use Mode::{
        BadLogin, BadSender, DropAfterDot, DropBeforeDot, Garbage, GarbageAfterDot, Good, Greylist, Implicit,
        Injected, Intermediate, IntermediateAfterDot, LateLineFeeds, LineFeeds, NoSpace, NoSuchUser, Silent,
        StallAfterDot, StallAtData, StallAtQuit, StallInMail, Stripped, TlsUnavailable, TooBig, Unwelcome,
    };
    // Mode, encryption, outcome, mails the server has afterwards.
    let cases = [
        (Good, SmtpTls::None, "accepted", 1),
        (Good, SmtpTls::StartTls, "accepted", 1),
        (Implicit, SmtpTls::Implicit, "accepted", 1),
        (StallAtQuit, SmtpTls::None, "accepted", 1),
        (Greylist, SmtpTls::None, "deferred", 0),
        (NoSpace, SmtpTls::None, "deferred", 0),
        (TlsUnavailable, SmtpTls::StartTls, "deferred", 0),
        (NoSuchUser, SmtpTls::None, "rejected", 0),
        (TooBig, SmtpTls::StartTls, "rejected", 0),
        (BadLogin, SmtpTls::StartTls, "login refused", 0),
        (Unwelcome, SmtpTls::None, "server refused", 0),
        (BadSender, SmtpTls::StartTls, "server refused", 0),
        (Silent, SmtpTls::None, "not sent", 0),
        (Silent, SmtpTls::Implicit, "not sent", 0),
        (Garbage, SmtpTls::None, "not sent", 0),
        (LineFeeds, SmtpTls::None, "not sent", 0),
        (Intermediate, SmtpTls::None, "not sent", 0),
        (Stripped, SmtpTls::StartTls, "not sent", 0),
        (Injected, SmtpTls::StartTls, "not sent", 0),
        (StallAtData, SmtpTls::None, "not sent", 0),
        (StallAtData, SmtpTls::StartTls, "not sent", 0),
        (DropAfterDot, SmtpTls::None, "uncertain", 1),
        (DropAfterDot, SmtpTls::StartTls, "uncertain", 1),
        (StallAfterDot, SmtpTls::None, "uncertain", 1),
        (GarbageAfterDot, SmtpTls::None, "uncertain", 1),
        (IntermediateAfterDot, SmtpTls::None, "uncertain", 1),
        (LateLineFeeds, SmtpTls::None, "uncertain", 1),
        // The socket's buffers take the whole mail, dot included: whether it arrived cannot be known.
        (DropBeforeDot, SmtpTls::None, "uncertain", 0),
        (StallInMail, SmtpTls::None, "uncertain", 0),
    ];
    let mail = letter();
    for (mode, tls, expected, stored) in cases {
        let server = Server::start(mode).await;
        let started = monotonic();
        let outcome = smtp(&server, tls, true).send(&outgoing(&mail)).await;
        let took = started.elapsed();
        assert_eq!(kind(&outcome), expected, "{mode:?} {tls:?}: {outcome:?}");
        assert!(took < Duration::from_secs(9), "{mode:?} {tls:?}: {took:?}");
        let kept = server.stored();
        assert_eq!(kept.len(), stored, "{mode:?} {tls:?}");
        for one in kept {
            assert_eq!(one.bytes, mail, "{mode:?}: sent as it is");
            assert_eq!(one.encrypted, tls != SmtpTls::None);
            assert!(one.from.contains("watch@acme.example") && one.to.contains("reader@acme.example"));
        }
        assert!(!format!("{outcome:?}").contains("acme.example"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_mail_too_long_for_the_buffers_that_breaks_half_way_is_surely_not_sent() {
    let mail = letter_of(900_000);
    for mode in [Mode::DropBeforeDot, Mode::StallInMail] {
        let server = Server::start(mode).await;
        let outcome = smtp(&server, SmtpTls::None, false).send(&outgoing(&mail)).await;
        assert_eq!(kind(&outcome), "not sent", "{mode:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn nothing_secret_leaves_in_clear_when_encryption_was_asked_for() {
    let mail = letter();
    for mode in [
        Mode::Good,
        Mode::Stripped,
        Mode::Injected,
        Mode::TlsUnavailable,
        Mode::Garbage,
    ] {
        let server = Server::start(mode).await;
        drop(
            smtp(&server, SmtpTls::StartTls, true)
                .send(&outgoing(&mail))
                .await,
        );
        for command in server.commands() {
            let verb = command.split(' ').next().unwrap_or_default();
            assert!(
                ["EHLO", "STARTTLS", "QUIT"].contains(&verb),
                "{mode:?}: {command}"
            );
        }
    }
}

#[tokio::test]
async fn a_greylisted_mail_is_taken_the_second_time_and_once_only() {
    let server = Server::start(Mode::Greylist).await;
    let transport = smtp(&server, SmtpTls::None, false);
    let mail = letter();
    assert_eq!(kind(&transport.send(&outgoing(&mail)).await), "deferred");
    assert_eq!(kind(&transport.send(&outgoing(&mail)).await), "accepted");
    assert_eq!(server.stored().len(), 1);
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    let mail = letter();
    for (mode, tls) in [
        (Mode::Good, SmtpTls::StartTls),
        (Mode::Implicit, SmtpTls::Implicit),
    ] {
        let server = Server::start(mode).await;
        let Transport::Smtp(mut settings) = smtp(&server, tls, true) else {
            unreachable!()
        };
        settings.extra_roots.clear();
        let outcome = Transport::Smtp(settings).send(&outgoing(&mail)).await;
        assert_eq!(kind(&outcome), "not sent", "{outcome:?}");
    }
}

#[tokio::test]
async fn nobody_listening_is_not_sent() {
    let server = Server::start(Mode::Good).await;
    let transport = smtp(&server, SmtpTls::None, false);
    drop(server);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(kind(&transport.send(&outgoing(b"x\r\n")).await), "not sent");
}

#[tokio::test]
async fn mails_and_addresses_that_cannot_be_sent_are_refused_at_once() {
    let server = Server::start(Mode::Good).await;
    let transport = smtp(&server, SmtpTls::None, false);
    let outcome = transport
        .send(&outgoing(b"Subject: x\n\nlone line feeds\n"))
        .await;
    assert_eq!(kind(&outcome), "rejected", "{outcome:?}");
    let nowhere = Outgoing {
        to: "nobody",
        ..outgoing(b"x\r\n")
    };
    assert_eq!(kind(&transport.send(&nowhere).await), "rejected");
    let two_lines = Outgoing {
        to: "a@b.example>\r\nDATA",
        ..outgoing(b"x\r\n")
    };
    assert_eq!(kind(&transport.send(&two_lines).await), "rejected");
    assert!(server.stored().is_empty());
}

#[tokio::test]
async fn checking_talks_but_sends_nothing() {
    for (mode, tls, fine) in [
        (Mode::Good, SmtpTls::StartTls, true),
        (Mode::Good, SmtpTls::None, true),
        (Mode::Implicit, SmtpTls::Implicit, true),
        (Mode::BadLogin, SmtpTls::StartTls, false),
        (Mode::Stripped, SmtpTls::StartTls, false),
        (Mode::Silent, SmtpTls::None, false),
    ] {
        let server = Server::start(mode).await;
        let answer = smtp(&server, tls, true).check().await;
        assert_eq!(answer.is_ok(), fine, "{mode:?} {tls:?}: {answer:?}");
        assert!(server.stored().is_empty());
        assert!(!format!("{answer:?}").contains(PASSWORD));
    }
}

fn program(dir: &std::path::Path, script: &str) -> Transport {
    let program = dir.join("sendmail");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    Transport::Sendmail {
        program,
        timeout: Duration::from_secs(2),
    }
}

#[tokio::test]
async fn a_mail_program_gets_the_mail_and_its_status_decides() {
    let dir = tempfile::tempdir().unwrap();
    // Longer than a pipe holds.
    let mail = letter_of(20_000);
    let kept = dir.path().join("kept");
    let keep = format!("echo \"$@\" > '{0}.args'; cat > '{0}'", kept.display());
    let cases = [
        (keep.as_str(), "accepted"),
        ("cat > /dev/null; exit 75", "deferred"),
        ("cat > /dev/null; exit 67", "rejected"),
        ("exit 0", "not sent"),
        ("cat > /dev/null; exec sleep 60", "uncertain"),
    ];
    for (script, expected) in cases {
        let outcome = program(dir.path(), script).send(&outgoing(&mail)).await;
        assert_eq!(kind(&outcome), expected, "{script}: {outcome:?}");
    }
    assert_eq!(fs::read(&kept).unwrap(), mail);
    let args = fs::read_to_string(kept.with_extension("args")).unwrap();
    assert_eq!(args, "-i -f watch@acme.example -- reader@acme.example\n");
    let missing = Transport::Sendmail {
        program: dir.path().join("missing"),
        timeout: Duration::from_secs(2),
    };
    assert_eq!(kind(&missing.send(&outgoing(&mail)).await), "not sent");
    assert!(missing.check().await.is_err());
}
