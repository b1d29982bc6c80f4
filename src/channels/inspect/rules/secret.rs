//! Secrets that stand where every visitor can read them. What was found is never repeated.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::digest;
use crate::channels::inspect::draft::Found;
use crate::channels::inspect::passage::{HOLE, Passage, Span};
use crate::channels::inspect::script::{Node, Script, What};
use crate::channels::inspect::source::Source;
use crate::channels::schemes;

/// Names, without signs and in lower case, whose value is a secret.
const NAMES: &[&str] = &[
    "secretkey",
    "secret",
    "appsecret",
    "clientsecret",
    "signkey",
    "signsecret",
    "signingkey",
    "securitykey",
    "privatekey",
    "accesskeysecret",
    "hmacsecret",
    "apisecret",
    "identitysecret",
    "imuserkey",
    "corpsecret",
    "encodingaeskey",
];

/// Parts of names whose value is a digest and meant to be seen.
const DIGESTS: &[&str] =
    &["hash", "digest", "sha", "integrity", "sum", "etag", "sign", "hmac", "fingerprint"];

pub fn secrets(source: &Source<'_>) -> Vec<Found> {
    let mut found = private_keys(source.text);
    for script in &source.scripts {
        found.extend(test_signatures(script));
        found.extend(named(script));
        found.extend(keys_by_form(script));
    }
    found.extend(digest::keys(source));
    found.extend(digest::by_name(source));
    for tag in &source.tags {
        for attribute in &tag.attributes {
            let value = attribute.value.as_ref().map(|value| &value.passage);
            found.extend(value.and_then(|value| judge(&attribute.name, value)));
        }
    }
    for link in &source.links {
        found.extend(link.pairs.iter().filter_map(|pair| judge(&pair.name, &pair.value)));
        found.extend(digest::in_link(link));
    }
    once(found)
}

/// The same characters are told once.
fn once(found: Vec<Found>) -> Vec<Found> {
    let mut seen = BTreeSet::new();
    found.into_iter().filter(|one| one.at.is_none_or(|span| seen.insert(span))).collect()
}

pub(super) fn leaked(zh: &str, en: &str, span: Span) -> Found {
    Found::new(
        format!("{zh}：任何访客都能看到并冒充他人。请只放在服务端，并立即更换"),
        format!("{en}: every visitor can read it and pose as anybody. Keep it on the server, and replace it now"),
    )
    .at(span)
}

fn private_keys(text: &str) -> Vec<Found> {
    const BEGIN: &str = "-----BEGIN ";
    let blocks = text.match_indices(BEGIN).filter_map(|(at, _)| {
        let rest = text.get(at + BEGIN.len()..)?;
        let label: String = rest.chars().take(40).take_while(|c| *c != '-').collect();
        let span = Span { start: at, end: at + BEGIN.len() };
        label
            .trim()
            .ends_with("PRIVATE KEY")
            .then(|| leaked("这里有一把私钥", "A private key stands here", span))
    });
    blocks.collect()
}

/// The vendor's helper for trials signs in the page, so the key is there too.
fn test_signatures(script: &Script) -> Vec<Found> {
    let calls = script.calls.iter().filter(|call| call.name() == "genTestUserSig");
    calls
        .map(|call| {
            leaked(
                "genTestUserSig 在页面里签名，密钥也就在页面里",
                "genTestUserSig signs inside the page, so the key is in the page too",
                call.at,
            )
            .parameter("genTestUserSig")
        })
        .collect()
}

/// `secretKey: "…"` and `SECRET_KEY = "…"`.
fn named(script: &Script) -> Vec<Found> {
    let mut found = Vec::new();
    for (name, value) in script.named_texts() {
        found.extend(judge(&name, &value));
    }
    found
}

/// 64 hexadecimal digits are what Tencent's keys look like; the demo keys of our samples are known.
fn keys_by_form(script: &Script) -> Vec<Found> {
    let texts = script.texts();
    let named: BTreeSet<Span> = script.named_texts().iter().map(|(_, text)| text.whole()).collect();
    let texts = texts.iter().filter(|text| !named.contains(&text.whole()));
    texts.filter_map(|text| judge("", text)).collect()
}

/// Whether a value under this name is a secret.
fn judge(name: &str, value: &Passage) -> Option<Found> {
    let plain = plain(name);
    let text = value.text.trim();
    let digest =
        DIGESTS.iter().any(|part| plain.contains(part)) && !NAMES.contains(&plain.as_str());
    let found = if DEMO_KEYS.contains(text) {
        leaked(
            "这是示例代码里的公开密钥",
            "This is the public key of the sample code",
            value.whole(),
        )
    } else if text.len() == 64 && !digest && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        leaked(
            "64 位十六进制字符像是签名密钥",
            "64 hexadecimal digits look like a signing key",
            value.whole(),
        )
    } else if NAMES.contains(&plain.as_str()) && is_real(text) {
        leaked("密钥写在了代码里", "A secret stands in the code", value.whole())
    } else {
        return None;
    };
    Some(if name.is_empty() { found } else { found.parameter(name) })
}

/// A name without signs, in lower case.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Not empty, not a place-holder, not a word that names where the secret is.
pub(super) fn is_real(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let placeholder = ["your", "xxx", "***", "...", "…", "{{", "${", "<", "process.env", "todo"];
    text.len() >= 8
        && text.is_ascii()
        && !text.contains(HOLE)
        && !text.contains(char::is_whitespace)
        && !placeholder.iter().any(|part| lower.contains(part))
        && !NAMES.contains(&lower.as_str())
}

/// The demo keys of every scheme's sample code.
static DEMO_KEYS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let keys = schemes().filter_map(|scheme| {
        let input = scheme.samples().vector.input;
        input.get("key")?.as_str().map(str::to_owned)
    });
    keys.filter(|key| key.len() >= 8).collect()
});

impl Script {
    /// Texts that have a name: values of fields and of assignments.
    pub(super) fn named_texts(&self) -> Vec<(String, Passage)> {
        let text = |node: Node| match node.what {
            What::Text(passage) => Some(passage),
            _ => None,
        };
        let assigned = self.assignments.iter();
        let assigned =
            assigned.filter_map(|one| Some((one.name().to_owned(), text(self.assigned(one))?)));
        self.fields_with_texts().into_iter().chain(assigned).collect()
    }
}
