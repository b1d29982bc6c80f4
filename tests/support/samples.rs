//! One object of each kind, not stored yet, and the event of its creation.

use jieru::{
    app::Opened,
    clock::{Clock, Millis},
    domain::{
        AccessRequest, AccessRequestId, Account, AccountId, Act, Change, ChangeRequest, Enterprise,
        EnterpriseId, Handover, HandoverId, Invitation, InvitationId, Key, KeyId, LeaveTemplate,
        LeaveTemplateId, Log, Meta, PersonId, Plugin, PluginId, Release, ReleaseId, RequestId,
        VipField, VipFieldId, Window,
        access_request::Wish,
        account, enterprise,
        handover::{Order, Purpose, USUAL},
        invitation, key, leave_template,
        object_release::Candidate,
        plugin,
        release::{Cut, File, Inputs, Occasion},
        request::{self, By, Item, Source},
        vip_field,
    },
    secret::Secret,
    store::{Write, keys, requests::Watched, secrets::Kept},
    vault::Vault,
};

use super::world::{SECRET, SYSNUM};

pub fn sample_enterprise(clock: &Clock, slug: &str, now: Millis) -> (Enterprise, Change) {
    let meta = Meta {
        owner: "王芳".to_owned(),
        tags: vec!["华南".to_owned(), "vip".to_owned()],
        note: "第一行\n第二行".to_owned(),
    };
    let draft = enterprise::Draft { name: format!("企业 {slug}"), meta };
    Enterprise::create(EnterpriseId(clock.id()), slug.to_owned(), draft, now)
}

