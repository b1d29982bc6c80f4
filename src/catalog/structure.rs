//! The structure reader: a JSON value as rows and fields that people fill in one by one, made of the
//! rows below a parameter. What its fields could not carry unchanged has no structure, and is typed
//! as JSON.

mod acts;
mod draw;
mod settle;

use serde_json::Value;

use crate::catalog::diagnostic::{Diagnostic, Severity};
use crate::catalog::encode::encode_component;
use crate::catalog::form::Field;
use crate::catalog::param::Param;
use crate::text::{Message, Text};
use draw::Draw;

pub use acts::{Act, Verb};
pub use settle::{Misfit, Settled, settle};

/// A list offers no more rows than this; longer ones are typed as JSON.
pub const MOST_ROWS: usize = 20;

/// The fields of a free name and its value.
pub const KEY: &str = "key";
const VALUE: &str = "value";
/// How a value of a free name is meant: empty for a text, or [`AS_JSON`].
const AS: &str = "as";
const AS_JSON: &str = "json";

/// A JSON value, taken apart.
#[derive(Clone, Debug)]
pub struct Structure {
    /// In the order in which they are drawn; what `Open` begins, `Close` ends.
    pub pieces: Vec<Piece>,
    /// The value as it is sent, and as a link carries it; empty where nothing is set.
    pub json: String,
    pub encoded: String,
    /// Names that are offered where names are free.
    pub names: &'static [&'static str],
    /// An empty list or object that is set all the same: nothing else on the page would say so.
    pub bare: Vec<(String, &'static str)>,
    /// Somebody chose to type it as JSON.
    pub as_json: bool,
    /// What is wrong with the value as a whole.
    pub errors: Vec<Message>,
    pub warnings: Vec<Message>,
}

#[derive(Clone, Debug)]
pub enum Piece {
    Open(Block),
    Field(Box<Field>),
    Close,
    Add(More),
}

/// A row of a list, or an object inside.
#[derive(Clone, Debug)]
pub struct Block {
    /// `p.goods.0`
    pub name: String,
    pub label: Text,
    pub help: Text,
    /// The row's number, from 1, and how many there are; an object inside has none.
    pub row: Option<(usize, usize)>,
    /// The button of this row that has the focus.
    pub focus: Option<Verb>,
    pub errors: Vec<Message>,
    pub warnings: Vec<Message>,
}

/// The button that adds a row.
#[derive(Clone, Debug)]
pub struct More {
    /// The list: `p.goods`.
    pub name: String,
    pub label: Text,
    pub rows: usize,
    pub focus: bool,
}

impl Block {
    pub fn id(&self) -> String {
        self.name.replace('.', "-")
    }

    pub fn is_first(&self) -> bool {
        self.row.is_some_and(|(number, _)| number == 1)
    }

    pub fn is_last(&self) -> bool {
        self.row.is_some_and(|(number, all)| number == all)
    }
}

impl More {
    pub fn id(&self) -> String {
        self.name.replace('.', "-")
    }

    pub fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS
    }
}

impl Structure {
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field(field) => Some(field.as_ref()),
            _ => None,
        })
    }

    pub fn fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        self.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Field(field) => Some(field.as_mut()),
            _ => None,
        })
    }

    /// Whether something inside is wrong.
    pub fn is_wrong(&self) -> bool {
        self.pieces.iter().any(|piece| match piece {
            Piece::Open(block) => !block.errors.is_empty(),
            Piece::Field(field) => !field.errors.is_empty(),
            Piece::Close | Piece::Add(_) => false,
        })
    }

    /// The HTML id of the place with this name, or of the nearest one around it: several fields may
    /// be one choice, and free names have numbers.
    pub fn locate(&self, name: &str) -> Option<String> {
        let mut name = name;
        loop {
            let field = self.fields().find(|field| field.name == name);
            if let Some(field) = field {
                return Some(field.id.clone());
            }
            let row = format!("{name}.");
            let known = self
                .pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Open(block) if block.name == name));
            if known {
                let inside = self.fields().find(|field| field.name.starts_with(&row));
                return inside.map(|field| field.id.clone());
            }
            name = name.rsplit_once('.')?.0;
        }
    }

    /// Puts the focus where it belongs after an act.
    pub fn focus(&mut self, act: &Act) {
        let wanted = act.lands();
        let mut inside = false;
        for piece in &mut self.pieces {
            match piece {
                Piece::Open(block) if act.verb.moves() && block.name == wanted => {
                    let end = if act.verb == Verb::Up { block.is_first() } else { block.is_last() };
                    let back = if act.verb == Verb::Up { Verb::Down } else { Verb::Up };
                    block.focus = Some(if end { back } else { act.verb });
                    return;
                }
                Piece::Open(block) if act.verb == Verb::Add => {
                    let parent = block.name.rsplit_once('.').map(|(parent, _)| parent);
                    inside = inside || (parent == Some(wanted.as_str()) && block.is_last());
                }
                Piece::Field(field) if inside || act.verb == Verb::Rows => {
                    field.focus = true;
                    return;
                }
                Piece::Add(more) if more.name == wanted || act.verb == Verb::Rows => {
                    more.focus = true;
                    return;
                }
                _ => {}
            }
        }
    }
}

/// The structure of a value, or of none. `name` is the form field's, such as `p.goods`.
pub fn structure(
    table: &'static [Param],
    param: &'static Param,
    name: &str,
    given: Option<&Value>,
    findings: &[Diagnostic],
) -> Option<Structure> {
    if !param.kind.is_json() || !param.values.is_empty() {
        return None;
    }
    let mut draw = Draw::new(table, findings);
    draw.whole(param, name, given)?;
    let json = given.and_then(|value| settle::plain_json(table, param, value)).unwrap_or_default();
    let whole = |severity| draw.about(param.name, severity);
    Some(Structure {
        encoded: encode_component(&json),
        json,
        names: param.holds,
        as_json: false,
        errors: whole(Severity::Error),
        warnings: whole(Severity::Warning),
        bare: draw.bare,
        pieces: draw.pieces,
    })
}

/// Whether a parameter of this kind can be taken apart at all.
pub fn has_structure(table: &'static [Param], param: &'static Param) -> bool {
    structure(table, param, param.name, None, &[]).is_some()
}
