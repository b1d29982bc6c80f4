//! The field dictionary comes back as CSV: first what it would change, line by line, then all of it in
//! one act, or nothing.

pub mod plan;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;
use plan::{BODY, Entry, Fate, MOST_BYTES, Plan};

use super::LIST;
use crate::domain::{Act, Change, VipField, VipFieldId};
use crate::error::Error;
use crate::rights::EditRegistry;
use crate::store::shelves::all;
use crate::store::{Trashed, Write, vip_fields};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Saved, Within};
use crate::web::told;
use crate::web::ui::{PageError, Ui};

/// Rows that one page shows; what is wrong stands first.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "vip_fields/import.html")]
struct ImportPage {
    ui: Ui,
    base: String,
    typed: String,
    reason: String,
    plan: Option<Plan>,
}

impl ImportPage {
    fn here(&self) -> String {
        format!("{}{}/imports", self.base, LIST.path)
    }

    /// What is wrong first, then what changes; what stays the same is only counted.
    fn shown(plan: &Plan) -> Vec<&Entry> {
        let rank = |entry: &&Entry| match entry.fate {
            Fate::Wrong(_) => 0,
            Fate::New(_) | Fate::Changed(..) => 1,
            Fate::Same => 2,
        };
        let mut all: Vec<&Entry> = plan.entries.iter().filter(|one| rank(one) < 2).collect();
        all.sort_by_key(rank);
        all.truncate(SHOWN);
        all
    }

    fn more(plan: &Plan) -> usize {
        plan.entries.len() - plan.same() - Self::shown(plan).len()
    }

    /// "New 3"
    fn counted(&self, zh: &'static str, en: &'static str, count: usize) -> String {
        format!("{} {count}", self.ui.t(zh, en))
    }

    /// What differs, in words.
    fn told(&self, changes: &[crate::domain::FieldChange]) -> Vec<told::Labelled> {
        told::labelled("", changes, self.ui.lang)
    }
}

pub async fn ask(within: Within<EditRegistry>) -> Answer {
    page(&within, StatusCode::OK, Typed::default(), None)
}

#[derive(Default)]
struct Typed {
    text: String,
    reason: String,
    errors: Vec<PageError>,
}

impl Typed {
    fn take(form: &mut Form) -> Self {
        let (text, reason) = (form.take("text"), form.reason());
        Typed { text, reason, errors: Vec::new() }
    }
}

fn page(
    within: &Within<EditRegistry>,
    status: StatusCode,
    typed: Typed,
    plan: Option<Plan>,
) -> Answer {
    let mut ui = within.ui_below_list(text("导入 VIP 字段", "Import VIP fields"), LIST)?;
    within.visit.take_flash(&mut ui);
    ui.errors = typed.errors;
    let Typed { text, reason, .. } = typed;
    let page = ImportPage { ui, base: within.path(""), typed: text, reason, plan };
    within.visit.page(status, &page)
}

/// Reads the table and compares; what is wrong with it as a whole is told beside the field.
async fn planned(
    within: &Within<EditRegistry>,
    form: &mut Form,
    typed: &str,
) -> Result<Option<Plan>, Fault> {
    if typed.trim().is_empty() {
        if !form.is_wrong() {
            form.wrong("text", text("请粘贴 CSV，或选择文件", "Paste the CSV, or choose a file"));
        }
        return Ok(None);
    }
    if typed.len() > MOST_BYTES {
        form.wrong("text", text("最多 1 MB；请分几次导入", "1 MB at most; import it in parts"));
        return Ok(None);
    }
    let known = known(within).await?;
    match Plan::make(typed, &known) {
        Ok(plan) => Ok(Some(plan)),
        Err(wrong) => {
            form.wrong("text", wrong);
            Ok(None)
        }
    }
}

/// All fields, those in the trash among them.
async fn known(within: &Within<EditRegistry>) -> Result<Vec<VipField>, Error> {
    let enterprise = within.enterprise.id;
    let mut read = within.visit.portal.db.read().await?;
    all(&mut read, enterprise, Trashed::Listed).await
}

