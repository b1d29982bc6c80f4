//! What the portal knows about the identifiers of a pasted text: the registered account and windows
//! that they belong to, and, for people who may sign, the key that made its signature. Only what this
//! person may see is looked at, and no right signature is ever told.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::catalog::Param;
use crate::channels::inspect::{Entry, Inspection};
use crate::channels::{self, Ambient, Channel, Scheme, Verdict, tables};
use crate::clock::SECOND;
use crate::domain::Key;
use crate::rights::{Permit, Place, SignLinks};
use crate::store::recognised::{self, Eyes, Found};
use crate::store::{Read, keys};
use crate::text::{Message, Text, text};
use crate::vault::Binding;
use crate::web::fault::Fault;
use crate::web::visit::Visit;

/// Different identifiers that one page looks up; a page of a thousand links has a few.
const LOOKUPS: usize = 20;
const WINDOWS: usize = 8;

/// What is registered about one entry.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The identifier that was looked up, for saying that nobody registered it.
    pub identifier: Option<(String, String)>,
    /// Accounts and plugins.
    pub owners: Vec<Registered>,
    pub windows: Vec<Registered>,
    pub signatures: Vec<Signed>,
    /// There is a signature that this person may not compare.
    pub unsaid: bool,
}

/// A registered object as a link.
#[derive(Clone, Debug)]
pub struct Registered {
    pub enterprise: String,
    pub name: String,
    pub what: Text,
    pub href: String,
    /// Settings that differ: the vendor's name, registered, pasted.
    pub differs: Vec<(String, String, String)>,
}

/// How a signature compares with the registered keys.
#[derive(Clone, Debug)]
pub struct Signed {
    pub fits: bool,
    pub text: Message,
    /// The key, where one fits.
    pub href: Option<String>,
}

pub async fn compare(
    visit: &Visit,
    inspection: &Inspection,
    most: usize,
) -> Result<Vec<Known>, Fault> {
    let person = visit.person()?;
    let eyes = if person.grants.sees(Place::Installation) {
        Eyes::All
    } else {
        Eyes::Person(person.person.id)
    };
    let mut desk = Desk { visit, read: visit.portal.db.read().await?, eyes, seen: BTreeMap::new() };
    let mut known = Vec::new();
    for entry in inspection.entries.iter().take(most) {
        known.push(desk.look(entry).await?);
    }
    Ok(known)
}

/// Everything that is needed to look things up, and what was looked up already.
struct Desk<'v> {
    visit: &'v Visit,
    read: Read,
    eyes: Eyes,
    seen: BTreeMap<(&'static str, String), Finds>,
}

#[derive(Clone, Debug, Default)]
struct Finds {
    accounts: Vec<Found>,
    plugins: Vec<Found>,
    windows: Vec<Found>,
}

