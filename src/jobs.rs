//! What runs by itself: clearing away ended sessions and old throttle counts.

use std::time::Duration;

use crate::access::Throttles;
use crate::store::{Db, sessions, throttles};

const EVERY: Duration = Duration::from_mins(10);

/// Runs until the server stops. A failure is logged and tried again next time.
pub async fn run(db: Db, counts: Throttles) {
    loop {
        tokio::time::sleep(EVERY).await;
        counts.shrink();
        for (what, outcome) in [
            ("sessions", sessions::delete_ended(&db).await),
            ("throttles", throttles::delete_old(&db).await),
        ] {
            match outcome {
                Ok(0) => {}
                Ok(rows) => tracing::debug!(what, rows, "cleared away"),
                Err(error) => tracing::warn!(what, %error, "clearing away failed"),
            }
        }
    }
}
