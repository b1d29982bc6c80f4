//! Seals what is too long to be held in memory, such as a backup: in chunks, each bound to its place and
//! to whether it is the last one. A file that was cut off, put together anew or changed does not open.
//!
//! The head says by which master key it was sealed and holds a random salt; the key of the stream is
//! made of both, so that numbers may serve as nonces. The master key itself is never part of it.

use std::io::{self, BufRead, ErrorKind, Read, Write};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::Mac;
use zeroize::Zeroizing;

use super::{MasterKey, Vault, derive, mac};
use crate::clock::random;
use crate::error::{Error, Result};
use crate::secret::SecretBytes;

const MAGIC: &[u8; 16] = b"jieru/backup/1\n\n";
const NAME: usize = 16;
const SALT: usize = 32;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// What streams are sealed with under one master key.
#[derive(Clone, Debug)]
pub struct StreamKey {
    name: String,
    bytes: SecretBytes<32>,
}

impl StreamKey {
    pub fn of(master: &MasterKey) -> Result<Self> {
        let bytes = SecretBytes::new(derive(master.expose(), "backup/1")?);
        Ok(StreamKey { name: master.id()?, bytes })
    }

    /// The name of the master key.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn cipher(&self, salt: &[u8]) -> Result<XChaCha20Poly1305> {
        let mut mac = mac(self.bytes.expose())?;
        mac.update(salt);
        let key: [u8; 32] = mac.finalize().into_bytes().into();
        Ok(XChaCha20Poly1305::new(&(*Zeroizing::new(key)).into()))
    }
}

impl Vault {
    /// What streams are sealed with under the master key in use.
    pub fn stream_key(&self) -> Result<StreamKey> {
        StreamKey::of(&self.masters.present()?)
    }
}

/// The nonce of a chunk: its number, and whether it is the last one.
fn nonce(number: u64, last: bool) -> XNonce {
    let mut bytes = [0; 24];
    let (counted, rest) = bytes.split_at_mut(8);
    counted.copy_from_slice(&number.to_be_bytes());
    if let Some(flag) = rest.first_mut() {
        *flag = u8::from(last);
    }
    bytes.into()
}

/// Seals whatever is written into it. Without [`Sealing::finish`] the result does not open.
pub struct Sealing<W> {
    out: W,
    cipher: XChaCha20Poly1305,
    head: Vec<u8>,
    chunk: Zeroizing<Vec<u8>>,
    number: u64,
}

impl<W: Write> Sealing<W> {
    pub fn begin(mut out: W, key: &StreamKey) -> Result<Self> {
        let salt: [u8; SALT] = random()?;
        let head = [MAGIC.as_slice(), key.name.as_bytes(), &salt].concat();
        let cipher = key.cipher(&salt)?;
        out.write_all(&head).map_err(Error::broken)?;
        let chunk = Zeroizing::new(Vec::with_capacity(CHUNK));
        Ok(Sealing { out, cipher, head, chunk, number: 0 })
    }

    /// Seals what is left as the last chunk.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.out)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload { msg: &self.chunk, aad: &self.head };
        let sealed = self
            .cipher
            .encrypt(&nonce(self.number, last), payload)
            .map_err(|_| io::Error::other("sealing failed"))?;
        self.chunk.clear();
        self.number = self.number.saturating_add(1);
        self.out.write_all(&sealed)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for more to come: it may be the last one.
        if self.chunk.len() >= CHUNK {
            self.seal(false)?;
        }
        let room = CHUNK.saturating_sub(self.chunk.len()).min(bytes.len());
        self.chunk.extend_from_slice(bytes.get(..room).unwrap_or_default());
        Ok(room)
    }

    /// Only whole chunks are sealed.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What stands before the first chunk.
pub struct StreamHead {
    bytes: Vec<u8>,
    name: String,
}

impl StreamHead {
    /// `None` where this is no sealed stream.
    pub fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let length = MAGIC.len().saturating_add(NAME).saturating_add(SALT);
        input.take(u64::try_from(length).unwrap_or_default()).read_to_end(&mut bytes)?;
        let name = bytes.strip_prefix(MAGIC.as_slice()).and_then(|rest| rest.get(..NAME));
        let name = name.and_then(|name| std::str::from_utf8(name).ok()).map(str::to_owned);
        Ok(name.filter(|_| bytes.len() == length).map(|name| StreamHead { bytes, name }))
    }

    /// The name of the master key by which it was sealed.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Opens a sealed stream while it is read. What does not open is an error of the kind `InvalidData`.
