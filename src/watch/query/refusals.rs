//! Every way in which a query can be wrong: what is said, where the caret stands, what helps.

use super::Query;

mod elsewhere;

/// Query, where the error stands, what is said, what helps.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("", "0..0", "the query is empty", "write the words"),
    ("   ", "0..3", "the query is empty", "write the words"),
    (
        "acme AND",
        "8..8",
        "the query ends too early",
        "after the operator",
    ),
    (
        "acme OR",
        "7..7",
        "the query ends too early",
        "after the operator",
    ),
    (
        "acme NOT",
        "8..8",
        "the query ends too early",
        "after the operator",
    ),
    (
        "acme NEAR/3",
        "11..11",
        "the query ends too early",
        "after the operator",
    ),
    (
        "ATLEAST/3",
        "9..9",
        "the query ends too early",
        "after the operator",
    ),
    ("title:(acme", "6..7", "this `(` is never closed", "add a `)`"),
    ("(acme", "0..1", "this `(` is never closed", "add a `)`"),
    ("acme)", "4..5", "this `)` closes nothing", "remove it"),
    (
        "acme ()",
        "6..7",
        "a `)` stands where a word is expected",
        "the empty `()`",
    ),
    (
        "OR acme",
        "0..2",
        "an operator stands where a word is expected",
        "between two operands",
    ),
    (
        "acme AND OR b1",
        "9..11",
        "an operator stands where a word is expected",
        "between two operands",
    ),
    ("acme or b1", "5..7", "`or` is read as a plain word", "write `OR`"),
    (
        "acme And b1",
        "5..8",
        "`And` is read as a plain word",
        "write `AND`",
    ),
    ("\"acme", "0..5", "the quote is never closed", "close the phrase"),
    (
        "\"\"",
        "0..2",
        "there is no word to look for here",
        "between the quotes",
    ),
    (
        "acme \"...\"",
        "5..10",
        "there is no word in `...`",
        "raw:\"...\"",
    ),
    ("acme &&& b1", "5..8", "there is no word in `&&&`", "raw:\"&&&\""),
    ("*", "0..1", "a bare `*` matches everything", "write the word"),
    (
        "acme ??",
        "5..7",
        "a bare `??` matches everything",
        "write the word",
    ),
    (
        "NOT acme",
        "0..8",
        "the query matches almost everything",
        "every alternative",
    ),
    (
        "acme OR NOT b1",
        "0..14",
        "the query matches almost everything",
        "every alternative",
    ),
    (
        "lang:en",
        "0..7",
        "the query matches almost everything",
        "every alternative",
    ),
    (
        "followers>1000",
        "0..14",
        "the query matches almost everything",
        "every alternative",
    ),
    (
        "acme OR likes>3",
        "0..15",
        "the query matches almost everything",
        "every alternative",
    ),
    ("a*", "0..2", "`a*` would match too much", "two letters in a row"),
    (
        "*me",
        "0..3",
        "`*me` would match too much",
        "three letters in a row",
    ),
    (
        "a?c*",
        "0..4",
        "`a?c*` would match too much",
        "two letters in a row",
    ),
    ("acme**", "0..6", "`**` says no more than `*`", "one `*`"),
    ("#a*", "0..3", "`#a*` would match too much", "two letters before"),
    (
        "@?acme",
        "0..6",
        "`@?acme` would match too much",
        "two letters before",
    ),
    (
        "a1 NEAR b1",
        "3..7",
        "`NEAR` needs a distance from 0 to 100 words",
        "rocket NEAR/5 skates",
    ),
    (
        "a1 NEAR/x b1",
        "3..9",
        "`NEAR/x` needs a distance from 0 to 100 words",
        "rocket NEAR/5 skates",
    ),
    (
        "a1 NEAR/101 b1",
        "3..11",
        "`NEAR/101` needs a distance from 0 to 100 words",
        "NEAR/5",
    ),
    (
        "a1 ONEAR/-1 b1",
        "3..11",
        "`ONEAR/-1` needs a distance from 0 to 100 words",
        "rocket ONEAR/5 skates",
    ),
    (
        "a1 NEAR/2f b1",
        "3..10",
        "`NEAR/2f` needs a distance from 0 to 100 words",
        "did you mean `ONEAR/2`",
    ),
    ("a1 NEAR5 b1", "3..8", "`NEAR5` is no distance here", "NEAR/5"),
    ("a1 W/5 b1", "3..6", "`W/5` is no distance here", "NEAR/5"),
    ("a1 PRE/5 b1", "3..8", "`PRE/5` is no distance here", "ONEAR/5"),
    (
        "\"acme rockets\"~5",
        "14..16",
        "`~5` is no distance here",
        "NEAR/5",
    ),
    (
        "ATLEAST acme",
        "0..7",
        "`ATLEAST` needs a number from 1 to 1000",
        "ATLEAST/3 acme",
    ),
    (
        "ATLEAST/0 acme",
        "0..9",
        "`ATLEAST/0` needs a number from 1 to 1000",
        "ATLEAST/3 acme",
    ),
    (
        "ATLEAST3 acme",
        "0..8",
        "`ATLEAST3` is no count here",
        "ATLEAST/3 acme",
    ),
    (
        "ATLEAST/2 (a1 b1)",
        "10..17",
        "`ATLEAST` cannot count this",
        "use a word",
    ),
    (
        "ATLEAST/2 site:x.example",
        "10..24",
        "`ATLEAST` cannot count this",
        "use a word",
    ),
    (
        "ATLEAST/2 ATLEAST/3 a1",
        "10..19",
        "`ATLEAST` follows `ATLEAST`",
        "larger number",
    ),
    (
        "ATLEAST/2 NOT a1",
        "10..13",
        "`NOT` cannot stand here",
        "after them",
    ),
    (
        "a1 NEAR/5 NOT b1",
        "10..13",
        "`NOT` cannot stand here",
        "after them",
    ),
    (
        "a1 NEAR/5 (b1 c1)",
        "10..17",
        "`NEAR` cannot measure the distance to this",
        "on both sides",
    ),
    (
        "a1 NEAR/5 author:jo",
        "10..19",
        "`NEAR` cannot measure the distance to this",
        "on both sides",
    ),
    (
        "a1 NEAR/5 hashtag:b1",
        "10..20",
        "`NEAR` cannot measure the distance to this",
        "on both sides",
    ),
    (
        "title:a1 NEAR/5 text:b1",
        "0..23",
        "the two sides of `NEAR` stand in different fields",
        "the same on both sides",
    ),
    (
        "sight:x.example",
        "0..15",
        "there is no field `sight:`",
        "the fields are",
    ),
    (
        "intitle:acme",
        "0..12",
        "there is no field `intitle:`",
        "did you mean `title:`",
    ),
    (
        "inurl:acme",
        "0..10",
        "there is no field `inurl:`",
        "did you mean `url:`",
    ),
    (
        "autor:jo",
        "0..8",
        "there is no field `autor:`",
        "did you mean `author:`",
    ),
    ("re:invent", "0..9", "there is no field `re:`", "the fields are"),
    (
        "followers:1000",
        "0..14",
        "`followers` is compared with a number, not looked for",
        "followers>1000",
    ),
    ("karma>5 acme", "0..7", "there is no figure `karma`", "known are"),
    (
        "acme folowers>5",
        "5..15",
        "there is no figure `folowers`",
        "did you mean `followers`",
    ),
    (
        "acme followers>",
        "5..15",
        "`followers` is compared with nothing",
        "without spaces",
    ),
    (
        "acme followers >5",
        "15..17",
        "this comparison has no figure before it",
        "without spaces",
    ),
    (
        "acme followers>many",
        "5..19",
        "`many` is no whole number",
        "followers>=10k",
    ),
    (
        "acme followers>1.5k",
        "5..19",
        "`1.5k` is no whole number",
        "followers>=10k",
    ),
    (
        "acme followers>99999999999999999999",
        "5..35",
        "`99999999999999999999` is no whole number",
        "followers",
    ),
    (
        "<3 acme",
        "0..2",
        "this comparison has no figure before it",
        "followers>1000",
    ),
    ("site:", "0..5", "`site:` has no value", "site:jobs.example"),
    (
        "site: jobs.example",
        "0..5",
        "`site:` has no value",
        "without a space",
    ),
    ("title:\"\"", "0..8", "`title:` has no value", "title:acme"),
    (
        "title:()",
        "7..8",
        "a `)` stands where a word is expected",
        "the empty `()`",
    ),
    ("site:jobs", "0..9", "`jobs` is no host name", "site:jobs.example"),
    (
        "site:*.example",
        "0..14",
        "`site:` takes no wildcards",
        "everything below it",
    ),
    ("link:acme", "0..9", "`acme` is no host name", "link:jobs.example"),
    ("url:ab", "0..6", "`url:ab` would match too much", "three letters"),
    (
        "url:*acme*",
        "0..10",
        "`url:` takes no wildcards",
        "leave the `*` out",
    ),
    (
        "lang:english acme",
        "0..12",
        "`english` is no language code",
        "two-letter code",
    ),
    (
        "hashtag:\"acme launch\"",
        "0..21",
        "`acme launch` is no hashtag",
        "hashtag:acmelaunch",
    ),
    (
        "hashtag:2027",
        "0..12",
        "`2027` is no hashtag",
        "hashtag:acmelaunch",
    ),
    (
        "handle:\"jo doe\"",
        "0..15",
        "`jo doe` is no account",
        "handle:acme",
    ),
    ("raw:+", "0..5", "`+` alone would match too much", "raw:\"C++\""),
    ("raw:(a1 OR b1)", "0..4", "`raw:` takes no group", "raw:\"C++\""),
    ("query:(noise)", "0..6", "`query:` takes no group", "before each"),
    (
        "title:site:x.example",
        "6..20",
        "`site:` stands inside `title:`",
        "two parts",
    ),
    (
        "title:(a1 site:x.example)",
        "10..15",
        "`site:` cannot stand inside `title:( )`",
        "move it out",
    ),
    (
        "title:(a1 likes>3)",
        "10..17",
        "a comparison cannot stand inside `title:( )`",
        "move it out",
    ),
    (
        "author:(jo NEAR/2 doe)",
        "8..11",
        "`NEAR` cannot measure the distance to this",
        "on both sides",
    ),
    (
        "acme NOT query:nois",
        "9..19",
        "there is no saved query `nois`",
        "did you mean `noise`",
    ),
    (
        "acme NOT query:unheard-of",
        "9..25",
        "there is no saved query `unheard-of`",
        "known:",
    ),
    (
        "https://acme.example",
        "0..20",
        "an address is no query word",
        "link:acme.example",
    ),
    ("NOT NOT a1", "4..7", "`NOT` follows `NOT`", "remove one"),
    (
        "acme [rocket]",
        "5..13",
        "`[` means nothing in a query",
        "leave it out",
    ),
    ("acme{3}", "0..7", "`{` means nothing in a query", "leave it out"),
    ("acme^2", "0..6", "`^` means nothing in a query", "leave it out"),
    ("rocket~", "0..7", "`~` means nothing in a query", "leave it out"),
    (
        "/acm.*/",
        "0..7",
        "regular expressions are not understood",
        "organi?e",
    ),
];

