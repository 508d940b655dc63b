//! Fake numbers of customer care: `Acme customer care number 1800 …`, posted as if it were help wherever a brand is searched for.
//! Whoever calls is robbed.
//!
//! Genuine texts name a number in a sentence, once, and write it plainly. These put it right behind what is searched for, repeat both,
//! hide the number from filters, and promise that somebody answers.

use crate::classify::cues::Cues;

use super::phrases::narrow;

const LIST: &str = include_str!("care.txt");

/// How much of a text is read, in bytes.
const READ_BYTES: usize = 8 * 1024;
/// How much of a title is read, in bytes.
const TITLE_BYTES: usize = 1024;
/// Digits of a telephone number.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits in a row that end a number: what comes behind them is another one.
const LONG_RUN: usize = 7;
/// Most signs between two digits of one.
const MOST_BETWEEN: usize = 6;
/// Bytes between what is searched for and its number.
const NEAR_BYTES: usize = 24;
/// Times that one number stands in a text from which on it is repeated.
const REPEATED: usize = 3;
/// Words of a text for each: a long one may name its number above and below.
const WORDS_A_NUMBER: usize = 60;
/// Different names of one number from which on they are search words.
const NAMES: usize = 3;
/// Words beside the number and its name of a text that says nothing else.
const BARE_WORDS: usize = 8;
/// Baits that count.
const MOST_BAITS: usize = 2;

/// Words before a name of a number that say whose it is: what is searched for with it has the brand there. In small letters.
const WHOSE: [&str; 16] = [
    "our", "its", "their", "unsere", "unserer", "ihre", "vår", "vårt", "deras", "notre", "leur", "nuestro",
    "nuestra", "nostro", "nosso", "onze",
];

/// Words of what somebody types who searches for a number: `customer care number`, not `helpline`.
const QUERY_WORDS: usize = 3;

const STUFFED: f32 = 0.4;
const HIDDEN: f32 = 0.5;
const OFTEN: f32 = 0.4;
const NAMED: f32 = 0.3;
const BARE: f32 = 0.3;
const AGAIN: f32 = 0.2;
/// One alone is what any helpline promises: with a number right behind its name it sets nothing aside.
const BAIT: f32 = 0.15;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Number,
    Plain,
    Bait,
    Called,
    Warned,
    Hours,
}

/// The list, made ready.
#[derive(Clone, Debug)]
pub(super) struct Care {
    cues: Cues<Section>,
}

/// A telephone number in a text.
#[derive(Debug)]
struct Number {
    start: usize,
    end: usize,
    digits: String,
    /// Written with signs that nobody parts numbers with.
    hidden: bool,
}

impl Care {
    pub(super) fn new() -> Self {
        let section = |name: &str| match name {
            "number" => Some(Section::Number),
            "plain" => Some(Section::Plain),
            "bait" => Some(Section::Bait),
            "called" => Some(Section::Called),
            "warned" => Some(Section::Warned),
            "hours" => Some(Section::Hours),
            _ => None,
        };
        Self {
            cues: Cues::read(&[LIST], section),
        }
    }

