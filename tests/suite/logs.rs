//! The access log of one's own site.

use std::{fs, io::Write as _, path::PathBuf};

use flate2::{Compression, write::GzEncoder};
use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    world::{World, get, in_world},
};

const CONFIG: &str = r#"
[polling]
every = "15m"
max_every = "15m"

[[brand]]
id = "acme"
match = "acme"
domains = ["acme.example"]

[[source]]
name = "Shop log"
log = { path = "@DATA@.access.log*", site = "shop.acme.example" }
"#;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn log(world: &World, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.access.log{ending}", world.data().display()))
}

fn line(client: &str, target: &str, referrer: &str, agent: &str) -> String {
    format!(
        "{client} - - [17/Nov/2026:11:30:00 +0000] \"GET {target} HTTP/1.1\" 200 99 \"{referrer}\" \"{agent}\"\n"
    )
}

fn append(world: &World, text: &str) {
    let mut file = fs::File::options()
        .create(true)
        .append(true)
        .open(log(world, ""))
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

async fn backlinks(world: &World) -> Vec<(String, Vec<String>)> {
    let mentions = world.mentions().await.into_iter();
    let mut told: Vec<_> = mentions
        .map(|mention| {
            let links = mention.backlinks.into_iter().map(|backlink| backlink.link.url);
            (mention.url.unwrap(), links.collect())
        })
        .collect();
    told.sort();
    told
}

#[test]
fn pages_that_send_visitors_are_backlinks() {
    in_world(Mode::Good, CONFIG, async |world| {
        append(
            world,
            &line("192.0.2.1", "/skates", "https://blog.example/review", FIREFOX),
        );
        append(world, &line("192.0.2.1", "/", "https://www.google.com/", FIREFOX));
        append(
            world,
            &line("192.0.2.1", "/", "https://acme.example/about", FIREFOX),
        );
        append(
            world,
            &line("192.0.2.9", "/", "https://bots.example/", "ExampleBot/1.0"),
        );
        assert_eq!(world.poll_due().await, 1);
        let skates = "https://shop.acme.example/skates".to_owned();
        let review = "https://blog.example/review".to_owned();
        assert_eq!(backlinks(world).await, [(review.clone(), vec![skates.clone()])]);
        assert_eq!(
            world.mentions().await[0].at,
            "2026-11-17T11:30:00Z".parse().unwrap()
        );
        // Nothing new, then a line that is not complete.
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 0);
        let more = line("192.0.2.2", "/lamps", "https://blog.example/review", FIREFOX);
        append(world, &more[..more.len() - 9]);
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(backlinks(world).await[0].1.len(), 1);
        append(world, &more[more.len() - 9..]);
        // Rotated and packed while the daemon was away.
        let packed = fs::read(log(world, "")).unwrap();
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(&packed).unwrap();
        fs::write(log(world, ".1.gz"), to.finish().unwrap()).unwrap();
        fs::remove_file(log(world, "")).unwrap();
        append(
            world,
            &line("192.0.2.3", "/", "https://forum.example/t?id=7", FIREFOX),
        );
        world.restart(CONFIG, SignedDuration::from_hours(30)).await;
        assert_eq!(world.poll_due().await, 1);
        let lamps = "https://shop.acme.example/lamps".to_owned();
        assert_eq!(
            backlinks(world).await,
            [
                (review, vec![skates, lamps]),
                (
                    "https://forum.example/t?id=7".to_owned(),
                    vec!["https://shop.acme.example/".to_owned()]
                ),
            ]
        );
    });
}

#[test]
fn visits_by_marked_links_are_counted_once_and_shown() {
    in_world(Mode::Good, CONFIG, async |world| {
        let endpoint = world.endpoint().await;
        let spring = "/?utm_source=kristal&utm_medium=social&utm_campaign=spring&utm_content=story";
        for client in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
            append(world, &line(client, spring, "-", FIREFOX));
        }
        world.poll_due().await;
        world.pass(SignedDuration::from_hours(1));
        append(world, &line("192.0.2.1", spring, "-", FIREFOX));
        world.poll_due().await;
        world.pass(SignedDuration::from_hours(1));
        world.poll_due().await;
        let rows = get(endpoint, "/visits?source=Shop%20log").await.json();
        assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
        let row = &rows[0];
        assert_eq!(
            (&row["visits"], &row["visitors"]),
            (&4.into(), &2.into()),
            "{row}"
        );
        assert_eq!(
            (&row["day"], &row["utm"]["source"]),
            (&"2026-11-17".into(), &"kristal".into())
        );
        assert_eq!(get(endpoint, "/visits?since=2026-11-18").await.status, 400);
        assert_eq!(get(endpoint, "/visits?source=Blog").await.status, 404);
        let stored = world
            .daemon
            .store()
            .read(|store| store.memory(&"Shop log".into()))
            .await;
        let stored = stored.unwrap().unwrap().to_string();
        assert!(
            !stored.contains("192.0.2") && !stored.contains("Mozilla"),
            "{stored}"
        );
    });
}

#[test]
fn a_log_that_cannot_be_read_is_a_fault_of_its_source() {
    in_world(Mode::Good, CONFIG, async |world| {
        world.poll_due().await;
        let why = world.state("Shop log").last_error.unwrap();
        assert!(
            why.contains("no file matches") && why.contains("SupplementaryGroups"),
            "{why}"
        );
        append(world, "hello\nworld\n");
        world.pass(SignedDuration::from_hours(1));
        world.poll_due().await;
        let why = world.state("Shop log").last_error.unwrap();
        assert!(why.contains("none of an access log"), "{why}");
        fs::remove_file(log(world, "")).unwrap();
        append(
            world,
            &line("192.0.2.1", "/skates", "https://blog.example/review", FIREFOX),
        );
        append(world, "hello\n");
        world.pass(SignedDuration::from_hours(3));
        assert_eq!(world.poll_due().await, 1);
        let state = world.state("Shop log");
        assert_eq!(state.failures, 0);
        assert!(state.issues[0].starts_with("1 lines"), "{:?}", state.issues);
    });
}

#[test]
fn pages_that_are_known_are_heard_anew_for_a_new_brand() {
    in_world(Mode::Good, CONFIG, async |world| {
        append(
            world,
            &line(
                "192.0.2.1",
                "/?utm_source=x",
                "https://blog.example/coyote",
                FIREFOX,
            ),
        );
        assert_eq!(world.poll_due().await, 1);
        let more = format!("{CONFIG}\n[[brand]]\nid = \"coyote\"\nmatch = \"coyote\"\n");
        world.restart(&more, SignedDuration::from_hours(1)).await;
        world.poll_due().await;
        assert_eq!(world.mentions().await[0].brands.len(), 2);
        let endpoint = world.endpoint().await;
        assert_eq!(
            get(endpoint, "/visits").await.json()[0]["visits"],
            1,
            "counted once"
        );
    });
}
