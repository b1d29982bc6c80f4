//! A new enterprise after another one: settings, and if asked what is registered for all windows: VIP
//! fields, leave-message templates, defaults. The vendor's identifiers belong to one console and are
//! emptied. Accounts, keys, plugins and windows are never copied.

use actix_web::http::StatusCode;
use askama::Template;

use super::{SLUG_TAKEN, Typed, take_address_name};
use crate::channels::{self, inherit};
use crate::domain::names::NAME_RULE;
use crate::domain::{
    Act, Change, Defaults, Domains, Enterprise, EnterpriseId, LeaveTemplate, VipField,
};
use crate::error::{self, Kind};
use crate::rights::CreateEnterprises;
use crate::store::{Trashed, Write, defaults, domains, enterprises, shelves};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::domains::take_hosts;
use crate::web::pages::registry::clones::{Clonable, Copied};
use crate::web::scope::Modelled;
use crate::web::told;
use crate::web::ui::{Crumb, FlashKind, Ui};
use crate::web::visit::see_other;

#[derive(Template)]
#[template(path = "enterprises/clone.html")]
pub(super) struct ClonePage {
    pub ui: Ui,
    pub original: Enterprise,
    pub slug: String,
    pub typed: Typed,
    pub domains: String,
    pub content: bool,
    pub brought: Brought,
    pub rule: Text,
}

/// How much a copy would bring along.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brought {
    pub fields: usize,
    pub templates: usize,
    /// Channels that have defaults.
    pub defaults: usize,
}

impl Brought {
    fn any(&self) -> bool {
        self.fields + self.templates + self.defaults > 0
    }

    fn told(&self, ui: &Ui) -> String {
        let Brought { fields, templates, defaults } = self;
        match ui.lang {
            Lang::Zh => format!(
                "VIP 字段 {fields} 个、留言模板 {templates} 个、有默认值的渠道 {defaults} 个。厂商编号会清空，因为新企业的控制台里是另外的编号"
            ),
            Lang::En => format!(
                "VIP fields: {fields}, leave-message templates: {templates}, channels with defaults: {defaults}. Vendor ids are emptied, because the new enterprise's console has others"
            ),
        }
    }
}

type Scope = Modelled<CreateEnterprises>;

/// What stands in the original beside its own fields.
struct Content {
    domains: Domains,
    fields: Vec<VipField>,
    templates: Vec<LeaveTemplate>,
    defaults: Vec<Defaults>,
}

impl Content {
    async fn of(scope: &Scope) -> Result<Self, Fault> {
        let (id, mut read) = (scope.enterprise.id, scope.visit.portal.db.read().await?);
        let mut defaults = defaults::list(&mut read, id).await?;
        defaults.retain(|one| !one.values.is_empty());
        Ok(Content {
            domains: domains::find(&mut read, id).await?,
            fields: shelves::all(&mut read, id, Trashed::LeftOut).await?,
            templates: shelves::all(&mut read, id, Trashed::LeftOut).await?,
            defaults,
        })
    }

    fn brought(&self) -> Brought {
        Brought {
            fields: self.fields.len(),
            templates: self.templates.len(),
            defaults: self.defaults.len(),
        }
    }
}

/// `GET /enterprises/{slug}/clones`
pub async fn blank(scope: Scope) -> Answer {
    let content = Content::of(&scope).await?;
    let Enterprise { name, meta, .. } = scope.enterprise.clone();
    let suffix = text(" 副本", " copy").to(scope.visit.lang());
    let typed = Typed { name: format!("{name}{suffix}"), meta, reason: String::new() };
    let drawn = Drawn {
        slug: String::new(),
        typed,
        domains: content.domains.hosts.join("\n"),
        content: true,
    };
    page(&scope, StatusCode::OK, &content, drawn, Form::default())
}

/// What stands in the form.
struct Drawn {
    slug: String,
    typed: Typed,
    domains: String,
    content: bool,
}

fn page(scope: &Scope, status: StatusCode, content: &Content, drawn: Drawn, form: Form) -> Answer {
    let Modelled { visit, enterprise, .. } = scope;
    let mut ui =
        visit.ui_within(enterprise, text("复制企业", "Make a copy").to(visit.lang()).to_owned())?;
    ui.crumbs = vec![
        Crumb::to(ui.t("企业", "Enterprises"), "/enterprises".to_owned()),
        Crumb::to(&enterprise.name, format!("/e/{}", enterprise.slug)),
        Crumb::to(
            ui.t("企业设置", "Enterprise settings"),
            format!("/e/{}/settings", enterprise.slug),
        ),
    ];
    ui.errors = form.errors;
    let Drawn { slug, typed, domains, content: checked } = drawn;
    let page = ClonePage {
        ui,
        original: enterprise.clone(),
        slug,
        typed,
        domains,
        content: checked,
        brought: content.brought(),
        rule: NAME_RULE,
    };
    visit.page(status, &page)
}

