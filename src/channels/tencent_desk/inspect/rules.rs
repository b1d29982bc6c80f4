//! What is looked for in entries of this vendor.

use super::advice::{domains, double_decode};
use super::files::is_range;
use super::identity::{nobody, short_life, usersig};
use super::wiring::{page_path, preload};
use super::written::{not_written, percent_encoded, raw_delimiters, undefined};
use crate::channels::inspect::judge::deployment;
use crate::channels::inspect::{Draft, Found, Rule, Source};
use crate::channels::tencent_desk::params::BUTTONS;
use crate::channels::tencent_desk::{TencentDesk, findings};
use crate::channels::{Diagnostic, Severity};

pub const RULES: &[Rule] = &[
    error("tencent_desk.percent-encoded-json", percent_encoded),
    error("tencent_desk.raw-delimiters", raw_delimiters),
    warning("tencent_desk.undefined-interpolation", undefined),
    error("tencent_desk.usersig-invalid", usersig),
    error("tencent_desk.identity-invalid", nobody),
    warning("tencent_desk.expire-short", short_life),
    error("tencent_desk.toolbar-invalid", toolbar),
    error("tencent_desk.service-number-unknown", number),
    warning("tencent_desk.preload-rule", preload),
    error("tencent_desk.page-path", page_path),
    Rule { id: "tencent_desk.domains", severity: Severity::Note, look: domains },
    warning("tencent_desk.double-decode", double_decode),
    warning("tencent_desk.version-not-pinned", version),
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

fn toolbar(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let said = draft.said.iter().filter(|said| said.name == BUTTONS);
    let bare: Vec<Found> = said.filter_map(|said| not_written(said, source)).collect();
    if bare.is_empty() { borrowed(draft, "toolbar-invalid") } else { bare }
}

/// Works, and may be another kit tomorrow.
fn version(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    // The pages of the text know the version too; it is told where it stands.
    let said = draft
        .said("uikit_version")
        .filter(|said| said.at == draft.said.first().and_then(|one| one.at));
    let range = said.filter(|said| said.value_at.as_ref().is_some_and(|at| is_range(&at.text)));
    let found = range.map(|said| {
        let found = Found::new(
            "版本没有写死：下次安装可能得到另一个版本的 UIKit，参数支持随之变化；请写确切的版本号",
            "The version is not pinned: the next install may bring another kit with other parameters; write an exact version",
        )
        .about(said);
        let Some(at) = said.value_at.as_ref() else { return found };
        let exact = at.text.trim_start_matches(['^', '~']);
        let whole = exact.split('.').count() == 3
            && exact.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if whole { found.correction(exact).edit(at.replace(0..at.text.len(), exact)) } else { found }
    });
    found.into_iter().collect()
}

fn number(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let empty = draft
        .said("customerServiceIDList")
        .and_then(|said| said.value.as_ref())
        .is_some_and(|list| list.as_array().is_some_and(Vec::is_empty) || list == "[]");
    let chosen = draft.said("customerServiceID").filter(|said| said.value.is_some() && empty);
    let mut found = borrowed(draft, "service-number-unknown");
    found.extend(chosen.map(|said| {
        Found::new(
            "customerServiceIDList 是空的，customerServiceID 不在其中，页面打不开它",
            "customerServiceIDList is empty, so customerServiceID is not in it and the page cannot open it",
        )
        .about(said)
    }));
    found
}
