//! The form of a window, for creating and for editing: what was typed, what is wrong with it, and
//! how it is drawn again.

use crate::catalog::form::Choice;
use crate::catalog::structure::Act;
use crate::catalog::{self, Param, Values};
use crate::channels::{Channel, Deployment, Diagnostic, Target, tables};
use crate::domain::window::{Content, Draft, Environment};
use crate::domain::{Meta, VipField, Window};
use crate::text::{Message, text};
use crate::web::boxes;
use crate::web::form::Form;
use crate::web::ui::PageError;

use super::deployment::{PLUGIN_FIELDS, References, findings};
use super::inherited::leave_unset;
use super::registered::{leave_to, templates};

/// A window as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub content: Content,
    pub meta: Meta,
    pub reason: String,
    /// Corrections that were made, to be told.
    pub told: Vec<Message>,
    /// JSON values with the empty rows that people have not filled in yet.
    pub shown: Shown,
    /// Fields that were typed as JSON: `p.goods`.
    pub as_json: Vec<String>,
}

/// Values of the three boxes that are drawn otherwise than they are stored.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    pub parameters: Values,
    pub window: Values,
    pub visitor: Values,
}

impl Typed {
    pub fn of(window: &Window) -> Self {
        Typed { content: window.content.clone(), meta: window.meta.clone(), ..Typed::default() }
    }

    pub fn draft(&self) -> Draft {
        Draft { content: self.content.clone(), meta: self.meta.clone() }
    }

    /// A deployment as people see it while they fill in its rows.
    pub fn as_shown(&self, deployment: &Deployment) -> Deployment {
        let mut drawn = deployment.clone();
        for (values, shown) in [
            (&mut drawn.parameters, &self.shown.parameters),
            (&mut drawn.window, &self.shown.window),
            (&mut drawn.visitor, &self.shown.visitor),
        ] {
            values.extend(shown.clone());
        }
        drawn
    }

    /// JSON that means what is stored stays as it is stored, letter by letter: fields bring it into
    /// their own order, and that alone is no change.
    pub fn spare(&mut self, channel: &dyn Channel, target: &Target, stored: &Content) {
        let Content { parameters, window, visitor, .. } = &mut self.content;
        for (values, before, table) in [
            (parameters, &stored.parameters, channel.parameters()),
            (visitor, &stored.visitor, channel.parameters()),
            (window, &stored.window, target.window_fields),
        ] {
            for param in table.iter().filter(|param| param.parent.is_none() && param.kind.is_json())
            {
                let (Some(now), Some(was)) = (values.get_mut(param.name), before.get(param.name))
                else {
                    continue;
                };
                let meaning = |value| catalog::canonical(table, param, value);
                if meaning(now).is_some_and(|now| Some(now) == meaning(was)) {
                    now.clone_from(was);
                }
            }
        }
    }

