//! What a row tells → outcomes.

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Style,
    fields::Told,
    number::{count, money, shown},
    when::{When, when},
};
use crate::model::{
    CampaignId, CampaignOutcome, Currency, Marks, Money, OutcomeKind, Platform, Provenance, REFUND, Utm,
};
use crate::text::{
    nearest::suggestion,
    plain::clean,
    url::{host_of, percent_decoded, utm},
};

/// Longest text of a mark that is kept, in characters.
const TEXT_CHARS: usize = 300;
/// Most codes and article numbers of one outcome.
const LIST: usize = 100;
/// What services write where there is nothing.
const NOTHING: [&str; 8] = [
    "(not set)",
    "(none)",
    "(not provided)",
    "(data not available)",
    "null",
    "n/a",
    "-",
    "undefined",
];

/// Every outcome that a row tells of.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn build(told: &Told, style: &Style<'_>) -> Result<Vec<CampaignOutcome>, String> {
    let at = told.text("at").ok_or("it has no day or time")?;
    let at = when(at, style.dates, style.zone)?;
    let base = base(told, style, at)?;
    let mut found = counts(told, style, &base)?;
    if found.is_empty() || told.text("kind").is_some() {
        found.extend(single(told, style, &base)?);
    }
    if found.is_empty() {
        return Err("nothing is counted in it".to_owned());
    }
    for outcome in &mut found {
        outcome.external_id = external_id(told, style, outcome)?;
    }
    Ok(found)
}

/// What all outcomes of a row share.
fn base(told: &Told, style: &Style<'_>, at: When) -> Result<CampaignOutcome, String> {
    let day = if style.daily {
        Some(at.day.unwrap_or_else(|| crate::model::day_of(at.at, style.zone)))
    } else {
        None
    };
    let at = day.map_or(at, |day| When::day(day, style.zone));
    let updated = told
        .text("updated")
        .map(|text| when(text, style.dates, style.zone));
    Ok(CampaignOutcome {
        source: style.source.to_owned(),
        order: told.text("order").and_then(mark),
        at: at.at,
        day,
        marks: marks(told, style)?,
        customer: told.text("customer").map(|who| style.key.hash(who)),
        new_customer: new_customer(told),
        subscription: subscription(told),
        test: told.all("test").iter().any(|text| is_test(text)),
        cancelled: told.text("cancelled").is_some_and(is_true_or_day) || has_status(told, &CANCELLED),
        updated: updated.transpose()?.map(|when| when.at),
        provenance: style.provenance,
        note: told.text("note").map(|note| clean(note, TEXT_CHARS)),
        ..CampaignOutcome::default()
    })
}

const CANCELLED: [&str; 8] = [
    "voided",
    "cancelled",
    "canceled",
    "expired",
    "declined",
    "rejected",
    "failed",
    "annulled",
];
const REFUNDED: [&str; 2] = ["refunded", "fully_refunded"];
const TESTS: [&str; 2] = ["test", "bogus"];

fn has_status(told: &Told, words: &[&str]) -> bool {
    let status = told.text("status").unwrap_or_default().to_lowercase();
    let status = status.trim().replace([' ', '-'], "_");
    words.contains(&status.as_str())
}

fn is_test(text: &str) -> bool {
    let text = text.to_lowercase();
    is_true(&text) == Some(true) || TESTS.iter().any(|word| text.contains(word))
}

fn is_true(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" | "new" | "first" | "first-time" | "first time" | "ja" => Some(true),
        "false" | "no" | "n" | "0" | "returning" | "existing" | "repeat" | "nej" | "nein" => Some(false),
        _ => None,
    }
}

/// Of a column that says whether, or when.
fn is_true_or_day(text: &str) -> bool {
    is_true(text).unwrap_or(true) && !is_nothing(text)
}

fn new_customer(told: &Told) -> Option<bool> {
    let index = told.text("order_index").and_then(|text| text.parse::<u64>().ok());
    told.text("new_customer")
        .and_then(is_true)
        .or_else(|| index.map(|index| index == 0))
}

fn subscription(told: &Told) -> Option<bool> {
    let tagged = told
        .all("tags")
        .iter()
        .any(|tag| tag.to_lowercase().contains("subscription"));
    told.text("subscription")
        .and_then(is_true)
        .or_else(|| tagged.then_some(true))
}

fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

fn mark(text: &str) -> Option<String> {
    Some(clean(text, TEXT_CHARS)).filter(|text| !is_nothing(text))
}

