//! One object of a request as its page shows it: what differs in fields, code and links, and both
//! drawings.

use super::closed;
use super::contents::{Current, Made, Next, OfWindow};
use super::object_path;
use crate::channels::preview::Preview;
use crate::channels::{self, Diagnostic, Severity};
use crate::domain::change::Fields;
use crate::domain::release::{File, FileKind};
use crate::domain::request::{ChangeRequest, Item, Source, State};
use crate::domain::{Release, Window};
use crate::rights::Permission;
use crate::store::{Read, object_releases, releases, windows};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::Fault;
use crate::web::pages::registry::shelf;
use crate::web::pages::windows::draft_and_live::{drawn, drawn_draft};
use crate::web::pages::windows::releases::compared::{self, FileDiff};
use crate::web::scope::Within;
use crate::web::told::Labelled;

pub(super) struct Shown {
    pub item: Item,
    pub label: Text,
    pub href: Option<String>,
    /// What stands on the left of every comparison, and on the right.
    pub was: String,
    pub will: String,
    pub first: bool,
    pub fields: Vec<Labelled>,
    pub files: Vec<FileDiff>,
    pub links: Vec<FileDiff>,
    pub problems: Vec<Diagnostic>,
    /// Why an earlier release must not come back.
    pub blocked: Option<Message>,
    pub before: Option<Preview>,
    pub after: Option<Preview>,
    /// Why nothing more is shown.
    pub gone: Option<Text>,
    /// Files that somebody has to paste again.
    pub paste: Vec<String>,
    pub key: bool,
}

/// `closed_at` is the event that ended the request without a release.
pub(super) async fn shown_of<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    request: &ChangeRequest,
    item: &Item,
    current: &Current,
    closed_at: Option<i64>,
) -> Result<Shown, Fault> {
    let lang = within.visit.lang();
    let mut shown = Shown::empty(item, &within.path(""), lang);
    if request.state == State::Released {
        if item.noun == Window::NOUN {
            released(within, read, item, &mut shown).await?;
        } else if let (Some(number), Made::Object(candidate, _)) = (item.released, &current.made) {
            let releases = object_releases::list(read, candidate).await?;
            let fields = |number: i64| {
                let found = releases.iter().find(|release| release.number == number);
                found.map(|release| release.fields.clone()).unwrap_or_default()
            };
            shown.will = format!("v{number}");
            shown.fields = compared::fields("", &fields(item.base), &fields(number), lang);
        } else {
            shown.gone = Some(GONE);
        }
        return Ok(shown);
    }
    if !request.state.is_open() && current.content_hash.as_ref() != Some(&item.content_hash) {
        shown.gone = Some(MOVED_ON);
        if let Some(seq) = closed_at {
            let then = closed::fields(within, read, request, item, seq).await?;
            shown.fields = then.unwrap_or_default();
        }
        return Ok(shown);
    }
    match &current.made {
        Made::Window(of) => shown.of_window(of, lang),
        Made::Object(candidate, live) => {
            let before = live.as_ref().map(|live| live.fields.clone()).unwrap_or_default();
            shown.fields = compared::fields("", &before, &candidate.fields, lang);
        }
        Made::Gone => shown.gone = Some(GONE),
    }
    Ok(shown)
}

const MOVED_ON: Text = text(
    "变更结束之后草稿又改过。字段是当时的样子；代码和链接不再重做。",
    "The draft was edited after this request was closed. Fields are shown as they were then; code and links are not made again.",
);
const GONE: Text = text(
    "它在回收站里、已停用，或已彻底删除，不能发布。",
    "It lies in the trash, is retired or gone for good, and cannot be released.",
);

