//! The options of several kinds of entry as one form: each field once, in the order of the table.

use crate::catalog::form::{Field, Group};
use crate::channels::{self, Channel, Deployment, Diagnostic, Target, Values};

/// The fields of all these targets. `keep` leaves a field out, or draws it otherwise.
pub(super) fn union<'t>(
    channel: &dyn Channel,
    targets: impl IntoIterator<Item = &'t Target>,
    values: &Values,
    found: &[Diagnostic],
    keep: impl Fn(Field) -> Option<Field>,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for target in targets {
        let deployment = Deployment {
            target: target.id.to_owned(),
            parameters: values.clone(),
            ..Deployment::default()
        };
        for group in channels::forms(channel, &deployment, found).parameters {
            add(&mut groups, group, &keep);
        }
    }
    let place = |field: &Field| {
        channel.parameters().iter().position(|param| param.name == field.raw).unwrap_or(usize::MAX)
    };
    for group in &mut groups {
        group.fields.sort_by_key(place);
    }
    groups.sort_by_key(|group| group.fields.first().map_or(usize::MAX, place));
    groups
}

/// Fields that no other target brought yet.
fn add(groups: &mut Vec<Group>, new: Group, keep: &impl Fn(Field) -> Option<Field>) {
    let known: Vec<&str> =
        groups.iter().flat_map(|group| &group.fields).map(|field| field.raw).collect();
    let fresh = new.fields.into_iter().filter(|field| !known.contains(&field.raw));
    let fields: Vec<Field> = fresh.filter_map(keep).collect();
    if fields.is_empty() {
        return;
    }
    match groups.iter_mut().find(|group| group.key == new.key) {
        Some(group) => group.fields.extend(fields),
        None => groups.push(Group { key: new.key, label: new.label, fields }),
    }
}
