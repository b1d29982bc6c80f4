//! An object of an earlier moment: its fields then, what was live then, and what became of it since.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::list::{marks, print};
use super::shown::{self, Group, Known};
use super::view::{View, Wanted};
use super::{not_yet, refused};
use crate::channels;
use crate::clock::Millis;
use crate::domain::past::{Past, When};
use crate::domain::{Defaults, Domains, Enterprise, Window};
use crate::rights::ReadHistory;
use crate::store::Read;
use crate::store::past::{self, Existence, STILL};
use crate::text::{Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, moment};
use crate::web::pages::registry::{Listed, SHELVES};
use crate::web::scope::{List, Within};
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "as_of/object.html")]
pub(super) struct ObjectPage {
    pub ui: Ui,
    pub view: View,
    pub base: String,
    pub one: Text,
    pub code: String,
    pub groups: Vec<Group>,
    pub live: Option<Live>,
    pub marks: Vec<(&'static str, Text)>,
    /// When and by whom it was removed for good.
    pub removed: Option<Told>,
    pub born: Option<Told>,
    pub changed: Option<Told>,
    /// Lists of the enterprise with the number of objects then.
    pub lists: Vec<(Text, i64, String)>,
    pub subject: String,
}

/// The release that was live.
pub(super) struct Live {
    pub number: String,
    pub hash: String,
    pub made: Told,
    pub groups: Vec<Group>,
    /// Its own page, while the window is there.
    pub href: Option<String>,
}

pub(super) struct Told {
    pub at: Moment,
    pub by: String,
    pub event: i64,
}

fn told(when: &When) -> Told {
    Told { at: moment(when.at), by: when.by.clone(), event: when.seq }
}

/// Where a page stands: which object, of which list.
struct Place {
    one: Text,
    list: Option<List>,
    /// Below the enterprise.
    path: String,
}

pub async fn show<T: Listed>(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let name = part::<T>(&within);
    let shelf = T::SHELF;
    let place = Place {
        one: shelf.one,
        list: Some(shelf.list),
        path: within.path(&format!("{}/{name}", shelf.list.path)),
    };
    let log = within.enterprise.log();
    let now = within.visit.portal.clock.now();
    let mut read = within.visit.portal.db.read().await?;
    let point = match View::find(&mut read, log, &query.as_of, now).await? {
        Ok(point) => point,
        Err(why) => return refused(&within, place.path, &query.as_of, why),
    };
    let one = find::<T>(&mut read, &within, &name, point.1).await?.ok_or_else(Fault::not_found)?;
    if !one.at(point.1) {
        return not_yet(&within, &mut read, place.path, &query.as_of, &one).await;
    }
    draw(&within, read, place, shelf.noun, one, point).await
}

fn part<T: Listed>(within: &Within<ReadHistory>) -> String {
    within.visit.request().match_info().get(T::PART).unwrap_or_default().to_owned()
}

/// A window is known by its code, everything else by its id.
async fn find<T: Listed>(
    read: &mut Read,
    within: &Within<ReadHistory>,
    name: &str,
    seq: i64,
) -> Result<Option<Existence>, Fault> {
    let (log, noun) = (within.enterprise.log(), T::SHELF.noun);
    if noun != Window::NOUN {
        return Ok(past::by_id(read, log, noun, name).await?);
    }
    let then = past::by_code(read, log, noun, name, seq).await?;
    Ok(match then {
        Some(then) => Some(then),
        None => past::by_code(read, log, noun, name, STILL).await?,
    })
}

/// The enterprise itself, with what was registered in it.
pub async fn enterprise(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let place = Place { one: text("企业", "Enterprise"), list: None, path: within.path("") };
    let subject = within.enterprise.id.to_string();
    single(&within, &query, place, Enterprise::NOUN, subject).await
}

pub async fn domains(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let one = text("允许的域名", "Allowed domains");
    let place = Place { one, list: None, path: within.path("/settings/domains") };
    single(&within, &query, place, Domains::NOUN, Domains::NOUN.to_owned()).await
}

pub async fn defaults(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let asked = within.visit.request().match_info().get("channel").unwrap_or_default().to_owned();
    let channel = channels::find(&asked).ok_or_else(Fault::not_found)?;
    let one = text("企业默认值", "Enterprise defaults");
    let path = within.path(&format!("/settings/defaults/{}", channel.id()));
    let place = Place { one, list: None, path };
    single(&within, &query, place, Defaults::NOUN, channel.id().to_owned()).await
}

/// What there is one of, from the enterprise's beginning on.
async fn single(
    within: &Within<ReadHistory>,
    query: &Wanted,
    place: Place,
    noun: &'static str,
    subject: String,
) -> Answer {
    let now = within.visit.portal.clock.now();
    let mut read = within.visit.portal.db.read().await?;
    let log = within.enterprise.log();
    let point = match View::find(&mut read, log, &query.as_of, now).await? {
        Ok(point) => point,
        Err(why) => return refused(within, place.path, &query.as_of, why),
    };
    let one = Existence { subject, code: String::new(), born: 0, gone: STILL };
    draw(within, read, place, noun, one, point).await
}

async fn draw(
    within: &Within<ReadHistory>,
    mut read: Read,
    place: Place,
    noun: &'static str,
    one: Existence,
    point: (Millis, i64),
) -> Answer {
    let (log, seq) = (within.enterprise.log(), point.1);
    let mut view = View::new(within, place.path.clone(), point);
    let key = (noun.to_owned(), one.subject.clone());
    let subjects = [one.subject.clone()];
    let past = past::fold(&mut read, log, &subjects, seq).await?.remove(&key).unwrap_or_default();
    let latest =
        past::fold(&mut read, log, &subjects, STILL).await?.remove(&key).unwrap_or_default();
    let ids = shown::referred([&past.fields]);
    let known = shown::known(past::fold(&mut read, log, &ids, seq).await?);
    let counts = match noun {
        Enterprise::NOUN => past::counts(&mut read, log, seq).await?,
        _ => std::collections::BTreeMap::default(),
    };
    drop(read);
    let removed = (one.gone != STILL).then(|| told(&latest.changed));
    view.now = view.now.filter(|_| removed.is_none());
    let name = if past.name.is_empty() {
        place.one.to(within.visit.lang()).to_owned()
    } else {
        past.name.clone()
    };
    let mut ui = frame(within, name, &place)?;
    view.keep(&mut ui, &within.path(""));
    let base = within.path("");
    let lists = SHELVES.iter().filter(|_| noun == Enterprise::NOUN).map(|shelf| {
        let count = counts.get(shelf.noun).copied().unwrap_or_default();
        (shelf.list.label, count, view.link(&format!("{base}{}", shelf.list.path)))
    });
    let page = ObjectPage {
        lists: lists.collect(),
        groups: shown::groups(
            &past.fields,
            channel(&past, &one, noun),
            &known,
            &view,
            &base,
            ui.lang,
        ),
        live: live(&past, &view, &base, removed.is_none(), ui.lang),
        marks: marks(&past, &one, latest.is_trashed()),
        removed,
        born: (past.born.at > 0).then(|| told(&past.born)),
        changed: (past.changed.seq > past.born.seq).then(|| told(&past.changed)),
        code: one.code,
        one: place.one,
        subject: one.subject,
        base,
        view,
        ui,
    };
    within.visit.page(StatusCode::OK, &page)
}

/// Whose labels its fields have: defaults are called by their channel.
fn channel<'p>(past: &'p Past, one: &'p Existence, noun: &str) -> &'p str {
    if noun == Defaults::NOUN { &one.subject } else { &past.channel }
}

fn frame(within: &Within<ReadHistory>, name: String, place: &Place) -> Result<Ui, Fault> {
    let mut ui = match place.list {
        Some(list) => within.ui_below_list(place.one, list)?,
        None if place.path == within.path("") => within.ui(place.one)?,
        None => within.ui_below(place.one)?,
    };
    ui.title = name;
    Ok(ui)
}

fn live(
    past: &Past,
    view: &View,
    base: &str,
    there: bool,
    lang: crate::text::Lang,
) -> Option<Live> {
    let (number, made) = (past.release()?.to_owned(), past.released.as_ref()?);
    let mut fields = past.live.clone();
    fields.retain(|(name, _)| !matches!(name.as_str(), "release" | "content_hash"));
    let hash = past.live.iter().find(|(name, _)| name == "content_hash");
    Some(Live {
        hash: hash.map(|(_, hash)| print(hash).to_owned()).unwrap_or_default(),
        made: told(made),
        // A release names what it was made of; it refers to nothing.
        groups: shown::groups(&fields, &past.channel, &Known::new(), view, base, lang),
        href: there.then(|| format!("{base}/windows/{}/releases/{number}", past.code)),
        number,
    })
}
