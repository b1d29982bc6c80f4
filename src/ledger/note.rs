//! Signed notes of the C2SP form with Ed25519: a text, an empty line, signatures.
//! <https://c2sp.org/signed-note>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::Checkpoint;
use crate::secret::SecretBytes;

/// The number of Ed25519 among the kinds of signatures.
const ED25519: u8 = 1;
const DASH: &str = "— ";
/// Nobody signs more often; a file of anything else is not searched for long.
const MOST_SIGNATURES: usize = 100;

/// Signs checkpoints. Nothing prints it.
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl Signer {
    pub fn new(name: &str, seed: &SecretBytes<32>) -> Self {
        Signer { name: name.to_owned(), key: SigningKey::from_bytes(seed.expose()) }
    }

    /// The note, ready to be sent out.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let body = checkpoint.body();
        let signature = self.key.sign(body.as_bytes());
        let bytes = [self.verifier().id().as_slice(), &signature.to_bytes()].concat();
        format!("{body}\n{DASH}{} {}\n", self.name, STANDARD.encode(bytes))
    }

    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }
}

/// What everybody may know of a signer: enough to check its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

impl Verifier {
    /// Reads `name+hash+key` and holds the hash against the key.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        if name.is_empty() || name.contains(char::is_whitespace) {
            return None;
        }
        let bytes = STANDARD.decode(key).ok()?;
        let (kind, key) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let verifier = Verifier { name: name.to_owned(), key };
        (*kind == ED25519 && hex(verifier.id()) == id).then_some(verifier)
    }

    /// The note-verifier key: `name+hash+key`.
    pub fn text(&self) -> String {
        let key = [[ED25519].as_slice(), self.key.as_bytes()].concat();
        format!("{}+{}+{}", self.name, hex(self.id()), STANDARD.encode(key))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells keys of one name apart.
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        let [first, second, third, fourth, ..] = <[u8; 32]>::from(hash);
        [first, second, third, fourth]
    }
}

fn hex(id: [u8; 4]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A note as somebody kept it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub checkpoint: Checkpoint,
    body: String,
    signatures: Vec<(String, [u8; 4], Vec<u8>)>,
}

impl Note {
    /// Whether this key signed it.
    pub fn is_signed_by(&self, verifier: &Verifier) -> bool {
        let ours = |(name, id, _): &&(String, [u8; 4], Vec<u8>)| {
            *name == verifier.name && *id == verifier.id()
        };
        let Some((_, _, bytes)) = self.signatures.iter().find(ours) else { return false };
        Signature::from_slice(bytes).is_ok_and(|signature| {
            verifier.key.verify_strict(self.body.as_bytes(), &signature).is_ok()
        })
    }
}

/// Every note of a text, one after the other; `None` when something else stands in it.
pub fn notes(text: &str) -> Option<Vec<Note>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches('\n');
    while !rest.is_empty() {
        let (head, tail) = rest.split_once("\n\n")?;
        let body = format!("{head}\n");
        let (mut signatures, mut left) = (Vec::new(), tail);
        while let Some(line) = left.strip_prefix(DASH) {
            let (line, after) = line.split_once('\n').unwrap_or((line, ""));
            signatures.push(signature(line)?);
            left = after;
        }
        if signatures.is_empty() || signatures.len() > MOST_SIGNATURES {
            return None;
        }
        found.push(Note { checkpoint: Checkpoint::parse(&body)?, body, signatures });
        rest = left.trim_start_matches('\n');
    }
    Some(found)
}

fn signature(line: &str) -> Option<(String, [u8; 4], Vec<u8>)> {
    let (name, encoded) = line.split_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    Some((name.to_owned(), *id, signature.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Hash;

    fn signer(byte: u8) -> Signer {
        Signer::new("0197-ab", &SecretBytes::new([byte; 32]))
    }

    #[test]
    fn a_note_holds_only_under_its_key_and_with_its_text() {
        let checkpoint = Checkpoint::of("0197-ab", "e/demo", 20, Hash::of_nothing());
        let text = signer(1).sign(&checkpoint);
        let read = notes(&text).expect("a note");
        assert_eq!(read[0].checkpoint, checkpoint);
        assert!(read[0].is_signed_by(&signer(1).verifier()));
        assert!(!read[0].is_signed_by(&signer(2).verifier()));
        let changed = notes(&text.replacen("20", "21", 1)).expect("a note");
        assert!(!changed[0].is_signed_by(&signer(1).verifier()));
        let verifier = signer(1).verifier();
        assert_eq!(Verifier::parse(&verifier.text()), Some(verifier.clone()));
        assert_eq!(Verifier::parse(&verifier.text().replacen("0197-ab", "0197-ac", 1)), None);
    }

    #[test]
    fn a_file_may_hold_several_notes_and_nothing_else() {
        let note =
            |size| signer(1).sign(&Checkpoint::of("i", "installation", size, Hash::of_nothing()));
        let file = format!("{}\n{}\r\n\r\n{}", note(1), note(2), note(3));
        let read = notes(&file).expect("three notes");
        let sizes: Vec<u64> = read.iter().map(|note| note.checkpoint.size).collect();
        assert_eq!(sizes, [1, 2, 3]);
        assert_eq!(notes(""), Some(Vec::new()));
        for wrong in ["x", "{}", "a\n1\n\n", &note(1).replace("— i", "- i")] {
            assert_eq!(notes(wrong), None, "{wrong}");
        }
    }
}
