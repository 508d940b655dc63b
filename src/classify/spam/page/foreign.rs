//! Texts on pages of another language: an English article on the board of a guest house in Korea.
//!
//! The words around a text (menus, labels, buttons) are those of who made the site, the text is by whoever could post there.

use crate::classify::language::Languages;

use super::{Page, title::is_slug};

/// Letters around the text from which on their language is known; of Korean, Chinese and Japanese a third.
const FEWEST_LETTERS: usize = 40;
/// The same where both are in one script: menus are a few words without grammar.
const FEWEST_LETTERS_OF_ONE_SCRIPT: usize = 160;
/// How sure one must be of both languages.
const SURE: f32 = 0.8;
/// Another script leaves no doubt.
const OTHER_SCRIPT: f32 = 0.3;
/// Sites in two languages often have the menus of one.
const OTHER_LANGUAGE: f32 = 0.2;

/// Words from which on a line is one of the text rather than of what stands around it.
const LINE_OF_TEXT: usize = 10;
/// Longest line around a text, in characters: scripts without spaces have few «words».
const LONGEST_LABEL: usize = 40;
/// Lines around a text that are looked at.
const MOST_LABELS: usize = 60;

/// What the language around a text says against it.
pub(super) fn judge(page: Page<'_>, languages: &Languages) -> Option<(f32, String)> {
    let chrome = page.document.chrome.as_str();
    let is_seen = !chrome.is_empty();
    if !is_seen && page.said.is_ascii() {
        return None;
    }
    let (around, inside) = if is_seen {
        (chrome.to_owned(), page.language.clone())
    } else {
        let (around, inside) = parted(page.said);
        (around, languages.judge(&inside, None))
    };
    let text = inside.code.as_deref().filter(|_| inside.confidence >= SURE)?;
    // The page itself says that it is in the language of its text.
    if page
        .document
        .language
        .as_deref()
        .is_some_and(|tag| tag.starts_with(text))
    {
        return None;
    }
    let language = languages.judge(&around, None);
    let code = language.code.as_deref().filter(|code| !is_common(code, text))?;
    let letters = around
        .chars()
        .filter(|c| c.is_alphabetic())
        .map(weight)
        .sum::<usize>();
    let other_script = script_of(code) != script_of(text);
    let is_known = if other_script {
        letters >= FEWEST_LETTERS && language.confidence >= 0.4
    } else {
        is_seen && letters >= FEWEST_LETTERS_OF_ONE_SCRIPT && language.confidence >= SURE
    };
    is_known.then(|| {
        (
            if other_script {
                OTHER_SCRIPT
            } else {
                OTHER_LANGUAGE
            },
            format!("a text in `{text}` on a page in `{code}`"),
        )
    })
}

/// Software comes in English, and its menus stay so on sites of every language.
fn is_common(code: &str, text: &str) -> bool {
    code == "en" || code == text
}

/// Characters that say as much as three letters count as three.
fn weight(c: char) -> usize {
    if matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3) {
        3
    } else {
        1
    }
}

/// Which script a language is written in, as far as it is not Latin.
fn script_of(code: &str) -> &str {
    match code {
        "ru" | "uk" | "bg" | "sr" | "mk" | "be" | "kk" | "mn" => "cyrillic",
        "ar" | "fa" | "ur" => "arabic",
        "hi" | "mr" | "ne" => "devanagari",
        "ja" | "zh" => "han",
        "el" | "hy" | "he" | "bn" | "pa" | "gu" | "or" | "ta" | "te" | "kn" | "ml" | "si" | "th" | "lo"
        | "bo" | "my" | "ka" | "am" | "km" | "ko" => code,
        _ => "latin",
    }
}

/// Labels before the first and after the last line of a text that was copied with all that stands around it, and the lines
/// of the text.
fn parted(said: &str) -> (String, String) {
    let is_text = |line: &&str| line.split_whitespace().nth(LINE_OF_TEXT).is_some();
    let is_label =
        |line: &&str| line.chars().nth(LONGEST_LABEL).is_none() && !line.split([' ', '>', '|']).any(is_slug);
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let before = lines().take_while(|line| !is_text(line)).filter(is_label);
    let after = lines().rev().take_while(|line| !is_text(line)).filter(is_label);
    let around: Vec<&str> = before.chain(after).take(MOST_LABELS).collect();
    let text: Vec<&str> = lines().filter(is_text).collect();
    (around.join("\n"), text.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Language};

    const ENGLISH: &str = "The rockets that we tried last week fly higher than any others, and they come at half the price, so that everybody on our street now wants to have a pair of them before the summer begins.";
    const KOREAN: &str =
        "묻고답하기\n팝업레이어 알림이 없습니다\n실시간예약\n게스트룸\n페이지 정보\n작성자\n조회\n댓글목록";
    const POLISH: &str = "Strona główna\nO nas\nAktualności\nGaleria zdjęć\nKsięga gości\nOdpowiedz na wiadomość\nZaloguj się do swojego konta\nWyszukiwanie zaawansowane\nNajnowsze komentarze użytkowników\nWszelkie prawa zastrzeżone\nPolityka prywatności\nUdostępnij znajomym";

    fn judged(said: &str, chrome: &str, declared: Option<&str>) -> Option<f32> {
        let languages = Languages::new();
        let document = Document {
            chrome: chrome.to_owned(),
            language: declared.map(str::to_owned),
            ..Document::default()
        };
        let language: Language = languages.judge(said, None);
        let page = Page {
            document: &document,
            said,
            language: &language,
        };
        judge(page, &languages).map(|(weight, _)| weight)
    }

    #[test]
    fn the_language_around_a_text_is_compared_with_its_own() {
        let english_menus = "Home\nNews\nAbout us\nContact\nLog in to your account\nAll rights reserved";
        let swedish = "Raketerna som vi provade i förra veckan flyger högre än alla andra och kostar hälften så mycket, så att alla på vår gata nu vill ha ett par innan sommaren börjar.";
        for (said, chrome, declared, weight) in [
            (ENGLISH, KOREAN, None, Some(OTHER_SCRIPT)),
            (ENGLISH, KOREAN, Some("ko"), Some(OTHER_SCRIPT)),
            (ENGLISH, KOREAN, Some("en-US"), None),
            (ENGLISH, POLISH, None, Some(OTHER_LANGUAGE)),
            (ENGLISH, "Strona główna", None, None),
            (ENGLISH, english_menus, None, None),
            (swedish, english_menus, None, None),
            (ENGLISH, "묻고", None, None),
            (ENGLISH, "", None, None),
        ] {
            assert_eq!(judged(said, chrome, declared), weight, "{chrome} {declared:?}");
        }
    }

    #[test]
    fn what_was_copied_along_with_a_text_stands_around_it() {
        let copied = format!("how-to-buy-cheap-rocket-skates > 묻고답하기\n{KOREAN}\n{ENGLISH}\n댓글목록");
        assert_eq!(judged(&copied, "", None), Some(OTHER_SCRIPT));
        let bilingual = format!(
            "{ENGLISH}\n지난주에 우리가 시험해 본 로켓은 다른 어떤 것보다 높이 날고 가격은 절반이라서 우리 동네 사람들은 모두 여름 전에 한 켤레 갖고 싶어 합니다"
        );
        assert_eq!(judged(&bilingual, "", None), None);
    }
}
