//! A preset with its parameters → a plan.

use std::collections::BTreeMap;

use url::Url;

use super::file::{Auth, Kind, RawAgain, RawLookup, Recipe, Request};
use super::{AskedAgain, Format, Parameter, Preset};
use crate::model::{Again, ApiAuth, ApiPlan, ApiRequest, Lookup, Secret, Signed, SourceKind};
use crate::{parse::json::Mapping, text::nearest::nearest};

/// Values by parameter name, checked and in the form the templates want.
struct Values<'a> {
    plain: BTreeMap<&'a str, String>,
    secret: BTreeMap<&'a str, Secret>,
}

impl Preset {
    /// Whether the mapping is written in the configuration (`api = "json"`) rather than in the preset.
    pub fn is_by_hand(&self) -> bool {
        self.recipe.request.url.is_empty()
    }

    /// Whether its answers are feeds, which need no mapping.
    pub fn is_feed(&self) -> bool {
        self.recipe.kind == Kind::Feed
    }

    /// What its API tells of items that it gave, if it can be asked again.
    pub fn asked_again(&self) -> Option<AskedAgain> {
        let again = self.recipe.again.as_ref()?;
        let told = |count: &&str| {
            let of_authors = again.authors.as_ref().map(|authors| &authors.fields);
            again.fields.contains_key(*count) || of_authors.is_some_and(|fields| fields.contains_key(*count))
        };
        Some(AskedAgain {
            counts: super::again::COUNTS.into_iter().filter(told).collect(),
            per_request: again.per_request,
            at_once: again.at_once,
            costs: again.costs,
        })
    }

    /// What a source with these parameters polls: a feed or an API. Errors as of [`Preset::plan`].
    pub fn source_kind(
        &self,
        with: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, Secret>,
    ) -> Result<SourceKind, Vec<String>> {
        let plan = self.plan(with, secrets)?;
        if !self.is_feed() {
            return Ok(SourceKind::Api(Box::new(plan)));
        }
        let url = Url::parse(&plan.request.url)
            .map_err(|why| vec![format!("preset `{}`: the address of its feed: {why}", self.name)])?;
        Ok(SourceKind::Feed { url })
    }

    /// Fills in the parameters. `secrets` holds values that came from a file, the environment or a credential; a
    /// secret parameter may stand in either. Every error names the preset and the parameter.
    pub fn plan(
        &self,
        with: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, Secret>,
    ) -> Result<ApiPlan, Vec<String>> {
        if self.is_by_hand() {
            return Err(vec![format!(
                "`{}` takes no `with`; it is mapped by hand with `request`, `items` and `fields`",
                self.name
            )]);
        }
        let plan = self.filled(with, secrets)?;
        let mut errors = Vec::new();
        if let (false, Err(wrong)) = (self.is_feed(), Mapping::compile(&plan.items, &plan.fields)) {
            errors.extend(
                wrong
                    .into_iter()
                    .map(|error| format!("preset `{}`: {error}", self.name)),
            );
        }
        let again = plan.again.iter().flat_map(super::again::check);
        errors.extend(again.map(|error| format!("preset `{}`: {error}", self.name)));
        if errors.is_empty() { Ok(plan) } else { Err(errors) }
    }

    /// The recipe with its parameters filled in, whatever it maps.
    pub(super) fn filled(
        &self,
        with: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, Secret>,
    ) -> Result<ApiPlan, Vec<String>> {
        let mut errors = self.strangers(with.keys().chain(secrets.keys()));
        let values = self.values(with, secrets, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let plan = self.fill(&self.recipe, &values);
        if Url::parse(&plan.request.url.replace(['{', '}'], "x")).is_err() {
            return Err(vec![format!(
                "preset `{}`: `{}` is not an address",
                self.name, plan.request.url
            )]);
        }
        Ok(plan)
    }

    fn strangers<'a>(&self, given: impl Iterator<Item = &'a String>) -> Vec<String> {
        let known: Vec<&str> = self
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        given
            .filter(|name| !known.contains(&name.as_str()))
            .map(|name| match nearest(name, known.iter().copied()) {
                Some(near) => {
                    format!(
                        "preset `{}` has no parameter `{name}`; did you mean `{near}`?",
                        self.name
                    )
                }
                None => {
                    format!(
                        "preset `{}` has no parameter `{name}`; it takes {}",
                        self.name,
                        known.join(", ")
                    )
                }
            })
            .collect()
    }

