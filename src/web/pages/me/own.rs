//! Who one is here: name, language and appearance, roles, and when one came last.

use actix_web::http::StatusCode;
use askama::Template;

use super::{frame, tabs};
use crate::domain::{Act, Person};
use crate::error::{Error, Kind};
use crate::store::past::STILL;
use crate::store::{Write, directory, people, reports};
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::people::held;
use crate::web::scope::Member;
use crate::web::ui::{NavItem, PageError, Ui};
use crate::web::visit::{Visit, see_other};

pub const PATH: &str = "/me";

#[derive(Template)]
#[template(path = "me/own.html")]
pub(super) struct OwnPage {
    pub ui: Ui,
    pub tabs: Vec<NavItem>,
    pub person: Person,
    /// What stands in the field for the name.
    pub typed: String,
    pub roles: Vec<String>,
    pub since: Moment,
    pub seen: Option<Moment>,
}

pub async fn show(Member { visit }: Member) -> Answer {
    let name = visit.person()?.person.name.clone();
    page(&visit, StatusCode::OK, name, Form::default()).await
}

async fn page(visit: &Visit, status: StatusCode, name: String, form: Form) -> Answer {
    let mut read = visit.portal.db.read().await?;
    let found = directory::find(&mut read, visit.person()?.person.id).await?;
    let directory::Entry { person, held: roles, .. } = found.ok_or_else(Fault::not_found)?;
    let id = person.id.to_string();
    let seen = reports::last_sign_ins(&mut read, std::slice::from_ref(&id), STILL).await?;
    drop(read);
    let mut ui = frame(visit, text("我的账号", "Your account"))?;
    ui.errors = form.errors;
    let lang = ui.lang;
    let page = OwnPage {
        ui,
        tabs: tabs(PATH),
        typed: name,
        roles: roles.iter().map(|one| held(one, lang)).collect(),
        since: moment(person.created_at),
        seen: seen.get(&id).copied().map(moment),
        person,
    };
    visit.page(status, &page)
}

/// Another name, which counts from the next act on: what the history tells was done under the old one.
pub async fn save(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let (seen, name) = (form.seen_version()?, form.required_line("name"));
    form.finish();
    if form.is_wrong() {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, name, form).await;
    }
    let portal = &visit.portal;
    let signed_in = visit.person()?;
    let renamed = signed_in.person.rename(name.clone(), portal.clock.now());
    let Some((new, change)) = renamed else { return Ok(see_other(PATH)) };
    let work = async |write: &mut Write<'_>| {
        if signed_in.person.version != seen {
            return Err(Error::conflict());
        }
        people::set_name(write, &new, seen).await?;
        Ok(Act::new(change.clone()))
    };
    match portal.db.write(&signed_in.grants.own_session(), work).await {
        Ok(()) => visit.done(PATH, text("名字已保存", "The name is saved").into()),
        Err(error) if error.kind() == Kind::Conflict => {
            let said = text(
                "在您打开页面之后，账号有过改动。请看一下再保存。",
                "Your account was changed after you opened the page. Look at it and save again.",
            );
            form.errors.push(PageError { label: None, field: None, text: said.into() });
            page(&visit, StatusCode::CONFLICT, name, form).await
        }
        Err(error) => Err(error.into()),
    }
}
