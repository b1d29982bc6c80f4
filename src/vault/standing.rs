//! Where a change of the master key stands on this machine: which of its files is in use, which waits,
//! which are kept for old backups. It tells names, never a byte of a key.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{MasterKey, next_file};
use crate::clock::Millis;
use crate::error::Result;

/// How far a change has come. The steps are those of `store::rotation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing waits.
    Rest,
    /// The next key lies there; the database is under the present one.
    Made,
    /// The present key is kept under a name of its own, too.
    Kept,
    /// The database is under the next key, which has not taken the place of the present one.
    Rewrapped,
    /// The database is under a key that is not on this machine.
    Behind,
}

/// The file of an earlier master key.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub name: String,
    pub file: PathBuf,
    pub since: Millis,
}

#[derive(Clone, Debug)]
pub struct Standing {
    /// The name of the master key that the database is under.
    pub installed: String,
    /// The name of the key in the file; `None` where it is missing.
    pub present: Option<String>,
    /// The name of the key that waits beside it.
    pub next: Option<String>,
    /// The latest first.
    pub earlier: Vec<Earlier>,
}

impl Standing {
    /// Looks at the files. One that is damaged or open to others is an error that says so.
    pub fn look(file: &Path, installed: String) -> Result<Self> {
        let name = |file: &Path| MasterKey::read(file)?.map(|key| key.id()).transpose();
        Ok(Standing {
            present: name(file)?,
            next: name(&next_file(file))?,
            earlier: earlier(file),
            installed,
        })
    }

    pub fn stage(&self) -> Stage {
        let installed = Some(&self.installed);
        if self.present.as_ref() != installed {
            return if self.next.as_ref() == installed { Stage::Rewrapped } else { Stage::Behind };
        }
        match self.next {
            None => Stage::Rest,
            Some(_) if self.is_kept(&self.installed) => Stage::Kept,
            Some(_) => Stage::Made,
        }
    }

    fn is_kept(&self, name: &str) -> bool {
        self.earlier.iter().any(|one| one.name == name)
    }

    /// What is kept of keys that are not in use any more.
    pub fn outlived(&self) -> impl Iterator<Item = &Earlier> {
        self.earlier.iter().filter(|one| one.name != self.installed)
    }
}

/// The kept files beside this one: `master.key.0123456789abcdef.old`.
fn earlier(file: &Path) -> Vec<Earlier> {
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let own = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let entries = fs::read_dir(directory.unwrap_or(Path::new("."))).into_iter().flatten();
    let mut found: Vec<Earlier> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = name.strip_prefix(&own)?.strip_prefix('.')?.strip_suffix(".old")?;
            let named = name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            let since = entry.metadata().and_then(|data| data.modified()).map_or(0, millis);
            named.then(|| Earlier { name: name.to_owned(), file: entry.path(), since })
        })
        .collect();
    found.sort_by(|one, other| (other.since, &other.name).cmp(&(one.since, &one.name)));
    found
}

fn millis(time: SystemTime) -> Millis {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{adopt, keep_old};

    #[test]
    fn every_step_of_a_change_is_recognised_by_its_files() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("master.key");
        let old = MasterKey::create(&file).expect("made").id().expect("id");
        let stage = |installed: &str| {
            Standing::look(&file, installed.to_owned()).expect("readable").stage()
        };
        assert_eq!(stage(&old), Stage::Rest);
        let new = MasterKey::create(&next_file(&file)).expect("made").id().expect("id");
        assert_eq!(stage(&old), Stage::Made);
        keep_old(&file).expect("kept");
        assert_eq!(stage(&old), Stage::Kept);
        assert_eq!(stage(&new), Stage::Rewrapped);
        adopt(&file).expect("renamed");
        assert_eq!(stage(&new), Stage::Rest);
        assert_eq!(stage(&old), Stage::Behind);
        fs::write(folder.path().join("master.key.notes.old"), "x").expect("another file");
        let standing = Standing::look(&file, new).expect("readable");
        let outlived: Vec<&str> = standing.outlived().map(|one| one.name.as_str()).collect();
        assert_eq!(outlived, [old.as_str()]);
        fs::remove_file(&file).expect("removed");
        assert_eq!(stage(&standing.installed), Stage::Behind);
        fs::write(&file, "damaged").expect("written");
        assert!(Standing::look(&file, old).is_err());
    }
}