#[test]
fn every_mistake_is_named_with_its_place_and_what_helps() {
    for (query, at, message, help) in WRONG.iter().chain(elsewhere::WRONG) {
        let Err(error) = Query::parse(query) else {
            panic!(
                "{query} is understood: {}",
                Query::parse(query).unwrap().explain()
            );
        };
        assert_eq!(error.message, *message, "{query}");
        assert_eq!(
            format!("{}..{}", error.start, error.end),
            *at,
            "{query}: {}",
            error.message
        );
        assert!(error.help.contains(help), "{query}: {}", error.help);
    }
}

#[test]
fn bounds_are_told() {
    let long = "aa ".repeat(5_000);
    let deep = format!("{}aa{}", "(".repeat(65), ")".repeat(65));
    let many = "aa ".repeat(1_001);
    let near = format!("aa{}", " NEAR/1 aa".repeat(300));
    let raw = format!("raw:{}", "a".repeat(501));
    for (query, message, at) in [
        (&long, "the query is 15000 bytes long", "8192..15000"),
        (&deep, "parentheses are nested more than 64 deep", "64..65"),
        (&many, "the query has 1001 words and fields", "0..3003"),
        (
            &near,
            "the query has more than 128 levels, saved queries included",
            "0..3002",
        ),
        (&raw, "a text of 501 bytes is looked for as it stands", "0..505"),
    ] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.message, message);
        assert_eq!(format!("{}..{}", error.start, error.end), at, "{message}");
        assert!(!error.help.is_empty() && error.render(query, false).contains('^'));
    }
}

#[test]
fn the_caret_stands_under_what_is_wrong() {
    let query = "acme OR\n  sites:x.example";
    let shown = Query::parse(query).unwrap_err().render(query, false);
    let expected = "\
error: there is no field `sites:`
  |
2 |   sites:x.example
  |   ^^^^^^^^^^^^^^^
  |
  = help: did you mean `site:`?";
    assert_eq!(shown, expected);
}
