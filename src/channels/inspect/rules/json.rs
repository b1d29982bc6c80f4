//! JSON files: whether they are JSON, and names that stand twice.

use std::collections::BTreeSet;

use crate::channels::inspect::draft::Found;
use crate::channels::inspect::form::Form;
use crate::channels::inspect::passage::{Edit, Span, apply};
use crate::channels::inspect::script::{Node, What};
use crate::channels::inspect::source::Source;

/// Comments and commas that editors of mini programs forgive, and everything else that is no JSON.
pub fn invalid(source: &Source<'_>) -> Vec<Found> {
    if source.form != Form::Json {
        return Vec::new();
    }
    let text = source.text.trim_start_matches('\u{FEFF}');
    let shift = source.text.len() - text.len();
    let Some(first) = broken(text) else { return Vec::new() };
    let comments = comments(source);
    let commas = trailing_commas(source);
    let mut found: Vec<Found> = comments.into_iter().chain(commas).collect();
    let edits: Vec<Edit> = found.iter().flat_map(|one| one.edits.iter().cloned()).collect();
    let rest = if edits.is_empty() { Some(first) } else { broken(&blank(text, shift, &edits)) };
    if let Some(at) = rest.map(|at| shift + at) {
        // Something else is wrong too: a text that stays invalid is no correction.
        for one in &mut found {
            one.edits.clear();
        }
        let span = Span { start: at, end: at };
        found.push(
            Found::new(
                "这里不是有效的 JSON：请检查引号、逗号和括号",
                "This is not valid JSON: check quotes, commas and brackets",
            )
            .at(span),
        );
    }
    found
}

/// The byte at which it is no JSON any more.
fn broken(text: &str) -> Option<usize> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    Some(offset(text, error.line(), error.column()))
}

/// Spaces in place of what the corrections take away, so that all else stays where it is.
fn blank(text: &str, shift: usize, edits: &[Edit]) -> String {
    let spaces = edits.iter().map(|edit| Edit {
        span: Span {
            start: edit.span.start.saturating_sub(shift),
            end: edit.span.end.saturating_sub(shift),
        },
        text: " ".repeat(edit.span.end - edit.span.start),
    });
    apply(text, &spaces.collect::<Vec<_>>())
}

fn comments(source: &Source<'_>) -> Vec<Found> {
    let comments = source.scripts.iter().flat_map(|script| {
        script.comments.iter().map(|span| script.passage.span(span.start..span.end))
    });
    let found = |span: Span| {
        Found::new(
            "JSON 里不能写注释，严格的工具会读取失败；请删除",
            "JSON has no comments, and strict tools fail on them; remove it",
        )
        .at(span)
        .correction("")
        .edit([Edit { span, text: String::new() }])
    };
    comments.filter(|span| may_begin(source.text, span.start)).map(found).collect()
}

/// A comment begins a line, or follows white space, a comma or an opening bracket; elsewhere two
/// slashes belong to an address whose quotes are missing.
fn may_begin(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '{' | '[' | '}' | ']' | '/'))
}

fn trailing_commas(source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for script in &source.scripts {
        let mut last: Option<Span> = None;
        for (word, span) in script.words() {
            if let Some(comma) = last.filter(|_| matches!(word, "}" | "]")) {
                found.push(
                    Found::new(
                        "最后一项后面多了一个逗号；请删除",
                        "There is a comma behind the last item; remove it",
                    )
                    .at(comma)
                    .correction("")
                    .edit([Edit { span: comma, text: String::new() }]),
                );
            }
            last = (word == ",").then_some(span);
        }
    }
    found
}

/// serde_json counts lines from 1 and columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let start = starts.take(line.max(1)).last().unwrap_or_default();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

pub fn duplicate_keys(source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    if let Some(json) = source.json.as_ref().filter(|_| source.form == Form::Json) {
        walk(json, &mut found);
    }
    found
}

/// The depth is bounded by the reader.
fn walk(node: &Node, found: &mut Vec<Found>) {
    match &node.what {
        What::Array(items) => items.iter().for_each(|item| walk(item, found)),
        What::Object(object) => {
            let mut seen = BTreeSet::new();
            for field in &object.fields {
                let name = field.name.text.as_str();
                if !seen.insert(name) {
                    found.push(
                        Found::new(
                            format!("{name} 在同一个对象里出现了两次，只有后一个有效"),
                            format!("{name} stands twice in one object; only the later one counts"),
                        )
                        .parameter(name)
                        .at(field.name.whole()),
                    );
                }
                walk(&field.value, found);
            }
        }
        _ => {}
    }
}
