//! Texts and queries made here: words drawn as languages use them (Zipf), queries in the proportions of real ones.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "places are drawn within the tables; words made here are ASCII"
)]

use std::collections::HashSet;

/// Texts of one kind, and the words that queries about them are made of.
pub(crate) struct Texts {
    pub(crate) name: String,
    pub(crate) all: Vec<String>,
    /// Names that may be watched, the most talked about first.
    pub(crate) names: Vec<String>,
    /// All words of the language, the most frequent first.
    pub(crate) words: Vec<String>,
}

/// One query and the words and phrases in it.
pub(crate) struct Asked {
    pub(crate) query: String,
    pub(crate) literals: Vec<String>,
}

/// Words of the language.
const WORDS: usize = 60_000;
/// Names nobody knew as words before they were names.
const COINED: usize = 8_000;
/// Words up to this rank are grammar and everyday; no brand is called so.
const EVERYDAY: usize = 1_000;
/// Bytes of each set.
const BYTES: usize = 2_000_000;

const GRAMMAR: &str = "the of and to a in is it you that he was for on are with as i his they be at one have this from \
    or had by hot but some what there we can out other were all your when up use word how said an each she which do \
    their time if will way about many then them would write like so these her long make thing see him two has look more \
    day could go come did my sound no most number who over know water than call first people may down side been now find";

/// A small generator of numbers, the same every time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.bits()).expect("64 bits") % sides.max(1)
    }

    /// A rank from `from` to `to`, each as frequent as one divided by it.
    pub(crate) fn zipf(&mut self, from: usize, to: usize) -> usize {
        let part = self.bits() as f64 / f64::from(1_u32 << 31);
        let rank = (from as f64 + 1.0) * ((to as f64 + 1.0) / (from as f64 + 1.0)).powf(part) - 1.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = rank as usize;
        rank.clamp(from, to.saturating_sub(1))
    }
}

/// Posts and articles.
pub(crate) fn sets() -> Vec<Texts> {
    let mut dice = Dice::new(1);
    let words = words(&mut dice);
    let coined: Vec<String> = (0..COINED)
        .map(|n| format!("{}{}", syllables(&mut dice, 2), ["ora", "ify", "ex", "io"][n % 4]))
        .collect();
    // One name in five is a word of the language: rarer than the everyday ones, each of them once.
    let mut names = coined.clone();
    let mut rest: Vec<String> = words.iter().skip(EVERYDAY).cloned().collect();
    names.extend((0..COINED / 4).map(|_| rest.swap_remove(dice.roll(rest.len()))));
    names = (0..names.len())
        .map(|_| names.swap_remove(dice.roll(names.len())))
        .collect();
    let set = |name: &str, least: usize, more: usize, dice: &mut Dice| Texts {
        name: name.to_owned(),
        all: texts(least, more, &words, &coined, dice),
        names: names.clone(),
        words: words.clone(),
    };
    vec![
        set("posts made here", 20, 50, &mut dice),
        set("articles made here", 600, 500, &mut dice),
    ]
}

fn words(dice: &mut Dice) -> Vec<String> {
    let mut words: Vec<String> = GRAMMAR.split_whitespace().map(str::to_owned).collect();
    let mut known: HashSet<String> = words.iter().cloned().collect();
    while words.len() < WORDS {
        let more = 1 + usize::from(words.len() > 300) + usize::from(words.len() > 8_000);
        let count = more + dice.roll(2);
        let word = syllables(dice, count);
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn syllables(dice: &mut Dice, count: usize) -> String {
    const HEADS: [&str; 20] = [
        "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch", "sh", "br",
        "k",
    ];
    const HEARTS: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "ai"];
    const TAILS: [&str; 8] = ["", "", "", "n", "r", "s", "l", "nt"];
    let mut one = || {
        let (head, heart, tail) = (dice.roll(20), dice.roll(8), dice.roll(8));
        format!("{}{}{}", HEADS[head], HEARTS[heart], TAILS[tail])
    };
    (0..count).map(|_| one()).collect()
}

/// Texts of `least` to `least + more` words. One post in three, and every article, names something watched; one in ten has
/// letters and signs beyond ASCII.
fn texts(least: usize, more: usize, words: &[String], coined: &[String], dice: &mut Dice) -> Vec<String> {
    let (mut all, mut bytes) = (Vec::new(), 0);
    while bytes < BYTES {
        let mut text = String::new();
        let count = least + dice.roll(more);
        for n in 0..count {
            let mut word = words[dice.zipf(0, WORDS)].clone();
            if dice.roll(count * 3) == 0 || (count > 100 && dice.roll(300) == 0) {
                word.clone_from(&coined[dice.zipf(0, COINED)]);
            }
            if n == 0 || dice.roll(12) == 0 {
                word = word[..1].to_uppercase() + &word[1..];
            }
            text.push_str(&word);
            text.push_str([" ", " ", " ", " ", " ", " ", ", ", ". "][dice.roll(8)]);
        }
        if dice.roll(10) == 0 {
            text.push_str("så fin 😍 – “värt det”");
        }
        bytes += text.len();
        all.push(text);
    }
    all
}

impl Texts {
    /// So many queries, each about a name of its own: names alone, with what they are confused with, in phrases, near
    /// words of their trade; and one in fifty about a topic.
    pub(crate) fn queries(&self, count: usize) -> Vec<Asked> {
        let mut dice = Dice::new(7);
        let names = self.names.iter().cycle().take(count);
        names.map(|name| self.query(name.clone(), &mut dice)).collect()
    }

    fn query(&self, name: String, dice: &mut Dice) -> Asked {
        let most = self.words.len();
        let word = |dice: &mut Dice| {
            let word = &self.words[dice.zipf(100.min(most / 4), most)];
            // Operators in any case have to be in quotes.
            let operator = matches!(word.as_str(), "and" | "or" | "not" | "near");
            if operator { "news".to_owned() } else { word.clone() }
        };
        let [a, b, c] = [word(dice), word(dice), word(dice)];
        let (query, literals) = match dice.roll(100) {
            0..30 => (name.clone(), vec![name]),
            30..50 => (
                format!("{name} OR \"{name} {a}\" OR \"the {name}\""),
                vec![name.clone(), format!("{name} {a}"), format!("the {name}")],
            ),
            50..70 => (format!("{name} AND ({a} OR {b} OR {c})"), vec![name, a, b, c]),
            70..80 => (
                format!("{name} NOT ({a} OR \"{name} {b}\")"),
                vec![name.clone(), a, format!("{name} {b}")],
            ),
            80..88 => (format!("{name} NEAR/5 ({a} OR {b})"), vec![name, a, b]),
            88..94 => (format!("\"{name} {a}\""), vec![format!("{name} {a}")]),
            94..98 => (format!("{name}*"), vec![name]),
            98..99 => (format!("{a} AND {b} AND {c} NOT {name}"), vec![a, b, c, name]),
            _ => (
                format!("\"{a} {b}\" OR {a} NEAR/3 {c}"),
                vec![format!("{a} {b}"), a, c],
            ),
        };
        Asked { query, literals }
    }
}
