//! Scopes: the extractors that stand between a request and a handler. A handler that names the
//! right it needs in its signature cannot run without it; what may not be seen is not found.

mod closed;
mod halfway;
mod posting;
mod releasing;
mod tenants;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};

use super::fault::Fault;
use super::pages::{as_of, reauth};
use super::ui::{Crumb, Ui};
use super::visit::{Told, Visit};
use crate::channels;
use crate::domain::{
    Account, Act, ChangeRequest, Defaults, Enterprise, Key, LeaveTemplate, Plugin, VipField, Window,
};
use crate::error::{Kind, Result};
use crate::rights::{Permission, Permit, Place};
use crate::store::{
    Read, Write, accounts, defaults, enterprises, keys, leave_templates, plugins, requests,
    vip_fields, windows,
};
use crate::text::Text;

use closed::{CLOSED_WHEN_RETIRED, ENTERPRISE_IN_TRASH, IN_TRASH, RETIRED, refuse_change};
pub use halfway::HalfwayIn;
pub use posting::Scope;
pub use tenants::{Each, Modelled};

type Later<T> = Pin<Box<dyn Future<Output = std::result::Result<T, Fault>>>>;

/// A right for the installation itself.
pub struct Installed<P: Permission> {
    pub visit: Visit,
    pub permit: Permit<P>,
}

/// A right inside the enterprise of the path.
pub struct Within<P: Permission> {
    pub visit: Visit,
    pub permit: Permit<P>,
    pub enterprise: Enterprise,
    /// Where the right holds: the enterprise or, on the pages of a window, the window.
    pub place: Place,
    /// Nothing of the enterprise is seen but this window.
    pub narrow: bool,
}

/// A right on an object of the enterprise of the path, with the object.
pub struct Scoped<T, P: Permission> {
    pub within: Within<P>,
    pub object: T,
}

/// How a save went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Somebody else was faster.
    Stale,
    /// The name or code is used already.
    Taken,
}

/// Signed in, nothing more.
pub struct Member {
    pub visit: Visit,
}

/// A list in an enterprise.
#[derive(Clone, Copy, Debug)]
pub struct List {
    pub label: Text,
    /// Where it is, below the enterprise.
    pub path: &'static str,
}

/// What can be found inside an enterprise by the last part of its address.
pub trait Found: Sized + 'static {
    /// The name of that part in the route.
    const PART: &'static str;

    /// Whether it lies in the trash, where it can be looked at and restored, and nothing else.
    fn is_trashed(&self) -> bool;

    /// What the history calls it.
    fn told(&self) -> Told;

    /// Where a right on it holds. What knows nothing of windows takes a role in the whole enterprise.
    fn place(&self, enterprise: &Enterprise) -> Place {
        Place::Enterprise(enterprise.id)
    }

    /// Why nothing is posted to this route of it at present.
    fn refuses(&self, _route: &str) -> Option<Text> {
        None
    }

    fn find(
        read: &mut Read,
        enterprise: &Enterprise,
        name: &str,
    ) -> impl Future<Output = Result<Option<Self>>>;
}

impl Found for Window {
    const PART: &'static str = "code";

    fn is_trashed(&self) -> bool {
        self.trashed_at.is_some()
    }

    fn told(&self) -> Told {
        let (id, name) = (self.id.to_string(), self.content.name.clone());
        Told { noun: Window::NOUN, id, name, code: self.code.clone() }
    }

    fn place(&self, enterprise: &Enterprise) -> Place {
        Place::Window { enterprise: enterprise.id, window: self.id }
    }

    fn refuses(&self, route: &str) -> Option<Text> {
        (self.is_retired() && CLOSED_WHEN_RETIRED.contains(&route)).then_some(RETIRED)
    }

    async fn find(read: &mut Read, enterprise: &Enterprise, name: &str) -> Result<Option<Self>> {
        windows::find_by_code(read, enterprise.id, name).await
    }
}

impl Found for ChangeRequest {
    const PART: &'static str = "n";

    fn is_trashed(&self) -> bool {
        false
    }

