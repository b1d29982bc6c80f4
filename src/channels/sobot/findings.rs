//! What the tables cannot say: findings about several values together.

use serde_json::Value;

use super::params::trace;
use super::{routing, web_view};
use crate::catalog::Situation;
use crate::channels::{Deployment, Diagnostic, Severity};
use crate::text::Message;

/// Names that tell who somebody is; in a link they reach logs and histories.
const PERSONAL: &[&str] = &["realname", "tel", "email", "qq"];

pub fn find(situation: &Situation<'_>, deployment: &Deployment) -> Vec<Diagnostic> {
    let address = matches!(deployment.target.as_str(), "link" | "web_view");
    let mut found = Vec::new();
    found.extend(unsigned(situation, deployment));
    found.extend(signed(situation, deployment));
    found.extend(nobody_signs(situation, deployment));
    found.extend(long_title(situation));
    found.extend(group_is_enterprise(situation, deployment));
    found.extend(chain(situation));
    found.extend(traditional_on_pc(situation));
    match deployment.target.as_str() {
        "component" => found.extend(component(situation)),
        "leave_message" => found.extend(leave_message(deployment)),
        "web_view" => found.extend(unusual_source(situation)),
        "ticket" => found.extend(params_given_twice(situation)),
        _ => {}
    }
    if address {
        found.extend(
            PERSONAL.iter().filter(|name| situation.set(name).is_some()).map(|name| personal(name)),
        );
        found.extend(legacy(situation));
    }
    found
}

/// With the vendor's switch on, a visitor without an id is turned away.
fn unsigned(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let switched_on = situation.is("signed", "true");
    if !switched_on || deployment.visitor.is_empty() || given(deployment, "partnerid") {
        return None;
    }
    Some(about(
        "required",
        Severity::Error,
        "partnerid",
        Message::new(
            "厂商后台已打开安全密钥：给了访客资料就必须给 partnerid，否则访客会被拒绝",
            "The vendor's security key is on: visitor values need a partnerid, or the visitor is turned away",
        ),
    ))
}

fn given(deployment: &Deployment, name: &str) -> bool {
    let set = |value: &Value| !crate::catalog::kind::is_unset(value);
    [&deployment.visitor, &deployment.parameters]
        .iter()
        .any(|values| values.get(name).is_some_and(set))
}

/// What a signature promises and what it does not.
fn signed(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    // Said once, by the table of targets.
    if matches!(deployment.target.as_str(), "leave_message" | "ticket") {
        return None;
    }
    let identified = situation.set("partnerid").is_some();
    // A wrong id is told as such.
    if !identified && given(deployment, "partnerid") {
        return None;
    }
    match (&deployment.key, identified) {
        (Some(_), true) => Some(about(
            "sign-never-expires",
            Severity::Note,
            "sign",
            Message::new(
                "签名永不过期：链接泄露后，在更换密钥之前一直可用",
                "The signature never expires: a leaked link works until the key changes",
            ),
        )),
        (Some(_), false) => Some(about(
            "key-unused",
            Severity::Note,
            "partnerid",
            Message::new(
                "给了密钥但没有 partnerid，所以没有签名",
                "A key is given but no partnerid, so nothing is signed",
            ),
        )),
        (None, true) if situation.is("signed", "true") && situation.target() == "link" => {
            Some(about(
                "link-unsigned",
                Severity::Warning,
                "sign",
                Message::new(
                    "厂商后台已打开安全密钥，而这个链接没有签名：直接打开会被拒绝",
                    "The vendor's security key is on and this link is not signed: opened as it is, it is turned away",
                ),
            ))
        }
        _ => None,
    }
}

/// The snippet then asks a stranger for the signature.
fn nobody_signs(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let unset = deployment.window_unset("sign_endpoint");
    (situation.is("signed", "true") && unset).then(|| {
        about(
            "sign-endpoint-placeholder",
            Severity::Warning,
            "sign_endpoint",
            Message::new(
                "还没有填写签名接口：代码会去问示例地址 https://example.com/sign，聊天窗不会打开",
                "No signing address is given: the code asks the example https://example.com/sign, and the chat will not open",
            ),
        )
    })
}

