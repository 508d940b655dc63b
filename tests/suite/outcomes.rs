//! What came of it: files that are dropped, APIs that are asked, forms that are filled in; each outcome once, whatever happens
//! in between.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, civil::Date};
use mentiond::{
    app::import::{Ground, import_file},
    io::store::{OutcomeFilter, Store},
    model::{CampaignOutcome, OutcomeKind, Window},
};
use serde_json::{Value, json};

use super::program::output;
use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, get, in_world},
};

const CAST: &str = r#"
[[brand]]
id = "acme"
name = "Acme"
match = "acme"
[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristalsky"]
codes = ["KRISTAL10"]
landing = ["/kristal"]
[[campaign]]
id = "spring"
brand = "acme"
from = 2026-11-02
to = 2026-12-31
influencers = ["kristal"]
"#;

const DROPPED: &str = r#"
[[import]]
name = "Shop orders"
preset = "shopify-orders-csv"
path = "inbox/orders*.csv"
"#;

const HEAD: &str =
    "Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Lineitem sku,Refunded Amount\n";

fn with(more: &str) -> String {
    format!("{CAST}{more}")
}

fn order(name: &str, total: &str, refunded: &str) -> String {
    format!(
        "{name},ann{name}@x.example,paid,EUR,{total},kristal10,2026-11-10 09:50:26 +0100,A-1,{refunded}\n"
    )
}

fn inbox(world: &World) -> PathBuf {
    world.data().join("inbox")
}

fn drop_file(world: &World, name: &str, text: &str) {
    fs::create_dir_all(inbox(world)).unwrap();
    fs::write(inbox(world).join(name), text).unwrap();
}

/// Looks into the folders twice: a file is read when it looks the same both times.
async fn look_twice(world: &World) -> usize {
    let first = world.daemon.dropped_round().await.unwrap();
    first + world.daemon.dropped_round().await.unwrap()
}

async fn outcomes(world: &World) -> Vec<CampaignOutcome> {
    let all = |store: &Store| store.outcomes(&OutcomeFilter::default());
    world.daemon.store().read(all).await.unwrap()
}

/// Orders, what was paid and what was paid back, by the sums of the days.
async fn sums(world: &World) -> (u64, i64, i64) {
    let window = Window {
        from: Date::MIN,
        to: Date::MAX,
    };
    let days = world
        .daemon
        .store()
        .read(move |store| store.outcome_days(window))
        .await
        .unwrap();
    let cells = days.values().flat_map(|day| day.cells().map(|(_, sums)| *sums));
    cells.fold((0, 0, 0), |(count, gross, refunded), sums| {
        (
            count + sums.count,
            gross + sums.gross_minor,
            refunded + sums.refunded_minor,
        )
    })
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .map(|entries| {
            let entries = entries.map(|entry| entry.unwrap());
            let files = entries.filter(|entry| entry.path().is_file());
            files
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    names
}

#[test]
fn a_file_is_read_once_it_lies_still_and_never_counted_twice() {
    in_world(Mode::Good, &with(DROPPED), async |world| {
        let text = format!("{HEAD}{}{}", order("#1", "70.00", ""), order("#2", "35.00", ""));
        drop_file(world, "orders-1.csv", &text);
        assert_eq!(
            world.daemon.dropped_round().await.unwrap(),
            0,
            "it may still grow"
        );
        let text = format!("{text}{}", order("#3", "5.00", ""));
        drop_file(world, "orders-1.csv", &text);
        assert_eq!(world.daemon.dropped_round().await.unwrap(), 0, "it grew");
        assert_eq!(world.daemon.dropped_round().await.unwrap(), 1);
        assert_eq!(sums(world).await, (3, 11_000, 0));
        assert!(names(&inbox(world)).is_empty());
        assert_eq!(names(&inbox(world).join("done")), ["2026-11-17-orders-1.csv"]);

        let endpoint = world.endpoint().await;
        let listed = get(endpoint, "/outcomes?kind=orders&since=2026-11-01")
            .await
            .json();
        assert_eq!(listed.as_array().unwrap().len(), 3);
        assert_eq!(listed[0]["codes"], json!(["KRISTAL10"]));
        assert!(!listed.to_string().contains("x.example"), "{listed}");

        // The very same file, the same orders in another file, and a refund.
        drop_file(world, "orders-1.csv", &text);
        look_twice(world).await;
        drop_file(
            world,
            "orders-2.csv",
            &format!("{HEAD}{}", order("#1", "70.00", "")),
        );
        look_twice(world).await;
        assert_eq!(sums(world).await, (3, 11_000, 0));
        drop_file(
            world,
            "orders-3.csv",
            &format!("{HEAD}{}", order("#1", "70.00", "70.00")),
        );
        look_twice(world).await;
        assert_eq!(sums(world).await, (3, 11_000, 7_000));
        assert_eq!(names(&inbox(world).join("done")).len(), 4);
        assert!(names(&inbox(world)).is_empty());
        let verified = world.daemon.store().verify(&mut |_| {}).unwrap();
        assert_eq!(verified.faults, 0, "{:?}", verified.told);
    });
}

#[test]
fn a_daemon_that_dies_between_storing_and_moving_counts_nothing_twice() {
    in_world(Mode::Good, &with(DROPPED), async |world| {
        let rows: Vec<String> = (0..2_500).map(|n| order(&format!("#{n}"), "1.00", "")).collect();
        let text = format!("{HEAD}{}", rows.concat());
        drop_file(world, "orders.csv", &text);
        let path = inbox(world).join("orders.csv");
        let plan = world.daemon.board.plan();
        let import = plan.settings.imports[0].clone();
        let ground = Ground::new(
            &plan.settings,
            world.daemon.store().clone(),
            world.daemon.clock().now(),
        )
        .unwrap();

        // It dies with a part of the file stored.
        let part = inbox(world).join("part.txt");
        fs::write(&part, format!("{HEAD}{}", rows[..1_200].concat())).unwrap();
        let (import_again, file) = (import.clone(), part.clone());
        let worked = tokio::task::spawn_blocking(move || import_file(&ground, &import_again, &file));
        assert_eq!(worked.await.unwrap().unwrap().taken.new, 1_200);
        fs::remove_file(part).unwrap();
        world.restart(&with(DROPPED), SignedDuration::from_mins(1)).await;

        // It dies with all of it stored and nothing moved.
        let plan = world.daemon.board.plan();
        let ground = Ground::new(
            &plan.settings,
            world.daemon.store().clone(),
            world.daemon.clock().now(),
        )
        .unwrap();
        let file = path.clone();
        let worked = tokio::task::spawn_blocking(move || import_file(&ground, &import, &file));
        let taken = worked.await.unwrap().unwrap().taken;
        assert_eq!((taken.new, taken.same), (1_300, 1_200));
        world.restart(&with(DROPPED), SignedDuration::from_mins(1)).await;
        assert!(path.exists());

        assert_eq!(look_twice(world).await, 1);
        assert!(!path.exists());
        assert_eq!(sums(world).await, (2_500, 250_000, 0));
    });
}

#[test]
fn what_cannot_be_read_is_put_aside_with_the_reason() {
    in_world(Mode::Good, &with(DROPPED), async |world| {
        drop_file(world, "orders-a.csv", "Receipt;Sum\n1;2\n");
        let bad = order("#1", "7.00", "").replace("2026-11-10 09:50:26 +0100", "soon");
        drop_file(
            world,
            "orders-b.csv",
            &format!("{HEAD}{bad}{}", order("#2", "8.00", "")),
        );
        drop_file(world, "notes.txt", "not ours");
        look_twice(world).await;
        assert_eq!(sums(world).await, (1, 800, 0));
        assert_eq!(names(&inbox(world)), ["notes.txt"]);
        let failed = inbox(world).join("failed");
        assert_eq!(
            names(&failed),
            ["2026-11-17-orders-a.csv", "2026-11-17-orders-a.csv.report.txt"]
        );
        let why = fs::read_to_string(failed.join("2026-11-17-orders-a.csv.report.txt")).unwrap();
        assert!(why.contains("there is no column"), "{why}");
        let report = inbox(world).join("done/2026-11-17-orders-b.csv.report.txt");
        let report = fs::read_to_string(report).unwrap();
        assert_eq!(
            report,
            "1 of 2 rows could not be read.\nline 2: `soon` is no day or time\n"
        );
    });
}

const ASKED: &str = r#"
[[import]]
name = "Shop"
preset = "shopify"
with = { shop = "http://shop.example:@PORT@", token = "${API_KEY}" }
allow_private = true
every = "1h"
[[import]]
name = "Site"
preset = "matomo"
with = { server = "http://matomo.example:@PORT@", site = 1, token = "${API_KEY}" }
allow_private = true
"#;

fn shop(nodes: &Value, cursor: Option<&str>) -> Reply {
    let page = json!({ "data": { "orders": {
        "pageInfo": { "hasNextPage": cursor.is_some(), "endCursor": cursor }, "nodes": nodes } } });
    Reply::json(page.to_string())
}

fn shopify_order(name: &str, refunded: &str, updated: &str) -> Value {
    json!({ "id": format!("gid://{name}"), "name": name, "createdAt": "2026-11-10T09:00:00Z", "updatedAt": updated,
        "cancelledAt": null, "test": false, "displayFinancialStatus": "PAID", "tags": ["Subscription"],
        "discountCodes": ["kristal10"], "customer": { "id": "gid://Customer/7" },
        "totalPriceSet": { "shopMoney": { "amount": "70.0", "currencyCode": "EUR" } },
        "totalRefundedSet": { "shopMoney": { "amount": refunded } },
        "lineItems": { "nodes": [{ "sku": "A-1" }, { "sku": null }] },
        "customerJourneySummary": { "customerOrderIndex": 0, "lastVisit": {
            "landingPage": "https://acme.example/kristal?utm_source=x", "referrerUrl": null,
            "utmParameters": { "source": "instagram", "medium": "influencer", "campaign": null, "content": "kristalsky_1", "term": null } } } })
}

#[test]
fn apis_are_asked_page_by_page_and_told_again_what_changed() {
    in_world(Mode::Good, &with(ASKED), async |world| {
        let path = "/admin/api/2025-10/graphql.json";
        world.web.on(
            path,
            [
                shop(
                    &json!([shopify_order("#1", "0.0", "2026-11-10T09:00:00Z")]),
                    Some("c1"),
                ),
                shop(&json!([shopify_order("#2", "0.0", "2026-11-10T09:00:00Z")]), None),
            ],
        );
        world.web.on(
            "/index.php",
            [Reply::json(
                r#"[{"label":"spring","nb_visits":"12","nb_conversions":2,"revenue":30.5}]"#,
            )],
        );
        assert_eq!(world.daemon.import_round().await.unwrap(), 2);
        assert_eq!(world.daemon.import_round().await.unwrap(), 0, "not due yet");
        let told = outcomes(world).await;
        let orders: Vec<&CampaignOutcome> = told.iter().filter(|told| told.source == "Shop").collect();
        assert_eq!(orders.len(), 2);
        let marks = &orders[0].marks;
        assert_eq!(marks.utm.content.as_deref(), Some("kristalsky_1"));
        assert_eq!(
            (marks.landing.as_deref(), marks.codes.as_slice()),
            (Some("/kristal"), &["KRISTAL10".to_owned()][..])
        );
        assert_eq!(
            (orders[0].new_customer, orders[0].subscription),
            (Some(true), Some(true))
        );
        let days: Vec<String> = told
            .iter()
            .filter(|told| told.source == "Site" && told.kind == OutcomeKind::Visit)
            .map(|told| told.day.unwrap().to_string())
            .collect();
        assert_eq!(days.len(), 7);
        assert_eq!((days[0].as_str(), days[6].as_str()), ("2026-11-16", "2026-11-10"));
        let asked = world.web.log();
        let first = asked.iter().find(|asked| asked.target.starts_with(path)).unwrap();
        assert_eq!(first.header("x-shopify-access-token"), Some("canary-api-5c1d"));

        // An hour later one of them was refunded.
        world.web.on(
            path,
            [shop(
                &json!([shopify_order("#1", "70.0", "2026-11-17T12:30:00Z")]),
                None,
            )],
        );
        world.pass(SignedDuration::from_mins(61));
        assert_eq!(world.daemon.import_round().await.unwrap(), 1);
        let told = outcomes(world).await;
        let refunded = told
            .iter()
            .filter(|told| told.refunded.is_some_and(|money| money.amount_minor == 7_000));
        assert_eq!(refunded.count(), 1);
    });
}

#[test]
fn an_api_that_fails_is_asked_again_later_and_loses_nothing() {
    in_world(Mode::Good, &with(ASKED), async |world| {
        let path = "/admin/api/2025-10/graphql.json";
        world.web.on(
            path,
            [Reply::new(500, &[], "no"), Reply::json(r#"{"errors":"no"}"#)],
        );
        world.web.on("/index.php", [Reply::json("[]")]);
        assert_eq!(world.daemon.import_round().await.unwrap(), 2);
        world.pass(SignedDuration::from_mins(1));
        assert_eq!(world.daemon.import_round().await.unwrap(), 0);
        world.pass(SignedDuration::from_mins(5));
        assert_eq!(
            world.daemon.import_round().await.unwrap(),
            1,
            "an answer that is none"
        );
        world.web.on(
            path,
            [shop(
                &json!([shopify_order("#1", "0.0", "2026-11-10T09:00:00Z")]),
                None,
            )],
        );
        world.pass(SignedDuration::from_mins(5));
        assert_eq!(world.daemon.import_round().await.unwrap(), 0, "the pause doubles");
        world.pass(SignedDuration::from_mins(6));
        assert_eq!(world.daemon.import_round().await.unwrap(), 1);
        assert_eq!(outcomes(world).await.len(), 1);
    });
}

#[test]
fn the_commands_read_files_forms_and_tag_links() {
    let dir = tempfile::tempdir().unwrap();
    let config = format!("timezone = \"Europe/Stockholm\"\ndata_dir = \"data\"\n{CAST}{DROPPED}");
    fs::write(dir.path().join("mentiond.toml"), config).unwrap();
    let run = |args: &[&str]| {
        let (done, said) = output(dir.path(), args);
        let told = String::from_utf8(done.stdout).unwrap();
        (done.status.code().unwrap(), told, said)
    };
    let text = format!("{HEAD}{}", order("#1", "70.00", ""));
    fs::write(dir.path().join("orders.csv"), text).unwrap();

    let (code, told, said) = run(&["import", "shopify-orders-csv", "orders.csv", "--dry-run"]);
    assert_eq!(code, 0, "{said}");
    assert!(told.contains("1 order · 70.00 EUR · code KRISTAL10"), "{told}");
    assert!(told.contains("Nothing was stored."), "{told}");
    let (_, told, _) = run(&["import", "shopify-orders-csv", "orders.csv"]);
    assert!(told.contains("1 new, 0 changed, 0 known as they are."), "{told}");
    let (_, told, _) = run(&["import", "Shop orders", "orders.csv"]);
    assert!(told.contains("nothing is changed"), "{told}");

    // The form, filled in, comes back; what was left empty says nothing.
    let (_, form, said) = run(&["import", "--form", "spring"]);
    assert!(
        form.contains("spring,kristal,instagram,,,impressions,,,\n"),
        "{said}"
    );
    let filled = form.replace(
        "spring,kristal,instagram,,,impressions,,,",
        "spring,kristal,instagram,story 1,2026-11-12,impressions,12640,,asked twice",
    );
    fs::write(dir.path().join("form.csv"), filled).unwrap();
    let (code, told, said) = run(&["import", "form", "form.csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        told.starts_with("1 row, 0 of them could not be read; outcomes: 1 impression."),
        "{told}"
    );

    let (_, told, _) = run(&["outcomes", "--json"]);
    let rows: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["provenance"], "self_reported");
    assert_eq!(
        (&rows[0]["influencer"], &rows[0]["count"]),
        (&json!("kristal"), &json!(12_640))
    );
    assert_eq!(
        rows[1]["money"],
        json!({ "amount_minor": 7_000, "currency": "EUR" })
    );

    let (_, told, said) = run(&[
        "utm",
        "acme.example/rockets",
        "--influencer",
        "kristal",
        "--post",
        "Story 1",
    ]);
    assert_eq!(
        told,
        "https://acme.example/rockets?utm_source=instagram&utm_medium=influencer&utm_campaign=spring&\
         utm_content=kristalsky_story-1\n",
        "{said}"
    );
    let (code, _, said) = run(&["utm", "acme.example", "--influencer", "kristel"]);
    assert!(code == 2 && said.contains("did you mean `kristal`?"), "{said}");
    let (code, _, said) = run(&["import", "shopify-order-csv", "orders.csv"]);
    assert!(
        code == 2 && said.contains("did you mean `shopify-orders-csv`?"),
        "{said}"
    );

    // Nobody's address is anywhere, and the key is its owner's alone.
    let key = dir.path().join("data/customer.key");
    assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    let mut folders = vec![dir.path().join("data")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                let found = bytes.windows(9).any(|bytes| bytes == b"x.example");
                assert!(!found, "{} tells an address", path.display());
            }
        }
    }
}
