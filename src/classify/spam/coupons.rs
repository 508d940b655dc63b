//! Pages of promo codes: lists of codes of many shops, with a button and a remark beside each, made for who searches for `acme promo
//! code`. They name a brand without saying anything about it.

use std::collections::{HashMap, HashSet};

use crate::classify::cues::Cues;

const LIST: &str = include_str!("coupons.txt");

/// Codes from which on a text may be a list of them: who writes about a shop shares one, who compares a few, three.
const FEWEST_CODES: usize = 4;
/// Words for each code that make it something to read.
const WORDS_A_CODE: usize = 30;
/// Words around a code in which it is called one.
const NEAR: usize = 6;
/// Letters and digits of a code.
const CODE_LETTERS: std::ops::RangeInclusive<usize> = 4..=20;
/// Different buttons and remarks from which on a text is made of them.
const FEWEST_MARKS: usize = 3;
/// Words of a page for each of them: an article may quote what stands on such pages.
const WORDS_A_MARK: usize = 60;
/// How much of a text is read, in bytes.
const READ_BYTES: usize = 16 * 1024;

/// Longest title that is looked at, in bytes.
const TITLE_BYTES: usize = 120;
/// Letters of a word for codes that means nothing but those of shops, in bytes.
const LONG_NAME: usize = 7;
/// Words before `code`, or `code` itself before its purpose, of two that mean codes of shops.
const OF_SHOPS: &[&str] = &[
    "promo",
    "promotional",
    "coupon",
    "discount",
    "voucher",
    "code",
    "codes",
    "código",
    "códigos",
    "codice",
    "codici",
];
const CODES: &[&str] = &[
    "code",
    "codes",
    "promo",
    "sconto",
    "promocional",
    "promocionales",
    "descuento",
];
/// Words of titles that tell of codes or ask for one instead of handing them out.
const TOLD: &[&str] = &[
    "why", "how", "stole", "stolen", "fake", "scam", "scams", "fraud", "banned", "sues", "sued", "leak",
    "leaks", "leaked", "works", "work", "review", "looking", "anyone", "lawsuit", "court", "misled",
];
/// Words of remarks that stand in the directory of a mall as well; several of them say no more than one.
const STORES: &str = " stores";
/// Words for paying less, in small letters, of which a page of codes has one.
const LESS: [&str; 19] = [
    "discount",
    "coupon",
    "promo",
    "voucher",
    "deal",
    "rabat",
    "gutschein",
    "korting",
    "sconto",
    "descuento",
    "desconto",
    "cupón",
    "cupom",
    "kupon",
    "remise",
    "alekood",
    "alennus",
    "скидк",
    "промокод",
];

const LISTED: f32 = 0.5;
const MARKED: f32 = 0.5;
const SOME_MARKS: f32 = 0.25;
const TITLED: f32 = 0.3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Button,
    Remark,
    Code,
    General,
}

/// The list, made ready.
#[derive(Clone, Debug)]
pub(super) struct Coupons {
    cues: Cues<Section>,
    codes: HashSet<&'static str>,
    general: HashSet<&'static str>,
}

impl Coupons {
    pub(super) fn new() -> Self {
        let section = |name: &str| match name {
            "button" => Some(Section::Button),
            "remark" => Some(Section::Remark),
            "code" => Some(Section::Code),
            "general" => Some(Section::General),
            _ => None,
        };
        Self {
            cues: Cues::read(&[LIST], section),
            codes: words_of("[code]"),
            general: words_of("[general]"),
        }
    }

