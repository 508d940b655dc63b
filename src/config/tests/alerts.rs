//! Whatever stands in an `[[alert]]`: nothing panics, and every problem names its place.

use proptest::prelude::*;

use super::*;

const GOOD: &str = "[mail]\nfrom = \"a@b.example\"\n[[influencer]]\nid = \"kristal\"\n";

/// A good alert of each kind, key by key.
const ALERTS: [&[(&str, &str)]; 3] = [
    &[
        ("id", "\"storm\""),
        ("when", "\"spike\""),
        ("brand", "\"acme\""),
        ("influencer", "\"kristal\""),
        ("to", "[\"a@b.example\"]"),
        ("quiet", "\"24h\""),
    ],
    &[
        ("id", "\"voices\""),
        ("when", "\"influencer\""),
        ("brand", "\"acme\""),
        ("followers", "100_000"),
        ("to", "[\"a@b.example\"]"),
        ("webhook", "\"https://chat.example/hooks/x\""),
        ("allow_private", "false"),
    ],
    &[
        ("id", "\"recall\""),
        ("when", "\"keyword\""),
        ("brand", "\"acme\""),
        ("match", "'recall OR lawsuit'"),
        ("to", "[\"a@b.example\", \"Ann <ann@b.example>\"]"),
    ],
];

/// What may stand where a value is expected.
fn value() -> impl Strategy<Value = String> {
    let text = "[ -~äßмあ🚀]{0,40}".prop_map(|text| toml_text(&text));
    let words = prop::sample::select(vec![
        "\"spike\"",
        "\"silence\"",
        "\"keyword\"",
        "\"lost-backlink\"",
        "\"acme\"",
        "\"kristal\"",
        "\"operator\"",
        "\"24h\"",
        "\"1s\"",
        "\"https://chat.example/x\"",
        "\"http://10.0.0.1/x\"",
        "\"${NOBODY}\"",
        "{ file = \"/none\" }",
        "{ env = \"NOBODY\" }",
        "[]",
        "[\"a@b.example\"]",
        "[\"\", 5, true, []]",
        "{}",
        "true",
        "2026-03-02",
        "nan",
        "-inf",
        "9223372036854775807",
    ])
    .prop_map(str::to_owned);
    prop_oneof![
        text,
        words,
        any::<i64>().prop_map(|n| n.to_string()),
        any::<bool>().prop_map(|is| is.to_string()),
    ]
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn document(keys: &[(String, String)]) -> String {
    let lines: Vec<String> = keys
        .iter()
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    format!("{GOOD}[[alert]]\n{}{BRAND}", lines.concat())
}

/// Each problem of an alert with the place it names; problems of the rest of the file are left out.
fn problems(text: &str) -> Vec<String> {
    let told = match try_load(text) {
        Ok(_) => return Vec::new(),
        Err(errors) => errors.to_string(),
    };
    let of_alert =
        |line: &&str| !line.contains("there is no `[[source]]`") && !line.contains("`influencer[0]`");
    told.lines().filter(of_alert).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn anything_is_read_without_panic_and_every_problem_names_its_key(
        keys in prop::collection::btree_map(
            prop_oneof![
                prop::sample::select(vec![
                    "id", "when", "brand", "influencer", "followers", "match", "to", "webhook", "allow_private", "quiet",
                ]).prop_map(str::to_owned),
                "[a-z_]{1,12}",
            ],
            value(),
            0..10,
        ),
    ) {
        let keys: Vec<(String, String)> = keys.into_iter().collect();
        let text = document(&keys);
        for problem in problems(&text) {
            prop_assert!(problem.contains("`alert[0]") || problem.contains("`mail."), "{problem}\n{text}");
        }
        for (key, _) in &keys {
            let is_known = shape::ALERT.key(key).is_some();
            let is_told = problems(&text).iter().any(|problem| problem.contains(&format!("`alert[0].{key}`")));
            prop_assert!(is_known || is_told, "nothing is said of `{key}`\n{text}");
        }
    }

    #[test]
    fn one_bad_value_is_told_under_its_own_key(
        alert in prop::sample::select(ALERTS.to_vec()),
        at in any::<prop::sample::Index>(),
        bad in prop::sample::select(vec!["{ x = 1 }", "[[1]]", "2026-03-02", "-7", "\"\\u0000\"", "nan"]),
    ) {
        let at = at.index(alert.len());
        let good: Vec<(String, String)> = alert.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        prop_assert!(problems(&document(&good)).is_empty(), "{:?}", problems(&document(&good)));
        let mut keys = good;
        keys[at].1 = bad.to_owned();
        let (key, told) = (keys[at].0.clone(), problems(&document(&keys)));
        prop_assert!(!told.is_empty(), "`{key} = {bad}` is taken");
        let place = format!("`alert[0].{key}");
        prop_assert!(told.iter().any(|problem| problem.contains(&place)), "{key} = {bad}: {told:?}");
        // Nothing else is blamed: a fault never hides behind another one.
        let others = told.iter().filter(|problem| !problem.contains(&place));
        prop_assert_eq!(others.count(), 0, "{} = {}: {:?}", key, bad, told);
    }

    #[test]
    fn damaged_alerts_are_refused_with_a_place(cut in any::<prop::sample::Index>(), noise in "[\\PC\n]{0,8}") {
        let keys: Vec<(String, String)> = ALERTS[0].iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let whole = document(&keys);
        let places: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
        let (head, tail) = whole.split_at(places[cut.index(places.len())]);
        for problem in problems(&format!("{head}{noise}{tail}")) {
            prop_assert!(problem.starts_with("mentiond.toml"), "{problem}");
        }
    }
}
