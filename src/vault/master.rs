//! The master key file: 64 hex digits and a line end, mode 0600, made on first start.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

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

    /// Makes a new key and writes its file, which must not exist yet.
    pub fn create(path: &Path) -> Result<Self> {
        let bytes: [u8; 32] = random()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let hex: Zeroizing<String> =
            Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        let written = options.open(path).and_then(|mut file| {
            file.write_all(hex.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()
        });
        written.map_err(|error| unwritable(path).because(error))?;
        Ok(MasterKey::from_bytes(bytes))
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
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
