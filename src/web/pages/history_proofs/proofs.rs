//! Proofs: that an entry stands in the log, and that the log has only grown since an earlier size. For
//! people with explanations, for programs as JSON.

use actix_web::http::{StatusCode, header};
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::Whose;
use crate::error::Error;
use crate::ledger::{Frontier, Hash};
use crate::rights::ReadHistory;
use crate::store::Read;
use crate::store::ledger::{Kept, Prover, purged_block, verifier};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Installed, Within};
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "history_proofs/proofs.html")]
pub struct ProofsPage {
    pub ui: Ui,
    pub base: String,
    pub name: String,
    pub newest: Kept,
    pub at: Moment,
    pub key: String,
    /// The file that gets every checkpoint, and why it could not be written the last time.
    pub file: Option<String>,
    pub trouble: Option<String>,
    pub wanted: Wanted,
    pub proof: Option<Proof>,
}

impl ProofsPage {
    /// The proof as programs get it.
    fn json(&self) -> String {
        self.proof
            .as_ref()
            .and_then(|proof| serde_json::to_string_pretty(proof).ok())
            .unwrap_or_default()
    }

    fn is_inclusion(&self) -> bool {
        matches!(self.proof, Some(Proof::Inclusion { .. }))
    }
}

/// What is to be proved; texts, so that what was typed stays where it is wrong.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    pub seq: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub(super) format: String,
    #[serde(default, rename = "lang")]
    pub(super) _lang: String,
}

/// With everything that is needed to check it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Proof {
    Inclusion {
        log: String,
        seq: u64,
        leaf_hash: Hash,
        size: u64,
        root: Hash,
        proof: Vec<Hash>,
        checkpoint: String,
        key: String,
    },
    Consistency {
        log: String,
        from: u64,
        from_root: Hash,
        to: u64,
        to_root: Hash,
        proof: Vec<Hash>,
        checkpoint: String,
        key: String,
    },
}

pub async fn of_installation(installed: Installed<ReadHistory>, wanted: Query<Wanted>) -> Answer {
    show(&Whose::installation(&installed), wanted.into_inner()).await
}

pub async fn of_enterprise(within: Within<ReadHistory>, wanted: Query<Wanted>) -> Answer {
    show(&Whose::enterprise(&within), wanted.into_inner()).await
}

async fn show(whose: &Whose<'_>, wanted: Wanted) -> Answer {
    let portal = &whose.visit.portal;
    let newest = portal.notary.current(&portal.db, whose.log).await?;
    let mut read = portal.db.read().await?;
    let key = verifier(&mut read).await?.ok_or_else(|| Error::broken("no signing key"))?.text();
    let asked = ask(whose, &mut read, &wanted, (&newest, &key)).await?;
    drop(read);
    let wrong = asked.as_ref().err().cloned();
    if as_json(whose.visit.request(), &wanted) {
        return Ok(answer(asked));
    }
    let mut ui = whose.ui(text("检查点与证明", "Checkpoints and proofs"))?;
    whose.visit.take_flash(&mut ui);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ui.errors.extend(wrong.map(|(field, text)| PageError {
        field: Some(field.to_owned()),
        label: None,
        text,
    }));
    let (file, trouble) = portal.notary.file();
    let page = ProofsPage {
        ui,
        base: whose.base.clone(),
        name: whose.name.clone(),
        at: moment(newest.at),
        newest,
        key,
        file: file.map(|file| file.display().to_string()),
        trouble,
        wanted,
        proof: asked.ok().flatten(),
    };
    whose.visit.page(status, &page)
}

type Asked = Result<Option<Proof>, (&'static str, Message)>;

/// The proof that was asked for, or what is wrong with the question.
async fn ask(
    whose: &Whose<'_>,
    read: &mut Read,
    wanted: &Wanted,
    (newest, key): (&Kept, &str),
) -> Result<Asked, Fault> {
    let size = newest.size;
    let (log, checkpoint, key) = (whose.name.clone(), newest.note.clone(), key.to_owned());
    let mut prover = Prover::new(whose.log, size);
    if !wanted.seq.trim().is_empty() {
        let seq = match number(&wanted.seq) {
            Some(seq) if seq < size => seq,
            _ => return Ok(Err(("seq", between(0, size.saturating_sub(1))))),
        };
        let proof = prover.inclusion(read, seq).await?;
        let (leaf_hash, root) = (prover.leaf(read, seq).await?, newest.root);
        let found = Proof::Inclusion { log, seq, leaf_hash, size, root, proof, checkpoint, key };
        return Ok(Ok(Some(found)));
    }
    if wanted.from.trim().is_empty() && wanted.to.trim().is_empty() {
        return Ok(Ok(None));
    }
    let to = match (wanted.to.trim(), number(&wanted.to)) {
        ("", _) => size,
        (_, Some(to)) if to > 0 && to <= size => to,
        _ => return Ok(Err(("to", between(1, size)))),
    };
    let from = match number(&wanted.from) {
        Some(from) if from > 0 && from <= to => from,
        _ => return Ok(Err(("from", between(1, to)))),
    };
    let mut prover = Prover::new(whose.log, to);
    let proof = prover.consistency(read, from).await?;
    let (from_root, to_root) = (root(whose, read, from).await?, root(whose, read, to).await?);
    let found = Proof::Consistency { log, from, from_root, to, to_root, proof, checkpoint, key };
    Ok(Ok(Some(found)))
}

/// The root over the first `size` entries.
async fn root(whose: &Whose<'_>, read: &mut Read, size: u64) -> Result<Hash, Error> {
    let block = purged_block(read, whose.log, (0, size)).await?;
    let mut frontier = Frontier::default();
    for part in &block.subtrees {
        if let Some(at) = part.at() {
            frontier.push_subtree(at, part.hash);
        }
    }
    Ok(frontier.root())
}

fn number(typed: &str) -> Option<u64> {
    typed.trim().trim_start_matches('#').parse().ok()
}

fn between(least: u64, most: u64) -> Message {
    Message::new(
        format!("应为 {least} 至 {most} 的整数；更新的条目要先签署检查点"),
        format!(
            "Give a whole number from {least} to {most}; later entries need a new checkpoint first"
        ),
    )
}

/// Programs say what they want in the address or in `Accept`.
fn as_json(request: &HttpRequest, wanted: &Wanted) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    wanted.format == "json" || accept.is_some_and(|accept| accept.starts_with("application/json"))
}

fn answer(asked: Asked) -> HttpResponse {
    match asked {
        Ok(Some(proof)) => HttpResponse::Ok().json(proof),
        Ok(None) => {
            let text = text("请给出 seq，或 from 和 to", "Give seq, or from and to");
            HttpResponse::UnprocessableEntity().json(serde_json::json!({ "message": text }))
        }
        Err((field, message)) => HttpResponse::UnprocessableEntity()
            .json(serde_json::json!({ "field": field, "message": message })),
    }
}
