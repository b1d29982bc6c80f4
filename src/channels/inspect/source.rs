//! What a pasted text consists of: tags, scripts, addresses, JSON. Read once, then asked by every channel.

use std::collections::BTreeSet;

use crate::channels::inspect::entity;
use crate::channels::inspect::form::Form;
use crate::channels::inspect::link::{self, Link, Stands};
use crate::channels::inspect::markup::{self, Markup, Quote, Tag};
use crate::channels::inspect::passage::{HOLE, Passage, Span, Weaver, Writing};
use crate::channels::inspect::script::{Call, Node, Script};

/// A text with everything that was read from it.
#[derive(Debug)]
pub struct Source<'t> {
    pub text: &'t str,
    /// UNIX seconds, where somebody knows the time.
    pub now: Option<i64>,
    pub form: Form,
    pub tags: Vec<Tag>,
    /// Text between tags.
    pub words: Vec<Span>,
    /// The file, the script elements and the attributes that hold code.
    pub scripts: Vec<Script>,
    /// The index of the tag that a script stands in: its element, or the owner of its attribute.
    pub script_tags: Vec<Option<usize>>,
    pub links: Vec<Link>,
    /// The value of a JSON text, as far as it can be read.
    pub json: Option<Node>,
}

impl<'t> Source<'t> {
    pub fn read(text: &'t str) -> Self {
        let mut source = Source::empty(text, Form::of(text));
        match source.form {
            Form::Address => source.read_lines(),
            Form::Json => source.read_json(),
            Form::Markup => source.read_markup(text),
            Form::Script => source.read_script(),
        }
        source
    }

    /// Several pieces of code in one text: `markup` is the same text with nothing but its markup.
    pub fn read_pieces(text: &'t str, markup: &str, scripts: &[Span]) -> Self {
        let form = if markup.is_empty() { Form::Script } else { Form::Markup };
        let mut source = Source::empty(text, form);
        source.read_markup(markup);
        for span in scripts {
            let script = Script::read(Passage::plain(source.slice(*span), span.start));
            source.find_links_in(&script, Stands::Script);
            source.find_bare_links(&script);
            source.scripts.push(script);
            source.script_tags.push(None);
        }
        source
    }

    fn empty(text: &'t str, form: Form) -> Self {
        Source {
            text,
            now: None,
            form,
            tags: Vec::new(),
            words: Vec::new(),
            scripts: Vec::new(),
            script_tags: Vec::new(),
            links: Vec::new(),
            json: None,
        }
    }

    /// The characters of a span.
    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The opening tags with this name, in any letter case and with or without hyphens:
    /// `contact-button` finds `ContactButton` too.
    pub fn tags_named(&self, name: &str) -> impl Iterator<Item = (usize, &Tag)> + use<'_, 't> {
        let name = plain(name);
        let tags = self.tags.iter().enumerate();
        tags.filter(move |(_, tag)| !tag.closing && plain(&tag.name) == name)
    }