    /// Reads all fields but `channel`, `target` and `code`, which the caller took. `moved` tells
    /// that the form was drawn for another target: what this one does not know goes, and it is told.
    pub fn take(
        form: &mut Form,
        channel: &dyn Channel,
        target: &Target,
        references: &References,
        moved: bool,
        act: Option<&Act>,
    ) -> Self {
        let mut told = Vec::new();
        let name = form.required_line("name");
        let environment = form.line("environment");
        let flavour = form.line("flavour");
        let chosen = ["account_id", "key_id", "plugin_id", "template_id"].map(|id| form.line(id));
        let (meta, reason) = (form.meta(), form.reason());
        let mut take = |prefix, table| boxes::take(form, prefix, table, act, &mut told);
        let boxed = [("p.", channel.parameters()), ("w.", target.window_fields)];
        let [options, own] = boxed.map(|(prefix, table)| take(prefix, table));
        let visitor = take("v.", channel.parameters());
        let as_json = [&options, &own, &visitor].map(|taken| taken.as_json.clone()).concat();
        let shown = Shown { parameters: options.shown, window: own.shown, visitor: visitor.shown };
        let (mut parameters, mut window) = (options.values, own.values);
        leave_unset(form, &references.inherited(target.id), &mut parameters);
        if moved {
            leave_behind(channel, target, "w", &mut window, &mut told);
            leave_behind(channel, target, "p", &mut parameters, &mut told);
        }
        if target.plugin {
            for name in PLUGIN_FIELDS {
                if window.remove(*name).is_some() {
                    form.wrong(
                        &format!("w.{name}"),
                        text(
                            "由登记的插件决定，请在“插件”中选择",
                            "Decided by the registered plugin; choose it under “Plugin”",
                        ),
                    );
                }
            }
        }
        let environment = Environment::from_name(&environment).unwrap_or_else(|| {
            if !environment.is_empty() {
                form.wrong("environment", text("请选择测试或正式", "Choose test or production"));
            }
            Environment::Test
        });
        if !flavour.is_empty() && !target.flavours.contains(&flavour.as_str()) {
            form.wrong("flavour", text("请从列表中选择", "Choose from the list"));
        }
        let mut content = Content {
            name,
            target: target.id.to_owned(),
            flavour,
            environment,
            parameters,
            window,
            visitor: visitor.values,
            ..Content::default()
        };
        refer(form, (channel, target), references, &chosen, &mut content);
        if let Some(template) = references.template(&content).cloned() {
            leave_to(&template, &mut content, &mut told);
        }
        Typed { content, meta, reason, told, shown, as_json }
    }

    /// The options as choices for a form.
    pub fn choices(
        &self,
        channel: &'static dyn Channel,
        target: &Target,
        references: &References,
    ) -> Choices {
        let content = &self.content;
        let environment = |one| match one {
            Environment::Test => text("测试", "Test"),
            Environment::Production => text("正式", "Production"),
        };
        let needs_account = tables::needs_account(channel, target);
        let unnamed = Choice::new("", text("不选择", "None"), content.account.is_none());
        let accounts = references.accounts.iter().map(|one| {
            Choice::new(one.id, Message::name(&one.name), content.account == Some(one.id))
        });
        let unsigned = Choice::new("", text("不签名", "No signature"), content.key.is_none());
        let keys = references
            .keys
            .iter()
            .map(|one| Choice::new(one.id, Message::name(&one.name), content.key == Some(one.id)));
        Choices {
            targets: channel
                .targets()
                .iter()
                .map(|one| Choice::new(one.id, one.label, one.id == target.id))
                .collect(),
            environments: Environment::ALL
                .map(|one| Choice::new(one.name(), environment(one), one == content.environment))
                .into(),
            flavours: target
                .flavours
                .iter()
                .enumerate()
                .map(|(at, one)| {
                    let chosen = content.flavour == *one || (at == 0 && content.flavour.is_empty());
                    Choice::new(one, tables::flavour(one), chosen)
                })
                .collect(),
            accounts: (!needs_account).then_some(unnamed).into_iter().chain(accounts).collect(),
            needs_account,
            keys: std::iter::once(unsigned).chain(keys).collect(),
            templates: templates(references, content),
            plugins: references
                .plugins
                .iter()
                .map(|one| {
                    Choice::new(
                        one.id,
                        Message::name(&one.settings.name),
                        content.plugin == Some(one.id),
                    )
                })
                .collect(),
        }
    }
}

/// Takes out what the new target does not know.
fn leave_behind(
    channel: &dyn Channel,
    target: &Target,
    prefix: &str,
    values: &mut Values,
    told: &mut Vec<Message>,
) {
    let known = |name: &str| match prefix {
        "w" => target.window_fields.iter().any(|param| param.name == name),
        _ => channel
            .parameters()
            .iter()
            .any(|param| param.name == name && param.exists_in(target.id)),
    };
    let gone: Vec<String> = values.keys().filter(|name| !known(name)).cloned().collect();
    for name in gone {
        values.remove(&name);
        let label = tables::param(channel, &format!("{prefix}.{name}")).map(|param| param.label);
        let label = label.map_or_else(|| Message::name(&name), Message::from);
        told.push(Message::new(
            format!("“{}”不适用于这种接入方式，已去掉", label.zh),
            format!("“{}” does not exist for this kind of entry and was left out", label.en),
        ));
    }
}

