//! The check of the history by hand: it runs in the background, the page shows how far it is, and what
//! was found is an event.

use std::time::Duration;

use actix_web::http::StatusCode;
use askama::Template;

use super::runs::{Run, Runs, State};
use super::{Whose, of_both};
use crate::domain::{Change, Log};
use crate::error::Error;
use crate::ledger::{Note, notes};
use crate::rights::{Permit, ReadHistory};
use crate::store::ledger::{Check, Notary, Progress, Report, Verified, verifications, verify};
use crate::store::{Db, Write};
use crate::text::text;
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Installed, Within};
use crate::web::ui::Ui;

/// How long whoever starts a check waits for a short one to end.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Template)]
#[template(path = "history_proofs/verifications.html")]
pub struct VerificationsPage {
    pub ui: Ui,
    pub base: String,
    /// Whether all logs are checked, those of the enterprises, too.
    pub all: bool,
    pub run: Option<Shown>,
    pub earlier: Vec<Earlier>,
    pub checkpoint: String,
}

/// A check of this process.
pub struct Shown {
    pub who: String,
    pub started: Moment,
    pub state: State,
}

/// One that the history tells of.
pub struct Earlier {
    pub at: Moment,
    pub told: Verified,
}

impl Earlier {
    fn intact(&self) -> bool {
        self.told.detail("result") == INTACT
    }
}

impl Shown {
    fn running(&self) -> Option<&Progress> {
        match &self.state {
            State::Running(progress) => Some(progress),
            _ => None,
        }
    }

    fn report(&self) -> Option<&Report> {
        match &self.state {
            State::Done(report) => Some(report),
            _ => None,
        }
    }
}

const INTACT: &str = "intact";

of_both!(show);

async fn show(whose: &Whose<'_>) -> Answer {
    page(whose, StatusCode::OK, Form::default(), String::new()).await
}

async fn page(whose: &Whose<'_>, status: StatusCode, form: Form, checkpoint: String) -> Answer {
    let portal = &whose.visit.portal;
    let told = verifications(&mut portal.db.read().await?, whose.log).await?;
    let mut ui = whose.ui(text("检查历史", "Check the history"))?;
    whose.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let run = portal.runs.find(whose.log);
    let page = VerificationsPage {
        ui,
        base: whose.base.clone(),
        all: whose.log == Log::Installation,
        run: run.map(|Run { started, who, state }| Shown { who, started: moment(started), state }),
        earlier: told.into_iter().map(|told| Earlier { at: moment(told.at), told }).collect(),
        checkpoint,
    };
    whose.visit.page(status, &page)
}

pub async fn run_of_installation(Posted { scope, form }: Posted<Installed<ReadHistory>>) -> Answer {
    run(&Whose::installation(&scope), form).await
}

pub async fn run_of_enterprise(Posted { scope, form }: Posted<Within<ReadHistory>>) -> Answer {
    run(&Whose::enterprise(&scope), form).await
}

async fn run(whose: &Whose<'_>, mut form: Form) -> Answer {
    let typed = form.lines("checkpoint");
    let given = notes(&typed);
    if given.is_none() {
        let wrong = text(
            "这里应粘贴一个或多个带签名的检查点，原样不改",
            "Paste one or several signed checkpoints here, exactly as they are",
        );
        form.wrong("checkpoint", wrong);
    }
    form.finish();
    let given = match given {
        Some(given) if !form.is_wrong() => given,
        _ => return page(whose, StatusCode::UNPROCESSABLE_ENTITY, form, typed).await,
    };
    let portal = &whose.visit.portal;
    let progress = Progress { log: whose.name.clone(), done: 0, size: 0 };
    let started = Run {
        started: portal.clock.now(),
        who: whose.permit.actor().name.clone(),
        state: State::Running(progress),
    };
    if portal.runs.begin(whose.log, started) {
        let work = Work {
            db: portal.db.clone(),
            notary: portal.notary.clone(),
            runs: portal.runs.clone(),
            permit: whose.permit.clone(),
            log: whose.log,
            name: whose.name.clone(),
            given,
        };
        let running = actix_web::rt::spawn(work.run());
        // A short one is over before the page is shown.
        let _ = tokio::time::timeout(PATIENCE, running).await;
    }
    Ok(crate::web::visit::see_other(&whose.path("verifications")))
}

/// Everything that a check needs after the request is over.
struct Work {
    db: Db,
    notary: Notary,
    runs: Runs,
    permit: Permit<ReadHistory>,
    log: Log,
    name: String,
    given: Vec<Note>,
}

impl Work {
    async fn run(self) {
        let told = |progress: Progress| self.runs.tell(self.log, State::Running(progress));
        // The installation's check looks at the enterprises' logs, too.
        let only = (self.log != Log::Installation).then_some(self.log);
        let check = Check { notary: Some(&self.notary), given: &self.given, only, told };
        let state = match verify(&self.db, &check).await {
            Ok(report) => {
                if let Err(error) = self.record(&report).await {
                    tracing::error!(%error, ok = report.ok, "a check of the history is not recorded");
                }
                State::Done(report)
            }
            Err(error) => {
                tracing::error!(%error, "the history cannot be checked");
                State::Failed
            }
        };
        self.runs.tell(self.log, state);
    }

    async fn record(&self, report: &Report) -> Result<(), Error> {
        let entries: u64 = report.logs.iter().map(|log| log.size).sum();
        let result = if report.ok { INTACT } else { "broken" };
        let mut change = Change::access(self.log, "history.verified", "history", &self.name)
            .detail("name", &self.name)
            .detail("result", result)
            .detail("entries", entries.to_string())
            .detail("logs", report.logs.len().to_string())
            .detail("given", self.given.len().to_string());
        let broken = report.logs.iter().find_map(|log| Some((log, log.fault.as_ref()?)));
        if let Some((log, fault)) = broken {
            let first = fault.from.map(|entry| entry.to_string()).unwrap_or_default();
            change = change
                .detail("broken", &log.log)
                .detail("first_broken", first)
                .detail("reason", fault.reason.id());
        }
        let work = async |_: &mut Write<'_>| Ok(change.clone().into());
        self.db.write(&self.permit, work).await
    }
}
