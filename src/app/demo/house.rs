//! What the demo's enterprise decides for all its windows: how far back visitors of Sobot's chats see
//! their history, and where its entry points are meant to be.

use crate::clock::Clock;
use crate::domain::{Change, Defaults, Domains, EnterpriseId};
use crate::error::Result;
use crate::store::{Read, Write, defaults, domains};

const CHANNEL: &str = "sobot";
/// Two days, in minutes.
const OPTION: (&str, &str) = ("time", "2880");
const HOSTS: [&str; 2] = ["www.example.com", "*.shop.example.com"];

/// What there is already.
#[derive(Debug)]
pub struct House {
    pub defaults: Defaults,
    domains: Domains,
    new: Vec<Change>,
}

impl House {
    pub async fn load(read: &mut Read, enterprise: EnterpriseId) -> Result<Self> {
        Ok(House {
            defaults: defaults::find(read, enterprise, CHANNEL).await?,
            domains: domains::find(read, enterprise).await?,
            new: Vec::new(),
        })
    }

    pub fn empty(enterprise: EnterpriseId) -> Self {
        House {
            defaults: Defaults::none(enterprise, CHANNEL),
            domains: Domains::none(enterprise),
            new: Vec::new(),
        }
    }

    /// Adds what nobody has decided yet.
    pub fn complete(mut self, clock: &Clock) -> Self {
        let now = clock.now();
        if self.defaults.version == 0 {
            let values = [(OPTION.0.to_owned(), OPTION.1.into())].into_iter().collect();
            if let Some((new, change)) = self.defaults.edit(values, now) {
                self.defaults = new;
                self.new.push(change.detail("name", "智齿"));
            }
        }
        if self.domains.version == 0
            && let Some((new, change)) = self.domains.edit(HOSTS.map(str::to_owned).into(), now)
        {
            self.domains = new;
            self.new.push(change);
        }
        self
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.new.iter()
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        let wrote = |noun: &str| self.new.iter().any(|change| change.noun == noun);
        if wrote(Defaults::NOUN) {
            defaults::save(write, &self.defaults, 0).await?;
        }
        if wrote(Domains::NOUN) {
            domains::save(write, &self.domains, 0).await?;
        }
        Ok(())
    }
}
