//! The demo's example of a vendor's switch: the first account that has one is being observed. What
//! people recorded themselves is left alone.

use super::stock::Stock;
use crate::channels::{self, doctor};
use crate::clock::Clock;
use crate::domain::switch::State;
use crate::domain::{Account, Change, Switch};
use crate::error::Result;
use crate::store::{Write, switches};

/// A record that is ready to be stored, where none is there yet.
pub struct Switched(Option<(Account, Switch, Change)>);

impl Switched {
    /// `known` are the records that the enterprise has.
    pub fn plan(clock: &Clock, stock: &Stock, known: &[Switch]) -> Self {
        let has_switch = |account: &&Account| {
            channels::find(&account.channel).and_then(doctor::vendor_switch).is_some()
        };
        let account = stock.known.accounts.iter().find(has_switch);
        let account = account.filter(|_| known.is_empty()).cloned();
        let turned = account.and_then(|account| {
            let now = clock.now();
            let (switch, change) = Switch::turn(&account, None, State::Observing, "王芳", now)?;
            Some((account, switch, change))
        });
        Switched(turned)
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        match &self.0 {
            Some((account, switch, _)) => switches::save(write, account, switch).await,
            None => Ok(()),
        }
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.0.iter().map(|(_, _, change)| change)
    }
}
