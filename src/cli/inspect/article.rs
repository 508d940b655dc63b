//! What is made of an article's page, and whether it was made for readers.

use anyhow::anyhow;
use serde_json::{Value, json};

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
        fields.insert("judged_language".to_owned(), json!(language));
        fields.insert("spam".to_owned(), json!(spam));
    }
    Ok(shown)
}
