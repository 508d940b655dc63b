//! Ids of things that an API gave earlier → the request that asks about them. Nothing is sent here, and no credential is
//! added.

use serde_json::Value;
use url::Url;

use super::plan::{encode_segment, json_inside};
use super::request::{Cursor, HttpRequest, encode_query};
use crate::model::{Again, ApiAuth, ApiPlan, ApiRequest, Lookup};
use crate::parse::json::{self, Mapping};

/// Fields that are read of an item again.
pub const COUNTS: [&str; 5] = ["likes", "comments", "shares", "views", "followers"];

/// Placeholders of a request that asks again.
const PLACES: [&str; 2] = ["{ids}", "{id}"];

/// The request about items by their ids, at most as many as the plan's lookup takes; one alone where `alone` is wished
/// and the API has an address for that.
///
/// # Errors
/// One sentence when the API cannot be asked that: an id that is an address leads elsewhere.
pub fn about_items(plan: &ApiPlan, again: &Again, ids: &[&str], alone: bool) -> Result<HttpRequest, String> {
    let lookup = &again.items;
    let request = match (&again.alone, ids) {
        (Some(address), [id]) if alone => fill(&one(lookup, address), None, &[id])?,
        _ => fill(&lookup.request, lookup.join.as_deref(), ids)?,
    };
    if lookup.request.url == "{id}" && !again.anywhere && !is_home(plan, &request.url) {
        return Err(format!(
            "`{}` is the address of an item, but not on the server of the source",
            request.url.host_str().unwrap_or_default()
        ));
    }
    Ok(request)
}

/// The request about authors by their account names, at most as many as the lookup takes.
///
/// # Errors
/// One sentence when the address, filled in, is none.
pub fn about_authors(lookup: &Lookup, handles: &[&str]) -> Result<HttpRequest, String> {
    fill(&lookup.request, lookup.join.as_deref(), handles)
}

/// Credentials of a request that asks again: none where it leads to another server.
pub fn credentials<'p>(plan: &'p ApiPlan, request: &HttpRequest) -> &'p ApiAuth {
    if is_home(plan, &request.url) {
        &plan.auth
    } else {
        &ApiAuth::None
    }
}

/// For how many seconds an answer asks to be left alone, in its own words.
pub fn pause_secs(plan: &ApiPlan, answer: &Value) -> Option<u64> {
    json::at(plan.pause.as_deref()?, answer)?
        .as_u64()
        .filter(|secs| *secs > 0)
}

/// What is wrong with the way an API is asked again.
pub(super) fn check(again: &Again) -> Vec<String> {
    let mut errors = check_lookup(&again.items, "again", &COUNTS);
    if let Some(authors) = &again.authors {
        errors.extend(check_lookup(authors, "again.authors", &["followers"]));
    }
    if again.alone.as_ref().is_some_and(|alone| !alone.contains("{id}")) {
        errors.push("`again.alone` has no `{id}`".to_owned());
    }
    errors
}

fn check_lookup(lookup: &Lookup, key: &str, counts: &[&str]) -> Vec<String> {
    let mut errors = match Mapping::compile_counts(&lookup.items, &lookup.fields, counts) {
        Ok(_) => Vec::new(),
        Err(errors) => errors,
    };
    for error in &mut errors {
        *error = error.replacen('`', &format!("`{key}."), 1);
    }
    let request = &lookup.request;
    let texts = || {
        let query = request.query.iter().map(|(_, value)| value.as_str());
        query.chain([request.url.as_str()]).chain(request.body.as_deref())
    };
    let has = |place: &str| texts().any(|text| text.contains(place));
    match (has("{ids}"), has("{id}")) {
        (true, false) => {}
        (false, true) if lookup.per_request == 1 => {}
        (false, true) => errors.push(format!(
            "`{key}.per_request` is 1 where `{{id}}` is asked for; several take `{{ids}}`"
        )),
        _ => errors.push(format!(
            "`{key}.request` says neither `{{id}}` nor `{{ids}}`, or both: what is asked for stands there"
        )),
    }
    let repeated = |(_, value): &(String, String)| value == "{ids}";
    if has("{ids}") && lookup.join.is_none() && lookup.per_request > 1 && !request.query.iter().any(repeated)
    {
        errors.push(format!(
            "`{key}.join` is missing: what stands between two ids, e.g. `\",\"`"
        ));
    }
    errors
}

