//! An installation at work: two enterprises with one of everything, people of every kind, and a
//! portal that serves it all.

use jieru::{
    access::Passwords,
    app::{self, Opened},
    clock::{Clock, Millis},
    domain::{
        Account, AccountId, Act, Change, ChangeRequest, Enterprise, EnterpriseId, Handover,
        HandoverId, InvitationId, Key, KeyId, LeaveTemplate, LeaveTemplateId, Log, Meta, Person,
        PersonId, Plugin, PluginId, Release, VipField, VipFieldId, Window, WindowId,
        release::File,
        window::{self, Content},
    },
    rights::{Grant, Grants, ManagePeople, Origin, Permit, Place, Role},
    secret::Secret,
    store::{
        Db, Location, Write, access_requests, accounts, enterprises, handovers,
        installation::{self, Setup},
        invitations, leave_templates, people, plugins, releases,
        requests::{self, Watched},
        vip_fields, windows,
    },
    vault::{Vault, token_hash},
};
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::{
    TestDb,
    app::{TestApp, config, start},
    client::Client,
    probe::Probe,
};

pub use super::samples::{
    named_field, sample_access_request, sample_account, sample_enterprise, sample_field,
    sample_handover, sample_invitation, sample_key, sample_plugin, sample_release, sample_request,
    sample_template, store_key,
};

pub const PASSWORD: &str = "correct horse battery";
/// The registered key of both enterprises. It must never be seen anywhere.
pub const SECRET: &str = "zQ7-secret-of-the-test-9x";
pub const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

pub struct World {
    pub app: TestApp,
    pub store: Db,
    pub probe: Probe,
    pub vault: Vault,
    /// `/static/HASH`
    pub assets: String,
    pub alpha: Tenant,
    pub beta: Tenant,
    /// Somebody without any role.
    pub nobody: PersonId,
    /// An open invitation; its token is `invited-to-all`.
    pub invitation: InvitationId,
}

/// An enterprise with one account, key, plugin, template and VIP level, and the windows `link` and `button`.
pub struct Tenant {
    pub id: EnterpriseId,
    pub account: AccountId,
    pub key: KeyId,
    pub plugin: PluginId,
    pub template: LeaveTemplateId,
    pub field: VipFieldId,
    pub window: WindowId,
    /// A hand-over link of the first window; its token is `handed-over-SLUG`.
    pub handover: HandoverId,
}

/// Opens, fills and serves an installation with wide throttles.
pub async fn world(db: TestDb) -> World {
    let opened = app::open(&config(&db)).await.expect("an installation");
    let (alpha, beta, (nobody, invitation)) = fill(&opened).await;
    super::wishes::wait(&opened.db, &[alpha.id, beta.id]).await;
    let vault = opened.vault.clone();
    opened.db.close().await;
    let location = Location::parse(&db.url).expect("an address");
    let store = Db::open(&location, Clock::system()).await.expect("a database");
    let probe = Probe::open(&db.url).await;
    let app = start(config(&db), db);
    let page = app.client().get("/login").await.body;
    let assets = page.split('"').find(|text| text.starts_with("/static/")).expect("an asset");
    let assets = assets.split('/').take(3).collect::<Vec<_>>().join("/");
    World { app, store, probe, vault, assets, alpha, beta, nobody, invitation }
}

impl World {
    /// `owner@alpha.example`, `root@portal.example` …
    pub async fn sign_in(&self, email: &str) -> Client {
        let mut client = self.app.client();
        client.login(email, PASSWORD).await;
        client
    }

    pub async fn version(&self, table: &str, id: impl ToString) -> String {
        let id = id.to_string();
        self.probe
            .one(&format!("SELECT CAST(version AS TEXT) FROM {table} WHERE id = '{id}'"))
            .await
    }
}

pub fn system() -> Permit<ManagePeople> {
    Grants::system("test", Origin::default()).permit(Place::Installation).expect("all rights")
}

/// The hash of [`PASSWORD`], made once.
pub async fn password_hash() -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let make = async || {
        Passwords::start().expect("threads").hash(Secret::new(PASSWORD)).await.expect("a hash")
    };
    HASH.get_or_init(make).await.clone()
}

/// People: `owner`, `admin`, `developer`, `auditor` of each enterprise, `root` of the installation,
/// `nobody` without any role.
async fn fill(opened: &Opened) -> (Tenant, Tenant, (PersonId, InvitationId)) {
    let now = opened.db.clock().now();
    let hash = password_hash().await;
    let (alpha, beta) = (Stock::new(opened, "alpha", now), Stock::new(opened, "beta", now));
    let mut staff = Vec::new();
    for stock in [&alpha, &beta] {
        for role in Role::ALL {
            let place = Place::Enterprise(stock.enterprise.id);
            let email = format!("{}@{}.example", role.name(), stock.enterprise.slug);
            staff.push((person(&email, now), Some(Grant::of(place, role))));
        }
    }
    let root = Grant::of(Place::Installation, Role::Owner);
    staff.push((person("root@portal.example", now), Some(root)));
    let nobody = person("nobody@portal.example", now);
    let id = nobody.0.id;
    staff.push((nobody, None));
    // Somebody asks for a role everywhere, and gets no answer.
    let asker = person("asker@portal.example", now);
    let places = [alpha.enterprise.log(), beta.enterprise.log(), Log::Installation];
    let asked = places.map(|log| sample_access_request(opened.db.clock(), asker.0.id, log, now));
    staff.push((asker, None));
    let (invitation, invited) = sample_invitation(opened.db.clock(), "new@portal.example", now);
    let work = async |write: &mut Write<'_>| {
        installation::advance(write, Setup::Account, Setup::Done).await?;
        let mut act = alpha.write(write).await?;
        for change in beta.write(write).await?.changes() {
            act = act.and(change.clone());
        }
        for ((person, change), grant) in &staff {
            people::insert(write, person, hash.clone()).await?;
            act = act.and(change.clone());
            if let Some(grant) = grant {
                people::give(write, person.id, *grant, now).await?;
                act = act.and(given(person, *grant));
            }
        }
        for (request, change) in &asked {
            access_requests::insert(write, request).await?;
            act = act.and(change.clone());
        }
        invitations::insert(write, &invitation, &token_hash("invited-to-all")).await?;
        Ok(act.and(invited.clone()))
    };
    opened.db.write(&system(), work).await.expect("a filled installation");
    (alpha.tenant(), beta.tenant(), (id, invitation.id))
}

