//! What the chosen options look like. Drawn from the vendor document, never from the vendor.

mod card;
mod chat;
mod conditions;
mod form;
mod page;
mod routes;
mod visits;
mod words;

use crate::catalog::{Effect, Situation, Standing};
use crate::channels::colour::{self, Colour};
use crate::channels::preview::{Conditions, DeskItem, Preview};
use crate::text::Message;

pub use conditions::CONDITIONS;

/// Stands for the colour that the console decides. Our guess, not the vendor's.
const CONSOLE_COLOUR: &str = "09aeb0";

pub fn draw(situation: &Situation<'_>, conditions: &Conditions) -> Preview {
    let view = View { situation, conditions };
    let frames = match situation.target() {
        "component" => page::frames(&view),
        "leave_message" => vec![form::leave_message(&view)],
        "ticket" => vec![form::ticket(&view)],
        "web_view" => vec![chat::web_view(&view)],
        _ => vec![chat::link(&view)],
    };
    Preview {
        frames,
        behaviours: words::behaviours(&view),
        desk: view.desk(),
        without_effect: view.without_effect(),
        advice: view.advice(),
        guessed: words::guessed(&view),
        dark: false,
    }
}

/// The values that count: an option whose rules do not hold counts as not set.
struct View<'a> {
    situation: &'a Situation<'a>,
    conditions: &'a Conditions,
}

impl View<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let param = self.situation.find(name)?;
        let works = param.exists_in(self.situation.target())
            && param.works_on(self.situation.catalogue().surface);
        let effective = !matches!(self.situation.standing(param), Standing::Ineffective(_));
        if works && effective { self.situation.text(name) } else { param.default.filter(|_| works) }
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.text(name) == Some(value)
    }

    fn is_guest(&self) -> bool {
        self.conditions.is(conditions::VISITOR, "guest")
    }

    /// Whether Sobot turns the visitor away: a signature is asked for, and none comes that fits.
    fn is_refused(&self) -> bool {
        let unsigned = self.is_guest() && self.is("signed", "true");
        unsigned || self.conditions.is(conditions::KEY, "refused")
    }

    fn colour(&self) -> Option<Colour> {
        self.text("color").and_then(Colour::parse)
    }

    /// The theme colour, as far as it is known.
    fn fill(&self) -> String {
        self.colour()
            .or_else(|| Colour::parse(CONSOLE_COLOUR))
            .map_or_else(String::new, Colour::css)
    }

    /// A word of the chat page in the visitor's language.
    fn say(&self, cn: &str, tw: &str, en: &str) -> String {
        let word = match self.text("locale") {
            Some("en") => en,
            Some("tw") => tw,
            _ => cn,
        };
        word.to_owned()
    }

    /// What only the agent sees.
    fn desk(&self) -> Vec<DeskItem> {
        let table = self
            .situation
            .catalogue()
            .parameters
            .iter()
            .filter(|param| param.effect == Effect::AgentDesk);
        let item = |param: &'static crate::catalog::Param| {
            let value = self.situation.set(param.name)?;
            Some(DeskItem::new(param, value))
        };
        table.filter_map(item).collect()
    }

    fn without_effect(&self) -> Vec<(&'static str, Message)> {
        let set = self
            .situation
            .catalogue()
            .parameters
            .iter()
            .filter(|param| self.situation.set(param.name).is_some());
        set.filter_map(|param| match self.situation.standing(param) {
            _ if !param.works_on(self.situation.catalogue().surface) => Some((
                param.name,
                Message::new(
                    format!("当前链接版本不支持：仅 {}", param.surface.join("、")),
                    format!("Not with this form of link: {} only", param.surface.join(", ")),
                ),
            )),
            Standing::Ineffective(reason) => Some((param.name, reason)),
            Standing::Effective | Standing::Open => None,
        })
        .collect()
    }

    fn advice(&self) -> Vec<Message> {
        let Some(colour) = self.colour() else { return Vec::new() };
        let mut advice = Vec::new();
        if self.situation.target() == "component" && page::has_default_entry(self) {
            advice.extend(colour::icon_advice(colour));
        }
        advice.extend(colour::text_advice(colour));
        advice
    }
}
