//! Samples of the page of results and of what the palette shows.

use super::actions::Action;
use super::shown::{Group, Item, Match, NOUNS, noun_label};
use super::{LEAK, LOOKED_AT, Palette, SearchPage, refused};
use crate::domain::words::Piece;
use crate::text::text;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<SearchPage>(), Page::of::<Palette>()];

fn pieces(words: Words) -> Vec<Piece> {
    vec![
        Piece { text: words.line(), hit: false },
        Piece { text: words.line(), hit: true },
        Piece { text: words.line(), hit: false },
    ]
}

fn item(words: Words) -> Item {
    let plain = Item::plain(text("聊天窗", "Chat window"), "", &words.line(), "/e/demo".to_owned());
    Item {
        name: pieces(words),
        code: pieces(words),
        facts: vec![words.line(), words.line()],
        matches: vec![
            Match { label: words.line(), raw: words.line(), text: pieces(words) },
            Match { label: words.line(), raw: String::new(), text: pieces(words) },
        ],
        ..plain
    }
}

fn groups(words: Words) -> Vec<Group> {
    let each = NOUNS.into_iter().enumerate().map(|(at, noun)| Group {
        noun,
        label: noun_label(noun),
        items: vec![item(words), item(words)],
        total: if at == 0 { 12 } else { 2 },
        all: (at == 0).then(|| "/e/demo/windows?q=a%26b".to_owned()),
    });
    each.collect()
}

impl Sample for SearchPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, q: String, full: bool| SearchPage {
            ui,
            q,
            cut: false,
            exact: if full { vec![item(words), item(words)] } else { Vec::new() },
            groups: if full { groups(words) } else { Vec::new() },
            unknown: None,
            noun: None,
            next: None,
            everything: "/search?q=a%26b&all=1".to_owned(),
            most: LOOKED_AT,
        };
        let mut one = page(ui.clone(), words.line(), true);
        one.exact.clear();
        one.groups.truncate(1);
        one.noun = Some(noun_label("window"));
        one.next = Some("/search?q=a%26b&noun=window&cursor=0.x.y".to_owned());
        let mut none = page(ui.clone(), words.line(), false);
        none.cut = true;
        none.unknown = Some((words.line(), words.line()));
        let mut gone = page(ui.clone(), words.line(), false);
        gone.noun = Some(noun_label("key"));
        vec![
            page(words.flashing(&ui, FlashKind::Warning), String::new(), false),
            page(ui.clone(), words.line(), true),
            one,
            none,
            gone,
        ]
    }
}

impl Sample for Palette {
    const WHOLE: bool = false;

    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let action = |place: String| Action {
            label: words.line(),
            place,
            href: "/e/demo/windows/new".to_owned(),
        };
        let full = Palette {
            ui: ui.clone(),
            q: words.line(),
            exact: vec![item(words)],
            actions: vec![action(words.line()), action(String::new())],
            groups: groups(words),
            leak: None,
            everything: "/search?q=a%26b&all=1".to_owned(),
        };
        let leak = refused(ui);
        assert_eq!(leak.leak.map(|text| text.zh), Some(LEAK.zh));
        vec![full, leak]
    }
}
