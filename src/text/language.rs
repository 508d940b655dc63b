//! Codes of languages: which there are, and which mean the same.

/// ISO 639: two letters, then the three that mean the same.
const CODES: &str = include_str!("language-codes.txt");

/// Codes that mean what another does to those who listen: withdrawn ones, written standards of one language, and the standard
/// forms of what ISO 639 counts as several.
const SAME: &[(&str, &str)] = &[
    ("no", "nb"),
    ("nn", "nb"),
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("jw", "jv"),
    ("mo", "ro"),
    ("sh", "sr"),
    ("hbs", "sr"),
    ("fil", "tl"),
    ("cmn", "zh"),
    ("arb", "ar"),
    ("pes", "fa"),
    ("zsm", "ms"),
    ("swh", "sw"),
    ("ekk", "et"),
    ("lvs", "lv"),
];

/// Codes of countries that are taken for those of their languages. Of `se` and `kr`, which are codes of languages too, few
/// texts are in these.
const COUNTRIES: &[(&str, &str)] = &[
    ("jp", "ja"),
    ("se", "sv"),
    ("cn", "zh"),
    ("tw", "zh"),
    ("gb", "en"),
    ("us", "en"),
    ("au", "en"),
    ("dk", "da"),
    ("cz", "cs"),
    ("kr", "ko"),
    ("gr", "el"),
    ("ua", "uk"),
    ("vn", "vi"),
    ("rs", "sr"),
    ("il", "he"),
    ("ir", "fa"),
    ("pk", "ur"),
    ("ph", "tl"),
    ("at", "de"),
    ("by", "be"),
    ("kz", "kk"),
    ("sp", "es"),
    ("mx", "es"),
];

/// Why something is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The code that was meant, if it can be told.
    pub meant: Option<&'static str>,
    /// What the language is called by whose code it is after all.
    pub own: Option<&'static str>,
}

impl Unknown {
    /// What to do, beginning with the code that was meant.
    pub fn help(&self) -> Option<String> {
        let mut help = format!("did you mean `{}`?", self.meant?);
        if let Some(own) = self.own {
            help.push_str(" the language whose code it is has `");
            help.push_str(own);
            help.push_str("` too");
        }
        Some(help)
    }
}

/// The one code for all that mean the same: `nor`, `no-NO` and `nn` → `nb`, `eng` → `en`. `None` for what has not two or three
/// letters.
pub fn code_of(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let is_code = matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase());
    if !is_code {
        return None;
    }
    let short = match code.len() {
        3 => rows().find(|row| row.split('=').skip(1).any(|own| own == code)),
        _ => None,
    };
    let short = short.and_then(|row| row.split('=').next()).unwrap_or(&code);
    let same = SAME.iter().find(|(own, _)| *own == short);
    Some(same.map_or(short, |(_, main)| main).to_owned())
}

/// The same for a code that somebody wrote down: one of two letters must exist, and be taken for that of a language rather
/// than of a country.
pub fn checked(tag: &str) -> Result<String, Unknown> {
    let written = tag
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let row = rows().find(|row| row.split('=').next() == Some(&written));
    let country = COUNTRIES.iter().find(|(own, _)| *own == written);
    let unknown = Unknown {
        meant: country.map(|(_, language)| *language),
        own: row
            .filter(|_| country.is_some())
            .and_then(|row| row.split('=').nth(1)),
    };
    let is_same = SAME.iter().any(|(own, _)| *own == written);
    match code_of(tag) {
        Some(code) if country.is_none() && (written.len() == 3 || row.is_some() || is_same) => Ok(code),
        _ => Err(unknown),
    }
}

fn rows() -> impl Iterator<Item = &'static str> {
    CODES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_mean_the_same_meet() {
        for (tag, code) in [
            ("en", Some("en")),
            ("eng", Some("en")),
            ("EN-gb", Some("en")),
            ("deu", Some("de")),
            ("ger", Some("de")),
            ("no", Some("nb")),
            ("nn_NO", Some("nb")),
            ("nor", Some("nb")),
            ("iw", Some("he")),
            ("in", Some("id")),
            ("fil", Some("tl")),
            ("sh", Some("sr")),
            ("zh-Hant", Some("zh")),
            ("sme", Some("se")),
            ("gsw", Some("gsw")),
            ("x", None),
            ("english", None),
            ("", None),
            ("12", None),
        ] {
            assert_eq!(code_of(tag).as_deref(), code, "{tag}");
        }
    }

    #[test]
    fn codes_of_countries_and_of_nobody_are_none() {
        for (tag, meant) in [
            ("jp", Some("ja")),
            ("JP", Some("ja")),
            ("se-SE", Some("sv")),
            ("kr", Some("ko")),
            ("xx", None),
            ("english", None),
        ] {
            assert_eq!(checked(tag).unwrap_err().meant, meant, "{tag}");
        }
        for (tag, code) in [
            ("sv-SE", "sv"),
            ("sme", "se"),
            ("no", "nb"),
            ("iw", "he"),
            ("gsw", "gsw"),
            ("uk", "uk"),
        ] {
            assert_eq!(checked(tag).as_deref(), Ok(code), "{tag}");
        }
        let help = checked("se").unwrap_err().help().unwrap();
        assert_eq!(
            help,
            "did you mean `sv`? the language whose code it is has `sme` too"
        );
    }

    #[test]
    fn every_row_has_two_letters_and_three() {
        for row in rows() {
            let lengths: Vec<usize> = row.split('=').map(str::len).collect();
            assert!(matches!(lengths.as_slice(), [2, 3] | [2, 3, 3]), "{row}");
        }
        let known = |code: &str| rows().any(|row| row.split('=').any(|own| own == code));
        assert!(SAME.iter().chain(COUNTRIES).all(|(_, code)| known(code)));
    }
}
