//! Which words are read as names, and which are left alone.

use proptest::prelude::*;

use super::Names;

fn names() -> Names {
    let all = [
        "acme",
        "ikea",
        "asos",
        "oppo",
        "kfc",
        "uber",
        "slack",
        "nestle",
        "mcdonald's",
        "burger",
        "king",
        "spotify",
        "coca",
        "cola",
        "lindt",
        "nike",
        "moto",
        "occo",
    ];
    Names::new(all.into_iter(), |_| false)
}

fn read(text: &str) -> Vec<(String, String)> {
    let names = names();
    let found = names.find(text).into_iter();
    found
        .map(|one| (text.get(one.range).unwrap().to_owned(), one.name.to_owned()))
        .collect()
}

#[test]
fn names_are_read_in_every_disguise() {
    for (text, written, name) in [
        ("buy 4cm3 now", "4cm3", "acme"),
        ("the 1k34 shop", "1k34", "ikea"),
        ("0pp0!", "0pp0", "oppo"),
        ("5p0t1fy's list", "5p0t1fy", "spotify"),
        ("McD0n4ld'5 fries", "McD0n4ld'5", "mcdonald's"),
        ("$p0tify", "$p0tify", "spotify"),
        ("Nik3 shoes", "Nik3", "nike"),
        ("A.C.M.E is here", "A.C.M.E", "acme"),
        ("we love a c m e", "a c m e", "acme"),
        ("K_F_C", "K_F_C", "kfc"),
        ("M-c-D-o-n-a-l-d-'-s", "M-c-D-o-n-a-l-d-'-s", "mcdonald's"),
        ("with a L i n d t section", "L i n d t", "lindt"),
        ("the Nestlê of it", "Nestlê", "nestle"),
        ("Nestlé dans la rue", "Nestlé", "nestle"),
        ("the Oppô phone", "Oppô", "oppo"),
        ("the Sp໐tify list", "Sp໐tify", "spotify"),
        ("the Sрοtіfу list", "Sрοtіfу", "spotify"),
        ("the 𑢲ιռᏧт bar", "𑢲ιռᏧт", "lindt"),
        ("the Іκеа desk", "Іκеа", "ikea"),
        ("the new оссо shop is here", "оссо", "occo"),
        ("the new мoто shop is here", "мoто", "moto"),
        ("le \u{202e}EMCA\u{202c}!", "EMCA", "acme"),
        ("\u{202e}9 ,em\u{200b}ca", "em\u{200b}ca", "acme"),
        ("the Аcm\u{200b}е of it", "Аcm\u{200b}е", "acme"),
    ] {
        let expected = (written.to_owned(), name.to_owned());
        assert_eq!(read(text), [expected], "{text}");
    }
    let pairs: Vec<String> = read("B-u-r-g-e-r-K-i-n-g and C-o-c-a---C-o-l-a")
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(pairs, ["burger", "king", "coca", "cola"]);
}

#[test]
fn honest_words_are_left_alone() {
    for text in [
        "acme ikea KFC's",
        "lkea is another word",
        "the A505 and a505s, 100ml, 4K, ps5, 2nd, b2b",
        "über Nacht, Über alles",
        "släck lampan och gå till det röda huset",
        "a b c d e f g h",
        "U.S.A. e.g. a.m. p.m.",
        "@acme jo@acme.example acme! acme| +acme",
        "сосо и асме в тексте по-русски",
        "το ικεα είναι εδώ",
        "жасме",
        "emca \u{202e}\u{202c}emca \u{202d}emca \u{202e}xemca emcax\nemca",
        "\u{202e}acme",
        "мото",
        "the мото shop is here",
        "Honda CBR 600 RR мото новинка, BMW GS 1250",
        "купил Honda оссо вчера, Yamaha XSR Kawasaki",
        "https://t.co/4cm",
        "아크메 아이폰 acme를",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
}

#[test]
fn overrides_without_end_are_read_once() {
    let text = "\u{202e}emca".repeat(100_000);
    assert_eq!(names().find(&text).len(), 100_000);
    let long = format!("\u{202e}{}", "e".repeat(1 << 20));
    assert!(names().find(&long).is_empty());
}

proptest! {
    #[test]
    fn readings_are_in_order_and_slice_the_text(
        text in "(\u{202e}|emca|[4aа@á][cсç][mм][e3еé]|[a-zA-Z0-9@$!|+']|[ ._-]|[\u{301}\u{200b}漢한]|\\PC){0,40}",
    ) {
        let names = names();
        let mut end = 0;
        for one in names.find(&text) {
            prop_assert!(one.range.start >= end && one.range.start < one.range.end);
            prop_assert!(text.get(one.range.clone()).is_some());
            end = one.range.end;
        }
    }

    /// A word that is passed over at a glance has nothing in it when it is read character by character: a sign of no width
    /// behind it has that done.
    #[test]
    fn what_is_passed_over_is_no_name(run in "[@!|+']{0,2}([4a@][c(][m][e3]|[aA4@cCmMe3o0pP!|+'$]{0,5}){1,2}[@!|+']{0,2}") {
        prop_assume!(run.bytes().any(|byte| byte.is_ascii_alphabetic()));
        let names = |text: &str| read(text).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        prop_assert_eq!(names(&run), names(&format!("{run}\u{200b}")));
    }
}
