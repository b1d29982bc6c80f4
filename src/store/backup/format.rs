//! The file: a head, then each table with its rows, then an end that says how many there were; one JSON
//! text a line, the same whichever database it came from. The lines are compressed, then sealed with the
//! master key ([`crate::vault::Sealing`]).
//!
//! ```text
//! {"format":1,"installation":"…","made_at":1767312000000,"program":"0.1.0","engine":"sqlite","schema":16,"demo":false}
//! {"table":"people","columns":[["id","text"],["active","flag"],…]}
//! ["0195…",1,…]
//! {"rows":12,"sum":"…"}
//! …
//! {"tables":58,"rows":90210}
//! ```

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::schema::Table;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::text::{Message, text};
use crate::vault::{Opening, Sealing, StreamHead, StreamKey};

pub const FORMAT: u32 = 1;

/// By these names whoever reads a file tells apart what is wrong with it.
pub const DAMAGED: &str = "backup.damaged";
pub const NEWER: &str = "backup.newer";

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub format: u32,
    pub installation: String,
    pub made_at: Millis,
    /// The version of the program that made it.
    pub program: String,
    /// The database that it was made of.
    pub engine: String,
    /// The last migration that the database had run.
    pub schema: i64,
    pub demo: bool,
}

/// How many rows a table has, and a sum over them that does not depend on their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub rows: u64,
    pub sum: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    tables: usize,
    rows: u64,
}

/// A whole backup, without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub head: Head,
    pub tables: Vec<(Table, Count)>,
}

impl Contents {
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, count)| count.rows).sum()
    }
}

/// Adds rows up while they pass.
#[derive(Clone, Default)]
pub struct Counting {
    rows: u64,
    sum: u128,
}

impl Counting {
    /// Takes one row in the form that both databases share, and hands it back so.
    pub fn take(&mut self, row: &str) -> Result<String> {
        let values: Vec<serde_json::Value> = serde_json::from_str(row).map_err(|_| damaged())?;
        let shared = serde_json::to_string(&values).map_err(Error::broken)?;
        let hash = Sha256::digest(shared.as_bytes());
        let half = hash.iter().take(16).fold(0, |sum: u128, byte| sum << 8 | u128::from(*byte));
        self.sum = self.sum.wrapping_add(half);
        self.rows = self.rows.saturating_add(1);
        Ok(shared)
    }

    pub fn count(&self) -> Count {
        Count { rows: self.rows, sum: format!("{:032x}", self.sum) }
    }
}

/// Writes a backup, table by table.
pub struct Writer {
    out: ZlibEncoder<Sealing<BufWriter<File>>>,
    contents: Contents,
    counting: Counting,
}

impl Writer {
    pub fn begin(file: File, key: &StreamKey, head: Head) -> Result<Self> {
        let sealing = Sealing::begin(BufWriter::new(file), key)?;
        let out = ZlibEncoder::new(sealing, Compression::fast());
        let contents = Contents { head, tables: Vec::new() };
        let mut writer = Writer { out, contents, counting: Counting::default() };
        let head = json(&writer.contents.head)?;
        writer.line(&head)?;
        Ok(writer)
    }

    pub fn table(&mut self, table: &Table) -> Result<()> {
        self.counting = Counting::default();
        self.contents.tables.push((table.clone(), Count::default()));
        self.line(&json(table)?)
    }

    pub fn rows(&mut self, rows: &[String]) -> Result<()> {
        for row in rows {
            let row = self.counting.take(row)?;
            self.line(&row)?;
        }
        Ok(())
    }

    pub fn end_of_table(&mut self) -> Result<()> {
        let count = self.counting.count();
        self.line(&json(&count)?)?;
        if let Some((_, last)) = self.contents.tables.last_mut() {
            *last = count;
        }
        Ok(())
    }

    /// Everything is on the disk when this returns.
    pub fn finish(mut self) -> Result<(File, Contents)> {
        let end = End { tables: self.contents.tables.len(), rows: self.contents.rows() };
        self.line(&json(&end)?)?;
        let done = self.out.finish().and_then(Sealing::finish).and_then(|out| {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            Ok(file)
        });
        Ok((done.map_err(unwritable)?, self.contents))
    }

    fn line(&mut self, line: &str) -> Result<()> {
        let written = self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(unwritable)
    }
}

/// Reads a backup from its beginning to its end, and holds it to what it says of itself.
pub struct Reader {
    lines: BufReader<ZlibDecoder<Opening<BufReader<Hashing>>>>,
    contents: Contents,
    /// The table whose rows are read at the moment.
    open: Option<Table>,
    counting: Counting,
}

/// What comes next of a backup.
pub enum Part {
    Table(Table),
    /// Some rows of the table, separated by commas.
    Rows(String),
    /// The last row of the table has passed.
    Counted(Count),
    End,
}

/// What was found in a file that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    pub contents: Contents,
    /// Bytes of the file, and their SHA-256.
    pub size: u64,
    pub sha256: String,
}

/// How many characters of rows are handed on at once.
const BATCH: usize = 512 * 1024;

