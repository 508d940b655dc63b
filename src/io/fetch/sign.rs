//! Signatures of requests over a key, a secret and the time.

use std::fmt::Write as _;

use jiff::Timestamp;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::model::{Secret, Signed};

/// Place of the time, in seconds since 1970.
const NOW: &str = "{now:unix}";

/// SHA-1 of the message in lower-case hexadecimal. The APIs that sign so ask for this hash; it is safe here because the
/// secret cannot be found from it, although two messages with one hash can be made.
pub(super) fn signature(signed: &Signed, now: Timestamp) -> String {
    let message = at(&signed.message, now).replace("{secret}", signed.secret.expose());
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, message.as_bytes());
    hash.as_ref().iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// Value of one header.
pub(super) fn header(template: &str, signature: &Secret, now: Timestamp) -> String {
    at(template, now).replace("{signature}", signature.expose())
}

fn at(template: &str, now: Timestamp) -> String {
    template.replace(NOW, &now.as_second().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_key_secret_and_time() {
        let signed = Signed {
            secret: Secret::new("b"),
            message: "a{secret}{now:unix}".to_owned(),
            headers: Vec::new(),
        };
        let at = |secs| Timestamp::from_second(secs).unwrap();
        // `printf ab0 | sha1sum`
        assert_eq!(signature(&signed, at(0)), SHA1_OF_AB0);
        assert_ne!(signature(&signed, at(1)), SHA1_OF_AB0);
        let header = header("{signature} of {now:unix}", &Secret::new("x"), at(7));
        assert_eq!(header, "x of 7");
    }

    const SHA1_OF_AB0: &str = "712d036ea7c8900592530636abc1a784f0bdf8ee";
}
