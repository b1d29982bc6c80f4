//! Where a pasted text leads: an address of this portal, the stamp of an installed file, a window's
//! code, a vendor's identifier, a vendor's link or snippet. Only what this person may see is looked at.

use actix_web::dev::ResourceDef;
use url::{Position, Url};

use super::shown::Item;
use crate::channels::stamp::Stamp;
use crate::domain::names::check_address_name;
use crate::domain::{Enterprise, Window};
use crate::rights::Place;
use crate::store::recognised::Eyes;
use crate::store::{Read, enterprises, releases, search, windows};
use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::pages::inspect;
use crate::web::routes::ROUTES;
use crate::web::visit::{Visit, own_path};

/// Where a text leads.
pub enum Landing {
    One(Box<Item>),
    /// Several objects hold what was pasted.
    Several(Vec<Item>),
    /// Nowhere; with the vendor's name and the value of an identifier that nobody registered.
    Nothing(Option<(String, String)>),
}

/// Identifiers that say little: many objects have the same one.
const COMMON: &[&str] =
    &["host", "variant", "init", "staff", "page", "uikit_version", "root", "expire", "tag", "url"];

const PAGE: Text = text("本门户的页面", "A page of this portal");
const WINDOW: Text = text("聊天窗", "Chat window");
const RELEASE: Text = text("版本", "Release");

pub async fn find(visit: &Visit, eyes: Eyes, q: &str) -> Result<Landing, Fault> {
    if q.is_empty() {
        return Ok(Landing::Nothing(None));
    }
    let mut read = visit.portal.db.read().await?;
    if let Some(path) = own_address(visit, q) {
        if is_open(visit, &mut read, &path).await? {
            let item = Item::plain(PAGE, &path, "", path.clone());
            return Ok(Landing::One(Box::new(item)));
        }
        return Ok(Landing::Nothing(None));
    }
    if let Some(item) = window_of(visit, &mut read, q).await? {
        return Ok(Landing::One(Box::new(item)));
    }
    let held = search::holders(&mut read, eyes, q).await?;
    drop(read);
    let telling = held.iter().filter(|(_, field)| !COMMON.contains(&field.as_str()));
    let items: Vec<Item> = telling.map(|held| Item::held(held, q, visit.lang())).collect();
    if !items.is_empty() {
        return Ok(of(items));
    }
    if is_code(q) { recognised(visit, q).await } else { Ok(Landing::Nothing(None)) }
}

fn of(items: Vec<Item>) -> Landing {
    match <[Item; 1]>::try_from(items) {
        Ok([item]) => Landing::One(Box::new(item)),
        Err(items) => Landing::Several(items),
    }
}

/// The path of an address of this portal, however it was reached.
fn own_address(visit: &Visit, q: &str) -> Option<String> {
    if q.starts_with('/') {
        return own_path(q).map(str::to_owned);
    }
    let url = Url::parse(q).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let asked = visit.request().headers().get("host").and_then(|value| value.to_str().ok());
    let ours = host == visit.portal.public_url.authority() || Some(host) == asked;
    let path = &url[Position::BeforePath..Position::AfterQuery];
    own_path(path).filter(|_| ours).map(str::to_owned)
}

/// Whether there is such a page, and this person may see the enterprise that it belongs to.
async fn is_open(visit: &Visit, read: &mut Read, path: &str) -> Result<bool, Fault> {
    const OTHER: &[&str] = &["/search", "/login", "/logout", "/setup", "/ui"];
    let path = path.split('?').next().unwrap_or_default();
    let mut routes = ROUTES.iter().filter(|route| route.method == "GET");
    if OTHER.contains(&path) || !routes.any(|route| ResourceDef::new(route.path).is_match(path)) {
        return Ok(false);
    }
    let Some(below) = path.strip_prefix("/e/") else { return Ok(true) };
    let slug = below.split('/').next().unwrap_or_default();
    Ok(seen(visit, read, slug).await?.is_some())
}

/// The enterprise of this slug, when this person may see it.
async fn seen(visit: &Visit, read: &mut Read, slug: &str) -> Result<Option<Enterprise>, Fault> {
    let grants = &visit.person()?.grants;
    let found = enterprises::find_by_slug(read, slug).await?;
    Ok(found.filter(|enterprise| grants.sees(Place::Enterprise(enterprise.id))))
}

/// The window that a stamp names, or that is written as `enterprise/code`.
async fn window_of(visit: &Visit, read: &mut Read, q: &str) -> Result<Option<Item>, Fault> {
    let stamp = Stamp::find(q);
    let object = match &stamp {
        Some(stamp) => stamp.object.as_str(),
        None => q.strip_prefix("jieru:").unwrap_or(q),
    };
    let Some((slug, code)) = object.split_once('/') else { return Ok(None) };
    if check_address_name(slug).is_err() || check_address_name(code).is_err() {
        return Ok(None);
    }
    let Some(enterprise) = enterprises::find_by_slug(read, slug).await? else { return Ok(None) };
    let Some(window) = windows::find_by_code(read, enterprise.id, code).await? else {
        return Ok(None);
    };
    let grants = &visit.person()?.grants;
    if !grants.sees(Place::Window { enterprise: enterprise.id, window: window.id }) {
        return Ok(None);
    }
    let mut href = format!("/e/{slug}/windows/{code}");
    let name = &window.content.name;
    if let Some(number) = stamp.map(|stamp| stamp.number)
        && is_released(read, &window, number).await?
    {
        let name = format!("{name} v{number}");
        let href = format!("{href}/releases/{number}");
        return Ok(Some(Item::plain(RELEASE, &name, &enterprise.name, href)));
    }
    // Whoever sees this window alone sees its pages for installing it.
    if !grants.sees(Place::Enterprise(enterprise.id)) {
        href.push_str("/install");
    }
    Ok(Some(Item::plain(WINDOW, name, &enterprise.name, href)))
}

async fn is_released(read: &mut Read, window: &Window, number: i64) -> Result<bool, Fault> {
    Ok(releases::find(read, window, number).await?.is_some())
}

/// Whether it can be more than words: an address, a tag, a call.
fn is_code(q: &str) -> bool {
    q.contains("://") || q.contains(['<', '{', '=', '('])
}

async fn recognised(visit: &Visit, q: &str) -> Result<Landing, Fault> {
    let found = inspect::recognised(visit, q).await?;
    let item = |known: &inspect::Registered| {
        Item::plain(known.what, &known.name, &known.enterprise, known.href.clone())
    };
    let mut items: Vec<Item> = Vec::new();
    // What stands on a page is a window; its account is told where there is no window.
    let windows = found.iter().flat_map(|known| &known.windows);
    let owners = found.iter().flat_map(|known| &known.owners);
    for known in windows {
        if !items.iter().any(|one| one.href == known.href) {
            items.push(item(known));
        }
    }
    if items.is_empty() {
        for known in owners {
            if !items.iter().any(|one| one.href == known.href) {
                items.push(item(known));
            }
        }
    }
    if items.is_empty() {
        let unknown = found.into_iter().find_map(|known| known.identifier);
        return Ok(Landing::Nothing(unknown));
    }
    Ok(of(items))
}
