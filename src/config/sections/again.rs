//! Asking an API again about items that it gave: whether (`ask_again`), how (`again` of a mapping by hand), and how often
//! without taking from polls what they need.

use std::time::Duration;

use crate::config::{
    Polling,
    reader::{Reader, Table},
    shape,
};
use crate::model::{Again, ApiRequest, Lookup, Pacing, Source, SourceKind};

use super::api::strings_of;

/// Of requests that polls and questions about known items share, one in so many is for the latter.
pub(super) const SHARE: u32 = 4;
/// Most items asked about in one request.
const MOST_IDS: i64 = 1_000;

/// Whether a source is asked again; the time in between is reckoned once everything is read, in [`keep`].
pub(super) fn wanted(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    kind: &SourceKind,
    polling: &Polling,
) -> Option<Duration> {
    let value = table.get("ask_again");
    let said = value.as_ref().and_then(|value| r.boolean(value));
    let again = match kind {
        SourceKind::Api(plan) => plan.again.as_ref(),
        _ => None,
    };
    let Some(again) = again else {
        if let (Some(value), Some(true)) = (value, said) {
            r.error(&value, "this API cannot be asked again about items that it gave")
                .help("`mentiond presets NAME` tells what can; `json` needs a table `again`");
        }
        return None;
    };
    said.unwrap_or(polling.ask_again && !again.costs)
        .then_some(Duration::ZERO)
}

/// The time between two requests that ask again: their share of what the API allows, among `members` sources that spend
/// the same allowance, and of the source's own budget; `None` if that is no request at all.
pub(super) fn keep(source: &mut Source, members: u32) {
    if source.again_every.is_none() {
        return;
    }
    let SourceKind::Api(plan) = &source.kind else {
        return;
    };
    let own = plan.again.as_ref().and_then(|again| again.pacing);
    let limit = own.or_else(|| plan.pacing.map(share));
    let allowed = limit.map(|limit| limit.per * members.max(1) / limit.requests.max(1));
    let mut every = source.manners.spacing.max(allowed.unwrap_or_default());
    if let Some(budget) = source.budget {
        let (part, turn) = (reserved(source), plan.most_requests_again());
        // With turns of `turn` requests, each followed by as many pauses, any stretch of `per` holds no more than the part.
        let apart = match part.checked_sub(turn) {
            None => {
                source.again_every = None;
                return;
            }
            Some(0) => (budget.per + Duration::from_secs(1)) / turn,
            Some(left) => budget.per / left,
        };
        every = every.max(apart);
    }
    source.again_every = Some(every);
}

/// Requests of a source's budget that are kept for asking again: a quarter, rounded down. Where that does not suffice for
/// one turn, nothing is asked again.
pub(super) fn reserved(source: &Source) -> u32 {
    match (source.again_every, source.budget) {
        (Some(_), Some(budget)) => budget.requests / SHARE,
        _ => 0,
    }
}

/// Whether asking again takes from what the API allows for polls.
pub(super) fn shares(source: &Source) -> bool {
    let SourceKind::Api(plan) = &source.kind else {
        return false;
    };
    let own = plan.again.as_ref().and_then(|again| again.pacing);
    source.again_every.is_some() && own.is_none()
}

fn share(pacing: Pacing) -> Pacing {
    Pacing {
        per: pacing.per * SHARE,
        ..pacing
    }
}

