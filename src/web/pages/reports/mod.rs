//! Reports for auditors: who released what on whose word, who came near the keys, and who was let in.
//! Each is a page to print and a file to take away.

mod keys;
mod people;
mod period;
mod releases;
#[cfg(test)]
pub mod samples;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use crate::domain::{Act, Change};
use crate::rights::ReadHistory;
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::scope::Within;
use crate::web::ui::Ui;

pub use keys::{Line, csv as keys_csv, csv_of_key, line, of_key, show as keys};
pub use people::{Wanted as People, csv as people_csv, show as people};
pub use releases::{csv as releases_csv, show as releases};

#[derive(Template)]
#[template(path = "reports/index.html")]
struct IndexPage {
    ui: Ui,
    base: String,
}

pub async fn index(within: Within<ReadHistory>) -> Answer {
    let ui = within.ui_below(text("报告", "Reports"))?;
    within.visit.page(StatusCode::OK, &IndexPage { base: within.path(""), ui })
}

/// A file is recorded before it leaves.
async fn taken(within: &Within<ReadHistory>, what: &str, count: usize) -> Result<(), Fault> {
    let (log, id) = (within.enterprise.log(), within.enterprise.id);
    let change = Change::access(log, "history.exported", "history", id)
        .detail("name", &within.enterprise.name)
        .detail("what", what)
        .detail("count", count.to_string());
    within.write(Act::new(change), async |_| Ok(())).await?;
    Ok(())
}

fn download(within: &Within<ReadHistory>, what: &str, file: String) -> HttpResponse {
    let name = format!("attachment; filename=\"{what}-{}.csv\"", within.enterprise.slug);
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file)
}
