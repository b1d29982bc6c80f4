//! The first set-up: account, enterprise, first chat window, first snippet. The first step needs the
//! code from the console; the others need the owner who was made in it. Each step is saved, so that
//! leaving and coming back goes on where it stopped. Afterwards the page does not exist.

use actix_web::http::StatusCode;
use askama::Template;

use crate::access::{password, session};
use crate::catalog::Values;
use crate::channels::{self, Artifact, Channel, Deployment, Severity, Target, tables};
use crate::clock::SECOND;
use crate::domain::person::parse_email;
use crate::domain::window::{Content, Environment};
use crate::domain::{
    Account, AccountId, Act, Change, Enterprise, EnterpriseId, Log, Meta, Person, PersonId, Plugin,
    PluginId, Window, WindowId, account, enterprise, plugin, window,
};
use crate::error::Kind;
use crate::rights::{Grant, Grants, ManagePeople, Permit, Place, Role};
use crate::store::installation::{self, Setup};
use crate::store::{Write, accounts, enterprises, people, plugins, windows};
use crate::text::{Text, text};
use crate::web::boxes;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::enterprises::{SLUG_TAKEN, take_address_name};
use crate::web::ui::{PageError, Ui};
use crate::web::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "setup/setup.html")]
struct SetupPage {
    ui: Ui,
    step: Setup,
    typed: Typed,
    kinds: Vec<Offer>,
    artifacts: Vec<Artifact>,
    window_path: String,
    rule: Text,
    password_rule: Text,
}

