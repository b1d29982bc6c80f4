//! The checker on guilty pages: each fault is found, and a sound page has none.

use super::sound::{Facts, faults as faults_of};
use super::tree::Tree;
use crate::text::Lang;

const FACTS: Facts = Facts { whole: true, lang: Lang::En, plain: true };

fn page(main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><title>T</title></head><body><main><h1>T</h1>{main}</main></body></html>"
    )
}

fn faults(html: &str, facts: Facts) -> Vec<String> {
    faults_of(&Tree::parse(html, facts.whole), facts)
}

#[track_caller]
fn found(html: &str, facts: Facts, wanted: &str) {
    let faults = faults(html, facts);
    assert!(faults.iter().any(|fault| fault.contains(wanted)), "{html}\n{wanted:?}: {faults:?}");
}

#[test]
fn a_sound_page_has_no_faults() {
    let html = page(
        "<form method=\"post\" action=\"/login\"><input type=\"hidden\" name=\"csrf_token\" value=\"t\">\
         <label for=\"a\">A <code>接入</code></label><input id=\"a\" name=\"a\" aria-describedby=\"n\"><p id=\"n\">N</p>\
         <fieldset><legend>L</legend><label><input type=\"radio\" name=\"r\">1</label><label><input type=\"radio\" name=\"r\">2</label></fieldset>\
         <label>Area <textarea name=\"t\">聊天</textarea></label><select aria-label=\"S\"><option>聊天</option></select>\
         <button>Go</button></form><h2>Two</h2><h3>Three</h3><h2>Two</h2><span lang=\"zh-CN\">接入</span>\
         <ul><li><a href=\"/login?c=1#d\">B</a></li></ul><p>“—…·</p><svg aria-hidden=\"true\"><path d=\"M0 0\"/></svg>\
         <p>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;{{7*7}}</p>",
    );
    assert_eq!(faults(&html, FACTS), Vec::<String>::new());
    let title = html.replace("<title>T", "<title>T · Jieru 接入");
    assert_eq!(faults(&title, FACTS), Vec::<String>::new());
    let part = "<div id=\"live\"><h2>Two</h2><ul hidden><li data-field=\"p-x\"></li></ul></div>";
    assert_eq!(faults(part, Facts { whole: false, ..FACTS }), Vec::<String>::new());
}

/// What stands on a page, and what the checker says of it.
const GUILTY: &[(&str, &str)] = &[
    ("<p>a</div>", "not well-formed"),
    ("<p><div>a</div></p>", "not well-formed"),
    ("<a href=\"/\"b>a</a>", "not well-formed"),
    ("<p id=\"a\" id=\"b\">a</p>", "not well-formed"),
    ("<table><p>a</p></table>", "not well-formed"),
    ("&nosuch; &#0;", "not well-formed"),
    ("<img src=x onerror=alert(1)>", "none of our elements"),
    ("<iframe></iframe>", "none of our elements"),
    ("<style>a{}</style>", "none of our elements"),
    ("<h1>Two</h1>", "one <h1>"),
    ("<h3>Three</h3>", "skips a level"),
    ("<h2> <svg></svg></h2>", "is empty"),
    ("<p id=\"a\">a</p><p id=\"a\">b</p>", "stands twice"),
    ("<p id=\"a b\">a</p>", "is no id"),
    ("<label for=\"x\">a</label>", "no element has the id \"x\""),
    ("<label for=\"x\">a</label><p id=\"x\">a</p>", "labels no control"),
    ("<p aria-describedby=\"y z\">a</p>", "no element has the id \"z\""),
    ("<section aria-labelledby=\"x\"></section>", "no element has the id \"x\""),
    ("<p id=\"x\"></p><section aria-labelledby=\"x\"></section>", "named by something silent"),
    ("<button popovertarget=\"x\">a</button>", "no element has the id \"x\""),
    ("<a href=\"#x\">a</a>", "no element has the id \"x\""),
    ("<input name=\"a\">", "has no name"),
    ("<input id=\"a\"><label for=\"a\"><span aria-hidden=\"true\">a</span></label>", "has no name"),
    ("<label><textarea></textarea></label>", "has no name"),
    ("<button><svg></svg></button>", "has no name"),
    ("<a href=\"/\"></a>", "has no name"),
    ("<div role=\"group\">a</div>", "has no name"),
    ("<label><input type=\"radio\" name=\"r\">a</label>", "no group with a legend"),
    (
        "<fieldset><label><input type=\"radio\" name=\"r\">a</label></fieldset>",
        "no group with a legend",
    ),
    (
        "<label><input type=\"checkbox\" name=\"r\">a</label><label><input type=\"checkbox\" name=\"r\">b</label>",
        "no group with a legend",
    ),
    ("<form method=\"post\" action=\"/\"><button>a</button></form>", "carries 0 tokens"),
    (
        "<form method=\"post\" action=\"/\"><input type=\"hidden\" name=\"csrf_token\" value=\"\"><button>a</button></form>",
        "carries 0 tokens",
    ),
    (
        "<form action=\"/\"><input type=\"hidden\" name=\"csrf_token\" value=\"t\"><button>a</button></form>",
        "tells its token",
    ),
    ("<form method=\"dialog\" action=\"/\"><button>a</button></form>", "is sent by"),
    ("<form><button>a</button></form>", "goes nowhere"),
    ("<form action=\"/\"><button type=\"button\">a</button></form>", "no button that sends"),
    ("<p style=\"color:red\">a</p>", "has style="),
    ("<p onclick=\"x()\">a</p>", "has onclick="),
    ("<script>x()</script>", "an inline script"),
    ("<script src=\"/a.js\">x()</script>", "an inline script"),
    ("<a href=\"javascript:x()\">a</a>", "leads to"),
    ("<a href=\"https://example.com/\">a</a>", "leads to"),
    ("<a href=\"//example.com/\">a</a>", "leads to"),
    ("<a href=\"/a b\">a</a>", "leads to"),
    ("<a href=\"/nowhere?x=/login\">a</a>", "there is no GET /nowhere"),
    ("<form action=\"/logout\"><button>a</button></form>", "there is no GET /logout"),
    ("<script src=\"https://example.com/a.js\"></script>", "leads to"),
    ("<form action=\"data:x\"><button>a</button></form>", "leads to"),
    ("<li>a</li>", "stands in <main>"),
    ("<ul><p>a</p></ul>", "stands in <ul>"),
    ("<p>聊天</p>", "is not English"),
    ("<p>a：b</p>", "is not English"),
    ("<button aria-label=\"菜单\">a</button>", "is not English"),
];

#[test]
fn each_fault_is_found() {
    for (main, wanted) in GUILTY {
        found(&page(main), FACTS, wanted);
    }
}

#[test]
fn the_frame_of_a_page_is_checked() {
    let html = page("");
    found(&html.replace("lang=\"en\"", "lang=\"zh-CN\""), FACTS, "<html lang>");
    found(&html, Facts { lang: Lang::Zh, ..FACTS }, "<html lang>");
    found(&html.replace("<h1>T</h1>", ""), FACTS, "one <h1>");
    found(&html.replace("<title>T", "<title>"), FACTS, "one <title>");
    found(&html.replace("<!doctype html>\n", ""), FACTS, "not well-formed");
    found("<h3>Three</h3>", Facts { whole: false, ..FACTS }, "skips a level");
}

#[test]
fn chinese_is_welcome_where_it_was_given() {
    let html = page("<p>聊天</p>");
    assert_eq!(faults(&html, Facts { plain: false, ..FACTS }), Vec::<String>::new());
}
