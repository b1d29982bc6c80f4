//! Enterprises: new, overview, settings. `registry::tenants` lists them.

pub mod copies;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::domain::enterprise::Draft;
use crate::domain::names::{NAME_RULE, check_address_name};
use crate::domain::{Act, Enterprise, EnterpriseId, Meta};
use crate::error::Kind;
use crate::rights::{
    CreateEnterprises, EditEnterprise, EditRegistry, EditWindows, Permission, Place, ViewEnterprise,
};
use crate::store::cards::{self, Line};
use crate::store::{Trashed, Write, accounts, enterprises, findings, windows};
use crate::text::{Message, Text, text};
use crate::web::attention::Attention;
use crate::web::checkup;
use crate::web::conflict::{self, Conflict};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::doctor::shown;
use crate::web::pages::registry::Linked;
use crate::web::pages::windows::list::{Line as WindowLine, line};
use crate::web::scope::{Installed, Saved, Within};
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "enterprises/form.html")]
struct FormPage {
    ui: Ui,
    action: String,
    /// `None` for a new one.
    version: Option<i64>,
    slug: String,
    typed: Typed,
    rule: Text,
    /// Where it is copied, for those who may.
    copies: Option<String>,
    alike: Vec<Linked>,
}

impl FormPage {
    /// The way into the trash, beside the address of the settings.
    fn trash(&self) -> String {
        self.action.replace("/settings", "/deletions")
    }
}

#[derive(Template)]
#[template(path = "enterprises/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "what this person may do, one by one")]
struct ShowPage {
    ui: Ui,
    enterprise: Enterprise,
    lines: Vec<WindowLine>,
    attention: Attention,
    alike: Vec<Linked>,
    has_account: bool,
    /// It lies in the trash, and this person may take it out.
    may_restore: bool,
    may_edit: bool,
    may_edit_windows: bool,
    may_edit_registry: bool,
}

impl ShowPage {
    fn base(&self) -> String {
        format!("/e/{}", self.enterprise.slug)
    }
}

/// What was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    name: String,
    meta: Meta,
    reason: String,
}

impl Typed {
    fn take(form: &mut Form) -> Self {
        Typed { name: form.required_line("name"), meta: form.meta(), reason: form.reason() }
    }

    fn draft(&self) -> Draft {
        Draft { name: self.name.clone(), meta: self.meta.clone() }
    }
}

pub async fn blank(Installed { visit, .. }: Installed<CreateEnterprises>) -> Answer {
    new_page(&visit, StatusCode::OK, Form::default(), String::new(), Typed::default())
}

fn new_page(visit: &Visit, status: StatusCode, form: Form, slug: String, typed: Typed) -> Answer {
    let mut ui = visit.ui(text("新建企业", "New enterprise"))?;
    ui.crumbs = vec![Crumb::to(ui.t("企业", "Enterprises"), "/enterprises".to_owned())];
    ui.errors = form.errors;
    let page = FormPage {
        ui,
        action: "/enterprises".into(),
        version: None,
        slug,
        typed,
        rule: NAME_RULE,
        copies: None,
        alike: Vec::new(),
    };
    visit.page(status, &page)
}

/// Reads the slug of an address and says beside the field what is wrong with it.
pub fn take_address_name(form: &mut Form, field: &str) -> String {
    let name = form.required_line(field);
    if !name.is_empty()
        && let Err(wrong) = check_address_name(&name)
    {
        form.wrong(field, wrong);
    }
    name
}

pub async fn create(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<CreateEnterprises>>,
) -> Answer {
    let slug = take_address_name(&mut form, "slug");
    let typed = Typed::take(&mut form);
    form.finish();
    if form.is_wrong() {
        return new_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, slug, typed);
    }
    let clock = &visit.portal.clock;
    let (new, change) =
        Enterprise::create(EnterpriseId(clock.id()), slug.clone(), typed.draft(), clock.now());
    let act = Act::new(change).because(typed.reason.clone());
    let write = async |write: &mut Write<'_>| {
        enterprises::insert(write, &new).await?;
        Ok(act.clone())
    };
    match visit.portal.db.write(&permit, write).await {
        Ok(()) => {
            let name = &new.name;
            let done = Message::new(
                format!("已登记企业“{name}”"),
                format!("Enterprise “{name}” registered"),
            );
            visit.done(&format!("/e/{slug}"), done)
        }
        Err(error) if error.kind() == Kind::Taken => {
            form.wrong("slug", SLUG_TAKEN);
            new_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, slug, typed)
        }
        Err(error) => Err(error.into()),
    }
}

pub const SLUG_TAKEN: Text =
    text("这个标识已被使用，请换一个", "This slug is taken; choose another one");

/// Lines of what needs attention; the doctor tells all.
const PRESSING: usize = 5;

