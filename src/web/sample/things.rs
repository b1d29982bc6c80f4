//! Registered objects for samples: one of each kind, made by the verbs of the domain.

use serde_json::Value;
use uuid::Uuid;

use super::Words;
use crate::catalog::{Hash, Kind, Param, Stands, Values};
use crate::channels::examples::{self, Example};
use crate::channels::{Ambient, Deployment, check};
use crate::channels::{Channel, Target, inherit, tables};
use crate::clock::Millis;
use crate::domain::ring::{Overlap, State, Version};
use crate::domain::window::{Content, Environment};
use crate::domain::{
    Account, AccountId, Change, Defaults, Enterprise, EnterpriseId, Key, KeyId, LeaveTemplate,
    LeaveTemplateId, Meta, Plugin, PluginId, Ring, VipField, VipFieldId, Window, WindowId, account,
    enterprise, key, leave_template, plugin, vip_field, window,
};
use crate::store::history::Event;
use crate::store::windows::Line;

pub const NOW: Millis = 1_795_226_400_000;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_5000_0000_7000_8000_0000_0000_0000 + number)
}

pub fn meta(words: Words) -> Meta {
    let tags = vec![words.line(), "vip".to_owned()];
    Meta { owner: words.line(), tags, note: words.lines() }
}

pub fn enterprise(words: Words) -> (Enterprise, Change) {
    let draft = enterprise::Draft { name: words.line(), meta: meta(words) };
    Enterprise::create(EnterpriseId(id(1)), "demo".to_owned(), draft, NOW)
}

pub fn account(channel: &dyn Channel, words: Words) -> (Account, Change) {
    let values = plausible(channel.account_fields(), "").into_iter();
    let values = values.map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()));
    let draft = account::Draft { name: words.line(), values: values.collect(), meta: meta(words) };
    let (id, channel) = (AccountId(id(2)), channel.id().to_owned());
    Account::create(id, EnterpriseId(self::id(1)), channel, draft, NOW)
}

pub fn key(scheme: &str, words: Words) -> (Key, Change) {
    let identity = key::Identity {
        id: KeyId(id(3)),
        enterprise: EnterpriseId(id(1)),
        account: AccountId(id(2)),
        scheme: scheme.to_owned(),
        fingerprint: "9f2c41aa".to_owned(),
        elsewhere: false,
    };
    let draft =
        key::Draft { name: words.line(), expires_on: "2027-03-31".to_owned(), meta: meta(words) };
    Key::create(identity, draft, NOW)
}

/// A key in the middle of a rotation: a secret of every state.
pub fn ring(words: Words) -> Ring {
    let (key, _) = key("sobot_web_md5", words);
    let version = |number: i64, state: State, elsewhere: bool| Version {
        number,
        state,
        fingerprint: format!("9f2c-41aa-0b7d-{number:04}"),
        elsewhere,
        overlap: Overlap::For(3_600_000),
        created_at: NOW,
        activated_at: (state != State::Pending).then_some(NOW),
        retires_at: (state == State::Retiring).then_some(NOW + number),
        revoked_at: (state == State::Revoked).then_some(NOW),
        purged_at: (state == State::Revoked && number == 6).then_some(NOW),
    };
    let versions = vec![
        version(8, State::Pending, false),
        // Two that were prepared and given up; the older one’s bytes are destroyed.
        version(7, State::Revoked, false),
        version(6, State::Revoked, false),
        version(4, State::Active, false),
        version(3, State::Retiring, false),
        version(0, State::Retiring, false),
        version(1, State::Revoked, true),
    ];
    Ring { key: Key { secret_number: 4, ..key }, versions }
}

pub fn plugin(words: Words) -> (Plugin, Change) {
    let settings = plugin::Settings {
        name: words.line(),
        plugid: "a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned(),
        provider: "wx104a1a20c3f81ec2".to_owned(),
        plugin_version: "1.4.3".to_owned(),
        alias: "contactPlugin".to_owned(),
    };
    let draft = plugin::Draft { settings, meta: meta(words) };
    Plugin::create(PluginId(id(4)), EnterpriseId(id(1)), draft, NOW)
}

