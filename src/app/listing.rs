//! Mentions as JSONL, CSV or Atom: the same for `mentions`, `export` and the endpoint.

use jiff::Timestamp;
use quick_xml::escape::escape;

use super::listed::Listed;
use crate::{
    model::{BrandId, CampaignId, Mention},
    text::plain::is_unseen,
};

/// Forms of a list of mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON array.
    Json,
    /// One JSON object per line.
    Jsonl,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// An Atom feed, one entry per mention.
    Atom,
}

impl Format {
    /// By the name in `?format=` or a file's ending.
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            "atom" | "xml" => Some(Self::Atom),
            _ => None,
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Jsonl => "application/x-ndjson; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Atom => "application/atom+xml; charset=utf-8",
        }
    }
}

/// Columns of the CSV form.
pub const COLUMNS: [&str; 28] = [
    "id",
    "at",
    "brands",
    "campaigns",
    "platform",
    "site",
    "source",
    "author",
    "followers",
    "influencer",
    "media",
    "language",
    "sentiment",
    "score",
    "likes",
    "comments",
    "shares",
    "views",
    "reach",
    "set_aside",
    "url",
    "text",
    "kinds",
    "topics",
    "automated",
    "evidence",
    "corrected",
    "towards",
];

/// What comes before the first mention.
pub fn head(format: Format, now: Timestamp) -> Vec<u8> {
    match format {
        Format::Json => b"[".to_vec(),
        Format::Jsonl => Vec::new(),
        Format::Csv => csv_head(),
        Format::Atom => format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
             <id>urn:mentiond:mentions</id><title>Mentions</title><updated>{now}</updated>\n"
        )
        .into_bytes(),
    }
}

/// One mention, the `first` of the list or another; `asked` is the brand that the list was asked for.
pub fn row(format: Format, listed: &Listed, asked: Option<&BrandId>, first: bool) -> Vec<u8> {
    match format {
        Format::Json => {
            let mut element = if first { b"\n".to_vec() } else { b",\n".to_vec() };
            serde_json::to_writer(&mut element, listed).unwrap_or_default();
            element
        }
        Format::Jsonl => {
            let mut line = serde_json::to_vec(listed).unwrap_or_default();
            line.push(b'\n');
            line
        }
        Format::Csv => csv_row(&listed.mention, asked),
        Format::Atom => atom_entry(&listed.mention).into_bytes(),
    }
}

/// What comes after the last mention.
pub fn tail(format: Format) -> Vec<u8> {
    match format {
        Format::Atom => b"</feed>\n".to_vec(),
        Format::Json => b"\n]\n".to_vec(),
        Format::Jsonl | Format::Csv => Vec::new(),
    }
}

/// The header of the CSV form.
pub fn csv_head() -> Vec<u8> {
    csv_line(&COLUMNS.map(str::to_owned))
}

/// One mention as a line of CSV. Its `sentiment` is what the list was filtered by and reports count
/// ([`Mention::polarity_listed`]), so that the column adds up to their figures; `towards` has every brand's.
fn csv_row(mention: &Mention, asked: Option<&BrandId>) -> Vec<u8> {
    let count = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let names = |names: Vec<&str>| names.join(" ");
    let corrections = mention.corrections.iter().map(super::correct::shown);
    let author = mention
        .author
        .handle
        .as_deref()
        .or(mention.author.name.as_deref());
    csv_line(&[
        mention.id.to_string(),
        mention.at.to_string(),
        names(mention.brands.iter().map(BrandId::as_str).collect()),
        names(mention.campaigns.iter().map(CampaignId::as_str).collect()),
        mention.platform.to_string(),
        mention.site.clone().unwrap_or_default(),
        mention.source.to_string(),
        author.unwrap_or_default().to_owned(),
        count(mention.followers),
        mention
            .influencer
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        mention.media.as_str().to_owned(),
        mention.language.code.clone().unwrap_or_default(),
        mention.polarity_listed(asked).as_str().to_owned(),
        format!("{:.3}", mention.judged_listed(asked).score),
        count(mention.engagement.likes),
        count(mention.engagement.comments),
        count(mention.engagement.shares),
        count(mention.engagement.views),
        mention
            .exposure
            .reach
            .map(|reach| format!("{:.0}", reach.value))
            .unwrap_or_default(),
        mention.spam.set_aside.to_string(),
        mention.url.clone().unwrap_or_default(),
        format!("{} {}", mention.title, mention.text).trim().to_owned(),
        names(mention.kinds.iter().map(|kind| kind.as_str()).collect()),
        mention.topics.join(" "),
        mention.automated.to_string(),
        evidence(mention),
        corrections.collect::<Vec<_>>().join("; "),
        towards(mention),
    ])
}

