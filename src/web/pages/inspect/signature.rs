//! Signatures in a pasted text, compared with registered keys: for people who may sign, in the
//! enterprises in which they may. What the right signature would be is never told.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::Value;

use super::registry::{LOOKUPS, eyes, identity, lookup, plain};
use crate::catalog::Values;
use crate::channels::inspect::{Comparison, Known, Signed};
use crate::channels::{self, Ambient, Channel};
use crate::clock::SECOND;
use crate::domain::Key;
use crate::domain::ring::{State, Version};
use crate::rights::{Permit, Place, SignLinks};
use crate::secret::Secret;
use crate::store::recognised::{self, Found};
use crate::store::{Read, keys};
use crate::text::{Message, Text, text};
use crate::web::fault::Fault;
use crate::web::secrets;
use crate::web::visit::Visit;

/// Takes note of the signatures that a text carries, and compares nothing.
#[derive(Default)]
pub struct Noted(Mutex<Vec<Signed>>);

impl Known for Noted {
    fn compare(&self, signed: &Signed) -> Option<Comparison> {
        if let Ok(mut noted) = self.0.lock() {
            let same =
                |other: &&Signed| other.scheme == signed.scheme && other.fields == signed.fields;
            if noted.len() < LOOKUPS && noted.iter().find(same).is_none() {
                noted.push(signed.clone());
            }
        }
        None
    }
}

impl Noted {
    pub fn signatures(self) -> Vec<Signed> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// The keys that a text can be compared with.
#[derive(Default)]
pub struct Keys {
    opened: Vec<Opened>,
    /// UNIX seconds.
    now: i64,
    /// Accounts with keys that this person may not sign with, by their numbers.
    pub withheld: BTreeSet<String>,
}

/// One secret of a key, open for the length of one request.
struct Opened {
    key: Key,
    version: Version,
    href: String,
    /// The account's own number, by the vendor's name.
    account: (&'static str, String),
    secret: Secret,
}

/// What is told about a signature.
#[derive(Clone, Debug)]
pub struct Signature {
    pub fits: bool,
    pub text: Message,
    /// The key, where one fits.
    pub href: Option<String>,
}

impl Opened {
    /// What a comparison calls it.
    fn id(&self) -> String {
        format!("{}/{}", self.key.id, self.version.number)
    }

    /// Which of the key's secrets it is, where that is not the one in use.
    fn standing(&self) -> Option<Text> {
        match self.version.state {
            State::Active => None,
            State::Retiring => Some(text(
                "用的是正在退役的旧密钥，到重叠期结束为止",
                "it is the old secret, which retires when the overlap ends",
            )),
            State::Pending => Some(text(
                "用的是还没有启用的新密钥",
                "it is the new secret, which is not active yet",
            )),
            State::Revoked => Some(text("用的是已吊销的密钥", "it is a revoked secret")),
        }
    }
}

impl Keys {
    /// Opens the keys of the accounts that the signatures claim to be of.
    pub async fn open(visit: &Visit, signatures: &[Signed]) -> Result<Self, Fault> {
        let now = visit.portal.clock.now() / SECOND;
        let mut keys = Keys { now, ..Keys::default() };
        let mut read = visit.portal.db.read().await?;
        let mut seen = BTreeSet::new();
        for signed in signatures {
            let Some((channel, name, value)) = claimed(signed) else { continue };
            if !seen.insert((channel.id(), value.clone())) {
                continue;
            }
            let pair = (name, value.as_str());
            for account in recognised::accounts(&mut read, eyes(visit)?, channel.id(), pair).await?
            {
                let place = Place::Enterprise(account.enterprise);
                let grants = &visit.person()?.grants;
                let same = plain(account.settings.get(name)) == value && grants.sees(place);
                match grants.permit::<SignLinks>(place) {
                    Ok(permit) if same => {
                        keys.unlock(visit, &mut read, &permit, &account, pair).await?;
                    }
                    Err(_) if same => {
                        keys.withheld.insert(value.clone());
                    }
                    _ => {}
                }
            }
        }
        Ok(keys)
    }

