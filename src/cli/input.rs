//! What a command reads: a file, or standard input where no file is named.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use crate::text::Message;

/// Longer inputs are refused: nothing that these commands read comes near it.
const LONGEST: u64 = 4 * 1024 * 1024;

#[derive(Args, Debug)]
pub struct Input {
    /// The file to read; `-` or nothing reads standard input.
    file: Option<PathBuf>,
}

/// Why there is nothing to work on: the id that a JSON answer carries, and the words.
pub struct Unreadable {
    pub id: &'static str,
    pub message: Message,
}

impl Input {
    /// All of it, as it is.
    pub fn bytes(&self) -> Result<Vec<u8>, Unreadable> {
        let file = self.file.as_ref().filter(|file| file.as_os_str() != "-");
        let bytes = match file {
            Some(path) => File::open(path).and_then(take),
            None => take(std::io::stdin().lock()),
        };
        let name = file.map_or_else(|| "-".to_owned(), |path| path.display().to_string());
        let unreadable = |zh: String, en: String| Unreadable {
            id: "input.unreadable",
            message: Message::new(zh, en),
        };
        let bytes = bytes.map_err(|error| {
            unreadable(
                format!("无法读取 {name}：{error}"),
                format!("{name} cannot be read: {error}"),
            )
        })?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length <= LONGEST) {
            return Ok(bytes);
        }
        let most = LONGEST >> 20;
        Err(unreadable(
            format!("{name} 超过 {most} MiB"),
            format!("{name} has more than {most} MiB"),
        ))
    }

    /// As a text of JSON. A file in another character set would be signed wrongly without a word.
    pub fn json(&self) -> Result<String, Unreadable> {
        let bytes = self.bytes()?;
        if is_utf16(&bytes) {
            return Err(Unreadable {
                id: "json.invalid",
                message: Message::new(
                    "输入是 UTF-16 编码（Windows 上有时称为 Unicode）；请另存为 UTF-8",
                    "The input is UTF-16 (Windows sometimes calls it Unicode); save it as UTF-8",
                ),
            });
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Unreadable {
                id: "json.invalid",
                message: Message::new(
                    format!("输入不是 UTF-8 编码（第 {at} 字节起），可能是 GBK；请另存为 UTF-8"),
                    format!(
                        "The input is not UTF-8 from byte {at} on, perhaps GBK; save it as UTF-8"
                    ),
                ),
            }
        })?;
        Ok(without_mark(&text))
    }

    /// As a text that somebody pasted or saved: UTF-8, or else the character set of older Chinese
    /// pages.
    pub fn text(&self) -> Result<String, Unreadable> {
        let text = match String::from_utf8(self.bytes()?) {
            Ok(text) => text,
            Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned(),
        };
        Ok(without_mark(&text))
    }
}

/// By its mark, or by the zero beside the first letter: JSON begins with a letter of ASCII.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
    }
}

fn without_mark(text: &str) -> String {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned()
}

fn take(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
