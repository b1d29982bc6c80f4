//! The script component: loads the vendor's script once, hands it the configuration, listens.
//!
//! The vendor's samples for a manual start, for dynamic buttons and for messages do not run or are
//! unsafe as printed; what is written here is their working form.

use serde_json::Value;

use super::Order;
use crate::catalog::{Form, Stands, Surface, encode};
use crate::channels::Artifact;
use crate::channels::encode::{
    Address, Code, Encoded, Page, Script, html_attribute, html_text, query, script_value,
};

/// The class that ties the vendor's script to the customer's own button.
const CLASS: &str = "zhiCustomBtn";

pub fn artifacts(order: &Order<'_>) -> Vec<Artifact> {
    let page = entry(order).script(&script(order));
    vec![Artifact {
        path: "index.html".to_owned(),
        language: "html",
        merge: "insert",
        content: page.finish(),
    }]
}

/// The customer's own button, where the chosen start needs one.
fn entry(order: &Order<'_>) -> Page {
    let words = html_text(order.entry_words());
    let button = |name, value| [("type", html_attribute("button")), (name, html_attribute(value))];
    match init(order).as_str() {
        "manual" => Page::new().element("button", &button("id", "zhichiStart"), &words),
        "custom" => Page::new().element("button", &button("class", CLASS), &words),
        "dynamic" => {
            Page::new().element("div", &[("id", html_attribute("zhichiEntry"))], &html_text(""))
        }
        _ => Page::new(),
    }
}

fn init(order: &Order<'_>) -> String {
    order.checked.window("init").unwrap_or_default()
}

fn script(order: &Order<'_>) -> Code<Script> {
    let code = Code::new()
        .line("(function (w, d) {")
        .line("  w.zc = w.zc || function () {")
        .line("    w.cbk = w.cbk || [];")
        .line("    w.cbk.push(arguments);")
        .line("  };")
        .code(&merging(order))
        .line("  function start(answer) {")
        .code(&config(order))
        .line("    // 重复执行时只更新配置 / running again only updates the configuration")
        .line("    if (d.getElementById(\"zhichiScript\")) { return; }")
        .code(&loading(order))
        .code(&starting(order))
        .code(&listening(order))
        .line("  }");
    code.code(&asking(order)).line("})(window, document);")
}

/// Without run-time values the page fills an object `visitor`; only names of the catalogue pass.
fn merging(order: &Order<'_>) -> Code<Script> {
    if order.visited {
        return Code::new();
    }
    let names = order.checked.table().iter().filter(|param| {
        param.at_run_time()
            && param.parent.is_none()
            && param.exists_in("component")
            && param.place("component") == Stands::Box
    });
    let names: Value = names.map(|param| param.name).collect();
    let escaped = order.checked.table().iter().filter(|param| param.at_run_time() && param.escaped);
    let escaped: Value = escaped.map(|param| param.name).collect();
    Code::new()
        .line("  // 页面在此之前设置 window.visitor = {…}，没有的值不传 / set window.visitor before this; what is absent is not sent")
        .line("  function withVisitor(config) {")
        .raw("    var names = ")
        .hole(&script_value(&names))
        .line(";")
        .raw("    var encoded = ")
        .hole(&script_value(&escaped))
        .line(";")
        .line("    var visitor = w.visitor, i, value;")
        .line("    function written(name, value) {")
        .line("      return encoded.indexOf(name) < 0 ? value : encodeURIComponent(value);")
        .line("    }")
        .line("    if (!visitor) { return config; }")
        .line("    for (i = 0; i < names.length; i += 1) {")
        .line("      value = visitor[names[i]];")
        .line("      if (value !== undefined && value !== null && value !== \"\") {")
        .line("        config[names[i]] = typeof value === \"object\" ? JSON.stringify(value, written) : written(names[i], value);")
        .line("      }")
        .line("    }")
        .line("    return config;")
        .line("  }")
}

/// `zc("config", {…})`: what is set, in the order of the table.
fn config(order: &Order<'_>) -> Code<Script> {
    let pairs = pairs(order);
    if pairs.is_empty() && order.visited && order.endpoint.is_none() {
        return Code::new();
    }
    let wrapped = !order.visited;
    let signed = order.endpoint.is_some();
    let mut code = Code::new().raw("    zc(\"config\", ");
    code = if signed { code.raw("withSignature(") } else { code };
    code = if wrapped { code.raw("withVisitor(") } else { code };
    code = code.raw("{");
    for (at, (name, value)) in pairs.iter().enumerate() {
        code = code
            .raw(if at == 0 { "\n" } else { ",\n" })
            .raw("      \"")
            .raw(name)
            .raw("\": ")
            .hole(value);
    }
    code = code.raw(if pairs.is_empty() { "}" } else { "\n    }" });
    code = if wrapped { code.raw(")") } else { code };
    code = if signed { code.raw(", answer)") } else { code };
    code.line(");")
}

fn pairs(order: &Order<'_>) -> Vec<(&'static str, Encoded<Script>)> {
    let start = match init(order).as_str() {
        "manual" => Some("manual"),
        "custom" | "dynamic" => Some("custom"),
        _ => None,
    };
    let start = start.map(|name| (name, script_value(&Value::Bool(true))));
    let options = encode(order.checked, Surface::Object).into_iter().map(|written| {
        let value = match written.form {
            Form::Text(text) => Value::from(text),
            Form::Literal(value) => value,
        };
        (written.param.name, script_value(&value))
    });
    start.into_iter().chain(options).collect()
}

