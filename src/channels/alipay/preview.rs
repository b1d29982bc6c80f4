//! What the button and the chat page look like, and what the options do in words.

use serde_json::Value;

use super::params;
use crate::catalog::encode::encode_component;
use crate::catalog::{Effect, Situation};
use crate::channels::colour::{self, Colour};
use crate::channels::preview::conditions::{Cast, Choices, PAGE, PAGES, choice};
use crate::channels::preview::{
    Condition, Conditions, DeskItem, Device, Frame, Icon, Part, Preview,
};
use crate::text::{Message, Text, text};

/// The vendor's blue, where a colour is missing or wrong.
const BLUE: &str = "#00a3ff";
/// A larger button would leave the drawn phone.
const WIDEST: u16 = 240;
/// A screen has 750 rpx; phones of the drawing's size have about half as many pixels.
const RPX_PER_PIXEL: u16 = 2;

const VISITOR: &str = "visitor";
/// Invented; the card of the test visitor comes first.
const CARD: &[(&str, &str)] = &[(
    "card",
    r#"{"userId":"member-1001","uname":"Li Xiang","extInfo":{"userName":"Li Xiang"},"timestamp":1795226400000}"#,
)];

pub const CONDITIONS: &[Condition] = &[
    Condition {
        id: PAGE,
        label: text("小程序页面", "Page of the mini program"),
        targets: &["mini_program"],
        choices: Choices::Among(PAGES),
    },
    Condition {
        id: VISITOR,
        label: text("访客", "Visitor"),
        targets: &[],
        choices: Choices::Among(&[
            choice("filled", "按测试访客", "As filled in"),
            choice("guest", "匿名", "Anonymous").of(Cast::Nobody),
            choice("member", "有访客名片", "With a visitor card")
                .of(Cast::Somebody { with: CARD, without: &[] }),
        ]),
    },
];

pub fn draw(situation: &Situation<'_>, conditions: &Conditions) -> Preview {
    let view = View { situation, conditions };
    let button = situation.target() != "h5_link";
    Preview {
        frames: if button { view.mini_program() } else { vec![view.chat()] },
        behaviours: if button { view.button_behaviours() } else { view.link_behaviours() },
        desk: view.desk(),
        without_effect: Vec::new(),
        advice: if button { view.advice() } else { Vec::new() },
        guessed: guessed(button),
        dark: false,
    }
}

struct View<'a> {
    situation: &'a Situation<'a>,
    conditions: &'a Conditions,
}

