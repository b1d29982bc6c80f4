//! The recipe of visitor cards: the card's JSON under a fresh AES key (AES-128, ECB, PKCS#5), and that
//! key under the tenant's public key (RSA PKCS#1 v1.5). Both travel in Base64, URL-encoded.
//!
//! The modes are the vendor's choice. What was made is as private as the card: nothing here prints it.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockEncryptMut, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{CryptoRngCore, RngCore, SeedableRng};
use rsa::pkcs8::{PrivateKeyInfo, SubjectPublicKeyInfoRef};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPublicKey};
use zeroize::Zeroizing;

use crate::catalog::encode::encode_component;
use crate::text::{Text, text};

/// The vendor's demo has 2048 bits; fewer are no longer safe, and more than 8192 nobody issues.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A tenant's public key. Not public in this scheme: whoever has it can make cards.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(RsaPublicKey);

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKey(…)")
    }
}

impl PublicKey {
    /// Reads Base64 of an X.509 SubjectPublicKeyInfo; the marks of a PEM file and line ends are fine.
    ///
    /// # Errors
    /// Why it is none, in words for the person who pasted it.
    pub fn parse(typed: &str) -> Result<Self, Text> {
        if typed.contains("PRIVATE KEY") {
            return Err(PRIVATE);
        }
        let Ok(bytes) = STANDARD.decode(bare(typed)).map(Zeroizing::new) else {
            return Err(NO_BASE64);
        };
        match rsa_key(&bytes) {
            Some(key) if BITS.contains(&key.n().bits()) => Ok(PublicKey(key)),
            Some(_) => Err(WRONG_SIZE),
            None => Err(what_else(&bytes)),
        }
    }
}

/// The library's own reader ends at 4096 bits.
fn rsa_key(bytes: &[u8]) -> Option<RsaPublicKey> {
    let info = SubjectPublicKeyInfoRef::try_from(bytes).ok()?;
    let null = info.algorithm.parameters.is_none_or(rsa::pkcs1::der::AnyRef::is_null);
    if info.algorithm.oid != rsa::pkcs1::ALGORITHM_OID || !null {
        return None;
    }
    let key = rsa::pkcs1::RsaPublicKey::try_from(info.subject_public_key.as_bytes()?).ok()?;
    let [n, e] =
        [key.modulus, key.public_exponent].map(|number| BigUint::from_bytes_be(number.as_bytes()));
    RsaPublicKey::new_with_max_size(n, e, *BITS.end()).ok()
}

/// What bytes are that are no RSA key of the right form.
fn what_else(bytes: &[u8]) -> Text {
    let private = PrivateKeyInfo::try_from(bytes).is_ok()
        || rsa::pkcs1::RsaPrivateKey::try_from(bytes).is_ok();
    if private {
        return PRIVATE;
    }
    if rsa::pkcs1::RsaPublicKey::try_from(bytes).is_ok() {
        return OLD_FORM;
    }
    match SubjectPublicKeyInfoRef::try_from(bytes) {
        Ok(info) if info.algorithm.oid == rsa::pkcs1::ALGORITHM_OID => WRONG_SIZE,
        Ok(_) => NO_RSA,
        Err(_) => NO_KEY,
    }
}

/// The Base64 between the marks of a PEM file, on one line.
pub fn bare(typed: &str) -> String {
    let lines = typed.lines().filter(|line| !line.trim_start().starts_with("-----"));
    lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

const PRIVATE: Text = text(
    "这是私钥！这里只要公钥；私钥已经暴露，请让厂商更换",
    "This is a private key! Only the public key belongs here; the private one is exposed now, so have the vendor replace it",
);
const NO_BASE64: Text = text(
    "不是有效的 Base64：请完整复制，不要做 URL 编码",
    "Not valid Base64: copy it whole, and do not URL-encode it",
);
const WRONG_SIZE: Text =
    text("RSA 公钥应有 2048 到 8192 位", "The RSA public key must have 2048 to 8192 bits");
const OLD_FORM: Text = text(
    "这是 PKCS#1 格式（RSA PUBLIC KEY）；请换成 X.509 格式（PUBLIC KEY）",
    "This is the PKCS#1 form (RSA PUBLIC KEY); give the X.509 form (PUBLIC KEY)",
);
const NO_RSA: Text = text("这不是 RSA 公钥", "This is no RSA public key");
const NO_KEY: Text = text(
    "不是公钥：应是 Base64 的 X.509 公钥，通常以 MII 开头",
    "Not a public key: it should be an X.509 public key in Base64, which usually begins with MII",
);

/// A card made for one visitor, in Base64.
#[derive(Clone)]
pub struct Sealed {
    cinfo: String,
    key: String,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

impl Sealed {
    /// The encrypted card, URL-encoded: ready to be joined to a link.
    pub fn cinfo(&self) -> String {
        encode_component(&self.cinfo)
    }

    /// The encrypted AES key, URL-encoded: ready to be joined to a link.
    pub fn key(&self) -> String {
        encode_component(&self.key)
    }

    /// Both before URL encoding, for builders of addresses, which encode themselves.
    pub fn base64(&self) -> (&str, &str) {
        (&self.cinfo, &self.key)
    }
}

/// Seals a card's JSON with fresh randomness. The seed must never serve for two visitors.
/// `None` only where the key refuses to encrypt.
pub fn seal(public: &PublicKey, card: &str, seed: [u8; 32]) -> Option<Sealed> {
    let mut random = ChaCha20Rng::from_seed(seed);
    let mut aes_key = Zeroizing::new([0; 16]);
    random.fill_bytes(aes_key.as_mut());
    seal_with(public, card, &aes_key, &mut random)
}

/// The recipe itself, with the AES key and the bytes of the RSA padding handed in.
pub fn seal_with(
    public: &PublicKey,
    card: &str,
    aes_key: &[u8; 16],
    padding: &mut impl CryptoRngCore,
) -> Option<Sealed> {
    let encryptor = ecb::Encryptor::<Aes128>::new(aes_key.into());
    let cinfo = encryptor.encrypt_padded_vec_mut::<Pkcs7>(card.as_bytes());
    let key = encrypt(&public.0, aes_key, padding)?;
    Some(Sealed { cinfo: STANDARD.encode(cinfo), key: STANDARD.encode(key) })
}

/// RSA with the padding of PKCS#1 v1.5: 0, 2, random bytes other than 0, 0, the message (RFC 8017, 7.2.1).
/// The library does the same up to 4096 bits and refuses longer keys.
fn encrypt(key: &RsaPublicKey, message: &[u8], random: &mut impl CryptoRngCore) -> Option<Vec<u8>> {
    let size = key.size();
    let mut filling = Zeroizing::new(vec![0; size.checked_sub(message.len() + 3)?]);
    random.fill_bytes(&mut filling);
    for byte in filling.iter_mut() {
        while *byte == 0 {
            random.fill_bytes(std::slice::from_mut(byte));
        }
    }
    let padded = Zeroizing::new([&[0, 2], filling.as_slice(), &[0], message].concat());
    let number = BigUint::from_bytes_be(&padded).modpow(key.e(), key.n()).to_bytes_be();
    // As many bytes as the key has, whatever zeros the number begins with.
    let zeros = vec![0; size.checked_sub(number.len())?];
    Some([zeros, number].concat())
}
