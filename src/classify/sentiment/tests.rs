use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static SENTIMENTS: LazyLock<Sentiments> = LazyLock::new(plain);

fn plain() -> Sentiments {
    Sentiments::new(&BTreeMap::new(), &[])
}

impl Sentiments {
    /// Both halves of judging a text of a source.
    pub(super) fn judge_reading(
        &self,
        kind: Option<TextKind>,
        text: &str,
        language: Option<&str>,
        reading: &Reading,
        candour: &mut Candour,
    ) -> Sentiment {
        let weighed = self.weigh(kind, text, language, Some(reading));
        let outspoken = weighed.heard_at(candour);
        self.settle(weighed, text, reading, outspoken)
    }
}

/// Whole English texts and how they are judged.
pub(super) fn assert_judged(cases: &[(&str, Polarity)]) {
    let sentiments = plain();
    for (text, label) in cases {
        let judged = sentiments.judge(text, Some("en"));
        assert_eq!(judged.label, *label, "{text} {judged:?}");
    }
}

#[test]
fn rules_order_texts_as_people_do() {
    let sentiments = plain();
    let score = |text: &str| sentiments.judge(text, Some("en")).score;
    for (better, worse) in [
        ("The rocket is good", "The rocket is not good"),
        ("The rocket is very good", "The rocket is good"),
        ("The rocket is good", "The rocket is kind of good"),
        ("The rocket is GOOD", "The rocket is good"),
        ("The rocket is good!!!", "The rocket is good"),
        ("The rocket is goooood", "The rocket is good"),
        (
            "It was dear, but I love it",
            "I love it, but it was dear and terrible",
        ),
        ("I don't hate it", "I hate it"),
        ("No problem with it", "A problem with it"),
        ("It never broke, it is great", "It is not great, it broke"),
        ("great &lt;3", "great"),
        ("Arrived today ❤️", "Arrived today"),
        ("Arrived today", "Arrived today 😡"),
        ("Arrived today :)", "Arrived today :("),
        ("well-loved", "well-hated"),
        ("I have never slept so well", "I have never slept well"),
        ("I don't think so, luckily", "I don't think so, sadly"),
        ("These are perfect", "None of these are perfect"),
        ("It is not only good, it is quick", "It is not good"),
        ("The software couldn't be better", "The software is not better"),
        ("#SoHappy with it", "with it"),
    ] {
        assert!(
            score(better) > score(worse),
            "{better} {} > {worse} {}",
            score(better),
            score(worse)
        );
    }
}

#[test]
fn what_only_looks_like_feeling_is_neutral() {
    let sentiments = plain();
    for text in [
        "",
        "It weighs 187 grams",
        "See https://example.com/great-love:( for more",
        "@lovely_happy said so",
        "Meet at 3:30 (or 4:00)",
        "the bus stop",
    ] {
        let judged = sentiments.judge(text, Some("en"));
        assert_eq!(judged.label, Polarity::Neutral, "{text} {judged:?}");
    }
}

#[test]
fn the_deciding_words_point_into_the_original() {
    let text = "Don&#39;t love &amp; hate 😍 <3 Sooooo good";
    let judged = plain().judge(text, Some("en"));
    let words: Vec<&str> = judged.words.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(words, ["love", "hate", "😍", "<3", "good"]);
    for word in &judged.words {
        assert_eq!(text.get(word.start..word.end), Some(word.word.as_str()));
    }
}

#[test]
fn the_users_words_override_in_every_language() {
    let values = BTreeMap::from([
        ("sold out".to_owned(), 1.5),
        ("kanon".to_owned(), 2.0),
        ("대박".to_owned(), 3.0),
    ]);
    let sentiments = Sentiments::new(&values, &["sick".to_owned()]);
    assert_eq!(
        sentiments.judge("It is sick", Some("en")).label,
        Polarity::Neutral
    );
    assert_eq!(
        sentiments.judge("It is sold out", Some("en")).label,
        Polarity::Positive
    );
    assert_eq!(
        sentiments.judge("Raketen är kanon", Some("sv")).label,
        Polarity::Positive
    );
    assert_eq!(
        sentiments.judge("이거 완전대박이네", Some("ko")).label,
        Polarity::Positive
    );
    let swedish = sentiments.judge("Raketen gick i bitar men bad är good 😀", Some("sv"));
    assert_eq!(swedish.words.len(), 1, "{swedish:?}");
}