impl View<'_> {
    fn colour(&self) -> Option<Colour> {
        self.situation.text("color").and_then(Colour::parse)
    }

    fn ink(&self) -> String {
        self.colour().map_or_else(|| BLUE.to_owned(), Colour::css)
    }

    /// The side in pixels of the drawing.
    fn side(&self) -> u16 {
        let size = self.situation.text("size").unwrap_or_default();
        let (digits, share) = match size.strip_suffix("rpx") {
            Some(digits) => (digits, RPX_PER_PIXEL),
            None => (size, 1),
        };
        (digits.parse::<u16>().unwrap_or(25) / share).clamp(1, WIDEST)
    }

    fn mini_program(&self) -> Vec<Frame> {
        let mut frames =
            vec![if self.situation.is("client", "old") { too_old() } else { self.button() }];
        if self.situation.set("alipay-card-no").is_some() {
            frames.push(reminders(self.app_id().is_some()));
        }
        frames
    }

    fn button(&self) -> Frame {
        let (side, ink) = (self.side(), self.ink());
        let picture = self.situation.set("icon").is_some();
        let size = self.situation.text("size").unwrap_or_default();
        let label = if picture {
            Message::new(
                format!("小程序页面中的客服按钮：自己的图片，边长 {size}"),
                format!("A contact button in a mini-program page: an own picture, side {size}"),
            )
        } else {
            Message::new(
                format!("小程序页面中的客服按钮：白底、{ink} 的对话图标，边长 {size}"),
                format!(
                    "A contact button in a mini-program page: a chat icon in {ink} on white, side {size}"
                ),
            )
        };
        let glyph = Part::Glyph { size: side, ink, picture };
        page(label, Message::new("咨询按钮", "The contact button"), glyph)
    }

    fn chat(&self) -> Frame {
        let named = self.situation.set("card").is_some();
        let caption = if named {
            Message::new("H5 聊天页（带访客名片）", "H5 chat page with a visitor card")
        } else {
            Message::new("H5 聊天页（匿名访客）", "H5 chat page, anonymous visitor")
        };
        let greeting = Part::Bubble {
            icon: Icon::Avatar,
            from_visitor: false,
            text: "（后台配置的欢迎语）".to_owned(),
            button: None,
            fill: None,
        };
        Frame {
            device: Device::PhoneWeb,
            title: "在线客服".to_owned(),
            bar: true,
            bar_fill: None,
            label: Message::new(
                "手机上的聊天页：欢迎语和输入框",
                "A chat page on a phone: a greeting and a field to write in",
            ),
            caption,
            parts: vec![greeting, Part::InputBar { buttons: Vec::new() }],
        }
    }

    fn extra(&self) -> Option<&Value> {
        self.situation.value("ext-info")
    }

    fn app_id(&self) -> Option<String> {
        self.extra()?.get("appId").and_then(Value::as_str).map(str::to_owned)
    }

    fn button_behaviours(&self) -> Vec<Message> {
        let mut told = vec![Message::new(
            "点击后打开云客服聊天窗",
            "A tap opens the chat of the cloud customer service",
        )];
        if self.situation.set("alipay-card-no").is_some() {
            told.push(Message::new(
                "用户离开聊天窗后，客服的回复会提醒：打开支付宝时弹出（默认 30 分钟一次），并出现在「服务提醒」中",
                "Replies after the user has left are announced: when Alipay opens (by default every 30 minutes), and among the service reminders",
            ));
        }
        if self.app_id().is_some() {
            told.push(Message::new(
                "聊天窗默认带出用户的小程序订单；未读消息同步到「我的小程序」",
                "The chat brings along the user's orders in the mini program; unread messages are shown under “my mini programs”",
            ));
        }
        if let Some(extra) = self.extra() {
            let (json, encoded) = (extra.to_string(), encode_component(&extra.to_string()));
            told.push(Message::new(
                format!("ext-info 的内容：{json}；编码后：{encoded}"),
                format!("ext-info holds {json}; encoded: {encoded}"),
            ));
        }
        told.push(self.card_behaviour());
        told.push(Message::new(
            "基础库低于 1.14.1、客户端低于 10.1.10，以及原生渲染引擎中不显示",
            "Not shown below base library 1.14.1 or client 10.1.10, and not by the native rendering engine",
        ));
        told
    }

    fn link_behaviours(&self) -> Vec<Message> {
        let mut told = vec![Message::new(
            "在浏览器或 App 的网页里打开聊天窗",
            "Opens the chat in a browser or in a web view of an app",
        )];
        told.push(self.card_behaviour());
        told
    }

    fn card_behaviour(&self) -> Message {
        if self.situation.set("card").is_some() {
            return Message::new(
                "带加密的访客名片，客服能看到访客是谁",
                "Carries an encrypted card, so that agents see who the visitor is",
            );
        }
        if self.conditions.is(VISITOR, "guest") {
            return Message::new(
                "匿名访客：没有把任何身份传给客服工作台",
                "An anonymous visitor: nothing about who it is reaches the agent desk",
            );
        }
        if self.situation.is("signed", "true") {
            Message::new(
                "代码向您的服务端取访客名片；取不到时访客是匿名的",
                "The code asks your server for a visitor card; without one the visitor is anonymous",
            )
        } else {
            Message::new("没有访客名片，访客是匿名的", "Without a card the visitor is anonymous")
        }
    }

    /// The card, field by field: only the agent sees it.
    fn desk(&self) -> Vec<DeskItem> {
        let Some(Value::Object(card)) = self.situation.value("card") else { return Vec::new() };
        let fields = params::all()
            .iter()
            .filter(|param| param.parent == Some("card") && param.effect == Effect::AgentDesk);
        let item = |param: &'static crate::catalog::Param| {
            let value =
                card.get(param.name).filter(|value| !crate::catalog::kind::is_unset(value))?;
            let value = crate::catalog::kind::plain(value);
            Some(DeskItem::new(param, value))
        };
        fields.filter_map(item).collect()
    }

    /// Only for a colour that was chosen: the vendor's own blue is the vendor's business.
    fn advice(&self) -> Vec<Message> {
        let drawn = self.situation.set("icon").is_none();
        let chosen = self.situation.set("color").and_then(Colour::parse).filter(|_| drawn);
        let faint = chosen.map(|ink| (ink.css(), ink.contrast(colour::WHITE)));
        let told = faint.filter(|(_, ratio)| *ratio < 3.0).map(|(css, ratio)| {
            Message::new(
                format!("{css} 的图标在白底上对比度只有 {ratio:.1}:1，低于 3:1，可能看不清"),
                format!("An icon in {css} on white has a contrast of only {ratio:.1}:1, below 3:1, and may be hard to see"),
            )
        });
        told.into_iter().collect()
    }
}

