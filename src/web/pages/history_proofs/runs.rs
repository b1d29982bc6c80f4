//! Checks of the history that run in the background: at most one for each log at a time, with how far it
//! has come and what it found. They live in the memory of this process; what was found is an event, too.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Millis;
use crate::domain::Log;
use crate::store::ledger::{Progress, Report};

/// All of them. A clone is the same.
#[derive(Clone, Default)]
pub struct Runs(Arc<Mutex<BTreeMap<Log, Run>>>);

/// One check.
#[derive(Clone, Debug)]
pub struct Run {
    pub started: Millis,
    pub who: String,
    pub state: State,
}

#[derive(Clone, Debug)]
pub enum State {
    Running(Progress),
    Done(Report),
    /// The database could not be read; the log of the server says why.
    Failed,
}

impl Runs {
    /// The newest one of this log.
    pub fn find(&self, log: Log) -> Option<Run> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&log).cloned()
    }

    /// Takes the place of the one check of this log; `false` while one is running.
    pub fn begin(&self, log: Log, run: Run) -> bool {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = runs.get(&log).is_some_and(|run| matches!(run.state, State::Running(_)));
        if !busy {
            runs.insert(log, run);
        }
        !busy
    }

    /// Tells how it stands.
    pub fn tell(&self, log: Log, state: State) {
        if let Some(run) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&log) {
            run.state = state;
        }
    }
}
