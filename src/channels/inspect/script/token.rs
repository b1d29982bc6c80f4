//! The words of a script: names, numbers, strings, templates, regular expressions, signs.

use crate::channels::inspect::passage::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Name,
    Number,
    /// With this quote; the span holds the quotes.
    Text(char),
    /// A template without expressions.
    Template,
    /// From the back-tick to `${`.
    Opening,
    /// From `}` to `${`.
    Middle,
    /// From `}` to the back-tick.
    Ending,
    Pattern,
    Sign,
}

/// One word. Spans are those of the script's passage.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: Kind,
    pub span: Span,
    /// A line end stands before it.
    pub fresh: bool,
}

/// Words and comments of a script.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub list: Vec<Token>,
    pub comments: Vec<Span>,
}

pub fn read(text: &str) -> Tokens {
    let mut reader = Reader {
        text,
        at: 0,
        tokens: Tokens::default(),
        braces: Vec::new(),
        fresh: true,
        unclosed: false,
    };
    while reader.step() {}
    reader.tokens
}

/// Signs of more than one character; longer ones first.
const SIGNS: &[&str] = &[
    "...", "===", "!==", "**=", "<<=", ">>=", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=",
    "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**",
];

/// Longer regular expressions are not looked for, so that a row of slashes costs nothing.
const LONGEST_PATTERN: usize = 2000;

/// After these words an expression begins, so that a `/` begins a pattern.
const BEFORE_EXPRESSION: &[&str] = &[
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "do",
    "else",
    "new",
    "throw",
    "instanceof",
    "yield",
    "await",
];

struct Reader<'t> {
    text: &'t str,
    at: usize,
    tokens: Tokens,
    /// Open braces; true for one of a template.
    braces: Vec<bool>,
    fresh: bool,
    /// A comment without an end was seen: nobody looks for one again.
    unclosed: bool,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return false };
        if c.is_whitespace() || c == '\u{FEFF}' {
            self.fresh |= matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            self.at += c.len_utf8();
            return true;
        }
        if self.comment(rest) {
            return true;
        }
        match c {
            '"' | '\'' => self.string(c),
            '`' => self.template(Kind::Template, Kind::Opening),
            '}' if self.braces.last() == Some(&true) => {
                self.braces.pop();
                self.template(Kind::Ending, Kind::Middle);
            }
            '/' if self.pattern_may_begin() && self.pattern(rest) => {}
            c if c.is_ascii_digit() => self.take(Kind::Number, number_length(rest)),
            c if is_name(c) => self.take(Kind::Name, name_length(rest)),
            _ => self.sign(rest, c),
        }
        true
    }

    fn take(&mut self, kind: Kind, length: usize) {
        let span = Span { start: self.at, end: self.at + length };
        self.tokens.list.push(Token { kind, span, fresh: self.fresh });
        self.fresh = false;
        self.at += length;
    }

    fn comment(&mut self, rest: &str) -> bool {
        let length = if rest.starts_with("//") || rest.starts_with("<!--") {
            rest.find(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(rest.len())
        } else if rest.starts_with("/*") && !self.unclosed {
            let end = rest.get(2..).and_then(|inner| inner.find("*/"));
            self.unclosed = end.is_none();
            match end {
                Some(end) => end + 4,
                None => return false,
            }
        } else {
            return false;
        };
        let comment = rest.get(..length).unwrap_or_default();
        self.fresh |= comment.contains(['\n', '\r']);
        self.tokens.comments.push(Span { start: self.at, end: self.at + length });
        self.at += length;
        true
    }

    /// A string ends at its quote or, when that is missing, at the end of the line.
    fn string(&mut self, quote: char) {
        let mut escaped = false;
        let mut length = None;
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' | '\r' => {
                    length = Some(at);
                    break;
                }
                c if c == quote => {
                    length = Some(at + 1);
                    break;
                }
                _ => {}
            }
        }
        self.take(Kind::Text(quote), length.unwrap_or(self.rest().len()));
    }

    /// A part of a template, up to its end or to the next expression.
    fn template(&mut self, whole: Kind, part: Kind) {
        let mut escaped = false;
        let mut dollar = false;
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '`' => return self.take(whole, at + 1),
                '{' if dollar => {
                    self.braces.push(true);
                    return self.take(part, at + 1);
                }
                _ => {}
            }
            dollar = c == '$' && !escaped;
        }
        self.take(whole, self.rest().len());
    }

    fn pattern_may_begin(&self) -> bool {
        let Some(last) = self.tokens.list.last() else { return true };
        let word = self.text.get(last.span.start..last.span.end).unwrap_or_default();
        match last.kind {
            Kind::Name => BEFORE_EXPRESSION.contains(&word),
            Kind::Sign => !matches!(word, ")" | "]" | "}" | "++" | "--"),
            Kind::Opening | Kind::Middle => true,
            _ => false,
        }
    }

    /// A regular expression ends on its line; otherwise the `/` was a division.
    fn pattern(&mut self, rest: &str) -> bool {
        let (mut escaped, mut class) = (false, false);
        for (at, c) in rest.char_indices().take(LONGEST_PATTERN).skip(1) {
            match c {
                '\n' | '\r' => return false,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '/' if !class => {
                    let flags = rest.get(at + 1..).map_or(0, name_length);
                    self.take(Kind::Pattern, at + 1 + flags);
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    fn sign(&mut self, rest: &str, first: char) {
        let long = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        // `a?.5:1` is a condition with a number.
        let length = long.map_or(first.len_utf8(), |sign| sign.len());
        match first {
            '{' => self.braces.push(false),
            '}' => {
                self.braces.pop();
            }
            _ => {}
        }
        self.take(Kind::Sign, length);
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '$' | '#' | '@')
        || (!c.is_ascii() && c.is_alphanumeric())
}

fn name_length(rest: &str) -> usize {
    rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())
}

fn number_length(rest: &str) -> usize {
    let mut last = ' ';
    for (at, c) in rest.char_indices() {
        let sign = matches!(c, '+' | '-') && matches!(last, 'e' | 'E') && !rest.starts_with("0x");
        if !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || sign) {
            return at;
        }
        last = c;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        read(text)
            .list
            .iter()
            .map(|token| text.get(token.span.start..token.span.end).unwrap())
            .collect()
    }

    #[test]
    fn strings_templates_patterns_and_comments_are_told_apart() {
        let text = "a = /[/\"]/g.test('it\\'s') // \"x\n b/2/c; `x${ {y: `z`} }w` /* ' */";
        assert_eq!(
            words(text),
            [
                "a", "=", "/[/\"]/g", ".", "test", "(", "'it\\'s'", ")", "b", "/", "2", "/", "c",
                ";", "`x${", "{", "y", ":", "`z`", "}", "}w`"
            ]
        );
        assert_eq!(read(text).comments.len(), 2);
    }

    #[test]
    fn an_unclosed_string_ends_with_its_line() {
        assert_eq!(words("a = 'x\nb"), ["a", "=", "'x", "b"]);
    }
}
