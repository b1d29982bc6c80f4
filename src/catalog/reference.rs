//! The reference reader: rows for help pages and printed tables, with everything in words.

use crate::catalog::diagnostic::help_page;
use crate::catalog::kind::Kind;
use crate::catalog::param::{Allowed, Heading, Param, Who};
use crate::catalog::wording;
use crate::text::{Message, Text, text};

/// One group of the reference, in the order of the table.
#[derive(Clone, Debug)]
pub struct Section {
    pub heading: Heading,
    pub rows: Vec<Row>,
}

/// One row of the reference.
#[derive(Clone, Debug)]
pub struct Row {
    pub param: &'static Param,
    /// `goods.pictureUrl` for a field inside a JSON value.
    pub path: String,
    /// The HTML anchor: help links of diagnostics end in `#name`.
    pub anchor: String,
    pub values: &'static [Allowed],
    /// Limits in words, when there are any.
    pub limits: Option<Message>,
    /// What the vendor does when nothing is sent.
    pub default: Option<Message>,
    /// Needs, conditions and contradictions, one sentence each.
    pub rules: Vec<Message>,
}

impl Row {
    /// What kind of value it is.
    pub fn kind(&self) -> Text {
        kind(self.param.kind)
    }

    /// Who supplies the value.
    pub fn who(&self) -> Text {
        who(self.param.who)
    }

    /// Whether a search for this text finds the row: by name, label or explanation.
    pub fn mentions(&self, wanted: &str) -> bool {
        let wanted = wanted.to_lowercase();
        let Text { zh, en } = self.param.label;
        let help = self.param.help;
        [self.path.as_str(), zh, en, help.zh, help.en]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }
}

/// The rows of a table. `around` are the other tables that its rules may name.
pub fn reference(table: &'static [Param], around: &[&'static [Param]]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for param in table {
        let row = row(param, table, around);
        match sections.iter_mut().find(|section| section.heading == param.group) {
            Some(section) => section.rows.push(row),
            None => sections.push(Section { heading: param.group, rows: vec![row] }),
        }
    }
    sections
}

fn row(param: &'static Param, table: &'static [Param], around: &[&'static [Param]]) -> Row {
    let path = param.path();
    let find = |name: &str| {
        let tables = std::iter::once(&table).chain(around);
        tables.copied().flatten().find(|other| other.name == name && other.parent.is_none())
    };
    Row {
        param,
        anchor: path.clone(),
        path,
        values: param.values,
        limits: limits(param),
        default: default(param),
        rules: wording::sentences(param, find),
    }
}

/// The address of the explanation of a parameter.
pub fn address(channel: &str, parameter: &str) -> String {
    help_page(channel, parameter)
}

/// What the vendor does when nothing is sent, in words.
pub fn default(param: &Param) -> Option<Message> {
    let value = param.default.map(|value| match param.meaning(value) {
        Some(meaning) if meaning.zh != value => {
            Message::new(format!("{}（{value}）", meaning.zh), format!("{} ({value})", meaning.en))
        }
        _ => Message::new(value, value),
    });
    value.or_else(|| param.fallback.map(Message::from))
}

/// Number range, length and form in words.
pub fn limits(param: &Param) -> Option<Message> {
    let pattern = param
        .enforced()
        .map(|pattern| Message::new(format!("格式 {pattern}"), format!("form {pattern}")));
    let usual = param.limits.usual.map(|usual| {
        Message::new(
            format!("通常为 {usual}，不符时只提醒"),
            format!("usually {usual}, anything else is only pointed out"),
        )
    });
    let said = [extent(param), pattern, usual].into_iter().flatten();
    said.reduce(|all, one| {
        Message::new(format!("{}；{}", all.zh, one.zh), format!("{}; {}", all.en, one.en))
    })
}

fn extent(param: &Param) -> Option<Message> {
    let limits = param.limits;
    match (limits.min, limits.max, limits.max_length) {
        (Some(min), Some(max), _) => {
            Some(Message::new(format!("{min} 到 {max}"), format!("{min} to {max}")))
        }
        (Some(min), None, _) => {
            Some(Message::new(format!("不小于 {min}"), format!("{min} or more")))
        }
        (None, Some(max), _) => {
            Some(Message::new(format!("不大于 {max}"), format!("{max} or less")))
        }
        (None, None, Some(most)) => {
            let least = limits.min_length.unwrap_or(1);
            Some(Message::new(
                format!("{least} 到 {most} 个字符"),
                format!("{least} to {most} characters"),
            ))
        }
        _ => None,
    }
}

/// The kind of a value in words.
pub const fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Text => text("文字", "Text"),
        Kind::Prose => text("多行文字", "Text of several lines"),
        Kind::Url => text("网址", "Address"),
        Kind::Colour(_) => text("颜色", "Colour"),
        Kind::Integer => text("整数", "Whole number"),
        Kind::Number => text("数字", "Number"),
        Kind::Flag => text("开关", "Switch"),
        Kind::Choice => text("选项", "Choice"),
        Kind::Identifier => text("标识", "Identifier"),
        Kind::Json => text("JSON 值", "JSON"),
        Kind::Object => text("JSON 对象", "JSON object"),
        Kind::List => text("列表", "List"),
        Kind::Handler => text("函数名", "Name of a function"),
        Kind::Const => text("固定值", "Fixed value"),
    }
}

/// Who supplies a value, in words.
pub const fn who(who: Who) -> Text {
    match who {
        Who::Administrator => text("管理员", "Administrator"),
        Who::Visitor => text("访客资料", "Visitor data"),
        Who::Page => text("页面传入", "Set by the page"),
    }
}
