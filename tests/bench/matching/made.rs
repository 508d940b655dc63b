//! Texts made here: words drawn as languages use them (Zipf).

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "places are drawn within the tables; words made here are ASCII"
)]

use std::collections::HashSet;

use super::dice::Dice;

/// Texts of one kind, and the words that queries about them are made of.
pub(crate) struct Texts {
    pub(crate) name: String,
    pub(crate) all: Vec<String>,
    /// Names that they say.
    pub(crate) heard: Vec<String>,
    /// All words of the language, the most frequent first.
    pub(crate) words: Vec<String>,
}

/// Words of the language.
const WORDS: usize = 60_000;
/// Names that the texts say. Two in three of them are watched by the longest list.
const HEARD: usize = 1_500;
/// Bytes of each set.
const BYTES: usize = 2_000_000;

const GRAMMAR: &str = "the of and to a in is it you that he was for on are with as i his they be at one have this from \
    or had by hot but some what there we can out other were all your when up use word how said an each she which do \
    their time if will way about many then them would write like so these her long make thing see him two has look more \
    day could go come did my sound no most number who over know water than call first people may down side been now find";

/// Posts and articles.
pub(crate) fn sets() -> Vec<Texts> {
    let mut dice = Dice::new(1);
    let words = words(&mut dice);
    // As company names are: half of one word, half of two.
    let heard: Vec<String> = (0..HEARD)
        .map(|n| {
            let name = dice.coinage();
            if n % 2 == 0 {
                name
            } else {
                format!("{name} {}", words[dice.zipf(200, WORDS)])
            }
        })
        .collect();
    let set = |name: &str, least: usize, more: usize, dice: &mut Dice| Texts {
        name: name.to_owned(),
        all: texts(least, more, &words, &heard, dice),
        heard: heard.clone(),
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
        let word = dice.syllables(count);
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Texts of `least` to `least + more` words. One post in three, and every article, says a name; one text in ten has letters
/// and signs beyond ASCII.
fn texts(least: usize, more: usize, words: &[String], heard: &[String], dice: &mut Dice) -> Vec<String> {
    let (mut all, mut bytes) = (Vec::new(), 0);
    while bytes < BYTES {
        let mut text = String::new();
        let count = least + dice.roll(more);
        for n in 0..count {
            let mut word = words[dice.zipf(0, WORDS)].clone();
            if dice.roll(count * 3) == 0 || (count > 100 && dice.roll(300) == 0) {
                word.clone_from(&heard[dice.zipf(0, HEARD)]);
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
