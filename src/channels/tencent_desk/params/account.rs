//! The account with the vendor: one app.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Param};
use crate::channels::tencent_desk::scheme::LARGEST_APP;
use crate::text::text;

const GROUP: Heading =
    Heading { key: "account", label: text("腾讯云应用", "Tencent Cloud app") };

pub const ACCOUNT: &[Param] = &[Param::new(
    "sdk_app_id",
    GROUP,
    Kind::Integer,
    text("应用 SDKAppID", "App (SDKAppID)"),
    text("即时通信 IM 控制台「应用管理」里开通了智能客服 Desk 的应用编号，通常是 10 位数字。", "The number of the app with Desk in the console of Instant Messaging, under app management; usually ten digits."),
    source::IDENTITY,
)
.required()
.between(1, LARGEST_APP)
.effect(Effect::None)
.fault("identity-invalid")
.erratum("文档没有给出范围；厂商的其他结构用 32 位无符号整数保存它，所以这里接受 1 到 4294967295。", "The document gives no range; other structures of the vendor keep it in 32 unsigned bits, so 1 to 4294967295 is accepted.")];
