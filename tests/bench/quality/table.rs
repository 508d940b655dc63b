//! Every labelled set, judged, measured and held against its floors.

#[path = "ask.rs"]
mod ask;
#[path = "floors.rs"]
mod floors;
#[path = "measure.rs"]
mod measure;
#[path = "rows.rs"]
mod rows;

use std::{
    env,
    fmt::Write,
    path::{Path, PathBuf},
};

use measure::Figures;
use rows::{Half, Row};

/// What was measured.
#[derive(Debug)]
pub(crate) struct Table {
    /// One row per figure.
    pub(crate) text: String,
    /// Figures that miss their floor or are missing.
    pub(crate) missed: usize,
}

/// Where the labelled sets are, if they are here.
pub(crate) fn labelled() -> Option<PathBuf> {
    Some(Path::new(&env::var_os("MENTIOND_CORPORA")?).join("labelled"))
}

/// Judges every set and holds it against its floors.
pub(crate) fn table(dir: &Path) -> Table {
    let mut figures = [Figures::new(), Figures::new(), Figures::new()];
    for set in rows::sets(dir) {
        let rows = rows::read(dir, &set);
        for (half, figures) in [Half::Both, Half::Read, Half::Scored]
            .into_iter()
            .zip(&mut figures)
        {
            let part: Vec<&Row> = rows.iter().filter(|row| half.has(&row.id)).collect();
            figures.extend(measure::of(&set, &part));
        }
    }
    for figures in &mut figures {
        measure::add_means(figures);
    }
    shown(&figures)
}

fn shown([all, read, scored]: &[Figures; 3]) -> Table {
    let mut text = format!(
        "{:18} {:28} {:>8} {:>8} {:>8}  floor\n",
        "set", "figure", "all", "read", "scored"
    );
    let mut missed = 0;
    let part = |figures: &Figures, key: &(String, String)| {
        figures
            .get(key)
            .map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
    };
    for (key, value) in all {
        let floor = floors::of(&key.0, &key.1);
        let held = floor.is_none_or(|floor| floor.holds(*value));
        let wanted = floors::wanted(&key.0, &key.1)
            .filter(|goal| value < goal)
            .map_or_else(String::new, |goal| format!("  wanted {goal}"));
        missed += usize::from(!held);
        writeln!(
            text,
            "{:18} {:28} {value:8.4} {:>8} {:>8}  {}{wanted}{}",
            key.0,
            key.1,
            part(read, key),
            part(scored, key),
            floor.map_or_else(String::new, |floor| floor.to_string()),
            if held { "" } else { "  BELOW" }
        )
        .expect("text takes text");
    }
    for (set, figure) in floors::all() {
        if !all.contains_key(&(set.to_owned(), figure.to_owned())) {
            writeln!(text, "{set:18} {figure:26} not measured").expect("text takes text");
            missed += 1;
        }
    }
    writeln!(text, "{missed} figures miss their floor").expect("text takes text");
    Table { text, missed }
}
