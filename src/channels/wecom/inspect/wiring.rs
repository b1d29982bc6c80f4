//! Registration, component and tag: whether they belong together.

use serde_json::Value;

use super::json::{
    COMPONENT, OTHER, OWN, Registered, component, is_app, listed, registered, root, value,
};
use super::rules::tags;
use crate::channels::inspect::markup::Tag;
use crate::channels::inspect::script::{Field, Node};
use crate::channels::inspect::{Draft, Edit, Found, Source, Span};
use crate::channels::mini_program::attribute::same;
use crate::channels::wecom::params::window::PROVIDER;

/// Registration, component and tag belong together.
pub fn wiring(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for tag in tags(draft, source) {
        found.extend(copied(tag));
        found.extend(unnamed(draft, tag, source));
    }
    let json = root(source).filter(|_| draft.kind.ends_with("_json"));
    let Some(root) = json.as_ref().and_then(Node::object) else { return found };
    let plugins = registered(root);
    if let Some(plugins) =
        root.field("plugins").filter(|_| !is_app(root) && root.field("usingComponents").is_some())
    {
        found.push(
            Found::new(
                "plugins 只能写在 app.json（或其中的分包）里，写在页面的 json 里不起作用",
                "plugins belongs to app.json or to one of its subpackages; in a page's JSON it does nothing",
            )
            .parameter("plugins")
            .at(plugins.name.whole()),
        );
    }
    found.extend(plugins.iter().flat_map(registration));
    found.extend(listed(root).map(|field| as_list(field, source)));
    if let Some((tag, address)) = component(root) {
        let here = plugins.iter().map(|one| one.alias.name.text.as_str());
        let known: Vec<&str> = here.chain(draft.beside(ALIAS)).collect();
        found.extend(address_of(&tag.value.span, &address, &known));
    }
    found
}

fn copied(tag: &Tag) -> Option<Found> {
    let url = tag.attribute("url")?;
    let lacks = tag.attributes.iter().all(|one| !same(one.bare_name(), "plugid"));
    lacks.then(|| {
        Found::new(
            "客户联系插件用 plugid，不用 url：url 是另一个插件（加入群聊）的写法",
            "The contact plugin takes plugid, not url: url belongs to another plugin, for joining group chats",
        )
        .parameter("url")
        .at(url.at)
        .correction("plugid")
    })
}

fn registration(one: &Registered<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    match one.provider {
        None => found.push(
            Found::new(
                "缺少 provider：应为 wx104a1a20c3f81ec2",
                "provider is missing; it is wx104a1a20c3f81ec2",
            )
            .parameter("provider")
            .at(one.alias.name.whole()),
        ),
        Some(field) if field.value.text().is_none_or(|text| text.text != PROVIDER) => {
            let edit = Edit { span: field.value.span, text: format!("\"{PROVIDER}\"") };
            found.push(
                Found::new(
                    "provider 不是企业微信客户联系插件，应为 wx104a1a20c3f81ec2",
                    "provider is not WeCom's contact plugin; it is wx104a1a20c3f81ec2",
                )
                .parameter("provider")
                .at(field.value.span)
                .correction(PROVIDER)
                .edit([edit]),
            );
        }
        Some(_) => {}
    }
    match one.version {
        None => found.push(
            Found::new("缺少 version，例如 \"1.4.3\"", "version is missing, for example \"1.4.3\"")
                .parameter("version")
                .at(one.alias.name.whole()),
        ),
        Some(field) => found.extend(number_as_version(field.value.span, value(field))),
    }
    found
}

fn number_as_version(span: Span, given: Option<Value>) -> Option<Found> {
    let number = given.filter(Value::is_number)?;
    Some(
        Found::new(
            format!("version 必须是文字，例如 \"1.4.3\"，不能是数字 {number}"),
            format!("version must be a text such as \"1.4.3\", not the number {number}"),
        )
        .parameter("version")
        .at(span)
        .correction("\"1.4.3\"")
        .edit([Edit { span, text: "\"1.4.3\"".to_owned() }]),
    )
}

/// What app.json calls the plugin.
pub const ALIAS: &str = "alias";

/// The page's JSON calls the component otherwise than its markup.
fn unnamed(draft: &Draft, tag: &Tag, source: &Source<'_>) -> Option<Found> {
    let own = draft.beside(OWN).any(|name| same(name, &tag.name));
    let better = draft.beside(COMPONENT).next().filter(|_| !own)?;
    let name = &tag.name;
    let mut edits = vec![Edit { span: tag.name_at, text: better.to_owned() }];
    let mut after = source.tags.iter().filter(|other| other.at.start > tag.at.start);
    let closing = after.find(|other| other.name == *name).filter(|other| other.closing);
    edits.extend(
        closing
            .filter(|_| !tag.self_closing)
            .map(|other| Edit { span: other.name_at, text: better.to_owned() }),
    );
    Some(
        Found::new(
            format!("页面 json 的 usingComponents 里这个组件叫 {better}，标签却写成 {name}，什么都不会显示"),
            format!("The page's usingComponents calls the component {better}, but the tag is {name} and draws nothing"),
        )
        .parameter("usingComponents")
        .at(tag.name_at)
        .correction(better)
        .edit(edits),
    )
}

/// `"plugins": [{…}]` declares nothing.
fn as_list(field: &Field, source: &Source<'_>) -> Found {
    let found = Found::new(
        "plugins 应是对象 { \"contactPlugin\": { \"version\": …, \"provider\": … } }，不能是数组",
        "plugins must be an object, { \"contactPlugin\": { \"version\": …, \"provider\": … } }, not a list",
    )
    .parameter("plugins")
    .at(field.value.span);
    let [only] = field.value.array().unwrap_or_default() else { return found };
    let written = source.slice(only.span);
    let named = only.object().is_some_and(|item| item.field("provider").is_none());
    let better =
        if named { written.to_owned() } else { format!("{{\"contactPlugin\": {written}}}") };
    let edit = Edit { span: field.value.span, text: better.clone() };
    found.correction(better).edit([edit])
}

fn address_of(span: &Span, address: &str, known: &[&str]) -> Option<Found> {
    let rest = address.strip_prefix("plugin://")?;
    let (owner, name) = rest.split_once('/').unwrap_or((rest, ""));
    let better = match known.first() {
        Some(alias) if owner != PROVIDER && !known.contains(&owner) => {
            Some(format!("plugin://{alias}/cell"))
        }
        _ if owner == OTHER => Some("plugin://contactPlugin/cell".to_owned()),
        _ if name != "cell" => Some(format!("plugin://{owner}/cell")),
        _ => None,
    }?;
    let found = Found::new(
        format!("{address} 与 app.json 里的插件对不上，应为 {better}"),
        format!("{address} does not fit the plugin in app.json; write {better}"),
    );
    let text = Value::from(better.as_str()).to_string();
    Some(
        found
            .parameter("usingComponents")
            .at(*span)
            .correction(better)
            .edit([Edit { span: *span, text }]),
    )
}