pub fn sample_account(
    clock: &Clock,
    enterprise: EnterpriseId,
    name: &str,
    now: Millis,
) -> (Account, Change) {
    let values = [("sysnum", SYSNUM), ("host", "demo.sobot.com")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let draft =
        account::Draft { name: name.to_owned(), values: values.into(), meta: Meta::default() };
    Account::create(AccountId(clock.id()), enterprise, "sobot".to_owned(), draft, now)
}

pub fn sample_key(opened: &Opened, account: &Account, now: Millis) -> (Key, Change) {
    let (vault, secret) = (&opened.vault, Secret::new(SECRET));
    let (tenant, id) = (account.enterprise.to_string(), KeyId(opened.db.clock().id()));
    let identity = key::Identity {
        id,
        enterprise: account.enterprise,
        account: account.id,
        scheme: "sobot_web_md5".to_owned(),
        fingerprint: vault.fingerprint(&secret, &tenant).expect("a fingerprint"),
        elsewhere: false,
    };
    let draft = key::Draft {
        name: "官网密钥".to_owned(),
        expires_on: "2030-01-31".to_owned(),
        meta: Meta::default(),
    };
    Key::create(identity, draft, now)
}

/// Stores a key whose secret is [`SECRET`].
pub async fn store_key(
    write: &mut Write<'_>,
    vault: &Vault,
    key: &Key,
) -> jieru::error::Result<()> {
    let (place, secret) = ((key.secret_number, false), Secret::new(SECRET));
    let kept = Kept::of(write, vault, key, place, &secret).await?;
    keys::insert(write, key, kept).await
}

pub fn sample_plugin(clock: &Clock, enterprise: EnterpriseId, now: Millis) -> (Plugin, Change) {
    let settings = plugin::Settings {
        name: "商城按钮".to_owned(),
        plugid: "a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned(),
        provider: "wx104a1a20c3f81ec2".to_owned(),
        plugin_version: "1.4.3".to_owned(),
        alias: "contactPlugin".to_owned(),
    };
    let draft = plugin::Draft { settings, meta: Meta::default() };
    Plugin::create(PluginId(clock.id()), enterprise, draft, now)
}

pub fn sample_template(
    clock: &Clock,
    enterprise: EnterpriseId,
    now: Millis,
) -> (LeaveTemplate, Change) {
    let settings = leave_template::Settings {
        name: "售后留言".to_owned(),
        templateid: "5f2c1a9b7d3e4c6f".to_owned(),
        groupid: "after-sales".to_owned(),
        locale: "cn".to_owned(),
    };
    let draft = leave_template::Draft { settings, meta: Meta::default() };
    LeaveTemplate::create(LeaveTemplateId(clock.id()), enterprise, draft, now)
}

pub fn sample_field(clock: &Clock, enterprise: EnterpriseId, now: Millis) -> (VipField, Change) {
    named_field(clock, enterprise, ("金卡", "05bcdc56e681"), now)
}

/// One with a name and a key of its own: an enterprise has each key once.
pub fn named_field(
    clock: &Clock,
    enterprise: EnterpriseId,
    (name, key): (&str, &str),
    now: Millis,
) -> (VipField, Change) {
    let settings = vip_field::Settings {
        name: name.to_owned(),
        key: key.to_owned(),
        alias: "gold".to_owned(),
        class: vip_field::Class::Internal,
        ..vip_field::Settings::default()
    };
    let draft = vip_field::Draft { settings, meta: Meta::default() };
    VipField::create(VipFieldId(clock.id()), enterprise, draft, now)
}

/// A change request that brings a VIP field, by somebody who is none of the people here.
pub fn sample_request(
    clock: &Clock,
    field: &VipField,
    number: i64,
    author: &str,
    now: Millis,
) -> (ChangeRequest, Vec<Watched>, Act) {
    let candidate = Candidate::of(field).expect("a noun that is released");
    let item = Item {
        noun: VipField::NOUN.to_owned(),
        id: field.id.to_string(),
        handle: field.id.to_string(),
        name: field.settings.name.clone(),
        channel: String::new(),
        production: true,
        source: Source::Draft,
        base: 0,
        content_hash: candidate.content_hash,
        released: None,
    };
    let order = request::Order {
        id: RequestId(clock.id()),
        enterprise: field.enterprise,
        number,
        title: format!("变更 {number}"),
        reason: "上线".to_owned(),
        ticket: "OPS-1".to_owned(),
        author: By { id: author.to_owned(), name: "周工".to_owned() },
        items: vec![item],
        release_at: None,
    };
    let (new, act) = ChangeRequest::submit(order, now);
    let watched = vec![(VipField::NOUN.to_owned(), field.id.to_string())];
    (new, watched, act)
}

/// The first release of a window, made of one file that no channel wrote.
pub fn sample_release(clock: &Clock, window: &Window, now: Millis) -> (Release, Vec<File>, Change) {
    let text = "<a href=\"https://demo.sobot.com/\">第一版</a>\n".to_owned();
    let files = vec![File::artifact("native", "link.html", "html", "insert", text)];
    let inputs = Inputs {
        name: window.content.name.clone(),
        channel: window.channel.clone(),
        target: window.content.target.clone(),
        flavour: "native".to_owned(),
        environment: window.content.environment.name().to_owned(),
        ..Inputs::default()
    };
    let occasion = Occasion {
        id: ReleaseId(clock.id()),
        made_by: "王芳".to_owned(),
        made_at: now,
        note: "第一版".to_owned(),
        origin: jieru::domain::release::Origin::default(),
    };
    let cut = Cut { inputs, files: files.clone() };
    let (release, change) = Release::make(window, None, &cut, occasion).expect("a first release");
    (release, files, change)
}

/// A link for the live release, for two days.
/// Somebody who is to be an auditor of the installation.
pub fn sample_invitation(clock: &Clock, email: &str, now: Millis) -> (Invitation, Change) {
    let order = invitation::Order {
        email: email.to_owned(),
        name: format!("受邀 {email}"),
        role: "auditor",
        place: None,
        until: None,
        releases: "all",
        made_by: By { id: String::new(), name: "陈静".to_owned() },
    };
    Invitation::make(InvitationId(clock.id()), PersonId(clock.id()), order, now)
}

/// Somebody asks for the role of an auditor for a week.
pub fn sample_access_request(
    clock: &Clock,
    person: PersonId,
    log: Log,
    now: Millis,
) -> (AccessRequest, Change) {
    let wish = Wish { role: "auditor", reason: "排查线上问题".to_owned(), days: Some(7) };
    AccessRequest::make(AccessRequestId(clock.id()), person, log, wish, now)
}

pub fn sample_handover(clock: &Clock, window: &Window, now: Millis) -> (Handover, Change) {
    let order = Order {
        purpose: Purpose::Code,
        release: "live".to_owned(),
        recipient: "外包 李工".to_owned(),
        made_by: "王芳".to_owned(),
        hours: USUAL,
    };
    Handover::make(HandoverId(clock.id()), window, order, now)
}
