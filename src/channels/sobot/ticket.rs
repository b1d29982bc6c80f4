//! The ticket plugin: an address made in the vendor's console, with the fields of the ticket.

use super::entry::{self, Entry};
use super::link::value;
use super::{Order, Rendered};
use crate::catalog::{Surface, encode};
use crate::channels::encode::Address;

pub fn write(order: &Order<'_>, rendered: &mut Rendered) {
    let options = encode(order.checked, Surface::Query);
    let fields = options.iter().find(|written| written.param.name == "params").map(value);
    let given = order.checked.window("url").unwrap_or_default();
    // A checked address always parses.
    let Some(address) = Address::extended(&given, "params", fields.as_ref()) else { return };
    let entry = Entry {
        target: "ticket",
        kind: "ticket".to_owned(),
        unsigned: address.clone(),
        url: address,
        spelling: entry::unchanged,
    };
    entry.write(order, rendered);
}
