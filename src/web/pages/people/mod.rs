//! The people of the installation and of its enterprises: who they are, what they may do where and for
//! how long, how they come and go, and how somebody goes through all of that.

#[cfg(test)]
pub mod access_samples;
pub mod answering;
pub mod asking;
pub mod guest;
pub mod handing;
pub mod invitations;
pub mod leaving;
pub mod list;
pub mod matrix;
pub mod members;
pub mod realm;
pub mod review;
#[cfg(test)]
pub mod samples;
pub mod show;
mod terms;
pub mod verbs;
pub mod waiting;

use crate::catalog::form::Choice;
use crate::clock::Millis;
use crate::domain::invitation::{Invited, Purpose};
use crate::domain::person::{self, Spot};
use crate::domain::{Enterprise, Invitation, Log, Window};
use crate::rights::{Given, Place, Releases, Role};
use crate::store::directory::Held;
use crate::store::{Page, Read, enterprises, windows};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::Fault;
use crate::web::form::Form;
use crate::web::moment::{Moment, moment, typed_time};
use crate::web::pages::as_of::view::{MALFORMED, read as read_moment};
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
    /// Only this one of its windows.
    window: Option<Window>,
}

impl Somewhere {
    fn installation() -> Self {
        Somewhere { place: Place::Installation, enterprise: None, window: None }
    }

    fn of(enterprise: Enterprise, window: Option<Window>) -> Self {
        let place = match &window {
            None => Place::Enterprise(enterprise.id),
            Some(window) => Place::Window { enterprise: enterprise.id, window: window.id },
        };
        Somewhere { place, enterprise: Some(enterprise), window }
    }

    /// Where the history tells of it.
    fn spot(&self) -> Spot<'_> {
        Spot {
            log: self.enterprise.as_ref().map_or(Log::Installation, Enterprise::log),
            window: self.window.as_ref().map(|window| (window.id, window.code.as_str())),
        }
    }

    /// The value of the field `place`.
    fn field(&self) -> String {
        match (&self.enterprise, &self.window) {
            (None, _) => EVERYWHERE.to_owned(),
            (Some(enterprise), None) => enterprise.slug.clone(),
            (Some(enterprise), Some(window)) => format!("{}/{}", enterprise.slug, window.code),
        }
    }

    fn invited(&self) -> Option<Invited> {
        let invited = Invited::from(self.enterprise.as_ref()?);
        let window = self.window.as_ref().map(|window| (window.id, window.code.clone()));
        Some(Invited { window, ..invited })
    }
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

/// Reads what was typed into `place`, and the code of a window in it where there is one; notes what is
/// wrong with them.
async fn take_place(
    read: &mut Read,
    form: &mut Form,
    (typed, code): (&str, &str),
) -> Result<Option<Somewhere>, Fault> {
    if typed == EVERYWHERE && code.is_empty() {
        return Ok(Some(Somewhere::installation()));
    }
    let found = enterprises::find_by_slug(read, typed).await?;
    let Some(enterprise) = found.filter(|found| found.trashed_at.is_none()) else {
        let said = text("没有这个企业，请从列表中选择", "There is no such enterprise; choose one");
        form.wrong("place", said);
        return Ok(None);
    };
    take_window(read, form, enterprise, code).await
}

/// The enterprise, or the one window of it that has this code.
async fn take_window(
    read: &mut Read,
    form: &mut Form,
    enterprise: Enterprise,
    code: &str,
) -> Result<Option<Somewhere>, Fault> {
    if code.is_empty() {
        return Ok(Some(Somewhere::of(enterprise, None)));
    }
    let found = windows::find_by_code(read, enterprise.id, code).await?;
    let Some(window) = found.filter(|found| found.trashed_at.is_none()) else {
        let said = text(
            "这个企业没有这个代号的聊天窗",
            "This enterprise has no chat window with this code",
        );
        form.wrong("window", said);
        return Ok(None);
    };
    Ok(Some(Somewhere::of(enterprise, Some(window))))
}

/// Notes when this role cannot be given there.
fn check_role(form: &mut Form, somewhere: Option<&Somewhere>, role: Option<Role>) {
    let fits = somewhere.zip(role).is_none_or(|(at, role)| at.place.takes(role));
    if !fits {
        let said = text(
            "单个聊天窗只能给开发者角色",
            "On one chat window there is the role of a developer only",
        );
        form.wrong("role", said);
    }
}

/// Reads the field `until`: what was typed, and the moment; notes what is wrong with it. A day means
/// its end, and nothing means for good.
fn take_until(form: &mut Form, now: Millis) -> (String, Option<Millis>) {
    let typed = form.line("until");
    let at = read_moment(&typed);
    match at {
        _ if typed.is_empty() => {}
        None => form.wrong("until", MALFORMED),
        Some(at) if at <= now => {
            form.wrong("until", text("请选将来的时刻", "Choose a moment in the future"));
        }
        Some(_) => {}
    }
    (typed, at)
}

