//! What the machine has to do with it: who may read the files, and how much room there is.

use std::path::Path;

use super::Findings;
use crate::config::Config;
use crate::store::Location;
use crate::text::{Message, text};

/// Less than this is said: the history only grows.
#[cfg(unix)]
const SCARCE: u64 = 1 << 30;

pub fn look(config: &Config, location: &Location, findings: &mut Findings) {
    let mut open = Vec::new();
    let database = match location {
        Location::Sqlite(file) => Some(file.as_path()),
        Location::Postgres(_) => None,
    };
    for path in [config.data_dir.as_path()].into_iter().chain(database) {
        if others_may_read(path) {
            open.push(path.display().to_string());
        }
    }
    if open.is_empty() {
        findings.ok("permissions", text("只有自己可读", "nobody else can read the files"));
    } else {
        let open = open.join(", ");
        findings.warn(
            "permissions",
            Message::new(
                format!("其他用户可读：{open}；目录应为 0700，文件应为 0600"),
                format!("others can read {open}; a directory should be 0700, a file 0600"),
            ),
        );
    }
    room(&config.data_dir, findings);
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_path: &Path) -> bool {
    false
}

#[cfg(unix)]
fn room(folder: &Path, findings: &mut Findings) {
    let Ok(found) = rustix::fs::statvfs(folder) else { return };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let mebibytes = free >> 20;
    let told = Message::new(format!("剩余 {mebibytes} MiB"), format!("{mebibytes} MiB free"));
    if free < SCARCE {
        findings.warn("disk space", told);
    } else {
        findings.ok("disk space", told);
    }
}

#[cfg(not(unix))]
fn room(_folder: &Path, _findings: &mut Findings) {}
