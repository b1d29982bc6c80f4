//! What identifies the chat, and how the button looks.

use super::{BUTTON as TARGET, source};
use crate::catalog::{Effect, Hash, Heading, Kind, Oddity, Param, Severity, Stands};
use crate::text::{Text, text};

const CORE: Heading = Heading { key: "core", label: text("接入标识", "Identifiers") };
const LOOK: Heading = Heading { key: "look", label: text("按钮外观", "Look of the button") };

const fn look(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, LOOK, kind, label, help, source::ATTRIBUTES)
        .targets(TARGET)
        .effect(Effect::Visible)
        .since("1.9.0")
}

pub const BUTTON: &[Param] = &[
    Param::new(
        "tnt-inst-id",
        CORE,
        Kind::Identifier,
        text("企业编码", "Enterprise code"),
        text("来自渠道账号；链接里写作 tntInstId。", "Comes from the channel account; links spell it tntInstId."),
        source::ATTRIBUTES,
    )
    .required()
    .effect(Effect::None)
    .since("1.14.1")
    .stands(Stands::Account("tnt_inst_id")),
    Param::new(
        "scene",
        CORE,
        Kind::Identifier,
        text("聊天窗编码", "Chat window code"),
        text("来自聊天窗；决定打开哪一个聊天窗。", "Comes from the window; decides which chat opens."),
        source::ATTRIBUTES,
    )
    .required()
    .effect(Effect::None)
    .since("1.14.1")
    .stands(Stands::Window("scene")),
    look(
        "size",
        Kind::Text,
        text("按钮边长", "Size of the button"),
        text("正方形按钮的边长：数字表示像素，也可写 rpx，例如 25 或 54rpx。不要写成 25*25。", "Side of the square button: a number counts pixels, rpx works too, for example 25 or 54rpx. Not 25*25."),
    )
    .default("25")
    .length(1, 7)
    .pattern("^[1-9]\\d{0,3}(rpx)?$")
    .test(test_size)
    .tidy(tidy_size)
    .erratum("文档的「25*25 px」只是说明正方形，不是写法；rpx 一项的「支付宝客户端 1.12.0」应是基础库版本，客户端没有这样的版本号。这里按基础库 1.12.0 起支持 rpx 理解，未经厂商证实。", "The document's “25*25 px” explains the square and is no spelling; the “client 1.12.0” beside rpx must be a base library, because no client has such a number. Read here as: rpx from base library 1.12.0; not confirmed by the vendor."),
    look(
        "color",
        Kind::Colour(Hash::Wanted),
        text("按钮颜色", "Colour of the button"),
        text("图标的颜色，六位十六进制，带 #。", "Colour of the icon: six hexadecimal digits with #."),
    )
    .default("#00A3FF")
    .erratum("文档同时写「默认白底蓝色」和默认值 #00A3FF：按白色底、图标为 #00A3FF 理解。整个组件要求基础库 1.14.1，所以这里的 1.9.0 总是满足。", "The document has both “blue on white” and #00A3FF as the default: read as an icon of #00A3FF on white. The component as a whole needs base library 1.14.1, so the 1.9.0 given here always holds."),
    look(
        "icon",
        Kind::Url,
        text("按钮图片", "Picture of the button"),
        text("代替默认图标的图片网址，以 https:// 开头，建议用正方形图片。", "Address of a picture that stands instead of the default icon; starts with https://, best a square."),
    )
    .erratum("文档称它「咨询按钮头像」，示例写「咨询按钮图片url」，是同一件事；设置图片后 color 是否仍起作用没有说明。", "The document calls it the button's avatar and the sample the picture's URL, which is the same; whether color still counts beside a picture is not said."),
];

fn test_size(size: &str) -> Option<Oddity> {
    (!is_size(size)).then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text(
            "写一个 1 到 9999 的整数，或在后面加 rpx，例如 25 或 54rpx",
            "A whole number from 1 to 9999, perhaps with rpx after it, such as 25 or 54rpx",
        ),
    })
}

fn is_size(size: &str) -> bool {
    let digits = size.strip_suffix("rpx").unwrap_or(size);
    (1..=4).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `25px`, `25*25`, `25*25 px` and `80rpx*80rpx` are what people make of the document.
fn tidy_size(typed: &str) -> Option<(String, Text)> {
    let (one, other) = typed.split_once(['*', '×']).unwrap_or((typed, ""));
    let side = |text: &str| {
        let text = text.trim();
        text.strip_suffix("rpx").map_or_else(
            || text.strip_suffix("px").unwrap_or(text).trim_end().to_owned(),
            |digits| format!("{}rpx", digits.trim_end()),
        )
    };
    let size = side(one);
    let square = typed == one || side(other) == size;
    (square && size != typed && is_size(&size))
        .then_some((size, text("已改写为一个边长", "Rewritten as one side of the square")))
}
