//! What the registry decides and offers in the form of a window: the template's fields, and the choices
//! where a value names a registered field.

use super::deployment::{References, TEMPLATE_FIELDS, TEMPLATE_LANGUAGE};
use super::vendor::VendorFields;
use crate::catalog::form::{Choice, Group};
use crate::catalog::structure::{KEY, Structure};
use crate::channels::{Channel, Target, registered};
use crate::domain::window::Content;
use crate::domain::{LeaveTemplate, VipField};
use crate::text::{Message, text};

/// As many as somebody looks through beside a field.
const OFFERS: usize = 100;

impl VendorFields {
    /// What the registry adds: fields that a registered template decides are not asked for, and
    /// parameters that name registered fields offer them.
    pub fn registered(
        mut self,
        channel: &dyn Channel,
        target: &Target,
        references: &References,
        content: &Content,
    ) -> Self {
        if let Some(template) = references.template(content) {
            let language = !template.settings.locale.is_empty();
            remove(&mut self.window, |name| TEMPLATE_FIELDS.contains(&name));
            remove(&mut self.parameters, |name| language && name == TEMPLATE_LANGUAGE);
        }
        for field in self.visitor.iter_mut().flat_map(|group| &mut group.fields) {
            let offers = registered::offers(channel, target.id, field.raw, &references.fields);
            if let Some(structure) = &mut field.structure {
                known_names(structure, &offers);
            }
            field.offers = offers.into_iter().take(OFFERS).map(offer).collect();
        }
        self
    }
}

/// "City (Personal)"
fn offer(field: &VipField) -> Choice {
    let (name, class) = (&field.settings.name, field.settings.class.label());
    let label = Message::new(format!("{name}（{}）", class.zh), format!("{name} ({})", class.en));
    Choice::new(&field.settings.key, label, false)
}

/// Beside each row whose name is registered: what it is called, and its class of personal data.
fn known_names(structure: &mut Structure, known: &[&VipField]) {
    for cell in structure.fields_mut().filter(|cell| cell.raw == KEY) {
        let meant = known.iter().filter(|field| field.answers_to(cell.value.trim()));
        cell.offers = meant.map(|field| offer(field)).collect();
    }
}

fn remove(groups: &mut Vec<Group>, gone: impl Fn(&str) -> bool) {
    for group in groups.iter_mut() {
        group.fields.retain(|field| !gone(field.raw));
    }
    groups.retain(|group| !group.fields.is_empty());
}

/// What the registered template decides is not the window's own.
pub fn leave_to(template: &LeaveTemplate, content: &mut Content, told: &mut Vec<Message>) {
    let settings = &template.settings;
    let mut differs = false;
    let mut drop = |value: Option<serde_json::Value>, decided: &str| {
        differs |= value.is_some_and(|value| value != *decided);
    };
    for (name, decided) in TEMPLATE_FIELDS.iter().zip([&settings.templateid, &settings.groupid]) {
        drop(content.window.remove(*name), decided);
    }
    if !settings.locale.is_empty() {
        drop(content.parameters.remove(TEMPLATE_LANGUAGE), &settings.locale);
    }
    if differs {
        told.push(Message::new(
            format!("编号、技能组和语言由留言模板“{}”决定，另填的值已去掉", settings.name),
            format!(
                "The template “{}” decides ids and language; other values were left out",
                settings.name
            ),
        ));
    }
}

pub fn templates(references: &References, content: &Content) -> Vec<Choice> {
    let none = text("不引用：自己填写编号", "None: type the ids yourself");
    let each = references.templates.iter().map(|one| {
        Choice::new(one.id, Message::name(&one.settings.name), content.template == Some(one.id))
    });
    std::iter::once(Choice::new("", none, content.template.is_none())).chain(each).collect()
}
