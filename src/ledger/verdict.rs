//! What a check found: a log is as it was, or the first entry that is not, and why.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Hash;
use crate::text::Message;

/// The outcome for one log.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Its published name: `installation` or `e/<slug>`.
    pub log: String,
    pub size: u64,
    /// Over the entries that were read, as far as they were read.
    pub root: Hash,
    pub fault: Option<Fault>,
    /// Of an exported file: the key that came with it.
    pub key: Option<String>,
}

impl Verdict {
    pub fn is_ok(&self) -> bool {
        self.fault.is_none()
    }
}

/// `first_broken`, `reason` and `message` are null when nothing is wrong.
impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("log", &self.log)?;
        map.serialize_entry("size", &self.size)?;
        map.serialize_entry("root", &self.root)?;
        map.serialize_entry("first_broken", &self.fault.as_ref().and_then(|fault| fault.from))?;
        map.serialize_entry("reason", &self.fault.as_ref().map(|fault| fault.reason.id()))?;
        map.serialize_entry("message", &self.fault.as_ref().map(Fault::message))?;
        if let Some(key) = &self.key {
            map.serialize_entry("key", key)?;
        }
        map.end()
    }
}

/// What is wrong, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first broken entry; `None` where no entry is.
    pub from: Option<u64>,
    /// The end of the entries among which it must be, when it cannot be told exactly.
    pub until: Option<u64>,
    pub reason: Reason,
}

impl Fault {
    /// This very entry.
    pub fn at(entry: u64, reason: Reason) -> Self {
        Fault { from: Some(entry), until: None, reason }
    }

    /// One of the entries `from` to before `until`.
    pub fn among(from: u64, until: u64, reason: Reason) -> Self {
        let until = (from + 1 < until).then_some(until);
        Fault { from: Some(from), until, reason }
    }

    /// No entry, but what vouches for them.
    pub fn of(reason: Reason) -> Self {
        Fault { from: None, until: None, reason }
    }

    /// In words, with the entry in front.
    pub fn message(&self) -> Message {
        let Message { zh, en } = self.reason.message();
        match (self.from, self.until.and_then(|until| until.checked_sub(1))) {
            (Some(from), Some(last)) => Message::new(
                format!("第 {from} 至 {last} 条之间：{zh}"),
                format!("somewhere from entry {from} to {last}: {en}"),
            ),
            (Some(from), None) => {
                Message::new(format!("第 {from} 条：{zh}"), format!("entry {from}: {en}"))
            }
            (None, _) => Message::new(zh, en),
        }
    }
}

/// Why a log is not as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The event does not have the leaf hash that was kept with it.
    Changed,
    Missing,
    /// An event, line or value that nobody here wrote.
    Unreadable,
    /// An entry that the log does not count.
    Surplus,
    /// Not in the order of numbers.
    Order,
    LeafMissing,
    /// A kept subtree is not what its leaves give.
    Subtree,
    /// The head's root or right edge is not what the entries give.
    Head,
    /// A kept checkpoint of this size says otherwise.
    Checkpoint(u64),
    /// A kept checkpoint of this size is not signed by the installation.
    Unsigned(u64),
    /// What the installation's history tells of this log says otherwise.
    Anchor(u64),
    /// The checkpoint that was given says otherwise.
    Given(u64),
    /// The checkpoint that was given is longer than the log.
    Shorter(u64),
    /// The checkpoint that was given is not signed by the key that stands here.
    GivenUnsigned(u64),
    /// The checkpoint that was given is of another installation.
    Foreign,
    /// The checkpoint that was given is of a log that is not there.
    NoLog,
    /// The given checkpoint cannot be held against what is here.
    Incomparable(u64),
    /// The kept public key is not that of the sealed key.
    Key,
    /// The file ends without its checkpoint.
    BrokenOff,
    /// The file's checkpoint is not signed by the key beside it, or says otherwise than the line.
    LastLine,
    /// The root of all entries of the file is not that of its checkpoint.
    Root,
    /// The proof does not lead from the event to the root.
    Proof,
}