    /// The permit is the proof that the keys may be used for this.
    async fn unlock(
        &mut self,
        visit: &Visit,
        read: &mut Read,
        _permit: &Permit<SignLinks>,
        account: &Found,
        (name, value): (&'static str, &str),
    ) -> Result<(), Fault> {
        let Ok(id) = account.id.parse() else { return Ok(()) };
        for key in keys::of_account(read, account.enterprise, id).await? {
            for (version, secret) in secrets::verifying(&visit.portal, read, &key).await? {
                self.opened.push(Opened {
                    secret,
                    href: format!("/e/{}/keys/{}", account.slug, key.id),
                    account: (name, value.to_owned()),
                    key: key.clone(),
                    version,
                });
            }
        }
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.opened.is_empty()
    }

    /// What a comparison says, in words, with the way to the key.
    pub fn told(&self, compared: &Comparison) -> Signature {
        let opened = |id: &str| self.opened.iter().find(|one| one.id() == *id);
        let name = |id: &str| opened(id).map_or("", |one| one.key.name.as_str()).to_owned();
        let href = |id: &str| opened(id).map(|one| one.href.clone());
        match compared {
            Comparison::Matches { key } => {
                let name = name(key);
                let (zh, en) = opened(key)
                    .and_then(Opened::standing)
                    .map(|Text { zh, en }| (format!("：{zh}"), format!(": {en}")))
                    .unwrap_or_default();
                let text = Message::new(
                    format!("签名与登记的密钥“{name}”相符{zh}。"),
                    format!("The signature fits the registered key “{name}”{en}."),
                );
                Signature { fits: true, text, href: href(key) }
            }
            Comparison::Variant { key, variant } => {
                let (name, Text { zh, en }) = (name(key), variant_words(variant));
                let text = Message::new(
                    format!("签名用的是登记的密钥“{name}”，但厂商会拒绝它：{zh}。"),
                    format!(
                        "The signature was made with the registered key “{name}”, but the vendor refuses it: {en}."
                    ),
                );
                Signature { fits: false, text, href: href(key) }
            }
            Comparison::MatchesNone => Signature {
                fits: false,
                text: Message::new(
                    "签名与这个账号登记的密钥都不相符：密钥不同，或签名之后内容被改动过。",
                    "The signature fits no registered key of this account: another key was used, or something was changed after signing.",
                ),
                href: None,
            },
        }
    }
}

impl Known for Keys {
    fn compare(&self, signed: &Signed) -> Option<Comparison> {
        let scheme = channels::scheme(signed.scheme)?;
        let (_, _, number) = claimed(signed)?;
        let mut tried = false;
        for opened in self
            .opened
            .iter()
            .filter(|one| one.key.scheme == signed.scheme && one.account.1 == number)
        {
            let mut input: Values = signed.fields.clone();
            input.insert("key".to_owned(), Value::from(opened.secret.expose()));
            let Some(Ok(verdict)) = scheme.verify(&input, &Ambient::at(self.now)) else { continue };
            tried = true;
            let key = opened.id();
            // An expired signature is right in everything else.
            let wrong_way = verdict.variant.flatten();
            let variant = wrong_way.or(verdict.reason.filter(|reason| *reason == "expired"));
            match (verdict.valid, variant) {
                (true, _) => return Some(Comparison::Matches { key }),
                (false, Some(variant)) => {
                    return Some(Comparison::Variant { key, variant: variant.to_owned() });
                }
                (false, None) => {}
            }
        }
        tried.then_some(Comparison::MatchesNone)
    }
}

/// The channel of a signature, and the account that it claims to be of.
fn claimed(signed: &Signed) -> Option<(&'static dyn Channel, &'static str, String)> {
    let of_scheme = |channel: &&'static dyn Channel| {
        channel.schemes().iter().any(|scheme| scheme.id() == signed.scheme)
    };
    let channel = channels::ALL.iter().copied().find(of_scheme)?;
    let name = identity(channel)?.name;
    let value = plain(lookup(&signed.fields, name));
    (!value.is_empty()).then_some((channel, name, value))
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
        "expired" => text("已经过期", "it has expired"),
        _ => text("算法与文档不同", "it was made in another way than documented"),
    }
}
