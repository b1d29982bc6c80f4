//! The parameters of the web integration, one file per group. A parameter is added in its file.

pub mod account;
mod appearance;
mod core;
mod customer;
mod entry;
mod identity;
mod invitation;
mod message;
mod order;
mod reception;
mod title;
mod tools;
mod transfer;
pub mod window;

use std::sync::LazyLock;

use crate::catalog::Param;

/// Chat link.
pub const LINK: &[&str] = &["link"];
/// Script component.
pub const COMPONENT: &[&str] = &["component"];
pub const BOTH: &[&str] = &["link", "component"];
pub const H5: &[&str] = &["h5"];
pub const PC: &[&str] = &["pc"];

/// Sections of the vendor document that rows are taken from.
pub mod source {
    pub const IDENTITY: &str = "智齿客服网页端接入说明 · 参数一览表 · 用户身份和资料字段";
    pub const SYSTEM: &str = "智齿客服网页端接入说明 · 参数一览表 · 系统字段";
    pub const MESSAGE: &str = "智齿客服网页端接入说明 · 参数一览表 · 消息字段";
    pub const ORDER: &str = "智齿客服网页端接入说明 · 订单卡片";
    pub const LINKS: &str = "智齿客服网页端接入说明 · 链接部署方式";
    pub const SCRIPT: &str = "智齿客服网页端接入说明 · 组件对接";
    pub const INVITE: &str = "智齿客服网页端接入说明 · 多种邀请方式";
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
            appearance::APPEARANCE,
            title::TITLE,
            entry::ENTRY,
            reception::RECEPTION,
            tools::TOOLS,
            transfer::TRANSFER,
            invitation::INVITATION,
            message::MESSAGE,
            order::ORDER,
        ]
        .concat()
    });
    &ALL
}