/// What the table would change. Nothing is written.
pub async fn preview(
    Posted { scope: within, mut form }: Posted<Within<EditRegistry>, BODY>,
) -> Answer {
    let mut typed = Typed::take(&mut form);
    form.take("plan");
    form.finish();
    let plan = planned(&within, &mut form, &typed.text).await?;
    typed.errors = form.errors;
    let fine = typed.errors.is_empty();
    let status = if fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(&within, status, typed, plan)
}

/// All or nothing, and only what was looked at before.
pub async fn apply(
    Posted { scope: within, mut form }: Posted<Within<EditRegistry>, BODY>,
) -> Answer {
    let mut typed = Typed::take(&mut form);
    let seen = form.take("plan");
    form.finish();
    let plan = planned(&within, &mut form, &typed.text).await?;
    if let Some(plan) = &plan
        && !plan.is_sound()
    {
        let said = if plan.wrong() > 0 {
            text("有错误的行，什么也没有导入", "Some lines are wrong; nothing was imported")
        } else {
            text(
                "与已登记的相同，没有可导入的",
                "All of it is registered already; there is nothing to import",
            )
        };
        form.wrong("text", said);
    }
    let Some(plan) = plan.filter(|_| !form.is_wrong()) else {
        let plan = planned(&within, &mut Form::default(), &typed.text).await?;
        typed.errors = form.errors;
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, typed, plan);
    };
    // Without a digest, what is there now is carried out.
    if !seen.is_empty() && seen != plan.digest() {
        return again(&within, typed, plan);
    }
    let (created, changed) = (plan.new_ones(), plan.changed());
    match carry_out(&within, &plan, &typed.reason).await? {
        Saved::Done => {
            let done = Message::new(
                format!("已导入：新登记 {created} 个，修改 {changed} 个"),
                format!("Imported: {created} new, {changed} changed"),
            );
            within.visit.done(&within.path(LIST.path), done)
        }
        Saved::Stale | Saved::Taken => {
            let plan = planned(&within, &mut Form::default(), &typed.text).await?;
            again(&within, typed, plan.unwrap_or_default())
        }
    }
}

/// The table or the registry is another than what was looked at.
fn again(within: &Within<EditRegistry>, mut typed: Typed, plan: Plan) -> Answer {
    let said = text(
        "内容或登记在核对之后变了，什么也没有导入。请再看一遍，然后导入。",
        "The table or the registry changed after you looked; nothing was imported. Look once more, then import.",
    );
    typed.errors.push(PageError { field: None, label: None, text: said.into() });
    page(within, StatusCode::CONFLICT, typed, Some(plan))
}

async fn carry_out(
    within: &Within<EditRegistry>,
    plan: &Plan,
    reason: &str,
) -> Result<Saved, Fault> {
    let clock = &within.visit.portal.clock;
    let now = clock.now();
    let mut created: Vec<VipField> = Vec::new();
    let mut edited: Vec<(VipField, i64)> = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    for entry in &plan.entries {
        match &entry.fate {
            Fate::New(draft) => {
                let id = VipFieldId(clock.id());
                let (new, change) = VipField::create(id, within.enterprise.id, draft.clone(), now);
                created.push(new);
                changes.push(change);
            }
            Fate::Changed(old, draft, _) => {
                if let Some((new, change)) = old.edit(draft.clone(), now) {
                    edited.push((new, old.version));
                    changes.push(change);
                }
            }
            Fate::Same | Fate::Wrong(_) => {}
        }
    }
    let mut changes = changes.into_iter();
    let Some(first) = changes.next() else { return Ok(Saved::Done) };
    let act = changes.fold(Act::new(first), Act::and).because(reason);
    let work = async |write: &mut Write<'_>| {
        for new in &created {
            vip_fields::insert(write, new).await?;
        }
        for (new, seen) in &edited {
            vip_fields::update(write, new, *seen).await?;
        }
        Ok(())
    };
    within.write(act, work).await
}