    /// What speaks for a page of codes.
    pub(super) fn judge(&self, title: &str, said: &str) -> Vec<(f32, String)> {
        let said = said.get(..said.floor_char_boundary(READ_BYTES)).unwrap_or(said);
        // Most texts speak of no codes.
        let mut found = self.cues.find(said);
        let speaks = found.any(|cue| cue.section != Section::General);
        if !speaks && title.trim().is_empty() {
            return Vec::new();
        }
        let titled = self.titled(title, said);
        if !speaks && titled.is_none() {
            return Vec::new();
        }
        let folded = said.to_lowercase();
        [self.marked(said, &folded), self.listed(said, &folded), titled]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Buttons and remarks as they stand beside codes.
    fn marked(&self, said: &str, folded: &str) -> Option<(f32, String)> {
        // Pages of documentation copy and reveal code, too.
        if !LESS.iter().any(|word| folded.contains(word)) {
            return None;
        }
        let mut marks: Vec<&str> = Vec::new();
        for cue in self.cues.find(said) {
            let is_mark = matches!(cue.section, Section::Button | Section::Remark);
            let is_known = |known: &&str| {
                known.eq_ignore_ascii_case(cue.words) || names_stores(known) && names_stores(cue.words)
            };
            if is_mark && !marks.iter().any(is_known) {
                marks.push(cue.words);
            }
        }
        let words = said.split_whitespace().count();
        let weight = match marks.len() {
            many if words > many * WORDS_A_MARK => return None,
            FEWEST_MARKS.. => MARKED,
            2 => SOME_MARKS,
            _ => return None,
        };
        let shown: Vec<String> = marks.iter().take(3).map(|mark| format!("«{mark}»")).collect();
        Some((weight, format!("a page of promo codes: {}", shown.join(", "))))
    }

    /// Many codes and few words around them. Codes that all have one name are somebody's own.
    fn listed(&self, said: &str, folded: &str) -> Option<(f32, String)> {
        if !saves(folded) {
            return None;
        }
        let mut codes: HashSet<&str> = HashSet::new();
        let mut words = 0;
        for line in said.lines() {
            let tokens: Vec<&str> = line.split_whitespace().collect();
            words += tokens.len();
            let off = discounts(line);
            let named: Vec<bool> = tokens.iter().map(|token| self.names_code(token)).collect();
            for (at, token) in tokens.iter().enumerate() {
                let Some(code) = as_code(token) else {
                    continue;
                };
                let from = at.saturating_sub(NEAR);
                let is_called = named
                    .iter()
                    .skip(from)
                    .take(at - from + NEAR / 2)
                    .any(|named| *named);
                if is_called && has_both(code) || tells_discount(code, &off) || is_given(&tokens, &named, at)
                {
                    codes.insert(code);
                }
            }
        }
        if codes.len() < FEWEST_CODES || words > codes.len() * WORDS_A_CODE || self.are_of_one(&codes) {
            return None;
        }
        Some((LISTED, format!("{} promo codes and little else", codes.len())))
    }

    fn names_code(&self, token: &str) -> bool {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        self.codes.contains(word.as_str())
    }

    /// Whether most codes have a name in common that is no general word: `KRISTAL10`, `KRISTALTEA`.
    fn are_of_one(&self, codes: &HashSet<&str>) -> bool {
        const NAME: usize = 4;
        const SHORT_NAME: usize = 3;
        let mut having: HashMap<String, usize> = HashMap::new();
        for code in codes {
            let name: String = code.chars().filter(|c| c.is_alphabetic()).take(NAME).collect();
            *having.entry(name.to_lowercase()).or_default() += 1;
        }
        let is_general = |name: &str| {
            self.general
                .iter()
                .any(|word| word.starts_with(name) || name.starts_with(word))
        };
        having
            .iter()
            .any(|(name, many)| many * 2 > codes.len() && name.len() >= SHORT_NAME && !is_general(name))
    }

    /// `Acme Promo Code November 2026: 50% off`: a title, or a first line, of what is searched for, with the date or the discount that
    /// makes it fresh.
    fn titled(&self, title: &str, said: &str) -> Option<(f32, String)> {
        let title = match title.trim() {
            "" => said.lines().map(str::trim).find(|line| !line.is_empty())?,
            title => title,
        };
        if title.len() > TITLE_BYTES {
            return None;
        }
        let words = title.split(|c: char| !c.is_alphanumeric());
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        // `coupon`, `gutscheincode`, `промокод`; a code alone may be of the post.
        let names = words
            .iter()
            .any(|word| self.codes.contains(word.as_str()) && word.len() >= LONG_NAME)
            || words.windows(2).any(|pair| match pair {
                [what, code] => OF_SHOPS.contains(&what.as_str()) && CODES.contains(&code.as_str()),
                _ => false,
            });
        let is_year = |word: &String| {
            word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit())
        };
        let is_fresh = words.iter().any(is_year) || !discounts(title).is_empty();
        let asks = title.contains('?');
        (names && is_fresh && !asks && !has(TOLD)).then(|| {
            let shown = super::page::shown(title);
            (
                TITLED,
                format!("its title is what codes are searched for with: {shown}"),
            )
        })
    }
}

fn names_stores(mark: &str) -> bool {
    mark.to_lowercase().ends_with(STORES)
}

