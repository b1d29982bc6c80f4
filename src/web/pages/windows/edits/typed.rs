//! The form of an edit of several windows: values to set, options to clear, windows to leave out.

use super::{chosen, options};
use crate::catalog::Values;
use crate::catalog::structure::Act as Pressed;
use crate::channels::Channel;
use crate::domain::Window;
use crate::text::{Message, text};
use crate::web::boxes;
use crate::web::form::Form;
use crate::web::ui::PageError;

/// What was typed for all of them.
#[derive(Default)]
pub(super) struct Typed {
    pub values: Values,
    pub shown: Values,
    pub as_json: Vec<String>,
    /// Options whose values are taken away.
    pub cleared: Vec<String>,
    /// Ids of windows that stay as they are.
    pub left_out: Vec<String>,
    pub reason: String,
    pub told: Vec<Message>,
}

impl Typed {
    pub fn take(
        form: &mut Form,
        channel: &'static dyn Channel,
        windows: &[Window],
        pressed: Option<&Pressed>,
    ) -> Self {
        let mut told = Vec::new();
        let taken = boxes::take(form, "p.", channel.parameters(), pressed, &mut told);
        let (cleared, left_out) = (form.several("unset"), form.several("leave"));
        let reason = form.reason();
        form.finish();
        let boxes::Taken { values, shown, as_json } = taken;
        let typed = Typed { values, shown, as_json, cleared, left_out, reason, told };
        let known = |name: &str| {
            let mut targets = windows.iter().filter_map(|window| chosen::target(channel, window));
            targets.any(|target| options::knows(channel, target, name))
        };
        for name in typed.values.keys().chain(&typed.cleared) {
            if !known(name) {
                let text = Message::new(
                    format!("这些聊天窗没有可以设置的参数“{name}”"),
                    format!("None of these windows has an option “{name}” to set"),
                );
                form.errors.push(PageError { label: None, field: None, text });
            } else if typed.values.contains_key(name) && typed.cleared.contains(name) {
                form.wrong(
                    &format!("p.{name}"),
                    text(
                        "又填了值，又勾选了“清空”：请只选一个",
                        "There is a value, and “clear” is ticked: choose one of both",
                    ),
                );
            }
        }
        typed
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.cleared.is_empty()
    }

    /// Whether the edit is about this option.
    pub fn names(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.cleared.iter().any(|cleared| cleared == name)
    }
}
