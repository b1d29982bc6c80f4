//! Signs checkpoints and keeps them: when somebody asks, at exports, and by itself. The checkpoint of
//! every log is told in the installation's log, so that one checkpoint of that covers them all.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sqlx::FromRow;

use super::super::fault::inconsistent;
use super::super::history::log_name;
use super::super::sql::{sql, statements};
use super::super::{Db, Read, Source, Write};
use super::published::{log_of, published_name};
use crate::clock::{Millis, random};
use crate::domain::{Act, Change, Log};
use crate::error::{Error, Kind, Result};
use crate::ledger::{Checkpoint, Hash, Signer, Verifier};
use crate::rights::{Grants, ManagePeople, Permission, Permit, Place};
use crate::secret::{Secret, SecretBytes};
use crate::vault::{Binding, Sealed, Vault};

statements! {
    HEAD = "SELECT hashed, root FROM logs WHERE log = $1";
    NEWEST = "SELECT size, root, note, at FROM checkpoints WHERE log = $1 ORDER BY size DESC LIMIT 1";
    INSERT = "INSERT INTO checkpoints (log, size, root, note, at) VALUES ($1, $2, $3, $4, $5)";
    KEY = "SELECT verifier, sealed FROM signing_keys";
    INSERT_KEY = "INSERT INTO signing_keys (only_row, verifier, sealed, created_at) VALUES (1, $1, $2, $3)";
    // Logs that have grown since their last checkpoint, unless that is recent. The installation's log
    // grows by the record of its own checkpoint.
    DUE = "SELECT l.log FROM logs l LEFT JOIN checkpoints c ON c.log = l.log AND c.size = (SELECT MAX(m.size) FROM checkpoints m WHERE m.log = l.log)
           WHERE l.log > $1 AND l.hashed > COALESCE(c.size, 0) + $2 AND (c.at IS NULL OR c.at <= $3 OR c.at > $4) ORDER BY l.log LIMIT $5";
}

pub const NOUN: &str = "checkpoint";

/// Logs that one look for what is due finds at most.
const AT_ONCE: i64 = 100;

/// A checkpoint as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub size: u64,
    pub root: Hash,
    /// The signed note, as it can be handed out.
    pub note: String,
    pub at: Millis,
}

#[derive(FromRow)]
struct Row {
    size: i64,
    root: String,
    note: String,
    at: i64,
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(row: Row) -> Result<Kept> {
        let wrong = |column| inconsistent("checkpoints", column, &row.size.to_string());
        Ok(Kept {
            size: u64::try_from(row.size).map_err(|_| wrong("size"))?,
            root: Hash::from_hex(&row.root).ok_or_else(|| wrong("root"))?,
            note: row.note.clone(),
            at: row.at,
        })
    }
}

/// The newest checkpoint of a log.
pub async fn newest(source: &mut impl Source, log: Log) -> Result<Option<Kept>> {
    let row = sql!(fetch_optional Row; source, NEWEST, log_name(log))?;
    row.map(Kept::try_from).transpose()
}

/// The public half of the key that signs checkpoints; `None` before the first start of this version.
pub async fn verifier(source: &mut impl Source) -> Result<Option<Verifier>> {
    let row = sql!(fetch_optional (String, Vec<u8>); source, KEY)?;
    let read = |(text, _): (String, _)| {
        Verifier::parse(&text).ok_or_else(|| inconsistent("signing_keys", "verifier", "1"))
    };
    row.map(read).transpose()
}

/// Makes checkpoints. A clone is the same one.
#[derive(Clone)]
pub struct Notary {
    vault: Vault,
    installation: Arc<str>,
    file: Option<Arc<Path>>,
    /// Why the file could not be written the last time.
    trouble: Arc<Mutex<Option<String>>>,
}