/// A lookup about one item at an address of its own.
fn one(lookup: &Lookup, address: &str) -> ApiRequest {
    ApiRequest {
        method: "GET".to_owned(),
        url: address.to_owned(),
        headers: lookup.request.headers.clone(),
        ..ApiRequest::default()
    }
}

fn is_home(plan: &ApiPlan, url: &Url) -> bool {
    let own = plan.request.url.split(['?', '{']).next().unwrap_or_default();
    Url::parse(own).is_ok_and(|own| own.origin() == url.origin())
}

fn fill(template: &ApiRequest, join: Option<&str>, ids: &[&str]) -> Result<HttpRequest, String> {
    if let Some(odd) = ids.iter().find(|id| matches!(**id, "" | "." | "..")) {
        return Err(format!("`{odd}` is no id"));
    }
    let mut address = match (template.url.as_str(), ids) {
        ("{id}", [id]) => (*id).to_owned(),
        (address, _) => put(address, join, ids, encode_segment),
    };
    let mut joint = if address.contains('?') { '&' } else { '?' };
    let mut add = |name: &str, value: &str| {
        address.push(joint);
        address.push_str(&encode_query(name));
        address.push('=');
        address.push_str(&encode_query(value));
        joint = '&';
    };
    for (name, value) in &template.query {
        if value == "{ids}" && join.is_none() {
            for id in ids {
                add(name, id);
            }
        } else {
            add(name, &put(value, join, ids, str::to_owned));
        }
    }
    let body = template
        .body
        .as_ref()
        .map(|body| put(body, join, ids, json_inside));
    HttpRequest::new(
        &template.method,
        &address,
        template.headers.clone(),
        body,
        Cursor::default(),
    )
}

