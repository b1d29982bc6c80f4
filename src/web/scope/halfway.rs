//! The scope between the password and the second factor.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::Later;
use crate::access::session::{self, Halfway};
use crate::text::text;
use crate::web::fault::Fault;
use crate::web::ui::FlashKind;
use crate::web::visit::Visit;

/// Who typed the right password and still has to show the second factor; `None` for somebody who is signed
/// in already. Everybody else is led to the sign-in page.
pub struct HalfwayIn {
    pub visit: Visit,
    pub half: Option<Halfway>,
}

impl FromRequest for HalfwayIn {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visit = Visit::of(request).await?;
            let half = visit.halfway();
            if half.is_some() || visit.signed_in.is_some() {
                return Ok(HalfwayIn { visit, half });
            }
            if session::give_up(visit.request()) {
                let said = text(
                    "等得太久了，请再登录一次",
                    "That took too long; please sign in once more",
                );
                visit.leave(FlashKind::Warning, said.into())?;
            }
            Err(Fault::SignIn { next: "/".to_owned() })
        })
    }
}