fn person(email: &str, now: Millis) -> (Person, Change) {
    let id = PersonId(Clock::system().id());
    Person::create(id, email.to_owned(), format!("测试 {email}"), now)
}

fn given(person: &Person, grant: Grant) -> Change {
    let log = match grant.place {
        Place::Installation => Log::Installation,
        Place::Enterprise(id) | Place::Window { enterprise: id, .. } => Log::Enterprise(id),
    };
    let fields = vec![("role".to_owned(), Some(grant.role.name().to_owned()))];
    Change::creation(log, "grant.given", "grant", person.id, fields)
}

/// The objects of one enterprise before they are stored.
struct Stock {
    enterprise: Enterprise,
    account: Account,
    key: Key,
    vault: Vault,
    plugin: Plugin,
    template: LeaveTemplate,
    field: VipField,
    windows: Vec<Window>,
    /// The first release of the first window, with its one file.
    release: Release,
    files: Vec<File>,
    handover: Handover,
    /// The first change request: it brings the VIP field, and nobody has looked at it.
    request: ChangeRequest,
    watched: Vec<Watched>,
    changes: Vec<Change>,
}

impl Stock {
    fn new(opened: &Opened, slug: &str, now: Millis) -> Self {
        let clock = opened.db.clock();
        let (enterprise, first) = sample_enterprise(clock, slug, now);
        let (account, second) = sample_account(clock, enterprise.id, "官网账号", now);
        let (key, third) = sample_key(opened, &account, now);
        let (plugin, fourth) = sample_plugin(clock, enterprise.id, now);
        let (template, fifth) = sample_template(clock, enterprise.id, now);
        let (field, sixth) = sample_field(clock, enterprise.id, now);
        let mut changes = vec![first, second, third, fourth, fifth, sixth];
        let link = Content {
            name: "官网链接".to_owned(),
            target: "link".to_owned(),
            account: Some(account.id),
            key: Some(key.id),
            window: object(json!({"variant": "h5"})),
            parameters: object(json!({"color": "04babc"})),
            ..Content::default()
        };
        let button = Content {
            name: "订单页按钮".to_owned(),
            target: "mini_program".to_owned(),
            plugin: Some(plugin.id),
            window: object(json!({"staff": "single"})),
            parameters: object(json!({"styleType": "1"})),
            ..Content::default()
        };
        let mut made = Vec::new();
        for (code, channel, content) in [("link", "sobot", link), ("button", "wecom", button)] {
            let draft = window::Draft { content, meta: Meta::default() };
            let id = WindowId(clock.id());
            let (new, change) =
                Window::create(id, enterprise.id, code.to_owned(), channel.to_owned(), draft, now);
            made.push(new);
            changes.push(change);
        }
        let (release, files, change) = sample_release(clock, &made[0], now);
        changes.push(change);
        let (handover, change) = sample_handover(clock, &made[0], now);
        changes.push(change);
        let (request, watched, act) = sample_request(clock, &field, 1, "somebody", now);
        changes.extend(act.changes().cloned());
        let vault = opened.vault.clone();
        Stock {
            enterprise,
            account,
            key,
            vault,
            plugin,
            template,
            field,
            windows: made,
            release,
            files,
            handover,
            request,
            watched,
            changes,
        }
    }

    async fn write(&self, write: &mut Write<'_>) -> jieru::error::Result<Act> {
        enterprises::insert(write, &self.enterprise).await?;
        accounts::insert(write, &self.account).await?;
        store_key(write, &self.vault, &self.key).await?;
        plugins::insert(write, &self.plugin).await?;
        leave_templates::insert(write, &self.template).await?;
        vip_fields::insert(write, &self.field).await?;
        for window in &self.windows {
            windows::insert(write, window).await?;
        }
        releases::insert(write, &self.release, &self.files).await?;
        let token = format!("handed-over-{}", self.enterprise.slug);
        handovers::insert(write, &self.handover, &token_hash(&token)).await?;
        requests::insert(write, &self.request, &self.watched).await?;
        let mut changes = self.changes.iter().cloned();
        let first = changes.next().expect("an enterprise");
        Ok(changes.fold(Act::new(first), Act::and))
    }

    fn tenant(&self) -> Tenant {
        Tenant {
            id: self.enterprise.id,
            account: self.account.id,
            key: self.key.id,
            plugin: self.plugin.id,
            template: self.template.id,
            field: self.field.id,
            window: self.windows[0].id,
            handover: self.handover.id,
        }
    }
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("no object: {other}"),
    }
}
