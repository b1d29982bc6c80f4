//! Security keys. A secret comes in through the form; pages show its fingerprint, and only `reveal`
//! shows the secret itself, once.

pub mod activation;
pub mod purge;
pub mod reveal;
pub mod revocation;
pub mod rotation;
#[cfg(test)]
pub mod samples;
mod show;
mod standing;

use actix_web::http::StatusCode;
use askama::Template;

use super::registry::saving::{self, Edit};
use super::registry::{Listed, Look, Shelf, column};
use crate::catalog::form::Choice;
use crate::channels::{self, Scheme};
use crate::domain::key::{Draft, Identity};
use crate::domain::{Account, Act, Change, Key, KeyId, Meta};

use crate::rights::{EditKeys, ViewEnterprise};
use crate::secret::Secret;
use crate::store::secrets::Kept;
use crate::store::shelves::all;
use crate::store::{Read, Trashed, Write, keys};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::is_day;
use crate::web::scope::{List, Saved, Scoped, Within};
use crate::web::ui::Ui;

/// The longest secret that is taken, in bytes.
const SECRET_BYTES: usize = 512;

pub(in crate::web) const LIST: List =
    List { label: text("安全密钥", "Security keys"), path: "/keys" };

static SHELF: Shelf = Shelf {
    noun: Key::NOUN,
    one: text("安全密钥", "Security key"),
    list: LIST,
    lead: None,
    register: text("登记安全密钥", "Register a key"),
    blank: (
        text("还没有安全密钥", "No security key yet"),
        text(
            "在厂商后台开启“安全密钥”后，把它登记在这里，门户就能生成签名链接。密钥加密保存，页面上只显示指纹。",
            "Once the vendor’s console has a security key switched on, register it here so that the portal can make signed links. It is stored encrypted; pages show its fingerprint only.",
        ),
    ),
    columns: &[
        column(text("签名方式", "Scheme"), "scheme", Look::Word),
        column(text("状态", "State"), "state", Look::Word),
        column(text("指纹", "Fingerprint"), "fingerprint", Look::Chip),
        column(text("到期日", "Expires on"), "expires_on", Look::Code),
    ],
    filters: &["scheme", "state"],
    // A secret is sealed for its own key alone.
    clonable: false,
    files: &[],
};

impl Listed for Key {
    type Edit = EditKeys;
    const SHELF: &'static Shelf = &SHELF;
}

#[derive(Template)]
#[template(path = "keys/new.html")]
struct NewPage {
    ui: Ui,
    base: String,
    accounts: Vec<Choice>,
    schemes: Vec<Choice>,
    kept: Vec<Choice>,
    typed: Typed,
}

#[derive(Clone, Debug, Default)]
struct Typed {
    name: String,
    account: String,
    scheme: String,
    elsewhere: bool,
    expires_on: String,
    meta: Meta,
    reason: String,
}

impl Typed {
    fn draft(&self) -> Draft {
        Draft {
            name: self.name.clone(),
            expires_on: self.expires_on.clone(),
            meta: self.meta.clone(),
        }
    }
}

const SEALED: Text = text(
    "已封存密钥。页面上只显示指纹；要看内容需要查看权限，并再次输入密码。",
    "The key is sealed. Pages show its fingerprint only; seeing it takes a right of its own and your password once more.",
);
const NOTED: Text = text(
    "已登记指纹。密钥内容没有保存，门户不能用它签名。",
    "Its fingerprint is registered. The key itself was not kept, and the portal cannot sign with it.",
);

const NAME_TAKEN: Text = text(
    "这个名称已被另一个密钥使用，也可能在回收站里",
    "Another key has this name, perhaps one in the trash",
);

/// What a signature scheme is called; one that no channel knows any more is shown as it is.
fn scheme_label(scheme: &str, lang: Lang) -> String {
    channels::scheme(scheme)
        .map_or_else(|| scheme.to_owned(), |known| known.label().to(lang).to_owned())
}

/// The accounts whose channel signs something.
async fn signing_accounts(
    read: &mut Read,
    within: &Within<EditKeys>,
) -> Result<Vec<Account>, Fault> {
    let id = within.enterprise.id;
    let mut found: Vec<Account> = all(read, id, Trashed::LeftOut).await?;
    found.retain(|account| {
        channels::find(&account.channel).is_some_and(|channel| !channel.schemes().is_empty())
    });
    Ok(found)
}

pub async fn blank(within: Within<EditKeys>) -> Answer {
    new_page(&within, StatusCode::OK, Form::default(), Typed::default()).await
}

async fn new_page(
    within: &Within<EditKeys>,
    status: StatusCode,
    form: Form,
    typed: Typed,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let owned = signing_accounts(&mut read, within).await?;
    let mut known: Vec<&'static dyn Scheme> = Vec::new();
    for channel in owned.iter().filter_map(|account| channels::find(&account.channel)) {
        for scheme in channel.schemes() {
            if !known.iter().any(|other| other.id() == scheme.id()) {
                known.push(*scheme);
            }
        }
    }
    let accounts = owned.iter().map(|account| {
        let chosen = account.id.to_string() == typed.account;
        Choice::new(account.id, Message::name(&account.name), chosen)
    });
    let schemes = known
        .iter()
        .map(|one| Choice::new(one.id(), one.label(), one.id() == typed.scheme))
        .collect();
    let accounts = accounts.collect();
    let mut ui = within.ui_below_list(text("登记安全密钥", "Register a security key"), LIST)?;
    ui.errors = form.errors;
    let kept = kept_choices(typed.elsewhere);
    let page = NewPage { ui, base: within.path(""), accounts, schemes, kept, typed };
    within.visit.page(status, &page)
}

