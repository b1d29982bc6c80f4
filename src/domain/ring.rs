//! The secrets of one key and how one follows the other: pending → active → retiring → revoked. A
//! version knows the fingerprint of its secret, never the secret itself.

use super::change::{Change, Fields};
use super::key::Key;
use crate::clock::Millis;

/// Where a secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Registered and handed over, but nothing signs with it yet.
    Pending,
    /// What the portal signs with.
    Active,
    /// Still right until its end, while the other side changes over.
    Retiring,
    /// No longer right; kept sealed so that the history can be understood.
    Revoked,
}

impl State {
    pub const ALL: [State; 4] = [State::Pending, State::Active, State::Retiring, State::Revoked];

    pub const fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Active => "active",
            State::Retiring => "retiring",
            State::Revoked => "revoked",
        }
    }

    pub fn from_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// How long the old secret goes on counting once the new one is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    For(Millis),
    Until(Millis),
}

impl Overlap {
    /// When it ends for a change-over at this moment.
    pub fn end(self, activated: Millis) -> Millis {
        match self {
            Overlap::For(length) => activated.saturating_add(length),
            Overlap::Until(end) => end.max(activated),
        }
    }

    /// The stored form, which `parse` reads.
    pub fn text(self) -> String {
        match self {
            Overlap::For(length) => format!("for:{length}"),
            Overlap::Until(end) => format!("until:{end}"),
        }
    }

    pub fn parse(text: &str) -> Option<Overlap> {
        match text.split_once(':')? {
            ("for", length) => length.parse().ok().map(Overlap::For),
            ("until", end) => end.parse().ok().map(Overlap::Until),
            _ => None,
        }
    }
}

/// One secret of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub number: i64,
    pub state: State,
    pub fingerprint: String,
    pub elsewhere: bool,
    pub overlap: Overlap,
    pub created_at: Millis,
    pub activated_at: Option<Millis>,
    pub retires_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
    /// When its sealed bytes were destroyed; fingerprint and times stay.
    pub purged_at: Option<Millis>,
}

impl Version {
    /// Whether its sealed bytes may be destroyed: it is right no longer, and they are still there.
    pub fn may_go(&self) -> bool {
        self.state == State::Revoked && !self.elsewhere && self.purged_at.is_none()
    }
}

/// A key with all its secrets, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    pub key: Key,
    pub versions: Vec<Version>,
}

/// What comes in with a rotation.
#[derive(Clone, Debug)]
pub struct Successor {
    pub fingerprint: String,
    pub elsewhere: bool,
    pub overlap: Overlap,
}

/// Why a verb does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is the secret with this number again.
    Same(i64),
    /// One successor at a time.
    PendingAlready(i64),
    /// No such secret, or not in a state for this.
    NotNow,
}

impl Ring {
    pub fn find(&self, number: i64) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    pub fn in_state(&self, state: State) -> impl Iterator<Item = &Version> {
        self.versions.iter().filter(move |version| version.state == state)
    }

    /// Takes in the next secret; nothing signs with it before it is activated.
    ///
    /// # Errors
    /// The same secret as before, or one that waits already.
    pub fn rotate(&self, new: Successor, now: Millis) -> Result<(Ring, Change), Unfit> {
        if let Some(same) = self.versions.iter().find(|one| one.fingerprint == new.fingerprint) {
            return Err(Unfit::Same(same.number));
        }
        if let Some(waiting) = self.in_state(State::Pending).next() {
            return Err(Unfit::PendingAlready(waiting.number));
        }
        let number = self.versions.iter().map(|one| one.number).max().unwrap_or(0) + 1;
        let mut next = self.clone();
        next.versions.insert(
            0,
            Version {
                number,
                state: State::Pending,
                fingerprint: new.fingerprint,
                elsewhere: new.elsewhere,
                overlap: new.overlap,
                created_at: now,
                activated_at: None,
                retires_at: None,
                revoked_at: None,
                purged_at: None,
            },
        );
        self.told(next, "key.rotated", number, now)
    }

    /// From now on the portal signs with the pending secret; the one before retires. The day on which
    /// the new one expires is told anew.
    ///
    /// # Errors
    /// It is not pending.
    pub fn activate(
        &self,
        number: i64,
        expires_on: String,
        now: Millis,
    ) -> Result<(Ring, Change), Unfit> {
        let new = self.find(number).filter(|one| one.state == State::Pending);
        let new = new.ok_or(Unfit::NotNow)?.clone();
        let mut next = self.clone();
        for version in &mut next.versions {
            if version.number == number {
                version.state = State::Active;
                version.activated_at = Some(now);
            } else if version.state == State::Active {
                version.state = State::Retiring;
                version.retires_at = Some(new.overlap.end(now));
            }
        }
        next.key.secret_number = number;
        next.key.fingerprint = new.fingerprint;
        next.key.state = State::Active;
        next.key.elsewhere = new.elsewhere;
        next.key.expires_on = expires_on;
        self.told(next, "key.activated", number, now)
    }

