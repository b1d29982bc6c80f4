//! What a file is that somebody holds for a backup: a whole one, or why not. Nothing is restored.

use std::fs::File;
use std::io::{Seek, SeekFrom};

use super::format::{DAMAGED, NEWER, Reader, Whole};
use crate::error::{Error, Result};
use crate::text::Message;
use crate::vault::{StreamHead, StreamKey};

/// Why a file cannot be restored here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is no backup at all.
    Foreign,
    /// It was sealed with the master key of this name.
    OtherKey(String),
    /// A later version made it; the words say which one.
    Newer(Message),
    /// Changed, cut off, or put together from others.
    Damaged,
}

impl Flaw {
    /// What the history calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Flaw::Foreign => "foreign",
            Flaw::OtherKey(_) => "other_key",
            Flaw::Newer(_) => "newer",
            Flaw::Damaged => "damaged",
        }
    }
}

/// Reads the whole file, as a restore does before it begins. Blocks.
pub fn examine(mut file: File, key: &StreamKey) -> Result<std::result::Result<Whole, Flaw>> {
    file.seek(SeekFrom::Start(0)).map_err(Error::broken)?;
    let Some(head) = StreamHead::read(&mut file).map_err(Error::broken)? else {
        return Ok(Err(Flaw::Foreign));
    };
    let name = head.name();
    // Nothing vouches for the name yet: what no key can be called is not repeated to anybody.
    if !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Err(Flaw::Damaged));
    }
    if name != key.name() {
        return Ok(Err(Flaw::OtherKey(name.to_owned())));
    }
    file.seek(SeekFrom::Start(0)).map_err(Error::broken)?;
    match Reader::look(file, key) {
        Ok(whole) => Ok(Ok(whole)),
        Err(error) => match (error.constraint(), error.text()) {
            (Some(DAMAGED), _) => Ok(Err(Flaw::Damaged)),
            (Some(NEWER), Some(words)) => Ok(Err(Flaw::Newer(words.clone()))),
            _ => Err(error),
        },
    }
}
