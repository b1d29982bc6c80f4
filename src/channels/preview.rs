//! The drawing model of a preview. A channel says what is to be seen; `web` draws it with HTML and
//! SVG. Nothing in it is markup, and no picture is ever loaded from outside.

pub mod conditions;

use crate::catalog::Param;
use crate::text::{Message, Text};
pub use conditions::{Condition, Conditions};

/// What the chosen options look like and do.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub frames: Vec<Frame>,
    /// What happens, in words: "opens in a new window".
    pub behaviours: Vec<Message>,
    /// What only the agent sees: the parameter's label, its vendor name and the value.
    pub desk: Vec<DeskItem>,
    /// Set parameters that have no effect under the present combination: vendor name and reason.
    pub without_effect: Vec<(&'static str, Message)>,
    /// Advice such as a low contrast.
    pub advice: Vec<Message>,
    /// Details that the vendor's document does not fix and that we guessed.
    pub guessed: Vec<Message>,
    /// Whether the customer's own pages are dark.
    pub dark: bool,
}

impl Preview {
    /// What of it is seen on the chosen device, on the chosen page.
    pub fn seen(mut self, conditions: &Conditions) -> Self {
        let desktop = match conditions.text(conditions::DEVICE) {
            Some("phone") => Some(false),
            Some("desktop") => Some(true),
            _ => None,
        };
        let is = |frame: &Frame| frame.device == Device::Desktop;
        self.frames.retain(|frame| desktop.is_none_or(|wanted| is(frame) == wanted));
        self.dark = conditions.is(conditions::PAGE, "dark");
        self
    }
}

#[derive(Clone, Debug)]
pub struct DeskItem {
    pub label: Text,
    pub raw: &'static str,
    pub value: String,
    /// What the vendor means by the value, where it is one of a few.
    pub meaning: Option<Text>,
}

impl DeskItem {
    pub fn new(param: &Param, value: impl Into<String>) -> Self {
        let value = value.into();
        let meaning = param.meaning(&value);
        DeskItem { label: param.label, raw: param.name, value, meaning }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A mini program on a phone.
    Phone,
    /// A page of the web on a phone.
    PhoneWeb,
    Desktop,
}

impl Device {
    pub fn is_phone_web(self) -> bool {
        self == Device::PhoneWeb
    }
}

#[derive(Clone, Debug)]
pub struct Frame {
    pub device: Device,
    /// The bar's title (phone) or the address (desktop).
    pub title: String,
    /// Whether the phone shows a navigation bar with the title (mini programs, H5 with `top_bar_flag`).
    pub bar: bool,
    /// Fill of the navigation bar as `#rrggbb`; white when absent.
    pub bar_fill: Option<String>,
    /// The sentence a screen reader hears instead of the drawing.
    pub label: Message,
    pub caption: Message,
    pub parts: Vec<Part>,
}

impl Frame {
    /// Whether a page of the customer is to be seen, not the vendor's alone.
    pub fn is_own_page(&self) -> bool {
        let own = |part: &Part| matches!(part, Part::Placeholder { .. } | Part::OwnButton { .. });
        self.parts.iter().any(own)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// No picture at all.
    None,
    /// A person's head, grey.
    Avatar,
    /// A square person's head, grey.
    AvatarSquare,
    /// White figure on deep blue.
    Primary,
    /// Deep blue figure on white.
    Light,
    /// The visitor's own picture, drawn as a placeholder.
    Placeholder,
}

/// Colours are `#rrggbb`, already validated.
#[derive(Clone, Debug)]
pub struct Button {
    pub text: String,
    pub fill: String,
    pub ink: String,
    pub outlined: bool,
}

/// A button of a toolbar.
#[derive(Clone, Debug)]
pub struct Tool {
    pub text: String,
    /// Whether it carries a picture, drawn as a placeholder.
    pub picture: bool,
}

#[derive(Clone, Debug)]
pub enum Part {
    /// A grey block that stands for the customer's own page.
    Placeholder { lines: u8 },
    /// A full row: icon, text, button at the end.
    Row { icon: Icon, text: String, button: Option<Button>, padding: u8 },
    /// A single button in the flow of the page.
    Button(Button),
    /// A chat bubble with an icon and perhaps a button inside.
    Bubble {
        icon: Icon,
        from_visitor: bool,
        text: String,
        button: Option<Button>,
        fill: Option<String>,
    },
    /// A round chat icon on white in the flow of the page: its side in pixels, and the colour of icon
    /// and ring. `picture` stands for the customer's own picture instead.
    Glyph { size: u16, ink: String, picture: bool },
    /// The round entry that floats in a lower corner.
    Floating { side: Side, fill: String, ink: String, badge: Option<Message> },
    /// The customer's own entry button, dashed; the text tells which class it carries.
    OwnButton { text: String },
    /// A dialog over the page: text and a button.
    Dialog { text: String, button: Option<Button> },
    /// A small window in a lower corner: the expanded chat on a desktop page.
    Window { side: Side, fill: String, title: String, parts: Vec<Part> },
    /// A card: title, lines below it, a tag such as a price, a placeholder for a picture.
    Card { title: String, lines: Vec<String>, tag: Option<String>, picture: bool },
    /// An order that the visitor can send, above the input bar.
    Order { header: String, desc: String, rows: Vec<(String, String)>, picture: bool },
    /// Buttons above the input bar, with the administrator's own words.
    Toolbar { buttons: Vec<Tool> },
    /// The input bar below a chat with the buttons that it shows.
    InputBar { buttons: Vec<Text> },
    /// A small centred note inside the chat, such as a system line.
    Note { text: Message },
    /// A code to scan, drawn as a pattern that means nothing, and what it is for.
    Code { text: Message },
}
