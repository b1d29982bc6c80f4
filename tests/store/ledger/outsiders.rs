//! What other people's programs say of our canonical JSON, trees, proofs and notes.

use ct_merkle::{
    ConsistencyProof, HashableLeaf, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree,
};
use jieru::{
    ledger::{Event, Hash},
    store::{
        history::{self, Filter},
        ledger::{Prover, verifier},
    },
};
use sha2::{Digest, Sha256, digest};
use signed_note::{Note, StandardVerifier, VerifierList};

use super::{EVENTS, kit};
use crate::support::both;

/// An entry as somebody else hashes it.
#[derive(Clone)]
struct Entry(String);

impl HashableLeaf for Entry {
    fn hash<H: digest::Update>(&self, hasher: &mut H) {
        hasher.update(self.0.as_bytes());
    }
}

fn digest(hash: &Hash) -> digest::Output<Sha256> {
    (*hash.bytes()).into()
}

fn digests(proof: &[Hash]) -> Vec<digest::Output<Sha256>> {
    proof.iter().map(digest).collect()
}

both! {
    async fn another_tree_has_our_root_and_accepts_our_proofs(db: TestDb) {
        let kit = kit(&db).await;
        let kept = kit.checkpoint(kit.log()).await;
        let mut read = kit.db().read().await.expect("a connection");
        let events = history::page(&mut read, kit.log(), &Filter::All, None).await.expect("a page").items;
        let mut tree = MemoryBackedTree::<Sha256, Entry>::new();
        let mut roots = Vec::new();
        for event in events.iter().rev() {
            let json = serde_json::to_value(Event::from(event)).expect("JSON");
            let text = serde_json_canonicalizer::to_string(&json).expect("canonical JSON");
            assert_eq!(text, Event::from(event).canonical());
            assert_eq!(Sha256::digest(["\0", text.as_str()].concat()), digest(&Event::from(event).leaf()));
            tree.push(Entry(text));
            roots.push(tree.root());
        }
        let root = RootHash::<Sha256>::new(digest(&kept.root), kept.size);
        assert_eq!(tree.root(), root);
        let mut prover = Prover::new(kit.log(), EVENTS);
        for index in 0..EVENTS {
            let proof = prover.inclusion(&mut read, index).await.expect("a proof");
            let theirs = InclusionProof::<Sha256>::from_digests(&digests(&proof));
            let at = usize::try_from(index).expect("a small log");
            let entry = tree.get(at).expect("an entry");
            root.verify_inclusion(entry, index, &theirs).expect("an accepted proof");
            assert_eq!(tree.prove_inclusion(at).as_bytes(), theirs.as_bytes());
        }
        for old in 1..EVENTS {
            let proof = prover.consistency(&mut read, old).await.expect("a proof");
            let theirs = ConsistencyProof::<Sha256>::from_digests(&digests(&proof));
            let before = &roots[usize::try_from(old).expect("a small log") - 1];
            root.verify_consistency(before, &theirs).expect("an accepted proof");
        }
        assert!(prover.inclusion(&mut read, EVENTS).await.is_err());
    }

    async fn another_reader_of_notes_accepts_ours(db: TestDb) {
        let kit = kit(&db).await;
        let kept = kit.checkpoint(kit.log()).await;
        let key = verifier(&mut kit.db().read().await.unwrap()).await.unwrap().expect("a key").text();
        let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&key).expect("a key"))]);
        let note = Note::from_bytes(kept.note.as_bytes()).expect("a note");
        let (good, unknown) = note.verify(&known).expect("a signature");
        assert_eq!((good.len(), unknown.len()), (1, 0));
        let changed = kept.note.replacen(&EVENTS.to_string(), "20", 1);
        assert!(Note::from_bytes(changed.as_bytes()).expect("a note").verify(&known).is_err());
        let body = String::from_utf8(note.text().to_vec()).expect("text");
        let origin = format!("{}/e/alpha", kit.opened.installation.id);
        assert_eq!(body.lines().next(), Some(origin.as_str()));
    }
}
