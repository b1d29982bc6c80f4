//! What a window of this vendor can be.

use super::params::window::{COMPONENT_WINDOW, LINK_WINDOW};
use super::sign::SCHEME;
use crate::channels::Target;
use crate::text::text;

pub const TARGETS: &[Target] = &[
    Target {
        id: "link",
        label: text("聊天链接", "Chat link"),
        summary: text(
            "一个网址，放在菜单、按钮、公众号或 App 里打开。",
            "An address for menus, buttons, official accounts or apps.",
        ),
        window_fields: LINK_WINDOW,
        flavours: &[],
        account: true,
        key: Some(SCHEME),
        plugin: false,
        template: false,
        links: true,
        prerequisites: &[
            text(
                "在智齿控制台「设置 · 支持渠道 · 移动网站 · 部署设置」核对 sysnum 和专属域名。",
                "Compare sysnum and host with the console: Settings, Channels, Mobile site, Deployment.",
            ),
            text(
                "代码和链接里的设置优先于控制台：这里不填的选项才由控制台决定。",
                "Settings in the code win over the console; the console decides only what is left empty here.",
            ),
            text(
                "打开「安全密钥」立即生效：打开之前，先让所有入口都带上 partnerid 和 sign。",
                "The security key takes effect at once: before switching it on, make every entry send partnerid and sign.",
            ),
            text(
                "安卓 6.0 以下的手机使用旧版链接，其余使用 v2 链接。",
                "Phones below Android 6.0 use the old form of the link, all others the v2 form.",
            ),
        ],
    },
    Target {
        id: "component",
        label: text("网页组件", "Script component"),
        summary: text(
            "一段脚本，在网页右下角显示咨询入口，点开就在当前页面聊天。",
            "A script that shows an entry in the page's corner and opens the chat inside the page.",
        ),
        window_fields: COMPONENT_WINDOW,
        flavours: &[],
        account: true,
        key: Some(SCHEME),
        plugin: false,
        template: false,
        links: false,
        prerequisites: &[
            text(
                "在智齿控制台「设置 · 支持渠道 · 桌面网站 · 部署设置」核对 sysnum 和专属域名。",
                "Compare sysnum and host with the console: Settings, Channels, Desktop site, Deployment.",
            ),
            text(
                "把代码放在网页 </body> 之前；单页应用只需放一次，重复执行不会重复加载。",
                "Put the code before </body>; once is enough in a single-page app, and running it again loads nothing twice.",
            ),
            text(
                "网站若设置了内容安全策略（CSP），要允许专属域名的脚本和框架。",
                "Where the site has a content security policy, allow scripts and frames of the tenant's host.",
            ),
            text(
                "打开「安全密钥」立即生效：先上线签名接口，再在控制台打开。",
                "The security key takes effect at once: launch the signing address first, then switch it on in the console.",
            ),
            text(
                "用户退出登录后要刷新页面，否则聊天仍属于上一位用户。",
                "Reload the page after a sign-out, or the chat still belongs to the person before.",
            ),
        ],
    },
];
