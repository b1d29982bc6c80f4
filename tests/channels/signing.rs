//! Signers, verifiers and the samples for a customer's server.
