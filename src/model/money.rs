//! Money in minor units of one currency.

use std::fmt;

use serde::{Deserialize, Serialize};

/// ISO 4217 code, three upper-case letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads a code such as `EUR`; case is folded.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// Minor units in one major unit, as a power of ten (ISO 4217: JPY 0, KWD 3, most 2).
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl Default for Currency {
    /// The euro.
    fn default() -> Self {
        Self(*b"EUR")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("`{code}` is no ISO 4217 currency code")))
    }
}

/// An amount, e.g. `{ "amount_minor": 438000, "currency": "EUR" }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Cents, öre, yen: the smallest unit.
    pub amount_minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// From an amount in major units, rounded to the nearest minor unit.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and amounts are checked on input"
    )]
    pub fn from_major(amount: f64, currency: Currency) -> Self {
        let scale = 10_f64.powi(i32::try_from(currency.decimals()).unwrap_or(2));
        Self {
            amount_minor: (amount * scale).round() as i64,
            currency,
        }
    }

    /// In major units, for arithmetic and display.
    #[expect(
        clippy::cast_precision_loss,
        reason = "amounts stay far below 2^53 minor units"
    )]
    pub fn major(&self) -> f64 {
        self.amount_minor as f64 / 10_f64.powi(i32::try_from(self.currency.decimals()).unwrap_or(2))
    }
}
