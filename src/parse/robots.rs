//! `robots.txt` (RFC 9309): what a site asks of programs that visit it.
//!
//! Lenient where large crawlers are: a missing colon, misspelt keys, any line end, a byte order mark. Beyond the RFC,
//! `Crawl-delay` is read, since sites that state it mean it.

use std::time::Duration;

/// Most bytes read (RFC 9309 section 2.5 asks for at least 500 KiB).
pub const LIMIT_BYTES: usize = 512 * 1024;
/// Most bytes of one line; longer ones are cut.
const LINE_BYTES: usize = 16 * 1024;
/// Most wildcards of a pattern: matching takes time with their number.
const WILDCARDS: usize = 64;

/// What one site allows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    groups: Vec<Group>,
    /// Addresses of sitemaps, as written.
    pub sitemaps: Vec<String>,
}

/// Lines for the same programs.
#[derive(Clone, Debug, Default, PartialEq)]
struct Group {
    /// Product tokens in lower case; `*` for everybody.
    agents: Vec<String>,
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

/// A path pattern: the beginning of a path, `*` for anything, `$` for its end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) allow: bool,
    /// Normalised, without the `$` at its end.
    pattern: String,
    /// Whether it ended in `$`.
    anchored: bool,
}

impl Robots {
    /// Reads a file. Nothing in it is an error: what is not understood asks for nothing.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.get(..LIMIT_BYTES).unwrap_or(bytes);
        let mut robots = Self::default();
        // Whether the last line of the group was one that names a program.
        let mut naming = false;
        for line in without_mark(bytes).split(|byte| matches!(byte, b'\n' | b'\r')) {
            let line = line.get(..LINE_BYTES).unwrap_or(line);
            let line = String::from_utf8_lossy(line);
            let Some((key, value)) = key_value(&line) else {
                continue;
            };
            match key {
                Key::Agent => {
                    if !naming {
                        robots.groups.push(Group::default());
                        naming = true;
                    }
                    if let Some(group) = robots.groups.last_mut() {
                        group.agents.push(product(value));
                    }
                }
                Key::Rule { allow } => {
                    naming = false;
                    if let Some(group) = robots.groups.last_mut() {
                        group.rules.extend(Rule::new(allow, value));
                        // A page for a directory's index stands for the directory itself.
                        let index = ["index.html", "index.htm"]
                            .iter()
                            .find_map(|name| value.strip_suffix(name));
                        if let Some(folder) = index.filter(|folder| allow && folder.ends_with('/')) {
                            group.rules.extend(Rule::new(allow, &format!("{folder}$")));
                        }
                    }
                }
                Key::Delay => {
                    naming = false;
                    if let Some(group) = robots.groups.last_mut() {
                        group.delay = value
                            .parse()
                            .ok()
                            .and_then(|secs| Duration::try_from_secs_f64(secs).ok());
                    }
                }
                Key::Sitemap => robots.sitemaps.push(value.to_owned()),
                // Whatever its key was meant to be, a line about a path is a rule: the next agent begins a new group.
                Key::Other => naming &= !value.starts_with('/'),
            }
        }
        robots
    }

    /// Whether a program may ask for a path (with its query, encoded as in the request line). `agent` is its product token
    /// or its whole `User-Agent`.
    pub fn allows(&self, agent: &str, path: &str) -> bool {
        if !path.is_ascii() {
            // No request line has such a path, so no rule is about it but those about everything.
            return self.allows(agent, "/");
        }
        let path = if path.starts_with('/') {
            normal(path)
        } else {
            format!("/{}", normal(path))
        };
        if path == "/robots.txt" {
            return true;
        }
        let best = self
            .groups_of(agent)
            .flat_map(|group| &group.rules)
            .filter(|rule| rule.matches(&path))
            .map(|rule| (rule.pattern.len() + usize::from(rule.anchored), rule.allow))
            .max();
        best.is_none_or(|(_, allow)| allow)
    }

    /// Pause between two requests that the site asks of a program.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        self.groups_of(agent).filter_map(|group| group.delay).max()
    }

    /// The groups that name the program, else those for everybody.
    fn groups_of(&self, agent: &str) -> impl Iterator<Item = &Group> {
        let agent = product(agent);
        let names = |group: &&Group, wanted: &str| group.agents.iter().any(|known| known == wanted);
        let named = self.groups.iter().any(|group| names(&group, &agent));
        let wanted = if named { agent } else { "*".to_owned() };
        self.groups.iter().filter(move |group| names(group, &wanted))
    }
}

enum Key {
    Agent,
    Rule { allow: bool },
    Delay,
    Sitemap,
    Other,
}

/// Key and value of a line, its comment taken off.
fn key_value(line: &str) -> Option<(Key, &str)> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let (key, value) = line.split_once(':').or_else(|| {
        // Without a colon two words and nothing else are taken for key and value.
        let (key, value) = line.split_once([' ', '\t'])?;
        let value = value.trim();
        (!value.contains([' ', '\t'])).then_some((key, value))
    })?;
    let key = match key.trim().to_ascii_lowercase().as_str() {
        "user-agent" | "useragent" | "user agent" => Key::Agent,
        "allow" => Key::Rule { allow: true },
        "disallow" | "dissallow" | "dissalow" | "disalow" | "diasllow" | "disallaw" => {
            Key::Rule { allow: false }
        }
        "crawl-delay" | "crawldelay" | "crawl delay" => Key::Delay,
        "sitemap" | "site-map" => Key::Sitemap,
        _ => Key::Other,
    };
    Some((key, value.trim()))
}

