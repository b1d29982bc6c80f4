//! A stretch of the text as it is meant, and the way back to how it is written.
//!
//! A value may stand percent-encoded in an address, inside a string of a script, inside an attribute of
//! a page. Each reader takes one layer away and keeps, for every character, where it stands in the text;
//! a correction goes back through the same layers.

use std::ops::Range;

use crate::catalog::encode::encode_component;

/// Stands for an expression whose value nobody can read off the text: `"a" + b` means `a` and a hole.
/// No character of any language, and no value of the catalogue may hold it.
pub const HOLE: char = '\u{FDD0}';

/// Bytes of the text, from `start` up to `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// Other characters for a span of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// One layer of encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// A part of a query.
    Percent,
    /// A string of a script, between these quotes.
    Script(char),
    /// A string of a JSON file.
    Json,
    /// An attribute between these quotes; `None` where it has none.
    Attribute(Option<char>),
    /// Text between tags.
    Text,
}

#[derive(Clone, Debug)]
pub struct Passage {
    pub text: String,
    pieces: Vec<Piece>,
    /// Where it stands when it is empty.
    anchor: usize,
    /// Innermost layer first.
    writing: Vec<Writing>,
}

/// `text[at..]` up to the next piece is written as the bytes `from..to` of the source.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    from: usize,
    to: usize,
    /// An expression stands there, and no characters that a correction could replace.
    computed: bool,
}

impl Passage {
    /// Text that means what it says and begins at `start`.
    pub fn plain(text: &str, start: usize) -> Self {
        let pieces = if text.is_empty() {
            Vec::new()
        } else {
            vec![Piece { at: 0, from: start, to: start + text.len(), computed: false }]
        };
        Passage { text: text.to_owned(), pieces, anchor: start, writing: Vec::new() }
    }

    /// A value of which only the place is known.
    pub fn hole(span: Span) -> Self {
        Passage {
            text: HOLE.to_string(),
            pieces: vec![Piece { at: 0, from: span.start, to: span.end, computed: true }],
            anchor: span.start,
            writing: Vec::new(),
        }
    }

    /// A known text that an expression stands for, so that it cannot be corrected letter by letter.
    pub fn stands_for(text: &str, span: Span) -> Self {
        Passage {
            text: text.to_owned(),
            pieces: vec![Piece { at: 0, from: span.start, to: span.end, computed: true }],
            anchor: span.start,
            writing: Vec::new(),
        }
    }

    /// Whether part of it cannot be known.
    pub fn has_hole(&self) -> bool {
        self.text.contains(HOLE)
    }

    /// The bytes that say the whole of it, without its quotes.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// The bytes that say a part of it.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.start_of(range.start);
        if range.end <= range.start {
            return Span { start, end: start };
        }
        Span { start, end: self.end_of(range.end).max(start) }
    }

    fn start_of(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.pieces.last().map_or(self.anchor, |piece| piece.to);
        }
        self.piece(at).map_or(self.anchor, |(piece, length)| {
            if piece.to - piece.from == length { piece.from + (at - piece.at) } else { piece.from }
        })
    }

    fn end_of(&self, at: usize) -> usize {
        let last = at.min(self.text.len()).saturating_sub(1);
        self.piece(last).map_or(self.anchor, |(piece, length)| {
            if piece.to - piece.from == length {
                piece.from + (last + 1 - piece.at)
            } else {
                piece.to
            }
        })
    }

    /// The piece that holds a byte, and how long its text is.
    fn piece(&self, at: usize) -> Option<(Piece, usize)> {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        let end = self.pieces.get(next).map_or(self.text.len(), |piece| piece.at);
        Some((*piece, end - piece.at))
    }

    /// A part of it, with the same layers.
    pub fn slice(&self, range: Range<usize>) -> Passage {
        let mut weaver = Weaver::new(self);
        weaver.keep(range);
        weaver.finish()
    }

    /// Another text for a part of it, written through all layers; `None` where the part is glued
    /// together from several places or depends on an expression.
    pub fn replace(&self, range: Range<usize>, text: &str) -> Option<Edit> {
        let span = self.span(range.clone());
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).max(1) - 1;
        let inside = self.pieces.get(first..).unwrap_or_default();
        let inside = inside.iter().take_while(|piece| piece.at < range.end);
        let mut end = None;
        for piece in inside {
            if piece.computed || end.is_some_and(|end| end != piece.from) {
                return None;
            }
            end = Some(piece.to);
        }
        let old = self.text.get(range)?;
        (!old.contains(HOLE)).then(|| Edit { span, text: self.write(text) })
    }

    /// A text as it has to be written at this place.
    pub fn write(&self, text: &str) -> String {
        self.writing.iter().fold(text.to_owned(), |text, layer| layer.write(&text))
    }

    /// Glues parts together, as `+` does.
    pub fn join(parts: Vec<Passage>) -> Passage {
        let mut whole = Passage {
            text: String::new(),
            pieces: Vec::new(),
            anchor: parts.first().map_or(0, |part| part.anchor),
            writing: parts
                .iter()
                .map(|part| part.writing.clone())
                .find(|writing| !writing.is_empty())
                .unwrap_or_default(),
        };
        for part in parts {
            let shift = whole.text.len();
            whole.text.push_str(&part.text);
            let moved = part.pieces.into_iter();
            whole.pieces.extend(moved.map(|piece| Piece { at: piece.at + shift, ..piece }));
        }
        whole
    }
}

