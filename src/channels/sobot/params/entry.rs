//! The component's entry on the customer's page, and how its window opens.

use super::{CHAT, COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "entry", label: text("咨询入口", "Entry on the page") };

const fn row(
    name: &'static str,
    kind: Kind,
    label: Text,
    help: Text,
    source: &'static str,
) -> Param {
    Param::new(name, GROUP, kind, label, help, source).targets(COMPONENT)
}

pub const ENTRY: &[Param] = &[
    row(
        "location",
        Kind::Choice,
        text("入口位置", "Corner of the entry"),
        text("默认咨询按钮浮在页面的哪个角。页面自己的按钮挡住它时，换到另一边。", "The corner where the default button floats. Move it where something of your page covers it."),
        source::SCRIPT,
    )
    .values(&[allowed("1", "右下角", "Bottom right"), allowed("2", "左下角", "Bottom left")])
    .default("1")
    .wire(Wire::Number)
    .effect(Effect::Visible)
    .erratum("只出现在正文示例里，一览表没有收录。", "Stands in a sample of the text only; the overview lacks it."),
    row(
        "gif",
        Kind::Flag,
        text("入口图标用动图", "Animated entry"),
        text("默认咨询按钮是否使用会动的图标。动画容易分散注意力，内容型页面一般不开。", "Whether the default button has a moving icon. Motion distracts; pages made for reading seldom want it."),
        source::SYSTEM,
    )
    .values(&[allowed("1", "动图", "Animated"), allowed("0", "静态", "Still")])
    .default("0")
    .wire(Wire::Number)
    .effect(Effect::Visible),
    row(
        "anchor",
        Kind::Flag,
        text("新窗口打开", "Open in a new window"),
        text("点击入口后在新窗口打开聊天页，而不是悬浮窗。页面经常跳转时，新窗口能让聊天不中断。", "The entry opens the chat page in a new window instead of a floating one, so that a chat survives where visitors change pages often."),
        source::SYSTEM,
    )
    .values(&[allowed("true", "新窗口", "New window"), allowed("false", "悬浮窗", "Floating window")])
    .default("false")
    .erratum("一览表写作 String，示例写作布尔值；生成布尔值。", "A String in the overview, a boolean in the sample; written as a boolean."),
    row(
        "auto_expand",
        Kind::Flag,
        text("进入页面自动展开", "Expand by itself"),
        text("访客一进入页面，聊天窗就自动展开并完成初始化。会打断访客，也会占用客服，只建议用在关键页面。", "The chat opens and starts by itself as soon as a visitor arrives. It interrupts people and takes agents' time; use it on key pages only."),
        source::SYSTEM,
    )
    .values(&[allowed("true", "自动展开", "Expands"), allowed("false", "不展开", "Stays closed")])
    .default("false")
    .effect(Effect::Visible)
    .erratum("一览表写作 String，示例写作布尔值；生成布尔值。", "A String in the overview, a boolean in the sample; written as a boolean."),
    row(
        "async",
        Kind::Flag,
        text("进入页面时加载组件", "Load with the page"),
        text("访客进入页面时就自动加载聊天组件的脚本。点开时更快，但每次访问都要多加载一些内容。", "Loads the scripts of the chat as soon as the page opens. The chat then opens faster, and every visit loads more."),
        source::SYSTEM,
    )
    .values(&[allowed("1", "进入时加载", "With the page"), allowed("0", "需要时加载", "When needed")])
    .default("0")
    .wire(Wire::Text),
    Param::new(
        "reload",
        GROUP,
        Kind::Flag,
        text("每次展开都重新加载", "Reload at every opening"),
        text("每次展开聊天窗都重新加载聊天页。厂商建议不开启。", "The chat page loads anew every time it is opened. The vendor advises against it."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .values(&[allowed("true", "重新加载", "Reload"), allowed("false", "不重新加载", "Keep")])
    .default("false")
    .erratum("与 refresh 含义相同，文档没有说明区别；组件里两者都可用，请只用一个。", "Means the same as refresh, and the document names no difference; the component has both, so use one."),
    row(
        "refresh",
        Kind::Flag,
        text("每次展开都刷新", "Refresh at every opening"),
        text("含义与「每次展开都重新加载」（reload）相同，只有组件支持。请只用其中一个。", "The same as “reload at every opening” (reload), in the component only. Use one of the two."),
        source::SYSTEM,
    )
    .values(&[allowed("true", "刷新", "Refresh"), allowed("false", "不刷新", "Keep")])
    .default("false")
    .erratum("与 reload 含义相同，文档没有说明区别；两者都照您的选择写入。", "Means the same as reload, and the document names no difference; both are written as chosen."),
];
