//! Reading Rust without a compiler: which names stand on which line, with comments, texts and test
//! code out of the way. It knows just enough of the language for the rules, and tests say how much.

use super::lexis::{at, blank, closing, idents, skip_space, test_items, wipe, word_char};

/// One source file of the tree, such as `src/web/ui.rs`.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

/// A file as the rules see it. Both texts have the characters of the file at the same places.
#[derive(Debug)]
pub struct Source {
    pub path: String,
    /// `["web", "ui"]` for `src/web/ui.rs`; empty for `src/lib.rs` and `src/main.rs`.
    pub module: Vec<String>,
    /// Without comments, texts and test code.
    code: Vec<char>,
    /// Where the lines end.
    breaks: Vec<usize>,
    /// Without comments and test code.
    pub texts: String,
    /// Files that are modules for tests only.
    tests: Vec<String>,
}

/// A path that the code names, such as `crate::store::Db`, and the line where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub line: usize,
    pub segments: Vec<String>,
}

/// Reads all files and leaves out those that are compiled only for tests.
pub fn sources(files: &[File]) -> Vec<Source> {
    let read: Vec<Source> = files.iter().map(Source::read).collect();
    let tests: Vec<String> = read.iter().flat_map(|source| source.tests.clone()).collect();
    let of_tests = |path: &str| {
        let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
        tests.iter().any(|test| stem == test || stem.starts_with(&format!("{test}/")))
    };
    read.into_iter().filter(|source| !of_tests(&source.path)).collect()
}

impl Source {
    pub fn read(file: &File) -> Source {
        let raw: Vec<char> = file.text.chars().collect();
        let mut code = blank(&raw, true);
        let mut texts = blank(&raw, false);
        let module = module_of(&file.path);
        let mut tests = Vec::new();
        for (start, end) in test_items(&code) {
            let words: Vec<_> = idents(code.get(start..end).unwrap_or_default()).collect();
            if let [.., (_, keyword), (_, name)] = words.as_slice()
                && keyword == "mod"
            {
                tests.push(format!("src/{}{name}", folder(&module)));
            }
            wipe(&mut code, start, end);
            wipe(&mut texts, start, end);
        }
        let breaks =
            raw.iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at).collect();
        let texts = texts.into_iter().collect();
        Source { path: file.path.clone(), module, code, breaks, texts, tests }
    }

    /// The top-level module; `lib` and `main` for the two roots.
    pub fn top(&self) -> &str {
        let root = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        self.module.first().map_or(root, String::as_str)
    }

    /// Every word that is not part of a comment, a text or test code.
    pub fn words(&self) -> Vec<(usize, String)> {
        idents(&self.code).map(|(at, word)| (self.line(at), word)).collect()
    }

    /// Every path of two and more segments, groups of `use` taken apart, as written.
    pub fn paths(&self) -> Vec<Named> {
        self.raw_paths()
            .into_iter()
            .map(|(at, segments)| Named { line: self.line(at), segments })
            .collect()
    }

    /// Every path into this crate, from its root: `super::x` becomes what it means.
    pub fn inner_paths(&self) -> Vec<Named> {
        let inline = inline_modules(&self.code);
        let mut named = Vec::new();
        for (at, segments) in self.raw_paths() {
            if !matches!(segments.first().map(String::as_str), Some("crate" | "super" | "self")) {
                continue;
            }
            let mut full = self.module.clone();
            full.extend(inline.iter().filter(|m| m.1 < at && at < m.2).map(|m| m.0.clone()));
            for segment in segments {
                match segment.as_str() {
                    "crate" => full.clear(),
                    "super" => drop(full.pop()),
                    "self" => {}
                    _ => full.push(segment),
                }
            }
            named.push(Named { line: self.line(at), segments: full });
        }
        named
    }

    fn raw_paths(&self) -> Vec<(usize, Vec<String>)> {
        let mut found = Vec::new();
        let mut end = 0;
        for (at, word) in idents(&self.code) {
            let after = at + word.chars().count();
            if at < end || !separated(&self.code, after) {
                continue;
            }
            end = tree(&self.code, at, &[], &mut found);
        }
        found
    }

    fn line(&self, at: usize) -> usize {
        1 + self.breaks.partition_point(|&end| end < at)
    }
}

