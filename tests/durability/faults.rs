//! A database that takes no changes for a while: the disk is full, read-only or broken, or PostgreSQL is a
//! standby now. Saves are refused with the truth, reading goes on, and once it is over the same server
//! saves again.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use tempfile::TempDir;

use super::{
    completed,
    saving::{Answers, Site, offer},
    syscalls::{Injection, can_follow},
    times, wrapped,
};
use crate::{
    cli::{Served, on, run},
    support::{TestDb, probe::Probe},
};

const SAVERS: usize = 3;
/// How long the trouble lasts.
const TROUBLE: Duration = Duration::from_millis(700);
/// How long it may take until the same server saves again.
const AGAIN: Duration = Duration::from_secs(10);
/// Bytes that a file may have while its disk is full.
const FULL: u64 = 512 * 1024;

/// What goes on during the trouble: everybody saves and is refused, everybody reads.
async fn endures(site: &mut Site, what: &str) {
    let before = (site.answers.refused.len(), site.answers.uncertain.len());
    let mut reader = site.clients[0].twin();
    site.save_while(&format!("during-{what}"), async {
        // The message about the last save is shown, and cannot be forgotten.
        for path in ["/e/alpha/plugins", "/e/alpha", "/", "/e/alpha/plugins"] {
            let page = reader.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{what}: {path} {}", page.body);
        }
        assert_eq!(reader.get("/healthz").await.status, StatusCode::OK);
        tokio::time::sleep(TROUBLE).await;
    })
    .await;
    let Answers { refused, uncertain, .. } = &site.answers;
    let saves = (refused.len() - before.0) + (uncertain.len() - before.1);
    assert!(saves > 0, "{what}: no save was refused\n{}", site.logged());
}

/// The same server saves again, soon; every client.
async fn recovers(site: &mut Site, what: &str) {
    let (over, mut again) = (Instant::now(), Answers::default());
    while again.acknowledged.is_empty() {
        assert!(over.elapsed() < AGAIN, "{what}: it does not save again\n{}", site.logged());
        let name = format!("after-{what}-{}", again.refused.len() + again.uncertain.len());
        assert!(offer(&mut site.clients[0], &name, &mut again).await, "{what}: nobody answers");
    }
    println!("{what}: it saves again after {:?}", over.elapsed());
    site.answers.take(again);
    site.save_some(&format!("again-{what}"), 2).await;
    site.check().await;
}

/// Sessions were last seen a while ago: noting it anew is a change, too.
async fn age_sessions(site: &Site) {
    let probe = Probe::open(&site.db.url).await;
    probe.execute("UPDATE sessions SET seen_at = seen_at - 120000").await;
}

fn log_of(site: &Site) -> PathBuf {
    site.db.dir.path().join("jieru.db-wal")
}

/// Fills the write-ahead log beyond what it may have while the disk is full.
async fn fill(site: &mut Site, what: &str) {
    for round in 0.. {
        if fs::metadata(log_of(site)).expect("a file").len() > FULL {
            return;
        }
        site.save_some(&format!("{what}-{round}"), 2).await;
    }
}

fn limit(served: &Served, size: &str) {
    let id = served.child.id().to_string();
    let limit = format!("--fsize={size}:unlimited");
    let mut prlimit = Command::new("prlimit");
    assert!(prlimit.args(["--pid", &id, &limit]).status().expect("prlimit").success());
}

