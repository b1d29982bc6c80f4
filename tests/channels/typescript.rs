//! TypeScript with JSX through somebody else's parser: its tree, and the same code without types.

use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use serde_json::Value;

/// The tree of a file that has no mistake.
pub fn tree(source: &str) -> Value {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::tsx()).parse();
    assert!(parsed.diagnostics.is_empty(), "{:?} in {source}", parsed.diagnostics);
    serde_json::from_str(&parsed.program.to_estree_json(true, false)).expect("JSON")
}

/// Every node of a type, in the order of the file.
pub fn nodes<'t>(tree: &'t Value, kind: &str) -> Vec<&'t Value> {
    let mut found = Vec::new();
    walk(tree, &mut |node| {
        if node["type"] == kind {
            found.push(node);
        }
        true
    });
    found
}

/// `visit` says whether to look inside.
fn walk<'t>(value: &'t Value, visit: &mut impl FnMut(&'t Value) -> bool) {
    match value {
        Value::Object(map) if visit(value) => map.values().for_each(|inner| walk(inner, visit)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// The attributes of the first element: name, and the value as it is written.
pub fn attributes(source: &str) -> Vec<(String, Option<String>)> {
    let tree = tree(source);
    let opening = nodes(&tree, "JSXOpeningElement")[0];
    let attributes = opening["attributes"].as_array().unwrap().iter();
    attributes
        .map(|one| {
            let name = one["name"]["name"].as_str().unwrap().to_owned();
            (name, (!one["value"].is_null()).then(|| text(source, &one["value"]).to_owned()))
        })
        .collect()
}

fn text<'s>(source: &'s str, node: &Value) -> &'s str {
    let (start, end) = span(node);
    &source[start..end]
}

fn span(node: &Value) -> (usize, usize) {
    let place = |name: &str| usize::try_from(node[name].as_u64().unwrap()).unwrap();
    (place("start"), place("end"))
}

/// JavaScript that an engine can run: imports and types are gone, an element is its attributes and
/// its one child.
pub fn plain(source: &str) -> String {
    let tree = tree(source);
    let mut cuts: Vec<((usize, usize), String)> = Vec::new();
    walk(&tree, &mut |node| match node["type"].as_str() {
        Some("ImportDeclaration" | "TSTypeAnnotation") => {
            cuts.push((span(node), String::new()));
            false
        }
        Some("JSXElement") => {
            cuts.push((span(node), element(source, node)));
            false
        }
        _ => true,
    });
    cuts.sort();
    let mut plain = source.to_owned();
    for ((start, end), instead) in cuts.into_iter().rev() {
        plain.replace_range(start..end, &instead);
    }
    plain
}

fn element(source: &str, node: &Value) -> String {
    let inside = |node: &Value| match node["type"].as_str() {
        Some("JSXExpressionContainer") => text(source, &node["expression"]).to_owned(),
        Some("Literal") => text(source, node).to_owned(),
        _ => "true".to_owned(),
    };
    let opening = &node["openingElement"];
    let attributes = opening["attributes"].as_array().unwrap().iter();
    let attributes =
        attributes.map(|one| format!("{}: {}", one["name"]["name"], inside(&one["value"])));
    let children = node["children"].as_array().unwrap().iter();
    let child = children.filter(|child| child["type"] == "JSXExpressionContainer").map(inside);
    let pairs: Vec<String> =
        attributes.chain(child.map(|child| format!("children: {child}"))).collect();
    format!("{{ tag: {}, {} }}", opening["name"]["name"], pairs.join(", "))
}

#[test]
fn a_mistake_is_a_mistake() {
    let wrong = std::panic::catch_unwind(|| tree("const a: string = <Button openType=contact />;"));
    assert!(wrong.is_err());
    let code = "import A from 'a';\nconst f = (x: number): void => { g(x); };\nconst e = <B c=\"d\" f>{g}</B>;";
    assert_eq!(
        plain(code),
        "\nconst f = (x) => { g(x); };\nconst e = { tag: \"B\", \"c\": \"d\", \"f\": true, children: g };"
    );
}
