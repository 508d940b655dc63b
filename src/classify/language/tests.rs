use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static LANGUAGES: LazyLock<Languages> = LazyLock::new(Languages::new);

fn code(text: &str) -> Option<String> {
    LANGUAGES.judge(text, None).code
}

#[test]
fn languages_are_told() {
    for (text, expected) in [
        (
            "The rockets arrived yesterday and I am very happy with them",
            "en",
        ),
        (
            "Die Raketen sind gestern angekommen und ich bin sehr zufrieden",
            "de",
        ),
        ("Raketerna kom fram igår och jag är väldigt nöjd med dem", "sv"),
        (
            "Raketterne kom i går, og jeg er meget glad for dem, hvad med dig?",
            "da",
        ),
        (
            "Rakettene kom i går, og jeg er veldig fornøyd med dem, hva med deg?",
            "nb",
        ),
        ("Raketit saapuivat eilen ja olen niihin todella tyytyväinen", "fi"),
        ("Les fusées sont arrivées hier et je suis très content", "fr"),
        ("Los cohetes llegaron ayer y estoy muy contento con ellos", "es"),
        ("Os foguetes chegaram ontem e estou muito contente com eles", "pt"),
        ("I razzi sono arrivati ieri e ne sono molto contento", "it"),
        (
            "De raketten zijn gisteren aangekomen en ik ben er erg blij mee",
            "nl",
        ),
        ("Rakiety dotarły wczoraj i jestem bardzo zadowolony", "pl"),
        ("Rakety dorazily včera a jsem s nimi velmi spokojený", "cs"),
        ("A rakéták tegnap megérkeztek, és nagyon elégedett vagyok", "hu"),
        ("Rachetele au sosit ieri și sunt foarte mulțumit de ele", "ro"),
        ("Roketler dün geldi ve onlardan çok memnunum", "tr"),
        ("Roket sudah tiba kemarin dan saya sangat senang", "id"),
        ("Tên lửa đã đến hôm qua và tôi rất hài lòng", "vi"),
        ("Yeh phone bahut accha hai yaar, mujhe bahut pasand aaya", "hi"),
        ("Ракеты пришли вчера, и я очень доволен ими", "ru"),
        ("Ракети прийшли вчора, і я дуже задоволений", "uk"),
        ("Ракетите пристигнаха вчера и съм много доволен", "bg"),
        ("로켓이 어제 도착했어요 정말 좋아요", "ko"),
        ("ロケットは昨日届きました。とても満足です", "ja"),
        ("火箭昨天到了我非常满意", "zh"),
        ("Οι πύραυλοι έφτασαν χθες", "el"),
        ("จรวดมาถึงเมื่อวานนี้", "th"),
        ("وصلت الصواريخ أمس وأنا سعيد جدا بها", "ar"),
        ("راکت‌ها دیروز رسیدند و من خیلی راضی هستم", "fa"),
        ("रॉकेट कल आ गए और मैं बहुत खुश हूँ", "hi"),
    ] {
        assert_eq!(code(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn two_words_are_enough_where_they_tell() {
    for (text, expected) in [
        ("tack så mycket", "sv"),
        ("merci beaucoup", "fr"),
        ("vielen Dank", "de"),
        ("muchas gracias", "es"),
        ("muito obrigado", "pt"),
        ("grazie mille", "it"),
        ("bardzo dziękuję", "pl"),
        ("paljon kiitoksia", "fi"),
        ("çok teşekkürler", "tr"),
        ("thank you", "en"),
        ("спасибо большое", "ru"),
    ] {
        assert_eq!(code(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_tells_nothing_has_no_language() {
    for text in [
        "OK",
        "12345 !!! 😀",
        "",
        "Acme",
        "xqzt brrr",
        "iPhone 15 Pro",
        "@user @another https://example.com/the-quick-brown-fox www.example.com",
        "mail someone@example.com",
        "' ''",
    ] {
        assert_eq!(code(text), None, "{text}");
    }
}

#[test]
fn a_declared_language_stands_in() {
    for (text, declared, expected) in [
        ("Wow", "sv-SE", Some("sv")),
        ("로켓이 어제 도착했어요", "en", Some("ko")),
        ("!", "not a tag", None),
        ("Wow", "no", Some("nb")),
        // Danish or Norwegian: the source knows.
        ("god dag, god dag", "da", Some("da")),
        ("god dag, god dag", "nb", Some("nb")),
    ] {
        let judged = LANGUAGES.judge(text, Some(declared));
        assert_eq!(judged.code.as_deref(), expected, "{text}, {declared}");
    }
}

#[test]
fn each_sentence_of_a_mixed_text_has_its_language() {
    let text = "Der neue Laden ist wirklich wunderbar und die Leute sind sehr nett. \
                This is the best place in town and everybody should go there! \
                Wir kommen ganz bestimmt bald wieder hierher.";
    let reading = LANGUAGES.read(text, None);
    assert_eq!(reading.main.code.as_deref(), Some("de"));
    assert!(!reading.is_uniform());
    assert_eq!(reading.at(10), Some("de"));
    assert_eq!(reading.at(text.find("best").expect("there")), Some("en"));
    assert_eq!(reading.at(text.len() - 2), Some("de"));
    let shares: Vec<(&str, f32)> = reading.shares().collect();
    assert!(
        matches!(shares.as_slice(), [("de", most), ("en", some)] if most > some && most + some > 0.99),
        "{shares:?}"
    );
}

#[test]
fn words_of_another_script_are_a_share_and_names_are_none() {
    let korean = LANGUAGES.read(
        "This phone is great, 정말 좋아요 여러분, and I would buy it again",
        None,
    );
    let shares: Vec<&str> = korean.shares().map(|(code, _)| code).collect();
    assert_eq!(shares, ["en", "ko"]);
    let brand = LANGUAGES.read("어제 Samsung Galaxy 샀는데 정말 마음에 들어요", None);
    let shares: Vec<&str> = brand.shares().map(|(code, _)| code).collect();
    assert_eq!((shares, brand.is_uniform()), (vec!["ko"], true));
}

#[test]
fn the_languages_of_a_tiny_text_follow_from_its_language() {
    for (text, declared, main, shares) in [
        ("Love it", None, Some("en"), vec!["en"]),
        ("Hej då", None, Some("sv"), vec!["sv"]),
        ("no me gusta", None, Some("es"), vec!["es"]),
        ("ok danke", None, None, vec![]),
        ("Super!", None, None, vec![]),
        ("lol", None, None, vec![]),
        ("lol", Some("sv"), Some("sv"), vec!["sv"]),
        ("merci", Some("fr"), Some("fr"), vec!["fr"]),
        ("okay 가", None, None, vec![]),
    ] {
        let reading = LANGUAGES.read(text, declared);
        assert_eq!(reading.main.code.as_deref(), main, "{text}");
        let read: Vec<&str> = reading.shares().map(|(code, _)| code).collect();
        assert_eq!(read, shares, "{text}");
        assert_eq!(reading.at(0), main, "{text}");
        let bound = if declared.is_some() { 0.5 } else { 0.7 };
        assert!(
            reading.main.confidence <= bound,
            "{text}: {}",
            reading.main.confidence
        );
    }
}

#[test]
fn the_tables_have_their_languages() {
    assert_eq!(LANGUAGES.latin.codes().len(), 32);
    assert_eq!(LANGUAGES.cyrillic.codes(), ["ru", "uk", "bg", "sr", "be", "mk"]);
    assert_eq!((LATIN.len(), CYRILLIC.len()), (32 << 14, 8 << 13));
}

#[test]
fn hostile_length_is_bounded() {
    let text = "aé".repeat(5_000_000);
    assert!(LANGUAGES.judge(&text, None).confidence <= 1.0);
    let dots =
        "The cat sat on the mat, as cats will. Die Katze sitzt auf der Matte wie jeden Tag. ".repeat(100_000);
    assert!(!LANGUAGES.read(&dots, None).is_uniform());
}

proptest! {
    #[test]
    fn any_text_has_sound_languages(text in "(\\PC|[a-zåéß' .!?@:/\n]|the |och |и |한글|العربية|://|www\\.){0,80}", declared in proptest::option::of("[a-z]{2}(-[A-Z]{2})?")) {
        let declared = declared.as_deref();
        let reading = LANGUAGES.read(&text, declared);
        prop_assert_eq!(&reading.main, &LANGUAGES.judge(&text, declared));
        prop_assert!((0.0..=1.0).contains(&reading.main.confidence));
        prop_assert_eq!(reading.main.code.is_some(), reading.main.confidence > 0.0);
        let sum: f32 = reading.shares().map(|(_, share)| share).sum();
        prop_assert!(sum <= 1.02);
        prop_assert!(reading.main.code.is_some() || reading.shares().next().is_none());
        for at in 0..=text.len() {
            prop_assert!(reading.at(at).is_none_or(|code| (2..=3).contains(&code.len())));
        }
    }
}
