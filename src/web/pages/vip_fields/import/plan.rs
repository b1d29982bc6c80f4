//! What a pasted table would make of the registered fields, row by row: new, changed, the same or
//! wrong. Pure: the registry is handed in, and nothing is written here.

use std::collections::BTreeMap;

use crate::domain::change::difference;
use crate::domain::release::sha256;
use crate::domain::vip_field::{Class, Draft, Kind, Settings, ValueType};
use crate::domain::{FieldChange, Meta, VipField};
use crate::text::{Message, Text, text};
use crate::web::cells::read::{Misread, Row, rows};
use crate::web::cells::unescaped;
use crate::web::pages::vip_fields::dictionary::HEAD;
use crate::web::pages::vip_fields::unfit;

/// Rows that one import may have, and bytes.
pub const MOST_ROWS: usize = 1_000;
pub const MOST_BYTES: usize = 1024 * 1024;
/// The form that brings it: a form writes a character as up to nine, and what is a little too long is told
/// beside the field.
pub const BODY: usize = 4 * 1024 * 1024;
/// Characters of a name and of the other lines, as in the form.
const LINE: usize = 200;

#[derive(Debug, Default)]
pub struct Plan {
    pub entries: Vec<Entry>,
}

/// One row of the table and what becomes of it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub line: usize,
    pub kind: Option<Kind>,
    pub key: String,
    pub name: String,
    pub fate: Fate,
}

#[derive(Clone, Debug)]
pub enum Fate {
    New(Draft),
    /// The stored field, what it would be, and what differs.
    Changed(Box<VipField>, Draft, Vec<FieldChange>),
    Same,
    Wrong(Message),
}

impl Plan {
    /// # Errors
    /// What is wrong with the table as a whole.
    pub fn make(typed: &str, known: &[VipField]) -> Result<Plan, Message> {
        let (columns, table) = read(typed)?;
        if table.len() > MOST_ROWS {
            return Err(Message::new(
                format!("有 {} 行，一次最多 {MOST_ROWS} 行；请分几次导入", table.len()),
                format!("It has {} rows; {MOST_ROWS} at most. Import it in parts", table.len()),
            ));
        }
        let mut seen: BTreeMap<(Kind, String), usize> = BTreeMap::new();
        let entries = table.iter().map(|row| {
            let mut entry = columns.entry(row, known);
            let Some(kind) = entry.kind.filter(|_| !entry.key.is_empty()) else { return entry };
            match seen.get(&(kind, entry.key.clone())) {
                Some(first) => {
                    entry.fate = Fate::Wrong(Message::new(
                        format!("与第 {first} 行重复：同一种类、同一编号"),
                        format!("The same kind and id as in line {first}"),
                    ));
                }
                None => {
                    seen.insert((kind, entry.key.clone()), row.line);
                }
            }
            entry
        });
        Ok(Plan { entries: entries.collect() })
    }

    pub fn count(&self, which: fn(&Fate) -> bool) -> usize {
        self.entries.iter().filter(|entry| which(&entry.fate)).count()
    }

    pub fn new_ones(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::New(_)))
    }

    pub fn changed(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Changed(..)))
    }

    pub fn same(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Same))
    }

    pub fn wrong(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Wrong(_)))
    }

    /// Whether it can be carried out and changes anything.
    pub fn is_sound(&self) -> bool {
        self.wrong() == 0 && self.new_ones() + self.changed() > 0
    }

    /// Tells this plan from every other: what was looked at is what is carried out.
    pub fn digest(&self) -> String {
        let each = self.entries.iter().map(|entry| match &entry.fate {
            Fate::New(draft) => format!("+{draft:?}"),
            Fate::Changed(old, draft, _) => format!("{}@{}{draft:?}", old.id, old.version),
            Fate::Same => "=".to_owned(),
            Fate::Wrong(_) => "!".to_owned(),
        });
        sha256(each.collect::<Vec<_>>().join("\n").as_bytes())
    }
}

/// Where the columns are; `None` for those that the table does not have.
struct Columns {
    kind: usize,
    name: usize,
    key: usize,
    alias: Option<usize>,
    value_type: Option<usize>,
    class: Option<usize>,
    owner: Option<usize>,
    tags: Option<usize>,
}