fn marks(told: &Told, style: &Style<'_>) -> Result<Marks, String> {
    let text = |field: &str| told.text(field).and_then(mark);
    let (landing, link) = (told.text("landing"), told.text("link"));
    let mut marks = Marks {
        codes: list(told.all("codes"), str::to_uppercase),
        utm: utms(told),
        reference: text("ref").or_else(|| landing.and_then(reference)),
        referrer: text("referrer").map(|from| host_of(&from).unwrap_or(from)),
        landing: landing.and_then(|address| mark(&path(address))),
        link: link.and_then(|address| mark(&bare(address))),
        skus: list(told.all("skus"), str::to_owned),
        influencer: None,
        platform: text("platform").map(|name| platform(&name)).transpose()?,
        campaign: text("campaign").map(|name| campaign(&name, style)).transpose()?,
        post: text("post"),
    };
    if let Some(name) = text("influencer") {
        match style.cast.influencer(&name) {
            Some(id) => marks.influencer = Some(id.clone()),
            None if style.provenance == Provenance::SelfReported => {
                let known: Vec<&str> = style.cast.influencer_names().collect();
                let help = suggestion(&name, &known).unwrap_or_default();
                return Err(format!("there is no influencer `{}`; {help}", shown(&name)));
            }
            // Platforms know more people than our roster does.
            None => marks.reference = marks.reference.or(Some(name)),
        }
    }
    Ok(marks)
}

fn list(texts: &[String], form: impl Fn(&str) -> String) -> Vec<String> {
    let parts = texts.iter().flat_map(|text| text.split([',', ';']));
    let mut found: Vec<String> = parts
        .filter_map(mark)
        .map(|part| form(&part))
        .take(LIST)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The five parameters: as told, else as the link or the landing page carries them.
fn utms(told: &Told) -> Utm {
    let carried: Vec<Utm> = ["link", "landing"]
        .iter()
        .filter_map(|field| told.text(field).map(utm))
        .collect();
    let both = told.text("source_medium").and_then(|both| both.split_once('/'));
    let own = |field: &str, of: fn(&Utm) -> Option<&String>| {
        let told = told.text(field).and_then(mark);
        told.or_else(|| carried.iter().find_map(|utm| mark(of(utm)?)))
    };
    Utm {
        source: own("utm_source", |utm| utm.source.as_ref()).or_else(|| mark(both?.0)),
        medium: own("utm_medium", |utm| utm.medium.as_ref()).or_else(|| mark(both?.1)),
        campaign: own("utm_campaign", |utm| utm.campaign.as_ref()),
        term: own("utm_term", |utm| utm.term.as_ref()),
        content: own("utm_content", |utm| utm.content.as_ref()),
    }
}

/// `ref` or `affiliate` of an address.
fn reference(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(name, _)| matches!(&**name, "ref" | "aff" | "affiliate"));
    found.and_then(|(_, value)| mark(&value))
}

/// Path of an address, without `/` at its end.
fn path(address: &str) -> String {
    let bare = bare(address);
    let path = if address.starts_with('/') {
        address
    } else {
        bare.find('/').and_then(|at| bare.get(at..)).unwrap_or("/")
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decoded(path.trim_end_matches('/'));
    if path.is_empty() { "/".to_owned() } else { path }
}

/// An address without scheme, `www.`, query and `/` at its end.
fn bare(address: &str) -> String {
    let address = address.trim();
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    bare.strip_prefix("www.")
        .unwrap_or(bare)
        .trim_end_matches('/')
        .to_owned()
}

fn platform(name: &str) -> Result<Platform, String> {
    let key = name.to_lowercase().replace(' ', "");
    let key = match key.as_str() {
        "twitter" => "x",
        "ig" => "instagram",
        "yt" => "youtube",
        "blog" | "website" => "web",
        key => key,
    };
    key.parse().map_err(|()| {
        let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        let help = suggestion(key, &known).unwrap_or_default();
        format!("there is no platform `{}`; {help}", shown(name))
    })
}

fn campaign(name: &str, style: &Style<'_>) -> Result<CampaignId, String> {
    let known = style.cast.campaigns();
    let found = known.iter().find(|id| id.as_str().eq_ignore_ascii_case(name));
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(CampaignId::as_str).collect();
        let help = suggestion(name, &names).unwrap_or_default();
        format!("there is no campaign `{}`; {help}", shown(name))
    })
}

/// An outcome for each kind that has a count in a field of its own. Money goes with the orders, else with the leads, else
/// it stands alone: orders whose number is not told.
fn counts(told: &Told, style: &Style<'_>, base: &CampaignOutcome) -> Result<Vec<CampaignOutcome>, String> {
    let mut found = Vec::new();
    for (kind, _, field) in OutcomeKind::ALL {
        let texts = told.all(field);
        if texts.is_empty() {
            continue;
        }
        let mut sum = 0_u64;
        for text in texts.iter().filter(|text| !is_nothing(text)) {
            let number = count(text, style.decimal).map_err(|why| format!("`{field}`: {why}"))?;
            sum = sum.saturating_add(number);
        }
        found.push(CampaignOutcome {
            kind,
            count: Some(sum),
            ..base.clone()
        });
    }
    if found.is_empty() || told.text("kind").is_some() {
        return Ok(found);
    }
    let paid = amounts(told, style)?;
    if paid.0.is_some_and(|money| money.amount_minor != 0) || paid.1.is_some() {
        let wanted = [OutcomeKind::Order, OutcomeKind::Lead];
        let at = wanted
            .iter()
            .find_map(|kind| found.iter().position(|outcome| outcome.kind == *kind));
        match at.and_then(|at| found.get_mut(at)) {
            Some(outcome) => (outcome.money, outcome.refunded) = paid,
            None => found.push(CampaignOutcome {
                kind: OutcomeKind::Order,
                count: None,
                money: paid.0,
                refunded: paid.1,
                ..base.clone()
            }),
        }
    }
    // A day on which nothing was counted is told too: it may have been more before.
    Ok(found)
}