fn put(template: &str, join: Option<&str>, ids: &[&str], encode: fn(&str) -> String) -> String {
    let mut all: Option<String> = None;
    PLACES.iter().fold(template.to_owned(), |text, place| {
        if !text.contains(place) {
            return text;
        }
        let all = all.get_or_insert_with(|| {
            let ids: Vec<String> = ids.iter().map(|id| encode(id)).collect();
            ids.join(join.unwrap_or(","))
        });
        text.replace(place, all)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lookup(url: &str, query: &[(&str, &str)], join: Option<&str>) -> Lookup {
        Lookup {
            request: ApiRequest {
                method: "GET".to_owned(),
                url: url.to_owned(),
                query: query
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                ..ApiRequest::default()
            },
            join: join.map(str::to_owned),
            per_request: 3,
            items: "$[*]".to_owned(),
            fields: [("id", "$.id"), ("likes", "$.n")]
                .map(|(name, path)| (name.to_owned(), path.to_owned()))
                .into(),
        }
    }

    fn again(items: Lookup) -> Again {
        Again {
            items,
            alone: Some("https://a.example/one/{id}".to_owned()),
            authors: None,
            at_once: false,
            costs: false,
            anywhere: false,
            pacing: None,
        }
    }

    fn plan() -> ApiPlan {
        ApiPlan {
            preset: "json".to_owned(),
            request: ApiRequest {
                url: "https://a.example/search?q={since:unix}".to_owned(),
                ..ApiRequest::default()
            },
            auth: ApiAuth::Bearer(crate::model::Secret::new("s3cret")),
            paging: crate::model::Paging::default(),
            items: "$[*]".to_owned(),
            fields: std::collections::BTreeMap::new(),
            pacing: None,
            pause: None,
            again: None,
        }
    }

    #[test]
    fn ids_are_joined_or_repeated() {
        let ids = ["a/1", "b&2"];
        for (lookup, want) in [
            (
                lookup("https://a.example/s", &[("id[]", "{ids}")], None),
                "https://a.example/s?id%5B%5D=a%2F1&id%5B%5D=b%262",
            ),
            (
                lookup("https://a.example/s", &[("id", "{ids}")], Some(",")),
                "https://a.example/s?id=a%2F1%2Cb%262",
            ),
            (
                lookup("https://a.example/s/{ids}", &[("x", "y")], Some(";")),
                "https://a.example/s/a%2F1;b%262?x=y",
            ),
            (
                lookup("https://a.example/s", &[("t", "story,(s_{ids})")], Some(",s_")),
                "https://a.example/s?t=story%2C%28s_a%2F1%2Cs_b%262%29",
            ),
        ] {
            assert_eq!(check(&again(lookup.clone())), Vec::<String>::new());
            let request = about_items(&plan(), &again(lookup), &ids, false).unwrap();
            assert_eq!(request.url.as_str(), want);
        }
        let alone = again(lookup("https://a.example/s", &[("id", "{ids}")], Some(",")));
        let request = about_items(&plan(), &alone, &["a/1"], true).unwrap();
        assert_eq!(request.url.as_str(), "https://a.example/one/a%2F1");
        let mut posted = lookup("https://a.example/g", &[], Some("\",\""));
        posted.request.body = Some(r#"{"ids":["{ids}"]}"#.to_owned());
        let request = about_items(&plan(), &again(posted), &["a\"", "b"], false).unwrap();
        assert_eq!(request.body.as_deref(), Some(r#"{"ids":["a\"","b"]}"#));
    }

    #[test]
    fn an_address_in_an_id_leads_home_or_goes_without_credentials() {
        let mut by_address = again(Lookup {
            per_request: 1,
            ..lookup("{id}", &[], None)
        });
        by_address.alone = None;
        assert_eq!(check(&by_address), Vec::<String>::new());
        let home = about_items(&plan(), &by_address, &["https://a.example/i/1"], false).unwrap();
        assert_eq!(credentials(&plan(), &home), &plan().auth);
        for elsewhere in ["https://b.example/i/1", "http://a.example/i/1", "not an address"] {
            assert!(
                about_items(&plan(), &by_address, &[elsewhere], false).is_err(),
                "{elsewhere}"
            );
        }
        by_address.anywhere = true;
        let away = about_items(&plan(), &by_address, &["https://b.example/i/1"], false).unwrap();
        assert_eq!(credentials(&plan(), &away), &ApiAuth::None);
    }

    #[test]
    fn faults_are_named() {
        let mut wrong = again(lookup("https://a.example/s", &[], None));
        wrong.items.fields.remove("id");
        wrong.items.fields.remove("likes");
        wrong.alone = Some("https://a.example/one".to_owned());
        let errors = check(&wrong).join("; ");
        for part in [
            "`again.fields.id` is missing",
            "`again.fields` maps none of `likes`",
            "`again.request` says neither",
            "`again.alone` has no `{id}`",
        ] {
            assert!(errors.contains(part), "{part}: {errors}");
        }
        let several = again(lookup("https://a.example/{id}", &[], None));
        assert!(check(&several)[0].contains("per_request"));
        let unjoined = again(lookup("https://a.example/{ids}", &[], None));
        assert!(check(&unjoined)[0].contains("`again.join` is missing"));
    }

    proptest! {
        #[test]
        fn any_id_stays_in_its_place(ids in proptest::collection::vec(".{1,20}", 1..4)) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            for lookup in [
                lookup("https://a.example/s/{ids}", &[], Some(";")),
                lookup("https://a.example/s/x", &[("id", "{ids}")], None),
            ] {
                let Ok(request) = about_items(&plan(), &again(lookup), &ids, false) else {
                    prop_assert!(ids.contains(&".") || ids.contains(&".."));
                    continue;
                };
                prop_assert_eq!(request.url.origin().ascii_serialization(), "https://a.example");
                prop_assert!(request.url.path().starts_with("/s/"));
            }
        }
    }
}
