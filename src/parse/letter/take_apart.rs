//! Mails taken apart without being decoded: `mail-parser` undoes the encoding of mails within mails by itself, and copies
//! what it finds there level by level, so that one nested deep enough would exhaust the stack.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use mail_parser::{
    HeaderName, Message, MessageParser, MessagePart, PartType,
    decoders::quoted_printable::quoted_printable_decode,
};

/// Base64 as mails have it, cut or padded in any way.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// The header that says how a part is encoded.
const ENCODING: &str = "content-transfer-encoding:";

/// Reads what is a mail, and drops it level by level: left to itself each would be dropped inside the one around it.
pub(super) fn with_message<T>(bytes: &[u8], read: impl FnOnce(&Message<'_>) -> T) -> Option<T> {
    let parser = MessageParser::new()
        .with_mime_headers()
        .with_date_headers()
        .with_address_headers()
        .with_message_ids()
        .header_text(HeaderName::Subject)
        .header_text(HeaderName::ContentLanguage)
        .header_received(HeaderName::Received)
        .ignore_header(HeaderName::ContentTransferEncoding);
    let message = parser.parse(bytes)?;
    let read = read(&message);
    let mut left = vec![message];
    while let Some(message) = left.pop() {
        left.extend(message.parts.into_iter().filter_map(|part| match part.body {
            PartType::Message(inner) => Some(inner),
            _ => None,
        }));
    }
    Some(read)
}

/// The bytes of a part with their encoding undone, and whether there was one. `raw` is the mail that was taken apart.
pub(super) fn contents(part: &MessagePart<'_>, raw: &[u8]) -> (Vec<u8>, bool) {
    let range = |from: u32, to: u32| {
        let (from, to) = (usize::try_from(from).ok()?, usize::try_from(to).ok()?);
        raw.get(from..to)
    };
    let header = range(part.offset_header, part.offset_body).unwrap_or_default();
    let bytes = range(part.offset_body, part.offset_end).unwrap_or_default();
    match encoding(header).as_str() {
        "base64" => (base64(bytes), true),
        "quoted-printable" => (
            quoted_printable_decode(bytes).unwrap_or_else(|| bytes.to_vec()),
            true,
        ),
        _ => (bytes.to_vec(), false),
    }
}

/// How a part is encoded, lower case.
fn encoding(header: &[u8]) -> String {
    let header = String::from_utf8_lossy(header).to_ascii_lowercase();
    let unfolded = header
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    let value = unfolded.lines().find_map(|line| line.strip_prefix(ENCODING));
    value.unwrap_or_default().trim().to_owned()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut letters: Vec<u8> = bytes
        .iter()
        .copied()
        .take_while(|byte| *byte != b'=')
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        .collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(letters).unwrap_or_default()
}
