//! Replies of APIs and JSON files → outcomes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Reading, Sink, Style, Told, build::build, collect::Collector, fields, span};
use crate::parse::json::RecordMapping;

/// Most records read of one reply.
const MOST_RECORDS: usize = 100_000;

/// Where a reply holds its records and what they tell.
#[derive(Debug)]
pub struct ReplyMapping(RecordMapping);

impl ReplyMapping {
    /// Compiles a mapping: `items` is the path of the records, `fields` tells where in a record its values are.
    ///
    /// # Errors
    /// What is wrong, a sentence for each field.
    pub fn compile(items: &str, fields: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<String>> {
        let (mut known, mut errors) = (Vec::new(), Vec::new());
        let joined: Vec<(&str, String)> = fields
            .iter()
            .map(|(name, places)| (name.as_str(), places.join(" | ")))
            .collect();
        for (name, places) in &joined {
            match fields::known(name) {
                Some(name) => known.push((name, places.as_str())),
                None => errors.push(fields::unknown(name)),
            }
        }
        match RecordMapping::compile(items, known) {
            Ok(mapping) if errors.is_empty() => Ok(Self(mapping)),
            Ok(_) => Err(errors),
            Err(more) => {
                errors.extend(more);
                Err(errors)
            }
        }
    }
}

/// Reads every record of some replies that belong together.
pub fn read_reply(replies: &[Value], mapping: &ReplyMapping, style: &Style<'_>, sink: Sink<'_>) -> Reading {
    let (mut reading, mut collector) = (Reading::default(), Collector::default());
    for reply in replies {
        let Some(records) = mapping.0.records(reply) else {
            reading.notice("the reply does not hold the list that the mapping names".to_owned());
            continue;
        };
        if records.len() > MOST_RECORDS {
            reading.notice(format!(
                "{} records; only the first {MOST_RECORDS} were read",
                records.len()
            ));
        }
        for (at, record) in records.into_iter().take(MOST_RECORDS).enumerate() {
            let mut told = Told::default();
            mapping
                .0
                .read(record, reply, &mut |field, text| told.add(field, text));
            reading.rows += 1;
            reading.covered = reading.covered.with(span::of_row(&told, style));
            match build(&told, style) {
                Ok(outcomes) => {
                    for outcome in outcomes {
                        collector.take(outcome, sink);
                    }
                }
                Err(why) => reading.refuse(&format!("record {}", at + 1), &why),
            }
        }
    }
    collector.finish(sink);
    reading
}
