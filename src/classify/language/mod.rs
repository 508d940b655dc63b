//! Language of a text: by script where the script says it, else by a trained model, short words and letters together.

mod script;
mod votes;

use crate::model::Language;

use script::{Kind, Letters};
use votes::Votes;

/// Letters below which a text says nothing by itself. Trained models name a language for any input; measured on single
/// words they are wrong every third time.
const FEWEST_LETTERS: usize = 20;

/// Bytes looked at; more does not change the verdict.
const LOOK_BYTES: usize = 2048;

/// Bytes that the second, slower model looks at.
const SECOND_LOOK_BYTES: usize = 96;

/// Judges languages; built once.
#[derive(Clone, Debug)]
pub struct Languages {
    votes: Votes,
    /// Trigrams of the languages that the faster model does not know.
    trigrams: whatlang::Detector,
}

impl Default for Languages {
    fn default() -> Self {
        Self::new()
    }
}

impl Languages {
    /// Reads the built-in tables.
    pub fn new() -> Self {
        let known = whatlang::Lang::all()
            .iter()
            .copied()
            .filter(|lang| code(*lang).is_some());
        Self {
            votes: Votes::new(),
            trigrams: whatlang::Detector::with_allowlist(known.collect()),
        }
    }

    /// Judges a text. `declared` (BCP 47, from the source) stands in where the text itself is too short or too mixed to
    /// tell, and settles near ties.
    pub fn judge(&self, text: &str, declared: Option<&str>) -> Language {
        let declared = declared.and_then(primary);
        let words = cleaned(text);
        let letters = Letters::count(&words);
        let verdict = match letters.kind() {
            Kind::None => None,
            Kind::One(code) => Some((code, certainty(letters.total(), letters.share()))),
            Kind::Latin | Kind::Cyrillic => self.spelt(&words, &letters, declared.as_deref()),
        };
        match (verdict, declared) {
            (Some((code, confidence)), _) => Language {
                code: Some(code.to_owned()),
                confidence,
            },
            (None, Some(code)) => Language {
                code: Some(code),
                confidence: 0.5,
            },
            (None, None) => Language::default(),
        }
    }

    /// A language of the Latin or Cyrillic script, `None` without evidence.
    fn spelt(&self, words: &str, letters: &Letters, declared: Option<&str>) -> Option<(&'static str, f32)> {
        let cyrillic = letters.kind() == Kind::Cyrillic;
        let mut ballot = self.votes.count(words, cyrillic);
        let short = letters.total() < FEWEST_LETTERS;
        let model = if cyrillic { None } else { trained(words) };
        // The trained model knows ten languages and names the nearest of them for any other: what it says is believed
        // when the short words say the same, else a second one is asked.
        let unsure = match (model, ballot.winner()) {
            (Some(model), Some((first, lead))) => first != model || lead < 0.3,
            (None, Some((_, lead))) => lead < 1.0,
            _ => true,
        };
        let second = if unsure {
            self.trigrams
                .detect_lang(beginning(words, SECOND_LOOK_BYTES))
                .and_then(code)
        } else {
            None
        };
        let agreed = model.is_some() && model == second;
        if short && !ballot.has_evidence() && !(agreed && letters.total() >= FEWEST_LETTERS / 2) {
            return None;
        }
        let long = letters.total_f32() / 60.0;
        if let Some(code) = model {
            ballot.add(code, if short { 0.8 } else { 1.0 + long });
        }
        if let Some(code) = second {
            ballot.add(code, if short { 0.7 } else { 0.9 + long });
        }
        if let Some(code) = declared {
            ballot.add(code, 0.6);
        }
        let (code, lead) = ballot.winner()?;
        let agreed = model.is_none_or(|model| model == code);
        let share = letters.share() * if agreed { 1.0 } else { 0.85 } * if lead < 0.5 { 0.8 } else { 1.0 };
        Some((code, certainty(letters.total(), share)))
    }
}