fn long_title(situation: &Situation<'_>) -> Option<Diagnostic> {
    let long = situation.set("custom_title").is_some_and(|title| title.chars().count() > 30);
    (long && situation.is("title_flag", "2")).then(|| {
        about(
            "value-not-allowed",
            Severity::Error,
            "custom_title",
            Message::new(
                "顶部返回栏的固定文案限 1 到 30 个字符",
                "The fixed text of the top bar has 1 to 30 characters",
            ),
        )
    })
}

fn group_is_enterprise(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let sysnum = deployment.account.get("sysnum").and_then(Value::as_str);
    let same = sysnum.is_some() && situation.set("groupid") == sysnum;
    same.then(|| {
        about(
            "groupid-equals-sysnum",
            Severity::Warning,
            "groupid",
            Message::new(
                "技能组编号与企业标识 sysnum 相同，多半是复制错了",
                "The skill group equals the enterprise's sysnum: most likely a slip while copying",
            ),
        )
    })
}

fn traditional_on_pc(situation: &Situation<'_>) -> Option<Diagnostic> {
    let desktop = situation.is("variant", "pc") || situation.target() == "component";
    (desktop && situation.is("locale", "tw")).then(|| {
        about(
            "locale-h5-only",
            Severity::Note,
            "locale",
            Message::new(
                "按一览表，繁体中文仅 H5 支持，桌面网页上可能不生效",
                "By the overview, Traditional Chinese works on H5 only; desktop pages may ignore it",
            ),
        )
    })
}

fn chain(situation: &Situation<'_>) -> Vec<Diagnostic> {
    let faults = routing::faults(&routing::steps(situation));
    faults
        .into_iter()
        .map(|fault| about(fault.id, fault.severity, &fault.path, fault.message))
        .collect()
}

fn component(situation: &Situation<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, fields) in trace::PLACES {
        let page = || situation.value(place).and_then(Value::as_object).into_iter().flatten();
        let unknown = page().map(|(name, _)| name).filter(|name| !fields.contains(&name.as_str()));
        found.extend(unknown.map(|name| page_field(place, name, fields)));
        let inside = |name: &str| page().any(|(field, _)| field == name);
        let twice = fields.iter().filter(|name| inside(name) && situation.set(name).is_some());
        found.extend(twice.map(|name| given_twice(place, name)));
    }
    found.extend(pages_need_recording(situation));
    found.extend(buttons_without_class(situation));
    found
}

/// Fields of one's own are allowed, so an unknown one is a warning: most likely it is misspelt.
fn page_field(place: &str, name: &str, fields: &[&str]) -> Diagnostic {
    let (zh, en) = if name == "pcur_thumbnail" {
        (
            "文档的示例拼作 pcur_thumbnail，一览表拼作 cur_thumbnail；请改用 cur_thumbnail"
                .to_owned(),
            "The samples say pcur_thumbnail, the overview cur_thumbnail; use cur_thumbnail"
                .to_owned(),
        )
    } else {
        let list = fields.join(", ");
        (
            format!("文档里没有 {name}，已照原样写入；文档列出的是：{list}"),
            format!("The document has no {name}; it is written as it is. Listed are: {list}"),
        )
    };
    about("page-field-unknown", Severity::Warning, &format!("{place}.{name}"), Message::new(zh, en))
}

fn given_twice(place: &str, name: &str) -> Diagnostic {
    about(
        "given-twice",
        Severity::Error,
        name,
        Message::new(
            format!("单独给了一次，{place} 里又给了一次，请只留一处"),
            format!("Given by itself and again inside {place}; keep one of the two"),
        ),
    )
}

/// The console can switch recording on as well, so this is no more than a note.
fn pages_need_recording(situation: &Situation<'_>) -> Option<Diagnostic> {
    let given = trace::PLACES.iter().any(|(place, fields)| {
        situation.set(place).is_some() || fields.iter().any(|name| situation.set(name).is_some())
    });
    let asked = given || listens_to(situation, "trace");
    (asked && !situation.is("man_trace", "true")).then(|| {
        about(
            "trace-not-recorded",
            Severity::Note,
            "man_trace",
            Message::new(
                "没有打开「采集浏览轨迹」（man_trace）：只有控制台已打开采集时，浏览轨迹才会被记录",
                "Recording of visited pages (man_trace) is off: they are recorded only where the console has it on",
            ),
        )
    })
}

