//! A chat window's health: what the catalogue and the renderer say of its draft, where the vendor
//! document contradicts itself about one of its values, and how draft and release stand.

use super::plain;
use crate::catalog::kind::is_unset;
use crate::catalog::{Param, Values};
use crate::channels::{Channel, Diagnostic, Severity, Target};
use crate::domain::Window;
use crate::domain::finding::{Finding, Grade, Kind};
use crate::domain::switch::State;
use crate::domain::window::Environment;
use crate::text::{Message, text};

/// Findings kept of one window, the worst of them.
const MOST: usize = 20;
/// Characters kept of one message.
const LONGEST: usize = 400;

/// Values that the vendor document no longer knows, or never did.
const OUTDATED: &[&str] = &["outside-document", "legacy-form"];

#[derive(Clone, Copy, Debug)]
pub struct WindowView<'a> {
    pub window: &'a Window,
    /// What the check of its draft says.
    pub diagnostics: &'a [Diagnostic],
    /// What the check says of its live release, where the draft is another by now.
    pub live: &'a [Diagnostic],
    /// The version of the draft that its live release was made of.
    pub released: Option<i64>,
    /// The recorded state of the vendor's switch.
    pub switch: Option<State>,
}

pub fn window(view: &WindowView<'_>, channel: &dyn Channel, target: &Target) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        view.diagnostics.iter().filter_map(|one| judged(view, channel, one)).collect();
    let live = view.live.iter().filter_map(|one| still_live(view, channel, one));
    let live: Vec<Finding> =
        live.filter(|one| !found.iter().any(|known| same(known, one))).collect();
    found.extend(live);
    found.extend(unsigned(view, target));
    found.extend(release(view));
    found.extend(contradiction(view.window, channel, target));
    found.extend(plain(&view.window.meta, true));
    found.sort_by_key(Finding::rank);
    found.truncate(MOST);
    found
}

/// A diagnostic as a finding; notes are no work for anybody.
fn judged(view: &WindowView<'_>, channel: &dyn Channel, one: &Diagnostic) -> Option<Finding> {
    let prefix = format!("{}.", channel.id());
    let id = one.id.strip_prefix(&prefix).unwrap_or(&one.id);
    // The portal signs each link when it is made; the draft holds no signature by nature.
    if id == "link-unsigned" && view.window.content.key.is_some() {
        return None;
    }
    let (kind, grade) = match one.severity {
        Severity::Error if id == "required" => (Kind::Incomplete, Grade::Error),
        Severity::Error => (Kind::Wrong, Grade::Error),
        _ if OUTDATED.contains(&id) => (Kind::Outdated, Grade::Warning),
        Severity::Note => return None,
        Severity::Warning if id == "link.too-long" => (Kind::LinkLong, Grade::Warning),
        Severity::Warning if id == channel.ineffective() || id == "not-in-this-target" => {
            (Kind::Idle, Grade::Warning)
        }
        Severity::Warning => (Kind::Doubtful, Grade::Warning),
    };
    let said = Message::new(cut(&one.message.zh), cut(&one.message.en));
    Some(Finding::new(kind, grade, said).about(cut(one.parameter.as_deref().unwrap_or_default())))
}

/// What is outdated in the live release: visitors meet it until the draft is released, however right that is.
fn still_live(view: &WindowView<'_>, channel: &dyn Channel, one: &Diagnostic) -> Option<Finding> {
    let mut found = judged(view, channel, one).filter(|found| found.kind == Kind::Outdated)?;
    found.said.zh.insert_str(0, "线上版本：");
    found.said.en.insert_str(0, "In the live release: ");
    Some(found)
}

