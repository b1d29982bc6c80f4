//! A hand-over link: with it somebody without an account gets the code, or the preview, of one chat
//! window until it ends. The token in its address is told once and kept as a hash.

use super::change::{Change, Fields, Log};
use super::ids::{EnterpriseId, HandoverId, WindowId};
use super::meta::filled;
use super::window::Window;
use crate::clock::{HOUR, Millis};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    pub id: HandoverId,
    pub enterprise: EnterpriseId,
    pub window: WindowId,
    pub purpose: Purpose,
    /// `live`, or the number of a release.
    pub release: String,
    /// For whom it was made, as whoever made it wrote it.
    pub recipient: String,
    /// The name at that time; people may go.
    pub made_by: String,
    pub made_at: Millis,
    pub expires_at: Millis,
    pub revoked_at: Option<Millis>,
    pub revoked_by: String,
}

/// What whoever opens it gets to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Code,
    Preview,
}

impl Purpose {
    pub const ALL: [Purpose; 2] = [Purpose::Code, Purpose::Preview];

    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Code => "code",
            Purpose::Preview => "preview",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// Whether it still opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Expired,
    Revoked,
}

/// What a new link is to be.
#[derive(Clone, Debug)]
pub struct Order {
    pub purpose: Purpose,
    pub release: String,
    pub recipient: String,
    pub made_by: String,
    pub hours: i64,
}

/// How long a link may live, in hours.
pub const LONGEST: i64 = 30 * 24;
/// Hours where nobody says otherwise.
pub const USUAL: i64 = 48;

impl Handover {
    pub const NOUN: &'static str = "handover";

    /// A new link; it never lives longer than [`LONGEST`].
    pub fn make(id: HandoverId, window: &Window, order: Order, now: Millis) -> (Self, Change) {
        let hours = order.hours.clamp(1, LONGEST);
        let new = Handover {
            id,
            enterprise: window.enterprise,
            window: window.id,
            purpose: order.purpose,
            release: order.release,
            recipient: order.recipient,
            made_by: order.made_by,
            made_at: now,
            expires_at: now.saturating_add(hours.saturating_mul(HOUR)),
            revoked_at: None,
            revoked_by: String::new(),
        };
        let change = Change::creation(new.log(), "handover.created", Self::NOUN, id, new.fields());
        (new, about(change, window))
    }

    /// It opens no longer. `None` where somebody revoked it before.
    pub fn revoke(&self, window: &Window, by: &str, now: Millis) -> Option<(Self, Change)> {
        if self.revoked_at.is_some() {
            return None;
        }
        let new = Handover { revoked_at: Some(now), revoked_by: by.to_owned(), ..self.clone() };
        let change = Change::edit(
            self.log(),
            "handover.revoked",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?;
        let change = about(change, window).detail("recipient", &self.recipient);
        Some((new, change))
    }

    pub fn state(&self, now: Millis) -> State {
        match () {
            () if self.revoked_at.is_some() => State::Revoked,
            () if now >= self.expires_at => State::Expired,
            () => State::Open,
        }
    }

    /// Somebody used it: `handover.opened`, `handover.copied`.
    pub fn used(&self, window: &Window, action: &'static str) -> Change {
        about(Change::access(self.log(), action, Self::NOUN, self.id), window)
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    fn fields(&self) -> Fields {
        vec![
            ("recipient".into(), filled(&self.recipient)),
            ("purpose".into(), filled(self.purpose.name())),
            ("release".into(), filled(&self.release)),
            ("expires_at".into(), Some(self.expires_at.to_string())),
            ("revoked".into(), self.revoked_at.map(|_| "true".to_owned())),
        ]
    }
}

fn about(change: Change, window: &Window) -> Change {
    change
        .detail("name", &window.content.name)
        .detail("code", &window.code)
        .detail("channel", &window.channel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Meta;
    use crate::domain::window::{Content, Draft};
    use uuid::Uuid;

    fn window() -> Window {
        let draft = Draft { content: Content::default(), meta: Meta::default() };
        let (id, enterprise) = (WindowId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        Window::create(id, enterprise, "a".into(), "sobot".into(), draft, 0).0
    }

    fn link(hours: i64) -> Handover {
        let order = Order {
            purpose: Purpose::Code,
            release: "live".into(),
            recipient: "李工".into(),
            made_by: "王芳".into(),
            hours,
        };
        Handover::make(HandoverId(Uuid::nil()), &window(), order, 1_000).0
    }

    #[test]
    fn it_opens_until_its_end_and_never_longer_than_thirty_days() {
        let two_days = link(USUAL);
        assert_eq!(two_days.state(1_000 + 48 * HOUR - 1), State::Open);
        assert_eq!(two_days.state(1_000 + 48 * HOUR), State::Expired);
        assert_eq!(link(100_000).expires_at, 1_000 + 720 * HOUR);
        assert_eq!(link(-5).expires_at, 1_000 + HOUR);
    }

    #[test]
    fn it_is_revoked_once_and_revoked_counts_more_than_expired() {
        let (revoked, change) = link(1).revoke(&window(), "陈静", 5).expect("a change");
        assert_eq!(revoked.state(i64::MAX), State::Revoked);
        let fields: Vec<&str> = change.changes.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["revoked"]);
        assert!(revoked.revoke(&window(), "陈静", 6).is_none());
    }
}
