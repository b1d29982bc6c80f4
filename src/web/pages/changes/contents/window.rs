//! The next release of a window: of its draft, or of an earlier release once more.

use super::{Current, Made, Making, Ready};
use crate::channels::Diagnostic;
use crate::clock::{Clock, Millis, SECOND};
use crate::domain::release::{Cut, File, Occasion, Origin, Referred};
use crate::domain::request::Source;
use crate::domain::window::{self, Content, Environment};
use crate::domain::{Change, EnterpriseId, Key, Release, ReleaseId, Window, ring};
use crate::error::Result;
use crate::store::shelves::Shelved;
use crate::store::{Read, releases, secrets};
use crate::text::Message;
use crate::web::pages::windows::releases::{Draft, Refused};

/// A window's next release.
pub struct OfWindow {
    pub window: Window,
    pub draft: Draft,
    pub last: Option<Release>,
    pub live: Option<Release>,
    pub live_files: Vec<File>,
    pub next: Next,
}

pub enum Next {
    Draft {
        cut: Box<Cut>,
        said: Vec<Diagnostic>,
    },
    /// Why the draft yields no code.
    Refused(Vec<Diagnostic>),
    Repeat {
        old: Box<Release>,
        files: Vec<File>,
        draft: bool,
    },
    /// An earlier release that must not come back.
    Blocked {
        old: Box<Release>,
        files: Vec<File>,
        why: Message,
    },
}

pub async fn of_window(
    read: &mut Read,
    window: Window,
    source: Source,
    now: Millis,
) -> Result<Current> {
    let draft = Draft::load(read, &window).await?;
    let last = releases::last(read, &window).await?;
    let (next, content_hash) = match source {
        Source::Draft => match draft.cut(&window.content, now / SECOND) {
            Ok((cut, said)) => {
                // Whether there is anything new is asked of the release itself.
                let made = attempt(&window, last.as_ref(), &cut).map(|new| new.content_hash);
                (Next::Draft { cut: Box::new(cut), said }, made)
            }
            Err(Refused { mut found, .. }) => {
                found.retain(Diagnostic::is_error);
                (Next::Refused(found), None)
            }
        },
        Source::Release { number, draft: replace } => {
            match releases::find(read, &window, number).await? {
                Some(old) => {
                    let files = releases::files(read, &old).await?;
                    let same = last.as_ref().is_some_and(|last| last.same_content(&old));
                    let hash = (!same).then(|| old.content_hash.clone());
                    let old = Box::new(old);
                    match revoked(read, window.enterprise, &old).await? {
                        Some(why) => (Next::Blocked { old, files, why }, None),
                        None => (Next::Repeat { old, files, draft: replace }, hash),
                    }
                }
                None => return Ok(Current::gone()),
            }
        }
    };
    let live = releases::live(read, &window).await?;
    let live_files = match &live {
        Some(live) => releases::files(read, live).await?,
        None => Vec::new(),
    };
    let number = live.as_ref().map_or(0, |live| live.number);
    let of = OfWindow { window, draft, last, live, live_files, next };
    Ok(Current { made: Made::Window(Box::new(of)), content_hash, live: number })
}

/// Why a release must not come back: the secret that its links were signed with is revoked or gone.
async fn revoked(
    read: &mut Read,
    enterprise: EnterpriseId,
    old: &Release,
) -> Result<Option<Message>> {
    let Some(referred) = &old.inputs.key else { return Ok(None) };
    let print = referred.values.get("fingerprint").and_then(|print| print.as_str());
    let key = Key::load(read, enterprise, &referred.id).await?;
    let Some(key) = key.filter(|key| key.trashed_at.is_none()) else {
        return Ok(Some(Message::new(
            format!("v{} 用的安全密钥“{}”已不在登记处，不能回到它。", old.number, referred.name),
            format!(
                "v{} needs the security key “{}”, which is no longer registered; it cannot come back.",
                old.number, referred.name
            ),
        )));
    };
    let ring = secrets::ring(read, key).await?;
    let version = ring.versions.iter().find(|one| Some(one.fingerprint.as_str()) == print);
    let usable = version.is_some_and(|one| one.state != ring::State::Revoked);
    Ok((!usable).then(|| {
        Message::new(
            format!(
                "v{} 用的是“{}”的一把已吊销的密钥，不能回到它。请在草稿里换成现在的密钥再发布。",
                old.number, referred.name
            ),
            format!(
                "v{} needs a secret of “{}” that is revoked; it cannot come back. Choose the present key in the draft and release that.",
                old.number, referred.name
            ),
        )
    }))
}

