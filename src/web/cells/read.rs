//! Rows of a file that comes back: RFC 4180, with commas, semicolons or tabs between the cells.

/// One row, and the line of the file that it begins in, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    pub cells: Vec<String>,
}

/// What cannot be read, and the line where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// A quote is opened and never closed.
    Open(usize),
    /// Text follows a closing quote.
    Trailing(usize),
}

/// The rows of a text; lines without anything in them are left out.
pub fn rows(text: &str, between: char) -> Result<Vec<Row>, Misread> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { rest: text.chars().peekable(), line: 1, between };
    let mut all = Vec::new();
    while reader.rest.peek().is_some() {
        let row = reader.row()?;
        if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
            all.push(row);
        }
    }
    Ok(all)
}

struct Reader<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    line: usize,
    between: char,
}

impl Reader<'_> {
    fn row(&mut self) -> Result<Row, Misread> {
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            cells.push(if self.rest.peek() == Some(&'"') { self.quoted()? } else { self.plain() });
            match self.rest.next() {
                Some(c) if c == self.between => {}
                Some('\r') => {
                    self.rest.next_if_eq(&'\n');
                    self.line += 1;
                    return Ok(Row { line, cells });
                }
                Some(_) => {
                    self.line += 1;
                    return Ok(Row { line, cells });
                }
                None => return Ok(Row { line, cells }),
            }
        }
    }

    fn plain(&mut self) -> String {
        let mut cell = String::new();
        let between = self.between;
        while let Some(c) = self.rest.next_if(|c| *c != between && !matches!(c, '\r' | '\n')) {
            cell.push(c);
        }
        cell
    }

    fn quoted(&mut self) -> Result<String, Misread> {
        let begins = self.line;
        self.rest.next();
        let mut cell = String::new();
        loop {
            match self.rest.next() {
                Some('"') if self.rest.next_if_eq(&'"').is_some() => cell.push('"'),
                Some('"') => break,
                Some(c) => {
                    self.line += usize::from(c == '\n');
                    cell.push(c);
                }
                None => return Err(Misread::Open(begins)),
            }
        }
        match self.rest.peek() {
            None | Some('\r' | '\n') => Ok(cell),
            Some(c) if *c == self.between => Ok(cell),
            Some(_) => Err(Misread::Trailing(self.line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, between: char) -> Vec<(usize, Vec<String>)> {
        let rows = rows(text, between).expect("a table");
        rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn rows_know_their_lines() {
        let text = "\u{feff}a,b\r\n\"1\n2\",\"say \"\"x\"\"\"\n\n,,\n3,";
        let wanted = [(1, vec!["a", "b"]), (2, vec!["1\n2", "say \"x\""]), (6, vec!["3", ""])];
        let wanted = wanted.map(|(line, row)| (line, row.into_iter().map(str::to_owned).collect()));
        assert_eq!(cells(text, ','), wanted);
        assert_eq!(cells("a;b\r1,5;2", ';')[1].1, ["1,5", "2"]);
    }

    #[test]
    fn broken_quotes_are_told_with_their_line() {
        assert_eq!(rows("a\n\"b\nc", ','), Err(Misread::Open(2)));
        assert_eq!(rows("a\n\"b\"c", ','), Err(Misread::Trailing(2)));
        assert_eq!(rows("", ','), Ok(Vec::new()));
    }
}
