//! Preparing the next secret of a key: who depends on it, what is to be done at the vendor, and the
//! form that takes it in or makes it.

use actix_web::http::StatusCode;
use askama::Template;

use super::{LIST, scheme_label, take_secret};
use crate::catalog::form::Choice;
use crate::channels;
use crate::channels::signing::ChangeOver;
use crate::clock::{HOUR, Millis};
use crate::domain::ring::{Overlap, Successor, Unfit};
use crate::domain::{Act, Key, Ring};
use crate::rights::{EditKeys, Permission};
use crate::secret::Secret;
use crate::store::Write;
use crate::store::secrets::{self, Kept};
use crate::store::windows::{self, Used};
use crate::text::{Message, Text, text};
use crate::vault;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, ZONE_SHOWN, local_time, quiet_hour};
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::ui::Ui;
use crate::web::vendor_switch::VendorSwitch;

const DAY: Millis = 24 * HOUR;

/// Overlaps that can be chosen, the proposed one included.
const OVERLAPS: &[(&str, Option<Millis>, Text)] = &[
    ("now", Some(0), text("不重叠", "None")),
    ("1h", Some(HOUR), text("1 小时", "1 hour")),
    ("24h", Some(DAY), text("24 小时", "24 hours")),
    ("7d", Some(7 * DAY), text("7 天", "7 days")),
    ("own", None, text("到指定时间", "Until a time")),
];
const PROPOSED: &str = "7d";

#[derive(Template)]
#[template(path = "keys/rotate.html")]
pub struct RotatePage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub scheme: String,
    pub version: i64,
    pub dependants: Vec<windows::Line>,
    pub change: ChangeOver,
    pub switch: Option<VendorSwitch>,
    pub quiet: Option<Moment>,
    pub zone: &'static str,
    pub sources: Vec<Choice>,
    pub overlaps: Vec<Choice>,
    pub typed: Typed,
}

#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub made: bool,
    pub overlap: String,
    pub until: String,
    pub reason: String,
}

/// How the key's vendor goes from one key to the next; unknown schemes get the general advice.
pub fn change_over(key: &Key) -> ChangeOver {
    let general = ChangeOver { at_once: None, made_here: false, steps: &[] };
    channels::scheme(&key.scheme).map_or(general, channels::Scheme::change_over)
}

pub fn source_choices(change: &ChangeOver, made: bool) -> Vec<Choice> {
    let paste = Choice::new("paste", text("粘贴新密钥", "Paste the new key"), !made);
    let make = Choice::new("generate", text("由门户生成", "Let the portal make one"), made);
    if change.made_here { vec![paste, make] } else { vec![paste] }
}

pub fn overlap_choices(chosen: &str) -> Vec<Choice> {
    let choice = |(id, _, label): &(&str, _, Text)| Choice::new(*id, *label, *id == chosen);
    OVERLAPS.iter().map(choice).collect()
}

pub async fn ask(Scoped { within, object: key }: Scoped<Key, EditKeys>) -> Answer {
    let typed = Typed { overlap: PROPOSED.to_owned(), ..Typed::default() };
    page(&within, StatusCode::OK, key, typed, Form::default()).await
}

async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    key: Key,
    typed: Typed,
    form: Form,
) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let dependants = windows::using(&mut read, within.enterprise.id, Used::Key(key.id)).await?;
    let switch = VendorSwitch::of_key(&mut read, within, &key).await?;
    drop(read);
    let mut ui = ui_of(within, &key, text("轮换密钥", "Rotate the key"))?;
    ui.errors = form.errors;
    let change = change_over(&key);
    let page = RotatePage {
        ui,
        base: within.path(""),
        scheme: scheme_label(&key.scheme, within.visit.lang()),
        version: key.version,
        dependants,
        switch,
        quiet: quiet_hour(portal.clock.now()),
        zone: ZONE_SHOWN,
        sources: source_choices(&change, typed.made),
        overlaps: overlap_choices(&typed.overlap),
        change,
        typed,
        key,
    };
    within.visit.page(status, &page)
}

/// The frame of a page below one key.
pub fn ui_of<P: Permission>(within: &Within<P>, key: &Key, title: Text) -> Result<Ui, Fault> {
    let mut ui = within.ui_below_list(title, LIST)?;
    let to = within.path(&format!("/keys/{}", key.id));
    ui.crumbs.push(crate::web::ui::Crumb::to(&key.name, to));
    Ok(ui)
}

/// The version that the page was drawn from, so that nobody acts on what has changed meanwhile.
pub fn seen(form: &mut Form, key: &Key) -> Result<i64, Fault> {
    match form.take("version").as_str() {
        "" => Ok(key.version),
        typed => typed.parse().map_err(|_| Fault::status(StatusCode::BAD_REQUEST)),
    }
}

/// Somebody else was faster: the page that is in force now has to be looked at first.
pub fn stale() -> Fault {
    let told = text(
        "在您打开页面之后，有人改动了这个密钥，所以没有执行。请回到密钥页查看现在的状态。",
        "Somebody changed this key after you opened the page, so nothing was done. Go back to the key and look how it stands now.",
    );
    Fault::saying(StatusCode::CONFLICT, told)
}

