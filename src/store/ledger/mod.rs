//! The Merkle tree of each log, kept beside its events: [`Head`] takes the events of a commit in the
//! same transaction, [`Notary`] signs checkpoints, [`Prover`] makes proofs, [`verify`] looks whether
//! everything is as it was recorded. What a tree is stands in `crate::ledger`.

mod append;
mod backfill;
mod batch;
mod edge;
mod marks;
mod nodes;
mod notary;
mod published;
mod verify;
mod walk;

pub use nodes::{Prover, purged_block, root};
pub use notary::{Kept, NOUN as CHECKPOINT, Notary, newest, verifier};
pub use published::{log_of, published_name};
pub use verify::{Check, Progress, Report, Verified, verifications, verify};

pub(super) use append::Head;
pub(super) use published::{Stamp, of_change};

/// The statements of all parts.
pub(super) const PARTS: [&[&str]; 7] = [
    append::STATEMENTS,
    backfill::STATEMENTS,
    batch::STATEMENTS,
    edge::STATEMENTS,
    nodes::STATEMENTS,
    notary::STATEMENTS,
    verify::STATEMENTS,
];
