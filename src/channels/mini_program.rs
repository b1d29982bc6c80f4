//! What mini-program windows of several vendors share, and how the inspector reads their pages.

pub mod attribute;
pub mod function;

use crate::catalog::{Diagnostic, Effect, Heading, Kind, Oddity, Param, Severity, Situation};
use crate::text::{Message, Text, text};

/// Heading of the fields that say where code goes.
pub const PLACE: Heading =
    Heading { key: "place", label: text("放置位置", "Where the code goes") };

/// The page that shows the entry. The vendor's documents leave it to the app.
pub const PAGE: Param = Param::new(
    "page",
    PLACE,
    Kind::Text,
    text("页面路径", "Page path"),
    text(
        "放置入口的小程序页面，与 app.json 的 pages 写法相同，不带开头的斜杠和扩展名。",
        "The mini-program page with the entry, spelt as in the pages of app.json: no leading slash, no extension.",
    ),
    "app.json · pages",
)
.default("pages/index/index")
.effect(Effect::None)
.length(1, 128)
.pattern("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$")
.test(test_page)
.tidy(tidy_page);

fn is_page(path: &str) -> bool {
    let step = |step: &str| {
        !step.is_empty()
            && step.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    path.split('/').all(step)
}

/// Files that a mini program has beside its pages; machines with Windows do not tell capitals apart.
const TAKEN: &[&str] = &["app", "ext", "package", "sitemap", "theme"];

fn test_page(path: &str) -> Option<Oddity> {
    if TAKEN.contains(&path.to_ascii_lowercase().as_str()) {
        return Some(Oddity {
            id: "value-not-allowed",
            severity: Severity::Error,
            message: text(
                "小程序自己的文件（如 app.json、package.json）用这个名字；请填写页面的路径，例如 pages/index/index",
                "Files of the mini program itself have this name, such as app.json or package.json; give the path of a page, such as pages/index/index",
            ),
        });
    }
    (!is_page(path)).then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text(
            "页面路径形如 pages/index/index：只含字母、数字、- 和 _，不以斜杠开头",
            "A page path looks like pages/index/index: letters, digits, - and _, no leading slash",
        ),
    })
}

fn tidy_page(typed: &str) -> Option<(String, Text)> {
    let bare = typed.trim_start_matches('/');
    let bare = [".wxml", ".axml", ".js", ".json", ".wxss", ".acss"]
        .iter()
        .fold(bare, |path, end| path.strip_suffix(end).unwrap_or(path));
    (bare != typed && is_page(bare)).then(|| {
        (
            bare.to_owned(),
            text("已去掉开头的斜杠或扩展名", "The leading slash or the extension was removed"),
        )
    })
}

/// Events of which each needs a method of its own: a name for two of them would be written twice, or
/// one method would get what another expects. The second of each is the name that code has by itself.
pub fn shared_handlers(
    channel: &str,
    situation: &Situation<'_>,
    events: &[(&'static str, &'static str)],
) -> Vec<Diagnostic> {
    let set = |(event, usual): &(&'static str, &'static str)| {
        let given = situation.set(event);
        let name = given.unwrap_or(usual).to_owned();
        (!name.is_empty()).then_some((*event, name, given.is_some()))
    };
    let named: Vec<(&str, String, bool)> = events.iter().filter_map(set).collect();
    let clashes = named.iter().enumerate().flat_map(|(at, (first, name, given))| {
        let later = named.iter().skip(at + 1).filter(move |(_, other, _)| other == name);
        later.map(move |(second, _, set)| {
            // Told where it can be changed.
            if *set || !given { (*first, *second, name) } else { (*second, *first, name) }
        })
    });
    let told = clashes.map(|(other, event, name)| {
        let message = Message::new(
            format!("{event} 和 {other} 用了同一个函数名 {name}，请各取一个名字"),
            format!("{event} and {other} have one function name, {name}; give each its own"),
        );
        Diagnostic::about(channel, "value-not-allowed", Severity::Error, event, message)
    });
    told.collect()
}
