//! Sources that moved for good, and sources that are gone.

use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, in_world},
};

const CONFIG: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
match = "acme"

[[source]]
name = "News"
feed = "http://news.example:@PORT@/old.xml"
allow_private = true
"#;

fn feed(number: usize) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>News</title><item><guid isPermaLink=\"false\">{number}</guid>\
         <title>Acme report {number}</title></item></channel></rss>"
    )
}

/// Lets two hours pass and polls; which addresses were asked.
async fn asked(world: &World) -> Vec<String> {
    let before = world.web.log().len();
    world.pass(SignedDuration::from_hours(2));
    world.poll_due().await;
    let requests = world.web.log();
    requests
        .iter()
        .skip(before)
        .map(|request| request.target.clone())
        .collect()
}

fn at(world: &World, path: &str) -> String {
    world.web.url(path).to_string()
}

/// The old address redirects, the new one answers with something new each time.
fn moves(world: &World, status: u16) {
    world
        .web
        .on("/old.xml", [Reply::to(status, &at(world, "/new.xml"))]);
    let answers: Vec<Reply> = (0..40).map(|number| Reply::ok(feed(number))).collect();
    world.web.on("/new.xml", answers);
}

#[test]
fn a_permanent_move_is_followed_once_it_is_sure() {
    for status in [301, 308] {
        in_world(Mode::Good, CONFIG, async |world| {
            moves(world, status);
            for _ in 0..3 {
                assert_eq!(asked(world).await, ["/old.xml", "/new.xml"]);
            }
            // The configured address has its turn once more, and from then on once a week.
            assert_eq!(asked(world).await, ["/old.xml", "/new.xml"]);
            for _ in 0..3 {
                assert_eq!(asked(world).await, ["/new.xml"]);
            }
            world.pass(SignedDuration::from_hours(24 * 7));
            assert_eq!(asked(world).await, ["/old.xml", "/new.xml"]);
            world.pass(SignedDuration::from_hours(24));
            assert_eq!(asked(world).await, ["/new.xml"]);
            world.mail_round().await;
            let mail = world.mails().remove(0);
            assert_eq!(mail.subject, "mentiond: source News has moved");
            assert!(mail.text.contains(&at(world, "/new.xml")), "{}", mail.text);
            // Said once.
            world.pass(SignedDuration::from_hours(24));
            world.mail_round().await;
            assert_eq!(world.mails().len(), 1);
        });
    }
}

#[test]
fn a_temporary_redirect_is_never_remembered() {
    in_world(Mode::Good, CONFIG, async |world| {
        moves(world, 302);
        for _ in 0..6 {
            assert_eq!(asked(world).await, ["/old.xml", "/new.xml"]);
        }
        assert_eq!(world.state("News").moved_to, None);
    });
}

#[test]
fn a_new_address_that_fails_gives_way_to_the_old_one() {
    in_world(Mode::Good, CONFIG, async |world| {
        moves(world, 301);
        for _ in 0..5 {
            asked(world).await;
        }
        // The move is undone: the old address answers itself.
        world.web.on("/new.xml", [Reply::new(404, &[], "nothing here")]);
        world
            .web
            .on("/old.xml", [Reply::ok(feed(100)), Reply::ok(feed(101))]);
        assert_eq!(asked(world).await, ["/new.xml", "/old.xml"]);
        let state = world.state("News");
        assert_eq!((state.failures, state.moved_to), (0, None));
        assert_eq!(asked(world).await, ["/old.xml"]);
    });
}

#[test]
fn no_key_is_taken_to_another_host() {
    let config = CONFIG.to_owned() + "auth = { bearer = \"${API_KEY}\" }\n";
    in_world(Mode::Good, &config, async |world| {
        moves(world, 301);
        for _ in 0..6 {
            assert_eq!(asked(world).await, ["/old.xml", "/new.xml"]);
        }
        let told = world.web.log();
        let with_key = |path: &str| {
            told.iter()
                .filter(|request| request.target == path)
                .all(|request| request.header("authorization").is_some())
        };
        assert!(with_key("/old.xml"));
        assert!(
            told.iter()
                .filter(|request| request.target == "/new.xml")
                .all(|request| request.header("authorization").is_none())
        );
    });
}

#[test]
fn what_is_gone_is_asked_ever_more_rarely_and_reported() {
    in_world(Mode::Good, CONFIG, async |world| {
        world.web.on("/old.xml", [Reply::new(410, &[], "gone")]);
        let (mut pauses, mut since) = (Vec::new(), 0);
        for hour in 0..24 * 40 {
            world.pass(SignedDuration::from_hours(1));
            let before = world.web.log().len();
            world.poll_due().await;
            if world.web.log().len() > before {
                pauses.push(hour - since);
                since = hour;
            }
        }
        // Hours from one 410 to the next: from the third on they double, up to about a week.
        let late = pauses.split_off(4);
        assert!(late.len() <= 8, "{late:?}");
        let week = 24 * 7;
        let doubled = |two: &[i32]| two[1] * 10 >= (two[0] * 2).min(week) * 8;
        assert!(late.windows(2).all(doubled), "{late:?}");
        assert!(late.iter().all(|pause| *pause <= week) && late.iter().any(|pause| *pause > week * 8 / 10));
        let state = world.state("News");
        assert_eq!(state.health.as_str(), "gone");
        world.mail_round().await;
        let mail = world.mails().remove(0);
        assert!(
            mail.subject.contains("News is not heard") && mail.text.contains("410"),
            "{mail:?}"
        );
    });
}