    /// What speaks for a fake number.
    pub(super) fn judge(&self, title: &str, said: &str) -> Vec<(f32, String)> {
        let said = beginning(said, READ_BYTES);
        let title = beginning(title, TITLE_BYTES);
        // Most texts have no number in them.
        let digits = title.chars().chain(said.chars()).filter(|c| c.is_numeric());
        if digits.take(*DIGITS.start()).count() < *DIGITS.start() {
            return Vec::new();
        }
        // A title stands in what is said of most documents.
        let apart = if said.contains(title.trim()) { "" } else { title };
        let text: String = format!("{apart}\n{said}").chars().map(plain_digit).collect();
        let numbers = numbers(&text);
        if numbers.is_empty() {
            return Vec::new();
        }
        let found: Vec<_> = self.cues.find(&text).collect();
        let of = |section: Section| found.iter().filter(move |cue| cue.section == section);
        let named = || of(Section::Number).chain(of(Section::Plain)).map(|cue| cue.words);
        if named().next().is_none() || of(Section::Warned).next().is_some() {
            return Vec::new();
        }
        let words = text.split_whitespace().count();
        let mut signs = Vec::new();
        let told = of(Section::Called).next().is_some();
        let stuffed = of(Section::Number).find(|cue| {
            let end = cue.start + cue.words.len();
            let is_searched_for = cue.words.contains(char::is_whitespace) && !is_owned(&text, cue.start);
            is_searched_for && numbers.iter().any(|number| follows(&text, end, number.start))
        });
        if let Some(cue) = stuffed.filter(|_| !told) {
            signs.push((
                STUFFED,
                format!("a number right behind what is searched for: «{}»", cue.words),
            ));
            let again = of(Section::Number).filter(|other| other.words.eq_ignore_ascii_case(cue.words));
            let is_query = cue.words.split_whitespace().count() >= QUERY_WORDS;
            let same = |one: &Number| numbers.iter().filter(|other| other.digits == one.digits).count() > 1;
            if is_query && again.count() > 1 || words <= WORDS_A_NUMBER && numbers.iter().any(same) {
                signs.push((AGAIN, format!("says «{}» or its number again", cue.words)));
            }
            // Two numbers side by side are a list of contacts.
            let one = numbers
                .iter()
                .all(|other| numbers.first().is_some_and(|first| first.digits == other.digits));
            // Fake ones answer at any hour.
            let keeps_hours = of(Section::Hours).next().is_some();
            if one && !keeps_hours && words <= BARE_WORDS + cue.words.split_whitespace().count() {
                signs.push((BARE, "says little but a number".to_owned()));
            }
        }
        if let Some(number) = numbers.iter().find(|number| number.hidden) {
            let shown = text.get(number.start..number.end).unwrap_or_default();
            signs.push((
                HIDDEN,
                format!("hides a telephone number from filters: «{shown}»"),
            ));
        }
        let most = numbers
            .iter()
            .map(|number| {
                numbers
                    .iter()
                    .filter(|other| other.digits == number.digits)
                    .count()
            })
            .max();
        if let Some(most) = most.filter(|most| *most >= REPEATED && most * WORDS_A_NUMBER >= words) {
            signs.push((OFTEN, format!("one telephone number {most} times")));
        }
        let names = distinct(named());
        if names >= NAMES && names * WORDS_A_NUMBER >= words {
            signs.push((NAMED, format!("{names} names of one number")));
        }
        // What is promised says something only where the number was put there for those who search.
        if !told && !signs.is_empty() {
            let baits = distinct(of(Section::Bait).map(|cue| cue.words)).min(MOST_BAITS);
            let first = of(Section::Bait).next().map_or("", |cue| cue.words);
            for _ in 0..baits {
                signs.push((BAIT, format!("promises that somebody answers: «{first}»")));
            }
        }
        signs
    }
}

/// A text as far as it is read.
fn beginning(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

fn distinct<'t>(words: impl Iterator<Item = &'t str>) -> usize {
    let mut seen: Vec<String> = words.map(str::to_lowercase).collect();
    seen.sort();
    seen.dedup();
    seen.len()
}

/// Whether the word before a phrase says whose it is: `call our helpline 0800…` tells readers, `Acme helpline 0800…` is searched for.
fn is_owned(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end();
    let word = before
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    WHOSE.contains(&word.to_lowercase().as_str())
}

/// Whether a number stands right behind a phrase, with nothing but signs between: no word leads to it, and no colon as in a list of
/// contacts.
fn follows(text: &str, end: usize, start: usize) -> bool {
    let between = start.checked_sub(end).filter(|bytes| *bytes <= NEAR_BYTES);
    let between = between.and_then(|_| text.get(end..start));
    between.is_some_and(|between| {
        !between.contains([':', '\n', '.', ',']) && !between.chars().any(char::is_alphanumeric)
    })
}

