//! The options of a channel as one form, whichever kinds of entry know them.

use super::Typed;
use crate::catalog::form::{Field, Group};
use crate::channels::{self, Channel, Deployment, Diagnostic, inherit};
use crate::web::pages::windows::vendor::VendorFields;

pub(super) fn draw(channel: &dyn Channel, typed: &Typed, found: &[Diagnostic]) -> VendorFields {
    let mut values = typed.values.clone();
    values.extend(typed.shown.clone());
    let mut groups: Vec<Group> = Vec::new();
    for target in channel.targets() {
        let deployment = Deployment {
            target: target.id.to_owned(),
            parameters: values.clone(),
            ..Deployment::default()
        };
        for group in channels::forms(channel, &deployment, found).parameters {
            add(channel, &mut groups, group);
        }
    }
    let place = |field: &Field| {
        channel.parameters().iter().position(|param| param.name == field.raw).unwrap_or(usize::MAX)
    };
    for group in &mut groups {
        group.fields.sort_by_key(place);
    }
    groups.sort_by_key(|group| group.fields.first().map_or(usize::MAX, place));
    VendorFields::of_options(groups).arranged(&typed.as_json)
}

/// Fields that no other target brought yet. What windows make of them is not known here.
fn add(channel: &dyn Channel, groups: &mut Vec<Group>, new: Group) {
    let known: Vec<&str> =
        groups.iter().flat_map(|group| &group.fields).map(|field| field.raw).collect();
    let fields: Vec<Field> = new
        .fields
        .into_iter()
        .filter(|field| !known.contains(&field.raw))
        .filter_map(|field| {
            let param = inherit::parameter(channel, field.raw)?;
            let only = inherit::only_in(channel, param);
            Some(Field { required: false, inactive: None, only, ..field })
        })
        .collect();
    if fields.is_empty() {
        return;
    }
    match groups.iter_mut().find(|group| group.key == new.key) {
        Some(group) => group.fields.extend(fields),
        None => groups.push(Group { key: new.key, label: new.label, fields }),
    }
}
