//! `jieru check`: looks at everything that serving needs, changes nothing, and says what it found: what
//! is right, what somebody should know, and what has to be put right before serving.

mod machine;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::settings::{Network, Place, config};
use super::{Outcome, output, print_json, print_text, terminal_language};
use crate::app::{self, opening};
use crate::clock::{Clock, HOUR, Millis};
use crate::config::Config;
use crate::error::{Error, Kind, Result};
use crate::ledger::moment;
use crate::store::backup;
use crate::store::installation::{Installation, Setup};
use crate::store::{Db, Location};
use crate::text::{Message, text};
use crate::vault::{MasterKey, fits, next_file};

#[derive(Debug, Args)]
pub struct Check {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Ok,
    Warning,
    Error,
}

/// What was looked at, and how it is.
struct Finding {
    what: &'static str,
    level: Level,
    message: Message,
}

/// In the order in which it was looked at.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, what: &'static str, level: Level, message: impl Into<Message>) {
        self.0.push(Finding { what, level, message: message.into() });
    }

    fn ok(&mut self, what: &'static str, message: impl Into<Message>) {
        self.add(what, Level::Ok, message);
    }

    fn warn(&mut self, what: &'static str, message: impl Into<Message>) {
        self.add(what, Level::Warning, message);
    }

    fn wrong(&mut self, what: &'static str, message: impl Into<Message>) {
        self.add(what, Level::Error, message);
    }

    fn is_sound(&self) -> bool {
        self.0.iter().all(|one| one.level != Level::Error)
    }
}

/// A backup that is older than this is said.
const OLD: Millis = 7 * 24 * HOUR;
/// A clock that is so far behind the history was turned back.
const BEHIND: Millis = HOUR / 12;

impl Check {
    pub async fn run(self) -> Result<Outcome> {
        let mut findings = Findings::default();
        let outcome = async {
            let config = config(&self.place, &Network::default(), false)?;
            look(&config, &mut findings).await
        };
        // What stops the look is a finding itself.
        let stopped = match outcome.await {
            Err(error) if error.kind() == Kind::Broken => return Err(error),
            outcome => outcome.err(),
        };
        if self.format == Format::Json {
            if let Some(text) = stopped.as_ref().and_then(Error::text) {
                findings.wrong("stopped", text.clone());
            }
            let ok = stopped.is_none() && findings.is_sound();
            print_json(
                &json!({ "ok": ok, "findings": findings.0.iter().map(shown).collect::<Vec<_>>() }),
            );
            return Ok(if ok { Outcome::Done } else { Outcome::Refused });
        }
        findings.0.iter().for_each(print);
        match stopped {
            Some(error) => Err(error),
            None if findings.is_sound() => Ok(Outcome::Done),
            None => {
                let words =
                    text("还有需要处理的项目，见上。", "Something needs attention, see above.");
                Err(Error::refused(words))
            }
        }
    }
}

fn print(Finding { what, level, message }: &Finding) {
    let mark = match level {
        Level::Ok => "",
        Level::Warning => text("注意：", "warning: ").to(terminal_language()),
        Level::Error => text("错误：", "error: ").to(terminal_language()),
    };
    let told = message.to(terminal_language());
    print_text(&output::shown(&format!("{what:<14}{mark}{told}")));
}

