//! The inspector: guilty and innocent texts for every finding.