/// How each brand fares, in one cell: `acme: negative; coyote: positive`.
fn towards(mention: &Mention) -> String {
    let tones = mention
        .brands
        .iter()
        .map(|brand| format!("{brand}: {}", mention.polarity_towards(brand).as_str()));
    tones.collect::<Vec<_>>().join("; ")
}

/// What decided, in one cell: the influencer by what evidence, then everything else by name.
fn evidence(mention: &Mention) -> String {
    let influencer = mention.influencer_by.iter().map(|by| format!("influencer: {by}"));
    let rest = mention
        .evidence
        .iter()
        .map(|(what, why)| format!("{what}: {why}"));
    influencer.chain(rest).collect::<Vec<_>>().join("; ")
}

/// Quotes a line; a cell that a spreadsheet would run as a formula is disarmed with an apostrophe (OWASP, CSV injection).
pub(super) fn csv_line(cells: &[String]) -> Vec<u8> {
    let cells = cells.iter().map(|cell| {
        let number = cell.parse::<f64>().is_ok();
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) && !number {
            format!("'{cell}")
        } else {
            cell.clone()
        }
    });
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    writer.write_record(cells).ok();
    writer.into_inner().unwrap_or_default()
}

fn atom_entry(mention: &Mention) -> String {
    let safe = |text: &str| {
        let kept = |c: &char| !(c.is_control() || is_unseen(*c)) || *c == '\n';
        let kept: String = text.chars().filter(kept).collect();
        escape(kept).into_owned()
    };
    let title = if mention.title.is_empty() {
        mention.text.chars().take(80).collect()
    } else {
        mention.title.clone()
    };
    let link = mention
        .url
        .as_deref()
        .filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let link = link
        .map(|url| format!("<link href=\"{}\"/>", safe(url)))
        .unwrap_or_default();
    let author = mention
        .author
        .name
        .as_deref()
        .or(mention.author.handle.as_deref())
        .unwrap_or("unknown");
    format!(
        "<entry><id>urn:mentiond:{}</id><title>{}</title>{link}<updated>{}</updated><author><name>{}</name></author>\
         <content type=\"text\">{}</content></entry>\n",
        mention.id,
        safe(&title),
        mention.at,
        safe(author),
        safe(&mention.text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        metrics::sample,
        model::{Polarity, Sentiment},
    };

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let line = csv_line(&[
            "=1+1".to_owned(),
            "-3.5".to_owned(),
            "@x".to_owned(),
            "a\"b,c".to_owned(),
        ]);
        assert_eq!(String::from_utf8(line).unwrap(), "'=1+1,-3.5,'@x,\"a\"\"b,c\"\n");
    }

    #[test]
    fn nothing_hidden_reaches_an_atom_feed() {
        let mention = Mention {
            title: "sale\u{202E}\u{200B} <b>".to_owned(),
            text: "two\nlines\u{7}\u{2066}\u{FFFE}".to_owned(),
            ..sample::mention(1, "2026-11-17T12:00:00Z")
        };
        let entry = atom_entry(&mention);
        assert!(entry.contains("<title>sale &lt;b&gt;</title>"), "{entry}");
        assert!(entry.contains(">two\nlines</content>"), "{entry}");
    }

    /// The cells of a line by the names of the columns.
    fn cells(mention: &Mention, asked: Option<&BrandId>, names: [&str; 3]) -> [String; 3] {
        let table = [csv_head(), csv_row(mention, asked)].concat();
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let places = names.map(|name| COLUMNS.iter().position(|column| *column == name).unwrap());
        let row = reader.records().next().unwrap().unwrap();
        places.map(|place| row[place].to_owned())
    }

    #[test]
    fn a_spreadsheet_has_the_tone_that_was_asked_for() {
        let (acme, coyote) = (BrandId::from("acme"), BrandId::from("coyote"));
        let tone = |label, score| Sentiment {
            label,
            score,
            ..Sentiment::default()
        };
        let mut mention = sample::mention(1, "2026-11-17T12:00:00Z");
        mention.sentiment = tone(Polarity::Positive, 0.5);
        mention
            .towards
            .insert(acme.clone(), tone(Polarity::Negative, -0.25));
        for (brands, asked, expected) in [
            (vec![acme.clone()], None, ["negative", "-0.250", "acme: negative"]),
            (
                vec![acme.clone(), coyote.clone()],
                None,
                ["positive", "0.500", "acme: negative; coyote: positive"],
            ),
            (
                vec![acme.clone(), coyote],
                Some(&acme),
                ["negative", "-0.250", "acme: negative; coyote: positive"],
            ),
        ] {
            mention.brands = brands;
            let shown = cells(&mention, asked, ["sentiment", "score", "towards"]);
            assert_eq!(shown, expected, "{asked:?}");
        }
    }

    #[test]
    fn formats_have_names() {
        assert_eq!(Format::by_name("jsonl"), Some(Format::Jsonl));
        assert_eq!(Format::by_name("pdf"), None);
    }
}
