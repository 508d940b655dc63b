//! From which files the weights of each language are learnt, and how many.

/// How the table of one language is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    /// ISO 639-1 code.
    pub(crate) code: &'static str,
    /// Whether it is the table of posts, learnt beside that of words.
    pub(crate) posts: bool,
    /// Files of `labelled/` to learn from, in this order.
    pub(crate) files: &'static [&'static str],
    /// What their licences ask to be said.
    pub(crate) licence: &'static str,
    /// Lengths of pieces of words to learn of, for languages without spaces or with many endings.
    pub(crate) letters: Option<(usize, usize)>,
    /// Whether a capital inside a sentence makes no name, as in German.
    pub(crate) capital_nouns: bool,
    /// Words that say nothing by themselves: articles, pronouns, prepositions, forms of to be; they count in pairs only.
    pub(crate) silent: &'static str,
    /// Share of a word's uses as a name from which it is one: no brand or person may be liked or disliked for its name.
    pub(crate) names: f32,
    /// Words that name what texts are about, in lines of a class, a tab and its words: they count beside others only.
    pub(crate) plain: &'static str,
    /// Which classes of `plain` are meant; all where none is named.
    pub(crate) classes: &'static [&'static str],
    /// Whether only words are kept that have a value in the lexicon, and pairs of such a word and one that it knows: where texts are
    /// few and of few subjects, all other words tell these. They are learnt of too, so that no word of feeling takes the blame for
    /// a subject.
    pub(crate) of_feeling: bool,
    /// Least size of a weight in standard errors, of words that the lexicon knows and of others; such a weight must also have one sign in three quarters of four parts of the rows,
    /// parted so that no subject is in two. `None` where there are too few rows to part.
    pub(crate) steady: Option<(f32, f32)>,
    /// In how many texts a key must stand at least.
    pub(crate) least: u32,
    /// How many keys are kept at most.
    pub(crate) keep: usize,
    /// Which share of the weights found is written: the rules are the base, and what is learnt of one kind of text speaks
    /// for others with a smaller voice.
    pub(crate) share: f32,
    /// How strongly weights are held back: absolutely (drops keys) and by their square.
    pub(crate) hold: (f32, f32),
    /// Passes over the rows.
    pub(crate) passes: usize,
}

impl Recipe {
    /// What its table is called.
    pub(crate) fn name(&self) -> String {
        let of = if self.posts { ".posts" } else { "" };
        format!("{}{of}", self.code)
    }
}

/// Version of the method; a change that makes other tables raises it.
pub(crate) const VERSION: u32 = 4;

/// Passes over the rows, unless a table asks for more.
const PASSES: usize = 6;

/// Share of a word's uses as a name from which it is one, unless a table asks for another.
pub(crate) const NAMES: f32 = 0.3;

/// Function words of English.
pub(crate) const ENGLISH: &str = "a an the this that these those i me my you your he him his she her it its we us our they them their \
    i'm i've it's that's is am are was were be been do does did has have had at by for from in into of on to with as and or than then \
    isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't s t m d ll re ve n't 's 'm";

/// What is asked of the sets of XLM-T: the training part of each language, 1,839 tweets.
const XLMT: &str = "XLM-T Apache-2.0; see LICENSE-weights";

/// A language that only XLM-T has labelled texts of: few, so that every word counts and is held back strongly. Arabic, Hindi and
/// Italian have none: on their validation sets what can be learnt beside the lexicon adds nothing (macro-F1 with the best band of
/// each: 0.572 for 0.574, 0.377 for 0.376, 0.538 for 0.535).
const fn tweets(code: &'static str, files: &'static [&'static str]) -> Recipe {
    Recipe {
        code,
        posts: false,
        files,
        licence: XLMT,
        letters: None,
        capital_nouns: false,
        silent: "",
        names: NAMES,
        plain: "",
        classes: &[],
        of_feeling: true,
        steady: None,
        share: 1.0,
        least: 3,
        keep: 4_000,
        hold: (2.0, 20.0),
        passes: PASSES,
    }
}

/// English words, wherever they stand.
const ENGLISH_WORDS: Recipe = Recipe {
    code: "en",
    posts: false,
    files: &["train_semeval.jsonl", "train_xlmt_en_train.jsonl"],
    licence: "SemEval 2013-2016 annotations CC BY 3.0; XLM-T Apache-2.0; see LICENSE-weights",
    letters: None,
    capital_nouns: false,
    silent: ENGLISH,
    names: NAMES,
    plain: include_str!("plain.txt"),
    classes: &[],
    of_feeling: false,
    steady: Some((1.0, 2.0)),
    least: 6,
    keep: 4_000,
    share: 0.75,
    hold: (0.0, 12.0),
    passes: PASSES,
};

/// Every table that is learnt. That of posts comes after that of its words, which it is learnt beside.
pub(crate) const ALL: &[Recipe] = &[
    ENGLISH_WORDS,
    Recipe {
        posts: true,
        letters: Some((4, 5)),
        // Held back so strongly, a word that is sometimes a name says little, and common words often open one.
        names: 0.5,
        // A post about trouble tells it by its subject too; who somebody is tells nothing anywhere.
        classes: &["faith", "kind"],
        steady: None,
        least: 8,
        keep: 8_000,
        share: 1.0,
        hold: (0.0, 2_000.0),
        passes: 2 * PASSES,
        ..ENGLISH_WORDS
    },
    Recipe {
        capital_nouns: true,
        ..tweets("de", &["train_xlmt_de_train.jsonl"])
    },
    tweets("es", &["train_xlmt_es_train.jsonl"]),
    tweets("fr", &["train_xlmt_fr_train.jsonl"]),
    tweets("pt", &["train_xlmt_pt_train.jsonl"]),
    Recipe {
        code: "ko",
        posts: false,
        files: &["train_nsmc.jsonl"],
        licence: "NSMC CC0; see LICENSE-weights",
        letters: Some((2, 4)),
        capital_nouns: false,
        silent: "",
        names: NAMES,
        plain: "",
        classes: &[],
        of_feeling: false,
        steady: None,
        share: 0.5,
        least: 12,
        keep: 10_000,
        hold: (2.0, 150.0),
        passes: PASSES,
    },
];

/// How the table of what words say of somebody named near them is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    /// File of `labelled/` to learn from.
    pub(crate) file: &'static str,
    /// What its licence asks to be said.
    pub(crate) licence: &'static str,
    /// In how many sentences a key must stand at least.
    pub(crate) least: u32,
    /// How many keys are kept at most.
    pub(crate) keep: usize,
    /// Which share of the weights found is written.
    pub(crate) share: f32,
}

/// The table of English, the only language with labelled sentences whose licence allows it.
pub(crate) const NAMED: Named = Named {
    file: "train_newsmtsc_train.jsonl",
    licence: "NewsMTSC (Hamborg, Donnay 2021) MIT; see LICENSE-weights",
    least: 6,
    keep: 1_500,
    share: 0.5,
};
