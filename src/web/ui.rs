//! What every page needs besides its own content: language, theme, person, navigation, messages.

use super::moment::Moment;
use crate::text::{Lang, Message, Text};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub const fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_name(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

#[derive(Clone, Debug)]
pub struct Ui {
    pub lang: Lang,
    pub theme: Theme,
    pub title: String,
    /// Path and query of this page, where changing language or theme leads back to.
    pub here: String,
    pub person: Option<Person>,
    pub nav: Vec<NavGroup>,
    pub crumbs: Vec<Crumb>,
    /// The CSRF token, masked anew for every response.
    pub csrf: String,
    pub flash: Option<Flash>,
    /// What everybody should know of the object of this page before they use it.
    pub notice: Option<Message>,
    /// Everything that is wrong on this page, for the summary at the top.
    pub errors: Vec<PageError>,
    pub request_id: String,
    /// A red banner: plain http on an address that is not this machine.
    pub insecure: bool,
    /// The address of this page where it can also be seen as it was, for whoever may.
    pub as_of: Option<String>,
    /// When nothing opens any more without a second factor, for whoever still has to set one up.
    pub owes: Option<Moment>,
    /// A quiet tag beside the brand: this is the demo.
    pub demo: bool,
    /// Directory of the static files, with the hash of all of them: `/static/1a2b3c4d`.
    pub assets: String,
    /// Whoever looks sees one window of its enterprise and nothing else: no page leads further.
    pub narrow: bool,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub email: String,
    pub role: Text,
}

#[derive(Clone, Debug)]
pub struct NavGroup {
    pub label: Text,
    pub items: Vec<NavItem>,
}

#[derive(Clone, Debug)]
pub struct NavItem {
    pub label: Text,
    pub href: String,
    pub current: bool,
}

#[derive(Clone, Debug)]
pub struct Crumb {
    pub label: String,
    /// `None` for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    pub fn to(label: &str, href: String) -> Self {
        Crumb { label: label.to_owned(), href: Some(href) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    Done,
    Warning,
}

#[derive(Clone, Debug)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: Message,
    /// The way back, where there is one.
    pub undo: Option<Undo>,
}

/// What takes an act back: a form that sends these objects there.
#[derive(Clone, Debug)]
pub struct Undo {
    pub action: String,
    pub ids: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct PageError {
    /// The HTML id of the field, where there is one.
    pub field: Option<String>,
    /// What the field is called, where the text alone does not say which one is meant.
    pub label: Option<Message>,
    pub text: Message,
}

impl Ui {
    /// The text in the language of this page.
    pub fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        Text { zh, en }.to(self.lang)
    }

    /// Templates hand texts over by value or behind any number of references.
    pub fn text(&self, text: impl Worded) -> &'static str {
        text.words().to(self.lang)
    }

    pub fn msg<'m>(&self, message: &'m Message) -> &'m str {
        message.to(self.lang)
    }

    pub fn zh(&self) -> bool {
        self.lang == Lang::Zh
    }

    /// What stands in the browser's tab; begins with "error" where something must be corrected.
    pub fn tab(&self) -> String {
        let mark = if self.errors.is_empty() { "" } else { self.t("错误：", "Error: ") };
        format!("{mark}{} · Jieru 接入", self.title)
    }
}

/// A fixed text, however it is reached.
pub trait Worded {
    fn words(&self) -> Text;
}

impl Worded for Text {
    fn words(&self) -> Text {
        *self
    }
}

impl<T: Worded> Worded for &T {
    fn words(&self) -> Text {
        (**self).words()
    }
}
