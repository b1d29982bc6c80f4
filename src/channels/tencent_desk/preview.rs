//! What the chosen options look like: the page with the button, and the chat that it opens.

use serde_json::Value;

use super::findings;
use super::params::{BUTTONS, CARD, SERVICE_NUMBERS};
use crate::catalog::{Effect, Param, Situation, Standing, kind};
use crate::channels::preview::conditions::{Cast, Choices, PAGE, PAGES, choice};
use crate::channels::preview::{
    Button, Condition, Conditions, DeskItem, Device, Frame, Icon, Part, Preview, Tool,
};
use crate::text::{Message, text};

/// The colour of the button in the vendor document.
const BLUE: &str = "#0052d9";

const ANSWER: &str = "answer";
/// Invented; the values of the test visitor come first.
const MEMBER: &[(&str, &str)] = &[("userID", "member-1001"), ("nickName", "Li Xiang")];

pub const CONDITIONS: &[Condition] = &[
    Condition {
        id: PAGE,
        label: text("小程序页面", "Page of the mini program"),
        targets: &[],
        choices: Choices::Among(PAGES),
    },
    Condition {
        id: "visitor",
        label: text("访客", "Visitor"),
        targets: &[],
        choices: Choices::Among(&[
            choice("filled", "按测试访客", "As filled in"),
            choice("guest", "没有资料", "Without a profile")
                .of(Cast::Somebody { with: &[("userID", "guest-7f3a")], without: PROFILE }),
            choice("member", "会员", "Member").of(Cast::Somebody { with: MEMBER, without: &[] }),
        ]),
    },
    Condition {
        id: ANSWER,
        label: text("谁在回答", "Who answers"),
        targets: &[],
        choices: Choices::Among(&[
            choice("robot", "机器人", "Robot"),
            choice("agent", "人工客服", "An agent"),
        ]),
    },
];
const PROFILE: &[&str] = &["nickName", "avatar"];

