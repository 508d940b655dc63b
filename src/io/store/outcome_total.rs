//! How the outcomes of a day lie on disk: as columns, like day totals (see [`super::day_total`]), since a report on a year reads a
//! hundred thousand cells of them. Days stored by earlier versions, JSON as a whole, are still read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::table::{Table, at};
use super::{StoreError, codec};
use crate::model::{
    CampaignId, Currency, InfluencerId, Marks, OutcomeDay, OutcomeKey, OutcomeKind, OutcomeSums, Platform,
    Provenance, Utm,
};

/// A day as columns.
#[derive(Debug, Serialize, Deserialize)]
struct Columns<'c> {
    /// What many cells share, as JSON: [`Shared`]s.
    shared: Cow<'c, str>,
    #[serde(borrow)]
    cells: Vec<Row<'c>>,
}

/// What many cells of a day have in common: few of them, and their fields may come and go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Shared {
    source: String,
    kind: OutcomeKind,
    provenance: Provenance,
    counts: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new_customer: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subscription: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bought: Option<bool>,
    /// Of [`Marks::platform`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    platform: Option<Platform>,
    /// Of the marks of the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lead_platform: Option<Platform>,
}

/// One cell.
#[derive(Debug, Serialize, Deserialize)]
struct Row<'c> {
    /// Place among what is shared.
    shared: u32,
    #[serde(borrow)]
    marks: Vec<(Mark, &'c str)>,
    lead: Option<Vec<(Mark, &'c str)>>,
    outcomes: u64,
    count: u64,
    uncounted: u64,
    gross_minor: i64,
    refunded_minor: i64,
    squares: u128,
}

/// Which mark a text is. Stored by place: new ones come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Mark {
    Code,
    Source,
    Medium,
    Campaign,
    Term,
    Content,
    Reference,
    Referrer,
    Landing,
    Link,
    Sku,
    Influencer,
    OfCampaign,
    Post,
}

/// A day as it is stored.
pub(super) fn encode(day: &OutcomeDay) -> Result<Vec<u8>, StoreError> {
    let mut shared = Table::new();
    let cells = day.cells().map(|(key, sums)| {
        let lead = key.lead.as_deref();
        let place = shared.place(Shared {
            source: key.source.clone(),
            kind: key.kind,
            provenance: key.provenance,
            counts: key.counts,
            new_customer: key.new_customer,
            subscription: key.subscription,
            currency: key.currency,
            also: key.also.clone(),
            bought: key.bought,
            platform: key.marks.platform,
            lead_platform: lead.and_then(|lead| lead.platform),
        });
        row(place, key, sums)
    });
    let cells = cells.collect();
    let columns = Columns {
        shared: shared.json()?.into(),
        cells,
    };
    let bytes = postcard::to_allocvec(&columns).map_err(|error| codec::bad("", &error))?;
    codec::encode_columns(&bytes)
}

/// Reads a day back, in either form; `key` is named when it does not decode.
pub(super) fn decode(key: &[u8], value: &[u8]) -> Result<OutcomeDay, StoreError> {
    match codec::columns(key, value)? {
        Some(bytes) => read(&bytes).map_err(|why| codec::bad(&codec::show(key), &why)),
        None => codec::decode(key, value),
    }
}

fn read(bytes: &[u8]) -> Result<OutcomeDay, String> {
    let columns: Columns<'_> = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
    let shared: Vec<Shared> = serde_json::from_str(&columns.shared).map_err(|error| error.to_string())?;
    let mut cells = Vec::with_capacity(columns.cells.len());
    for row in columns.cells {
        let kind = at(&shared, row.shared, "a cell")?;
        cells.push((key(&row, kind), sums(&row)));
    }
    Ok(OutcomeDay::of(cells))
}

fn row<'c>(shared: u32, key: &'c OutcomeKey, sums: &OutcomeSums) -> Row<'c> {
    Row {
        shared,
        marks: texts(&key.marks),
        lead: key.lead.as_deref().map(texts),
        outcomes: sums.outcomes,
        count: sums.count,
        uncounted: sums.uncounted,
        gross_minor: sums.gross_minor,
        refunded_minor: sums.refunded_minor,
        squares: sums.squares,
    }
}

fn key(row: &Row<'_>, kind: &Shared) -> OutcomeKey {
    OutcomeKey {
        source: kind.source.clone(),
        kind: kind.kind,
        provenance: kind.provenance,
        counts: kind.counts,
        marks: marks(&row.marks, kind.platform),
        new_customer: kind.new_customer,
        subscription: kind.subscription,
        currency: kind.currency,
        also: kind.also.clone(),
        lead: row
            .lead
            .as_ref()
            .map(|lead| Box::new(marks(lead, kind.lead_platform))),
        bought: kind.bought,
    }
}

fn sums(row: &Row<'_>) -> OutcomeSums {
    OutcomeSums {
        outcomes: row.outcomes,
        count: row.count,
        uncounted: row.uncounted,
        gross_minor: row.gross_minor,
        refunded_minor: row.refunded_minor,
        squares: row.squares,
    }
}

