//! The parameters of the web integration, one file per group. A parameter is added in its file.

pub mod account;
mod appearance;
mod card;
mod core;
mod customer;
mod entry;
mod identity;
mod invitation;
mod leave;
mod message;
mod observed;
mod order;
mod reception;
mod routing;
mod size;
mod title;
mod tools;
pub mod trace;
mod transfer;
pub mod window;

use std::sync::LazyLock;

use crate::catalog::{Oddity, Param, Severity};
use crate::text::text;

/// The chat page behind an address: as a link, or inside a mini program.
pub const PAGE: &[&str] = &["link", "web_view"];
/// Script component.
pub const COMPONENT: &[&str] = &["component"];
/// The page and the component.
pub const CHAT: &[&str] = &["link", "component", "web_view"];
/// The page where people leave a message while nobody answers.
pub const LEAVE: &[&str] = &["leave_message"];
/// The chat and the leave-message page.
pub const CHAT_AND_LEAVE: &[&str] = &["link", "component", "web_view", "leave_message"];
/// The chat and the form of the ticket plugin.
pub const CHAT_AND_TICKET: &[&str] = &["link", "component", "web_view", "ticket"];
pub const H5: &[&str] = &["h5"];
pub const PC: &[&str] = &["pc"];

/// Sections of the vendor document that rows are taken from.
pub mod source {
    pub const IDENTITY: &str = "智齿客服网页端接入说明 · 参数一览表 · 用户身份和资料字段";
    pub const SYSTEM: &str = "智齿客服网页端接入说明 · 参数一览表 · 系统字段";
    pub const MESSAGE: &str = "智齿客服网页端接入说明 · 参数一览表 · 消息字段";
    pub const CARD: &str = "智齿客服网页端接入说明 · 商品卡片链接";
    pub const ORDER: &str = "智齿客服网页端接入说明 · 订单卡片";
    pub const LINKS: &str = "智齿客服网页端接入说明 · 链接部署方式";
    pub const SCRIPT: &str = "智齿客服网页端接入说明 · 组件对接";
    pub const INVITE: &str = "智齿客服网页端接入说明 · 多种邀请方式";
    pub const ROUTING: &str = "智齿客服网页端接入说明 · VIP智能路由接待";
    pub const TRACE: &str = "智齿客服网页端接入说明 · 网站访问统计";
    pub const PLATFORM: &str = "智齿客服网页端接入说明 · 平台电商对接";
    pub const LEAVE: &str = "智齿客服网页端接入说明 · 独立接入留言页";
    pub const TICKET: &str = "智齿客服网页端接入说明 · 工单插件接入";
    pub const WEB_VIEW: &str = "智齿客服网页端接入说明 · 小程序内嵌入H5打开附件";
    pub const SECURITY: &str = "智齿客服网页端接入说明 · pc/h5安全校验";
    pub const EVENTS: &str = "智齿客服网页端接入说明 · 未读消息、离线消息；常用功能配置";
    pub const OBSERVED: &str = "公开网页中的用法，接入说明未收录";
}

/// Every parameter, in the order in which links and scripts carry them.
pub fn all() -> &'static [Param] {
    static ALL: LazyLock<Vec<Param>> = LazyLock::new(|| {
        [
            core::CORE,
            identity::IDENTITY,
            customer::CUSTOMER,
            leave::LEAVE_PAGE,
            appearance::APPEARANCE,
            size::SIZE,
            title::TITLE,
            entry::ENTRY,
            reception::RECEPTION,
            routing::ROUTING,
            tools::TOOLS,
            transfer::TRANSFER,
            invitation::INVITATION,
            message::MESSAGE,
            card::CARD,
            order::ORDER,
            trace::TRACE,
            observed::OBSERVED,
        ]
        .concat()
    });
    &ALL
}

/// Where a card leads: a page of the web, or a page of a mini program.
fn test_card_target(address: &str) -> Option<Oddity> {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return None;
    }
    if address.contains(':') || address.contains(char::is_whitespace) {
        return Some(Oddity {
            id: "value-not-allowed",
            severity: Severity::Error,
            message: text(
                "应以 http:// 或 https:// 开头，或是小程序页面路径",
                "Must start with http:// or https://, or be a mini-program path",
            ),
        });
    }
    Some(Oddity {
        id: "mini-program-path",
        severity: Severity::Note,
        message: text(
            "这是小程序页面路径：只有在微信里才能打开，客服工作台打不开；要让客服也能打开，请用 https 网址",
            "This is a mini-program path: it opens inside WeChat only and not on the agent's desk; use an https address where agents should open it too",
        ),
    })
}
