//! Values on disk: one byte that names the form, then JSON, compressed when that is worth it; totals of days have columns of
//! their own, see [`super::day_total`].

use std::cell::RefCell;

use serde::{Serialize, de::DeserializeOwned};
use zstd::bulk::{Compressor, Decompressor};

use super::StoreError;

/// JSON as it is.
const PLAIN: u8 = 1;
/// Length of the JSON (little-endian `u32`), then the JSON compressed with zstd.
const ZSTD: u8 = 2;
/// Length of the columns, then the columns compressed with zstd.
const COLUMNS: u8 = 3;
/// Shorter values are not compressed: they would hardly shrink.
const COMPRESS_FROM_BYTES: usize = 256;
/// zstd level: the fastest that halves a mention.
const LEVEL: i32 = 1;
/// No stored value is larger once unpacked; a length beyond it is damage, not data.
const LIMIT_BYTES: usize = 256 << 20;

thread_local! {
    // Setting up a (de)compressor costs more than packing a mention does.
    static PACK: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACK: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A value as it is stored.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    let mut plain = Vec::with_capacity(1024);
    plain.push(PLAIN);
    serde_json::to_writer(&mut plain, value).map_err(|error| bad("", &error))?;
    Ok(pack(plain))
}

/// Bytes as they are stored (mails).
pub(super) fn encode_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len() + 1);
    plain.push(PLAIN);
    plain.extend_from_slice(bytes);
    pack(plain)
}

/// Columns as they are stored.
pub(super) fn encode_columns(columns: &[u8]) -> Result<Vec<u8>, StoreError> {
    let length = u32::try_from(columns.len()).map_err(|error| bad("", &error))?;
    let packed = compress(columns).ok_or_else(|| bad("", &"it cannot be compressed"))?;
    Ok(sealed(COLUMNS, length, &packed))
}

/// The columns of a value, if it has this form.
pub(super) fn columns(key: &[u8], value: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    match value.split_first() {
        Some((&COLUMNS, body)) => unpack(key, body).map(Some),
        _ => Ok(None),
    }
}

/// Compresses a value that begins with [`PLAIN`] where that makes it smaller.
fn pack(plain: Vec<u8>) -> Vec<u8> {
    let Some(body) = plain.get(1..).filter(|body| body.len() >= COMPRESS_FROM_BYTES) else {
        return plain;
    };
    let Ok(length) = u32::try_from(body.len()) else {
        return plain;
    };
    match compress(body) {
        Some(packed) if packed.len() + 4 < body.len() => sealed(ZSTD, length, &packed),
        _ => plain,
    }
}

fn compress(body: &[u8]) -> Option<Vec<u8>> {
    PACK.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Compressor::new(LEVEL).ok();
        }
        slot.as_mut()
            .and_then(|compressor| compressor.compress(body).ok())
    })
}

/// Form, length, packed bytes.
fn sealed(form: u8, length: u32, packed: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(packed.len() + 5);
    value.push(form);
    value.extend_from_slice(&length.to_le_bytes());
    value.extend_from_slice(packed);
    value
}

/// Reads a value back; `key` is named when it does not decode.
pub(super) fn decode<T: DeserializeOwned>(key: &[u8], value: &[u8]) -> Result<T, StoreError> {
    with_body(key, value, |body| {
        serde_json::from_slice(body).map_err(|error| bad(&show(key), &error))
    })
}

/// Reads bytes back.
pub(super) fn decode_bytes(key: &[u8], value: &[u8]) -> Result<Vec<u8>, StoreError> {
    with_body(key, value, |body| Ok(body.to_vec()))
}

fn with_body<T>(
    key: &[u8],
    value: &[u8],
    read: impl FnOnce(&[u8]) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    match value.split_first() {
        Some((&PLAIN, body)) => read(body),
        Some((&ZSTD, body)) => read(&unpack(key, body)?),
        Some((form, _)) => Err(bad(&show(key), &format_args!("unknown form {form}"))),
        None => Err(bad(&show(key), &"it is empty")),
    }
}

fn unpack(key: &[u8], body: &[u8]) -> Result<Vec<u8>, StoreError> {
    let (length, packed) = body
        .split_first_chunk::<4>()
        .ok_or_else(|| bad(&show(key), &"it is cut"))?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    if length > LIMIT_BYTES {
        return Err(bad(&show(key), &format_args!("it claims {length} bytes")));
    }
    UNPACK.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Some(Decompressor::new()?);
        }
        let decompressor = slot.as_mut().ok_or(StoreError::Closed)?;
        decompressor
            .decompress(packed, length)
            .map_err(|error| bad(&show(key), &error))
    })
}

pub(super) fn bad(key: &str, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Value {
        key: key.to_owned(),
        why: why.to_string(),
    }
}

/// A key for people: its letters, everything else in hexadecimal.
pub(super) fn show(key: &[u8]) -> String {
    key.escape_ascii().to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_values_are_compressed_and_read_back() {
        for length in [0, 1, 255, 256, 5_000, 1 << 20] {
            let text = "mention ".repeat(length / 8 + 1);
            let value = encode(&text).unwrap();
            assert_eq!(decode::<String>(b"k", &value).unwrap(), text);
            assert!(value.len() <= text.len() + 8, "{length}");
            if length >= 5_000 {
                assert!(value.len() * 10 < text.len(), "{length}: {}", value.len());
            }
        }
    }

    #[test]
    fn damage_is_named_with_its_key() {
        let good = encode(&"x".repeat(1_000)).unwrap();
        let mut claims_too_much = good.clone();
        claims_too_much[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
        for value in [
            &b""[..],
            b"\x09abc",
            b"\x01{",
            b"\x02\x01",
            &good[..good.len() - 3],
            &claims_too_much,
        ] {
            let error = decode::<String>(b"m\x01", value).unwrap_err().to_string();
            assert!(error.contains(r"m\x01"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            prop_assert_eq!(decode_bytes(b"k", &encode_bytes(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn any_bytes_decode_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            drop(decode::<serde_json::Value>(b"k", &bytes));
        }
    }
}
