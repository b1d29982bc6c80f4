//! Inviting somebody: the form, the link that is shown once, the list of what is open, and its end.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::{
    EVERYWHERE, INVITATIONS, Line, Made, Places, below, check_role, expired, limits, roles,
    still_until, take_place, take_releases, take_role, take_until,
};
use crate::catalog::form::Choice;
use crate::clock::{Millis, random};
use crate::domain::invitation::Order;
use crate::domain::person::parse_email;
use crate::domain::request::By;
use crate::domain::{Act, Change, Invitation, InvitationId, PersonId};
use crate::error::Kind;
use crate::rights::{ManagePeople, Permission, Permit, Releases, Role};
use crate::store::{Write, invitations, people};
use crate::text::{Message, text};
use crate::vault::token_hash;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::next_page;
use crate::web::scope::Installed;
use crate::web::ui::{FlashKind, Ui};
use crate::web::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "people/invitations.html")]
pub(super) struct InvitationsPage {
    pub ui: Ui,
    pub lines: Vec<Line>,
    pub next: Option<String>,
    /// The id of the invitation to be: the same form makes one only.
    pub id: String,
    pub typed: Typed,
    pub places: Places,
    pub roles: Vec<Choice>,
    pub releases: Vec<Choice>,
    pub made: Option<Made>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub id: Option<InvitationId>,
    pub email: String,
    pub name: String,
    pub place: String,
    /// The code of a window, where the role is for one.
    pub window: String,
    pub role: Option<Role>,
    pub releases: Releases,
    pub until: String,
}

impl Typed {
    fn of(old: &Invitation, now: Millis) -> Self {
        let place = old.place.as_ref();
        let window = place.and_then(|place| place.window.as_ref());
        Typed {
            id: None,
            email: old.email.clone(),
            name: old.name.clone(),
            place: place.map_or(EVERYWHERE, |place| &place.slug).to_owned(),
            window: window.map(|(_, code)| code.clone()).unwrap_or_default(),
            role: Role::from_name(&old.role),
            releases: Releases::from_name(&old.releases).unwrap_or_default(),
            until: still_until(old, now),
        }
    }

    fn read(form: &mut Form) -> Self {
        let id = form.take("id").parse().ok();
        let role = take_role(form);
        let typed = Typed {
            id,
            email: form.required_line("email"),
            name: form.required_line("name"),
            place: form.take("place"),
            window: form.line("window"),
            role,
            releases: take_releases(form, role),
            until: String::new(),
        };
        if !typed.email.is_empty() && parse_email(&typed.email).is_none() {
            let said = text(
                "请填写完整的邮箱地址，例如 wang@example.com",
                "Write a whole e-mail address, such as wang@example.com",
            );
            form.wrong("email", said);
        }
        typed
    }
}

/// What one answer shows besides the list.
#[derive(Default)]
struct Drawn {
    cursor: String,
    typed: Typed,
    form: Form,
    made: Option<Made>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    cursor: String,
    /// An invitation that has run out: the form holds what it said.
    #[serde(default)]
    again: String,
}

pub async fn show(
    Installed { visit, .. }: Installed<ManagePeople>,
    query: Query<Wanted>,
) -> Answer {
    let now = visit.portal.clock.now();
    let old = expired(&mut visit.portal.db.read().await?, &query.again, now).await?;
    let typed = old.map(|one| Typed::of(&one, now)).unwrap_or_default();
    let drawn = Drawn { cursor: query.cursor.clone(), typed, ..Drawn::default() };
    page(&visit, StatusCode::OK, drawn).await
}

