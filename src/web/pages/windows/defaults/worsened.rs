//! The windows that a save of defaults would bring errors to. Each is examined as the doctor does, with
//! the defaults of now and with the new ones.

use std::collections::BTreeMap;

use crate::catalog::Values;
use crate::channels::{Channel, Diagnostic};
use crate::clock::SECOND;
use crate::domain::{Defaults, Window};
use crate::rights::Permission;
use crate::store::windows;
use crate::web::fault::Fault;
use crate::web::pages::windows::deployment::{References, findings};
use crate::web::pages::windows::fields::target_or_first;
use crate::web::pages::windows::worse::worse;
use crate::web::scope::Within;

/// Windows that are examined; there may be thousands.
const LOOKED_AT: usize = 200;
/// Windows that are named.
const NAMED: usize = 20;

#[derive(Default)]
pub(super) struct Worsened {
    pub total: usize,
    /// The first of them, with their errors.
    pub windows: Vec<Broken>,
    /// There are more windows than were looked at.
    pub more: bool,
}

pub(super) struct Broken {
    pub code: String,
    pub name: String,
    pub errors: Vec<Diagnostic>,
}

/// What windows of one kind refer to, before and after.
struct Pair {
    was: References,
    is: References,
}

pub(super) async fn of<P: Permission>(
    within: &Within<P>,
    channel: &'static dyn Channel,
    stored: &Defaults,
    values: &Values,
) -> Result<Worsened, Fault> {
    let now = within.visit.portal.clock.now() / SECOND;
    let new = Defaults { values: values.clone(), ..stored.clone() };
    let mut read = within.visit.portal.db.read().await?;
    let place = stored.enterprise;
    let first = windows::of_channel(&mut read, place, channel.id(), LOOKED_AT + 1).await?;
    let mut found = Worsened { more: first.len() > LOOKED_AT, ..Worsened::default() };
    let mut known: BTreeMap<&str, Pair> = BTreeMap::new();
    for window in first.iter().take(LOOKED_AT).filter(|window| !window.is_retired()) {
        let Some(target) = target_or_first(channel, &window.content.target) else { continue };
        if !known.contains_key(target.id) {
            let was = References::load(&mut read, place, channel, target).await?;
            let is = References { defaults: Some(new.clone()), ..was.clone() };
            known.insert(target.id, Pair { was, is });
        }
        let errors = known.get(target.id).map(|pair| pair.errors(channel, window, now));
        found.add(window, errors.unwrap_or_default());
    }
    Ok(found)
}

impl Pair {
    fn errors(&self, channel: &'static dyn Channel, window: &Window, now: i64) -> Vec<Diagnostic> {
        let (was, is) = (self.was.deployment(&window.content), self.is.deployment(&window.content));
        if was.parameters == is.parameters {
            return Vec::new();
        }
        let before = findings(channel, &was, &self.was.fields, now);
        let after = findings(channel, &is, &self.is.fields, now);
        let changed = |name: &str| was.parameters.get(name) != is.parameters.get(name);
        let mut errors = worse(&before, after, changed);
        errors.retain(Diagnostic::is_error);
        errors
    }
}

impl Worsened {
    fn add(&mut self, window: &Window, errors: Vec<Diagnostic>) {
        if errors.is_empty() {
            return;
        }
        self.total += 1;
        if self.windows.len() < NAMED {
            let (code, name) = (window.code.clone(), window.content.name.clone());
            self.windows.push(Broken { code, name, errors });
        }
    }

    /// Windows that are not named.
    pub fn unnamed(&self) -> usize {
        self.total - self.windows.len()
    }
}