impl SetupPage {
    /// The number of the present step, counted from 0.
    fn at(&self) -> usize {
        match self.step {
            Setup::Account => 0,
            Setup::Enterprise => 1,
            Setup::Window => 2,
            Setup::Snippet | Setup::Done => 3,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Typed {
    email: String,
    name: String,
    slug: String,
    code: String,
    kind: String,
    values: Values,
}

/// A kind of window that the set-up offers, with the few fields that it needs.
struct Offer {
    value: String,
    channel: &'static dyn Channel,
    target: &'static Target,
    fields: Vec<crate::catalog::form::Field>,
    chosen: bool,
}

/// The step that this visitor may do now; everybody else is told that there is no such page.
async fn step(visit: &Visit) -> Result<Setup, Fault> {
    let installation = visit.portal.db.installation().await?.ok_or_else(Fault::not_found)?;
    let owner = visit
        .signed_in
        .as_ref()
        .is_some_and(|one| one.grants.allow::<ManagePeople>(Place::Installation));
    match installation.setup {
        Setup::Account if visit.portal.setup.is_open() => Ok(Setup::Account),
        Setup::Account | Setup::Done => Err(Fault::not_found()),
        step if owner => Ok(step),
        _ => Err(Fault::not_found()),
    }
}

pub async fn show(visit: Visit) -> Answer {
    let step = step(&visit).await?;
    page(&visit, StatusCode::OK, step, Typed::default(), Form::default()).await
}

async fn page(visit: &Visit, status: StatusCode, step: Setup, typed: Typed, form: Form) -> Answer {
    let title = match step {
        Setup::Account => text("设置门户：所有者账号", "Set up: the owner’s account"),
        Setup::Enterprise => text("设置门户：第一个企业", "Set up: the first enterprise"),
        Setup::Window => text("设置门户：第一个聊天窗", "Set up: the first chat window"),
        Setup::Snippet | Setup::Done => {
            text("设置门户：复制第一段代码", "Set up: the first snippet")
        }
    };
    let mut ui = visit.ui(title)?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let (artifacts, window_path) = if step == Setup::Snippet {
        first_snippet(visit).await?
    } else {
        (Vec::new(), String::new())
    };
    let page = SetupPage {
        ui,
        step,
        kinds: offers(&typed),
        typed,
        artifacts,
        window_path,
        rule: crate::domain::names::NAME_RULE,
        password_rule: password::RULE,
    };
    visit.page(status, &page)
}

/// Every kind of window, with the vendor's fields that it cannot do without.
fn offers(typed: &Typed) -> Vec<Offer> {
    let mut offers = Vec::new();
    for channel in channels::ALL.iter().copied() {
        for target in channel.targets() {
            let value = format!("{}.{}", channel.id(), target.id);
            let chosen = typed.kind == value || (typed.kind.is_empty() && offers.is_empty());
            let values = if chosen { typed.values.clone() } else { Values::new() };
            let deployment = deployment(target, &values);
            let found = if typed.kind == value {
                channels::check(channel, &deployment).diagnostics
            } else {
                Vec::new()
            };
            let forms = channels::forms(channel, &deployment, &found);
            let needed =
                forms.account.into_iter().chain(forms.window).flat_map(|group| group.fields);
            let fields = needed
                .filter(|field| field.required)
                .map(|mut field| {
                    // Several kinds stand on one page: their fields are told apart by the kind.
                    field.name = format!("{value}.{}", field.raw);
                    field.id = field.name.replace('.', "-");
                    field
                })
                .collect();
            offers.push(Offer { value, channel, target, fields, chosen });
        }
    }
    offers
}

fn deployment(target: &Target, values: &Values) -> Deployment {
    let window = values
        .iter()
        .filter(|(name, _)| target.window_fields.iter().any(|param| param.name == *name));
    let window: Values = window.map(|(name, value)| (name.clone(), value.clone())).collect();
    let account = values.iter().filter(|(name, _)| !window.contains_key(*name));
    Deployment {
        target: target.id.to_owned(),
        account: account.map(|(name, value)| (name.clone(), value.clone())).collect(),
        window,
        ..Deployment::default()
    }
}

pub async fn submit(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    match step(&visit).await? {
        Setup::Account => make_owner(visit, form).await,
        Setup::Enterprise => make_enterprise(visit, form).await,
        Setup::Window => make_window(visit, form).await,
        Setup::Snippet => {
            form.finish();
            let act = Act::new(finished());
            let permit = owner(&visit)?;
            let write = async |write: &mut Write<'_>| {
                installation::advance(write, Setup::Snippet, Setup::Done).await?;
                Ok(act.clone())
            };
            visit.portal.db.write(&permit, write).await?;
            visit.done("/", text("设置完成，欢迎使用", "Set-up finished; welcome").into())
        }
        Setup::Done => Err(Fault::not_found()),
    }
}

fn finished() -> Change {
    Change::creation(
        Log::Installation,
        "setup.finished",
        "installation",
        "setup",
        vec![("setup".into(), Some(Setup::Done.name().into()))],
    )
}

fn advanced(to: Setup) -> Change {
    let step = vec![("setup".into(), Some(to.name().into()))];
    Change::creation(Log::Installation, "setup.advanced", "installation", "setup", step)
}

fn owner(visit: &Visit) -> Result<Permit<ManagePeople>, Fault> {
    visit.person()?.grants.permit(Place::Installation).map_err(|_| Fault::forbidden())
}

async fn make_owner(visit: Visit, mut form: Form) -> Answer {
    let code = form.take("setup_code");
    let (email, name, secret) =
        (form.required_line("email"), form.required_line("name"), form.secret("password"));
    form.finish();
    visit.portal.throttles.attempt(&visit.address)?;
    if !visit.portal.setup.accepts(&code) {
        form.wrong(
            "setup_code",
            text(
                "设置码不对。它显示在启动门户的控制台上。",
                "The set-up code is wrong. It stands on the console where the portal was started.",
            ),
        );
    }
    let folded = parse_email(&email);
    if !email.is_empty() && folded.is_none() {
        form.wrong(
            "email",
            text(
                "请填写完整的邮箱地址，例如 wang@example.com",
                "Write a whole e-mail address, such as wang@example.com",
            ),
        );
    }
    if let Err(wrong) = password::check_new(&secret) {
        form.wrong("password", wrong);
    }
    let Some(folded) = folded.filter(|_| !form.is_wrong()) else {
        let typed = Typed { email, name, ..Typed::default() };
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Account, typed, form).await;
    };
    let portal = &visit.portal;
    let hash = portal.passwords.hash(secret).await?;
    let now = portal.clock.now();
    let (person, created) = Person::create(PersonId(portal.clock.id()), folded, name, now);
    let grant = Grant { place: Place::Installation, role: Role::Owner };
    let permit = Grants::system("setup", visit.origin())
        .permit::<ManagePeople>(Place::Installation)
        .map_err(|_| Fault::forbidden())?;
    let act = Act::new(created).and(given(&person, grant.role)).and(advanced(Setup::Enterprise));
    let write = async |write: &mut Write<'_>| {
        installation::advance(write, Setup::Account, Setup::Enterprise).await?;
        people::insert(write, &person, hash.clone()).await?;
        people::give(write, person.id, grant, now).await?;
        Ok(act.clone())
    };
    portal.db.write(&permit, write).await?;
    portal.setup.close();
    session::begin(visit.request(), person.id, &visit.address)?;
    Ok(see_other("/setup"))
}

