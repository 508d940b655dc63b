//! `inspect query`: how a query is understood, and why it does or does not match a text.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::classify::Judge;
use crate::cli::{Global, Out, setup};
use crate::model::Document;
use crate::watch::query::{Library, Query, QueryError};

/// Arguments of `inspect query`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The query; with --config it may name the saved queries of the configuration
    query: String,
    /// Text to try it on
    #[arg(long)]
    text: Option<String>,
    /// Title to try it on
    #[arg(long)]
    title: Option<String>,
    /// Address to try it on
    #[arg(long)]
    url: Option<String>,
    /// Author to try it on
    #[arg(long)]
    author: Option<String>,
    /// Language to try it on; else the text's own is judged
    #[arg(long)]
    language: Option<String>,
}

impl Arguments {
    /// The document described, if anything of it was.
    fn document(&self) -> Option<Document> {
        let given = [&self.text, &self.title, &self.url, &self.author, &self.language];
        given.iter().any(|part| part.is_some()).then(|| {
            let mut doc = Document {
                text: self.text.clone().unwrap_or_default(),
                title: self.title.clone().unwrap_or_default(),
                url: self.url.clone(),
                language: self.language.clone(),
                ..Document::default()
            };
            doc.author.name.clone_from(&self.author);
            doc
        })
    }
}

/// The saved queries of the configuration that was named, else the ready-made ones.
pub(in crate::cli) fn library(global: &Global, out: &mut Out) -> anyhow::Result<Library> {
    Ok(match &global.config {
        Some(_) => setup::settings(global, out)?.library(),
        None => Library::ready_made().clone(),
    })
}

/// Says why a query was refused; the exit code of bad usage.
pub(in crate::cli) fn refused(query: &str, error: &QueryError, out: &mut Out) -> anyhow::Result<ExitCode> {
    if out.json {
        out.json(&json!({
            "error": error.message, "start": error.start, "end": error.end, "help": error.help,
        }))?;
    } else {
        out.note(&error.render(query, Out::coloured()));
    }
    Ok(ExitCode::from(2))
}

pub(super) fn explain(arguments: &Arguments, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let query = match Query::parse_with(&arguments.query, &library(global, out)?) {
        Ok(query) => query,
        Err(error) => return refused(&arguments.query, &error, out),
    };
    let found = arguments.document().map(|mut doc| {
        // As the daemon does for a brand or campaign whose query asks for one.
        if doc.language.is_none() && query.asks_language() {
            let judge = Judge::new(&[], &[], &BTreeMap::new(), &[]);
            doc.language = judge.spoken_in(&doc);
        }
        query.explain_document(&doc)
    });
    if out.json {
        out.json(&json!({
            "query": query.source(),
            "understood": query.explain(),
            "matches": found.as_ref().map(|found| found.matches),
            "why": found.as_ref().map(ToString::to_string),
            "parts": found.map(|found| found.parts),
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    out.line(&query.explain())?;
    if let Some(found) = found {
        out.line(&found.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
