//! Who may do what at a place now, as a file for whoever reviews it elsewhere.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::{everywhere, signed_in};
use crate::clock::Millis;
use crate::domain::Change;
use crate::rights::Place;
use crate::store::members::{self, Member};
use crate::store::{Read, Write, every};
use crate::text::{Lang, Text, text};
use crate::web::cells;
use crate::web::fault::Answer;
use crate::web::moment::{ZONE, ZONE_SHOWN, moment};
use crate::web::pages::people::realm::Realm;
use crate::web::pages::people::{WHOLE, named_role};

/// The state as a file.
pub async fn csv<R: Realm>(realm: R) -> Answer {
    let visit = realm.visit();
    let id = realm.of().map(|enterprise| enterprise.id);
    let mut read = visit.portal.db.read().await?;
    let page = async |read: &mut Read, after: &str| members::list(read, id, after).await;
    let mut all = every(&mut read, page).await?;
    all.extend(everywhere(&mut read, &realm).await?);
    let seen = signed_in(&mut read, &all).await?;
    drop(read);
    let change =
        Change::access(realm.log(), "access_list.exported", "access_review", realm.subject())
            .detail("count", all.len().to_string());
    let work = async |_: &mut Write<'_>| Ok(change.clone().into());
    visit.portal.db.write(realm.permit(), work).await?;
    let lang = visit.lang();
    let place = realm.of().map_or(WHOLE.to(lang), |enterprise| &enterprise.name);
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(head(lang).iter().map(String::as_str)));
    for one in &all {
        let here = if one.place == Place::Installation { WHOLE.to(lang) } else { place };
        let seen = seen.get(&one.person.to_string()).copied();
        file.push_str(&cells::csv(row(one, here, seen, lang).iter().map(String::as_str)));
    }
    let name = realm.of().map_or("portal", |enterprise| &enterprise.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"access-{name}.csv\""),
        ))
        .body(file))
}

/// Every time stands twice: as people here read it, and as programs do.
fn head(lang: Lang) -> [String; 13] {
    let word = |label: Text| label.to(lang).to_owned();
    let here = |label: Text| format!("{} ({ZONE}, {ZONE_SHOWN})", label.to(lang));
    let utc = |label: Text| match lang {
        Lang::Zh => format!("{}（UTC）", label.zh),
        Lang::En => format!("{} (UTC)", label.en),
    };
    let (until, given) = (text("到期", "Until"), text("授予时间", "Given"));
    let seen = text("最近登录", "Last sign-in");
    [
        word(text("姓名", "Name")),
        word(text("邮箱", "E-mail")),
        word(text("角色", "Role")),
        word(text("范围", "Where")),
        word(text("只限聊天窗", "On this chat window only")),
        here(until),
        utc(until),
        word(text("已停用", "Deactivated")),
        here(given),
        utc(given),
        word(text("由谁授予", "Given by")),
        here(seen),
        utc(seen),
    ]
}

fn row(one: &Member, place: &str, seen: Option<Millis>, lang: Lang) -> [String; 13] {
    let both = |at: Option<Millis>| at.map(moment).map(|at| (at.shown, at.iso)).unwrap_or_default();
    let (until, since, seen) = (both(one.until), both(Some(one.since)), both(seen));
    let off = if one.active { "" } else { text("是", "yes").to(lang) };
    [
        one.name.clone(),
        one.email.clone(),
        named_role(one.role, one.releases, lang),
        place.to_owned(),
        one.code.clone(),
        until.0,
        until.1,
        off.to_owned(),
        since.0,
        since.1,
        one.by.clone(),
        seen.0,
        seen.1,
    ]
}
