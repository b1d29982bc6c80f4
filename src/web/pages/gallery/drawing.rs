//! A preview with every part that can be drawn.

#![allow(clippy::too_many_lines, reason = "a list of samples, read from top to bottom")]

use crate::channels::preview::{Button, DeskItem, Device, Frame, Icon, Part, Preview, Side, Tool};
use crate::text::{Message, text};

fn phone(title: &str, caption: (&str, &str), parts: Vec<Part>) -> Frame {
    Frame {
        device: Device::Phone,
        title: title.into(),
        bar: true,
        bar_fill: None,
        label: Message::new(format!("手机画面：{}", caption.0), format!("Phone: {}", caption.1)),
        caption: Message::new(caption.0, caption.1),
        parts,
    }
}

fn button(text: &str, outlined: bool) -> Button {
    let (fill, ink) = if outlined { ("#ffffff", "#2a5ca8") } else { ("#2a5ca8", "#ffffff") };
    Button { text: text.into(), fill: fill.into(), ink: ink.into(), outlined }
}

pub fn drawing() -> Preview {
    let row = |icon, name: &str, entry, padding| Part::Row {
        icon,
        text: name.into(),
        button: Some(entry),
        padding,
    };
    let agent = |text: &str, button| Part::Bubble {
        icon: Icon::Avatar,
        from_visitor: false,
        text: text.into(),
        button,
        fill: None,
    };
    let mine = |text: &str| Part::Bubble {
        icon: Icon::Placeholder,
        from_visitor: true,
        text: text.into(),
        button: None,
        fill: Some("#04babc".into()),
    };
    let floating = |side, fill: &str, badge| Part::Floating {
        side,
        fill: fill.into(),
        ink: "#ffffff".into(),
        badge,
    };
    let desktop = |title: &str, caption: (&str, &str), parts| Frame {
        device: Device::Desktop,
        ..phone(title, caption, parts)
    };
    let mut chat = phone(
        "售后服务中心",
        ("H5 聊天页", "H5 chat page"),
        vec![
            Part::Note { text: Message::new("您已接入人工客服", "An agent has joined") },
            agent("您好，请问有什么可以帮您？", None),
            mine("我的订单什么时候发货？"),
            Part::Card {
                title: "智能客服高级版".into(),
                lines: vec!["订单号 1111111111111".into(), "共 2 件".into()],
                tag: Some("¥3,000.00".into()),
                picture: true,
            },
            Part::InputBar {
                buttons: vec![
                    text("人工服务", "Human"),
                    text("服务评价", "Rate"),
                    text("结束对话", "End"),
                ],
            },
        ],
    );
    chat.bar_fill = Some("#04babc".into());
    let tool = |text: &str, picture| Tool { text: text.into(), picture };
    let desk = phone(
        "智能客服",
        ("客服页：订单与快捷按钮", "Chat page: order and toolbar"),
        vec![
            agent("您好，请问有什么可以帮您？", None),
            Part::Order {
                header: "智能客服高级版".into(),
                desc: "¥3000/月".into(),
                rows: vec![("订单号".into(), "11111111111111111111".into())],
                picture: true,
            },
            Part::Toolbar {
                buttons: vec![tool("人工服务", true), tool("查询包裹", false)]
            },
            Part::InputBar { buttons: vec![] },
        ],
    );
    let mut bare = chat.clone();
    bare.bar = false;
    bare.bar_fill = None;
    bare.caption = Message::new("无导航栏", "Without a bar");
    Preview {
        frames: vec![
            phone(
                "订单详情",
                ("样式一：整行", "Style 1: row"),
                vec![
                    Part::Placeholder { lines: 2 },
                    row(Icon::Avatar, "王芳", button("联系我", false), 12),
                    row(Icon::AvatarSquare, "在线咨询", button("立即联系", true), 0),
                    row(Icon::Primary, "联系客服", button("联系客服", false), 24),
                ],
            ),
            phone(
                "商品详情",
                ("样式二：圆形按钮", "Style 2: round button"),
                vec![
                    Part::Placeholder { lines: 2 },
                    Part::Placeholder { lines: 3 },
                    Part::Button(button("在线咨询", false)),
                    floating(Side::Right, "#FFD43B", None),
                ],
            ),
            phone(
                "会员中心",
                ("样式三：聊天气泡", "Style 3: bubble"),
                vec![
                    Part::Placeholder { lines: 2 },
                    agent("有什么问题可以联系我咨询", Some(button("咨询服务", false))),
                    row(Icon::Light, "图标", button("联系我", false), 8),
                    Part::Glyph { size: 25, ink: "#00a3ff".into(), picture: false },
                    Part::Glyph { size: 54, ink: "#ff6a00".into(), picture: true },
                ],
            ),
            chat,
            bare,
            desk,
            desktop(
                "https://www.example.com/product/42",
                ("右下角入口，展开聊天窗", "Lower right corner, open chat"),
                vec![
                    Part::Placeholder { lines: 4 },
                    Part::OwnButton { text: "您的按钮 class=zhiCustomBtn".into() },
                    Part::Window {
                        side: Side::Right,
                        fill: "#04babc".into(),
                        title: "售后服务中心".into(),
                        parts: vec![
                            agent("您好，请问有什么可以帮您？", None),
                            mine("发票"),
                            Part::InputBar { buttons: vec![] },
                        ],
                    },
                ],
            ),
            desktop(
                "https://www.example.com/product/42",
                ("左下角入口与邀请弹窗", "Lower left corner and an invitation"),
                vec![
                    Part::Placeholder { lines: 4 },
                    Part::Dialog {
                        text: "欢迎咨询".into(),
                        button: Some(Button {
                            fill: "#d6336c".into(),
                            ..button("开始聊天吧", false)
                        }),
                    },
                    floating(Side::Left, "#d6336c", Some(Message::new("动图", "GIF"))),
                ],
            ),
        ],
        behaviours: vec![
            Message::new(
                "2 秒后出现邀请，拒绝后 10 秒再次出现，每天最多 5 次",
                "Invites after 2 s, again 10 s after a refusal, at most 5 times a day",
            ),
            Message::new("在新窗口打开聊天页", "Opens the chat in a new window"),
        ],
        desk: vec![
            DeskItem {
                label: text("客户标签", "Label"),
                raw: "user_label",
                value: "vip,回访".into(),
                meaning: None,
            },
            DeskItem {
                label: text("是否 VIP 客户", "VIP customer"),
                raw: "is_vip",
                value: "1".into(),
                meaning: Some(text("VIP 客户", "VIP")),
            },
        ],
        without_effect: vec![(
            "bubbleColor",
            Message::new(
                "只在样式二的圆形按钮上起作用",
                "Works on the round button of style 2 only",
            ),
        )],
        advice: vec![Message::new(
            "图标与底色对比度 1.43:1，低于 3:1",
            "Contrast of icon and ground is 1.43:1, below 3:1",
        )],
        guessed: vec![
            Message::new("深蓝的确切色值", "The exact deep blue"),
            Message::new("气泡内按钮的位置", "Where the button in the bubble sits"),
        ],
        dark: false,
    }
}