pub async fn show(within: Within<ViewEnterprise>) -> Answer {
    checkup::lately(&within.visit.portal.db, within.enterprise.id).await?;
    let mut read = within.visit.portal.db.read().await?;
    let grants = &within.visit.person()?.grants;
    let (place, sees) = (within.enterprise.id, |other| grants.sees(Place::Enterprise(other)));
    let mut tally = findings::tally(&mut read, &place.to_string(), sees).await?;
    tally.retain(|one| shown(grants, within.place, one.kind));
    let page = windows::list(&mut read, within.enterprise.id, None, "").await?;
    let lines = page.items.into_iter().map(line).collect();
    let has_account = !accounts::list(&mut read, within.enterprise.id, Trashed::LeftOut, "")
        .await?
        .items
        .is_empty();
    drop(read);
    let alike = alike(&within).await?;
    let mut ui = within.ui_titled(within.enterprise.name.clone())?;
    ui.crumbs = vec![Crumb::to(ui.t("企业", "Enterprises"), "/enterprises".to_owned())];
    within.visit.take_flash(&mut ui);
    let page = ShowPage {
        ui,
        enterprise: within.enterprise.clone(),
        lines,
        attention: Attention::within(&within.path(""), &tally, PRESSING),
        alike,
        has_account,
        may_restore: within.holds::<EditEnterprise>() && within.enterprise.trashed_at.is_some(),
        may_edit: within.allows::<EditEnterprise>(),
        may_edit_windows: within.allows::<EditWindows>(),
        may_edit_registry: within.allows::<EditRegistry>(),
    };
    within.visit.page(StatusCode::OK, &page)
}

/// Enterprises whose names look like this one's, as far as this person sees them.
async fn alike<P: Permission>(within: &Within<P>) -> Result<Vec<Linked>, Fault> {
    let (grants, id) = (&within.visit.person()?.grants, within.enterprise.id.to_string());
    let mut read = within.visit.portal.db.read().await?;
    let mut found = cards::alike(&mut read, Enterprise::NOUN, &id).await?;
    let place = |id: &str| id.parse().map(|id| Place::Enterprise(EnterpriseId(id)));
    found.retain(|other| place(&other.id).is_ok_and(|place| grants.sees(place)));
    let linked = |other: Line| Linked {
        what: text("企业", "Enterprise"),
        href: format!("/e/{}", other.handle),
        name: other.name,
        code: other.handle,
    };
    Ok(found.into_iter().map(linked).collect())
}

pub async fn edit(within: Within<EditEnterprise>) -> Answer {
    let Enterprise { name, meta, version, .. } = within.enterprise.clone();
    let typed = Typed { name, meta, reason: String::new() };
    settings_page(&within, StatusCode::OK, Form::default(), version, typed).await
}

async fn settings_page(
    within: &Within<EditEnterprise>,
    status: StatusCode,
    form: Form,
    version: i64,
    typed: Typed,
) -> Answer {
    let mut ui = settings_ui(within)?;
    ui.errors = form.errors;
    within.visit.take_flash(&mut ui);
    let grants = &within.visit.person()?.grants;
    let may_copy = grants.allow::<CreateEnterprises>(Place::Installation);
    let slug = within.enterprise.slug.clone();
    let page = FormPage {
        ui,
        action: within.path("/settings"),
        version: Some(version),
        copies: may_copy.then(|| format!("/enterprises/{slug}/clones")),
        slug,
        typed,
        rule: NAME_RULE,
        alike: alike(within).await?,
    };
    within.visit.page(status, &page)
}

fn settings_ui(within: &Within<EditEnterprise>) -> Result<Ui, Fault> {
    let mut ui = within.ui(text("企业设置", "Enterprise settings"))?;
    ui.crumbs = vec![
        Crumb::to(ui.t("企业", "Enterprises"), "/enterprises".to_owned()),
        Crumb::to(&within.enterprise.name, within.path("")),
    ];
    Ok(ui)
}

pub async fn save(Posted { scope: within, mut form }: Posted<Within<EditEnterprise>>) -> Answer {
    let seen = form.seen_version()?;
    let typed = Typed::take(&mut form);
    form.finish();
    if form.is_wrong() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return settings_page(&within, status, form, seen, typed).await;
    }
    let (back, stored) = (within.path("/settings"), &within.enterprise);
    let done =
        || within.visit.done(&back, text("已保存企业设置", "Enterprise settings saved").into());
    let edited = stored.edit(typed.draft(), within.visit.portal.clock.now());
    let Some((new, change)) = edited else { return done() };
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| enterprises::update(write, &new, seen).await).await? {
        Saved::Done => done(),
        Saved::Stale | Saved::Taken => {
            let mut read = within.visit.portal.db.read().await?;
            let now =
                enterprises::find(&mut read, stored.id).await?.ok_or_else(Fault::not_found)?;
            drop(read);
            let conflict = Conflict { seen, yours: &new, theirs: &now, channel: "", action: back };
            let ui = settings_ui(&within)?;
            conflict::answer(&within.visit, ui, &form, conflict).await
        }
    }
}
