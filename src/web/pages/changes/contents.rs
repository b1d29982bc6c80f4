//! What a change request would bring at present: each of its objects as it is now beside what is live,
//! and the releases that it would become.

use std::collections::BTreeSet;

use crate::channels::Diagnostic;
use crate::clock::{Clock, Millis, SECOND};
use crate::domain::object_release::{Candidate, published};
use crate::domain::release::{Cut, File, Occasion, Origin};
use crate::domain::request::{ChangeRequest, Contents, Item, Source};
use crate::domain::ring;
use crate::domain::window::{self, Content, Environment};
use crate::domain::{
    Account, Change, Defaults, EnterpriseId, Key, LeaveTemplate, ObjectRelease, Plugin, Release,
    ReleaseId, VipField, Window,
};
use crate::error::Result;
use crate::store::requests::Watched;
use crate::store::shelves::Shelved;
use crate::store::{Read, Write, defaults, object_releases, releases, secrets, windows};
use crate::text::Message;
use crate::web::pages::windows::releases::{Draft, Refused};

/// One object of a request as it is now.
pub struct Current {
    pub made: Made,
    /// What an approval of it would name; `None` where there is nothing to release.
    pub content_hash: Option<String>,
    /// The number that is live; 0 for none.
    pub live: i64,
}

pub enum Made {
    Window(Box<OfWindow>),
    Object(Candidate, Option<ObjectRelease>),
    /// It lies in the trash, or is gone.
    Gone,
}

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

/// Who releases, and in which request.
#[derive(Clone, Debug)]
pub struct Making {
    pub by: String,
    pub note: String,
    pub at: Millis,
    pub request: i64,
    pub emergency: bool,
}

/// A release that is ready to be stored.
pub enum Ready {
    Window {
        release: Release,
        files: Vec<File>,
        /// The version of the draft that nobody may have changed meanwhile.
        seen: i64,
        /// The draft that takes its place.
        draft: Option<Window>,
        held: Option<Defaults>,
    },
    Object(ObjectRelease),
}

/// The objects of a request, in their order.
pub async fn of_request(
    read: &mut Read,
    request: &ChangeRequest,
    now: Millis,
) -> Result<Vec<Current>> {
    let mut all = Vec::new();
    for item in &request.items {
        all.push(of_item(read, request.enterprise, item, now).await?);
    }
    Ok(all)
}

/// What they would bring together; `None` where one of them brings nothing.
pub fn joint(items: &[Item], all: &[Current]) -> Option<Contents> {
    let each: Option<Vec<String>> = all.iter().map(|one| one.content_hash.clone()).collect();
    each.map(|each| Contents::of(items, each))
}