/// Reads the field `role`; notes what is wrong with it.
fn take_role(form: &mut Form) -> Option<Role> {
    let role = Role::from_name(&form.take("role"));
    if role.is_none() {
        form.wrong("role", text("请选择一个角色", "Choose a role"));
    }
    role
}

/// Reads the field `releases`, which chooses everything when it is left out; notes what is wrong with it.
fn take_releases(form: &mut Form, role: Option<Role>) -> Releases {
    let typed = form.take("releases");
    let name = if typed.is_empty() { Releases::Everywhere.name() } else { typed.as_str() };
    let Some(releases) = Releases::from_name(name) else {
        form.wrong("releases", text("请从列表中选择", "Choose from the list"));
        return Releases::Everywhere;
    };
    if role.is_some_and(|role| !releases.fits(role)) {
        let said = text(
            "只有管理员的角色能限定发布的环境：所有者不受限，其他角色本来就不能发布",
            "Only the role of an administrator is limited so: owners are not, and the others release nothing",
        );
        form.wrong("releases", said);
    }
    releases
}

fn limits(chosen: Releases) -> Vec<Choice> {
    let each = Releases::ALL.into_iter();
    each.map(|one| Choice::new(one.name(), one.label(), one == chosen)).collect()
}

/// The weakest role comes first, so that nobody becomes an owner by leaving a field alone.
fn roles(chosen: Option<Role>) -> Vec<Choice> {
    let each = Role::ALL.into_iter().rev();
    each.map(|role| Choice::new(role.name(), role.label(), chosen == Some(role))).collect()
}

/// "Administrator (Releases to test only)"
pub fn named_role(role: Role, releases: Releases, lang: Lang) -> String {
    let name = role.label().to(lang);
    match releases {
        Releases::Everywhere => name.to_owned(),
        limit => format!("{name} ({})", limit.label().to(lang)),
    }
}

/// A role as the history tells it.
fn told_held(given: Given) -> person::Held<'static> {
    let (role, releases) = (given.role.name(), given.releases.name());
    person::Held { role, until: given.until, releases }
}

/// "Developer · Demo", and the code of a window where it is one.
fn told_role(
    (role, releases): (Role, Releases),
    place: Option<(&str, Option<&str>)>,
    lang: Lang,
) -> String {
    let role = named_role(role, releases, lang);
    match place {
        None => format!("{role} · {}", WHOLE.to(lang)),
        Some((name, None)) => format!("{role} · {name}"),
        Some((name, Some(code))) => format!("{role} · {name} / {code}"),
    }
}

/// Where an invitation leads.
fn invited(place: Option<&Invited>) -> Option<(&str, Option<&str>)> {
    place.map(|one| (one.name.as_str(), one.window.as_ref().map(|(_, code)| code.as_str())))
}

/// The role that an invitation gives, and what it is limited to.
fn offered(invitation: &Invitation) -> Option<(Role, Releases)> {
    Role::from_name(&invitation.role).zip(Releases::from_name(&invitation.releases))
}

/// A role as lists tell it.
pub(super) fn held(held: &Held, lang: Lang) -> String {
    let place = held.enterprise.as_ref();
    let place = place.map(|(_, name)| (name.as_str(), held.window.as_deref()));
    told_role((held.role, held.releases), place, lang)
}

/// An open link in a list.
struct Line {
    invitation: Invitation,
    role: String,
    /// Until when the role holds.
    ends: Option<Moment>,
    expires: Moment,
    expired: bool,
}

impl Line {
    fn of(invitation: Invitation, now: i64, lang: Lang) -> Self {
        let place = invited(invitation.place.as_ref());
        let role = match (invitation.purpose, offered(&invitation)) {
            (Purpose::Join, Some(role)) => told_role(role, place, lang),
            _ => text("新密码", "A new password").to(lang).to_owned(),
        };
        Line {
            role,
            ends: invitation.until.map(moment),
            expires: moment(invitation.expires_at),
            expired: !invitation.is_open(now),
            invitation,
        }
    }
}

impl Line {
    /// Where whoever manages people makes another one like it.
    fn again(&self) -> String {
        match self.invitation.purpose {
            Purpose::Join => format!("{INVITATIONS}?again={}", self.invitation.id),
            Purpose::Reset => format!("{PATH}/{}", self.invitation.person),
        }
    }
}

/// The invitation that has run out and that a page is asked to make again, where there is such a one.
async fn expired(read: &mut Read, id: &str, now: Millis) -> Result<Option<Invitation>, Fault> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let found = crate::store::invitations::find(read, id).await?;
    let waits = |one: &Invitation| one.accepted_at.is_none() && one.revoked_at.is_none();
    let found = found.filter(|one| one.purpose == Purpose::Join && waits(one));
    Ok(found.filter(|one| !one.is_open(now)))
}

/// Until when its role was to hold, as a form holds it; nothing where that is over.
fn still_until(invitation: &Invitation, now: Millis) -> String {
    invitation.until.filter(|until| *until > now).map(typed_time).unwrap_or_default()
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