pub fn leave_template(words: Words) -> (LeaveTemplate, Change) {
    let settings = leave_template::Settings {
        name: words.line(),
        templateid: "5f2c1a9b7d3e4c6f8a0b1c2d3e4f5a6b".to_owned(),
        groupid: "after-sales".to_owned(),
        locale: "en".to_owned(),
    };
    let draft = leave_template::Draft { settings, meta: meta(words) };
    LeaveTemplate::create(LeaveTemplateId(id(9)), EnterpriseId(id(1)), draft, NOW)
}

/// One field of every kind, each of another class.
pub fn vip_fields(words: Words) -> Vec<VipField> {
    let each = vip_field::Kind::ALL.into_iter().zip(vip_field::Class::ALL).zip(10..);
    each.map(|((kind, class), number)| {
        let settings = vip_field::Settings {
            kind,
            name: words.line(),
            key: format!("field{number}"),
            alias: "gold".to_owned(),
            value_type: vip_field::ValueType::Number,
            class,
        };
        let draft = vip_field::Draft { settings, meta: meta(words) };
        VipField::create(VipFieldId(id(number)), EnterpriseId(id(1)), draft, NOW).0
    })
    .collect()
}

/// Defaults for the options of a channel: what people typed in texts, typical values elsewhere.
pub fn defaults(channel: &dyn Channel, words: Words) -> Defaults {
    let mut values = Values::new();
    for target in channel.targets() {
        values.extend(inherit::of_target(
            channel,
            target.id,
            &plausible(channel.parameters(), target.id),
        ));
    }
    for param in inherit::parameters(channel).filter(|param| param.kind == Kind::Text) {
        values.insert(param.name.to_owned(), words.line().into());
    }
    let none = Defaults::none(EnterpriseId(id(1)), channel.id());
    none.edit(values, NOW).map_or(none, |(new, _)| new)
}

pub fn window(channel: &dyn Channel, content: Content, words: Words) -> (Window, Change) {
    let draft = window::Draft { content, meta: meta(words) };
    let (code, channel) = ("main-site".to_owned(), channel.id().to_owned());
    Window::create(WindowId(id(5)), EnterpriseId(id(1)), code, channel, draft, NOW)
}

/// A window of a target that refers to everything it can.
pub fn content(target: &Target, words: Words) -> Content {
    Content {
        name: words.line(),
        target: target.id.to_owned(),
        environment: Environment::Production,
        account: target.account.then(|| AccountId(id(2))),
        key: target.key.map(|_| KeyId(id(3))),
        plugin: target.plugin.then(|| PluginId(id(4))),
        template: target.template.then(|| LeaveTemplateId(id(9))),
        ..Content::default()
    }
}

/// Windows as lists show them: one of every target, and one of a channel that is gone.
pub fn window_lines(words: Words) -> Vec<Line> {
    let line = |channel: &str, target: &str| Line {
        id: id(5).to_string(),
        code: "main-site".to_owned(),
        name: words.line(),
        channel: channel.to_owned(),
        target: target.to_owned(),
        environment: Environment::Production.name().to_owned(),
        version: 12,
        updated_at: NOW,
    };
    let known = super::targets().map(|(channel, target)| line(channel.id(), target.id));
    known.chain([line("gone", &words.line())]).collect()
}

/// A change as the history keeps it.
pub fn event(seq: i64, change: &Change, words: Words) -> Event {
    let details = change.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Event {
        seq,
        at: NOW,
        actor_kind: if seq % 4 == 0 { "system" } else { "person" }.to_owned(),
        actor_id: id(6).to_string(),
        actor_name: words.line(),
        actor_role: "admin".to_owned(),
        address: "203.0.113.8".to_owned(),
        permission: "window.edit".to_owned(),
        record: change.record.name().to_owned(),
        action: change.action.to_owned(),
        noun: change.noun.to_owned(),
        subject: change.subject.clone(),
        act: id(if seq < 4 { 7 } else { u128::from(seq.unsigned_abs()) + 100 }).to_string(),
        reason: words.line(),
        request_id: id(8).simple().to_string(),
        changes: change.changes.clone(),
        details: details.collect(),
    }
}

