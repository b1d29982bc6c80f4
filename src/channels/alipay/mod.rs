//! Alipay 支付宝: the contact button of mini programs and the H5 chat link.

pub mod card;
mod findings;
mod inspect;
mod link;
mod mini_program;
mod params;
mod preview;
mod scheme;
mod targets;

use serde_json::{Map, Value};

use crate::catalog::{Checked, Param};
use crate::channels::inspect::{Draft, Rule, Source};
use crate::channels::preview::{Condition, Conditions, Preview};
use crate::channels::{
    Ambient, Channel, Deployment, Explanation, Rendered, Scheme, Target, tables,
};
use crate::text::{Text, text};
use card::Sealed;

pub use scheme::SCHEME;

pub struct Alipay;

impl Channel for Alipay {
    fn id(&self) -> &'static str {
        "alipay"
    }

    fn label(&self) -> Text {
        text("支付宝云客服", "Alipay customer service")
    }

    fn summary(&self) -> Text {
        text(
            "在支付宝小程序里放客服按钮，或用 H5 链接打开云客服聊天窗。需要企业编码 tntInstId 和聊天窗编码 scene，仅支持企业账号。",
            "A contact button in an Alipay mini program, or an H5 link to the chat. Needs the tntInstId and the window's scene; enterprise accounts only.",
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

    fn schemes(&self) -> &'static [&'static dyn Scheme] {
        &[&scheme::VisitorCard]
    }

    fn identity(&self) -> Option<&'static str> {
        Some("card")
    }

    fn render(&self, deployment: &Deployment, ambient: &Ambient) -> Rendered {
        let outcome = tables::check(self, deployment);
        let mut rendered = Rendered::refused(outcome.diagnostics);
        let known = findings::public_keys(deployment);
        rendered.diagnostics.extend(findings::find(self, deployment, &known));
        let Some(checked) = outcome.checked.filter(|_| !rendered.is_refused()) else {
            return rendered;
        };
        let card = card_text(&checked);
        let sealed = card
            .zip(known.usable())
            .and_then(|(card, public)| card::seal(public, &card, ambient.seed));
        let order = Order::new(&checked, deployment, sealed);
        if deployment.target == "mini_program" {
            rendered.artifacts = mini_program::artifacts(&order).unwrap_or_default();
        } else {
            link::write(&order, &mut rendered);
        }
        rendered
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

    fn inspection_rules(&self) -> &'static [Rule] {
        inspect::RULES
    }

    fn explain(&self, deployment: &Deployment) -> Option<Explanation> {
        let outcome = tables::check(self, deployment);
        Some(scheme::explain(&card_text(&outcome.checked?)?))
    }
}

/// The card as it is encrypted: compact JSON, fields in the order in which they were given.
fn card_text(checked: &Checked) -> Option<String> {
    checked.option("card")
}

/// What the generators work from: checked values and what follows from them.
struct Order<'a> {
    checked: &'a Checked,
    tnt_inst_id: String,
    scene: String,
    /// Made where a card and a public key are given.
    sealed: Option<Sealed>,
    /// Run-time values are given, so that nothing has to be asked of the app.
    visited: bool,
    /// The address to ask for a card, where the window sends one and none is given.
    endpoint: Option<String>,
}

impl<'a> Order<'a> {
    fn new(checked: &'a Checked, deployment: &Deployment, sealed: Option<Sealed>) -> Self {
        let asks = checked.window_flag("signed") && sealed.is_none();
        Order {
            checked,
            tnt_inst_id: checked.account("tnt_inst_id").unwrap_or_default(),
            scene: checked.window("scene").unwrap_or_default(),
            sealed,
            visited: !deployment.visitor.is_empty()
                || checked.options().iter().any(|entry| entry.param.at_run_time()),
            endpoint: checked.window("sign_endpoint").filter(|_| asks),
        }
    }

    /// The fields of ext-info that stand fixed in the code.
    fn extra(&self) -> Map<String, Value> {
        let entries = self.checked.options().iter();
        let given = entries.filter(|entry| entry.param.name == "ext-info");
        let mut fields: Map<String, Value> =
            given.filter_map(|entry| entry.value.as_object()).flatten().map(owned).collect();
        if let Some(sealed) = &self.sealed {
            fields.insert("cinfo".to_owned(), sealed.cinfo().into());
            fields.insert("key".to_owned(), sealed.key().into());
        }
        fields
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::soundness;

    #[test]
    fn every_row_is_sound() {
        let ids: Vec<&str> = targets::TARGETS.iter().map(|target| target.id).collect();
        for target in targets::TARGETS {
            soundness::prove("alipay", &ids, params::all(), target.window_fields);
        }
        soundness::prove("alipay account", &ids, params::account::ACCOUNT, &[]);
    }

    #[test]
    fn the_vendor_has_seven_attributes() {
        let attributes = params::all().iter().filter(|param| {
            param.parent.is_none() && !matches!(param.name, "card" | "cinfo" | "key")
        });
        assert_eq!(attributes.count(), 7);
    }
}