pub async fn make(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, EditKeys>>,
) -> Answer {
    let seen = seen(&mut form, &key)?;
    let now = within.visit.portal.clock.now();
    let (typed, secret, overlap) = take(&mut form, &key, now)?;
    form.finish();
    let mut read = within.visit.portal.db.read().await?;
    let ring = secrets::ring(&mut read, key).await?;
    drop(read);
    let (Some(overlap), false) = (overlap, form.is_wrong()) else {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, ring.key, typed, form).await;
    };
    let portal = &within.visit.portal;
    let new = Successor {
        fingerprint: portal.vault.fingerprint(&secret, &within.enterprise.id.to_string())?,
        elsewhere: ring.key.elsewhere,
        overlap,
    };
    match ring.rotate(new, now) {
        Ok((next, change)) => {
            let act = Act::new(change).because(typed.reason.clone());
            match within
                .write(act, async |write| store(&within, write, &next, &secret, seen).await)
                .await?
            {
                Saved::Done => done(&within, &next, &typed),
                Saved::Stale | Saved::Taken => Err(stale()),
            }
        }
        Err(unfit) => {
            refuse(&mut form, unfit);
            page(&within, StatusCode::UNPROCESSABLE_ENTITY, ring.key, typed, form).await
        }
    }
}

async fn store(
    within: &Within<EditKeys>,
    write: &mut Write<'_>,
    next: &Ring,
    secret: &Secret,
    seen: i64,
) -> crate::error::Result<()> {
    let Some(newest) = next.versions.first() else { return Ok(()) };
    let (vault, place) = (&within.visit.portal.vault, (newest.number, newest.elsewhere));
    let kept = Kept::of(write, vault, &next.key, place, secret).await?;
    secrets::insert(write, &next.key, newest, kept).await?;
    secrets::turn(write, next, seen).await
}

fn done(within: &Within<EditKeys>, next: &Ring, typed: &Typed) -> Answer {
    let number = next.versions.first().map_or(0, |newest| newest.number);
    let said = if typed.made {
        Message::new(
            format!(
                "已生成新密钥 #{number}，待启用。用“查看内容”取出它，填到厂商后台和后端，再启用。"
            ),
            format!(
                "Secret #{number} is made and pending. Take it out with “Reveal”, put it into the vendor’s console and the back ends, then activate it."
            ),
        )
    } else {
        Message::new(
            format!("已封存新密钥 #{number}，待启用。按清单交接之后再启用。"),
            format!(
                "Secret #{number} is sealed and pending. Hand it over as the check-list says, then activate it."
            ),
        )
    };
    within.visit.done(&within.path(&format!("/keys/{}", next.key.id)), said)
}

fn take(
    form: &mut Form,
    key: &Key,
    now: Millis,
) -> Result<(Typed, Secret, Option<Overlap>), Fault> {
    let made = form.take("source") == "generate";
    let chosen = form.take("overlap");
    let typed = Typed {
        made,
        overlap: if chosen.is_empty() { PROPOSED.to_owned() } else { chosen },
        until: form.line("until"),
        reason: form.reason(),
    };
    let secret = if made { vault::generate()? } else { take_secret(form) };
    // A box that stays filled beside the other choice is no key; asked for so that it is known.
    form.take("secret");
    if made && (key.elsewhere || !change_over(key).made_here) {
        form.wrong(
            "source",
            text("这种密钥由厂商发放，请粘贴", "The vendor hands out this kind of key: paste it"),
        );
    }
    let overlap = overlap(form, &typed, now);
    Ok((typed, secret, overlap))
}

fn overlap(form: &mut Form, typed: &Typed, now: Millis) -> Option<Overlap> {
    let Some((_, length, _)) = OVERLAPS.iter().find(|(id, ..)| *id == typed.overlap) else {
        form.wrong("overlap", text("请选择重叠期", "Choose an overlap"));
        return None;
    };
    if let Some(length) = length {
        return Some(Overlap::For(*length));
    }
    let until = local_time(&typed.until).filter(|until| *until > now);
    if until.is_none() {
        let rule = text(
            "请写一个将来的时间，例如 2027-03-31 04:00（UTC+8）",
            "Write a time to come, such as 2027-03-31 04:00 (UTC+8)",
        );
        form.wrong("until", rule);
    }
    until.map(Overlap::Until)
}

fn refuse(form: &mut Form, unfit: Unfit) {
    match unfit {
        Unfit::Same(number) => form.wrong(
            "secret",
            Message::new(
                format!("这就是密钥 #{number}（指纹相同），不是新的"),
                format!("This is secret #{number} again (same fingerprint), not a new one"),
            ),
        ),
        Unfit::PendingAlready(number) => form.wrong(
            "secret",
            Message::new(
                format!("密钥 #{number} 还在等待启用：先启用或放弃它"),
                format!("Secret #{number} still waits: activate or discard it first"),
            ),
        ),
        Unfit::NotNow => form.wrong("secret", text("现在不能轮换", "It cannot be rotated now")),
    }
}