    /// This secret is right no longer, whichever state it was in.
    ///
    /// # Errors
    /// It is revoked already, or never was.
    pub fn revoke(&self, number: i64, now: Millis) -> Result<(Ring, Change), Unfit> {
        let old = self.find(number).filter(|one| one.state != State::Revoked);
        let pending = old.ok_or(Unfit::NotNow)?.state == State::Pending;
        let mut next = self.clone();
        for version in next.versions.iter_mut().filter(|one| one.number == number) {
            version.state = State::Revoked;
            version.revoked_at = Some(now);
        }
        if next.key.secret_number == number {
            next.key.state = State::Revoked;
        }
        self.told(next, if pending { "key.discarded" } else { "key.revoked" }, number, now)
    }

    /// Destroys what is kept of a revoked secret. One that may still be right is never touched.
    ///
    /// # Errors
    /// It is not revoked, is gone already, or was never kept here.
    pub fn purge(&self, number: i64, now: Millis) -> Result<(Ring, Change), Unfit> {
        self.find(number).filter(|one| one.may_go()).ok_or(Unfit::NotNow)?;
        let mut next = self.clone();
        for version in next.versions.iter_mut().filter(|one| one.number == number) {
            version.purged_at = Some(now);
        }
        self.told(next, "key.secret_purged", number, now)
    }

    fn told(
        &self,
        mut next: Ring,
        action: &'static str,
        number: i64,
        now: Millis,
    ) -> Result<(Ring, Change), Unfit> {
        next.key.version += 1;
        next.key.updated_at = now;
        let (before, after) = (self.fields(), next.fields());
        let change = Change::edit(self.key.log(), action, Key::NOUN, self.key.id, &before, &after);
        let change = change.ok_or(Unfit::NotNow)?;
        let fingerprint = next.find(number).map(|one| one.fingerprint.clone()).unwrap_or_default();
        let change = change
            .detail("name", &next.key.name)
            .detail("number", number.to_string())
            .detail("key_fingerprint", format!("fingerprint:{fingerprint}"));
        Ok((next, change))
    }

    /// The fields of the key, and each secret that came by rotation: fingerprint, state, end.
    fn fields(&self) -> Fields {
        let mut fields = self.key.fields();
        for version in &self.versions {
            let name = |part: &str| format!("{SECRET_FIELDS}{}{part}", version.number);
            let told = format!("fingerprint:{}", version.fingerprint);
            fields.push((name(""), Some(told)));
            fields.push((name(".state"), Some(version.state.name().to_owned())));
            fields.push((name(".retires_at"), version.retires_at.map(|at| at.to_string())));
            fields.push((name(".purged_at"), version.purged_at.map(|at| at.to_string())));
        }
        fields
    }
}

