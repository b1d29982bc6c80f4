//! What is done with a change request. Each verb answers with the new state and the events of one act:
//! one of the request, and one of each object that it brings, so that the history of either tells it.

use serde::{Deserialize, Serialize};

use super::{Approval, By, ChangeRequest, Contents, Item, LOOK_WITHIN, State};
use crate::clock::Millis;
use crate::domain::change::{Act, Change, Fields, Record};
use crate::domain::ids::{EnterpriseId, RequestId};
use crate::domain::meta::filled;
use crate::domain::{LeaveTemplate, Plugin, VipField, Window};

/// A release without the approvals that it needed, and the look that somebody else takes afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    pub by: By,
    pub reason: String,
    pub at: Millis,
    pub look_by: Millis,
    #[serde(default)]
    pub looked: Option<(By, Millis, String)>,
}

/// What a new request is to be.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: RequestId,
    pub enterprise: EnterpriseId,
    pub number: i64,
    pub title: String,
    pub reason: String,
    pub ticket: String,
    pub author: By,
    pub items: Vec<Item>,
    pub release_at: Option<Millis>,
}

/// Why something is not done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was released, rejected or withdrawn.
    Closed,
    /// Whoever wants to approve wrote it or edited what it brings.
    OwnWork,
    /// This person approved this content already.
    Again,
    /// The content is another one than the one that was looked at.
    Moved,
    /// It takes more approvals.
    NotApproved,
    /// Another release became live since it was submitted.
    Overtaken,
    /// Only whoever submitted it withdraws it.
    NotAuthor,
}

/// What a release of a request was: the number that each of its objects became, in their order.
#[derive(Clone, Debug)]
pub struct Released {
    pub numbers: Vec<i64>,
    pub contents: Contents,
    pub by: By,
    pub at: Millis,
    /// The reason of an emergency.
    pub emergency: Option<String>,
    /// Nothing else is released at that time.
    pub frozen: bool,
}

pub(super) type Done = (ChangeRequest, Act);

impl ChangeRequest {
    /// Each object's content hash is the one that it has now.
    pub fn submit(order: Order, now: Millis) -> Done {
        let by = order.release_at.map(|_| order.author.id.clone());
        let new = ChangeRequest {
            id: order.id,
            enterprise: order.enterprise,
            number: order.number,
            title: order.title,
            reason: order.reason,
            ticket: order.ticket,
            state: State::Submitted,
            author: order.author,
            handed: Vec::new(),
            items: order.items,
            approvals: Vec::new(),
            emergency: None,
            release_at: order.release_at,
            held_up: None,
            scheduled_by: by.unwrap_or_default(),
            version: 1,
            created_at: now,
            updated_at: now,
            closed: None,
        };
        let (log, id) = (new.log(), new.id);
        let first = Change::creation(log, "change_request.submitted", Self::NOUN, id, new.fields());
        let joint = new.contents().joint;
        let act = new.act(first, Some(&joint), Step::Submitted).because(&new.reason);
        (new, act)
    }

    /// Somebody else looked at this content and agrees. `contributors` are those who edited what it
    /// brings since the last release.
    pub fn approve(
        &self,
        approval: Approval,
        (now_there, needed): (&Contents, i64),
        contributors: &[String],
        now: Millis,
    ) -> Result<Done, Refusal> {
        self.open()?;
        if self.is_work_of(&approval.by, contributors) {
            return Err(Refusal::OwnWork);
        }
        let content_hash = now_there.joint.as_str();
        if approval.content_hash != content_hash {
            return Err(Refusal::Moved);
        }
        if self.standing(content_hash).any(|known| known.by.id == approval.by.id) {
            return Err(Refusal::Again);
        }
        let comment = approval.comment.clone();
        let mut new = self.next(now);
        new.take_over(now_there);
        new.approvals.push(approval);
        if new.is_ready(content_hash, needed) {
            new.state = State::Approved;
        }
        let act = new.told(self, "change_request.approved", Some((content_hash, Step::Approved)));
        Ok((new, act.because(comment)))
    }

    /// Whether somebody would approve the own work.
    pub fn is_work_of(&self, by: &By, contributors: &[String]) -> bool {
        self.is_authored_by(&by.id) || contributors.contains(&by.id)
    }

    pub fn reject(&self, by: By, comment: &str, now: Millis) -> Result<Done, Refusal> {
        self.open()?;
        let mut new = self.next(now);
        (new.state, new.closed) = (State::Rejected, Some((by, now)));
        let act = new.told(self, "change_request.rejected", Some(("", Step::Rejected)));
        Ok((new, act.because(comment)))
    }

