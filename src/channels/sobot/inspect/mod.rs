//! What of this vendor is recognised in a pasted text, and what is looked for in it.
//!
//! Links, web-views and leave-message pages are entries by their address. A page with the vendor's
//! script is one entry, `component`: the address of the script, every `zc("config", …)`, the start and
//! the events. Configuration without the script is a `fragment`.
//!
//! What a snippet of ours only computes at run time (`pairs(visitor)`, `withVisitor(…)`, the answer of
//! the signing address) is no value of the text; the object handed to `withVisitor` is. Fields of a
//! visited page that were given apart are read back inside `pre_visit_args` and `cur_visit_args`, where
//! the component carries them.

mod component;
mod hidden;
mod links;
mod rules;

use serde_json::Value;

use crate::channels::inspect::link::Link;
use crate::channels::inspect::script::{Script, What};
use crate::channels::inspect::{Draft, Passage, Rule, Said, Source, judge, pairs_as_meant};
use crate::channels::sobot::{Sobot, findings, link::LEGACY};
use crate::channels::{Diagnostic, Values, tables};

pub const RULES: &[Rule] = rules::RULES;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts = links::recognise(source);
    drafts.extend(component::recognise(source));
    drafts
}

/// A form of the vendor's addresses.
pub struct Form {
    pub path: &'static str,
    pub target: &'static str,
    /// The window's form of link.
    pub variant: &'static str,
    /// Of the time before v2, when names were spelt in camel case.
    pub old: bool,
}

const fn form(path: &'static str, target: &'static str, variant: &'static str, old: bool) -> Form {
    Form { path, target, variant, old }
}

pub const FORMS: &[Form] = &[
    form("/chat/h5/v2/index.html", "link", "h5", false),
    form("/chat/pc/v2/index.html", "link", "pc", false),
    form("/chat/h5/index.html", "link", "h5_legacy", true),
    form("/chat/pc/index.html", "link", "pc", true),
    form("/chat/h5/v2/leavemessage.html", "leave_message", "", false),
    form("/chat/frame/v2/entrance.js", "component", "", false),
    form("/chat/pc/pc.min.js", "component", "", true),
    form("/chat/h5/h5.min.js", "component", "", true),
];

/// The form of an address: by its path or, where a whole site's address was put before it, by what
/// stands behind the `#`.
pub fn form_of(link: &Link) -> Option<&'static Form> {
    let behind = link.fragment_text().split('?').next().unwrap_or_default();
    let fits = |form: &&Form| link.path.ends_with(form.path) || behind.ends_with(form.path);
    let form = FORMS.iter().find(fits)?;
    let named = |name: &str| name.eq_ignore_ascii_case("sysnum");
    let ours = is_vendors(link)
        || link.pairs.iter().chain(&link.fragment_pairs).any(|pair| named(&pair.name));
    ours.then_some(form)
}

/// Whether the host is one of the vendor's, a place-holder included.
pub fn is_vendors(link: &Link) -> bool {
    link.host.ends_with(".sobot.com") || link.host.ends_with(".sobot.io")
}

/// Values of `source` that other interfaces of the vendor have.
const SOURCES: &[&str] = &[
    "6", "7", "8", "12", "13", "14", "15", "16", "17", "20", "21", "22", "23", "24", "25", "26",
    "33",
];

/// A value under the vendor's present name.
pub fn said(said: Said) -> Said {
    let modern = LEGACY.iter().find(|(_, old)| *old == said.spelt).map(|(modern, _)| *modern);
    let mut said = match modern {
        Some(modern) => said.named(modern),
        None => said,
    };
    let number = said.value.as_ref().map(crate::catalog::kind::plain);
    said.trusted = (said.name == "source"
        && number.is_some_and(|number| SOURCES.contains(&number.as_str())))
        || short_colour(&said).is_some()
        || (said.name == "is_link" && said.value.as_ref().is_some_and(Value::is_u64))
        || (said.name == "is_link" && is_number(said.value.as_ref()));
    said
}

