//! `mentiond`: see the library's documentation.

use std::process::ExitCode;

fn main() -> ExitCode {
    mentiond::cli::main()
}
