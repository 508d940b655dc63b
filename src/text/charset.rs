//! Bytes → text, whatever the publisher says about its encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a body its own declaration of an encoding is looked for. HTML asks for 1,024 bytes; feeds were seen with
/// a long comment before the declaration.
const DECLARATION_BYTES: usize = 4096;
/// How many bytes are shown to the guesser; more did not change its answers.
const GUESS_BYTES: usize = 256 * 1024;

/// Text and how it was come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Name of the encoding used, as in the WHATWG Encoding Standard; `UTF-32` besides.
    pub encoding: &'static str,
    /// Whether some bytes meant nothing in that encoding; they were read as windows-1252 or became U+FFFD.
    pub lossy: bool,
    /// What the answer or the body says its encoding is, where it was not believed.
    pub disbelieved: Option<String>,
    /// Whether nobody said what the encoding is and the bytes had to tell.
    pub guessed: bool,
}

impl Decoded {
    fn new((text, lossy): (impl Into<String>, bool), encoding: &'static str) -> Self {
        Self {
            text: text.into(),
            encoding,
            lossy,
            disbelieved: None,
            guessed: false,
        }
    }
}

/// Decodes a body: byte order mark, else the header's charset, else what the body declares, else UTF-8 if it is valid,
/// else what the bytes look like.
///
/// A label is believed only if the bytes fit: one that leaves unreadable bytes gives way to the next, and a one-byte
/// encoding gives way to UTF-8 when the body holds multi-byte characters that are all valid, which does not happen by
/// chance.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    let decoded = by_mark(bytes).unwrap_or_else(|| by_label(bytes, content_type));
    let labels = Labels::of(bytes, &decoded, content_type);
    Decoded {
        disbelieved: labels.disbelieved(&decoded),
        guessed: labels.are_missing() && !decoded.text.is_ascii() && decoded.encoding != UTF_8.name(),
        ..decoded
    }
}

/// Without a mark: by what is said about the encoding, as far as the bytes fit.
fn by_label(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return valid_utf8(bytes, text, content_type);
    }
    let labels = [content_type.and_then(header_charset), declared(bytes)];
    for encoding in labels.into_iter().flatten().filter(|encoding| *encoding != UTF_8) {
        let (text, lossy) = encoding.decode_without_bom_handling(bytes);
        if !lossy && !utf16_label_on_bytes(encoding, bytes) {
            return Decoded::new((text, lossy), encoding.name());
        }
    }
    mostly_utf8(bytes).unwrap_or_else(|| guessed(bytes))
}

/// ASCII and UTF-8, unless a label names an encoding that writes everything in seven bits.
fn valid_utf8(bytes: &[u8], text: &str, content_type: Option<&str>) -> Decoded {
    if bytes.contains(&0x1b) {
        let label = content_type.and_then(header_charset).or_else(|| declared(bytes));
        if let Some(encoding) = label.filter(|encoding| *encoding == encoding_rs::ISO_2022_JP) {
            return Decoded::new(encoding.decode_without_bom_handling(bytes), encoding.name());
        }
    }
    Decoded::new((text, false), UTF_8.name())
}

/// Byte order marks, and the first `<` of a body written in two or four bytes a character.
fn by_mark(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, skip) = match bytes {
        [0, 0, 0xfe, 0xff, ..] => return Some(utf32(bytes, 4, u32::from_be_bytes)),
        [0xff, 0xfe, 0, 0, ..] => return Some(utf32(bytes, 4, u32::from_le_bytes)),
        [0, 0, 0, b'<', ..] => return Some(utf32(bytes, 0, u32::from_be_bytes)),
        [b'<', 0, 0, 0, ..] => return Some(utf32(bytes, 0, u32::from_le_bytes)),
        [0xef, 0xbb, 0xbf, ..] => (UTF_8, 3),
        [0xfe, 0xff, ..] => (UTF_16BE, 2),
        [0xff, 0xfe, ..] => (UTF_16LE, 2),
        [0, b'<', 0, ..] => (UTF_16BE, 0),
        [b'<', 0, _, 0, ..] => (UTF_16LE, 0),
        _ => return None,
    };
    let body = bytes.get(skip..)?;
    if encoding == UTF_8 && std::str::from_utf8(body).is_err() {
        return Some(mostly_utf8(body).unwrap_or_else(|| guessed(body)));
    }
    Some(Decoded::new(
        encoding.decode_without_bom_handling(body),
        encoding.name(),
    ))
}

fn utf32(bytes: &[u8], skip: usize, number: fn([u8; 4]) -> u32) -> Decoded {
    let mut lossy = false;
    let text: String = bytes
        .get(skip..)
        .unwrap_or_default()
        .chunks(4)
        .map(|unit| {
            let unit = <[u8; 4]>::try_from(unit).ok();
            unit.and_then(|unit| char::from_u32(number(unit)))
                .unwrap_or_else(|| {
                    lossy = true;
                    char::REPLACEMENT_CHARACTER
                })
        })
        .collect();
    Decoded::new((text, lossy), "UTF-32")
}

