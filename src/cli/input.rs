//! What a command reads: a file, or standard input where no file is named.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use crate::error::{Error, Result};
use crate::text::Message;

/// Longer inputs are refused: nothing that these commands read comes near it.
const LONGEST: u64 = 4 * 1024 * 1024;

#[derive(Args, Debug)]
pub struct Input {
    /// The file to read; `-` or nothing reads standard input.
    file: Option<PathBuf>,
}

impl Input {
    /// All of it.
    pub fn read(&self) -> Result<Vec<u8>> {
        let file = self.file.as_ref().filter(|file| file.as_os_str() != "-");
        let bytes = match file {
            Some(path) => File::open(path).and_then(take),
            None => take(std::io::stdin().lock()),
        };
        let name = file.map_or_else(|| "-".to_owned(), |path| path.display().to_string());
        let bytes = bytes.map_err(|error| unreadable(&name, &error))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length <= LONGEST) {
            return Ok(bytes);
        }
        Err(Error::refused(Message::new(
            format!("{name} 超过 {} MiB", LONGEST >> 20),
            format!("{name} has more than {} MiB", LONGEST >> 20),
        )))
    }

    /// As text. Bytes that are no UTF-8 stand as U+FFFD, which no JSON and no identifier survives.
    pub fn text(&self) -> Result<String> {
        let text = String::from_utf8_lossy(&self.read()?).into_owned();
        Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
    }
}

fn take(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str, error: &std::io::Error) -> Error {
    Error::refused(Message::new(
        format!("无法读取 {name}：{error}"),
        format!("{name} cannot be read: {error}"),
    ))
}
