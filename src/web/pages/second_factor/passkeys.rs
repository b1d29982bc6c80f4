//! The own passkeys: the list, adding one with the browser's help, and taking one away.

use actix_web::http::{StatusCode, header};
use askama::Template;

use super::{FirstCodes, PATH as BACK, find, take_away};
use crate::access::SignedIn;
use crate::access::passkeys::{Ceremony, Fresh, Hindrance, Relying};
use crate::config::PublicUrl;
use crate::domain::second_factor::{Kind, LONGEST_NAME, MOST_PASSKEYS};
use crate::domain::{Act, FactorId, SecondFactor};
use crate::error::Kind as Wrong;
use crate::store::Write;
use crate::store::second_factors::{self, Stored};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::me;
use crate::web::scope::Member;
use crate::web::ui::{NavItem, Ui};
use crate::web::visit::Visit;

pub const PATH: &str = "/me/second-factor/passkeys";
pub const NEW: &str = "/me/second-factor/passkeys/new";
/// Bytes that the answer of a browser may have.
pub const LONGEST_ANSWER: usize = 16 * 1024;
/// The unique rule that one credential of two people would break.
const ONE_CREDENTIAL: &str = "passkeys_credential_hash_key";

/// What a page says of the own passkeys.
pub(super) struct Section {
    pub lines: Vec<Line>,
    /// Why none can be added, or used, at this address.
    pub hindrance: Option<Text>,
    pub full: bool,
}

pub(super) struct Line {
    pub id: String,
    pub name: String,
    pub since: Moment,
    pub used: Option<Moment>,
    /// Why it is of no use at present.
    pub idle: Option<Message>,
}

impl Section {
    pub fn of(url: &PublicUrl, held: &[Stored]) -> Self {
        let relying = Relying::of(url);
        let keys = held.iter().filter(|one| one.factor.kind == Kind::Passkey);
        let lines: Vec<Line> = keys.map(|one| Line::of(one, &relying)).collect();
        let full = i64::try_from(lines.len()).is_ok_and(|count| count >= MOST_PASSKEYS);
        Section { lines, hindrance: relying.err().map(why), full }
    }
}

impl Line {
    fn of(stored: &Stored, relying: &Result<Relying, Hindrance>) -> Self {
        let host = &stored.place.host;
        let idle = match relying {
            Ok(relying) if relying.id == *host => None,
            Err(Hindrance::NotBuilt) => Some(why(Hindrance::NotBuilt).into()),
            Ok(_) | Err(_) => Some(Message::new(
                format!("属于另一个地址（{host}），在这里不能用"),
                format!("Belongs to another address ({host}) and is of no use here"),
            )),
        };
        let factor = &stored.factor;
        Line {
            id: factor.id.to_string(),
            name: factor.name.clone(),
            since: moment(factor.created_at),
            used: stored.used_at.map(moment),
            idle,
        }
    }
}

/// Why there are no passkeys here.
pub fn why(hindrance: Hindrance) -> Text {
    match hindrance {
        Hindrance::NotBuilt => text(
            "这个版本的程序编译时没有包含通行密钥功能。",
            "This build of the program cannot use passkeys.",
        ),
        Hindrance::NotSecure => text(
            "通行密钥需要 HTTPS：浏览器在明文 HTTP 的地址上不提供它。",
            "Passkeys need HTTPS: browsers refuse them at addresses with plain HTTP.",
        ),
        Hindrance::NoName => text(
            "通行密钥需要域名：浏览器不为用数字写的 IP 地址提供它。请把公开地址改为域名。",
            "Passkeys need a name: browsers refuse them at IP addresses. Give the public URL a host name.",
        ),
    }
}

/// Where to go instead, for whoever came to this machine by its number: browsers take its name alone.
pub fn elsewhere(visit: &Visit, relying: &Relying) -> Option<String> {
    let asked = visit.request().headers().get(header::HOST)?.to_str().ok()?;
    let host = asked.rsplit_once(':').map_or(asked, |(host, _)| host);
    (!host.eq_ignore_ascii_case(&relying.id)).then(|| relying.origin.clone())
}

/// What the script needs to ask the browser.
pub struct Prompt {
    /// JSON.
    pub options: String,
    /// The address at which it works, where this is another one.
    pub elsewhere: Option<String>,
}

#[derive(Template)]
#[template(path = "second_factor/passkey.html")]
pub(super) struct AddPage {
    pub ui: Ui,
    pub tabs: Vec<NavItem>,
    pub name: String,
    /// Or why there is nothing to ask.
    pub prompt: Result<Prompt, Text>,
}

pub async fn ask(Member { visit }: Member) -> Answer {
    page(&visit, StatusCode::OK, String::new(), Form::default()).await
}