async fn page(visit: &Visit, status: StatusCode, drawn: Drawn) -> Answer {
    let (lang, clock) = (visit.lang(), &visit.portal.clock);
    let mut read = visit.portal.db.read().await?;
    let listed = invitations::open(&mut read, &drawn.cursor).await?;
    let places = Places::offer(&mut read, &drawn.typed.place).await?;
    drop(read);
    let mut ui = below(visit.ui(text("邀请", "Invitations"))?);
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let now = clock.now();
    let page = InvitationsPage {
        ui,
        next: next_page(INVITATIONS, &[], listed.next.as_ref()),
        lines: listed.items.into_iter().map(|one| Line::of(one, now, lang)).collect(),
        id: clock.id().to_string(),
        roles: roles(drawn.typed.role),
        releases: limits(drawn.typed.releases),
        typed: drawn.typed,
        places,
        made: drawn.made,
    };
    visit.page(status, &page)
}

pub async fn make(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    let mut typed = Typed::read(&mut form);
    let portal = &visit.portal;
    let (said, until) = take_until(&mut form, portal.clock.now());
    typed.until = said;
    form.finish();
    let mut read = portal.db.read().await?;
    let somewhere = take_place(&mut read, &mut form, (&typed.place, &typed.window)).await?;
    check_role(&mut form, somewhere.as_ref(), typed.role);
    let email = parse_email(&typed.email).unwrap_or_default();
    if people::find_by_email(&mut read, &email).await?.is_some() {
        let said = text(
            "这个邮箱已属于一位成员，请在那个人的页面上给角色",
            "Somebody has this address already; give the role on that person’s page",
        );
        form.wrong("email", said);
    }
    drop(read);
    let (Some(somewhere), Some(role), false) = (somewhere, typed.role, form.is_wrong()) else {
        let drawn = Drawn { typed, form, ..Drawn::default() };
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, drawn).await;
    };
    let order = Order {
        email,
        name: typed.name.clone(),
        role: role.name(),
        place: somewhere.invited(),
        until,
        releases: typed.releases.name(),
        made_by: By::from(&visit.person()?.person),
    };
    let id = typed.id.unwrap_or_else(|| InvitationId(portal.clock.id()));
    let person = PersonId(portal.clock.id());
    let made = Invitation::make(id, person, order, portal.clock.now());
    let Some(made) = keep(&visit, &permit, made).await? else {
        let said = text(
            "这个邀请已经生成过，地址只显示那一次。需要的话请再生成一个。",
            "This invitation was made already, and its address was shown that once. Make another one if you need it.",
        );
        visit.leave(FlashKind::Warning, said.into())?;
        return Ok(see_other(INVITATIONS));
    };
    let drawn = Drawn { made: Some(made), ..Drawn::default() };
    page(&visit, StatusCode::OK, drawn).await
}

/// Stores a new link and gives back what is shown once; `None` where the same form made one before.
/// What was open for the address at the same place opens no longer.
pub(super) async fn keep<P: Permission>(
    visit: &Visit,
    permit: &Permit<P>,
    (new, change): (Invitation, Change),
) -> Result<Option<Made>, Fault> {
    let portal = &visit.portal;
    let bytes: [u8; 32] = random()?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = token_hash(&token);
    let work = async |write: &mut Write<'_>| {
        let act = Act::new(change.clone());
        let act = invitations::replace(write, &new, act).await?;
        invitations::insert(write, &new, &hash).await?;
        Ok(act)
    };
    match portal.db.write(permit, work).await {
        Ok(()) => Ok(Some(Made::of(&new, &portal.public_url.origin(), &token))),
        Err(error) if error.kind() == Kind::Taken => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub async fn revoke(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    form.finish_or_refuse()?;
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: InvitationId = id.parse().map_err(|_| Fault::not_found())?;
    let portal = &visit.portal;
    let found = invitations::find(&mut portal.db.read().await?, id).await?;
    let invitation = found.ok_or_else(Fault::not_found)?;
    if let Some((new, change)) = invitation.revoke(portal.clock.now()) {
        let work = async |write: &mut Write<'_>| {
            invitations::close(write, &new).await?;
            Ok(change.clone().into())
        };
        portal.db.write(&permit, work).await?;
    }
    let said = Message::new(
        format!("给“{}”的链接打不开了", invitation.name),
        format!("The link for “{}” opens no longer", invitation.name),
    );
    visit.done(INVITATIONS, said)
}
