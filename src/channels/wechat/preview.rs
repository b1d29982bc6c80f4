//! The page with the button, and the session that it opens.

use serde_json::Value;

use crate::catalog::{Effect, Situation, Standing};
use crate::channels::preview::conditions::{Choices, PAGE, PAGES, choice};
use crate::channels::preview::{
    Button, Condition, Conditions, DeskItem, Device, Frame, Icon, Part, Preview,
};
use crate::text::{Message, text};

/// The look of a plain button; the vendor's document gives no tones.
const FILL: &str = "#e6e8eb";
const INK: &str = "#07703c";
/// A green that carries white text.
const MINE: &str = "#0b7a43";
/// Stands where only the page knows the value.
const BY_PAGE: &str = "（由页面提供）";

const TALK: &str = "talk";
const CLIENT: &str = "client";

pub const CONDITIONS: &[Condition] = &[
    Condition {
        id: PAGE,
        label: text("小程序页面", "Page of the mini program"),
        targets: &[],
        choices: Choices::Among(PAGES),
    },
    Condition {
        id: TALK,
        label: text("会话进行到", "The session"),
        targets: &["mini_program"],
        choices: Choices::Among(&[
            choice("entered", "刚进入", "Just entered"),
            choice("wrote", "用户已发消息", "The user has written"),
        ]),
    },
    Condition {
        id: CLIENT,
        label: text("用户的微信", "The user's WeChat"),
        targets: &["service_chat"],
        choices: Choices::Among(&[
            choice("new", "基础库 2.19.0 起", "Base library 2.19.0 on"),
            choice("old", "更低版本", "Older"),
        ]),
    },
];

pub fn draw(situation: &Situation<'_>, conditions: &Conditions) -> Preview {
    let view = View { situation, conditions };
    let chat = situation.target() == "service_chat";
    Preview {
        frames: vec![view.page(), view.opened(chat)],
        behaviours: if chat { chat_behaviours() } else { button_behaviours() },
        desk: view.desk(),
        without_effect: view.without_effect(),
        advice: Vec::new(),
        guessed: guessed(),
        dark: false,
    }
}

struct View<'a> {
    situation: &'a Situation<'a>,
    conditions: &'a Conditions,
}

