//! Where samples are laid out and run: a folder of their own, a short list of files, a time limit, and
//! a store for what package managers install.

use std::{
    fs, io,
    io::{Read as _, Seek as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use jieru::channels::Samples;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// Longer than the slowest first compilation on a slow machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// Lays the files of a sample out.
pub fn lay_out(samples: &Samples) -> TempDir {
    let folder = TempDir::with_prefix("jieru-sample-").expect("a temporary folder");
    for file in &samples.artifacts {
        write(&folder.path().join(&file.path), &file.content);
    }
    folder
}

pub fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// What a program printed; its complaint where it failed.
pub fn output(command: &mut Command) -> Result<String, String> {
    let (out, err) = (file()?, file()?);
    let copy = |file: &fs::File| file.try_clone().map_err(|error| error.to_string());
    // The charset of the machine must not matter, so it is the poorest.
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(copy(&out)?).stderr(copy(&err)?);
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let start = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("{command:?}: no end after {PATIENCE:?}"));
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    let (printed, said) = (read_back(out)?, read_back(err)?);
    if status.success() {
        Ok(printed)
    } else {
        Err(format!("{command:?}: {status}\n{printed}{said}"))
    }
}

fn file() -> Result<fs::File, String> {
    tempfile::tempfile().map_err(|error| error.to_string())
}

fn read_back(mut file: fs::File) -> Result<String, String> {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    read.map(|_| text).map_err(|error: io::Error| error.to_string())
}

/// The folder with what `install` puts there, made once for this `recipe` and kept under `target`.
pub fn installed(
    name: &str,
    recipe: &str,
    install: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let digest = Sha256::digest(recipe.as_bytes());
    let mark: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let place = store().join(format!("{name}-{mark}"));
    if place.is_dir() {
        return Ok(place);
    }
    fs::create_dir_all(store()).map_err(|error| error.to_string())?;
    let fresh = TempDir::with_prefix_in("fresh-", store()).map_err(|error| error.to_string())?;
    install(fresh.path())?;
    // Somebody else may have been faster, which is as good.
    if let Err(error) = fs::rename(fresh.path(), &place)
        && !place.is_dir()
    {
        return Err(error.to_string());
    }
    Ok(place)
}

/// Survives from run to run, and goes with `cargo clean`.
pub fn store() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples")
}
