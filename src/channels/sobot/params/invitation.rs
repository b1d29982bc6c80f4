//! Inviting visitors to a conversation.

use super::{COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "invitation", label: text("邀请访客", "Inviting visitors") };
const INVITING: &[Rule] = &[Rule::only_when("invite", &["1"])];

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::INVITE).targets(COMPONENT)
}

/// A number that the overview calls a String and the sample writes as a number.
const fn count(name: &'static str, most: i64, label: Text, help: Text) -> Param {
    row(name, Kind::Integer, label, help)
        .between(0, most)
        .rules(INVITING)
        .erratum("一览表写作 String，示例写作数字；生成数字。上限是为防误填而设，文档没有规定。", "A String in the overview, a number in the sample; written as a number. The upper limit guards against slips; the document sets none.")
}

pub const INVITATION: &[Param] = &[
    row(
        "invite",
        Kind::Flag,
        text("自动邀请", "Automatic invitation"),
        text("访客停留一段时间后，页面中央弹出邀请框。下面几项只有打开后才有效。", "A dialog in the middle of the page invites the visitor after a while. The fields below work only when it is on."),
    )
    .values(&[allowed("1", "开启", "On"), allowed("0", "关闭", "Off")])
    .default("0")
    .wire(Wire::Number)
    .effect(Effect::Visible)
    .erratum("一览表写作 String，示例写作数字；生成数字。", "A String in the overview, a number in the sample; written as a number."),
    row("tip_title", Kind::Text, text("邀请文案", "Invitation text"), text("邀请框中的一句话，例如「欢迎咨询」。", "The sentence in the dialog, for example “How can we help?”."))
        .effect(Effect::Visible)
        .rules(INVITING),
    row("submit_title", Kind::Text, text("接受邀请按钮", "Accept button"), text("邀请框按钮上的文字，例如「开始聊天吧」。", "The text on the dialog's button, for example “Start chatting”."))
        .effect(Effect::Visible)
        .rules(INVITING),
    count("first_timeout", 86_400, text("首次邀请延迟（秒）", "First invitation after (seconds)"), text("页面打开多少秒后第一次邀请。太短会打断阅读。", "How many seconds after the page has opened the first invitation comes. Too few interrupt reading.")),
    count("over_timeout", 86_400, text("拒绝后再次邀请（秒）", "Again after a refusal (seconds)"), text("访客关掉邀请框后，隔多少秒再邀请。", "How many seconds after a refusal the next invitation comes.")),
    count("invite_count", 1_000, text("每天邀请次数", "Invitations a day"), text("同一访客一天之内最多邀请多少次。", "How often one visitor is invited in a day at most.")),
    row("invite_imgsrc", Kind::Url, text("邀请框图片", "Picture of the invitation"), text("邀请框里标志图片的网址。网站是 https 时图片也要用 https，否则浏览器会拦下。", "Address of the logo in the dialog. On an https site it must be https too, or browsers block it."))
        .effect(Effect::Visible)
        .rules(INVITING),
    row(
        "invite_flag",
        Kind::Flag,
        text("允许客服手动邀请", "Agents may invite by hand"),
        text("客服能否在工作台手动邀请正在浏览的访客。厂商的值是反的：false 允许，true 关闭；这里按含义选择即可。", "Whether agents can invite visitors from their desk. The vendor's values are inverted: false allows, true forbids; choose by meaning here."),
    )
    .values(&[allowed("true", "不允许", "Not allowed"), allowed("false", "允许", "Allowed")])
    .default("false")
    .inverted()
    .erratum("true 是关闭；文档说「添加此 API 才能手动邀请」，注释又说默认开启。", "true forbids; the document says to add it to allow invitations, while its comment says they are allowed by default."),
];
