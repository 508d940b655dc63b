//! Backlinks in strings: new ones, how all of them stand, what happened to them.

use serde::Serialize;

use super::{RenderContext, said::LinkView, said::link, show};
use crate::{
    model::{BacklinkChange, CodeLeak, Report},
    report,
};

#[derive(Debug, Serialize)]
pub(super) struct LinksView {
    new: Vec<LinkView>,
    more_new: usize,
    /// How they stand, one line; empty while none was looked at.
    standing: String,
    changes: Vec<ChangeView>,
    more_changes: usize,
    /// Promo codes that others hand out, a line each.
    leaks: Vec<String>,
}

impl LinksView {
    /// Leaves everything out but how they stand; whether there was anything else.
    pub(super) fn leave_out(&mut self) -> bool {
        let any = !(self.new.is_empty() && self.changes.is_empty() && self.leaks.is_empty());
        (self.more_new, self.more_changes) = (0, 0);
        self.new.clear();
        self.changes.clear();
        self.leaks.clear();
        any
    }
}

#[derive(Debug, Serialize)]
struct ChangeView {
    what: &'static str,
    site: String,
    from: Option<String>,
    to: String,
    detail: String,
}

/// A leak with where it was seen first.
fn leak(row: &CodeLeak, context: &RenderContext) -> String {
    let place = show::clean(&row.first.place, 60);
    let when = show::moment(row.first.at, &context.zone);
    format!(
        "{}; first seen on {place}, {when}",
        show::clean(&report::leak_words(row), 300)
    )
}

pub(super) fn links(of: &Report, limit: usize, context: &RenderContext) -> LinksView {
    let checks = &of.backlink_checks;
    let unlisted = usize::try_from(checks.more_changes).unwrap_or(usize::MAX);
    LinksView {
        new: of.backlinks.iter().take(limit).map(link).collect(),
        more_new: of.backlinks.len().saturating_sub(limit),
        standing: report::link_standing(checks),
        changes: checks.changes.iter().take(limit).map(change).collect(),
        more_changes: checks
            .changes
            .len()
            .saturating_sub(limit)
            .saturating_add(unlisted),
        leaks: of
            .leaks
            .iter()
            .take(limit)
            .map(|row| leak(row, context))
            .collect(),
    }
}

fn change(row: &BacklinkChange) -> ChangeView {
    let shown = |text: &str| match show::clean(text, 60) {
        empty if empty.is_empty() => "none".to_owned(),
        shown => shown,
    };
    let detail = if row.before.is_empty() && row.after.is_empty() || row.what.is_loss() {
        String::new()
    } else {
        format!("{} → {}", shown(&row.before), shown(&row.after))
    };
    ChangeView {
        what: row.what.as_words(),
        site: show::clean(&row.site, 60),
        from: show::safe_url(row.from.as_deref()),
        to: show::clean(&row.to, 90),
        detail,
    }
}