/// The registered objects that were chosen, each one of the enterprise and fitting the others.
fn refer(
    form: &mut Form,
    (channel, target): (&dyn Channel, &Target),
    references: &References,
    chosen: &[String; 4],
    content: &mut Content,
) {
    let [account, key, plugin, template] = chosen;
    content.account =
        references.accounts.iter().find(|one| one.id.to_string() == *account).map(|one| one.id);
    content.key = references.keys.iter().find(|one| one.id.to_string() == *key).map(|one| one.id);
    content.plugin =
        references.plugins.iter().find(|one| one.id.to_string() == *plugin).map(|one| one.id);
    content.template =
        references.templates.iter().find(|one| one.id.to_string() == *template).map(|one| one.id);
    let missing = |needed: bool, typed: &str, found: bool| !found && (needed || !typed.is_empty());
    if missing(tables::needs_account(channel, target), account, content.account.is_some()) {
        form.wrong("account_id", text("请选择渠道账号", "Choose a channel account"));
    }
    if missing(target.plugin, plugin, content.plugin.is_some()) {
        form.wrong("plugin_id", text("请选择插件", "Choose a plugin"));
    }
    if missing(false, template, content.template.is_some()) {
        form.wrong(
            "template_id",
            text("请从列表中选择留言模板", "Choose a template from the list"),
        );
    }
    if missing(false, key, content.key.is_some()) {
        form.wrong("key_id", text("请从列表中选择密钥", "Choose a key from the list"));
    }
    let fits = references.key(content).is_none_or(|key| Some(key.account) == content.account);
    if !fits {
        form.wrong(
            "key_id",
            text("这把密钥属于另一个渠道账号", "This key belongs to another channel account"),
        );
    }
}

/// What can be chosen in the form of a window.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub targets: Vec<Choice>,
    pub environments: Vec<Choice>,
    pub flavours: Vec<Choice>,
    pub accounts: Vec<Choice>,
    /// Whether one of them has to be chosen.
    pub needs_account: bool,
    pub keys: Vec<Choice>,
    pub plugins: Vec<Choice>,
    pub templates: Vec<Choice>,
}

/// What is wrong with a window, and the entries for the summary at the top. `fields` is what the
/// registry knows of customers.
pub fn check(
    channel: &dyn Channel,
    target: &Target,
    deployment: &Deployment,
    fields: &[VipField],
    now: i64,
) -> (Vec<Diagnostic>, Vec<PageError>) {
    let mut found = findings(channel, deployment, fields, now);
    // Without an account its identifiers are not wrong; the account itself is asked for.
    if deployment.account.is_empty() {
        found.retain(|finding| {
            !channel
                .account_fields()
                .iter()
                .any(|param| finding.parameter.as_deref() == Some(param.name))
        });
    }
    let errors = boxes::summary(&found, |name| {
        let named = |table: &'static [Param]| table.iter().find(|param| param.name == name);
        let own = named(target.window_fields);
        let own = own.filter(|_| !(target.plugin && PLUGIN_FIELDS.contains(&name)));
        own.map(|param| ("w", param)).or_else(|| {
            let param = named(channel.parameters())?;
            Some((if param.at_run_time() { "v" } else { "p" }, param))
        })
    });
    (found, errors)
}

/// Errors of vendor fields that this page does not have are told with the field's name, without a
/// link: `here` are the boxes that it has.
pub fn on_this_page(errors: &mut [PageError], here: &[&str]) {
    for error in errors {
        let away = error.field.as_ref().and_then(|id| id.split_once('-'));
        let away =
            away.filter(|(box_of, _)| ["p", "v", "w"].contains(box_of) && !here.contains(box_of));
        if let Some((_, name)) = away {
            let Message { zh, en } = &error.text;
            error.text = Message::new(format!("{name}：{zh}"), format!("{name}: {en}"));
            error.field = None;
        }
    }
}

pub fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(Diagnostic::is_error)
}

/// The target of a channel, or its first one.
pub fn target_or_first(channel: &'static dyn Channel, id: &str) -> Option<&'static Target> {
    tables::target(channel, id).or_else(|| channel.targets().first())
}