/// The outcome of a row that is one event, or a metric with its value.
fn single(told: &Told, style: &Style<'_>, base: &CampaignOutcome) -> Result<Option<CampaignOutcome>, String> {
    let Some(name) = told.text("kind") else {
        return Ok(None);
    };
    let (mut paid, refunded) = amounts(told, style)?;
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let number = told.text("count");
    if matches!(name.as_str(), "revenue" | "sales" | "turnover") {
        // A metric whose value is money.
        let text = number.ok_or("the revenue has no value")?;
        paid = Some(money(text, style.decimal, currency(told, style)?)?);
        return Ok(Some(CampaignOutcome {
            kind: OutcomeKind::Order,
            count: None,
            money: paid,
            ..base.clone()
        }));
    }
    let Some(kind) = OutcomeKind::named(&name) else {
        let known: Vec<&str> = OutcomeKind::ALL.iter().map(|(_, one, _)| *one).collect();
        let help = suggestion(&name, &known).unwrap_or_default();
        return Err(format!("`{}` is no kind of outcome; {help}", shown(&name)));
    };
    let number = number.map(|text| count(text, style.decimal)).transpose()?;
    // Of a refund its own sum is what was paid back.
    let is_whole = kind != OutcomeKind::Refund && has_status(told, &REFUNDED);
    let whole = is_whole.then_some(paid).flatten();
    Ok(Some(CampaignOutcome {
        kind,
        count: Some(number.unwrap_or(1)),
        money: paid,
        refunded: refunded.filter(|money| money.amount_minor != 0).or(whole),
        ..base.clone()
    }))
}

fn currency(told: &Told, style: &Style<'_>) -> Result<Currency, String> {
    match told.text("currency") {
        None => Ok(style.currency),
        Some(code) => Currency::parse(code).ok_or_else(|| format!("`{}` is no currency", shown(code))),
    }
}

/// Money and refund of a row.
fn amounts(told: &Told, style: &Style<'_>) -> Result<(Option<Money>, Option<Money>), String> {
    let currency = currency(told, style)?;
    let amount = |field: &str| -> Result<Option<Money>, String> {
        let texts = told.all(field).iter().filter(|text| !is_nothing(text));
        let mut sum: Option<Money> = None;
        for text in texts {
            let more = money(text, style.decimal, currency).map_err(|why| format!("`{field}`: {why}"))?;
            let sum = sum.get_or_insert(Money {
                amount_minor: 0,
                ..more
            });
            if sum.currency != more.currency {
                return Err(format!("`{field}` adds {} and {}", sum.currency, more.currency));
            }
            sum.amount_minor = sum.amount_minor.saturating_add(more.amount_minor);
        }
        Ok(sum)
    };
    let refunded = amount("refunded")?.map(|money| Money {
        amount_minor: money.amount_minor.saturating_abs(),
        ..money
    });
    Ok((amount("money")?, refunded))
}

/// By what an outcome is told apart at its source: its id, and of a day's count the day and everything it is about.
fn external_id(told: &Told, style: &Style<'_>, outcome: &CampaignOutcome) -> Result<String, String> {
    let kind = outcome.kind.as_str();
    let own = told.text("id").map(|id| clean(id, TEXT_CHARS));
    let of_order = outcome.order.clone().filter(|_| outcome.is_single_refund());
    match (outcome.day, own.or(of_order)) {
        (Some(day), own) if style.daily => {
            let about = serde_json::to_string(&outcome.marks).unwrap_or_default();
            let own = own.unwrap_or_default();
            let money = if outcome.count.is_none() { "money" } else { "" };
            let hash = xxh3_128(format!("{about}\0{own}").as_bytes());
            Ok(format!("{day}/{kind}{money}/{hash:032x}"))
        }
        (_, Some(own)) if outcome.is_single_refund() => Ok(own + REFUND),
        (_, Some(own)) if outcome.kind == OutcomeKind::Order || told.text("kind").is_some() => Ok(own),
        (_, Some(own)) => Ok(format!("{own}/{kind}")),
        (_, None) => Err("it has no id".to_owned()),
    }
}
