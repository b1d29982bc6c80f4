//! The page of one key: how it stands, its secrets, its description, who uses it, who touched it.

use actix_web::http::StatusCode;
use askama::Template;

use super::purge;
use super::standing::{self, Line};
use super::{LIST, Typed, scheme_label};
use crate::domain::Key;
use crate::domain::ring::State;
use crate::error::Error;
use crate::rights::{Permission, ReadHistory, RevealKeys};
use crate::store::reports;
use crate::store::windows::{self, Used};
use crate::store::{Read, accounts, secrets};
use crate::text::{Message, Text, text};
use crate::web::due::Due;
use crate::web::fault::Answer;
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::pages::registry::Manage;
use crate::web::pages::reports::{Line as Access, line as access};
use crate::web::scope::Within;
use crate::web::ui::Ui;
use crate::web::vendor_switch::VendorSwitch;

/// Acts that the access list shows; the whole history is one link away.
const ACTS: usize = 12;

#[derive(Template)]
#[template(path = "keys/show.html")]
pub struct ShowPage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub state: (&'static str, Text),
    pub sentence: Message,
    pub secrets: Vec<Line>,
    /// Days that a revoked secret is kept.
    pub keep: i64,
    pub switch: Option<VendorSwitch>,
    pub due: Option<Due>,
    pub scheme: String,
    pub account: String,
    pub created: Moment,
    pub version: i64,
    pub typed: Typed,
    pub used: Vec<windows::Line>,
    pub acts: Acts,
    pub manage: Manage,
    pub may_edit: bool,
    pub may_reveal: bool,
    pub may_read_history: bool,
}

/// The newest accesses, and whether there are more.
#[derive(Default)]
pub struct Acts {
    pub lines: Vec<Access>,
    pub more: bool,
}

impl ShowPage {
    /// Whether another secret waits already.
    pub fn waits(&self) -> bool {
        self.secrets.iter().any(|line| line.state == State::Pending)
    }
}

pub async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    key: Key,
    version: i64,
    typed: Typed,
    form: Form,
) -> Answer {
    let now = within.visit.portal.clock.now();
    let mut read = within.visit.portal.db.read().await?;
    let used = windows::using(&mut read, within.enterprise.id, Used::Key(key.id)).await?;
    let account = accounts::find(&mut read, within.enterprise.id, key.account).await?;
    let ring = secrets::ring(&mut read, key).await?;
    let uses = secrets::uses(&mut read, &ring.key).await?;
    let (keep, _) = purge::policy(&mut read, &within.enterprise).await?;
    let switch = VendorSwitch::of_key(&mut read, within, &ring.key).await?;
    let mut ui = within.ui_below_list(text("安全密钥", "Security key"), LIST)?;
    let may_read_history = within.allows::<ReadHistory>();
    let acts =
        if may_read_history { acts(within, &mut read, &ring.key).await? } else { Acts::default() };
    drop(read);
    let manage = Manage::of(within, &ring.key).await?;
    ui.title.clone_from(&ring.key.name);
    ui.errors = form.errors;
    within.visit.take_flash(&mut ui);
    let page = ShowPage {
        ui,
        base: within.path(""),
        state: standing::tag(ring.key.state, None, now),
        sentence: standing::sentence(&ring, now),
        secrets: standing::lines(&ring, &uses, now, keep),
        keep,
        switch,
        due: Due::of(&ring.key.expires_on, now).filter(|_| ring.key.state == State::Active),
        scheme: scheme_label(&ring.key.scheme, within.visit.lang()),
        created: moment(ring.key.created_at),
        account: account.map(|account| account.name).unwrap_or_default(),
        version,
        typed,
        used,
        acts,
        may_edit: manage.open(),
        may_reveal: manage.trashed.is_none() && within.allows::<RevealKeys>(),
        manage,
        may_read_history,
        key: ring.key,
    };
    within.visit.page(status, &page)
}

/// What was done with the key and the newest of what was signed with it; and whether there is more.
async fn acts(within: &Within<impl Permission>, read: &mut Read, key: &Key) -> Result<Acts, Error> {
    let mut page =
        reports::accesses_of_key(read, key.log(), &key.id.to_string(), (-1, i64::MAX)).await?;
    let more = page.next.is_some() || page.items.len() > ACTS;
    page.items.truncate(ACTS);
    let lang = within.visit.lang();
    Ok(Acts { lines: page.items.iter().map(|one| access(one, None, lang)).collect(), more })
}
