//! Making a request live, for whoever presses the button and for the clock alike: everything that can
//! be against it is asked here, and nowhere else.

use actix_web::http::StatusCode;

use super::contents::{self, Current, Making, Ready};
use crate::clock::{Clock, Millis};
use crate::domain::request::{By, Contents, Policy, Refusal, Released};
use crate::domain::{Act, ChangeRequest};
use crate::store::{Read, Write, requests, review_policies};
use crate::text::{Message, text};
use crate::web::moment::moment;

/// A request with everything that its release depends on.
pub struct Case {
    pub request: ChangeRequest,
    pub policy: Policy,
    pub currents: Vec<Current>,
    /// `None` where one of its objects brings nothing.
    pub contents: Option<Contents>,
    /// The drafts that are in its code and not in the request.
    pub missing: Vec<Current>,
    /// Everybody who edited what it brings.
    pub contributors: Vec<String>,
    pub now: Millis,
}

/// A release that is ready to be written.
pub struct Plan {
    pub request: ChangeRequest,
    pub act: Act,
    ready: Vec<Ready>,
    policy: Policy,
}

/// Why it is not released, in words and as a status.
#[derive(Debug)]
pub struct Against {
    pub status: StatusCode,
    pub text: Message,
}

impl Case {
    pub async fn open(
        read: &mut Read,
        request: ChangeRequest,
        now: Millis,
    ) -> crate::error::Result<Case> {
        let policy = review_policies::find(read, request.enterprise).await?;
        let currents = contents::of_request(read, &request, now).await?;
        let contents = contents::joint(&request.items, &currents);
        let mut missing: Vec<Current> = Vec::new();
        for current in &currents {
            for along in current.takes_along(read).await? {
                let known = |one: &Current| one.watched() == along.watched();
                let brought =
                    along.watched().first().is_some_and(|(noun, id)| request.brings(noun, id));
                if !brought && !missing.iter().any(known) {
                    missing.push(along);
                }
            }
        }
        let contributors = contents::contributors(read, &request, &currents).await?;
        Ok(Case { request, policy, currents, contents, missing, contributors, now })
    }

    pub fn needed(&self) -> i64 {
        // A draft that was moved to production since counts as what it is now.
        let now = self.environments().map(|production| self.policy.needed(production));
        now.max().unwrap_or_default().max(self.request.needed(&self.policy))
    }

    /// What each of its objects is at present: of production, or of test.
    pub fn environments(&self) -> impl Iterator<Item = bool> {
        self.currents.iter().map(Current::is_production)
    }

    /// It was set up for test, and one of its objects is of production by now.
    pub fn has_moved(&self) -> bool {
        let mut each = self.request.items.iter().zip(self.environments());
        each.any(|(item, production)| production && !item.production)
    }

    pub fn is_ready(&self) -> bool {
        let needed = self.needed();
        self.contents.as_ref().is_some_and(|now| self.request.is_ready(&now.joint, needed))
    }

    /// Another release became live since it was submitted.
    pub fn is_overtaken(&self) -> bool {
        self.request.items.iter().zip(&self.currents).any(|(item, now)| item.base != now.live)
    }

    /// What stands against a release, whoever asks for it.
    pub fn obstacle(&self) -> Option<Message> {
        let none = || {
            text(
                "其中有对象没有可发布的内容：草稿有错误、与线上相同，或已移到回收站。",
                "One of its objects has nothing to release: its draft has errors, is the same as what is live, or lies in the trash.",
            )
        };
        let overtaken = || {
            text(
                "提交之后线上已有更新的版本。请先以它为基础重新对照。",
                "A newer release is live than when this was submitted. Rebase the request on it first.",
            )
        };
        let missing = || {
            text(
                "代码里用到的插件或模板有未发布的改动，要一起发布。请先重新对照，把它们加进来。",
                "The code uses a plugin or template with unreleased changes, which has to come along. Rebase the request to take it in.",
            )
        };
        match () {
            () if self.contents.is_none() => Some(none().into()),
            () if self.is_overtaken() => Some(overtaken().into()),
            () if !self.missing.is_empty() => Some(missing().into()),
            () => None,
        }
    }

