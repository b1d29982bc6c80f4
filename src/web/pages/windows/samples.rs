//! What the pages of windows have in common: objects to refer to, and windows as they were typed.

use super::deployment::References;
use super::fields::Typed;
use crate::channels::{Channel, Target};
use crate::domain::window::Content;
use crate::web::sample::{Words, things};

/// One object of every kind that the target refers to.
pub fn references(channel: &dyn Channel, target: &Target, words: Words) -> References {
    References {
        accounts: target.account.then(|| things::account(channel, words).0).into_iter().collect(),
        keys: target.key.map(|scheme| things::key(scheme, words).0).into_iter().collect(),
        plugins: target.plugin.then(|| things::plugin(words).0).into_iter().collect(),
        templates: target.template.then(|| things::leave_template(words).0).into_iter().collect(),
        fields: things::vip_fields(words),
        defaults: None,
    }
}

/// A window with a value in every field: typical values, or the words themselves, fit or not.
pub fn typed(channel: &dyn Channel, target: &Target, words: Words, wild: bool) -> Typed {
    let typical = things::typical(channel, target);
    let mut content = Content {
        parameters: typical.parameters,
        window: typical.window,
        visitor: typical.visitor,
        ..things::content(target, words)
    };
    if wild {
        content.window = things::written(target.window_fields, target.id, words);
        content.flavour = words.line();
        let all = things::written(channel.parameters(), target.id, words);
        for (name, value) in all {
            let param = channel.parameters().iter().find(|param| param.name == name);
            let boxed = if param.is_some_and(crate::catalog::Param::at_run_time) {
                &mut content.visitor
            } else {
                &mut content.parameters
            };
            boxed.insert(name, value);
        }
    }
    if target.plugin {
        for name in super::deployment::PLUGIN_FIELDS {
            content.window.remove(*name);
        }
    }
    Typed {
        content,
        meta: things::meta(words),
        reason: words.line(),
        told: vec![words.message()],
        ..Typed::default()
    }
}
