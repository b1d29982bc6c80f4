//! Scopes that forms are posted under.

use actix_web::FromRequest;

use super::{Found, HalfwayIn, Installed, Member, Scoped, Within};
use crate::domain::EnterpriseId;
use crate::rights::Permission;
use crate::web::fault::Fault;
use crate::web::visit::Visit;

/// What a scope offers to handlers of forms.
pub trait Scope: FromRequest<Error = Fault> + 'static {
    fn visit(&self) -> &Visit;

    /// The enterprise whose secrets no field of the form may hold.
    fn enterprise(&self) -> Option<EnterpriseId> {
        None
    }
}

impl Scope for Visit {
    fn visit(&self) -> &Visit {
        self
    }
}

impl Scope for HalfwayIn {
    fn visit(&self) -> &Visit {
        &self.visit
    }
}

impl Scope for Member {
    fn visit(&self) -> &Visit {
        &self.visit
    }
}

impl<P: Permission> Scope for Installed<P> {
    fn visit(&self) -> &Visit {
        &self.visit
    }
}

impl<P: Permission> Scope for Within<P> {
    fn visit(&self) -> &Visit {
        &self.visit
    }

    fn enterprise(&self) -> Option<EnterpriseId> {
        Some(self.enterprise.id)
    }
}

impl<T: Found, P: Permission> Scope for Scoped<T, P> {
    fn visit(&self) -> &Visit {
        &self.within.visit
    }

    fn enterprise(&self) -> Option<EnterpriseId> {
        Some(self.within.enterprise.id)
    }
}
