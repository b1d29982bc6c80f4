//! The panes beside the form: the preview, the code with what is new in it, and what is wrong.

use crate::catalog::form::Inheritance;
use crate::channels::preview::{Conditions, Preview};
use crate::channels::{self, Ambient, Artifact, Channel, Diagnostic, Link, Target};
use crate::domain::Window;
use crate::domain::window::Content;
use crate::rights::Permission;
use crate::store::releases;
use crate::text::Message;
use crate::web::fault::Fault;
use crate::web::highlight::changed_lines;
use crate::web::pages::windows::conditions::Steering;
use crate::web::pages::windows::deployment::{References, without_visitor};
use crate::web::pages::windows::fields::{self, Typed, target_or_first};
use crate::web::pages::windows::vendor::VendorFields;
use crate::web::scope::Within;
use crate::web::ui::PageError;

pub struct Live {
    pub preview: Preview,
    pub steering: Steering,
    pub artifacts: Vec<Compared>,
    pub links: Vec<Link>,
    /// Warnings and notes; while something is wrong, the errors instead of the code. Each with the
    /// HTML id of what it is about.
    pub problems: Vec<(Diagnostic, Option<String>)>,
    pub refused: bool,
    pub states: Vec<State>,
}

/// A file, and what it was before.
pub struct Compared {
    pub artifact: Artifact,
    /// Empty where there is nothing to compare with.
    pub was: String,
    /// The lines that are new, from 1.
    pub changed: Vec<usize>,
}

impl Compared {
    fn with(base: &[Artifact], artifact: Artifact) -> Self {
        let before = base.iter().find(|file| file.path == artifact.path);
        let was = before.map(|file| file.content.clone()).unwrap_or_default();
        let changed = changed_lines(&was, &artifact.content);
        Compared { artifact, was, changed }
    }

    /// Lines 3, 5–7, in words, since colour alone tells not everybody.
    pub fn told(&self) -> Option<Message> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for line in &self.changed {
            match runs.last_mut() {
                Some((_, end)) if *end + 1 == *line => *end = *line,
                _ => runs.push((*line, *line)),
            }
        }
        let shown = runs.iter().map(|(start, end)| {
            if start == end { start.to_string() } else { format!("{start}–{end}") }
        });
        let list = shown.collect::<Vec<_>>().join(", ");
        let count = self.changed.len();
        let noun = if count == 1 { "line" } else { "lines" };
        (count > 0).then(|| {
            Message::new(
                format!("与已保存的草稿相比有 {count} 行不同：第 {} 行", list.replace(", ", "、")),
                format!("{count} {noun} differ from the saved draft: {list}"),
            )
        })
    }
}

/// How one field stands at the moment, for the script to say beside it.
pub struct State {
    pub id: String,
    /// Why it has no effect.
    pub inactive: Option<Message>,
    pub contrast: Option<Message>,
    /// What is filled in by rows, as JSON and as a link carries it.
    pub json: Option<(String, String)>,
    /// Whose value is in force, where the enterprise gives one.
    pub standing: Option<Inheritance>,
}

impl State {
    fn of(field: &crate::catalog::form::Field) -> Option<Self> {
        let parts = field.structure.as_ref().filter(|structure| !structure.as_json);
        let state = State {
            id: field.id.clone(),
            inactive: field.inactive.clone(),
            contrast: field.contrast.clone(),
            json: parts.map(|structure| (structure.json.clone(), structure.encoded.clone())),
            standing: field.inherited.as_ref().map(|inherited| inherited.standing),
        };
        let silent = state.inactive.is_none()
            && state.contrast.is_none()
            && state.json.is_none()
            && state.standing.is_none();
        (!silent).then_some(state)
    }
}

/// Under which conditions the drawing is looked at, and whether as part of a form.
pub struct Seen {
    pub conditions: Conditions,
    pub may_edit: bool,
}