/// How fields of single secrets begin in the history. They are no fields of a key's own form.
pub const SECRET_FIELDS: &str = "secret.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::{Draft, Identity};
    use crate::domain::{AccountId, EnterpriseId, KeyId, Meta};
    use uuid::Uuid;

    const NOW: Millis = 1_000_000;

    fn ring() -> Ring {
        let identity = Identity {
            id: KeyId(Uuid::nil()),
            enterprise: EnterpriseId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            scheme: "sobot_web_md5".into(),
            fingerprint: "aaaa".into(),
            elsewhere: false,
        };
        let draft =
            Draft { name: "k".into(), expires_on: "2027-01-01".into(), meta: Meta::default() };
        let (key, _) = Key::create(identity, draft, NOW);
        let first = Version {
            number: 1,
            state: State::Active,
            fingerprint: "aaaa".into(),
            elsewhere: false,
            overlap: Overlap::For(0),
            created_at: NOW,
            activated_at: Some(NOW),
            retires_at: None,
            revoked_at: None,
            purged_at: None,
        };
        Ring { key, versions: vec![first] }
    }

    fn successor(fingerprint: &str) -> Successor {
        Successor {
            fingerprint: fingerprint.into(),
            elsewhere: false,
            overlap: Overlap::For(5_000),
        }
    }

    fn states(ring: &Ring) -> Vec<(i64, State)> {
        ring.versions.iter().map(|one| (one.number, one.state)).collect()
    }

    #[test]
    fn a_secret_goes_through_four_states() {
        let first = ring();
        let (second, change) = first.rotate(successor("bbbb"), NOW + 1).expect("a successor");
        assert_eq!(states(&second), [(2, State::Pending), (1, State::Active)]);
        assert_eq!(second.key.fingerprint, "aaaa", "nothing signs with it yet");
        assert_eq!(change.action, "key.rotated");
        let (third, change) =
            second.activate(2, "2028-01-01".into(), NOW + 2).expect("a change-over");
        assert_eq!(states(&third), [(2, State::Active), (1, State::Retiring)]);
        assert_eq!(third.find(1).expect("it").retires_at, Some(NOW + 2 + 5_000));
        let told = |field: &str| change.changes.iter().find(|one| one.field == field).cloned();
        let secret = told("secret").expect("the fingerprints of both");
        assert_eq!(secret.before.as_deref(), Some("fingerprint:aaaa"));
        assert_eq!(secret.after.as_deref(), Some("fingerprint:bbbb"));
        assert!(told("expires_on").is_some() && told("secret.1.state").is_some());
        let (fourth, change) = third.revoke(1, NOW + 3).expect("an end");
        assert_eq!(states(&fourth), [(2, State::Active), (1, State::Revoked)]);
        assert_eq!((change.action, fourth.key.version), ("key.revoked", 4));
        assert!(fourth.key.signs());
    }

    #[test]
    fn what_does_not_apply_is_refused() {
        let first = ring();
        assert_eq!(first.rotate(successor("aaaa"), NOW).expect_err("the same"), Unfit::Same(1));
        let (second, _) = first.rotate(successor("bbbb"), NOW).expect("a successor");
        let twice = second.rotate(successor("cccc"), NOW).expect_err("one at a time");
        assert_eq!(twice, Unfit::PendingAlready(2));
        assert_eq!(second.activate(1, String::new(), NOW).expect_err("active"), Unfit::NotNow);
        let (gone, change) = second.revoke(2, NOW).expect("given up");
        assert_eq!(change.action, "key.discarded");
        assert_eq!(gone.revoke(2, NOW).expect_err("gone"), Unfit::NotNow);
        let again = gone.rotate(successor("bbbb"), NOW).expect_err("known");
        assert_eq!(again, Unfit::Same(2), "a revoked secret does not come back");
    }

    #[test]
    fn only_a_revoked_secret_can_be_purged_and_only_once() {
        let (second, _) = ring().rotate(successor("bbbb"), NOW).expect("a successor");
        let (third, _) = second.activate(2, String::new(), NOW).expect("a change-over");
        for (ring, number) in [(&second, 2), (&second, 1), (&third, 1), (&third, 2), (&third, 9)] {
            assert_eq!(ring.purge(number, NOW).expect_err("in use"), Unfit::NotNow, "{number}");
        }
        let (revoked, _) = third.revoke(1, NOW).expect("an end");
        let (purged, change) = revoked.purge(1, NOW + 9).expect("gone");
        let gone = purged.find(1).expect("its line stays");
        assert_eq!((gone.purged_at, gone.fingerprint.as_str()), (Some(NOW + 9), "aaaa"));
        assert_eq!(change.action, "key.secret_purged");
        let print = change.details.get("key_fingerprint").map(String::as_str);
        assert_eq!(print, Some("fingerprint:aaaa"));
        assert_eq!(purged.purge(1, NOW + 10).expect_err("twice"), Unfit::NotNow);
        let again = purged.rotate(successor("aaaa"), NOW).expect_err("known");
        assert_eq!(again, Unfit::Same(1), "its fingerprint is still remembered");
    }

    #[test]
    fn a_key_whose_only_secret_is_revoked_signs_no_longer() {
        let (ring, _) = ring().revoke(1, NOW).expect("an emergency");
        assert!(!ring.key.signs());
        assert_eq!(ring.key.state, State::Revoked);
    }

    #[test]
    fn overlaps_end_when_they_say_and_never_before_the_change() {
        assert_eq!(Overlap::For(10).end(5), 15);
        assert_eq!(Overlap::Until(10).end(5), 10);
        assert_eq!(Overlap::Until(10).end(50), 50);
        for overlap in [Overlap::For(0), Overlap::For(3_600_000), Overlap::Until(7)] {
            assert_eq!(Overlap::parse(&overlap.text()), Some(overlap));
        }
        assert_eq!(Overlap::parse("soon"), None);
    }
}
