//! Names of folders on the wire: modified UTF-7 (RFC 3501, section 5.1.3).

use base64::{
    Engine as _,
    alphabet::IMAP_MUTF7,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};

use crate::text::plain;

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
/// Most characters of a name that are shown.
const SHOWN_CHARS: usize = 80;

/// A name as it is sent.
pub(super) fn utf7(name: &str) -> String {
    let mut sent = String::with_capacity(name.len());
    let mut other: Vec<u8> = Vec::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            shift(&mut sent, &mut other);
            sent.push(c);
            if c == '&' {
                sent.push('-');
            }
        } else {
            let mut units = [0; 2];
            other.extend(
                c.encode_utf16(&mut units)
                    .iter()
                    .flat_map(|unit| unit.to_be_bytes()),
            );
        }
    }
    shift(&mut sent, &mut other);
    sent
}

fn shift(sent: &mut String, other: &mut Vec<u8>) {
    if !other.is_empty() {
        sent.push('&');
        sent.push_str(&BASE64.encode(&*other));
        sent.push('-');
        other.clear();
    }
}

/// A name as its owner reads it, for a sentence; what cannot be read stays as it was sent.
pub(super) fn from_utf7(sent: &str) -> String {
    let mut parts = sent.split('&');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('-') {
            Some(("", rest)) => {
                name.push('&');
                name.push_str(rest);
            }
            Some((coded, rest)) => {
                let units: Option<Vec<u16>> = BASE64.decode(coded).ok().map(|bytes| {
                    let pairs = bytes.as_chunks::<2>().0;
                    pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect()
                });
                name.push_str(&String::from_utf16_lossy(&units.unwrap_or_default()));
                name.push_str(rest);
            }
            None => {
                name.push('&');
                name.push_str(part);
            }
        }
    }
    plain::clean(&name, SHOWN_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_and_go_as_they_are() {
        for (name, sent) in [
            ("INBOX", "INBOX"),
            ("Nyheter/Månad", "Nyheter/M&AOU-nad"),
            ("A & B", "A &- B"),
            ("台北", "&U,BTFw-"),
            ("", ""),
        ] {
            assert_eq!(utf7(name), sent);
            assert_eq!(from_utf7(sent), name);
        }
        for odd in ["&", "&x", "&!!!-a", "&AA-"] {
            from_utf7(odd);
        }
    }
}
