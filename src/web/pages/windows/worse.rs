//! What a change of values makes worse: findings that were not there before it.

use crate::channels::{Diagnostic, Severity};

/// Errors and warnings that are new. A value that was just typed has to be right, even where the one
/// before it was as wrong.
pub(super) fn worse(
    before: &[Diagnostic],
    after: Vec<Diagnostic>,
    typed: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let known = |one: &Diagnostic| {
        before.iter().any(|was| was.id == one.id && was.parameter == one.parameter)
    };
    let counts = |one: &Diagnostic| {
        one.severity != Severity::Note
            && (!known(one) || (one.is_error() && one.name().is_some_and(&typed)))
    };
    let mut found: Vec<Diagnostic> = after.into_iter().filter(counts).collect();
    found.sort_by_key(|one| !one.is_error());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Message;

    fn about(name: &str, severity: Severity) -> Diagnostic {
        Diagnostic::about("sobot", "wrong", severity, name, Message::new("错", "wrong"))
    }

    #[test]
    fn only_what_is_new_counts_and_what_was_typed_has_to_be_right() {
        let before = [about("color", Severity::Error), about("locale", Severity::Error)];
        let after = vec![
            about("title", Severity::Warning),
            about("hint", Severity::Note),
            about("color", Severity::Error),
            about("locale", Severity::Error),
            about("host", Severity::Error),
        ];
        let found = worse(&before, after, |name| name == "color");
        let names: Vec<_> = found.iter().filter_map(Diagnostic::name).collect();
        assert_eq!(names, ["color", "host", "title"]);
    }
}
