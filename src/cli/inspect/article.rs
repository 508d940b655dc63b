//! What is made of an article's page, and whether it was made for readers.

use anyhow::anyhow;
use serde::Serialize;
use serde_json::Value;

use super::{Input, deadline};
use crate::{
    classify::{Judge, spam::Setting},
    model::Document,
    parse::article,
};

/// A page as it is read, with the language of its text and the spam verdict that a stranger's page would get.
pub(super) fn judged(input: &Input, judge: &Judge) -> anyhow::Result<Value> {
    let article = article::extract_within(&input.bytes, &input.context(), &mut deadline())
        .map_err(|refusal| anyhow!("{refusal}"))?;
    let mut shown = article::inspect_json(&article);
    let document = Document {
        url: input.base_url.as_ref().map(ToString::to_string),
        title: article.title,
        text: article.text,
        chrome: article.chrome,
        links: article.links,
        language: article.language,
        ..Document::default()
    };
    let language = judge.language(&document.text, document.language.as_deref());
    let setting = Setting {
        judge_page: true,
        ..Setting::default()
    };
    let spam = judge.spam_of(&document, setting, &language);
    if let Value::Object(fields) = &mut shown {
        fields.insert("judged_language".to_owned(), plain(&language)?);
        fields.insert("spam".to_owned(), plain(&spam)?);
    }
    Ok(shown)
}

/// A value by its text: `0.35` as it was meant, not as the next larger kind of number has it.
fn plain(value: &impl Serialize) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(&serde_json::to_string(value)?)?)
}
