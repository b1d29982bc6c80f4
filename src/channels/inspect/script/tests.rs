//! Scripts as people write them, whole and broken.

use super::*;
use serde_json::json;

fn read(text: &str) -> Script {
    Script::read(Passage::plain(text, 0))
}

fn argument(text: &str, at: usize) -> Node {
    let script = read(text);
    let call = script.calls.iter().find(|call| call.path.ends_with("zc")).expect("a call");
    script.arguments(call).into_iter().nth(at).expect("an argument")
}

#[test]
fn values_are_read_as_they_are_written() {
    let node = argument(
        r#"w.zc('config', {a: "x\u0041\n", 'b': -1.5, c: [1, true, null, !0], d: {e: `t`}, "f": "a" + 'b', 12: 0x10,})"#,
        1,
    );
    assert_eq!(
        node.value().expect("all known"),
        json!({"a": "xA\n", "b": -1.5, "c": [1, true, null, true], "d": {"e": "t"}, "f": "ab", "12": 16})
    );
}

#[test]
fn what_a_program_computes_is_unknown_and_the_rest_is_read() {
    let node = argument(
        "zc('config', {a: user.id, b: f(1), c: x ? 1 : 2, d: `n${x + {}}m`, e: 1 + 2, g() { return 1 }, h: () => ({}), i: 7, ...more})",
        1,
    );
    let object = node.object().expect("an object");
    assert!(object.open);
    let names: Vec<&str> = object.fields.iter().map(|field| field.name.text.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e", "g", "h", "i"]);
    let known: Vec<&str> = object
        .fields
        .iter()
        .filter(|field| field.value.value().is_some())
        .map(|field| field.name.text.as_str())
        .collect();
    assert_eq!(known, ["i"]);
    let template = object.field("d").unwrap().value.text().unwrap();
    assert_eq!(template.text, "n\u{FDD0}m");
}

#[test]
fn names_that_are_set_once_are_followed() {
    let text = "var args = {\"等级\": 'Boss'}\nvar once = encodeURIComponent('http://a/?b')\nzc('config', {params: JSON.stringify(args), once, twice})\nlet twice = 1; twice = 2;";
    let node = argument(text, 1);
    let object = node.object().unwrap();
    assert_eq!(object.field("params").unwrap().value.value(), Some(json!("{\"等级\":\"Boss\"}")));
    assert_eq!(object.field("once").unwrap().value.value(), Some(json!("http%3A%2F%2Fa%2F%3Fb")));
    assert_eq!(object.field("twice").unwrap().value.value(), None);
}

#[test]
fn names_that_change_are_not_followed() {
    for change in [
        "o.b = 2;",
        "o['b'] = 2;",
        "o.push(1);",
        "Object.assign(o, p);",
        "o.b.c = 3;",
        "function f(o) {}",
        "f(o => 1);",
        "f((a, o) => 1);",
        "o += 'x';",
    ] {
        let node = argument(&format!("var o = {{a: 1}}; {change} zc('config', o)"), 1);
        assert!(matches!(node.what, What::Name(_)), "{change}");
    }
    let node = argument("var o = {a: 1}; var b = o.a; f(o); zc('config', o)", 1);
    assert!(node.object().is_some());
}

#[test]
fn the_vendors_broken_samples_are_read_all_the_same() {
    let text = "document.getElementById(\"b\").addEventListener(\"click\",function(){\nzc(\"frame_manual\", function (res) {\nconsole.log(\"x\")\n}\n})\nzc(\"config\",{\nleave_msg_flag:true //开启\nmsg_flag:false,\n})";
    let script = read(text);
    let zc: Vec<Node> = script
        .calls
        .iter()
        .filter(|call| call.path == "zc")
        .map(|call| script.arguments(call).remove(0))
        .collect();
    assert_eq!(zc.len(), 2);
    assert_eq!(zc[1].text().unwrap().text, "config");
    let config = script.arguments(script.calls.iter().rfind(|call| call.path == "zc").unwrap());
    let object = config[1].object().unwrap();
    assert_eq!(object.field("leave_msg_flag").unwrap().value.value(), Some(json!(true)));
    assert_eq!(object.field("msg_flag").unwrap().value.value(), Some(json!(false)));
}

#[test]
fn statements_end_with_their_lines() {
    let script = read("x.src = \"a\"\nd.body.appendChild(x)\ny = b\n  .c(1)\nvar o = {a: 1}\nz()");
    let values: Vec<Option<serde_json::Value>> =
        script.assignments.iter().map(|one| script.assigned(one).value()).collect();
    assert_eq!(values, [Some(json!("a")), None, Some(json!({"a": 1}))]);
    let paths: Vec<&str> = script.assignments.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["x.src", "y", "o"]);
}

#[test]
fn an_object_inside_functions_is_found() {
    let node = argument("zc(\"config\", withSignature(withVisitor({\"a\": 1}), answer));", 1);
    let (object, open) = node.given_object().unwrap();
    assert!(open);
    assert_eq!(object.fields.len(), 1);
}

#[test]
fn places_lead_back_to_the_source() {
    let text = "zc('config', {\"uname\": \"智\\u9f7f x\"})";
    let node = argument(text, 1);
    let value = node.object().unwrap().field("uname").unwrap().value.text().unwrap().clone();
    assert_eq!(value.text, "智齿 x");
    let span = value.span(3..6);
    assert_eq!(text.get(span.start..span.end), Some("\\u9f7f"));
    let edit = value.replace(0..3, "\"<").unwrap();
    assert_eq!(edit.text, "\\\"\\u003c");
}

#[test]
fn depth_is_bounded() {
    let deep = format!("zc({}1{})", "[".repeat(100_000), "]".repeat(100_000));
    assert!(argument(&deep, 0).value().is_none());
    let calls = format!("{}1{}", "zc(".repeat(20_000), ")".repeat(20_000));
    assert_eq!(read(&calls).calls.len(), 20_000);
}

#[test]
fn faults_are_counted() {
    let faults = |text: &str| Script::read(Passage::plain(text, 0)).faults();
    for (text, count) in [("f({a: [1, 'x']})", 0), ("f(", 1), ("f)", 1), ("f('x", 2), ("`${a}`", 0)]
    {
        assert_eq!(faults(text), count, "{text}");
    }
}
