//! The people of the installation: who they are, what they may do where, and how they come and go. The
//! page of a role in one enterprise is the report on who was let in; roles are given here.

pub mod guest;
pub mod invitations;
pub mod list;
#[cfg(test)]
pub mod samples;
pub mod show;
pub mod verbs;

use crate::catalog::form::Choice;
use crate::domain::invitation::Purpose;
use crate::domain::{Enterprise, Invitation};
use crate::rights::{Place, Role};
use crate::store::directory::Held;
use crate::store::{Page, Read, enterprises};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::Fault;
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::ui::Ui;

pub const PATH: &str = "/people";
const INVITATIONS: &str = "/people/invitations";
/// What the field for a place holds where the whole installation is meant; no slug is so.
const EVERYWHERE: &str = "*";
const WHOLE: Text = text("整个门户", "The whole portal");

/// Where a role holds.
struct Somewhere {
    place: Place,
    /// `None` for the installation.
    enterprise: Option<Enterprise>,
}

/// The places that a form offers: a list while it is short, else the slug is typed.
struct Places {
    choices: Vec<Choice>,
    typed: String,
}

impl Places {
    async fn offer(read: &mut Read, typed: &str) -> Result<Self, Fault> {
        let Page { items, next } = enterprises::list(read, None, "").await?;
        if next.is_some() {
            return Ok(Places { choices: Vec::new(), typed: typed.to_owned() });
        }
        Ok(Places::of(&items, typed))
    }

    fn of(enterprises: &[Enterprise], typed: &str) -> Self {
        let one = |enterprise: &Enterprise| {
            let label = Message::name(&enterprise.name);
            Choice::new(&enterprise.slug, label, enterprise.slug == typed)
        };
        let mut choices: Vec<Choice> = enterprises.iter().map(one).collect();
        choices.push(Choice::new(EVERYWHERE, WHOLE, typed == EVERYWHERE));
        Places { choices, typed: typed.to_owned() }
    }
}

/// Reads the field `place`; notes what is wrong with it.
async fn take_place(
    read: &mut Read,
    form: &mut Form,
    typed: &str,
) -> Result<Option<Somewhere>, Fault> {
    if typed == EVERYWHERE {
        return Ok(Some(Somewhere { place: Place::Installation, enterprise: None }));
    }
    let found = enterprises::find_by_slug(read, typed).await?;
    let Some(enterprise) = found.filter(|found| found.trashed_at.is_none()) else {
        let said = text("没有这个企业，请从列表中选择", "There is no such enterprise; choose one");
        form.wrong("place", said);
        return Ok(None);
    };
    let place = Place::Enterprise(enterprise.id);
    Ok(Some(Somewhere { place, enterprise: Some(enterprise) }))
}

/// Reads the field `role`; notes what is wrong with it.
fn take_role(form: &mut Form) -> Option<Role> {
    let role = Role::from_name(&form.take("role"));
    if role.is_none() {
        form.wrong("role", text("请选择一个角色", "Choose a role"));
    }
    role
}

/// The weakest role comes first, so that nobody becomes an owner by leaving a field alone.
fn roles(chosen: Option<Role>) -> Vec<Choice> {
    let each = Role::ALL.into_iter().rev();
    each.map(|role| Choice::new(role.name(), role.label(), chosen == Some(role))).collect()
}

/// "Developer · Demo"
fn told_role(role: Role, enterprise: Option<&str>, lang: Lang) -> String {
    let place = enterprise.unwrap_or_else(|| WHOLE.to(lang));
    format!("{} · {place}", role.label().to(lang))
}

/// A role as lists tell it.
pub(super) fn held(held: &Held, lang: Lang) -> String {
    let name = held.enterprise.as_ref().map(|(_, name)| name.as_str());
    told_role(held.role, name, lang)
}

/// An open link in a list.
struct Line {
    invitation: Invitation,
    role: String,
    expires: Moment,
    expired: bool,
}

impl Line {
    fn of(invitation: Invitation, now: i64, lang: Lang) -> Self {
        let place = invitation.place.as_ref().map(|place| place.name.as_str());
        let role = match (invitation.purpose, Role::from_name(&invitation.role)) {
            (Purpose::Join, Some(role)) => told_role(role, place, lang),
            _ => text("新密码", "A new password").to(lang).to_owned(),
        };
        Line {
            role,
            expires: moment(invitation.expires_at),
            expired: !invitation.is_open(now),
            invitation,
        }
    }
}

/// A new link; this is the only time that anybody sees it.
struct Made {
    url: String,
    name: String,
    expires: Moment,
}

impl Made {
    fn of(invitation: &Invitation, origin: &str, token: &str) -> Self {
        Made {
            url: format!("{origin}/invitations/{token}"),
            name: invitation.name.clone(),
            expires: moment(invitation.expires_at),
        }
    }
}

/// The crumbs of the pages below the list.
fn below(mut ui: Ui) -> Ui {
    let label = ui.text(list::TITLE).to_owned();
    ui.crumbs = vec![crate::web::ui::Crumb::to(&label, PATH.to_owned())];
    ui
}