pub fn draw(situation: &Situation<'_>, conditions: &Conditions) -> Preview {
    let view = View { situation, conditions };
    Preview {
        frames: vec![entry(), view.chat()],
        behaviours: view.behaviours(),
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

/// The customer's own page.
fn entry() -> Frame {
    Frame {
        device: Device::Phone,
        title: "首页".to_owned(),
        bar: true,
        bar_fill: None,
        label: Message::new(
            "小程序页面中的一个蓝色按钮：咨询客服",
            "A blue button in a mini-program page that opens the chat",
        ),
        caption: Message::new("放按钮的页面", "The page with the button"),
        parts: vec![
            Part::Placeholder { lines: 2 },
            Part::Placeholder { lines: 3 },
            Part::Button(Button {
                text: "咨询客服".to_owned(),
                fill: BLUE.to_owned(),
                ink: "#ffffff".to_owned(),
                outlined: false,
            }),
        ],
    }
}

impl View<'_> {
    /// The value of an option that the chosen kit reads; its own default where nothing is set.
    fn text(&self, name: &str) -> Option<&str> {
        let param = self.situation.find(name)?;
        match self.situation.newer(param) {
            Some(_) => None,
            None => self.situation.text(name),
        }
    }

    fn json(&self, name: &str) -> Value {
        self.text(name).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    fn chat(&self) -> Frame {
        let order = self.order();
        let buttons: Vec<Tool> = self.buttons().map(|button| tool(&button)).collect();
        let label = match (order.is_some(), buttons.is_empty()) {
            (false, true) => {
                Message::new("客服聊天页：对话和输入区", "The chat: conversation and input")
            }
            (true, true) => Message::new(
                "客服聊天页：输入区上方有一张订单卡片",
                "The chat: an order above the input",
            ),
            (false, false) => Message::new(
                format!("客服聊天页：输入区上方有 {} 个按钮", buttons.len()),
                format!("The chat: {} buttons above the input", buttons.len()),
            ),
            (true, false) => Message::new(
                format!("客服聊天页：输入区上方有一张订单卡片和 {} 个按钮", buttons.len()),
                format!("The chat: an order and {} buttons above the input", buttons.len()),
            ),
        };
        let mut parts = vec![Part::Bubble {
            icon: Icon::Avatar,
            from_visitor: false,
            text: self.greeting().to_owned(),
            button: None,
            fill: None,
        }];
        parts.extend(self.notes());
        parts.extend(order);
        parts.extend((!buttons.is_empty()).then_some(Part::Toolbar { buttons }));
        parts.push(Part::InputBar { buttons: Vec::new() });
        Frame {
            device: Device::Phone,
            title: "智能客服".to_owned(),
            bar: true,
            bar_fill: None,
            label,
            caption: Message::new("打开后的聊天页", "The chat that it opens"),
            parts,
        }
    }

    fn greeting(&self) -> &'static str {
        if self.conditions.is(ANSWER, "agent") {
            "您好，我是人工客服，很高兴为您服务"
        } else {
            "您好，请问有什么可以帮您？"
        }
    }

    /// Below an answer of the robot.
    fn notes(&self) -> impl Iterator<Item = Part> {
        // An agent's answers carry neither.
        let robot = !self.conditions.is(ANSWER, "agent");
        let on = |name: &str| robot && self.text(name) == Some("1");
        let note = on("enableAINote").then(|| Message::new("内容由 AI 生成", "Made by AI"));
        let rating = on("enableFeedback").then(|| Message::new("赞 · 踩", "Thumbs up · down"));
        note.into_iter().chain(rating).map(|text| Part::Note { text })
    }

    fn order(&self) -> Option<Part> {
        let card = self.json(CARD);
        let text = |name: &str| field(&card, name);
        is_shown(&card).then(|| Part::Order {
            header: text("header"),
            desc: text("desc"),
            rows: card
                .get("customField")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|row| (field(row, "name"), field(row, "value")))
                .collect(),
            picture: !text("pic").is_empty(),
        })
    }

    /// Buttons that show, in their order.
    fn buttons(&self) -> impl Iterator<Item = Value> {
        let items = match self.json(BUTTONS) {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        items.into_iter().filter(|item| field(item, "isEnabled") == "1")
    }

    fn behaviours(&self) -> Vec<Message> {
        let mut list = vec![Message::new(
            "点击按钮后先向签名接口取 userSig，再打开客服；取不到时提示稍后再试",
            "A tap asks the signing address for a userSig and then opens the chat; without one it says to try again later",
        )];
        list.extend(self.buttons().filter_map(|button| tap(&button)));
        if is_shown(&self.json(CARD)) {
            list.push(Message::new(
                "点「发送」把订单发给坐席，坐席点开看到订单网址",
                "“Send” hands the order to the agent, who can open its address",
            ));
        }
        match (self.text("customerServiceID"), self.json(SERVICE_NUMBERS).get(0)) {
            (Some(number), _) => list.push(Message::new(
                format!("打开客服号 {number}"),
                format!("Opens the service number {number}"),
            )),
            (None, Some(first)) => {
                let first = kind::plain(first);
                list.push(Message::new(
                    format!("打开列表的第一个客服号 {first}"),
                    format!("Opens the first service number of the list, {first}"),
                ));
            }
            (None, None) => {}
        }
        list
    }

    fn desk(&self) -> Vec<DeskItem> {
        let table = self.situation.catalogue().parameters.iter();
        let seen = table.filter(|param| param.effect == Effect::AgentDesk);
        let item = |param: &'static Param| {
            let value = self.situation.set(param.name)?;
            Some(DeskItem::new(param, value))
        };
        seen.filter(|param| self.situation.newer(param).is_none()).filter_map(item).collect()
    }

    fn without_effect(&self) -> Vec<(&'static str, Message)> {
        let table = self.situation.catalogue().parameters.iter();
        let set = table.filter(|param| self.situation.set(param.name).is_some());
        set.filter_map(|param| {
            if let Some(reason) = self.situation.newer(param) {
                return Some((param.name, reason));
            }
            match self.situation.standing(param) {
                Standing::Ineffective(reason) => Some((param.name, reason)),
                Standing::Effective | Standing::Open => None,
            }
        })
        .collect()
    }
}

fn field(item: &Value, name: &str) -> String {
    item.as_object().map(|item| findings::field(item, name)).unwrap_or_default()
}

fn tool(button: &Value) -> Tool {
    Tool { text: field(button, "title"), picture: !field(button, "icon").is_empty() }
}

/// What a button of one's own does.
fn tap(button: &Value) -> Option<Message> {
    let (title, content) = (field(button, "title"), field(button, "content"));
    if field(button, "isPreset") != "0" || content.is_empty() {
        return None;
    }
    Some(if field(button, "type") == "2" {
        Message::new(format!("点「{title}」打开 {content}"), format!("“{title}” opens {content}"))
    } else {
        Message::new(
            format!("点「{title}」发送「{content}」"),
            format!("“{title}” sends “{content}”"),
        )
    })
}

fn guessed() -> Vec<Message> {
    vec![
        Message::new("聊天页的标题、欢迎语和各处间距", "Title, greeting and distances of the chat"),
        Message::new("订单卡片与按钮的样子", "The look of the order and of the buttons"),
        Message::new(
            "「由 AI 生成」的标注与赞踩：文档没有，只在 UIKit 代码中见过",
            "The note “made by AI” and the thumbs: not in the document, only seen in the kit's code",
        ),
    ]
}

/// An empty card is none: the vendor's default.
fn is_shown(card: &Value) -> bool {
    card.as_object().is_some_and(|fields| !fields.is_empty())
}
