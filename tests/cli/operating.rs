//! What operators ask: is everything right, does it serve, which settings are in force, what is it built
//! from; and the files with which it is deployed.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _, process::Command};

use serde_json::Value;

use super::{on, program, run, serve};
use crate::support::{self, TestDb, both, probe::Probe};

fn file(name: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// What `check` says of one thing.
fn level(said: &Value, id: &str) -> String {
    let all = said["findings"].as_array().expect("findings");
    let found = all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no {id}: {said}"));
    found["level"].as_str().expect("a level").to_owned()
}

both! {
    async fn check_says_what_is_right_and_what_is_not(db: TestDb) {
        let check = || run(on(&db, &["check", "--format", "json"]));
        let nothing = check();
        assert_eq!(nothing.code, Some(1));
        assert_eq!(json(&nothing.out)["ok"], false);
        fs::set_permissions(db.dir.path(), fs::Permissions::from_mode(0o700)).expect("a private folder");
        run(on(&db, &["migrate"])).done();
        let said = json(&check().done());
        assert_eq!(said["ok"], true);
        for id in ["database", "migrations", "installation", "marker", "master_key", "integrity", "history", "permissions", "disk_space", "clock"] {
            assert_eq!(level(&said, id), "ok", "{id}");
        }
        assert_eq!(level(&said, "last_backup"), "warning");
        let backup = db.dir.path().join("one.backup");
        run(on(&db, &["backup", backup.to_str().expect("text")])).done();
        fs::set_permissions(db.dir.path(), fs::Permissions::from_mode(0o755)).expect("an open folder");
        let said = json(&check().done());
        assert_eq!(level(&said, "last_backup"), "ok");
        assert_eq!(level(&said, "permissions"), "warning");
        let probe = Probe::open(&db.url).await;
        probe.execute("UPDATE events SET at = at + 864000000").await;
        let broken = check();
        assert_eq!(broken.code, Some(1));
        let said = json(&broken.out);
        assert_eq!((level(&said, "history"), level(&said, "clock")), ("error".into(), "warning".into()));
    }

    async fn health_asks_the_running_server(db: TestDb) {
        let log = db.dir.path().join("log");
        let served = serve(on(&db, &["serve"]), &log);
        let address = served.origin.trim_start_matches("http://").to_owned();
        let asked = || run(program(&["health", "--listen", &address]));
        assert_eq!(asked().done().trim(), "ready");
        served.stop();
        asked().refused(&["Nothing answers"]);
    }
}

/// A server that would forget what it acknowledged is told otherwise by every connection of ours.
#[tokio::test]
async fn saved_is_saved_where_the_server_does_not_wait_for_the_disk() {
    use jieru::{
        clock::Clock,
        store::{Db, Location},
    };
    let Some(db) = TestDb::postgres().await else { return };
    let probe = Probe::open(&db.url).await;
    assert_eq!(probe.one("SHOW synchronous_commit").await, "off", "the cluster of the tests");
    let location = Location::parse(&db.url).expect("an address");
    let opened = Db::open(&location, Clock::system()).await.expect("a database");
    assert!(opened.careless().commits && opened.careless().disk);
    assert!(opened.waits_for_disk().await.expect("an answer"), "our own connections wait");
    opened.close().await;
    run(on(&db, &["migrate"])).done();
    let said = json(&run(on(&db, &["check", "--format", "json"])).done());
    assert_eq!(level(&said, "durability"), "warning");
}

#[test]
fn settings_say_where_they_come_from_and_keep_passwords() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("jieru.toml");
    fs::write(&path, "workers = 3\ncheckpoint_minutes = 5\n").expect("a file");
    let path = path.to_str().expect("text");
    let mut command = program(&["settings", "--config", path, "--listen", "127.0.0.1:9"]);
    command.env("JIERU_DATABASE_URL", "postgres://app:hunter2@db.example/jieru");
    command.env("JIERU_WORKERS", "4").args(["--format", "json"]);
    let said = run(command).done();
    assert!(!said.contains("hunter2"), "{said}");
    let said = json(&said);
    for (name, value, source) in [
        ("listen", "127.0.0.1:9", "flag"),
        ("database_url", "postgres://db.example/jieru", "environment"),
        ("workers", "4", "environment"),
        ("checkpoint_minutes", "5", "file"),
        ("data_dir", "data", "default"),
    ] {
        let found =
            said["settings"].as_array().expect("settings").iter().find(|one| one["name"] == name);
        let found = found.unwrap_or_else(|| panic!("no {name}"));
        assert_eq!((&found["value"], &found["source"]), (&value.into(), &source.into()), "{name}");
    }
}

#[test]
fn the_reference_of_the_readmes_is_the_programs_own() {
    for (readme, language) in [("README.md", "C"), ("README.zh-CN.md", "zh_CN.UTF-8")] {
        let mut command = program(&["settings", "--format", "markdown"]);
        command.env("LC_ALL", language);
        let table = run(command).done();
        assert!(file(readme).contains(table.trim()), "{readme} should hold:\n{table}");
    }
}

