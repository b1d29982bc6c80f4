//! `jieru vault rotate`: a new master key for everything that is sealed. It can be stopped at any point
//! and run again.

use clap::Subcommand;

use super::settings::{Network, Place, config};
use crate::app::rotation::{Rotated, rotate};
use crate::error::Result;
use crate::store::rotation::Anew;

#[derive(Debug, Subcommand)]
pub enum Vault {
    /// Make a new master key and wrap every data key with it. Interrupted, run it again.
    Rotate(Place),
}

impl Vault {
    pub async fn run(self) -> Result<()> {
        let Vault::Rotate(place) = self;
        let config = config(&place, &Network::default(), false)?;
        let file = config.master_key_file.display();
        match rotate(&config).await? {
            Rotated::Anew(Anew { to, keys, kept }) => {
                println!("the master key is now {to}: {keys} data keys re-wrapped");
                println!("new: {file}");
                println!(
                    "old: {} (only backups from before need it; delete it with the last of them)",
                    kept.display()
                );
            }
            Rotated::Finished { to } => {
                println!("an interrupted change of the master key is finished: it is now {to}");
                println!("new: {file}");
            }
        }
        println!(
            "copy the new file to every other node and to its backup; running servers take it up without a restart"
        );
        Ok(())
    }
}
