use std::{collections::BTreeMap, sync::LazyLock};

use proptest::prelude::*;

use super::{super::Sentiments, *};
use crate::model::{
    Candour,
    Polarity::{self, Negative, Positive},
};

static SENTIMENTS: LazyLock<Sentiments> = LazyLock::new(|| Sentiments::new(&BTreeMap::new(), &[]));

fn score(text: &str, code: &str) -> f32 {
    SENTIMENTS.judge(text, Some(code)).score
}

#[test]
fn plain_praise_and_blame_are_told_in_every_language() {
    for (code, praise, blame) in [
        ("sv", "Lampan är underbar", "Lampan är fruktansvärd och usel"),
        ("da", "Lampen er fantastisk", "Lampen er forfærdelig og elendig"),
        ("nb", "Lampen er fantastisk", "Lampen er forferdelig og elendig"),
        ("nn", "Lampa er nydeleg", "Lampa er forferdeleg"),
        (
            "de",
            "Die Lampe ist wunderbar",
            "Die Lampe ist furchtbar und kaputt",
        ),
        ("nl", "De lamp is geweldig", "De lamp is verschrikkelijk en kapot"),
        ("fr", "La lampe est magnifique", "La lampe est horrible et cassée"),
        (
            "es",
            "La lámpara es maravillosa",
            "La lámpara es horrible y pésima",
        ),
        (
            "it",
            "La lampada è meravigliosa",
            "La lampada è orribile, pessima",
        ),
        ("pt", "A lâmpada é maravilhosa", "A lâmpada é horrível e péssima"),
        ("fi", "Lamppu on upea", "Lamppu on kamala ja surkea"),
        ("pl", "Lampa jest wspaniała", "Lampa jest okropna i fatalna"),
        ("tr", "Lamba harika", "Lamba korkunç ve berbat"),
        (
            "ru",
            "Лампа просто замечательная",
            "Лампа ужасная, отвратительная",
        ),
        ("ar", "المصباح رائع وممتاز", "المصباح سيء وفظيع"),
        ("hi", "लैंप बहुत शानदार है", "लैंप बहुत खराब और बेकार है"),
        ("hi", "lamp bahut shandar hai", "lamp bahut kharab aur bekar hai"),
        (
            "ko",
            "램프가 정말 훌륭하고 완벽해요",
            "램프가 최악이에요 쓰레기예요",
        ),
    ] {
        for (text, expected) in [(praise, Positive), (blame, Negative)] {
            let judged = SENTIMENTS.judge(text, Some(code));
            assert_eq!(judged.label, expected, "{code}: {text}: {judged:?}");
        }
    }
}

/// Each text is better than the one after it.
#[test]
fn words_change_each_other_as_grammar_has_it() {
    let better: [(&str, &str, &str); 24] = [
        // Negation before.
        ("sv", "filmen är bra", "filmen är inte bra"),
        ("da", "filmen er god", "filmen er ikke god"),
        ("de", "der Film ist gut", "der Film ist nicht gut"),
        ("nl", "de film is goed", "de film is niet goed"),
        ("fr", "le film est bon", "le film n'est pas bon"),
        ("es", "la película es buena", "la película no es buena"),
        ("it", "il film è bello", "il film non è bello"),
        ("pt", "o filme é bom", "o filme não é bom"),
        ("fi", "elokuva on hyvä", "elokuva ei ole hyvä"),
        ("pl", "film jest dobry", "film nie jest dobry"),
        ("ru", "фильм хороший", "фильм не хороший"),
        ("ar", "الفيلم جيد", "الفيلم ليس جيد"),
        ("hi", "फिल्म अच्छी है", "फिल्म नहीं अच्छी है"),
        // Negation behind the verb.
        ("sv", "jag gillar filmen", "jag gillar inte filmen"),
        ("de", "der Film gefällt mir", "der Film gefällt mir nicht"),
        ("nl", "ik geniet ervan, mooi", "mooi vind ik het niet"),
        ("tr", "film güzel", "film güzel değil"),
        ("ko", "영화가 재밌다", "영화가 재밌지 않다"),
        // Strength.
        ("sv", "filmen är jättebra och väldigt fin", "filmen är fin"),
        ("de", "der Film ist sehr gut", "der Film ist etwas gut"),
        ("es", "la película es muy buena", "la película es un poco buena"),
        // What follows a contrast weighs more.
        ("sv", "dyr men bra", "bra men dyr"),
        ("fr", "cher mais excellent", "excellent mais cher"),
        ("de", "teuer, aber gut", "gut, aber teuer"),
    ];
    for (code, more, less) in better {
        let (high, low) = (score(more, code), score(less, code));
        assert!(high > low, "{code}: {more} {high} > {less} {low}");
    }
}

