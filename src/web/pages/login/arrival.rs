//! What happens once it is known who comes, by password or by a link: the second factor is asked for
//! where there is one, else the session begins, and the way leads on.

use crate::access::login::{self, Showed};
use crate::access::session;
use crate::domain::Person;
use crate::error::Kind;
use crate::rights::Role;
use crate::store::{Db, people, second_factors};
use crate::text::{Message, Text, text};
use crate::web::fault::Answer;
use crate::web::ui::FlashKind;
use crate::web::visit::{Visit, see_other};

const CHANGED: Text = text(
    "您的账号刚才有变化，所以这次没有登录。请再登录一次",
    "Your account was changed just now, so you are not signed in; sign in once more",
);

/// `next` is a way inside the portal. `said` stands on the page there, and only there.
pub async fn arrive(visit: &Visit, person: &Person, next: String, said: Option<Message>) -> Answer {
    let portal = &visit.portal;
    let factors = second_factors::of_person(&mut portal.db.read().await?, person.id).await?;
    if factors.is_empty() {
        let nothing = Showed::Nothing;
        match login::begin(&portal.db, person, nothing, visit.origin(), async |_| Ok(())).await {
            Err(error) if error.kind() == Kind::Conflict => {
                visit.leave(FlashKind::Warning, CHANGED.into())?;
                return Ok(see_other("/login"));
            }
            begun => begun?,
        }
        let answer = enter(visit, person, next).await?;
        if let Some(said) = said {
            visit.leave(FlashKind::Done, said)?;
        }
        return Ok(answer);
    }
    login::halfway(&portal.db, person, visit.origin()).await?;
    session::wait(visit.request(), person.id, next, &visit.address, portal.clock.now())?;
    Ok(see_other(super::second_factor::PATH))
}

/// Begins the session. Whoever has to set up a second factor first is led there by the next page.
pub async fn enter(visit: &Visit, person: &Person, next: String) -> Answer {
    session::begin(visit.request(), person.id, &visit.address)?;
    if next == "/" && only_develops(&visit.portal.db, person).await? {
        return Ok(see_other("/dev"));
    }
    Ok(see_other(&next))
}

/// Developers come for code: their way leads to it, unless they asked for something else.
async fn only_develops(db: &Db, person: &Person) -> crate::error::Result<bool> {
    let held = people::grants(&mut db.read().await?, person.id).await?;
    Ok(!held.is_empty() && held.iter().all(|grant| grant.role == Role::Developer))
}