fn kept_choices(elsewhere: bool) -> Vec<Choice> {
    let here = text("封存在门户，可以签名", "Sealed here, to sign with");
    let absent = text("保存在别处，只登记指纹", "Kept elsewhere, fingerprint only");
    vec![Choice::new("here", here, !elsewhere), Choice::new("elsewhere", absent, elsewhere)]
}

fn take(form: &mut Form) -> Typed {
    let typed = Typed {
        name: form.required_line("name"),
        expires_on: form.line("expires_on"),
        meta: form.meta(),
        reason: form.reason(),
        ..Typed::default()
    };
    check_day(form, &typed.expires_on);
    typed
}

fn check_day(form: &mut Form, day: &str) {
    if !day.is_empty() && !is_day(day) {
        form.wrong("expires_on", text("日期应写作 2027-03-31", "Write the day as 2027-03-31"));
    }
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<EditKeys>>) -> Answer {
    let mut typed = take(&mut form);
    (typed.account, typed.scheme) = (form.line("account_id"), form.line("scheme"));
    typed.elsewhere = form.take("kept") == "elsewhere";
    let secret = take_secret(&mut form);
    form.finish();
    let account = signing_account(&within, &mut form, &typed).await?;
    let Some(account) = account.filter(|_| !form.is_wrong()) else {
        return new_page(&within, StatusCode::UNPROCESSABLE_ENTITY, form, typed).await;
    };
    let (new, change) = plan(&within, &account, &typed, &secret)?;
    let act = Act::new(change).because(typed.reason.clone());
    let portal = &within.visit.portal;
    let work = async |write: &mut Write<'_>| {
        let place = (new.secret_number, new.elsewhere);
        let kept = Kept::of(write, &portal.vault, &new, place, &secret).await?;
        keys::insert(write, &new, kept).await
    };
    match within.write(act, work).await? {
        Saved::Done => {
            let done = if new.elsewhere { NOTED } else { SEALED };
            within.visit.done(&within.path(&format!("/keys/{}", new.id)), done.into())
        }
        Saved::Taken | Saved::Stale => {
            form.wrong("name", NAME_TAKEN);
            new_page(&within, StatusCode::UNPROCESSABLE_ENTITY, form, typed).await
        }
    }
}

fn take_secret(form: &mut Form) -> Secret {
    let secret = form.secret("secret");
    if secret.is_empty() {
        form.wrong("secret", text("请粘贴密钥", "Paste the key"));
    } else if secret.expose().len() > SECRET_BYTES || secret.expose().chars().any(char::is_control)
    {
        let rule = text(
            "密钥应为一行，最多 512 字节，不含控制字符",
            "A key is one line of at most 512 bytes without control characters",
        );
        form.wrong("secret", rule);
    }
    secret
}

/// The chosen account, when its channel signs in the chosen way.
async fn signing_account(
    within: &Within<EditKeys>,
    form: &mut Form,
    typed: &Typed,
) -> Result<Option<Account>, Fault> {
    let mut read = within.visit.portal.db.read().await?;
    let owned = signing_accounts(&mut read, within).await?;
    let account = owned.into_iter().find(|account| account.id.to_string() == typed.account);
    let channel = account.as_ref().and_then(|account| channels::find(&account.channel));
    match channel {
        None => form.wrong("account_id", text("请选择渠道账号", "Choose a channel account")),
        Some(channel) if !channel.schemes().iter().any(|scheme| scheme.id() == typed.scheme) => {
            form.wrong("scheme", text("请选择签名方式", "Choose a signature scheme"));
        }
        Some(_) => {}
    }
    Ok(account)
}

/// The key as the registry tells it.
fn plan(
    within: &Within<EditKeys>,
    account: &Account,
    typed: &Typed,
    secret: &Secret,
) -> Result<(Key, Change), Fault> {
    let (portal, tenant) = (&within.visit.portal, within.enterprise.id.to_string());
    let identity = Identity {
        id: KeyId(portal.clock.id()),
        enterprise: within.enterprise.id,
        account: account.id,
        scheme: typed.scheme.clone(),
        fingerprint: portal.vault.fingerprint(secret, &tenant)?,
        elsewhere: typed.elsewhere,
    };
    Ok(Key::create(identity, typed.draft(), portal.clock.now()))
}

pub async fn show(Scoped { within, object: key }: Scoped<Key, ViewEnterprise>) -> Answer {
    let typed = Typed {
        name: key.name.clone(),
        expires_on: key.expires_on.clone(),
        meta: key.meta.clone(),
        ..Typed::default()
    };
    let version = key.version;
    show::page(&within, StatusCode::OK, key, version, typed, Form::default()).await
}

pub async fn save(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, EditKeys>>,
) -> Answer {
    let seen = form.seen_version()?;
    let typed = take(&mut form);
    form.finish();
    if form.is_wrong() {
        return show::page(&within, StatusCode::UNPROCESSABLE_ENTITY, key, seen, typed, form).await;
    }
    let edit = Edit {
        seen,
        edited: key.edit(typed.draft(), within.visit.portal.clock.now()),
        reason: typed.reason.clone(),
        done: text("已保存密钥的说明", "The key’s description is saved").into(),
    };
    if let Some(answer) = saving::save(&within, &form, &key, edit).await? {
        return Ok(answer);
    }
    form.wrong("name", NAME_TAKEN);
    show::page(&within, StatusCode::UNPROCESSABLE_ENTITY, key, seen, typed, form).await
}