#[test]
fn endings_and_joined_words_are_seen_through() {
    for (code, text, word) in [
        ("sv", "de fantastiska lamporna", "fantastiska"),
        ("de", "ein wunderbarer Abend", "wunderbarer"),
        ("fr", "j'adore, l'horreur", "l'horreur"),
        ("es", "una película divertidísima", "divertidísima"),
        ("fi", "loistavasta elokuvasta", "loistavasta"),
        ("ru", "с замечательными людьми", "замечательными"),
        ("ar", "والجميلة", "والجميلة"),
        ("ko", "정말 훌륭했습니다", "훌륭"),
    ] {
        let judged = SENTIMENTS.judge(text, Some(code));
        let found: Vec<&str> = judged.words.iter().map(|word| word.word.as_str()).collect();
        assert!(found.contains(&word), "{code}: {text}: {found:?}");
    }
}

#[test]
fn a_word_of_another_script_is_read_in_its_language() {
    let judged = |text, code| SENTIMENTS.judge(text, code).label;
    assert_eq!(judged("Samsung 정말 최악이에요", Some("en")), Negative);
    assert_eq!(judged("배송 good! very good service", Some("ko")), Positive);
    assert_eq!(judged("المنتج terrible, horrible", Some("ar")), Negative);
    assert_eq!(judged("بسیار خوب", Some("fa")), Polarity::Neutral);
}

#[test]
fn sentences_of_a_mixed_text_are_read_each_in_its_language() {
    let languages = crate::classify::language::Languages::new();
    let text = "Der Laden liegt gleich um die Ecke und hat jeden Tag geöffnet. \
                The staff there was absolutely terrible and incredibly rude to us.";
    let reading = languages.read(text, None);
    let judged = SENTIMENTS.judge_reading(
        None,
        text,
        reading.main.code.as_deref(),
        &reading,
        &mut Candour::default(),
    );
    assert_eq!(judged.label, Negative, "{judged:?}");
    assert!(judged.words.iter().any(|word| word.word == "terrible"));
}

#[test]
fn the_users_words_count_in_every_language() {
    let values = BTreeMap::from([("zork".to_owned(), -3.0), ("굿".to_owned(), -2.0)]);
    let own = Sentiments::new(&values, &["bra".to_owned()]);
    for source in ALL {
        let judged = own.judge("zork", Some(source.code));
        assert!(
            judged.score < -0.5 && !judged.words.is_empty(),
            "{}: {judged:?}",
            source.code
        );
    }
    assert!(own.judge("bra", Some("sv")).words.is_empty());
}

#[test]
fn lists_are_sound() {
    for source in ALL {
        assert!(source.words() >= 1_000, "{}: {}", source.code, source.words());
        for table in [source.list, source.own] {
            assert!(
                table.len() <= 100 * 1024,
                "{}: {} bytes",
                source.code,
                table.len()
            );
            for line in table.lines().filter(|line| !line.starts_with("# ")) {
                let (head, words) = line.split_once('\t').expect(line);
                let sound = head.parse::<f32>().map_or_else(
                    |_| super::super::lexicon::role(head) != super::super::lexicon::Role::Plain,
                    |value| (-4.0..=4.0).contains(&value),
                );
                assert!(sound && !words.is_empty(), "{}: {line}", source.code);
            }
        }
    }
}

#[test]
fn hostile_length_is_linear() {
    for (code, piece) in [
        ("ko", "재밌지않은데"),
        ("ar", "والجميلةوال"),
        ("fi", "loistavissakin "),
        ("sv", "inte bra pengar tillbaka "),
    ] {
        let text = piece.repeat(20_000);
        assert!(SENTIMENTS.judge(&text, Some(code)).score.abs() <= 1.0);
    }
}

proptest! {
    #[test]
    fn words_stand_where_they_are_said_to(text in "(\\PC|[가-힣]|재밌|지않|좋|최악|[\u{620}-\u{652}]|رائع|ال|[ऀ-ॿ]|शानदार|inte |nicht |l'|&amp;|bra |pengar tillbaka|[ .,!?'-]){0,40}", place in 0..ALL.len()) {
        let judged = SENTIMENTS.judge(&text, ALL.get(place).map(|source| source.code));
        prop_assert!((-1.0..=1.0).contains(&judged.score));
        for word in &judged.words {
            prop_assert_eq!(text.get(word.start..word.end), Some(word.word.as_str()));
        }
    }
}

