//! Which part of a site is meant.

use url::Url;

use crate::parse::robots::{Rule, normal};

/// Paths of a site, written as in robots.txt: the beginning of a path, `*` for anything, `$` for its end; with `!` in
/// front what is not meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths(Vec<Rule>);

impl Paths {
    /// The paths so written.
    ///
    /// # Errors
    /// One sentence that says what is wrong with a pattern.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let rules = patterns.into_iter().map(|pattern| {
            let (allow, path) = match pattern.trim().strip_prefix('!') {
                Some(path) => (false, path.trim()),
                None => (true, pattern.trim()),
            };
            if !path.starts_with(['/', '*']) {
                return Err("a path begins with `/`, or with `*` for anything".to_owned());
            }
            Rule::new(allow, path).ok_or_else(|| "it has too many `*`".to_owned())
        });
        rules.collect::<Result<_, _>>().map(Self)
    }

    /// Whether an address lies in what is meant: it matches any pattern, if there is one without `!`, and none with.
    pub fn hold(&self, url: &Url) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = normal(&format!("{}{query}", url.path()));
        let (wanted, unwanted): (Vec<&Rule>, Vec<&Rule>) = self.0.iter().partition(|rule| rule.allow);
        let any = |rules: &[&Rule]| rules.iter().any(|rule| rule.matches(&path));
        (wanted.is_empty() || any(&wanted)) && !any(&unwanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_matched_as_in_robots_txt() {
        for (patterns, path, holds) in [
            (&["/blog/*"][..], "/blog/2026/x", true),
            (&["/blog/"], "/blog/2026/x", true),
            (&["/blog/*"], "/shop/x", false),
            (&["/blog/*", "!/blog/tag/"], "/blog/tag/x", false),
            (&["!/tag/"], "/blog/x", true),
            (&["!/tag/"], "/tag/x", false),
            (&["/*.html$"], "/a/b.html", true),
            (&["/*.html$"], "/a/b.html?x=1", false),
            (&["/caf%C3%A9/"], "/café/1", true),
            (&["*"], "/", true),
            (&[], "/x", true),
        ] {
            let url = Url::parse("https://a.example").unwrap().join(path).unwrap();
            let paths = Paths::new(patterns.iter().copied()).unwrap();
            assert_eq!(paths.hold(&url), holds, "{patterns:?} {path}");
        }
        for bad in ["blog", "", "!", &"/*".repeat(100)] {
            assert!(Paths::new([bad]).is_err(), "{bad}");
        }
    }
}
