//! What is looked for in links, tags and scripts of this vendor.

use super::tag::{self, NAME};
use super::{card, plain};
use crate::channels::Severity;
use crate::channels::inspect::link::Stands;
use crate::channels::inspect::markup::{Attribute, Quote, Tag};
use crate::channels::inspect::script::{Call, Node, Script, What};
use crate::channels::inspect::{Draft, Edit, Form, Found, Rule, Source, Span};

pub const RULES: &[Rule] = &[
    Rule { id: "alipay.ext-info-object", severity: Severity::Error, look: object },
    Rule { id: "alipay.pairs-after-fragment", severity: Severity::Error, look: after_fragment },
    Rule { id: "alipay.card-incomplete", severity: Severity::Error, look: card::incomplete },
    Rule { id: "alipay.tag-in-jsx", severity: Severity::Error, look: in_jsx },
    Rule { id: "alipay.unknown-parameter", severity: Severity::Warning, look: respelt },
    Rule { id: "alipay.required", severity: Severity::Error, look: nobodys },
    Rule { id: "alipay.tag-incomplete", severity: Severity::Error, look: incomplete },
];

/// An object is no text: encoded as it is, it becomes `%5Bobject%20Object%5D`.
fn object(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let scripts = draft.scripts.iter().filter_map(|at| source.scripts.get(*at));
    let mut found: Vec<Found> = scripts
        .flat_map(|script| script.calls.iter().map(move |call| (script, call)))
        .filter_map(|(script, call)| encoded_object(script, call))
        .collect();
    let tags = draft.tags.iter().filter_map(|at| source.tags.get(*at));
    let attributes = tags.flat_map(|tag| &tag.attributes);
    let extra =
        attributes.filter(|attribute| tag::known(attribute.bare_name()) == Some("ext-info"));
    found.extend(extra.filter_map(|attribute| attribute_object(attribute, source)));
    let here = draft.scripts.iter().filter_map(|at| source.scripts.get(*at));
    found.extend(here.flat_map(texts_of_objects));
    found
}

fn encoded_object(script: &Script, call: &Call) -> Option<Found> {
    if call.name() != "encodeURIComponent" {
        return None;
    }
    let argument = script.arguments(call).into_iter().next()?;
    argument.object()?;
    Some(unwrapped().parameter("ext-info").at(call.at).edit(wrapped(argument.span)))
}

fn unwrapped() -> Found {
    Found::new(
        "encodeURIComponent 直接编码对象只会得到 %5Bobject%20Object%5D；先用 JSON.stringify 转成文字",
        "encodeURIComponent of an object gives %5Bobject%20Object%5D; make it a text with JSON.stringify first",
    )
    .correction("encodeURIComponent(JSON.stringify({…}))")
}

fn wrapped(object: Span) -> Vec<Edit> {
    let insert =
        |at: usize, text: &str| Edit { span: Span { start: at, end: at }, text: text.to_owned() };
    vec![insert(object.start, "JSON.stringify("), insert(object.end, ")")]
}

/// `:ext-info="encodeURIComponent({…})"` of a Vue file, which is no script of its own.
fn bound_object(attribute: &Attribute, node: &Node) -> Option<Found> {
    let What::Call(path, arguments) = &node.what else { return None };
    let braces = attribute.value.as_ref().is_some_and(|value| value.quote == Quote::Braces);
    let argument = arguments.first()?;
    argument.object()?;
    let guilty = !braces && attribute.binding().is_none() && path.ends_with("encodeURIComponent");
    guilty.then(|| unwrapped().edit(wrapped(argument.span)))
}

fn attribute_object(attribute: &Attribute, source: &Source<'_>) -> Option<Found> {
    let told = |found: Found| Some(found.parameter(attribute.bare_name()).at(attribute.at));
    if tag::calls_a_function(attribute) {
        return told(Found::new(
            "页面标签里不能调用函数：在页面 js 中用 encodeURIComponent(JSON.stringify({…})) 生成，再用 {{名称}} 绑定",
            "Tags of a page cannot call functions: make the value in the page's script with encodeURIComponent(JSON.stringify({…})) and bind it as {{name}}",
        ));
    }
    let node = tag::expression(attribute, source);
    if let Some(found) = node.as_ref().and_then(|node| bound_object(attribute, node)) {
        return told(found);
    }
    let object = node.as_ref().is_some_and(|node| matches!(node.what, What::Object(_)));
    let text = node.as_ref().map_or_else(
        || attribute.text(),
        |node| node.text().map_or("", |passage| passage.text.as_str()),
    );
    if object {
        return told(Found::new(
            "ext-info 要的是文字，传对象只会变成 [object Object]；用 encodeURIComponent(JSON.stringify({…}))",
            "ext-info takes a text, and an object becomes [object Object]; use encodeURIComponent(JSON.stringify({…}))",
        )
        .correction("encodeURIComponent(JSON.stringify({…}))"));
    }
    if is_object_text(text) { told(lost()) } else { None }
}