/// A table of texts in one language each, with what they say.
fn assert_judged(table: &[(&str, Polarity, &[&str])]) {
    let mut wrong = Vec::new();
    for (code, expected, texts) in table {
        for text in *texts {
            let judged = SENTIMENTS.judge(text, Some(code));
            if judged.label != *expected {
                wrong.push(format!("{code}: {text}: {expected:?} {judged:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn korean_is_judged_by_its_words_and_not_by_names_and_endings() {
    assert_judged(&[
        (
            "ko",
            Polarity::Neutral,
            &[
                "벨모라",
                "루미오",
                "카델란",
                "오르빗나",
                "노벨릭스",
                "브라이텍",
                "쿠레나",
                "제이로브",
                "토마린",
                "있어요",
                "했습니다",
                "벨모라를 샀어요",
                "루미오 신제품이 나왔습니다",
                "어제 오르빗나 매장에 갔어요",
                "택배를 3주째 기다리고 있어요",
            ],
        ),
        (
            "ko",
            Negative,
            &[
                "추천하지 않아요",
                "추천하지 않습니다",
                "추천하지 못하겠어요",
                "추천 안 해요",
                "추천 안합니다",
                "작동하지 않습니다",
                "작동이 안 돼요",
                "작동 안 함",
                "별로예요",
                "별로입니다",
                "안 좋아요",
                "만족스럽지 않아요",
                "배송이 느려요",
                "사지 마세요",
                "벨모라 최악이에요",
            ],
        ),
        (
            "ko",
            Positive,
            &[
                "추천해요",
                "정말 좋아요",
                "벨모라 최고예요",
                "만족합니다",
                "아주 편안해요",
                "배송이 빨라서 좋았습니다",
            ],
        ),
    ]);
}

/// `Jag gillar inte lampan`, `Non funziona`, `Nie wieder`: what is denied, and what is not wanted again.
#[test]
fn denied_verbs_of_working_liking_and_recommending_blame() {
    assert_judged(&[
        (
            "sv",
            Negative,
            &[
                "Jag rekommenderar inte den här telefonen",
                "Jag gillar inte lampan",
                "Fungerar inte",
                "Lampan fungerar inte alls",
                "Jag kan inte rekommendera butiken",
                "Aldrig igen.",
            ],
        ),
        (
            "da",
            Negative,
            &[
                "Det virker ikke",
                "Jeg anbefaler ikke denne telefon",
                "Jeg kan ikke lide lampen",
                "Aldrig igen.",
                "Lampen fungerer ikke",
            ],
        ),
        (
            "nb",
            Negative,
            &[
                "Det virker ikke",
                "Jeg anbefaler ikke denne telefonen",
                "Jeg liker ikke lampen",
                "Aldri igjen.",
                "Lampen fungerer ikke",
            ],
        ),
        (
            "de",
            Negative,
            &[
                "Funktioniert nicht",
                "Ich empfehle dieses Hotel nicht",
                "Ich mag diese Lampe nicht",
                "Nie wieder",
                "Das Gerät funktioniert leider nicht",
                "Das gefällt mir nicht",
            ],
        ),
        (
            "nl",
            Negative,
            &[
                "Het werkt niet",
                "Ik kan dit hotel niet aanbevelen",
                "De lamp bevalt me niet",
                "Nooit meer",
                "Nooit meer!",
            ],
        ),
        (
            "fr",
            Negative,
            &[
                "Je ne recommande pas cet hôtel",
                "Je n'aime pas cette lampe",
                "Plus jamais !",
                "Ça ne marche pas",
                "L'appareil ne fonctionne pas",
                "Je ne conseille pas",
            ],
        ),
        (
            "es",
            Negative,
            &[
                "No funciona",
                "No recomiendo este hotel",
                "No me gusta la lámpara",
                "Nunca más",
                "No lo recomiendo",
            ],
        ),
        (
            "it",
            Negative,
            &[
                "Non funziona",
                "Non consiglio questo hotel",
                "Non mi piace la lampada",
                "Mai più!",
                "Non lo consiglio",
            ],
        ),
        (
            "pt",
            Negative,
            &[
                "Não funciona",
                "Não recomendo este hotel",
                "Não gosto da lâmpada",
                "Nunca mais",
                "Não gostei",
            ],
        ),
        (
            "fi",
            Negative,
            &[
                "Se ei toimi",
                "En suosittele tätä hotellia",
                "En tykkää lampusta",
                "Ei enää koskaan",
                "En pidä tästä",
            ],
        ),
        (
            "pl",
            Negative,
            &["Nie działa", "Nie polecam tego hotelu", "Nigdy więcej"],
        ),
        ("ru", Negative, &["Не работает", "Никогда больше"]),
        ("tr", Negative, &["Çalışmıyor", "Tavsiye etmem", "Bir daha asla"]),
        ("ar", Negative, &["لا يعمل", "لا أنصح بهذا الفندق", "الجهاز لا يعمل"]),
        (
            "hi",
            Negative,
            &[
                "काम नहीं करता",
                "यह फोन काम नहीं करता",
                "मुझे पसंद नहीं",
                "kaam nahi karta",
            ],
        ),
        (
            "sv",
            Positive,
            &[
                "Jag rekommenderar verkligen butiken",
                "Fungerar perfekt",
                "Jag gillar lampan",
            ],
        ),
        (
            "fr",
            Positive,
            &["Je recommande cet hôtel", "Pas mal du tout", "J'aime cette lampe"],
        ),
        (
            "de",
            Positive,
            &[
                "Ich empfehle dieses Hotel",
                "Kein Problem, alles gut",
                "Ich mag diese Lampe",
            ],
        ),
        ("es", Positive, &["Recomiendo este hotel", "Me gusta la lámpara"]),
    ]);
}
