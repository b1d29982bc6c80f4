//! A parsed page as a flat list of nodes in document order: what stands inside an element follows it
//! directly, up to its `end`.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

pub struct Tree {
    nodes: Vec<Node>,
    /// What the parser had to put right, in its own words.
    pub errors: Vec<String>,
}

struct Node {
    parent: Option<usize>,
    /// The first node behind everything inside.
    end: usize,
    content: Content,
}

enum Content {
    Element { name: String, attributes: Vec<(String, String)> },
    Text(String),
}

/// One element of a tree.
#[derive(Clone, Copy)]
pub struct Element<'t> {
    tree: &'t Tree,
    at: usize,
}

impl Tree {
    /// Parses a whole page, or what a script puts into one.
    pub fn parse(html: &str, whole: bool) -> Self {
        let builder = TreeBuilderOpts { exact_errors: true, ..TreeBuilderOpts::default() };
        let options = ParseOpts { tree_builder: builder, ..ParseOpts::default() };
        let dom = if whole {
            parse_document(RcDom::default(), options).one(html)
        } else {
            let around = QualName::new(None, ns!(html), local_name!("div"));
            parse_fragment(RcDom::default(), options, around, Vec::new(), true).one(html)
        };
        let errors = dom.errors.borrow().iter().map(ToString::to_string).collect();
        let mut tree = Tree { nodes: Vec::new(), errors };
        // A fragment hangs below an `html` that is not its own.
        let root = dom.document.children.borrow().last().filter(|_| !whole).cloned();
        tree.children(&root.unwrap_or_else(|| dom.document.clone()), None);
        tree
    }

    fn children(&mut self, of: &Handle, parent: Option<usize>) {
        for child in of.children.borrow().iter() {
            let content = match &child.data {
                NodeData::Text { contents } => Content::Text(contents.borrow().to_string()),
                NodeData::Element { name, attrs, .. } => Content::Element {
                    name: name.local.to_string(),
                    attributes: attrs
                        .borrow()
                        .iter()
                        .map(|one| (one.name.local.to_string(), one.value.to_string()))
                        .collect(),
                },
                _ => continue,
            };
            let at = self.nodes.len();
            self.nodes.push(Node { parent, end: at, content });
            self.children(child, Some(at));
            self.nodes[at].end = self.nodes.len();
        }
    }

    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.between(0, self.nodes.len())
    }

    fn between(&self, from: usize, to: usize) -> impl Iterator<Item = Element<'_>> {
        (from..to)
            .filter(|at| matches!(self.nodes[*at].content, Content::Element { .. }))
            .map(|at| Element { tree: self, at })
    }

    /// Every text with the element around it.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Option<Element<'_>>)> {
        self.nodes.iter().filter_map(|node| match &node.content {
            Content::Text(text) => {
                Some((text.as_str(), node.parent.map(|at| Element { tree: self, at })))
            }
            Content::Element { .. } => None,
        })
    }

    pub fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = Element<'t>> {
        self.elements().filter(move |element| element.is(name))
    }
}

impl<'t> Element<'t> {
    pub fn name(self) -> &'t str {
        match &self.tree.nodes[self.at].content {
            Content::Element { name, .. } => name,
            Content::Text(_) => "",
        }
    }

    pub fn is(self, name: &str) -> bool {
        self.name() == name
    }

    pub fn attributes(self) -> &'t [(String, String)] {
        match &self.tree.nodes[self.at].content {
            Content::Element { attributes, .. } => attributes,
            Content::Text(_) => &[],
        }
    }

    pub fn get(self, name: &str) -> Option<&'t str> {
        self.attributes().iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn parent(self) -> Option<Element<'t>> {
        self.tree.nodes[self.at].parent.map(|at| Element { at, ..self })
    }

    /// This element and all around it, from the inside out.
    pub fn upwards(self) -> impl Iterator<Item = Element<'t>> {
        std::iter::successors(Some(self), |element| element.parent())
    }

    pub fn inside(self) -> impl Iterator<Item = Element<'t>> {
        self.tree.between(self.at + 1, self.tree.nodes[self.at].end)
    }

    /// What is read out of it: its text without what is kept from screen readers.
    pub fn spoken(self) -> String {
        let nodes = &self.tree.nodes;
        let mut said = String::new();
        let mut at = self.at + 1;
        while at < nodes[self.at].end {
            match &nodes[at].content {
                Content::Text(text) => said.push_str(text),
                Content::Element { .. } if (Element { at, ..self }).is_silent() => {
                    at = nodes[at].end;
                    continue;
                }
                Content::Element { .. } => {}
            }
            at += 1;
        }
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a form would send of it: the value of an input, the text of an area.
    pub fn raw(self) -> String {
        let nodes = self.tree.nodes[self.at + 1..self.tree.nodes[self.at].end].iter();
        let text = nodes.filter_map(|node| match &node.content {
            Content::Text(text) => Some(text.as_str()),
            Content::Element { .. } => None,
        });
        self.get("value").map_or_else(|| text.collect(), str::to_owned)
    }

    fn is_silent(self) -> bool {
        self.get("aria-hidden") == Some("true") || self.has("hidden")
    }

    /// Neither the element nor anything around it is hidden.
    pub fn is_shown(self) -> bool {
        self.get("type") != Some("hidden") && !self.upwards().any(Element::is_silent)
    }

    /// How messages name it.
    pub fn told(self) -> String {
        let mut tag = self.name().to_owned();
        for name in ["id", "name", "type", "for", "href"] {
            if let Some(value) = self.get(name) {
                let short: String = value.chars().take(40).collect();
                tag = format!("{tag} {name}={short:?}");
            }
        }
        format!("<{tag}>")
    }
}
