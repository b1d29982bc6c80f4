//! WeChat 微信: the contact button of mini programs and the call that opens WeChat's service chat.

mod findings;
mod inspect;
mod native;
mod order;
mod params;
mod preview;
mod targets;
mod taro;
mod uni_app;

use crate::catalog::Param;
use crate::channels::inspect::{Draft, Rule, Source};
use crate::channels::preview::{Condition, Conditions, Preview};
use crate::channels::{
    Ambient, Artifact, Channel, Deployment, Diagnostic, Explanation, Rendered, Scheme, Target,
    tables,
};
use crate::text::{Text, text};
use order::Order;

pub struct Wechat;

impl Channel for Wechat {
    fn id(&self) -> &'static str {
        "wechat"
    }

    fn label(&self) -> Text {
        text("微信小程序客服", "WeChat mini-program service")
    }

    fn summary(&self) -> Text {
        text(
            "在微信小程序里放客服按钮，或打开企业的微信客服。按钮不需要任何编号；微信客服需要企业 ID 和客服链接。",
            "A contact button in a WeChat mini program, or a call that opens a corp's WeChat service. The button needs no identifier; the service needs the corp id and the account's link.",
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
        &[]
    }

    fn ineffective(&self) -> &'static str {
        "card-attributes-without-card"
    }

    fn render(&self, deployment: &Deployment, _ambient: &Ambient) -> Rendered {
        let outcome = tables::check(self, deployment);
        let mut diagnostics = outcome.diagnostics;
        diagnostics.extend(findings::find(&tables::situation(self, deployment)));
        let refused = diagnostics.iter().any(Diagnostic::is_error);
        let checked = outcome.checked.filter(|_| !refused);
        let order = checked.and_then(|checked| Order::new(&checked, &deployment.target));
        let artifacts =
            order.and_then(|order| artifacts(&order, &deployment.flavour)).unwrap_or_default();
        Rendered { artifacts, diagnostics, ..Rendered::default() }
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

    fn explain(&self, _deployment: &Deployment) -> Option<Explanation> {
        None
    }
}

/// `None` only where a checked value could not be a name after all.
fn artifacts(order: &Order, flavour: &str) -> Option<Vec<Artifact>> {
    let page = &order.page;
    let artifact = |extension: &str, language, content| Artifact {
        path: format!("{page}.{extension}"),
        language,
        merge: "insert",
        content,
    };
    Some(match flavour {
        "uni_app" => vec![artifact("vue", "vue", uni_app::file(order)?)],
        "taro" => vec![artifact("tsx", "tsx", taro::file(order)?)],
        _ => vec![
            artifact("wxml", "wxml", native::wxml(order)?),
            artifact("js", "js", native::script(order)?),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::soundness;

    #[test]
    fn every_row_is_sound() {
        let ids: Vec<&str> = targets::TARGETS.iter().map(|target| target.id).collect();
        for target in targets::TARGETS {
            soundness::prove("wechat", &ids, params::all(), target.window_fields);
        }
        soundness::prove("wechat account", &ids, params::account::ACCOUNT, &[]);
    }

    #[test]
    fn the_button_has_seven_attributes_and_the_call_nine_parameters() {
        let count = |target: &str| {
            let rows = params::all().iter().filter(|row| row.targets == [target]);
            let rows: Vec<_> = rows.filter(|row| !row.observed && row.parent.is_none()).collect();
            rows.len()
        };
        assert_eq!(count("mini_program"), 7);
        assert_eq!(count("service_chat"), 9);
    }
}
