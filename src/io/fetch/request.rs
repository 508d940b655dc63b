//! One request, written out.

use reqwest::{
    Request,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
        IF_NONE_MATCH, USER_AGENT,
    },
};

use super::{
    Ask, Fetched,
    auth::Key,
    decode,
    redirect::{Trip, is_harmless},
    status,
};

/// The request of one hop.
///
/// # Errors
/// One sentence if a part of it cannot be written into a request.
pub(super) fn build(ask: &Ask<'_>, key: &Key, trip: &Trip<'_>) -> Result<Request, Fetched> {
    let mut url = trip.url.clone();
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(USER_AGENT, header_value(&ask.manners.user_agent, "user_agent")?);
    headers.insert(ACCEPT, header_value(ask.accept, "Accept")?);
    if trip.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in ask
        .headers
        .iter()
        .filter(|(name, _)| trip.at_home || is_harmless(name))
    {
        let parsed = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Fetched::failed("a header of the source has a name that is none"))?;
        headers.insert(parsed, header_value(value, name)?);
    }
    if trip.at_home {
        key.add_to(&mut url);
        headers.extend(key.headers.iter().cloned());
    }
    for (name, value) in validators(ask) {
        headers.insert(name, value);
    }
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(decode::ACCEPT_ENCODING));
    let mut request = Request::new(trip.method.clone(), url);
    *request.headers_mut() = headers;
    *request.body_mut() = trip.body.map(|body| body.to_owned().into());
    Ok(request)
}

fn header_value(text: &str, name: &str) -> Result<HeaderValue, Fetched> {
    HeaderValue::from_str(text).map_err(|_| {
        Fetched::failed(format!(
            "`{name}` has characters that no header may hold; check for line breaks"
        ))
    })
}

/// The conditional headers, byte for byte as the validators were received.
fn validators(ask: &Ask<'_>) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let known = ask.validators;
    [
        (IF_NONE_MATCH, known.and_then(|known| known.etag.as_deref())),
        (
            IF_MODIFIED_SINCE,
            known.and_then(|known| known.last_modified.as_deref()),
        ),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, HeaderValue::from_bytes(&status::bytes_of(value?)?).ok()?)))
}

/// Whether an answer may be 304.
pub(super) fn is_conditional(ask: &Ask<'_>) -> bool {
    let own = |name: &HeaderName| {
        ask.headers
            .iter()
            .any(|(given, _)| given.eq_ignore_ascii_case(name.as_str()))
    };
    validators(ask).next().is_some() || own(&IF_NONE_MATCH) || own(&IF_MODIFIED_SINCE)
}
