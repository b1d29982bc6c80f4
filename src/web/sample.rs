//! Every page, drawn in all its states from samples, in both languages and all themes, and checked for
//! sound HTML. A page is a struct that derives `Template`; one without samples fails the tests.

mod guilty;
mod sound;
pub mod things;
mod tree;
mod ways;
mod words;

use std::any::type_name;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use super::pages::{
    accounts, as_of, backup, changes, dev, doctor, domains, enterprises, gallery, help, history,
    history_proofs, inspect, keys, leave_templates, login, master_key, me, overview, password_cost,
    passwords, people, plugins, reauth, registry, reports, retention, search, second_factor,
    settings, setup, sign_in, tokens, vip_fields, windows,
};
use super::ui::{Theme, Ui};
use super::{conflict, form, guard};
use crate::channels::{self, Channel, Target};
use crate::text::Lang;
use tree::Tree;
pub use words::Words;

/// A page that can draw itself in every state it has.
pub trait Sample: Template + Sized {
    /// `false` for a part of a page, which a script puts in.
    const WHOLE: bool = true;

    /// The states of the page: `ui` is its frame, and `words` is what people typed.
    fn samples(ui: Ui, words: Words) -> Vec<Self>;
}

/// A page without its type.
pub struct Page {
    name: fn() -> &'static str,
    whole: bool,
    draw: fn(Ui, Words) -> Vec<String>,
}

impl Page {
    pub const fn of<P: Sample>() -> Self {
        Page { name: type_name::<P>, whole: P::WHOLE, draw: draw::<P> }
    }
}

fn draw<P: Sample>(ui: Ui, words: Words) -> Vec<String> {
    let samples = P::samples(ui, words);
    samples.iter().map(|page| page.render().expect("a page renders")).collect()
}

const PAGES: &[&[Page]] = &[
    guard::samples::PAGES,
    conflict::samples::PAGES,
    changes::samples::PAGES,
    form::posted::samples::PAGES,
    login::samples::PAGES,
    overview::samples::PAGES,
    people::samples::PAGES,
    second_factor::samples::PAGES,
    sign_in::samples::PAGES,
    me::samples::PAGES,
    password_cost::samples::PAGES,
    passwords::samples::PAGES,
    reauth::samples::PAGES,
    tokens::samples::PAGES,
    people::access_samples::PAGES,
    enterprises::samples::PAGES,
    domains::samples::PAGES,
    accounts::samples::PAGES,
    keys::samples::PAGES,
    plugins::samples::PAGES,
    leave_templates::samples::PAGES,
    vip_fields::samples::PAGES,
    vip_fields::import::samples::PAGES,
    registry::samples::PAGES,
    windows::create::samples::PAGES,
    windows::defaults::samples::PAGES,
    windows::editor::samples::PAGES,
    windows::edits::samples::PAGES,
    windows::links::samples::PAGES,
    windows::releases::samples::PAGES,
    windows::install::samples::PAGES,
    windows::handovers::samples::PAGES,
    windows::draft_and_live::samples::PAGES,
    dev::samples::PAGES,
    doctor::samples::PAGES,
    help::samples::PAGES,
    inspect::samples::PAGES,
    search::samples::PAGES,
    history::samples::PAGES,
    as_of::samples::PAGES,
    history_proofs::samples::PAGES,
    retention::samples::PAGES,
    reports::samples::PAGES,
    master_key::samples::PAGES,
    settings::samples::PAGES,
    backup::samples::PAGES,
    setup::samples::PAGES,
    gallery::PAGES,
];

fn pages() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().copied().flatten()
}

/// Every target of every channel.
pub fn targets() -> impl Iterator<Item = (&'static dyn Channel, &'static Target)> {
    channels::ALL
        .iter()
        .copied()
        .flat_map(|channel| channel.targets().iter().map(move |target| (channel, target)))
}