/// A role for the installation was given.
pub fn given(person: &Person, role: Role) -> Change {
    let fields = vec![("role".into(), Some(role.name().to_owned()))];
    Change::creation(Log::Installation, "grant.given", "grant", person.id, fields)
        .detail("name", &person.name)
}

async fn make_enterprise(visit: Visit, mut form: Form) -> Answer {
    let slug = take_address_name(&mut form, "slug");
    let name = form.required_line("name");
    form.finish();
    if !form.is_wrong() {
        let permit = owner(&visit)?;
        let clock = &visit.portal.clock;
        let draft = enterprise::Draft { name: name.clone(), meta: Meta::default() };
        let (new, change) =
            Enterprise::create(EnterpriseId(clock.id()), slug.clone(), draft, clock.now());
        let act = Act::new(change).and(advanced(Setup::Window));
        let write = async |write: &mut Write<'_>| {
            installation::advance(write, Setup::Enterprise, Setup::Window).await?;
            enterprises::insert(write, &new).await?;
            Ok(act.clone())
        };
        match visit.portal.db.write(&permit, write).await {
            Ok(()) => return Ok(see_other("/setup")),
            Err(error) if error.kind() == Kind::Taken => {
                form.wrong("slug", SLUG_TAKEN);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let typed = Typed { name, slug, ..Typed::default() };
    page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Enterprise, typed, form).await
}

/// The enterprise that the set-up made: the first one.
async fn first_enterprise(visit: &Visit) -> Result<Enterprise, Fault> {
    let mut read = visit.portal.db.read().await?;
    enterprises::list(&mut read, None, "")
        .await?
        .items
        .into_iter()
        .next()
        .ok_or_else(Fault::not_found)
}

async fn make_window(visit: Visit, mut form: Form) -> Answer {
    let kind = form.take("kind");
    let mut typed = Typed {
        kind: kind.clone(),
        name: form.required_line("name"),
        code: take_address_name(&mut form, "code"),
        ..Typed::default()
    };
    let chosen = kind.split_once('.').and_then(|(channel, target)| {
        let channel = channels::find(channel)?;
        Some((channel, tables::target(channel, target)?))
    });
    let mut told = Vec::new();
    for offer in offers(&Typed::default()) {
        let table: Vec<crate::catalog::Param> = offer
            .channel
            .account_fields()
            .iter()
            .chain(offer.target.window_fields)
            .copied()
            .collect();
        let values = boxes::read(&mut form, &format!("{}.", offer.value), &table, &mut told);
        if offer.value == kind {
            typed.values = values;
        }
    }
    form.finish();
    let Some((channel, target)) = chosen else {
        form.wrong("kind", text("请选择接入方式", "Choose a kind of entry"));
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Window, typed, form).await;
    };
    let deployment = deployment(target, &typed.values);
    let found = channel.render(&deployment, visit.portal.clock.now() / SECOND).diagnostics;
    form.errors.extend(found.iter().filter(|finding| finding.severity == Severity::Error).map(
        |finding| {
            let field =
                finding.parameter.as_ref().map(|name| format!("{}-{name}", kind.replace('.', "-")));
            PageError { field, text: finding.message.clone() }
        },
    ));
    if form.is_wrong() {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Window, typed, form).await;
    }
    let enterprise = first_enterprise(&visit).await?;
    save_window(&visit, &enterprise, channel, target, &typed, deployment).await?;
    Ok(see_other("/setup"))
}

