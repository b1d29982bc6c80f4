//! Tencent Cloud Desk 腾讯云智能客服: the UIKit for WeChat mini programs.

mod artifacts;
mod explain;
mod findings;
mod inspect;
mod page;
mod params;
mod preview;
pub mod scheme;
mod setup;
pub mod usersig;

use serde_json::{Value, json};

use crate::catalog::{Checked, Param};
use crate::channels::inspect::{Draft, Rule, Source};
use crate::channels::preview::{Condition, Conditions, Preview};
use crate::channels::{
    Ambient, Channel, Deployment, Explanation, Rendered, Scheme, Target, tables,
};
use crate::text::{Text, text};
use scheme::{SCHEME, UserSigScheme};
use usersig::Ticket;

pub struct TencentDesk;

impl Channel for TencentDesk {
    fn id(&self) -> &'static str {
        "tencent_desk"
    }

    fn label(&self) -> Text {
        text("腾讯云智能客服", "Tencent Cloud Desk")
    }

    fn summary(&self) -> Text {
        text(
            "把智能客服 UIKit 放进微信小程序的分包，点按钮打开聊天页。需要 SDKAppID，以及在您服务端签名的密钥。",
            "Puts Desk's UIKit into a subpackage of a WeChat mini program; a button opens the chat. Needs the SDKAppID, and the key with which your server signs.",
        )
    }

    fn targets(&self) -> &'static [Target] {
        TARGETS
    }

    fn account_fields(&self) -> &'static [Param] {
        params::account::ACCOUNT
    }

    fn parameters(&self) -> &'static [Param] {
        params::all()
    }

    fn schemes(&self) -> &'static [&'static dyn Scheme] {
        &[&UserSigScheme]
    }

    fn identity(&self) -> Option<&'static str> {
        Some("userID")
    }

    fn render(&self, deployment: &Deployment, ambient: &Ambient) -> Rendered {
        let outcome = tables::check(self, deployment);
        let mut rendered = Rendered::refused(outcome.diagnostics);
        rendered.diagnostics.extend(findings::find(self, deployment));
        let Some(checked) = outcome.checked.filter(|_| !rendered.is_refused()) else {
            return rendered;
        };
        rendered.diagnostics.extend(findings::length(&checked));
        rendered.artifacts = artifacts::artifacts(&checked).unwrap_or_default();
        rendered.signatures = signature(&checked, deployment, ambient).into_iter().collect();
        rendered
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

    fn explain(&self, deployment: &Deployment) -> Option<Explanation> {
        let checked = tables::check(self, deployment).checked?;
        let user_id = checked.option("userID")?;
        let ticket = ticket(&checked, &user_id, 0)?;
        Some(explain::explain(ticket.sdk_app_id, &user_id, ticket.expire))
    }
}

fn ticket<'a>(checked: &Checked, user_id: &'a str, time: i64) -> Option<Ticket<'a>> {
    let sdk_app_id = checked.account("sdk_app_id")?.parse().ok()?;
    let expire = checked.window("expire")?.parse().ok()?;
    Some(Ticket { sdk_app_id, user_id, time, expire, userbuf: None })
}

/// For tests by hand: it stands beside the artifacts, never in them.
fn signature(checked: &Checked, deployment: &Deployment, ambient: &Ambient) -> Option<Value> {
    let (key, user_id) = (deployment.key.as_ref()?, checked.option("userID")?);
    let ticket = ticket(checked, &user_id, ambient.now)?;
    Some(json!({
        "scheme": SCHEME,
        "user_sig": ticket.sign(key).as_str(),
        "expires_at": ticket.expires_at(),
    }))
}

const TARGETS: &[Target] = &[Target {
    id: "mini_program",
    label: text("微信小程序", "WeChat mini program"),
    summary: text(
        "八个文件：安装与复制 UIKit 的命令、分包配置，以及放按钮的页面。",
        "Eight files: commands that install and copy the kit, the subpackage, and the page with the button.",
    ),
    window_fields: params::window::WINDOW,
    flavours: &[],
    account: true,
    key: Some(SCHEME),
    plugin: false,
    template: false,
    links: false,
    prerequisites: PREREQUISITES,
}];

