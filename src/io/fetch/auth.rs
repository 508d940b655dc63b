//! Credentials on their way out, and tokens that are fetched once and used until they run out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::{sync::Mutex as FairMutex, time::Instant};
use url::{Url, form_urlencoded};
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    model::{ApiAuth, Secret, Signed},
    text::url::percent_decoded,
};

use super::{Ask, Body, Fetched, jwt, sign};

/// A token is renewed this long before it runs out.
const EARLY: Duration = Duration::from_mins(1);
/// Life of a token that does not tell: an hour.
const DEFAULT_LIFE_SECS: u64 = 3600;
/// Shorter values are not looked for in addresses; they would be found everywhere.
const TELLING: usize = 6;

/// What is added to a request to the source's own origin.
#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    /// Headers.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// A query parameter.
    query: Option<(String, Secret)>,
    /// Every secret value, to recognise it in a redirect.
    values: Vec<Secret>,
}

impl Key {
    /// The credentials of an ask; `token` for those that fetch one, `now` for those that sign the time.
    ///
    /// # Errors
    /// One sentence if they cannot be written into a request.
    pub(super) fn new(ask: &Ask<'_>, token: Option<&Secret>, now: Timestamp) -> Result<Self, Fetched> {
        let bearer = |secret: &Secret| header(AUTHORIZATION, &format!("Bearer {}", secret.expose()), secret);
        match ask.auth {
            ApiAuth::None => Self::from_url(ask.url),
            ApiAuth::Bearer(secret) => bearer(secret),
            ApiAuth::OAuth2 { .. } | ApiAuth::ServiceAccount { .. } | ApiAuth::Session { .. } => {
                token.map_or_else(|| Ok(Self::default()), bearer)
            }
            ApiAuth::Basic { username, password } => basic(username, password),
            ApiAuth::Header { name, value } => header(header_name(name)?, value.expose(), value),
            ApiAuth::Signed(signed) => Self::signed(signed, now),
            ApiAuth::Query { name, value } => Ok(Self {
                headers: Vec::new(),
                query: Some((name.clone(), value.clone())),
                values: vec![value.clone()],
            }),
        }
    }

    /// Whether a text tells any of the secrets.
    pub(super) fn is_told_by(&self, text: &str) -> bool {
        self.values.iter().any(|value| text.contains(value.expose()))
    }

    /// Headers with a signature.
    fn signed(signed: &Signed, now: Timestamp) -> Result<Self, Fetched> {
        let signature = Secret::new(sign::signature(signed, now));
        let mut key = Self {
            values: vec![signed.secret.clone(), signature.clone()],
            ..Self::default()
        };
        for (name, value) in &signed.headers {
            let value = sign::header(value, &signature, now);
            key.headers
                .extend(header(header_name(name)?, &value, &signature)?.headers);
        }
        Ok(key)
    }

    /// User and password of the address itself.
    fn from_url(url: &Url) -> Result<Self, Fetched> {
        if url.username().is_empty() && url.password().is_none() {
            return Ok(Self::default());
        }
        basic(
            &percent_decoded(url.username()),
            &Secret::new(percent_decoded(url.password().unwrap_or_default())),
        )
    }

    /// Whether there is nothing to add.
    pub(super) fn is_none(&self) -> bool {
        self.headers.is_empty() && self.query.is_none()
    }

    /// Adds the query parameter, if that is where the key goes.
    pub(super) fn add_to(&self, url: &mut Url) {
        if let Some((name, value)) = &self.query {
            url.query_pairs_mut().append_pair(name, value.expose());
        }
    }

    /// Takes the query parameter out of an address that echoes it.
    pub(super) fn strip_from(&self, url: &mut Url) {
        let Some((name, _)) = &self.query else { return };
        if !url.query_pairs().any(|(found, _)| found == *name) {
            return;
        }
        let mut kept = form_urlencoded::Serializer::new(String::new());
        kept.extend_pairs(url.query_pairs().filter(|(found, _)| found != name));
        let kept = kept.finish();
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }

    /// Whether an address holds a secret value.
    pub(super) fn is_in(&self, url: &Url) -> bool {
        self.values
            .iter()
            .map(Secret::expose)
            .filter(|secret| secret.len() >= TELLING)
            .any(|secret| {
                url.as_str().contains(secret) || url.query_pairs().any(|(_, value)| value.contains(secret))
            })
    }
}

fn header_name(name: &str) -> Result<HeaderName, Fetched> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Fetched::failed(format!("`{name}` is no header name; check the source's `auth`")))
}

fn header(name: HeaderName, value: &str, secret: &Secret) -> Result<Key, Fetched> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Fetched::failed(format!(
            "the key for `{name}` has characters that no header may hold; check for line breaks"
        ))
    })?;
    value.set_sensitive(true);
    Ok(Key {
        headers: vec![(name, value)],
        query: None,
        values: vec![secret.clone()],
    })
}

