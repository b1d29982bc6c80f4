//! The script component: loads the vendor's script once, hands it the configuration, listens.
//!
//! The vendor's samples for a manual start, for dynamic buttons and for messages do not run or are
//! unsafe as printed; what is written here is their working form.

mod events;

use serde_json::{Map, Value};

use super::params::trace;
use super::{Order, run_time};
use crate::catalog::{Form, Surface, encode};
use crate::channels::Artifact;
use crate::channels::encode::{
    Address, Code, Encoded, Page, Script, html_attribute, html_text, query, script_text,
    script_value,
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
    let words = html_text(order.words("component"));
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
        .code(&if order.visited { Code::new() } else { run_time::merging(order) })
        .line(if order.endpoint.is_some() {
            "  function start(answer) {"
        } else {
            "  function start() {"
        })
        .then(|code| config(code, order))
        .line("    // 重复执行时只更新配置 / running again only updates the configuration")
        .line("    if (d.getElementById(\"zhichiScript\")) { return; }")
        .then(|code| loading(code, order))
        .then(|code| starting(code, order))
        .then(|code| events::write(code, order))
        .line("  }");
    asking(code, order).line("})(window, document);")
}

/// `zc("config", {…})`: what is set, in the order of the table.
fn config(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    let pairs = pairs(order);
    if pairs.is_empty() && order.visited && order.endpoint.is_none() {
        return code;
    }
    let wrapped = !order.visited;
    let signed = order.endpoint.is_some();
    let mut code = code.raw("    zc(\"config\", ");
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
    let pages = trace::PLACES.iter().map(|(place, _)| *place);
    let options = encode(order.checked, Surface::Object).into_iter().filter(|written| {
        trace::place(written.param.name).is_none()
            && !pages.clone().any(|place| place == written.param.name)
    });
    let mut pairs = Vec::with_capacity(order.checked.options().len() + 2);
    pairs.extend(start.map(|name| (name, script_value(&Value::Bool(true)))));
    pairs.extend(options.map(|written| (written.param.name, script_form(&written.form))));
    pairs.extend(
        pages.clone().filter_map(|place| Some((place, script_value(&given_pages(order, place)?)))),
    );
    pairs
}

fn script_form(form: &Form<'_>) -> Encoded<Script> {
    match form {
        Form::Text(text) => script_text(text),
        Form::Literal(value) => script_value(value),
    }
}

/// The object about one visited page: what was given as an object, and the fields given apart.
fn given_pages(order: &Order<'_>, place: &str) -> Option<Value> {
    let options = order.checked.options().iter();
    let mut object = Map::new();
    for entry in options {
        if entry.param.name == place {
            object.extend(entry.value.as_object().cloned().unwrap_or_default());
        } else if trace::place(entry.param.name) == Some(place) {
            object.insert(entry.param.name.to_owned(), entry.value.clone());
        }
    }
    (!object.is_empty()).then(|| object.into())
}

fn loading(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    let address = Address::https(&order.host, "/chat/frame/v2/entrance.js")
        .pair("sysnum", &query(&order.sysnum));
    let code = code
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

fn starting(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    match init(order).as_str() {
        "manual" => code
            .line("    d.getElementById(\"zhichiStart\").addEventListener(\"click\", function () {")
            .line("      zc(\"frame_manual\", function (result) {")
            .line("        // 初始化完成 / started")
            .line("      });")
            .line("    });"),
        "dynamic" => code
            .line(
                "    // 页面每次创建新按钮后调用 / call it whenever the page creates a new button",
            )
            .line("    w.addZhichiEntry = function (place) {")
            .line("      var button = d.createElement(\"button\");")
            .line("      button.type = \"button\";")
            .line("      button.className = \"zhiCustomBtn\";")
            .raw("      button.textContent = ")
            .hole(&script_value(&order.words("component").into()))
            .line(";")
            .line("      place.appendChild(button);")
            .line("      zc(\"dynamic_ready\");")
            .line("    };")
            .line("    w.addZhichiEntry(d.getElementById(\"zhichiEntry\"));"),
        _ => code,
    }
}

/// Starts at once, or after the customer's own server has signed for the person who is signed in.
fn asking(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    let Some(endpoint) = &order.endpoint else { return code.line("  start();") };
    code
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