fn rows<'t>(table: &'t [Param], target: &'t str) -> impl Iterator<Item = &'t Param> {
    let here = move |param: &&Param| {
        param.parent.is_none()
            && param.exists_in(target)
            && param.place(target) == Stands::Box
            && !param.secret
    };
    table.iter().filter(here)
}

/// A value for every parameter of a table, of the kind that the vendor wants.
pub fn plausible(table: &[Param], target: &str) -> Values {
    let value = |param: &Param| {
        let known = match param.name {
            "sysnum" => Some("4c349791a07b46c1a70b8ac88aa23257"),
            "host" => Some("demo.sobot.com"),
            "page" => Some("pages/order/detail"),
            name if name.ends_with("tel") => Some("13800000000"),
            _ => param.default,
        };
        let first = |at: usize| param.values.get(at).map_or("1", |allowed| allowed.value);
        Some(match (known, param.kind) {
            (Some(known), _) => known.into(),
            (None, Kind::Flag) => Value::from(true),
            (None, Kind::Choice) => first(0).into(),
            (None, Kind::List) if !param.values.is_empty() => Value::from(vec![first(0)]),
            (None, Kind::Const | Kind::Json | Kind::Object | Kind::List) => return None,
            (None, Kind::Integer | Kind::Number) => param.limits.min.unwrap_or(1).into(),
            (None, Kind::Colour(Hash::Wanted)) => "#04babc".into(),
            (None, Kind::Colour(_)) => "04babc".into(),
            (None, Kind::Url) => "https://example.com/a".into(),
            (None, Kind::Text | Kind::Prose) => "Shop".into(),
            (None, Kind::Identifier) => "test001".into(),
            // Each event has a function of its own.
            (None, Kind::Handler) => format!("on_{}", param.name.replace('-', "_")).into(),
        })
    };
    rows(table, target).filter_map(|param| Some((param.name.to_owned(), value(param)?))).collect()
}

/// The same words in every parameter, fit or not.
pub fn written(table: &[Param], target: &str, words: Words) -> Values {
    rows(table, target).map(|param| (param.name.to_owned(), words.line().into())).collect()
}

/// Takes away what the catalogue refuses together, so that code can be made of the rest.
pub fn accepted(channel: &dyn Channel, deployment: &mut Deployment) {
    for _ in 0..100 {
        let found = check(channel, deployment).diagnostics;
        let wrong = found.iter().filter(|finding| finding.is_error());
        let names: Vec<&str> = wrong.filter_map(|finding| finding.name()).collect();
        let Some(name) = names.first() else { return };
        for values in [&mut deployment.parameters, &mut deployment.visitor, &mut deployment.window]
        {
            values.remove(*name);
        }
    }
}

/// A deployment of a target with typical values in everything that an administrator decides.
pub fn typical(channel: &dyn Channel, target: &Target) -> Deployment {
    let run_time = |name: &String| {
        let table = channel.parameters();
        table.iter().any(|param| param.name == *name && param.at_run_time())
    };
    let (visitor, parameters) = plausible(channel.parameters(), target.id)
        .into_iter()
        .partition(|(name, _): &(String, Value)| run_time(name));
    let mut deployment = Deployment {
        target: target.id.to_owned(),
        account: plausible(channel.account_fields(), ""),
        window: plausible(target.window_fields, target.id),
        parameters,
        visitor,
        ..Deployment::default()
    };
    // Identifiers have forms of their own; the channel's example knows them.
    if let Some((_, known)) = examples::of(channel.id(), target.id).and_then(Example::read) {
        deployment.account.extend(known.account);
        deployment.window.extend(known.window);
    }
    accepted(channel, &mut deployment);
    deployment
}

#[test]
fn typical_values_yield_code() {
    for (channel, target) in super::targets() {
        let deployment = typical(channel, target);
        assert!(tables::target(channel, &deployment.target).is_some());
        let rendered =
            channel.render(&Deployment { visitor: Values::new(), ..deployment }, &Ambient::at(0));
        assert!(!rendered.is_refused(), "{}: {:?}", target.id, rendered.diagnostics);
        assert!(!rendered.artifacts.is_empty(), "{}", target.id);
    }
}
