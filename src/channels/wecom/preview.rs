//! The cell as the plugin draws it, for every combination of people, style and form.

use crate::catalog::{Effect, Situation, Standing};
use crate::channels::colour::{self, Colour};
use crate::channels::preview::conditions::{Choices, PAGE, PAGES, choice};
use crate::channels::preview::{
    Button, Condition, Conditions, Device, Frame, Icon, Part, Preview, Side,
};
use crate::text::{Message, text};

/// The deep blue of buttons and icons. The vendor names no tone.
const DEEP_BLUE: &str = "#2b5ca8";
const WHITE: &str = "#ffffff";
/// Who answers, in the drawing only.
const PERSON: &str = "王芳";
/// Wider paddings would leave the drawn phone.
const WIDEST: u8 = 40;

const CONSOLE: &str = "console";
const NAME: &str = "name";
const TAP: &str = "tap";

pub const CONDITIONS: &[Condition] = &[
    Condition {
        id: PAGE,
        label: text("小程序页面", "Page of the mini program"),
        targets: &[],
        choices: Choices::Among(PAGES),
    },
    Condition {
        id: CONSOLE,
        label: text("后台的样式", "Style in the console"),
        targets: &[],
        choices: Choices::Among(&[
            choice("all", "都画", "All"),
            choice("1", "整行", "Row"),
            choice("2", "按钮", "Button"),
            choice("3", "气泡", "Bubble"),
        ]),
    },
    Condition {
        id: TAP,
        label: text("点按之后", "After a tap"),
        targets: &[],
        choices: Choices::Among(&[
            choice("before", "不画", "Not drawn"),
            choice("code", "微信 8.0.6 / 8.0.3 起", "WeChat 8.0.6 / 8.0.3 on"),
            choice("notice", "更低版本", "Older WeChat"),
        ]),
    },
    Condition {
        id: NAME,
        label: text("客服姓名", "Name of the person"),
        targets: &[],
        choices: Choices::Name(PERSON),
    },
];

pub fn draw(situation: &Situation<'_>, conditions: &Conditions) -> Preview {
    let view = View { situation, conditions };
    let styles = view.styles();
    let open = view.chosen().is_none();
    let frames = styles.iter().map(|style| view.frame(style, open));
    Preview {
        frames: frames.chain(view.tapped()).collect(),
        behaviours: behaviours(),
        desk: Vec::new(),
        without_effect: view.without_effect(),
        advice: view.advice(open),
        guessed: guessed(),
        dark: false,
    }
}

struct View<'a> {
    situation: &'a Situation<'a>,
    conditions: &'a Conditions,
}

