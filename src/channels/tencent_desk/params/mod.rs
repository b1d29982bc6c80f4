//! The parameters of the UIKit's chat page and the fields of a window, one file per group.

pub mod account;
pub mod identity;
mod numbers;
mod observed;
mod order;
mod plain;
mod toolbar;
pub mod window;

use std::sync::LazyLock;

use crate::catalog::Param;

pub use numbers::LIST as SERVICE_NUMBERS;
pub use order::CARD;
pub use toolbar::{FAULT as TOOLBAR_FAULT, LIST as BUTTONS};

/// Sections of the vendor document.
pub mod source {
    pub const DOWNLOAD: &str = "智能客服 Desk 小程序 UIKit · 步骤2：下载 UIKit";
    pub const SUBPACKAGE: &str = "智能客服 Desk 小程序 UIKit · 步骤3：分包引入 UIKit";
    pub const IDENTITY: &str = "智能客服 Desk 小程序 UIKit · 步骤4：获取 SDKAppID、userID、userSig";
    pub const PROFILE: &str = "智能客服 Desk 小程序 UIKit · 高级特性：用户端带昵称和头像登录";
    pub const TOOLBAR: &str = "智能客服 Desk 小程序 UIKit · 高级特性：工具栏快捷按钮";
    pub const ORDER: &str = "智能客服 Desk 小程序 UIKit · 高级特性：底部快捷订单";
    pub const NUMBERS: &str = "智能客服 Desk 小程序 UIKit · 高级特性：多客服号";
    pub const USERSIG: &str = "智能客服 Desk 小程序 UIKit · 常见问题：什么是 UserSig";
    pub const KIT: &str = "@tencentcloud/ai-desk-customer-wechat 1.5.11 · pages/index/index.js";
}

/// Every parameter, in the order in which people decide: what visitors see first, who they are last.
pub fn all() -> &'static [Param] {
    static ALL: LazyLock<Vec<Param>> = LazyLock::new(|| {
        [toolbar::TOOLBAR, order::ORDER, numbers::NUMBERS, observed::OBSERVED, identity::IDENTITY]
            .concat()
    });
    &ALL
}