pub struct Opening<R> {
    input: R,
    cipher: XChaCha20Poly1305,
    head: Vec<u8>,
    chunk: Zeroizing<Vec<u8>>,
    /// How much of the chunk was handed out.
    taken: usize,
    number: u64,
    last: bool,
}

impl<R: BufRead> Opening<R> {
    /// `input` stands behind the head.
    pub fn begin(input: R, head: StreamHead, key: &StreamKey) -> Result<Self> {
        let salt = head.bytes.get(MAGIC.len().saturating_add(NAME)..).unwrap_or_default();
        let (cipher, chunk) = (key.cipher(salt)?, Zeroizing::new(Vec::new()));
        Ok(Opening { input, cipher, head: head.bytes, chunk, taken: 0, number: 0, last: false })
    }

    /// What was read from.
    pub fn into_inner(self) -> R {
        self.input
    }

    fn next(&mut self) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(CHUNK.saturating_add(TAG));
        let most = u64::try_from(CHUNK.saturating_add(TAG)).unwrap_or_default();
        Read::take(&mut self.input, most).read_to_end(&mut sealed)?;
        self.last = self.input.fill_buf()?.is_empty();
        let payload = Payload { msg: &sealed, aad: &self.head };
        let opened = self.cipher.decrypt(&nonce(self.number, self.last), payload);
        let wrong =
            |_| io::Error::new(ErrorKind::InvalidData, "a chunk does not open at its place");
        self.chunk = Zeroizing::new(opened.map_err(wrong)?);
        (self.taken, self.number) = (0, self.number.saturating_add(1));
        Ok(())
    }
}

impl<R: BufRead> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken >= self.chunk.len() {
            if self.last {
                return Ok(0);
            }
            self.next()?;
        }
        let rest = self.chunk.get(self.taken..).unwrap_or_default();
        let length = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.taken = self.taken.saturating_add(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> StreamKey {
        StreamKey::of(&MasterKey::from_bytes([byte; 32])).expect("a key")
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut sealing = Sealing::begin(Vec::new(), &key(1)).expect("it begins");
        sealing.write_all(plain).expect("written");
        sealing.finish().expect("finished")
    }

    fn opened(mut sealed: &[u8], key: &StreamKey) -> Option<Vec<u8>> {
        let head = StreamHead::read(&mut sealed).expect("bytes")?;
        let mut plain = Vec::new();
        Opening::begin(sealed, head, key).ok()?.read_to_end(&mut plain).ok()?;
        Some(plain)
    }

    #[test]
    fn every_length_is_opened_again_and_two_sealings_differ() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let plain: Vec<u8> =
                (0..length).map(|at| u8::try_from(at % 251).expect("small")).collect();
            let bytes = sealed(&plain);
            assert_eq!(opened(&bytes, &key(1)), Some(plain.clone()), "{length}");
            assert_eq!(opened(&bytes, &key(2)), None, "another master key");
            assert_ne!(sealed(&plain), bytes);
        }
    }

    #[test]
    fn what_was_cut_off_swapped_repeated_or_changed_does_not_open() {
        let plain = vec![7; 3 * CHUNK + 9];
        let bytes = sealed(&plain);
        let (head, one) = (MAGIC.len() + NAME + SALT, CHUNK + TAG);
        for length in [0, 10, head, head + 5, head + one, head + 2 * one, bytes.len() - 1] {
            assert_eq!(opened(&bytes[..length], &key(1)), None, "cut to {length}");
        }
        let mut swapped = bytes.clone();
        swapped[head..head + 2 * one].rotate_left(one);
        assert_eq!(opened(&swapped, &key(1)), None);
        let repeated = [&bytes[..head + one], &bytes[head..]].concat();
        assert_eq!(opened(&repeated, &key(1)), None);
        assert_eq!(opened(&[&bytes[..], b"x"].concat(), &key(1)), None, "something after the end");
        for at in (0..bytes.len()).step_by(997).chain(0..head) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&changed, &key(1)), None, "byte {at}");
        }
        let foreign = sealed(&plain);
        let mixed = [&bytes[..head + one], &foreign[head + one..]].concat();
        assert_eq!(opened(&mixed, &key(1)), None, "chunks of two files");
    }

    #[test]
    fn the_head_names_the_master_key_and_nothing_of_it() {
        let bytes = sealed(b"words of a secret");
        let head = StreamHead::read(&mut bytes.as_slice()).expect("bytes").expect("a stream");
        assert_eq!(head.name(), key(1).name());
        assert!(!bytes.windows(5).any(|part| part == b"words"));
        assert!(StreamHead::read(&mut b"PK\x03\x04".as_slice()).expect("bytes").is_none());
    }
}