fn same(one: &Finding, other: &Finding) -> bool {
    (one.kind, &one.parameter) == (other.kind, &other.parameter)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Where the vendor refuses visitors without a signature, a window that never asks for one.
fn unsigned(view: &WindowView<'_>, target: &Target) -> Option<Finding> {
    let could = target.window_fields.iter().any(|field| field.name == "signed");
    let says = view.window.content.window.get("signed");
    let signed = says.is_some_and(|value| *value == true || *value == "true" || *value == "1");
    (view.switch == Some(State::On) && could && !signed).then(|| {
        let said = text(
            "渠道账号登记厂商校验“已开启”，而这个聊天窗没有打开“已开启安全密钥”",
            "The account says that the vendor checks signatures, and this window does not say “signed”",
        );
        Finding::new(Kind::Unsigned, Grade::Error, said).about("signed")
    })
}

fn release(view: &WindowView<'_>) -> Option<Finding> {
    let production = view.window.content.environment == Environment::Production;
    match view.released {
        None => {
            let grade = if production { Grade::Warning } else { Grade::Note };
            let said = text("还没有任何版本", "It has no release yet");
            Some(Finding::new(Kind::Unreleased, grade, said))
        }
        Some(of) if of < view.window.version => {
            let now = view.window.version;
            let said = Message::new(
                format!("草稿是 v{now}，线上版本由草稿 v{of} 生成"),
                format!("The draft is v{now}; the release was made of draft v{of}"),
            );
            Some(Finding::new(Kind::Ahead, Grade::Note, said))
        }
        Some(_) => None,
    }
}

/// Values that are set and about which the vendor document says two things: one finding for all of them,
/// since each field tells its own story.
fn contradiction(window: &Window, channel: &dyn Channel, target: &Target) -> Option<Finding> {
    let content = &window.content;
    let set = |values: &Values, param: &Param| {
        values.get(param.name).is_some_and(|value| !is_unset(value))
    };
    let options = channel.parameters().iter().filter(|param| {
        param.parent.is_none()
            && param.exists_in(&content.target)
            && (set(&content.parameters, param) || set(&content.visitor, param))
    });
    let own = target.window_fields.iter().filter(|param| set(&content.window, param));
    let told = options.chain(own).filter(|param| param.erratum.is_some());
    let names: Vec<&str> = told.map(|param| param.name).collect();
    (!names.is_empty()).then(|| {
        let all = names.join(", ");
        let said = Message::new(
            format!("厂商文档对这些值的说法不一：{all}；编辑页的每一项旁边有说明"),
            format!("The vendor document says two things about {all}; the note stands beside each field in the editor"),
        );
        Finding::new(Kind::Contradiction, Grade::Note, said)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::{self, tables};
    use crate::domain::window::{Content, Draft};
    use crate::domain::{EnterpriseId, Meta, WindowId};
    use uuid::Uuid;

    fn sample(environment: Environment) -> Window {
        let content = Content { target: "link".into(), environment, ..Content::default() };
        let meta = Meta { owner: "甲".into(), ..Meta::default() };
        let (id, enterprise) = (WindowId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        let draft = Draft { content, meta };
        Window::create(id, enterprise, "a".into(), "sobot".into(), draft, 0).0
    }

    fn found(
        window: &Window,
        diagnostics: &[Diagnostic],
        released: Option<i64>,
        switch: Option<State>,
    ) -> Vec<(Kind, Grade)> {
        let channel = channels::find("sobot").expect("a channel");
        let target = tables::target(channel, &window.content.target).expect("a target");
        let view = WindowView { window, diagnostics, live: &[], released, switch };
        let found = super::window(&view, channel, target);
        found.into_iter().map(|one| (one.kind, one.grade)).collect()
    }

    fn said(id: &str, severity: Severity) -> Diagnostic {
        Diagnostic::about("sobot", id, severity, "color", Message::new("一", "one"))
    }

    #[test]
    fn diagnostics_are_sorted_into_kinds_and_notes_are_left_out() {
        let window = sample(Environment::Test);
        let all = [
            said("sign-never-expires", Severity::Note),
            said("legacy-names", Severity::Warning),
            said("rule-unsatisfied", Severity::Warning),
            said("outside-document", Severity::Warning),
            said("required", Severity::Error),
            said("value-not-allowed", Severity::Error),
        ];
        assert_eq!(
            found(&window, &all, Some(1), None),
            [
                (Kind::Incomplete, Grade::Error),
                (Kind::Wrong, Grade::Error),
                (Kind::Doubtful, Grade::Warning),
                (Kind::Idle, Grade::Warning),
                (Kind::Outdated, Grade::Warning),
            ]
        );
    }

    #[test]
    fn a_release_is_missed_more_in_production() {
        let of = |environment, released| found(&sample(environment), &[], released, None);
        assert_eq!(of(Environment::Production, None), [(Kind::Unreleased, Grade::Warning)]);
        assert_eq!(of(Environment::Test, None), [(Kind::Unreleased, Grade::Note)]);
        assert_eq!(of(Environment::Test, Some(0)), [(Kind::Ahead, Grade::Note)]);
        assert_eq!(of(Environment::Test, Some(1)), []);
    }

    #[test]
    fn a_switch_that_is_on_wants_signed_windows() {
        let mut window = sample(Environment::Test);
        let of = |window: &Window, switch| found(window, &[], Some(1), switch);
        assert_eq!(of(&window, Some(State::On)), [(Kind::Unsigned, Grade::Error)]);
        assert_eq!(of(&window, Some(State::Observing)), []);
        window.content.window.insert("signed".into(), true.into());
        assert_eq!(of(&window, Some(State::On)), []);
    }

    #[test]
    fn every_erratum_is_told_where_its_value_is_set() {
        for channel in channels::ALL {
            for target in channel.targets() {
                let mut window = sample(Environment::Test);
                window.content.target = target.id.to_owned();
                assert_eq!(contradiction(&window, *channel, target), None);
                let told = channel.parameters().iter().filter(|param| {
                    param.parent.is_none() && param.erratum.is_some() && param.exists_in(target.id)
                });
                for param in told {
                    window.content.parameters.insert(param.name.to_owned(), "x".into());
                    let found = contradiction(&window, *channel, target).expect("it is told");
                    assert!(found.said.en.contains(param.name), "{}", param.name);
                }
            }
        }
    }
}
