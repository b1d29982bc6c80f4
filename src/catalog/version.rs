//! Versions of vendors' kits: numbers with dots between them.

/// Whether `version` came after `pinned`. What is no version is newer than nothing.
pub fn is_newer(version: &str, pinned: &str) -> bool {
    matches!((numbers(version), numbers(pinned)), (Some(version), Some(pinned)) if version > pinned)
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_newer("1.5.11", "1.5.2"));
        assert!(is_newer("1.10.0", "1.9.9"));
        assert!(!is_newer("1.5.2", "1.5.2"));
        assert!(!is_newer("1.5.2", "1.5.11"));
        assert!(!is_newer("latest", "1.0.0"));
        assert!(!is_newer("1.0.0", "latest"));
    }
}
