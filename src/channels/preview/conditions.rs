//! What a drawing takes for granted: the device, the page around it, who the visitor is, whether an
//! agent is there. Conditions steer the drawing alone: they are never stored and never reach code. A
//! channel declares those that it really draws, as data.

use serde_json::Value;

use crate::catalog::{Param, Values, Who};
use crate::channels::Deployment;
use crate::text::{Text, text};

/// Characters of a name that is drawn.
const LONGEST: usize = 20;

/// One thing that can be taken for granted.
#[derive(Debug)]
pub struct Condition {
    pub id: &'static str,
    pub label: Text,
    /// Target ids where it is drawn; empty means everywhere.
    pub targets: &'static [&'static str],
    pub choices: Choices,
}

#[derive(Debug)]
pub enum Choices {
    /// The first one counts where nothing is chosen.
    Among(&'static [Choice]),
    /// A name that people type; this one is drawn where they type none.
    Name(&'static str),
}

#[derive(Debug)]
pub struct Choice {
    pub value: &'static str,
    pub label: Text,
    /// Whom the visitor's values are of.
    pub cast: Cast,
}

/// Which values of the test visitor a choice draws.
#[derive(Clone, Copy, Debug)]
pub enum Cast {
    AsFilled,
    /// Nobody is signed in: no value of a visitor, only those of the page.
    Nobody,
    /// Somebody: these values where the test visitor has none, and none of those.
    Somebody {
        with: &'static [(&'static str, &'static str)],
        without: &'static [&'static str],
    },
}

/// Shorthand for tables.
pub const fn choice(value: &'static str, zh: &'static str, en: &'static str) -> Choice {
    Choice { value, label: text(zh, en), cast: Cast::AsFilled }
}

impl Choice {
    pub const fn of(mut self, cast: Cast) -> Self {
        self.cast = cast;
        self
    }
}

/// The light or dark page around what the vendor draws.
pub const PAGE: &str = "page";
pub const PAGES: &[Choice] =
    &[choice("light", "浅色页面", "Light page"), choice("dark", "深色页面", "Dark page")];

/// Which of a site's two forms is drawn.
pub const DEVICE: &str = "device";
pub const DEVICES: &[Choice] = &[
    choice("both", "都画", "Both"),
    choice("desktop", "电脑", "Desktop"),
    choice("phone", "手机", "Phone"),
];

/// What somebody chose, as far as this target draws it. By itself it takes nothing for granted.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    chosen: Vec<(&'static Condition, String)>,
}

impl Conditions {
    /// What is unknown, impossible or the usual anyway counts as not chosen.
    pub fn read<'g>(
        table: &'static [Condition],
        target: &str,
        given: impl IntoIterator<Item = (&'g str, &'g str)>,
    ) -> Self {
        let mut chosen: Vec<(&'static Condition, String)> = Vec::new();
        for (id, value) in given {
            let condition = table.iter().find(|known| known.id == id && known.exists_in(target));
            let Some(condition) = condition else { continue };
            let once = chosen.iter().all(|(known, _)| known.id != id);
            if let Some(value) = condition.accepted(value).filter(|_| once) {
                chosen.push((condition, value));
            }
        }
        Conditions { chosen }
    }

    /// Whether this was chosen and is not the usual.
    pub fn is(&self, id: &str, value: &str) -> bool {
        self.text(id) == Some(value)
    }

    /// What was chosen.
    pub fn text(&self, id: &str) -> Option<&str> {
        let found = self.chosen.iter().find(|(condition, _)| condition.id == id);
        found.map(|(_, value)| value.as_str())
    }

    /// Everything that was chosen, for an address or a form.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.chosen.iter().map(|(condition, value)| (condition.id, value.as_str()))
    }

    /// The deployment with the visitor that was chosen.
    pub fn cast(&self, parameters: &[Param], deployment: &Deployment) -> Deployment {
        let mut cast = deployment.clone();
        for (condition, value) in &self.chosen {
            match condition.find(value).map(|choice| choice.cast) {
                Some(Cast::Nobody) => cast.visitor.retain(|name, _| !of_visitor(parameters, name)),
                Some(Cast::Somebody { with, without }) => {
                    cast.visitor.retain(|name, _| !without.contains(&name.as_str()));
                    fill(&mut cast.visitor, with);
                }
                Some(Cast::AsFilled) | None => {}
            }
        }
        cast
    }
}

impl Condition {
    pub fn exists_in(&self, target: &str) -> bool {
        self.targets.is_empty() || self.targets.contains(&target)
    }

    fn find(&self, value: &str) -> Option<&'static Choice> {
        match self.choices {
            Choices::Among(choices) => choices.iter().find(|choice| choice.value == value),
            Choices::Name(_) => None,
        }
    }

    fn accepted(&self, value: &str) -> Option<String> {
        match self.choices {
            Choices::Among(choices) => {
                let usual = choices.first().is_some_and(|first| first.value == value);
                self.find(value).filter(|_| !usual).map(|choice| choice.value.to_owned())
            }
            Choices::Name(usual) => {
                let shown = |c: &char| !c.is_control() && !turns(*c);
                let name: String = value.trim().chars().filter(shown).take(LONGEST).collect();
                (!name.is_empty() && name != usual).then_some(name)
            }
        }
    }
}

/// Marks that turn the direction of what follows them.
fn turns(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn of_visitor(parameters: &[Param], name: &str) -> bool {
    parameters.iter().any(|param| param.name == name && param.who == Who::Visitor)
}

fn fill(values: &mut Values, with: &[(&str, &str)]) {
    for (name, value) in with {
        let known = values.get(*name).is_some_and(|known| !crate::catalog::kind::is_unset(known));
        if !known {
            let parsed = serde_json::from_str(value).ok().filter(Value::is_object);
            let value = parsed.unwrap_or_else(|| Value::String((*value).to_owned()));
            values.insert((*name).to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Condition] = &[
        Condition {
            id: PAGE,
            label: text("页面", "Page"),
            targets: &["here"],
            choices: Choices::Among(PAGES),
        },
        Condition {
            id: "name",
            label: text("名字", "Name"),
            targets: &[],
            choices: Choices::Name("王芳"),
        },
    ];

    fn read(target: &str, given: &[(&str, &str)]) -> Vec<(String, String)> {
        let read = Conditions::read(TABLE, target, given.iter().copied());
        read.pairs().map(|(id, value)| (id.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn only_what_is_known_possible_and_unusual_counts() {
        assert_eq!(read("here", &[("page", "dark")]), [("page".to_owned(), "dark".to_owned())]);
        for (target, given) in [
            ("here", ("page", "light")),
            ("here", ("page", "green")),
            ("there", ("page", "dark")),
            ("here", ("other", "dark")),
            ("here", ("name", " 王芳 ")),
            ("here", ("name", "\u{202e}\n")),
        ] {
            assert!(read(target, &[given]).is_empty(), "{given:?}");
        }
        assert_eq!(read("there", &[("name", "a"), ("name", "b")])[0].1, "a");
        assert_eq!(read("there", &[("name", &"长".repeat(99))])[0].1.chars().count(), LONGEST);
    }
}