impl View<'_> {
    /// The styles that users may see: the chosen one, or all that the console could have.
    fn styles(&self) -> Vec<&'static str> {
        let all: &[&'static str] = if self.single() { &["1", "2", "3"] } else { &["1", "2"] };
        let assumed = || all.iter().find(|style| self.conditions.is(CONSOLE, style));
        match self.chosen().or_else(|| assumed().copied()) {
            Some(style) => vec![style],
            None => all.to_vec(),
        }
    }

    /// The style that the code sets; several people cannot have the third.
    fn chosen(&self) -> Option<&'static str> {
        let all: &[&'static str] = if self.single() { &["1", "2", "3"] } else { &["1", "2"] };
        all.iter().find(|style| self.situation.set("styleType") == Some(**style)).copied()
    }

    /// What opens after a tap, where that was asked for.
    fn tapped(&self) -> Option<Frame> {
        let name = self.name();
        let (caption, label, part) = match self.conditions.text(TAP)? {
            "code" => (
                Message::new("点按后：二维码", "After a tap: a QR code"),
                Message::new(
                    "弹出客服的二维码，长按识别",
                    "The person's QR code, to be pressed and held",
                ),
                Part::Code {
                    text: Message::new(
                        "长按识别二维码，添加客服",
                        "Press and hold the code to add the person",
                    ),
                },
            ),
            _ => (
                Message::new("点按后：服务通知", "After a tap: a service notice"),
                Message::new("微信的服务通知里有一张名片", "A card among WeChat's service notices"),
                Part::Card {
                    title: "服务通知".to_owned(),
                    lines: vec![format!("{name} 的名片"), "点按添加到通讯录".to_owned()],
                    tag: None,
                    picture: true,
                },
            ),
        };
        Some(Frame {
            device: Device::Phone,
            title: "微信".to_owned(),
            bar: true,
            bar_fill: None,
            label,
            caption,
            parts: vec![part],
        })
    }

    fn name(&self) -> &str {
        self.conditions.text(NAME).unwrap_or(PERSON)
    }

    fn single(&self) -> bool {
        self.situation.is("staff", "single")
    }

    fn text(&self, name: &str) -> &str {
        self.situation.text(name).unwrap_or_default()
    }

    /// The vendor's fixed words for the value of a choice.
    fn words(&self, name: &str) -> String {
        let meaning = self.situation.find(name).and_then(|param| param.meaning(self.text(name)));
        meaning.map_or("", |meaning| meaning.zh).to_owned()
    }

    fn frame(&self, style: &str, open: bool) -> Frame {
        let part = match (style, self.text("blockStyle")) {
            ("1", _) => self.row(),
            ("2", "button") => Part::Button(self.button()),
            ("2", _) => self.round(),
            _ => self.bubble(),
        };
        let mut parts = vec![Part::Placeholder { lines: 2 }];
        // The round button floats; everything else stands in the flow of the page.
        if matches!(part, Part::Floating { .. }) {
            parts.push(Part::Placeholder { lines: 2 });
        }
        parts.push(part);
        Frame {
            device: Device::Phone,
            title: "订单详情".to_owned(),
            bar: true,
            bar_fill: None,
            label: self.label(style),
            caption: caption(style, open),
            parts,
        }
    }

    fn row(&self) -> Part {
        let padding =
            self.text("paddingStyle").parse::<u16>().unwrap_or(u16::MAX).min(u16::from(WIDEST));
        let padding = u8::try_from(padding).unwrap_or(WIDEST);
        if !self.single() {
            return Part::Row {
                icon: self.icon(),
                text: self.words("contactText"),
                button: None,
                padding,
            };
        }
        let icon =
            if self.text("avatorStyle") == "rect" { Icon::AvatarSquare } else { Icon::Avatar };
        let masked = self.text("isMask") == "1";
        let text = if masked { self.words("contactText") } else { self.name().to_owned() };
        Part::Row { icon, text, button: Some(self.button()), padding }
    }

    fn round(&self) -> Part {
        Part::Floating {
            side: Side::Right,
            fill: self.bubble_colour().css(),
            ink: WHITE.to_owned(),
            badge: None,
        }
    }

    fn bubble(&self) -> Part {
        let button = button(self.words("contactText"), false);
        Part::Bubble {
            icon: self.icon(),
            from_visitor: false,
            text: self.words("serviceText"),
            button: Some(button),
            fill: None,
        }
    }

    fn button(&self) -> Button {
        button(self.words("buttonText"), self.text("buttonStyle") == "light")
    }

    fn icon(&self) -> Icon {
        match self.text("iconStyle") {
            "primary" => Icon::Primary,
            "light" => Icon::Light,
            _ => Icon::Avatar,
        }
    }

    fn bubble_colour(&self) -> Colour {
        Colour::parse(&six_digits(self.text("bubbleColor"))).unwrap_or(colour::WHITE)
    }

    fn label(&self, style: &str) -> Message {
        match (style, self.text("blockStyle"), self.single()) {
            ("1", _, true) => Message::new(
                "小程序页面中的一整行：头像、名称和按钮",
                "A full row in a mini-program page: picture, name and button",
            ),
            ("1", ..) => Message::new(
                "小程序页面中的一整行：图标和文案",
                "A full row in a mini-program page: icon and text",
            ),
            ("2", "button", _) => Message::new(
                "小程序页面中的一个文字按钮",
                "A button with words in a mini-program page",
            ),
            ("2", ..) => {
                let css = self.bubble_colour().css();
                Message::new(
                    format!("小程序页面右下角的圆形按钮，颜色 {css}"),
                    format!("A round button in the page's corner, colour {css}"),
                )
            }
            _ => Message::new(
                "小程序页面中的聊天气泡，内有文案和按钮",
                "A chat bubble in a mini-program page, with words and a button",
            ),
        }
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

    fn advice(&self, open: bool) -> Vec<Message> {
        let mut advice = Vec::new();
        if open && self.situation.set("styleType").is_some() {
            advice.push(Message::new(
                "多人客服不支持聊天气泡，代码里不写主样式：实际样式取决于企业微信后台，这里画出可能的样式",
                "Several people cannot have the chat bubble, so no main style is written: WeCom's console decides; what is possible is drawn",
            ));
        } else if open {
            advice.push(Message::new(
                "没有选择主样式：实际样式取决于企业微信后台，这里画出可能的样式",
                "No main style is chosen: WeCom's console decides; what is possible is drawn",
            ));
        }
        let round = self.styles().contains(&"2") && self.text("blockStyle") == "bubble";
        if round {
            advice.extend(colour::icon_advice(self.bubble_colour()));
        }
        advice
    }
}