/// Draws every state of every page with these words and says all that is wrong.
fn faults(words: Words, themes: &[Theme]) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for page in pages() {
        for lang in Lang::ALL {
            // The gallery of development builds has Chinese samples of its own.
            let own = (page.name)().ends_with("::Gallery");
            let plain = words == Words::Plain && !own;
            let facts = sound::Facts { whole: page.whole, lang, plain };
            for theme in themes {
                let drawn = (page.draw)(words.ui(lang, *theme), words);
                assert!(!drawn.is_empty(), "a page without states");
                for (state, html) in drawn.iter().enumerate() {
                    let tree = Tree::parse(html, page.whole);
                    let mut wrong = sound::faults(&tree, facts);
                    wrong.extend(carried(&tree, words).filter(|_| !own));
                    let place = format!(
                        "{} {state} {words:?} {} {}",
                        (page.name)(),
                        lang.tag(),
                        theme.name()
                    );
                    told.extend(wrong.into_iter().map(|fault| (place.clone(), fault)));
                }
            }
        }
    }
    told
}

/// What was typed comes out whole, as text: in the title, and in fields that stand on many pages.
fn carried(tree: &Tree, words: Words) -> impl Iterator<Item = String> {
    let line = words.line().split_whitespace().collect::<Vec<_>>().join(" ");
    let titles = tree.named("title").filter(move |title| !title.spoken().contains(&line));
    let fields = tree.elements().filter(move |element| {
        let value = element.raw();
        let kept = match (element.name(), element.get("name")) {
            ("input", Some("name" | "owner" | "reason")) => words.line(),
            ("textarea", Some("note" | "p.title" | "v.uname")) => words.lines(),
            _ => return false,
        };
        !value.is_empty() && value != kept
    });
    titles.chain(fields).map(|element| format!("{} lost what was typed", element.told()))
}

/// The same fault is told once, with the first place and the number of places.
#[track_caller]
fn sound(words: Words, themes: &[Theme]) {
    let mut told: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (place, fault) in faults(words, themes) {
        told.entry(fault).or_insert((place, 0)).1 += 1;
    }
    let lines = told.iter().map(|(fault, (place, count))| format!("{count} × {place}: {fault}"));
    assert!(told.is_empty(), "{} faults:\n{}", told.len(), lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_page_is_sound_in_both_languages_and_all_themes() {
    sound(Words::Plain, &Theme::ALL);
}

#[test]
fn chinese_text_stands_everywhere() {
    sound(Words::Chinese, &[Theme::Light]);
}

#[test]
fn hostile_text_is_only_text() {
    sound(Words::Hostile, &[Theme::Dark]);
}

#[test]
fn long_text_is_kept() {
    sound(Words::Long, &[Theme::System]);
}

#[test]
fn every_page_has_samples() {
    let known: Vec<&str> = pages().map(|page| (page.name)()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    let mut drawn = String::new();
    let mut structs = 0;
    for file in files(&root.join("src/web"), "rs") {
        if file.starts_with(root.join("src/web/sample")) || file.ends_with("sample.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file");
        let inner = file.strip_prefix(root.join("src")).expect("a file of ours");
        let stem = inner.with_extension("").display().to_string().replace('/', "::");
        let module = format!("jieru::{}", stem.trim_end_matches("::mod"));
        for after in text.split("#[derive(Template)]").skip(1) {
            let (attributes, rest) = after.split_once("struct ").expect("a struct");
            let end = rest.find(|c: char| !c.is_alphanumeric()).expect("a name that ends");
            let name = format!("{module}::{}", &rest[..end]);
            structs += 1;
            drawn.push_str(attributes);
            if !known.contains(&name.as_str()) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "without `impl Sample` in `PAGES`: {missing:?}");
    assert_eq!(structs, known.len(), "`PAGES` names a struct twice, or one that is found nowhere");
    for file in files(&root.join("templates"), "html") {
        let text = fs::read_to_string(&file).expect("a template");
        let path = file.strip_prefix(root.join("templates")).expect("a template").display();
        let page = text.contains("{% extends") || text.contains("{%- extends");
        assert!(!page || drawn.contains(&format!("path = \"{path}\"")), "{path} has no struct");
    }
}

fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, kind));
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
    found
}
