//! What of this vendor is recognised in a pasted text, and what is looked for in it.

use crate::channels::Severity;
use crate::channels::inspect::link::Link;
use crate::channels::inspect::{Draft, Found, Rule, Said, Source};
use crate::channels::sobot::link::LEGACY;
use crate::channels::sobot::params::account::is_vendor_host;

/// Paths of the vendor's pages: the window's form of link, and whether names are of the old form.
const PATHS: &[(&str, &str, bool)] = &[
    ("/chat/h5/v2/index.html", "h5", false),
    ("/chat/pc/v2/index.html", "pc", false),
    ("/chat/h5/index.html", "h5_legacy", true),
];

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    source.links.iter().enumerate().filter_map(|(at, link)| chat_link(at, link)).collect()
}

fn chat_link(at: usize, link: &Link) -> Option<Draft> {
    let (_, variant, _) = PATHS.iter().find(|(path, _, _)| link.path == *path)?;
    let mut draft = Draft::new("link", "link", link.passage.whole());
    draft.links.push(at);
    draft.said.push(
        Said::text(
            link.passage.slice(link.host_at.clone()),
            link.passage.slice(link.host_at.clone()),
        )
        .named("host"),
    );
    draft.said.push(Said::implied("variant", *variant));
    for pair in &link.pairs {
        let said = Said::text(link.passage.slice(pair.name_at.clone()), pair.value.clone());
        let modern = LEGACY.iter().find(|(_, old)| *old == said.name).map(|(modern, _)| *modern);
        draft.said.push(match modern {
            Some(modern) => said.named(modern),
            None => said,
        });
    }
    Some(draft)
}

pub const RULES: &[Rule] = &[
    Rule { id: "sobot.demo-sysnum", severity: Severity::Error, look: demo_sysnum },
    Rule { id: "sobot.not-https", severity: Severity::Error, look: not_https },
];

/// Identifiers of the vendor's own samples.
const DEMO: &[&str] = &[
    "3542411be2184c8cb6b48d66ca1b2730",
    "4c349791a07b46c1a70b8ac88aa23257",
    "ed22902866fb4f6e9bc7f0fa259aaa74",
];

fn demo_sysnum(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let said = draft
        .said("sysnum")
        .filter(|_| draft.text("sysnum").is_some_and(|sysnum| DEMO.contains(&sysnum)));
    said.map(|said| {
        Found::new(
            "这是厂商示例里的 sysnum，访客会进入别人的客服；请换成自己企业的",
            "This sysnum is that of the vendor's samples: visitors would reach a stranger's desk. Put your own",
        )
        .about(said)
    })
    .into_iter()
    .collect()
}

fn not_https(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let links = draft.links.iter().filter_map(|at| source.links.get(*at));
    links
        .filter(|link| link.scheme == "http" && is_vendor_host(&link.host))
        .map(|link| {
            Found::new(
                "应使用 https，http 链接会被拦截或泄露访客资料",
                "Use https: plain http is blocked or leaks what it carries",
            )
            .at(link.passage.span(0..4))
            .correction("https")
            .edit(link.passage.replace(0..4, "https"))
        })
        .collect()
}
