//! The H5 link: the address, and the fragment of HTML that holds it.

use super::Order;
use crate::channels::encode::{
    Address, Code, HostName, Page, Script, html_attribute, html_text, query, script_value,
};
use crate::channels::{Artifact, Diagnostic, Link, Rendered, Severity};
use crate::text::Message;

pub const HOST: &str = "cschat-ccs.aliyun.com";
const PATH: &str = "/index.htm";
/// The id of the element that a card is added to.
pub const ENTRY: &str = "alipayEntry";

/// Longer addresses are cut by some clients and servers.
const LONGEST: usize = 2048;

pub fn write(order: &Order<'_>, rendered: &mut Rendered) {
    let Some(address) = address(order) else { return };
    rendered.diagnostics.extend(too_long(&address));
    rendered.artifacts.push(Artifact {
        path: "link.html".to_owned(),
        language: "html",
        merge: "insert",
        content: page(order, &address),
    });
    rendered.links.push(Link {
        kind: "alipay_h5".to_owned(),
        url: address.as_str().to_owned(),
        signed: false,
        expires_at: None,
    });
}

/// There is no fragment, so that pairs always stand in the query.
fn address(order: &Order<'_>) -> Option<Address> {
    let address = Address::https(&HostName::parse(HOST)?, PATH)
        .pair("tntInstId", &query(&order.tnt_inst_id))
        .pair("scene", &query(&order.scene));
    Some(match &order.sealed {
        Some(sealed) => {
            let (cinfo, key) = sealed.base64();
            address.pair("cinfo", &query(cinfo)).pair("key", &query(key))
        }
        None => address,
    })
}

fn too_long(address: &Address) -> Option<Diagnostic> {
    let length = address.as_str().len();
    (length > LONGEST).then(|| Diagnostic {
        id: "link.too-long".to_owned(),
        severity: Severity::Warning,
        parameter: None,
        message: Message::new(
            format!("链接有 {length} 个字符，超过 {LONGEST}，部分客户端会截断；请减少名片里的资料"),
            format!("The link has {length} characters, more than {LONGEST}; some clients cut it. Put less into the card"),
        ),
        help: None,
    })
}

fn page(order: &Order<'_>, address: &Address) -> String {
    let mut attributes = Vec::new();
    if order.endpoint.is_some() {
        attributes.push(("id", html_attribute(ENTRY)));
    }
    attributes.push(("href", html_attribute(address.as_str())));
    attributes.push(("target", html_attribute("_blank")));
    attributes.push(("rel", html_attribute("noopener")));
    let page = Page::new().element("a", &attributes, &html_text("联系客服"));
    match &order.endpoint {
        Some(endpoint) => page.script(&asking(endpoint)).finish(),
        None => page.finish(),
    }
}

/// The link works at once for an anonymous visitor, and names the visitor as soon as the card is there.
/// Links that people copy from the console end in `#/`, so the pairs go before it.
fn asking(endpoint: &str) -> Code<Script> {
    Code::new()
        .line("(function (d) {")
        .raw("  var entry = d.getElementById(")
        .hole(&script_value(&ENTRY.into()))
        .line(");")
        .line("  // 由您的服务端按登录用户返回 {\"cinfo\":…,\"key\":…}；取到之前按匿名访客打开 / your own server answers for the person signed in; until then the link opens anonymously")
        .raw("  fetch(")
        .hole(&script_value(&endpoint.into()))
        .line(", {credentials: \"include\"}).then(function (response) {")
        .line("    if (!response.ok) { throw new Error(\"sign: \" + response.status); }")
        .line("    return response.json();")
        .line("  }).then(function (answer) {")
        .line("    var parts = entry.href.split(\"#\"), encoded = /^[A-Za-z0-9._~%-]+$/;")
        .line("    if (!answer.cinfo || !encoded.test(answer.cinfo) || !answer.key || !encoded.test(answer.key)) {")
        .line("      throw new Error(\"sign: cinfo and key must both be there, URL-encoded\");")
        .line("    }")
        .line("    // 两个值已编码：原样拼接，放在 # 之前 / both are encoded: joined as they are, before any #")
        .line("    parts[0] += \"&cinfo=\" + answer.cinfo + \"&key=\" + answer.key;")
        .line("    entry.href = parts.join(\"#\");")
        .line("  })[\"catch\"](function (error) {")
        .line("    if (window.console) { console.error(error); }")
        .line("  });")
        .line("})(document);")
}
