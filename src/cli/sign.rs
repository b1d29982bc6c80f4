//! `jieru sign` and `jieru verify`: signer input in, signature or verdict out.

use super::input::Input;
use super::{Outcome, ambient, print_json, say, terminal_language};
use crate::channels::signing;
use crate::error::Result;

pub fn sign(input: &Input) -> Result<Outcome> {
    Ok(match signing::sign(&input.text()?, &ambient()?) {
        Ok(signature) => {
            print_json(&signature);
            Outcome::Done
        }
        Err(refused) => refuse(&refused),
    })
}

pub fn verify(input: &Input) -> Result<Outcome> {
    Ok(match signing::verify(&input.text()?, &ambient()?) {
        Ok(verdict) => {
            print_json(&verdict);
            if verdict.valid { Outcome::Done } else { Outcome::Refused }
        }
        Err(refused) => refuse(&refused),
    })
}

fn refuse(refused: &signing::Refusal) -> Outcome {
    print_json(&serde_json::json!({ "error": refused }));
    say(refused.message.to(terminal_language()));
    Outcome::Refused
}