/// What a trained model says about a Latin text; it knows ten languages of that script.
fn trained(words: &str) -> Option<&'static str> {
    use whichlang::Lang;
    match whichlang::detect_language(words) {
        Lang::Eng => Some("en"),
        Lang::Deu => Some("de"),
        Lang::Fra => Some("fr"),
        Lang::Spa => Some("es"),
        Lang::Por => Some("pt"),
        Lang::Ita => Some("it"),
        Lang::Nld => Some("nl"),
        Lang::Swe => Some("sv"),
        Lang::Tur => Some("tr"),
        Lang::Vie => Some("vi"),
        Lang::Ara | Lang::Cmn | Lang::Hin | Lang::Jpn | Lang::Kor | Lang::Rus => None,
    }
}

/// The code of a language that the second model may answer with.
fn code(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang;
    Some(match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Hrv => "hr",
        Lang::Slv => "sl",
        Lang::Est => "et",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Cat => "ca",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Bel => "be",
        Lang::Mkd => "mk",
        _ => return None,
    })
}

/// Confidence from the number of letters (20 → 0.77, 100 → 0.94, measured shares of right answers are a little higher)
/// and the share of them that agree.
fn certainty(letters: usize, share: f32) -> f32 {
    let letters = f32::from(u16::try_from(letters).unwrap_or(u16::MAX));
    let value = share * (letters + 2.0) / (letters + 8.0);
    (value.clamp(0.0, 0.99) * 100.0).round() / 100.0
}

/// `en-GB` → `en`; `None` for what is no language tag.
fn primary(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let code = if code == "no" { "nb".to_owned() } else { code };
    ((2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) && code != "und")
        .then_some(code)
}

/// The beginning of a text without addresses and account names, which say nothing about its language.
fn cleaned(text: &str) -> std::borrow::Cow<'_, str> {
    let text = beginning(text, LOOK_BYTES);
    let noisy = |word: &str| word.starts_with('@') || word.contains("://") || word.starts_with("www.");
    if memchr::memchr2(b'@', b'/', text.as_bytes()).is_none() && !text.contains("www.") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace().filter(|word| !noisy(word)) {
        out.push_str(word);
        out.push(' ');
    }
    out.into()
}

/// The first bytes of a text, up to a character's end.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        let languages = Languages::new();
        for (text, code) in [
            (
                "The rockets arrived yesterday and I am very happy with them",
                Some("en"),
            ),
            (
                "Die Raketen sind gestern angekommen und ich bin sehr zufrieden",
                Some("de"),
            ),
            (
                "Raketerna kom fram igår och jag är väldigt nöjd med dem",
                Some("sv"),
            ),
            (
                "Raketterne kom i går, og jeg er meget glad for dem, hvad med dig?",
                Some("da"),
            ),
            (
                "Les fusées sont arrivées hier et je suis très content",
                Some("fr"),
            ),
            ("Rakiety dotarły wczoraj i jestem bardzo zadowolony", Some("pl")),
            ("Ракеты пришли вчера, и я очень доволен ими", Some("ru")),
            ("Ракети прийшли вчора, і я дуже задоволений", Some("uk")),
            ("로켓이 어제 도착했어요 정말 좋아요", Some("ko")),
            ("ロケットは昨日届きました。とても満足です", Some("ja")),
            ("火箭昨天到了我非常满意", Some("zh")),
            ("Οι πύραυλοι έφτασαν χθες", Some("el")),
            ("จรวดมาถึงเมื่อวานนี้", Some("th")),
            ("وصلت الصواريخ أمس وأنا سعيد جدا بها", Some("ar")),
            ("OK", None),
            ("12345 !!! 😀", None),
            ("", None),
        ] {
            assert_eq!(languages.judge(text, None).code.as_deref(), code, "{text}");
        }
    }

    #[test]
    fn a_declared_language_stands_in() {
        let languages = Languages::new();
        assert_eq!(languages.judge("Wow", Some("sv-SE")).code.as_deref(), Some("sv"));
        assert_eq!(
            languages
                .judge("로켓이 어제 도착했어요", Some("en"))
                .code
                .as_deref(),
            Some("ko")
        );
        assert_eq!(languages.judge("!", Some("not a tag")).code, None);
    }
}