fn basic(username: &str, password: &Secret) -> Result<Key, Fetched> {
    let pair = STANDARD.encode(format!("{username}:{}", password.expose()));
    let mut key = header(AUTHORIZATION, &format!("Basic {pair}"), password)?;
    key.values.push(Secret::new(pair));
    Ok(key)
}

/// A token in use.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What is sent.
    pub(super) value: Secret,
    until: Instant,
    /// What gets another one without a login.
    refresh: Option<Secret>,
}

type Slot = Arc<FairMutex<Option<Token>>>;

/// Tokens by endpoint and account. A slot is held while its token is fetched, so that sources of one account do not
/// fetch one each.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    slots: Mutex<HashMap<u128, Slot>>,
}

impl Tokens {
    /// The place of a token; `None` for credentials that need none.
    pub(super) fn slot(&self, auth: &ApiAuth) -> Option<Slot> {
        let parts = match auth {
            ApiAuth::OAuth2 {
                token_url,
                client_id,
                client_secret,
                refresh_token,
                ..
            } => [
                token_url.as_str(),
                client_id,
                client_secret.expose(),
                refresh_token.as_ref().map_or("", |token| token.expose()),
            ],
            ApiAuth::ServiceAccount {
                token_url,
                scope,
                key,
            } => [token_url.as_str(), scope, key.expose(), "service account"],
            ApiAuth::Session {
                session_url,
                identifier,
                password,
                ..
            } => [session_url, identifier, password.expose(), ""],
            _ => return None,
        };
        let key = xxh3_128(parts.join("\0").as_bytes());
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(slots.entry(key).or_default()))
    }
}

impl Token {
    /// Whether it can still be used.
    pub(super) fn is_good(&self) -> bool {
        Instant::now() < self.until
    }
}

/// How a token is asked for.
#[derive(Debug)]
pub(super) struct TokenAsk {
    /// Where.
    pub(super) url: Url,
    /// What is sent.
    pub(super) body: Option<Secret>,
    /// `Content-Type` of it.
    pub(super) headers: Vec<(String, String)>,
    /// Credentials of the token endpoint itself.
    pub(super) auth: ApiAuth,
}

impl TokenAsk {
    /// The request that renews a token without a login, where that can be done.
    pub(super) fn renewal(auth: &ApiAuth, held: &Token) -> Option<Self> {
        let ApiAuth::Session {
            refresh_url: Some(address),
            ..
        } = auth
        else {
            return None;
        };
        Some(Self {
            url: Url::parse(address).ok()?,
            body: None,
            headers: Vec::new(),
            auth: ApiAuth::Bearer(held.refresh.clone()?),
        })
    }

    /// The request for a token; `None` for credentials that need none.
    pub(super) fn new(auth: &ApiAuth, now: Timestamp) -> Option<Result<Self, Fetched>> {
        let (address, kind, body, auth) = match auth {
            ApiAuth::OAuth2 {
                token_url,
                client_id,
                client_secret,
                refresh_token,
                client_param,
            } => {
                let client = (client_id.as_str(), client_secret);
                let form = grant(client, refresh_token.as_ref(), client_param.as_deref());
                let auth = client_param.is_none().then(|| ApiAuth::Basic {
                    username: client_id.clone(),
                    password: client_secret.clone(),
                });
                (
                    token_url,
                    "application/x-www-form-urlencoded",
                    form,
                    auth.unwrap_or_default(),
                )
            }
            ApiAuth::ServiceAccount {
                token_url,
                scope,
                key,
            } => match jwt::grant(key, scope, token_url, now) {
                Ok(form) => (
                    token_url,
                    "application/x-www-form-urlencoded",
                    form,
                    ApiAuth::None,
                ),
                Err(why) => return Some(Err(Fetched::blocked(format!("no access token: {why}")))),
            },
            ApiAuth::Session {
                session_url,
                identifier,
                password,
                ..
            } => (
                session_url,
                "application/json",
                serde_json::json!({ "identifier": identifier, "password": password.expose() }).to_string(),
                ApiAuth::None,
            ),
            _ => return None,
        };
        Some(match Url::parse(address) {
            Ok(url) => Ok(Self {
                url,
                body: Some(Secret::new(body)),
                headers: vec![("Content-Type".to_owned(), kind.to_owned())],
                auth,
            }),
            Err(_) => Err(Fetched::failed(
                "the address where the access token is fetched is not valid",
            )),
        })
    }
}

