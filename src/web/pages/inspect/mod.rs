//! Paste a link, a tag or a file, and read what it means and what is wrong with it. Nothing that is
//! pasted is stored, logged or recorded.

mod examples;
mod installed;
mod passage;
mod registry;
#[cfg(test)]
pub mod samples;
mod shown;
mod signature;

use actix_web::http::StatusCode;
use actix_web::web::{self, Query};
use askama::Template;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::channels::inspect::{self, Comparison, Inspection, Known, LONGEST, Signed};
use crate::clock::SECOND;
use crate::error::Error;
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::Member;
use crate::web::ui::Ui;
use crate::web::visit::Visit;
use examples::EXAMPLES;
use installed::Installed;
pub use registry::{Known as Recognised, Registered, eyes, identity};
use shown::{Sheet, sheets};
use signature::{Keys, Noted};

/// A form writes a character as up to nine, and what is a little too long is told beside the field.
pub const BODY: usize = 8 * 1024 * 1024;
/// Texts that are looked at in one moment; others wait.
static DESKS: Semaphore = Semaphore::const_new(2);
/// Entry points that one page shows.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "inspect/inspect.html")]
struct InspectPage {
    ui: Ui,
    typed: String,
    /// What was found; `None` before anything was asked.
    sheets: Option<Vec<Sheet>>,
    /// The stamps in the text, with the releases that they name.
    installed: Vec<Installed>,
    /// Entry points beyond those that are shown.
    more: usize,
    /// The whole text put right, each version once.
    corrected: Vec<String>,
    examples: &'static [examples::Example],
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The number of an example.
    #[serde(default)]
    example: String,
}

pub async fn show(Member { visit }: Member, query: Query<Wanted>) -> Answer {
    let example = query.example.parse().ok().and_then(|at: usize| EXAMPLES.get(at));
    let typed = example.map_or_else(String::new, |example| example.text.to_owned());
    let ui = ui_of(&visit)?;
    visit.page(StatusCode::OK, &blank(ui, typed))
}

fn ui_of(visit: &Visit) -> Result<Ui, Fault> {
    visit.ui(text("检查代码", "Inspect code"))
}

fn blank(ui: Ui, typed: String) -> InspectPage {
    InspectPage {
        ui,
        typed,
        sheets: None,
        installed: Vec::new(),
        more: 0,
        corrected: Vec::new(),
        examples: EXAMPLES,
    }
}

pub async fn look(Posted { scope: Member { visit }, mut form }: Posted<Member, BODY>) -> Answer {
    let typed = form.take("text");
    form.finish();
    refuse(&mut form, &typed);
    let mut ui = ui_of(&visit)?;
    if form.is_wrong() {
        ui.errors = form.errors;
        return visit.page(StatusCode::UNPROCESSABLE_ENTITY, &blank(ui, typed));
    }
    let now = visit.portal.clock.now() / SECOND;
    let (mut typed, noted, mut inspection) = inspected(typed, Noted::default(), now).await?;
    let mut keys = Keys::open(&visit, &noted.signatures()).await?;
    if !keys.is_empty() {
        (typed, keys, inspection) = inspected(typed, keys, now).await?;
    }
    let known = registry::compare(&visit, &inspection, &keys, SHOWN).await?;
    let installed = installed::recognise(&visit, &typed).await?;
    visit.page(StatusCode::OK, &page(ui, typed, inspection, known, installed))
}

fn refuse(form: &mut Form, typed: &str) {
    if typed.trim().is_empty() {
        form.wrong("text", text("请粘贴要检查的内容", "Paste what is to be inspected"));
    } else if typed.len() > LONGEST {
        let (now, most) = (mebibytes(typed.len()), LONGEST / 1024 / 1024);
        form.wrong(
            "text",
            Message::new(
                format!("内容有 {now} MiB，最多 {most} MiB；请只粘贴与客服入口有关的部分"),
                format!("It has {now} MiB; {most} MiB at most. Paste only the part about the entry point"),
            ),
        );
    }
}

/// With one digit after the point.
fn mebibytes(bytes: usize) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What is known, and the time in UNIX seconds.
struct Present<K> {
    known: K,
    now: i64,
}

impl<K: Known> Known for Present<K> {
    fn now(&self) -> Option<i64> {
        Some(self.now)
    }

    fn compare(&self, signed: &Signed) -> Option<Comparison> {
        self.known.compare(signed)
    }
}

/// Looks at a text on a thread of its own, so that other pages do not wait.
async fn inspected<K: Known + Send + 'static>(
    typed: String,
    known: K,
    now: i64,
) -> Result<(String, K, Inspection), Error> {
    let _desk = DESKS.acquire().await.map_err(Error::broken)?;
    let work = move || {
        let present = Present { known, now };
        let inspection = inspect::inspect_with(&typed, &present);
        (typed, present.known, inspection)
    };
    web::block(work).await.map_err(Error::broken)
}

/// What is registered about the entry points of a text, without a look at its signatures.
pub async fn recognised(visit: &Visit, typed: &str) -> Result<Vec<Recognised>, Fault> {
    let now = visit.portal.clock.now() / SECOND;
    let (_, _, inspection) = inspected(typed.to_owned(), Noted::default(), now).await?;
    registry::compare(visit, &inspection, &Keys::default(), SHOWN).await
}

fn page(
    ui: Ui,
    typed: String,
    inspection: Inspection,
    known: Vec<registry::Known>,
    installed: Vec<Installed>,
) -> InspectPage {
    let mut corrected: Vec<String> = Vec::new();
    let more = inspection.entries.len().saturating_sub(SHOWN);
    for better in inspection.entries.iter().filter_map(|entry| entry.corrected.as_ref()) {
        if !corrected.contains(better) && corrected.len() < 3 {
            corrected.push(better.clone());
        }
    }
    let entries = inspection.entries.into_iter().take(SHOWN);
    InspectPage {
        ui,
        typed,
        sheets: Some(sheets(entries, known)),
        installed,
        more,
        corrected,
        examples: EXAMPLES,
    }
}

impl InspectPage {
    /// Code of a registered window without a stamp: only its identifiers tell whose it is.
    fn unstamped(&self) -> bool {
        let sheets = self.sheets.as_deref().unwrap_or_default();
        self.installed.is_empty() && sheets.iter().any(|sheet| !sheet.known.windows.is_empty())
    }

    /// What was found, in one sentence.
    fn verdict(&self) -> String {
        let sheets = self.sheets.as_deref().unwrap_or_default();
        let (count, [errors, warnings, notes]) = (sheets.len() + self.more, self.tally());
        let said = Message::new(
            format!("找到 {count} 处入口：{errors} 个错误，{warnings} 个警告，{notes} 个提示。"),
            format!(
                "Entry points: {count}. Errors: {errors}, warnings: {warnings}, notes: {notes}."
            ),
        );
        said.to(self.ui.lang).to_owned()
    }

    fn tally(&self) -> [usize; 3] {
        use crate::channels::Severity::{Error, Note, Warning};
        let sheets = self.sheets.as_deref().unwrap_or_default();
        [Error, Warning, Note].map(|severity| {
            let all = sheets.iter().flat_map(|sheet| &sheet.findings);
            all.filter(|finding| finding.finding.severity == severity).count()
        })
    }

    /// The class of the sentence: the worst that was found.
    fn tone(&self) -> &'static str {
        match self.tally() {
            [0, 0, _] => "note-ok",
            [0, ..] => "note-warn",
            _ => "note-bad",
        }
    }
}
