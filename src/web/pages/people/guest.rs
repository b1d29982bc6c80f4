//! What somebody sees who has a one-time link: who invites to what, and a field for a password. A link
//! that does not open says nothing about why, whatever the reason.

use actix_web::http::StatusCode;
use askama::Template;

use super::{invited, offered, told_held, told_role};
use crate::access::Refusal;
use crate::access::password_rules::{check, told};
use crate::domain::invitation::{Invited, Purpose};
use crate::domain::person::Spot;
use crate::domain::{Act, Change, Invitation, Log, Person};
use crate::error::{Error, Kind};
use crate::rights::{AcceptInvitation, Given, Grants, Permit, Place};
use crate::store::people::Term;
use crate::store::{Write, invitations, password_rules, people, windows};
use crate::text::{Message, text};
use crate::vault::token_hash;
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::login::arrival;
use crate::web::ui::Ui;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "invitations/accept.html")]
pub(super) struct AcceptPage {
    pub ui: Ui,
    pub path: String,
    pub email: String,
    pub by: String,
    pub until: Moment,
    /// The name to be and the role; `None` where only a new password is chosen.
    pub joins: Option<(String, String)>,
    pub rule: Message,
}

/// It opens no longer, or never did.
#[derive(Template)]
#[template(path = "invitations/closed.html")]
pub(super) struct ClosedPage {
    pub ui: Ui,
}

/// A link that opens.
struct Guest {
    visit: Visit,
    invitation: Invitation,
}

pub async fn show(visit: Visit) -> Answer {
    let guest = Guest::admit(visit).await?;
    guest.page(StatusCode::OK, guest.invitation.name.clone(), Form::default()).await
}

pub async fn accept(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    let guest = Guest::admit(visit).await?;
    let joins = guest.invitation.purpose == Purpose::Join;
    let name = if joins { form.required_line("name") } else { String::new() };
    let secret = form.secret("password");
    form.finish();
    let rules = password_rules::find(&mut guest.visit.portal.db.read().await?).await?;
    let Invitation { email, name: invited, .. } = &guest.invitation;
    if let Err(wrong) = check(&rules, &secret, &[email, invited, &name]) {
        form.wrong("password", wrong);
    }
    if form.is_wrong() {
        return guest.page(StatusCode::UNPROCESSABLE_ENTITY, name, form).await;
    }
    let portal = guest.visit.portal.clone();
    let done = match portal.passwords.hash(secret).await {
        Ok(hash) if joins => guest.join(name.clone(), hash).await,
        Ok(hash) => guest.renew(hash).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {}
        Err(error) if error.kind() == Kind::Conflict => return Err(guest.closed().await),
        Err(error) if error.kind() == Kind::Taken => {
            let said = text(
                "这个邮箱已有账号，请直接登录，并请邀请您的人在成员页上给它角色",
                "There is an account with this address already; sign in with it, and ask whoever invited you to give it the role",
            );
            form.wrong("password", said);
            return guest.page(StatusCode::UNPROCESSABLE_ENTITY, name, form).await;
        }
        Err(error) => return guest.again(error, name, form).await,
    }
    portal.throttles.succeeded(&portal.db, &guest.invitation.email).await?;
    let visit = &guest.visit;
    if !joins {
        let said = text("新密码已生效，请登录", "The new password counts from now on; sign in");
        return visit.done("/login", said.into());
    }
    // Whoever is somebody already in this browser stays that person.
    if visit.signed_in.is_some() {
        let said = text(
            "账号已建好，请退出后用它的邮箱和密码登录",
            "The account is ready; sign out, then sign in with its e-mail and password",
        );
        return visit.done("/", said.into());
    }
    let person = people::find(&mut portal.db.read().await?, guest.invitation.person).await?;
    let person = person.ok_or_else(Fault::not_found)?;
    let said = text("账号已建好，您已登录", "Your account is ready");
    arrival::arrive(visit, &person, "/".to_owned(), Some(said.into())).await
}

impl Guest {
    async fn admit(visit: Visit) -> Result<Guest, Fault> {
        let portal = visit.portal.clone();
        portal.throttles.link(&visit.address)?;
        let token = visit.request().match_info().get("token").unwrap_or_default().to_owned();
        let found =
            invitations::by_token(&mut portal.db.read().await?, &token_hash(&token)).await?;
        match found {
            Some(invitation) if invitation.is_open(portal.clock.now()) => {
                Ok(Guest { visit, invitation })
            }
            found => Err(closed(&visit, found.as_ref()).await),
        }
    }

    async fn closed(&self) -> Fault {
        closed(&self.visit, Some(&self.invitation)).await
    }

    /// The form once more where nothing was looked at; every other error stays one.
    async fn again(&self, error: Error, name: String, mut form: Form) -> Answer {
        let held = HeldBack::of(error.into())?;
        form.wrong("password", held.told());
        Ok(held.on(self.page(held.status, name, form).await?))
    }

