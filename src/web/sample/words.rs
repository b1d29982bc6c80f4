//! What people type: ordinary, long, Chinese and hostile. Every state of every page is drawn with each.

use super::super::assets;
use super::super::moment::moment;
use super::super::ui::{Crumb, Flash, FlashKind, NavGroup, NavItem, PageError, Person, Theme, Ui};
use super::things;
use crate::rights::Role;
use crate::text::{Lang, Message, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// English, without anything special.
    Plain,
    Chinese,
    /// Markup, quotes, template syntax, separators, characters outside the first plane.
    Hostile,
    /// 2000 characters without a place to break.
    Long,
}

/// Closes a script and makes an element, if anybody lets it.
const MARKUP: &str = "</script><img src=x onerror=alert(1)>";

impl Words {
    pub const ALL: [Words; 4] = [Words::Plain, Words::Chinese, Words::Hostile, Words::Long];

    /// What stands in a field of one line.
    pub fn line(self) -> String {
        match self {
            Words::Plain => "Pre-sales, main site".to_owned(),
            Words::Chinese => "深圳市示例网络科技有限责任公司华南区官网售前咨询（含节假日与夜间值班）：请先阅读《常见问题》——仍有疑问再联系我们！".to_owned(),
            Words::Hostile => {
                format!("{MARKUP}\"'&<>&amp;{{{{7*7}}}}{{% raw %}}${{7*7}}\u{2028}👨‍👩‍👧 😀]]>--></textarea></title>")
            }
            Words::Long => "聊天".chars().chain("Window".chars()).cycle().take(2_000).collect(),
        }
    }

    /// What stands in a field of several lines; the first one is empty.
    pub fn lines(self) -> String {
        format!("\n{}\n\n{}", self.line(), self.line())
    }

    pub fn message(self) -> Message {
        Message::name(&self.line())
    }

    /// The frame of a page for somebody who is signed in.
    pub fn ui(self, lang: Lang, theme: Theme) -> Ui {
        let item = |label, href: &str, current| NavItem { label, href: href.to_owned(), current };
        let items = vec![
            item(text("概览", "Overview"), "/", false),
            item(text("聊天窗", "Chat windows"), "/e/demo/windows", true),
        ];
        let crumbs = vec![
            Crumb { label: self.line(), href: Some("/e/demo".to_owned()) },
            Crumb { label: self.line(), href: None },
        ];
        Ui {
            lang,
            theme,
            title: self.line(),
            here: "/e/demo/windows?q='\"<b>&x=1".to_owned(),
            person: Some(Person {
                name: self.line(),
                email: "wang@example.com".to_owned(),
                role: Role::Admin.label(),
            }),
            nav: vec![NavGroup { label: text("门户", "Portal"), items }],
            crumbs,
            csrf: "c3JmLXRva2Vu".to_owned(),
            flash: None,
            notice: None,
            errors: Vec::new(),
            request_id: "0193500000007000".to_owned(),
            insecure: self == Words::Hostile,
            as_of: (self != Words::Long).then(|| "/e/demo/windows".to_owned()),
            owes: (self == Words::Chinese).then(|| moment(things::NOW)),
            demo: self == Words::Plain,
            assets: assets::directory(),
            narrow: false,
        }
    }

    /// The frame of a page for somebody who is not.
    pub fn outside(self, ui: &Ui) -> Ui {
        let title = self.line();
        Ui { person: None, nav: Vec::new(), crumbs: Vec::new(), owes: None, title, ..ui.clone() }
    }

    /// The frame after a save.
    pub fn flashing(self, ui: &Ui, kind: FlashKind) -> Ui {
        Ui { flash: Some(Flash { kind, text: self.message(), undo: None }), ..ui.clone() }
    }

    /// The frame of a form that was refused: something about each of these fields, and about the whole.
    pub fn refusing(self, ui: &Ui, fields: &[&str]) -> Ui {
        let error = |field: Option<&str>| PageError {
            label: None,
            field: field.map(str::to_owned),
            text: self.message(),
        };
        let errors = fields.iter().map(|field| error(Some(field)));
        Ui { errors: errors.chain([error(None)]).collect(), ..ui.clone() }
    }

    /// The frame of a form that was refused as a whole.
    pub fn refused(self, ui: &Ui) -> Ui {
        self.refusing(ui, &[])
    }
}
