use std::{collections::BTreeMap, fmt::Write as _};

use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{Handle, OutcomeKind, Platform};

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    pairs
        .iter()
        .map(|(name, places)| {
            let places = places.split('|').map(|place| place.trim().to_owned());
            ((*name).to_owned(), places.collect())
        })
        .collect()
}

fn cast() -> Cast {
    let kristal = Influencer {
        id: "kristal".into(),
        name: "Kristal Sky".to_owned(),
        handles: vec![Handle {
            platform: Platform::Instagram,
            name: "kristalsky".to_owned(),
        }],
        ..Influencer::default()
    };
    Cast::new(&[kristal], ["spring".into()])
}

fn with_style<T>(daily: bool, provenance: Provenance, work: impl FnOnce(&Style<'_>) -> T) -> T {
    let zone = TimeZone::get("Europe/Stockholm").unwrap();
    let (key, cast) = (CustomerKey::new(&[1; 32]), cast());
    work(&Style {
        source: "shop",
        zone: &zone,
        currency: Currency::parse("EUR").unwrap(),
        dates: None,
        decimal: Decimal::Point,
        provenance,
        daily,
        key: &key,
        cast: &cast,
    })
}

fn read(
    table: &str,
    columns: &Columns,
    daily: bool,
    provenance: Provenance,
) -> (Vec<CampaignOutcome>, Reading) {
    with_style(daily, provenance, |style| {
        let mut found = Vec::new();
        let reading = read_csv(table.as_bytes(), columns, style, &mut |outcome| {
            found.push(outcome);
        })
        .unwrap();
        (found, reading)
    })
}

fn order_columns() -> Columns {
    Columns::new(&map(&[
        ("id", "Name"),
        ("at", "Created at"),
        ("kind", "'order'"),
        ("money", "Total"),
        ("refunded", "Refunded Amount"),
        ("currency", "Currency"),
        ("codes", "Discount Code"),
        ("skus", "Lineitem sku"),
        ("customer", "Email"),
        ("status", "Financial Status"),
        ("cancelled", "Cancelled at"),
        ("test", "Payment Method"),
    ]))
    .unwrap()
}

const ORDERS: &str = "\
Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Lineitem sku,Cancelled at,Payment Method,Refunded Amount
#1001,Ann@x.example,paid,EUR,105.00,kristal10,2026-03-07 09:50:26 +0200,B-2,,card,0.00
#1001,,,,,,,A-1,,,
#1002,bob@x.example,refunded,SEK,\"1,070.50\",,2026-03-08 10:00:00 +0200,A-1,,card,1070.50
#1003,eve@x.example,voided,EUR,5.00,,2026-03-08 11:00:00 +0200,A-1,2026-03-09 11:00:00 +0200,card,
#1004,eve@x.example,paid,EUR,5.00,,never,A-1,,card,
#1005,eve@x.example,paid,EUR,5.00,,2026-03-08 11:00:00 +0200,A-1,,Bogus Gateway,
";

#[test]
fn line_items_make_one_order_and_a_bad_row_costs_itself() {
    let (found, reading) = read(ORDERS, &order_columns(), false, Provenance::Imported);
    let ids: Vec<&str> = found.iter().map(|outcome| outcome.external_id.as_str()).collect();
    assert_eq!(ids, ["#1001", "#1002", "#1003", "#1005"]);
    let first = &found[0];
    assert_eq!(first.marks.skus, ["A-1", "B-2"]);
    assert_eq!(first.marks.codes, ["KRISTAL10"]);
    assert_eq!(first.money.unwrap().amount_minor, 10_500);
    assert_eq!(first.at.to_string(), "2026-03-07T07:50:26Z");
    assert_eq!(
        (first.kind, first.count, first.day),
        (OutcomeKind::Order, Some(1), None)
    );
    assert!(first.counts() && first.refunded.is_none());
    assert!(!format!("{first:?}").to_lowercase().contains("ann@x"));
    assert_eq!(found[1].refunded, found[1].money);
    assert_eq!(found[1].money.unwrap().currency.as_str(), "SEK");
    assert!(found[2].cancelled && found[3].test);
    assert_eq!(found[2].customer, found[3].customer);
    assert_eq!((reading.rows, reading.bad), (6, 1));
    assert_eq!(reading.issues, ["line 6: `never` is no day or time"]);
}

#[test]
fn refunds_keep_their_own_ids_and_name_their_order() {
    let columns = Columns::new(&map(&[
        ("id", "Receipt"),
        ("order", "Order"),
        ("at", "Day"),
        ("kind", "Kind"),
        ("money", "Sum"),
        ("status", "Status"),
    ]))
    .unwrap();
    let table = "\
Receipt,Order,Day,Kind,Sum,Status
1001,,2026-03-01,order,100,paid
1001,,2026-03-04,refund,30,refunded
1001,,2026-03-04,refund,30,refunded
1001,,2026-03-09,refund,20,refunded
R7,#1001,2026-03-10,refund,10,
,#1001,2026-03-11,refund,5,
";
    let (found, reading) = read(table, &columns, false, Provenance::Imported);
    assert_eq!(reading.bad, 0, "{reading:?}");
    let told: Vec<(&str, &str, i64)> = found
        .iter()
        .map(|one| {
            (
                one.external_id.as_str(),
                one.order_number(),
                one.money.unwrap().amount_minor,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1001", "1001", 10_000),
            ("1001/refund", "1001", 5_000),
            ("R7/refund", "#1001", 1_000),
            ("#1001/refund", "#1001", 500),
        ]
    );
    assert!(found.iter().all(|one| one.refunded.is_none()));
}

#[test]
fn counts_of_a_day_are_told_apart_by_what_they_are_about_and_added_within_a_file() {
    let mut columns = Columns::new(&map(&[
        ("at", "Date | Datum"),
        ("source_medium", "Session source / medium"),
        ("utm_content", "Session manual ad content"),
        ("visits", "Sessions"),
        ("orders", "Transactions"),
        ("money", "Total revenue"),
    ]))
    .unwrap();
    columns.stacked = true;
    columns.wish.comment = Some('#');
    let table = "\
# ----------------------------------------
# Acme, 20260301-20260302
# ----------------------------------------

Nth day,Sessions
0000,5

Date,Session source / medium,Session manual ad content,Device,Sessions,Transactions,Total revenue
20260301,instagram / influencer,kristal-1,mobile,120,3,210.50
20260301,instagram / influencer,kristal-1,desktop,30,1,35
20260302,(direct) / (none),(not set),mobile,40,0,0
,Grand total,,,190,4,245.5
Grand total,,,,190,4,245.5
";
    let (found, reading) = read(table, &columns, true, Provenance::Imported);
    let told: Vec<(String, OutcomeKind, Option<u64>, Option<i64>)> = found
        .iter()
        .map(|outcome| {
            let money = outcome.money.map(|money| money.amount_minor);
            (
                outcome.day.unwrap().to_string(),
                outcome.kind,
                outcome.count,
                money,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2026-03-01".to_owned(), OutcomeKind::Visit, Some(150), None),
            ("2026-03-01".to_owned(), OutcomeKind::Order, Some(4), Some(24_550)),
            ("2026-03-02".to_owned(), OutcomeKind::Visit, Some(40), None),
            ("2026-03-02".to_owned(), OutcomeKind::Order, Some(0), None),
        ]
    );
    assert_eq!(found[0].marks.utm.source.as_deref(), Some("instagram"));
    assert_eq!(found[0].marks.utm.medium.as_deref(), Some("influencer"));
    assert_eq!(found[2].marks.utm.medium, None);
    assert_eq!(reading.bad, 1, "{:?}", reading.issues);
    assert!(
        reading.issues[0].contains("a table was passed over"),
        "{:?}",
        reading.issues
    );
    let again = read(table, &columns, true, Provenance::Imported).0;
    assert_eq!(found, again);
}

#[test]
fn what_people_report_names_the_influencer_or_is_refused() {
    let columns = Columns::new(&map(&[
        ("at", "day"),
        ("influencer", "influencer"),
        ("platform", "platform"),
        ("campaign", "campaign"),
        ("post", "post"),
        ("kind", "metric"),
        ("count", "value"),
        ("note", "note"),
    ]))
    .unwrap();
    let table = "\
influencer;platform;campaign;post;day;metric;value;note
@KristalSky;Instagram;spring;story 1;2026-03-10;impressions;12.640;asked twice
kristal;instagram;spring;story 1;2026-03-10;revenue;1.234,50;
kristle;instagram;spring;story 1;2026-03-10;clicks;3;
kristal;instagarm;spring;;2026-03-10;clicks;3;
kristal;instagram;spirng;;2026-03-10;clicks;3;
kristal;instagram;spring;;2026-03-10;klicks;3;
";
    let (found, reading) = read(table, &columns, true, Provenance::SelfReported);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].count, Some(12_640));
    assert_eq!(found[0].marks.influencer.as_ref().unwrap().as_str(), "kristal");
    assert_eq!(found[0].note.as_deref(), Some("asked twice"));
    assert_eq!(
        (found[1].count, found[1].money.unwrap().amount_minor),
        (None, 123_450)
    );
    assert_eq!(reading.bad, 4);
    for (issue, part) in reading.issues.iter().zip([
        "no influencer `kristle`; did you mean `kristal`?",
        "did you mean `instagram`?",
        "did you mean `spring`?",
        "did you mean `click`?",
    ]) {
        assert!(issue.contains(part), "{issue}");
    }
}

#[test]
fn marks_are_read_from_addresses() {
    let mapping = ReplyMapping::compile(
        "$.orders[*]",
        &map(&[
            ("id", "$.id"),
            ("at", "$.created_at"),
            ("kind", "'order'"),
            ("money", "$.total"),
            ("landing", "$.landing_site"),
            ("referrer", "$.referring_site"),
            ("codes", "$.discount_codes[*].code"),
            ("test", "$.test"),
            ("order_index", "$.nth"),
        ]),
    )
    .unwrap();
    let reply = json!({ "orders": [
        { "id": 7, "created_at": "2026-03-01T10:00:00+01:00", "total": "70.00", "test": false, "nth": 0,
          "landing_site": "/Kristal/?utm_source=instagram&utm_content=kristal-1&ref=KS", "referring_site": "https://l.instagram.com/x",
          "discount_codes": [{ "code": "kristal10" }, { "code": "VIP" }] },
        { "id": 8, "created_at": "2026-03-01T10:00:00+01:00", "total": null, "test": true },
        { "id": 9 },
    ] });
    let (found, reading) = with_style(false, Provenance::Imported, |style| {
        let mut found = Vec::new();
        let reading = read_reply(&[reply], &mapping, style, &mut |outcome| found.push(outcome));
        (found, reading)
    });
    let marks = &found[0].marks;
    assert_eq!(marks.landing.as_deref(), Some("/Kristal"));
    assert_eq!(marks.reference.as_deref(), Some("KS"));
    assert_eq!(marks.referrer.as_deref(), Some("l.instagram.com"));
    assert_eq!(marks.utm.content.as_deref(), Some("kristal-1"));
    assert_eq!(marks.codes, ["KRISTAL10", "VIP"]);
    assert_eq!(found[0].new_customer, Some(true));
    assert!(found[1].test && found[1].money.is_none());
    assert_eq!(reading.issues, ["record 3: it has no day or time"]);
}

#[test]
fn a_table_without_the_columns_says_which_it_has() {
    let error = with_style(false, Provenance::Imported, |style| {
        read_csv(
            "Nam,Created\n1,2\n".as_bytes(),
            &order_columns(),
            style,
            &mut |_| {},
        )
        .unwrap_err()
        .to_string()
    });
    assert!(
        error.contains("line 1: there is no column `Created at`"),
        "{error}"
    );
    let errors = Columns::new(&map(&[("mony", "Total")])).unwrap_err();
    assert_eq!(
        errors,
        ["`mony` is no field of an outcome; did you mean `money`?"]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..1500), daily in any::<bool>()) {
        let mut table = b"Name,Created at,Total,Discount Code\n".to_vec();
        table.extend(&bytes);
        with_style(daily, Provenance::Imported, |style| {
            drop(read_csv(table.as_slice(), &order_columns(), style, &mut |_| {}));
            drop(read_csv(bytes.as_slice(), &order_columns(), style, &mut |_| {}));
        });
    }

    #[test]
    fn any_cells_are_survived(rows in proptest::collection::vec(("[ -~é€]{0,12}", "[0-9/.: TZ+-]{0,20}", "[0-9.,€ -]{0,12}"), 0..20)) {
        let mut table = "Name;Created at;Total\n".to_owned();
        for (name, at, total) in &rows {
            writeln!(table, "{};{at};{total}", name.replace(['"', ';'], "")).unwrap();
        }
        let (found, reading) = read(&table, &order_columns(), false, Provenance::Imported);
        prop_assert!(found.len() as u64 + reading.bad <= reading.rows);
    }
}