/// Any number but 0 lets the card be opened; the table has the two that people write.
fn is_number(value: Option<&Value>) -> bool {
    value
        .and_then(Value::as_str)
        .is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The six digits of `#fff`, which a rule of its own tells.
pub fn short_colour(said: &Said) -> Option<String> {
    let text = said.value.as_ref().filter(|_| said.name == "color")?.as_str()?;
    let digits = text.trim().strip_prefix('#')?;
    let short = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    short.then(|| digits.chars().flat_map(|digit| [digit, digit]).collect())
}

/// Names of sessions and keys in an address: another finding says what is wrong with them, and no
/// known name is meant.
const CREDENTIALS: &[&str] =
    &["ut", "token", "access_token", "session", "session_id", "sessionid", "key", "appkey"];

/// The host of an address as a value of the account.
pub fn host(link: &Link) -> Said {
    let at = link.passage.slice(link.host_at.clone());
    let value = (!at.has_hole()).then(|| Value::from(link.host.as_str()));
    Said { value, at: Some(at.whole()), value_at: Some(at), ..Said::implied("host", "") }
}

/// Values of one address or one configuration that are looked at.
pub const MOST_VALUES: usize = 300;

/// The pairs of an address as values; those behind the `#` where the path stands there too.
pub fn pairs(link: &Link) -> Vec<Said> {
    let meant = pairs_as_meant(link);
    let taken = meant.last().map_or(0, |pair| pair.value_at.end);
    let behind = link.fragment_pairs.iter().filter(|pair| pair.name_at.start >= taken);
    meant
        .iter()
        .chain(behind)
        .filter(|pair| !CREDENTIALS.contains(&pair.name.to_ascii_lowercase().as_str()))
        .take(MOST_VALUES)
        .map(|pair| said(Said::text(link.passage.slice(pair.name_at.clone()), pair.value.clone())))
        .collect()
}

/// The customer's own server, where a script asks it for `partnerid` and `sign`.
pub fn sign_endpoint(script: &Script) -> Option<Passage> {
    let says = |name: &str| script.words().any(|(word, _)| word == name);
    let asks = says("partnerid") && says("sign");
    if !asks {
        return None;
    }
    let calls =
        script.calls.iter().filter(|call| matches!(call.name(), "fetch" | "request" | "ajax"));
    calls
        .filter_map(|call| {
            let first = script.arguments(call).into_iter().next()?;
            match first.what {
                What::Text(url) => Some(url),
                What::Object(object) => object.field("url")?.value.text().cloned(),
                _ => None,
            }
        })
        .find(|url| !url.has_hole())
}

/// `signed` and its address, where a script of the text asks for signatures.
pub fn signing(source: &Source<'_>) -> Vec<Said> {
    let Some(url) = source.scripts.iter().find_map(sign_endpoint) else { return Vec::new() };
    // A page may ask its own server without naming it.
    let trusted = url.text.starts_with('/') && !url.text.starts_with("//");
    let address = Said {
        at: Some(url.whole()),
        trusted,
        ..Said::implied("sign_endpoint", url.text.as_str())
    };
    vec![Said::implied("signed", true), address]
}

/// What a signature would be verified with.
pub fn claim(draft: &Draft) -> Option<crate::channels::inspect::Signed> {
    let names = ["sysnum", "partnerid", "sign"];
    let fields =
        names.iter().map(|name| Some(((*name).to_owned(), Value::from(draft.text(name)?))));
    let fields: Values = fields.collect::<Option<_>>()?;
    Some(crate::channels::inspect::Signed { scheme: super::SCHEME, fields })
}

/// Findings of the rules for deployments that are not true of a text that was only read, or that
/// another rule tells better.
const NOT_BORROWED: &[&str] = &[
    "sobot.required",
    "sobot.given-twice",
    "sobot.sign-never-expires",
    "sobot.key-unused",
    "sobot.link-unsigned",
    "sobot.sign-endpoint-placeholder",
    "sobot.legacy-form",
    "sobot.template-missing",
    "sobot.trace-not-recorded",
    "sobot.params-in-url",
    "sobot.page-field-unknown",
    "snippet.personal-data-in-url",
];

pub fn borrowed(draft: &Draft) -> Vec<Diagnostic> {
    let deployment = judge::deployment(&Sobot, draft);
    let mut found = findings::find(&tables::situation(&Sobot, &deployment), &deployment);
    // How the component starts may stand in another file.
    let starts = draft.said("init").is_some();
    found.retain(|one| {
        !NOT_BORROWED.contains(&one.id.as_str()) && (starts || one.name() != Some("events"))
    });
    found
}