/// Names of the columns as the fields of the form have them, in the order of the exported head. What
/// the portal itself fills in is not read.
const NAMES: [&str; 11] =
    ["kind", "name", "", "key", "alias", "value_type", "class", "", "owner", "tags", ""];

fn read(typed: &str) -> Result<(Columns, Vec<Row>), Message> {
    if typed.contains('\u{fffd}') {
        return Err(text(
            "里面有无法识别的字符（�）：文件不是 UTF-8。请在 Excel 里另存为“CSV UTF-8（逗号分隔）”再导入",
            "It holds characters that could not be read (�): the file is not UTF-8. Save it in Excel as “CSV UTF-8 (Comma delimited)” and import that",
        )
        .into());
    }
    let mut misread = None;
    for between in [',', ';', '\t'] {
        let table = match rows(typed, between) {
            Ok(table) => table,
            Err(wrong) => {
                misread = misread.or(Some(wrong));
                continue;
            }
        };
        let mut table = table.into_iter();
        let Some(head) = table.next() else { continue };
        if head.cells.len() > 1 {
            return Ok((Columns::of(&head)?, table.collect()));
        }
    }
    Err(match misread {
        Some(Misread::Open(line)) => Message::new(
            format!("第 {line} 行的引号没有结束"),
            format!("A quote that begins in line {line} never ends"),
        ),
        Some(Misread::Trailing(line)) => Message::new(
            format!("第 {line} 行的引号后面还有文字；引号里的引号要写两个"),
            format!("Text follows a closing quote in line {line}; a quote inside quotes is written twice"),
        ),
        None => text(
            "没有认出表格：第一行要有列名“种类”“名称”“编号或字段名”，用逗号、分号或制表符分开",
            "No table was recognised: the first line needs the columns “Kind”, “Name” and “Id or field name”, separated by commas, semicolons or tabs",
        )
        .into(),
    })
}

impl Columns {
    fn of(head: &Row) -> Result<Self, Message> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, cell) in head.cells.iter().enumerate() {
            let cell = unescaped(cell).trim();
            let is = |text: &Text| text.zh == cell || text.en.eq_ignore_ascii_case(cell);
            let known = HEAD.iter().position(is).and_then(|at| NAMES.get(at).copied());
            let own = NAMES.iter().copied().find(|name| !name.is_empty() && *name == cell);
            let Some(name) = known.or(own) else {
                if cell.is_empty() {
                    continue;
                }
                let shown: String = cell.chars().take(40).collect();
                return Err(Message::new(
                    format!("不认识的列“{shown}”；请使用导出的 CSV 的列名"),
                    format!("Unknown column “{shown}”; use those of the exported CSV"),
                ));
            };
            if !name.is_empty() && places.insert(name, at).is_some() {
                return Err(Message::new(
                    format!("列“{cell}”出现了两次"),
                    format!("The column “{cell}” comes twice"),
                ));
            }
        }
        let needed = |name: &str, what: Text| {
            places.get(name).copied().ok_or_else(|| {
                Message::new(
                    format!("缺少列“{}”", what.zh),
                    format!("The column “{}” is missing", what.en),
                )
            })
        };
        let [kind, name, _, key, ..] = HEAD;
        Ok(Columns {
            kind: needed("kind", kind)?,
            name: needed("name", name)?,
            key: needed("key", key)?,
            alias: places.get("alias").copied(),
            value_type: places.get("value_type").copied(),
            class: places.get("class").copied(),
            owner: places.get("owner").copied(),
            tags: places.get("tags").copied(),
        })
    }

    fn entry(&self, row: &Row, known: &[VipField]) -> Entry {
        let cell =
            |at: usize| row.cells.get(at).map_or("", |cell| unescaped(cell)).trim().to_owned();
        let (name, key) = (cell(self.name), cell(self.key));
        let kind = word(&cell(self.kind), &Kind::ALL, |kind| (kind.name(), kind.label()));
        let entry =
            |fate| Entry { line: row.line, kind, key: key.clone(), name: name.clone(), fate };
        let Some(kind) = kind else {
            return entry(Fate::Wrong(unknown(
                HEAD[0],
                &cell(self.kind),
                &Kind::ALL.map(Kind::label),
            )));
        };
        let stored =
            known.iter().find(|field| field.settings.kind == kind && field.settings.key == key);
        let settings =
            Settings { kind, name: name.clone(), key: key.clone(), ..Settings::default() };
        match self.draft(&cell, settings, stored) {
            Err(wrong) => entry(Fate::Wrong(wrong)),
            Ok(draft) => entry(fate(draft, stored)),
        }
    }

    /// The field as the row has it. Where the table has no column, the stored value stays.
    fn draft(
        &self,
        cell: &impl Fn(usize) -> String,
        mut settings: Settings,
        stored: Option<&VipField>,
    ) -> Result<Draft, Message> {
        let mut meta = stored.map_or_else(Meta::default, |field| field.meta.clone());
        let was = stored.map(|field| field.settings.clone()).unwrap_or_default();
        settings.alias = self.alias.map_or(was.alias, cell);
        settings.value_type = match self.value_type.map(cell) {
            None => was.value_type,
            Some(typed) => word(&typed, &ValueType::ALL, |one| (one.name(), one.label()))
                .ok_or_else(|| unknown(HEAD[5], &typed, &ValueType::ALL.map(ValueType::label)))?,
        };
        settings.class = match self.class.map(cell) {
            None => was.class,
            Some(typed) => word(&typed, &Class::ALL, |one| (one.name(), one.label()))
                .ok_or_else(|| unknown(HEAD[6], &typed, &Class::ALL.map(Class::label)))?,
        };
        if let Some(owner) = self.owner.map(cell) {
            meta.owner = owner;
        }
        if let Some(tags) = self.tags.map(cell) {
            meta.tags = Meta::parse_tags(&tags);
        }
        fits(&settings, &meta)?;
        Ok(Draft { settings, meta })
    }
}

