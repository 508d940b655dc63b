//! Documents pushed over the endpoint.

use std::{io::Write as _, net::SocketAddr};

use flate2::{Compression, write::GzEncoder};
use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    world::{Answer, SECRETS, get, in_world, post},
};

const CONFIG: &str = r#"
[polling]
max_body = "64KiB"

[[brand]]
id = "acme"
match = "acme"
domains = ["acme.example"]

[[source]]
name = "CRM notes / north"
hook = { token = "${API_KEY}" }

[[campaign]]
id = "spring"
brand = "acme"
from = 2026-11-01
to = 2026-12-31
goals = [{ metric = "mentions", target = 10 }]
"#;

/// The name as an address has it.
const PATH: &str = "/hooks/CRM%20notes%20%2F%20north";

fn bearer() -> String {
    format!("Authorization: Bearer {}", SECRETS[0].1)
}

async fn push(endpoint: SocketAddr, body: &str) -> Answer {
    post(endpoint, PATH, &[&bearer()], body.as_bytes()).await
}

#[test]
fn what_is_pushed_is_stored_before_it_is_acknowledged_and_once() {
    in_world(Mode::Good, CONFIG, async |world| {
        let endpoint = world.endpoint().await;
        let body = r#"[{"id":"1","title":"Acme called","text":"They love Acme","published":"2026-11-17T09:00:00Z"},
            {"id":"2","title":"Nothing about them"},
            {"url":"https://b.example/x","text":"see https://www.acme.example/skates","mood":"good"},
            "nonsense"]"#;
        let answer = push(endpoint, body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let told = answer.json();
        assert_eq!(
            (&told["accepted"], &told["new_mentions"]),
            (&3.into(), &2.into()),
            "{told}"
        );
        assert_eq!(told["issues"].as_array().unwrap().len(), 2, "{told}");
        assert_eq!(world.mentions().await.len(), 2);
        let again = push(endpoint, body).await.json();
        assert_eq!(
            (&again["accepted"], &again["new_mentions"]),
            (&3.into(), &0.into())
        );
        let lines = "{\"id\":\"1\",\"title\":\"Acme called\"}\n{\"id\":\"3\",\"title\":\"Acme again\"}\n";
        assert_eq!(push(endpoint, lines).await.json()["new_mentions"], 1);
        let feed =
            "<rss version='2.0'><channel><item><guid>9</guid><title>Acme fed</title></item></channel></rss>";
        assert_eq!(push(endpoint, feed).await.json()["new_mentions"], 1);
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed
            .write_all(b"{\"id\":\"4\",\"title\":\"Acme packed\"}")
            .unwrap();
        let packed = packed.finish().unwrap();
        let answer = post(endpoint, PATH, &[&bearer(), "Content-Encoding: gzip"], &packed).await;
        assert_eq!(answer.json()["new_mentions"], 1);
        world.restart(CONFIG, SignedDuration::from_hours(1)).await;
        assert_eq!(world.mentions().await.len(), 5);
    });
}

#[test]
fn only_who_has_the_token_of_a_hook_pushes_to_it_and_not_too_much() {
    let more = format!("{CONFIG}\n[[source]]\nname = \"News\"\nfeed = \"https://news.example/feed\"\n");
    in_world(Mode::Good, &more, async |world| {
        let endpoint = world.endpoint().await;
        let good = br#"{"title":"Acme"}"#;
        let long = format!("[\"{}\"]", "x".repeat(70_000));
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
        let bomb = bomb.finish().unwrap();
        let own = bearer();
        let own: &str = &own;
        for (path, headers, body, status) in [
            (PATH, &[][..], &good[..], 401),
            (PATH, &["Authorization: Bearer wrong"], good, 401),
            ("/hooks/nobody", &[own], good, 404),
            ("/hooks/News", &[own], good, 404),
            ("/status", &[own], good, 405),
            (PATH, &[own], b"", 400),
            (PATH, &[own], b"[{", 400),
            (PATH, &[own], b"[1, 2]", 422),
            (PATH, &[own], long.as_bytes(), 413),
            (PATH, &[own, "Content-Encoding: gzip"], &bomb, 413),
            (PATH, &[own, "Content-Encoding: gzip"], good, 400),
            (PATH, &[own, "Content-Encoding: br"], good, 415),
            (PATH, &[own], b"[]", 200),
        ] {
            let answer = post(endpoint, path, headers, body).await;
            assert_eq!(answer.status, status, "{path} {headers:?}: {}", answer.body);
            assert!(!answer.body.contains(SECRETS[0].1), "{}", answer.body);
            if status != 200 {
                assert!(
                    answer.head.contains("application/problem+json"),
                    "{}",
                    answer.head
                );
                assert_eq!(answer.json()["status"], status);
            }
        }
        let how = get(endpoint, PATH).await;
        assert_eq!(how.status, 405, "{}", how.body);
        assert_eq!(world.mentions().await.len(), 0);
    });
}

#[test]
fn a_hook_is_never_polled_nor_is_its_silence_a_fault() {
    in_world(Mode::Good, CONFIG, async |world| {
        let endpoint = world.endpoint().await;
        world.pass(SignedDuration::from_hours(100));
        assert_eq!(world.daemon.due().len(), 0);
        let source = &get(endpoint, "/sources").await.json()[0];
        assert_eq!(
            (&source["kind"], &source["state"]),
            (&"hook".into(), &"new".into())
        );
        push(endpoint, r#"{"title":"Acme"}"#).await;
        world.pass(SignedDuration::from_hours(100));
        let status = get(endpoint, "/status").await.json();
        let source = &status["sources"][0];
        assert_eq!(
            (&source["state"], &source["coverage_7d"]),
            (&"ok".into(), &1.0.into())
        );
        assert!(source["next_due"].is_null() && !source["last_success"].is_null());
        assert_eq!(status["polls"]["lag_secs"], 0);
        assert_eq!(world.daemon.due().len(), 0);
        assert!(get(endpoint, "/").await.body.contains("when pushed"));
        // The baseline of a campaign does not wait for it.
        world.mail_round().await;
        assert_eq!(world.smtp.stored().len(), 0, "nobody is told of its silence");
    });
}
