//! Walks every visible parameter of every channel and target, under every condition and every state of
//! the parameters that its rules name: the drawing follows it exactly when it works.

use std::collections::BTreeSet;

use jieru::catalog::{Effect, Hash, Kind, Param, Standing, Values};
use jieru::channels::preview::conditions::{Choices, Conditions};
use jieru::channels::{ALL, Channel, Deployment, Target, examples, tables};
use serde_json::{Value, json};

/// Beyond this many states of its surroundings, a parameter would take too long.
const MOST: usize = 3_000;

/// Effective, and still not to be seen under this condition: what covers the picture, or leaves it out.
const COVERED: &[(&str, &str, &str, &[&str])] = &[
    // A refused visitor sees one sentence in place of the chat.
    ("sobot", "key", "refused", &[]),
    // A guest has no value of a visitor.
    ("sobot", "visitor", "guest", &["face", "uname"]),
    ("sobot", "visitor", "member", &[]),
    // Only one of the two greetings is spoken.
    ("sobot", "agent", "online", &["agent_offline_title"]),
    ("sobot", "agent", "offline", &["agent_hello_word"]),
    // The other device is left out, and what only it shows.
    ("sobot", "device", "phone", &[]),
    ("sobot", "device", "desktop", &[]),
    // The console's style is taken for granted where the code sets none: others are not drawn.
    ("wecom", "console", "1", &[]),
    ("wecom", "console", "2", &[]),
    ("wecom", "console", "3", &[]),
    // The session, and its card with it, does not open.
    ("wechat", "client", "old", &[]),
    // Neither the note nor the rating belongs to an agent's answer.
    ("tencent_desk", "answer", "agent", &["enableAINote", "enableFeedback"]),
];

/// Effective by the rules, because agents see it in any case; visitors see it with this beside it only.
const SEEN_WITH: &[(&str, &str, &str)] = &[("face", "show_face", "1")];

/// Texts that have to look like something.
const SHAPED: &[(&str, [&str; 2])] = &[
    ("size", ["25", "54"]),
    ("height", ["600px", "80%"]),
    ("width", ["400px", "30%"]),
    ("container_style", ["border-radius:8px", "border-radius:2px"]),
];

#[derive(Clone, Copy)]
struct Place {
    channel: &'static dyn Channel,
    target: &'static Target,
}

impl Place {
    fn all() -> impl Iterator<Item = Place> {
        ALL.iter().flat_map(|channel| {
            channel.targets().iter().map(|target| Place { channel: *channel, target })
        })
    }

    fn visible(self) -> Vec<(&'static Param, bool)> {
        let shows = |param: &&Param| {
            param.parent.is_none()
                && param.effect == Effect::Visible
                && param.exists_in(self.target.id)
        };
        let options = self.channel.parameters().iter().filter(shows).map(|param| (param, false));
        let window = self.target.window_fields.iter().filter(shows).map(|param| (param, true));
        options.chain(window).collect()
    }

    fn find(self, name: &str) -> Option<(&'static Param, bool)> {
        let window = self.target.window_fields.iter().find(|param| param.name == name);
        let option = || {
            self.channel.parameters().iter().find(|param| {
                param.name == name && param.parent.is_none() && param.exists_in(self.target.id)
            })
        };
        window.map(|param| (param, true)).or_else(|| option().map(|param| (param, false)))
    }

    /// What its rules look at, and what those look at; what pins a version, and what limits a surface.
    fn around(self, param: &Param) -> Vec<(&'static Param, bool)> {
        let mut names = BTreeSet::new();
        let mut next: Vec<&str> = param.rules.iter().map(|rule| rule.parameter).collect();
        while let Some(name) = next.pop() {
            if name != param.name && names.insert(name) {
                let rules = self.find(name).map_or(&[][..], |(found, _)| found.rules);
                next.extend(rules.iter().map(|rule| rule.parameter));
            }
        }
        if param.since.is_some() {
            names.extend(
                self.target.window_fields.iter().filter(|field| field.pins).map(|field| field.name),
            );
        }
        names.extend(SEEN_WITH.iter().filter(|row| row.0 == param.name).map(|row| row.1));
        if !param.surface.is_empty() {
            names.extend(self.find("variant").map(|(found, _)| found.name));
        }
        names
            .iter()
            .filter_map(|name| self.find(name))
            .filter(|(found, _)| found.name != param.name)
            .collect()
    }