/// Nothing but the customer's page.
fn too_old() -> Frame {
    let words =
        Message::new("旧版本不显示，需兼容处理", "Not shown by old versions; leave another way");
    let label = Message::new(
        "支付宝版本过低：页面里没有客服按钮",
        "Alipay is too old: the page has no contact button",
    );
    page(label, Message::new("版本过低", "Too old"), Part::Note { text: words })
}

fn page(label: Message, caption: Message, part: Part) -> Frame {
    Frame {
        device: Device::Phone,
        title: "支付宝小程序".to_owned(),
        bar: true,
        bar_fill: None,
        label,
        caption,
        parts: vec![Part::Placeholder { lines: 2 }, Part::Placeholder { lines: 2 }, part],
    }
}

/// The three ways in which Alipay announces a reply; the last one needs the AppID.
fn reminders(unread: bool) -> Frame {
    let card = |title: &str, line: &str| Part::Card {
        title: title.to_owned(),
        lines: vec![line.to_owned()],
        tag: None,
        picture: true,
    };
    let mut parts = vec![
        card("支付宝首页", "您有新的客服消息"),
        card("服务提醒", "客服：您好，请问有什么可以帮您？"),
    ];
    if unread {
        parts.push(card("小程序 · 我的", "1 条未读消息"));
    }
    Frame {
        device: Device::Phone,
        title: "支付宝".to_owned(),
        bar: false,
        bar_fill: None,
        label: Message::new("支付宝里的客服消息提醒", "Reminders of messages in Alipay"),
        caption: Message::new("离开后的消息提醒", "Reminders after leaving"),
        parts,
    }
}

fn guessed(button: bool) -> Vec<Message> {
    let told: &[Text] = if button {
        &[
            text(
                "默认图标的形状，按钮在页面中的位置",
                "The shape of the icon, and the button's place in the page",
            ),
            text(
                "设置图片后 color 是否仍起作用：这里按不起作用画",
                "Whether color counts beside a picture: drawn as if it did not",
            ),
            text("消息提醒的样子", "The look of the reminders"),
            text("rpx 按 750 rpx 为一屏换算", "rpx are counted as 750 to a screen"),
        ]
    } else {
        &[text("聊天页的标题、颜色和布局", "Title, colours and layout of the chat page")]
    };
    told.iter().copied().map(Message::from).collect()
}
