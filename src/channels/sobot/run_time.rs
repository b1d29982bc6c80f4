//! Values that only the customer's page knows: which names it may fill, and the code that reads them.

use serde_json::{Map, Value};

use super::Order;
use crate::catalog::encode::word;
use crate::catalog::{Form, Kind, Param, Stands, Surface, kind};
use crate::channels::encode::{Code, Encoded, Script, script_value};

/// Names that a page may supply in this target. The administrator's own choice is not asked again.
fn names<'o>(order: &'o Order<'_>, target: &'o str) -> impl Iterator<Item = &'static Param> + 'o {
    let fixed =
        |param: &Param| order.checked.options().iter().any(|entry| entry.param.name == param.name);
    order.checked.table().iter().filter(move |param| {
        param.at_run_time()
            && param.parent.is_none()
            && param.exists_in(target)
            && param.works_on(order.surface)
            && param.place(target) == Stands::Box
            && !fixed(param)
    })
}

/// `function pairs(visitor)`: query pairs of an address, each behind an `&`.
pub fn pairs<C>(
    order: &Order<'_>,
    target: &str,
    rename: Rename,
    value: fn(&Value) -> Encoded<C>,
) -> Code<C> {
    // The customer's server names the person where the security key is on.
    let signed = order.endpoint.is_some();
    let known = names(order, target).map(|param| param.name);
    let known: Vec<&str> = known.filter(|name| !(signed && *name == "partnerid")).collect();
    let renamed = known.iter().filter(|name| rename(name) != **name);
    let renamed: Map<String, Value> =
        renamed.map(|name| ((*name).to_owned(), rename(name).into())).collect();
    let code = Code::new()
        .line("function pairs(visitor) {")
        .raw("  var names = ")
        .hole(&value(&known.into()))
        .line(";");
    let words = words(order, target, Surface::Query);
    let code = if words.is_empty() {
        code
    } else {
        code.line("  // 开关写成厂商的值 / switches in the vendor's own values")
            .raw("  var words = ")
            .hole(&value(&words.clone().into()))
            .line(";")
            .line("  function wanted(name, value) {")
            .line("    return words[name] && words[name].hasOwnProperty(value) ? words[name][value] : value;")
            .line("  }")
    };
    let code = if renamed.is_empty() {
        code
    } else {
        code.line("  // 旧版链接的写法 / spelling of the old form")
            .raw("  var spelt = ")
            .hole(&value(&renamed.clone().into()))
            .line(";")
    };
    code.line("  var text = \"\", i, value;")
        .line("  for (i = 0; visitor && i < names.length; i += 1) {")
        .line("    value = visitor[names[i]];")
        .line("    if (value !== undefined && value !== null && value !== \"\") {")
        .line("      if (typeof value === \"object\") { value = JSON.stringify(value); }")
        .raw(if words.is_empty() { "" } else { "      value = wanted(names[i], value);\n" })
        .line(if renamed.is_empty() {
            "      text += \"&\" + names[i] + \"=\" + encodeURIComponent(value);"
        } else {
            "      text += \"&\" + (spelt[names[i]] || names[i]) + \"=\" + encodeURIComponent(value);"
        })
        .line("    }")
        .line("  }")
        .line("  return text;")
        .line("}")
}

/// The spelling of a name in an address.
pub type Rename = fn(&'static str) -> &'static str;

/// `function withVisitor(config)`: fills the configuration of the component; only names of the
/// catalogue pass, addresses are encoded where the vendor's samples do, and visited pages go into
/// their objects.
pub fn merging(order: &Order<'_>) -> Code<Script> {
    let known: Value = names(order, "component").map(|param| param.name).collect();
    Code::new()
        .line("// 页面在此之前设置 window.visitor = {…}，没有的值不传 / set window.visitor before this; what is absent is not sent")
        .line("function withVisitor(config) {")
        .raw("  var names = ").hole(&script_value(&known)).line(";")
        .line("  // 厂商要求这些网址先编码 / the vendor wants these addresses encoded")
        .raw("  var encoded = ").hole(&script_value(&encoded(order))).line(";")
        .line("  // 开关、选项和数字写成厂商的值 / switches, choices and numbers as the vendor has them")
        .raw("  var words = ").hole(&script_value(&words(order, "component", Surface::Object).into())).line(";")
        .raw("  var numbers = ").hole(&script_value(&numbers(order))).line(";")
        .line("  var visitor = w.visitor || {}, i, name, value, place;")
        .line("  function wanted(name, value) {")
        .line("    if (words[name]) { return words[name].hasOwnProperty(value) ? words[name][value] : value; }")
        .line("    if (typeof value === \"object\") { return value; }")
        .line("    return numbers.indexOf(name) >= 0 && isFinite(value) ? Number(value) : String(value);")
        .line("  }")
        .line("  function written(parent) {")
        .line("    return function (name, value) {")
        .line("      var escape = typeof value === \"string\" && (encoded[parent] || []).indexOf(name) >= 0;")
        .line("      return escape ? encodeURIComponent(value) : value;")
        .line("    };")
        .line("  }")
        .line("  for (i = 0; i < names.length; i += 1) {")
        .line("    name = names[i];")
        .line("    value = visitor[name];")
        .line("    if (value !== undefined && value !== null && value !== \"\") {")
        .line("      value = wanted(name, value);")
        .line("      // 浏览轨迹写进对象里 / visited pages go inside an object")
        .line("      place = /^(pre|cur)_(?!visit_args)/.exec(name);")
        .line("      if (place) {")
        .line("        place = place[1] + \"_visit_args\";")
        .line("        config[place] = config[place] || {};")
        .line("        config[place][name] = value;")
        .line("      } else if (typeof value === \"object\" && !/_visit_args$/.test(name)) {")
        .line("        config[name] = JSON.stringify(value, written(name));")
        .line("      } else {")
        .line("        config[name] = written(\"\")(name, value);")
        .line("      }")
        .line("    }")
        .line("  }")
        .line("  return config;")
        .line("}")
        .indented()
}

/// Values of switches and choices that are written in another way than pages may give them: the name,
/// the given text, what is written.
fn words(order: &Order<'_>, target: &str, surface: Surface) -> Map<String, Value> {
    let mut all = Map::new();
    for param in names(order, target) {
        let given: Vec<&str> = match param.kind {
            Kind::Flag => vec!["true", "false", "1", "0"],
            Kind::Choice => param.values.iter().map(|allowed| allowed.value).collect(),
            _ => continue,
        };
        let words = given.into_iter().filter_map(|given| {
            let read = kind::read(param, &given.into()).ok()?.value;
            let written = word(param, &read, surface).json();
            (written != given).then(|| (given.to_owned(), written))
        });
        let words: Map<String, Value> = words.collect();
        if !words.is_empty() {
            all.insert(param.name.to_owned(), words.into());
        }
    }
    all
}

/// Names whose values the component wants as numbers.
fn numbers(order: &Order<'_>) -> Value {
    let counted = names(order, "component").filter(|param| {
        matches!(param.kind, Kind::Integer | Kind::Number)
            && matches!(word(param, &1.into(), Surface::Object), Form::Literal(_))
    });
    counted.map(|param| param.name).collect()
}

/// Names written percent-encoded, by the JSON value that they stand in.
fn encoded(order: &Order<'_>) -> Value {
    let mut parents = Map::new();
    for param in order.checked.table().iter().filter(|param| param.at_run_time() && param.escaped) {
        let parent = parents
            .entry(param.parent.unwrap_or_default())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = parent {
            list.push(param.name.into());
        }
    }
    parents.into()
}
