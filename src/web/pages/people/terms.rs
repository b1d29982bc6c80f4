//! What giving a role does to the one that is held there, in words: what is replaced, what holds again
//! once the new one is over, and that nobody gives themselves more.

use actix_web::http::StatusCode;

use super::named_role;
use super::show::limit;
use crate::domain::{Change, Person, PersonId};
use crate::rights::{Given, ManageMembers, Place, Raise, afterwards, raised};
use crate::store::{Write, grants};
use crate::text::{Lang, Message, text};
use crate::web::fault::Fault;
use crate::web::form::Form;
use crate::web::moment::{moment, typed_time};
use crate::web::scope::Within;
use crate::web::ui::PageError;
use crate::web::visit::Visit;

/// "Administrator (Releases to test only), until 2099-01-01 12:00:00"
pub(super) fn told(given: Given) -> Message {
    let named = |lang| named_role(given.role, given.releases, lang);
    let (zh, en) = (named(Lang::Zh), named(Lang::En));
    match given.until.map(moment) {
        None => Message::new(format!("{zh}，不限期"), format!("{en}, for good")),
        Some(until) => {
            let until = until.shown;
            Message::new(format!("{zh}，到 {until} 为止"), format!("{en}, until {until}"))
        }
    }
}

/// A role as the page was drawn with it, so that nobody changes one that they have not seen.
pub(super) fn seen(given: Given) -> String {
    let until = given.until.map(typed_time).unwrap_or_default();
    format!("{}:{until}{}", given.role.name(), limit(given.releases))
}

/// What holds again once a role is over, beside the role.
pub(super) fn then(former: Option<Given>, lang: Lang) -> Option<String> {
    let told = told(former?);
    Some(format!("{}{}", text("到期后恢复：", "Then again: ").to(lang), told.to(lang)))
}

/// Says at the end of a message what holds again after the role that it tells of.
pub(super) fn and_then(said: Message, back: Option<Given>) -> Message {
    let Some(told) = back.map(told) else { return said };
    Message::new(
        format!("{}；到期后恢复：{}", said.zh, told.zh),
        format!("{}; then again: {}", said.en, told.en),
    )
}

/// What is there when somebody gives a role at a place.
#[derive(Clone, Copy)]
pub(super) struct There {
    pub held: Option<Given>,
    /// What holds again after it.
    pub former: Option<Given>,
}

impl There {
    /// What holds again once `new` is over.
    pub fn after(&self, new: Given) -> Option<Given> {
        afterwards(new, self.held, self.former)
    }
}

/// Asks once more before a role is replaced that whoever gives the new one has not seen.
pub(super) fn ask_again(form: &mut Form, person: &Person, there: There, new: Given) {
    let (name, Some(held)) = (&person.name, there.held.map(told)) else { return };
    let said = Message::new(
        format!("“{name}”在这个范围已经有角色：{}。您填写的都还在；再保存一次，就代替它", held.zh),
        format!(
            "{name} has a role at this place already: {}. Everything you typed is still here; save once more to replace it",
            held.en
        ),
    );
    note(form, and_then(said, there.after(new)));
}

/// Asks once more before somebody gets a role who has none here: whoever opened the account first may not
/// be who is meant.
pub(super) fn introduce(form: &mut Form, person: &Person, second_factor: bool) {
    let (name, email) = (&person.name, &person.email);
    let since = moment(person.created_at).shown;
    let factor = if second_factor {
        text("已设置两步验证", "with a second factor")
    } else {
        text("没有两步验证", "without a second factor")
    };
    let said = Message::new(
        format!(
            "{email} 已经有账号，在这个范围没有角色：“{name}”，{since} 建立，{}。没有人证明过这个邮箱是本人的：账号属于打开邀请链接的人。请先用其他方式向本人确认。您填写的都还在；再保存一次，就给这个角色",
            factor.zh
        ),
        format!(
            "{email} has an account, and no role at this place: “{name}”, since {since}, {}. Nobody proved that the address is this person's: the account belongs to whoever opened the invitation. Make sure by another way first. Everything you typed is still here; save once more to give the role",
            factor.en
        ),
    );
    note(form, said);
}

/// Of whom this enterprise knows nothing yet, it is told no more than its history keeps.
pub(super) async fn shown(within: &Within<ManageMembers>, person: &Person) -> Result<(), Fault> {
    let log = within.enterprise.log();
    let change = Change::access(log, "person.shown", Person::NOUN, person.id);
    let change = change.detail("name", &person.name);
    let work = async |_: &mut Write<'_>| Ok(change.clone().into());
    Ok(within.visit.portal.db.write(&within.permit, work).await?)
}

/// The page was drawn before the roles of this person changed: what they are now stands below. Whoever
/// was `giving` one typed something; whoever took one away did not. Gives back what is there now.
pub(super) async fn changed(
    visit: &Visit,
    form: &mut Form,
    person: &Person,
    (place, giving): (Place, bool),
) -> Result<Option<Given>, Fault> {
    let mut read = visit.portal.db.read().await?;
    let there = grants::held_at(&mut read, person.id, place).await?;
    drop(read);
    let name = &person.name;
    let now = match there.map(told) {
        Some(held) => {
            Message::new(format!("现在是：{}", held.zh), format!("it is now: {}", held.en))
        }
        None => Message::new("现在没有角色", "there is none now"),
    };
    let next = if giving {
        text(
            "您填写的都还在，请看过之后再保存一次",
            "Everything you typed is still here; look at it and save once more",
        )
    } else {
        text(
            "没有收回任何角色，请看过之后再决定",
            "No role was taken away; look at it and decide again",
        )
    };
    let said = Message::new(
        format!("“{name}”的角色在您打开页面之后变了；在这个范围{}。{}", now.zh, next.zh),
        format!(
            "The roles of {name} changed after you opened the page; at this place {}. {}",
            now.en, next.en
        ),
    );
    note(form, said);
    Ok(there)
}

/// Something about the whole page.
pub(super) fn note(form: &mut Form, text: impl Into<Message>) {
    form.errors.push(PageError { label: None, field: None, text: text.into() });
}

/// Notes it where somebody would hold the own role for longer, or release more with it; refuses a
/// stronger one.
pub(super) async fn check_own(
    visit: &Visit,
    form: &mut Form,
    person: PersonId,
    (place, wanted): (Place, Given),
) -> Result<(), Fault> {
    let me = visit.person()?.person.id;
    if me != person {
        return Ok(());
    }
    let now = visit.portal.clock.now();
    let held = grants::counting(&mut visit.portal.db.read().await?, me, now).await?;
    match raised(&held, place, wanted) {
        None => {}
        Some(Raise::Role) => {
            let said = text("没有人能提升自己的角色。", "Nobody raises the own role.");
            return Err(Fault::saying(StatusCode::FORBIDDEN, said));
        }
        Some(Raise::Term) => {
            let said = text(
                "没有人能延长自己的角色：您现在的角色会到期，请填不晚于它的时刻，或请另一位所有者来改",
                "Nobody makes the own role longer: yours ends. Choose a moment that is not later, or ask another owner",
            );
            form.wrong("until", said);
        }
        Some(Raise::Limit) => {
            let said = text(
                "没有人能放宽自己角色的发布范围，请另一位所有者来改",
                "Nobody widens where the own role releases; ask another owner",
            );
            form.wrong("releases", said);
        }
    }
    Ok(())
}
