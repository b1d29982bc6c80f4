//! What the button tells the chat: reminders, orders, and the encrypted card.

use super::{BUTTON as TARGET, source};
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity, Stands, Who};
use crate::text::{Text, text};

const REMINDERS: Heading =
    Heading { key: "reminders", label: text("消息提醒与扩展", "Reminders and extensions") };

const fn inside(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, REMINDERS, kind, label, help, source::ATTRIBUTES)
        .parent("ext-info")
        .targets(TARGET)
}

pub const MESSAGE: &[Param] = &[
    Param::new(
        "alipay-card-no",
        REMINDERS,
        Kind::Identifier,
        text("支付宝用户 ID", "Alipay user id"),
        text("当前用户的支付宝用户 ID，以 2088 开头。传了它，用户离开后客服的回复会以支付宝消息提醒（默认每 30 分钟一次）。", "The present user's Alipay id, which begins with 2088. With it, replies that come after the user has left are announced by Alipay (by default every 30 minutes)."),
        source::ATTRIBUTES,
    )
    .by(Who::Visitor)
    .targets(TARGET)
    .length(5, 32)
    .pattern("^2088\\d+$")
    .usual("^2088\\d{12}$")
    .since("1.14.1")
    .test(test_card_no)
    .erratum("文档的名字像卡号，其实是用户 ID；只写「2088 开头」，位数没有说明，公开资料中都是 16 位数字。新应用可能只拿得到 openid，它不能用在这里。", "The name suggests a card, but it is the user's id; the document says only that it begins with 2088, and all known ones have 16 digits. New apps may get nothing but an openid, which does not work here."),
    Param::new(
        "ext-info",
        REMINDERS,
        Kind::Object,
        text("扩展信息", "Extra information"),
        text("以 JSON 对象填写，系统负责转换和编码。三种用途：带出用户的小程序订单（appId）、未读消息同步到「我的小程序」（appId）、访客名片（cinfo 与 key，由访客的 card 生成）。", "A JSON object; the portal converts and encodes it. Three uses: the user's orders in the mini program (appId), unread messages under “my mini programs” (appId), the visitor card (cinfo and key, made from the visitor's card)."),
        source::ATTRIBUTES,
    )
    .targets(TARGET)
    .since("1.14.1")
    .erratum("文档写的 encodeURIComponent({…}) 对对象直接编码，只会得到 %5Bobject%20Object%5D；必须先 JSON.stringify，生成的代码已这样做。文档第 1 点的代码前还混进了一段无关的控制台说明。", "The document's encodeURIComponent({…}) encodes an object, which gives %5Bobject%20Object%5D; JSON.stringify has to come first, as it does in generated code. A sentence about the console has slipped in before the code of item 1."),
    inside(
        "appId",
        Kind::Identifier,
        text("小程序 AppID", "AppID of the mini program"),
        text("商户小程序的 AppID。聊天窗据此带出用户的小程序订单，未读的客服消息也会同步到「我的小程序」。", "AppID of the merchant's mini program. The chat then brings along the user's orders, and unread messages are shown under “my mini programs”."),
    )
    .length(1, 32)
    .usual("^\\d{16}$")
    .test(test_app_id)
    .erratum("文档把订单数据和未读同步列为两个功能，却用同一个字段 appId：填写后两者一起生效，无法只开其一。未读同步的入口一处写「朋友 · 小程序 · 我的」，一处写「我的小程序-我的」。", "The document lists orders and unread messages as two functions with one field, appId: given, both work, and there is no way to have one of them. It names the place of unread messages in two ways."),
    inside(
        "cinfo",
        Kind::Text,
        text("访客名片密文", "Encrypted visitor card"),
        text("由访客的 card 生成，不能填写。", "Made from the visitor's card; cannot be given."),
    )
    .effect(Effect::None)
    .stands(Stands::Computed)
    .test(computed)
    .erratum("文档只说「生成的 cinfo」，没有说是编码前还是编码后的值；厂商 SDK 返回已做 URL 编码的值，所以原样放入，未经厂商证实。", "The document says only “the generated cinfo”, not whether it is encoded; the vendor's SDK gives URL-encoded values, so they go in unchanged. Not confirmed by the vendor."),
    inside(
        "key",
        Kind::Text,
        text("访客名片的密钥密文", "Encrypted key of the card"),
        text("由访客的 card 生成，不能填写。", "Made from the visitor's card; cannot be given."),
    )
    .effect(Effect::None)
    .stands(Stands::Computed)
    .test(computed),
];

fn test_card_no(number: &str) -> Option<Oddity> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !number.starts_with("2088") {
        return Some(Oddity {
            id: "value-not-allowed",
            severity: Severity::Error,
            message: text(
                "应是支付宝用户 ID：以 2088 开头的 16 位数字；openid 不能用在这里",
                "Must be an Alipay user id: 16 digits that begin with 2088; an openid does not work here",
            ),
        });
    }
    (number.len() != 16).then_some(Oddity {
        id: "card-no-unusual",
        severity: Severity::Warning,
        message: text(
            "通常是 16 位数字，请核对是否完整",
            "Usually 16 digits; check that it is complete",
        ),
    })
}

fn test_app_id(id: &str) -> Option<Oddity> {
    let usual = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_digit());
    (!usual).then_some(Oddity {
        id: "app-id-unusual",
        severity: Severity::Warning,
        message: text(
            "支付宝小程序的 AppID 通常是 16 位数字，请核对",
            "The AppID of an Alipay mini program usually has 16 digits; check it",
        ),
    })
}

/// A card that stands fixed in the code would make everybody the same person.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of a test, and this one refuses everything"
)]
fn computed(_given: &str) -> Option<Oddity> {
    Some(Oddity {
        id: "stands-elsewhere",
        severity: Severity::Error,
        message: text(
            "由系统计算，不能填写：请在 visitor.card 中给出访客资料；固定的名片会让所有访客变成同一个人",
            "Computed, cannot be given: put the visitor's data into visitor.card; a fixed card would make everybody the same person",
        ),
    })
}
