//! Scripts for a developer's machine: values in single quotes, where nothing is expanded.

use crate::channels::encode::Encoded;

/// A POSIX shell script.
#[derive(Clone, Copy, Debug)]
pub enum Sh {}

/// A PowerShell script.
#[derive(Clone, Copy, Debug)]
pub enum PowerShell {}

/// A word of a shell; `None` for what no argument can hold.
pub fn sh_text(text: &str) -> Option<Encoded<Sh>> {
    let quoted = || format!("'{}'", text.replace('\'', r"'\''"));
    (!text.contains('\0')).then(|| Encoded::new(quoted()))
}

/// A literal of PowerShell, which takes typographic quotes for quotes as well.
pub fn powershell_text(text: &str) -> Option<Encoded<PowerShell>> {
    if text.contains('\0') {
        return None;
    }
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for character in text.chars() {
        if matches!(character, '\'' | '\u{2018}'..='\u{201b}') {
            literal.push(character);
        }
        literal.push(character);
    }
    literal.push('\'');
    Some(Encoded::new(literal))
}
