//! Values that name something of the enterprise's own registry, such as a VIP level: whether it is
//! registered, what was most likely meant, and whether it may stand in an address. The registry is
//! handed in; what nobody registered anything of is not judged.

use serde_json::Value;

use crate::catalog::kind::{is_unset, plain};
use crate::catalog::nearest;
use crate::channels::{Channel, Deployment, Diagnostic, Severity};
use crate::domain::VipField;
use crate::domain::vip_field::{Class, Kind, ValueType};
use crate::text::Message;

/// A parameter whose value refers to registered fields.
#[derive(Debug)]
pub struct Refers {
    pub parameter: &'static str,
    /// For these targets.
    pub targets: &'static [&'static str],
    pub kind: Kind,
    pub how: How,
    /// The targets where the value stands in an address.
    pub exposed: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The value is an id or a parameter name; several are separated by commas.
    Value,
    /// The value is a JSON object whose names have to be registered.
    Names,
    /// The same with names of one's own; of those that are registered the class is known.
    Free,
}

/// What the registry says about the values of a deployment.
pub fn findings(
    channel: &dyn Channel,
    deployment: &Deployment,
    fields: &[VipField],
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for refers in here(channel, &deployment.target) {
        let name = refers.parameter;
        let given = deployment.visitor.get(name).or_else(|| deployment.parameters.get(name));
        let Some(given) = given.filter(|value| !is_unset(value)) else { continue };
        let desk = Desk { channel, refers, target: &deployment.target, fields };
        found.extend(desk.look(given));
    }
    found
}

fn here<'c>(
    channel: &'c dyn Channel,
    target: &str,
) -> impl Iterator<Item = &'static Refers> + use<'c> {
    let target = target.to_owned();
    channel.registered().iter().filter(move |refers| refers.targets.contains(&target.as_str()))
}

/// The registered fields that a parameter can refer to.
pub fn offers<'f>(
    channel: &dyn Channel,
    target: &str,
    parameter: &str,
    fields: &'f [VipField],
) -> Vec<&'f VipField> {
    let kinds: Vec<Kind> = here(channel, target)
        .filter(|refers| refers.parameter == parameter)
        .map(|refers| refers.kind)
        .collect();
    fields.iter().filter(|field| kinds.contains(&field.settings.kind)).collect()
}

