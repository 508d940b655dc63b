//! Labelled texts are judged as well as they were; `cargo bench --bench quality` prints the same figures faster.
//!
//! Needs the corpora directory in `MENTIOND_CORPORA`; says so and passes without it.

#[path = "../bench/quality/table.rs"]
mod measured;

#[test]
fn labelled_texts_are_judged_as_well_as_they_were() {
    let Some(dir) = measured::labelled() else {
        println!("skipped: MENTIOND_CORPORA is not set");
        return;
    };
    let table = measured::table(&dir);
    assert_eq!(table.missed, 0, "\n{}", table.text);
}
