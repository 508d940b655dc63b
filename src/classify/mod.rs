//! What a document is, judged: language, sentiment, who speaks, how large, paid or not, spam, which story.

pub mod language;
pub mod sentiment;
