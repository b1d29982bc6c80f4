//! `jieru sign` and `jieru verify`: signer input in, signature or verdict out.

use super::input::{Input, Unreadable};
use super::{Outcome, ambient, print_json, say, terminal_language};
use crate::channels::{Refusal, signing};
use crate::error::Result;

pub fn sign(input: &Input) -> Result<Outcome> {
    let ambient = ambient()?;
    let signature = input.json().map_err(nothing).and_then(|text| signing::sign(&text, &ambient));
    Ok(match signature {
        Ok(signature) => {
            print_json(&signature);
            Outcome::Done
        }
        Err(refused) => refuse(&refused),
    })
}

pub fn verify(input: &Input) -> Result<Outcome> {
    let ambient = ambient()?;
    let verdict = input.json().map_err(nothing).and_then(|text| signing::verify(&text, &ambient));
    Ok(match verdict {
        Ok(verdict) => {
            print_json(&verdict);
            match verdict.words() {
                None => Outcome::Done,
                Some(words) => {
                    say(words.to(terminal_language()));
                    Outcome::Refused
                }
            }
        }
        Err(refused) => refuse(&refused),
    })
}

fn nothing(why: Unreadable) -> Refusal {
    Refusal { id: why.id, field: None, message: why.message }
}

fn refuse(refused: &Refusal) -> Outcome {
    print_json(&serde_json::json!({ "error": refused }));
    say(refused.message.to(terminal_language()));
    Outcome::Refused
}