/// Without a mount: no file may grow any more, which the system says much like that the disk is full.
#[tokio::test]
async fn a_full_disk_refuses_saves_and_nothing_else() {
    let mut site = Site::new(TestDb::sqlite(), SAVERS).await;
    // A process that writes too much is killed, unless it ignores the signal.
    let patient = wrapped(&["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""], &site.command());
    let served = site.serve_by(patient);
    for round in 0..times(2, 20) {
        let what = format!("full{round}");
        fill(&mut site, &what).await;
        age_sessions(&site).await;
        limit(&served, &FULL.to_string());
        endures(&mut site, &what).await;
        limit(&served, "unlimited");
        recovers(&mut site, &what).await;
    }
    assert_eq!(served.stop().code, Some(0));
    site.verify_whole().await;
}

#[tokio::test]
async fn whatever_the_disk_answers_is_told_and_endured() {
    if !can_follow() {
        return;
    }
    let mut site = Site::new(TestDb::sqlite(), SAVERS).await;
    let served = site.serve();
    let (writing, syncing) = ("write,pwrite64", "fsync,fdatasync");
    let troubles = [
        ("ENOSPC", writing),
        ("EROFS", writing),
        ("EIO", writing),
        ("EDQUOT", writing),
        ("EIO", syncing),
    ];
    for (number, (error, calls)) in troubles.into_iter().enumerate() {
        let what = format!("{error}{number}");
        site.save_some(&what, 1).await;
        age_sessions(&site).await;
        let injection = Injection::begin(served.child.id(), &log_of(&site), calls, error);
        endures(&mut site, &what).await;
        drop(injection);
        recovers(&mut site, &what).await;
    }
    // Where writing failed it is known that nothing was saved; where syncing failed, it is not.
    assert!(!site.answers.uncertain.is_empty());
    assert!(
        site.answers.uncertain.iter().all(|name| name.contains("EIO4")),
        "{:?}",
        site.answers.uncertain
    );
    drop(served);
    site.verify_whole().await;
}

/// What a fail-over to a standby looks like.
#[tokio::test]
async fn a_postgres_that_only_reads_refuses_saves_and_nothing_else() {
    let Some(db) = TestDb::postgres().await else { return };
    let mut site = Site::new(db, SAVERS).await;
    let served = site.serve();
    let probe = Probe::open(&site.db.url).await;
    let database = probe.one("SELECT current_database()::text").await;
    let anew = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    site.save_some("before", 1).await;
    age_sessions(&site).await;
    let set =
        |to: &str| format!("ALTER DATABASE {database} SET default_transaction_read_only = {to}");
    probe.execute(&set("on")).await;
    probe.execute(anew).await;
    endures(&mut site, "standby").await;
    probe.execute(&format!("BEGIN READ WRITE; {}; COMMIT", set("off"))).await;
    probe.execute(anew).await;
    recovers(&mut site, "standby").await;
    assert_eq!(served.stop().code, Some(0));
    site.verify_whole().await;
}

/// Hands a folder to nobody, who is stopped by modes as root is not; the words that run as nobody.
fn as_nobody(folder: &Path) -> Vec<&'static str> {
    if fs::metadata(folder).expect("a folder").uid() != 0 {
        return Vec::new();
    }
    let nobody = Some(65_534);
    chown(folder, nobody, nobody).expect("another owner");
    for entry in fs::read_dir(folder).expect("a folder") {
        chown(entry.expect("an entry").path(), nobody, nobody).expect("another owner");
    }
    vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
}

/// Nobody may write here, or only the owner may.
fn set_writable(folder: &Path, writable: bool) {
    let files =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = files.map(|file| (file, 0o400)).chain([(folder.to_owned(), 0o500)]);
    for (path, mode) in files.collect::<Vec<_>>() {
        let mode = if writable { mode | 0o200 } else { mode };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
    }
}

/// As nobody, from a place that nobody can reach.
fn unprivileged(outer: &[&str], program: &Path, command: &Command) -> Command {
    let mut words = outer.iter().map(OsStr::new).chain([program.as_os_str()]);
    let mut own = Command::new(words.next().expect("a program"));
    own.args(words);
    completed(own, command)
}

#[tokio::test]
async fn a_folder_that_becomes_read_only_loses_nothing_and_is_told_at_the_next_start() {
    let mut site = Site::new(TestDb::sqlite(), SAVERS).await;
    let folder = site.db.dir.path().to_owned();
    let elsewhere = TempDir::with_prefix("jieru-test-").expect("a folder");
    let program = elsewhere.path().join("jieru");
    fs::copy(env!("CARGO_BIN_EXE_jieru"), &program).expect("a copy");
    fs::set_permissions(elsewhere.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
    let outer = as_nobody(&folder);
    let serving = |site: &Site| unprivileged(&outer, &program, &site.command());
    let served = site.serve_by(serving(&site));
    site.save_some("before", 1).await;
    set_writable(&folder, false);
    // Files that are open already stay writable: saves may well go on, and what is said is true.
    let mut reader = site.clients[0].twin();
    site.save_while("during", async {
        assert_eq!(reader.get("/e/alpha/plugins").await.status, StatusCode::OK);
        tokio::time::sleep(TROUBLE).await;
    })
    .await;
    drop(served);
    let start = on(&site.db, &["serve", "--listen", "127.0.0.1:0"]);
    run(unprivileged(&outer, &program, &start)).refused(&["not writable", "--data-dir"]);
    set_writable(&folder, true);
    let served = site.serve_by(serving(&site));
    recovers(&mut site, "read-only").await;
    assert_eq!(served.stop().code, Some(0));
    site.verify_whole().await;
}
