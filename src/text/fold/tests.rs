//! What folds together, what stays apart, and that offsets lead back.

#![expect(
    clippy::string_slice,
    reason = "an offset that is no boundary must fail the test"
)]

use proptest::prelude::*;

use super::{Mixed, fold, fold_key, fold_with, mixed_script_tokens};

#[test]
fn forms_that_read_the_same_fold_together() {
    for (written, folded) in [
        ("Acme", "acme"),
        ("ＡＣＭＥ", "acme"),
        ("𝐀𝓬𝔪𝖊", "acme"),
        ("Ⓐⓒⓜⓔ", "acme"),
        ("Ac\u{200b}m\u{ad}e", "acme"),
        ("\u{202e}Acme\u{202c}", "acme"),
        ("A\u{336}c\u{336}m\u{336}e\u{336}", "acme"),
        ("a\u{301}\u{302}\u{303}\u{304}cme", "acme"),
        ("Straße", "strasse"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("Σίσυφος", "σίσυφοσ"),
        ("cafe\u{301}", "café"),
        ("ｶﾞﾝﾀﾞﾑ", "ガンダム"),
        ("\u{1112}\u{1161}\u{11ab}글", "한글"),
        ("Acme’s “new” rocket—skates", "acme's \"new\" rocket-skates"),
        ("Acme™", "acme™"),
        ("Acme²", "acme²"),
        ("Acme™\u{301}²ￂ", "acme™\u{301}²\u{1161}"),
        ("İstanbul ISPARTA ışık", "istanbul isparta işik"),
        ("ﬁnd", "find"),
        ("ﾡￚ 가ㄳ", "그 갃"),
        ("ÅNGSTRÖM", "ångström"),
        ("Ꭺсmе Асmе", "acme acme"),
    ] {
        assert_eq!(fold(written).text, folded, "{written}");
        assert_eq!(fold_key(written), folded, "{written}");
    }
}

#[test]
fn look_alikes_are_read_only_where_they_hide() {
    for (written, folded) in [
        ("thе f᧐r yoᥙ Ԁay bаcк", "the for you day back"),
        ("the сосо shop is here", "the coco shop is here"),
        ("the мото shop is here", "the мото shop is here"),
        ("Ӏphone and Іphone", "iphone and iphone"),
    ] {
        assert_eq!(fold(written).text, folded, "{written}");
    }
    assert_eq!(fold_with("Асmе", false).text, "асmе");
    for genuine in [
        "сорока и хор поют на рассвете",
        "το αβοκάντο και ο ρυθμός",
        "երեխա և հայ",
        "საქართველო",
        "아이폰을 샀다",
        "iphone를 샀다",
        "en smörgåsbord på ön",
        "et æble og en øl",
        "the α particle and β decay",
        "новый iphoneом",
        "þar sem ð er",
    ] {
        assert_eq!(fold(genuine).text, fold_with(genuine, false).text, "{genuine}");
        assert_eq!(mixed_script_tokens(genuine).mixed, 0, "{genuine}");
    }
}

#[test]
fn words_in_another_dress_are_read_wherever_they_stand() {
    for (written, folded) in [
        ("ᴀᴄᴍᴇ", "acme"),
        ("ᴀᴄᴍᴇ ʀᴏᴄᴋᴇᴛ", "acme rocket"),
        ("купил ᴀᴄᴍᴇ вчера", "купил acme вчера"),
        ("Aᴄᴍᴇ’s", "acme's"),
        ("ᴀsᴏs ɴᴇᴛғʟɪx", "asos netflix"),
        ("🄰🄲🄼🄴", "acme"),
        ("🅰🅲🅼🅴", "acme"),
        ("🅰\u{fe0f}🅲\u{fe0f}🅼\u{fe0f}🅴\u{fe0f}", "acme"),
        ("🅐🅒🅜🅔 東京", "acme 東京"),
        ("ᴀᴄᴍᴇ2", "acme2"),
    ] {
        assert_eq!(fold(written).text, folded, "{written}");
    }
    for genuine in [
        "🅰",
        "type 🅰 is rare",
        "🅰🅱 or 🅾",
        "🆗 🆕 🆒",
        "🇸🇪 🇦🇨🇲🇪",
        "/ʀɪ/ [ˈkʀʊʀ], ɴ and ʟɪ",
        "the ʀ of French",
        "ғылым ғ",
        "ǫ́ ǫs",
    ] {
        assert_eq!(fold(genuine).text, fold_with(genuine, false).text, "{genuine}");
    }
    let text = "le ᴀᴄᴍᴇ\u{200b} 🅰\u{fe0f}🅲🅼🅴!";
    let folded = fold(text);
    let places: Vec<&str> = folded
        .text
        .match_indices("acme")
        .map(|(at, name)| folded.origin(at, at + name.len()))
        .map(|(start, end)| &text[start..end])
        .collect();
    assert_eq!(places, ["ᴀᴄᴍᴇ", "🅰\u{fe0f}🅲🅼🅴"]);
}

#[test]
fn mixed_tokens_are_counted() {
    let text = "Thе best ߋf the wοrld, and ⅽheap";
    assert_eq!(
        mixed_script_tokens(text),
        Mixed {
            mixed: 4,
            latin: 7,
            tokens: 7,
            scripts: 4
        }
    );
    assert_eq!(mixed_script_tokens("plain English words").mixed, 0);
    assert_eq!(mixed_script_tokens("").tokens, 0);
}

#[test]
fn ranges_lead_back_to_the_original() {
    let text = "Die Stra\u{ad}ße: „ＡＣ\u{200b}ＭＥ“ ﬁndet Асmе!";
    let folded = fold(text);
    for (needle, original) in [
        ("strasse", "Stra\u{ad}ße"),
        ("acme", "ＡＣ\u{200b}ＭＥ"),
        ("find", "ﬁnd"),
        ("ss", "ß"),
    ] {
        let at = folded.text.find(needle).unwrap();
        let (start, end) = folded.origin(at, at + needle.len());
        assert_eq!(&text[start..end], original);
    }
    let last = folded.text.rfind("acme").unwrap();
    let (start, end) = folded.origin(last, last + 4);
    assert_eq!(&text[start..end], "Асmе");
}

#[test]
fn short_and_long_way_agree_on_every_character() {
    // A trailing mark that is then dropped sends a character the long way.
    let differs =
        |c: &char| fold_with(&c.to_string(), false).text != fold_with(&format!("{c}\u{336}"), false).text;
    let wrong: Vec<char> = ('\u{80}'..='\u{2ffff}').filter(differs).collect();
    assert_eq!(wrong, Vec::<char>::new());
}

proptest! {
    #[test]
    fn origins_are_boundaries_and_monotone(
        text in "([a-zA-Z .']|[àßİıς]|[аесоАВ]|[\u{200b}\u{ad}\u{301}\u{336}]|[ａ𝐚ⓐﬁ™]|\\PC){0,40}",
        cuts in prop::collection::vec(0_usize..200, 2..8),
        lookalikes: bool,
    ) {
        let folded = fold_with(&text, lookalikes);
        let mut cuts = cuts;
        cuts.sort_unstable();
        let mut before = (0, 0);
        for pair in cuts.windows(2) {
            let (start, end) = folded.origin(pair[0], pair[1]);
            prop_assert!(start <= end && end <= text.len());
            prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
            prop_assert!(start >= before.0 && end >= before.0);
            before = (start, end);
        }
        prop_assert!(folded.origin(0, folded.text.len()).1 <= text.len());
    }

    #[test]
    fn never_panics_and_stays_folded(text in "\\PC*") {
        let once = fold_with(&text, false).text;
        prop_assert_eq!(fold_with(&once, false).text.to_lowercase(), once.to_lowercase());
        prop_assert!(mixed_script_tokens(&text).mixed <= mixed_script_tokens(&text).tokens);
    }
}