/// A release that nobody keeps, to see whether there would be one.
fn attempt(window: &Window, last: Option<&Release>, cut: &Cut) -> Option<Release> {
    let occasion = Occasion {
        id: ReleaseId(uuid::Uuid::nil()),
        made_by: String::new(),
        made_at: 0,
        note: String::new(),
        origin: Origin::default(),
    };
    Release::make(window, last, cut, occasion).map(|(release, _)| release)
}

impl OfWindow {
    pub fn is_production(&self) -> bool {
        let live = self.live.as_ref().map(|live| live.inputs.environment.as_str());
        let old = match &self.next {
            Next::Repeat { old, .. } | Next::Blocked { old, .. } => {
                Some(old.inputs.environment.as_str())
            }
            _ => None,
        };
        let production = Environment::Production;
        self.window.content.environment == production
            || [live, old].contains(&Some(production.name()))
    }

    pub(super) fn ready(&self, clock: &Clock, making: &Making) -> Option<(Ready, Vec<Change>)> {
        let origin = making.origin();
        let occasion = Occasion {
            id: ReleaseId(clock.id()),
            made_by: making.by.clone(),
            made_at: making.at,
            note: making.note.clone(),
            origin,
        };
        let window = &self.window;
        match &self.next {
            Next::Refused(_) | Next::Blocked { .. } => None,
            Next::Draft { cut, .. } => {
                let (release, change) = Release::make(window, self.last.as_ref(), cut, occasion)?;
                let held = self.draft.references.defaults.clone();
                let files = cut.files.clone();
                let seen = window.version;
                Some((Ready::Window { release, files, seen, draft: None, held }, vec![change]))
            }
            Next::Repeat { old, files, draft } => {
                let last = self.last.as_ref()?;
                let (mut release, change) = Release::repeat(window, last, old, files, occasion)?;
                let edited =
                    if *draft { window.edit(replaced(window, old), making.at) } else { None };
                let (draft, saved) = edited.unzip();
                // The draft that stays is newer than what is live then.
                release.draft_version = draft.as_ref().map_or(old.draft_version, |new| new.version);
                let files = files.clone();
                let changes = saved.into_iter().chain([change]).collect();
                let seen = window.version;
                Some((Ready::Window { release, files, seen, draft, held: None }, changes))
            }
        }
    }
}

/// The draft that a release was made of; what stands for a test visitor stays.
pub fn replaced(window: &Window, old: &Release) -> window::Draft {
    let inputs = &old.inputs;
    let flavour = if inputs.flavour == "native" { String::new() } else { inputs.flavour.clone() };
    let id = |referred: &Option<Referred>| referred.as_ref().map(|referred| referred.id.clone());
    let content = Content {
        name: inputs.name.clone(),
        target: inputs.target.clone(),
        flavour,
        environment: Environment::from_name(&inputs.environment)
            .unwrap_or(window.content.environment),
        account: id(&inputs.account).and_then(|id| id.parse().ok()),
        key: id(&inputs.key).and_then(|id| id.parse().ok()),
        plugin: id(&inputs.plugin).and_then(|id| id.parse().ok()),
        template: id(&inputs.template).and_then(|id| id.parse().ok()),
        parameters: inputs.own.parameters.clone(),
        window: inputs.own.window.clone(),
        visitor: window.content.visitor.clone(),
    };
    window::Draft { content, meta: window.meta.clone() }
}
