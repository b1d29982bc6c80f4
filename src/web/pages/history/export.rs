//! The history as a file: everything that fits the conditions, not only a page of it. The file is made
//! while it is sent, part by part, with no connection held in between, so that its size and a slow
//! reader cost nothing. The number of records and the SHA-256 of all bytes before it stand in the last
//! line; a file without that line is incomplete.

mod written;

use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{Bytes, Query};
use sha2::{Digest, Sha256};

use super::asked::Asked;
use super::{Placed, mean, names};
use crate::access::Refusals;
use crate::domain::{Change, Log};
use crate::error::{Error, Result};
use crate::ledger::{Hash, Last};
use crate::rights::{LeaveTrace, Permit, ReadHistory};
use crate::store::history::choices;
use crate::store::history::walk::{self, Wanted};
use crate::store::ledger::{Prover, purged_block, verifier};
use crate::store::{Db, Read};
use crate::text::Lang;
use crate::web::fault::{Answer, Fault};
use crate::web::moment::moment;
use crate::web::pages::windows::releases::raw::plain;
use crate::web::scope::{Installed, Within};
use crate::web::visit::Visit;
use written::Format;

/// Events that one part of the file has at most.
const ROWS: i64 = 500;

pub async fn csv_of_enterprise(within: Within<ReadHistory>, query: Query<Asked>) -> Answer {
    of_enterprise(within, query.into_inner(), Format::Csv).await
}

pub async fn lines_of_enterprise(within: Within<ReadHistory>, query: Query<Asked>) -> Answer {
    of_enterprise(within, query.into_inner(), Format::Lines).await
}

pub async fn csv_of_installation(installed: Installed<ReadHistory>, query: Query<Asked>) -> Answer {
    of_installation(installed, query.into_inner(), Format::Csv).await
}

pub async fn lines_of_installation(
    installed: Installed<ReadHistory>,
    query: Query<Asked>,
) -> Answer {
    of_installation(installed, query.into_inner(), Format::Lines).await
}

async fn of_enterprise(within: Within<ReadHistory>, asked: Asked, format: Format) -> Answer {
    let placed = Placed::within(Log::Enterprise(within.enterprise.id), within.path(""));
    let name = format!("e/{}", within.enterprise.slug);
    send(&within.visit, within.permit.clone(), placed, (name, asked, format)).await
}

async fn of_installation(
    installed: Installed<ReadHistory>,
    asked: Asked,
    format: Format,
) -> Answer {
    let (visit, permit) = (&installed.visit, installed.permit.clone());
    let name = "installation".to_owned();
    send(visit, permit, Placed::installation(), (name, asked, format)).await
}

/// A file that is being sent.
struct Export {
    db: Db,
    permit: Permit<ReadHistory>,
    /// For what is recorded when nobody waits any longer.
    refusals: Refusals,
    trace: Permit<LeaveTrace>,
    log: Log,
    /// `installation` or `e/<slug>`.
    name: String,
    wanted: Wanted,
    /// The conditions as an address has them.
    filter: String,
    format: Format,
    lang: Lang,
    /// The numbers that are still to come. What is recorded meanwhile is not part of the file.
    from: i64,
    until: i64,
    events: u64,
    /// Up to here the file says of every number what became of it.
    told: i64,
    /// What the log was when the file was begun.
    last: Last,
    prover: Prover,
    hash: Sha256,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Events,
    Tail,
    Done,
}

async fn send(
    visit: &Visit,
    permit: Permit<ReadHistory>,
    placed: Placed,
    (name, asked, format): (String, Asked, Format),
) -> Answer {
    let portal = &visit.portal;
    let mut read = portal.db.read().await?;
    let there = choices::of(&mut read, placed.log).await?;
    let meant = mean(&mut read, &placed, &asked, &there).await?;
    if let Some(wrong) = meant.errors.into_iter().next() {
        return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, wrong.text));
    }
    drop(read);
    let day = moment(portal.clock.now()).shown.replace([':', ' '], "-");
    let file = format!("jieru-history-{}-{day}.{}", name.replace('/', "-"), format.extension());
    let mut response = HttpResponse::Ok();
    response.content_type(format.kind()).insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{}\"", plain(&file)),
    ));
    // Whoever only asks for the head takes nothing away.
    if visit.request().method() == Method::HEAD {
        return Ok(response.finish());
    }
    let filtered = !meant.wanted.is_everything();
    let (last, until) = checkpoint(visit, &permit, placed.log, filtered).await?;
    let export = Export {
        db: portal.db.clone(),
        trace: visit.person()?.grants.trace(permit.place()),
        refusals: portal.refusals.clone(),
        permit,
        log: placed.log,
        name,
        wanted: meant.wanted,
        filter: asked.at("", &[]).trim_start_matches('?').to_owned(),
        format,
        lang: visit.lang(),
        from: 0,
        until,
        told: 0,
        prover: Prover::new(placed.log, last.size),
        last,
        events: 0,
        hash: Sha256::new(),
        stage: Stage::Head,
    };
    let parts = futures_util::stream::unfold(export, |mut export| async move {
        let part = export.part().await?;
        Some((part.map_err(std::io::Error::other), export))
    });
    Ok(response.streaming(Box::pin(parts)))
}