fn loading(order: &Order<'_>) -> Code<Script> {
    let address = Address::https(&order.host, "/chat/frame/v2/entrance.js")
        .pair("sysnum", &query(&order.sysnum));
    let code = Code::new()
        .line("    var x = d.createElement(\"script\");")
        .line("    x.async = true;")
        .line("    x.id = \"zhichiScript\";");
    let code = match init(order).as_str() {
        "custom" | "dynamic" => code.line("    x.className = \"zhiCustomBtn\";"),
        _ => code,
    };
    code.raw("    x.src = ")
        .hole(&script_value(&address.as_str().into()))
        .line(";")
        .line("    d.body.appendChild(x);")
}

fn starting(order: &Order<'_>) -> Code<Script> {
    match init(order).as_str() {
        "manual" => Code::new()
            .line("    d.getElementById(\"zhichiStart\").addEventListener(\"click\", function () {")
            .line("      zc(\"frame_manual\", function (result) {")
            .line("        // 初始化完成 / started")
            .line("      });")
            .line("    });"),
        "dynamic" => Code::new()
            .line(
                "    // 页面每次创建新按钮后调用 / call it whenever the page creates a new button",
            )
            .line("    w.addZhichiEntry = function (place) {")
            .line("      var button = d.createElement(\"button\");")
            .line("      button.type = \"button\";")
            .line("      button.className = \"zhiCustomBtn\";")
            .raw("      button.textContent = ")
            .hole(&script_value(&order.entry_words().into()))
            .line(";")
            .line("      place.appendChild(button);")
            .line("      zc(\"dynamic_ready\");")
            .line("    };")
            .line("    w.addZhichiEntry(d.getElementById(\"zhichiEntry\"));"),
        _ => Code::new(),
    }
}

fn listening(order: &Order<'_>) -> Code<Script> {
    let events = order.checked.window_value("events").and_then(Value::as_array);
    let names = events.into_iter().flatten().filter_map(Value::as_str);
    names.fold(Code::new(), |code, name| code.code(&listener(order, name)))
}

fn listener(order: &Order<'_>, event: &str) -> Code<Script> {
    match event {
        "frame_ready" => Code::new()
            .line("    zc(\"frame_ready\", function () {")
            .line("      // 聊天页加载完成 / the chat page is loaded")
            .line("    });"),
        "frame_status" => Code::new()
            .line("    zc(\"frame_status\", function (status) {")
            .line("      // \"expand\" 展开 / expanded, \"collapse\" 收起 / collapsed")
            .line("    });"),
        "receive_message" => Code::new()
            .line("    zc(\"receive_message\", function (message) {")
            .line("      // 仅在收起时触发 / only while collapsed: message.img, message.name, message.msg, message.t")
            .line("    });"),
        "offline_message_count" => Code::new()
            .line("    zc(\"offline_message_count\", function (count) {")
            .line("      // 未读的离线消息数 / number of unread offline messages")
            .line("    });"),
        "zhichiReceive" => Code::new()
            .line("    w.addEventListener(\"zhichiReceive\", function (event) {")
            .line("      // 与 receive_message 相同 / the same as receive_message")
            .line("    }, true);"),
        "chat_collapse_window" => closing(order),
        _ => Code::new(),
    }
}

/// Other scripts send messages too, so origin and shape are checked before anything is believed.
fn closing(order: &Order<'_>) -> Code<Script> {
    let origin = Address::https(&order.host, "");
    Code::new()
        .line("    w.addEventListener(\"message\", function (event) {")
        .line("      var message;")
        .raw("      if (event.origin !== ")
        .hole(&script_value(&origin.as_str().into()))
        .line(") { return; }")
        .line("      try { message = JSON.parse(event.data); } catch (error) { return; }")
        .line("      if (!message || message.name !== \"zc_post_message\" || !message.data) { return; }")
        .line("      if (message.data.action === \"chat_collapse_window\") {")
        .line("        // 聊天页已关闭 / the chat page was closed")
        .line("      }")
        .line("    });")
}

/// Starts at once, or after the customer's own server has signed for the person who is signed in.
fn asking(order: &Order<'_>) -> Code<Script> {
    let Some(endpoint) = &order.endpoint else { return Code::new().line("  start();") };
    Code::new()
        .line("  function withSignature(config, answer) {")
        .line("    if (!answer.partnerid || !answer.sign) { throw new Error(\"sign: no partnerid or no sign\"); }")
        .line("    config.partnerid = answer.partnerid;")
        .line("    config.sign = answer.sign;")
        .line("    return config;")
        .line("  }")
        .line("  // 由您的服务端按登录用户返回 {\"partnerid\":…,\"sign\":…} / your own server answers for the person signed in")
        .raw("  fetch(")
        .hole(&script_value(&endpoint.as_str().into()))
        .line(", {credentials: \"include\"}).then(function (response) {")
        .line("    if (!response.ok) { throw new Error(\"sign: \" + response.status); }")
        .line("    return response.json();")
        .line("  }).then(start)[\"catch\"](function (error) {")
        .line("    if (w.console) { console.error(error); }")
        .line("  });")
}