const PREREQUISITES: &[Text] = &[
    text(
        "在即时通信 IM 控制台「应用管理」新建应用并选择智能客服 Desk，开通后记下 SDKAppID。",
        "In the console of Instant Messaging, under app management, make an app with Desk and note its SDKAppID.",
    ),
    text(
        "在智能客服控制台添加坐席，并准备好机器人或接待流程，否则消息没有人接。",
        "In Desk's console add agents and prepare the robot or the flow, or nobody answers.",
    ),
    text(
        "在小程序项目根目录运行 setup.sh（macOS、Linux）或 setup.ps1（Windows）：安装固定版本的 UIKit 并把源码复制进项目；需要 Node.js 16 或更高版本。",
        "In the root of the mini program run setup.sh (macOS, Linux) or setup.ps1 (Windows): it installs the exact version of the kit and copies its sources; it needs Node.js 16 or later.",
    ),
    text(
        "源码已复制进分包，文档没有要求在开发者工具里「构建 npm」；复制来的目录要提交到代码库，升级时先删去旧目录再运行一次。",
        "The sources lie in the subpackage, and the document asks for no npm build in the developer tools; commit the copied folder, and to upgrade delete it and run the script again.",
    ),
    text(
        "合并 app.json：已有 subPackages（或 subpackages）和 preloadRule 时往里添加，两种写法只保留一种；放按钮的页面要在 pages 里。",
        "Merge app.json: add to the subPackages (or subpackages) and preloadRule that are there, in one spelling only; the page with the button must be among the pages.",
    ),
    text(
        "分包和预加载各限 2 MB，UIKit 约 1.5 MB：不要再往这个分包里放别的内容，主包页面的预加载也要一起计算。",
        "A subpackage and loading ahead have 2 MB each, and the kit takes about 1.5 MB: put nothing else into this subpackage, and count everything that the same page loads ahead.",
    ),
    text(
        "app.js 用 require.async（分包异步化）加载 UIKit，由它注册小程序：开发者工具和基础库要支持，上线前在弱网下试一次启动。",
        "app.js loads the kit by require.async, and the kit registers the mini program: developer tools and base library must support it; try a start on a slow network before launch.",
    ),
    text(
        "在您的服务端实现签名接口，按登录用户返回 userID 和 userSig；密钥只放在服务端，不要进代码包。",
        "On your own server build the signing address, which answers userID and userSig for the person signed in; the key stays there and never enters the package.",
    ),
    text(
        "测试时用固定的测试用户编号（例如 test-1234），先清理开发者工具的缓存，并可临时勾选「不校验合法域名」。",
        "For tests take a fixed user ID such as test-1234, clear the cache of the developer tools first, and switch the check of hosts off for the time being.",
    ),
    text(
        "上线前在微信公众平台「开发管理 · 服务器域名」登记即时通信 IM 的全部域名和签名接口的域名，「不校验合法域名」只在开发时有效。",
        "Before launch register all hosts of Instant Messaging and that of the signing address with WeChat, under development, server hosts; switching the check off works in development only.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::soundness;

    #[test]
    fn every_row_is_sound() {
        soundness::prove("tencent_desk", &["mini_program"], params::all(), params::window::WINDOW);
        soundness::prove("tencent_desk account", &["mini_program"], params::account::ACCOUNT, &[]);
    }

    #[test]
    fn every_parameter_is_there() {
        let names: Vec<String> = params::all().iter().map(Param::path).collect();
        assert_eq!(names.iter().filter(|name| !name.contains('.')).count(), 13);
        for name in ["toolbarButtonList.presetId", "bottomQuickOrder.customField.value"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
    }
}
