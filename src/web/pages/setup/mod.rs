//! The first set-up: account, enterprise, first chat window, first snippet. The first step needs the
//! code from the console; the others need the owner who was made in it. Each step is saved, so that
//! leaving and coming back goes on where it stopped. Afterwards the page does not exist.

mod first_window;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::access::password_rules;
use crate::catalog::Values;
use crate::channels::Artifact;
use crate::domain::person::parse_email;
use crate::domain::{
    Act, Change, Enterprise, EnterpriseId, Log, Meta, Person, PersonId, enterprise,
};
use crate::error::Kind;
use crate::rights::{Grant, Grants, ManagePeople, Permit, Place, Role};
use crate::secret::Secret;
use crate::store::installation::{self, Setup};
use crate::store::{Write, enterprises, password_rules as rules, people};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::{Form, Posted};
use crate::web::pages::enterprises::{SLUG_TAKEN, take_address_name};
use crate::web::pages::login::arrival;
use crate::web::pages::second_factor;
use crate::web::ui::Ui;
use crate::web::visit::{Visit, see_other};
use first_window::Offer;

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
    password_rule: Message,
}

impl SetupPage {
    /// The number of the present step, counted from 0.
    fn at(&self) -> usize {
        match self.step {
            Setup::Account => 0,
            Setup::Enterprise => 1,
            Setup::Window => 2,
            Setup::Snippet | Setup::Done | Setup::Restoring => 3,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Typed {
    /// Typed by this very visitor; shown again so that a wrong password does not cost it.
    setup_code: String,
    email: String,
    name: String,
    slug: String,
    code: String,
    kind: String,
    values: Values,
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
        Setup::Account | Setup::Done | Setup::Restoring => Err(Fault::not_found()),
        step if owner => Ok(step),
        // The owner's session may have ended half-way.
        _ if visit.signed_in.is_none() => Err(Fault::SignIn { next: "/setup".to_owned() }),
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
        Setup::Snippet | Setup::Done | Setup::Restoring => {
            text("设置门户：复制第一段代码", "Set up: the first snippet")
        }
    };
    let mut ui = visit.ui(title)?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let (artifacts, window_path) = if step == Setup::Snippet {
        first_window::first_snippet(visit).await?
    } else {
        (Vec::new(), String::new())
    };
    let rules = rules::find(&mut visit.portal.db.read().await?).await?;
    let page = SetupPage {
        ui,
        step,
        kinds: first_window::offers(&typed),
        typed,
        artifacts,
        window_path,
        rule: crate::domain::names::NAME_RULE,
        password_rule: password_rules::told(&rules),
    };
    visit.page(status, &page)
}

pub async fn submit(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    match step(&visit).await? {
        Setup::Account => make_owner(visit, form).await,
        Setup::Enterprise => make_enterprise(visit, form).await,
        Setup::Window => first_window::make_window(visit, form).await,
        Setup::Snippet => {
            form.finish();
            let act = Act::new(advanced(&visit, Setup::Snippet, Setup::Done));
            let permit = owner(&visit)?;
            let write = async |write: &mut Write<'_>| {
                installation::advance(write, Setup::Snippet, Setup::Done).await?;
                Ok(act.clone())
            };
            visit.portal.db.write(&permit, write).await?;
            finished(&visit)
        }
        Setup::Done | Setup::Restoring => Err(Fault::not_found()),
    }
}

/// The way into the portal. An owner without a second factor is led to it first, and may go on without.
fn finished(visit: &Visit) -> Answer {
    if visit.person()?.second_factor {
        return visit.done("/", text("设置完成，欢迎使用", "Set-up finished; welcome").into());
    }
    let said = text(
        "设置完成，欢迎使用。最后建议您现在就给所有者账号启用两步验证；想以后再说，从导航进入“概览”即可",
        "Set-up finished; welcome. The owner’s account had better get a second factor now; to leave that for later, go to the overview by the navigation",
    );
    visit.done(second_factor::PATH, said.into())
}

fn advanced(visit: &Visit, from: Setup, to: Setup) -> Change {
    installation::advanced(&visit.portal.installation, from, to)
}

fn owner(visit: &Visit) -> Result<Permit<ManagePeople>, Fault> {
    visit.person()?.grants.permit(Place::Installation).map_err(|_| Fault::forbidden())
}

async fn make_owner(visit: Visit, mut form: Form) -> Answer {
    let typed = Typed {
        setup_code: form.take("setup_code"),
        email: form.required_line("email"),
        name: form.required_line("name"),
        ..Typed::default()
    };
    let secret = form.secret("password");
    form.finish();
    if let Err(error) = visit.portal.throttles.attempt(&visit.address) {
        return again(&visit, error.into(), typed, form).await;
    }
    let Some(email) = check_owner(&visit, &mut form, &typed, &secret).await? else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Account, typed, form).await;
    };
    match keep_owner(&visit, email, typed.name.clone(), secret).await {
        Ok(person) => arrival::arrive(&visit, &person, "/setup".to_owned(), None).await,
        Err(fault) => again(&visit, fault, typed, form).await,
    }
}

