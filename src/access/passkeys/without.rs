//! Stands where the protocol would, in a program that was built without passkeys. Nobody gets here: there is
//! no [`Relying`] then.

use super::{Made, Question, Relying, Verdict};
use crate::domain::Person;
use crate::error::{Error, Result};
use crate::secret::Secret;

pub(super) fn ask_for_new(_: &Relying, _: &Person, _: &[Secret]) -> Result<Question> {
    Err(missing())
}

pub(super) fn read_new(_: &Relying, _: &str, _: &str) -> Result<Option<Made>> {
    Err(missing())
}

pub(super) fn ask_to_show(_: &Relying, _: &[Secret]) -> Result<Question> {
    Err(missing())
}

pub(super) fn read_shown(_: &Relying, _: &str, _: &str) -> Result<Verdict> {
    Err(missing())
}

fn missing() -> Error {
    Error::broken("built without passkeys")
}