/// `["web", "ui"]` for `src/web/ui.rs` and for `src/web/ui/mod.rs`.
fn module_of(path: &str) -> Vec<String> {
    let stem = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let roots = ["lib", "main"];
    if roots.contains(&stem) { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

fn folder(module: &[String]) -> String {
    module.iter().flat_map(|part| [part.as_str(), "/"]).collect()
}

/// Does `::` follow?
fn separated(code: &[char], index: usize) -> bool {
    let next = skip_space(code, index);
    at(code, next) == ':' && at(code, next + 1) == ':'
}

/// Reads one path or one element of a group from `index` on, and says where it ends.
fn tree(
    code: &[char],
    index: usize,
    before: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut segments = before.to_vec();
    let start = index;
    let mut index = index;
    loop {
        let word: String = code.iter().skip(index).take_while(|&&c| word_char(c)).collect();
        index += word.chars().count();
        if !word.is_empty() {
            segments.push(word);
        }
        if !separated(code, index) {
            found.push((start, segments));
            return index;
        }
        index = skip_space(code, skip_space(code, index) + 2);
        if at(code, index) == '{' {
            return group(code, index + 1, &segments, found);
        }
    }
}

/// Reads `a, b::c, d as e}` and says where it ends.
fn group(
    code: &[char],
    mut index: usize,
    before: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    loop {
        index = skip_space(code, index);
        if word_char(at(code, index)) {
            index = tree(code, index, before, found);
        }
        while !matches!(at(code, index), ',' | '}' | '\0') {
            index += 1;
        }
        index += 1;
        if at(code, index - 1) != ',' {
            return index;
        }
    }
}

/// `mod name { … }` with the places of its braces.
fn inline_modules(code: &[char]) -> Vec<(String, usize, usize)> {
    let words: Vec<(usize, String)> = idents(code).collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter(|((_, keyword), _)| keyword == "mod")
        .filter_map(|(_, (start, name))| {
            let open = skip_space(code, start + name.chars().count());
            (at(code, open) == '{').then(|| (name.clone(), open, closing(code, open)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{File, Source, sources};

    fn source(path: &str, text: &str) -> Source {
        Source::read(&File { path: path.to_owned(), text: text.to_owned() })
    }

    fn inner(path: &str, text: &str) -> Vec<String> {
        let paths = source(path, text).inner_paths();
        paths.iter().map(|path| format!("{} {}", path.line, path.segments.join("::"))).collect()
    }

    #[test]
    fn groups_of_use_are_taken_apart() {
        let text =
            "use crate::{\n    error::{Error, Result as R},\n    store::Db,\n};\nuse std::fmt;";
        let wanted = ["2 error::Error", "2 error::Result", "3 store::Db"];
        assert_eq!(inner("src/web/ui.rs", text), wanted);
    }

    #[test]
    fn paths_inside_expressions_and_macros_count() {
        let text =
            "fn f() { let x = crate::store::open::<u8>(crate::clock::now()); $crate::web::X }";
        assert_eq!(inner("src/app.rs", text), ["1 store::open", "1 clock::now", "1 web::X"]);
    }

    #[test]
    fn super_is_followed_to_where_it_leads() {
        assert_eq!(
            inner("src/web/pages/me.rs", "use super::super::super::store::Db;"),
            ["1 store::Db"]
        );
        assert_eq!(inner("src/web/ui.rs", "use super::page::X;"), ["1 web::page::X"]);
        let nested = "mod a { use super::super::y; use super::super::super::x; }";
        assert_eq!(inner("src/web/ui.rs", nested), ["1 web::y", "1 x"]);
        assert_eq!(
            inner("src/web/ui.rs", "use super::{super::store, page};"),
            ["1 store", "1 web::page"]
        );
    }

    #[test]
    fn comments_and_texts_are_not_code() {
        let text = "// crate::a::B\n/* /* crate::a::B */ crate::a::B */\n\
            const A: &str = \"crate::a::B \\\" crate::a::B\"; const B: &str = r#\"\"crate::a::B\"#;\n\
            const C: [char; 3] = ['\"', '\\'', '\\u{22}']; fn f<'a>(x: &'a str) { crate::b::C }\n\
            const D: &[u8] = b\"crate::a::B\"; const E: u8 = b'\"'; crate::d::E";
        assert_eq!(inner("src/x.rs", text), ["4 b::C", "5 d::E"]);
    }

    #[test]
    fn test_code_is_free() {
        let text = "use crate::a::B;\n#[cfg(test)]\nuse crate::{c::D, e::F};\n#[cfg(test)]\n#[path = \"x\"]\n\
            mod tests {\n    use crate::web::X;\n    fn f() { {} }\n}\nuse crate::g::H;";
        assert_eq!(inner("src/x.rs", text), ["1 a::B", "10 g::H"]);
    }

    #[test]
    fn a_test_module_in_a_file_of_its_own_is_free() {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file("src/vault/mod.rs", "#[cfg(test)]\nmod tests;\nmod seal;"),
            file("src/vault/tests.rs", "use crate::web::X;"),
            file("src/vault/tests/more.rs", "use crate::web::X;"),
            file("src/vault/seal.rs", "use crate::web::X;"),
        ];
        let read = sources(&files);
        let kept: Vec<&str> = read.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(kept, ["src/vault/mod.rs", "src/vault/seal.rs"]);
    }

    #[test]
    fn words_and_other_paths_are_listed_with_their_lines() {
        let source = source("src/x.rs", "use std::{fs, io::Read};\n#[sqlx(rename)]\nstruct X;");
        let paths: Vec<String> =
            source.paths().iter().map(|path| path.segments.join("::")).collect();
        assert_eq!(paths, ["std::fs", "std::io::Read"]);
        assert!(source.words().contains(&(2, "sqlx".to_owned())));
    }
}
