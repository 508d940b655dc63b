//! An API mapped in the configuration.

use std::collections::BTreeMap;

use url::Url;

use crate::model::{Again, ApiAuth, ApiPlan, ApiRequest, Pacing, Paging};
use crate::parse::json::{Mapping, check_path};

/// What `[[source]]` with `api = "json"` says.
#[derive(Clone, Debug, Default)]
pub struct HandMapped {
    /// Request with placeholders.
    pub request: ApiRequest,
    /// Credentials.
    pub auth: ApiAuth,
    /// Paging.
    pub paging: Paging,
    /// `JSONPath` of the items.
    pub items: String,
    /// Fields by name.
    pub fields: BTreeMap<String, String>,
    /// Published limit.
    pub pacing: Option<Pacing>,
    /// How it is asked again about items, if it can be.
    pub again: Option<Again>,
}

/// Checks a mapping by hand and makes its plan. Every error begins with the key it is about (`request.url`,
/// `paging.next`, `items`, `fields.likes`) and says what is wrong at which character.
pub fn by_hand(source: HandMapped) -> Result<ApiPlan, Vec<String>> {
    let mut errors = check_request(&source.request);
    errors.extend(check_paging(&source.paging, &source.request));
    if source.items.trim().is_empty() {
        errors.push("`items` is missing: the JSONPath of the list's members, e.g. `$.results[*]`".to_owned());
    } else if let Err(wrong) = Mapping::compile(&source.items, &source.fields) {
        errors.extend(wrong);
    }
    errors.extend(source.again.iter().flat_map(super::again::check));
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut request = source.request;
    request.method = if request.method.is_empty() {
        "GET".to_owned()
    } else {
        request.method.to_ascii_uppercase()
    };
    Ok(ApiPlan {
        preset: "json".to_owned(),
        request,
        auth: source.auth,
        paging: source.paging,
        items: source.items,
        fields: source.fields,
        pacing: source.pacing,
        pause: None,
        again: source.again,
    })
}

fn check_request(request: &ApiRequest) -> Vec<String> {
    let mut errors = Vec::new();
    if !matches!(request.method.to_ascii_uppercase().as_str(), "" | "GET" | "POST") {
        errors.push(format!(
            "`request.method` is `GET` or `POST`, not `{}`",
            request.method
        ));
    }
    match Url::parse(&request.url.replace(['{', '}'], "")) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {}
        Ok(url) => errors.push(format!(
            "`request.url` must be http or https, not `{}`",
            url.scheme()
        )),
        Err(why) => errors.push(format!("`request.url` is not an address: {why}")),
    }
    let texts = std::iter::once(("request.url", request.url.as_str()))
        .chain(
            request
                .query
                .iter()
                .map(|(_, value)| ("request.query", value.as_str())),
        )
        .chain(
            request
                .headers
                .iter()
                .map(|(_, value)| ("request.headers", value.as_str())),
        );
    for (key, text) in texts {
        for name in super::request::placeholders(text) {
            if !super::request::PLACEHOLDERS.contains(&name) {
                errors.push(format!(
                    "`{key}` has the placeholder `{{{name}}}`; known are {}",
                    super::request::PLACEHOLDERS
                        .map(|name| format!("`{{{name}}}`"))
                        .join(", ")
                ));
            }
        }
    }
    errors
}

fn check_paging(paging: &Paging, request: &ApiRequest) -> Vec<String> {
    let mut errors = Vec::new();
    for (key, path) in [
        ("next", &paging.next),
        ("cursor", &paging.cursor),
        ("has_more", &paging.has_more),
    ] {
        if let Some(Err(why)) = path.as_deref().map(check_path) {
            errors.push(format!("`paging.{key}`: {why}"));
        }
    }
    let templated = request.url.contains("{cursor}")
        || request
            .body
            .as_deref()
            .is_some_and(|body| body.contains("{cursor}"))
        || request.query.iter().any(|(_, value)| value.contains("{cursor}"));
    if paging.cursor.is_some() && paging.cursor_param.is_none() && !templated {
        errors.push(
            "`paging.cursor` needs `paging.cursor_param`, the query parameter that carries it, or `{cursor}` in the request"
                .to_owned(),
        );
    }
    if paging.cursor_param.is_some() && paging.cursor.is_none() {
        errors.push("`paging.cursor_param` needs `paging.cursor`, the JSONPath of its value".to_owned());
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review_site() -> HandMapped {
        let fields = [("id", "$.id"), ("html", "$.body"), ("likes", "$.helpful")];
        HandMapped {
            request: ApiRequest {
                url: "https://reviews.example/api?q=acme&since={since:rfc3339}".to_owned(),
                ..ApiRequest::default()
            },
            paging: Paging {
                next: Some("$.paging.next".to_owned()),
                max_pages: 5,
                ..Paging::default()
            },
            items: "$.reviews[*]".to_owned(),
            fields: fields
                .map(|(name, path)| (name.to_owned(), path.to_owned()))
                .into(),
            ..HandMapped::default()
        }
    }

    #[test]
    fn makes_a_plan() {
        let plan = by_hand(review_site()).unwrap();
        assert_eq!(
            (plan.preset.as_str(), plan.request.method.as_str()),
            ("json", "GET")
        );
    }

    #[test]
    fn says_every_error_with_its_key() {
        let mut wrong = review_site();
        wrong.request.url = "ftp://reviews.example/{sinse}".to_owned();
        wrong.paging = Paging {
            next: Some("paging.next".to_owned()),
            cursor_param: Some("c".to_owned()),
            ..Paging::default()
        };
        wrong.fields.insert("likes".to_owned(), "$.a[".to_owned());
        wrong.fields.insert("autor".to_owned(), "$.a".to_owned());
        let errors = by_hand(wrong).unwrap_err();
        let has = |needle: &str| {
            assert!(
                errors.iter().any(|error| error.contains(needle)),
                "{needle}: {errors:#?}"
            );
        };
        has("`request.url` must be http or https");
        has("`{sinse}`");
        has("`paging.next`: `paging.next` is not a JSONPath: it must begin with `$`");
        has("`paging.cursor_param` needs `paging.cursor`");
        has("`fields.likes`: `$.a[` is not a JSONPath (RFC 9535): it cannot be read at character");
        has("`fields.autor` is not a field of a document; did you mean `author`?");
    }
}
