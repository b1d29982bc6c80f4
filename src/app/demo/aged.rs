//! The demo's example of a life-cycle: one window is deprecated. What people made of it is left alone.

use super::stock::Stock;
use crate::clock::Clock;
use crate::domain::life::Stage;
use crate::domain::{Change, EnterpriseId, Window};
use crate::error::Result;
use crate::store::{Read, Write, windows};

const CODE: &str = "sobot-ticket";

/// The stored window, when nobody moved it on yet.
pub async fn waiting(read: &mut Read, enterprise: EnterpriseId) -> Result<Option<Window>> {
    let window = windows::find_by_code(read, enterprise, CODE).await?;
    Ok(window.filter(|window| window.trashed_at.is_none() && window.life.since == 0))
}

/// A window that is ready to be moved on.
pub struct Aged(Option<(Window, Change)>);

impl Aged {
    /// The stored window, or the one that is new.
    pub fn plan(clock: &Clock, stock: &Stock, waiting: Option<&Window>) -> Self {
        let new = || stock.windows.iter().find(|window| window.code == CODE);
        let window = waiting.or_else(new);
        let instead = "售后留言（sobot-message）";
        Aged(window.and_then(|one| one.turn(Stage::Deprecated, instead, "王芳", clock.now())))
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        match &self.0 {
            Some((window, _)) => windows::turn(write, window, 0).await,
            None => Ok(()),
        }
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.0.iter().map(|(_, change)| change)
    }
}
