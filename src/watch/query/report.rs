//! A refused query as people see it: the query, a caret under what is wrong, what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::QueryError;

impl QueryError {
    /// Shows what is wrong with a query, in colour if asked. Several lines, none of them with a line break at the end.
    pub fn render(&self, query: &str, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let start = query.floor_char_boundary(self.start.min(query.len()));
        let end = query.ceil_char_boundary(self.end.clamp(start, query.len()));
        let mark = AnnotationKind::Primary.span(start..end);
        let group = Level::ERROR
            .primary_title(self.message.as_str())
            .element(Snippet::source(query).annotation(mark))
            .element(Level::HELP.message(self.help.as_str()));
        renderer.render(&[group])
    }
}