/// The product token of a `User-Agent` (RFC 9309 section 2.2.1): its letters, `-` and `_`, lower case; `*` stays.
fn product(agent: &str) -> String {
    let agent = agent.trim();
    if agent == "*" || agent.starts_with("* ") {
        return "*".to_owned();
    }
    agent
        .chars()
        .take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

impl Rule {
    /// `None` for an empty value, which asks for nothing.
    pub(super) fn new(allow: bool, value: &str) -> Option<Self> {
        if value.is_empty() {
            return None;
        }
        let (pattern, anchored) = match value.strip_suffix('$') {
            Some(body) => (body, true),
            None => (value, false),
        };
        let pattern = normal(pattern);
        let pattern = if pattern.starts_with(['/', '*']) {
            pattern
        } else {
            format!("/{pattern}")
        };
        let wild = pattern.bytes().filter(|byte| *byte == b'*').count();
        (wild <= WILDCARDS).then_some(Self {
            allow,
            pattern,
            anchored,
        })
    }

    /// Whether it is about a path in the form of [`normal`].
    pub(super) fn matches(&self, path: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
            return false;
        };
        let mut parts = parts.peekable();
        let mut wild = false;
        while let Some(part) = parts.next() {
            wild = true;
            if self.anchored && parts.peek().is_none() {
                return rest.ends_with(part);
            }
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
        wild || !self.anchored || rest.is_empty()
    }
}

/// One form for all spellings of a path: what is not ASCII in percent encoding, in upper case (RFC 9309 section 2.2.2). An
/// encoded letter stays another than the letter itself, as in the parsers that sites test their files with. What no address
/// may hold unencoded is encoded, and so is `$`: here it is an ordinary character.
pub(super) fn normal(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let told = (byte == b'%')
            .then(|| bytes.get(at..at + 2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        if let Some(told) = told {
            at += 2;
            push_encoded(&mut out, told);
        } else if byte.is_ascii_graphic() && !b"$<>\"`{}|\\^".contains(&byte) {
            out.push(char::from(byte));
        } else {
            push_encoded(&mut out, byte);
        }
    }
    out
}

fn push_encoded(out: &mut String, byte: u8) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
}

/// Without a byte order mark, whole or the beginning of one.
fn without_mark(bytes: &[u8]) -> &[u8] {
    [&b"\xef\xbb\xbf"[..], b"\xef\xbb", b"\xef"]
        .iter()
        .find_map(|mark| bytes.strip_prefix(*mark))
        .unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::corpora;

    #[test]
    fn the_longest_rule_of_the_own_group_decides() {
        let robots = Robots::parse(
            b"User-agent: *\nDisallow: /private\nAllow: /private/press\nDisallow: /*.pdf$\nCrawl-delay: 2.5\n\n\
              User-agent: mentiond\nUser-agent: other\nDisallow: /feeds/\nSitemap: https://a.example/s.xml\n",
        );
        for (agent, path, allowed) in [
            ("somebody", "/private/x", false),
            ("somebody", "/private/press/1", true),
            ("somebody", "/a/b.pdf", false),
            ("somebody", "/a/b.pdf?x", true),
            ("somebody", "/robots.txt", true),
            ("mentiond/0.1 (+https://a.example)", "/feeds/all", false),
            ("Mentiond", "/private", true),
        ] {
            assert_eq!(robots.allows(agent, path), allowed, "{agent} {path}");
        }
        assert_eq!(robots.crawl_delay("somebody"), Some(Duration::from_millis(2_500)));
        assert_eq!(robots.crawl_delay("mentiond"), None);
        assert_eq!(robots.sitemaps, ["https://a.example/s.xml"]);
    }

    #[test]
    fn agrees_with_the_published_vectors() {
        let Some(rows) = corpora::rows("misc/robots/vectors.jsonl") else {
            return;
        };
        let wrong: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                let told = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
                let url = told("url");
                // The vectors give paths as they would stand in the request line.
                let path = match url.split_once("://") {
                    Some((_, rest)) => rest
                        .find('/')
                        .and_then(|at| rest.get(at..))
                        .unwrap_or("/")
                        .to_owned(),
                    None => url,
                };
                let allowed = Robots::parse(told("robots").as_bytes()).allows(&told("agent"), &path);
                (Some(allowed) != row["allowed"].as_bool()).then(|| row.to_string())
            })
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_and_asked(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in ".{0,40}") {
            let robots = Robots::parse(&bytes);
            robots.allows("mentiond", &path);
            robots.crawl_delay("mentiond");
        }

        #[test]
        fn what_is_disallowed_by_its_own_path_is_not_allowed(path in "/[a-z0-9/._~%é -]{0,30}") {
            let robots = Robots::parse(format!("User-agent: *\nDisallow: {path}\n").as_bytes());
            let trimmed = path.trim_end();
            prop_assume!(trimmed.is_ascii() && normal(trimmed) != "/robots.txt");
            prop_assert!(!robots.allows("mentiond", trimmed));
        }
    }
}
