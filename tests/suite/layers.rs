//! The walls of the house: a file may import only from layers below it, and the core does no I/O.

use std::{collections::BTreeSet, fs, path::Path};

/// Lowest first.
const LAYERS: [&str; 13] = [
    "model", "text", "parse", "presets", "watch", "classify", "metrics", "config", "report", "digest", "io",
    "app", "cli",
];

/// Layers that read no clock, file, socket or environment and run nothing concurrently.
const CORE: [&str; 10] = [
    "model", "text", "parse", "presets", "watch", "classify", "metrics", "config", "report", "digest",
];

/// What the core does not touch.
const OUTSIDE: [&str; 23] = [
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "std::thread",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "print!",
    "println!",
    "tokio",
    "reqwest",
    "axum",
    "sled::",
    "hyper",
    "async fn",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    // The machine's zone; zones by name come from the bundled database, which is data.
    "TimeZone::system",
];

/// Every file of `src`, with its layer and its code without tests and comments.
fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                let layer = name.split(['/', '.']).next().unwrap().to_owned();
                if !is_test_file(&name) {
                    found.push((name, layer, code(&fs::read_to_string(&path).unwrap())));
                }
            }
        }
    }
    found.sort();
    found
}

fn is_test_file(name: &str) -> bool {
    name.ends_with("tests.rs")
        || name.contains("/tests/")
        || name.ends_with("sample.rs")
        || name.ends_with("corpora.rs")
}

/// The lines that are neither tests nor comments. What `#[cfg(test)]` stands before ends, as rustfmt lays it out, with a
/// line of the same indentation that closes it.
fn code(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut kept = Vec::new();
    let mut tested: Option<usize> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        match tested {
            Some(margin) => {
                if indent(line) == margin && trimmed.ends_with([';', '}', ',']) {
                    tested = None;
                }
            }
            None if trimmed == "#[cfg(test)]" => tested = Some(indent(line)),
            None if trimmed.starts_with("//") => {}
            None => kept.push(line),
        }
    }
    kept.join("\n")
}

/// Layers that a file names through `crate::`.
fn imports(code: &str) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for layer in LAYERS {
        if code.contains(&format!("crate::{layer}")) {
            found.insert(layer);
        }
    }
    // `use crate::{a::…, b::…}`: every name that begins a path inside the braces.
    for (_, rest) in code
        .match_indices("crate::{")
        .map(|(at, found)| (at, &code[at + found.len()..]))
    {
        let (mut depth, mut word, mut start) = (1, String::new(), true);
        for c in rest.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && (c.is_alphanumeric() || c == '_') && start {
                word.push(c);
            } else {
                if let Some(layer) = LAYERS.iter().find(|layer| **layer == word && depth >= 1) {
                    found.insert(*layer);
                }
                word.clear();
                start = depth == 1 && (matches!(c, ',' | '{') || c.is_whitespace());
            }
        }
        if let Some(layer) = LAYERS.iter().find(|layer| **layer == word) {
            found.insert(*layer);
        }
    }
    found
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|known| *known == layer)
}

#[test]
fn a_file_imports_only_from_layers_below_it() {
    let mut wrong = Vec::new();
    for (name, layer, code) in sources() {
        let Some(own) = rank(&layer) else { continue };
        for import in imports(&code) {
            if rank(import).unwrap() > own {
                wrong.push(format!("{name} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "upward imports:\n{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_src_is_a_known_layer() {
    for (name, layer, _) in sources() {
        assert!(
            rank(&layer).is_some() || matches!(name.as_str(), "lib.rs" | "main.rs"),
            "{name} is in no layer"
        );
    }
}

#[test]
fn the_core_does_not_touch_the_outside() {
    let mut wrong = Vec::new();
    for (name, layer, code) in sources() {
        if CORE.contains(&layer.as_str()) {
            for outside in OUTSIDE.iter().filter(|outside| code.contains(**outside)) {
                wrong.push(format!("{name}: {outside}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the core reaches outside:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn tests_and_comments_are_no_code() {
    let text = "//! std::fs\nuse a;\n#[cfg(test)]\nmod tests;\nfn b() {\n    #[cfg(test)]\n    c(\n        1,\n    );\n    d();\n}\n\
                #[cfg(test)]\n#[expect(\n    lint,\n    reason = \"x\"\n)]\nmod more {\n    use std::fs;\n}\nfn e() {}\n";
    assert_eq!(code(text), "use a;\nfn b() {\n    d();\n}\nfn e() {}");
}

#[test]
fn the_reading_of_imports_sees_through_braces() {
    let code =
        "use crate::{\n    io::store::{Store, model},\n    report as numbers,\n};\nuse crate::text::fold;";
    assert_eq!(
        imports(code).into_iter().collect::<Vec<_>>(),
        ["io", "report", "text"]
    );
}

#[test]
fn no_file_is_longer_than_five_hundred_lines_without_its_tests() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(name, _, code)| (name, code.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(name, lines)| format!("{name}: {lines}"))
        .collect();
    assert!(long.is_empty(), "too long:\n{}", long.join("\n"));
}
