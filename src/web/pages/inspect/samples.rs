//! Samples of the page: untouched, refused, nothing recognised, and every kind of finding.

use serde_json::Value;

use super::registry::{Known, Registered};
use super::signature::Signature;
use super::{InspectPage, blank, installed, page};
use crate::channels::inspect::{At, Entry, Finding, Inspection};
use crate::channels::{Severity, Values};
use crate::text::text;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<InspectPage>()];

impl Sample for InspectPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let refused = words.refusing(&ui, &["text"]);
        let nothing =
            page(ui.clone(), words.lines(), Inspection::default(), Vec::new(), Vec::new());
        let entries: Vec<Entry> = targets()
            .map(|(channel, target)| {
                let typical = things::typical(channel, target);
                let boxes = [typical.account, typical.window, typical.parameters, typical.visitor];
                entry(Some(channel.id()), target.id, boxes.into_iter().flatten().collect(), words)
            })
            .chain([entry(None, "unknown", Values::new(), words), bare()])
            .collect();
        let known = entries.iter().map(|_| known(words)).collect();
        let found = page(
            ui.clone(),
            words.lines(),
            Inspection { entries },
            known,
            installed::samples(words),
        );
        let many = vec![bare(); 60];
        let many =
            page(ui.clone(), words.lines(), Inspection { entries: many }, Vec::new(), Vec::new());
        vec![blank(ui, String::new()), blank(refused, words.lines()), nothing, found, many]
    }
}

fn entry(
    channel: Option<&'static str>,
    kind: &'static str,
    mut values: Values,
    words: Words,
) -> Entry {
    values.insert("goods".to_owned(), serde_json::json!([{"name": words.line()}]));
    values.insert("own".to_owned(), Value::from(words.line()));
    let finding = |severity, parameter: Option<&str>, correction: Option<String>| Finding {
        id: "sobot.legacy-names".to_owned(),
        severity,
        parameter: parameter.map(str::to_owned),
        at: parameter.map(|_| At { line: 3, column: 12 }),
        message: words.message(),
        correction,
    };
    Entry {
        channel,
        kind,
        values,
        findings: vec![
            finding(Severity::Error, Some("color"), Some(words.line())),
            finding(Severity::Warning, Some("goods.0.pictureUrl"), None),
            finding(Severity::Note, None, Some(words.lines())),
        ],
        corrected: Some(words.lines()),
        signature: None,
    }
}

fn bare() -> Entry {
    Entry {
        channel: Some("sobot"),
        kind: "fragment",
        values: Values::new(),
        findings: Vec::new(),
        corrected: None,
        signature: None,
    }
}

fn known(words: Words) -> Known {
    let one = |below: &str, differs| Registered {
        enterprise: words.line(),
        name: words.line(),
        what: text("渠道账号", "Channel account"),
        href: format!("/e/demo/{below}"),
        differs,
    };
    let differs = vec![("host".to_owned(), words.line(), words.line())];
    let signature =
        Signature { fits: false, text: words.message(), href: Some("/e/demo/keys/1".to_owned()) };
    Known {
        identifier: Some(("sysnum".to_owned(), words.line())),
        owners: vec![one("accounts/1", differs)],
        windows: vec![one("windows/main-site", Vec::new())],
        signature: Some(signature),
        unsaid: true,
    }
}
