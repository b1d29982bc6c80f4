//! Both halves of every text are in their own language.

use super::scan::{File, Source};

/// How a pair of texts is written, up to the first half.
const IN_TEMPLATES: &[&str] = &["ui.t("];
const IN_RUST: &[&str] =
    &[".t(", " text(", "(text(", "=text(", "[text(", "&text(", "Message::new("];

/// Words that are the same in both languages. What has no letters needs no entry.
const SAME: &[&str] = &[
    "API", "CSV", "Cookie", "HTML", "HTTP", "HTTPS", "ID", "IP", "JSON", "JSONL", "Jieru", "QR",
    "URL", "UserSig", "VIP", "WXML", "ZIP",
];

pub fn in_templates(files: &[File]) -> Vec<String> {
    let pages = super::templates::pages(files);
    pages.flat_map(|file| faults(&file.path, &file.text, IN_TEMPLATES)).collect()
}

pub fn in_rust(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(|source| faults(&source.path, &source.texts, IN_RUST)).collect()
}

fn faults(path: &str, text: &str, openers: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for opener in openers {
        for (at, _) in text.match_indices(opener) {
            let (before, rest) = text.split_at(at + opener.len());
            let line = 1 + before.matches('\n').count();
            let Some((zh, en)) = pair(rest) else { continue };
            if let Some(fault) = fault(&zh, &en) {
                faults.push(format!("{path}:{line}: {fault}: {zh:?}, {en:?}"));
            }
        }
    }
    faults
}

/// What is wrong with the two halves of one text.
fn fault(zh: &str, en: &str) -> Option<&'static str> {
    let letters = |text: &str| without_holes(text).any(char::is_alphabetic);
    let same = zh == en && zh.split([' ', '/', '·', '-']).all(|word| SAME.contains(&word));
    match () {
        () if zh.trim().is_empty() != en.trim().is_empty() => Some("one half is empty"),
        () if en.chars().any(|c| han(c) || full_width(c)) => {
            Some("the English half is not English")
        }
        () if letters(zh) && !zh.chars().any(han) && !same => {
            Some("the Chinese half is not Chinese")
        }
        () => None,
    }
}

/// `{name}` stands for something that has a language of its own.
fn without_holes(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_usize;
    text.chars().filter(move |c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
}

fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn full_width(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// Two literals, each perhaps inside `format!(…)`; `None` where something else is written.
fn pair(text: &str) -> Option<(String, String)> {
    let (zh, rest) = argument(text)?;
    let (en, _) = argument(rest.trim_start().strip_prefix(',')?)?;
    Some((zh, en))
}

fn argument(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start().trim_start_matches('&');
    match text.strip_prefix("format!(") {
        None => literal(text),
        Some(inside) => {
            let (text, mut rest) = literal(inside.trim_start())?;
            let mut depth = 1_usize;
            while depth > 0 {
                if rest.starts_with('"') {
                    rest = literal(rest)?.1;
                    continue;
                }
                let mut chars = rest.chars();
                match chars.next()? {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth -= 1,
                    _ => {}
                }
                rest = chars.as_str();
            }
            Some((text, rest))
        }
    }
}

/// A literal at the very beginning, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            // The meaning of an escape does not matter, only that it is no end and no letter.
            '\\' => drop(chars.next()?),
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{in_rust, in_templates};
    use crate::architecture::scan::{File, Source};

    fn template(text: &str) -> Vec<String> {
        in_templates(&[File { path: "templates/a.html".to_owned(), text: text.to_owned() }])
    }

    fn rust(text: &str) -> Vec<String> {
        in_rust(&[Source::read(&File { path: "src/web/a.rs".to_owned(), text: text.to_owned() })])
    }

    #[test]
    fn halves_in_their_languages_pass() {
        let text = "{{ ui.t(\"取消\", \"Cancel\") }} {{ ui.t(\"JSON\", \"JSON\") }} {{ ui.t(\"…\", \"…\") }}
            {{ ui.t(\"复制“代码”\", \"Copy “code”\") }} {{ ui.t(word, \"x\") }} {{ ui.t(\"\", \"\") }}";
        assert_eq!(template(text), Vec::<String>::new());
        let code = "const A: Text = text(\"密钥\", \"Key\"); // text(\"a\", \"b\")
            Message::new(format!(\"共 {} 条\", f(\")\")), format!(\"{n} in all\"))
            Message::new(format!(\"{path}：{zh}\"), format!(\"{path}: {en}\"))
            #[cfg(test)] mod tests { fn f() { Message::new(\"a\", \"b\") } }";
        assert_eq!(rust(code), Vec::<String>::new());
    }

    #[test]
    fn a_half_in_the_wrong_language_is_found() {
        let guilty = [
            ("ui.t(\"Cancel\", \"取消\")", "the English half is not English"),
            ("ui.t(\"取消\", \"Cancel：\")", "the English half is not English"),
            ("ui.t(\"Cancel\", \"Cancel\")", "the Chinese half is not Chinese"),
            ("ui.t(\"Cancel\",\n \"Stop\")", "the Chinese half is not Chinese"),
            ("ui.t(\"取消\", \"\")", "one half is empty"),
        ];
        for (text, wanted) in guilty {
            let faults = template(&format!("\n{{{{ {text} }}}}"));
            let place = format!("templates/a.html:2: {wanted}");
            assert!(faults.len() == 1 && faults.concat().contains(&place), "{text}: {faults:?}");
        }
        for code in [
            "const A: Text = text(\"Key\", \"Key\");",
            "f(&text(\"密钥\", \"密钥\"))",
            "Message::new(format!(\"{} rows\", g(1)), format!(\"{n} rows\"))",
            "let x = ui.t(\"Error\", \"Error\");",
        ] {
            assert_eq!(rust(code).len(), 1, "{code}: {:?}", rust(code));
        }
    }
}
