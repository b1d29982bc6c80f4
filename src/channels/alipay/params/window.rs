//! A window's own fields: which chat it opens, where its code goes, who makes visitor cards.

use super::{plain, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Rule, Severity};
use crate::channels::mini_program::PAGE;
use crate::text::text;

const GROUP: Heading = Heading { key: "window", label: text("聊天窗", "Chat window") };
const SIGNING: Heading = Heading { key: "signing", label: text("访客名片", "Visitor card") };
const CONDITIONS: Heading =
    Heading { key: "conditions", label: text("仅用于预览", "For the preview only") };

const SCENE: Param = Param::new(
    "scene",
    GROUP,
    Kind::Identifier,
    text("聊天窗编码（scene）", "Chat window code (scene)"),
    text("云客服「设置 · 服务窗配置 · 聊天窗 URL」里的 scene；每个聊天窗各有一个。", "The scene under Settings, Service window, Chat window URL of the service console; each chat window has its own."),
    source::EMBED,
)
.required()
.length(1, 64)
.pattern("^[A-Za-z0-9_-]+$")
.usual("^SCE\\d{8}$")
.effect(Effect::None)
.test(test_scene)
.erratum("文档没有写明格式；公开代码中所见的都是 SCE 加 8 位数字，不符时只提醒。", "The document states no format; every code seen in public is SCE and 8 digits, so another form is only pointed out.");

const SIGNED: Param = Param::new(
    "signed",
    SIGNING,
    Kind::Flag,
    text("传递访客名片", "Send a visitor card"),
    text("打开后，生成的代码会向您自己的服务端取 cinfo 和 key；取不到时按匿名访客接入，不影响咨询。", "When on, generated code asks your own server for cinfo and key; where none comes the visitor stays anonymous and can chat all the same."),
    source::CARD,
)
.values(&[allowed("true", "传递", "Send"), allowed("false", "不传", "Do not send")])
.default("false");

const ENDPOINT: Param = Param::new(
    "sign_endpoint",
    SIGNING,
    Kind::Url,
    text("名片接口", "Card address"),
    text("您自己服务端的地址，按登录状态返回 {\"cinfo\":…,\"key\":…}，两个值都已做 URL 编码；公钥只留在服务端。", "An address of your own server that answers {\"cinfo\":…,\"key\":…} for the person who is signed in, both URL-encoded; the public key stays on the server."),
    source::CARD,
)
.default("https://example.com/sign")
.effect(Effect::None)
.rules(&[Rule::only_when("signed", &["true"])]);

pub const BUTTON_WINDOW: &[Param] = &[
    SCENE,
    PAGE,
    SIGNED,
    ENDPOINT,
    Param::new(
        "client",
        CONDITIONS,
        Kind::Choice,
        text("用户的支付宝版本", "The user's Alipay"),
        text("基础库低于 1.14.1 或客户端低于 10.1.10 时按钮不显示；不写进代码。", "The button does not show below base library 1.14.1 or client 10.1.10; not written into code."),
        source::LIMITS,
    )
    .values(&[
        allowed("supported", "支持的版本", "Supported"),
        allowed("old", "过低的版本", "Too old"),
    ])
    .default("supported")
    .effect(Effect::Visible),
];

pub const LINK_WINDOW: &[Param] = &[SCENE, SIGNED, ENDPOINT];

fn test_scene(code: &str) -> Option<Oddity> {
    let digits = code.strip_prefix("SCE").unwrap_or_default();
    let usual = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain(code).or_else(|| {
        (!usual).then_some(Oddity {
            id: "scene-unusual",
            severity: Severity::Warning,
            message: text(
                "通常是 SCE 加 8 位数字，请核对是否复制完整",
                "Usually SCE and 8 digits; check that it was copied whole",
            ),
        })
    })
}
