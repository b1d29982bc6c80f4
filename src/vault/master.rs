//! The master key file: 64 hex digits and a line end, mode 0600, made on first start.
//!
//! While it is being changed, the new key lies beside it (`master.key.next`) until the database is
//! under the new key; then it takes the place of the old one, which is kept under its own name.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::derive;
use crate::clock::random;
use crate::error::{Error, Result};
use crate::secret::SecretBytes;
use crate::text::Message;
use zeroize::Zeroizing;

#[derive(Clone, Debug)]
pub struct MasterKey(SecretBytes<32>);

impl MasterKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        MasterKey(SecretBytes::new(bytes))
    }

    /// Reads the file; `None` when there is none.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(path).because(error)),
        };
        refuse_open_mode(path)?;
        parse_hex(text.trim()).map(|bytes| Some(MasterKey::from_bytes(bytes))).ok_or_else(|| {
            Error::refused(Message::new(
                format!("主密钥文件 {} 的内容不对：应为 64 个十六进制字符。", path.display()),
                format!(
                    "The master key file {} is damaged: it should hold 64 hexadecimal digits.",
                    path.display()
                ),
            ))
        })
    }

    /// Makes a new key and writes its file, which must not exist yet: whole or not there.
    pub fn create(path: &Path) -> Result<Self> {
        let key = MasterKey::from_bytes(random()?);
        let part = beside(path, "part");
        let written = key.write(&part).and_then(|()| {
            // A link fails where a file of this name exists; a rename would replace it.
            match fs::hard_link(&part, path) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.exists() => {
                    // Not every file system has links.
                    fs::rename(&part, path)?;
                }
                linked => fs::remove_file(&part).and(linked)?,
            }
            sync_directory(path)
        });
        written.map_err(|error| unwritable(path).because(error))?;
        Ok(key)
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let hex: Zeroizing<String> =
            Zeroizing::new(self.expose().iter().map(|byte| format!("{byte:02x}")).collect());
        let mut file = options.open(path)?;
        file.write_all(hex.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    }

    /// A name for this key that tells nothing about it: 16 hexadecimal digits.
    pub fn id(&self) -> Result<String> {
        let bytes = derive(self.expose(), "id/1")?;
        Ok(bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

/// Where the next master key lies until the database is under it.
pub fn next_file(path: &Path) -> PathBuf {
    beside(path, "next")
}

/// Keeps the present key under a name of its own: backups from before still need it.
pub fn keep_old(path: &Path) -> Result<PathBuf> {
    let old = MasterKey::read(path)?.ok_or_else(|| unreadable(path))?;
    let kept = beside(path, &format!("{}.old", old.id()?));
    old.write(&kept)
        .and_then(|()| sync_directory(path))
        .map_err(|error| unwritable(&kept).because(error))?;
    Ok(kept)
}

/// Puts the next key into the place of the present one. Doing it again does no harm.
pub fn adopt(path: &Path) -> Result<()> {
    match fs::rename(next_file(path), path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(path).because(error)),
        _ => sync_directory(path).map_err(|error| unwritable(path).because(error)),
    }
}

/// `master.key` → `master.key.next`
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A name in a directory is safe only when the directory itself is written.
fn sync_directory(path: &Path) -> std::io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    fs::File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

/// A key that others on the machine can read is no key.
#[cfg(unix)]
fn refuse_open_mode(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode =
        fs::metadata(path).map_err(|error| unreadable(path).because(error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Error::refused(Message::new(
            format!("主密钥文件 {} 可被其他用户读取。请执行 chmod 600 后再启动。", path.display()),
            format!(
                "The master key file {} can be read by other users. Run chmod 600 on it and start again.",
                path.display()
            ),
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open_mode(_path: &Path) -> Result<()> {
    Ok(())
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn unreadable(path: &Path) -> Error {
    Error::refused(Message::new(
        format!("无法读取主密钥文件 {}。", path.display()),
        format!("The master key file {} cannot be read.", path.display()),
    ))
}

fn unwritable(path: &Path) -> Error {
    Error::refused(Message::new(
        format!("无法写入主密钥文件 {}，请检查目录的权限。", path.display()),
        format!(
            "The master key file {} cannot be written; check the permissions of its directory.",
            path.display()
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_key_is_read_back_and_never_made_twice() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("master.key");
        assert!(MasterKey::read(&path).expect("absent is no fault").is_none());
        let made = MasterKey::create(&path).expect("made");
        let read = MasterKey::read(&path).expect("read").expect("present");
        assert_eq!(made.expose(), read.expose());
        assert!(MasterKey::create(&path).is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 1, "nothing is left over");
    }

    #[test]
    fn the_next_key_takes_the_place_of_the_old_one_which_is_kept() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("master.key");
        let old = MasterKey::create(&path).expect("made");
        let new = MasterKey::create(&next_file(&path)).expect("made");
        assert_ne!(old.id().expect("id"), new.id().expect("id"));
        for _ in 0..2 {
            let kept = keep_old(&path).expect("kept");
            let kept = MasterKey::read(&kept).expect("read").expect("present");
            assert_eq!(kept.expose(), old.expose());
        }
        for _ in 0..2 {
            adopt(&path).expect("adopted");
            let now = MasterKey::read(&path).expect("read").expect("present");
            assert_eq!(now.expose(), new.expose());
        }
        assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_and_a_damaged_key_are_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("master.key");
        MasterKey::create(&path).expect("made");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("chmod");
        assert!(MasterKey::read(&path).is_err());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
        fs::write(&path, "not a key").expect("written");
        assert!(MasterKey::read(&path).is_err());
    }
}
