//! Packages of the npm registry, fetched once by name and version and kept in the build folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::support::program;

/// The unpacked package, without its dependencies.
pub fn package(name: &str, version: &str) -> Result<PathBuf, String> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _held = ONE_AT_A_TIME.lock();
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/packages");
    let folder = shelf.join(format!("{name}-{version}"));
    let content = folder.join("package");
    if content.is_dir() {
        return Ok(content);
    }
    let npm = program(&["npm"]).ok_or("npm was not found")?;
    fs::create_dir_all(&shelf).map_err(|error| error.to_string())?;
    let fresh = tempfile::tempdir_in(&shelf).map_err(|error| error.to_string())?;
    let mut pack = Command::new(npm);
    pack.args(["pack", "--silent", &format!("{name}@{version}")]);
    run(pack.current_dir(fresh.path()))?;
    let mut unpack = Command::new("tar");
    unpack.args(["-xzf", &format!("{name}-{version}.tgz")]);
    run(unpack.current_dir(fresh.path()))?;
    // Only a whole package gets its name.
    fs::rename(fresh.path(), &folder).map_err(|error| error.to_string())?;
    Ok(content)
}

/// Runs to the end; what it printed, or why it failed.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?}: {said}"))
}