/// The ids or names that a value consists of.
fn words(refers: &Refers, given: &Value) -> Vec<String> {
    match (refers.how, given) {
        (How::Value, value) => plain(value)
            .split([',', '，'])
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
        (How::Names | How::Free, Value::Object(map)) => map.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

struct Desk<'a> {
    channel: &'a dyn Channel,
    refers: &'static Refers,
    target: &'a str,
    fields: &'a [VipField],
}

impl Desk<'_> {
    fn look(&self, given: &Value) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if !self.mine().any(|_| true) {
            found.extend((self.refers.how != How::Free).then(|| self.nothing_registered()));
            return found;
        }
        for word in words(self.refers, given) {
            match self.mine().find(|field| field.answers_to(&word)) {
                Some(field) => {
                    found.extend(self.exposed(field, &word));
                    found.extend(self.wrong_type(field, &word, given));
                }
                None if self.refers.how == How::Free => {}
                None => found.push(self.unknown(&word)),
            }
        }
        found
    }

    fn mine(&self) -> impl Iterator<Item = &VipField> {
        self.fields.iter().filter(|field| field.settings.kind == self.refers.kind)
    }

    /// The place of a word: the parameter, or a name inside its JSON.
    fn place(&self, word: &str) -> String {
        match self.refers.how {
            How::Value => self.refers.parameter.to_owned(),
            How::Names | How::Free => format!("{}.{word}", self.refers.parameter),
        }
    }

    fn about(&self, id: &str, severity: Severity, place: &str, message: Message) -> Diagnostic {
        Diagnostic::about(self.channel.id(), id, severity, place, message)
    }

    fn nothing_registered(&self) -> Diagnostic {
        let what = self.refers.kind.label();
        let message = Message::new(
            format!("本企业还没有登记{}，无法核对；可在“VIP 字段”中登记", what.zh),
            format!(
                "The enterprise has not registered any {} yet, so nothing can be compared; register them under VIP fields",
                what.en
            ),
        );
        self.about("nothing-registered", Severity::Note, self.refers.parameter, message)
    }

    /// A name that the vendor does not know shows nothing at all; an id may be new in the console.
    fn unknown(&self, word: &str) -> Diagnostic {
        let what = self.refers.kind.label();
        let severity =
            if self.refers.how == How::Value { Severity::Warning } else { Severity::Error };
        let named = self.mine().find(|field| field.settings.name == word);
        let message = if let Some(field) = named {
            let key = &field.settings.key;
            Message::new(
                format!("“{word}”是登记的名称，这里要填它的编号或参数名：{key}"),
                format!(
                    "“{word}” is the registered name; write its id or parameter name here: {key}"
                ),
            )
        } else {
            let known = self.mine().flat_map(|field| [&field.settings.key, &field.settings.alias]);
            let near = nearest(word, known.filter(|one| !one.is_empty()).map(String::as_str));
            let (zh, en) = near.map_or_else(Default::default, |near| {
                (format!("，是否想写 {near}？"), format!("; did you mean {near}?"))
            });
            Message::new(
                format!("没有登记{} {word}{zh}", what.zh),
                format!("No {} {word} is registered{en}", what.en),
            )
        };
        self.about("not-registered", severity, &self.place(word), message)
    }

    /// What may harm people stands in no address, where histories and logs keep it.
    fn exposed(&self, field: &VipField, word: &str) -> Option<Diagnostic> {
        let (severity, class) = match field.settings.class {
            Class::Sensitive => (Severity::Warning, Class::Sensitive),
            Class::Personal => (Severity::Note, Class::Personal),
            Class::None | Class::Internal => return None,
        };
        let (name, label) = (&field.settings.name, class.label());
        self.refers.exposed.contains(&self.target).then(|| {
            let message = Message::new(
                format!("“{name}”登记为{}，而它会出现在网址里，从而进入浏览记录和访问日志；能不传就不传", label.zh),
                format!("“{name}” is registered as {} data and would stand in the address, and so reach histories and access logs; leave it out where possible", label.en.to_lowercase()),
            );
            self.about("registered-data-in-url", severity, &self.place(word), message)
        })
    }

    fn wrong_type(&self, field: &VipField, word: &str, given: &Value) -> Option<Diagnostic> {
        let value = given.as_object().and_then(|map| map.get(word))?;
        let number = value.is_number() || plain(value).trim().parse::<f64>().is_ok();
        let wrong = field.settings.value_type == ValueType::Number && !number;
        wrong.then(|| {
            let name = &field.settings.name;
            let message = Message::new(
                format!("“{name}”登记为数字，这里不是数字"),
                format!("“{name}” is registered as a number, and this is none"),
            );
            self.about("not-a-number", Severity::Warning, &self.place(word), message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels;
    use crate::domain::vip_field::{Draft, Settings};
    use crate::domain::{EnterpriseId, Meta, VipFieldId};
    use serde_json::json;
    use uuid::Uuid;

    fn field(kind: Kind, key: &str, alias: &str, class: Class, value_type: ValueType) -> VipField {
        let settings = Settings {
            kind,
            name: format!("名称 {key}"),
            key: key.to_owned(),
            alias: alias.to_owned(),
            value_type,
            class,
        };
        let draft = Draft { settings, meta: Meta::default() };
        let (id, enterprise) = (VipFieldId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        VipField::create(id, enterprise, draft, 0).0
    }

    fn registry() -> Vec<VipField> {
        vec![
            field(Kind::Level, "05bc", "gold", Class::Internal, ValueType::Text),
            field(Kind::Customer, "customField4", "", Class::Sensitive, ValueType::Number),
            field(Kind::Ticket, "device_no", "", Class::None, ValueType::Text),
        ]
    }

    /// The ids and places of what is found, without the channel.
    fn found(target: &str, visitor: &Value, fields: &[VipField]) -> Vec<(String, String)> {
        let sobot = channels::find("sobot").expect("a channel");
        let deployment = Deployment {
            target: target.to_owned(),
            visitor: visitor.as_object().cloned().unwrap_or_default(),
            ..Deployment::default()
        };
        let told = findings(sobot, &deployment, fields).into_iter().map(|one| {
            let id = one.id.strip_prefix("sobot.").unwrap_or_default().to_owned();
            (id, one.parameter.unwrap_or_default())
        });
        told.collect()
    }

    #[test]
    fn what_is_registered_is_right_by_id_and_by_name() {
        for level in ["05bc", "gold"] {
            assert!(found("link", &json!({ "vip_level": level }), &registry()).is_empty());
        }
        let ticket = json!({ "params": { "device_no": "1" } });
        assert!(found("ticket", &ticket, &registry()).is_empty());
        assert!(found("link", &json!({}), &registry()).is_empty());
    }

    #[test]
    fn an_empty_registry_judges_nothing() {
        let given = json!({ "vip_level": "x", "params": { "free": 1 } });
        let note = ("nothing-registered".to_owned(), "vip_level".to_owned());
        assert_eq!(found("link", &given, &[]), [note]);
    }

    #[test]
    fn slips_are_found_where_they_stand() {
        let given = json!({ "customer_fields": { "custmField4": "1" }, "vip_level": "glod" });
        let told = found("component", &given, &registry());
        let wanted =
            [("not-registered", "vip_level"), ("not-registered", "customer_fields.custmField4")];
        assert_eq!(told, wanted.map(|(id, place)| (id.to_owned(), place.to_owned())));
        let ticket = json!({ "params": { "customField4": "1" } });
        assert_eq!(
            found("ticket", &ticket, &registry()).len(),
            1,
            "a ticket has fields of its own"
        );
    }

    #[test]
    fn sensitive_values_are_told_only_where_they_stand_in_an_address() {
        let given = json!({ "customer_fields": { "customField4": "7" } });
        let told = found("link", &given, &registry());
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, "registered-data-in-url");
        assert!(found("component", &given, &registry()).is_empty());
        let wrong = json!({ "customer_fields": { "customField4": "much" } });
        assert_eq!(found("component", &wrong, &registry())[0].0, "not-a-number");
    }

    #[test]
    fn where_used_lists_know_every_parameter() {
        for channel in channels::ALL {
            for refers in channel.registered() {
                let known = refers.kind.parameters();
                assert!(known.contains(&refers.parameter), "{}", refers.parameter);
            }
        }
    }
}