impl Notary {
    /// `file` gets every checkpoint that is made, too.
    pub fn new(vault: Vault, installation: &str, file: Option<PathBuf>) -> Self {
        Notary {
            vault,
            installation: installation.into(),
            file: file.map(Arc::from),
            trouble: Arc::default(),
        }
    }

    /// The file that gets every checkpoint, and why it could not be written the last time.
    pub fn file(&self) -> (Option<&Path>, Option<String>) {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (self.file.as_deref(), trouble)
    }

    /// Makes the signing key where there is none. Of two nodes that do it, one is first.
    pub async fn found(&self, db: &Db) -> Result<()> {
        if verifier(&mut db.read().await?).await?.is_some() {
            return Ok(());
        }
        let seed = SecretBytes::new(random()?);
        let key = Signer::new(&self.installation, &seed).verifier().text();
        let text = Secret::new(STANDARD.encode(seed.expose()));
        let sealed = self.vault.own_key().seal(&text, self.binding())?;
        let fields = vec![("verifier".to_owned(), Some(key.clone()))];
        let change = Change::creation(
            Log::Installation,
            "signing_key.created",
            "signing_key",
            &self.installation,
            fields,
        );
        let now = db.clock().now();
        let work = async |write: &mut Write<'_>| {
            sql!(execute write, INSERT_KEY, key.clone(), sealed.0.clone(), now)?;
            Ok(change.clone().into())
        };
        match db.write(&job()?, work).await {
            Err(error) if error.kind() == Kind::Taken => Ok(()),
            outcome => outcome,
        }
    }

    /// Opens the sealed key; an error when its public half is not the one that stands beside it.
    pub async fn signer(&self, source: &mut impl Source) -> Result<Signer> {
        let row = sql!(fetch_optional (String, Vec<u8>); source, KEY)?;
        let (public, sealed) = row.ok_or_else(|| Error::broken("there is no signing key"))?;
        let seed = self.vault.own_key().open(&Sealed(sealed), self.binding())?;
        let wrong = || inconsistent("signing_keys", "sealed", "1");
        let seed = STANDARD.decode(seed.expose()).map_err(|_| wrong())?;
        let seed: [u8; 32] = seed.try_into().map_err(|_| wrong())?;
        let signer = Signer::new(&self.installation, &SecretBytes::new(seed));
        if signer.verifier().text() == public { Ok(signer) } else { Err(wrong()) }
    }

    fn binding(&self) -> Binding<'_> {
        Binding { table: "signing_keys", row: &self.installation, column: "sealed", number: 1 }
    }

    /// The checkpoint of a log as it is now: signed, kept, told in the installation's log and appended to
    /// the file. When nothing was appended since the newest one, that one is the answer, and it is told that
    /// it was asked for.
    pub async fn checkpoint<P: Permission>(
        &self,
        db: &Db,
        permit: &Permit<P>,
        log: Log,
    ) -> Result<Kept> {
        let mut read = db.read().await?;
        let name = published_name(&mut read, log).await?;
        let head = sql!(fetch_optional (i64, String); &mut read, HEAD, log_name(log))?;
        let (size, root) = head.ok_or_else(Error::not_found)?;
        let known = newest(&mut read, log).await?;
        let same = |kept: &&Kept| i64::try_from(kept.size).is_ok_and(|kept| kept == size);
        if let Some(kept) = known.as_ref().filter(same) {
            drop(read);
            let work = async |_: &mut Write<'_>| Ok(made(&name, known.as_ref(), kept));
            return db.write(permit, work).await.map(|()| kept.clone());
        }
        let kept = self.sign(&mut read, &name, (size, root), db.clock().now()).await?;
        drop(read);
        let work = async |write: &mut Write<'_>| {
            let root = kept.root.hex();
            sql!(execute write, INSERT, log_name(log), size, root, kept.note.clone(), kept.at)?;
            Ok(made(&name, known.as_ref(), &kept))
        };
        match db.write(permit, work).await {
            Ok(()) => {
                self.append(&kept.note).await;
                Ok(kept)
            }
            // Somebody else made the same one at the same time.
            Err(error) if error.kind() == Kind::Taken => {
                newest(&mut db.read().await?, log).await?.ok_or_else(Error::not_found)
            }
            Err(error) => Err(error),
        }
    }

    /// The newest checkpoint; where there is none yet, one that is signed now and not kept.
    pub async fn current(&self, db: &Db, log: Log) -> Result<Kept> {
        let mut read = db.read().await?;
        if let Some(kept) = newest(&mut read, log).await? {
            return Ok(kept);
        }
        let name = published_name(&mut read, log).await?;
        let head = sql!(fetch_optional (i64, String); &mut read, HEAD, log_name(log))?;
        let (size, root) = head.ok_or_else(Error::not_found)?;
        self.sign(&mut read, &name, (size, root), db.clock().now()).await
    }

    async fn sign(
        &self,
        read: &mut Read,
        name: &str,
        (size, root): (i64, String),
        at: Millis,
    ) -> Result<Kept> {
        let kept = Kept::try_from(Row { size, root, note: String::new(), at })?;
        let checkpoint = Checkpoint::of(&self.installation, name, kept.size, kept.root);
        Ok(Kept { note: self.signer(read).await?.sign(&checkpoint), ..kept })
    }

    /// Makes the checkpoints of every log that has grown and had none for so long.
    pub async fn round(&self, db: &Db, every: Millis) -> Result<u64> {
        let permit = job()?;
        let (mut made, mut after) = (0, String::new());
        let own = log_name(Log::Installation);
        loop {
            // A time ahead of now is a clock that was put back.
            let now = db.clock().now();
            let due = sql!(
                fetch_all (String,); &mut db.read().await?, DUE,
                after.clone(), 0_i64, now - every, now, AT_ONCE,
            )?;
            let Some((last,)) = due.last().cloned() else { break };
            for (log,) in due.iter().filter(|(log,)| *log != own) {
                let Some(log) = log_of(log) else { continue };
                match self.checkpoint(db, &permit, log).await {
                    Ok(_) => made += 1,
                    // The others go on.
                    Err(error) => tracing::warn!(%error, "a checkpoint cannot be made"),
                }
            }
            after = last;
        }
        // The installation's comes last, because it tells of the others, and by then it has grown.
        let now = db.clock().now();
        let due = sql!(
            fetch_all (String,); &mut db.read().await?, DUE,
            String::new(), 1_i64, now - every, now, AT_ONCE,
        )?;
        if made > 0 || due.iter().any(|(log,)| *log == own) {
            self.checkpoint(db, &permit, Log::Installation).await?;
            made += 1;
        }
        Ok(made)
    }

    /// Failing to write the file is said aloud and stops nothing: the checkpoint is kept here anyway.
    async fn append(&self, note: &str) {
        let Some(file) = self.file.clone() else { return };
        let text = format!("{note}\n");
        let written = tokio::task::spawn_blocking(move || append_to(&file, &text)).await;
        let trouble = match written {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(error) = &trouble {
            tracing::error!(%error, "the checkpoint file cannot be written");
        }
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

fn append_to(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What the history tells of a checkpoint: how far the log has come since the one before, or that the
/// same one was asked for again.
fn made(name: &str, before: Option<&Kept>, kept: &Kept) -> Act {
    let fields = |kept: &Kept| {
        vec![
            ("size".to_owned(), Some(kept.size.to_string())),
            ("root".to_owned(), Some(kept.root.hex())),
        ]
    };
    let (log, action) = (Log::Installation, "checkpoint.made");
    let was = before.map(fields).unwrap_or_default();
    let change = Change::edit(log, action, NOUN, name, &was, &fields(kept));
    change.unwrap_or_else(|| Change::creation(log, action, NOUN, name, Vec::new())).into()
}

fn job() -> Result<Permit<ManagePeople>> {
    Grants::job("checkpoints")
        .permit(Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))
}
