//! What is looked for whatever the vendor: addresses, scripts, secrets, JSON.

mod digest;
mod json;
mod link;
mod nested;
mod secret;
mod snippet;
mod whole_encoding;

use crate::channels::Severity;
use crate::channels::inspect::draft::{Draft, Found};
use crate::channels::inspect::judge::Judged;
use crate::channels::inspect::link::Link;
use crate::channels::inspect::source::Source;

pub(super) use link::{ENCODED_JSON, LONGEST_LINK, shorter};
pub(super) use nested::pairs_as_meant;

/// Something to look for in every address that matters.
struct LinkRule {
    id: &'static str,
    severity: Severity,
    look: fn(&Link, &Source<'_>) -> Vec<Found>,
}

/// Something to look for once in a text.
struct TextRule {
    id: &'static str,
    severity: Severity,
    look: fn(&Source<'_>) -> Vec<Found>,
}

const LINK: &[LinkRule] = &[
    LinkRule { id: "link.raw-non-ascii", severity: Severity::Warning, look: link::raw_non_ascii },
    LinkRule {
        id: "link.json-half-encoded",
        severity: Severity::Error,
        look: nested::half_encoded_json,
    },
    LinkRule {
        id: "link.nested-url-unescaped",
        severity: Severity::Error,
        look: nested::unescaped_url,
    },
    LinkRule { id: "link.double-encoded", severity: Severity::Warning, look: link::double_encoded },
    LinkRule { id: "link.too-long", severity: Severity::Warning, look: link::too_long },
    LinkRule { id: "html.entity-loss", severity: Severity::Error, look: link::entity_loss },
    LinkRule {
        id: "snippet.personal-data-in-url",
        severity: Severity::Warning,
        look: link::personal_data,
    },
];

const TEXT: &[TextRule] = &[
    TextRule { id: "json.invalid", severity: Severity::Error, look: json::invalid },
    TextRule { id: "json.duplicate-key", severity: Severity::Warning, look: json::duplicate_keys },
    TextRule {
        id: "link.nested-url-unescaped",
        severity: Severity::Error,
        look: whole_encoding::encode_uri,
    },
    TextRule {
        id: "html.entity-loss",
        severity: Severity::Error,
        look: link::entity_loss_in_words,
    },
    TextRule { id: "snippet.secret", severity: Severity::Error, look: secret::secrets },
    TextRule {
        id: "snippet.server-value-unescaped",
        severity: Severity::Warning,
        look: snippet::server_values,
    },
    TextRule {
        id: "snippet.identity-not-reset",
        severity: Severity::Note,
        look: snippet::identity_kept,
    },
];

/// Every id with its severity.
pub fn ids() -> impl Iterator<Item = (&'static str, Severity)> {
    let links = LINK.iter().map(|rule| (rule.id, rule.severity));
    links.chain(TEXT.iter().map(|rule| (rule.id, rule.severity)))
}

/// Findings about the addresses that make an entry.
pub fn entry(draft: &Draft, source: &Source<'_>) -> Vec<Judged> {
    draft
        .links
        .iter()
        .filter_map(|at| source.links.get(*at))
        .flat_map(|link| one(link, source))
        .collect()
}

/// Findings about the whole text. `claimed` are the addresses that belong to an entry; where no
/// channel recognised anything (`None`), every address is looked at.
pub fn whole(source: &Source<'_>, recognised: bool) -> Vec<Judged> {
    let mut judged = Vec::new();
    for rule in TEXT {
        judged
            .extend((rule.look)(source).into_iter().map(|found| by(rule.id, rule.severity, found)));
    }
    if !recognised {
        judged.extend(source.links.iter().flat_map(|link| one(link, source)));
    }
    judged
}

fn one(link: &Link, source: &Source<'_>) -> Vec<Judged> {
    let found = |rule: &'static LinkRule| {
        let found = (rule.look)(link, source).into_iter();
        found.map(|found| by(rule.id, rule.severity, found))
    };
    LINK.iter().flat_map(found).collect()
}

fn by(id: &str, severity: Severity, found: Found) -> Judged {
    Judged { id: id.to_owned(), severity, found }
}
