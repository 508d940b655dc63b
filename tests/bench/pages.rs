//! Extraction of articles: megabytes of HTML a second on one core, beside the bare tree of the same parser, and the page
//! that took longest for its size.
//!
//! `cargo bench --bench pages`. The pages are those of `$MENTIOND_CORPORA/pages`; without it one page made here is read
//! again and again, and the table says so.

#![expect(
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark measures time, prints its table and stops at the first surprise"
)]

use std::{
    env, fs,
    hint::black_box,
    io::Read as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use flate2::read::GzDecoder;
use mentiond::{
    model::{Platform, SourceName},
    parse::{Context, article, dom},
    text::charset,
};
use url::Url;

const SETS: [&str; 3] = [
    "article-extraction-benchmark/html",
    "trafilatura-eval/html",
    "htmldate",
];
const ROUNDS: u32 = 3;
/// Smaller pages say nothing about the time for a mebibyte.
const LEAST_BYTES: usize = 64 * 1024;

fn main() {
    let pages = corpora().unwrap_or_else(|| {
        println!("MENTIOND_CORPORA is not set: one page made here stands for all");
        vec![(PathBuf::from("made here"), made())]
    });
    let bytes: usize = pages.iter().map(|(_, page)| page.len()).sum();
    println!(
        "{} pages, {:.1} MB, best of {ROUNDS} rounds, one core",
        pages.len(),
        bytes as f64 / 1e6
    );
    row("characters", bytes, &pages, |page| {
        black_box(charset::decode(page, None).text.len());
    });
    row("bare tree", bytes, &pages, |page| {
        let text = charset::decode(page, None).text;
        black_box(scraper::Html::parse_document(&text).tree.values().len());
    });
    row("bounded tree", bytes, &pages, |page| {
        let text = charset::decode(page, None).text;
        black_box(dom::parse(&text, &mut || true).html.tree.values().len());
    });
    row("article", bytes, &pages, extract);
    let slowest = pages
        .iter()
        .filter(|(_, page)| page.len() >= LEAST_BYTES)
        .map(|(path, page)| {
            (
                timed(|| extract(page)).as_secs_f64() * 1_048_576.0 / page.len() as f64,
                path,
            )
        })
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((secs, path)) = slowest {
        println!(
            "slowest of 64 KiB and more: {secs:.3} s per MiB ({})",
            path.display()
        );
    }
}

fn row(name: &str, bytes: usize, pages: &[(PathBuf, Vec<u8>)], work: impl Fn(&[u8])) {
    let round = || timed(|| pages.iter().for_each(|(_, page)| work(page)));
    let best = (0..ROUNDS).map(|_| round()).min().unwrap_or_default();
    println!("{name:<14} {:>7.1} MB/s", bytes as f64 / 1e6 / best.as_secs_f64());
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn extract(page: &[u8]) {
    let (source, base) = (
        SourceName::from("bench"),
        Url::parse("https://site.example/a/b").expect("an address"),
    );
    let context = Context {
        source: &source,
        base_url: Some(&base),
        content_type: None,
        seen: "2026-11-01T00:00:00Z".parse().expect("a time"),
        platform: Platform::Web,
        language: None,
    };
    black_box(article::extract(page, &context).is_ok());
}

fn corpora() -> Option<Vec<(PathBuf, Vec<u8>)>> {
    let root = Path::new(&env::var_os("MENTIOND_CORPORA")?).join("pages");
    let mut found = Vec::new();
    for set in SETS {
        collect(&root.join(set), &mut found);
    }
    (!found.is_empty()).then_some(found)
}

fn collect(dir: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is = |ending: &str| path.extension().is_some_and(|found| found == ending);
        if path.is_dir() {
            collect(&path, found);
        } else if is("html") {
            found.extend(fs::read(&path).ok().map(|bytes| (path, bytes)));
        } else if is("gz")
            && path
                .file_stem()
                .is_some_and(|stem| stem.to_string_lossy().ends_with("html"))
        {
            let mut bytes = Vec::new();
            let read = fs::File::open(&path).map(|file| GzDecoder::new(file).read_to_end(&mut bytes));
            found.extend(matches!(read, Ok(Ok(_))).then_some((path, bytes)));
        }
    }
}

/// A page as news sites make them: much frame, scripts and teasers around forty paragraphs.
fn made() -> Vec<u8> {
    let script = "<script>window.x=window.x||[];if(a<b&&c){push('y')}</script>".repeat(80);
    let teasers = "<li class=\"teaser card\"><a href=\"/news/some-other-story\"><img src=\"/i.jpg\" alt=\"\"><h3>Another story about something</h3></a></li>".repeat(120);
    let text = "<p>The first pair left the ground on Monday, to the surprise of <a href=\"https://acme.example/\">the town</a>, and it came back, which nobody had expected.</p>".repeat(40);
    format!(
        "<!doctype html><html lang=en><head><title>A story | A paper</title>{script}</head><body><nav><ul>{teasers}</ul></nav>\
         <article><h1>A story</h1>{text}</article><aside><ul>{teasers}</ul></aside><footer>Imprint</footer>{script}</body></html>"
    )
    .into_bytes()
}