/// A body that could be searched for its label is not written in two bytes a character.
fn utf16_label_on_bytes(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    (encoding == UTF_16LE || encoding == UTF_16BE) && !bytes.contains(&0)
}

/// What is said about the encoding of a body.
struct Labels {
    header: Option<String>,
    body: Option<String>,
}

impl Labels {
    /// Longest label that is quoted.
    const MAX_CHARS: usize = 40;

    fn of(bytes: &[u8], decoded: &Decoded, content_type: Option<&str>) -> Self {
        // A body in two or four bytes a character shows its label only once it is decoded.
        let wide = decoded.encoding.starts_with("UTF-16") || decoded.encoding.starts_with("UTF-32");
        let bytes = if wide { decoded.text.as_bytes() } else { bytes };
        let head = bytes.get(..bytes.len().min(DECLARATION_BYTES)).unwrap_or(bytes);
        let word = |label: &[u8]| -> String {
            let label = String::from_utf8_lossy(label);
            label
                .chars()
                .filter(|c| !c.is_control())
                .take(Self::MAX_CHARS)
                .collect()
        };
        Self {
            header: content_type
                .and_then(header_label)
                .map(|label| word(label.as_bytes())),
            body: body_label(head).map(word),
        }
    }

    fn are_missing(&self) -> bool {
        self.header.is_none() && self.body.is_none()
    }

    /// A label that is not what the body was read as, unless another one is. ASCII is the same under most labels.
    fn disbelieved(&self, decoded: &Decoded) -> Option<String> {
        let means = |label: &String| {
            let wide = label.to_ascii_lowercase();
            if let (Some(family), true) = (
                wide.get(..6),
                wide.starts_with("utf-16") || wide.starts_with("utf-32"),
            ) {
                return decoded
                    .encoding
                    .get(..6)
                    .is_some_and(|name| name.eq_ignore_ascii_case(family));
            }
            let known = Encoding::for_label(label.as_bytes());
            known.is_some_and(|known| known.name() == decoded.encoding)
                || (decoded.encoding == UTF_8.name() && !decoded.lossy && decoded.text.is_ascii())
        };
        if self.header.iter().chain(&self.body).any(means) {
            return None;
        }
        self.body.clone().or_else(|| self.header.clone())
    }
}

/// `charset` parameter of a `Content-Type`.
fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    Encoding::for_label(header_label(content_type)?.as_bytes())
}

fn header_label(content_type: &str) -> Option<&str> {
    let (_, after) = content_type.split_once(';')?;
    after.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(())?;
        Some(value.trim().trim_matches(['"', '\''])).filter(|label| !label.is_empty())
    })
}

/// `encoding="…"` of an XML declaration, or `charset=…` of an HTML `meta`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARATION_BYTES))?;
    Encoding::for_label(body_label(head)?)
}

fn body_label(head: &[u8]) -> Option<&[u8]> {
    xml_label(head).or_else(|| meta_label(head))
}

fn xml_label(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.get(memchr::memmem::find(head, b"<?xml")?..)?;
    let declaration = declaration.get(..memchr::memchr(b'>', declaration)?)?;
    label_after(declaration, b"encoding")
}

fn meta_label(head: &[u8]) -> Option<&[u8]> {
    let lower = head.to_ascii_lowercase();
    let meta = memchr::memmem::find(&lower, b"<meta")?;
    let at = memchr::memmem::find(lower.get(meta..)?, b"charset")?;
    label_after(head.get(meta + at..)?, b"")
}

/// The word that follows `name` and `=`, quoted or not. With an empty name, the word after the next `=`.
fn label_after<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let after = text.get(memchr::memmem::find(text, name)?..)?;
    let value = after.get(memchr::memchr(b'=', after)? + 1..)?.trim_ascii_start();
    let value = value
        .strip_prefix(b"\"")
        .or_else(|| value.strip_prefix(b"'"))
        .unwrap_or(value);
    let end = value
        .iter()
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.' | b'+')))
        .unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty())
}

/// UTF-8 with some stray bytes, which are read as windows-1252: more of the text survives than if all of it were.
fn mostly_utf8(bytes: &[u8]) -> Option<Decoded> {
    let (mut wide, mut stray) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        // The longer a sequence, the less likely is it that bytes of another encoding make it up by chance.
        let wide_chars = chunk.valid().chars().filter(|c| !c.is_ascii());
        wide += wide_chars.map(|c| c.len_utf8() * 2 - 3).sum::<usize>();
        stray += chunk.invalid().len();
    }
    if wide <= stray {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Some(Decoded::new((text, true), UTF_8.name()))
}