/// Whether a text, in small letters, is about paying less: there are codes of the post, of errors and of dress, too.
fn saves(said: &str) -> bool {
    said.contains('%') || said.contains("save") || LESS.iter().any(|word| said.contains(word))
}

/// The words of a section of the list.
fn words_of(section: &str) -> HashSet<&'static str> {
    LIST.lines()
        .skip_while(|line| *line != section)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// A word in capitals and digits.
fn as_code(token: &str) -> Option<&str> {
    let code = token.trim_matches(|c: char| !c.is_alphanumeric());
    let is_code = CODE_LETTERS.contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && code.bytes().filter(u8::is_ascii_uppercase).count() >= 2;
    is_code.then_some(code)
}

fn has_both(code: &str) -> bool {
    code.bytes().any(|b| b.is_ascii_digit())
}

/// The numbers of discounts on a line: `20% off`, `-20 %`, `$10 off`.
fn discounts(line: &str) -> Vec<&str> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let Some(digits) = bytes
            .get(at..)
            .map(|rest| rest.iter().take_while(|b| b.is_ascii_digit()).count())
        else {
            break;
        };
        if digits == 0 {
            at += 1;
            continue;
        }
        let (before, after) = (
            line.get(..at).unwrap_or_default().trim_end(),
            line.get(at + digits..).unwrap_or_default().trim_start(),
        );
        let is_money = before.ends_with(['$', '€', '£'])
            || after.starts_with(['$', '€', '£'])
            || after.starts_with("kr");
        if after.starts_with('%') || is_money {
            found.extend(line.get(at..at + digits));
        }
        at += digits;
    }
    found
}

/// Whether a code ends in the discount that its line tells: `ACME20` for 20 %.
fn tells_discount(code: &str, off: &[&str]) -> bool {
    let name = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = code.get(name.len()..).unwrap_or_default();
    name.len() >= 2 && !number.is_empty() && off.contains(&number)
}

