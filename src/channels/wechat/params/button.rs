//! The attributes of `<button open-type="contact">`.

use super::{
    BUTTON as TARGET, CARD, EVENTS, LONGEST_SOURCE, ON_OFF, source, test_path, test_picture,
    tidy_path, unusual,
};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Rule};
use crate::text::{Text, text};

const SESSION: Heading = Heading { key: "session", label: text("会话", "Session") };

const fn row(
    name: &'static str,
    group: Heading,
    kind: Kind,
    label: Text,
    help: Text,
    source: &'static str,
) -> Param {
    Param::new(name, group, kind, label, help, source).targets(TARGET)
}

const WITH_CARD: &[Rule] = &[Rule::only_when("show-message-card", &["true"])];

pub const BUTTON: &[Param] = &[
    row("open-type", SESSION, Kind::Const, text("开放能力", "Open capability"), text("固定为 contact：点按后进入客服会话。不能在插件里使用，也不能用代码触发点按。", "Always contact: a tap opens the customer-service session. It does not work inside plugins, and code cannot trigger the tap."), source::GUIDE)
        .values(&[allowed("contact", "客服会话（contact）", "Customer-service session (contact)")])
        .default("contact")
        .since("1.1.0"),
    row("session-from", SESSION, Kind::Text, text("会话来源", "Source of the session"), text("随「进入会话」事件透传给客服或您的服务器，用来区分入口，例如 order-detail。最多 1000 字节（UTF-8，一个汉字占 3 字节），超出会被截断。第三方客服可能约定格式，如智齿的 sobot|昵称|头像|参数，各段里不能再有竖线。", "Passed to the agents or your server with the event of entering, to tell entries apart, for example order-detail. At most 1000 bytes of UTF-8 (a Chinese character takes 3); the rest is cut off. Other vendors agree on a form, such as Sobot's sobot|nickname|avatar|parameters, whose parts may hold no bar."), source::GUIDE)
        .fallback(text("微信记为 wxapp（来自基础库代码，文档未写）", "WeChat takes wxapp (from the base library's code; the document is silent)"))
        .effect(Effect::AgentDesk)
        .since("1.4.0")
        .test(test_source)
        .erratum("示例 session-from=\"sessionFrom\" 传的是这几个字母本身，不是变量；生成的代码用 {{ }} 绑定页面数据。1000 字节的限制写在小游戏的同名参数上，按它提醒。", "The sample session-from=\"sessionFrom\" sends these very letters, not a variable; generated code binds the page's data with {{ }}. The limit of 1000 bytes stands with the same parameter of mini games; we warn by it."),
    row("show-message-card", CARD, Kind::Flag, text("显示消息卡片", "Show the message card"), text("进入会话后，右下角提示用户把当前页面作为卡片发给客服。", "In the session a hint at the lower right offers to send the present page to the agent as a card."), source::GUIDE)
        .values(ON_OFF)
        .default("false")
        .effect(Effect::Visible)
        .since("1.5.0")
        .erratum("示例写成文字 show-message-card=\"true\"；文字 \"false\" 也会被当作真，所以生成 {{true}} 或 {{false}}。", "The sample has the text show-message-card=\"true\"; the text \"false\" would count as true as well, so {{true}} or {{false}} is written."),
    row("send-message-title", CARD, Kind::Text, text("卡片标题", "Title of the card"), text("消息卡片上的标题；不填时微信用当前页面的标题。", "The title on the card; without it WeChat takes the title of the page."), source::GUIDE)
        .fallback(text("当前页面的标题", "The title of the page"))
        .effect(Effect::Visible)
        .since("1.5.0")
        .rules(WITH_CARD)
        .erratum("示例写作 :send-message-title=\"标题\"，冒号是 Vue 的写法，WXML 里是错误的属性名；原生代码绑定页面数据，uni-app 代码才用冒号。", "In the sample the attribute has a leading colon: that is Vue, and no valid name in WXML. Native code binds the page's data; only uni-app code has the colon."),
    row("send-message-path", CARD, Kind::Text, text("卡片路径", "Path of the card"), text("客服或用户点开卡片时进入的页面，以斜杠开头，可带参数，例如 /pages/goods/detail?id=1；不填时用当前页面的分享路径。", "The page that a tap on the card opens: with a leading slash, perhaps with a query, such as /pages/goods/detail?id=1; without it WeChat takes the page's share path."), source::BUTTON)
        .fallback(text("当前页面的分享路径", "The page's share path"))
        .effect(Effect::Visible)
        .since("1.5.0")
        .rules(WITH_CARD)
        .length(1, 1024)
        .test(test_path)
        .tidy(tidy_path)
        .erratum("接入文档没有列出这个属性，取自同一厂商的组件文档。", "The integration document does not list it; taken from the component reference of the same vendor."),
    row("send-message-img", CARD, Kind::Text, text("卡片图片", "Picture of the card"), text("消息卡片上的图片：https 网址、wxfile:// 文件或小程序包内的路径；不填时用页面截图。", "The picture on the card: an https address, a wxfile:// file or a path inside the package; without it WeChat takes a screenshot."), source::BUTTON)
        .fallback(text("当前页面的截图", "A screenshot of the page"))
        .effect(Effect::Visible)
        .since("1.5.0")
        .rules(WITH_CARD)
        .length(1, 1024)
        .test(test_picture)
        .erratum("接入文档没有列出这个属性，取自同一厂商的组件文档。", "The integration document does not list it; taken from the component reference of the same vendor."),
    row("bindcontact", EVENTS, Kind::Handler, text("消息卡片的处理函数", "Handler of message cards"), text("用户在会话里点按小程序消息后回到小程序时调用；参数里有 path 和 query，跳转要由代码完成。", "Called when the user taps a mini-program message in the session and comes back; it gets path and query, and the code has to navigate."), source::GUIDE)
        .fallback(text("生成的代码取名 handleContact", "Generated code calls it handleContact"))
        .since("1.5.0")
        .erratum("示例把 Vue 的 <script setup> 写在 WXML 里；原生、uni-app、Taro 的代码在这里分开生成。基础库在失败时也会触发它，只带 errMsg，所以先检查 path 再跳转。", "The sample puts Vue's <script setup> into WXML; native, uni-app and Taro code are kept apart here. The base library fires it after a failure too, with errMsg alone, so path is checked before navigating."),
    row("business-id", SESSION, Kind::Text, text("商户编号（文档未列）", "Business id (not in the document)"), text("基础库代码里有、文档没有的属性。传空值会让新版微信打不开客服，所以生成的代码从不写它。", "In the base library's code but in no document. An empty value keeps newer clients from opening the session, so generated code never writes it."), source::BUTTON)
        .effect(Effect::None)
        .observed(),
];

/// The client cuts what is longer; a text cut in the middle of a JSON value is of no use to anybody.
fn test_source(from: &str) -> Option<Oddity> {
    unusual(
        from.len() > LONGEST_SOURCE,
        "session-from-too-long",
        "超过 1000 字节（UTF-8），微信会截断，后面的内容会丢失",
        "More than 1000 bytes of UTF-8: WeChat cuts it off and the rest is lost",
    )
}
