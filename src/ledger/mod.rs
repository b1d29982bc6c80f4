//! The history as a log that nobody can rewrite unseen: RFC 6962 tree over canonical JSON, signed
//! checkpoints in the C2SP form, proofs, and the check of an exported file. Pure: hashes and keys are
//! handed in, whoever stores them is not known here.
//!
//! An event is one leaf. [`Event::canonical`] is what is hashed, [`Frontier`] takes leaf after leaf and
//! always knows the root, [`Plan`] says which subtrees a proof is made of, [`Signer`] signs a
//! [`Checkpoint`], and [`Export`] checks a file with nothing but the file.

mod canonical;
mod checkpoint;
mod event;
mod export;
mod hash;
mod lines;
mod note;
mod proof;
mod tree;
mod verdict;

pub use canonical::Json;
pub use checkpoint::Checkpoint;
pub use event::{Actor, Event, Field, moment};
pub use export::Export;
pub use hash::Hash;
pub use lines::{Block, Last, Line, Part, Purged};
pub use note::{Note, Signer, Verifier, notes};
pub use proof::{Plan, is_consistent, is_included};
pub use tree::{Frontier, Subtree, cover};
pub use verdict::{Fault, Reason, Verdict};
