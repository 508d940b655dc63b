//! `doctor`, as somebody runs it whose digest did not come.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use serde_json::Value;

use super::program::{Daemon, output};

const CONFIG: &str = r#"
data_dir = "data"
[http]
listen = "unix:@DIR@/http.sock"
[[brand]]
id = "acme"
name = "Acme"
match = "acme"
[[source]]
name = "Closed door"
feed = "http://127.0.0.1:9/feed.xml"
allow_private = true
"#;

fn config(dir: &Path) -> String {
    CONFIG.replace("@DIR@", &dir.display().to_string())
}

/// Findings that are not good, each as `about: found`, and whether the whole is.
fn findings(dir: &Path, args: &[&str]) -> (Vec<String>, bool) {
    let (done, said) = output(dir, &[&["doctor", "--json"], args].concat());
    let told: Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|why| panic!("{why}: {said}"));
    let ok = told["ok"].as_bool().unwrap();
    assert_eq!(done.status.code(), Some(i32::from(!ok)), "{said}");
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let all = told["findings"].as_array().unwrap().iter();
    let told = all.filter(|finding| finding["grade"] != "good" && finding["about"] != "disk");
    let told = told.map(|finding| format!("{}: {}", text(finding, "about"), text(finding, "found")));
    (told.collect(), ok)
}

#[test]
fn a_sound_machine_is_told_so_and_a_sick_one_what_ails_it() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (told, ok) = findings(dir, &["--offline"]);
    assert!(
        !ok && told.len() == 1 && told[0].contains("there is no configuration"),
        "{told:?}"
    );

    fs::write(dir.join("mentiond.toml"), "nonsense = 1\n[[brand]]\n").unwrap();
    let (told, ok) = findings(dir, &["--offline"]);
    assert!(!ok && told[0].contains("has 4 errors"), "{told:?}");

    fs::write(dir.join("mentiond.toml"), config(dir)).unwrap();
    let (told, ok) = findings(dir, &["--offline"]);
    assert!(
        ok && told.iter().all(|told| told.starts_with("configuration:")),
        "{told:?}"
    );

    // A first poll makes the store; the source cannot be reached, which is told with its reason.
    output(dir, &["poll"]);
    let (told, ok) = findings(dir, &[]);
    let source = told.iter().find(|told| told.starts_with("source Closed door:"));
    assert!(
        !ok && source.is_some_and(|told| told.contains("refused")),
        "{told:?}"
    );
    assert!(!told.iter().any(|told| told.starts_with("store:")), "{told:?}");

    fs::set_permissions(dir.join("data"), fs::Permissions::from_mode(0o755)).unwrap();
    let (_, said) = output(dir, &["doctor", "--offline"]);
    assert!(
        said.contains("! data directory: others on this machine"),
        "{said}"
    );
    assert!(said.contains("→ `chmod 700 data`"), "{said}");
}

#[test]
fn a_running_daemon_is_asked_and_its_store_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::write(dir.join("mentiond.toml"), config(dir)).unwrap();
    let mut daemon = Daemon::start(dir);
    daemon.wait_for("a first poll", |status| status["sources"][0]["failures"] == 1);
    fs::write(dir.join("mentiond.toml"), format!("{}# changed\n", config(dir))).unwrap();
    let (told, ok) = findings(dir, &["--offline"]);
    let has = |begins: &str| told.iter().any(|told| told.starts_with(begins));
    assert!(!ok && has("source Closed door: failing since"), "{told:?}");
    assert!(has("configuration in force: the file was changed"), "{told:?}");
    assert!(!has("store:"), "{told:?}");
}
