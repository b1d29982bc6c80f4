//! What mini-program windows of several vendors share, and how the inspector reads their pages.

pub mod attribute;
pub mod function;

use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity};
use crate::text::{Text, text};

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

fn test_page(path: &str) -> Option<Oddity> {
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
