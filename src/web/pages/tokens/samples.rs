//! Samples of tokens: none, in every state, the form refused, and one that was just made.

use uuid::Uuid;

use super::own::{self, ALL, Made, OwnPage, Typed, scopes};
use super::person::PersonPage;
use super::{Line, lines};
use crate::catalog::form::Choice;
use crate::clock::HOUR;
use crate::domain::token::{Narrowed, Order, Single};
use crate::domain::{EnterpriseId, PersonId, Token, TokenId, WindowId};
use crate::store::Page as Listed;
use crate::store::tokens::Kept;
use crate::text::{Lang, Message};
use crate::web::moment::moment;
use crate::web::pages::me;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<OwnPage>(), Page::of::<PersonPage>()];

fn kept(number: u128, words: Words) -> Kept {
    let window = Single { id: WindowId(Uuid::nil()), code: "order".to_owned() };
    let place = Narrowed {
        enterprise: EnterpriseId(Uuid::nil()),
        slug: "demo".to_owned(),
        name: words.line(),
        window: (number == 2).then_some(window),
    };
    let order = Order {
        name: words.line(),
        scopes: if number == 1 { "read metrics" } else { "read" }.to_owned(),
        place: (number > 1).then_some(place),
        days: 1,
    };
    let (id, person) = (TokenId(Uuid::from_u128(number)), PersonId(Uuid::nil()));
    let (token, _) = Token::make(id, person, order, things::NOW);
    let used = (number > 1).then(|| (things::NOW, "192.0.2.7".to_owned()));
    Kept { token, used, hash: String::new() }
}

/// Active, revoked, expired.
fn listed(words: Words, lang: Lang) -> Vec<Line> {
    let mut revoked = kept(2, words);
    revoked.token.revoked_at = Some(things::NOW);
    let page = |items| Listed { items, next: None };
    let mut all = lines(page(vec![kept(1, words), revoked]), "/me/tokens", things::NOW, lang);
    all.extend(lines(page(vec![kept(3, words)]), "/me/tokens", things::NOW + 48 * HOUR, lang));
    all
}

impl Sample for OwnPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let lang = ui.lang;
        let page = |ui: Ui, full: bool| OwnPage {
            ui,
            tabs: me::tabs(own::PATH),
            lines: if full { listed(words, lang) } else { Vec::new() },
            next: full.then(|| "/me/tokens?cursor=a".to_owned()),
            id: Uuid::nil().to_string(),
            scopes: scopes(&["read".to_owned()], full),
            typed: Typed { name: words.line(), ..Typed::default() },
            places: if full {
                Vec::new()
            } else {
                let label = Message::name(&words.line());
                vec![Choice::new("demo", label, true), Choice::new("*", ALL, false)]
            },
            made: None,
        };
        let made = Made {
            token: "jru_0000000000000000000000000000000000000000000abcdef".to_owned(),
            name: words.line(),
            expires: moment(things::NOW),
            alike: vec![own::other(words.line())],
        };
        vec![
            page(ui.clone(), false),
            page(words.refusing(&ui, &["name", "scopes", "place", "window", "days"]), true),
            OwnPage { made: Some(made), ..page(ui, true) },
        ]
    }
}

impl Sample for PersonPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let lines = listed(words, ui.lang);
        vec![
            PersonPage { ui: ui.clone(), lines: Vec::new(), next: None },
            PersonPage { ui, lines, next: Some("/people/1/tokens?cursor=a".to_owned()) },
        ]
    }
}
