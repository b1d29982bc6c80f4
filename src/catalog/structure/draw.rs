//! A value as pieces to be drawn, in order; or nothing, where fields could not carry it unchanged.

use serde_json::{Map, Value};

use super::{AS, AS_JSON, Block, KEY, MOST_ROWS, More, Piece, VALUE, settle};
use crate::catalog::diagnostic::{Diagnostic, Severity};
use crate::catalog::form::{Choice, Field, Widget, widget};
use crate::catalog::kind::{self, Kind};
use crate::catalog::nested::children;
use crate::catalog::param::{Param, Stands, Together};
use crate::text::{Message, Text, text};

pub struct Draw<'a> {
    table: &'static [Param],
    findings: &'a [Diagnostic],
    pub pieces: Vec<Piece>,
    pub bare: Vec<(String, &'static str)>,
}

/// A place in the form and the same place in findings: `p.goods.0` and `goods.0`.
struct Place {
    name: String,
    path: String,
}

impl Place {
    fn step(&self, step: impl std::fmt::Display) -> Place {
        Place { name: format!("{}.{step}", self.name), path: format!("{}.{step}", self.path) }
    }
}

/// `None` all along: the value does not fit.
impl<'a> Draw<'a> {
    pub fn new(table: &'static [Param], findings: &'a [Diagnostic]) -> Self {
        Draw { table, findings, pieces: Vec::new(), bare: Vec::new() }
    }

    pub fn whole(
        &mut self,
        param: &'static Param,
        name: &str,
        given: Option<&Value>,
    ) -> Option<()> {
        let place = Place { name: name.to_owned(), path: param.name.to_owned() };
        self.value(param, &place, given)
    }

    fn value(&mut self, param: &'static Param, at: &Place, given: Option<&Value>) -> Option<()> {
        let fields: Vec<&'static Param> = children(self.table, &param.path()).collect();
        match param.kind {
            Kind::List if !fields.is_empty() => self.rows(param, &fields, at, given),
            Kind::List if param.of_texts => self.texts(param, at, given),
            Kind::Object if !fields.is_empty() => {
                let map = match given {
                    None => &Map::new(),
                    // Empty and set: its fields would say that it is not set.
                    Some(Value::Object(map)) if !map.is_empty() => map,
                    Some(_) => return None,
                };
                self.fields(&fields, None, at, map)
            }
            Kind::Object => self.pairs(param, at, given),
            _ => None,
        }
    }

    fn note_bare(&mut self, at: &Place, is_bare: bool, written: &'static str) {
        if is_bare {
            self.bare.push((at.name.clone(), written));
        }
    }

    pub fn about(&self, path: &str, severity: Severity) -> Vec<Message> {
        let here = self.findings.iter().filter(|finding| {
            finding.severity == severity && finding.parameter.as_deref() == Some(path)
        });
        here.map(|finding| finding.message.clone()).collect()
    }

    fn open(&mut self, param: &Param, at: &Place, row: Option<(usize, usize)>) {
        self.pieces.push(Piece::Open(Block {
            name: at.name.clone(),
            label: param.label,
            help: if row.is_some() { text("", "") } else { param.help },
            row,
            focus: None,
            errors: self.about(&at.path, Severity::Error),
            warnings: self.about(&at.path, Severity::Warning),
        }));
    }

    fn more(&mut self, param: &Param, at: &Place, rows: usize) {
        let more = More { name: at.name.clone(), label: param.label, rows, focus: false };
        self.pieces.push(Piece::Add(more));
    }

