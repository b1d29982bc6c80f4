//! The top bar of the H5 chat page and its title.

use super::{CHAT, H5, PAGE, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule};
use crate::text::text;

const GROUP: Heading = Heading { key: "title", label: text("标题栏", "Title bar") };

pub const TITLE: &[Param] = &[
    Param::new(
        "top_bar_flag",
        GROUP,
        Kind::Flag,
        text("显示顶部返回栏", "Show the top bar"),
        text("仅 H5 链接：聊天页顶部是否显示带标题的返回栏。微信、小程序和 App 自己已有标题栏时，一般不再打开。", "H5 links only: whether the chat page has a bar with a title at the top. WeChat, mini programs and most apps have a bar of their own, so it is seldom wanted there."),
        source::SYSTEM,
    )
    .values(&[allowed("1", "显示", "Show"), allowed("0", "不显示", "Hide")])
    .targets(PAGE)
    .surface(H5)
    .effect(Effect::Visible),
    Param::new(
        "title_flag",
        GROUP,
        Kind::Choice,
        text("标题内容", "What the title shows"),
        text("顶部返回栏显示什么；只有打开返回栏才有效。选固定文案时还要填写自定义标题。", "What the top bar says; works only with the top bar on. The fixed text also needs a custom title."),
        source::SYSTEM,
    )
    .values(&[
        allowed("1", "后台设置的企业名称", "Enterprise name from the console"),
        allowed("2", "固定文案（custom_title）", "Fixed text (custom_title)"),
        allowed("3", "当前客服昵称", "Nickname of the current agent"),
    ])
    .targets(CHAT)
    .surface(H5)
    .effect(Effect::Visible)
    .rules(&[Rule::only_when("top_bar_flag", &["1"]), Rule::needs("custom_title").own(&["2"])])
    .erratum("文档说链接和组件都支持，但它依赖的 top_bar_flag 只有链接支持，所以在组件里不起作用。", "The document offers it for links and the component, but top_bar_flag, which it depends on, exists in links only; so it has no effect in the component."),
    Param::new(
        "custom_title",
        GROUP,
        Kind::Text,
        text("自定义标题", "Custom title"),
        text("返回栏的固定文案，在返回栏里限 1 到 30 个字符；没有返回栏时只作网页标题。", "Fixed text of the top bar, 1 to 30 characters there; without the bar it is only the page's title."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .effect(Effect::Visible)
    .length(1, 200),
];
