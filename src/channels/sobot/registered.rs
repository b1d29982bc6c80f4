//! Which parameters name what the console's own lists hold. The ticket plugin's `params` are fields of
//! the docking type; those of a chat are free.

use crate::channels::registered::{How, Refers};
use crate::domain::vip_field::Kind;

const CHAT: &[&str] = super::params::CHAT;
const TICKET: &[&str] = &["ticket"];
/// The component hands its values over in a script.
const ADDRESS: &[&str] = &["link", "web_view", "ticket"];

const fn refers(
    parameter: &'static str,
    targets: &'static [&'static str],
    kind: Kind,
    how: How,
) -> Refers {
    Refers { parameter, targets, kind, how, exposed: ADDRESS }
}

pub const REFERS: &[Refers] = &[
    refers("vip_level", CHAT, Kind::Level, How::Value),
    refers("user_label", CHAT, Kind::Label, How::Value),
    refers("customer_fields", CHAT, Kind::Customer, How::Names),
    refers("params", CHAT, Kind::Customer, How::Free),
    refers("params", TICKET, Kind::Ticket, How::Names),
];
