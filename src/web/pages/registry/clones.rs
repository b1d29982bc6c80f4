//! A copy of an object, in its own enterprise or in another one that the person may change. What only
//! one object may hold, and what belongs to the other enterprise, is emptied, and the page says so.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::Listed;
use crate::catalog::Kind;
use crate::catalog::form::Choice;
use crate::channels::{self, tables};
use crate::domain::names::NAME_RULE;
use crate::domain::{
    Account, AccountId, Act, Change, Enterprise, EnterpriseId, LeaveTemplate, LeaveTemplateId,
    Plugin, PluginId, VipField, VipFieldId, Window, WindowId, account, leave_template, plugin,
    vip_field, window,
};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::rights::{Permission, Place};
use crate::store::{
    Read, Write, accounts, enterprises, every, leave_templates, plugins, vip_fields, windows,
};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::enterprises::take_address_name;
use crate::web::pages::inspect::identity;
use crate::web::scope::{Scoped, Within};
use crate::web::told;
use crate::web::ui::{Crumb, FlashKind, Ui};
use crate::web::visit::{Told, see_other};

/// What was chosen for the copy.
#[derive(Clone, Debug)]
pub struct Copied {
    pub id: Uuid,
    pub to: EnterpriseId,
    pub name: String,
    /// Where objects of this noun have one.
    pub code: String,
}

/// A noun of which copies can be made.
pub trait Clonable: Listed {
    /// People give its objects a code of their own.
    const CODED: bool = false;

    /// The copy, its change, and the fields that were emptied.
    fn copy(&self, wanted: Copied, now: i64) -> (Self, Change, Vec<String>);

    fn put(&self, write: &mut Write<'_>) -> impl Future<Output = Result<()>>;
}

impl Clonable for Account {
    fn copy(&self, wanted: Copied, now: i64) -> (Self, Change, Vec<String>) {
        let mut values = self.values.clone();
        let number = channels::find(&self.channel).and_then(identity).map(|param| param.name);
        let emptied = number.filter(|name| values.remove(*name).is_some());
        let draft = account::Draft { name: wanted.name, values, meta: self.meta.clone() };
        let (new, change) =
            Account::create(AccountId(wanted.id), wanted.to, self.channel.clone(), draft, now);
        (new, change, emptied.map(|name| format!("a.{name}")).into_iter().collect())
    }

    async fn put(&self, write: &mut Write<'_>) -> Result<()> {
        accounts::insert(write, self).await
    }
}

impl Clonable for Plugin {
    fn copy(&self, wanted: Copied, now: i64) -> (Self, Change, Vec<String>) {
        let settings =
            plugin::Settings { name: wanted.name, plugid: String::new(), ..self.settings.clone() };
        let draft = plugin::Draft { settings, meta: self.meta.clone() };
        let (new, change) = Plugin::create(PluginId(wanted.id), wanted.to, draft, now);
        (new, change, vec!["plugid".to_owned()])
    }

    async fn put(&self, write: &mut Write<'_>) -> Result<()> {
        plugins::insert(write, self).await
    }
}

impl Clonable for LeaveTemplate {
    fn copy(&self, wanted: Copied, now: i64) -> (Self, Change, Vec<String>) {
        let mut settings = leave_template::Settings {
            name: wanted.name,
            templateid: String::new(),
            ..self.settings.clone()
        };
        let mut emptied = vec!["templateid".to_owned()];
        if wanted.to != self.enterprise && !settings.groupid.is_empty() {
            settings.groupid.clear();
            emptied.push("groupid".to_owned());
        }
        let draft = leave_template::Draft { settings, meta: self.meta.clone() };
        let (new, change) =
            LeaveTemplate::create(LeaveTemplateId(wanted.id), wanted.to, draft, now);
        (new, change, emptied)
    }

    async fn put(&self, write: &mut Write<'_>) -> Result<()> {
        leave_templates::insert(write, self).await
    }
}

impl Clonable for VipField {
    fn copy(&self, wanted: Copied, now: i64) -> (Self, Change, Vec<String>) {
        let settings = vip_field::Settings {
            name: wanted.name,
            key: String::new(),
            alias: String::new(),
            ..self.settings.clone()
        };
        let emptied = [("key", true), ("alias", !self.settings.alias.is_empty())];
        let emptied = emptied.into_iter().filter(|(_, held)| *held);
        let emptied = emptied.map(|(name, _)| name.to_owned()).collect();
        let draft = vip_field::Draft { settings, meta: self.meta.clone() };
        let (new, change) = VipField::create(VipFieldId(wanted.id), wanted.to, draft, now);
        (new, change, emptied)
    }

    async fn put(&self, write: &mut Write<'_>) -> Result<()> {
        vip_fields::insert(write, self).await
    }
}

impl Clonable for Window {
    const CODED: bool = true;

