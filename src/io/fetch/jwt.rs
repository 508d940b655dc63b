//! Service accounts: a token for a signed assertion (RFC 7523, with RS256 of RFC 7518).

use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use serde::Deserialize;
use serde_json::json;
use url::form_urlencoded;

use crate::model::Secret;

/// Life of an assertion in seconds: the longest that is taken.
const LIFE_SECS: i64 = 3600;
/// What stands before and after a key.
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// The key file of a service account, as far as it is needed.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
}

/// The form that asks for a token with the key file of a service account.
///
/// # Errors
/// What is wrong with the key file, without anything of it.
pub(super) fn grant(key: &Secret, scope: &str, audience: &str, now: Timestamp) -> Result<String, String> {
    let file: KeyFile = serde_json::from_str(key.expose())
        .map_err(|_| "the key is not the JSON file of a service account, on one line".to_owned())?;
    let pair =
        pair(&file.private_key).ok_or("the private key in the file of the service account is damaged")?;
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(&json!({ "alg": "RS256", "typ": "JWT" }));
    let issued = now.as_second();
    let claims = part(&json!({
        "iss": file.client_email, "scope": scope, "aud": audience, "iat": issued, "exp": issued + LIFE_SECS,
    }));
    let message = format!("{head}.{claims}");
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        message.as_bytes(),
        &mut signature,
    )
    .map_err(|_| "the assertion of the service account could not be signed".to_owned())?;
    let assertion = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .append_pair("assertion", &assertion);
    Ok(form.finish())
}

fn pair(pem: &str) -> Option<KeyPair> {
    let (_, rest) = pem.split_once(BEGIN)?;
    let (body, _) = rest.split_once(END)?;
    let body: String = body.split_whitespace().collect();
    KeyPair::from_pkcs8(&STANDARD.decode(body).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    /// A key made for this test, known to everybody.
    const KEY: &[u8] = include_bytes!("../../../tests/support/tls/account.key.der");

    fn pem() -> String {
        format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(KEY))
    }

    fn file() -> Secret {
        Secret::new(json!({ "client_email": "a@b.example", "private_key": pem(), "type": "x" }).to_string())
    }

    #[test]
    fn an_assertion_is_signed_by_the_key() {
        let now = Timestamp::from_second(1_772_359_200).unwrap();
        let form = grant(&file(), "read", "https://login.example/token", now).unwrap();
        let pairs: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        assert_eq!(pairs[0].1, "urn:ietf:params:oauth:grant-type:jwt-bearer");
        let (message, signature) = pairs[1].1.rsplit_once('.').unwrap();
        let own = pair(&pem()).unwrap();
        let public = own.public().as_ref().to_vec();
        let verified = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .verify(message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap());
        assert!(verified.is_ok());
        let claims = URL_SAFE_NO_PAD
            .decode(message.split_once('.').unwrap().1)
            .unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(
            claims,
            json!({ "iss": "a@b.example", "scope": "read", "aud": "https://login.example/token",
                "iat": 1_772_359_200, "exp": 1_772_362_800 })
        );
    }

    #[test]
    fn a_damaged_key_is_named_and_not_shown() {
        for text in [
            "",
            "{}",
            "canary",
            r#"{"client_email":"a","private_key":"canary"}"#,
        ] {
            let why = grant(&Secret::new(text), "s", "a", Timestamp::UNIX_EPOCH).unwrap_err();
            assert!(
                !why.contains("canary") && why.contains("service account"),
                "{why}"
            );
        }
    }
}