/// The texts of marks; every field is named, so that a new one is not forgotten.
fn texts(marks: &Marks) -> Vec<(Mark, &str)> {
    let Marks {
        codes,
        utm,
        reference,
        referrer,
        landing,
        link,
        skus,
        influencer,
        platform: _,
        campaign,
        post,
    } = marks;
    let Utm {
        source,
        medium,
        campaign: named,
        term,
        content,
    } = utm;
    let one = [
        (Mark::Source, source),
        (Mark::Medium, medium),
        (Mark::Campaign, named),
        (Mark::Term, term),
        (Mark::Content, content),
        (Mark::Reference, reference),
        (Mark::Referrer, referrer),
        (Mark::Landing, landing),
        (Mark::Link, link),
        (Mark::Post, post),
    ];
    let one = one
        .into_iter()
        .filter_map(|(mark, text)| Some((mark, text.as_deref()?)));
    let codes = codes.iter().map(|code| (Mark::Code, code.as_str()));
    let skus = skus.iter().map(|sku| (Mark::Sku, sku.as_str()));
    let influencer = influencer.iter().map(|id| (Mark::Influencer, id.as_str()));
    let campaign = campaign.iter().map(|id| (Mark::OfCampaign, id.as_str()));
    codes
        .chain(skus)
        .chain(influencer)
        .chain(campaign)
        .chain(one)
        .collect()
}

fn marks(texts: &[(Mark, &str)], platform: Option<Platform>) -> Marks {
    let mut marks = Marks {
        platform,
        ..Marks::default()
    };
    for &(mark, text) in texts {
        let one = match mark {
            Mark::Code => {
                marks.codes.push(text.to_owned());
                continue;
            }
            Mark::Sku => {
                marks.skus.push(text.to_owned());
                continue;
            }
            Mark::Influencer => {
                marks.influencer = Some(InfluencerId::new(text));
                continue;
            }
            Mark::OfCampaign => {
                marks.campaign = Some(CampaignId::new(text));
                continue;
            }
            Mark::Source => &mut marks.utm.source,
            Mark::Medium => &mut marks.utm.medium,
            Mark::Campaign => &mut marks.utm.campaign,
            Mark::Term => &mut marks.utm.term,
            Mark::Content => &mut marks.utm.content,
            Mark::Reference => &mut marks.reference,
            Mark::Referrer => &mut marks.referrer,
            Mark::Landing => &mut marks.landing,
            Mark::Link => &mut marks.link,
            Mark::Post => &mut marks.post,
        };
        *one = Some(text.to_owned());
    }
    marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("[a-zA-Zö/]{1,6}")
    }

    prop_compose! {
        fn any_marks()(
            codes in proptest::collection::vec("[A-Z]{1,3}", 0..3), skus in proptest::collection::vec("[A-Z]{1,3}", 0..2),
            utm in (text(), text(), text(), text(), text()), others in (text(), text(), text(), text(), text()),
            who in text(), what in text(), platform in any::<bool>(),
        ) -> Marks {
            let (source, medium, campaign, term, content) = utm;
            let (reference, referrer, landing, link, post) = others;
            Marks {
                codes,
                utm: Utm { source, medium, campaign, term, content },
                reference,
                referrer,
                landing,
                link,
                skus,
                influencer: who.as_deref().map(InfluencerId::new),
                platform: platform.then_some(Platform::TikTok),
                campaign: what.as_deref().map(CampaignId::new),
                post,
            }
        }
    }

    prop_compose! {
        fn cell()(
            marks in any_marks(), lead in proptest::option::of(any_marks()), n in any::<u32>(), minor in any::<i64>(),
            squares in any::<u128>(), told in proptest::option::of(any::<bool>()),
        ) -> (OutcomeKey, OutcomeSums) {
            let key = OutcomeKey {
                source: if n.is_multiple_of(2) { "Shop" } else { "Programme" }.to_owned(),
                kind: OutcomeKind::Order,
                provenance: Provenance::Imported,
                counts: !n.is_multiple_of(5),
                marks,
                new_customer: told,
                subscription: None,
                currency: told.map(|_| Currency::default()),
                also: n.is_multiple_of(3).then(|| "Bank".to_owned()).into_iter().collect(),
                lead: lead.map(Box::new),
                bought: told,
            };
            let sums = OutcomeSums {
                outcomes: n.into(),
                count: u64::from(n) * 3,
                uncounted: 1,
                gross_minor: minor,
                refunded_minor: minor / 2,
                squares,
            };
            (key, sums)
        }
    }

    proptest! {
        #[test]
        fn a_day_is_read_back_as_it_was_in_either_form(cells in proptest::collection::vec(cell(), 0..12)) {
            let day = OutcomeDay::of(cells);
            prop_assert_eq!(&decode(b"o", &encode(&day).unwrap()).unwrap(), &day);
            prop_assert_eq!(&decode(b"o", &codec::encode(&day).unwrap()).unwrap(), &day);
        }

        #[test]
        fn damage_is_told_and_never_panics(
            cells in proptest::collection::vec(cell(), 0..6), at in any::<prop::sample::Index>(), byte in any::<u8>(),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut value = encode(&OutcomeDay::of(cells)).unwrap();
            prop_assert!(decode(b"o", &value[..cut.index(value.len())]).is_err());
            let at = at.index(value.len());
            value[at] = byte;
            drop(decode(b"o", &value));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            drop(read(&bytes));
        }
    }
}
