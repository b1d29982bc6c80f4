//! What of this vendor is recognised in a pasted text: the H5 link, the button's tag in every dialect,
//! and the page's script that feeds it.

mod card;
mod extra;
mod page;
mod rules;
mod tag;

use crate::channels::inspect::link::{Link, Stands};
use crate::channels::inspect::script::What;
use crate::channels::inspect::{Draft, Said, Source, Span};

use super::link::{ENTRY, HOST};

pub use rules::RULES;

/// Pages of the vendor that open a chat. Ours is the first; the second is as good.
const PATHS: &[&str] = &["/index.htm", "/h5portal.htm"];

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let links = source.links.iter().enumerate();
    let mut drafts: Vec<Draft> = links.filter_map(|(at, link)| chat(at, link, source)).collect();
    let mut tags = tag::recognise(source);
    if tags.is_empty() {
        tags.extend(page::recognise(source));
    }
    drafts.append(&mut tags);
    drafts
}

fn chat(at: usize, link: &Link, source: &Source<'_>) -> Option<Draft> {
    let known = PATHS.contains(&link.path.as_str()) || link.pair("tntInstId").is_some();
    if link.host != HOST || !known {
        return None;
    }
    let mut draft = Draft::new("h5_link", "h5_link", link.passage.whole());
    draft.links.push(at);
    for pair in &link.pairs {
        let said = Said::text(link.passage.slice(pair.name_at.clone()), pair.value.clone());
        draft.said.push(match pair.name.as_str() {
            "tntInstId" => said.named("tnt_inst_id"),
            _ => said,
        });
    }
    if let Stands::Attribute { tag, .. } = link.stands
        && source.tags.get(tag).is_some_and(|tag| tag.text("id") == Some(ENTRY))
    {
        draft.said.extend(asked(source, "fetch"));
    }
    Some(draft)
}

/// Our own scripts ask the customer's server for a card: the window sends one, and from where.
fn asked(source: &Source<'_>, function: &str) -> Vec<Said> {
    let mut addresses = source.calls_named(function).filter_map(|(script, call)| {
        match script.arguments(call).into_iter().next()?.what {
            What::Text(address) => Some(address),
            What::Object(options) => options.field("url")?.value.text().cloned(),
            _ => None,
        }
    });
    let Some(address) = addresses.next() else { return Vec::new() };
    let mut endpoint = Said::implied("sign_endpoint", address.text.as_str());
    endpoint.at = Some(address.whole());
    // A page may ask its own server without naming it; a mini program may not.
    endpoint.trusted =
        function == "fetch" && address.text.starts_with('/') && !address.text.starts_with("//");
    endpoint.value_at = Some(address);
    vec![Said::implied("signed", true), endpoint]
}

/// Lower case, without hyphens and underscores: `alipay-card-no` and `alipayCardNo` alike.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// A value under the vendor's name, as the text spells it.
fn spelt(said: Said, spelling: &str) -> Said {
    Said { spelt: spelling.to_owned(), ..said }
}

fn standing(said: Said, at: Span) -> Said {
    Said { at: Some(at), ..said }
}
