//! Text as it grows: blank space folded, no blank lines.

/// Most bytes of one anchor text.
const MAX_ANCHOR_BYTES: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    gap: Gap,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

impl Writer {
    /// Adds running text. In preformatted text line breaks are kept.
    pub(super) fn text(&mut self, text: &str, preformatted: bool) {
        if text.is_empty() {
            return;
        }
        if preformatted && text.contains('\n') {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.line_break();
                }
                self.run(line);
            }
        } else {
            self.run(text);
        }
    }

    fn run(&mut self, text: &str) {
        let mut words = text.split(is_gap);
        if let Some(first) = words.next() {
            self.word(first);
        }
        for word in words {
            self.gap = self.gap.max(Gap::Space);
            self.word(word);
        }
    }

    fn word(&mut self, word: &str) {
        if !word.is_empty() {
            self.close_gap();
            self.out.push_str(word);
        }
    }

    pub(super) fn character(&mut self, c: char) {
        if is_gap(c) {
            self.space();
        } else {
            self.close_gap();
            self.out.push(c);
        }
    }

    pub(super) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    pub(super) fn line_break(&mut self) {
        self.gap = Gap::Line;
    }

    fn close_gap(&mut self) {
        if !self.out.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.out.push(' '),
                Gap::Line => self.out.push('\n'),
            }
        }
        self.gap = Gap::None;
    }

    /// Where the text stands.
    pub(super) fn mark(&self) -> usize {
        self.out.len()
    }

    /// Text written since a mark, on one line and bounded.
    pub(super) fn since(&self, mark: usize) -> String {
        let text = self.out.get(mark..).unwrap_or_default().trim();
        let mut end = text.len().min(MAX_ANCHOR_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.get(..end).unwrap_or_default().replace('\n', " ")
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Blank space of any kind, and control characters, which no text needs.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}
