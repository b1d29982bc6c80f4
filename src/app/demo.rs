//! The demo: one example of everything, and four people with one password.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::access::Passwords;
use crate::clock::{Millis, random};
use crate::domain::window::{Content, Environment};
use crate::domain::{
    Account, AccountId, Act, Change, Enterprise, EnterpriseId, Key, KeyId, Log, Meta, Person,
    PersonId, Plugin, PluginId, Window, WindowId, account, enterprise, key, plugin, window,
};
use crate::error::{Error, Result};
use crate::rights::{Grant, Grants, ManagePeople, Origin, Permit, Place, Role};
use crate::secret::Secret;
use crate::store::{Db, Write, accounts, enterprises, keys, people, plugins, windows};
use crate::vault::{Binding, Vault};

/// Sobot's own documentation uses this number; no real enterprise has it.
const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";
const KEY: &str = "test-key-0001";
const PLUGID: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

const PEOPLE: &[(&str, &str, Role)] = &[
    ("owner", "陈静", Role::Owner),
    ("admin", "王芳", Role::Admin),
    ("developer", "李强", Role::Developer),
    ("auditor", "赵敏", Role::Auditor),
];

/// Fills an empty demo, and makes the password of its people the one that is printed.
pub async fn prepare(
    db: &Db,
    vault: &Vault,
    passwords: &Passwords,
    directory: &Path,
) -> Result<Secret> {
    let password = password(directory)?;
    let permit = Grants::system("demo", Origin::default())
        .permit::<ManagePeople>(Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))?;
    if db.has_people().await? {
        renew_passwords(db, passwords, &permit, &password).await?;
    } else {
        fill(db, vault, passwords, &permit, &password).await?;
    }
    Ok(password)
}

/// The kept password, the one from the environment, or a new one.
fn password(directory: &Path) -> Result<Secret> {
    let file = directory.join("demo-password");
    let kept = fs::read_to_string(&file)
        .ok()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    let given = std::env::var("JIERU_DEMO_PASSWORD").ok().filter(|text| !text.is_empty());
    let password = given.or_else(|| kept.clone()).map_or_else(new_password, Ok)?;
    if kept.as_deref() != Some(&password) {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&file).and_then(|mut file| writeln!(file, "{password}"));
        written.map_err(Error::broken)?;
    }
    Ok(Secret::new(password))
}

fn new_password() -> Result<String> {
    let bytes: [u8; 9] = random()?;
    Ok(base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes))
}

fn email(local: &str) -> String {
    format!("{local}@demo.example")
}

async fn renew_passwords(
    db: &Db,
    passwords: &Passwords,
    permit: &Permit<ManagePeople>,
    password: &Secret,
) -> Result<()> {
    for (local, ..) in PEOPLE {
        let mut read = db.read().await?;
        let Some(person) = people::find_by_email(&mut read, &email(local)).await? else { continue };
        let stored = people::password(&mut read, person.id).await?;
        drop(read);
        if passwords.verify(password.clone(), Some(stored)).await? {
            continue;
        }
        let hash = passwords.hash(password.clone()).await?;
        let (now, change) = (db.clock().now(), person.password_reset());
        let write = async |write: &mut Write<'_>| {
            people::set_password(write, person.id, hash.clone(), now).await?;
            Ok(change.clone().into())
        };
        db.write(permit, write).await?;
    }
    Ok(())
}

/// Everything in one transaction: a demo is whole or not there.
async fn fill(
    db: &Db,
    vault: &Vault,
    passwords: &Passwords,
    permit: &Permit<ManagePeople>,
    password: &Secret,
) -> Result<()> {
    let now = db.clock().now();
    let example = Example::new(db, vault, now)?;
    let mut staff = Vec::new();
    for (local, name, role) in PEOPLE {
        let (person, change) =
            Person::create(PersonId(db.clock().id()), email(local), (*name).to_owned(), now);
        staff.push((person, change, *role, passwords.hash(password.clone()).await?));
    }
    let write = async |write: &mut Write<'_>| {
        let mut act = example.write(write).await?;
        for (person, change, role, hash) in &staff {
            people::insert(write, person, hash.clone()).await?;
            act = act.and(change.clone());
            for grant in grants(*role, example.enterprise.id) {
                people::give(write, person.id, grant, now).await?;
                act = act.and(given(person, grant));
            }
        }
        Ok(act)
    };
    db.write(permit, write).await
}

/// Everybody works in the demo enterprise; the owner also owns the installation.
fn grants(role: Role, enterprise: EnterpriseId) -> Vec<Grant> {
    let mut grants = vec![Grant { place: Place::Enterprise(enterprise), role }];
    if role == Role::Owner {
        grants.push(Grant { place: Place::Installation, role });
    }
    grants
}

fn given(person: &Person, grant: Grant) -> Change {
    let log = match grant.place {
        Place::Installation => Log::Installation,
        Place::Enterprise(id) => Log::Enterprise(id),
    };
    let fields = vec![("role".to_owned(), Some(grant.role.name().to_owned()))];
    Change::creation(log, "grant.given", "grant", person.id, fields).detail("name", &person.name)
}

