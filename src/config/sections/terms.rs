//! What is agreed with the influencers of a campaign: deliverables, the figures asked for, and whether they came.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::classify::disclosure;
use crate::config::{
    reader::{Reader, Table, Value},
    shape, values,
};
use crate::model::{Ask, DataStanding, Deliverable, Influencer, InfluencerId, Must, Terms, Window};
use crate::text::fold::fold_key;

use super::campaign::Cast;
use super::reading::{parsed, platform};

/// Most posts that one line may promise.
const MOST_POSTS: i64 = 1_000;
/// How a disclosure of any kind is asked for.
const DISCLOSURE: &str = "disclosure";
/// What may stand in `must`.
const MUSTS: &str = "`#tag`, `@account`, a promo code, a link or site, `disclosure`, or words";

/// Reads `deliverables`, `asks` and `data` of a campaign.
pub(super) fn terms(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    cast: &Cast<'_>,
    roster: &[Influencer],
    window: Window,
) -> Terms {
    let tables = r.tables(table, "deliverables", &shape::DELIVERABLE);
    let lines = tables.iter();
    Terms {
        deliverables: lines
            .filter_map(|line| deliverable(r, line, cast, roster, window))
            .collect(),
        asks: asks(r, table),
        data: data(r, table, cast),
    }
}

fn deliverable(
    r: &mut Reader<'_>,
    line: &Table<'_>,
    cast: &Cast<'_>,
    roster: &[Influencer],
    window: Window,
) -> Option<Deliverable> {
    let Some(value) = line.get("influencer") else {
        r.missing(line, "influencer", "known influencer's id");
        return None;
    };
    let id = cast.influencers.reference(r, &value)?;
    let mut count = |key: &str| {
        let read = line.get(key).and_then(|value| r.integer(&value, 0, MOST_POSTS));
        read.and_then(|count| u32::try_from(count).ok())
    };
    let (posts, stories) = (count("posts"), count("stories"));
    let told = |key: &str, read: Option<u32>| !line.has(key) || read == Some(0);
    if told("posts", posts) && told("stories", stories) {
        r.error(line, "nothing is promised here")
            .expected("`posts = 3`, `stories = 2`, or both");
        return None;
    }
    let influencer = roster.iter().find(|known| known.id.as_str() == id);
    Some(Deliverable {
        influencer: InfluencerId::new(id),
        posts: posts.unwrap_or(0),
        stories: stories.unwrap_or(0),
        must: musts(r, line, influencer),
        by: by(r, line, window),
        platform: where_to(r, line, influencer, stories.unwrap_or(0)),
        note: parsed(r, line, "note", "a note", values::name),
    })
}

fn by(r: &mut Reader<'_>, line: &Table<'_>, window: Window) -> Option<Date> {
    let value = line.get("by")?;
    let by = r.date(&value)?;
    if by < window.from {
        r.error(&value, "it is due before the campaign starts")
            .expected(format!("a day from {} on", window.from));
    }
    Some(by)
}

/// The platform; somebody who has no account there is heard there by nobody.
fn where_to(
    r: &mut Reader<'_>,
    line: &Table<'_>,
    influencer: Option<&Influencer>,
    stories: u32,
) -> Option<crate::model::Platform> {
    let value = line.get("platform")?;
    let platform = platform(r, &value)?;
    if stories > 0 && !platform.has_stories() {
        r.error(&value, format!("there are no stories on {platform}"))
            .help("name the platform of the stories in a line of its own, or count them as `posts`");
    }
    let known = influencer.is_none_or(|one| {
        one.handles.iter().any(|handle| handle.platform == platform) || one.followers.contains_key(&platform)
    });
    if !known {
        r.warn(
            &value,
            format!("no account of this influencer on {platform} is known, so that a post there is told by links and codes only"),
        )
        .help(format!("add `{platform}:NAME` to the influencer's `handles`"));
    }
    Some(platform)
}

fn musts(r: &mut Reader<'_>, line: &Table<'_>, influencer: Option<&Influencer>) -> Vec<Must> {
    let Some(value) = line.get("must") else {
        return Vec::new();
    };
    let mut musts: Vec<Must> = Vec::new();
    for element in r.array(&value) {
        let Some(must) = r.parsed(&element, MUSTS, |text| must(text, influencer)) else {
            continue;
        };
        if musts.contains(&must) {
            r.warn(&element, "this stands here twice");
        } else {
            musts.push(must);
        }
    }
    musts
}

/// What a word of `must` means.
fn must(text: &str, influencer: Option<&Influencer>) -> Result<Must, String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case(DISCLOSURE) {
        return Ok(Must::Disclosure(DISCLOSURE.to_owned()));
    }
    if text.starts_with(['#', '＃']) {
        let tag = values::hashtag(text)?;
        let discloses = disclosure::is_disclosure(&tag);
        return Ok(if discloses {
            Must::Disclosure(format!("#{tag}"))
        } else {
            Must::Hashtag(tag)
        });
    }
    if let Some(name) = text.strip_prefix('@') {
        let name = fold_key(name);
        return if name.is_empty() || name.contains(char::is_whitespace) {
            Err("an account is one word after `@`".to_owned())
        } else {
            Ok(Must::Handle(name))
        };
    }
    let codes = influencer.map_or(&[][..], |one| one.codes.as_slice());
    if let Some(code) = codes.iter().find(|code| fold_key(code) == fold_key(text)) {
        return Ok(Must::Code(code.clone()));
    }
    let one_word = !text.contains(char::is_whitespace);
    if one_word && text.contains('.') {
        return values::link(text).map(Must::Link);
    }
    if looks_like_a_code(text) {
        let known = if codes.is_empty() {
            "it has no `codes`".to_owned()
        } else {
            format!("its codes are `{}`", codes.join("`, `"))
        };
        return Err(format!(
            "this looks like a promo code, but not like one of this influencer: {known}"
        ));
    }
    values::name(text).map(Must::Words)
}

/// One word in upper case with a digit.
fn looks_like_a_code(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().any(|c| c.is_ascii_uppercase())
}

fn asks(r: &mut Reader<'_>, table: &Table<'_>) -> Vec<Ask> {
    let Some(value) = table.get("asks") else {
        return Vec::new();
    };
    let mut asks: Vec<Ask> = Vec::new();
    for element in r.array(&value) {
        asks.extend(ask(r, &element).filter(|ask| !asks.contains(ask)));
    }
    asks
}

fn ask(r: &mut Reader<'_>, value: &Value<'_>) -> Option<Ask> {
    let name = r.string(value)?;
    let found = Ask::named(&name);
    if found.is_none() {
        let kinds = crate::model::OutcomeKind::ALL.iter();
        let known: Vec<&str> = kinds
            .map(|(kind, ..)| Ask::Count(*kind).as_str())
            .chain([Ask::AudienceCountries.as_str()])
            .collect();
        r.unknown(value, "figure", &name, &known);
    }
    found
}

/// `data = { kristal = "withheld" }`.
fn data(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> BTreeMap<InfluencerId, DataStanding> {
    let mut standings = BTreeMap::new();
    let Some(by_influencer) = table.get("data").and_then(|value| r.free_table(&value)) else {
        return standings;
    };
    for value in by_influencer.entries() {
        let id = value.name();
        if !cast.influencers.names.contains(&id.as_str()) {
            r.unknown(&value.key_place(), "influencer", &id, &cast.influencers.names);
            continue;
        }
        if let Some(standing) = r.choice(&value, &DataStanding::BY_HAND) {
            standings.insert(InfluencerId::new(id), standing);
        }
    }
    standings
}
