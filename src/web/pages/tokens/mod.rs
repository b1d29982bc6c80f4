//! API tokens: everybody makes and revokes the own ones, and owners of the installation revoke anybody's.

pub mod own;
pub mod person;
#[cfg(test)]
pub mod samples;

use crate::domain::token::State;
use crate::rights::Scope;
use crate::store::Page;
use crate::store::tokens::Kept;
use crate::text::{Lang, Text, text};
use crate::web::moment::{Moment, moment};

const TITLE: Text = text("API 令牌", "API tokens");

/// A token in a list.
struct Line {
    name: String,
    scopes: String,
    place: String,
    state: State,
    expires: Moment,
    /// When and from where it was used last.
    used: Option<(Moment, String)>,
    /// Where it is revoked.
    path: String,
}

impl Line {
    fn of(Kept { token, used, .. }: Kept, below: &str, now: i64, lang: Lang) -> Self {
        let labels = Scope::from_words(&token.scopes).into_iter().map(|one| one.label().to(lang));
        let place = match &token.place {
            None => text("自己能看到的一切", "Everything the person sees").to(lang).to_owned(),
            Some(place) => match &place.window {
                None => place.name.clone(),
                Some(window) => format!("{} · {}", place.name, window.code),
            },
        };
        Line {
            scopes: labels.collect::<Vec<_>>().join(text("、", ", ").to(lang)),
            place,
            state: token.state(now),
            expires: moment(token.expires_at),
            used: used.map(|(at, address)| (moment(at), address)),
            path: format!("{below}/{}/revocations", token.id),
            name: token.name,
        }
    }

    /// Whether there is anything to revoke.
    fn opens(&self) -> bool {
        self.state == State::Active
    }

    /// The class and the word of its state.
    fn tag(&self) -> (&'static str, Text) {
        match self.state {
            State::Active => ("ok", text("可用", "Active")),
            State::Expired => ("off", text("已过期", "Expired")),
            State::Revoked => ("bad", text("已吊销", "Revoked")),
        }
    }
}

fn lines(listed: Page<Kept>, below: &str, now: i64, lang: Lang) -> Vec<Line> {
    listed.items.into_iter().map(|kept| Line::of(kept, below, now, lang)).collect()
}