fn fate(draft: Draft, stored: Option<&VipField>) -> Fate {
    let Some(old) = stored else { return Fate::New(draft) };
    if old.trashed_at.is_some() {
        return Fate::Wrong(
            text(
                "这个字段在回收站里：先恢复它，再导入",
                "This field lies in the trash: restore it first, then import",
            )
            .into(),
        );
    }
    let new =
        VipField { settings: draft.settings.clone(), meta: draft.meta.clone(), ..old.clone() };
    let changes = difference(&old.fields(), &new.fields());
    if changes.is_empty() {
        Fate::Same
    } else {
        Fate::Changed(Box::new(old.clone()), draft, changes)
    }
}

/// One of a few words: the vendor-neutral name, or its label in either language.
fn word<T: Copy>(typed: &str, all: &[T], words: impl Fn(T) -> (&'static str, Text)) -> Option<T> {
    all.iter().copied().find(|one| {
        let (name, label) = words(*one);
        typed == name || typed == label.zh || typed.eq_ignore_ascii_case(label.en)
    })
}

fn unknown(column: Text, typed: &str, known: &[Text]) -> Message {
    let shown: String = typed.chars().take(40).collect();
    let list = |each: fn(&Text) -> &'static str, between: &str| {
        known.iter().map(each).collect::<Vec<_>>().join(between)
    };
    Message::new(
        format!("{}“{shown}”不认识；可用：{}", column.zh, list(|one| one.zh, "、")),
        format!("{} “{shown}” is unknown; known are: {}", column.en, list(|one| one.en, ", ")),
    )
}

/// The same rules as in the form.
fn fits(settings: &Settings, meta: &Meta) -> Result<(), Message> {
    for (value, column) in [(&settings.name, HEAD[1]), (&settings.key, HEAD[3])] {
        if value.is_empty() {
            return Err(Message::new(
                format!("“{}”是空的", column.zh),
                format!("“{}” is empty", column.en),
            ));
        }
    }
    for (value, column) in [(&settings.key, HEAD[3]), (&settings.alias, HEAD[4])] {
        if let Some(wrong) = unfit(value) {
            return Err(Message::new(
                format!("{}：{}", column.zh, wrong.zh),
                format!("{}: {}", column.en, wrong.en),
            ));
        }
    }
    let lines = [(&settings.name, HEAD[1]), (&meta.owner, HEAD[8]), (&meta.tags_text(), HEAD[9])];
    for (value, column) in lines {
        if value.chars().count() > LINE || value.contains(char::is_control) {
            return Err(Message::new(
                format!("{}：最多 {LINE} 个字符，不能换行", column.zh),
                format!("{}: {LINE} characters at most, in one line", column.en),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