/// Reads `again` of a mapping by hand.
pub(super) fn by_hand(r: &mut Reader<'_>, table: &Table<'_>) -> Option<Again> {
    let table = table
        .get("again")
        .and_then(|value| r.table(&value, &shape::AGAIN))?;
    for key in ["url", "items", "fields"] {
        if !table.has(key) {
            r.missing(&table, key, "as in the source itself, for known items");
        }
    }
    let mut text = |key: &str| table.get(key).and_then(|value| r.string(&value));
    let (url, items, join) = (text("url"), text("items"), text("join"));
    let per_request = table
        .get("per_request")
        .and_then(|value| r.integer(&value, 1, MOST_IDS))
        .and_then(|count| u32::try_from(count).ok());
    Some(Again {
        items: Lookup {
            request: ApiRequest {
                method: "GET".to_owned(),
                url: url?,
                query: strings_of(r, &table, "query").into_iter().collect(),
                ..ApiRequest::default()
            },
            join,
            per_request: per_request.unwrap_or(1),
            items: items?,
            fields: strings_of(r, &table, "fields"),
        },
        alone: None,
        authors: None,
        at_once: false,
        costs: false,
        anywhere: false,
        pacing: None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::config::{Checked, ConfigErrors, SecretSource, load};

    struct Nothing;

    impl SecretSource for Nothing {
        fn env(&self, _: &str) -> Option<String> {
            Some("s3cret".to_owned())
        }
        fn file(&self, _: &Path) -> Result<String, String> {
            Err("there is no file".to_owned())
        }
        fn credential(&self, _: &str) -> Result<String, String> {
            Err("there is no credential".to_owned())
        }
    }

    const HEAD: &str = "[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n[[source]]\nname = \"x\"\n";
    const MAPPED: &str = r#"api = "json"
request = { url = "https://a.example/s" }
items = "$[*]"
fields = { id = "$.id", text = "$.t" }
again = { url = "https://a.example/i", query = { ids = "{ids}" }, per_request = 20, items = "$[*]", fields = { id = "$.id", likes = "$.n" } }
"#;
    const TAG: &str = "api = \"mastodon-tag\"\nwith = { instance = \"m.example\", tag = \"acme\" }\n";
    const X: &str = "api = \"x-recent-search\"\nwith = { query = \"acme\", token = \"${T}\" }\n";
    const QUESTIONS: &str = "api = \"stackexchange\"\nwith = { query = \"acme\" }\n";
    const VIDEOS: &str = "api = \"youtube-search\"\nwith = { query = \"acme\", key = \"${T}\" }\n";

    const POSTS: &str =
        "api = \"bluesky-search\"\nwith = { query = \"acme\", identifier = \"a\", password = \"${T}\" }\n";

    fn try_load(text: &str) -> Result<Checked, ConfigErrors> {
        load(text, "mentiond.toml", &Nothing)
    }

    fn source(text: &str) -> Source {
        let checked = try_load(text).unwrap_or_else(|errors| panic!("{}", errors.render(false)));
        checked.settings.sources[0].clone()
    }

    #[test]
    fn who_is_asked_again_and_how_often() {
        let off = |text: &str| format!("[polling]\nask_again = false\n{HEAD}{text}");
        for (text, secs) in [
            (format!("{HEAD}{TAG}"), Some(4.0)),
            (format!("{HEAD}{TAG}spacing = \"1m\"\n"), Some(60.0)),
            (format!("{HEAD}{QUESTIONS}"), Some(4.0 * 288.0)),
            (format!("{HEAD}{VIDEOS}"), Some(21.6)),
            (format!("{HEAD}{MAPPED}"), Some(1.0)),
            (format!("{HEAD}{TAG}ask_again = false\n"), None),
            (off(TAG), None),
            (off(&format!("{TAG}ask_again = true\n")), Some(4.0)),
            // What costs money is asked for by name only.
            (format!("{HEAD}{X}"), None),
            (format!("[polling]\nask_again = true\n{HEAD}{X}"), None),
            (format!("{HEAD}{X}ask_again = true\n"), Some(8.0)),
            (format!("{HEAD}feed = \"https://a.example/f\"\n"), None),
            (
                format!("{HEAD}{TAG}budget = {{ requests = 100, per = \"day\" }}\n"),
                Some(3_600.0),
            ),
            (
                format!("{HEAD}{TAG}budget = {{ requests = 3, per = \"day\" }}\n"),
                None,
            ),
        ] {
            let every = source(&text).again_every.map(|every| every.as_secs_f64());
            assert_eq!(every, secs, "{text}");
        }
        // A quarter of 300 requests a day is kept; videos are not searches.
        let polls = |text: &str| {
            source(&format!("{HEAD}{text}every = \"1m\"\n"))
                .cadence
                .every
                .as_secs()
        };
        assert_eq!(polls(QUESTIONS), 384);
        assert_eq!(polls(&format!("{QUESTIONS}ask_again = false\n")), 288);
        assert_eq!(polls(VIDEOS), 864);
    }

    #[test]
    fn mistakes_are_told_with_their_key() {
        for (text, part) in [
            (
                "api = \"gdelt\"\nwith = { query = \"acme\" }\nask_again = true\n".to_owned(),
                "this API cannot be asked again",
            ),
            (
                "feed = \"https://a.example/f\"\nask_again = true\n".to_owned(),
                "`ask_again` has no meaning for a source with `feed`",
            ),
            (
                format!("{TAG}again = {{ url = \"https://a.example/i\" }}\n"),
                "the preset `mastodon-tag` has this already",
            ),
            (
                MAPPED.replace(", likes = \"$.n\"", ""),
                "`again.fields` maps none of `likes`",
            ),
            (
                MAPPED.replace("{ids}", "ids"),
                "`again.request` says neither `{id}` nor `{ids}`",
            ),
            (
                MAPPED.replace("likes = \"$.n\"", "likes = \"n\""),
                "`again.fields.likes`",
            ),
            (
                MAPPED.replace(
                    ", items = \"$[*]\", fields = { id = \"$.id\", likes",
                    ", fields = { id = \"$.id\", likes",
                ),
                "`items`",
            ),
        ] {
            let errors = try_load(&format!("{HEAD}{text}"))
                .map(|_| ())
                .unwrap_err()
                .to_string();
            assert!(errors.contains(part), "{part}: {errors}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
        #[test]
        fn polls_and_questions_together_stay_within_any_budget(
            requests in prop_oneof![1_u32..40, 40_u32..3_000], per in prop_oneof![Just("hour"), Just("day")], which in 0_usize..5,
        ) {
            let kind = [TAG, QUESTIONS, MAPPED, VIDEOS, POSTS][which];
            let source = source(&format!("{HEAD}{kind}every = \"1s\"\nbudget = {{ requests = {requests}, per = \"{per}\" }}\n"));
            let budget = source.budget.unwrap();
            let within = |every: Duration| {
                u32::try_from(budget.per.as_micros() / every.as_micros().max(1)).unwrap() + 1
            };
            let polls = within(source.cadence.min_every) * source.kind.most_requests();
            let SourceKind::Api(plan) = &source.kind else { panic!("an API") };
            let turn = plan.most_requests_again();
            let questions = source.again_every.map_or(0, |every| within(every * turn) * turn);
            let one_poll_is_too_much = source.kind.most_requests() >= requests - reserved(&source);
            prop_assert!(polls + questions <= requests || one_poll_is_too_much, "{} + {}", polls, questions);
        }
    }
}