async fn page(visit: &Visit, status: StatusCode, name: String, form: Form) -> Answer {
    let prompt = match Relying::of(&visit.portal.public_url) {
        Err(hindrance) => Err(why(hindrance)),
        Ok(relying) => prompt(visit, &relying).await?,
    };
    let mut ui = visit.ui(text("添加通行密钥", "Add a passkey"))?;
    ui.errors = form.errors;
    visit.page(status, &AddPage { ui, tabs: me::tabs(BACK), name, prompt })
}

async fn prompt(visit: &Visit, relying: &Relying) -> Result<Result<Prompt, Text>, Fault> {
    if is_full(visit).await? {
        return Ok(Err(FULL));
    }
    let options = ceremony(visit, relying)?.ask_for_new().await?;
    Ok(Ok(Prompt { options, elsewhere: elsewhere(visit, relying) }))
}

pub(super) const FULL: Text = text(
    "最多 10 个通行密钥。请先移除一个不用的。",
    "Ten passkeys are the most. Remove one that you do not need first.",
);

async fn is_full(visit: &Visit) -> Result<bool, Fault> {
    let person = visit.person()?.person.id;
    let held = second_factors::of_person(&mut visit.portal.db.read().await?, person).await?;
    Ok(Section::of(&visit.portal.public_url, &held).full)
}

fn ceremony<'a>(visit: &'a Visit, relying: &'a Relying) -> Result<Ceremony<'a>, Fault> {
    let SignedIn { person, session, .. } = visit.person()?;
    let (db, vault) = (&visit.portal.db, &visit.portal.vault);
    Ok(Ceremony { db, vault, relying, person, holder: session })
}

/// A name, and what the browser answered.
fn take(form: &mut Form) -> (String, String) {
    let (name, answer) = (form.required_line("name"), form.take("credential"));
    form.finish();
    if name.chars().count() > LONGEST_NAME {
        let said = Message::new(
            format!("最多 {LONGEST_NAME} 个字符"),
            format!("At most {LONGEST_NAME} characters"),
        );
        form.wrong("name", said);
    }
    if answer.is_empty() || answer.len() > LONGEST_ANSWER {
        form.wrong("credential", NOT_TAKEN);
    }
    (name, answer)
}

/// Stores what the browser made, once it answers the question of this session.
pub async fn add(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let (name, answer) = take(&mut form);
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let relying = Relying::of(&visit.portal.public_url);
    let (Ok(relying), false) = (relying, form.is_wrong()) else {
        return page(&visit, wrong, name, form).await;
    };
    let SignedIn { person, grants, second_factor, .. } = visit.person()?;
    let clock = &visit.portal.clock;
    let id = FactorId(clock.id());
    let made = ceremony(&visit, &relying)?.read_new(&id.to_string(), &answer).await?;
    let Some(Fresh { place, sealed }) = made else {
        form.wrong("credential", NOT_TAKEN);
        return page(&visit, wrong, name, form).await;
    };
    let (new, change) = SecondFactor::add_passkey(id, person, &name, clock.now());
    let first = FirstCodes::of(*second_factor)?;
    let work = async |write: &mut Write<'_>| {
        second_factors::insert_passkey(write, &new, &sealed, &place).await?;
        second_factors::give_codes(write, person.id, first.hashes()).await?;
        Ok(Act::new(change.clone()))
    };
    let error = match visit.portal.db.write(&grants.own_session(), work).await {
        Ok(()) => {
            let zh = format!("已添加通行密钥“{name}”");
            return first.told(&visit, Message::new(zh, format!("The passkey “{name}” is added")));
        }
        Err(error) => error,
    };
    match error.kind() {
        Wrong::Taken if error.constraint() == Some(ONE_CREDENTIAL) => {
            form.wrong("credential", KNOWN);
        }
        Wrong::Taken => {
            form.wrong("name", text("已经有一个叫这个名字的", "You have one of this name"));
        }
        // Another window added one at the same moment.
        Wrong::Conflict => form.wrong("credential", NOT_TAKEN),
        _ => return Err(error.into()),
    }
    page(&visit, wrong, name, form).await
}

const NOT_TAKEN: Text = text(
    "没有添加：浏览器的回答不完整、等得太久或已经用过。请再按一次按钮",
    "Not added: what the browser answered is incomplete, too late or was used already. Press the button once more",
);
const KNOWN: Text = text("这个通行密钥已经添加过了", "This passkey was added already");

pub async fn remove(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: FactorId = id.parse().map_err(|_| Fault::not_found())?;
    let fits = |factor: &SecondFactor| factor.id == id && factor.kind == Kind::Passkey;
    let key = find(&visit, fits).await?.ok_or_else(Fault::not_found)?;
    take_away(&visit, &key).await
}