    fn rows(
        &mut self,
        param: &'static Param,
        fields: &[&'static Param],
        at: &Place,
        given: Option<&Value>,
    ) -> Option<()> {
        let items = items(given)?;
        self.note_bare(at, given.is_some() && items.is_empty(), "[]");
        for (number, item) in items.iter().enumerate() {
            let place = at.step(number);
            let begin = self.pieces.len();
            self.open(param, &place, Some((number + 1, items.len())));
            let item = item.as_object()?;
            // Its fields would say that there is no such row. A new row has none of them yet.
            if !item.is_empty() && item.values().all(kind::is_unset) {
                return None;
            }
            self.fields(fields, param.together.as_ref(), &place, item)?;
            self.pieces.push(Piece::Close);
            if number > 0 {
                self.say_no_more(begin);
            }
        }
        self.more(param, at, items.len());
        Some(())
    }

    /// The first row explains its fields; the others need not say it again.
    fn say_no_more(&mut self, begin: usize) {
        for piece in self.pieces.iter_mut().skip(begin) {
            if let Piece::Field(field) = piece {
                field.help = text("", "");
            }
        }
    }

    fn texts(&mut self, param: &'static Param, at: &Place, given: Option<&Value>) -> Option<()> {
        let items = items(given)?;
        self.note_bare(at, given.is_some() && items.is_empty(), "[]");
        for (number, item) in items.iter().enumerate() {
            let place = at.step(number);
            let value = one_line(item)?;
            self.open(param, &place, Some((number + 1, items.len())));
            let widget = Widget::Line { max: None, mono: true };
            let label = text("值", "Value");
            let mut field = self.cell(&place, (VALUE, label, text("", "")), widget, value);
            // The row says it already.
            field.errors.clear();
            field.warnings.clear();
            self.pieces.extend([Piece::Field(Box::new(field)), Piece::Close]);
        }
        self.more(param, at, items.len());
        Some(())
    }

    fn fields(
        &mut self,
        fields: &[&'static Param],
        together: Option<&'static Together>,
        at: &Place,
        map: &Map<String, Value>,
    ) -> Option<()> {
        if map.keys().any(|name| !fields.iter().any(|field| field.name == name)) {
            return None;
        }
        for field in fields {
            let given = map.get(field.name).filter(|value| !value.is_null());
            let joined = together.filter(|joined| joined.fields.contains(&field.name));
            match joined {
                Some(joined) if joined.fields.first() == Some(&field.name) => {
                    self.joined(joined, at, map)?;
                }
                Some(_) => {}
                None => self.field(field, &at.step(field.name), given)?,
            }
        }
        Some(())
    }

    fn field(&mut self, param: &'static Param, at: &Place, given: Option<&Value>) -> Option<()> {
        if param.kind.is_json() {
            self.open(param, at, None);
            self.value(param, at, given)?;
            self.pieces.push(Piece::Close);
            return Some(());
        }
        // What the portal makes itself is offered only where there is something to take away.
        if param.stands == Stands::Computed && given.is_none() {
            return Some(());
        }
        let value = match given {
            None => String::new(),
            Some(value) if param.kind == Kind::Prose => several_lines(value)?,
            Some(value) => one_line(value)?,
        };
        let mut widget = widget(param, given);
        if let Widget::Choice { options } = &mut widget {
            complete(options, &value);
        }
        let mut field = self.cell(at, (param.name, param.label, param.help), widget, value);
        field.required = param.required && param.limits.min_length != Some(0);
        field.erratum = param.erratum;
        field.source = param.source;
        self.pieces.push(Piece::Field(Box::new(field)));
        Some(())
    }

    /// Fields of which only some combinations are legal are one choice.
    fn joined(
        &mut self,
        joined: &'static Together,
        at: &Place,
        map: &Map<String, Value>,
    ) -> Option<()> {
        let given = |name: &&str| map.get(*name).map(kind::plain).unwrap_or_default();
        let now: Vec<String> = joined.fields.iter().map(given).collect();
        let unset = now.iter().all(String::is_empty);
        let known = joined.ways.iter().any(|way| way.values.iter().eq(now.iter()));
        if !unset && !known {
            return None;
        }
        let options = joined.ways.iter().map(|way| {
            let chosen = way.values.iter().eq(now.iter());
            let written = way.values.iter().filter(|value| !value.is_empty()).copied();
            let written = written.collect::<Vec<_>>().join(" · ");
            Choice { written: Some(written), ..Choice::new(way.value(), way.label, chosen) }
        });
        let mut options: Vec<Choice> = options.collect();
        complete(&mut options, "");
        let value = if unset { String::new() } else { now.join("/") };
        let words = (joined.name, joined.label, joined.help);
        let mut field = self.cell(&at.step(joined.name), words, Widget::Choice { options }, value);
        field.required = true;
        for name in joined.fields {
            let path = format!("{}.{name}", at.path);
            field.errors.extend(self.about(&path, Severity::Error));
            field.warnings.extend(self.about(&path, Severity::Warning));
        }
        // One sentence is enough where nothing is chosen yet.
        if unset && !field.errors.is_empty() {
            field.errors = vec![Message::new("请选择", "Please choose")];
        }
        self.pieces.push(Piece::Field(Box::new(field)));
        Some(())
    }

    fn pairs(&mut self, param: &'static Param, at: &Place, given: Option<&Value>) -> Option<()> {
        let pairs: Vec<[String; 3]> = match given {
            None => Vec::new(),
            Some(Value::Object(map)) => map.iter().map(pair).collect::<Option<_>>()?,
            // As it was typed: a name is missing yet, or stands twice.
            Some(Value::Array(rows)) => {
                rows.iter().map(settle::typed_pair).collect::<Option<_>>()?
            }
            Some(_) => return None,
        };
        if pairs.len() > MOST_ROWS {
            return None;
        }
        self.note_bare(at, given.is_some() && pairs.is_empty(), "{}");
        let all = pairs.len();
        for (number, [key, value, how]) in pairs.into_iter().enumerate() {
            let place = at.step(number);
            // Findings name a value by its name, not by its number.
            let named = Place { name: place.name.clone(), path: format!("{}.{key}", at.path) };
            self.open(param, &named, Some((number + 1, all)));
            let line = Widget::Line { max: None, mono: true };
            let name = (KEY, text("名称", "Name"), text("", ""));
            let key = self.cell(&place.step(KEY), name, line, key);
            let area = Widget::Area { max: None, mono: false };
            let words = (VALUE, text("值", "Value"), text("", ""));
            let value = self.cell(&place.step(VALUE), words, area, value);
            let meant = Widget::Choice { options: meanings(&how) };
            let words = (AS, text("类型", "Type"), text("", ""));
            let how = self.cell(&place.step(AS), words, meant, how);
            self.pieces.extend([key, how, value].map(|field| Piece::Field(Box::new(field))));
            self.pieces.push(Piece::Close);
        }
        self.more(param, at, all);
        Some(())
    }

    fn cell(
        &self,
        at: &Place,
        (raw, label, help): (&'static str, Text, Text),
        widget: Widget,
        value: String,
    ) -> Field {
        Field {
            name: at.name.clone(),
            id: at.name.replace('.', "-"),
            raw,
            label,
            help,
            erratum: None,
            source: "",
            about: String::new(),
            required: false,
            default: None,
            effect: text("", ""),
            widget,
            offers: Vec::new(),
            inside: None,
            structure: None,
            value,
            errors: self.about(&at.path, Severity::Error),
            warnings: self.about(&at.path, Severity::Warning),
            contrast: None,
            inactive: None,
            focus: false,
            inherited: None,
            only: Vec::new(),
        }
    }
}

fn items(given: Option<&Value>) -> Option<&[Value]> {
    let items = match given {
        None => &[][..],
        Some(Value::Array(items)) => items,
        Some(_) => return None,
    };
    (items.len() <= MOST_ROWS).then_some(items)
}

/// A select without an empty option chooses by itself, and one without the present value loses it.
fn complete(options: &mut Vec<Choice>, value: &str) {
    if !options.iter().any(|option| option.value.is_empty()) {
        let chosen = !options.iter().any(|option| option.chosen) && value.is_empty();
        options.insert(0, Choice::new("", text("请选择", "Choose"), chosen));
    }
    if !value.is_empty() && !options.iter().any(|option| option.chosen) {
        options.push(Choice::new(value, Message::name(value), true));
    }
}

fn several_lines(value: &Value) -> Option<String> {
    let scalar = !value.is_array() && !value.is_object() && !value.is_null();
    let text = scalar.then(|| kind::plain(value))?;
    (!text.contains('\r')).then_some(text)
}

fn one_line(value: &Value) -> Option<String> {
    several_lines(value).filter(|text| !text.contains('\n'))
}

/// A free name with its value, and how the value is meant.
fn pair((name, value): (&String, &Value)) -> Option<[String; 3]> {
    if name.is_empty() || name.contains(['\n', '\r']) {
        return None;
    }
    let (value, how) = match value {
        Value::String(_) => (several_lines(value)?, ""),
        other => (other.to_string(), AS_JSON),
    };
    Some([name.clone(), value, how.to_owned()])
}

fn meanings(how: &str) -> Vec<Choice> {
    let json = text("数字、是否或 JSON", "Number, yes or no, JSON");
    vec![
        Choice::new("", text("文字", "Text"), how != AS_JSON),
        Choice::new(AS_JSON, json, how == AS_JSON),
    ]
}
