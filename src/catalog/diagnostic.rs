//! What is wrong or worth knowing about a value. One shape for the editor, the command line and the API.

use serde::Serialize;

use crate::text::Message;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub id: String,
    pub severity: Severity,
    /// The bare vendor name, or a path inside a JSON value (`goods.0.pictureUrl`).
    pub parameter: Option<String>,
    pub message: Message,
    /// The page that explains it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// About one parameter of one channel; the id gets the channel as its first part.
    pub fn about(
        channel: &str,
        id: &str,
        severity: Severity,
        parameter: &str,
        message: Message,
    ) -> Self {
        Diagnostic {
            id: [channel, ".", id].concat(),
            severity,
            parameter: Some(parameter.to_owned()),
            message,
            help: Some(help_page(channel, parameter)),
        }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The name without a path: `goods` for `goods.0.pictureUrl`.
    pub fn name(&self) -> Option<&str> {
        self.parameter.as_deref().and_then(|path| path.split('.').next())
    }
}

/// The help page of a parameter; a path inside a JSON value leads to its parent.
pub fn help_page(channel: &str, parameter: &str) -> String {
    let name = parameter.split('.').next().unwrap_or(parameter);
    ["/help/channels/", channel, "#", name].concat()
}
