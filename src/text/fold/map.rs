//! A folded text that remembers where each of its bytes came from.

/// A stretch of the folded text and the stretch of the original it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// First byte in the folded text; the piece ends where the next begins.
    at: u32,
    /// First byte in the original.
    from: u32,
    /// Byte after the last in the original.
    to: u32,
    /// Whether both stretches have the same characters at the same places, case aside.
    exact: bool,
}

/// A text in folded form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Empty when folded and original have the same length throughout.
    pieces: Vec<Piece>,
}

impl Folded {
    pub(super) fn ascii(text: &str) -> Self {
        Self {
            text: text.to_ascii_lowercase(),
            pieces: Vec::new(),
        }
    }

    pub(super) fn same(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            pieces: Vec::new(),
        }
    }

    /// Byte range in the original of a byte range in the folded text. The result always lies on character boundaries of
    /// the original, grows with its argument, and leaves out invisible characters at either end. Offsets inside a
    /// character or past the end are moved to the nearest boundary that keeps the whole character.
    pub fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let start = floor_boundary(&self.text, start);
        let end = ceil_boundary(&self.text, end).max(start);
        if self.pieces.is_empty() {
            return (start, end);
        }
        let from = self.start_of(start);
        if start == end {
            return (from, from);
        }
        (from, self.end_of(end).max(from))
    }

    fn start_of(&self, at: usize) -> usize {
        let Some(piece) = self.piece_at(at) else { return 0 };
        if at >= self.text.len() {
            return piece.to as usize;
        }
        let into = if piece.exact { at - piece.at as usize } else { 0 };
        piece.from as usize + into
    }

    fn end_of(&self, at: usize) -> usize {
        let Some(piece) = at.checked_sub(1).and_then(|last| self.piece_at(last)) else {
            return 0;
        };
        if piece.exact {
            piece.from as usize + (at - piece.at as usize)
        } else {
            piece.to as usize
        }
    }

    fn piece_at(&self, at: usize) -> Option<Piece> {
        let next = self.pieces.partition_point(|piece| piece.at as usize <= at);
        self.pieces.get(next.checked_sub(1)?).copied()
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Collects a folded text piece by piece, in order.
pub(super) struct Builder {
    text: String,
    pieces: Vec<Piece>,
}

impl Builder {
    pub(super) fn for_text(original: &str) -> Self {
        Self {
            text: String::with_capacity(original.len()),
            pieces: Vec::new(),
        }
    }

    pub(super) fn push_ascii(&mut self, from: usize, run: &str) {
        self.begin(from, run.len(), true);
        let at = self.text.len();
        self.text.push_str(run);
        if let Some(run) = self.text.get_mut(at..) {
            run.make_ascii_lowercase();
        }
    }

    pub(super) fn push_char(&mut self, from: usize, original: char, folded: char) {
        let exact = original.len_utf8() == folded.len_utf8();
        self.begin(from, original.len_utf8(), exact);
        self.text.push(folded);
    }

    /// A cluster that folded to nothing leaves no piece: its bytes belong to no folded range.
    pub(super) fn push_cluster(&mut self, from: usize, bytes: usize, folded: &str) {
        if !folded.is_empty() {
            self.begin(from, bytes, false);
            self.text.push_str(folded);
        }
    }

    fn begin(&mut self, from: usize, bytes: usize, exact: bool) {
        let to = short(from + bytes);
        let from = short(from);
        if let Some(last) = self.pieces.last_mut()
            && exact
            && last.exact
            && last.to == from
        {
            last.to = to;
            return;
        }
        self.pieces.push(Piece {
            at: short(self.text.len()),
            from,
            to,
            exact,
        });
    }

    pub(super) fn finish(self) -> Folded {
        let whole = matches!(self.pieces.as_slice(), [only] if only.exact && only.from == 0);
        Folded {
            text: self.text,
            pieces: if whole { Vec::new() } else { self.pieces },
        }
    }
}

/// Texts are bounded far below 4 GiB long before they get here.
fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
