//! A window's own fields: which form of link, how the component starts, what it listens to.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule};
use crate::text::text;

const GROUP: Heading = Heading { key: "window", label: text("形式与启动", "Form and start") };
const SIGNING: Heading = Heading { key: "signing", label: text("安全密钥", "Security key") };

const SIGNED: Param = Param::new(
    "signed",
    SIGNING,
    Kind::Flag,
    text("厂商后台已打开安全密钥", "The vendor's security key is on"),
    text("打开后，没有 partnerid 和 sign 的访客会被拒绝；生成的代码会向客户自己的服务端取签名。", "When on, visitors without partnerid and sign are turned away; generated code asks the customer's own server for a signature."),
    source::SECURITY,
)
.values(&[allowed("true", "已打开", "On"), allowed("false", "未打开", "Off")])
.default("false");

const ENDPOINT: Param = Param::new(
    "sign_endpoint",
    SIGNING,
    Kind::Url,
    text("签名接口", "Signing address"),
    text("客户自己服务端的地址，按登录状态返回 {\"partnerid\":…,\"sign\":…}。", "An address of the customer's own server that answers {\"partnerid\":…,\"sign\":…} for the person who is signed in."),
    source::SECURITY,
)
.default("https://example.com/sign")
.effect(Effect::None)
.rules(&[Rule::only_when("signed", &["true"])]);

pub const LINK_WINDOW: &[Param] = &[
    Param::new(
        "variant",
        GROUP,
        Kind::Choice,
        text("链接版本", "Form of the link"),
        text(
            "手机用 H5，桌面用 PC；安卓 6.0 以下的手机用 H5 旧版。",
            "H5 for phones, PC for desktops; the old H5 form for Android below 6.0.",
        ),
        source::LINKS,
    )
    .values(&[
        allowed("h5", "H5 移动端（v2）", "H5, mobile (v2)"),
        allowed("pc", "PC 桌面端（v2）", "PC, desktop (v2)"),
        allowed("h5_legacy", "H5 旧版（安卓 6.0 以下）", "H5, old form (Android below 6.0)"),
    ])
    .default("h5")
    .effect(Effect::Visible),
    SIGNED,
    ENDPOINT,
];

pub const COMPONENT_WINDOW: &[Param] = &[
    Param::new(
        "init",
        GROUP,
        Kind::Choice,
        text("初始化方式", "How it starts"),
        text("自动显示默认入口、点击后手动初始化、使用自己的按钮，或按钮由页面动态创建。", "The default entry by itself, a manual start on a click, an own button, or a button that the page creates later."),
        source::SCRIPT,
    )
    .values(&[
        allowed("auto", "自动", "Automatic"),
        allowed("manual", "手动", "Manual"),
        allowed("custom", "自定义按钮", "Own button"),
        allowed("dynamic", "动态按钮", "Dynamic button"),
    ])
    .default("auto")
    .effect(Effect::Visible),
    Param::new(
        "events",
        GROUP,
        Kind::List,
        text("监听的事件", "Events to listen to"),
        text("为勾选的事件生成监听代码。", "Listeners are generated for the ticked events."),
        source::EVENTS,
    )
    .values(&[
        allowed("frame_ready", "聊天页加载完成", "Chat page loaded"),
        allowed("frame_status", "聊天窗展开或收起", "Chat expanded or collapsed"),
        allowed("receive_message", "收起时收到消息", "Message while collapsed"),
        allowed("offline_message_count", "离线消息数", "Number of offline messages"),
        allowed("zhichiReceive", "收到消息（DOM 事件）", "Message (DOM event)"),
        allowed("chat_collapse_window", "聊天页关闭", "Chat page closed"),
    ])
    .erratum("文档的 window.onmessage 示例会覆盖其他监听、把所有消息当 JSON 解析且不检查来源；生成的代码改用 addEventListener 并逐项检查。", "The document's window.onmessage sample overwrites other listeners, parses every message as JSON and checks no origin; generated code uses addEventListener with all three checks."),
    SIGNED,
    ENDPOINT,
];