/// What a closed request changed, from the releases before and after it.
async fn released<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    item: &Item,
    shown: &mut Shown,
) -> Result<(), Fault> {
    let id = item.id.parse().map_err(|_| Fault::not_found())?;
    let Some(window) = windows::find(read, within.enterprise.id, id).await? else {
        shown.gone = Some(GONE);
        return Ok(());
    };
    let Some(number) = item.released else { return Ok(()) };
    let Some(new) = releases::find(read, &window, number).await? else { return Ok(()) };
    let files = releases::files(read, &new).await?;
    let old = releases::find(read, &window, item.base).await?;
    let old_files = match &old {
        Some(old) => releases::files(read, old).await?,
        None => Vec::new(),
    };
    shown.will = format!("v{number}");
    shown.compare(old.as_ref(), &old_files, &new.inputs.fields(), &files, within.visit.lang());
    if let Some(channel) = channels::find(&window.channel) {
        shown.before = old.as_ref().map(|old| drawn(channel, Some(old)));
        shown.after = Some(drawn(channel, Some(&new)));
    }
    Ok(())
}

impl Shown {
    pub(super) fn empty(item: &Item, base: &str, lang: Lang) -> Self {
        let label = shelf(&item.noun).map_or(text("对象", "Object"), |shelf| shelf.one);
        let was = match item.base {
            0 => text("线上没有", "Nothing live").to(lang).to_owned(),
            number => format!("{} v{number}", text("线上", "Live").to(lang)),
        };
        Shown {
            label,
            href: object_path(&item.noun, &item.handle).map(|path| format!("{base}{path}")),
            was,
            will: text("变更后", "After").to(lang).to_owned(),
            first: item.base == 0,
            fields: Vec::new(),
            files: Vec::new(),
            links: Vec::new(),
            problems: Vec::new(),
            blocked: None,
            before: None,
            after: None,
            gone: None,
            paste: Vec::new(),
            key: false,
            item: item.clone(),
        }
    }

    pub(super) fn of_window(&mut self, of: &OfWindow, lang: Lang) {
        let (after, files) = match &of.next {
            Next::Refused(found) => {
                self.problems.clone_from(found);
                return;
            }
            Next::Blocked { why, .. } => {
                self.blocked = Some(why.clone());
                return;
            }
            Next::Draft { cut, said } => {
                let warnings = said.iter().filter(|one| one.severity == Severity::Warning);
                self.problems = warnings.cloned().collect();
                self.after = Some(drawn_draft(&of.draft, &of.window));
                (cut.inputs.fields(), &cut.files)
            }
            Next::Repeat { old, files, .. } => {
                self.will = format!("{} v{}", text("回到", "Back to").to(lang), old.number);
                self.after = Some(drawn(of.draft.channel, Some(old)));
                (old.inputs.fields(), files)
            }
        };
        self.before = of.live.as_ref().map(|live| drawn(of.draft.channel, Some(live)));
        self.compare(of.live.as_ref(), &of.live_files, &after, files, lang);
    }

    fn compare(
        &mut self,
        old: Option<&Release>,
        old_files: &[File],
        after: &Fields,
        files: &[File],
        lang: Lang,
    ) {
        let before = old.map(|old| old.inputs.fields()).unwrap_or_default();
        self.first = old.is_none();
        self.fields = compared::fields(&self.item.channel, &before, after, lang);
        self.key = crate::domain::change::difference(&before, after)
            .iter()
            .any(|change| change.field == "key_id");
        let of = |files: &[File], kind| -> Vec<File> {
            files.iter().filter(|file| file.kind == kind).cloned().collect()
        };
        let pair = |kind| compared::files(&of(old_files, kind), &of(files, kind));
        self.files = pair(FileKind::Artifact);
        self.links = pair(FileKind::Link);
        if old.is_some() {
            self.paste = self.files.iter().map(|file| file.path.clone()).collect();
            self.paste.dedup();
        }
    }

    /// Whether nothing differs but what nobody sees.
    pub(super) fn same(&self) -> bool {
        self.fields.is_empty() && self.files.is_empty() && self.links.is_empty()
    }

    pub(super) fn repeats(&self) -> Option<i64> {
        match self.item.source {
            Source::Release { number, .. } => Some(number),
            Source::Draft => None,
        }
    }
}
