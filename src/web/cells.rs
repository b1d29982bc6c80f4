//! Rows of files that people take away: CSV that no spreadsheet runs as a formula, and Markdown that
//! no text can break out of. What comes back is read by [`read`].

pub mod read;

/// Spreadsheets take a cell that begins with one of these for a formula, in full width too.
const FORMULA: &[char] =
    &['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠', '\u{feff}'];

/// One line as RFC 4180 has it, with CR LF at its end. Excel reads UTF-8 when the file begins with
/// [`MARK`].
pub fn csv<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(csv_cell).collect();
    format!("{}\r\n", cells.join(","))
}

pub const MARK: &str = "\u{feff}";

fn csv_cell(text: &str) -> String {
    let harmless = if is_formula(text.trim_start_matches('\'')) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    let plain = !harmless.contains([',', '"', '\r', '\n', ' ', '\t', '\'', ';']);
    if plain { harmless } else { format!("\"{}\"", harmless.replace('"', "\"\"")) }
}

fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(FORMULA) || text.starts_with(FORMULA)
}

/// The text behind the quote that [`csv`] puts before what spreadsheets would take for a formula.
pub fn unescaped(cell: &str) -> &str {
    let text = cell.strip_prefix('\'');
    text.filter(|text| is_formula(text.trim_start_matches('\''))).unwrap_or(cell)
}

/// One row of a Markdown table.
pub fn markdown<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(markdown_text).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Text that stays text in Markdown and in the HTML that is made of it; line ends become spaces.
pub fn markdown_text(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\r' => {}
            '\n' | '\t' => safe.push(' '),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '!' | '~' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@x",
            "\t=1",
            "\r=1",
            "\0",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{feff}=1",
        ] {
            let line = csv([text]);
            let inside = line.trim_end_matches("\r\n").trim_start_matches('"');
            assert!(inside.starts_with('\''), "{text:?} became {line:?}");
        }
    }

    #[test]
    fn what_goes_out_comes_back() {
        for text in ["=1+1", "'=1", "''=1", "'plain", "-5", " =x", "a,b\"c;d", "两\n行", ""] {
            let file = csv([text, "end"]);
            let rows = read::rows(&file, ',').expect("a file of ours");
            assert_eq!(unescaped(&rows[0].cells[0]), text, "{file}");
        }
    }

    #[test]
    fn quotes_commas_and_lines_stay_in_their_cell() {
        assert_eq!(csv(["a", "b\"c", "d,e", "f\r\ng"]), "a,\"b\"\"c\",\"d,e\",\"f\r\ng\"\r\n");
        assert_eq!(csv(["=HYPERLINK(\"x\")", ""]), "\"'=HYPERLINK(\"\"x\"\")\",\r\n");
        assert_eq!(csv(["客户", "金卡"]), "客户,金卡\r\n");
    }

    #[test]
    fn markdown_keeps_its_columns_and_holds_no_markup() {
        let row = markdown(["a|b", "<script>", "[x](javascript:y)", "1\n2"]);
        assert_eq!(row, "| a\\|b | &lt;script&gt; | \\[x\\]\\(javascript:y\\) | 1 2 |\n");
    }
}
