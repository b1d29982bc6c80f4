//! Room for bodies above the ordinary limit: a few are read and worked on at a time, some wait, and
//! whoever comes when too many wait is asked to come again. So many large forms at once never take more
//! memory than a few do.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};
use crate::text::text;

/// Large bodies that are held at one moment, from their first byte to the end of their request.
pub const AT_ONCE: usize = 4;
/// Those that wait.
pub const WAITING: usize = 16;
/// Files that are taken in and looked at, from their first byte to the end of the look.
pub const FILES: usize = 1;
/// For so long one waits.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub struct Desks {
    free: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Where the one file is taken in that is looked at a time.
    files: Arc<Semaphore>,
}

/// One of the places; it is free again when the last clone is dropped.
pub type Desk = Arc<OwnedSemaphorePermit>;

impl Default for Desks {
    fn default() -> Self {
        Desks {
            free: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            files: Arc::new(Semaphore::new(FILES)),
        }
    }
}

impl Desks {
    /// Waits for a place; an error that says when to come again where there is none.
    pub async fn take(&self) -> Result<Desk> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| busy())?;
        let desk = Arc::clone(&self.free).acquire_owned();
        let desk = tokio::time::timeout(PATIENCE, desk).await.map_err(|_| busy())?;
        drop(place);
        desk.map(Arc::new).map_err(Error::broken)
    }

    /// The place for a file, for which nobody waits.
    pub fn take_file(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.files).try_acquire_owned().map_err(|_| {
            Error::busy(30).saying(text(
                "另一个文件正在检查，这一个没有读取。请稍等再提交一次。",
                "Another file is being checked at the moment, so this one was not read. Wait a little and submit it again.",
            ))
        })
    }
}

fn busy() -> Error {
    Error::busy(5).saying(text(
        "现在有太多大段内容在处理，这一份没有读取。请稍等几秒再提交一次。",
        "Too many large texts are being read at the moment, so this one was not. Wait a few seconds and submit it again.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_looked_at_and_another_one_comes_again() {
        let desks = Desks::default();
        let held = desks.take_file().expect("a place");
        let error = desks.clone().take_file().expect_err("one at a time");
        assert!(error.retry_after().is_some() && error.text().is_some());
        drop(held);
        drop(desks.take_file().expect("a place"));
    }

    #[tokio::test]
    async fn a_few_are_read_some_wait_and_the_others_come_again() {
        let desks = Desks::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(desks.take().await.expect("a place"));
        }
        let waiting: Vec<_> = (0..WAITING)
            .map(|_| {
                let desks = desks.clone();
                tokio::spawn(async move { desks.take().await })
            })
            .collect();
        tokio::task::yield_now().await;
        let error = desks.take().await.expect_err("too many wait");
        assert!(error.retry_after().is_some() && error.text().is_some());
        held.clear();
        for one in waiting {
            drop(one.await.expect("a task").expect("a place"));
        }
        assert_eq!(desks.free.available_permits(), AT_ONCE);
        assert_eq!(desks.waiting.available_permits(), WAITING);
    }
}
