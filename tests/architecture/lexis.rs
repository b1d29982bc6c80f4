//! The lexical half of reading Rust: what is a comment, a text, a word, a bracket, test code.

/// The items under `#[cfg(test)]`, from the attribute to their end.
pub fn test_items(code: &[char]) -> Vec<(usize, usize)> {
    let mark: Vec<char> = "#[cfg(test)]".chars().collect();
    let mut items = Vec::new();
    let mut index = 0;
    while index < code.len() {
        if code.get(index..index + mark.len()) == Some(mark.as_slice()) {
            let end = item_end(code, index);
            items.push((index, end));
            index = end;
        }
        index += 1;
    }
    items
}

/// The end of an item with its attributes: its semicolon, or the brace that closes its body.
fn item_end(code: &[char], start: usize) -> usize {
    let mut index = start;
    while at(code, index) == '#' {
        index = skip_space(code, closing(code, index + 1) + 1);
    }
    let first: Vec<char> =
        code.iter().skip(index).take_while(|&&c| c != '{' && c != ';').copied().collect();
    let imports = idents(&first).any(|(_, word)| word == "use");
    while index < code.len() {
        match at(code, index) {
            ';' => return index + 1,
            '{' if !imports => return closing(code, index) + 1,
            '{' | '(' | '[' => index = closing(code, index) + 1,
            _ => index += 1,
        }
    }
    code.len()
}

pub fn wipe(code: &mut [char], start: usize, end: usize) {
    for c in code.iter_mut().take(end).skip(start).filter(|c| **c != '\n') {
        *c = ' ';
    }
}

/// Replaces comments, and texts when asked, with spaces. Line breaks stay.
pub fn blank(raw: &[char], with_texts: bool) -> Vec<char> {
    let mut code = raw.to_vec();
    let mut index = 0;
    while index < raw.len() {
        let comment = comment_end(raw, index);
        let text = if comment.is_none() { text_end(raw, index) } else { None };
        if comment.is_some() || (with_texts && text.is_some()) {
            wipe(&mut code, index, comment.or(text).unwrap_or(index));
        }
        index = comment.or(text).unwrap_or(index + 1);
    }
    code
}

fn comment_end(raw: &[char], start: usize) -> Option<usize> {
    match (at(raw, start), at(raw, start + 1)) {
        ('/', '/') => Some(find(raw, start, &['\n'])),
        ('/', '*') => {
            let (mut depth, mut index) = (0_usize, start);
            loop {
                match (at(raw, index), at(raw, index + 1)) {
                    ('/', '*') => (depth, index) = (depth + 1, index + 2),
                    ('*', '/') => (depth, index) = (depth - 1, index + 2),
                    ('\0', _) => return Some(raw.len()),
                    _ => index += 1,
                }
                if depth == 0 {
                    return Some(index);
                }
            }
        }
        _ => None,
    }
}

/// The end of a text or character that starts here: `"…"`, `b"…"`, `r#"…"#`, `'x'`, `'\n'`.
fn text_end(raw: &[char], start: usize) -> Option<usize> {
    if at(raw, start) == '\'' {
        return match (at(raw, start + 1), at(raw, start + 2)) {
            ('\\', _) => Some(find(raw, start + 3, &['\'']) + 1),
            (_, '\'') => Some(start + 3),
            _ => None,
        };
    }
    let inside_word = start > 0 && word_char(at(raw, start - 1));
    if at(raw, start) != '"' && (inside_word || !matches!(at(raw, start), 'b' | 'c' | 'r')) {
        return None;
    }
    let prefix = raw.iter().skip(start).take_while(|c| matches!(c, 'b' | 'c' | 'r')).count();
    let is_raw = raw.iter().skip(start).take(prefix).any(|&c| c == 'r');
    let marks = raw.iter().skip(start + prefix).take_while(|&&c| c == '#').count();
    let quote = start + prefix + marks;
    if at(raw, quote) != '"' || (marks > 0 && !is_raw) || prefix > 2 {
        return None;
    }
    if is_raw {
        let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', marks)).collect();
        return Some(find(raw, quote + 1, &end) + end.len());
    }
    let mut index = quote + 1;
    while !matches!(at(raw, index), '"' | '\0') {
        index += if at(raw, index) == '\\' { 2 } else { 1 };
    }
    Some(index + 1)
}

/// Where `wanted` stands next, or the end.
fn find(raw: &[char], from: usize, wanted: &[char]) -> usize {
    (from..raw.len()).find(|&i| raw.get(i..i + wanted.len()) == Some(wanted)).unwrap_or(raw.len())
}

/// Where the bracket that opens at `open` is closed; the end of the text when it never is.
pub fn closing(code: &[char], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, c) in code.iter().enumerate().skip(open) {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return index;
        }
    }
    code.len()
}

/// All words with their places. Lifetimes are words, too, which does no harm.
pub fn idents(code: &[char]) -> impl Iterator<Item = (usize, String)> {
    let mut index = 0;
    std::iter::from_fn(move || {
        while index < code.len() && !word_char(at(code, index)) {
            index += 1;
        }
        let start = index;
        while word_char(at(code, index)) {
            index += 1;
        }
        let word: String = code.get(start..index)?.iter().collect();
        (!word.is_empty()).then_some((start, word))
    })
}

pub fn word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub fn at(code: &[char], index: usize) -> char {
    code.get(index).copied().unwrap_or('\0')
}

pub fn skip_space(code: &[char], mut index: usize) -> usize {
    while at(code, index).is_whitespace() {
        index += 1;
    }
    index
}
