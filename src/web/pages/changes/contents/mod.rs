//! What a change request would bring at present: each of its objects as it is now beside what is live,
//! and the releases that it would become.

mod window;

use std::collections::BTreeSet;

use crate::clock::{Clock, Millis};
use crate::domain::object_release::{Candidate, published};
use crate::domain::release::{File, Origin};
use crate::domain::request::{ChangeRequest, Contents, Item, Source};
use crate::domain::{
    Account, Change, Defaults, EnterpriseId, Key, LeaveTemplate, ObjectRelease, Plugin, Release,
    VipField, Window,
};
use crate::error::Result;
use crate::store::requests::{self, Watched};
use crate::store::shelves::Shelved;
use crate::store::{Read, Write, defaults, object_releases, releases, windows};

pub use window::{Next, OfWindow, of_window, replaced};

/// One object of a request as it is now.
pub struct Current {
    pub made: Made,
    /// What an approval of it would name; `None` where there is nothing to release.
    pub content_hash: Option<String>,
    /// The number that is live; 0 for none.
    pub live: i64,
}

#[expect(clippy::large_enum_variant, reason = "there are a handful at a time")]
pub enum Made {
    Window(Box<OfWindow>),
    Object(Candidate, Option<ObjectRelease>),
    /// It lies in the trash, or is gone.
    Gone,
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

impl Making {
    fn origin(&self) -> Origin {
        Origin { request: self.request, emergency: self.emergency, ..Origin::default() }
    }
}

/// A release that is ready to be stored.
#[expect(clippy::large_enum_variant, reason = "there are a handful at a time")]
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
                Some((Ready::Object(new), vec![making.origin().told(change)]))
            }
            Made::Gone => None,
        }
    }
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

/// Everybody who edited what a request brings since the last release of each of its objects: the object
/// itself, and whatever else goes into the code of a window.
pub async fn contributors(
    read: &mut Read,
    request: &ChangeRequest,
    all: &[Current],
) -> Result<Vec<String>> {
    let mut people = BTreeSet::new();
    for (item, current) in request.items.iter().zip(all) {
        // What repeats an earlier release was edited by nobody.
        if item.source != Source::Draft {
            continue;
        }
        let published = match item.noun.as_str() {
            Window::NOUN => Some("window.published"),
            noun => published(noun),
        };
        let Some(published) = published else { continue };
        let (log, released) = (request.log(), (item.id.as_str(), published));
        for watched in current.watched() {
            people.extend(requests::editors(read, log, &watched, released).await?);
        }
    }
    Ok(people.into_iter().collect())
}