/// The list has been checked: every name in it is one of the known ones.
fn listens_to(situation: &Situation<'_>, event: &str) -> bool {
    let events = situation.value("events").and_then(Value::as_array);
    events.is_some_and(|events| events.iter().any(|name| name == event))
}

fn buttons_without_class(situation: &Situation<'_>) -> Option<Diagnostic> {
    let own = situation.is("init", "custom") || situation.is("init", "dynamic");
    (!own && listens_to(situation, "dynamic_ready")).then(|| {
        about(
            "rule-unsatisfied",
            Severity::Warning,
            "events",
            Message::new(
                "dynamic_ready 只对自己的咨询按钮有用：请把初始化方式改为「自定义按钮」或「动态按钮」",
                "dynamic_ready is for entry buttons of your own: choose “own button” or “dynamic button” as the start",
            ),
        )
    })
}

fn leave_message(deployment: &Deployment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if given(deployment, "partnerid") {
        found.push(about(
            "uid-not-partnerid",
            Severity::Warning,
            "uid",
            Message::new(
                "留言页不认 partnerid：请传 uid，即智齿客户查询接口返回的 userid",
                "The leave-message page does not know partnerid: send uid, the userid that Sobot's customer query interface answers",
            ),
        ));
    }
    if deployment.window_unset("templateid") {
        found.push(about(
            "template-missing",
            Severity::Note,
            "templateid",
            Message::new(
                "没有填写留言模板：文档没有说明这时会显示哪个表单",
                "No template is given: the document does not say which form shows then",
            ),
        ));
    }
    found
}

fn unusual_source(situation: &Situation<'_>) -> Option<Diagnostic> {
    let unusual = situation.set("source").is_some_and(|source| source != web_view::MINI_PROGRAM);
    unusual.then(|| {
        about(
            "source-unusual",
            Severity::Warning,
            "source",
            Message::new(
                "小程序内嵌页的来源应为 10（微信小程序）；改成别的值，统计会算到别的渠道",
                "The origin inside a mini program is 10 (WeChat mini program); with another value statistics count another channel",
            ),
        )
    })
}

fn params_given_twice(situation: &Situation<'_>) -> Option<Diagnostic> {
    let url = situation.set("url").and_then(|url| url::Url::parse(url).ok())?;
    let twice = url.query_pairs().any(|(name, _)| name == "params");
    twice.then(|| {
        about(
            "params-in-url",
            Severity::Warning,
            "url",
            Message::new(
                "链接里已经带有 params：给出工单字段时，会以新的为准",
                "The address carries params already: ticket fields that are given take their place",
            ),
        )
    })
}

fn personal(name: &str) -> Diagnostic {
    Diagnostic {
        id: "snippet.personal-data-in-url".to_owned(),
        ..about(
            "",
            Severity::Warning,
            name,
            Message::new(
                format!("{name} 会出现在网址里，从而进入浏览记录和访问日志；能不传就不传"),
                format!(
                    "{name} stands in the address and so reaches histories and access logs; leave it out where possible"
                ),
            ),
        )
    }
}

fn legacy(situation: &Situation<'_>) -> Option<Diagnostic> {
    situation.is("variant", "h5_legacy").then(|| {
        about("legacy-form", Severity::Note, "variant", Message::new(
            "旧版链接的参数名按含义对应（如 partnerid 写作 partnerId），文档没有逐一列出，请在目标手机上试一次",
            "Names of the old form are mapped by meaning (partnerid becomes partnerId); the document lists none, so try it on the phone in question",
        ))
    })
}

fn about(id: &str, severity: Severity, parameter: &str, message: Message) -> Diagnostic {
    Diagnostic::about("sobot", id, severity, parameter, message)
}
