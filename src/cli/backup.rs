//! `jieru backup` and `jieru restore`.

use std::path::PathBuf;

use clap::Args;

use super::settings::{Network, Place, config};
use super::{print_text, say, terminal_language};
use crate::app::{backup, restoring, run_to_end};
use crate::error::Result;
use crate::ledger;
use crate::store::backup::Whole;
use crate::text::text;

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to make; one that exists is never overwritten.
    #[arg(value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The file to restore.
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// Only look through the file; it needs the master key and no database.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    place: Place,
}

impl Backup {
    pub fn run(self) -> Result<()> {
        let config = config(&self.place, &Network::default(), false)?;
        let made = run_to_end(backup::backup(&config, &self.to))?;
        print_text(&format!("backup made and verified · {}", self.to.display()));
        tell(&made.whole);
        if !made.recorded {
            say(text(
                "数据库来自较早的版本，这次备份没有记入历史。",
                "The database is of an earlier version; its history does not tell of this backup.",
            )
            .to(terminal_language()));
        }
        let file = config.master_key_file.display();
        say(text(
            "主密钥不在备份里。没有它，备份打不开：请把这个文件另存到别处：",
            "The master key is not in the backup, which does not open without it. Keep this file in another place:",
        )
        .to(terminal_language()));
        say(&file.to_string());
        Ok(())
    }
}

impl Restore {
    pub fn run(self) -> Result<()> {
        let config = config(&self.place, &Network::default(), false)?;
        if self.check {
            let whole = restoring::look(&config, &self.from)?;
            print_text("the backup is whole and opens with this master key");
            tell(&whole);
            return Ok(());
        }
        let whole = run_to_end(restoring::restore(&config, &self.from))?;
        print_text(&format!("restored and verified · {}", self.from.display()));
        tell(&whole);
        print_text("everybody signs in again: sessions are not restored");
        Ok(())
    }
}

fn tell(Whole { contents, size, sha256 }: &Whole) {
    let head = &contents.head;
    for (what, found) in [
        ("installation", head.installation.clone()),
        ("made at", ledger::moment(head.made_at)),
        ("made of", format!("{}, schema {}, jieru {}", head.engine, head.schema, head.program)),
        ("contents", format!("{} tables, {} rows", contents.tables.len(), contents.rows())),
        ("file", format!("{size} bytes, sha256 {sha256}")),
    ] {
        print_text(&format!("{what:<14}{found}"));
    }
}