    /// Within the enterprise it stays the same entry point, for another environment or a trial; in
    /// another enterprise neither references nor the vendor's identifiers can be the same.
    fn copy(&self, wanted: Copied, now: i64) -> (Self, Change, Vec<String>) {
        let mut content = window::Content { name: wanted.name, ..self.content.clone() };
        let mut emptied = Vec::new();
        if wanted.to != self.enterprise {
            for (name, there) in [
                ("account_id", content.account.take().is_some()),
                ("key_id", content.key.take().is_some()),
                ("plugin_id", content.plugin.take().is_some()),
                ("template_id", content.template.take().is_some()),
            ] {
                emptied.extend(there.then(|| name.to_owned()));
            }
            let channel = channels::find(&self.channel);
            let target = channel.and_then(|channel| tables::target(channel, &content.target));
            let own = target.map_or(&[][..], |target| target.window_fields).iter();
            let vendors = own.filter(|param| {
                param.required && matches!(param.kind, Kind::Identifier | Kind::Text | Kind::Url)
            });
            for param in vendors {
                if content.window.remove(param.name).is_some() {
                    emptied.push(format!("w.{}", param.name));
                }
            }
        }
        let draft = window::Draft { content, meta: self.meta.clone() };
        let (id, channel) = (WindowId(wanted.id), self.channel.clone());
        let (new, change) = Window::create(id, wanted.to, wanted.code, channel, draft, now);
        (new, change, emptied)
    }

    async fn put(&self, write: &mut Write<'_>) -> Result<()> {
        windows::insert(write, self).await
    }
}

#[derive(Template)]
#[template(path = "registry/clone.html")]
pub(super) struct ClonePage {
    pub ui: Ui,
    pub action: String,
    pub back: String,
    pub name: String,
    pub code: Option<String>,
    pub rule: Text,
    pub enterprises: Vec<Choice>,
    pub reason: String,
    /// The id of the copy to be: the same form makes one only.
    pub id: String,
}

/// What was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    id: Option<Uuid>,
    to: String,
    name: String,
    code: String,
    reason: String,
}

/// `GET …/{id}/clones`
pub async fn blank<T: Clonable>(scope: Scoped<T, T::Edit>) -> Answer {
    let card = scope.object.card();
    let suffix = text(" 副本", " copy").to(scope.within.visit.lang());
    let typed = Typed {
        to: scope.within.enterprise.slug.clone(),
        name: format!("{}{suffix}", card.name),
        code: if T::CODED { format!("{}-copy", card.handle) } else { String::new() },
        ..Typed::default()
    };
    page(&scope, StatusCode::OK, typed, Form::default()).await
}

async fn page<T: Clonable>(
    scope: &Scoped<T, T::Edit>,
    status: StatusCode,
    typed: Typed,
    form: Form,
) -> Answer {
    let (within, card) = (&scope.within, scope.object.card());
    let places = places::<T>(within).await?;
    let choice =
        |one: &Enterprise| Choice::new(&one.slug, Message::name(&one.name), one.slug == typed.to);
    let mut ui = within.ui_below_list(text("复制", "Make a copy"), T::SHELF.list)?;
    let back = within.path(&format!("{}/{}", T::SHELF.list.path, card.handle));
    ui.crumbs.push(Crumb::to(&card.name, back.clone()));
    ui.errors = form.errors;
    let page = ClonePage {
        ui,
        action: format!("{back}/clones"),
        back,
        enterprises: places.iter().map(choice).collect(),
        name: typed.name,
        code: T::CODED.then_some(typed.code),
        rule: NAME_RULE,
        reason: typed.reason,
        id: within.visit.portal.clock.id().to_string(),
    };
    within.visit.page(status, &page)
}

/// The enterprises into which this person may copy: the own one first.
async fn places<T: Clonable>(
    within: &Within<T::Edit>,
) -> std::result::Result<Vec<Enterprise>, Fault> {
    let person = within.visit.person()?;
    let all = person.grants.sees(Place::Installation);
    let of = (!all).then_some(person.person.id);
    let mut read = within.visit.portal.db.read().await?;
    let mut found = every(&mut read, async |read: &mut Read, after: &str| {
        enterprises::list(read, of, after).await
    })
    .await?;
    found.retain(|one| person.grants.allow::<T::Edit>(Place::Enterprise(one.id)));
    found.sort_by_key(|one| one.id != within.enterprise.id);
    Ok(found)
}

