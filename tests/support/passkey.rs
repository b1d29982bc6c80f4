//! A passkey in the hands of a test: an authenticator in software that makes an ES256 key and shows it, and what
//! a browser would post of that.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    app::TestApp,
    client::{Client, Reply},
};

pub const LIST: &str = "/me/second-factor";
pub const NEW: &str = "/me/second-factor/passkeys/new";
pub const ADD: &str = "/me/second-factor/passkeys";
pub const ASKED: &str = "/login/second-factor";
pub const SHOW: &str = "/login/second-factor/passkey";

/// Somebody is there, was recognised, and (while it is made) there is a key in it.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

pub struct Authenticator {
    pub key: SigningKey,
    pub id: Vec<u8>,
    /// What it has counted to. One that does not count stays at 0.
    pub counter: u32,
    /// What the browser says of the page that asks.
    pub origin: String,
    pub host: String,
    /// Whether it asks for a finger or a PIN.
    pub verifies: bool,
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

impl Authenticator {
    /// The same name makes the same key.
    pub fn of(app: &TestApp, name: &str) -> Self {
        let key = SigningKey::from_slice(&hash(format!("key {name}").as_bytes()));
        Authenticator {
            key: key.expect("a key"),
            id: hash(format!("id {name}").as_bytes()),
            counter: 0,
            origin: format!("http://localhost:{}", app.address.port()),
            host: "localhost".to_owned(),
            verifies: true,
        }
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = hash(self.host.as_bytes());
        data.push(flags | PRESENT | verified);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// `clientDataJSON`, which carries the question.
    fn said(&self, kind: &str, options: &str) -> Vec<u8> {
        let options: Value = serde_json::from_str(options).expect("options");
        let challenge = options["publicKey"]["challenge"].clone();
        assert!(challenge.is_string(), "{options}");
        let said = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false});
        said.to_string().into_bytes()
    }

    /// What a browser posts of a new key.
    pub fn make(&self, options: &str) -> String {
        let mut data = self.data(WITH_KEY);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(&self.id);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y} in CBOR
        let point = self.key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).expect("a short key"));
        object.extend(&data);
        let response = json!({
            "attestationObject": BASE64.encode(object),
            "clientDataJSON": BASE64.encode(self.said("webauthn.create", options)),
        });
        self.posted(&response)
    }

    /// What a browser posts when this key is shown. A key that counts goes on.
    pub fn show(&mut self, options: &str) -> String {
        if self.counter > 0 {
            self.counter += 1;
        }
        let (data, said) = (self.data(0), self.said("webauthn.get", options));
        let signature: DerSignature = self.key.sign(&[data.clone(), hash(&said)].concat());
        let response = json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(said),
            "signature": BASE64.encode(signature.as_bytes()),
            "userHandle": null,
        });
        self.posted(&response)
    }

    fn posted(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response}).to_string()
    }
}

/// What a page asks the browser with; `None` where it asks nothing.
pub fn options(html: &str) -> Option<String> {
    let written = html.split("data-options=\"").nth(1)?.split('"').next()?;
    Some(written.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&"))
}

/// Adds a passkey the way its owner does.
pub async fn add(client: &mut Client, key: &Authenticator, name: &str) -> Reply {
    let page = client.get(NEW).await;
    let answer = key.make(&options(&page.body).expect("options"));
    client.post_form(ADD, &[("name", name), ("credential", &answer)]).await
}

/// What a browser would post for whoever is half-way in.
pub async fn answer(client: &mut Client, key: &mut Authenticator) -> String {
    let page = client.get(ASKED).await;
    key.show(&options(&page.body).unwrap_or_else(|| panic!("no options: {}", page.body)))
}
