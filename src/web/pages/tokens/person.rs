//! The tokens of somebody else, for owners of the installation: what there is, and its end.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::own::revoked;
use super::{Line, TITLE, lines};
use crate::domain::{Person, PersonId, TokenId};
use crate::rights::ManagePeople;
use crate::store::{Write, people, tokens};
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::pages::{Cursor, next_page, people as list};
use crate::web::scope::Installed;
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "tokens/person.html")]
pub(super) struct PersonPage {
    pub ui: Ui,
    pub lines: Vec<Line>,
    pub next: Option<String>,
}

/// Whom the path names.
async fn named(visit: &Visit) -> Result<Person, Fault> {
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: PersonId = id.parse().map_err(|_| Fault::not_found())?;
    let found = people::find(&mut visit.portal.db.read().await?, id).await?;
    found.ok_or_else(Fault::not_found)
}

fn path(person: &Person) -> String {
    format!("{}/{}/tokens", list::PATH, person.id)
}

pub async fn show(
    Installed { visit, .. }: Installed<ManagePeople>,
    query: Query<Cursor>,
) -> Answer {
    let person = named(&visit).await?;
    let mut read = visit.portal.db.read().await?;
    let listed = tokens::of_person(&mut read, person.id, &query.cursor).await?;
    drop(read);
    let mut ui = visit.ui(TITLE)?;
    visit.take_flash(&mut ui);
    let (lang, here) = (ui.lang, path(&person));
    ui.crumbs = vec![
        Crumb::to(text("人员", "People").to(lang), list::PATH.to_owned()),
        Crumb::to(&person.name, format!("{}/{}", list::PATH, person.id)),
    ];
    let page = PersonPage {
        ui,
        next: next_page(&here, &[], listed.next.as_ref()),
        lines: lines(listed, &here, visit.portal.clock.now(), lang),
    };
    visit.page(StatusCode::OK, &page)
}

pub async fn revoke(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    form.finish_or_refuse()?;
    let (person, portal) = (named(&visit).await?, &visit.portal);
    let id = visit.request().match_info().get("token").unwrap_or_default();
    let id: TokenId = id.parse().map_err(|_| Fault::not_found())?;
    let found = tokens::find(&mut portal.db.read().await?, person.id, id).await?;
    let token = found.ok_or_else(Fault::not_found)?.token;
    if let Some((new, change)) = token.revoke(portal.clock.now()) {
        let work = async |write: &mut Write<'_>| {
            tokens::revoke(write, &new).await?;
            Ok(change.clone().into())
        };
        portal.db.write(&permit, work).await?;
    }
    visit.done(&path(&person), revoked(&token.name))
}
