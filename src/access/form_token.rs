//! Form tokens against requests from other sites. The token is bound to the session or, before
//! sign-in, to a cookie of its own; every page shows it under a new mask, so that a compressed page
//! tells nothing about it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::clock::random;
use crate::error::Result;
use crate::vault::Vault;

const LENGTH: usize = 32;

/// A token for one page.
pub fn masked(vault: &Vault, bound_to: &str) -> Result<String> {
    let token = vault.form_token(bound_to)?;
    let mask: [u8; LENGTH] = random()?;
    let covered = token.iter().zip(mask).map(|(token, mask)| token ^ mask);
    let shown: Vec<u8> = mask.into_iter().chain(covered).collect();
    Ok(URL_SAFE_NO_PAD.encode(shown))
}

pub fn is_valid(vault: &Vault, bound_to: &str, shown: &str) -> Result<bool> {
    let token = vault.form_token(bound_to)?;
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(shown) else { return Ok(false) };
    let Some((mask, covered)) = bytes.split_at_checked(LENGTH) else { return Ok(false) };
    let uncovered: Vec<u8> =
        mask.iter().zip(covered).map(|(mask, covered)| mask ^ covered).collect();
    Ok(covered.len() == LENGTH && bool::from(uncovered.as_slice().ct_eq(&token)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::MasterKey;

    #[test]
    fn every_mask_is_new_and_every_token_is_bound() {
        let (vault, _) = Vault::found(MasterKey::from_bytes([1; 32])).expect("vault");
        let (first, second) =
            (masked(&vault, "a").expect("token"), masked(&vault, "a").expect("token"));
        assert_ne!(first, second);
        assert!(
            is_valid(&vault, "a", &first).expect("checked")
                && is_valid(&vault, "a", &second).expect("checked")
        );
        assert!(!is_valid(&vault, "b", &first).expect("checked"));
        for wrong in ["", "x", "!!!", &first[..20], &format!("{first}AAAA")] {
            assert!(!is_valid(&vault, "a", wrong).expect("checked"), "{wrong}");
        }
    }
}
