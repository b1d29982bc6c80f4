//! The parameters of the plugin's component, one file per group.

mod block;
mod bubble;
mod button;
mod observed;
mod row;
mod style;
pub mod window;
mod wiring;

use std::sync::LazyLock;

use crate::catalog::Param;

/// Sections of the vendor document.
pub mod source {
    pub const STEPS: &str = "企业微信客户服务插件 · 一、小程序插件接入步骤";
    pub const STYLE: &str = "企业微信客户服务插件 · 二、插件扩展参数说明";
    /// Read in the plugin's compiled code, which is public; no document has it.
    pub const CODE: &str = "企业微信客户服务插件 · 插件代码（文档之外）";
}

/// Every parameter, in the order in which people decide: the look first, the wiring last.
pub fn all() -> &'static [Param] {
    static ALL: LazyLock<Vec<Param>> = LazyLock::new(|| {
        [
            style::STYLE,
            row::ROW,
            button::BUTTON,
            block::BLOCK,
            bubble::BUBBLE,
            wiring::WIRING,
            observed::OBSERVED,
        ]
        .concat()
    });
    &ALL
}
