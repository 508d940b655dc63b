use std::sync::LazyLock;

use super::*;

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::new);

fn kinds(text: &str, language: Option<&str>, polarity: Polarity) -> Vec<Kind> {
    let document = Document {
        text: text.into(),
        platform: Platform::Mastodon,
        ..Document::default()
    };
    let around = Circumstances {
        language,
        polarity,
        ..Circumstances::default()
    };
    let judged = KINDS.judge(&document, around);
    judged.into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn questions_in_every_language_of_the_lists() {
    for (language, text) in [
        ("en", "Does anyone know whether the Acme skates run small"),
        ("en", "@acme how do I reset my skates"),
        ("en", "Do the skates come in red?"),
        ("sv", "Någon som vet om skridskorna är små i storleken"),
        ("de", "Weiß jemand, ob die Skates klein ausfallen"),
        ("fr", "Quelqu'un sait si les patins taillent petit"),
        ("es", "Alguien sabe si los patines son pequeños"),
        ("it", "Qualcuno sa se i pattini calzano piccoli"),
        ("pt", "Alguém sabe se os patins são pequenos"),
        ("nl", "Weet iemand of de skates klein vallen"),
        ("da", "Er der nogen der ved om skøjterne er små"),
        ("nb", "Noen som vet om skøytene er små"),
        ("fi", "Tietääkö joku ovatko luistimet pieniä"),
    ] {
        assert_eq!(
            kinds(text, Some(language), Polarity::Neutral),
            [Kind::Question],
            "{text}"
        );
        assert!(
            kinds(text, None, Polarity::Neutral).contains(&Kind::Question),
            "of unknown language: {text}"
        );
    }
}

#[test]
fn complaints_in_every_language_of_the_lists() {
    for (language, text) in [
        ("en", "Still waiting for my Acme order, three weeks now"),
        ("en", "My Acme skates broke after two days"),
        ("sv", "Väntar fortfarande på min beställning från Acme"),
        ("de", "Die Skates von Acme sind nach zwei Tagen kaputt"),
        ("fr", "J'attends toujours ma commande chez Acme"),
        ("es", "Sigo esperando mi pedido de Acme"),
        ("it", "Sto ancora aspettando il mio ordine da Acme"),
        ("pt", "Ainda não recebi o meu pedido da Acme"),
        ("nl", "Ik wacht nog steeds op mijn bestelling van Acme"),
        ("da", "Venter stadig på min ordre fra Acme"),
        ("nb", "Venter fortsatt på bestillingen fra Acme"),
        ("fi", "Odotan edelleen tilaustani Acmelta"),
    ] {
        let text = text.replace("Ik wacht nog steeds op", "Wacht nog steeds op");
        assert!(
            kinds(&text, Some(language), Polarity::Negative).contains(&Kind::Complaint),
            "{text}"
        );
    }
    assert_eq!(
        kinds(
            "I got a refund at once, thank you",
            Some("en"),
            Polarity::Positive
        ),
        []
    );
    assert_eq!(
        kinds("No problem at all with my skates", Some("en"), Polarity::Neutral),
        []
    );
    assert_eq!(kinds("A refund, they say", Some("en"), Polarity::Neutral), []);
    assert_eq!(
        kinds("A refund, they say", Some("en"), Polarity::Negative),
        [Kind::Complaint]
    );
}

#[test]
fn reviews_in_every_language_of_the_lists() {
    for (language, text) in [
        (
            "en",
            "I've been using the Acme skates for a month and would recommend them",
        ),
        ("sv", "Jag har testat skridskorna i en månad, mycket nöjd"),
        ("de", "Nach zwei Wochen: klare Empfehlung, sehr zufrieden"),
        ("fr", "J'ai testé les patins, je recommande"),
        ("es", "He probado los patines y los recomiendo"),
        ("it", "Ho provato i pattini, li uso da un mese"),
        ("pt", "Testei os patins, recomendo"),
        ("nl", "Ik heb getest: een aanrader"),
        ("da", "Jeg har testet skøjterne, kan varmt anbefales"),
        ("nb", "Jeg har testet skøytene, verdt pengene"),
        ("fi", "Olen käyttänyt luistimia kuukauden, suosittelen"),
    ] {
        assert_eq!(
            kinds(text, Some(language), Polarity::Positive),
            [Kind::Review],
            "{text}"
        );
    }
    assert_eq!(
        kinds("★★★★☆ fast skates", Some("en"), Polarity::Positive),
        [Kind::Review]
    );
    assert_eq!(
        kinds("I bought skates, 4/5", Some("en"), Polarity::Neutral),
        [Kind::Review]
    );
    assert_eq!(kinds("I bought skates today", Some("en"), Polarity::Neutral), []);
    assert_eq!(
        kinds("The plan is under review", Some("en"), Polarity::Neutral),
        []
    );
}

#[test]
fn who_speaks_and_where_decides_too() {
    let article = Document {
        title: "Is Acme the best?".into(),
        text: format!(
            "Who would have thought? {}",
            "Acme opens a plant on the hill. ".repeat(80)
        ),
        url: Some("https://www.rocketnews.example/a".into()),
        ..Document::default()
    };
    let judged = KINDS.judge(&article, Circumstances::default());
    assert_eq!(
        judged.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(),
        [Kind::News]
    );
    assert_eq!(judged[0].1, "site `rocketnews`");
    let post = |media| {
        let document = Document {
            text: "Do you like our skates? Would you buy again".into(),
            platform: Platform::X,
            ..Document::default()
        };
        KINDS.judge(
            &document,
            Circumstances {
                media,
                ..Circumstances::default()
            },
        )
    };
    assert!(post(MediaKind::Owned).is_empty());
    assert!(
        !post(MediaKind::Paid)
            .iter()
            .any(|(kind, _)| *kind == Kind::Question)
    );
    assert!(
        post(MediaKind::Earned)
            .iter()
            .any(|(kind, _)| *kind == Kind::Question)
    );
}

#[test]
fn reasons_are_the_words() {
    let document = Document {
        text: "My skates broke after a day, I want my money back. Refund?".into(),
        platform: Platform::X,
        ..Document::default()
    };
    let judged = KINDS.judge(&document, Circumstances::default());
    assert_eq!(
        judged,
        [(
            Kind::Complaint,
            "`broke after`, `want my money back`, `Refund`".to_owned()
        )]
    );
}

#[test]
fn turns_of_phrase_are_told_without_the_tone() {
    for (language, text, expected) in [
        ("sv", "Lumio har inte svarat på tre veckor", Some(Kind::Complaint)),
        ("sv", "Jag har väntat på svar i sex veckor", Some(Kind::Complaint)),
        ("sv", "Jag har inte svarat Lumio", None),
        (
            "es",
            "Lumio me cobró dos veces y no contesta",
            Some(Kind::Complaint),
        ),
        ("it", "Ho fatto un reclamo a Lumio", Some(Kind::Complaint)),
        (
            "en",
            "I wonder whether the Lumio lamp is dimmable",
            Some(Kind::Question),
        ),
        ("en", "Need help choosing a lamp", Some(Kind::Question)),
        ("de", "Lumio im Test: unser Fazit", Some(Kind::Review)),
        ("en", "The Lumio lamp. Score: 87/100", Some(Kind::Review)),
        ("it", "Score: 87/100", Some(Kind::Review)),
        ("en", "The Lumio lamp, 87/1000 sold", None),
        ("nl", "Mijn nieuwe lamp #reclame", None),
        ("it", "La mia lampada nuova #reclame", None),
    ] {
        let told = kinds(text, Some(language), Polarity::Neutral);
        assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "{text}");
    }
    assert_eq!(kinds("Mijn lamp #reclame", None, Polarity::Neutral), []);
}

#[test]
fn who_tells_of_an_employer_tells_no_news() {
    for (text, expected) in [
        (
            "Lumio announced on Thursday that it opens a shop",
            vec![Kind::News],
        ),
        (
            "The company I work for announced on Thursday that we move",
            vec![],
        ),
    ] {
        let page = Document {
            text: text.into(),
            ..Document::default()
        };
        let around = Circumstances {
            language: Some("en"),
            ..Circumstances::default()
        };
        let told = KINDS.judge(&page, around).into_iter().map(|(kind, _)| kind);
        assert_eq!(told.collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn lists_are_well_formed() {
    for (code, list) in LISTS {
        for section in ["[question]", "[complaint]", "[review]", "[news]"] {
            assert!(list.contains(section), "{code} {section}");
        }
        let lines = list
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        for line in lines {
            assert_eq!(line, line.to_lowercase(), "{code}");
            assert_eq!(line.trim(), line, "{code}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_judged(title in "\\PC{0,60}", text in "\\PC{0,200}") {
        let document = Document { title, text, ..Document::default() };
        drop(KINDS.judge(&document, Circumstances::default()));
    }
}
