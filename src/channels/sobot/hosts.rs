//! What a page around the script component has to allow. The vendor's document names the script and
//! speaks of a frame; it says nothing of a policy, so the rest is marked as deduced.

use crate::channels::policy::{Ground, Need, Origin};
use crate::text::text;

pub const COMPONENT: &[&Need] = &[
    &Need {
        directive: "script-src",
        origin: Origin::Account("host"),
        why: text(
            "厂商脚本 entrance.js 从专属域名加载",
            "The vendor’s script entrance.js comes from the tenant’s host",
        ),
        ground: Ground::Document,
        source: "sobot-web.md",
    },
    &Need {
        directive: "frame-src",
        origin: Origin::Account("host"),
        why: text("聊天窗口在 iframe 里打开", "The chat opens in a frame"),
        ground: Ground::Document,
        source: "sobot-web.md",
    },
    &Need {
        directive: "connect-src",
        origin: Origin::Window("sign_endpoint"),
        why: text("网页向您的签名接口取 sign", "The page asks your signing address for sign"),
        ground: Ground::Code,
        source: "",
    },
    &Need {
        directive: "img-src",
        origin: Origin::Account("host"),
        why: text("入口按钮和头像图片", "Pictures of the entry and of faces"),
        ground: Ground::Deduced,
        source: "",
    },
    &Need {
        directive: "style-src",
        origin: Origin::Inline,
        why: text(
            "厂商脚本给入口按钮写内联样式",
            "The vendor’s script writes inline styles for its entry",
        ),
        ground: Ground::Deduced,
        source: "",
    },
];

/// Links open a page of the vendor's own; only the address of the signature matters around them.
pub const LINK: &[&Need] = &[&Need {
    directive: "connect-src",
    origin: Origin::Window("sign_endpoint"),
    why: text("网页向您的签名接口取 sign", "The page asks your signing address for sign"),
    ground: Ground::Code,
    source: "",
}];