    fn told(&self) -> Told {
        let (id, name) = (self.id.to_string(), self.title.clone());
        Told { noun: ChangeRequest::NOUN, id, name, code: String::new() }
    }

    async fn find(read: &mut Read, enterprise: &Enterprise, name: &str) -> Result<Option<Self>> {
        match name.parse() {
            Ok(number) => requests::find(read, enterprise.id, number).await,
            Err(_) => Ok(None),
        }
    }
}

/// Every channel has defaults, be they none.
impl Found for Defaults {
    const PART: &'static str = "channel";

    fn is_trashed(&self) -> bool {
        false
    }

    fn told(&self) -> Told {
        let label = channels::find(&self.channel).map_or("", |channel| channel.label().en);
        let name = label.to_owned();
        Told { noun: "defaults", id: self.channel.clone(), name, code: String::new() }
    }

    async fn find(read: &mut Read, enterprise: &Enterprise, name: &str) -> Result<Option<Self>> {
        match channels::find(name) {
            Some(channel) => defaults::find(read, enterprise.id, channel.id()).await.map(Some),
            None => Ok(None),
        }
    }
}

macro_rules! found_by_id {
    ($($noun:ty => $store:ident),*) => {$(
        impl Found for $noun {
            const PART: &'static str = "id";

            fn is_trashed(&self) -> bool {
                self.trashed_at.is_some()
            }

            fn told(&self) -> Told {
                let card = crate::domain::Registered::card(self);
                Told { noun: card.noun, id: card.id, name: card.name, code: String::new() }
            }

            async fn find(read: &mut Read, enterprise: &Enterprise, name: &str) -> Result<Option<Self>> {
                match name.parse() {
                    Ok(id) => $store::find(read, enterprise.id, id).await,
                    Err(_) => Ok(None),
                }
            }
        }
    )*};
}

found_by_id!(
    Account => accounts,
    Key => keys,
    Plugin => plugins,
    LeaveTemplate => leave_templates,
    VipField => vip_fields
);

impl FromRequest for Member {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visit = Visit::of(request).await?;
            visit.person()?;
            reauth::before_a_page(&visit)?;
            Ok(Member { visit })
        })
    }
}

impl<P: Permission> FromRequest for Installed<P> {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visit = Visit::of(request).await?;
            let permit = visit.person()?.grants.permit(Place::Installation).map_err(|_| {
                visit.denied(Place::Installation, P::NAME, &Told::installation(&visit.portal))
            })?;
            reauth::before_a_page(&visit)?;
            Ok(Installed { visit, permit })
        })
    }
}

impl<P: Permission> FromRequest for Within<P> {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Within::of(request).await.map(|(within, _)| within) })
    }
}

impl<T: Found, P: Permission> FromRequest for Scoped<T, P> {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let name = request.match_info().get(T::PART).unwrap_or_default().to_owned();
            let (visit, enterprise, mut read) = named_enterprise(request).await?;
            let object = T::find(&mut read, &enterprise, &name).await?;
            let object = object.ok_or_else(Fault::not_found)?;
            let place = object.place(&enterprise);
            let grants = &visit.person()?.grants;
            let narrow = !grants.sees(Place::Enterprise(enterprise.id));
            // Whoever sees one window alone sees those of its pages that are meant for that.
            if narrow && !(P::NARROW && grants.sees(place)) {
                return Err(Fault::not_found());
            }
            let within = Within::permitted(visit, enterprise, (place, narrow), object.told())?;
            if object.is_trashed() {
                refuse_change(&within.visit, IN_TRASH)?;
            }
            let request = within.visit.request();
            let route = request.match_pattern().unwrap_or_default();
            let posts = request.method() == actix_web::http::Method::POST;
            if let Some(why) = object.refuses(&route).filter(|_| posts) {
                return Err(Fault::saying(StatusCode::CONFLICT, why));
            }
            Ok(Scoped { within, object })
        })
    }
}

/// The enterprise of the path, whoever sees it.
async fn named_enterprise(
    request: HttpRequest,
) -> std::result::Result<(Visit, Enterprise, Read), Fault> {
    let slug = request.match_info().get("e").unwrap_or_default().to_owned();
    let visit = Visit::of(request).await?;
    visit.person()?;
    let mut read = visit.portal.db.read().await?;
    let found = enterprises::find_by_slug(&mut read, &slug).await?;
    Ok((visit, found.ok_or_else(Fault::not_found)?, read))
}