    fn values(
        &self,
        with: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, Secret>,
        errors: &mut Vec<String>,
    ) -> Values<'_> {
        let mut values = Values {
            plain: BTreeMap::new(),
            secret: BTreeMap::new(),
        };
        for parameter in &self.parameters {
            let name = parameter.name.as_str();
            let given = with
                .get(name)
                .map(String::as_str)
                .or_else(|| secrets.get(name).map(Secret::expose))
                .map(str::trim)
                .filter(|value| !value.is_empty());
            if given.is_none() && parameter.required {
                errors.push(format!(
                    "preset `{}` needs `{name}` in `with`: {} (for example `{}`)",
                    self.name, parameter.help, parameter.example
                ));
            }
            let value = given.unwrap_or(&parameter.default);
            if parameter.secret {
                values.secret.insert(name, Secret::new(value));
                continue;
            }
            match normal(parameter, value) {
                Ok(value) => {
                    values.plain.insert(name, value);
                }
                Err(why) => errors.push(format!("preset `{}`: `{name}` {why}", self.name)),
            }
        }
        values
    }

    fn fill(&self, recipe: &Recipe, values: &Values<'_>) -> ApiPlan {
        ApiPlan {
            preset: self.name.clone(),
            request: values.request(&recipe.request),
            auth: auth(&recipe.auth, values),
            paging: recipe.paging.clone(),
            items: recipe.items.clone(),
            fields: recipe.fields.clone(),
            pacing: self.pacing,
            pause: recipe.pause.clone(),
            again: recipe.again.as_ref().map(|again| filled(again, values)),
        }
    }
}

fn filled(raw: &RawAgain, values: &Values<'_>) -> Again {
    let lookup = |raw: &RawLookup| Lookup {
        request: values.request(&raw.request),
        join: raw.join.clone(),
        per_request: raw.per_request.max(1),
        items: raw.items.clone(),
        fields: raw.fields.clone(),
    };
    Again {
        items: Lookup {
            request: values.request(&raw.request),
            join: raw.join.clone(),
            per_request: raw.per_request.max(1),
            items: raw.items.clone(),
            fields: raw.fields.clone(),
        },
        alone: raw.alone.as_ref().map(|alone| values.put(alone, encode_segment)),
        authors: raw.authors.as_ref().map(lookup),
        at_once: raw.at_once,
        costs: raw.costs,
        anywhere: raw.anywhere,
        pacing: raw.pacing(),
    }
}

/// The value in the form that templates want, or what is wrong with it.
fn normal(parameter: &Parameter, value: &str) -> Result<String, String> {
    match parameter.format {
        Format::Text => Ok(value.to_owned()),
        Format::Tag => {
            let tag = value.trim_start_matches('#');
            if tag.contains(char::is_whitespace) {
                return Err(format!("is one hashtag without spaces, not `{value}`"));
            }
            Ok(tag.to_owned())
        }
        Format::Origin => {
            let full = if value.contains("://") {
                value.to_owned()
            } else {
                format!("https://{value}")
            };
            let url = Url::parse(&full)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"));
            let url = url.filter(|url| url.host_str().is_some() && url.query().is_none());
            url.map(|url| url.as_str().trim_end_matches('/').to_owned())
                .ok_or_else(|| {
                    format!(
                        "is the name of a server such as `{}`, not `{value}`",
                        parameter.example
                    )
                })
        }
        Format::Number => value
            .parse::<u32>()
            .map(|number| number.to_string())
            .map_err(|_| format!("is a whole number such as `{}`, not `{value}`", parameter.example)),
    }
}

