//! What a window of this vendor can be.

use super::params::window::{
    COMPONENT_WINDOW, LEAVE_WINDOW, LINK_WINDOW, TICKET_WINDOW, WEB_VIEW_WINDOW,
};
use super::prerequisites as before;
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
        prerequisites: before::LINK,
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
        prerequisites: before::COMPONENT,
    },
    Target {
        id: "leave_message",
        label: text("独立留言页", "Leave-message page"),
        summary: text(
            "一个只用来留言的网址，可以指定留言模板；公众号、小程序和 App 里没有客服在线时使用。",
            "An address where people leave a message on a form of your choice; for official accounts, mini programs and apps while nobody answers.",
        ),
        window_fields: LEAVE_WINDOW,
        flavours: &[],
        account: true,
        key: None,
        plugin: false,
        template: true,
        links: true,
        prerequisites: before::LEAVE_MESSAGE,
    },
    Target {
        id: "ticket",
        label: text("工单插件", "Ticket plugin"),
        summary: text(
            "控制台生成的工单表单链接，带上您系统里已知的字段，客户不用再填一遍。",
            "The console's address of a ticket form, with the fields that your system knows already.",
        ),
        window_fields: TICKET_WINDOW,
        flavours: &[],
        account: true,
        key: None,
        plugin: false,
        template: false,
        links: true,
        prerequisites: before::TICKET,
    },
    Target {
        id: "web_view",
        label: text("小程序内嵌聊天页", "Chat inside a mini program"),
        summary: text(
            "微信小程序里的一个页面，用 web-view 打开聊天，并能在安卓手机上打开客服发来的附件。",
            "A page of a WeChat mini program that opens the chat in a web-view, and opens attachments on Android too.",
        ),
        window_fields: WEB_VIEW_WINDOW,
        flavours: &[],
        account: true,
        key: Some(SCHEME),
        plugin: false,
        template: false,
        links: false,
        prerequisites: before::WEB_VIEW,
    },
];