#[test]
fn towards_one_of_two() {
    let sentiments = plain();
    let text = "Acme is wonderful, but Coyote is a terrible, awful mess";
    let towards = |name: &str| {
        let start = text.find(name).expect(name);
        sentiments
            .towards(text, start..start + name.len(), Some("en"))
            .label
    };
    assert_eq!(towards("Acme"), Polarity::Positive);
    assert_eq!(towards("Coyote"), Polarity::Negative);
    let text = "Acme is much better than Coyote";
    let start = text.find("Coyote").expect("there");
    assert_eq!(
        sentiments.towards(text, start..text.len(), Some("en")).label,
        Polarity::Negative
    );
}

/// What is shown adds up to the score, with exclamations, contrast and length.
#[test]
fn the_words_add_up_to_the_score() {
    let long = "a good, not bad lamp ".repeat(120);
    for text in [
        "I love it!!! But the box was broken :(",
        "Would it be any good?",
        "NOT worth the money &amp; slow",
        long.as_str(),
    ] {
        for judged in [SENTIMENTS.judge(text, None), SENTIMENTS.towards(text, 2..6, None)] {
            let sum: f32 = judged.words.iter().map(|word| word.value).sum();
            let (score, shown) = (rules::flatten(sum), judged.score);
            assert!((score - shown).abs() < 0.005, "{text}: {score} {shown}");
        }
    }
}

/// Nobody is disliked for a name: one name in place of another changes nothing, whatever the name means as a word.
#[test]
fn names_carry_nothing_that_was_learnt() {
    for frame in [
        "I flew with {} on Monday",
        "The new {} shop opens tomorrow",
        "we met @{} there",
        "it is #{} day",
    ] {
        let score = |name: &str| SENTIMENTS.judge(&frame.replace("{}", name), Some("en")).score;
        for name in ["Delta", "Monday", "Twitter", "Apple", "Target", "Gap", "Quorvex"] {
            assert!((score(name) - score("Quorvex")).abs() < 1e-6, "{frame} {name}");
        }
    }
    let table = Weights::for_language("en").expect("ships");
    for name in [
        "obama",
        "trump",
        "united",
        "jetblue",
        "delta",
        "apple",
        "google",
        "microsoft",
        "isis",
        "2014",
        "@user",
    ] {
        assert!(
            table.weight(weights::Key::word(name)).abs() < f32::EPSILON,
            "{name}"
        );
    }
}

/// The user's word is the last: nothing learnt is added to it.
#[test]
fn nothing_learnt_is_added_to_the_users_words() {
    let quiet = Sentiments::new(&BTreeMap::new(), &["sucks".to_owned()]);
    assert!(
        quiet
            .judge("it sucks", Some("en"))
            .words
            .iter()
            .all(|word| word.word != "sucks")
    );
}

/// Pearson correlation with the mean of twenty human ratings per tweet.
#[test]
fn tweets_are_rated_as_people_rate_them() {
    let Some(dir) = std::env::var_os("MENTIOND_CORPORA") else {
        eprintln!("skipped: MENTIOND_CORPORA is not set");
        return;
    };
    let pairs = rated_tweets(std::path::Path::new(&dir));
    assert!(pairs.len() > 1_000, "{} tweets", pairs.len());
    let sentiments = plain();
    let (ours, people): (Vec<f64>, Vec<f64>) = pairs
        .iter()
        .map(|(text, rating)| (f64::from(sentiments.judge(text, Some("en")).score), *rating))
        .unzip();
    let correlation = pearson(&ours, &people);
    println!(
        "correlation with the mean human rating: {correlation:.4} on {} tweets",
        pairs.len()
    );
    assert!(correlation >= 0.88, "{correlation}");
}