impl Desk<'_> {
    async fn look(&mut self, entry: &Entry) -> Result<Known, Fault> {
        let Some(channel) = entry.channel.and_then(channels::find) else {
            return Ok(Known::default());
        };
        let Some(clue) = clue(channel, &entry.values) else { return Ok(Known::default()) };
        let at = (channel.id(), format!("{}={}", clue.name, clue.value));
        let finds = match self.seen.get(&at) {
            Some(finds) => finds.clone(),
            None if self.seen.len() >= LOOKUPS => return Ok(Known::default()),
            None => {
                let finds = self.find(channel, &clue).await?;
                self.seen.insert(at, finds.clone());
                finds
            }
        };
        let owners = finds.accounts.iter().map(|found| owner(channel, found, entry));
        let plugins = finds.plugins.iter().map(|found| {
            link(found, text("插件 ID", "Plugin ID"), format!("plugins/{}", found.id))
        });
        let mut known = Known {
            owners: owners.chain(plugins).collect(),
            windows: windows(channel, &finds.windows, entry),
            identifier: Some((clue.name.to_owned(), clue.value)),
            ..Known::default()
        };
        self.signatures(channel, entry, &finds.accounts, &mut known).await?;
        Ok(known)
    }

    async fn find(&mut self, channel: &dyn Channel, clue: &Clue) -> Result<Finds, Fault> {
        let (id, pair) = (channel.id(), (clue.name, clue.value.as_str()));
        let (read, eyes) = (&mut self.read, self.eyes);
        let mut finds = match clue.stands {
            Stands::Account => Finds {
                accounts: recognised::accounts(read, eyes, id, pair).await?,
                windows: recognised::windows_of_account(read, eyes, id, pair).await?,
                ..Finds::default()
            },
            Stands::Plugin => Finds {
                plugins: recognised::plugins(read, eyes, &clue.value).await?,
                windows: recognised::windows_of_plugin(read, eyes, &clue.value).await?,
                ..Finds::default()
            },
            Stands::Window => Finds {
                windows: recognised::windows_set_to(read, eyes, id, pair).await?,
                ..Finds::default()
            },
        };
        // The statement looked at text; and what may not be seen does not exist.
        let grants = &self.visit.person()?.grants;
        for list in [&mut finds.accounts, &mut finds.plugins, &mut finds.windows] {
            list.retain(|found| grants.sees(Place::Enterprise(found.enterprise)));
        }
        let same = |found: &Found| plain(found.settings.get(clue.name)) == clue.value;
        match clue.stands {
            Stands::Account => finds.accounts.retain(same),
            Stands::Window => finds.windows.retain(same),
            Stands::Plugin => {}
        }
        Ok(finds)
    }

    /// Compares the signature of an entry with the keys of the accounts that it belongs to.
    async fn signatures(
        &mut self,
        channel: &dyn Channel,
        entry: &Entry,
        accounts: &[Found],
        known: &mut Known,
    ) -> Result<(), Fault> {
        let Some(given) = Given::of(&entry.values) else { return Ok(()) };
        let (mut fitting, mut tried) = (Vec::new(), Vec::new());
        for account in accounts {
            let place = Place::Enterprise(account.enterprise);
            let Ok(permit) = self.visit.person()?.grants.permit::<SignLinks>(place) else {
                known.unsaid = true;
                continue;
            };
            let Ok(id) = account.id.parse() else { continue };
            for key in keys::of_account(&mut self.read, account.enterprise, id).await? {
                let schemes = channel.schemes().iter();
                let Some(scheme) = schemes.copied().find(|scheme| scheme.id() == key.scheme) else {
                    continue;
                };
                let verdict = self.verdict(&permit, scheme, &key, account, &given).await?;
                match verdict {
                    Some(verdict) if verdict.valid || wrong_way(&verdict).is_some() => {
                        fitting.push(fitting_key(account, &key, &verdict));
                    }
                    Some(verdict) => tried.push((key, verdict)),
                    None => {}
                }
            }
        }
        known.signatures = if fitting.is_empty() { none_fits(&tried) } else { fitting };
        Ok(())
    }

    /// The permit is the proof that the key may be opened for this.
    async fn verdict(
        &mut self,
        _permit: &Permit<SignLinks>,
        scheme: &dyn Scheme,
        key: &Key,
        account: &Found,
        given: &Given,
    ) -> Result<Option<Verdict>, Fault> {
        let portal = &self.visit.portal;
        let sealed = keys::sealed(&mut self.read, key).await?;
        let (tenant, row) = (key.enterprise.to_string(), key.id.to_string());
        let secret = portal
            .vault
            .open(&sealed, Binding { tenant: &tenant, row: &row, number: key.secret_number })?;
        let mut input = account.settings.clone();
        input.extend(given.0.clone());
        input.insert("key".to_owned(), Value::from(secret.expose()));
        let ambient = Ambient::at(portal.clock.now() / SECOND);
        Ok(scheme.verify(&input, &ambient).and_then(Result::ok))
    }
}

/// An identifier to look things up by.
struct Clue {
    name: &'static str,
    value: String,
    stands: Stands,
}

#[derive(Clone, Copy)]
enum Stands {
    Account,
    Plugin,
    Window,
}

/// The account's own number, else the plugin's, else a field that a window cannot do without.
fn clue(channel: &'static dyn Channel, values: &Map<String, Value>) -> Option<Clue> {
    let of = |param: &'static Param, stands| {
        let value = plain(lookup(values, param.name));
        (!value.is_empty()).then_some(Clue { name: param.name, value, stands })
    };
    let fields = channel.account_fields().iter().filter(|param| !param.secret);
    let account = fields.clone().find(|param| param.required).or_else(|| fields.clone().next());
    let own = || channel.targets().iter().flat_map(|target| target.window_fields);
    let plugin = channel
        .targets()
        .iter()
        .filter(|target| target.plugin)
        .flat_map(|target| target.window_fields)
        .find(|param| param.name == "plugid");
    account
        .and_then(|param| of(param, Stands::Account))
        .or_else(|| plugin.and_then(|param| of(param, Stands::Plugin)))
        .or_else(|| {
            own().filter(|param| param.required).find_map(|param| of(param, Stands::Window))
        })
}

/// Vendors spell one name in several ways: `SDKAppID`, `sdkAppId`, `sdk_app_id`.
fn lookup<'v>(values: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    let wanted = folded(name);
    values.get(name).or_else(|| {
        values.iter().find(|(other, _)| folded(other) == wanted).map(|(_, value)| value)
    })
}

fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn owner(channel: &dyn Channel, found: &Found, entry: &Entry) -> Registered {
    let fields = channel.account_fields().iter().filter(|param| !param.secret);
    let differs = fields.filter_map(|param| differs(param.name, &found.settings, entry)).collect();
    let what = text("渠道账号", "Channel account");
    Registered { differs, ..link(found, what, format!("accounts/{}", found.id)) }
}

