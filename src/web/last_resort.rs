//! The last resort: should a handler ever panic, the request ends with the page of every error, and the
//! server goes on.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use actix_web::{Error, ResponseError};

/// Whoever answers has panicked. What it said is on the error output, where a panic goes, and nowhere else.
#[derive(Debug)]
pub struct Panicked;

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a handler panicked")
    }
}

impl ResponseError for Panicked {}

/// Waits for an answer. What a panic leaves behind is dropped with the request: a transaction that it was
/// in rolls back.
pub async fn caught<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut answer = pin!(answer);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)))
            .unwrap_or_else(|_| Poll::Ready(Err(Panicked.into())))
    })
    .await
}

#[cfg(test)]
mod tests {
    use actix_web::error::ErrorNotFound;

    use super::*;

    async fn panics() -> Result<(), Error> {
        tokio::task::yield_now().await;
        panic!("what nobody is told")
    }

    #[actix_web::test]
    async fn a_panic_becomes_an_error_and_everything_else_passes() {
        assert_eq!(caught(async { Ok(1) }).await.expect("an answer"), 1);
        let passed =
            caught(async { Err::<(), _>(ErrorNotFound("x")) }).await.expect_err("its error");
        assert!(passed.as_error::<Panicked>().is_none());
        let error = caught(panics()).await.expect_err("a panic");
        assert!(error.as_error::<Panicked>().is_some());
        assert_eq!(error.as_response_error().status_code().as_u16(), 500);
    }
}
