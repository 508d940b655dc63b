//! What sounds like a kind and is not, and what is one without sounding so.

use std::sync::LazyLock;

use super::*;

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::new);

const P: Polarity = Polarity::Positive;
const U: Polarity = Polarity::Neutral;
const N: Polarity = Polarity::Negative;

/// Texts that are judged otherwise than expected, in posts and pages.
fn wrong(cases: &[(&str, &str, Polarity, &[Kind])], platform: Platform) -> Vec<String> {
    let told = cases.iter().filter_map(|(language, text, polarity, expected)| {
        let document = Document {
            text: (*text).into(),
            platform,
            ..Document::default()
        };
        let around = Circumstances {
            language: Some(language),
            polarity: *polarity,
            ..Circumstances::default()
        };
        let judged = KINDS.judge(&document, around);
        let kinds: Vec<Kind> = judged.iter().map(|(kind, _)| *kind).collect();
        (kinds != *expected).then(|| format!("{text} {judged:?}, expected {expected:?}"))
    });
    told.collect()
}

#[test]
fn questions_that_want_no_answer() {
    let wrong = wrong(
        &[
            ("en", "Tired of slow skates? Acme is twice as fast.", U, &[]),
            ("en", "Looking for a new lamp? The Lumio is on sale.", P, &[]),
            (
                "en",
                "Problems with your skates? We repair them in a day.",
                U,
                &[],
            ),
            ("en", "Fed up with late parcels? Acme delivers on Sunday.", U, &[]),
            ("en", "Can we talk about how good the Lumio is?", P, &[]),
            ("en", "Can I just say that I love my Lumio lamp", P, &[]),
            ("en", "How much do I love my Acme lamp!", P, &[]),
            ("en", "How good is this lamp!! So bright", P, &[]),
            ("en", "How good are these skates, mate", P, &[]),
            ("en", "Do you have any idea how much I love this lamp", P, &[]),
            ("en", "Who else loves the new Acme skates?", P, &[]),
            ("sv", "Trött på dåligt ljus? Lumio lyser hela natten.", U, &[]),
            ("sv", "Vem älskar inte nya skridskor?", P, &[]),
            ("de", "Genug von dunklen Lampen? Lumio leuchtet.", U, &[]),
            ("de", "Wer kennt das nicht? Die Lampe ist leer.", U, &[]),
            ("fr", "Envie de nouveaux patins ? Acme fait des soldes.", P, &[]),
            ("fr", "Qui n'aime pas les patins Acme ?", P, &[]),
            ("es", "¿Cansado de patines lentos? Acme es más rápido.", U, &[]),
            ("es", "¿Quién no quiere unos patines así?", P, &[]),
            ("it", "Stanco di pattini lenti? Prova Acme.", U, &[]),
            (
                "nl",
                "Op zoek naar een nieuwe lamp? Lumio is in de aanbieding.",
                P,
                &[],
            ),
            ("pt", "Cansado de patins lentos? A Acme resolve.", U, &[]),
            ("da", "Træt af dårligt lys? Lumio lyser hele natten.", U, &[]),
            ("fi", "Kyllästynyt huonoon valoon? Lumio loistaa.", U, &[]),
        ],
        Platform::Mastodon,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn questions_without_a_mark() {
    let q: &[Kind] = &[Kind::Question];
    let wrong = wrong(
        &[
            ("en", "Can I return the lamp to a shop", U, q),
            ("en", "Does the Lumio fit a normal socket", U, q),
            ("en", "Which size should I take of the Acme skates", U, q),
            ("en", "Not sure which lamp to get, please help", U, q),
            ("en", "How long do the skates last in the rain", U, q),
            ("sv", "Går det att byta batteri i lampan", U, q),
            ("sv", "Vilken storlek ska man ta", U, q),
            ("de", "Gibt es die Lampe auch in Rot", U, q),
            ("de", "Welche Größe soll man nehmen", U, q),
            ("fr", "Est-ce que la lampe existe en rouge", U, q),
            ("es", "Cuál talla tengo que pedir, no sé", U, q),
            ("it", "Che taglia devo prendere", U, q),
            ("nl", "Welke maat moet ik nemen", U, q),
            ("pt", "Qual tamanho devo comprar", U, q),
            ("da", "Hvilken størrelse skal man tage", U, q),
            ("nb", "Hvilken størrelse bør man ta", U, q),
            ("fi", "Mikä koko pitäisi ottaa", U, q),
        ],
        Platform::Mastodon,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_denied_is_no_complaint() {
    let wrong = wrong(
        &[
            ("en", "The Lumio is not a waste of money", U, &[]),
            ("en", "My skates never stopped working in three winters", U, &[]),
            (
                "en",
                "They have not been overpriced so far, no delay either",
                N,
                &[],
            ),
            ("en", "How to fix your skates: a guide", U, &[]),
            ("en", "No help needed, I found the manual", U, &[]),
            ("sv", "Lampan är inte trasig, den var urkopplad", U, &[]),
            ("sv", "Jag blev inte besviken på skridskorna", U, &[]),
            ("de", "Die Lampe ist nicht kaputt, sie war nur leer", U, &[]),
            ("de", "Der Service war keine Frechheit, wie viele sagen", U, &[]),
            ("fr", "La lampe n'est pas en panne", U, &[]),
            ("es", "La lámpara no está rota", U, &[]),
            ("it", "La lampada non è difettosa", U, &[]),
            ("nl", "De lamp is niet kapot", U, &[]),
            ("da", "Lampen er ikke defekt", U, &[]),
            ("nb", "Lampen er ikke ødelagt", U, &[]),
            ("en", "I am not happy, very disappointed", N, &[Kind::Complaint]),
            ("en", "Not only late, but arrived broken", N, &[Kind::Complaint]),
            ("en", "Not a single reply in 3 weeks", U, &[Kind::Complaint]),
            (
                "en",
                "Acme customer service is not helpful at all",
                U,
                &[Kind::Complaint],
            ),
            (
                "en",
                "Couldn’t be more disappointed with these",
                U,
                &[Kind::Complaint],
            ),
            ("en", "Not a single complaint, support was helpful", U, &[]),
            ("de", "Nicht gut: kaputt nach zwei Tagen", N, &[Kind::Complaint]),
            ("sv", "Inte nöjd. Trasig efter en vecka", N, &[Kind::Complaint]),
        ],
        Platform::Mastodon,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn words_of_reviews_that_review_nothing() {
    let wrong = wrong(
        &[
            ("en", "Rock stars at the Acme party in Lund", P, &[]),
            ("en", "The stars were out over Lund tonight", U, &[]),
            ("en", "4 stars hotel near the Acme arena", U, &[]),
            ("en", "Two stars of the film came to the Acme shop", U, &[]),
            ("en", "Lumio lamp: 2 stars from me", N, &[Kind::Review]),
            (
                "en",
                "1 star, the Lumio broke",
                N,
                &[Kind::Complaint, Kind::Review],
            ),
            ("en", "Solid skates. 4 stars.", P, &[Kind::Review]),
        ],
        Platform::Mastodon,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn who_tells_of_oneself_tells_no_news() {
    let wrong = wrong(
        &[
            (
                "en",
                "According to my sister the lamp is fine, it said so on the box. I like my lamp.",
                U,
                &[],
            ),
            (
                "en",
                "Acme closes its shop in Lund, a spokesperson said, according to the city's paper.",
                U,
                &[Kind::News],
            ),
            (
                "en",
                "\"I love my job, and we will keep it\", a spokesperson said, according to the paper.",
                U,
                &[Kind::News],
            ),
            (
                "de",
                "Laut meiner Schwester mitteilte die Lampe nichts. Ich mag meine Lampe.",
                U,
                &[],
            ),
            (
                "sv",
                "Enligt min syster är lampan bra, säger min talesperson, jag håller med.",
                U,
                &[],
            ),
        ],
        Platform::Web,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
