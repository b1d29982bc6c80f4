//! The own pages of whoever is signed in: who one is here, where one is signed in, who tried to be, and the
//! password.

pub mod credentials;
pub mod own;
pub mod password;
#[cfg(test)]
pub mod samples;
pub mod sessions;
pub mod sign_ins;

use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::pages::{second_factor, tokens};
use crate::web::ui::{NavItem, Ui};
use crate::web::visit::Visit;

/// The tabs. A page more is a line more.
const TABS: &[(Text, &str)] = &[
    (text("账号", "Account"), own::PATH),
    (text("会话", "Sessions"), sessions::PATH),
    (text("登录记录", "Sign-ins"), sign_ins::PATH),
    (text("密码", "Password"), password::PATH),
    (text("两步验证", "Second factor"), second_factor::PATH),
    (text("API 令牌", "API tokens"), tokens::own::PATH),
];

/// The row of tabs, with the one of this page marked.
pub fn tabs(path: &str) -> Vec<NavItem> {
    let tab = |(label, href): &(Text, &str)| NavItem {
        label: *label,
        href: (*href).to_owned(),
        current: *href == path,
    };
    TABS.iter().map(tab).collect()
}

/// The frame of one of these pages, with the message of the page before.
fn frame(visit: &Visit, title: Text) -> Result<Ui, Fault> {
    let mut ui = visit.ui(title)?;
    visit.take_flash(&mut ui);
    Ok(ui)
}