impl Values<'_> {
    /// A request with the plain parameters filled in; what is empty then is left out.
    fn request(&self, request: &Request) -> ApiRequest {
        let pairs = |map: &BTreeMap<String, String>| -> Vec<(String, String)> {
            map.iter()
                .map(|(name, value)| (name.clone(), self.put(value, str::to_owned)))
                .filter(|(_, value)| !value.is_empty())
                .collect()
        };
        ApiRequest {
            method: request.method.clone().unwrap_or_else(|| "GET".to_owned()),
            url: self.put(&request.url, encode_segment),
            query: pairs(&request.query),
            headers: pairs(&request.headers),
            body: request.body.as_ref().map(|body| self.put(body, json_inside)),
        }
    }

    /// Fills the plain parameters into a template; origins go in as they are, everything else through `encode`.
    fn put(&self, template: &str, encode: fn(&str) -> String) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let known = after
                .split_once('}')
                .and_then(|(name, tail)| Some((self.plain.get(name)?, tail)));
            if let Some((value, tail)) = known {
                let origin = out.is_empty() && value.contains("://");
                out.push_str(&if origin { value.clone() } else { encode(value) });
                rest = tail;
            } else {
                out.push('{');
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    /// The secret whose name stands in braces, unless it is empty.
    fn secret(&self, template: &str) -> Option<Secret> {
        let name = template.strip_prefix('{')?.strip_suffix('}')?;
        self.secret
            .get(name)
            .filter(|secret| !secret.expose().is_empty())
            .cloned()
    }
}

fn auth(recipe: &Auth, values: &Values<'_>) -> ApiAuth {
    let plain = |template: &str| values.put(template, str::to_owned);
    let filled = match recipe {
        Auth::None => None,
        Auth::Bearer { token } => values.secret(token).map(ApiAuth::Bearer),
        Auth::Header { name, value } => values.secret(value).map(|value| ApiAuth::Header {
            name: name.clone(),
            value,
        }),
        Auth::Query { name, value } => values.secret(value).map(|value| ApiAuth::Query {
            name: name.clone(),
            value,
        }),
        Auth::OAuth2 {
            token_url,
            client_id,
            client_secret,
            refresh_token,
            client_param,
        } => values.secret(client_secret).map(|client_secret| ApiAuth::OAuth2 {
            token_url: plain(token_url),
            client_id: plain(client_id),
            client_secret,
            refresh_token: values.secret(refresh_token),
            client_param: client_param.clone(),
        }),
        Auth::ServiceAccount {
            token_url,
            scope,
            key,
        } => values.secret(key).map(|key| ApiAuth::ServiceAccount {
            token_url: plain(token_url),
            scope: scope.clone(),
            key,
        }),
        Auth::Signed {
            secret,
            message,
            headers,
        } => values.secret(secret).map(|secret| {
            ApiAuth::Signed(Box::new(Signed {
                secret,
                message: plain(message),
                headers: headers
                    .iter()
                    .map(|(name, value)| (name.clone(), plain(value)))
                    .collect(),
            }))
        }),
        Auth::Session {
            session_url,
            refresh_url,
            identifier,
            password,
        } => values.secret(password).map(|password| ApiAuth::Session {
            session_url: plain(session_url),
            refresh_url: refresh_url.as_deref().map(plain),
            identifier: plain(identifier),
            password,
        }),
    };
    filled.unwrap_or_default()
}

/// Percent-encodes a value for a place in a path or a raw query.
pub(super) fn encode_segment(value: &str) -> String {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// A value as it stands inside a JSON string.
pub(super) fn json_inside(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted
        .get(1..quoted.len().saturating_sub(1))
        .unwrap_or_default()
        .to_owned()
}
