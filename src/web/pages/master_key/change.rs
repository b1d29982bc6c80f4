//! Changing the master key in the running server, or going on with a change that was interrupted. The
//! steps are those of `jieru vault rotate`.

use actix_web::http::StatusCode;
use actix_web::{rt, web};

use super::{PATH, Typed, page, standing, told};
use crate::error::{Error, Result};
use crate::rights::{Permit, RotateMaster};
use crate::store::installation;
use crate::store::rotation::{Anew, Rotation, at_the_same_time};
use crate::text::{Message, Text, text};
use crate::vault::{Stage, Standing, adopt};
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::{Form, Posted};
use crate::web::pages::reauth;
use crate::web::portal::Portal;
use crate::web::scope::Installed;
use crate::web::ui::PageError;

/// How it ended.
enum Done {
    Anew(Anew),
    /// An earlier run had done all but the last step.
    Finished(String),
}

/// What is to be done, from what the page showed.
struct Order {
    /// The name of the master key that the page was drawn with.
    from: String,
    reason: String,
    permit: Permit<RotateMaster>,
}

pub async fn change(
    Posted { scope: installed, mut form }: Posted<Installed<RotateMaster>>,
) -> Answer {
    let (from, password) = (form.take("from"), form.secret("password"));
    let typed = take(&mut form);
    form.finish();
    let portal = &installed.visit.portal;
    let (standing, problem) = standing(portal, &mut portal.db.read().await?).await?;
    if standing.installed != from {
        return Err(stale());
    }
    if let Some(problem) = problem {
        refuse(&mut form, problem);
    } else if standing.stage() == Stage::Rest {
        check(&mut form, &typed);
    }
    let mut held = None;
    if !form.is_wrong() {
        held = reauth::among(&installed.visit, password, &mut form).await?;
    }
    if form.is_wrong() {
        let again = page(&installed, HeldBack::status(held.as_ref()), form, typed, "").await?;
        return Ok(HeldBack::finish(held.as_ref(), again));
    }
    let permit = installed.permit.clone();
    let order = Order { from, reason: typed.reason.clone(), permit };
    // A task of its own goes on to the end when the browser goes away.
    match rt::spawn(run(portal.clone(), order)).await.map_err(Error::broken)? {
        Ok(done) => installed.visit.done(PATH, message(&done)),
        Err(error) => {
            refuse(&mut form, told(error)?);
            page(&installed, StatusCode::UNPROCESSABLE_ENTITY, form, typed, "").await
        }
    }
}

fn take(form: &mut Form) -> Typed {
    let mut ticked = |name: &str| !form.take(name).is_empty();
    let (backup, copies, servers) = (ticked("backup"), ticked("copies"), ticked("servers"));
    Typed { backup, copies, servers, reason: form.reason() }
}

fn check(form: &mut Form, typed: &Typed) {
    let open: [(bool, &str, Text); 3] = [
        (typed.backup, "backup", text("还没有确认备份", "The backup is not confirmed")),
        (typed.copies, "copies", text("还没有确认由谁保管", "Who keeps copies is not confirmed")),
        (
            typed.servers,
            "servers",
            text("还没有确认其他服务器", "The other servers are not confirmed"),
        ),
    ];
    for (_, name, what) in open.into_iter().filter(|(ticked, ..)| !ticked) {
        form.wrong(name, what);
    }
}

/// Says what is wrong with the whole.
fn refuse(form: &mut Form, text: Message) {
    form.errors.push(PageError { label: None, field: None, text });
}

async fn run(portal: web::Data<Portal>, order: Order) -> Result<Done> {
    let Some(_changing) = portal.vault.begin_change() else { return Err(at_the_same_time()) };
    let file = portal.vault.file()?;
    let name = installation::master(&mut portal.db.read().await?).await?;
    if name != order.from {
        return Err(at_the_same_time());
    }
    let done = match Standing::look(file, name)?.stage() {
        Stage::Rest | Stage::Made | Stage::Kept => {
            let rotation = Rotation::of(&portal.db, &portal.installation, file)?;
            Done::Anew(rotation.run(&order.permit, &order.reason).await?)
        }
        Stage::Rewrapped => {
            adopt(file)?;
            Done::Finished(order.from)
        }
        Stage::Behind => return Err(crate::vault::wrong_master_key()),
    };
    let to = match &done {
        Done::Anew(anew) => &anew.to,
        Done::Finished(to) => to,
    };
    portal.vault.follow(to)?;
    Ok(done)
}

fn message(done: &Done) -> Message {
    match done {
        Done::Anew(Anew { to, keys, .. }) => Message::new(
            format!(
                "主密钥已更换为 {to}，重新包裹了 {keys} 把数据密钥。现在请备份新文件，并把它复制到其他服务器。"
            ),
            format!(
                "The master key is now {to}; {keys} data keys are re-wrapped. Now back up the new file and copy it to the other servers."
            ),
        ),
        Done::Finished(to) => Message::new(
            format!(
                "上次没有完成的更换已经完成：主密钥是 {to}。现在请备份新文件，并把它复制到其他服务器。"
            ),
            format!(
                "The interrupted change is finished: the master key is {to}. Now back up the new file and copy it to the other servers."
            ),
        ),
    }
}

fn stale() -> Fault {
    Fault::saying(
        StatusCode::CONFLICT,
        text(
            "在您打开页面之后，主密钥已经更换过。这次没有再更换。",
            "The master key was changed after you opened the page. It was not changed again.",
        ),
    )
}
