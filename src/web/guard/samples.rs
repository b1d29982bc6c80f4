//! Samples of the error page: every status that has words of its own, and one that has not.

use actix_web::http::StatusCode;

use super::{ErrorPage, words as words_of};
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<ErrorPage>()];

const STATUSES: &[u16] = &[400, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 500, 503];

impl Sample for ErrorPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |status: &u16| {
            let status = StatusCode::from_u16(*status).expect("a status");
            let (title, text, advice) = words_of(status);
            ErrorPage {
                ui: Ui { csrf: String::new(), ..words.outside(&ui) },
                status: status.as_u16(),
                title: ui.text(title).to_owned(),
                text: ui.text(text).to_owned(),
                advice: ui.text(advice).to_owned(),
                retry_after: None,
                ask: (status == StatusCode::FORBIDDEN)
                    .then(|| "/access-requests?place=demo".to_owned()),
            }
        };
        let said = ErrorPage { text: words.line(), retry_after: Some(30), ..page(&422) };
        STATUSES.iter().map(page).chain([said]).collect()
    }
}
