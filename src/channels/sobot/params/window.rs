//! A window's own fields: which form of link, how the component starts, what it listens to.

use super::account::is_vendor_host;
use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Rule, Severity};
use crate::channels::mini_program::PAGE;
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
        text("为勾选的事件生成代码：前六个是监听，后两个生成供您的页面调用的函数。", "Code is generated for the ticked events: listeners for the first six, and functions that your page calls for the last two."),
        source::EVENTS,
    )
    .values(&[
        allowed("frame_ready", "聊天页加载完成", "Chat page loaded"),
        allowed("frame_status", "聊天窗展开或收起", "Chat expanded or collapsed"),
        allowed("receive_message", "收起时收到消息", "Message while collapsed"),
        allowed("offline_message_count", "离线消息数", "Number of offline messages"),
        allowed("zhichiReceive", "收到消息（DOM 事件）", "Message (DOM event)"),
        allowed("chat_collapse_window", "聊天页关闭", "Chat page closed"),
        allowed("dynamic_ready", "页面新增了咨询按钮", "Page has added an entry button"),
        allowed("trace", "手动发送浏览轨迹", "Send a visited page by hand"),
    ])
    .default("[]")
    .erratum("文档的 window.onmessage 示例会覆盖其他监听、把所有消息当 JSON 解析且不检查来源；生成的代码改用 addEventListener 并逐项检查。", "The document's window.onmessage sample overwrites other listeners, parses every message as JSON and checks no origin; generated code uses addEventListener with all three checks."),
    SIGNED,
    ENDPOINT,
];

const LEAVE: Heading =
    Heading { key: "leave", label: text("留言模板", "Leave-message template") };

pub const LEAVE_WINDOW: &[Param] = &[
    Param::new(
        "templateid",
        LEAVE,
        Kind::Identifier,
        text("留言模板编号", "Template id"),
        text("决定留言表单有哪些字段。在智齿控制台「设置 · 留言模板设置」里建模板，编号要通过接口查看；通常由登记的留言模板带出。", "Decides which fields the form has. Templates are made in the console under Settings, Leave-message templates; their ids come from an interface. Usually taken from a registered template."),
        source::LEAVE,
    )
    .length(1, 128)
    .effect(Effect::Visible),
    Param::new(
        "groupid",
        LEAVE,
        Kind::Identifier,
        text("技能组", "Skill group"),
        text("留言交给哪个技能组处理，填控制台里技能组的编号。", "The skill group that handles the message, by its id from the console."),
        source::LEAVE,
    )
    .length(1, 128)
    .effect(Effect::AgentDesk),
];

const TICKET: Heading = Heading { key: "ticket", label: text("工单插件", "Ticket plugin") };

pub const TICKET_WINDOW: &[Param] = &[Param::new(
    "url",
    TICKET,
    Kind::Url,
    text("工单插件链接", "Address of the ticket plugin"),
    text("在智齿控制台设置好工单插件后生成的链接，原样粘贴，不要自己加 params；系统会把参数接在正确的位置。", "The address that the console makes for a ticket plugin, pasted as it is and without params; they are put in the right place here."),
    source::TICKET,
)
.required()
.effect(Effect::None)
.test(test_ticket)
.erratum("文档让人在链接末尾接上 params，印出来却成了 ¶ms；链接已有问号或 # 时，这里接在正确的位置。", "The document says to append params at the end, and prints a pilcrow and “ms”; where the address has a question mark or a fragment, they go to the right place here.")];

const CHAT_PAGE: Param = Param {
    label: text("聊天页路径", "Path of the chat page"),
    help: text(
        "小程序里专门放聊天的页面，与 app.json 的 pages 写法相同，不带开头的斜杠和扩展名；web-view 会铺满整页，所以不要与其他内容放在一起。",
        "The mini-program page that holds nothing but the chat, spelt as in the pages of app.json: no leading slash, no extension. A web-view fills its whole page.",
    ),
    source: source::WEB_VIEW,
    ..PAGE
};

pub const WEB_VIEW_WINDOW: &[Param] = &[CHAT_PAGE.default("pages/chat/chat"), SIGNED, ENDPOINT];

/// The console's own address: https, at the vendor, without a name or a password.
fn test_ticket(address: &str) -> Option<Oddity> {
    let url = url::Url::parse(address).ok()?;
    let error = |id, message| Some(Oddity { id, severity: Severity::Error, message });
    if !url.host_str().is_some_and(is_vendor_host)
        || url.port().is_some()
        || !url.username().is_empty()
    {
        return error(
            "host-not-vendor",
            text(
                "应是智齿控制台生成的链接，域名形如 demo.sobot.com",
                "Must be an address made by Sobot's console, with a host such as demo.sobot.com",
            ),
        );
    }
    if url.scheme() != "https" {
        return error(
            "not-https",
            text("请使用 https 开头的链接", "Use an address that starts with https"),
        );
    }
    if url.fragment().is_some_and(|fragment| fragment.contains('?')) {
        return Some(Oddity {
            id: "ticket-fragment",
            severity: Severity::Warning,
            message: text(
                "链接的 # 后面也有问号：params 会写在 # 之前，请在手机上试一次插件能否读到",
                "The address has a question mark after its #: params are written before the #; try on a phone whether the plugin reads them",
            ),
        });
    }
    None
}