/// The plugin reads `f60` as `ff6600`.
fn six_digits(colour: &str) -> String {
    let twice = if colour.len() == 3 { 2 } else { 1 };
    colour.chars().flat_map(|digit| std::iter::repeat_n(digit, twice)).collect()
}

fn button(text: String, light: bool) -> Button {
    let (fill, ink) = if light { (WHITE, DEEP_BLUE) } else { (DEEP_BLUE, WHITE) };
    Button { text, fill: fill.to_owned(), ink: ink.to_owned(), outlined: light }
}

fn caption(style: &str, open: bool) -> Message {
    let (zh, en) = match style {
        "1" => ("样式一（整行）", "Style 1 (full row)"),
        "2" => ("样式二（单个按钮）", "Style 2 (one button)"),
        _ => ("样式三（聊天气泡）", "Style 3 (chat bubble)"),
    };
    if open {
        Message::new(format!("若后台为{zh}"), format!("If the console has {en}"))
    } else {
        Message::new(zh, en)
    }
}

fn behaviours() -> Vec<Message> {
    vec![
        Message::new(
            "点击后先调用 startmessage，结果由 completemessage 返回；只有 errcode 为 0 或 -3006 时带姓名和头像",
            "A tap calls startmessage, and the result comes in completemessage; name and picture come with errcode 0 and -3006 only",
        ),
        Message::new(
            "iOS 8.0.6、安卓 8.0.3 及以上的微信显示二维码，更低版本改发服务通知",
            "WeChat 8.0.6 on iOS and 8.0.3 on Android show a QR code; older ones send a service notice",
        ),
        Message::new(
            "插件取到配置之前什么都不显示；plugid 错误时一直空白，只返回 -3002",
            "Nothing is drawn until the plugin has its configuration; with a wrong plugid it stays blank and only -3002 comes",
        ),
        Message::new(
            "企业微信内打开的小程序不支持此插件",
            "The plugin does not work where WeCom opens the mini program",
        ),
    ]
}

fn guessed() -> Vec<Message> {
    vec![
        Message::new("深蓝色的具体色值", "The exact tone of the deep blue"),
        Message::new(
            "点按后的二维码和服务通知的样子；画出的二维码不能扫",
            "The look of code and notice after a tap; the drawn code cannot be scanned",
        ),
        Message::new("各处的间距与圆形按钮的位置", "Distances, and the place of the round button"),
        Message::new("聊天气泡内按钮的样子", "The look of the button inside the chat bubble"),
        Message::new(
            "多人整行样式是否另有按钮：插件代码没有为它读取按钮文案，这里不画",
            "Whether the row for several people has a button: the plugin reads no words for one, so none is drawn",
        ),
    ]
}