/// The registered objects of the demo.
struct Example {
    enterprise: Enterprise,
    account: Account,
    key: Key,
    sealed: crate::vault::Sealed,
    plugin: Plugin,
    windows: Vec<Window>,
    changes: Vec<Change>,
}

impl Example {
    fn new(db: &Db, vault: &Vault, now: Millis) -> Result<Self> {
        let clock = db.clock();
        let meta = |owner: &str| Meta {
            owner: owner.to_owned(),
            tags: vec!["demo".to_owned()],
            note: String::new(),
        };
        let draft =
            enterprise::Draft { name: "深圳示例科技".to_owned(), meta: meta("王芳") };
        let (enterprise, first) =
            Enterprise::create(EnterpriseId(clock.id()), "demo".to_owned(), draft, now);
        let draft = account::Draft {
            name: "官网智齿账号".to_owned(),
            values: [("sysnum", SYSNUM), ("host", "demo.sobot.com")]
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            meta: meta("王芳"),
        };
        let (account, second) =
            Account::create(AccountId(clock.id()), enterprise.id, "sobot".to_owned(), draft, now);
        let (key, third, sealed) = sealed_key(vault, KeyId(clock.id()), &account, now)?;
        let settings = plugin::Settings {
            name: "商城售前按钮".to_owned(),
            plugid: PLUGID.to_owned(),
            provider: "wx104a1a20c3f81ec2".to_owned(),
            plugin_version: "1.4.3".to_owned(),
            alias: "contactPlugin".to_owned(),
        };
        let draft = plugin::Draft { settings, meta: meta("李强") };
        let (plugin, fourth) = Plugin::create(PluginId(clock.id()), enterprise.id, draft, now);
        let mut changes = vec![first, second, third, fourth];
        let mut made = Vec::new();
        for (code, channel, content) in contents(&account, &key, &plugin) {
            let draft = window::Draft { content, meta: meta("李强") };
            let (window, change) = Window::create(
                WindowId(clock.id()),
                enterprise.id,
                code.to_owned(),
                channel.to_owned(),
                draft,
                now,
            );
            made.push(window);
            changes.push(change);
        }
        Ok(Example { enterprise, account, key, sealed, plugin, windows: made, changes })
    }

    async fn write(&self, write: &mut Write<'_>) -> Result<Act> {
        enterprises::insert(write, &self.enterprise).await?;
        accounts::insert(write, &self.account).await?;
        keys::insert(write, &self.key, self.sealed.clone()).await?;
        plugins::insert(write, &self.plugin).await?;
        for window in &self.windows {
            windows::insert(write, window).await?;
        }
        let mut changes = self.changes.iter().cloned();
        let first = changes.next().ok_or_else(|| Error::broken("an empty example"))?;
        Ok(changes.fold(Act::new(first), Act::and))
    }
}

fn sealed_key(
    vault: &Vault,
    id: KeyId,
    account: &Account,
    now: Millis,
) -> Result<(Key, Change, crate::vault::Sealed)> {
    let (secret, tenant) = (Secret::new(KEY), account.enterprise.to_string());
    let identity = key::Identity {
        id,
        enterprise: account.enterprise,
        account: account.id,
        scheme: "sobot_web_md5".to_owned(),
        fingerprint: vault.fingerprint(&secret, &tenant)?,
    };
    let draft = key::Draft {
        name: "官网签名密钥".to_owned(),
        expires_on: String::new(),
        meta: Meta::default(),
    };
    let (key, change) = Key::create(identity, draft, now);
    let sealed = vault.seal(
        &secret,
        Binding { tenant: &tenant, row: &id.to_string(), number: key.secret_number },
    )?;
    Ok((key, change, sealed))
}

/// One window of every kind, with options that show something.
fn contents(
    account: &Account,
    key: &Key,
    plugin: &Plugin,
) -> [(&'static str, &'static str, Content); 3] {
    let link = Content {
        name: "官网售前咨询".to_owned(),
        target: "link".to_owned(),
        environment: Environment::Production,
        account: Some(account.id),
        key: Some(key.id),
        window: object(json!({"variant": "h5"})),
        parameters: object(json!({
            "color": "04babc", "locale": "cn", "top_bar_flag": "true", "title_flag": "2", "custom_title": "在线客服", "msg_flag": "true"
        })),
        visitor: object(json!({"partnerid": "test-001", "uname": "测试访客"})),
        ..Content::default()
    };
    let component = Content {
        name: "官网右下角组件".to_owned(),
        target: "component".to_owned(),
        account: Some(account.id),
        window: object(json!({"init": "auto"})),
        parameters: object(
            json!({"color": "04babc", "location": "1", "robot_hello_word": "您好，请问有什么可以帮您？"}),
        ),
        ..Content::default()
    };
    let wecom = Content {
        name: "订单页企业微信按钮".to_owned(),
        target: "mini_program".to_owned(),
        plugin: Some(plugin.id),
        window: object(json!({"staff": "single", "page": "pages/order/detail"})),
        parameters: object(
            json!({"styleType": "1", "isMask": "true", "contactText": "1", "buttonText": "0"}),
        ),
        ..Content::default()
    };
    [
        ("sobot-link", "sobot", link),
        ("sobot-web", "sobot", component),
        ("wecom-order", "wecom", wecom),
    ]
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
