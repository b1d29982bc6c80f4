//! The options of a channel as one form, whichever kinds of entry know them.

use super::Typed;
use crate::catalog::form::Field;
use crate::channels::{Channel, Diagnostic, inherit};
use crate::web::pages::windows::options::union;
use crate::web::pages::windows::vendor::VendorFields;

/// What windows make of the values is not known here.
pub(super) fn draw(channel: &dyn Channel, typed: &Typed, found: &[Diagnostic]) -> VendorFields {
    let mut values = typed.values.clone();
    values.extend(typed.shown.clone());
    let keep = |field: Field| {
        let param = inherit::parameter(channel, field.raw)?;
        let only = inherit::only_in(channel, param);
        Some(Field { required: false, inactive: None, only, ..field })
    };
    let groups = union(channel, channel.targets(), &values, found, keep);
    VendorFields::of_options(groups).arranged(&typed.as_json)
}