impl Reason {
    /// For scripts.
    pub const fn id(self) -> &'static str {
        match self {
            Reason::Changed => "entry.changed",
            Reason::Missing => "entry.missing",
            Reason::Unreadable => "entry.unreadable",
            Reason::Surplus => "entry.surplus",
            Reason::Order => "entry.order",
            Reason::LeafMissing => "leaf.missing",
            Reason::Subtree => "subtree.changed",
            Reason::Head => "head.changed",
            Reason::Checkpoint(_) => "checkpoint.differs",
            Reason::Unsigned(_) => "checkpoint.unsigned",
            Reason::Anchor(_) => "checkpoint.recorded_otherwise",
            Reason::Given(_) => "given.differs",
            Reason::Shorter(_) => "given.longer",
            Reason::GivenUnsigned(_) => "given.unsigned",
            Reason::Foreign => "given.foreign",
            Reason::NoLog => "given.no_log",
            Reason::Incomparable(_) => "given.incomparable",
            Reason::Key => "key.changed",
            Reason::BrokenOff => "file.broken_off",
            Reason::LastLine => "file.checkpoint",
            Reason::Root => "file.root",
            Reason::Proof => "entry.proof",
        }
    }

    fn message(self) -> Message {
        self.of_checkpoint().unwrap_or_else(|| self.of_entry())
    }

    fn of_entry(self) -> Message {
        let (zh, en) = match self {
            Reason::Changed => (
                "内容与记录时的哈希不符，已被改动",
                "it is not what was recorded: its hash differs",
            ),
            Reason::Missing => ("缺失", "it is missing"),
            Reason::Unreadable => {
                ("无法读取，不是门户写下的", "it cannot be read; the portal did not write it")
            }
            Reason::Surplus => ("日志没有计入这一条", "the log does not count it"),
            Reason::Order => (
                "序号不连续，被插入或调换过",
                "the numbers are out of order: something was inserted or swapped",
            ),
            Reason::LeafMissing => ("记录时的哈希不见了", "the hash that was kept with it is gone"),
            Reason::Subtree => {
                ("保存的树节点与条目不符", "a kept node of the tree is not what the entries give")
            }
            Reason::Head => (
                "日志头保存的根哈希与条目不符",
                "the root in the log’s head is not what the entries give",
            ),
            Reason::Key => (
                "保存的公钥不是本门户签名密钥的公钥",
                "the kept public key is not that of the portal’s signing key",
            ),
            Reason::BrokenOff => (
                "文件没有结尾的检查点：导出中断，或被截断",
                "the file ends without its checkpoint: the export broke off, or was cut",
            ),
            Reason::LastLine => (
                "文件结尾的检查点与签名或内容不符",
                "the checkpoint at the end of the file does not fit its signature or its line",
            ),
            Reason::Root => (
                "条目的根哈希与文件的检查点不符",
                "the root of the entries is not that of the file’s checkpoint",
            ),
            Reason::Proof => ("包含证明不成立", "its proof does not lead to the root"),
            Reason::Foreign => {
                ("给出的检查点属于另一个门户", "the checkpoint that was given is of another portal")
            }
            _ => (
                "给出的检查点所指的日志不存在",
                "the log of the checkpoint that was given is not there",
            ),
        };
        Message::new(zh, en)
    }

    fn of_checkpoint(self) -> Option<Message> {
        let (size, zh, en) = match self {
            Reason::Checkpoint(size) => {
                (size, "保存的检查点与条目不符", "a kept checkpoint says otherwise")
            }
            Reason::Unsigned(size) => {
                (size, "保存的检查点签名不对", "a kept checkpoint is not signed by this portal")
            }
            Reason::Anchor(size) => (
                size,
                "门户历史里记下的检查点与条目不符",
                "the portal’s own history tells of another checkpoint",
            ),
            Reason::Given(size) => {
                (size, "给出的检查点与条目不符", "the checkpoint that was given says otherwise")
            }
            Reason::Shorter(size) => (
                size,
                "给出的检查点比日志长：日志被截短了",
                "the checkpoint that was given is longer than the log, which was cut",
            ),
            Reason::GivenUnsigned(size) => (
                size,
                "给出的检查点不是用这里的密钥签名的",
                "the checkpoint that was given is not signed by the key that stands here",
            ),
            Reason::Incomparable(size) => (
                size,
                "给出的检查点无法与这个文件比较：请用未经筛选、未清理到该处的导出",
                "the checkpoint that was given cannot be held against this file; use an export that is neither filtered nor purged at that place",
            ),
            _ => return None,
        };
        Some(Message::new(format!("{zh}（{size} 条时）"), format!("{en} (of {size} entries)")))
    }
}
