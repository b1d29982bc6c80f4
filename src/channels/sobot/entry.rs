//! What all targets with a link share: the fragment of HTML that holds the address without a
//! signature, and the script that adds what only the page knows.

use super::{Order, run_time};
use crate::channels::encode::{
    Address, Code, Page, Script, html_attribute, html_text, script_value,
};
use crate::channels::inspect::{LONGEST_LINK, has_json, shorter};
use crate::channels::{Artifact, Diagnostic, Link, Rendered, Severity};
use crate::text::Message;

pub struct Entry {
    pub target: &'static str,
    pub kind: String,
    /// The address for the page: never with a signature.
    pub unsigned: Address,
    pub url: Address,
    pub spelling: run_time::Rename,
}

/// Names as the catalogue has them.
pub fn unchanged(name: &'static str) -> &'static str {
    name
}

impl Entry {
    pub fn write(self, order: &Order<'_>, rendered: &mut Rendered) {
        rendered.diagnostics.extend(too_long(&self.url));
        rendered.artifacts.push(Artifact {
            path: "link.html".to_owned(),
            language: "html",
            merge: "insert",
            content: self.page(order),
        });
        rendered.links.push(Link {
            url: self.url.as_str().to_owned(),
            signed: order.signature.is_some() && self.target == "link",
            kind: self.kind,
            expires_at: None,
        });
    }

    fn page(&self, order: &Order<'_>) -> String {
        let scripted = order.endpoint.is_some() || !order.visited;
        let mut attributes = Vec::new();
        if scripted {
            attributes.push(("id", html_attribute("sobotEntry")));
        }
        attributes.push(("href", html_attribute(self.unsigned.as_str())));
        attributes.push(("target", html_attribute("_blank")));
        attributes.push(("rel", html_attribute("noopener")));
        let words = html_text(order.words(self.target));
        let page = Page::new().element("a", &attributes, &words);
        if scripted { page.script(&self.script(order)).finish() } else { page.finish() }
    }

    /// The address is made anew at every click, so that a person who signs in or out in between
    /// counts. Without the script the plain link still works.
    fn script(&self, order: &Order<'_>) -> Code<Script> {
        let signed = order.endpoint.is_some();
        let code = Code::new()
            .line("(function (w, d) {")
            .line("  var entry = d.getElementById(\"sobotEntry\"), address = entry.href;");
        let code = if order.visited || self.target == "ticket" {
            code
        } else {
            code.line("  // 页面把已知的资料放进 window.visitor = {…}，没有的值不传 / put what is known into window.visitor; what is absent is not sent")
                .code(&run_time::pairs(order, self.target, self.spelling, script_value).indented())
        };
        let code = if signed { code.code(&self.signing(order)) } else { code };
        let code = code.line("  function update() {");
        let code = match (order.visited, self.target) {
            (true, _) => code.line("    entry.href = address + signature;"),
            (false, "ticket") => code.code(&ticket_fields()),
            (false, _) if signed => {
                code.line("    entry.href = address + pairs(w.visitor) + signature;")
            }
            (false, _) => code.line("    entry.href = address + pairs(w.visitor);"),
        };
        let code = code.line("  }");
        let code = if signed {
            code.line("  entry.addEventListener(\"click\", function (event) {")
                .line("    if (signature) { update(); } else { event.preventDefault(); }")
                .line("  });")
        } else {
            code.line("  entry.addEventListener(\"click\", update);").line("  update();")
        };
        code.line("})(window, document);")
    }

    /// The link works only after the customer's server has signed for the person who is signed in. Its
    /// pair of id and sign replaces whatever id the address carries.
    fn signing(&self, order: &Order<'_>) -> Code<Script> {
        let endpoint = order.endpoint.as_deref().unwrap_or_default();
        Code::new()
            .line("  var signature = \"\";")
            .line("  address = address.replace(/([?&])partner[iI]d=[^&]*&?/, \"$1\").replace(/[?&]$/, \"\");")
            .line("  // 由您的服务端按登录用户返回 {\"partnerid\":…,\"sign\":…} / your own server answers for the person signed in")
            .raw("  fetch(")
            .hole(&script_value(&endpoint.into()))
            .line(", {credentials: \"include\"}).then(function (response) {")
            .line("    if (!response.ok) { throw new Error(\"sign: \" + response.status); }")
            .line("    return response.json();")
            .line("  }).then(function (answer) {")
            .line("    if (!answer.partnerid || !answer.sign) { throw new Error(\"sign: no partnerid or no sign\"); }")
            .raw("    signature = \"&")
            .raw((self.spelling)("partnerid"))
            .line("=\" + encodeURIComponent(answer.partnerid) + \"&sign=\" + encodeURIComponent(answer.sign);")
            .line("    update();")
            .line("  })[\"catch\"](function (error) {")
            .line("    if (w.console) { console.error(error); }")
            .line("  });")
    }
}

/// The one pair that a ticket takes goes before the fragment and replaces an older one.
fn ticket_fields() -> Code<Script> {
    Code::new()
        .line("    // 页面把工单字段放进 window.visitor = {params: {…}} / the page puts the ticket's fields into window.visitor = {params: {…}}")
        .line("    var fields = w.visitor && w.visitor.params, parts = address.split(\"#\");")
        .line("    if (fields) {")
        .line("      if (typeof fields === \"object\") { fields = JSON.stringify(fields); }")
        .line("      parts[0] = parts[0].replace(/([?&])params=[^&]*(&|$)/, \"$1\").replace(/[?&]$/, \"\");")
        .line("      parts[0] += (parts[0].indexOf(\"?\") < 0 ? \"?\" : \"&\") + \"params=\" + encodeURIComponent(fields);")
        .line("    }")
        .line("    entry.href = parts.join(\"#\");")
}

pub fn too_long(address: &Address) -> Option<Diagnostic> {
    let length = address.as_str().len();
    (length > LONGEST_LINK).then(|| {
        let (zh, en) = shorter(has_json(address.as_str()));
        Diagnostic {
            id: "link.too-long".to_owned(),
            severity: Severity::Warning,
            parameter: None,
            message: Message::new(
                format!("链接有 {length} 个字符，超过 {LONGEST_LINK}，部分客户端会截断；{zh}"),
                format!("The link has {length} characters, more than {LONGEST_LINK}; some clients cut it. {en}"),
            ),
            help: None,
        }
    })
}
