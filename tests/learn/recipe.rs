//! From which files the weights of each language are learnt, and how many.

/// How the table of one language is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    /// ISO 639-1 code.
    pub(crate) code: &'static str,
    /// Files of `labelled/` to learn from, in this order.
    pub(crate) files: &'static [&'static str],
    /// What their licences ask to be said.
    pub(crate) licence: &'static str,
    /// Lengths of pieces of words to learn of, for languages without spaces or with many endings.
    pub(crate) letters: Option<(usize, usize)>,
    /// Whether a capital inside a sentence makes no name, as in German.
    pub(crate) capital_nouns: bool,
    /// In how many texts a key must stand at least.
    pub(crate) least: u32,
    /// How many keys are kept at most.
    pub(crate) keep: usize,
    /// How strongly weights are held back: absolutely (drops keys) and by their square.
    pub(crate) hold: (f32, f32),
}

/// Version of the method; a change that makes other tables raises it.
pub(crate) const VERSION: u32 = 1;

/// Every language that is learnt.
pub(crate) const ALL: &[Recipe] = &[Recipe {
    code: "en",
    files: &["train_semeval.jsonl", "train_xlmt_en_train.jsonl"],
    licence: "SemEval 2013-2016 annotations CC BY 3.0; XLM-T Apache-2.0; see LICENSE-weights",
    letters: None,
    capital_nouns: false,
    least: 6,
    keep: 10_000,
    hold: (1.0, 4.0),
}];
