//! The reference reader: rows for help pages and printed tables.

use crate::catalog::param::{Allowed, Heading, Param};
use crate::text::Message;

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
}

pub fn reference(table: &'static [Param]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for param in table {
        let row = row(param);
        match sections.iter_mut().find(|section| section.heading == param.group) {
            Some(section) => section.rows.push(row),
            None => sections.push(Section { heading: param.group, rows: vec![row] }),
        }
    }
    sections
}

fn row(param: &'static Param) -> Row {
    let path = param.path();
    Row { param, anchor: path.clone(), path, values: param.values, limits: limits(param) }
}

/// Number range or length in words.
pub fn limits(param: &Param) -> Option<Message> {
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
