//! What other products understand, or what only looks like our own signs.

/// Query, where the error stands, what is said, what helps.
pub(super) const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        "acme !rocket",
        "5..12",
        "`!rocket` excludes nothing",
        "write `NOT rocket`",
    ),
    ("acme ! rocket", "5..6", "`!` excludes nothing", "acme NOT clinic"),
    (
        "acme !(a1 OR b1)",
        "5..6",
        "`!` excludes nothing",
        "acme NOT clinic",
    ),
    (
        "acme ANDNOT rocket",
        "5..11",
        "`ANDNOT` is no operator here",
        "acme NOT clinic",
    ),
    (
        "acme AND-NOT clinic",
        "5..12",
        "`AND-NOT` is no operator here",
        "acme NOT clinic",
    ),
    (
        "acme XOR rocket",
        "5..8",
        "`XOR` is no operator here",
        "(acme OR rocket) NOT",
    ),
    ("acme ADJ rocket", "5..8", "`ADJ` is no operator here", "ONEAR/0"),
    (
        "acme ADJ/3 rocket",
        "5..10",
        "`ADJ/3` is no operator here",
        "ONEAR/0",
    ),
    (
        "acme WITHIN/3 rocket",
        "5..13",
        "`WITHIN/3` is no operator here",
        "NEAR/5",
    ),
    (
        "acme NEXT/3 rocket",
        "5..11",
        "`NEXT/3` is no operator here",
        "ONEAR/5",
    ),
    ("title：acme", "0..12", "`：` is no colon", "write `title:acme`"),
    ("acme likes：3", "5..14", "`：` is no colon", "`likes>1000`"),
    (
        "acme followers≥10",
        "5..19",
        "`≥` compares nothing",
        "write `followers>=10`",
    ),
    (
        "acme followers＞=10",
        "5..20",
        "`＞=` compares nothing",
        "write `followers>=10`",
    ),
    (
        "acme likes!=3",
        "5..13",
        "`!=` compares nothing",
        "write `NOT likes=3`",
    ),
    (
        "acme likes≠3",
        "5..14",
        "`≠` compares nothing",
        "write `NOT likes=3`",
    ),
    (
        "\"acme * rockets\"",
        "0..16",
        "a bare `*` inside a phrase stands for no word",
        "ONEAR/1",
    ),
    (
        "acme-*",
        "0..6",
        "a bare `*` inside a phrase stands for no word",
        "ONEAR/1",
    ),
    (
        "acme lang:jp",
        "5..12",
        "`jp` is no language code",
        "did you mean `ja`?",
    ),
    (
        "acme lang:se",
        "5..12",
        "`se` is no language code",
        "did you mean `sv`?",
    ),
    (
        "acme lang:xx",
        "5..12",
        "`xx` is no language code",
        "two-letter code",
    ),
    (
        "acme,rocket",
        "4..5",
        "`,` separates nothing in a query",
        "write `acme OR rocket` for any of them, `\"acme rocket\"`",
    ),
    (
        "acme，rocket",
        "4..7",
        "`，` separates nothing in a query",
        "write `acme OR rocket`",
    ),
    (
        "acme、rocket",
        "4..7",
        "`、` separates nothing in a query",
        "write `acme OR rocket`",
    ),
    (
        "coyote acme;rocket",
        "11..12",
        "`;` separates nothing in a query",
        "write `acme OR rocket`",
    ),
    (
        "acme；a,b,c,d",
        "4..7",
        "`；` separates nothing in a query",
        "write `one OR another`",
    ),
    (
        "acme،rocket",
        "4..6",
        "`،` separates nothing in a query",
        "write `acme OR rocket`",
    ),
    (
        "acme|rocket",
        "4..5",
        "`|` separates nothing in a query",
        "write `acme OR rocket` with spaces",
    ),
    (
        "acme||rocket",
        "4..6",
        "`||` separates nothing in a query",
        "write `acme OR rocket` with spaces",
    ),
    (
        "acme&&rocket",
        "4..6",
        "`&&` separates nothing in a query",
        "write `acme AND rocket` with spaces",
    ),
    (
        "#acme,#rocket",
        "5..6",
        "`,` separates nothing in a query",
        "write `#acme OR #rocket`",
    ),
    (
        "acme lang:en,sv",
        "12..13",
        "`,` separates nothing in a query",
        "write `lang:(en OR sv)`",
    ),
    (
        "site:a.example,b.example/x,y",
        "14..15",
        "`,` separates nothing in a query",
        "write `site:(a.example OR b.example)`",
    ),
    (
        "handle:x:acme",
        "0..13",
        "`x:acme` is no account",
        "write the name alone: `handle:acme`",
    ),
    (
        "handle:https://x.com/acme/",
        "0..26",
        "`https://x.com/acme/` is no account",
        "write the name alone: `handle:acme`",
    ),
    (
        "handle:mastodon:acme@social.example",
        "0..35",
        "`mastodon:acme@social.example` is no account",
        "`handle:acme@social.example`",
    ),
    (
        "acme NOT （a1 OR b1）",
        "9..12",
        "`（` is no parenthesis",
        "write a plain `(`",
    ),
    ("「acme rocket」", "0..3", "`「` is no quote", "write a plain `\""),
];

#[test]
fn names_and_quoted_words_are_still_words() {
    for query in [
        "NEXT AND acme",
        "\"XOR\"",
        "raw:\"!rocket\"",
        "\"acme！\"",
        "acme AND BEFORE",
        "\"why acme ?\"",
        "\"acme,rocket\"",
        "acme, rocket;",
        "\"（acme）\"",
        "1,000 OR AT&T",
        "url:a,b",
        "raw:a,b",
        "link:acme.example/a,b",
    ] {
        assert!(super::Query::parse(query).is_ok(), "{query}");
    }
}