fn guessed(bytes: &[u8]) -> Decoded {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..bytes.len().min(GUESS_BYTES)).unwrap_or(bytes), true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    Decoded::new(encoding.decode_without_bom_handling(bytes), encoding.name())
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_KR, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1251};
    use proptest::prelude::*;

    use super::*;

    const RUSSIAN: &str =
        "<?xml version='1.0' encoding='LABEL'?><t>Съешь же ещё этих мягких французских булок</t>";
    const JAPANESE: &str =
        "<?xml version='1.0' encoding='LABEL'?><t>新しい製品が発売されました。とても便利です。</t>";

    fn written(text: &str, label: &str, encoding: &'static Encoding) -> (Vec<u8>, String) {
        let text = text.replace("LABEL", label);
        (encoding.encode(&text).0.into_owned(), text)
    }

    #[test]
    fn labels_are_followed_where_the_bytes_fit() {
        for (text, label, encoding, header) in [
            (RUSSIAN, "koi8-r", KOI8_R, None),
            (RUSSIAN, "windows-1251", WINDOWS_1251, None),
            (RUSSIAN, "utf-8", KOI8_R, Some("text/xml; charset=\"koi8-r\"")),
            (JAPANESE, "Shift_JIS", SHIFT_JIS, None),
            (JAPANESE, "GB2312", GBK, None),
            (
                RUSSIAN,
                "latin-nonsense",
                UTF_8,
                Some("application/rss+xml; charset=none"),
            ),
            (RUSSIAN, "iso-8859-1", UTF_8, Some("text/xml; charset=iso-8859-1")),
            (RUSSIAN, "utf-16", UTF_8, None),
        ] {
            let (bytes, expected) = written(text, label, encoding);
            let decoded = decode(&bytes, header);
            assert_eq!((decoded.text, decoded.lossy), (expected, false), "{label}");
        }
    }

    #[test]
    fn missing_and_wrong_labels_are_guessed() {
        for (text, label, encoding) in [
            (RUSSIAN, "utf-8", WINDOWS_1251),
            (JAPANESE, "utf-8", SHIFT_JIS),
            (
                "<t>한국어 문장을 적당히 길게 써 봅니다. 오늘은 날씨가 좋습니다</t>",
                "",
                EUC_KR,
            ),
            ("<t>Übermäßig schöne Grüße aus Köln</t>", "", WINDOWS_1252),
        ] {
            let (bytes, expected) = written(text, label, encoding);
            assert_eq!(decode(&bytes, None).text, expected, "{}", encoding.name());
        }
    }

    #[test]
    fn marks_outrank_labels() {
        let text = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><t>é€😀</t>";
        let units: Vec<u16> = text.encode_utf16().collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let wide: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let marked = |mark: &[u8], body: &[u8]| [mark, body].concat();
        for bytes in [
            marked(b"\xef\xbb\xbf", text.as_bytes()),
            marked(b"\xfe\xff", &big),
            marked(b"\xff\xfe", &little),
            marked(b"", &big),
            marked(b"", &little),
            marked(b"\0\0\xfe\xff", &wide),
        ] {
            assert_eq!(decode(&bytes, Some("text/xml; charset=koi8-r")).text, text);
        }
    }

    #[test]
    fn a_label_that_is_not_followed_is_told() {
        for (text, label, encoding, header, told, guessed) in [
            (RUSSIAN, "koi8-r", KOI8_R, None, None, false),
            (
                RUSSIAN,
                "utf-8",
                UTF_8,
                Some("text/xml; charset=koi8-r"),
                None,
                false,
            ),
            (RUSSIAN, "utf-16", UTF_8, None, Some("utf-16"), false),
            (RUSSIAN, "utf-8", WINDOWS_1251, None, Some("utf-8"), false),
            (RUSSIAN, "x-none", UTF_8, None, Some("x-none"), false),
            ("<t>Grüße aus Köln</t>", "", WINDOWS_1252, None, None, true),
            ("<t>Grüße aus Köln</t>", "", UTF_8, None, None, false),
            (
                "<t>plain</t>",
                "",
                UTF_8,
                Some("text/xml; charset=us-ascii"),
                None,
                false,
            ),
        ] {
            let (bytes, _) = written(text, label, encoding);
            let decoded = decode(&bytes, header);
            assert_eq!(
                (decoded.disbelieved.as_deref(), decoded.guessed),
                (told, guessed),
                "{label} {header:?}"
            );
        }
    }

    #[test]
    fn stray_bytes_do_not_cost_the_rest() {
        let decoded = decode(
            &["<t>Grüße, Straße, naïve, caf".as_bytes(), b"\xe9</t>"].concat(),
            None,
        );
        assert_eq!(decoded.text, "<t>Grüße, Straße, naïve, café</t>");
        assert!(decoded.lossy);
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..300), header in "\\PC{0,40}") {
            let decoded = decode(&bytes, Some(&header));
            prop_assert!(decoded.text.len() <= bytes.len() * 4 + 3);
        }
    }
}
