//! WeCom 企业微信: the contact plugin for mini programs.

mod artifacts;
mod inspect;
mod params;
mod preview;

use crate::catalog::Param;
use crate::channels::inspect::{Draft, Rule, Source};
use crate::channels::mini_program::shared_handlers;
use crate::channels::preview::{Condition, Conditions, Preview};
use crate::channels::{
    Ambient, Channel, Deployment, Diagnostic, Explanation, Rendered, Scheme, Target, tables,
};
use crate::text::{Message, Text, text};

pub struct Wecom;

impl Channel for Wecom {
    fn id(&self) -> &'static str {
        "wecom"
    }

    fn label(&self) -> Text {
        text("企业微信联系我", "WeCom contact plugin")
    }

    fn summary(&self) -> Text {
        text(
            "在微信小程序里放「联系我」按钮，客户点击后添加企业成员。需要管理后台的 plugid。",
            "A “contact me” button in a WeChat mini program, by which customers add staff. Needs the plugid from the console.",
        )
    }

    fn targets(&self) -> &'static [Target] {
        TARGETS
    }

    fn account_fields(&self) -> &'static [Param] {
        &[]
    }

    fn parameters(&self) -> &'static [Param] {
        params::all()
    }

    fn schemes(&self) -> &'static [&'static dyn Scheme] {
        &[]
    }

    fn ineffective(&self) -> &'static str {
        "option-without-effect"
    }

    fn render(&self, deployment: &Deployment, _ambient: &Ambient) -> Rendered {
        let (outcome, situation) = tables::examine(self, deployment);
        let mut diagnostics: Vec<Diagnostic> =
            outcome.diagnostics.into_iter().map(says_left_out).collect();
        diagnostics.extend(shared_handlers(self.id(), &situation, EVENTS));
        let refused = diagnostics.iter().any(Diagnostic::is_error);
        let checked = outcome.checked.filter(|_| !refused);
        let artifacts = checked.as_ref().and_then(artifacts::artifacts).unwrap_or_default();
        Rendered { artifacts, diagnostics, ..Rendered::default() }
    }

    fn conditions(&self) -> &'static [Condition] {
        preview::CONDITIONS
    }

    fn preview(&self, deployment: &Deployment, conditions: &Conditions) -> Preview {
        let cast = conditions.cast(self.parameters(), deployment);
        preview::draw(&tables::situation(self, &cast), conditions).seen(conditions)
    }

    fn recognise(&self, source: &Source<'_>) -> Vec<Draft> {
        inspect::recognise(source)
    }

    fn relate(&self, drafts: &mut [&mut Draft]) {
        inspect::relate(drafts);
    }

    fn inspection_rules(&self) -> &'static [Rule] {
        inspect::RULES
    }

    fn explain(&self, _deployment: &Deployment) -> Option<Explanation> {
        None
    }
}

/// Each event with the name that generated code gives its method by itself.
const EVENTS: &[(&str, &str)] =
    &[("startmessage", "startmessage"), ("completemessage", "completemessage")];

/// Other channels write what no document has; here it is only known.
fn says_left_out(mut diagnostic: Diagnostic) -> Diagnostic {
    if diagnostic.id == "wecom.outside-document" {
        let Message { zh, en } = &mut diagnostic.message;
        zh.push_str("。已略去，没有写进代码");
        en.push_str(". It was left out of the code");
    }
    diagnostic
}

const TARGETS: &[Target] = &[Target {
    id: "mini_program",
    label: text("微信小程序", "WeChat mini program"),
    summary: text(
        "四段代码：app.json、页面 json、页面 wxml 和页面 js。",
        "Four pieces of code: app.json, and the page's json, wxml and js.",
    ),
    window_fields: params::window::WINDOW,
    flavours: &[],
    account: false,
    key: None,
    plugin: true,
    template: false,
    links: false,
    prerequisites: &[
        text(
            "在企业微信管理后台「客户联系 · 联系我」新建「在小程序中联系」的按钮，记下它的编号 plugid。",
            "In WeCom's console, under customer contact, make a “contact me” button for mini programs and note its plugid.",
        ),
        text(
            "在小程序管理后台「设置 · 第三方服务 · 插件管理」添加插件 wx104a1a20c3f81ec2，无需审核。",
            "In the mini program's console, under settings, third-party services, plugins, add wx104a1a20c3f81ec2; no review is needed.",
        ),
        text(
            "把 app.json 与页面 json 的片段合并进原有文件：保留已有的键，不要整个覆盖。",
            "Merge the pieces into app.json and the page's json: keep the names that are there, do not replace the files.",
        ),
        text(
            "同一插件不要同时写在主包和分包；写在分包时，只有该分包能使用。",
            "Never declare the plugin in the main package and in a subpackage; in a subpackage only that package can use it.",
        ),
        text(
            "插件只在微信里运行，企业微信内打开小程序时不支持。",
            "The plugin runs inside WeChat only; it does not work where WeCom opens the mini program.",
        ),
        text(
            "用户须先登录（wx.login），否则返回 -3010。",
            "The user must have signed in (wx.login), or the result is -3010.",
        ),
        text(
            "要让客户添加后立即能沟通，在「联系我」里勾选「客户添加时无需确认自动成为好友」。",
            "To let customers talk at once, tick in “contact me” that customers become contacts without confirmation.",
        ),
        text(
            "iOS 微信 8.0.6、安卓微信 8.0.3 起在小程序里显示二维码，更低版本发服务通知；插件 1.4.3 起 notifytype 说明是哪一种。有 1.4.7 在安卓 8.0.66（基础库 3.13.0）上打不开的报告，未经证实。",
            "WeChat 8.0.6 on iOS and 8.0.3 on Android show a QR code inside the mini program, older ones send a service notice; since plugin 1.4.3 notifytype tells which. There is a report that 1.4.7 fails on Android 8.0.66 (library 3.13.0); not confirmed.",
        ),
        text(
            "运行时更换 plugid 时，用 wx:if 先移除再重建组件，否则仍显示旧的二维码。",
            "Where the plugid changes at run time, remove and rebuild the component with wx:if, or the old QR code stays.",
        ),
    ],
}];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::soundness;

    #[test]
    fn every_row_is_sound() {
        soundness::prove("wecom", &["mini_program"], params::all(), params::window::WINDOW);
    }

    #[test]
    fn the_vendor_has_fourteen_parameters_and_its_code_four_more() {
        let observed = params::all().iter().filter(|param| param.observed).count();
        assert_eq!((params::all().len() - observed, observed), (14, 4));
    }
}
