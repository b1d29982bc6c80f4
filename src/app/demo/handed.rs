//! The demo's hand-over links: one that still opens and one that was revoked. Nobody has their
//! addresses; whoever wants to open one makes a new one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::stock::Stock;
use crate::clock::{Clock, random};
use crate::domain::handover::{LONGEST, Order, Purpose, USUAL};
use crate::domain::{Change, EnterpriseId, Handover, HandoverId, Window};
use crate::error::Result;
use crate::store::{Read, Write, handovers, windows};
use crate::vault::token_hash;

/// The window that is handed over.
const CODE: &str = "sobot-link";

/// The stored window, when nobody handed it over yet.
pub async fn waiting(read: &mut Read, enterprise: EnterpriseId) -> Result<Option<Window>> {
    let window = windows::find_by_code(read, enterprise, CODE).await?;
    let Some(window) = window.filter(|window| window.trashed_at.is_none()) else { return Ok(None) };
    let known = handovers::list(read, &window, "").await?;
    Ok(known.items.is_empty().then_some(window))
}

/// Links that are ready to be stored.
#[derive(Default)]
pub struct Handed {
    links: Vec<(Handover, String)>,
    revoked: Option<Handover>,
    pub changes: Vec<Change>,
}

impl Handed {
    /// For the stored window, or for the one that is new.
    pub fn plan(clock: &Clock, stock: &Stock, waiting: Option<&Window>) -> Result<Self> {
        let new = || stock.windows.iter().find(|window| window.code == CODE);
        let Some(window) = waiting.or_else(new) else { return Ok(Handed::default()) };
        let mut handed = Handed::default();
        let order = |recipient: &str, purpose, hours| Order {
            purpose,
            release: "live".to_owned(),
            recipient: recipient.to_owned(),
            made_by: "王芳".to_owned(),
            hours,
        };
        let first = order("外包前端 周工", Purpose::Code, LONGEST);
        let second = order("市场部 孙倩", Purpose::Preview, USUAL);
        for order in [first, second] {
            let token: [u8; 32] = random()?;
            let hash = token_hash(&URL_SAFE_NO_PAD.encode(token));
            let id = HandoverId(clock.id());
            let (link, change) = Handover::make(id, window, order, clock.now());
            handed.links.push((link, hash));
            handed.changes.push(change);
        }
        let last = handed.links.last();
        if let Some((revoked, change)) =
            last.and_then(|(link, _)| link.revoke(window, "陈静", clock.now()))
        {
            handed.revoked = Some(revoked);
            handed.changes.push(change);
        }
        Ok(handed)
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        for (link, hash) in &self.links {
            handovers::insert(write, link, hash).await?;
        }
        match &self.revoked {
            Some(link) => handovers::revoke(write, link).await,
            None => Ok(()),
        }
    }
}