pub async fn of_item(
    read: &mut Read,
    enterprise: EnterpriseId,
    item: &Item,
    now: Millis,
) -> Result<Current> {
    match item.noun.as_str() {
        Window::NOUN => {
            let found = Window::load(read, enterprise, &item.id).await?;
            match found.filter(|window| window.trashed_at.is_none() && !window.is_retired()) {
                Some(window) => of_window(read, window, item.source, now).await,
                None => Ok(Current::gone()),
            }
        }
        Plugin::NOUN => of_object::<Plugin>(read, enterprise, &item.id).await,
        LeaveTemplate::NOUN => of_object::<LeaveTemplate>(read, enterprise, &item.id).await,
        VipField::NOUN => of_object::<VipField>(read, enterprise, &item.id).await,
        _ => Ok(Current::gone()),
    }
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

pub async fn of_object<T: Shelved>(
    read: &mut Read,
    enterprise: EnterpriseId,
    id: &str,
) -> Result<Current> {
    let found = T::load(read, enterprise, id).await?;
    let Some(object) = found.filter(|object| object.trashed_at().is_none()) else {
        return Ok(Current::gone());
    };
    let Some(candidate) = Candidate::of(&object) else { return Ok(Current::gone()) };
    let live = object_releases::live(read, &candidate).await?;
    let content_hash = (!candidate.is_live(live.as_ref())).then(|| candidate.content_hash.clone());
    let number = live.as_ref().map_or(0, |live| live.number);
    Ok(Current { made: Made::Object(candidate, live), content_hash, live: number })
}

impl Current {
    fn gone() -> Self {
        Current { made: Made::Gone, content_hash: None, live: 0 }
    }

    /// Where it belongs; `None` for what is gone.
    pub fn enterprise(&self) -> Option<EnterpriseId> {
        match &self.made {
            Made::Window(of) => Some(of.window.enterprise),
            Made::Object(candidate, _) => Some(candidate.enterprise),
            Made::Gone => None,
        }
    }

    /// As an item of a new request; `None` where there is nothing to release.
    pub fn item(&self, source: Source) -> Option<Item> {
        let content_hash = self.content_hash.clone()?;
        let (noun, id, handle, name, channel) = match &self.made {
            Made::Window(of) => {
                let window = &of.window;
                let (id, channel) = (window.id.to_string(), window.channel.clone());
                (Window::NOUN, id, window.code.clone(), window.content.name.clone(), channel)
            }
            Made::Object(one, _) => {
                (one.noun, one.id.clone(), one.handle.clone(), one.name.clone(), String::new())
            }
            Made::Gone => return None,
        };
        Some(Item {
            noun: noun.to_owned(),
            id,
            handle,
            name,
            channel,
            production: self.is_production(),
            source,
            base: self.live,
            content_hash,
            released: None,
        })
    }

    /// Whether the rules for production count: for a window that is, was or becomes one of production,
    /// and for what windows of production are made of.
    pub fn is_production(&self) -> bool {
        match &self.made {
            Made::Window(of) => of.is_production(),
            Made::Object(..) => true,
            Made::Gone => false,
        }
    }

    /// What its content depends on.
    pub fn watched(&self) -> Vec<Watched> {
        let subject = |noun: &str, id: String| (noun.to_owned(), id);
        match &self.made {
            Made::Window(of) => {
                let content = &of.window.content;
                let refers = [
                    content.account.map(|id| subject(Account::NOUN, id.to_string())),
                    content.key.map(|id| subject(Key::NOUN, id.to_string())),
                    content.plugin.map(|id| subject(Plugin::NOUN, id.to_string())),
                    content.template.map(|id| subject(LeaveTemplate::NOUN, id.to_string())),
                ];
                let own = [
                    subject(Window::NOUN, of.window.id.to_string()),
                    subject(Defaults::NOUN, of.window.channel.clone()),
                ];
                own.into_iter().chain(refers.into_iter().flatten()).collect()
            }
            Made::Object(one, _) => vec![subject(one.noun, one.id.clone())],
            Made::Gone => Vec::new(),
        }
    }

    /// The objects that a production window takes along, because their drafts are in its code.
    pub async fn takes_along(&self, read: &mut Read) -> Result<Vec<Current>> {
        let Made::Window(of) = &self.made else { return Ok(Vec::new()) };
        if !of.is_production() || !matches!(of.next, Next::Draft { .. }) {
            return Ok(Vec::new());
        }
        let (place, content) = (of.window.enterprise, &of.window.content);
        let mut along = Vec::new();
        if let Some(id) = content.plugin {
            along.push(of_object::<Plugin>(read, place, &id.to_string()).await?);
        }
        if let Some(id) = content.template {
            along.push(of_object::<LeaveTemplate>(read, place, &id.to_string()).await?);
        }
        along.retain(|one| one.content_hash.is_some());
        Ok(along)
    }

    /// The release that it becomes, with what the history tells of it.
    pub fn ready(&self, clock: &Clock, making: &Making) -> Option<(Ready, Vec<Change>)> {
        match &self.made {
            Made::Window(of) => of.ready(clock, making),
            Made::Object(one, live) => {
                let told = (making.by.as_str(), making.note.as_str());
                let (new, change) = ObjectRelease::make(one, live.as_ref(), told, making.at)?;
                Some((Ready::Object(new), vec![change]))
            }
            Made::Gone => None,
        }
    }
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

    fn ready(&self, clock: &Clock, making: &Making) -> Option<(Ready, Vec<Change>)> {
        let origin =
            Origin { request: making.request, emergency: making.emergency, ..Origin::default() };
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
    let id = |referred: &Option<crate::domain::release::Referred>| {
        referred.as_ref().map(|referred| referred.id.clone())
    };
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

impl Ready {
    pub fn number(&self) -> i64 {
        match self {
            Ready::Window { release, .. } => release.number,
            Ready::Object(release) => release.number,
        }
    }

    /// A conflict when what it was made of is another by now.
    pub async fn store(&self, write: &mut Write<'_>) -> Result<()> {
        match self {
            Ready::Window { release, files, seen, draft, held } => {
                if let Some(new) = draft {
                    windows::update(write, new, *seen).await?;
                }
                if let Some(held) = held {
                    defaults::hold(write, held).await?;
                }
                let now = draft.as_ref().map_or(*seen, |new| new.version);
                releases::insert_over(write, release, files, now).await
            }
            Ready::Object(release) => object_releases::insert(write, release).await,
        }
    }
}

/// The objects that a request's content depends on, each once.
pub fn watched(all: &[Current]) -> Vec<Watched> {
    let each: BTreeSet<Watched> = all.iter().flat_map(Current::watched).collect();
    each.into_iter().collect()
}

/// The object of a form's choice: `window:019…`.
pub async fn chosen(
    read: &mut Read,
    enterprise: EnterpriseId,
    word: &str,
    now: Millis,
) -> Result<Current> {
    let (noun, id) = word.split_once(':').unwrap_or_default();
    match noun {
        Window::NOUN => {
            let found = match id.parse::<uuid::Uuid>() {
                Ok(_) => Window::load(read, enterprise, id).await?,
                Err(_) => windows::find_by_code(read, enterprise, id).await?,
            };
            match found.filter(|window| window.trashed_at.is_none() && !window.is_retired()) {
                Some(window) => of_window(read, window, Source::Draft, now).await,
                None => Ok(Current::gone()),
            }
        }
        Plugin::NOUN => of_object::<Plugin>(read, enterprise, id).await,
        LeaveTemplate::NOUN => of_object::<LeaveTemplate>(read, enterprise, id).await,
        VipField::NOUN => of_object::<VipField>(read, enterprise, id).await,
        _ => Ok(Current::gone()),
    }
}

/// Everybody who edited what a request brings since its last release.
pub async fn contributors(read: &mut Read, request: &ChangeRequest) -> Result<Vec<String>> {
    let mut all = BTreeSet::new();
    for item in &request.items {
        // What repeats an earlier release was edited by nobody.
        if item.source != Source::Draft {
            continue;
        }
        let published = match item.noun.as_str() {
            Window::NOUN => Some("window.published"),
            noun => published(noun),
        };
        let Some(published) = published else { continue };
        let log = request.log();
        all.extend(crate::store::requests::editors(read, log, &item.id, published).await?);
    }
    Ok(all.into_iter().collect())
}