/// What the log is now, signed: the file is about this state and tells nothing that comes later.
async fn checkpoint(
    visit: &Visit,
    permit: &Permit<ReadHistory>,
    log: Log,
    filtered: bool,
) -> Result<(Last, i64)> {
    let portal = &visit.portal;
    let kept = portal.notary.checkpoint(&portal.db, permit, log).await?;
    let key = verifier(&mut portal.db.read().await?).await?;
    let key = key.ok_or_else(|| Error::broken("there is no signing key"))?.text();
    let until = i64::try_from(kept.size).map_err(Error::broken)?;
    let (size, root) = (kept.size, kept.root);
    Ok((Last { checkpoint: kept.note, size, root, key, filtered }, until))
}

fn number(seq: i64) -> Result<u64> {
    u64::try_from(seq).map_err(Error::broken)
}

impl Export {
    /// The next bytes; `None` when there are no more. After an error nothing follows.
    async fn part(&mut self) -> Option<Result<Bytes>> {
        let made = match self.stage {
            Stage::Head => Ok(self.format.head(self.lang)),
            Stage::Events => self.events().await,
            Stage::Tail => self.tail().await,
            Stage::Done => return None,
        };
        match made {
            Ok(text) => {
                self.hash.update(text.as_bytes());
                self.stage = match self.stage {
                    Stage::Head => Stage::Events,
                    Stage::Events if self.from < self.until => Stage::Events,
                    Stage::Events => Stage::Tail,
                    Stage::Tail | Stage::Done => Stage::Done,
                };
                Some(Ok(Bytes::from(text)))
            }
            Err(error) => {
                tracing::error!(%error, "an export broke off");
                Some(Err(error))
            }
        }
    }

    /// The next events. Where few of many fit, it looks on until there are some: an empty part would
    /// keep the reader waiting for nothing.
    async fn events(&mut self) -> Result<String> {
        let mut text = String::new();
        while text.is_empty() && self.from < self.until {
            let mut read = self.db.read().await?;
            let span = (self.from, self.until);
            let part = walk::on(&mut read, self.log, &self.wanted, span, ROWS).await?;
            let names = match self.format {
                Format::Csv => names(&mut read, self.log, &part.events).await?,
                Format::Lines => <_>::default(),
            };
            for event in &part.events {
                let gone = self.gone(&mut read, event.seq).await?;
                let proof = self.proof(&mut read, event.seq).await?;
                text.push_str(&gone);
                text.push_str(&self.format.event(event, proof, &names, self.lang)?);
                self.events = self.events.saturating_add(1);
                self.told = event.seq.saturating_add(1);
            }
            self.from = part.next.unwrap_or(self.until);
            if self.from >= self.until {
                let gone = self.gone(&mut read, self.until).await?;
                text.push_str(&gone);
            }
        }
        Ok(text)
    }

    /// The last line, once it is recorded that everything before it was sent.
    async fn tail(&mut self) -> Result<String> {
        let sha256 = self.sha256();
        self.recorded("history.exported", &sha256).await?;
        self.format.tail(&self.last, self.events, &sha256)
    }

    /// Numbers that a whole file would miss before this one, because their events are no longer kept.
    async fn gone(&self, read: &mut Read, seq: i64) -> Result<String> {
        if self.last.filtered || self.format != Format::Lines || seq <= self.told {
            return Ok(String::new());
        }
        let span = (number(self.told)?, number(seq)?);
        self.format.purged(purged_block(read, self.log, span).await?)
    }

    /// In a file that leaves something out, each event shows that it belongs to the log.
    async fn proof(&mut self, read: &mut Read, seq: i64) -> Result<Option<Vec<Hash>>> {
        if !self.last.filtered || self.format != Format::Lines {
            return Ok(None);
        }
        self.prover.inclusion(read, number(seq)?).await.map(Some)
    }

    fn sha256(&self) -> String {
        self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn record(&self, action: &'static str, sha256: &str) -> Change {
        Change::access(self.log, action, "history", &self.name)
            .detail("name", &self.name)
            .detail("format", self.format.extension())
            .detail("filter", &self.filter)
            .detail("events", self.events.to_string())
            .detail("sha256", sha256)
    }

    async fn recorded(&self, action: &'static str, sha256: &str) -> Result<()> {
        let change = self.record(action, sha256);
        self.db.write(&self.permit, async |_| Ok(change.clone().into())).await
    }
}

/// Whoever stops reading, or is cut off, has an incomplete file, and the history says so.
impl Drop for Export {
    fn drop(&mut self) {
        if self.stage == Stage::Done || self.stage == Stage::Head {
            return;
        }
        let change = self.record("history.export_broken", &self.sha256());
        self.refusals.later(self.trace.clone(), change);
    }
}
