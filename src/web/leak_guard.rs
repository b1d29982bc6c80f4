//! The leak guard: a secret of the enterprise that is pasted into any other field of any form below it
//! is refused beside that field, and not echoed. It stands where every form comes in, so that no page
//! can forget it.

use super::fault::Fault;
use super::form::Form;
use super::scope::Scope;
use super::secrets;
use super::ui::PageError;
use super::visit::Visit;
use crate::domain::EnterpriseId;
use crate::secret::Secret;
use crate::store::recognised::Eyes;
use crate::store::search;
use crate::store::secrets::elsewhere;
use crate::text::{Text, text};

/// Fields that secrets belong into, and our own.
const MEANT: &[&str] = &["secret", "password", "csrf_token", "version"];

/// Shorter ones would be found in every second text; they count only as a whole value.
const LONG_ENOUGH: usize = 8;

pub const LEAK: Text = text(
    "这里含有本企业的一个安全密钥，已拒绝并清空。密钥只能填在“密钥”一栏",
    "This holds a security key of the enterprise; it was refused and emptied. Keys belong into the field “Key” only",
);

/// Empties and marks every field that holds a secret: known ones in whichever state, and the new one
/// that the same form brings.
pub async fn watch(scope: &impl Scope, form: &mut Form) -> Result<(), Fault> {
    let Some(enterprise) = scope.enterprise() else { return Ok(()) };
    if !form.pairs.iter().any(|(name, value)| is_open(name) && !value.trim().is_empty()) {
        return Ok(());
    }
    let portal = &scope.visit().portal;
    let mut read = portal.db.read().await?;
    let mut known = secrets::all(portal, &mut read, enterprise).await?;
    let absent = elsewhere(&mut read, enterprise).await?;
    drop(read);
    known.extend(brought(form));
    let named = |name: &str| known.iter().any(|secret| is_in(secret, name));
    if form.pairs.iter().any(|(name, _)| named(name)) {
        form.pairs.retain(|(name, _)| !named(name));
        form.errors.push(PageError { label: None, field: None, text: LEAK.into() });
    }
    for name in leaks(form, &known) {
        form.withhold(&name, LEAK);
    }
    if !absent.is_empty() {
        withhold_absent(scope, enterprise, form, &absent)?;
    }
    Ok(())
}

fn is_open(name: &str) -> bool {
    !MEANT.contains(&name)
}

/// The secret that this form brings itself.
fn brought(form: &Form) -> Option<Secret> {
    let (_, value) = form.pairs.iter().find(|(name, _)| name == "secret")?;
    let value = value.trim();
    (!value.is_empty()).then(|| Secret::new(value))
}

fn leaks(form: &Form, known: &[Secret]) -> Vec<String> {
    let holds = |text: &str| known.iter().any(|secret| is_in(secret, text));
    let open = form.pairs.iter().filter(|(name, _)| is_open(name));
    open.filter(|(_, value)| holds(value)).map(|(name, _)| name.clone()).collect()
}

fn is_in(secret: &Secret, text: &str) -> bool {
    let secret = secret.expose().trim();
    if secret.len() < LONG_ENOUGH { text.trim() == secret } else { text.contains(secret) }
}

/// Secrets that are kept elsewhere are known by their fingerprints alone: whole values and single
/// words are compared.
fn withhold_absent(
    scope: &impl Scope,
    enterprise: EnterpriseId,
    form: &mut Form,
    absent: &[String],
) -> Result<(), Fault> {
    let (vault, tenant) = (&scope.visit().portal.vault, enterprise.to_string());
    let mut found = Vec::new();
    for (name, value) in form.pairs.iter().filter(|(name, _)| is_open(name)) {
        for word in std::iter::once(value.trim())
            .chain(words(value))
            .filter(|word| word.len() >= LONG_ENOUGH)
        {
            if absent.contains(&vault.fingerprint(&Secret::new(word), &tenant)?) {
                found.push(name.clone());
            }
        }
    }
    for name in found {
        form.withhold(&name, LEAK);
    }
    Ok(())
}

/// Whether a text that somebody looks for is a secret of any enterprise that they may see, or holds one
/// between its separators. Names made with a key are compared, so nothing is opened.
pub async fn is_secret(visit: &Visit, eyes: Eyes, typed: &str) -> Result<bool, Fault> {
    let whole = Some(typed).filter(|typed| !typed.is_empty()).into_iter();
    let long = |word: &&str| word.len() >= LONG_ENOUGH && word.is_ascii() && *word != typed;
    let words: Vec<&str> = whole.chain(words(typed).filter(long)).take(LOOKED_AT).collect();
    if words.is_empty() {
        return Ok(false);
    }
    let vault = &visit.portal.vault;
    let names = words.iter().map(|word| vault.lookup(&Secret::new(*word)));
    let names = names.collect::<crate::error::Result<Vec<String>>>()?;
    let mut read = visit.portal.db.read().await?;
    if search::is_secret(&mut read, eyes, &names).await? {
        return Ok(true);
    }
    let known = search::fingerprints(&mut read, eyes).await?;
    drop(read);
    for (tenant, fingerprints) in known {
        for word in &words {
            let fingerprint = vault.fingerprint(&Secret::new(*word), &tenant)?;
            if fingerprints.contains(&fingerprint) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Words of one question that are compared.
const LOOKED_AT: usize = 40;

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "\"'`=,;:&<>()[]{}，；：".contains(c))
}

impl Form {
    /// Empties a field that holds what must not be kept, and says so beside it.
    fn withhold(&mut self, name: &str, what: Text) {
        for (_, value) in self.pairs.iter_mut().filter(|(field, _)| field == name) {
            value.clear();
        }
        self.wrong(name, what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "zQ7-secret-of-the-test-9x";

    fn leaking(body: &str) -> Vec<String> {
        let form = Form::parse(body.as_bytes()).expect("a form");
        let known: Vec<Secret> =
            [KNOWN, "short"].into_iter().map(Secret::new).chain(brought(&form)).collect();
        leaks(&form, &known)
    }

    #[test]
    fn a_known_secret_is_found_inside_any_text_but_its_own_field() {
        assert_eq!(
            leaking(&format!("name=a&note=key:+{KNOWN}!&p.title={KNOWN}")),
            ["note", "p.title"]
        );
        assert!(leaking(&format!("secret={KNOWN}&password={KNOWN}")).is_empty());
        assert!(leaking("name=zQ7-secret-of-the-test").is_empty(), "a part of it is another text");
    }

    #[test]
    fn the_new_secret_of_the_same_form_is_known_too() {
        assert_eq!(leaking("secret=brand-new-key-1&reason=it+is+brand-new-key-1"), ["reason"]);
    }

    #[test]
    fn a_short_secret_counts_as_a_whole_value_only() {
        assert_eq!(leaking("note=in+short&name=short"), ["name"]);
    }

    #[test]
    fn what_is_found_is_emptied_and_told_beside_the_field() {
        let mut form = Form::parse(b"p.title=zQ7&note=fine").expect("a form");
        form.withhold("p.title", LEAK);
        assert_eq!(form.take("p.title"), "");
        assert_eq!(form.take("note"), "fine");
        assert_eq!(form.errors[0].field.as_deref(), Some("p-title"));
    }
}
