//! What is looked for in entries of this vendor.

use super::advice::{domains, double_decode};
use super::identity::{nobody, usersig};
use super::wiring::{page_path, preload};
use super::written::{percent_encoded, raw_delimiters, undefined};
use crate::channels::inspect::judge::deployment;
use crate::channels::inspect::{Draft, Found, Rule, Source};
use crate::channels::tencent_desk::{TencentDesk, findings};
use crate::channels::{Diagnostic, Severity};

pub const RULES: &[Rule] = &[
    error("tencent_desk.percent-encoded-json", percent_encoded),
    error("tencent_desk.raw-delimiters", raw_delimiters),
    warning("tencent_desk.undefined-interpolation", undefined),
    error("tencent_desk.usersig-invalid", usersig),
    error("tencent_desk.identity-invalid", nobody),
    error("tencent_desk.toolbar-invalid", toolbar),
    error("tencent_desk.service-number-unknown", number),
    warning("tencent_desk.preload-rule", preload),
    error("tencent_desk.page-path", page_path),
    Rule { id: "tencent_desk.domains", severity: Severity::Note, look: domains },
    warning("tencent_desk.double-decode", double_decode),
];

type Look = fn(&Draft, &Source<'_>) -> Vec<Found>;

const fn error(id: &'static str, look: Look) -> Rule {
    Rule { id, severity: Severity::Error, look }
}

const fn warning(id: &'static str, look: Look) -> Rule {
    Rule { id, severity: Severity::Warning, look }
}

/// What the editor says about several values together, at their places.
fn borrowed(draft: &Draft, id: &str) -> Vec<Found> {
    let given = deployment(&TencentDesk, draft);
    let found = findings::find(&TencentDesk, &given).into_iter();
    found
        .filter(|one| one.id.strip_prefix("tencent_desk.") == Some(id))
        .filter_map(|Diagnostic { parameter, message, .. }| {
            let path = parameter?;
            let said = draft.said(path.split('.').next()?)?;
            Some(Found::new(message.zh, message.en).about(said).parameter(&path))
        })
        .collect()
}

fn toolbar(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    borrowed(draft, "toolbar-invalid")
}

fn number(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    borrowed(draft, "service-number-unknown")
}