    async fn page(&self, status: StatusCode, name: String, form: Form) -> Answer {
        let Invitation { purpose, place, email, made_by, expires_at, .. } = &self.invitation;
        let title = match purpose {
            Purpose::Join => text("您受邀加入", "You are invited"),
            Purpose::Reset => text("设置新密码", "Choose a new password"),
        };
        let rules = password_rules::find(&mut self.visit.portal.db.read().await?).await?;
        let mut ui = self.visit.ui(title)?;
        ui.errors = form.errors;
        let role = offered(&self.invitation).filter(|_| *purpose == Purpose::Join);
        let place = invited(place.as_ref());
        let page = AcceptPage {
            joins: role.map(|role| (name, told_role(role, place, ui.lang))),
            ui,
            path: self.visit.request().path().to_owned(),
            email: email.clone(),
            by: made_by.name.clone(),
            until: moment(*expires_at),
            rule: told(&rules),
        };
        self.visit.page(status, &page)
    }

    fn permit(&self, name: &str) -> Result<Permit<AcceptInvitation>, Error> {
        Grants::of_invited(self.invitation.person, name.to_owned(), self.visit.origin())
            .permit(Place::Installation)
            .map_err(|_| Error::not_found())
    }

    /// The person, the role and the used invitation are one act, told under the new person's name.
    async fn join(&self, name: String, hash: String) -> Result<(), Error> {
        let portal = &self.visit.portal;
        let (old, now) = (&self.invitation, portal.clock.now());
        let (used, accepted) = old.accept(now).ok_or_else(Error::conflict)?;
        let (role, releases) = offered(old).ok_or_else(Error::conflict)?;
        let (place, spot) = whither(old.place.as_ref());
        let held = told_held(Given { role, until: old.until, releases });
        let term = Term { until: old.until, releases, by: old.made_by.name.clone() };
        let permit = self.permit(&name)?;
        let (person, created) = Person::create(old.person, old.email.clone(), name, now);
        let mut act = Act::new(created).and(accepted);
        // What would have ended by now is not given at all.
        let lasts = old.until.is_none_or(|until| now < until);
        if let Some(given) = person.turn_role(&spot, None, Some(held)).filter(|_| lasts) {
            act = act.and(given);
        }
        let work = async |write: &mut Write<'_>| {
            invitations::close(write, &used).await?;
            people::insert(write, &person, hash.clone()).await?;
            if let Place::Window { enterprise, window } = place {
                let there = windows::find(write, enterprise, window).await?;
                there.ok_or_else(Error::conflict)?;
            }
            if lasts {
                people::give_for(write, person.id, (place, role), &term, now).await?;
            }
            Ok(act.clone())
        };
        portal.db.write(&permit, work).await
    }

    /// A new password ends every session. Nobody who was deactivated meanwhile gets one.
    async fn renew(&self, hash: String) -> Result<(), Error> {
        let portal = &self.visit.portal;
        let (old, now) = (&self.invitation, portal.clock.now());
        let (used, accepted) = old.accept(now).ok_or_else(Error::conflict)?;
        let permit = self.permit(&old.name)?;
        let work = async |write: &mut Write<'_>| {
            invitations::close(write, &used).await?;
            let person = people::find(write, old.person).await?.filter(|person| person.active);
            let person = person.ok_or_else(Error::conflict)?;
            people::set_password(write, person.id, hash.clone(), now).await?;
            Ok(Act::new(person.password_reset()).and(accepted.clone()))
        };
        portal.db.write(&permit, work).await
    }
}

/// Where the role of an invitation holds, and where the history tells of it.
fn whither(place: Option<&Invited>) -> (Place, Spot<'_>) {
    match place {
        None => (Place::Installation, Spot::from(Log::Installation)),
        Some(Invited { id, window: None, .. }) => {
            (Place::Enterprise(*id), Spot::from(Log::Enterprise(*id)))
        }
        Some(Invited { id, window: Some((window, code)), .. }) => {
            let spot = Spot { log: Log::Enterprise(*id), window: Some((*window, code.as_str())) };
            (Place::Window { enterprise: *id, window: *window }, spot)
        }
    }
}

/// One answer for every reason; the history knows more.
async fn closed(visit: &Visit, invitation: Option<&Invitation>) -> Fault {
    let portal = &visit.portal;
    portal.throttles.unknown_link(&visit.address);
    let id = invitation.map_or_else(String::new, |known| known.id.to_string());
    let mut change = Change::access(Log::Installation, "invitation.refused", "invitation", &id);
    if let Some(known) = invitation {
        change = change.detail("name", &known.name);
    }
    let permit = Grants::stranger(visit.origin()).trace(Place::Installation);
    portal.refusals.note(&portal.db, Refusal::new(permit, change, &id)).await;
    let mut ui = match visit.ui(text("这个链接打不开", "This link does not open")) {
        Ok(ui) => ui,
        Err(fault) => return fault,
    };
    // An error leaves no cookie behind that a form could be bound to.
    ui.csrf.clear();
    match (ClosedPage { ui }).render() {
        Ok(body) => Fault::Drawn { status: StatusCode::NOT_FOUND, body, retry_after: None },
        Err(error) => Error::broken(error).into(),
    }
}