/// Texts and ratings: one file with both, or inputs and gold apart.
fn rated_tweets(dir: &std::path::Path) -> Vec<(String, f64)> {
    let rows = |path: &str| -> Vec<serde_json::Value> {
        std::fs::read_to_string(dir.join(path))
            .unwrap_or_default()
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON lines"))
            .collect()
    };
    let mut inputs = rows("text/vader-tweets.jsonl");
    let mut gold = inputs.clone();
    if inputs.is_empty() {
        inputs = rows("labelled/vader_tweets.input.jsonl");
        gold = rows("labelled/vader_tweets.gold.jsonl");
    }
    let ratings: BTreeMap<String, f64> = gold
        .iter()
        .filter_map(|row| Some((row.get("id")?.to_string(), row.get("score")?.as_f64()?)))
        .collect();
    inputs
        .iter()
        .filter_map(|row| {
            Some((
                row.get("text")?.as_str()?.to_owned(),
                *ratings.get(&row.get("id")?.to_string())?,
            ))
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(x, y)| f(x - ma, y - mb)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

/// The reference implementation and ours agree on the verdict for plain sentences, if not on the strength.
#[test]
fn same_verdict_as_the_reference_on_plain_sentences() {
    let reference = vader_parity::SentimentIntensityAnalyzer::new();
    let sentiments = plain();
    for text in [
        "The book was good.",
        "The book was kind of good.",
        "The plot was good, but the characters are uncompelling and the dialog is not great.",
        "At least it isn't a horrible book.",
        "Today only kinda sux! But I'll get by",
        "This is the worst rocket I have ever bought!!!",
        "VERY happy with these skates",
    ] {
        let (theirs, ours) = (
            reference.polarity_scores(text).compound,
            sentiments.judge(text, Some("en")),
        );
        let label = match theirs {
            0.05.. => Polarity::Positive,
            ..=-0.05 => Polarity::Negative,
            _ => Polarity::Neutral,
        };
        assert_eq!(ours.label, label, "{text}: {theirs} {ours:?}");
    }
}

/// Some capitals take more bytes in lower case.
#[test]
fn words_whose_lower_case_is_longer() {
    let judged = SENTIMENTS.judge("Ⱥ-A ȺȺȺ-good İ’s-bad", None);
    let words: Vec<&str> = judged.words.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(words, ["good", "bad"]);
}

/// A megabyte of phrases, conditions and contrasts takes no more than its share of time: nothing is quadratic.
#[test]
fn hostile_length_is_linear() {
    let text = "if it looks like good but kind of bad would not like to ".repeat(20_000);
    let judged = SENTIMENTS.judge(&text, Some("en"));
    assert_eq!(judged.words.len(), judged::WORDS_LIMIT);
    assert!(!SENTIMENTS.towards(&text, 0..2, Some("en")).words.is_empty());
}

proptest! {
    #[test]
    fn any_text_is_judged_within_bounds(text in "(\\PC|[ !?.,'&;:()<>#@\n-]|good|bad|not|but|&amp;|😀|❤️|:\\)){0,60}", from in 0_usize..80, length in 0_usize..20) {
        let sentiments = &*SENTIMENTS;
        for judged in [
            sentiments.judge(&text, None),
            sentiments.judge(&text, Some("sv")),
            sentiments.towards(&text, from..from + length, None),
        ] {
            prop_assert!((-1.0..=1.0).contains(&judged.score));
            for word in &judged.words {
                prop_assert_eq!(text.get(word.start..word.end), Some(word.word.as_str()));
            }
        }
    }
}

#[test]
fn who_denies_a_fault_praises_and_who_denies_anything_about_it_does_not() {
    assert_judged(&[
        ("It hasn't had a single little glitch.", Polarity::Positive),
        ("Works without any hassle.", Polarity::Positive),
        ("I can't complain.", Polarity::Positive),
        ("They never disappoint.", Polarity::Positive),
        ("The mattress has no defects.", Polarity::Positive),
        ("It doesn't solve my problem.", Polarity::Negative),
        ("They never answered my complaint.", Polarity::Negative),
        ("Nobody told us about the defect.", Polarity::Negative),
        ("I have never had so many problems.", Polarity::Negative),
        ("It is not without flaws.", Polarity::Negative),
        ("It doesn't fix any of my problems.", Polarity::Negative),
        ("I shouldn't have to complain.", Polarity::Negative),
    ]);
}

/// Faint words are those that nobody rated, mostly: one names a colour, several may praise.
#[test]
fn faint_words_tip_a_sentence_only_together() {
    let own = Sentiments::new(&BTreeMap::from([("colours".to_owned(), 0.4)]), &[]);
    assert_judged(&[
        ("The lamp has a touch dimmer.", Polarity::Neutral),
        ("The lamp comes in four colours.", Polarity::Neutral),
        (
            "The lamp excels in aesthetics, durability and portability.",
            Polarity::Positive,
        ),
        ("The lamp is pricey.", Polarity::Negative),
        ("The lamp doesn't have a touch dimmer.", Polarity::Negative),
    ]);
    let judged = own.judge("The lamp comes in four colours.", Some("en"));
    assert_eq!(judged.label, Polarity::Positive, "{judged:?}");
}

#[test]
fn a_plain_statement_without_a_word_of_the_lexicon_says_nothing() {
    let sentiments = Sentiments::new(&BTreeMap::new(), &[]);
    for text in [
        "About the lamp on my desk. It has a port and a touch dimmer. It comes in four colours and two sizes.",
        "It was built in 1998 and has two doors.",
    ] {
        let judged = sentiments.judge(text, Some("en"));
        assert_eq!(judged.label, Polarity::Neutral, "{text} {judged:?}");
    }
}

/// What words around praise and blame make of it without denying it.
#[test]
fn what_could_not_be_better_praises_and_what_could_be_does_not() {
    assert_judged(&[
        ("We can not imagine a friendlier team.", Polarity::Positive),
        ("I couldn't be happier.", Polarity::Positive),
        ("The coffee never tasted better.", Polarity::Positive),
        ("It could not be worse.", Polarity::Negative),
        ("The lamp isn't better.", Polarity::Negative),
        ("The soup could be better.", Polarity::Negative),
        ("It should have been great.", Polarity::Negative),
        ("The bread used to be good.", Polarity::Negative),
        ("I wish it had a better handle.", Polarity::Negative),
        ("I wish you a good trip.", Polarity::Positive),
        ("They fixed the problem.", Polarity::Positive),
        ("They never fixed the problem.", Polarity::Negative),
        ("There are no gaps, dents or ugly scratches.", Polarity::Positive),
        ("It is not known whether it is bad or ugly.", Polarity::Negative),
        ("Nothing but praise from us.", Polarity::Positive),
        ("I can't help loving it.", Polarity::Positive),
        ("The film fails to impress.", Polarity::Negative),
        ("I like the handle.", Polarity::Positive),
        ("It never gets better.", Polarity::Negative),
        ("Support could not offer a better solution.", Polarity::Negative),
        ("This could be a winner.", Polarity::Positive),
        ("The oil is used to make good bread.", Polarity::Positive),
        ("We used to love this place.", Polarity::Negative),
        ("Could be better, but good value.", Polarity::Positive),
        ("They fixed it badly.", Polarity::Negative),
        ("I can't believe they charge for this.", Polarity::Negative),
        ("There are no bugs or glitches.", Polarity::Positive),
        ("I bought this at Best Buy.", Polarity::Neutral),
        ("A fund for the victims of the flood.", Polarity::Neutral),
        ("The flood destroyed the shop.", Polarity::Negative),
        ("It offers protection against fraud.", Polarity::Neutral),
        (
            "Patients were victims of fraud at the hospital.",
            Polarity::Negative,
        ),
        ("It would've been great.", Polarity::Negative),
        ("I'm not a fan of the handle.", Polarity::Negative),
        ("The kettle leaves something to be desired.", Polarity::Negative),
        ("The parcel took forever.", Polarity::Negative),
    ]);
}

/// What an article or a review is about says nothing by itself, whatever was learnt of it from posts.
#[test]
fn subjects_say_nothing_in_prose() {
    let sentiments = plain();
    let judged = sentiments.judge("The media player reads the data of the computer.", Some("en"));
    assert_eq!(judged.words.len(), 0, "{judged:?}");
    let judged = sentiments.judge("The media player is great.", Some("en"));
    assert!(judged.words.iter().all(|word| word.word != "media"), "{judged:?}");
}

/// What somebody does every day, makes, sells or weighs is neither praise nor blame of him, however some of the words lean elsewhere.
#[test]
fn a_plain_statement_about_a_name_says_nothing_towards_it() {
    for text in [
        "The Acme lamp comes in four colours.",
        "Acme has opened a new shop in the harbour.",
        "Acme announced its results for the third quarter on Tuesday.",
        "The Acme kettle holds two litres and weighs 900 grams.",
        "Acme sells garden furniture and chocolate.",
        "The Acme museum shows paintings by young artists.",
        "Acme will charge 5 dollars for parking.",
        "Acme makes batteries for electric cars.",
        "Acme is a company from Ohio that makes rockets.",
    ] {
        let start = text.find("Acme").expect("it is named");
        let judged = plain().towards(text, start..start + 4, Some("en"));
        assert_eq!(judged.label, Polarity::Neutral, "{text} {judged:?}");
    }
    for (text, label) in [
        ("The Acme lamp is great.", Polarity::Positive),
        ("The Acme lamp doesn't work.", Polarity::Negative),
        ("Acme did not issue a refund.", Polarity::Negative),
    ] {
        let start = text.find("Acme").expect("it is named");
        let judged = plain().towards(text, start..start + 4, Some("en"));
        assert_eq!(judged.label, label, "{text} {judged:?}");
    }
}
