//! What a file turned out to be that somebody wants to know for a backup.

use std::path::{self, Path};

use actix_web::http::StatusCode;
use actix_web::web;

use super::upload::Uploaded;
use super::{FILE, page, shown};
use crate::domain::{Change, Log};
use crate::error::{Error, Result};
use crate::rights::MakeBackups;
use crate::store::backup::{self, Flaw, Whole};
use crate::store::installation;
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Installed;

/// What a whole backup says of itself, and how it is restored here.
pub struct Found {
    pub made: Moment,
    pub program: String,
    pub engine: String,
    pub schema: i64,
    pub installation: String,
    /// Whether it is one of this portal.
    pub own: bool,
    pub tables: usize,
    pub rows: u64,
    pub size: String,
    pub sha256: String,
    pub steps: Vec<Step>,
}

/// One command, and what it does.
pub struct Step {
    pub what: Text,
    pub line: Message,
}

pub async fn check(uploaded: Uploaded) -> Answer {
    let Uploaded { scope: installed, file, size, place } = uploaded;
    let mut form = Form::default();
    if size == 0 {
        form.wrong(FILE, text("请选择一个备份文件", "Choose a backup file"));
        return page(&installed, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    let portal = installed.visit.portal.clone();
    let master = installation::master(&mut portal.db.read().await?).await?;
    portal.vault.follow(&master)?;
    let key = portal.vault.stream_key()?;
    let examined = web::block(move || {
        let examined = backup::examine(file, &key);
        // Only now another file may come in, also where nobody waits for this answer any more.
        drop(place);
        examined
    });
    let mut examined = examined.await.map_err(Error::broken)??;
    if let Ok(whole) = &examined
        && !portal.db.knows_schema(whole.contents.head.schema)
    {
        let newer = backup::too_new(&whole.contents.head.program);
        let words = newer.text().cloned().unwrap_or_else(|| NEWER.into());
        examined = Err(Flaw::Newer(words));
    }
    record(&installed, &examined, size).await?;
    match examined {
        Ok(whole) => {
            let found = found(&installed, whole)?;
            page(&installed, StatusCode::OK, form, Some(found)).await
        }
        Err(flaw) => {
            form.wrong(FILE, words(&flaw, &master));
            page(&installed, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
    }
}

const NEWER: Text = text("备份由更新的版本生成", "The backup was made by a later version");

/// Somebody had a look at a backup: the history says at which bytes, and what came of it.
async fn record(
    installed: &Installed<MakeBackups>,
    examined: &std::result::Result<Whole, Flaw>,
    size: u64,
) -> Result<()> {
    let portal = &installed.visit.portal;
    let subject = &*portal.installation;
    let outcome = examined.as_ref().map_or_else(Flaw::name, |_| "whole");
    let mut change = Change::access(Log::Installation, "backup.checked", "backup", subject)
        .detail("outcome", outcome)
        .detail("bytes", size.to_string());
    if let Ok(whole) = examined {
        change = change
            .detail("sha256", &whole.sha256)
            .detail("made_at", crate::ledger::moment(whole.contents.head.made_at));
    }
    portal.db.write(&installed.permit, async |_| Ok(change.clone().into())).await
}

/// Why it cannot be restored here, and what helps.
fn words(flaw: &Flaw, master: &str) -> Message {
    match flaw {
        Flaw::Foreign => text("这个文件不是 Jieru 的备份", "This file is no backup of Jieru").into(),
        Flaw::Damaged => text(
            "备份文件已损坏：内容被改动、截断或拼接过。请换一份备份",
            "The backup file is damaged: it was changed, cut off or put together from others. Take another backup",
        )
        .into(),
        Flaw::Newer(words) => words.clone(),
        Flaw::OtherKey(name) => Message::new(
            format!(
                "这份备份是用主密钥 {name} 加密的，现在的主密钥 {master} 打不开它。请在服务器上用当时的主密钥文件检查：jieru restore --check --master-key-file <主密钥文件> <备份文件>；更换主密钥后，旧文件名为 master.key.{name}.old"
            ),
            format!(
                "This backup was sealed with the master key {name}; the one of now, {master}, does not open it. Check it on the server with the file of that time: jieru restore --check --master-key-file <key-file> <backup-file>. After a change of the master key, the old file is called master.key.{name}.old"
            ),
        ),
    }
}

fn found(installed: &Installed<MakeBackups>, whole: Whole) -> std::result::Result<Found, Fault> {
    let portal = &installed.visit.portal;
    let Whole { contents, size, sha256 } = whole;
    let (tables, rows) = (contents.tables.len(), contents.rows());
    let head = contents.head;
    let file = portal.vault.file()?;
    // The whole path: whoever restores does not know from where the server was started.
    let file = path::absolute(file).unwrap_or_else(|_| file.to_owned());
    Ok(Found {
        made: moment(head.made_at),
        program: head.program,
        engine: head.engine,
        schema: head.schema,
        own: head.installation == *portal.installation,
        installation: head.installation,
        tables,
        rows,
        size: shown(size),
        sha256,
        steps: steps(&quoted(&file), portal.db.engine()),
    })
}

/// The commands of this machine: its master key, and a new place for a database of the same kind.
pub fn steps(key: &str, engine: &str) -> Vec<Step> {
    let place = |directory: &str, address: &str| {
        let database = match engine {
            "sqlite" => format!("'sqlite:{directory}/jieru.db'"),
            _ => format!("'{address}'"),
        };
        format!("--master-key-file {key} --data-dir '{directory}' --database-url {database}")
    };
    let (zh, en) = (
        place("<空目录>", "<空数据库的地址>"),
        place("<empty-directory>", "<address-of-an-empty-database>"),
    );
    vec![
        Step {
            what: text(
                "把文件放到服务器上，再检查一次：",
                "Put the file on the server and check it there:",
            ),
            line: Message::new(
                format!("jieru restore --check --master-key-file {key} '<备份文件>'"),
                format!("jieru restore --check --master-key-file {key} '<backup-file>'"),
            ),
        },
        Step {
            what: text(
                "恢复到新的地方，现在的门户不受影响：",
                "Restore it into a new place, which leaves this portal alone:",
            ),
            line: Message::new(
                format!("jieru restore {zh} '<备份文件>'"),
                format!("jieru restore {en} '<backup-file>'"),
            ),
        },
        Step {
            what: text(
                "停下现在的门户，用恢复的数据启动，其他设置不变：",
                "Stop this portal and serve what was restored, with all other settings as they are:",
            ),
            // Nothing of it is in a language but the places to be filled in.
            line: Message { zh: format!("jieru serve {zh}"), en: format!("jieru serve {en}") },
        },
    ]
}

/// As a shell takes it for one word.
fn quoted(file: &Path) -> String {
    format!("'{}'", file.display().to_string().replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_to_a_shell() {
        assert_eq!(quoted(Path::new("/var/lib/jieru/master.key")), "'/var/lib/jieru/master.key'");
        assert_eq!(quoted(Path::new("/a b/it's; rm")), "'/a b/it'\\''s; rm'");
    }

    #[test]
    fn the_commands_name_what_is_known_and_nothing_secret() {
        let all = |engine: &str| -> Vec<String> {
            steps("'/k/master.key'", engine).into_iter().map(|step| step.line.en).collect()
        };
        assert_eq!(
            all("sqlite")[1],
            "jieru restore --master-key-file '/k/master.key' --data-dir '<empty-directory>' --database-url 'sqlite:<empty-directory>/jieru.db' '<backup-file>'"
        );
        assert!(all("postgres")[2].ends_with("--database-url '<address-of-an-empty-database>'"));
    }
}
