//! Where settings may stand, and what is said of wrong ones.

use std::fs;
use std::process::Stdio;

use crate::support::{Home, variable};

/// What `settings` shows, or its error.
async fn settings(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = home.command(&["settings"]);
    command.args(arguments);
    command.envs(variables.iter().map(|(key, value)| (variable(key), value)));
    let output = command.output().await.unwrap();
    let text = if output.status.success() {
        output.stdout
    } else {
        output.stderr
    };
    String::from_utf8(text).unwrap()
}

fn write(home: &Home, file: &str, text: &str) {
    fs::write(home.folder.path().join(file), text).unwrap();
}

#[tokio::test]
async fn who_speaks_later_wins() {
    let home = Home::new();
    assert!(settings(&home, &[], &[]).await.contains("port = 3000\n"));

    write(&home, "config.toml", "[server]\nport = 3001\n");
    assert!(settings(&home, &[], &[]).await.contains("port = 3001\n"));

    write(
        &home,
        ".env",
        &format!("{}=3002\n", variable("server.port")),
    );
    assert!(settings(&home, &[], &[]).await.contains("port = 3002\n"));

    let environment = [("server.port", "3003")];
    assert!(
        settings(&home, &[], &environment)
            .await
            .contains("port = 3003\n")
    );

    let flag = ["--set", "server.port=3004"];
    assert!(
        settings(&home, &flag, &environment)
            .await
            .contains("port = 3004\n")
    );
}

#[tokio::test]
async fn a_misspelt_level_is_refused() {
    let home = Home::new();
    for filter in ["warm", "info,wran", "sqlx=off, info"] {
        let text = settings(&home, &["--set", &format!("log.filter={filter}")], &[]).await;
        assert!(text.contains("setting `log.filter` (from --set)"), "{text}");
    }
    let text = settings(&home, &["--set", "log.filter=hyper=off,WARN"], &[]).await;
    assert!(text.contains("hyper=off,warn"), "{text}");
}

#[tokio::test]
async fn another_file_takes_the_place_of_the_usual_one() {
    let home = Home::new();
    write(&home, "config.toml", "[server]\nport = 3001\n");
    write(&home, "other.toml", "[log]\nfilter = \"warn\"\n");
    let text = settings(&home, &["--config", "other.toml"], &[]).await;
    assert!(
        text.contains("port = 3000\n") && text.contains("filter = \"warn\""),
        "{text}"
    );

    let text = settings(&home, &["--config", "missing.toml"], &[]).await;
    assert!(text.contains("missing.toml"), "{text}");
}

#[tokio::test]
async fn an_error_names_the_setting_and_its_source() {
    let home = Home::new();
    let flag = settings(&home, &["--set", "server.port=many"], &[]).await;
    assert_eq!(
        flag,
        "error: setting `server.port` (from --set) is not valid; defaults.toml says: \
         From 0 to 65535; 0 takes any free port, and the log says which.\n"
    );

    let name = variable("database.max_connections");
    let environment = settings(&home, &[], &[("database.max_connections", "0")]).await;
    let expected = format!(
        "setting `database.max_connections` (from the environment variable {name}) is not valid; \
         defaults.toml says: A whole number, at least 1."
    );
    assert!(environment.contains(&expected), "{environment}");

    let choice = settings(&home, &["--set", "environment=prod"], &[]).await;
    assert!(
        choice.contains("`environment` (from --set) is not valid")
            && choice.contains("production: logs as JSON"),
        "{choice}"
    );

    write(&home, "config.toml", "[server]\nhost = \"localhost\"\n");
    let file = settings(&home, &[], &[]).await;
    let expected = "setting `server.host` (from config.toml) is not valid; \
                    defaults.toml says: An IP address";
    assert!(file.contains(expected), "{file}");
}

#[tokio::test]
async fn an_error_has_a_line_for_each_cause_and_no_stack_trace() {
    let home = Home::new();
    write(&home, ".env", "hunter2\n");
    let mut command = home.command(&["settings"]);
    let output = command.env("RUST_BACKTRACE", "1").output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: the settings cannot be read\n  \
         caused by: .env\n  \
         caused by: line 1 is not of the form NAME=value or NAME='value'\n"
    );
}

#[tokio::test]
async fn no_time_at_all_is_refused_where_nothing_could_be_done_in_it() {
    let home = Home::new();
    let text = settings(&home, &["--set", "server.request_timeout_seconds=0"], &[]).await;
    assert!(
        text.contains("`server.request_timeout_seconds` (from --set) is not valid"),
        "{text}"
    );
    let text = settings(&home, &["--set", "server.shutdown_grace_seconds=0"], &[]).await;
    assert!(text.contains("shutdown_grace_seconds = 0\n"), "{text}");
}