/// What is left of an object cannot be put right.
fn lost() -> Found {
    Found::new(
        "这是对象被直接编码的结果，原来的内容已经丢失；用 encodeURIComponent(JSON.stringify({…})) 重新生成",
        "This is what an object becomes when it is encoded as it is, and its content is lost; make it anew with encodeURIComponent(JSON.stringify({…}))",
    )
}

fn is_object_text(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["%5bobject%20object%5d", "[object object]", "[object%20object]"]
        .iter()
        .any(|object| lower.contains(object))
}

fn texts_of_objects(script: &Script) -> Vec<Found> {
    // "[object Object]" alone is what scripts compare types with.
    let encoded = |text: &str| text.to_ascii_lowercase().contains("%5bobject%20object%5d");
    let texts = script.texts().iter().filter(|text| encoded(&text.text));
    texts.map(|text| lost().parameter("ext-info").at(text.whole())).collect()
}

/// `alipay-cardno`: close to the vendor's name, and another one.
fn respelt(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let tags = draft.tags.iter().filter_map(|at| source.tags.get(*at));
    let attributes = tags.flat_map(|tag| &tag.attributes);
    let wrong = attributes.filter_map(|one| Some((one, tag::respelt(one)?)));
    let found = wrong.map(|(attribute, right)| {
        let name = attribute.bare_name();
        let start = attribute.name_at.end - name.len();
        let edit =
            Edit { span: Span { start, end: attribute.name_at.end }, text: right.to_owned() };
        Found::new(
            format!("没有名为 {name} 的属性，是否想写 {right}？"),
            format!("There is no attribute {name}; did you mean {right}?"),
        )
        .parameter(name)
        .at(attribute.name_at)
        .correction(right)
        .edit([edit])
    });
    found.collect()
}

/// A link without the company's code, or with its name spelt as the tag spells it.
fn nobodys(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let link = draft.links.first().and_then(|at| source.links.get(*at));
    let Some(link) = link.filter(|_| draft.said("tnt_inst_id").is_none()) else {
        return Vec::new();
    };
    let pairs = link.pairs.iter().chain(&link.fragment_pairs);
    let named: Vec<_> = pairs.filter(|pair| plain(&pair.name) == "tntinstid").collect();
    let fixed = matches!(link.stands, Stands::Text | Stands::Attribute { .. });
    if named.iter().any(|pair| pair.name == "tntInstId")
        || link.passage.has_hole()
        || (named.is_empty() && !fixed)
    {
        return Vec::new();
    }
    let found = Found::new(
        "缺少 tntInstId：厂商不知道这是哪家企业，聊天打不开；在云客服的「聊天窗 URL」里可以看到",
        "tntInstId is missing: the vendor cannot tell whose desk this is, and no chat opens; the console shows it as “chat window URL”",
    )
    .parameter("tntInstId");
    vec![match named.first() {
        Some(pair) => found
            .at(link.passage.span(pair.name_at.clone()))
            .correction("tntInstId")
            .edit(link.passage.replace(pair.name_at.clone(), "tntInstId")),
        None => found.at(link.passage.whole()),
    }]
}