#[derive(Deserialize)]
struct Format {
    format: u32,
    program: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Between {
    Table(Table),
    End(End),
}

impl Reader {
    pub fn begin(file: File, key: &StreamKey) -> Result<Self> {
        let mut input = BufReader::new(Hashing { file, hash: Sha256::new(), size: 0 });
        let head = StreamHead::read(&mut input).map_err(unreadable)?.ok_or_else(foreign)?;
        if head.name() != key.name() {
            return Err(sealed_by(head.name(), key.name()));
        }
        let opening = Opening::begin(input, head, key)?;
        let mut lines = BufReader::new(ZlibDecoder::new(opening));
        let line = next_line(&mut lines)?;
        let Format { format, program } = parsed(&line)?;
        if format != FORMAT {
            return Err(too_new(&program));
        }
        let contents = Contents { head: parsed(&line)?, tables: Vec::new() };
        Ok(Reader { lines, contents, open: None, counting: Counting::default() })
    }

    pub fn head(&self) -> &Head {
        &self.contents.head
    }

    /// The next part; after an error nothing follows.
    pub fn part(&mut self) -> Result<Part> {
        let mut rows = String::new();
        while self.open.is_some() && rows.len() < BATCH && self.peek()? == Some(b'[') {
            let row = self.counting.take(&next_line(&mut self.lines)?)?;
            if !rows.is_empty() {
                rows.push(',');
            }
            rows.push_str(&row);
        }
        if !rows.is_empty() {
            return Ok(Part::Rows(rows));
        }
        let line = next_line(&mut self.lines)?;
        if let Some(table) = self.open.take() {
            let count = std::mem::take(&mut self.counting).count();
            if parsed::<Count>(&line)? != count {
                return Err(damaged());
            }
            self.contents.tables.push((table, count.clone()));
            return Ok(Part::Counted(count));
        }
        match parsed(&line)? {
            Between::Table(table) => {
                self.open = Some(table.clone());
                Ok(Part::Table(table))
            }
            Between::End(end) => {
                let counted =
                    End { tables: self.contents.tables.len(), rows: self.contents.rows() };
                if end == counted { Ok(Part::End) } else { Err(damaged()) }
            }
        }
    }

    /// After the end: nothing may follow it.
    pub fn finish(mut self) -> Result<Whole> {
        if self.peek()?.is_some() {
            return Err(damaged());
        }
        let mut opening = self.lines.into_inner().into_inner();
        if io::copy(&mut opening, &mut io::sink()).map_err(unreadable)? > 0 {
            return Err(damaged());
        }
        let Hashing { hash, size, .. } = opening.into_inner().into_inner();
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Whole { contents: self.contents, size, sha256 })
    }

    /// Looks at everything and keeps no row.
    pub fn look(file: File, key: &StreamKey) -> Result<Whole> {
        let mut reader = Reader::begin(file, key)?;
        while !matches!(reader.part()?, Part::End) {}
        reader.finish()
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        Ok(self.lines.fill_buf().map_err(unreadable)?.first().copied())
    }
}

/// Counts and hashes the bytes of the file while they are read.
struct Hashing {
    file: File,
    hash: Sha256,
    size: u64,
}

impl Read for Hashing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(into)?;
        self.hash.update(into.get(..length).unwrap_or_default());
        self.size = self.size.saturating_add(u64::try_from(length).unwrap_or_default());
        Ok(length)
    }
}

/// Every line ends with one, the last one too.
fn next_line(lines: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    lines.read_line(&mut line).map_err(unreadable)?;
    if line.pop() == Some('\n') { Ok(line) } else { Err(damaged()) }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}

fn parsed<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|_| damaged())
}

/// A file system that is full or gone is nobody's fault and no damage.
fn unwritable(error: io::Error) -> Error {
    Error::refused(text(
        "备份写不进去：磁盘可能已满，或没有权限。没有留下任何备份。",
        "The backup cannot be written: the disk may be full, or a right is missing. No backup was left behind.",
    ))
    .because(error)
}

fn unreadable(error: io::Error) -> Error {
    match error.kind() {
        // A seal that does not open, a stream that does not unpack, bytes that are no text.
        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => {
            damaged().because(error)
        }
        _ => Error::refused(text("备份文件无法读取。", "The backup file cannot be read."))
            .because(error),
    }
}

pub fn damaged() -> Error {
    Error::refused(text(
        "备份文件已损坏：内容被改动、截断或拼接过。请换一份备份。",
        "The backup file is damaged: it was changed, cut off or put together from others. Take another backup.",
    ))
    .by(DAMAGED)
}

fn foreign() -> Error {
    Error::refused(text("这个文件不是 Jieru 的备份。", "This file is no backup of Jieru."))
}

pub fn too_new(program: &str) -> Error {
    Error::refused(Message::new(
        format!("备份由更新的版本（{program}）生成，请用那个版本恢复。"),
        format!("The backup was made by a later version ({program}); restore it with that one."),
    ))
    .by(NEWER)
}

fn sealed_by(wanted: &str, given: &str) -> Error {
    Error::refused(Message::new(
        format!(
            "备份是用主密钥 {wanted} 加密的，而给出的主密钥是 {given}。请用 --master-key-file 指出当时的主密钥文件（更换后旧文件名为 master.key.{wanted}.old）。"
        ),
        format!(
            "The backup was sealed with the master key {wanted}, and the one given is {given}. Name the file of that time with --master-key-file (after a change, the old file is called master.key.{wanted}.old)."
        ),
    ))
}