fn shown(Finding { what, level, message }: &Finding) -> Value {
    let level = match level {
        Level::Ok => "ok",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    json!({ "id": what.replace(' ', "_"), "level": level, "message": message })
}

/// Everything, one after the other; an error is what makes looking further useless.
async fn look(config: &Config, findings: &mut Findings) -> Result<()> {
    let location = Location::parse(&config.database_url)?;
    let marker = opening::read_marker(&config.data_dir.join("installation.json"))?;
    if opening::is_missing(&location) {
        return Err(if marker.is_some() {
            opening::database_gone(&location)
        } else {
            not_yet(&location)
        });
    }
    let db = Db::open(&location, Clock::system()).await?;
    let outcome = database(config, &location, (&db, marker), findings).await;
    db.close().await;
    machine::look(config, &location, findings);
    outcome
}

async fn database(
    config: &Config,
    location: &Location,
    (db, marker): (&Db, Option<opening::Marker>),
    findings: &mut Findings,
) -> Result<()> {
    findings.ok("database", Message::name(&location.shown()));
    let pending = db.pending_migrations().await?;
    if pending == 0 {
        findings.ok("migrations", text("已是最新", "up to date"));
    } else {
        let words = text("数据库结构需要更新：执行 jieru migrate", "pending: run jieru migrate");
        findings.wrong("migrations", words);
    }
    let installation = if db.is_blank().await? { None } else { db.installation().await? };
    let installation = installation.ok_or_else(|| {
        Error::refused(text(
            "数据库是空的。执行 jieru serve 或 jieru migrate。",
            "The database is empty. Run jieru serve or jieru migrate.",
        ))
    })?;
    findings.ok("installation", Message::name(&installation.id));
    if installation.setup == Setup::Restoring {
        let words = text(
            "恢复没有完成：再执行一次 jieru restore",
            "its restore was not finished: run jieru restore again",
        );
        findings.wrong("installation", words);
    }
    match &marker {
        None => findings.ok(
            "marker",
            text(
                "没有；主密钥相符时由 serve 写入",
                "missing: serve writes it when the master key fits",
            ),
        ),
        Some(marker) if marker.installation != installation.id => {
            findings.wrong("marker", text("属于另一个门户", "of another installation"));
        }
        Some(_) => findings.ok("marker", text("相符", "fits")),
    }
    master(config, &installation, findings)?;
    let people = if db.has_people().await? {
        text("有", "present")
    } else {
        text(
            "还没有：打开 /setup，或执行 jieru user add",
            "none yet: open /setup, or run jieru user add",
        )
    };
    findings.ok("people", people);
    soundness(db, findings).await?;
    if pending == 0 {
        history(config, (db, &installation), findings).await?;
    }
    Ok(())
}

/// Whether a change of the master key was interrupted; an error when no key fits the database.
fn master(config: &Config, installation: &Installation, findings: &mut Findings) -> Result<()> {
    let file = &config.master_key_file;
    let fitting = |master: &MasterKey| fits(master, &installation.key_check, &installation.id);
    let changing = next_file(file).exists();
    let master = MasterKey::read(file)?;
    let next = if changing { MasterKey::read(&next_file(file))? } else { None };
    if master.is_none() && next.is_none() {
        return Err(Error::refused(text("找不到主密钥文件。", "The master key file is missing.")));
    }
    if !master.iter().chain(&next).any(fitting) {
        return Err(crate::vault::wrong_master_key());
    }
    findings.ok("master key", text("能打开数据库", "opens the database"));
    if changing {
        let words = text(
            "更换主密钥中途被打断：执行 jieru vault rotate 完成它",
            "its change was interrupted: run jieru vault rotate to finish it",
        );
        findings.wrong("master key", words);
    }
    Ok(())
}

/// Whether the database is whole, and keeps what it acknowledged.
async fn soundness(db: &Db, findings: &mut Findings) -> Result<()> {
    match db.damage().await? {
        None => findings.ok("integrity", text("完好", "sound")),
        Some(said) => findings.wrong("integrity", Message::name(&said)),
    }
    let careless = db.careless();
    if !db.waits_for_disk().await? {
        let words = text(
            "PostgreSQL 设置了 synchronous_commit = off，门户的连接也没能打开它：保存的内容可能丢失，请改正服务器的设置",
            "PostgreSQL has synchronous_commit = off, and the portal’s connections cannot turn it on: what is saved may be lost; correct the server’s setting",
        );
        findings.wrong("durability", words);
    } else if careless.commits {
        let words = text(
            "PostgreSQL 设置了 synchronous_commit = off；门户自己的连接会打开它，但请改正服务器的设置",
            "PostgreSQL has synchronous_commit = off; the portal’s own connections turn it on, but correct the server’s setting",
        );
        findings.warn("durability", words);
    }
    if careless.disk {
        let words = text(
            "PostgreSQL 关闭了 fsync 或 full_page_writes：断电会丢失已保存的内容，甚至损坏数据库",
            "PostgreSQL has fsync or full_page_writes off: a power cut loses what was saved, or the database",
        );
        findings.warn("durability", words);
    }
    if !careless.commits && !careless.disk {
        findings.ok("durability", text("保存成功即已落盘", "what was saved is on the disk"));
    }
    Ok(())
}

/// Whether the history is intact, when the last backup was made, and whether the clock was turned back.
async fn history(
    config: &Config,
    (db, installation): (&Db, &Installation),
    findings: &mut Findings,
) -> Result<()> {
    let report = app::history::check(config, db, installation, &[]).await?;
    let broken = report.logs.iter().find(|verdict| !verdict.is_ok());
    match broken {
        None => findings.ok("history", text("完好", "intact")),
        Some(verdict) => findings.wrong(
            "history",
            Message::new(
                format!("{} 被改动过：执行 jieru history verify", verdict.log),
                format!("{} has been tampered with: run jieru history verify", verdict.log),
            ),
        ),
    }
    let now = db.clock().now();
    let mut read = db.read().await?;
    let made = backup::last(&mut read).await?.first().map(|last| last.at);
    match made {
        Some(at) if now.saturating_sub(at) <= OLD => {
            findings.ok("last backup", Message::name(&moment(at)));
        }
        Some(at) => findings.warn(
            "last backup",
            Message::new(
                format!("{}，已超过 7 天：执行 jieru backup", moment(at)),
                format!("{}, more than 7 days ago: run jieru backup", moment(at)),
            ),
        ),
        None => findings
            .warn("last backup", text("还没有：执行 jieru backup", "none yet: run jieru backup")),
    }
    let latest = backup::latest_event(&mut read).await?;
    if latest.is_some_and(|at| at > now.saturating_add(BEHIND)) {
        let words = text(
            "比历史中最新的事件还早：时钟被往回拨过",
            "behind the latest event of the history: it was turned back",
        );
        findings.warn("clock", words);
    } else {
        findings.ok("clock", Message::name(&moment(now)));
    }
    Ok(())
}

fn not_yet(location: &Location) -> Error {
    let place = location.shown();
    Error::refused(Message::new(
        format!("数据库 {place} 不存在。执行 jieru serve 或 jieru migrate 会创建它。"),
        format!("The database {place} does not exist. jieru serve or jieru migrate creates it."),
    ))
}