    /// Every call whose path ends with this name, with its script.
    pub fn calls_named<'s>(
        &'s self,
        name: &'s str,
    ) -> impl Iterator<Item = (&'s Script, &'s Call)> {
        let calls = self
            .scripts
            .iter()
            .flat_map(|script| script.calls.iter().map(move |call| (script, call)));
        calls.filter(move |(_, call)| call.name() == name)
    }

    /// The value of a member of `Page({data: {…}})` that markup binds as `{{name}}`; also from
    /// `Component`, and from an object that a Vue file's `data()` returns.
    pub fn page_data(&self, name: &str) -> Option<Node> {
        let mut calls = self.calls_named("Page").chain(self.calls_named("Component"));
        calls.find_map(|(script, call)| {
            let arguments = script.arguments(call);
            let data = arguments.first()?.object()?.field("data")?.value.clone();
            Some(data.object()?.field(name)?.value.clone())
        })
    }

    fn read_lines(&mut self) {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let outside = |c: char| c.is_whitespace() || c == '\u{FEFF}';
            let trimmed = line.trim_matches(outside);
            let enclosed = trimmed.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
            let trimmed = enclosed.filter(|inner| begins_address(inner)).unwrap_or(trimmed);
            let start = at + line.find(trimmed).unwrap_or_default();
            at += line.len();
            let length = if begins_address(trimmed) { address_length(trimmed) } else { 0 };
            let length = trimmed
                .get(..length)
                .map_or(0, |line| line.trim_end_matches(['.', ',', ';']).len());
            let (address, words) = trimmed.split_at_checked(length).unwrap_or((trimmed, ""));
            if !address.is_empty() {
                let passage = Passage::plain(address, start);
                self.links.push(Link::read(hide(&passage), Stands::Text));
            }
            self.find_links(&Passage::plain(words, start + address.len()), Stands::Words);
        }
    }

    /// A text that begins like JSON; where it turns out to be an object of a script, it is one.
    fn read_json(&mut self) {
        let script = Script::read(Passage::plain(self.text, 0));
        if !script.is_values() {
            self.form = Form::Script;
            return self.read_script();
        }
        self.find_links_in(&script, Stands::Json);
        self.json = Some(script.first_value());
        self.scripts.push(script);
        self.script_tags.push(None);
    }

    fn read_script(&mut self) {
        let script = Script::read(Passage::plain(self.text, 0));
        self.find_links_in(&script, Stands::Script);
        self.find_bare_links(&script);
        self.scripts.push(script);
        self.script_tags.push(None);
        let Markup { tags, .. } = markup::read_inside_script(self.text);
        self.tags = tags;
        let read = self.links.len();
        self.read_attributes();
        self.keep_attributes(read);
    }

    /// An attribute of JSX is a string of the script as well; what markup makes of it is right.
    fn keep_attributes(&mut self, read: usize) {
        let attributes: BTreeSet<usize> =
            self.links.iter().skip(read).map(|link| link.passage.whole().start).collect();
        let mut at = 0;
        self.links.retain(|link| {
            at += 1;
            at > read || !attributes.contains(&link.passage.whole().start)
        });
    }

    fn read_markup(&mut self, text: &str) {
        let Markup { tags, words, contents } = markup::read(text);
        self.tags = tags;
        self.words = words;
        for (tag, span) in contents {
            let holds_code = self.tags.get(tag).is_some_and(is_code);
            if holds_code {
                let script = Script::read(Passage::plain(self.slice(span), span.start));
                self.find_links_in(&script, Stands::Script);
                self.scripts.push(script);
                self.script_tags.push(Some(tag));
            }
        }
        self.read_attributes();
        for at in 0..self.words.len() {
            let span = self.words.get(at).copied().unwrap_or_default();
            let passage = Passage::plain(self.slice(span), span.start);
            if passage.text.contains("://") {
                self.find_links(&entity::decode(&passage, Writing::Text), Stands::Words);
            }
        }
    }

    /// Addresses and code inside attributes.
    fn read_attributes(&mut self) {
        let mut links = Vec::new();
        let mut scripts = Vec::new();
        for (tag, owner) in self.tags.iter().enumerate() {
            for (attribute, found) in owner.attributes.iter().enumerate() {
                let Some(value) = &found.value else { continue };
                let stands = Stands::Attribute { tag, attribute };
                let text = value.passage.text.as_str();
                if begins_address(text.trim()) {
                    links.push(Link::read(hide(&value.passage), stands));
                } else if value.quote == Quote::Braces || is_handler(&found.name) {
                    scripts.push((tag, Script::read(value.passage.clone())));
                } else if text.contains("://") {
                    let hidden = hide(&value.passage);
                    let ranges = link::find(&hidden);
                    links.extend(
                        ranges.into_iter().map(|range| Link::read(hidden.slice(range), stands)),
                    );
                }
            }
        }
        self.links.extend(links);
        for (tag, script) in scripts {
            // Inside JSX the whole file was read as a script already.
            if self.form == Form::Markup {
                self.find_links_in(&script, Stands::Script);
                self.scripts.push(script);
                self.script_tags.push(Some(tag));
            }
        }
    }

    fn find_links_in(&mut self, script: &Script, stands: Stands) {
        for text in script.texts() {
            if begins_address(text.text.trim()) {
                self.links.push(Link::read(hide(text), stands));
            } else if text.text.contains("://") {
                let hidden = hide(text);
                // A string of markup, as for `innerHTML`.
                let markup = hidden.text.contains('<') && hidden.text.contains("&amp;");
                let meant = markup.then(|| entity::decode(&hidden, Writing::Attribute(Some('"'))));
                self.find_links(meant.as_ref().unwrap_or(&hidden), stands);
            }
        }
    }

    fn find_links(&mut self, passage: &Passage, stands: Stands) {
        for range in link::find(passage) {
            self.links.push(Link::read(passage.slice(range), stands));
        }
    }

    /// In words that are no code an address looks like a label and a comment.
    fn find_bare_links(&mut self, script: &Script) {
        for comment in &script.comments {
            let before = self.text.get(..comment.start).unwrap_or_default();
            let scheme =
                ["https:", "http:", "HTTPS:", "HTTP:"].into_iter().find(|s| before.ends_with(s));
            let Some(scheme) = scheme else { continue };
            let start = comment.start - scheme.len();
            let passage =
                Passage::plain(self.text.get(start..comment.end).unwrap_or_default(), start);
            for range in link::find(&passage) {
                self.links.push(Link::read(passage.slice(range), Stands::Words));
            }
        }
    }
}