/// The form that asks for a token (RFC 6749 sections 2.3.1, 4.4.2 and 6).
fn grant(client: (&str, &Secret), refresh: Option<&Secret>, client_param: Option<&str>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    match refresh {
        Some(token) => form
            .append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", token.expose()),
        None => form.append_pair("grant_type", "client_credentials"),
    };
    if let Some(name) = client_param {
        form.append_pair(name, client.0)
            .append_pair("client_secret", client.1.expose());
    }
    form.finish()
}

/// Reads the answer of a token endpoint (RFC 6749 section 5.1, or a session of the AT Protocol).
///
/// # Errors
/// One sentence without anything of the answer.
pub(super) fn read_token(body: &Body, now: Timestamp) -> Result<Token, String> {
    let value: Value =
        serde_json::from_slice(&body.bytes).map_err(|_| "its answer is not JSON".to_owned())?;
    let text = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let token = text("access_token")
        .or_else(|| text("accessJwt"))
        .ok_or("its answer holds no access token")?;
    let told = value
        .get("expires_in")
        .and_then(|secs| secs.as_u64().or_else(|| secs.as_str()?.parse().ok()));
    let life = told
        .or_else(|| jwt_life_secs(token, now))
        .unwrap_or(DEFAULT_LIFE_SECS)
        .min(24 * 3600);
    let life = Duration::from_secs(life);
    let until = Instant::now() + life.saturating_sub(EARLY.min(life / 10));
    Ok(Token {
        value: Secret::new(token),
        until,
        refresh: text("refreshJwt").map(Secret::new),
    })
}

/// Seconds left of a JSON Web Token (RFC 7519 `exp`).
fn jwt_life_secs(token: &str, now: Timestamp) -> Option<u64> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    u64::try_from(claims.get("exp")?.as_i64()?.saturating_sub(now.as_second())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(json: &str) -> Result<Token, String> {
        let body = Body {
            url: Url::parse("https://a.example/").unwrap(),
            status: 200,
            content_type: None,
            bytes: json.as_bytes().to_vec(),
            validators: crate::model::Validators::default(),
            link_header: None,
            moved_to: None,
            fresh_secs: None,
        };
        read_token(&body, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn tokens_live_as_long_as_they_say() {
        let jwt = format!("h.{}.s", URL_SAFE_NO_PAD.encode(r#"{"exp":7200}"#));
        for (json, secs) in [
            (r#"{"access_token":"t","expires_in":3600}"#.to_owned(), 3540),
            (r#"{"access_token":"t","expires_in":"100"}"#.to_owned(), 90),
            (r#"{"access_token":"t"}"#.to_owned(), 3540),
            (format!(r#"{{"accessJwt":"{jwt}"}}"#), 7140),
        ] {
            let token = token(&json).unwrap();
            let left = token.until.duration_since(Instant::now());
            assert_eq!((left.as_millis() + 500) / 1000, secs, "{json}");
        }
        for json in ["", "<html>", "{}", r#"{"access_token":""}"#] {
            assert!(token(json).is_err(), "{json}");
        }
    }

    #[test]
    fn tokens_are_asked_for_as_the_endpoint_wants() {
        for (refresh, param, form, basic) in [
            (None, None, "grant_type=client_credentials", true),
            (
                Some("r&t"),
                None,
                "grant_type=refresh_token&refresh_token=r%26t",
                true,
            ),
            (
                None,
                Some("client_key"),
                "grant_type=client_credentials&client_key=id&client_secret=s",
                false,
            ),
        ] {
            let auth = ApiAuth::OAuth2 {
                token_url: "https://a.example/token".to_owned(),
                client_id: "id".to_owned(),
                client_secret: Secret::new("s"),
                refresh_token: refresh.map(Secret::new),
                client_param: param.map(str::to_owned),
            };
            let ask = TokenAsk::new(&auth, Timestamp::UNIX_EPOCH).unwrap().unwrap();
            assert_eq!(ask.body.as_ref().map(Secret::expose), Some(form));
            assert_eq!(ask.auth != ApiAuth::None, basic, "{form}");
        }
    }

    #[test]
    fn nothing_of_a_key_is_shown() {
        let auth = ApiAuth::Basic {
            username: "jo".to_owned(),
            password: Secret::new("canary"),
        };
        let url = Url::parse("https://a.example/").unwrap();
        let manners = crate::model::Manners {
            timeout: EARLY,
            max_body_bytes: 1,
            spacing: EARLY,
            user_agent: String::new(),
            robots: false,
            resolve_links: false,
            allow_private: false,
            auth: None,
        };
        let key = Key::new(
            &Ask::stranger(&url, &manners).with_auth(&auth),
            None,
            Timestamp::UNIX_EPOCH,
        )
        .unwrap();
        let shown = format!("{key:?}");
        assert!(
            !shown.contains("canary") && !shown.contains(&STANDARD.encode("jo:canary")),
            "{shown}"
        );
    }
}
