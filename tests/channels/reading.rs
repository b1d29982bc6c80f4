//! Other people's parsers, behind small functions.

use html5ever::tendril::TendrilSink;
use jieru::channels::{Rendered, Severity};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

/// Renders a deployment given as JSON.
pub fn render(input: &Value) -> Rendered {
    jieru::channels::render(&input.to_string(), &jieru::channels::Ambient::at(1_767_225_600))
}

/// Renders and demands that nothing is an error.
pub fn rendered(input: &Value) -> Rendered {
    let rendered = render(input);
    let errors: Vec<_> =
        rendered.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{input}: {errors:?}");
    rendered
}

pub fn artifact<'r>(rendered: &'r Rendered, path: &str) -> &'r str {
    let found = rendered.artifacts.iter().find(|artifact| artifact.path == path);
    &found.unwrap_or_else(|| panic!("no artifact {path}")).content
}

/// One element of an HTML page: tag, attributes, text inside.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Elements of the body, as an HTML parser sees them.
pub fn html(fragment: &str) -> Vec<Tag> {
    let page =
        format!("<!DOCTYPE html><html><head><title>t</title></head><body>{fragment}</body></html>");
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default())
        .one(page.as_str());
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{errors:?} in {fragment}");
    let mut tags = Vec::new();
    collect(&dom.document, &mut tags);
    tags.retain(|tag| !matches!(tag.name.as_str(), "html" | "head" | "title" | "body"));
    tags
}

fn collect(node: &Handle, tags: &mut Vec<Tag>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs
            .borrow()
            .iter()
            .map(|attr| (attr.name.local.to_string(), attr.value.to_string()))
            .collect();
        tags.push(Tag { name: name.local.to_string(), attributes, text: text_of(node) });
    }
    for child in node.children.borrow().iter() {
        collect(child, tags);
    }
}

fn text_of(node: &Handle) -> String {
    let own = match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => String::new(),
    };
    own + node.children.borrow().iter().map(text_of).collect::<String>().as_str()
}

/// The code inside the only script element of a fragment.
pub fn script(fragment: &str) -> String {
    let mut scripts = html(fragment).into_iter().filter(|tag| tag.name == "script");
    let script = scripts.next().expect("a script element");
    assert!(scripts.next().is_none(), "more than one script element in {fragment}");
    script.text
}

/// A page with nothing but what snippets touch. Everything handed to `zc` is recorded.
const STUB: &str = r#"
var calls = [], elements = {}, listeners = {}, messages = [], fetched = [], logged = [], appended = [];
function make(tag) {
  return { tag: tag, listeners: {}, children: [],
    addEventListener: function (name, f) { this.listeners[name] = f; },
    appendChild: function (child) { this.children.push(child); } };
}
var window = globalThis;
var console = { error: function (e) { logged.push(String(e)); }, warn: function () { logged.push([].slice.call(arguments).join(" ")); } };
var document = {
  getElementById: function (id) { return elements[id] || null; },
  createElement: make,
  body: { appendChild: function (child) { appended.push(child); elements[child.id] = child; } }
};
window.addEventListener = function (name, f) { listeners[name] = f; };
var answer = {};
window.fetch = function (address, options) {
  fetched.push([address, options]);
  return Promise.resolve({ ok: true, json: function () { return answer; } });
};
["zhichiStart", "zhichiEntry", "sobotEntry"].forEach(function (id) { elements[id] = make("div"); elements[id].id = id; });
"#;

/// Runs code on a stub page and gives back what an expression says afterwards, as JSON.
pub fn run(before: &str, code: &str, expression: &str) -> Value {
    let runtime = rquickjs::Runtime::new().expect("an engine");
    let context = rquickjs::Context::full(&runtime).expect("a context");
    let evaluate = |code: &str| {
        context.with(|ctx| {
            let done: rquickjs::Result<()> = ctx.eval(code.as_bytes());
            if done.is_err() {
                let error = ctx.catch();
                panic!("{:?}\n{code}", error.as_exception().map(ToString::to_string));
            }
        });
    };
    evaluate(STUB);
    evaluate(before);
    evaluate(code);
    while runtime.execute_pending_job().unwrap_or(false) {}
    let json: String = context
        .with(|ctx| ctx.eval(format!("JSON.stringify({expression})")).expect("an expression"));
    serde_json::from_str(&json).expect("JSON")
}

/// The value of a JavaScript expression.
pub fn evaluate(expression: &str) -> Value {
    run("", &format!("var result = {expression};"), "[result]")[0].clone()
}

/// Elements of an AXML fragment. Nobody has published a parser of this dialect; it shares its grammar
/// with WXML, whose compiler must accept it, and an HTML parser must see the same attributes.
pub fn axml(source: &str) -> Vec<Tag> {
    check_wxml(source);
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default())
        .one(format!("<!DOCTYPE html><body>{source}</body>").as_str());
    let mut tags = Vec::new();
    collect(&dom.document, &mut tags);
    tags.retain(|tag| !matches!(tag.name.as_str(), "html" | "head" | "body"));
    tags
}

/// Demands that the compiler of mini programs finds nothing to say.
pub fn check_wxml(source: &str) {
    let mut group = glass_easel_template_compiler::TmplGroup::new();
    let found = group.add_tmpl("page", source);
    assert!(found.is_empty(), "{found:?} in {source}");
}
