//! TOML → checked [`Settings`]; every error at once, with line, key and help.

mod cron_fields;
mod currencies;
mod escapes;
mod import;
mod masking;
mod problem;
mod reader;
pub mod schedule;
mod sections;
mod settings;
mod shape;
#[cfg(test)]
mod tests;
mod values;

use std::path::Path;

use toml::de::DeTable;
use xxhash_rust::xxh3::xxh3_64;

pub use import::{ApiImport, Covers, Import, ImportFrom};
pub use problem::{Problem, Problems, Severity};
pub use settings::*;
pub use shape::{Key, KeyRow, Shape, keys};

use reader::Reader;
use sections::{
    alert, brand, campaign, delivery, emv, import as imports, influencer, query, rates, score, smart, source,
    spam as spam_lists, tiers, top, topic,
};

/// A complete configuration with comments, for `init` and for reading.
pub const EXAMPLE: &str = include_str!("../../config/mentiond.toml");

/// Largest configuration that is read, in bytes.
pub const MAX_BYTES: usize = 8 << 20;

/// Most syntax errors shown; those behind them are often only consequences.
const MAX_SYNTAX_ERRORS: usize = 20;

/// The errors of a configuration.
pub type ConfigErrors = Problems;

/// Where strings come from that do not stand in the file. The core asks, `io::files` answers.
pub trait SecretSource {
    /// An environment variable.
    fn env(&self, name: &str) -> Option<String>;

    /// The contents of a file; a relative path starts at the configuration's directory.
    ///
    /// # Errors
    /// One sentence that names the file and says why it cannot be read.
    fn file(&self, path: &Path) -> Result<String, String>;

    /// The bytes of a file that holds a list; a relative path starts at the configuration's directory.
    ///
    /// # Errors
    /// One sentence that names the file and says why it cannot be read.
    fn list(&self, path: &Path) -> Result<Vec<u8>, String> {
        self.file(path).map(String::into_bytes)
    }

    /// A systemd credential.
    ///
    /// # Errors
    /// One sentence that names the credential and says why it cannot be read.
    fn credential(&self, name: &str) -> Result<String, String>;

    /// Whether every user of the machine can read the configuration itself.
    fn readable_by_all(&self) -> bool {
        false
    }
}

/// A configuration that passed every check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What it says.
    pub settings: Settings,
    /// What is probably not meant so.
    pub warnings: Problems,
}

/// Reads and checks a whole configuration.
///
/// # Errors
/// Every problem found, with line, column and key path, and the warnings among them.
pub fn load(text: &str, file_name: &str, outside: &dyn SecretSource) -> Result<Checked, ConfigErrors> {
    if text.len() > MAX_BYTES {
        let message = format!(
            "the file has {} bytes; a configuration has at most {MAX_BYTES}",
            text.len()
        );
        return Err(Problems::whole_file(file_name, message, None));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (document, syntax) = DeTable::parse_recoverable(text);
    let mut reader = Reader::new(text, outside);
    let only_repeats = syntax
        .iter()
        .all(|error| error.message().contains("duplicate key"));
    let settings = settings(&mut reader, document.get_ref(), text);
    if !only_repeats {
        // What follows from a file read only in part would mislead.
        reader.problems.clear();
    }
    for error in syntax.iter().take(MAX_SYNTAX_ERRORS) {
        reader.syntax(error.message(), error.span().unwrap_or(0..0));
    }
    let failed = reader.errors_remain();
    let problems = Problems::new(file_name, text, reader.problems, &reader.secrets);
    if failed {
        return Err(problems);
    }
    Ok(Checked {
        settings,
        warnings: problems,
    })
}

/// The text of a configuration file, which is UTF-8.
///
/// # Errors
/// Where the first byte stands that is not.
pub fn text_of<'b>(bytes: &'b [u8], file_name: &str) -> Result<&'b str, ConfigErrors> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        let message = format!(
            "the file is not UTF-8: byte {} on line {line} is the first that is wrong",
            good.len()
        );
        Problems::whole_file(file_name, message, Some("save it as UTF-8"))
    })
}

fn settings(r: &mut Reader<'_>, document: &DeTable<'_>, text: &str) -> Settings {
    let table = r.top(document, &shape::TOP);
    let (timezone, timezone_name) = top::timezone(r, &table);
    let currency = top::currency(r, &table);
    let (polling, concurrency) = top::polling(r, &table);
    let queries = query::saved(r, &table);
    let brands = brand::brands(r, &table);
    let sources = source::sources(r, &table, &polling);
    let influencers = influencer::influencers(r, &table, &brands);
    let campaigns = campaign::campaigns(r, &table, &brands, &influencers, &sources, currency);
    let topics = topic::topics(r, &table, &brands);
    let digests = delivery::digests(r, &table, &brands, &campaigns);
    let alerts = alert::alerts(r, &table, (&brands, &influencers), &digests, &polling);
    let spam = spam_lists::lists(r, &table, &sources);
    let imports = imports::imports(r, &table, currency, &polling, &brands);
    let around = smart::Around {
        campaigns: &campaigns,
        influencers: &influencers,
        sources: &sources,
        imports: &imports,
    };
    smart::lint(r, &table, &around);
    nothing_to_do(r, &table);
    Settings {
        timezone,
        timezone_name,
        currency,
        data_dir: top::data_dir(r, &table),
        retention: top::retention(r, &table),
        http: delivery::http(r, &table),
        mail: delivery::mail(r, &table),
        polling,
        concurrency,
        queries,
        brands,
        sources,
        influencers,
        campaigns,
        imports,
        topics,
        digests,
        alerts,
        tiers: tiers::tiers(r, &table),
        score: score::score(r, &table),
        sentiment: rates::sentiment(r, &table),
        spam,
        cpm: rates::cpm(r, &table),
        people: rates::people(r, &table),
        site_visits: rates::visits(r, &table),
        emv: emv::emv(r, &table, currency),
        hash: format!("{:016x}", xxh3_64(text.as_bytes())),
    }
}

/// Without a brand nothing is a mention, without a source nothing is read.
fn nothing_to_do(r: &mut Reader<'_>, table: &reader::Table<'_>) {
    match (table.has("brand"), table.has("source")) {
        (false, false) => {
            r.error(table, "nothing is configured")
                .expected("at least one `[[brand]]` and one `[[source]]`")
                .help("`mentiond init` writes a commented example");
        }
        (false, true) => {
            r.warn(
                table,
                "there is no `[[brand]]`, so nothing that is read can be a mention",
            );
        }
        (true, false) => {
            r.warn(table, "there is no `[[source]]`, so nothing is polled");
        }
        (true, true) => {}
    }
}
