//! Chat links: the address, and the fragment of HTML that holds it without a signature.

use super::Order;
use crate::catalog::{Form, Surface, Written, encode};
use crate::channels::encode::{
    Address, Code, Encoded, Page, Query, Script, html_attribute, html_text, query, script_value,
};
use crate::channels::{Artifact, Diagnostic, Link, Rendered, Severity};
use crate::text::Message;

/// Longer addresses are cut by some clients and servers.
const LONGEST: usize = 2048;

/// Names of the old form, by meaning; all others are spelt alike.
pub const LEGACY: &[(&str, &str)] = &[
    ("sysnum", "sysNum"),
    ("partnerid", "partnerId"),
    ("groupid", "groupId"),
    ("type", "moduleType"),
    ("robotid", "robotFlag"),
    ("title_flag", "titleFlag"),
    ("custom_title", "customTitle"),
    ("locale", "lan"),
];

pub fn write(order: &Order<'_>, rendered: &mut Rendered) {
    let variant = order.checked.window("variant").unwrap_or_default();
    let unsigned = address(order, &variant, false);
    let url = address(order, &variant, true);
    rendered.diagnostics.extend(too_long(&url));
    rendered.artifacts.push(Artifact {
        path: "link.html".to_owned(),
        language: "html",
        merge: "insert",
        content: page(order, &variant, &unsigned),
    });
    rendered.links.push(Link {
        kind: variant,
        url: url.as_str().to_owned(),
        signed: order.signature.is_some(),
        expires_at: None,
    });
}

/// The address. The order of its pairs is our choice: who first, then options as in the table.
fn address(order: &Order<'_>, variant: &str, sign: bool) -> Address {
    let path = match variant {
        "pc" => "/chat/pc/v2/index.html",
        "h5_legacy" => "/chat/h5/index.html",
        _ => "/chat/h5/v2/index.html",
    };
    let name = |name: &'static str| if variant == "h5_legacy" { legacy(name) } else { name };
    let base = Address::https(&order.host, path).pair(name("sysnum"), &query(&order.sysnum));
    let signature = order.signature.as_ref().filter(|_| sign);
    encode(order.checked, Surface::Query).iter().fold(base, |address, written| {
        let address = address.pair(name(written.param.name), &value(written));
        match signature.filter(|_| written.param.name == "partnerid") {
            Some(signature) => address.pair("sign", &query(signature.as_str())),
            None => address,
        }
    })
}

fn legacy(name: &'static str) -> &'static str {
    LEGACY.iter().find(|(v2, _)| *v2 == name).map_or(name, |(_, old)| old)
}

fn value(written: &Written) -> Encoded<Query> {
    match &written.form {
        Form::Text(text) => query(text),
        Form::Literal(value) => query(&value.to_string()),
    }
}

fn too_long(address: &Address) -> Option<Diagnostic> {
    let length = address.as_str().len();
    (length > LONGEST).then(|| Diagnostic {
        id: "link.too-long".to_owned(),
        severity: Severity::Warning,
        parameter: None,
        message: Message::new(
            format!("链接有 {length} 个字符，超过 {LONGEST}，部分客户端会截断；请减少 JSON 类参数"),
            format!("The link has {length} characters, more than {LONGEST}; some clients cut it. Send less JSON"),
        ),
        help: None,
    })
}

fn page(order: &Order<'_>, variant: &str, address: &Address) -> String {
    let words = html_text(order.entry_words());
    let mut attributes = Vec::new();
    if order.endpoint.is_some() {
        attributes.push(("id", html_attribute("sobotEntry")));
    }
    attributes.push(("href", html_attribute(address.as_str())));
    attributes.push(("target", html_attribute("_blank")));
    attributes.push(("rel", html_attribute("noopener")));
    let page = Page::new().element("a", &attributes, &words);
    match &order.endpoint {
        Some(endpoint) => page.script(&asking(endpoint, variant)).finish(),
        None => page.finish(),
    }
}

/// The link works only after the customer's server has signed for the person who is signed in. Its
/// pair of id and sign replaces whatever id the address carries.
fn asking(endpoint: &str, variant: &str) -> Code<Script> {
    let name = if variant == "h5_legacy" { legacy("partnerid") } else { "partnerid" };
    Code::new()
        .line("(function (d) {")
        .line("  var entry = d.getElementById(\"sobotEntry\"), ready = false;")
        .line("  entry.addEventListener(\"click\", function (event) {")
        .line("    if (!ready) { event.preventDefault(); }")
        .line("  });")
        .line("  // 由您的服务端按登录用户返回 {\"partnerid\":…,\"sign\":…} / your own server answers for the person signed in")
        .raw("  fetch(")
        .hole(&script_value(&endpoint.into()))
        .line(", {credentials: \"include\"}).then(function (response) {")
        .line("    if (!response.ok) { throw new Error(\"sign: \" + response.status); }")
        .line("    return response.json();")
        .line("  }).then(function (answer) {")
        .line("    var address = entry.href.replace(/([?&])partner[iI]d=[^&]*&?/, \"$1\").replace(/[?&]$/, \"\");")
        .line("    if (!answer.partnerid || !answer.sign) { throw new Error(\"sign: no partnerid or no sign\"); }")
        .raw("    entry.href = address + \"&")
        .raw(name)
        .line("=\" + encodeURIComponent(answer.partnerid) +")
        .line("      \"&sign=\" + encodeURIComponent(answer.sign);")
        .line("    ready = true;")
        .line("  })[\"catch\"](function (error) {")
        .line("    if (window.console) { console.error(error); }")
        .line("  });")
        .line("})(document);")
}