#[test]
fn the_cost_of_passwords_is_measured_and_recommended() {
    let said = json(&run(program(&["tune-passwords", "--format", "json"])).done());
    let measured = said["measured"].as_array().expect("figures");
    assert_eq!(
        (&measured[0]["memory"], &measured[0]["passes"]),
        (&19_i64.into(), &2_i64.into()),
        "{said}"
    );
    assert!(measured.contains(&said["recommended"]), "{said}");
    let memory = said["recommended"]["memory"].as_u64().expect("a number");
    assert!((19..=64).contains(&memory), "{said}");
    let words = run(program(&["tune-passwords"])).done();
    assert!(words.contains("19 MiB") && words.contains("recommended: "), "{words}");
    assert!(!words.contains("as long as people"), "{words}");
}

#[test]
fn the_bill_of_materials_is_valid_and_complete() {
    let bill = json(&run(program(&["sbom"])).done());
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    assert_eq!(bill["metadata"]["component"]["version"], env!("CARGO_PKG_VERSION"));
    let components = bill["components"].as_array().expect("components");
    let mut listed = BTreeSet::new();
    for component in components {
        let word = |name: &str| component[name].as_str().expect(name).to_owned();
        assert_eq!(word("type"), "library");
        assert_eq!(word("purl"), word("bom-ref"));
        assert_eq!(component["hashes"][0]["alg"], "SHA-256", "{component}");
        assert!(listed.insert((word("name"), word("version"))), "listed once");
    }
    // Whatever cargo builds the program of, on this machine, is in it.
    let mut tree = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    tree.args([
        "tree",
        "--locked",
        "--offline",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let tree = tree.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).expect("text");
    for line in tree.lines().filter(|line| !line.starts_with("jieru ")) {
        let mut words = line.split_whitespace();
        let name = words.next().expect("a name").to_owned();
        let version = words.next().expect("a version").trim_start_matches('v').to_owned();
        assert!(listed.contains(&(name.clone(), version)), "{name} is missing");
    }
    let only_tests = ["divan", "thirtyfour", "html5ever"];
    assert!(!listed.iter().any(|(name, _)| only_tests.contains(&name.as_str())));
    let edges = bill["dependencies"].as_array().expect("dependencies");
    assert_eq!(edges.len(), components.len() + 1);
}

/// Each command line in the file is one that the program understands.
#[test]
fn the_service_starts_what_there_is() {
    let unit = file(".deploy/jieru.service");
    let lines = unit.lines().filter_map(|line| line.split_once("=/usr/local/bin/jieru "));
    let mut seen = 0;
    for (_, arguments) in lines {
        let mut words: Vec<&str> = arguments.split(' ').collect();
        words.push("--help");
        run(program(&words)).done();
        seen += 1;
    }
    assert_eq!(seen, 2);
    for kept in ["NoNewPrivileges=yes", "ProtectSystem=strict", "DynamicUser=yes", "UMask=0077"] {
        assert!(unit.contains(kept), "{kept}");
    }
    let Some(analyze) = support::program(&["systemd-analyze"]) else {
        support::leave_out("the check of the systemd unit", "systemd-analyze was not found");
        return;
    };
    // The program is not installed here: another one that is stands in for it.
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("jieru.service");
    fs::write(&copy, unit.replace("/usr/local/bin/jieru", env!("CARGO_BIN_EXE_jieru")))
        .expect("a file");
    let said =
        Command::new(analyze).args(["verify", "--man=no"]).arg(&copy).output().expect("a verdict");
    let complaint = String::from_utf8_lossy(&said.stderr);
    let ours = complaint.lines().filter(|line| line.contains("jieru.service")).collect::<Vec<_>>();
    assert!(ours.is_empty(), "{ours:?}");
}

#[test]
fn the_container_runs_without_root_and_asks_for_its_health() {
    let text = file(".deploy/Containerfile");
    let stages = text.lines().filter(|line| line.starts_with("FROM ")).count();
    assert_eq!(stages, 2);
    let last = text.rsplit("FROM ").next().expect("a stage");
    assert!(last.contains("USER 65532:65532") && last.contains("VOLUME /var/lib/jieru"));
    assert!(last.contains(r#"CMD ["/usr/local/bin/jieru", "health"]"#));
    run(program(&["health", "--help"])).done();
    for copied in text
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--"))
    {
        let mut names: Vec<&str> = copied.split(' ').collect();
        names.pop();
        for name in names {
            let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
            assert!(fs::exists(&path).expect("an answer"), "{name}");
        }
    }
    let version = file("Cargo.toml");
    let version =
        version.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("a version");
    assert!(text.contains(&format!("rust:{}-", version.trim_matches('"'))));
}