/// A digit in another form as an ASCII one.
fn plain_digit(c: char) -> char {
    let bold = match u32::from(c) {
        code @ 0x1D7CE..=0x1D7FF => char::from_digit((code - 0x1D7CE) % 10, 10),
        _ => None,
    };
    bold.unwrap_or_else(|| narrow(c))
}

/// The telephone numbers of a text: enough digits, parted by a few signs.
fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut open: Option<Number> = None;
    let mut between: Vec<char> = Vec::new();
    let (mut before, mut run) = (' ', 0);
    for (at, c) in text.char_indices() {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        let begins = |number: &Number| ends_in_run(text, number.end) || parts(&between, number);
        if run == 1 && open.as_ref().is_some_and(begins) {
            found.extend(open.take().filter(is_telephone));
        }
        if c.is_ascii_digit() {
            match &mut open {
                Some(number) => {
                    number.hidden |= is_odd(&between);
                    number.end = at + 1;
                    number.digits.push(c);
                }
                // Within a word or behind a sign of money there is none.
                None if !before.is_alphabetic() && !matches!(before, '$' | '€' | '£' | '#' | '=') => {
                    open = Some(Number {
                        start: at,
                        end: at + 1,
                        digits: c.to_string(),
                        hidden: false,
                    });
                }
                None => {}
            }
            between.clear();
        } else if open.is_some() {
            between.push(c);
            if c.is_alphanumeric() || c == '\n' || between.len() > MOST_BETWEEN {
                found.extend(open.take().filter(is_telephone));
                between.clear();
            }
        }
        before = c;
    }
    found.extend(open.filter(is_telephone));
    found
}

/// Whether so many digits stand in a row before a place that a number ends there.
fn ends_in_run(text: &str, end: usize) -> bool {
    let digits = text.get(..end).unwrap_or_default().bytes().rev();
    digits.take(LONG_RUN).filter(u8::is_ascii_digit).count() == LONG_RUN
}

/// Whether signs part what comes behind them from a number: `24/7: 0800…`, `24/7 +1…`, `046… / 047…`.
fn parts(between: &[char], number: &Number) -> bool {
    let apart = between.first().is_some_and(|c| c.is_whitespace())
        && between.last().is_some_and(|c| c.is_whitespace());
    let is_whole = DIGITS.contains(&number.digits.len());
    between
        .windows(2)
        .any(|pair| matches!(pair, [':', ' '] | [' ', '+']))
        || apart && is_whole && between.contains(&'/')
}

/// Whether it can be called: neither a date nor a number of a few digits.
fn is_telephone(number: &Number) -> bool {
    let is_date =
        number.digits.len() == 8 && (number.digits.starts_with("20") || number.digits.starts_with("19"));
    DIGITS.contains(&number.digits.len()) && !is_date
}

