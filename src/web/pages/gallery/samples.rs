//! One sample of everything that the templates can draw.

#![allow(clippy::too_many_lines, reason = "lists of samples, read from top to bottom")]

use super::{Changed, Item, Line, Row};
use crate::catalog::form::{Choice, Field, Group, Widget};
use crate::channels::preview::{Button, DeskItem, Device, Frame, Icon, Part, Preview, Side};
use crate::channels::{Artifact, Diagnostic, Severity};
use crate::text::{Message, Text, text};

pub const WAS: &str = "<cell\n  bind:startmessage=\"startmessage\"\n  plugid=\"a1b2c3d4e5\"\n  styleType=\"{{1}}\"\n  buttonText=\"{{3}}\"\n/>\n";
pub const NOW: &str = "<cell\n  bind:startmessage=\"startmessage\"\n  plugid=\"a1b2c3d4e5\"\n  styleType=\"{{1}}\"\n  buttonText=\"{{0}}\"\n/>\n";

fn choice(value: &str, zh: &str, en: &str, chosen: bool) -> Choice {
    Choice { value: value.into(), label: Message::new(zh, en), chosen, written: None }
}

pub fn options() -> Vec<Choice> {
    vec![
        choice("", "全部", "All", true),
        choice("sobot", "智齿", "Sobot", false),
        choice("wecom", "企业微信", "WeCom", false),
    ]
}

fn field(name: &str, raw: &'static str, label: Text, widget: Widget, value: &str) -> Field {
    Field {
        name: format!("p.{name}"),
        id: format!("p-{name}"),
        raw,
        label,
        help: text("", ""),
        erratum: None,
        source: "sobot-web · 参数表",
        required: false,
        default: None,
        effect: text("画面", "Visible"),
        widget,
        value: value.into(),
        errors: vec![],
        warnings: vec![],
        inactive: None,
    }
}

pub fn groups() -> Vec<Group> {
    let mut plugid = field(
        "plugid",
        "plugid",
        text("插件 ID", "Plugin ID"),
        Widget::Line { max: Some(64), mono: true },
        "",
    );
    plugid.required = true;
    plugid.effect = text("不可见", "Invisible");
    plugid.help =
        text("企业微信管理后台 → 客户联系 中生成", "Made in the WeCom console, customer contact");
    plugid.errors = vec![Message::new("插件 ID 不能为空", "Enter a plugin ID")];
    let style = field(
        "styleType",
        "styleType",
        text("主样式", "Style"),
        Widget::Choice {
            options: vec![
                choice("", "不设置", "Not set", false),
                choice("1", "1 整行", "1 Row", true),
                choice("2", "2 按钮", "2 Button", false),
                choice("3", "3 气泡", "3 Bubble", false),
            ],
        },
        "1",
    );
    let mut words = field(
        "buttonText",
        "buttonText",
        text("按钮文案", "Button text"),
        Widget::Choice {
            options: vec![
                choice("", "不设置", "Not set", false),
                choice("0", "0 联系我", "0 联系我", true),
                choice("1", "1 立即联系", "1 立即联系", false),
                choice("2", "2 咨询服务", "2 咨询服务", false),
                choice("3", "3 在线咨询", "3 在线咨询", false),
            ],
        },
        "0",
    );
    words.default = Some(Message::new("联系我", "联系我"));
    let mut colour = field(
        "bubbleColor",
        "bubbleColor",
        text("气泡颜色", "Bubble colour"),
        Widget::Colour { hash: false, swatch: Some("#FFD43B".into()) },
        "FFD43B",
    );
    colour.help = text("6 位十六进制，不带 #", "Six hex digits without #");
    colour.warnings = vec![Message::new(
        "图标与底色对比度 1.43:1，低于 3:1",
        "Contrast of icon and ground is 1.43:1, below 3:1",
    )];
    colour.erratum = Some(text(
        "文档的例子带了 #，实际不带。",
        "The document's example has a #; the plugin wants none.",
    ));
    let mut mask = field(
        "isMask",
        "isMask",
        text("隐藏真实姓名", "Hide the real name"),
        Widget::Choice {
            options: vec![
                choice("", "不设置", "Not set", true),
                Choice {
                    written: Some("isMask=1".into()),
                    ..choice("true", "隐藏", "Hide", false)
                },
                Choice {
                    written: Some("isMask=0".into()),
                    ..choice("false", "显示", "Show", false)
                },
            ],
        },
        "",
    );
    mask.inactive = Some(Message::new(
        "仅在单人、样式一时起作用；值已保留",
        "Works for one person with style 1 only; the value is kept",
    ));
    let many = field(
        "flags",
        "toolbar",
        text("工具栏", "Toolbar"),
        Widget::Many {
            options: vec![
                choice("a", "人工服务", "Human", true),
                choice("b", "服务评价", "Rating", false),
                choice("c", "结束对话", "End", true),
            ],
        },
        "",
    );
    let mut json = field(
        "params",
        "params",
        text("自定义参数", "Parameters"),
        Widget::Area { max: None, mono: true },
        "{\"order\": \"A-1\"}",
    );
    json.effect = text("坐席端", "Agent desk");
    let fixed = field("source", "source", text("来源", "Source"), Widget::Fixed, "9");
    let number = field(
        "size",
        "size",
        text("尺寸", "Size"),
        Widget::Number { min: Some(1), max: Some(200) },
        "25",
    );
    let url = field(
        "face",
        "face",
        text("头像地址", "Portrait"),
        Widget::Url,
        "https://example.com/a.png",
    );
    vec![
        Group {
            key: "look",
            label: text("外观", "Look"),
            fields: vec![plugid, style, words, colour, mask],
        },
        Group {
            key: "acts",
            label: text("行为", "Behaviour"),
            fields: vec![many, json, fixed, number, url],
        },
    ]
}

