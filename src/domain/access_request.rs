//! Somebody asks for a role. Whoever may give it says yes, which gives it, or no, with a reason; whoever
//! asked can take it back.

use super::change::{Change, Fields, Log};
use super::ids::{AccessRequestId, PersonId};
use crate::clock::{HOUR, Millis};
use crate::text::{Text, text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    pub id: AccessRequestId,
    pub person: PersonId,
    /// The log of the place for which the role is wanted.
    pub log: Log,
    /// Its name.
    pub role: String,
    pub reason: String,
    /// How long the role is wanted; `None` for good.
    pub days: Option<i64>,
    pub state: State,
    pub made_at: Millis,
    pub closed_at: Option<Millis>,
    /// The name at that time; empty while it is open.
    pub closed_by: String,
    /// Why not.
    pub answer: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Approved,
    Rejected,
    Withdrawn,
}

impl State {
    pub const ALL: [State; 4] = [State::Open, State::Approved, State::Rejected, State::Withdrawn];

    pub const fn name(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Approved => "approved",
            State::Rejected => "rejected",
            State::Withdrawn => "withdrawn",
        }
    }

    pub fn from_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    const fn action(self) -> &'static str {
        match self {
            State::Open => "access_request.made",
            State::Approved => "access_request.approved",
            State::Rejected => "access_request.rejected",
            State::Withdrawn => "access_request.withdrawn",
        }
    }
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    pub role: &'static str,
    pub reason: String,
    pub days: Option<i64>,
}

/// What is answered to whoever was deactivated meanwhile.
pub const LEFT: Text = text("账号已停用", "The account was deactivated");

/// Requests that one person may have open at a time.
pub const MOST_OPEN: i64 = 5;

impl AccessRequest {
    pub const NOUN: &'static str = "access_request";

    pub fn make(
        id: AccessRequestId,
        person: PersonId,
        log: Log,
        wish: Wish,
        now: Millis,
    ) -> (AccessRequest, Change) {
        let new = AccessRequest {
            id,
            person,
            log,
            role: wish.role.to_owned(),
            reason: wish.reason,
            days: wish.days,
            state: State::Open,
            made_at: now,
            closed_at: None,
            closed_by: String::new(),
            answer: String::new(),
        };
        let change = Change::creation(log, State::Open.action(), Self::NOUN, id, new.fields());
        (new, change)
    }

    /// Ends it; `None` when somebody did that before.
    pub fn close(
        &self,
        state: State,
        (by, answer): (&str, &str),
        now: Millis,
    ) -> Option<(AccessRequest, Change)> {
        if self.state != State::Open || state == State::Open {
            return None;
        }
        let new = AccessRequest {
            state,
            closed_at: Some(now),
            closed_by: by.to_owned(),
            answer: answer.to_owned(),
            ..self.clone()
        };
        let (before, after) = (self.fields(), new.fields());
        let change = Change::edit(self.log, state.action(), Self::NOUN, self.id, &before, &after)?;
        Some((new, change))
    }

    /// Until when the role would hold if it were given now.
    pub fn until(&self, now: Millis) -> Option<Millis> {
        self.days.map(|days| now.saturating_add(days.saturating_mul(24 * HOUR)))
    }

    fn fields(&self) -> Fields {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        vec![
            ("role".into(), Some(self.role.clone())),
            ("wish".into(), filled(&self.reason)),
            ("days".into(), self.days.map(|days| days.to_string())),
            ("request_state".into(), Some(self.state.name().to_owned())),
            ("answer".into(), filled(&self.answer)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_request_ends_once() {
        let wish = Wish { role: "developer", reason: "排查".into(), days: Some(7) };
        let (id, person) = (AccessRequestId(Uuid::nil()), PersonId(Uuid::nil()));
        let (open, made) = AccessRequest::make(id, person, Log::Installation, wish, 1_000);
        assert_eq!(made.action, "access_request.made");
        assert_eq!(open.until(0), Some(7 * 24 * HOUR));
        assert!(open.close(State::Open, ("", ""), 2_000).is_none());
        let (closed, change) =
            open.close(State::Rejected, ("甲", "不需要"), 2_000).expect("a change");
        assert_eq!((change.action, closed.closed_at), ("access_request.rejected", Some(2_000)));
        let fields: Vec<&str> = change.changes.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["request_state", "answer"]);
        assert!(closed.close(State::Approved, ("乙", ""), 3_000).is_none());
    }
}