/// Whether a word in capitals stands right behind `code`: `code: SUMMERSALE`.
fn is_given(tokens: &[&str], named: &[bool], at: usize) -> bool {
    let before = at.checked_sub(1);
    let is_named = before
        .and_then(|before| named.get(before))
        .is_some_and(|named| *named);
    let is_shouted = before
        .and_then(|before| tokens.get(before))
        .is_some_and(|token| token.len() > 1 && token.chars().all(|c| !c.is_lowercase()));
    is_named && !is_shouted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::spam::{Setting, Spams};

    const PAGE: Setting = Setting {
        judge_promotion: false,
        judge_page: true,
        known_link: false,
        speech: crate::classify::spam::Speech::Post,
    };

    #[test]
    fn pages_of_codes_are_set_aside() {
        let spams = Spams::new();
        for text in [
            "Acme Promo Code November 2026: 50% Off\nVerified today. Copy code. Used today by 231 people. Show code.",
            "Acme coupons 2026 - 40% off\n40% off sitewide - Get Code\nFree shipping - Get Deal\nSimilar stores: Coyote, Lumio",
            "Best promo codes today\nAcme: ACME20 20% off\nCoyote: RUN15 15% off\nLumio: LIGHT10 10% off\nRoad: BEEP25 25% off",
            "Use code ACME20, code COYOTE15, code LUMIO10, code ROADRUN5 and save at your favourite stores",
            "Acme | coupon code: SKATES2U | tested and working\nCoyote | coupon code: HOWL50X | success rate 98%\n\
             Lumio | coupon code: GLOW9 | last used 2 hours ago\nRoad | coupon code: RUNNER7 | expires soon",
            "Acme Gutscheincode 2026: 30% Rabatt\nGeprüfter Gutschein. Code anzeigen. Zum Gutschein. Ähnliche Shops",
            "Acme rabattkod 2026 - 25% rabatt\nVerifierad idag. Visa rabattkod. Liknande butiker: Coyote",
            "Code promo Acme 2026 : -30 %\nCodes promo vérifiés. Voir le code. Boutiques similaires : Coyote",
            "Código descuento Acme 2026: 20 %\nCupones verificados. Ver código. Tiendas similares: Coyote",
            "Codice sconto Acme 2026 - 20%\nCodici sconto verificati. Mostra codice. Negozi simili: Coyote",
            "Cupom Acme 2026: 15% de desconto\nCupons verificados. Pegar cupom. Lojas relacionadas: Coyote",
            "Acme kortingscode 2026: 20% korting\nVandaag geverifieerd. Toon code. Vergelijkbare winkels: Coyote",
            "All coupons for Acme. 12 active coupons, 3 expired coupons. Submit a coupon. Did this coupon work?",
            "Popular stores: Acme, Coyote, Lumio. Click to reveal. Tap to copy. Exclusive coupon inside, limited uses.",
            "Acme promo codes & deals. No code needed. Activate deal. Reveal code.",
            "Промокод Acme 2026: скидка 20%\nПроверенные промокоды. Показать код. Скопировать код",
        ] {
            let judged = spams.judge(text, PAGE);
            assert!(judged.set_aside, "{text} {judged:?}");
        }
    }

    #[test]
    fn who_shares_a_code_is_no_page_of_codes() {
        let spams = Spams::new();
        for text in [
            "I have skated with the Acme rockets for a month, and they hold. With my code KRISTAL10 you get 10% off.",
            "My codes: Acme KRISTAL10 10% off, Coyote KRISTAL15 15% off, Lumio KRISTAL20 20% off, Tea KRISTALTEA5 5% off",
            "Black Friday at Acme: the skates cost 20% less with the code BLACK20, and the board is 30% off without one. We tried \
             both in the shop in Lund and can say that the price was the same in the week before, so that nobody needs to hurry. \
             The code works once for each account. Who wants two pairs has to ask a friend.",
            "The promo code on my receipt does not work, Acme support says it expired yesterday",
            "Acme sues a coupon site: the page said «verified today», but none of the codes had ever been given out by the company, \
             a court in Lund heard on Monday. Customers came to the till with them and were angry at the staff, who knew nothing \
             of it. The site has since taken the brand off its list of shops, and its owner did not want to comment on what the \
             judge had asked him to explain. A verdict is expected in spring.",
            "How coupon extensions work, and why their codes are often not yours",
            "Error codes of the Lumio lamp: E101 no power, E102 too hot, E103 no bulb, E104 call service",
            "Acme XPS13 20% off, Coyote RTX4090 15% off, Lumio WH1000XM5 30% off, Road SSD980 10% off: deals of the week",
            "Postal codes of Lund: SE22100, SE22350, SE22360, SE22457 and how they were drawn",
            "Acme shows its new skates in 2026: 20% lighter, and no dearer",
            "Gutschein zum Geburtstag bekommen, gleich bei Acme eingelöst. Danke Oma!",
            "Is there a voucher for students at Acme? The shop in Lund said yes, the site says no.",
            "Min rabattkod hos Acme är ANNA10, den ger 10% rabatt på skridskorna som jag testade i våras.",
            "Our newsletter readers get 15% off at Acme this week with the code READER15. Next week: a test of the Lumio lamp.",
            "Flights BA1234, SK4567, LH8901 and AY2345 were late; Acme pays for the hotel, says code of conduct",
            "Looking for an Acme promo code, 10% off or more please",
            "Does anyone have an Acme discount code 2026? 20% off would be great",
            "Python 3.14: show code, copy code and code kopieren buttons in the docs. Click to reveal the answer.",
            "Copy code blocks: tap to copy, tested and working on iOS. The Lumio lamp SDK 2.0.",
            "Does it work? The success rate of the new Acme vaccine is 98%, the trial found. It was last used in 2024.",
            "Mall directory. Popular stores: Acme, Coyote. Featured stores: Lumio. Top stores: Beep. Deals all week, 10-20.",
            "My podcast sponsors this month: Acme code POD10 10% off, Coyote code POD15, Lumio code POD20, Beep code POD25. Thanks!",
            "The dress code at the Acme gala: black tie. Rock band KISS and DJ ABBA4EVER play.",
        ] {
            let judged = spams.judge(text, PAGE);
            assert!(!judged.set_aside, "{text} {judged:?}");
        }
    }

    #[test]
    fn a_title_counts_where_it_stands_apart() {
        let coupons = Coupons::new();
        for (title, counts) in [
            ("Acme Promo Code November 2026 - 50% Off", true),
            ("Acme Discount Codes: 20% off", true),
            ("Acme Gutscheincode 2026", true),
            ("Why the Acme promo code of 2026 was banned", false),
            ("Acme wins the cup of 2026", false),
            ("Promo codes", false),
        ] {
            assert_eq!(coupons.titled(title, "").is_some(), counts, "{title}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(text in "(code|ACME20|20%|€|é|\n| |:|off|9){0,60}") {
            let found = Coupons::new().judge("", &text);
            proptest::prop_assert!(found.len() <= 3);
        }
    }
}
