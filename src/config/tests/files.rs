//! Whole files: the example, files that are too large or damaged, and how mistakes are shown.

use proptest::prelude::*;

use super::*;

#[test]
fn the_example_is_accepted_without_a_word() {
    let checked = good(EXAMPLE);
    assert_eq!(checked.warnings.to_string(), "");
    let settings = checked.settings;
    assert_eq!(settings.sources.len(), 5);
    assert_eq!(settings.brands[0].domains, ["acme.example", "shop.acme.example"]);
    assert_eq!(settings.campaigns[0].window.to.to_string(), "2026-06-01");
    assert_eq!(settings.campaigns[0].baseline_days, 56);
    assert_eq!(settings.campaigns[0].costs[4].amount.amount_minor, 7500);
    assert_eq!(settings.sources[0].cadence.every, Duration::from_mins(15));
    assert_eq!(settings.sources[1].platform, Platform::Forum);
    assert_eq!(settings.cpm[&Platform::Instagram].value.to_string(), "8");
    assert_eq!(settings.digests[0].to, ["marketing@acme.example"]);
}

#[test]
fn every_key_stands_in_the_example() {
    for shape in shape::SHAPES {
        for key in shape.keys {
            let word = format!(r"(?m)(^|[\s{{\[#,.]){}(\s*=|\]|\.)", key.name);
            let found = regex::Regex::new(&word).unwrap().is_match(EXAMPLE);
            assert!(found, "{}.{}", shape.path, key.name);
        }
    }
}

#[test]
fn every_key_is_explained() {
    let rows = keys();
    assert!(
        rows.iter()
            .any(|row| row.key == "source[].items.each" && row.default == "required")
    );
    for row in &rows {
        assert!(!row.kind.is_empty() && !row.meaning.is_empty(), "{}", row.key);
        assert!(!row.meaning.ends_with('.'), "{}", row.key);
    }
}

#[test]
fn people_see_the_line_and_programs_get_json() {
    let text = "[polling]\nevry = \"15m\"\n[[brand]]\nid = \"a\"\nmatch = 'acme AND'\n";
    let errors = try_load(text).unwrap_err();
    insta::assert_snapshot!(errors.render(false), @r#"
    warning: there is no `[[source]]`, so nothing is polled
    --> mentiond.toml

    error: `polling.evry`: unknown key `evry`
     --> mentiond.toml:2:1
      |
    2 | evry = "15m"
      | ^^^^
      |
      = help: did you mean `every`?

    error: `brand[0].match`: the query ends too early
     --> mentiond.toml:5:18
      |
    5 | match = 'acme AND'
      |                  ^
      |
      = help: write a word, a phrase or a `(` after the operator, or remove it
    "#);
    assert_eq!(
        errors.to_json()["problems"][1],
        serde_json::json!({
            "severity": "error", "line": 2, "column": 1, "key": "polling.evry",
            "message": "unknown key `evry`", "help": "did you mean `every`?",
        })
    );
    assert!(errors.render(true).contains('\u{1b}'));
}

#[test]
fn an_empty_file_is_refused_as_a_whole() {
    insta::assert_snapshot!(try_load("").unwrap_err().render(false), @r"
    error: nothing is configured; expected at least one `[[brand]]` and one `[[source]]`
    --> mentiond.toml
     = help: `mentiond init` writes a commented example
    ");
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let windows = EXAMPLE.replace('\n', "\r\n");
    assert!(good(&windows).warnings.is_empty());
    let marked = format!("\u{feff}{EXAMPLE}");
    assert!(good(&marked).warnings.is_empty());
    assert!(told(&format!("\u{feff}colour = 1\n{BRAND}")).contains("mentiond.toml:1:1: `colour`"));
}

#[test]
fn files_too_large_or_too_deep_are_refused() {
    let large = "# padding\n".repeat(MAX_BYTES / 10 + 1);
    assert!(told(&large).contains("a configuration has at most"));
    let deep = format!("a = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert!(told(&deep).contains("recurs"));
    let dotted = format!("{}b = 1\n", "a.".repeat(100_000));
    assert!(try_load(&dotted).is_err());
}

#[test]
fn ten_thousand_sources_are_read_and_ten_thousand_mistakes_told() {
    let sources = |scheme: &str| -> String {
        let source = |n| format!("[[source]]\nname = \"s{n}\"\nfeed = \"{scheme}://h{n}.example/feed\"\n");
        (0..10_000).map(source).collect::<String>() + BRAND
    };
    assert_eq!(good(&sources("https")).settings.sources.len(), 10_000);
    let errors = try_load(&sources("ftp")).unwrap_err();
    assert_eq!(errors.len(), 10_000);
    assert!(errors.render(false).ends_with("… and 9900 more\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_answered(text in "(?s).{0,200}") {
        let _answer = try_load(&text).map_err(|errors| errors.render(false));
    }

    #[test]
    fn any_damage_to_the_example_is_answered(
        at in 0..EXAMPLE.len(), cut in 0_usize..40, put in "[\\[\\]{}=\"',#\n0-9a-z.$é-]{0,6}",
    ) {
        let mut text: Vec<char> = EXAMPLE.chars().collect();
        let at = at.min(text.len());
        let end = (at + cut).min(text.len());
        drop(text.splice(at..end, put.chars()));
        let text: String = text.into_iter().collect();
        if let Err(errors) = try_load(&text) {
            prop_assert!(!errors.is_empty());
            prop_assert!(!errors.render(false).is_empty());
            let lines = text.lines().count() + 1;
            prop_assert!(errors.iter().all(|problem| problem.line <= lines && !problem.message.ends_with('.')));
        }
    }
}
