//! A page read by somebody else's parser, as a browser reads it.

use html5ever::{parse_document, tendril::TendrilSink as _};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

pub struct Page {
    pub elements: Vec<Element>,
}

#[derive(Debug)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    /// All text inside.
    pub text: String,
}

impl Page {
    pub fn of(html: &str) -> Self {
        let dom = parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
        let mut elements = Vec::new();
        collect(&dom.document, &mut elements);
        Page { elements }
    }

    pub fn with_id(&self, id: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.attribute("id") == Some(id))
    }

    /// The values of all text fields of this name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let named = self.elements.iter().filter(|element| element.attribute("name") == Some(name));
        named
            .filter_map(|element| match element.name.as_str() {
                "input" => element.attribute("value"),
                "textarea" => Some(element.text.as_str()),
                _ => None,
            })
            .collect()
    }

    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let values = self.values(name);
        let [value] = values.as_slice() else {
            panic!("{} fields are called {name}", values.len())
        };
        value
    }

    /// The first one, where the switch for the language has a field of the same name.
    pub fn first(&self, name: &str) -> &str {
        self.values(name).first().unwrap_or_else(|| panic!("no field is called {name}"))
    }

    /// What is said to be wrong beside the field with this id.
    pub fn wrong_beside(&self, id: &str) -> Option<&str> {
        let notes = self.with_id(&format!("{id}-notes"))?;
        notes.text.contains("错误：").then_some(notes.text.as_str())
    }

    pub fn text(&self) -> &str {
        &self.elements.iter().find(|element| element.name == "body").expect("a body").text
    }

    /// Scripts come from our own files, and nothing that a person typed became an element.
    #[track_caller]
    pub fn assert_untouched(&self) {
        for element in &self.elements {
            let inline = element.name == "script"
                && element.attribute("src").is_none_or(|src| !src.starts_with("/static/"));
            let handler = element.attributes.iter().any(|(name, _)| name.starts_with("on"));
            assert!(!inline && !handler && element.name != "img", "{element:?}");
        }
    }
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn collect(node: &Handle, into: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs.borrow();
        let attributes = attributes.iter();
        into.push(Element {
            name: name.local.to_string(),
            attributes: attributes
                .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                .collect(),
            text: text(node),
        });
    }
    for child in node.children.borrow().iter() {
        collect(child, into);
    }
}

fn text(node: &Handle) -> String {
    let mut all = String::new();
    if let NodeData::Text { contents } = &node.data {
        all.push_str(&contents.borrow());
    }
    for child in node.children.borrow().iter() {
        all.push_str(&text(child));
    }
    all
}