    pub fn withdraw(&self, by: By, comment: &str, now: Millis) -> Result<Done, Refusal> {
        self.open()?;
        if by.id != self.author.id {
            return Err(Refusal::NotAuthor);
        }
        let mut new = self.next(now);
        (new.state, new.closed) = (State::Withdrawn, Some((by, now)));
        let act = new.told(self, "change_request.withdrawn", None);
        Ok((new, act.because(comment)))
    }

    /// A word on it; nothing else changes.
    pub fn comment(&self, comment: &str) -> Act {
        let change =
            self.about(Change::access(self.log(), "change_request.commented", Self::NOUN, self.id));
        Act::new(change).because(comment)
    }

    /// It starts from what is live now, and takes more objects along. Whoever approved compared with
    /// something else.
    pub fn rebase(
        &self,
        by: &By,
        bases: &[i64],
        along: Vec<Item>,
        now: Millis,
    ) -> Result<Done, Refusal> {
        self.open()?;
        let mut new = self.next(now);
        for (item, base) in new.items.iter_mut().zip(bases) {
            item.base = *base;
        }
        new.items.extend(along);
        new.end_approvals(by, now);
        let act = new.told(self, "change_request.rebased", None);
        Ok((new, act))
    }

    /// Everything that it brings is live now. The caller writes the releases in the same transaction
    /// and puts their events into the act.
    pub fn release(&self, released: Released, needed: i64) -> Result<Done, Refusal> {
        self.open()?;
        let Released { numbers, contents, by, at, emergency, frozen } = released;
        let ready = self.is_ready(&contents.joint, needed);
        if !ready && emergency.is_none() {
            return Err(Refusal::NotApproved);
        }
        let mut new = self.next(at);
        new.take_over(&contents);
        for (item, number) in new.items.iter_mut().zip(numbers) {
            item.released = Some(number);
        }
        let reason = emergency.clone();
        // What had its approvals at a usual time is no emergency, whoever presses which button.
        new.emergency = emergency.filter(|_| !ready || frozen).map(|reason| Emergency {
            by: by.clone(),
            reason,
            at,
            look_by: at.saturating_add(LOOK_WITHIN),
            looked: None,
        });
        (new.state, new.closed, new.release_at) = (State::Released, Some((by, at)), None);
        new.scheduled_by.clear();
        let action = if new.emergency.is_some() {
            "change_request.forced"
        } else {
            "change_request.released"
        };
        let act = new.told(self, action, Some((&contents.joint, Step::None)));
        Ok((new, act.because(reason.unwrap_or_else(|| self.reason.clone()))))
    }

    /// Somebody else looked at what was released in an emergency. `None` where nothing waits for it.
    pub fn look(&self, by: By, comment: &str, now: Millis) -> Option<Result<Done, Refusal>> {
        let waiting = self.emergency.as_ref().filter(|emergency| emergency.looked.is_none())?;
        if waiting.by.id == by.id || self.is_authored_by(&by.id) {
            return Some(Err(Refusal::OwnWork));
        }
        let mut new = self.next(now);
        if let Some(emergency) = &mut new.emergency {
            emergency.looked = Some((by, now, comment.to_owned()));
        }
        let act = new.told(self, "change_request.looked_at", None).because(comment);
        Some(Ok((new, act)))
    }