/// Servers never see what follows a `#`.
fn after_fragment(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let links = draft.links.iter().filter_map(|at| source.links.get(*at));
    let mut found = Vec::new();
    for link in links {
        let pairs: Vec<_> = link.fragment_pairs.iter().filter(|pair| !pair.bare).collect();
        let (Some(first), Some(fragment)) = (pairs.first(), link.fragment.clone()) else {
            continue;
        };
        let text = link.passage.text.as_str();
        let list = pairs.iter().map(|pair| pair.name.as_str()).collect::<Vec<_>>().join(", ");
        let slice = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
        let moved = pairs.iter().filter(|pair| link.pair(&pair.name).is_none());
        let moved = moved.map(|pair| slice(pair.name_at.start..pair.value_at.end));
        let hash = fragment.start - 1;
        let mut better = String::new();
        for pair in moved {
            let begins = better.is_empty() && !slice(0..hash).contains('?');
            better.push(if begins { '?' } else { '&' });
            better.push_str(pair);
        }
        let kept = slice(fragment.start..first.name_at.start).trim_end_matches(['?', '&']);
        if !kept.is_empty() {
            better.push('#');
            better.push_str(kept);
        }
        found.push(
            Found::new(
                format!("{list} 在 # 之后，厂商收不到，访客会是匿名的；移到 # 之前"),
                format!("What follows the # never reaches the vendor, and the visitor stays anonymous; move {list} before it"),
            )
            .parameter(&first.name)
            .at(link.passage.span(first.name_at.clone()))
            .correction(format!("{}{better}", slice(0..hash)))
            .edit(link.passage.replace(hash..fragment.end, &better)),
        );
    }
    found
}

/// React takes a lower-case tag for an element of HTML, and the build drops it.
fn in_jsx(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let tags = draft.tags.iter().filter_map(|at| Some((*at, source.tags.get(*at)?)));
    let guilty = tags.filter(|(_, tag)| tag.name == NAME && is_jsx(tag, source));
    guilty
        .map(|(at, tag)| {
            Found::new(
                "React（Taro）里小写的 contact-button 会在构建时被丢弃：从 @tarojs/components 引入 ContactButton，属性改用驼峰",
                "In React (Taro) a lower-case contact-button is dropped at build: import ContactButton from @tarojs/components, and write its attributes in camel case",
            )
            .at(tag.name_at)
            .correction("ContactButton")
            .edit(renamed(at, tag, source))
        })
        .collect()
}

fn is_jsx(tag: &Tag, source: &Source<'_>) -> bool {
    let braces = |tag: &Tag| {
        tag.attributes.iter().any(|attribute| {
            attribute.name == "className"
                || attribute.value.as_ref().is_some_and(|value| value.quote == Quote::Braces)
        })
    };
    // `"{{…}}"` is what pages of mini programs bind with.
    let bound = tag.attributes.iter().any(|one| {
        one.value.as_ref().is_some_and(|value| value.quote != Quote::Braces)
            && one.text().contains("{{")
    });
    !bound && (source.form == Form::Script || braces(tag) || source.tags.iter().any(braces))
}

/// The tag, the tag that closes it, and its attributes.
fn renamed(at: usize, tag: &Tag, source: &Source<'_>) -> Vec<Edit> {
    let other = |span: Span, text: &str| Edit { span, text: text.to_owned() };
    let mut edits = vec![other(tag.name_at, "ContactButton")];
    let mut later = source.tags.iter().skip(at + 1).filter(|later| later.name == NAME);
    if let Some(next) = later.next().filter(|next| next.closing && !tag.self_closing) {
        edits.push(other(next.name_at, "ContactButton"));
    }
    for attribute in &tag.attributes {
        let camel = match tag::known(&attribute.name) {
            Some("tnt_inst_id") => "tntInstId",
            Some("alipay-card-no") => "alipayCardNo",
            Some("ext-info") => "extInfo",
            _ => continue,
        };
        if attribute.name != camel {
            edits.push(other(attribute.name_at, camel));
        }
    }
    edits
}

/// Without both codes nothing shows.
fn incomplete(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let tags = draft.tags.iter().filter_map(|at| source.tags.get(*at));
    let mut found = Vec::new();
    for tag in tags.filter(|tag| !tag::has_more(tag, source)) {
        for (known, name) in [("tnt_inst_id", "tnt-inst-id"), ("scene", "scene")] {
            let given = tag.attributes.iter().any(|attribute| {
                tag::known(attribute.bare_name()) == Some(known)
                    && !attribute.text().trim().is_empty()
            });
            if !given {
                found.push(
                    Found::new(
                        format!("缺少 {name}，按钮不会显示；在云客服的「聊天窗 URL」或「部署」里查看"),
                        format!("{name} is missing and the button does not show; see “chat window URL” or “deploy” in the service console"),
                    )
                    .parameter(name)
                    .at(tag.name_at),
                );
            }
        }
    }
    found
}