/// Whether signs between two digits are such as nobody parts a number with: arrows, stars, waves, two in a row of the usual ones.
fn is_odd(between: &[char]) -> bool {
    let usual = |c: &char| {
        matches!(
            c,
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '–' | '‑' | '·' | ','
        )
    };
    // One number after another: `(0)`, `/`, `,` and blanks part them.
    let signs: Vec<&char> = between.iter().filter(|c| !c.is_whitespace()).collect();
    let repeated = signs
        .windows(2)
        .any(|pair| pair.first() == pair.last() && !matches!(pair, ['(' | ')' | '+', _]));
    !between.iter().all(|c| usual(c) || *c == '+') || repeated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::spam::{Setting, Spams, Speech};

    const POST: Setting = Setting {
        judge_promotion: true,
        judge_page: true,
        known_link: false,
        speech: Speech::AboutBrand,
    };

    #[test]
    fn fake_numbers_are_set_aside() {
        let spams = Spams::new();
        for text in [
            "Acme customer care number 1800-123-4567",
            "Acme Airlines customer service number ☎️ +1-888-123-4567 available 24/7, speak to a live person",
            "How do I contact Acme support? Just dial the Acme helpline number +1 (888) 123-4567 and talk to a human at Acme",
            "acme loan app customer care number 8250-637-919 // 8250-637-919 //",
            "Acme customer care number//7478593839//all problem solve call now 24*7 hours",
            "Acme flight change number +1↦888↦123↦4567 for quick assistance",
            "Call Acme customer support at 1~888~123~4567, our experts are there round the clock",
            "Acme refund helpline number 09876543210 // 09876543210 // 09876543210",
            "Acme toll free number 1800 123 4567, Acme contact number 1800 123 4567, Acme complaint number 1800 123 4567",
            "Acme tech support number 【1-888-123-4567】 any printer problem solved call us",
            "What is the Acme customer service phone number? Acme customer service phone number +1 888 123 4567 for any issue",
            "𝟭𝟴𝟬𝟬 𝟭𝟮𝟯 𝟰𝟱𝟲𝟳 is the Acme customer care number 𝟭𝟴𝟬𝟬 𝟭𝟮𝟯 𝟰𝟱𝟲𝟳 call now",
            "Acme support 1️⃣8️⃣8️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣ customer support number",
            "¿Cómo hablar con una persona en Acme? Número de atención al cliente +1-888-123-4567 las 24 horas",
            "Acme Kundenservice Nummer 0800 123 4567 rund um die Uhr, jetzt anrufen",
            "Acme numéro service client ☎ 0800 123 456 24h/24, comment contacter Acme",
            "Acme cancellation number +1-888-123-4567. Dear customer, speak with a real person without waiting",
            "@ann Hi, please call our team, Acme customer support helpline +1 888 123 4567",
        ] {
            let judged = spams.judge(text, POST);
            assert!(judged.set_aside, "{text} {judged:?}");
        }
    }

    #[test]
    fn genuine_numbers_stay() {
        let spams = Spams::new();
        for text in [
            "You can reach Acme support on 1-800-123-4567, the number is on the back of your card. They are there 24/7.",
            "I called the Acme customer service number 1800 123 4567 three times and nobody answered",
            "Was on hold for an hour with Acme customer support 0800 123 456. Never again!",
            "Acme opens a helpline for those whose skates were recalled. It can be reached at 0800 123 456 until Friday.",
            "Acme Lund, Main Street 3. Phone number: 046 123 45 67. Opening hours 10 to 18, closed on Sunday.",
            "Their toll free number is 1-800-123-4567 and you get a live agent within minutes. Very happy.",
            "Beware: the Acme customer care number 1800-123-4567 that is going around is fake! It is a scam.",
            "How do I contact Acme? The chat is always down, and I can't find any customer service number on the site.",
            "Customer support: support@acme.example, telephone +46 46 123 45 67, Monday to Friday.",
            "Das Gewinnspiel läuft bis 2026-11-27, die Hotline von Acme hilft bei Fragen.",
            "Product recall: Acme heater. Stop using it now and call our helpline 0800 123 4567 (24 hours) for a full refund.",
            "@ann Hi Ann! Please call our customer service number 0800 123 4567, our team is there 24/7 and will help you. ^EB",
            "The airline asks passengers to call its customer service number 1-800-123-4567, round the clock, to rebook.",
            "Contact Acme Lund: phone number 046 123 45 67, mail lund@acme.example. Opening hours Mon-Fri 10-18.",
            "Hotel Acme. How to reach us: from the station take bus 4. Contact number +46 46 123 45 67. Check-in from 15.",
            "Lost dog near Acme! Contact number 070 123 45 67, please call me",
            "Flat to rent near Acme, 2 rooms, contact no 9876543210",
            "Blood donors needed at Acme hospital, contact number 9876543210, urgent",
            "Teléfono 912 345 678 - Acme Madrid, Calle Mayor 3. Abierto las 24 horas.",
            "@AcmeCare complaint number 202611270045 still open after 3 weeks. Pathetic.",
            "Dear Acme team, complaint number 4477889911, please contact me on 9876543210. I want a refund of my money.",
            "My booking number 4455667788 with Acme Airlines vanished from the app!! Please help, nobody answers the phone",
            "hey @acme your customer support is useless, refund number 99887766 still pending since May",
            "Customer number 12345678\nInvoice 998877665\nAcme AB",
            "Buy our Acme Skates. Free delivery. Customer support 24/7: +1 (888) 123-4567. Returns within 30 days.",
            "My order number is 123456789012, please help @acme, customer support does not reply",
            "Acme sold 1,250,000 lamps in 2026, customer support included, and 3,400,000 in the years before",
            "Kundtjänst nås på 0771-12 34 56 vardagar, enligt Acmes sida. Jag fick hjälp på fem minuter.",
            "Kundtjänst nummer 0771-12 34 56, öppet vardagar",
            "Acme customer service number 0800 123 4567, Mon-Fri 9-5",
            "Acme Kundenservice Nummer 0800 123 4567, werktags 8 bis 18 Uhr",
            "The hotline of Acme (0800 123 456) is free of charge, writes the consumers' office of the city.",
            "Call +46 46 123 45 67 to book a table at the Acme restaurant, it is worth it!",
            "Tried calling Acme: customer service number 0800 123 456, 24/7 they say. Ha. No human at all.",
            "If you need to talk, call the Samaritans helpline 116 123, or the national helpline 0800 123 4567, 24 hours a day.",
            "Emergency: Acme gas leak helpline 0800 123 4567 (24 hours). If you smell gas, leave the house and call now.",
            "Die Servicenummer 08000 996633 von Acme ist rund um die Uhr erreichbar, heißt es auf der Seite.",
            "For help with the recall please contact Acme on 0800 123 456, says the spokesperson, or write to the shop in Lund.",
        ] {
            let judged = spams.judge(text, POST);
            assert!(!judged.set_aside, "{text} {judged:?}");
        }
    }

    #[test]
    fn telephone_numbers_are_found() {
        for (text, expected) in [
            ("call 1-800-123-4567 now", vec![("18001234567", false)]),
            ("1~800~123~4567", vec![("18001234567", true)]),
            ("(046) 123 45 67", vec![("0461234567", false)]),
            ("2026-11-27", vec![]),
            ("$1234567", vec![]),
            ("AB1234567", vec![]),
            ("12 34", vec![]),
            (
                "08001234567/08001234567",
                vec![("08001234567", false), ("08001234567", false)],
            ),
            ("24/7: +1 (888) 123-4567", vec![("18881234567", false)]),
            ("24/7 +1-888-123-4567", vec![("18881234567", false)]),
            ("+46 (0)46 123 45 67", vec![("460461234567", false)]),
            (
                "046 123 45 67 / 046 123 45 68",
                vec![("0461234567", false), ("0461234568", false)],
            ),
            (
                "8250-637-919 // 8250-637-919",
                vec![("8250637919", false), ("8250637919", false)],
            ),
            (
                "1800 123 456\n1800 123 456",
                vec![("1800123456", false), ("1800123456", false)],
            ),
        ] {
            let found = numbers(text);
            let found: Vec<(&str, bool)> = found
                .iter()
                .map(|number| (number.digits.as_str(), number.hidden))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn opening_hours_promise_nothing() {
        let care = Care::new();
        let of = |text| care.judge("", text).len();
        let plain = of(
            "Acme support number 0800 123 4567, open from nine to five on every day of the week but Sunday",
        );
        assert_eq!(
            of("Acme support number 0800 123 4567, opening hours nine to five on every day of the week"),
            plain
        );
        assert_eq!(
            of("Acme support number 0800 123 4567, open 24 hours on every single day of the week"),
            plain + 1
        );
    }

    #[test]
    fn a_long_title_costs_no_more_than_a_short_one() {
        let numbers = "1234567x customer care number ".repeat(200_000);
        let found = Care::new().judge(&numbers, "");
        assert_eq!(found, Care::new().judge(beginning(&numbers, TITLE_BYTES), ""));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(text in "(customer care number|1800|[0-9]{3}|↦|~|☎|é|\n| |\\)|call us){0,60}") {
            let found = Care::new().judge("", &text);
            proptest::prop_assert!(found.len() <= 7);
        }
    }
}
