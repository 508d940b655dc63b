//! Learns the weight tables of `src/classify/sentiment/weights` from `$MENTIOND_CORPORA/labelled` and writes them, byte for
//! byte the same each time: `MENTIOND_CORPORA=… cargo bench --bench learn -- write [LANGUAGE…]`. With `score` instead of
//! `write` it learns from four fifths of the rows and tells how it does on the fifth. `en.posts` as a language means the table of
//! posts, `named` that of what words say of somebody named near them; both are learnt beside the table `en` that is built in, so
//! that they are written again after that has changed. Of posts `score` tells how well their pieces do, before whole words are made
//! of them.

#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::panic,
    clippy::format_push_string,
    reason = "a recipe that stops at the first surprise"
)]

mod model;
mod named;
mod recipe;
mod rows;
mod table;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"));
    let Some(task) = arguments.next() else {
        println!("say `write` or `score`, then languages; all when none is named");
        return;
    };
    let Some(dir) = rows::folder() else {
        println!("skipped: MENTIOND_CORPORA is not set");
        return;
    };
    let languages: Vec<String> = arguments.collect();
    if languages.is_empty() || languages.iter().any(|code| code == "named") {
        let sentences = named::Sentences::read(&dir).unwrap_or_else(|error| panic!("named: {error}"));
        if task == "write" {
            write("en.named", &sentences.table());
        } else {
            sentences.score();
        }
    }
    for recipe in recipe::ALL {
        let name = recipe.name();
        if !languages.is_empty() && !languages.contains(&name) {
            continue;
        }
        let learnt = table::Rows::read(&dir, recipe).unwrap_or_else(|error| panic!("{name}: {error}"));
        match task.as_str() {
            "write" => write(&name, &learnt.table()),
            "score" => learnt.score(),
            other => panic!("`{other}` is neither `write` nor `score`"),
        }
    }
}

fn write(name: &str, table: &str) {
    let path = format!("src/classify/sentiment/weights/{name}.txt");
    std::fs::write(&path, table).unwrap_or_else(|error| panic!("{path}: {error}"));
    println!("{path} written");
}