impl Writing {
    fn write(self, text: &str) -> String {
        match self {
            Writing::Percent => encode_component(text),
            Writing::Script(quote) => write_script(text, quote),
            Writing::Json => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
            }
            Writing::Attribute(quote) => write_markup(text, quote),
            Writing::Text => write_markup(text, Some('"')).replace("&quot;", "\""),
        }
    }
}

fn write_script(text: &str, quote: char) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '<' => written.push_str("\\u003c"),
            '$' if quote == '`' => written.push_str("\\$"),
            '\u{2028}' => written.push_str("\\u2028"),
            '\u{2029}' => written.push_str("\\u2029"),
            other => {
                if other == quote {
                    written.push('\\');
                }
                written.push(other);
            }
        }
    }
    written
}

fn write_markup(text: &str, quote: Option<char>) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '"' if quote != Some('\'') => written.push_str("&quot;"),
            '\'' if quote != Some('"') => written.push_str("&#39;"),
            '>' if quote.is_none() => written.push_str("&gt;"),
            space if quote.is_none() && space.is_whitespace() => {
                written.push_str("&#");
                written.push_str(&u32::from(space).to_string());
                written.push(';');
            }
            other => written.push(other),
        }
    }
    written
}

/// Takes one layer away from a passage: what stays, and what is decoded.
pub struct Weaver<'p> {
    base: &'p Passage,
    woven: Passage,
}

impl<'p> Weaver<'p> {
    pub fn new(base: &'p Passage) -> Self {
        let woven = Passage {
            text: String::new(),
            pieces: Vec::new(),
            anchor: base.anchor,
            writing: base.writing.clone(),
        };
        Weaver { base, woven }
    }

    /// The layer that is being taken away.
    pub fn layer(mut self, layer: Writing) -> Self {
        self.woven.writing.insert(0, layer);
        self
    }

    /// This part of the base means itself.
    pub fn keep(&mut self, range: Range<usize>) {
        let Some(text) = self.base.text.get(range.clone()) else { return };
        if text.is_empty() {
            self.settle(range.start);
            return;
        }
        self.settle(range.start);
        let mut at = range.start;
        while at < range.end {
            let Some((piece, length)) = self.base.piece(at) else { break };
            let stop = (piece.at + length).min(range.end);
            let span = self.base.span(at..stop);
            let place = self.woven.text.len() + (at - range.start);
            self.push(place, span, stop - at, piece.computed);
            at = stop;
        }
        self.woven.text.push_str(text);
    }

    /// This part of the base means `text`.
    pub fn put(&mut self, text: &str, range: Range<usize>) {
        self.settle(range.start);
        if text.is_empty() {
            return;
        }
        let computed = self.base.piece(range.start).is_some_and(|(piece, _)| piece.computed);
        let span = self.base.span(range);
        let at = self.woven.text.len();
        self.woven.pieces.push(Piece { at, from: span.start, to: span.end, computed });
        self.woven.text.push_str(text);
    }

    pub fn finish(self) -> Passage {
        self.woven
    }

    /// A piece that continues the last one letter by letter becomes part of it.
    fn push(&mut self, at: usize, span: Span, length: usize, computed: bool) {
        if let Some(last) = self.woven.pieces.last_mut() {
            let plain = last.to - last.from == at - last.at && span.end - span.start == length;
            if plain && last.to == span.start && !last.computed && !computed {
                last.to = span.end;
                return;
            }
        }
        self.woven.pieces.push(Piece { at, from: span.start, to: span.end, computed });
    }

    fn settle(&mut self, start: usize) {
        if self.woven.pieces.is_empty() {
            self.woven.anchor = self.base.start_of(start);
        }
    }
}

/// Applies corrections from the back to the front. Where two overlap, the earlier one counts.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for edit in ordered {
        if edit.span.start < at {
            continue;
        }
        let Some(kept) = text.get(at..edit.span.start) else { continue };
        if text.get(edit.span.start..edit.span.end).is_none() {
            continue;
        }
        written.push_str(kept);
        written.push_str(&edit.text);
        at = edit.span.end;
    }
    written.push_str(text.get(at..).unwrap_or_default());
    written
}