    /// Nothing chosen, and every single choice by itself.
    fn conditions(self) -> Vec<(Conditions, Option<(&'static str, &'static str)>)> {
        let table = self.channel.conditions();
        let mut all = vec![(Conditions::default(), None)];
        for condition in table.iter().filter(|one| one.exists_in(self.target.id)) {
            let values: Vec<&'static str> = match condition.choices {
                Choices::Among(choices) => choices.iter().skip(1).map(|one| one.value).collect(),
                Choices::Name(_) => vec!["Anna"],
            };
            all.extend(values.into_iter().map(|value| {
                let read = Conditions::read(table, self.target.id, [(condition.id, value)]);
                (read, Some((condition.id, value)))
            }));
        }
        all
    }

    fn drawn(self, deployment: &Deployment, conditions: &Conditions) -> String {
        format!("{:?}", self.channel.preview(deployment, conditions).frames)
    }
}

fn put(deployment: &mut Deployment, (param, window): (&Param, bool), value: &Value) {
    let place = match (window, param.at_run_time()) {
        (true, _) => &mut deployment.window,
        (false, true) => &mut deployment.visitor,
        (false, false) => &mut deployment.parameters,
    };
    place.insert(param.name.to_owned(), value.clone());
}

/// Values that differ: every allowed one, or two that people might type.
fn values(param: &Param) -> Vec<Value> {
    if !param.values.is_empty() && param.kind != Kind::List {
        return param.values.iter().map(|one| json!(one.value)).collect();
    }
    if let Some((_, shaped)) = SHAPED.iter().find(|(name, _)| *name == param.name) {
        return shaped.map(Value::from).into();
    }
    match param.kind {
        Kind::Identifier => vec![json!("a1"), json!("b2")],
        Kind::Colour(hash) => {
            let sign = if hash == Hash::Wanted { "#" } else { "" };
            ["1d39c4", "d6336c"].map(|digits| json!(format!("{sign}{digits}"))).into()
        }
        Kind::Integer | Kind::Number => {
            let least = param.limits.min.unwrap_or(1);
            vec![json!(least + 20), json!(least + 30 + least / 1000)]
        }
        Kind::Url => vec![json!(""), json!("https://img.example/a.png")],
        Kind::Json | Kind::Object | Kind::List => structures(param),
        _ if param.pins => vec![json!("1.0.0"), json!("1.5.11")],
        _ => vec![json!("甲"), json!("乙")],
    }
}

fn structures(param: &Param) -> Vec<Value> {
    match param.name {
        "goods" => vec![json!([{"name": "杯子"}]), json!([{"name": "书"}])],
        "toolbarButtonList" => ["甲", "乙"]
            .map(|title| json!([{"title": title, "isPreset": 0, "isEnabled": 1, "type": 1, "content": "a"}]))
            .into(),
        "bottomQuickOrder" => ["甲", "乙"].map(|header| json!({"header": header, "desc": "d"})).into(),
        "params" => vec![json!({"a": "1"}), json!({"a": "2"})],
        other => panic!("{other} needs two values"),
    }
}

