//! What a window can be, and what must be done outside the code.

use super::params::window;
use crate::channels::Target;
use crate::text::{Text, text};

const FLAVOURS: &[&str] = &["native", "uni_app", "taro"];

pub const TARGETS: &[Target] = &[
    Target {
        id: "mini_program",
        label: text("小程序客服按钮", "Contact button"),
        summary: text(
            "点按后进入小程序客服会话。原生、uni-app、Taro 三种代码，app.json 不用改。",
            "A tap opens the mini program's customer-service session. Code for native, uni-app and Taro; app.json stays as it is.",
        ),
        window_fields: window::BUTTON,
        flavours: FLAVOURS,
        account: true,
        key: None,
        plugin: false,
        template: false,
        links: false,
        prerequisites: BUTTON,
    },
    Target {
        id: "service_chat",
        label: text("打开微信客服", "WeChat service chat"),
        summary: text(
            "点按后打开企业的微信客服（wx.openCustomerServiceChat），需要基础库 2.19.0。",
            "A tap opens a corp's WeChat service (wx.openCustomerServiceChat); needs base library 2.19.0.",
        ),
        window_fields: window::SERVICE,
        flavours: FLAVOURS,
        account: true,
        key: None,
        plugin: false,
        template: false,
        links: false,
        prerequisites: CHAT,
    },
];

const BUTTON: &[Text] = &[
    text(
        "登录小程序后台（mp.weixin.qq.com），开通客服功能，并绑定客服人员，最多 100 人。",
        "In the mini program's console (mp.weixin.qq.com) switch the customer service on and bind the agents, at most 100.",
    ),
    text(
        "决定客服在哪里回复：网页端（mpkf.weixin.qq.com）和「客服小助手」只有在没有启用消息推送时才收到消息；已启用消息推送的，由服务器回复 transfer_customer_service 转发，事件不能转发。",
        "Decide where agents answer: the web tool (mpkf.weixin.qq.com) and the assistant mini program get messages only while message push is off; with push on, the server forwards them by answering transfer_customer_service. Events cannot be forwarded.",
    ),
    text(
        "如果客服消息权限已授权给第三方平台，所有消息只推送到该平台，网页端和自己的服务器都收不到。",
        "Where the customer-message permission was granted to a third-party platform, all messages go to that platform only; neither the web tool nor your own server gets any.",
    ),
    text(
        "客服不能先发消息，只有用户能发起。限额有两种官方写法：用户发送消息后，48 小时内最多 5 条；另一处还写明用户进入会话后，1 分钟内最多 2 条。限额不累加，用户每次动作后重新计算；旧资料里的 1 分钟 1 条和 48 小时 3 条已作废。",
        "Agents cannot write first; only users can begin. The quota has two official wordings: 5 messages within 48 hours after a user's message; elsewhere also 2 messages within 1 minute after a user enters. Quotas do not add up, each action of the user starts them anew; older figures of 1 in 1 minute and 3 in 48 hours are obsolete.",
    ),
    text(
        "「用户通过按钮进入会话」事件不会转给网页端；要看 session-from，需启用消息推送，由服务器接收 user_enter_tempsession。",
        "The event of entering by the button is not passed to the web tool; to see session-from, switch message push on and receive user_enter_tempsession on your server.",
    ),
    text(
        "基础库最低版本：按钮 1.1.0，会话来源 1.4.0，消息卡片 1.5.0；更低版本不显示卡片，按钮仍可用。",
        "Lowest base library: 1.1.0 for the button, 1.4.0 for the session source, 1.5.0 for the card; older ones show no card, and the button still works.",
    ),
    text(
        "按钮不能放在插件里，也不能用代码触发点按；需要特别外观时，把透明的按钮盖在自己的图形上。",
        "The button does not work inside plugins, and code cannot trigger the tap; for a look of your own, lay a transparent button over it.",
    ),
    text(
        "用户点按会话里的卡片回到小程序时，场景值是 1073（卡片）或 1081（文字链）；1037 是从其他小程序进入，1038 是从其他小程序返回。",
        "Users who come back from the session arrive with scene 1073 (card) or 1081 (text link); 1037 is from another mini program, 1038 back from one.",
    ),
    text(
        "在电脑上试一次：Mac 3.8.3 与 Windows 4.0.0.24（基础库 3.6.4）有打不开的报告，官方文档则写明支持；此项未经证实。",
        "Try it on a computer: there are reports that it does not open on Mac 3.8.3 and Windows 4.0.0.24 (library 3.6.4), while the vendor's document says it does; not confirmed.",
    ),
];

const CHAT: &[Text] = &[
    text(
        "在微信客服后台（work.weixin.qq.com/kf）创建客服账号，复制它的链接，形如 https://work.weixin.qq.com/kfid/kfc…。",
        "In the WeChat service console (work.weixin.qq.com/kf) make a service account and copy its link, such as https://work.weixin.qq.com/kfid/kfc….",
    ),
    text(
        "在微信客服后台把这个小程序绑定到企业，否则调用失败；企业 ID 在企业微信管理后台「我的企业」。",
        "In the same console bind the mini program to the corp, or the call fails; the corp id stands under “my enterprise” in WeCom's console.",
    ),
    text(
        "需要基础库 2.19.0；生成的代码先检查，版本过低时提示用户升级微信。",
        "Needs base library 2.19.0; generated code checks first and asks users of older clients to update WeChat.",
    ),
    text(
        "只能在用户点按的处理函数里直接调用：放在 onLoad、定时器或 await 之后会失败；插件里不能用。",
        "Call it straight in the handler of a tap: in onLoad, in a timer or after an await it fails; it does not work in plugins.",
    ),
    text(
        "没有 Promise 写法，结果只能从 success、fail、complete 得到。",
        "There is no Promise form; the result comes through success, fail and complete only.",
    ),
    text(
        "小程序可绑定多少企业，没有读到正式的说明；手机应用的限制是 15 个企业，小程序是否相同未经证实。",
        "How many corps a mini program can be bound to was not found in any document; apps may have 15, and whether mini programs are the same is not confirmed.",
    ),
];
