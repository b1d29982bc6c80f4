//! `jieru migrate`: makes the database, the master key and the marker where they are missing, and
//! brings the schema up to date.

use super::print_text;
use super::settings::{Network, Place, config};
use crate::app;
use crate::error::Result;

pub async fn run(place: Place) -> Result<()> {
    let opened = app::open(&config(&place, &Network::default(), false)?).await?;
    let (engine, id) = (opened.db.engine(), &opened.installation.id);
    print_text(&format!("schema up to date · {engine} · installation {id}"));
    opened.db.close().await;
    Ok(())
}