/// `POST …/{id}/clones`
pub async fn make<T: Clonable>(Posted { scope, mut form }: Posted<Scoped<T, T::Edit>>) -> Answer {
    let mut typed = Typed {
        id: form.take("id").parse().ok(),
        to: form.line("enterprise"),
        name: form.required_line("name"),
        reason: form.reason(),
        ..Typed::default()
    };
    if T::CODED {
        typed.code = take_address_name(&mut form, "code");
    }
    form.finish();
    let within = &scope.within;
    let place = places::<T>(within).await?.into_iter().find(|one| one.slug == typed.to);
    let Some(place) = place.filter(|_| !form.is_wrong()) else {
        if !form.is_wrong() {
            form.wrong("enterprise", text("请从列表中选择", "Choose from the list"));
        }
        return page(&scope, StatusCode::UNPROCESSABLE_ENTITY, typed, form).await;
    };
    let portal = &within.visit.portal;
    let (name, code) = (typed.name.clone(), typed.code.clone());
    let id = typed.id.unwrap_or_else(|| portal.clock.id());
    let wanted = Copied { id, to: place.id, name, code };
    let (new, change, emptied) = scope.object.copy(wanted, portal.clock.now());
    let act = Act::new(change.detail("copied_from", &scope.object.card().name))
        .because(typed.reason.clone());
    let grants = &within.visit.person()?.grants;
    let permit = grants.permit::<T::Edit>(Place::Enterprise(place.id)).map_err(|_| {
        let told = Told { noun: "enterprise", id: place.id.to_string(), ..Told::default() };
        within.visit.denied(Place::Enterprise(place.id), <T::Edit as Permission>::NAME, &told)
    })?;
    let work = async |write: &mut Write<'_>| {
        new.put(write).await?;
        Ok(act.clone())
    };
    match portal.db.write(&permit, work).await {
        Ok(()) => {
            let kind = if emptied.is_empty() { FlashKind::Done } else { FlashKind::Warning };
            within.visit.leave(kind, copied(&scope.object, &new, &emptied))?;
            Ok(see_other(&address(&place, &new)))
        }
        Err(error) if is_of_form(&error) => made_before::<T>(within, &place, id).await,
        Err(error) if error.kind() == ErrorKind::Taken => {
            let breaks = |end| error.constraint().is_some_and(|rule| rule.ends_with(end));
            form.wrong(if breaks("_code_key") { "code" } else { "name" }, TAKEN);
            page(&scope, StatusCode::UNPROCESSABLE_ENTITY, typed, form).await
        }
        Err(error) => Err(error.into()),
    }
}

fn address<T: Clonable>(place: &Enterprise, object: &T) -> String {
    format!("/e/{}{}/{}", place.slug, T::SHELF.list.path, object.card().handle)
}

/// Whether the id of the form itself was used before, however the database calls that rule.
fn is_of_form(error: &Error) -> bool {
    let id = |rule: &str| rule.ends_with("_pkey") || rule.ends_with("_id_key");
    error.kind() == ErrorKind::Taken && error.constraint().is_some_and(id)
}

/// The same form was sent before: leads to the copy that it made. What else has this id is not found.
async fn made_before<T: Clonable>(
    within: &Within<T::Edit>,
    place: &Enterprise,
    id: Uuid,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let made = T::load(&mut read, place.id, &id.to_string()).await?.ok_or_else(Fault::not_found)?;
    drop(read);
    within.visit.leave(FlashKind::Warning, MADE.into())?;
    Ok(see_other(&address(place, &made)))
}

const MADE: Text = text(
    "这个表单已经提交过，这就是那时复制出来的对象。还要一个的话，请再复制一次。",
    "This form was sent before, and this is the copy that it made. Make another copy if you need one.",
);

const TAKEN: Text = text(
    "那里已有同名对象（也可能在回收站里），请换一个",
    "It is taken there, perhaps by something in the trash; choose another one",
);

/// That it is done, and what has to be filled in now.
fn copied<T: Clonable>(old: &T, new: &T, emptied: &[String]) -> Message {
    let (from, to) = (old.card().name, new.card().name);
    let mut words =
        Message::new(format!("已把“{from}”复制为“{to}”"), format!("“{from}” was copied as “{to}”"));
    if emptied.is_empty() {
        return words;
    }
    let card = old.card();
    let channel = card.facets.iter().find(|(name, _)| *name == "channel");
    let channel = channel.map_or("", |(_, value)| value.as_str());
    let told = |lang: Lang| {
        let named = emptied.iter().map(|name| {
            let (label, raw) = told::field(channel, name, lang);
            if raw.is_empty() { label } else { format!("{label} {raw}") }
        });
        named.collect::<Vec<_>>().join(text("、", ", ").to(lang))
    };
    words.zh.push_str("。请重新填写（已清空）：");
    words.zh.push_str(&told(Lang::Zh));
    words.en.push_str(". Emptied, to be filled in again: ");
    words.en.push_str(&told(Lang::En));
    words
}
