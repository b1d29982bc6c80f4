//! The pattern of a production link: what is the same for everybody stands in it, what differs by
//! visitor is a place in braces that the customer's server fills. No key is opened for it.

use serde_json::Value;

use super::taken_apart::split;
use crate::catalog::{Kind, kind};
use crate::channels::{Ambient, Channel, Deployment, Link, Rendered, Target, examples};
use crate::secret::Secret;

/// A link with places, and the names of the places.
pub struct Template {
    pub link: Link,
    pub open: Vec<String>,
}

/// The deployment to make a pattern of: the visitor as typed, and somebody where a signature needs one.
pub fn peopled(
    channel: &dyn Channel,
    target: &Target,
    deployment: &Deployment,
    key: Option<Secret>,
) -> Deployment {
    let mut peopled = Deployment { key, ..deployment.clone() };
    let example = examples::of(channel.id(), target.id).and_then(examples::Example::read);
    let somebody = example.map(|(_, example)| example.visitor).unwrap_or_default();
    for (name, value) in somebody {
        let missing = peopled.visitor.get(&name).is_none_or(kind::is_unset);
        if missing && peopled.key.is_some() && is_identity(channel, &name) {
            peopled.visitor.insert(name, value);
        }
    }
    if let Some(name) = channel.identity().filter(|name| !peopled.visitor.contains_key(*name)) {
        peopled.visitor.insert(name.to_owned(), Value::String("visitor".to_owned()));
    }
    peopled
}

/// What a signature is made of: the visitor's id, or the whole card.
fn is_identity(channel: &dyn Channel, name: &str) -> bool {
    let object = |name: &str| {
        let mut table = channel.parameters().iter();
        table.any(|param| param.name == name && param.kind == Kind::Object && param.at_run_time())
    };
    channel.identity() == Some(name) || (channel.identity().is_none() && object(name))
}

/// Every link of the window as a pattern: a pair that nobody's link has is a place.
pub fn templates(channel: &dyn Channel, peopled: &Deployment, rendered: Rendered) -> Vec<Template> {
    let nobody = Deployment { visitor: <_>::default(), key: None, ..peopled.clone() };
    let fixed = channel.render(&nobody, &Ambient::at(0)).links;
    rendered.links.into_iter().map(|link| template(link, &fixed)).collect()
}

fn template(link: Link, fixed: &[Link]) -> Template {
    let same = fixed.iter().find(|other| other.kind == link.kind);
    let fixed: Vec<(&str, &str)> =
        same.map(|other| split(&other.url).collect()).unwrap_or_default();
    let head = link.url.split_once('?').map_or(link.url.as_str(), |(head, _)| head);
    let mut open = Vec::new();
    let mut query = Vec::new();
    for (name, value) in split(&link.url) {
        if fixed.contains(&(name, value)) {
            query.push(format!("{name}={value}"));
        } else {
            query.push(format!("{name}={{{name}}}"));
            open.push(name.to_owned());
        }
    }
    let url =
        if query.is_empty() { head.to_owned() } else { format!("{head}?{}", query.join("&")) };
    Template { link: Link { url, signed: false, expires_at: None, ..link }, open }
}