/// What begins and ends a value that a page or a server puts in.
const TEMPLATES: &[(&str, &str)] = &[("{{", "}}"), ("<?", "?>"), ("<%", "%>"), ("${", "}")];

/// Puts holes where a page or a server puts its values.
fn hide(passage: &Passage) -> Passage {
    let text = passage.text.as_str();
    let mut weaver = Weaver::new(passage);
    let mut at = 0;
    while let Some((start, end)) = next_template(text, at) {
        weaver.keep(at..start);
        weaver.put(HOLE.encode_utf8(&mut [0; 4]), start..end);
        at = end;
    }
    weaver.keep(at..text.len());
    weaver.finish()
}

fn next_template(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find(['{', '<', '$'])?;
        let rest = text.get(at..)?;
        if let Some((open, close)) = TEMPLATES.iter().find(|(open, _)| rest.starts_with(open)) {
            let end = rest.get(open.len()..)?.find(close)?;
            return Some((at, at + open.len() + end + close.len()));
        }
        at += 1;
    }
}

/// Lower case and without hyphens.
fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '-').flat_map(char::to_lowercase).collect()
}

/// `https://`, `http://`, or an address without a scheme.
pub fn begins_address(text: &str) -> bool {
    let head = text.get(..8).or_else(|| text.get(..7)).unwrap_or_default().to_ascii_lowercase();
    head.starts_with("https://") || head.starts_with("http://") || bare_address(text)
}

/// How much of a line is its address: all of it, spaces in values included, unless the words behind
/// a space have no pair any more and no JSON is open.
fn address_length(line: &str) -> usize {
    if let Some(end) = link::glued(line.split(char::is_whitespace).next().unwrap_or(line)) {
        return end;
    }
    let Some(space) = line.find(char::is_whitespace) else { return line.len() };
    let (head, tail) = line.split_at_checked(space).unwrap_or((line, ""));
    let count = |signs: [char; 2]| head.matches(signs).count();
    let open = count(['{', '[']) > count(['}', ']']);
    let pairs = tail.split_once('&').is_some_and(|(_, pair)| pair.contains('='));
    if open || pairs { line.len() } else { space }
}

/// `//host/…`, as some pages write it; a comment has a space after its slashes.
fn bare_address(text: &str) -> bool {
    text.strip_prefix("//").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.')
            && rest.len() > host.len()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'))
    })
}

/// Whether a script element holds a script and not data.
fn is_code(tag: &Tag) -> bool {
    let kind = tag.text("type").unwrap_or_default().to_ascii_lowercase();
    let script = tag.name.eq_ignore_ascii_case("script") || tag.name.eq_ignore_ascii_case("wxs");
    script
        && (kind.is_empty()
            || kind.contains("script")
            || kind.contains("module")
            || kind.contains("babel"))
}

/// `onclick`, `@click`, `v-on:click`: the value is code. Mini programs name a method there instead.
fn is_handler(name: &str) -> bool {
    name.starts_with('@')
        || name.starts_with("v-on:")
        || (name.starts_with("on") && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}
