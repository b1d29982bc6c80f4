//! What a drawing of Sobot can take for granted.

use crate::channels::preview::conditions::{
    Cast, Choice, Choices, Condition, DEVICE, DEVICES, PAGE, PAGES, choice,
};
use crate::text::text;

pub const AGENT: &str = "agent";
pub const VISITOR: &str = "visitor";
pub const KEY: &str = "key";

const CHATS: &[&str] = &["link", "component", "web_view"];
const WITH_VISITOR: &[&str] = &["link", "component", "web_view", "leave_message"];
/// Invented; the values of the test visitor come first.
const MEMBER: &[(&str, &str)] = &[("partnerid", "member-1001"), ("uname", "Li Xiang")];
const VIP: &[(&str, &str)] =
    &[("partnerid", "member-1001"), ("uname", "Li Xiang"), ("is_vip", "1"), ("vip_level", "gold")];

pub const CONDITIONS: &[Condition] = &[
    Condition {
        id: DEVICE,
        label: text("设备", "Device"),
        targets: &["component"],
        choices: Choices::Among(DEVICES),
    },
    Condition {
        id: PAGE,
        label: text("网站页面", "The site's page"),
        targets: &["component"],
        choices: Choices::Among(PAGES),
    },
    Condition {
        id: VISITOR,
        label: text("访客", "Visitor"),
        targets: WITH_VISITOR,
        choices: Choices::Among(VISITORS),
    },
    Condition {
        id: AGENT,
        label: text("人工客服", "Agents"),
        targets: CHATS,
        choices: Choices::Among(&[
            choice("any", "都画", "Both"),
            choice("online", "有人在线", "Online"),
            choice("offline", "无人在线", "Nobody online"),
        ]),
    },
    Condition {
        id: KEY,
        label: text("签名", "Signature"),
        targets: CHATS,
        choices: Choices::Among(&[
            choice("fits", "相符或未启用", "Fits, or switched off"),
            choice("refused", "缺少或不符", "Missing or wrong"),
        ]),
    },
];

const VISITORS: &[Choice] = &[
    choice("filled", "按测试访客", "As filled in"),
    choice("guest", "游客", "Guest").of(Cast::Nobody),
    choice("member", "会员", "Member")
        .of(Cast::Somebody { with: MEMBER, without: &["is_vip", "vip_level"] }),
    choice("vip", "VIP", "VIP").of(Cast::Somebody { with: VIP, without: &[] }),
];
