//! Scopes of those who work on several enterprises: each of those that a form names, or one that
//! another one is made after.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::{ENTERPRISE_IN_TRASH, Installed, Later, Scope, refuse_change};
use crate::domain::{Enterprise, EnterpriseId};
use crate::rights::{Permission, Permit, Place};
use crate::store::enterprises;
use crate::web::fault::Fault;
use crate::web::visit::{Told, Visit};

/// A right in each of the enterprises that a form names; the handler reads which they are.
pub struct Each<P: Permission> {
    pub visit: Visit,
    permission: PhantomData<P>,
}

/// A right for the installation, and the enterprise of the path as a model for something new.
pub struct Modelled<P: Permission> {
    pub visit: Visit,
    pub permit: Permit<P>,
    pub enterprise: Enterprise,
}

impl<P: Permission> FromRequest for Each<P> {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visit = Visit::of(request).await?;
            visit.person()?;
            Ok(Each { visit, permission: PhantomData })
        })
    }
}

impl<P: Permission> Each<P> {
    /// The right in one of them. What may not be seen is not found.
    pub fn permit(&self, id: EnterpriseId) -> Result<Permit<P>, Fault> {
        let (grants, place) = (&self.visit.person()?.grants, Place::Enterprise(id));
        if !grants.sees(place) {
            return Err(Fault::not_found());
        }
        let told = Told { noun: "enterprise", id: id.to_string(), ..Told::default() };
        grants.permit(place).map_err(|_| self.visit.denied(place, P::NAME, &told))
    }
}

/// Whoever has a right for the installation sees every enterprise.
impl<P: Permission> FromRequest for Modelled<P> {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, installed) = (request.clone(), Installed::from_request(request, payload));
        Box::pin(async move {
            let Installed { visit, permit } = installed.await?;
            let slug = request.match_info().get("slug").unwrap_or_default();
            let mut read = visit.portal.db.read().await?;
            let found = enterprises::find_by_slug(&mut read, slug).await?;
            drop(read);
            let enterprise = found.ok_or_else(Fault::not_found)?;
            if enterprise.trashed_at.is_some() {
                refuse_change(&visit, ENTERPRISE_IN_TRASH)?;
            }
            Ok(Modelled { visit, permit, enterprise })
        })
    }
}

impl<P: Permission> Scope for Each<P> {
    fn visit(&self) -> &Visit {
        &self.visit
    }
}

impl<P: Permission> Scope for Modelled<P> {
    fn visit(&self) -> &Visit {
        &self.visit
    }

    fn enterprise(&self) -> Option<EnterpriseId> {
        Some(self.enterprise.id)
    }
}