pub fn diagnostics() -> Vec<Diagnostic> {
    let make = |id: &str, severity, parameter: Option<&str>, zh, en| Diagnostic {
        id: id.into(),
        severity,
        parameter: parameter.map(str::to_owned),
        message: Message::new(zh, en),
        help: Some("/help/channels/sobot".into()),
    };
    vec![
        make(
            "sobot.key-missing",
            Severity::Error,
            Some("sign"),
            "密钥已启用，链接必须带签名",
            "The key is on, so the link must be signed",
        ),
        make(
            "wecom.contrast",
            Severity::Warning,
            Some("bubbleColor"),
            "图标与底色对比度 1.43:1，低于 3:1",
            "Contrast 1.43:1 is below 3:1",
        ),
        make(
            "sobot.back-office",
            Severity::Note,
            None,
            "代码优先于后台设置",
            "Code wins over the back office",
        ),
    ]
}

pub fn artifacts() -> Vec<Artifact> {
    let make = |path: &str, language, merge, content: &str| Artifact {
        path: path.into(),
        language,
        merge,
        content: content.into(),
    };
    vec![
        make(
            "app.json",
            "json",
            "patch",
            "{\n  \"plugins\": {\n    \"contactPlugin\": {\n      \"version\": \"1.4.3\",\n      \"provider\": \"wx104a1a20c3f81ec2\"\n    }\n  }\n}\n",
        ),
        make("pages/order/detail.wxml", "wxml", "insert", NOW),
        make(
            "index.js",
            "js",
            "insert",
            "// 客服消息已发出\nPage({\n  completemessage(event) {\n    const { errcode } = event.detail;\n    if (errcode !== 0) console.warn('联系失败', errcode);\n  },\n});\n",
        ),
        make(
            "sign.sh",
            "sh",
            "replace",
            "# 在服务端计算签名\nsign=$(printf '%s' \"$sysnum$key$partnerid\" | md5sum | cut -c1-32)\necho \"$sign\"\n",
        ),
    ]
}

fn changed(field: &str, before: Option<&str>, after: Option<&str>) -> Changed {
    Changed {
        field: field.into(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

pub fn items() -> Vec<Item> {
    let make = |who: &str, text: &str, at: &str, current, changes| Item {
        who: who.into(),
        text: text.into(),
        href: Some("/ui".into()),
        iso: "2026-11-21T02:24:00Z".into(),
        at: at.into(),
        meta: "203.0.113.8 · a1f9 · 7f20c1".into(),
        reason: String::new(),
        current,
        changes,
    };
    let mut bold = make("李强", "发布了 v12", "2026-11-19 16:02", false, vec![]);
    bold.reason = "双十一文案，已与法务确认".into();
    let many = (1..=6).map(|n| changed(&format!("p.field{n}"), None, Some("1"))).collect();
    vec![
        make(
            "王芳",
            "保存了草稿",
            "2026-11-21 10:24",
            true,
            vec![
                changed("p.styleType", Some("2"), Some("1")),
                changed("p.buttonText", Some("3 在线咨询"), Some("0 联系我")),
                changed("note", None, Some("x")),
            ],
        ),
        bold,
        make("系统", "密钥 k3 将在 14 天后过期", "2026-11-18 08:00", false, many),
    ]
}

pub fn rows() -> Vec<Row> {
    let make = |label: &str, raw: &str, before: Option<&str>, after: Option<&str>| Row {
        label: label.into(),
        raw: raw.into(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    vec![
        make("按钮文案", "buttonText", Some("3 在线咨询"), Some("0 联系我")),
        make("主样式", "styleType", Some("2 按钮"), Some("1 整行")),
        make("备注", "", None, Some("双十一之后恢复，请提前一天通知客服组")),
    ]
}

pub fn lines() -> Vec<Line> {
    [(' ', "<cell"), ('-', "  buttonText=\"{{3}}\""), ('+', "  buttonText=\"{{0}}\""), (' ', "/>")]
        .into_iter()
        .map(|(sign, text)| Line { sign, text: text.into() })
        .collect()
}

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
                ],
            ),
            chat,
            bare,
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
            },
            DeskItem { label: text("姓名", "Name"), raw: "uname", value: "王小明".into() },
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
    }
}