/// `POST /enterprises/{slug}/clones`
pub async fn make(Posted { scope, mut form }: Posted<Scope>) -> Answer {
    let slug = take_address_name(&mut form, "slug");
    let typed = Typed::take(&mut form);
    let domains = form.lines("domains");
    let hosts = take_hosts(&mut form, &domains);
    let wanted = form.take("content") == "true";
    form.finish();
    let content = Content::of(&scope).await?;
    let drawn = Drawn { slug: slug.clone(), typed: typed.clone(), domains, content: wanted };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    if form.is_wrong() {
        return page(&scope, refused, &content, drawn, form);
    }
    let clock = &scope.visit.portal.clock;
    let (new, change) =
        Enterprise::create(EnterpriseId(clock.id()), slug, typed.draft(), clock.now());
    let change = change.detail("copied_from", &scope.enterprise.name);
    let copies = Copies::of(&content, &new, hosts, wanted, || clock.id());
    let act = copies.changes.iter().cloned().fold(Act::new(change), Act::and);
    let act = act.because(typed.reason);
    let work = async |write: &mut Write<'_>| {
        enterprises::insert(write, &new).await?;
        copies.put(write).await?;
        Ok(act.clone())
    };
    match scope.visit.portal.db.write(&scope.permit, work).await {
        Ok(()) => {
            let kind = if copies.emptied.is_empty() { FlashKind::Done } else { FlashKind::Warning };
            scope.visit.leave(kind, copied(&scope.enterprise.name, &new.name, &copies.emptied))?;
            Ok(see_other(&format!("/e/{}", new.slug)))
        }
        Err(error) if error.kind() == Kind::Taken => {
            form.wrong("slug", SLUG_TAKEN);
            page(&scope, refused, &content, drawn, form)
        }
        Err(error) => Err(error.into()),
    }
}

/// Everything that comes along, not stored yet.
struct Copies {
    domains: Option<Domains>,
    fields: Vec<VipField>,
    templates: Vec<LeaveTemplate>,
    defaults: Vec<Defaults>,
    changes: Vec<Change>,
    /// What has to be filled in now.
    emptied: Vec<Message>,
}

impl Copies {
    fn of(
        content: &Content,
        new: &Enterprise,
        hosts: Vec<String>,
        whole: bool,
        id: impl Fn() -> uuid::Uuid,
    ) -> Self {
        let mut copies = Copies {
            domains: None,
            fields: Vec::new(),
            templates: Vec::new(),
            defaults: Vec::new(),
            changes: Vec::new(),
            emptied: Vec::new(),
        };
        if let Some((domains, change)) = Domains::none(new.id).edit(hosts, new.created_at) {
            copies.changes.push(change);
            copies.domains = Some(domains);
        }
        if whole {
            copies.fields = copies.each(&content.fields, new, &id);
            copies.templates = copies.each(&content.templates, new, &id);
            for one in &content.defaults {
                copies.add_defaults(one, new);
            }
        }
        copies
    }

    /// Copies of all objects of a noun.
    fn each<T: Clonable>(
        &mut self,
        objects: &[T],
        new: &Enterprise,
        id: &impl Fn() -> uuid::Uuid,
    ) -> Vec<T> {
        let mut copies = Vec::new();
        let mut emptied = 0;
        for object in objects {
            let name = object.card().name;
            let wanted = Copied { id: id(), to: new.id, name, code: String::new() };
            let (copy, change, without) = object.copy(wanted, new.created_at);
            emptied += usize::from(!without.is_empty());
            self.changes.push(change);
            copies.push(copy);
        }
        if emptied > 0 {
            let what = |lang| T::SHELF.one.to(lang);
            self.emptied.push(Message::new(
                format!("{} 个{}的编号", emptied, what(Lang::Zh)),
                format!("the ids of {}: {emptied}", what(Lang::En)),
            ));
        }
        copies
    }

    fn add_defaults(&mut self, old: &Defaults, new: &Enterprise) {
        let Some(channel) = channels::find(&old.channel) else { return };
        let (values, without) = inherit::portable(channel, &old.values);
        for name in &without {
            let said = |lang| {
                let (label, raw) = told::field(&old.channel, &format!("p.{name}"), lang);
                format!("{} {label} {raw}", channel.label().to(lang))
            };
            self.emptied.push(Message::new(said(Lang::Zh), said(Lang::En)));
        }
        if let Some((copy, change)) =
            Defaults::none(new.id, &old.channel).edit(values, new.created_at)
        {
            self.changes.push(change);
            self.defaults.push(copy);
        }
    }

    async fn put(&self, write: &mut Write<'_>) -> error::Result<()> {
        if let Some(hosts) = &self.domains {
            domains::save(write, hosts, 0).await?;
        }
        for field in &self.fields {
            field.put(write).await?;
        }
        for template in &self.templates {
            template.put(write).await?;
        }
        for one in &self.defaults {
            defaults::save(write, one, 0).await?;
        }
        Ok(())
    }
}

/// That it is done, and what has to be filled in now.
fn copied(from: &str, to: &str, emptied: &[Message]) -> Message {
    let mut words = Message::new(
        format!("已把企业“{from}”复制为“{to}”"),
        format!("The enterprise “{from}” was copied as “{to}”"),
    );
    if emptied.is_empty() {
        return words;
    }
    let all = |of: fn(&Message) -> &str, between: &str| {
        emptied.iter().map(of).collect::<Vec<_>>().join(between)
    };
    words.zh.push_str("。请重新填写（已清空）：");
    words.zh.push_str(&all(|one| &one.zh, "、"));
    words.en.push_str(". Emptied, to be filled in again: ");
    words.en.push_str(&all(|one| &one.en, "; "));
    words
}
