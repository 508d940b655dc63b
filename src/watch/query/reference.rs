//! Everything a query may say, with an example that a test runs: the README's table comes from here.

/// One thing a query may say.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// How it is written.
    pub form: &'static str,
    /// What it asks for.
    pub meaning: &'static str,
    /// A query with it.
    pub example: &'static str,
    /// A text that the example finds, where words alone decide.
    pub finds: &'static str,
    /// A text that it does not find.
    pub leaves: &'static str,
}

const fn operator(
    form: &'static str,
    meaning: &'static str,
    example: &'static str,
    finds: &'static str,
    leaves: &'static str,
) -> Operator {
    Operator {
        form,
        meaning,
        example,
        finds,
        leaves,
    }
}

/// All of them, in the order they are explained.
pub static REFERENCE: &[Operator] = &[
    operator(
        "`word`",
        "the word, in any case and also inside `#word`, `@word`, `word's`, `word-like`; signs that belong to a name count (`C++`, `AT&T`); a run of katakana is one word, which a name of three letters or more may begin (`アクメ` in `アクメストア`, not in `ハアクメ`)",
        "acme",
        "ACME's new rocket",
        "acmes",
    ),
    operator(
        "`\"a phrase\"`, `a-b`",
        "its words in a row, whatever signs stand between them",
        "\"acme rockets\"",
        "Acme-Rockets",
        "Acme has rockets",
    ),
    operator(
        "`a b`, `a AND b`",
        "both, anywhere",
        "acme rocket",
        "a rocket by Acme",
        "acme",
    ),
    operator(
        "`a OR b`",
        "any of them; binds weaker than `AND`",
        "acme OR coyote",
        "the coyote",
        "the bird",
    ),
    operator(
        "`a NOT b`, `a -b`",
        "without it: takes out of all that stands before it in the same parentheses",
        "acme OR coyote NOT clinic",
        "acme",
        "the Acme clinic",
    ),
    operator(
        "`( )`",
        "what belongs together",
        "acme (rocket OR skates)",
        "skates by Acme",
        "acme",
    ),
    operator(
        "`a NEAR/n b`",
        "both in one field, in either order, at most *n* words between; on both sides a word, a phrase, a tag or `(a OR b)`",
        "rocket NEAR/3 skates",
        "skates with a rocket",
        "rocket one two three four skates",
    ),
    operator(
        "`a ONEAR/n b`",
        "the same in this order",
        "rocket ONEAR/3 skates",
        "rocket for your skates",
        "skates with a rocket",
    ),
    operator(
        "`ATLEAST/n a`",
        "*n* places of a word, a phrase, a tag or `(a OR b)`",
        "ATLEAST/2 (acme OR rocket)",
        "an Acme rocket",
        "one rocket",
    ),
    operator(
        "`w*`, `w*d`, `*d`",
        "any letters of one word; two letters in a row at least, three where the word begins with it",
        "rocket*",
        "two rocketeers",
        "skyrocket",
    ),
    operator("`w?d`", "exactly one letter", "organi?e", "organise", "organie"),
    operator(
        "`#tag`",
        "the hashtag as a whole, not a longer one",
        "#acmelaunch",
        "soon #AcmeLaunch!",
        "#acmelaunch2027 acmelaunch",
    ),
    operator(
        "`@name`",
        "the account named; on Mastodon on any server unless one is given",
        "@acme",
        "thanks @acme",
        "acme @acme.rockets",
    ),
    operator(
        "`name.example`",
        "the address written out, also as `name[.]example`, `name(.)example`, `name dot example`, `hxxp://name[.]example`",
        "acme.example",
        "beware of hxxp://acme[.]example/x",
        "acme example",
    ),
    operator(
        "`raw:\"C++\"`",
        "exactly these letters and signs, case included; not `C+` in `C++`",
        "raw:\"Google+\"",
        "on Google+ today",
        "google+ or Google",
    ),
    operator(
        "`title:a`, `title:(a OR \"b c\")`",
        "only in the title; a field before parentheses goes for each word inside",
        "title:(acme OR coyote)",
        "",
        "acme in the text",
    ),
    operator("`text:a`", "only in the text", "text:acme", "acme", ""),
    operator(
        "`author:a`",
        "the author's name or account has the word or phrase; `*` and `?` as above",
        "author:\"Jo Doe\"",
        "",
        "Jo Doe",
    ),
    operator(
        "`site:host`, `site:host/path`",
        "published there or below",
        "site:blog.example/reviews",
        "",
        "blog.example",
    ),
    operator(
        "`url:letters`",
        "the address has these letters, in any case",
        "url:/careers/",
        "",
        "/careers/",
    ),
    operator(
        "`link:host`, `links:host/path`",
        "links there or below: a backlink, in markup or written out, also as `hxxp://name[.]example`",
        "link:acme.example",
        "see acme.example/new",
        "acme example",
    ),
    operator(
        "`lang:code`",
        "the language as declared, else as judged; codes that mean the same meet (`no`, `nb`, `nor`); beside words only",
        "acme lang:sv",
        "",
        "acme",
    ),
    operator(
        "`hashtag:a`",
        "`#a`, or a tag that the platform keeps beside the text",
        "hashtag:acmelaunch",
        "#acmelaunch",
        "acmelaunch",
    ),
    operator(
        "`handle:a`",
        "the account is named or is the author's",
        "handle:acme",
        "hi @acme",
        "acme",
    ),
    operator(
        "`source:a`",
        "found by a source whose name has the word or phrase",
        "source:\"Rocket news\"",
        "",
        "Rocket news",
    ),
    operator(
        "`followers>n`, `engagement>=n`, `likes`, `comments`, `shares`, `views`; `>`, `>=`, `<`, `<=`, `=`",
        "the number the source told (`10k`, `2M`); unknown is neither more nor less; beside words only",
        "acme followers>=10k",
        "",
        "acme",
    ),
    operator(
        "`query:id`",
        "the saved `[[query]]` of this id, or a ready-made one",
        "acme NOT query:noise-jobs",
        "acme",
        "Acme is hiring",
    ),
];