/// Everything that one request needs to know about its window.
pub struct Desk {
    pub channel: &'static dyn Channel,
    pub target: &'static Target,
    pub references: References,
    /// The number of the release that counts now.
    pub released: Option<i64>,
    pub seconds: i64,
    /// The address of the enterprise.
    pub base: String,
}

impl Desk {
    /// `target` may differ from the stored one while the window is edited.
    pub async fn open<P: Permission>(
        within: &Within<P>,
        window: &Window,
        target: &str,
    ) -> Result<Self, Fault> {
        let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
        let target = target_or_first(channel, target).ok_or_else(Fault::not_found)?;
        let portal = &within.visit.portal;
        let mut read = portal.db.read().await?;
        let references = References::load(&mut read, within.enterprise.id, channel, target).await?;
        let released = releases::live(&mut read, window).await?.map(|live| live.number);
        Ok(Desk {
            channel,
            target,
            references,
            released,
            base: within.path(""),
            seconds: portal.clock.now() / crate::clock::SECOND,
        })
    }

    /// The files of a stored content, to compare with. Another kind of entry has other files.
    pub fn code(&self, content: &Content) -> Vec<Artifact> {
        if content.target != self.target.id {
            return Vec::new();
        }
        let deployment = without_visitor(&self.references.deployment(content));
        self.channel.render(&deployment, &Ambient::at(self.seconds)).artifacts
    }

    pub fn check(&self, typed: &Typed) -> Vec<Diagnostic> {
        self.findings(typed).0
    }

    fn findings(&self, typed: &Typed) -> (Vec<Diagnostic>, Vec<PageError>) {
        let deployment = self.references.deployment(&typed.content);
        let known = &self.references.fields;
        fields::check(self.channel, self.target, &deployment, known, self.seconds)
    }

    /// Everything that is wrong, for the summary; what is wrong inside rows leads there.
    pub fn errors(&self, typed: &Typed, vendor: &VendorFields) -> Vec<PageError> {
        let (found, mut errors) = self.findings(typed);
        let wrong = found.iter().filter(|finding| finding.is_error());
        let inside = |error: &PageError, finding: &Diagnostic| {
            let path = finding.parameter.as_deref().filter(|path| path.contains('.'))?;
            error.field.as_ref()?;
            vendor.locate(path)
        };
        for (error, finding) in errors.iter_mut().zip(wrong) {
            if let Some(place) = inside(error, finding) {
                error.field = Some(place);
            }
        }
        errors
    }

    /// The panes and the fields. Code is compared with `base`.
    pub fn live(&self, typed: &Typed, base: &[Artifact], seen: &Seen) -> (Live, VendorFields) {
        let deployment = self.references.deployment(&typed.content);
        let found = self.check(typed);
        let drawn = typed.as_shown(&deployment);
        let mut own = typed.content.parameters.clone();
        own.extend(typed.shown.parameters.clone());
        let vendor = VendorFields::draw_own(self.channel, &drawn, &own, self.target, &found)
            .inheriting(self.channel, &self.references, &typed.content, &self.base)
            .registered(self.channel, self.target, &self.references, &typed.content)
            .arranged(&typed.as_json);
        let states = vendor.all().filter_map(State::of).collect();
        let rendered =
            self.channel.render(&without_visitor(&deployment), &Ambient::at(self.seconds));
        let refused = fields::has_errors(&found);
        let problems =
            found.into_iter().filter(|finding| !refused || finding.is_error()).map(|finding| {
                let place = finding.parameter.as_deref().and_then(|path| vendor.locate(path));
                (finding, place)
            });
        let live = Live {
            preview: self.channel.preview(&deployment, &seen.conditions),
            steering: Steering::new(self.channel, self.target.id, &seen.conditions, seen.may_edit),
            artifacts: rendered
                .artifacts
                .into_iter()
                .map(|artifact| Compared::with(base, artifact))
                .collect(),
            links: rendered.links,
            problems: problems.collect(),
            refused,
            states,
        };
        (live, vendor)
    }
}