    /// Something that it depends on was edited: every approval that stood is void. `None` when none did.
    pub fn void(&self, by: &By, now: Millis) -> Option<(ChangeRequest, Change)> {
        if !self.state.is_open() || self.approvals.iter().all(|known| known.voided.is_some()) {
            return None;
        }
        let mut new = self.next(now);
        let names = new.end_approvals(by, now);
        let change = Change::edit(
            self.log(),
            "change_request.approval_voided",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?;
        Some((new.clone(), new.about(change).detail("approvals", names.join(", "))))
    }

    /// The names of those whose approvals stood until now.
    fn end_approvals(&mut self, by: &By, now: Millis) -> Vec<String> {
        self.state = State::Submitted;
        let standing = self.approvals.iter_mut().filter(|known| known.voided.is_none());
        let end = |approval: &mut Approval| {
            approval.voided = Some((by.clone(), now));
            approval.by.name.clone()
        };
        standing.map(end).collect()
    }

    fn contents(&self) -> Contents {
        Contents::of(&self.items, self.items.iter().map(|item| item.content_hash.clone()).collect())
    }

    fn take_over(&mut self, contents: &Contents) {
        for (item, hash) in self.items.iter_mut().zip(&contents.each) {
            item.content_hash.clone_from(hash);
        }
    }

    pub(super) fn open(&self) -> Result<(), Refusal> {
        if self.state.is_open() { Ok(()) } else { Err(Refusal::Closed) }
    }

    pub(super) fn next(&self, now: Millis) -> Self {
        ChangeRequest { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The act of a verb that turned `before` into this.
    pub(super) fn told(
        &self,
        before: &Self,
        action: &'static str,
        step: Option<(&str, Step)>,
    ) -> Act {
        let (was, is) = (before.fields(), self.fields());
        let empty = || Change::note(self.log(), action, Self::NOUN, self.id);
        let change = Change::edit(self.log(), action, Self::NOUN, self.id, &was, &is);
        let (hash, step) = step.unzip();
        let hash = hash.filter(|hash| !hash.is_empty());
        self.act(change.unwrap_or_else(empty), hash, step.unwrap_or(Step::None))
    }

    fn act(&self, first: Change, content_hash: Option<&str>, step: Step) -> Act {
        let mut first = self.about(first);
        if let Some(hash) = content_hash {
            first = first.detail("content_hash", hash);
        }
        let mut act = Act::new(first);
        for item in &self.items {
            let Some((action, noun)) = step.of(&item.noun) else { continue };
            let change = Change::note(self.log(), action, noun, &item.id)
                .detail("name", &item.name)
                .detail("code", &item.handle)
                .detail("channel", &item.channel)
                .detail("request", self.number.to_string());
            let hash = content_hash.map(|_| item.content_hash.clone());
            act = act.and(match hash {
                Some(hash) => change.detail("content_hash", hash),
                None => change,
            });
        }
        act
    }

    fn about(&self, change: Change) -> Change {
        change.detail("name", &self.title).detail("number", self.number.to_string())
    }

    /// As the history tells it.
    fn fields(&self) -> Fields {
        let listed = |texts: Vec<String>| filled(&texts.join(", "));
        let standing = self.approvals.iter().filter(|known| known.voided.is_none());
        let brings = self.items.iter().map(|item| match item.released {
            Some(number) => format!("{} v{number}", item.name),
            None => item.name.clone(),
        });
        let looked = self.emergency.as_ref().and_then(|one| one.looked.as_ref());
        vec![
            ("title".into(), filled(&self.title)),
            ("author".into(), filled(&self.author.name)),
            ("ticket".into(), filled(&self.ticket)),
            ("review_state".into(), filled(self.state.name())),
            ("objects".into(), listed(brings.collect())),
            ("approvals".into(), listed(standing.map(|known| known.by.name.clone()).collect())),
            ("emergency".into(), self.emergency.as_ref().map(|_| "true".to_owned())),
            ("looked_at".into(), looked.map(|(by, _, _)| by.name.clone())),
            ("release_at".into(), self.release_at.map(|at| at.to_string())),
        ]
    }
}

/// What is told of each object that a request brings.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Submitted,
    Approved,
    Rejected,
    /// The release tells itself.
    None,
}

impl Step {
    fn of(self, noun: &str) -> Option<(&'static str, &'static str)> {
        let words = |noun: &'static str, words: [&'static str; 3]| {
            let [submitted, approved, rejected] = words;
            match self {
                Step::Submitted => Some((submitted, noun)),
                Step::Approved => Some((approved, noun)),
                Step::Rejected => Some((rejected, noun)),
                Step::None => None,
            }
        };
        match noun {
            Window::NOUN => {
                words(Window::NOUN, ["window.submitted", "window.approved", "window.rejected"])
            }
            Plugin::NOUN => {
                words(Plugin::NOUN, ["plugin.submitted", "plugin.approved", "plugin.rejected"])
            }
            LeaveTemplate::NOUN => words(
                LeaveTemplate::NOUN,
                ["leave_template.submitted", "leave_template.approved", "leave_template.rejected"],
            ),
            VipField::NOUN => words(
                VipField::NOUN,
                ["vip_field.submitted", "vip_field.approved", "vip_field.rejected"],
            ),
            _ => None,
        }
    }
}

/// Whether an act may end approvals: what was merely looked at, submitted or released did not change
/// what an approval names.
pub fn voids(change: &Change) -> bool {
    change.record == Record::Change
        && !change.changes.is_empty()
        && change.noun != ChangeRequest::NOUN
        && !change.action.ends_with(".published")
}
