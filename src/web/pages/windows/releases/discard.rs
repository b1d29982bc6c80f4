//! `POST …/windows/{code}/discards`: the draft becomes what is live again.

use actix_web::http::StatusCode;

use crate::domain::{Act, Window};
use crate::rights::EditWindows;
use crate::store::{releases, windows};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::pages::changes::contents::replaced;
use crate::web::scope::{Saved, Scoped};

pub async fn discard(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, EditWindows>,
    >,
) -> Answer {
    let seen = form.take("version");
    let reason = form.reason();
    form.finish_or_refuse()?;
    let portal = &within.visit.portal;
    let live = releases::live(&mut portal.db.read().await?, &window).await?;
    let Some(live) = live else {
        let said = text(
            "线上还没有版本，没有可以回到的内容。",
            "Nothing is live yet, so there is nothing to go back to.",
        );
        return Err(Fault::saying(StatusCode::CONFLICT, said));
    };
    let stale = || {
        let said = text(
            "在您打开页面之后有人保存了草稿，没有放弃任何改动。请回去看看。",
            "Somebody saved the draft after you opened the page, so nothing was discarded. Go back and look.",
        );
        Fault::saying(StatusCode::CONFLICT, said)
    };
    if !seen.is_empty() && seen.parse() != Ok(window.version) {
        return Err(stale());
    }
    let to = within.path(&format!("/windows/{}/draft", window.code));
    let done = Message::new(
        format!("草稿已恢复为线上版本 v{}；放弃的改动在历史里", live.number),
        format!(
            "The draft is the live release v{} again; what was discarded is in the history",
            live.number
        ),
    );
    let edited = window.edit(replaced(&window, &live), portal.clock.now());
    let Some((new, change)) = edited else { return within.visit.done(&to, done) };
    let act = Act::new(change.detail("discarded", live.number.to_string())).because(reason);
    match within
        .write(act, async |write| windows::update(write, &new, window.version).await)
        .await?
    {
        Saved::Done => within.visit.done(&to, done),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