    pub fn frozen(&self) -> Option<Message> {
        let until = self.policy.frozen_until.filter(|_| self.policy.frozen(self.now))?;
        let (until, why) = (moment(until).shown, &self.policy.frozen_because);
        Some(Message::new(
            format!("现在冻结发布，到 {until} 为止。{why}"),
            format!("Releases are frozen until {until}. {why}"),
        ))
    }

    /// The release, or what is against it. `emergency` is the reason of somebody who cannot wait.
    pub fn plan(&self, clock: &Clock, by: By, emergency: Option<String>) -> Result<Plan, Against> {
        let conflict = |text: Message| Against { status: StatusCode::CONFLICT, text };
        if !self.request.state.is_open() {
            return Err(refused(Refusal::Closed));
        }
        if let Some(text) = self.obstacle() {
            return Err(conflict(text));
        }
        if let Some(text) = self.frozen().filter(|_| emergency.is_none()) {
            return Err(conflict(text));
        }
        let contents = self.contents.clone().ok_or_else(|| refused(Refusal::Moved))?;
        let needed = self.needed();
        let frozen = self.policy.frozen(self.now);
        let forced = emergency.is_some() && (frozen || !self.is_ready());
        let making = Making {
            by: by.name.clone(),
            note: emergency.clone().unwrap_or_else(|| self.request.reason.clone()),
            at: self.now,
            request: self.request.number,
            emergency: forced,
        };
        let (mut ready, mut changes) = (Vec::new(), Vec::new());
        for current in &self.currents {
            let (one, told) =
                current.ready(clock, &making).ok_or_else(|| refused(Refusal::Moved))?;
            ready.push(one);
            changes.extend(told);
        }
        let released = Released {
            numbers: ready.iter().map(Ready::number).collect(),
            contents,
            by,
            at: self.now,
            emergency,
            frozen,
        };
        let (request, act) = self.request.release(released, needed).map_err(refused)?;
        let act = changes.into_iter().fold(act, Act::and);
        Ok(Plan { request, act, ready, policy: self.policy.clone() })
    }
}

impl Plan {
    /// Writes all of it. A conflict when anything that it was made of is another by now.
    pub async fn store(&self, write: &mut Write<'_>) -> crate::error::Result<()> {
        review_policies::hold(write, &self.policy).await?;
        requests::update(write, &self.request).await?;
        for one in &self.ready {
            one.store(write).await?;
        }
        Ok(())
    }
}

/// A refusal in words.
pub fn refused(refusal: Refusal) -> Against {
    let (status, text) = match refusal {
        Refusal::Closed => {
            (StatusCode::CONFLICT, text("这个变更已经结束。", "This change request is closed."))
        }
        Refusal::OwnWork => (
            StatusCode::FORBIDDEN,
            text(
                "提交人和改过这些内容的人不能批准自己的改动，请另一位同事来看。",
                "Whoever submitted this or edited it cannot approve it; ask somebody else to look.",
            ),
        ),
        Refusal::Again => (
            StatusCode::CONFLICT,
            text("您已经批准过这份内容。", "You have approved this content already."),
        ),
        Refusal::Moved => (
            StatusCode::CONFLICT,
            text(
                "在您打开页面之后内容有变化。请看看现在的改动，再决定一次。",
                "The content changed after you opened the page. Look at it as it is now, and decide again.",
            ),
        ),
        Refusal::NotApproved => (
            StatusCode::CONFLICT,
            text("批准还不够，不能发布。", "It does not have the approvals that it needs."),
        ),
        Refusal::Overtaken => {
            (StatusCode::CONFLICT, text("线上已有更新的版本。", "A newer release is live."))
        }
        Refusal::NotAuthor => (
            StatusCode::FORBIDDEN,
            text(
                "只有提交人可以撤回；别人可以驳回。",
                "Only whoever submitted it can withdraw it; others reject it.",
            ),
        ),
    };
    Against { status, text: text.into() }
}
