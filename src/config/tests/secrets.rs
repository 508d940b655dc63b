//! Strings from elsewhere, and secrets that nothing shows.

use super::*;

#[test]
fn strings_come_from_elsewhere_and_secrets_stay_secret() {
    let world = World {
        strings: BTreeMap::from([
            ("TOKEN", "canary-env"),
            ("secret.txt", "canary-file\nsecond line"),
            ("smtp", "canary-credential"),
            ("HOST", "news.example"),
        ]),
        open: false,
    };
    let text = r#"
        [http]
        token = "${TOKEN}"
        [mail]
        from = "a@b.example"
        transport = "smtp"
        host = "smtp.example"
        username = "me"
        password = { credential = "smtp" }
        [[source]]
        name = "x"
        feed = "https://${HOST}/feed"
        auth = { bearer = { file = "secret.txt" } }
    "#;
    let settings = load(&format!("{text}{BRAND}"), "m.toml", &world)
        .unwrap()
        .settings;
    assert_eq!(settings.http.token.as_ref().unwrap().expose(), "canary-env");
    let source = &settings.sources[0];
    let bearer = crate::model::Secret::new("canary-file");
    assert_eq!(source.manners.auth, Some(ApiAuth::Bearer(bearer)));
    assert!(matches!(&source.kind, SourceKind::Feed { url } if url.as_str() == "https://news.example/feed"));
    assert!(!format!("{settings:?}").contains("canary"));
}

#[test]
fn no_message_shows_a_secret() {
    let world = World {
        strings: BTreeMap::from([("ZONE", "canary-zone"), ("TOKEN", "canary\u{7}-token")]),
        open: true,
    };
    let text = r#"
        timezone = "${ZONE}"
        [http]
        token = "canary-http"
        [mail]
        password = "canary-mail" # a comment
        colour = 1
        [[source]]
        name = "a"
        feed = "ftp://me:canary-url@x.example/?api_key=canary-key&q=1"
        [[source]]
        name = "b"
        feed = "https://me:canary%2Durl2@x.example/"
        evry = 1
        auth = { bearer = "canary-bearer", colour = 1, header = { name = "X", value = "canary-header", x = 1 } }
        [[source]]
        name = "c"
        api = "youtube-search"
        with = { query = "x", key = "canary-api", colour = 1 }
        [[source]]
        name = "d"
        feed = "https://x.example/d"
        auth = { bearer = "${TOKEN}" }
    "#;
    let errors = load(&format!("{text}{BRAND}"), "m.toml", &world).unwrap_err();
    let all = [
        errors.to_string(),
        format!("{errors:?}"),
        errors.render(false),
        errors.render(true),
        errors.to_json().to_string(),
    ];
    for shown in &all {
        assert!(!shown.contains("canary"), "{shown}");
    }
    assert!(all[2].contains("•••") && errors.len() > 9);
    assert!(all[0].contains("every user of this machine can read"));
}

#[test]
fn a_password_moves_out_of_the_address() {
    let text = "[[source]]\nname = \"x\"\nfeed = \"https://me:pass%20word@x.example/f\"\n";
    let checked = good(&format!("{text}{BRAND}"));
    assert_eq!(checked.warnings.len(), 1);
    let source = &checked.settings.sources[0];
    assert!(matches!(&source.kind, SourceKind::Feed { url } if url.as_str() == "https://x.example/f"));
    let Some(ApiAuth::Basic { username, password }) = &source.manners.auth else {
        panic!("no login")
    };
    assert_eq!((username.as_str(), password.expose()), ("me", "pass word"));
}
