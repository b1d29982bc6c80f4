//! Sobot 智齿: chat links, the script component, the leave-message page, the ticket plugin and the
//! chat inside a mini program.

mod component;
mod entry;
mod findings;
mod hosts;
mod inspect;
mod leave;
mod link;
mod params;
mod prerequisites;
mod preview;
mod registered;
mod routing;
mod run_time;
mod sign;
mod targets;
mod ticket;
mod verify;
mod web_view;

use serde_json::{Value, json};

use crate::catalog::{Checked, Param};
use crate::channels::encode::HostName;
use crate::channels::inspect::{Draft, Rule, Source};
use crate::channels::policy::Need;
use crate::channels::preview::{Condition, Conditions, Preview};
use crate::channels::{
    Ambient, Channel, Deployment, Diagnostic, Explanation, Rendered, Scheme, Target, tables,
};
use crate::text::{Text, text};
use sign::Signature;

pub use sign::{SCHEME, sign};

pub struct Sobot;

impl Channel for Sobot {
    fn id(&self) -> &'static str {
        "sobot"
    }

    fn label(&self) -> Text {
        text("智齿客服", "Sobot")
    }

    fn summary(&self) -> Text {
        text(
            "用链接、网页组件或小程序页面打开智齿聊天，也包括独立留言页和工单插件。需要企业标识 sysnum 和专属域名；打开安全密钥时还需要密钥。",
            "Opens Sobot's chat by a link, a script component or a mini-program page; the leave-message page and the ticket plugin as well. Needs the sysnum and the tenant's host, and the key where the security key is on.",
        )
    }

    fn targets(&self) -> &'static [Target] {
        targets::TARGETS
    }

    fn account_fields(&self) -> &'static [Param] {
        params::account::ACCOUNT
    }

    fn parameters(&self) -> &'static [Param] {
        params::all()
    }

    fn registered(&self) -> &'static [crate::channels::registered::Refers] {
        registered::REFERS
    }

    fn schemes(&self) -> &'static [&'static dyn Scheme] {
        &[&sign::WebMd5]
    }

    fn identity(&self) -> Option<&'static str> {
        Some("partnerid")
    }

    fn former_names(&self) -> &'static [(&'static str, &'static str)] {
        link::LEGACY
    }

    fn surface(&self, deployment: &Deployment) -> &'static str {
        match deployment.window.get("variant").and_then(Value::as_str) {
            Some("pc") if deployment.target == "link" => "pc",
            _ if deployment.target == "component" => "",
            _ => "h5",
        }
    }

    fn render(&self, deployment: &Deployment, _ambient: &Ambient) -> Rendered {
        let (outcome, situation) = tables::examine(self, deployment);
        let mut rendered = Rendered::refused(outcome.diagnostics);
        rendered.diagnostics.extend(findings::find(&situation, deployment));
        let Some(checked) = outcome.checked.filter(|_| !rendered.is_refused()) else {
            return rendered;
        };
        let Some(order) = Order::new(&checked, deployment) else { return rendered };
        match deployment.target.as_str() {
            "component" => rendered.artifacts = component::artifacts(&order),
            "leave_message" => leave::write(&order, &mut rendered),
            "ticket" => ticket::write(&order, &mut rendered),
            "web_view" => web_view::write(&order, &mut rendered).unwrap_or_default(),
            _ => link::write(&order, &mut rendered),
        }
        if rendered.links.is_empty() {
            rendered.signatures = order.signature.iter().map(signature).collect();
        }
        rendered
    }

    fn link_form(&self) -> Option<&'static str> {
        Some("variant")
    }

    fn conditions(&self) -> &'static [Condition] {
        preview::CONDITIONS
    }

    fn preview(&self, deployment: &Deployment, conditions: &Conditions) -> Preview {
        let cast = conditions.cast(self.parameters(), deployment);
        preview::draw(&tables::situation(self, &cast), conditions).seen(conditions)
    }

    fn recognise(&self, source: &Source<'_>) -> Vec<Draft> {
        inspect::recognise(source)
    }

    fn borrowed_findings(&self, draft: &Draft) -> Vec<Diagnostic> {
        inspect::borrowed(draft)
    }

    fn inspection_rules(&self) -> &'static [Rule] {
        inspect::RULES
    }

    fn needs(&self, target: &str) -> &'static [&'static Need] {
        match target {
            "component" => hosts::COMPONENT,
            "link" => hosts::LINK,
            _ => &[],
        }
    }

    fn explain(&self, deployment: &Deployment) -> Option<Explanation> {
        let outcome = tables::check(self, deployment);
        let checked = outcome.checked?;
        let partnerid = checked.option("partnerid")?;
        Some(sign::explain(&checked.account("sysnum")?, deployment.key.as_ref(), &partnerid))
    }
}

/// What the generators work from: checked values and what follows from them.
struct Order<'a> {
    checked: &'a Checked,
    sysnum: String,
    host: HostName,
    /// Made where a key and a visitor's id are given.
    signature: Option<Signature>,
    /// Run-time values are given, so that nothing has to be asked of the page.
    visited: bool,
    /// The address to ask for a signature, where the vendor's switch is on.
    endpoint: Option<String>,
    /// `h5`, `pc`, or empty where the target serves both.
    surface: &'static str,
}

impl<'a> Order<'a> {
    fn new(checked: &'a Checked, deployment: &Deployment) -> Option<Self> {
        let sysnum = checked.account("sysnum")?;
        let host = HostName::parse(&checked.account("host")?)?;
        let partnerid = checked.option("partnerid");
        let signature = match (&deployment.key, partnerid) {
            (Some(key), Some(partnerid)) => Some(sign(&sysnum, key, &partnerid)),
            _ => None,
        };
        let signed = checked.window_flag("signed");
        Some(Order {
            checked,
            sysnum,
            host,
            signature,
            visited: !deployment.visitor.is_empty(),
            endpoint: checked.window("sign_endpoint").filter(|_| signed),
            surface: Sobot.surface(deployment),
        })
    }

    /// The words on an entry, in the language that the page will have.
    fn words(&self, target: &str) -> &'static str {
        let leave = target == "leave_message";
        match (self.checked.option("locale").as_deref(), target) {
            (_, "ticket") => "提交工单",
            (Some("en"), _) if leave => "Leave a message",
            (_, _) if leave => "我要留言",
            (Some("en"), _) => "Chat with us",
            (Some("tw"), _) => "歡迎諮詢",
            _ => "欢迎咨询",
        }
    }

    /// The title of a page that holds nothing but the chat.
    fn page_title(&self) -> &'static str {
        match self.checked.option("locale").as_deref() {
            Some("en") => "Customer service",
            Some("tw") => "在線客服",
            _ => "在线客服",
        }
    }
}

fn signature(signature: &Signature) -> Value {
    json!({ "scheme": SCHEME, "sign": signature.as_str(), "expires_at": null })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::soundness;

    #[test]
    fn every_row_is_sound() {
        let ids: Vec<&str> = targets::TARGETS.iter().map(|target| target.id).collect();
        for target in targets::TARGETS {
            soundness::prove("sobot", &ids, params::all(), target.window_fields);
        }
        soundness::prove("sobot account", &ids, params::account::ACCOUNT, &[]);
    }

    #[test]
    fn both_inverted_flags_are_marked() {
        let inverted: Vec<&str> =
            params::all().iter().filter(|param| param.inverted).map(|param| param.name).collect();
        assert_eq!(inverted, ["msg_flag", "invite_flag"]);
    }
}
