//! `check` over the annotated example, word for word: whoever changes one of the two sees what users will see.

use std::fs;

use crate::program::output;

const EXAMPLE: &str = include_str!("../../config/mentiond.toml");

#[test]
fn the_example_is_checked_word_for_word() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mentiond.toml");
    fs::write(&file, EXAMPLE).unwrap();
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let (checked, said) = output(dir.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{said}");
    // When a digest is due depends on the day.
    let lines = said.lines().map(|line| {
        let due = line.split_once(" is next due ");
        due.map_or_else(
            || line.to_owned(),
            |(digest, _)| format!("{digest} is next due …"),
        )
    });
    let lines: Vec<String> = lines.collect();
    assert_eq!(
        lines,
        [
            "mentiond.toml is fine: 2 brands, 5 sources, 1 influencer, 1 campaign, 1 digest.",
            "Digest `weekly` is next due …",
        ],
        "{said}"
    );

    // As a value for programs, and with everything that is wrong said at once.
    let (checked, said) = output(dir.path(), &["check", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(
        (&told["ok"], &told["warnings"]),
        (&true.into(), &serde_json::json!([])),
        "{said}"
    );
    let worse = EXAMPLE
        .replace("objective = \"awareness\"", "objective = \"awarenes\"")
        .replace("margin    = 0.55", "margin    = 55")
        .replace("what = \"fee\",", "what = \"fees\",")
        .replace(
            "channels = [\"google / cpc\"], amount = 900",
            "channels = [\"google / cpc\"]",
        )
        .replace("when   = \"spike\"", "when   = \"spikes\"");
    fs::write(&file, worse).unwrap();
    let (refused, said) = output(dir.path(), &["check"]);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    let problems: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("error: "))
        .filter_map(|line| line.split('`').nth(1))
        .collect();
    assert_eq!(
        problems,
        [
            "campaign[0].objective",
            "campaign[0].margin",
            "campaign[0].costs[0].what",
            "campaign[0].compare[0]",
            "alert[0].when",
        ],
        "{said}"
    );
}