/// What the surroundings can be: unset, or one of the values.
fn states(place: Place, around: &[(&'static Param, bool)]) -> Vec<Deployment> {
    let mut all = vec![Deployment {
        target: place.target.id.to_owned(),
        window: Values::new(),
        ..Deployment::default()
    }];
    for one in around {
        let mut next = Vec::new();
        for state in &all {
            next.push(state.clone());
            for value in values(one.0) {
                let mut with = state.clone();
                put(&mut with, *one, &value);
                next.push(with);
            }
        }
        all = next;
    }
    assert!(all.len() <= MOST, "{} {}: {}", place.channel.id(), place.target.id, all.len());
    all
}

fn covered(channel: &str, condition: Option<(&str, &str)>, name: &str) -> bool {
    let Some((id, value)) = condition else { return false };
    COVERED.iter().any(|(of, known, with, names)| {
        *of == channel
            && *known == id
            && *with == value
            && (names.is_empty() || names.contains(&name))
    })
}

/// Whether the rules let the parameter work; `None` where the vendor's console decides.
fn works(place: Place, param: &Param, deployment: &Deployment) -> Option<bool> {
    let situation = tables::situation(place.channel, deployment);
    if !param.works_on(situation.catalogue().surface) || situation.newer(param).is_some() {
        return Some(false);
    }
    // Several people cannot have the chat bubble: the code sets no style, and the console decides.
    let several = situation.is("staff", "multiple") && situation.is("styleType", "3");
    if place.channel.id() == "wecom" && several {
        return None;
    }
    let beside = SEEN_WITH.iter().find(|row| row.0 == param.name);
    match situation.standing(param) {
        Standing::Effective if beside.is_some_and(|row| !situation.is(row.1, row.2)) => None,
        Standing::Effective => Some(true),
        Standing::Ineffective(_) => Some(false),
        Standing::Open => None,
    }
}

#[test]
fn a_visible_parameter_changes_the_drawing_exactly_when_it_works() {
    let mut told = BTreeSet::new();
    let mut seen = 0_usize;
    for place in Place::all() {
        let (channel, target) = (place.channel.id(), place.target.id);
        for (param, window) in place.visible() {
            let values = values(param);
            for state in states(place, &place.around(param)) {
                for (conditions, condition) in place.conditions() {
                    let mut drawn = Vec::new();
                    let mut answers = BTreeSet::new();
                    for value in &values {
                        let mut with = state.clone();
                        put(&mut with, (param, window), value);
                        let cast = conditions.cast(place.channel.parameters(), &with);
                        answers.insert(works(place, param, &cast));
                        drawn.push(place.drawn(&with, &conditions));
                    }
                    seen += 1;
                    let pairs = drawn.iter().enumerate().flat_map(|(at, one)| {
                        drawn.iter().skip(at + 1).map(move |other| one == other)
                    });
                    let same: Vec<bool> = pairs.collect();
                    let around = || {
                        format!(
                            "{} {:?} {condition:?}",
                            Value::Object(state.parameters.clone()),
                            Value::Object(state.window.clone())
                        )
                    };
                    if answers == BTreeSet::from([Some(false)]) && same.contains(&false) {
                        told.insert(format!(
                            "{channel} {target} {}: draws without effect, {}",
                            param.name,
                            around()
                        ));
                    }
                    if answers == BTreeSet::from([Some(true)])
                        && same.contains(&true)
                        && !covered(channel, condition, param.name)
                    {
                        told.insert(format!(
                            "{channel} {target} {}: works unseen, {}",
                            param.name,
                            around()
                        ));
                    }
                }
            }
        }
    }
    assert!(
        told.is_empty(),
        "{} of {seen}:\n{}",
        told.len(),
        told.into_iter().collect::<Vec<_>>().join("\n")
    );
}

/// Deployments in which there is something to be seen.
fn plenty(place: Place) -> Vec<Deployment> {
    let examples = examples::all().filter_map(examples::Example::read);
    let here = |(channel, deployment): &(&dyn Channel, Deployment)| {
        channel.id() == place.channel.id() && deployment.target == place.target.id
    };
    let mut all: Vec<Deployment> =
        examples.filter(here).map(|(_, deployment)| deployment).collect();
    let mut full = Deployment { target: place.target.id.to_owned(), ..Deployment::default() };
    all.push(full.clone());
    for (param, window) in place.visible() {
        if let Some(first) = values(param).first().filter(|_| !window) {
            put(&mut full, (param, window), first);
        }
    }
    all.push(full);
    all
}

#[test]
fn every_condition_changes_what_is_drawn_or_told_somewhere() {
    for place in Place::all() {
        let plenty = plenty(place);
        for (conditions, chosen) in place.conditions().into_iter().skip(1) {
            let drawn = |deployment: &Deployment, conditions: &Conditions| {
                format!("{:?}", place.channel.preview(deployment, conditions))
            };
            let changed = plenty
                .iter()
                .any(|one| drawn(one, &conditions) != drawn(one, &Conditions::default()));
            assert!(changed, "{} {} {chosen:?}", place.channel.id(), place.target.id);
        }
    }
}

/// Nothing of a condition gets into what is handed out: `render` does not even know of them. What is
/// drawn instead of the test visitor's values is drawn only.
#[test]
fn a_persona_leaves_the_deployment_as_it_is() {
    for place in Place::all() {
        for deployment in plenty(place) {
            for (conditions, chosen) in place.conditions() {
                let cast = conditions.cast(place.channel.parameters(), &deployment);
                assert_eq!(cast.parameters, deployment.parameters, "{chosen:?}");
                assert_eq!(cast.window, deployment.window, "{chosen:?}");
                assert_eq!(cast.account, deployment.account, "{chosen:?}");
            }
        }
    }
}