/// Account or plugin, window and the step, all or nothing.
async fn save_window(
    visit: &Visit,
    enterprise: &Enterprise,
    channel: &'static dyn Channel,
    target: &'static Target,
    typed: &Typed,
    deployment: Deployment,
) -> Result<(), Fault> {
    let (clock, permit) = (&visit.portal.clock, owner(visit)?);
    let now = clock.now();
    let owned = target.account.then(|| {
        let values =
            deployment.account.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        let draft = account::Draft {
            name: channel.label().to(visit.lang()).to_owned(),
            values,
            meta: Meta::default(),
        };
        Account::create(AccountId(clock.id()), enterprise.id, channel.id().to_owned(), draft, now)
    });
    let registered = target.plugin.then(|| {
        let of = |name: &str| {
            let preset = target
                .window_fields
                .iter()
                .find(|param| param.name == name)
                .and_then(|param| param.default);
            deployment.window.get(name).map_or_else(|| preset.unwrap_or_default().to_owned(), plain)
        };
        let settings = plugin::Settings {
            name: typed.name.clone(),
            plugid: of("plugid"),
            provider: of("provider"),
            plugin_version: of("version"),
            alias: of("alias"),
        };
        Plugin::create(
            PluginId(clock.id()),
            enterprise.id,
            plugin::Draft { settings, meta: Meta::default() },
            now,
        )
    });
    let window_values = if target.plugin { Values::new() } else { deployment.window };
    let content = Content {
        name: typed.name.clone(),
        target: target.id.to_owned(),
        environment: Environment::Test,
        account: owned.as_ref().map(|(account, _)| account.id),
        plugin: registered.as_ref().map(|(plugin, _)| plugin.id),
        window: window_values,
        ..Content::default()
    };
    let draft = window::Draft { content, meta: Meta::default() };
    let (new, change) = Window::create(
        WindowId(clock.id()),
        enterprise.id,
        typed.code.clone(),
        channel.id().to_owned(),
        draft,
        now,
    );
    let mut act = Act::new(change).and(advanced(Setup::Snippet));
    for change in
        [owned.as_ref().map(|(_, change)| change), registered.as_ref().map(|(_, change)| change)]
            .into_iter()
            .flatten()
    {
        act = act.and(change.clone());
    }
    let write = async |write: &mut Write<'_>| {
        installation::advance(write, Setup::Window, Setup::Snippet).await?;
        if let Some((account, _)) = &owned {
            accounts::insert(write, account).await?;
        }
        if let Some((plugin, _)) = &registered {
            plugins::insert(write, plugin).await?;
        }
        windows::insert(write, &new).await?;
        Ok(act.clone())
    };
    Ok(visit.portal.db.write(&permit, write).await?)
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The code of the first window, and where its editor is.
async fn first_snippet(visit: &Visit) -> Result<(Vec<Artifact>, String), Fault> {
    let enterprise = first_enterprise(visit).await?;
    let mut read = visit.portal.db.read().await?;
    let code = windows::any(&mut read, enterprise.id).await?.ok_or_else(Fault::not_found)?;
    let window = windows::find_by_code(&mut read, enterprise.id, &code)
        .await?
        .ok_or_else(Fault::not_found)?;
    drop(read);
    let artifacts = super::windows::artifacts(visit, &window).await?;
    Ok((artifacts, format!("/e/{}/windows/{code}", enterprise.slug)))
}
