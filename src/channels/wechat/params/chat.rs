//! The parameters of `wx.openCustomerServiceChat`.

use super::{CARD, CHAT as TARGET, EVENTS, ON_OFF, source, test_path, test_picture, tidy_path};
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Stands};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "service", label: text("微信客服", "WeChat service") };

const fn row(name: &'static str, group: Heading, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, group, kind, label, help, source::CHAT).targets(TARGET).since("2.19.0")
}

/// The contact button has no window field to send people to.
const ELSEWHERE: &[(&str, Stands)] = &[("mini_program", Stands::Box)];

const WITH_CARD: &[Rule] = &[Rule::only_when("showMessageCard", &["true"])];

pub const CHAT: &[Param] = &[
    row("corpId", GROUP, Kind::Identifier, text("企业 ID", "Corp id"), text("客服账号所属企业的编号，来自聊天窗的 corp_id。", "The corp that owns the service account; comes from the window's corp_id."))
        .required()
        .stands(Stands::Window("corp_id"))
        .stands_in(ELSEWHERE),
    row("extInfo", GROUP, Kind::Object, text("客服信息", "Service account"), text("一个对象，里面只有客服链接 url；不能写成文字。", "An object with nothing but the link, url; never a text."))
        .required()
        .stands(Stands::Window("url"))
        .stands_in(ELSEWHERE),
    row("url", GROUP, Kind::Url, text("客服链接", "Link of the service account"), text("微信客服后台给客服账号的链接，来自聊天窗的 url。", "The link of the service account from its console; comes from the window's url."))
        .parent("extInfo")
        .required()
        .stands(Stands::Window("url")),
    row("showMessageCard", CARD, Kind::Flag, text("发送消息卡片", "Send a message card"), text("进入会话后，提示用户把小程序页面作为卡片发给客服。", "In the session a hint offers to send a page of the mini program to the agent as a card."))
        .values(ON_OFF)
        .default("false")
        .effect(Effect::Visible),
    row("sendMessageTitle", CARD, Kind::Text, text("卡片标题", "Title of the card"), text("消息卡片上的标题；只有打开「发送消息卡片」时才有卡片。", "The title on the message card; there is a card only while it is switched on."))
        .effect(Effect::Visible)
        .rules(WITH_CARD),
    row("sendMessagePath", CARD, Kind::Text, text("卡片路径", "Path of the card"), text("点开卡片时进入的小程序页面，可带参数，例如 /pages/goods/detail?id=1。", "The page that a tap on the card opens, perhaps with a query, such as /pages/goods/detail?id=1."))
        .effect(Effect::Visible)
        .rules(WITH_CARD)
        .length(1, 1024)
        .test(test_path)
        .tidy(tidy_path),
    row("sendMessageImg", CARD, Kind::Text, text("卡片图片", "Picture of the card"), text("消息卡片上的图片：https 网址、wxfile:// 文件或小程序包内的路径。", "The picture on the card: an https address, a wxfile:// file or a path inside the package."))
        .effect(Effect::Visible)
        .rules(WITH_CARD)
        .length(1, 1024)
        .test(test_picture),
    row("success", EVENTS, Kind::Handler, text("成功的处理函数", "Handler of success"), text("客服会话打开后调用的函数名；不填则不写。", "Name of the function called once the chat is open; left out when not set.")),
    row("fail", EVENTS, Kind::Handler, text("失败的处理函数", "Handler of failure"), text("打不开时调用的函数名；不填时代码只在控制台记下 errMsg。", "Name of the function called when it does not open; without one the code writes errMsg to the console."))
        .fallback(text("生成的代码在控制台记下 errMsg", "Generated code writes errMsg to the console")),
    row("complete", EVENTS, Kind::Handler, text("结束的处理函数", "Handler of the end"), text("无论成败都会调用的函数名；不填则不写。", "Name of the function called in either case; left out when not set."))
        .erratum("这个接口没有 Promise 写法：不能用 .then 或 await 等结果，只能用这三个函数。", "This call has no Promise form: neither .then nor await brings a result, only these three functions do."),
];
