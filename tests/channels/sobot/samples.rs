//! Every code sample of the vendor document, with an input that produces its working form.

mod options;
mod pages;

use serde_json::{Value, json};

use super::web_view::MINI_PROGRAM;
use super::{deployment, pairs};
use crate::channels::reading::{artifact, check_wxml, html, rendered, run, script};

/// What the working form must do.
enum Does {
    /// `zc("config", …)` gets these pairs.
    Config(Value),
    /// A JSON parameter is a text of JSON that reads as this.
    Json(&'static str, Value),
    /// After more code, these commands stand in the queue.
    Calls(&'static str, &'static [&'static str]),
    /// After more code, an expression has this value.
    Gives(&'static str, &'static str, Value),
    /// The link's base and its pairs.
    Link(&'static str, Value),
}

struct Sample {
    section: &'static str,
    shows: &'static str,
    target: &'static str,
    window: Value,
    parameters: Value,
    visitor: Value,
    does: Does,
}

fn component(section: &'static str, shows: &'static str, parameters: Value, does: Does) -> Sample {
    Sample {
        section,
        shows,
        target: "component",
        window: json!({}),
        parameters,
        visitor: json!({"uname": "x"}),
        does,
    }
}

fn config(section: &'static str, shows: &'static str, pairs: Value) -> Sample {
    component(section, shows, pairs.clone(), Does::Config(pairs))
}

fn event(
    section: &'static str,
    shows: &'static str,
    name: &'static str,
    calls: &'static [&'static str],
) -> Sample {
    Sample {
        window: json!({"events": [name]}),
        ..component(section, shows, json!({}), Does::Calls("", calls))
    }
}

fn visitor(section: &'static str, shows: &'static str, visitor: Value, does: Does) -> Sample {
    Sample { visitor, ..component(section, shows, json!({}), does) }
}

fn link(
    section: &'static str,
    shows: &'static str,
    target: &'static str,
    window: Value,
    visitor: Value,
    does: Does,
) -> Sample {
    Sample { section, shows, target, window, parameters: json!({}), visitor, does }
}

fn samples() -> Vec<Sample> {
    options::all().into_iter().chain(pages::all()).collect()
}

#[test]
fn every_code_sample_of_the_document_has_a_working_form() {
    let samples = samples();
    for sample in &samples {
        let name = format!("{} · {}", sample.section, sample.shows);
        let input = deployment(sample.target, &sample.window, &sample.parameters, &sample.visitor);
        let rendered = rendered(&input);
        let page = sample.target == "web_view";
        let code = || {
            if page {
                check_wxml(artifact(&rendered, "pages/chat/chat.wxml"));
                artifact(&rendered, "pages/chat/chat.js").to_owned()
            } else {
                script(artifact(&rendered, "index.html"))
            }
        };
        let before = if page { MINI_PROGRAM } else { "" };
        match &sample.does {
            Does::Config(pairs) => {
                let config = run("", &code(), "cbk[0][1]");
                for (key, value) in pairs.as_object().unwrap() {
                    assert_eq!(&config[key], value, "{name}: {key}");
                }
            }
            Does::Json(key, value) => {
                let config = run("", &code(), "cbk[0][1]");
                let text = config[*key].as_str().unwrap_or_else(|| panic!("{name}: a text"));
                assert_eq!(&serde_json::from_str::<Value>(text).unwrap(), value, "{name}");
            }
            Does::Calls(more, calls) => {
                let seen = run(
                    "",
                    &format!("{}\n{more}", code()),
                    "cbk.map(function (c) { return c[0]; })",
                );
                let seen: Vec<&str> =
                    seen.as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert!(seen.ends_with(calls), "{name}: {seen:?}");
            }
            Does::Gives(more, expression, value) => {
                assert_eq!(
                    &run(before, &format!("{}\n{more}", code()), expression),
                    value,
                    "{name}"
                );
            }
            Does::Link(base, wanted) => {
                let link = &rendered.links[0];
                assert_eq!(link.url.split('?').next(), Some(*base), "{name}");
                let found: std::collections::BTreeMap<String, String> =
                    pairs(&link.url).into_iter().collect();
                for (key, value) in wanted.as_object().unwrap() {
                    assert_eq!(found.get(key).map(String::as_str), value.as_str(), "{name}: {key}");
                }
                let href =
                    html(artifact(&rendered, "link.html"))[0].attribute("href").unwrap().to_owned();
                assert_eq!(href, link.url, "{name}");
            }
        }
    }
    // 40 blocks of code, some with two things to show.
    assert!(samples.len() >= 44, "{}", samples.len());
}

/// The document's own text of two samples, which no engine reads; ours do the same and run.
#[test]
fn the_two_samples_that_do_not_parse_are_not_copied() {
    let manual = r#"zc("config", {"manual": true}); document.getElementById("customBtn").addEventListener("click",function(){ zc("frame_manual", function (res) { console.log("x") } })"#;
    let flags = "zc(\"config\",{ leave_msg_flag:true\n msg_flag:false, feedback_flag: true })";
    let whole = |code: &str| {
        run(
            "",
            "",
            &format!(
                "(function () {{ try {{ new Function({}); return true; }} catch (error) {{ return error.name; }} }})()",
                json!(code)
            ),
        )
    };
    assert_eq!(whole(manual), "SyntaxError");
    assert_eq!(whole(flags), "SyntaxError");
    for (window, parameters) in [
        (json!({"init": "manual"}), json!({})),
        (json!({}), json!({"leave_msg_flag": true, "msg_flag": false, "feedback_flag": true})),
    ] {
        let page = rendered(&deployment("component", &window, &parameters, &json!({})));
        assert_eq!(whole(&script(artifact(&page, "index.html"))), true);
    }
}

/// The formula of the document: MD5(sysnum + key + partnerid), here by the textbook value.
#[test]
fn the_signature_of_the_document_is_in_the_link() {
    let mut input =
        deployment("link", &json!({"signed": true}), &json!({}), &json!({"partnerid": "u1001"}));
    input["key"] = json!("test-key-0001");
    let found: std::collections::BTreeMap<String, String> =
        pairs(&rendered(&input).links[0].url).into_iter().collect();
    assert_eq!(found["sign"], "620d7b59c794bf2ea03fd8886e0ccd0e");
}
