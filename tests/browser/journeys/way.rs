//! How somebody walks through the portal: with what in the hand, on what screen, with or without
//! scripts, in which language, and on which database.

use serde_json::json;
use thirtyfour::Key;

use super::{Demo, demo_on};
use crate::browser::{
    browse,
    page::{PHONE, Page},
};
use crate::support::TestDb;

/// The circumstances of one walk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each circumstance comes with any other")]
pub struct Way {
    /// The keyboard alone instead of the mouse, or the finger.
    pub keyboard: bool,
    /// 390 px wide instead of 1440.
    pub narrow: bool,
    /// Scripts are switched off.
    pub bare: bool,
    /// English instead of Chinese.
    pub english: bool,
    /// PostgreSQL instead of SQLite.
    pub postgres: bool,
}

impl Way {
    pub const MOUSE: Way =
        Way { keyboard: false, narrow: false, bare: false, english: false, postgres: false };
    pub const KEYBOARD: Way = Way::MOUSE.by_keyboard();
    pub const PHONE: Way = Way::MOUSE.narrow();
    pub const BARE: Way = Way::MOUSE.bare();

    pub const fn by_keyboard(self) -> Way {
        Way { keyboard: true, ..self }
    }

    pub const fn narrow(self) -> Way {
        Way { narrow: true, ..self }
    }

    pub const fn bare(self) -> Way {
        Way { bare: true, ..self }
    }

    pub const fn in_english(self) -> Way {
        Way { english: true, ..self }
    }

    pub const fn on_postgres(self) -> Way {
        Way { postgres: true, ..self }
    }

    /// For names of pictures: `keyboard-narrow`.
    pub fn name(self) -> String {
        let told = [
            (self.keyboard, "keyboard"),
            (self.narrow, "narrow"),
            (self.bare, "bare"),
            (self.english, "english"),
            (self.postgres, "postgres"),
        ];
        let told: Vec<&str> = told.into_iter().filter(|one| one.0).map(|one| one.1).collect();
        if told.is_empty() { "mouse".to_owned() } else { told.join("-") }
    }

    /// What is read on the page in this language.
    pub fn says<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        if self.english { english } else { chinese }
    }

    pub async fn begin(self, page: &mut Page) {
        if self.narrow {
            page.viewport(PHONE).await;
        }
        if self.bare {
            page.javascript(false).await;
        }
    }

    /// Signs in, and chooses the language as people do.
    pub async fn enter(self, page: &Page, demo: &Demo, who: &str) {
        demo.sign_in(page, who).await;
        if self.english {
            let arrived = page.address().await;
            page.click(".user-button").await;
            page.follow("#user-menu [name='lang'][value='en']").await;
            page.open(&arrived).await;
        }
    }

    /// Replaces what stands in a field.
    pub async fn put(self, page: &Page, css: &str, text: &str) {
        if self.keyboard {
            page.tab_to(css).await;
            page.chord(Key::Control, 'a').await;
            page.write(text).await;
        } else {
            page.bring(css).await;
            page.fill(css, text).await;
        }
    }

    /// Chooses one of several radio buttons or options.
    pub async fn pick(self, page: &Page, name: &str, value: &str) {
        let group = format!("[name='{name}']");
        if self.keyboard {
            page.tab_to(&group).await;
            let there = "return document.activeElement.value === arguments[0]
                && (document.activeElement.checked ?? true);";
            page.press(&[Key::Space]).await;
            for _ in 0..8 {
                if page.ask(there, value).await == json!(true) {
                    return;
                }
                page.press(&[Key::Down]).await;
            }
            panic!("the arrow keys never reached {value} of {name}");
        }
        let (radio, option) =
            (format!("{group}[value='{value}']"), format!("{group} option[value='{value}']"));
        let css = if page.has(&radio).await { radio } else { option };
        page.bring(&css).await;
        page.click(&css).await;
    }

    /// Presses a button or follows a link that stays on the page.
    pub async fn press(self, page: &Page, css: &str) {
        if self.keyboard {
            page.tab_to(css).await;
            page.press(&[Key::Enter]).await;
        } else {
            page.bring(css).await;
            page.click(css).await;
        }
    }

    /// Presses a button or follows a link that leads to another page.
    pub async fn go(self, page: &Page, css: &str) {
        page.leave(async |page| self.press(page, css).await).await;
    }

    /// Opens a group of fields, if it is closed.
    pub async fn unfold(self, page: &Page, group: &str) {
        if !page.has(&format!("#{group}[open]")).await {
            self.press(page, &format!("#{group} > summary")).await;
            page.find(&format!("#{group}[open]")).await;
        }
    }
}

/// Walks a journey in the demo.
pub fn walk(way: Way, steps: impl AsyncFnOnce(&mut Page, Way, &Demo)) {
    browse(async |page| {
        let db = if way.postgres { TestDb::postgres().await } else { Some(TestDb::sqlite()) };
        let Some(db) = db else { return };
        let demo = demo_on(db);
        way.begin(page).await;
        steps(page, way, &demo).await;
    });
}

/// Makes a test of every way in which a journey is walked, and the list of them for `spread`.
macro_rules! walks {
    ($list:ident = $steps:ident; $($name:ident: $way:expr;)*) => {
        pub const $list: &[$crate::browser::journeys::Way] = &[$($way),*];
        $(
            #[test]
            fn $name() {
                $crate::browser::journeys::way::walk($way, $steps);
            }
        )*
    };
}
pub(super) use walks;
