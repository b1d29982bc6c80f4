//! A window's own fields: where the code goes, the words on the button, what the page supplies.

use super::{is_hexadecimal, source, unusual};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param};
use crate::channels::mini_program::{PAGE, PLACE};
use crate::text::text;

const GROUP: Heading = Heading { key: "service", label: text("微信客服", "WeChat service") };

/// The words of the vendor's own sample.
const TEXT: Param = Param::new(
    "button_text",
    PLACE,
    Kind::Text,
    text("按钮文字", "Words on the button"),
    text(
        "用户看到的按钮文字，写在页面数据里，可以随时改。",
        "What users read on the button; it stands in the page's data and can be changed at any time.",
    ),
    source::GUIDE,
)
.default("联系客服")
.length(1, 50)
.effect(Effect::Visible);

const FROM_PAGE: Param = Param::new(
    "from_page",
    PLACE,
    Kind::List,
    text("由页面在运行时提供", "Supplied by the page at run time"),
    text(
        "因访客或商品而异的值：勾选后代码从页面数据读取，由您的页面在用户点按之前填写；同时填了固定值时，固定值作为初始值。",
        "Values that differ by visitor or product: code then reads them from the page's data, which your page fills before the tap; a fixed value is what they begin with.",
    ),
    source::GUIDE,
)
.effect(Effect::None);

pub const BUTTON: &[Param] = &[
    PAGE,
    TEXT,
    FROM_PAGE.values(&[
        allowed("session-from", "会话来源", "Source of the session"),
        allowed("send-message-title", "卡片标题", "Title of the card"),
        allowed("send-message-path", "卡片路径", "Path of the card"),
        allowed("send-message-img", "卡片图片", "Picture of the card"),
    ]),
];

pub const SERVICE: &[Param] = &[
    Param::new(
        "corp_id",
        GROUP,
        Kind::Identifier,
        text("企业 ID", "Corp id"),
        text(
            "企业微信管理后台「我的企业」最下方的企业 ID，必须与小程序已绑定。写入代码时名为 corpId。",
            "The corp id at the foot of “my enterprise” in WeCom's console; the mini program must be bound to it. In the code its name is corpId.",
        ),
        source::CHAT,
    )
    .required()
    .length(1, 64)
    .usual("^w[wx][0-9a-f]{16}$")
    .since("2.19.0")
    .effect(Effect::Behaviour)
    .test(test_corp),
    Param::new(
        "url",
        GROUP,
        Kind::Url,
        text("客服链接", "Link of the service account"),
        text(
            "微信客服后台给每个客服账号的链接，形如 https://work.weixin.qq.com/kfid/kfc…。写入代码时名为 extInfo.url。",
            "The link of a service account in the WeChat service console, such as https://work.weixin.qq.com/kfid/kfc…. In the code its name is extInfo.url.",
        ),
        source::CHAT,
    )
    .required()
    .length(1, 1024)
    .since("2.19.0")
    .effect(Effect::Behaviour)
    .test(test_link),
    PAGE,
    TEXT,
    FROM_PAGE.values(&[
        allowed("sendMessageTitle", "卡片标题", "Title of the card"),
        allowed("sendMessagePath", "卡片路径", "Path of the card"),
        allowed("sendMessageImg", "卡片图片", "Picture of the card"),
    ]),
];

fn test_corp(corp: &str) -> Option<Oddity> {
    let digits = corp.strip_prefix("ww").or_else(|| corp.strip_prefix("wx"));
    unusual(
        !digits.is_some_and(is_hexadecimal),
        "corp-id-unusual",
        "企业 ID 通常是 ww 加 16 位小写十六进制，请核对是否复制完整",
        "A corp id is usually ww and 16 lower-case hexadecimal characters; check that it was copied whole",
    )
}

fn test_link(link: &str) -> Option<Oddity> {
    let usual = url::Url::parse(link)
        .is_ok_and(|url| url.scheme() == "https" && url.host_str() == Some("work.weixin.qq.com"));
    unusual(
        !usual,
        "service-url-unusual",
        "微信客服链接通常以 https://work.weixin.qq.com/kfid/ 开头，请在微信客服后台复制",
        "Links of the WeChat service usually start with https://work.weixin.qq.com/kfid/; copy it from the console",
    )
}
