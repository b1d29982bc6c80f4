//! Backups in the running portal: when the last ones were made, and a new one to take away. It is made
//! and verified as a file without a name, so that nothing of it stays on the server, and sent after that.
//! A backup that somebody has can be checked here, too: what it is, and with which commands it is restored.

mod checked;
#[cfg(test)]
pub mod samples;
pub mod upload;

use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::path::Path;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{rt, web};
use askama::Template;

use checked::Found;
pub use checked::check;

use crate::clock::{Clock, HOUR, Millis};
use crate::error::{Error, Result};
use crate::rights::{MakeBackups, Permit};
use crate::store::backup::{self, Last, Made};
use crate::text::text;
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::windows::releases::raw::plain;
use crate::web::portal::Portal;
use crate::web::scope::Installed;
use crate::web::ui::Ui;

/// Where the page is.
const PATH: &str = "/settings/backup";
/// The field of the file that is to be checked.
const FILE: &str = "backup";

/// A backup that is older than this is said.
const OLD: Millis = 7 * 24 * HOUR;
/// Bytes that are read from the file at once.
const PART: usize = 64 * 1024;

#[derive(Template)]
#[template(path = "backup/show.html")]
pub struct BackupPage {
    pub ui: Ui,
    pub lines: Vec<Line>,
    /// Whether there is none yet, or the last one is long ago.
    pub due: bool,
    /// The name of the master key, without which no backup opens.
    pub master: String,
    /// Whether the password was typed just now, which a check asks for before a file is chosen.
    pub fresh: bool,
    /// The whole backup that was checked just now.
    pub found: Option<Found>,
}

/// One backup that the history tells of.
pub struct Line {
    pub at: Moment,
    pub who: String,
    pub size: String,
    pub sha256: String,
}

impl Line {
    fn of(last: Last) -> Self {
        let Last { at, who, size, sha256 } = last;
        Line { at: moment(at), who, size: shown(size), sha256 }
    }
}

pub async fn show(installed: Installed<MakeBackups>) -> Answer {
    page(&installed, StatusCode::OK, Form::default(), None).await
}

async fn page(
    installed: &Installed<MakeBackups>,
    status: StatusCode,
    form: Form,
    found: Option<Found>,
) -> Answer {
    let (visit, portal) = (&installed.visit, &installed.visit.portal);
    let last = backup::last(&mut portal.db.read().await?).await?;
    let now = portal.clock.now();
    let due = last.first().is_none_or(|last| now.saturating_sub(last.at) > OLD);
    let mut ui = visit.ui(text("备份", "Backups"))?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    // What was checked is nothing that an address leads back to.
    PATH.clone_into(&mut ui.here);
    let lines = last.into_iter().map(Line::of).collect();
    let (master, fresh) = (portal.vault.master_id()?, visit.person()?.fresh);
    visit.page(status, &BackupPage { ui, lines, due, master, fresh, found })
}

pub async fn make(Posted { scope: installed, mut form }: Posted<Installed<MakeBackups>>) -> Answer {
    form.finish_or_refuse()?;
    let (portal, permit) = (installed.visit.portal.clone(), installed.permit.clone());
    // A task of its own goes on to the end when the browser goes away.
    let Made { file, whole } = rt::spawn(run(portal, permit)).await.map_err(Error::broken)??;
    let day = moment(whole.contents.head.made_at).shown.replace([':', ' '], "-");
    let name = format!("jieru-{day}.backup");
    let disposition = format!("attachment; filename=\"{}\"", plain(&name));
    let parts = futures_util::stream::unfold(file, |file| async move {
        let next = web::block(move || next(file)).await.ok()?.unwrap_or_else(|error| {
            tracing::error!(%error, "a backup broke off while it was sent");
            None
        });
        next.map(|(part, file)| (Ok::<Bytes, std::io::Error>(part), file))
    });
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // What is sealed does not get smaller.
        .insert_header(header::ContentEncoding::Identity)
        .no_chunking(whole.size)
        .streaming(Box::pin(parts)))
}

/// Makes it, and has it in the history before anybody has it in hand.
async fn run(portal: web::Data<Portal>, permit: Permit<MakeBackups>) -> Result<Made> {
    let folder = portal.data_dir.clone();
    let clock = portal.clock.clone();
    let file = web::block(move || nameless(&folder, &clock)).await.map_err(Error::broken)??;
    let key = async |name: &str| {
        portal.vault.follow(name)?;
        portal.vault.stream_key()
    };
    let made = backup::make(&portal.db, file, key).await?;
    let change = backup::made(&made.whole);
    portal.db.write(&permit, async |_| Ok(change.clone().into())).await?;
    Ok(made)
}

/// A file that is gone once nobody holds it, however that comes about.
fn nameless(folder: &Path, clock: &Clock) -> Result<File> {
    let path = folder.join(format!(".backup-{}", clock.id()));
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(&path).and_then(|file| fs::remove_file(&path).map(|()| file));
    made.map_err(unwritable)
}

fn unwritable(error: std::io::Error) -> Error {
    Error::busy(60)
        .saying(text(
            "数据目录写不进去，什么都没有留下。",
            "The data directory cannot be written, and nothing was left behind.",
        ))
        .because(error)
}

/// The next bytes of the file, and the file.
fn next(mut file: File) -> std::io::Result<Option<(Bytes, File)>> {
    let mut part = Vec::with_capacity(PART);
    let most = u64::try_from(PART).unwrap_or_default();
    let length = Read::by_ref(&mut file).take(most).read_to_end(&mut part)?;
    Ok((length > 0).then(|| (Bytes::from(part), file)))
}

/// `4.2 MiB`
fn shown(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    if tenths == 0 {
        format!("{} KiB", bytes >> 10)
    } else {
        format!("{}.{} MiB", tenths / 10, tenths % 10)
    }
}
