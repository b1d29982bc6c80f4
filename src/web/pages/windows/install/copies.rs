//! Taking something away is recorded: who took which file of which release. A button of a form does
//! it without script and leads to the bytes; the script posts the same form after it has copied.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::raw_address;
use crate::domain::{Act, Change, Window};
use crate::rights::ViewWindow;
use crate::store::Write;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::pages::windows::releases::edition::Edition;
use crate::web::scope::Scoped;
use crate::web::visit::see_other;

/// Everything at once, beside the paths of single files.
const WHOLE: [&str; 3] = ["all", "zip", "markdown"];

/// Whether there is such a thing to take away.
pub fn offers(edition: &Edition, flavour: &str, what: &str) -> bool {
    WHOLE.contains(&what)
        || edition.artifacts(flavour).any(|file| file.path == what)
        || offers_link(edition, flavour, what)
}

pub fn offers_link(edition: &Edition, flavour: &str, what: &str) -> bool {
    let link = |kind: &str| edition.links(flavour).any(|link| link.path == kind);
    what.strip_prefix("link:").is_some_and(link)
}

pub async fn record(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewWindow>,
    >,
) -> Answer {
    let (release, flavour, what) = (form.take("release"), form.take("flavour"), form.take("what"));
    form.finish_or_refuse()?;
    let word = if release.is_empty() { "live" } else { &release };
    let slug = &within.enterprise.slug;
    let edition = Edition::get(&within.visit.portal, slug, &window, word).await?;
    let flavour = edition.chosen(&flavour).to_owned();
    if !offers(&edition, &flavour, &what) {
        return Err(Fault::status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let change = Change::access(window.log(), "snippet.copied", Window::NOUN, window.id)
        .detail("name", &window.content.name)
        .detail("code", &window.code)
        .detail("channel", &window.channel)
        .detail("release", edition.name())
        .detail("flavour", &flavour)
        .detail("content_hash", &edition.content_hash)
        .detail("what", &what);
    let act = Act::new(change);
    let work = async |_: &mut Write<'_>| Ok(act.clone());
    within.visit.portal.db.write(&within.permit, work).await?;
    if within.visit.frame.fragment {
        return Ok(HttpResponse::NoContent().finish());
    }
    let base = within.path(&format!("/windows/{}", window.code));
    let word = edition.word();
    Ok(see_other(&match what.as_str() {
        "zip" => format!("{base}/releases/{word}.zip?flavour={flavour}"),
        "all" | "markdown" => format!("{base}/install.md?release={word}&flavour={flavour}"),
        path if path.starts_with("link:") => {
            format!("{base}/install?release={word}&flavour={flavour}")
        }
        path => {
            let flavour = if edition.flavours().len() > 1 { flavour.as_str() } else { "" };
            raw_address(&format!("{base}/releases/{word}/artifacts/"), path, flavour)
        }
    }))
}
