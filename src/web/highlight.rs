//! Colours for the code that people copy. It escapes what it is given and keeps every character, so
//! that what is copied from the page is what was generated. It does not judge the code.

use std::collections::HashMap;

const KEYWORDS: &str = "async await break case catch class const continue def default do done echo else esac export \
    extends false fi finally for from func function if import in let new nil null of package private public return \
    static switch then this throw true try typeof undefined use var void while";

/// Escaped HTML with `<span class="k|s|n|c|t|a">` around keywords, strings, numbers, comments, tags
/// and names of attributes.
pub fn highlight(language: &str, code: &str) -> String {
    lines(language, code).join("\n")
}

/// The same, with `<mark>` around the lines that `was` does not have. An empty `was` marks nothing.
pub fn highlight_changes(language: &str, was: &str, code: &str) -> String {
    let changed = changed_lines(was, code);
    let marked = lines(language, code).into_iter().enumerate().map(|(at, html)| {
        if changed.contains(&(at + 1)) { format!("<mark>{html}</mark>") } else { html }
    });
    marked.collect::<Vec<_>>().join("\n")
}

/// The numbers, from 1, of the lines that `was` does not have; none where there was nothing before.
pub fn changed_lines(was: &str, code: &str) -> Vec<usize> {
    if was.is_empty() {
        return Vec::new();
    }
    let mut known: HashMap<&str, usize> = HashMap::new();
    for line in was.lines() {
        *known.entry(line.trim()).or_default() += 1;
    }
    let is_new = |line: &str| match known.get_mut(line) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => !line.is_empty(),
    };
    let new: Vec<bool> = code.split('\n').map(str::trim).map(is_new).collect();
    (1..).zip(new).filter(|(_, new)| *new).map(|(number, _)| number).collect()
}

/// One piece of HTML per line; a token that spans lines is closed and opened again.
fn lines(language: &str, code: &str) -> Vec<String> {
    let mut scan = Scan { rest: code, tokens: Vec::new() };
    match language {
        "html" | "wxml" | "axml" | "xml" | "vue" => scan.markup(),
        "text" | "txt" | "url" => scan.take("", code.len()),
        other => scan.script(other, None),
    }
    let mut done = Vec::new();
    let mut line = String::new();
    for (class, token) in scan.tokens {
        for (number, piece) in token.split('\n').enumerate() {
            if number > 0 {
                done.push(std::mem::take(&mut line));
            }
            if class.is_empty() || piece.is_empty() {
                escape_into(&mut line, piece);
            } else {
                line.push_str("<span class=\"");
                line.push_str(class);
                line.push_str("\">");
                escape_into(&mut line, piece);
                line.push_str("</span>");
            }
        }
    }
    done.push(line);
    done
}

fn escape_into(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

struct Scan<'a> {
    rest: &'a str,
    tokens: Vec<(&'static str, &'a str)>,
}