/// Both are given, and they are not the same.
fn differs(
    name: &str,
    registered: &Map<String, Value>,
    entry: &Entry,
) -> Option<(String, String, String)> {
    let (kept, pasted) = (plain(registered.get(name)), plain(lookup(&entry.values, name)));
    let both = !kept.is_empty() && !pasted.is_empty();
    (both && !kept.eq_ignore_ascii_case(&pasted)).then_some((name.to_owned(), kept, pasted))
}

fn link(found: &Found, what: Text, below: String) -> Registered {
    Registered {
        enterprise: found.enterprise_name.clone(),
        name: found.name.clone(),
        what,
        href: format!("/e/{}/{below}", found.slug),
        differs: Vec::new(),
    }
}

/// Windows of the same kind come first; one whose own identifiers are others is another window.
fn windows(channel: &'static dyn Channel, found: &[Found], entry: &Entry) -> Vec<Registered> {
    let mut ranked: Vec<(bool, &Found)> = found
        .iter()
        .filter(|window| {
            let target = tables::target(channel, &window.target);
            let own = target.map_or(&[][..], |target| target.window_fields).iter();
            own.filter(|param| param.required)
                .all(|param| differs(param.name, &window.settings, entry).is_none())
        })
        .map(|window| (window.target != entry.kind, window))
        .collect();
    // Other kinds are of interest only for pieces that could be any of them.
    if ranked.iter().any(|(other, _)| !other) {
        ranked.retain(|(other, _)| !other);
    }
    let told = ranked.into_iter().take(WINDOWS).map(|(_, window)| {
        let target = tables::target(channel, &window.target);
        let what = target.map_or(text("聊天窗", "Chat window"), |target| target.label);
        link(window, what, format!("windows/{}", window.code))
    });
    told.collect()
}

/// What a scheme wants to see of a signature, under the names that schemes use.
struct Given(Map<String, Value>);

impl Given {
    const NAMES: &'static [&'static str] =
        &["sysnum", "partnerid", "sign", "sdk_app_id", "user_id", "user_sig"];

    /// `None` where nothing is signed.
    fn of(values: &Map<String, Value>) -> Option<Self> {
        let given: Map<String, Value> = Self::NAMES
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), lookup(values, name)?.clone())))
            .collect();
        let signed = ["sign", "user_sig"].iter().any(|name| !plain(given.get(*name)).is_empty());
        signed.then_some(Given(given))
    }
}

fn wrong_way(verdict: &Verdict) -> Option<&'static str> {
    verdict.variant.flatten()
}

fn fitting_key(account: &Found, key: &Key, verdict: &Verdict) -> Signed {
    let name = &key.name;
    let text = match wrong_way(verdict) {
        None => Message::new(
            format!("签名与登记的密钥“{name}”相符。"),
            format!("The signature fits the registered key “{name}”."),
        ),
        Some(variant) => {
            let Text { zh, en } = variant_words(variant);
            Message::new(
                format!("用的是密钥“{name}”，但算法不对：{zh}。厂商会拒绝这个签名。"),
                format!(
                    "It was made with the key “{name}”, but in a wrong way: {en}. The vendor refuses it."
                ),
            )
        }
    };
    let href = Some(format!("/e/{}/keys/{}", account.slug, key.id));
    Signed { fits: verdict.valid, text, href }
}

/// No key fits; where all say the same reason, it is told.
fn none_fits(tried: &[(Key, Verdict)]) -> Vec<Signed> {
    let Some((_, first)) = tried.first() else { return Vec::new() };
    let alike = tried.iter().all(|(_, verdict)| verdict.reason == first.reason);
    let Text { zh, en } = reason_words(first.reason.filter(|_| alike));
    let count = tried.len();
    let text = Message::new(
        format!("与登记的 {count} 把密钥都不相符：{zh}。"),
        format!("It fits none of the {count} registered keys: {en}."),
    );
    vec![Signed { fits: false, text, href: None }]
}

fn variant_words(variant: &str) -> Text {
    match variant {
        "upper_case" => text("签名写成了大写", "the signature is in upper case"),
        "encoded_before_hash" => text("先编码再计算", "the id was encoded before hashing"),
        "key_last" => text("密钥放在了最后", "the key stands last"),
        "gbk" => text("文字按 GBK 编码", "the text is in GBK"),
        "trailing_newline" => text("末尾多了一个换行", "a line end was signed too"),
        "sixteen_characters" => text("只取了中间 16 位", "only sixteen characters were kept"),
        "app_sdk_formula" => text("用了 App SDK 的公式", "it is the formula of the app SDK"),
        _ => text("与正确的方式不同", "it differs from the right one"),
    }
}

fn reason_words(reason: Option<&str>) -> Text {
    match reason {
        Some("malformed") => text("格式不完整", "it is malformed"),
        Some("user_id_mismatch") => text("签的是另一个用户", "it was made for another user"),
        Some("sdk_app_id_mismatch") => {
            text("签的是另一个应用", "it was made for another application")
        }
        Some("expired") => text("已经过期", "it has expired"),
        _ => text(
            "密钥不同，或签名之后内容被改动过",
            "another key was used, or something was changed after signing",
        ),
    }
}