/// The first step once more where nothing was looked at; every other fault stays one.
async fn again(visit: &Visit, fault: Fault, typed: Typed, mut form: Form) -> Answer {
    let held = HeldBack::of(fault)?;
    form.wrong("password", held.told());
    Ok(held.on(page(visit, held.status, Setup::Account, typed, form).await?))
}

/// The address of the account; nothing where something of it is wrong, which is noted.
async fn check_owner(
    visit: &Visit,
    form: &mut Form,
    typed: &Typed,
    secret: &Secret,
) -> Result<Option<String>, Fault> {
    if !visit.portal.setup.accepts(&typed.setup_code) {
        form.wrong(
            "setup_code",
            text(
                "设置码不对。它显示在启动门户的控制台上。",
                "The set-up code is wrong. It stands on the console where the portal was started.",
            ),
        );
    }
    let folded = parse_email(&typed.email);
    if !typed.email.is_empty() && folded.is_none() {
        form.wrong(
            "email",
            text(
                "请填写完整的邮箱地址，例如 wang@example.com",
                "Write a whole e-mail address, such as wang@example.com",
            ),
        );
    }
    let rules = rules::find(&mut visit.portal.db.read().await?).await?;
    if let Err(wrong) = password_rules::check(&rules, secret, &[&typed.email, &typed.name]) {
        form.wrong("password", wrong);
    }
    Ok(folded.filter(|_| !form.is_wrong()))
}

/// The person, the role and the step are one act; the code is good for nothing afterwards.
async fn keep_owner(
    visit: &Visit,
    email: String,
    name: String,
    secret: Secret,
) -> Result<Person, Fault> {
    let portal = &visit.portal;
    let hash = portal.passwords.hash(secret).await?;
    let now = portal.clock.now();
    let (person, created) = Person::create(PersonId(portal.clock.id()), email, name, now);
    let grant = Grant::of(Place::Installation, Role::Owner);
    let permit = Grants::system("setup", visit.origin())
        .permit::<ManagePeople>(Place::Installation)
        .map_err(|_| Fault::forbidden())?;
    let act = Act::new(created).and(given(&person, grant.role)).and(advanced(
        visit,
        Setup::Account,
        Setup::Enterprise,
    ));
    let write = async |write: &mut Write<'_>| {
        installation::advance(write, Setup::Account, Setup::Enterprise).await?;
        people::insert(write, &person, hash.clone()).await?;
        people::give(write, person.id, grant, now).await?;
        Ok(act.clone())
    };
    portal.db.write(&permit, write).await?;
    portal.setup.close();
    Ok(person)
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
        let act = Act::new(change).and(advanced(&visit, Setup::Enterprise, Setup::Window));
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
