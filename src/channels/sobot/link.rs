//! Chat links: the address in its three forms.

use super::entry::{self, Entry};
use super::{Order, Rendered};
use crate::catalog::{Form, Surface, Written, encode};
use crate::channels::encode::{Address, Encoded, Query, query};

/// Names of the old form, by meaning; all others are spelt alike.
pub const LEGACY: &[(&str, &str)] = &[
    ("sysnum", "sysNum"),
    ("partnerid", "partnerId"),
    ("groupid", "groupId"),
    ("type", "moduleType"),
    ("robotid", "robotFlag"),
    ("title_flag", "titleFlag"),
    ("custom_title", "customTitle"),
    ("locale", "lan"),
];

pub fn write(order: &Order<'_>, rendered: &mut Rendered) {
    let variant = order.checked.window("variant").unwrap_or_default();
    let spelling = if variant == "h5_legacy" { legacy } else { entry::unchanged };
    let path = match variant.as_str() {
        "pc" => "/chat/pc/v2/index.html",
        "h5_legacy" => "/chat/h5/index.html",
        _ => "/chat/h5/v2/index.html",
    };
    let base = Address::https(&order.host, path).pair(spelling("sysnum"), &query(&order.sysnum));
    let entry = Entry {
        target: "link",
        kind: variant,
        unsigned: options(order, base.clone(), spelling, false),
        url: options(order, base, spelling, true),
        spelling,
    };
    entry.write(order, rendered);
}

fn legacy(name: &'static str) -> &'static str {
    LEGACY.iter().find(|(v2, _)| *v2 == name).map_or(name, |(_, old)| old)
}

/// The order of the pairs is our choice: who first, then options as in the table.
pub fn options(
    order: &Order<'_>,
    base: Address,
    spelling: fn(&'static str) -> &'static str,
    sign: bool,
) -> Address {
    let signature = order.signature.as_ref().filter(|_| sign);
    encode(order.checked, Surface::Query).iter().fold(base, |address, written| {
        let address = address.pair(spelling(written.param.name), &value(written));
        match signature.filter(|_| written.param.name == "partnerid") {
            Some(signature) => address.pair("sign", &query(signature.as_str())),
            None => address,
        }
    })
}

pub fn value(written: &Written<'_>) -> Encoded<Query> {
    match &written.form {
        Form::Text(text) => query(text),
        Form::Literal(value) => query(&value.to_string()),
    }
}
