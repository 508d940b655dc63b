//! How well texts are judged: every labelled set of `$MENTIOND_CORPORA/labelled`, through what `inspect text` and
//! `inspect pairs` answer.
//!
//! `cargo bench --bench quality` prints one row per figure and fails when one is below its floor. Rows fall into two halves
//! by a checksum of their ids: whoever works on the rules may read the first half of a set that comes without training
//! texts, the second half is only ever scored.

#![expect(clippy::expect_used, reason = "a measurement stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "quality/table.rs"]
mod quality;

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(dir) = quality::labelled() else {
        println!("skipped: MENTIOND_CORPORA is not set, and the labelled texts are there");
        return ExitCode::SUCCESS;
    };
    let table = quality::table(&dir);
    println!("{}", table.text);
    if table.missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
