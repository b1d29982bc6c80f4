//! The vendor's fields of a window, as the editor draws them: grouped, searched, with rows for JSON.

use serde::Deserialize;

use super::deployment::PLUGIN_FIELDS;
use crate::catalog::form::{Field, Group};
use crate::catalog::structure::{Act, Piece, Structure};
use crate::channels::{self, Channel, Deployment, Diagnostic, Target, Values};
use crate::web::boxes;
use crate::web::ui::PageError;

/// The vendor's fields of a window.
#[derive(Clone, Debug)]
pub struct VendorFields {
    pub window: Vec<Group>,
    pub parameters: Vec<Group>,
    pub visitor: Vec<Group>,
    /// Fields that a search left out; they stay in the form, out of sight.
    hidden: Vec<String>,
    searched: bool,
}

impl VendorFields {
    pub fn draw(
        channel: &dyn Channel,
        deployment: &Deployment,
        target: &Target,
        found: &[Diagnostic],
    ) -> Self {
        VendorFields::draw_own(channel, deployment, &deployment.parameters, target, found)
    }

    /// The same where the fields hold `own` options, and the deployment those that are in force.
    pub fn draw_own(
        channel: &dyn Channel,
        deployment: &Deployment,
        own: &Values,
        target: &Target,
        found: &[Diagnostic],
    ) -> Self {
        let forms = channels::forms_of(channel, deployment, own, found);
        let mut window = forms.window;
        if target.plugin {
            for group in &mut window {
                group.fields.retain(|field| !PLUGIN_FIELDS.contains(&field.raw));
            }
            window.retain(|group| !group.fields.is_empty());
        }
        VendorFields {
            window,
            parameters: forms.parameters,
            visitor: forms.visitor,
            hidden: Vec::new(),
            searched: false,
        }
    }

    /// Options alone, whichever window they are for.
    pub fn of_options(parameters: Vec<Group>) -> Self {
        let (window, visitor) = (Vec::new(), Vec::new());
        VendorFields { window, parameters, visitor, hidden: Vec::new(), searched: false }
    }

    /// Ready for the editor, where JSON values are filled in by their fields and what is required
    /// stands first.
    pub fn arranged(mut self, as_json: &[String]) -> Self {
        for group in self.groups_mut() {
            group.fields.sort_by_key(|field| !field.required);
            for field in &mut group.fields {
                let Some(structure) = &mut field.structure else { continue };
                structure.as_json = as_json.contains(&field.name);
                if !structure.as_json {
                    // What is wrong inside stands in its row.
                    field.errors.clone_from(&structure.errors);
                    field.warnings.clone_from(&structure.warnings);
                    field.warnings.retain(|warning| Some(warning) != field.inactive.as_ref());
                    field.inside = None;
                }
            }
        }
        for groups in [&mut self.window, &mut self.parameters, &mut self.visitor] {
            groups.sort_by_key(|group| !group.fields.iter().any(|field| field.required));
        }
        self
    }

    /// Adds what the form itself found wrong.
    pub fn told(mut self, errors: &[PageError]) -> Self {
        for field in self.groups_mut().flat_map(|group| &mut group.fields) {
            boxes::tell_beside([&mut *field], errors);
            let inner = field.structure.as_mut().filter(|structure| !structure.as_json);
            boxes::tell_beside(inner.into_iter().flat_map(Structure::fields_mut), errors);
        }
        self
    }

    /// Where the page begins after a button of a row was pressed.
    pub fn focused(mut self, act: Option<&Act>) -> Self {
        let Some(act) = act else { return self };
        let mut fields = self.groups_mut().flat_map(|group| &mut group.fields);
        if let Some(field) = fields.find(|field| field.name == act.field()) {
            match &mut field.structure {
                Some(structure) if !structure.as_json => structure.focus(act),
                _ => field.focus = true,
            }
        }
        drop(fields);
        self
    }

    /// Leaves in sight what was searched for.
    pub fn narrowed(mut self, asked: &Asked) -> Self {
        let wanted = asked.q.trim().to_lowercase();
        let only_set = !asked.set.is_empty();
        self.searched = only_set || !wanted.is_empty();
        let seen = |field: &Field| {
            let texts = [field.label.zh, field.label.en, field.raw, field.help.zh, field.help.en];
            (!only_set || field.is_set())
                && texts.iter().any(|text| text.to_lowercase().contains(&wanted))
        };
        self.hidden =
            self.all().filter(|field| !seen(field)).map(|field| field.id.clone()).collect();
        self
    }

    pub fn is_hidden(&self, field: &Field) -> bool {
        self.hidden.contains(&field.id)
    }

    pub fn hides(&self, group: &Group) -> bool {
        group.fields.iter().all(|field| self.is_hidden(field))
    }

    /// How many fields of a search are in sight.
    pub fn found(&self) -> Option<usize> {
        self.searched.then(|| self.all().filter(|field| !self.is_hidden(field)).count())
    }

    /// A group is unfolded when there is something in it to see, or when nothing is set at all.
    pub fn is_open(&self, group: &Group) -> bool {
        let busy = |group: &Group| {
            let filled = |one: &Field| one.is_set() || one.inherited.is_some();
            group.fields.iter().any(|one| filled(one) || is_wrong(one))
        };
        let first = self.parameters.first().is_some_and(|first| first.key == group.key);
        self.searched || busy(group) || (first && !self.parameters.iter().any(busy))
    }

    /// A group of the test visitor is unfolded only where there is something to do.
    pub fn needs_eyes(&self, group: &Group) -> bool {
        let busy =
            |field: &Field| is_wrong(field) || field.structure.as_ref().is_some_and(has_focus);
        self.searched || group.fields.iter().any(busy)
    }

    pub fn all(&self) -> impl Iterator<Item = &Field> {
        [&self.window, &self.parameters, &self.visitor]
            .into_iter()
            .flatten()
            .flat_map(|group| &group.fields)
    }

    fn groups_mut(&mut self) -> impl Iterator<Item = &mut Group> {
        [&mut self.window, &mut self.parameters, &mut self.visitor].into_iter().flatten()
    }

    /// The HTML id of what a finding is about: a field, or one inside its rows.
    pub fn locate(&self, path: &str) -> Option<String> {
        let name = path.split('.').next().unwrap_or(path);
        let field = self.all().find(|field| field.raw == name)?;
        let inner = field.structure.as_ref().filter(|structure| !structure.as_json);
        let rest = path.strip_prefix(name).unwrap_or_default();
        let within = inner.filter(|_| !rest.is_empty());
        let place = within.and_then(|structure| structure.locate(&format!("{}{rest}", field.name)));
        Some(place.unwrap_or_else(|| field.id.clone()))
    }
}

fn is_wrong(field: &Field) -> bool {
    let inner = field.structure.as_ref().filter(|structure| !structure.as_json);
    !field.errors.is_empty() || inner.is_some_and(Structure::is_wrong)
}

fn has_focus(structure: &Structure) -> bool {
    structure.pieces.iter().any(|piece| match piece {
        Piece::Open(block) => block.focus.is_some(),
        Piece::Field(field) => field.focus,
        Piece::Add(more) => more.focus,
        Piece::Close => false,
    })
}

/// What somebody looks for among the parameters.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub q: String,
    /// Anything: only parameters that are set.
    #[serde(default)]
    pub set: String,
}
