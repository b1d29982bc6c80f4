//! `jieru migrate`: makes the database, the master key and the marker where they are missing, and
//! brings the schema up to date.

use super::settings::{Network, Place, config};
use crate::app;
use crate::error::Result;

pub async fn run(place: Place) -> Result<()> {
    let opened = app::open(&config(&place, &Network::default(), false)?).await?;
    println!(
        "schema up to date · {} · installation {}",
        opened.db.engine(),
        opened.installation.id
    );
    opened.db.close().await;
    Ok(())
}
