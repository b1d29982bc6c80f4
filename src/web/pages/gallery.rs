//! The component gallery of development builds.

use crate::web::fault::{Answer, Fault};
use crate::web::visit::Visit;

pub async fn show(visit: Visit) -> Answer {
    if !visit.portal.gallery {
        return Err(Fault::not_found());
    }
    Err(Fault::not_found())
}
