//! The attributes of the button, and the card of a visitor: one file per group.

pub mod account;
mod button;
mod card;
mod message;
pub mod window;

use std::sync::LazyLock;

use crate::catalog::{Oddity, Param, Severity};
use crate::text::text;

pub const BUTTON: &[&str] = &["mini_program"];

/// Sections of the vendor document that rows are taken from.
pub mod source {
    pub const LIMITS: &str = "智能客服 contact-button · 使用限制";
    pub const EMBED: &str = "智能客服 contact-button · 集成咨询窗（必选）";
    pub const ATTRIBUTES: &str = "智能客服 contact-button · 属性说明";
    pub const CARD: &str = "智能客服 contact-button · 接入访客名片";
    /// What the card holds stands in another document of the vendor.
    pub const FIELDS: &str = "云客服访客名片接入说明（厂商另一份文档及其 Java SDK）";
}

/// Every parameter: what identifies the window, the look, what the button tells, the visitor.
pub fn all() -> &'static [Param] {
    static ALL: LazyLock<Vec<Param>> =
        LazyLock::new(|| [button::BUTTON, message::MESSAGE, card::CARD].concat());
    &ALL
}

/// Kinds of identifiers allow a dot and a colon, which no code of this vendor has.
fn plain(code: &str) -> Option<Oddity> {
    code.contains(['.', ':']).then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text("只能含字母、数字、_ 和 -", "Letters, digits, _ and - only"),
    })
}
