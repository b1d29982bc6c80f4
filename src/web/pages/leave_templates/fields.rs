//! The vendor's fields of a template under our own names, with the rules of the catalogue.

use serde_json::Value;

use crate::catalog::form::{Field, Sheet, Widget, form as fields_of};
use crate::catalog::{self, Catalogue, Input, Param, Situation, Values};
use crate::channels::{self, Channel, Diagnostic, Target};
use crate::domain::leave_template::Settings;
use crate::text::{Text, text};

/// In the order of the form. The language is an option of the page, not a field of the window.
const FIELDS: [&str; 3] = ["templateid", "groupid", LANGUAGE];
const LANGUAGE: &str = "locale";
const UNDECIDED: Text = text("由聊天窗决定", "Each window decides");

/// The channel whose windows are made from templates, and that kind of window.
pub fn leave_page() -> Option<(&'static dyn Channel, &'static Target)> {
    let of = |channel: &'static dyn Channel| {
        channel.targets().iter().find(|target| target.template).map(|target| (channel, target))
    };
    channels::ALL.iter().copied().find_map(of)
}

fn language_row() -> Option<&'static Param> {
    leave_page()?.0.parameters().iter().find(|param| param.name == LANGUAGE)
}

/// Every language that the vendor knows, with its name.
pub fn languages() -> impl Iterator<Item = (&'static str, Text)> {
    let allowed = language_row().map_or(&[][..], |param| param.values);
    allowed.iter().map(|allowed| (allowed.value, allowed.label))
}

/// The window's fields and the options that a template stands for.
pub fn values(settings: &Settings) -> (Values, Values) {
    let boxed = |pairs: &[(&str, &String)]| -> Values {
        let set = pairs.iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, value)| ((*name).to_owned(), Value::String((*value).clone()))).collect()
    };
    let window = boxed(&[("templateid", &settings.templateid), ("groupid", &settings.groupid)]);
    (window, boxed(&[(LANGUAGE, &settings.locale)]))
}

fn with<T>(
    settings: &Settings,
    work: impl FnOnce(Catalogue<'static>, &Values, &Values) -> T,
) -> Option<T> {
    let (channel, target) = leave_page()?;
    let catalogue = Catalogue {
        channel: channel.id(),
        target: target.id,
        surface: "h5",
        account: &[],
        window: target.window_fields,
        parameters: channel.parameters(),
        ineffective: channel.ineffective(),
        former: &[],
        elsewhere: |_, _| false,
    };
    let (window, options) = values(settings);
    Some(work(catalogue, &window, &options))
}

pub fn check(settings: &Settings) -> Vec<Diagnostic> {
    let found = with(settings, |catalogue, window, parameters| {
        let empty = Values::new();
        let input = Input { account: &empty, window, parameters, visitor: &empty };
        let mut found = catalog::check(catalogue, &input).diagnostics;
        found.retain(|one| FIELDS.iter().any(|name| one.parameter.as_deref() == Some(name)));
        found
    });
    found.unwrap_or_default()
}

pub fn draw(settings: &Settings, diagnostics: &[Diagnostic]) -> Vec<Field> {
    let drawn = with(settings, |catalogue, window, parameters| {
        let empty = Values::new();
        let input = Input { account: &empty, window, parameters, visitor: &empty };
        let situation = Situation::new(catalogue, &input);
        let sheet = |table, prefix, values| Sheet {
            table,
            prefix,
            values,
            situation: &situation,
            diagnostics,
        };
        let own = fields_of(&sheet(catalogue.window, "w", window));
        let options = fields_of(&sheet(catalogue.parameters, "p", parameters));
        let all: Vec<Field> =
            own.into_iter().chain(options).flat_map(|group| group.fields).collect();
        let named = |name: &&str| all.iter().find(|field| field.raw == *name).cloned();
        FIELDS.iter().filter_map(|name| named(name).map(|field| ours(field, name))).collect()
    });
    drawn.unwrap_or_default()
}

fn ours(field: Field, name: &str) -> Field {
    let mut field = Field {
        name: name.to_owned(),
        id: name.to_owned(),
        required: name == "templateid",
        // Where nothing is chosen, it is not the vendor who decides but the window.
        default: field.default.filter(|_| name != LANGUAGE),
        inactive: None,
        ..field
    };
    if field.required {
        field.help = text(
            "决定留言表单有哪些字段。在智齿控制台「设置 · 留言模板设置」里建模板，编号要通过接口查看。",
            "Decides which fields the form has. Templates are made in the console under Settings, Leave-message templates; their ids come from an interface.",
        );
    }
    if let Widget::Choice { options } = &mut field.widget {
        let open = options.iter_mut().filter(|option| option.value.is_empty());
        open.for_each(|option| option.label = UNDECIDED.into());
    }
    field
}