impl View<'_> {
    fn set(&self, names: [&str; 2]) -> Option<&str> {
        names.iter().find_map(|name| self.situation.set(name))
    }

    /// What is drawn for a value: the fixed one, what the page will supply, or what WeChat takes.
    fn shown(&self, names: [&str; 2], otherwise: &str) -> String {
        let fixed = self.set(names).map(str::to_owned);
        fixed.unwrap_or_else(|| {
            let asked = names.iter().any(|name| self.by_page(name));
            if asked { BY_PAGE.to_owned() } else { otherwise.to_owned() }
        })
    }

    fn by_page(&self, name: &str) -> bool {
        let list = self.situation.value("from_page").and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|item| item.as_str() == Some(name)))
    }

    fn page(&self) -> Frame {
        let words = self.situation.text("button_text").unwrap_or_default().to_owned();
        let label = Message::new(
            format!("小程序页面，有一个按钮：{words}"),
            format!("A page of the mini program with a button: {words}"),
        );
        let button =
            Button { text: words, fill: FILL.to_owned(), ink: INK.to_owned(), outlined: false };
        Frame {
            device: Device::Phone,
            title: "商品详情".to_owned(),
            bar: true,
            bar_fill: None,
            label,
            caption: Message::new("小程序页面", "Page of the mini program"),
            parts: vec![Part::Placeholder { lines: 3 }, Part::Button(button)],
        }
    }

    fn opened(&self, chat: bool) -> Frame {
        if chat && self.conditions.is(CLIENT, "old") { self.too_old() } else { self.session(chat) }
    }

    /// The page stays, and asks for another WeChat.
    fn too_old(&self) -> Frame {
        let mut frame = self.page();
        frame.parts.push(Part::Dialog {
            text: "当前微信版本过低，请升级后再联系客服".to_owned(),
            button: None,
        });
        frame.caption = Message::new("基础库低于 2.19.0", "Base library below 2.19.0");
        frame.label = Message::new(
            "小程序页面上的提示：请升级微信",
            "A message over the page that asks to update WeChat",
        );
        frame
    }

    /// What was said so far.
    fn said(&self) -> Vec<Part> {
        let bubble = |icon, from_visitor, text: &str| Part::Bubble {
            icon,
            from_visitor,
            text: text.to_owned(),
            button: None,
            fill: from_visitor.then(|| MINE.to_owned()),
        };
        let note = |zh: &str, en: &str| Part::Note { text: Message::new(zh, en) };
        if self.conditions.is(TALK, "wrote") {
            vec![
                bubble(Icon::None, true, "这件商品还有货吗"),
                bubble(Icon::Avatar, false, "有的，今天可以发出"),
                note("48 小时内，客服还能回复 4 条", "Agents may send 4 more within 48 hours"),
            ]
        } else {
            vec![note("用户先发消息，客服才能回复", "Agents can answer once the user has written")]
        }
    }

    fn session(&self, chat: bool) -> Frame {
        let card = self.set(["show-message-card", "showMessageCard"]) == Some("true");
        let mut parts = Vec::new();
        if chat {
            parts.push(Part::Bubble {
                icon: Icon::Avatar,
                from_visitor: false,
                text: "（客服账号的欢迎语）".to_owned(),
                button: None,
                fill: None,
            });
        } else {
            parts.extend(self.said());
        }
        if card {
            parts.push(Part::Note {
                text: Message::new("可能要发送的小程序", "You may want to send this mini program"),
            });
            parts.push(self.card());
        }
        parts.push(Part::InputBar { buttons: Vec::new() });
        let (zh, en) = if chat {
            ("微信客服会话", "WeChat service chat")
        } else {
            ("小程序客服会话", "Customer-service session")
        };
        let label = if card {
            Message::new(
                format!("{zh}，右下方提示发送一张小程序卡片"),
                format!("{en}, with a hint to send a mini-program card"),
            )
        } else {
            Message::new(format!("{zh}，没有消息卡片"), format!("{en}, without a message card"))
        };
        Frame {
            device: Device::Phone,
            title: if chat { "客服".to_owned() } else { "客服会话".to_owned() },
            bar: true,
            bar_fill: None,
            label,
            caption: Message::new(zh, en),
            parts,
        }
    }

    fn card(&self) -> Part {
        let title = self.shown(["send-message-title", "sendMessageTitle"], "（当前页面的标题）");
        let path = self.shown(["send-message-path", "sendMessagePath"], "（当前页面的分享路径）");
        let image = self.shown(["send-message-img", "sendMessageImg"], "（当前页面的截图）");
        Part::Card {
            title,
            lines: vec![format!("打开 {path}"), format!("图片 {image}")],
            tag: None,
            picture: true,
        }
    }

    fn desk(&self) -> Vec<DeskItem> {
        let shown = self.shown(["session-from", "session-from"], "");
        let item = DeskItem {
            label: text("会话来源", "Source of the session"),
            raw: "session-from",
            value: shown,
            meaning: None,
        };
        let button = self.situation.target() != "service_chat";
        Some(item).filter(|item| button && !item.value.is_empty()).into_iter().collect()
    }

    fn without_effect(&self) -> Vec<(&'static str, Message)> {
        let table = self.situation.catalogue().parameters.iter();
        let set = table.filter(|param| {
            self.situation.set(param.name).is_some() && param.effect == Effect::Visible
        });
        set.filter_map(|param| match self.situation.standing(param) {
            Standing::Ineffective(reason) => Some((param.name, reason)),
            Standing::Effective | Standing::Open => None,
        })
        .collect()
    }
}

fn button_behaviours() -> Vec<Message> {
    vec![
        Message::new(
            "点按后离开页面，进入微信的客服会话；微信会在 1 秒内忽略重复的点按",
            "A tap leaves the page for WeChat's session; repeated taps within a second are ignored",
        ),
        Message::new(
            "用户点按会话里的小程序消息时回到小程序，代码按 path 和 query 跳转",
            "A tap on a mini-program message in the session comes back, and the code navigates by path and query",
        ),
        Message::new(
            "用户发消息后，客服在 48 小时内最多回复 5 条；用户只是进入会话时，1 分钟内最多 2 条",
            "After a user's message agents may send 5 messages within 48 hours; after a mere entering, 2 within 1 minute",
        ),
    ]
}

fn chat_behaviours() -> Vec<Message> {
    vec![
        Message::new(
            "点按后打开企业的微信客服会话，由企业微信里的客服人员接待",
            "A tap opens the corp's WeChat service chat, answered by its staff in WeCom",
        ),
        Message::new(
            "微信版本过低（基础库低于 2.19.0）时，提示用户升级",
            "Clients whose base library is older than 2.19.0 are asked to update",
        ),
    ]
}

fn guessed() -> Vec<Message> {
    vec![
        Message::new(
            "按钮和卡片的大小、颜色与间距",
            "Sizes, colours and distances of button and card",
        ),
        Message::new(
            "会话页的标题：实际是小程序或客服账号的名称",
            "The session's title: in fact the name of the mini program or of the account",
        ),
        Message::new(
            "卡片上不会显示路径；这里画出来，方便核对",
            "A real card does not show its path; it is drawn here to be checked",
        ),
    ]
}