impl<P: Permission> Within<P> {
    async fn of(request: HttpRequest) -> std::result::Result<(Self, Read), Fault> {
        let (visit, enterprise, read) = named_enterprise(request).await?;
        let place = visit.person()?.grants.widest(enterprise.id).ok_or_else(Fault::not_found)?;
        // Whoever sees one window alone does here what is meant for that, and finds nothing else.
        let narrow = place != Place::Enterprise(enterprise.id);
        if narrow && !P::NARROW {
            return Err(Fault::not_found());
        }
        let told = Told::enterprise(&enterprise);
        Ok((Within::permitted(visit, enterprise, (place, narrow), told)?, read))
    }

    /// `told` is what the path leads to.
    fn permitted(
        visit: Visit,
        enterprise: Enterprise,
        (place, narrow): (Place, bool),
        told: Told,
    ) -> std::result::Result<Self, Fault> {
        let permit = visit.person()?.grants.permit(place);
        let permit = permit.map_err(|_| visit.denied(place, P::NAME, &told))?;
        reauth::before_a_page(&visit)?;
        as_of::only_now(&visit, &enterprise)?;
        if enterprise.trashed_at.is_some() {
            refuse_change(&visit, ENTERPRISE_IN_TRASH)?;
        }
        Ok(Within { visit, permit, enterprise, place, narrow })
    }

    /// Whether this person also holds another right here, for buttons that others do not see.
    pub fn allows<Q: Permission>(&self) -> bool {
        self.enterprise.trashed_at.is_none() && self.holds::<Q>()
    }

    /// The same, even where the enterprise lies in the trash.
    pub fn holds<Q: Permission>(&self) -> bool {
        let signed_in = self.visit.signed_in.as_ref();
        signed_in.is_some_and(|signed_in| signed_in.grants.allow::<Q>(self.place))
    }

    /// Writes one act under the right of this scope; answers what a form can answer to.
    pub async fn write(
        &self,
        act: Act,
        work: impl AsyncFn(&mut Write<'_>) -> Result<()>,
    ) -> std::result::Result<Saved, Fault> {
        let commit = async |write: &mut Write<'_>| {
            work(write).await?;
            Ok(act.clone())
        };
        match self.visit.portal.db.write(&self.permit, commit).await {
            Ok(()) => Ok(Saved::Done),
            Err(error) if error.kind() == Kind::Conflict => Ok(Saved::Stale),
            Err(error) if error.kind() == Kind::Taken => Ok(Saved::Taken),
            Err(error) => Err(error.into()),
        }
    }

    /// An address below this enterprise.
    pub fn path(&self, below: &str) -> String {
        format!("/e/{}{below}", self.enterprise.slug)
    }

    pub fn ui(&self, title: Text) -> std::result::Result<Ui, Fault> {
        self.ui_titled(title.to(self.visit.lang()).to_owned())
    }

    pub fn ui_titled(&self, title: String) -> std::result::Result<Ui, Fault> {
        self.visit.ui_within(&self.enterprise, title)
    }

    /// The frame of a page below the enterprise's own: the crumbs lead back to it.
    pub fn ui_below(&self, title: Text) -> std::result::Result<Ui, Fault> {
        let mut ui = self.ui(title)?;
        ui.narrow = self.narrow;
        let up = if self.narrow { "/dev".to_owned() } else { self.path("") };
        ui.crumbs = vec![Crumb::to(&self.enterprise.name, up)];
        Ok(ui)
    }

    /// The frame of a page below one of the enterprise's lists.
    pub fn ui_below_list(&self, title: Text, list: List) -> std::result::Result<Ui, Fault> {
        let mut ui = self.ui_below(title)?;
        if self.narrow {
            return Ok(ui);
        }
        let crumb = Crumb::to(ui.text(list.label), self.path(list.path));
        ui.crumbs.push(crumb);
        Ok(ui)
    }
}
