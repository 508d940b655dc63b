//! Plain text as templates leave it, without the blank lines that add up.

/// At most one blank line in a row is kept, none at the beginning, and no blanks at the ends of lines.
pub(in crate::digest) fn squeezed(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut blank = true;
    for line in raw.lines() {
        let line = line.trim_end();
        if !(line.is_empty() && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    out
}
