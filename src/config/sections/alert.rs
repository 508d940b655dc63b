//! `[[alert]]`: what is told at once, and to whom.

use std::time::Duration;

use url::Url;

use crate::config::{
    Polling,
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{
    AlertId, AlertKind, AlertPlan, Brand, BrandId, DigestPlan, Influencer, InfluencerId, Manners, Webhook,
};

use super::delivery::{RESERVED_ID, require_sender};
use super::query::query;
use super::reading::{Known, Taken, all_parsed, duration, id};

/// Shortest and longest time that an alert keeps still.
const QUIET: (Duration, Duration) = (Duration::from_mins(5), Duration::from_hours(31 * 24));
/// Most followers that may be asked for.
const MOST_FOLLOWERS: i64 = 10_000_000_000;
/// Longest answer of a webhook that is read: nobody looks at it.
const ANSWER_BYTES: usize = 64 << 10;

/// Reads every alert.
pub(in crate::config) fn alerts(
    r: &mut Reader<'_>,
    top: &Table<'_>,
    (brands, influencers): (&[Brand], &[Influencer]),
    digests: &[DigestPlan],
    polling: &Polling,
) -> Vec<AlertPlan> {
    let tables = r.tables(top, "alert", &shape::ALERT);
    let mut taken = Taken::default();
    let mut alerts = Vec::with_capacity(tables.len());
    for table in &tables {
        let alert = alert(r, table, (brands, influencers), polling);
        if let Some(value) = table.get("id") {
            taken.take(r, &value, "this alert's id", alert.id.as_str());
            if alert.id.as_str() == RESERVED_ID {
                r.error(&value, "`operator` names the mails to the operator");
            } else if digests
                .iter()
                .any(|digest| digest.id.as_str() == alert.id.as_str())
            {
                r.error(&value, "a digest has this id; mails of both stand in one outbox")
                    .help("give one of the two another name");
            }
        }
        alerts.push(alert);
    }
    // Where there are digests the sender is asked for anyway.
    if !top.has("digest") {
        require_sender(r, top, alerts.iter().any(|alert| !alert.to.is_empty()));
    }
    alerts
}

fn alert(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    (brands, influencers): (&[Brand], &[Influencer]),
    polling: &Polling,
) -> AlertPlan {
    let id = id(r, table);
    let when = kind(r, table);
    if !table.has("to") && !table.has("webhook") {
        r.missing(table, "to", "list of mail addresses, or a `webhook`");
    } else if let Some(value) = table.get("to")
        && value.is_array()
        && r.array(&value).is_empty()
    {
        r.error(&value, "the alert has no recipients")
            .expected("at least one mail address")
            .help("leave `to` out if the webhook is enough");
    }
    AlertPlan {
        id: AlertId::new(id.unwrap_or_default()),
        when: when.unwrap_or(AlertKind::Spike),
        brand: brand(r, table, brands),
        influencer: influencer(r, table, influencers),
        followers: followers(r, table),
        query: if table.has("match") {
            query(r, table, "match")
        } else {
            String::new()
        },
        to: all_parsed(r, table, "to", "a mail address", values::address),
        webhook: webhook(r, table, &polling.manners),
        quiet: duration(r, table, "quiet", QUIET).unwrap_or_else(|| when.map_or(QUIET.0, AlertKind::quiet)),
    }
}

/// `when`, and whether the keys given have a meaning with it.
fn kind(r: &mut Reader<'_>, table: &Table<'_>) -> Option<AlertKind> {
    let Some(value) = table.get("when") else {
        let names = AlertKind::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
        r.missing(table, "when", &format!("word for what it looks out for: {names}"));
        return None;
    };
    let when = r.choice(&value, &AlertKind::ALL)?;
    let meant: &[(&str, &[AlertKind])] = &[
        ("influencer", &[AlertKind::Spike, AlertKind::Influencer]),
        ("followers", &[AlertKind::Influencer]),
        ("match", &[AlertKind::Keyword]),
    ];
    for (key, kinds) in meant {
        if let (Some(value), false) = (table.get(key), kinds.contains(&when)) {
            let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
            r.error(
                &value.key_place(),
                format!("`{key}` has no meaning for an alert of `{}`", when.as_str()),
            )
            .help(format!("leave it out; it belongs to {}", kinds.join(" and ")));
        }
    }
    if when == AlertKind::Keyword && !table.has("match") {
        r.missing(table, "match", "query, e.g. `match = \"recall OR lawsuit\"`");
    }
    Some(when)
}

fn brand(r: &mut Reader<'_>, table: &Table<'_>, brands: &[Brand]) -> BrandId {
    let known = Known {
        what: "brand",
        names: brands.iter().map(|brand| brand.id.as_str()).collect(),
    };
    if !table.has("brand") {
        r.missing(table, "brand", "brand's id");
    }
    let named = table.get("brand").and_then(|value| known.reference(r, &value));
    BrandId::new(named.unwrap_or_default())
}

fn influencer(r: &mut Reader<'_>, table: &Table<'_>, influencers: &[Influencer]) -> Option<InfluencerId> {
    let known = Known {
        what: "influencer",
        names: influencers.iter().map(|one| one.id.as_str()).collect(),
    };
    let value = table.get("influencer")?;
    known.reference(r, &value).map(InfluencerId::new)
}

fn followers(r: &mut Reader<'_>, table: &Table<'_>) -> Option<u64> {
    let value = table.get("followers")?;
    let followers = r.integer(&value, 1, MOST_FOLLOWERS)?;
    u64::try_from(followers).ok()
}

/// `webhook` and `allow_private`.
fn webhook(r: &mut Reader<'_>, table: &Table<'_>, inherited: &Manners) -> Option<Webhook> {
    let allow_private = table
        .get("allow_private")
        .and_then(|value| r.boolean(&value))
        .unwrap_or(false);
    let Some(value) = table.get("webhook") else {
        if let Some(value) = table.get("allow_private") {
            r.warn(&value.key_place(), "this has an effect only with `webhook`");
        }
        return None;
    };
    let secret = r.secret(&value)?;
    let url: Url = match values::http_url(secret.expose()) {
        Ok(url) => url,
        Err(why) => {
            r.error(&value, why)
                .expected("an address that begins with `https://`");
            return None;
        }
    };
    if !allow_private {
        if let Some(place) = values::private(&url) {
            r.error(&value, format!("the address leads to {place}"))
                .help("add `allow_private = true` if it is meant so");
            return None;
        }
        if url.scheme() != "https" {
            r.error(
                &value,
                "without encryption anyone on the way could read the alert and call the address",
            )
            .expected("an address that begins with `https://`")
            .help("`allow_private = true` is for a server of your own in a private network");
            return None;
        }
    }
    Some(Webhook {
        host: url.host_str().unwrap_or_default().to_owned(),
        url: secret,
        manners: Manners {
            allow_private,
            auth: None,
            max_body_bytes: ANSWER_BYTES,
            robots: false,
            resolve_links: false,
            ..inherited.clone()
        },
    })
}
