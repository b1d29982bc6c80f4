//! UserSig: the password of a visitor, made by whoever holds the key.
//!
//! Lines to sign → HMAC-SHA256 with the characters of the key → a JSON object → zlib → Base64 with
//! three letters exchanged. Two right signatures for the same input need not be the same text,
//! because compressors differ; what counts is what is inside.

use std::cell::RefCell;

use base64::Engine as _;
use base64::alphabet::STANDARD as LETTERS;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// A signature is shorter than this, and so is what is inside, in bytes.
const LONGEST: usize = 16 * 1024;

/// The last bits of a Base64 text may be anything, as the vendor's own verifiers have it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &LETTERS,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// What a signature promises: this visitor of this app, from a moment on, for a while.
#[derive(Clone, Copy, Debug)]
pub struct Ticket<'a> {
    pub sdk_app_id: u64,
    pub user_id: &'a str,
    /// UNIX seconds.
    pub time: i64,
    /// Seconds.
    pub expire: i64,
    /// Rights for a room; other products of the vendor use it.
    pub userbuf: Option<&'a [u8]>,
}

/// A signature. Never part of an artifact.
#[derive(Clone)]
pub struct UserSig(String);

impl UserSig {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for UserSig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UserSig(…)")
    }
}

/// What a signature says about itself. Believed only after [`Claims::is_signed_with`].
#[derive(Clone, Deserialize)]
pub struct Claims {
    #[serde(rename = "TLS.identifier")]
    pub identifier: String,
    #[serde(rename = "TLS.sdkappid")]
    pub sdk_app_id: u64,
    // One of the vendor's libraries leaves out what is zero.
    #[serde(rename = "TLS.time", default)]
    pub time: i64,
    #[serde(rename = "TLS.expire", default)]
    pub expire: i64,
    #[serde(rename = "TLS.userbuf", default)]
    userbuf: Option<String>,
    #[serde(rename = "TLS.sig")]
    sig: String,
}

/// The object inside, in the order of the vendor's own library.
#[derive(Serialize)]
struct Inside<'a> {
    #[serde(rename = "TLS.ver")]
    version: &'static str,
    #[serde(rename = "TLS.identifier")]
    identifier: &'a str,
    #[serde(rename = "TLS.sdkappid")]
    sdk_app_id: u64,
    #[serde(rename = "TLS.time")]
    time: i64,
    #[serde(rename = "TLS.expire")]
    expire: i64,
    #[serde(rename = "TLS.userbuf", skip_serializing_if = "Option::is_none")]
    userbuf: Option<&'a str>,
    #[serde(rename = "TLS.sig")]
    sig: &'a str,
}

impl Ticket<'_> {
    /// Signs with the key of the app.
    pub fn sign(&self, key: &Secret) -> UserSig {
        let userbuf = self.userbuf.map(|bytes| STANDARD.encode(bytes));
        let text =
            signed_text(self.user_id, self.sdk_app_id, self.time, self.expire, userbuf.as_deref());
        let sig = digest(key, &text);
        let inside = Inside {
            version: "2.0",
            identifier: self.user_id,
            sdk_app_id: self.sdk_app_id,
            time: self.time,
            expire: self.expire,
            userbuf: userbuf.as_deref(),
            sig: &sig,
        };
        // Texts and numbers always become JSON.
        let json = serde_json::to_vec(&inside).unwrap_or_default();
        UserSig(exchange(&STANDARD.encode(compress(&json))))
    }

    /// The moment after which it no longer counts.
    pub fn expires_at(&self) -> i64 {
        self.time.saturating_add(self.expire)
    }
}

impl Claims {
    /// What is inside a signature; `None` where it is none.
    pub fn read(user_sig: &str) -> Option<Claims> {
        if user_sig.len() > LONGEST {
            return None;
        }
        let bytes = LENIENT.decode(restore(user_sig)).ok()?;
        serde_json::from_slice(&inflate(&bytes)?).ok()
    }

    /// Whether it was made with this key. Takes the same time wherever the first difference is.
    pub fn is_signed_with(&self, key: &Secret) -> bool {
        let text = signed_text(
            &self.identifier,
            self.sdk_app_id,
            self.time,
            self.expire,
            self.userbuf.as_deref(),
        );
        digest(key, &text).as_bytes().ct_eq(self.sig.as_bytes()).into()
    }

    /// The moment after which it no longer counts.
    pub fn expires_at(&self) -> i64 {
        self.time.saturating_add(self.expire)
    }

    /// A time in milliseconds: the signature is right, and good for thousands of years.
    pub fn is_in_milliseconds(&self) -> bool {
        self.time > super::scheme::LATEST
    }

    /// The Base64 of the rights that it carries.
    pub fn userbuf(&self) -> Option<&str> {
        self.userbuf.as_deref()
    }
}

/// The lines that are signed, each ended by a line feed, the last as well.
pub fn signed_text(
    user_id: &str,
    sdk_app_id: u64,
    time: i64,
    expire: i64,
    userbuf: Option<&str>,
) -> String {
    let mut text = format!(
        "TLS.identifier:{user_id}\nTLS.sdkappid:{sdk_app_id}\nTLS.time:{time}\nTLS.expire:{expire}\n"
    );
    if let Some(userbuf) = userbuf {
        text.push_str("TLS.userbuf:");
        text.push_str(userbuf);
        text.push('\n');
    }
    text
}

/// HMAC-SHA256 under the characters of the key, not under the bytes that they spell in hexadecimal.
fn digest(key: &Secret, text: &str) -> String {
    let key = key.expose().as_bytes();
    let mut block = Zeroizing::new([0_u8; 64]);
    // A key longer than a block stands for its own digest: that is how HMAC is defined.
    let long = Zeroizing::new(<[u8; 32]>::from(<Sha256 as sha2::Digest>::digest(key)));
    let short: &[u8] = if key.len() > block.len() { long.as_slice() } else { key };
    for (slot, byte) in block.iter_mut().zip(short) {
        *slot = *byte;
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

thread_local! {
    /// Making a compressor costs many times what one signature does, so each thread keeps one. The
    /// usual level would save ten letters of two hundred and take two and a half times as long.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), true));
}

fn compress(json: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        // The worst case is nine bits for eight, and a few bytes for the container: with room for
        // more than that one call is enough, and nothing else can fail.
        let mut packed = Vec::with_capacity(json.len() + json.len() / 4 + 64);
        compressor
            .compress_vec(json, &mut packed, FlushCompress::Finish)
            .map_or_else(|_| Vec::new(), |_| packed)
    })
}

/// The content of a whole zlib container of bounded size.
fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inflater = Decompress::new(true);
    let mut json = Vec::with_capacity(LONGEST);
    let status = inflater.decompress_vec(bytes, &mut json, FlushDecompress::Finish).ok()?;
    let whole = usize::try_from(inflater.total_in()).is_ok_and(|read| read == bytes.len());
    (status == Status::StreamEnd && whole).then_some(json)
}

/// Letters of an address for letters that would be lost in one.
fn exchange(base64: &str) -> String {
    let letter = |letter| match letter {
        '+' => '*',
        '/' => '-',
        '=' => '_',
        other => other,
    };
    base64.chars().map(letter).collect()
}

/// The other way. Standard letters stay as they are, as the vendor's own verifiers have it.
fn restore(user_sig: &str) -> String {
    let letter = |letter| match letter {
        '*' => '+',
        '-' => '/',
        '_' => '=',
        other => other,
    };
    user_sig.chars().map(letter).collect()
}