impl Scan<'_> {
    /// Takes that many bytes as one token, and at least one character, so that every loop ends.
    fn take(&mut self, class: &'static str, length: usize) {
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let (token, rest) =
            self.rest.split_at_checked(length.max(first)).unwrap_or((self.rest, ""));
        self.tokens.push((class, token));
        self.rest = rest;
    }

    fn markup(&mut self) {
        while !self.rest.is_empty() {
            if self.rest.starts_with("<!--") {
                self.take("c", through(self.rest, "-->"));
            } else if self.rest.starts_with('<') {
                let script = self.rest.starts_with("<script");
                self.tag();
                if script {
                    self.script("js", Some("</script"));
                }
            } else {
                self.take("", run(self.rest, |c| c != '<'));
            }
        }
    }

    /// One tag with its attributes, up to and with `>`.
    fn tag(&mut self) {
        self.take("t", run(self.rest, |c| c == '<' || c == '/' || is_name(c)));
        while let Some(first) = self.rest.chars().next() {
            match first {
                '>' => return self.take("t", 1),
                '<' => return,
                '/' | '?' => self.take("t", 1),
                '"' | '\'' => {
                    let end = self.rest.char_indices().skip(1).find(|(_, c)| *c == first);
                    self.take("s", end.map_or(self.rest.len(), |(at, _)| at + 1));
                }
                c if is_name(c) || c == '@' => {
                    self.take("a", run(self.rest, |c| is_name(c) || c == '@'));
                }
                _ => self.take("", 1),
            }
        }
    }

    /// Everything that is not markup, up to `end` where that is given.
    fn script(&mut self, language: &str, end: Option<&str>) {
        let hash_comments =
            matches!(language, "sh" | "bash" | "python" | "py" | "php" | "toml" | "yaml");
        while let Some(first) = self.rest.chars().next() {
            if end.is_some_and(|end| self.rest.starts_with(end)) {
                return;
            }
            let spaced =
                self.tokens.last().is_none_or(|(_, last)| last.ends_with(char::is_whitespace));
            if self.rest.starts_with("/*") {
                self.take("c", through(self.rest, "*/"));
            } else if self.rest.starts_with("//") && language != "sh"
                || first == '#' && hash_comments && spaced
            {
                self.take("c", run(self.rest, |c| c != '\n'));
            } else if matches!(first, '"' | '\'' | '`') {
                let length = quoted(self.rest, first);
                let key = language == "json"
                    && self
                        .rest
                        .get(length..)
                        .is_some_and(|after| after.trim_start().starts_with(':'));
                self.take(if key { "a" } else { "s" }, length);
            } else if first.is_ascii_digit() {
                self.take(
                    "n",
                    run(self.rest, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_'),
                );
            } else if is_word(first) {
                let length = run(self.rest, is_word);
                let keyword = self
                    .rest
                    .get(..length)
                    .is_some_and(|word| KEYWORDS.split(' ').any(|known| known == word));
                self.take(if keyword { "k" } else { "" }, length);
            } else {
                self.take("", 1);
            }
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '!')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// The bytes at the beginning whose characters all fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// The bytes up to and with `end`, or all.
fn through(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

/// The bytes of a quoted string with its quotes. An unclosed one ends with its line.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return at,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser's `textContent` would give.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' if inside => inside = false,
                _ if !inside => text.push(c),
                _ => {}
            }
        }
        for (entity, plain) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        {
            text = text.replace(entity, plain);
        }
        text
    }

    const HOSTILE: &[&str] = &[
        "",
        "\n",
        "\r\n\r\n",
        "<",
        "<<>><</",
        "<!--",
        "<!-- a --",
        "<a b=\"",
        "<a b='<script>' c>",
        "<script>var a = '</script>' + \"\\",
        "<script src=x>\nif (a < b && c > d) { /* 未完",
        "\"\\",
        "'\\\n'",
        "`多\n行${a}`",
        "{\"键\": \"值\\\"\", \"n\": -1.5e3, \"b\": true}",
        "&lt;&amp;lt; &#39; &quot;",
        "</span><img src=x onerror=alert(1)>",
        "\u{feff}\u{2028}\u{0}😀<标签 属性=\"😀\">",
        "# not a comment in js\n// but this",
        "echo 'a'#b # c\n# d",
        "<cell\n  plugid=\"{{plugid}}\"\n/>\n",
    ];

    #[test]
    fn every_character_is_kept() {
        for language in ["html", "js", "json", "wxml", "sh", "text", "python", ""] {
            for code in HOSTILE {
                assert_eq!(text_of(&highlight(language, code)), *code, "{language}");
                assert_eq!(text_of(&highlight_changes(language, "x\n", code)), *code, "{language}");
            }
        }
    }

    #[test]
    fn nothing_but_our_own_elements_comes_out() {
        for language in ["html", "js", "json", "sh"] {
            for code in HOSTILE {
                let html = highlight_changes(language, "x", code);
                for tag in html.split('<').skip(1) {
                    let known = ["span class=\"", "/span>", "mark>", "/mark>"];
                    assert!(known.iter().any(|start| tag.starts_with(start)), "{language}: {html}");
                }
                assert_eq!(
                    html.matches("<span").count(),
                    html.matches("</span>").count(),
                    "{html}"
                );
            }
        }
    }

    #[test]
    fn parts_have_their_classes() {
        let html = highlight("wxml", "<cell plugid=\"1\" /><!--x-->");
        assert_eq!(
            html,
            "<span class=\"t\">&lt;cell</span> <span class=\"a\">plugid</span>=<span class=\"s\">&quot;1&quot;</span> \
             <span class=\"t\">/</span><span class=\"t\">&gt;</span><span class=\"c\">&lt;!--x--&gt;</span>"
        );
        assert_eq!(
            highlight("js", "return 1"),
            "<span class=\"k\">return</span> <span class=\"n\">1</span>"
        );
        assert_eq!(
            highlight("json", "{\"a\":1}"),
            "{<span class=\"a\">&quot;a&quot;</span>:<span class=\"n\">1</span>}"
        );
    }

    #[test]
    fn only_new_lines_are_marked() {
        assert_eq!(highlight_changes("text", "a\nb", "a\nc\n\nb"), "a\n<mark>c</mark>\n\nb");
        assert_eq!(highlight_changes("text", "a", "a\na"), "a\n<mark>a</mark>");
        assert_eq!(highlight_changes("text", "", "a"), "a");
    }
}
