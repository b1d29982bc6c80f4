//! The figures of the server for Prometheus. They are counted where something happens, with the macros of
//! the crate `metrics`; here is what they are called and how they are written. Labels are words of ours
//! alone: no name of a person or an enterprise, no address, nothing that a request brings along.

use std::sync::{Mutex, PoisonError};

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::error::{Error, Result};

/// Upper bounds in seconds: pages take milliseconds, passwords a tenth of a second.
const BUCKETS: &[f64] =
    &[0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What was counted in this process.
#[derive(Clone)]
pub struct Figures(PrometheusHandle);

static STARTED: Mutex<Option<Figures>> = Mutex::new(None);

impl Figures {
    /// Begins to count. There is one count for a process, however often this is called.
    pub fn start() -> Result<Self> {
        let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*started {
            return Ok(known.clone());
        }
        let builder = PrometheusBuilder::new().set_buckets(BUCKETS).map_err(Error::broken)?;
        let recorder = builder.build_recorder();
        let figures = Figures(recorder.handle());
        metrics::set_global_recorder(recorder).map_err(|error| Error::broken(error.to_string()))?;
        describe();
        *started = Some(figures.clone());
        Ok(figures)
    }

    /// Takes in what was measured since; otherwise it is kept one by one until somebody asks.
    pub fn settle(&self) {
        self.0.run_upkeep();
    }

    /// Everything that was counted, as text.
    pub fn text(&self) -> String {
        self.0.render()
    }
}

fn describe() {
    describe_counter!("jieru_requests_total", "Requests by route, method and class of status");
    describe_histogram!("jieru_request_seconds", Unit::Seconds, "Time until the answer began");
    describe_gauge!("jieru_password_queue", "Passwords that wait to be hashed");
    describe_counter!("jieru_password_refusals_total", "Passwords that the full queue refused");
    describe_counter!(
        "jieru_throttled_total",
        "Attempts that a throttle refused, by what it counts"
    );
    describe_histogram!(
        "jieru_database_wait_seconds",
        Unit::Seconds,
        "Time until a connection of the pool was free"
    );
    describe_counter!("jieru_events_total", "Events appended to histories");
    describe_counter!("jieru_jobs_total", "Rounds of the jobs in the background, by outcome");
}