#[tokio::test]
async fn what_is_shown_can_be_a_file() {
    let home = Home::new();
    let changes = [
        "--set",
        "server.host=::1",
        "--set",
        "server.request_timeout_seconds=7",
        "--set",
        "log.filter=warn,hyper=off",
        "--set",
        "environment=production",
    ];
    let shown = settings(&home, &changes, &[]).await;
    assert!(shown.contains("request_timeout_seconds = 7\n"), "{shown}");
    write(&home, "config.toml", &shown);
    assert_eq!(settings(&home, &[], &[]).await, shown);
}

#[tokio::test]
async fn single_quotes_keep_a_value_as_it_is_written() {
    let home = Home::new();
    let name = variable("log.filter");
    for (written, filter) in [("'a$b=info'", "a$b=info"), ("a$b=info", "a=info")] {
        write(&home, ".env", &format!("{name}={written}\n"));
        let text = settings(&home, &[], &[]).await;
        assert!(text.contains(&format!("filter = \"{filter}\"")), "{text}");
    }
}

#[tokio::test]
async fn an_unknown_setting_is_an_error() {
    let home = Home::new();
    let flag = settings(&home, &["--set", "server.prot=1"], &[]).await;
    let expected = "setting `server.prot` (from --set) does not exist; \
                    known in its place are host, port, request_timeout_seconds";
    assert!(flag.contains(expected), "{flag}");

    let name = variable("serve.port");
    write(&home, ".env", &format!("{name}=1\nSOMEONE_ELSES=1\n"));
    let dotenv = settings(&home, &[], &[]).await;
    let expected = format!(
        "setting `serve` (from {name} in .env) does not exist; \
         known in its place are environment, server, database, log"
    );
    assert!(dotenv.contains(&expected), "{dotenv}");
}

#[tokio::test]
async fn a_reader_that_has_seen_enough_is_no_error() {
    let home = Home::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = home.command(&["settings"]);
    let child = command.stdout(writer).stderr(Stdio::piped()).spawn();
    let output = child.unwrap().wait_with_output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stderr, b"");
}

#[tokio::test]
async fn a_value_in_place_of_a_section_is_not_shown() {
    let home = Home::new();
    for section in ["server", "log"] {
        let text = settings(&home, &[], &[(section, "hunter2")]).await;
        assert!(text.contains(&format!("`{section}`")), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn a_section_and_a_setting_in_it_are_not_both_taken() {
    let home = Home::new();
    let both = [("server", "hunter2"), ("server.port", "3001")];
    let expected = format!(
        "`server` (from the environment variable {}) and `server.port` (from the environment \
         variable {}) cannot both be set",
        variable("server"),
        variable("server.port")
    );
    let environment = settings(&home, &[], &both).await;
    assert!(environment.contains(&expected), "{environment}");
    assert!(!environment.contains("hunter2"), "{environment}");

    write(&home, ".env", &format!("{}=info\n", variable("log")));
    let text = settings(&home, &["--set", "log.filter=warn"], &[]).await;
    let expected = format!("`log` (from {} in .env)", variable("log"));
    assert!(text.contains(&expected), "{text}");
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let home = Home::new();
    let url = "postgres://user:hunter2@db.example/shop";
    let text = settings(&home, &[], &[("database.url", url)]).await;
    assert!(
        text.contains("url = \"(hidden)\"") && !text.contains("hunter2"),
        "{text}"
    );
    for value in ["hunter2", "hunter2, expected hunter2", "expected hunter2"] {
        for key in ["server.port", "server.host", "log.filter", "environment"] {
            let text = settings(&home, &[], &[(key, value)]).await;
            assert!(text.contains(&format!("`{key}`")), "{text}");
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_line_that_means_nothing_is_named_and_not_shown() {
    let home = Home::new();
    let name = variable("database.url");
    for (value, lines) in [
        ("\"hunter2\\q\"\n", "line 2 is"),
        ("\"=hunter2\\q\"\nA=b\n", "line 2 is"),
        ("\"hunter2\nA=b\n", "lines 2 to 3"),
        ("hunter2 hunter2\n", "line 2 is"),
    ] {
        write(&home, ".env", &format!("FIRST=1\n{name}={value}"));
        let text = settings(&home, &[], &[]).await;
        assert!(text.contains(".env") && text.contains(lines), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    fs::remove_file(home.folder.path().join(".env")).unwrap();

    for (line, at) in [
        ("url = \"hunter2\n", "line 2"),
        ("x = 1\nurl = hunter2\n", "line 3"),
    ] {
        write(&home, "config.toml", &format!("[database]\n{line}"));
        let text = settings(&home, &[], &[]).await;
        assert!(text.contains("config.toml") && text.contains(at), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
