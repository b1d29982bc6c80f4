//! The leave-message page, which accounts and mini programs open where nobody answers.

use super::entry::{self, Entry};
use super::link::options;
use super::{Order, Rendered};
use crate::channels::encode::{Address, query};

pub fn write(order: &Order<'_>, rendered: &mut Rendered) {
    let base = Address::https(&order.host, "/chat/h5/v2/leavemessage.html")
        .pair("sysnum", &query(&order.sysnum))
        // The vendor's document fixes it.
        .pair("source", &query("9"));
    let base = ["templateid", "groupid"].into_iter().fold(base, |address, name| {
        match order.checked.window(name) {
            Some(value) => address.pair(name, &query(&value)),
            None => address,
        }
    });
    let address = options(order, base, entry::unchanged, false);
    let entry = Entry {
        target: "leave_message",
        kind: "leave_message".to_owned(),
        unsigned: address.clone(),
        url: address,
        spelling: entry::unchanged,
    };
    entry.write(order, rendered);
}
