//! `plugins` of app.json and of its subpackages, `usingComponents` of a page.

use serde_json::Value;

use crate::channels::inspect::script::{Field, Node, Object, Script, What};
use crate::channels::inspect::{Draft, Form, Passage, Said, Source, Span};
use crate::channels::wecom::params::window::PROVIDER;

/// Another plugin of the same vendor, whose registration is often copied.
pub const OTHER: &str = "chatGroupPlugin";

/// One registration of a plugin that may be ours.
pub struct Registered<'n> {
    pub alias: &'n Field,
    pub version: Option<&'n Field>,
    pub provider: Option<&'n Field>,
    /// In a subpackage and not in the main one.
    pub inside: bool,
}

/// The value of a JSON text; the document's samples leave the outer braces out.
pub fn root(source: &Source<'_>) -> Option<Node> {
    if let Some(node) = &source.json {
        return Some(node.clone());
    }
    let text = source.text.trim_start();
    let bare = ["\"plugins\"", "\"usingComponents\""].iter().any(|name| text.starts_with(name));
    if source.form != Form::Script || !bare {
        return None;
    }
    let brace = |text: &str, at: usize| Passage::stands_for(text, Span { start: at, end: at });
    let whole = Passage::plain(source.text, 0);
    let parts = vec![brace("{", 0), whole, brace("}", source.text.len())];
    Some(Script::read(Passage::join(parts)).first_value())
}

pub fn recognise(source: &Source<'_>) -> Option<Draft> {
    let node = root(source)?;
    let root = node.object()?;
    let plugins = registered(root);
    let component = component(root);
    let app = is_app(root) || component.is_none();
    let first = plugins.first();
    if first.is_none() && component.is_none() && listed(root).is_none() {
        return None;
    }
    let kind = if app { "app_json" } else { "page_json" };
    let mut draft = Draft::new(kind, "mini_program", node.span);
    draft.open = true;
    if let Some(one) = first {
        draft.said.push(Said::text(one.alias.name.clone(), one.alias.name.clone()).named("alias"));
        draft.said.extend(one.version.map(|field| text(field, "version")));
        draft.said.extend(one.provider.map(|field| text(field, "provider")));
    }
    if let Some((tag, address)) = component {
        draft.said.push(Said::text(tag.name.clone(), tag.name.clone()).named("tag"));
        draft.beside.push((COMPONENT, tag.name.text.clone()));
        draft.beside.extend(components(root).iter().map(|name| (OWN, name.clone())));
        if first.is_none() {
            draft.said.extend(alias(&tag, &address));
        }
    }
    Some(draft)
}

/// What the page calls the plugin's component; every name that it gives to a component.
pub const COMPONENT: &str = "component";
pub const OWN: &str = "own";

/// Names in `usingComponents` beyond these are not compared.
const MOST_COMPONENTS: usize = 100;

fn components(root: &Object) -> Vec<String> {
    let list = root.field("usingComponents").and_then(|field| field.value.object());
    let fields = list.map_or(&[][..], |list| &list.fields).iter().take(MOST_COMPONENTS);
    fields.map(|field| field.name.text.clone()).collect()
}

/// `"plugins": [{…}]`: a list, where the vendor wants names.
pub fn listed(root: &Object) -> Option<&Field> {
    let field = root.field("plugins")?;
    let ours = |item: &Node| {
        item.object().is_some_and(|item| {
            let provider = item.field("provider").and_then(|field| field.value.text());
            provider.is_some_and(|text| text.text == PROVIDER)
                || item.field("contactPlugin").is_some()
        })
    };
    field.value.array()?.iter().any(ours).then_some(field)
}

/// app.json has pages or packages; a page's JSON has neither.
pub fn is_app(root: &Object) -> bool {
    ["pages", "subPackages", "subpackages", "tabBar"].iter().any(|name| root.field(name).is_some())
}

fn text(field: &Field, name: &str) -> Said {
    match field.value.text() {
        Some(text) => Said::text(field.name.clone(), text.clone()).named(name),
        None => Said {
            value: None,
            value_at: None,
            ..Said::text(field.name.clone(), field.name.clone())
        }
        .named(name),
    }
}

fn alias(tag: &Field, address: &str) -> Option<Said> {
    let rest = address.strip_prefix("plugin://")?;
    let alias = rest.split('/').next().filter(|alias| *alias != PROVIDER)?;
    let mut said = Said::implied("alias", alias);
    said.at = Some(tag.value.span);
    Some(said)
}

/// Every registration of this plugin, the main package first.
pub fn registered(root: &Object) -> Vec<Registered<'_>> {
    let mut found = Vec::new();
    take(root, false, &mut found);
    for name in ["subPackages", "subpackages"] {
        let packages = root.field(name).and_then(|field| field.value.array()).unwrap_or_default();
        for package in packages.iter().filter_map(Node::object) {
            take(package, true, &mut found);
        }
    }
    found
}

fn take<'n>(owner: &'n Object, inside: bool, found: &mut Vec<Registered<'n>>) {
    let plugins = owner.field("plugins").and_then(|field| field.value.object());
    for alias in plugins.map_or(&[][..], |plugins| &plugins.fields) {
        let Some(one) = alias.value.object() else { continue };
        let provider = one.field("provider");
        let named = |field: &&Field| field.value.text().is_some_and(|text| text.text == PROVIDER);
        let known = ["contactPlugin", OTHER].contains(&alias.name.text.as_str());
        if provider.as_ref().is_some_and(named) || (known && alias.name.text != OTHER) {
            found.push(Registered { alias, version: one.field("version"), provider, inside });
        }
    }
}

/// The component of this plugin: its tag, and the address.
pub fn component(root: &Object) -> Option<(Field, String)> {
    let components = root.field("usingComponents")?.value.object()?;
    let aliases: Vec<&str> =
        registered(root).iter().map(|one| one.alias.name.text.as_str()).collect();
    let address = |field: &Field| match &field.value.what {
        What::Text(text) => Some(text.text.clone()),
        _ => None,
    };
    components.fields.iter().find_map(|field| {
        let address = address(field)?;
        let mut steps = address.strip_prefix("plugin://")?.split('/');
        let (owner, name) = (steps.next()?, steps.next().unwrap_or_default());
        let ours = name == "cell"
            || ["contactPlugin", PROVIDER].contains(&owner)
            || aliases.contains(&owner);
        ours.then(|| (field.clone(), address.clone()))
    })
}

/// The value of a field, as JSON.
pub fn value(field: &Field) -> Option<Value> {
    field.value.value()
}
