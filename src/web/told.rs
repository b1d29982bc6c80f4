//! The history in words: actions, nouns and fields, with the vendor's labels from the catalogue.
//! Names that nobody knows any more are shown as they are.

mod acts;
mod kept;
mod people;
mod rights;

use std::collections::BTreeMap;

use super::moment::moment;
use super::pages::leave_templates::languages;
use crate::channels::{self, Channel};
use crate::domain::handover::Purpose;
use crate::domain::life::Stage;
use crate::domain::ring::{SECRET_FIELDS, State};
use crate::domain::{FieldChange, request, switch, vip_field};
use crate::rights::{Releases, Role};
use crate::store::history::Event;
use crate::text::{Lang, Text, text};

pub use acts::action;
pub use people::{factor, way};
pub use rights::right;

pub const NOUNS: &[(&str, Text)] = &[
    ("enterprise", text("企业", "Enterprise")),
    ("account", text("渠道账号", "Channel account")),
    ("key", text("安全密钥", "Security key")),
    ("plugin", text("插件 ID", "Plugin ID")),
    ("leave_template", text("留言模板", "Leave-message template")),
    ("vip_field", text("VIP 字段", "VIP field")),
    ("dictionary", text("字段字典", "Field dictionary")),
    ("history", text("历史", "History")),
    ("retention", text("保留规则", "Retention")),
    ("retention_proposal", text("保留规则的提议", "Retention proposal")),
    ("domains", text("允许的域名", "Allowed domains")),
    ("defaults", text("企业默认值", "Enterprise defaults")),
    ("window", text("聊天窗", "Chat window")),
    ("change_request", text("变更", "Change request")),
    ("review_policy", text("发布规则", "Rules for releases")),
    ("grant", text("角色", "Role")),
    ("link", text("签名链接", "Signed link")),
    ("handover", text("交接链接", "Hand-over link")),
    ("person", text("成员", "Person")),
    ("password_cost", text("密码散列强度", "Cost of password hashes")),
    ("password_rules", text("密码规则", "Password rules")),
    ("invitation", text("账号链接", "Link to an account")),
    ("token", text("API 令牌", "API token")),
    ("access_request", text("权限申请", "Request for access")),
    ("access_review", text("权限复核", "Access review")),
    ("session", text("登录会话", "Session")),
    ("second_factor", text("两步验证", "Second factor")),
    ("sign_in_rules", text("登录规则", "Sign-in rules")),
    ("installation", text("门户", "Installation")),
    ("saved_search", text("保存的查询", "Saved search")),
    ("checkpoint", text("历史检查点", "Checkpoint")),
    ("backup", text("备份", "Backup")),
    ("signing_key", text("签名密钥", "Signing key")),
];

/// The label of one of our own fields.
#[expect(clippy::too_many_lines, reason = "a table of words")]
pub fn own_field(name: &str) -> Option<Text> {
    Some(match name {
        "name" => text("名称", "Name"),
        "slug" => text("企业标识", "Slug"),
        "code" => text("聊天窗代号", "Code"),
        "channel" => text("渠道", "Channel"),
        "target" => text("接入方式", "Target"),
        "flavour" => text("代码写法", "Code flavour"),
        "environment" => text("环境", "Environment"),
        "account_id" => text("渠道账号", "Channel account"),
        "key_id" => text("安全密钥", "Security key"),
        "plugin_id" => text("插件", "Plugin"),
        "template_id" => text("留言模板", "Leave-message template"),
        "owner" => text("负责人", "Owner"),
        "tags" => text("标签", "Tags"),
        "note" => text("备注", "Note"),
        "scheme" => text("签名方式", "Signature scheme"),
        "state" => text("状态", "State"),
        "secret" => text("密钥内容", "Secret"),
        "expires_on" => text("到期日", "Expires on"),
        "kept" => text("保存方式", "Kept"),
        "overlap" => text("重叠期", "Overlap"),
        "confirm" => text("企业名称", "Enterprise name"),
        "number" => text("密钥序号", "Number of the secret"),
        "vendor_switch" => text("厂商校验开关", "The vendor’s switch"),
        "key_purge_days" => text("旧密钥保留天数", "Days to keep old secrets"),
        "days" => text("天数", "Days"),
        "master_key" => text("主密钥", "Master key"),
        "plugid" => text("插件配置 ID", "Plugin configuration ID"),
        "provider" => text("插件提供方", "Plugin provider"),
        "plugin_version" => text("插件版本", "Plugin version"),
        "alias" => text("别名", "Alias"),
        "templateid" => text("留言模板编号", "Template id"),
        "groupid" => text("技能组", "Skill group"),
        "locale" => text("语言", "Language"),
        "kind" => text("字段种类", "Kind of field"),
        "key" => text("编号或字段名", "Id or field name"),
        "value_type" => text("值的类型", "Type of value"),
        "class" => text("个人数据等级", "Class of personal data"),
        "email" => text("邮箱", "E-mail"),
        "active" => text("启用", "Active"),
        "role" => text("角色", "Role"),
        "setup" => text("设置步骤", "Set-up step"),
        "password" => text("密码", "Password"),
        "setup_code" => text("设置码", "Set-up code"),
        "reason" => text("修改原因", "Reason for the change"),
        "demo" => text("演示", "Demo"),
        "verifier" => text("签名公钥", "Public key"),
        "size" => text("条数", "Entries"),
        "root" => text("根哈希", "Root hash"),
        "trashed" => text("在回收站", "In the trash"),
        "enterprise" => text("企业", "Enterprise"),
        "release" | "to" => text("版本", "Release"),
        "recipient" => text("给谁", "For whom"),
        "purpose" => text("内容", "Shows"),
        "expires_at" => text("有效至", "Valid until"),
        "revoked" => text("已吊销", "Revoked"),
        "hours" => text("有效期（小时）", "Valid for, in hours"),
        "domains" => text("域名", "Domains"),
        "content_hash" => text("内容摘要", "Content hash"),
        "title" => text("标题", "Title"),
        "ticket" => text("工单号", "Ticket"),
        "review_state" => text("审核状态", "State of the review"),
        "objects" => text("对象", "Objects"),
        "items" => text("要发布的草稿", "Drafts to release"),
        "approvals" => text("批准", "Approvals"),
        "emergency" => text("紧急发布", "Emergency"),
        "looked_at" => text("复核人", "Looked at by"),
        "release_at" => text("定时发布", "Release later"),
        "comment" => text("意见", "Comment"),
        "finding" => text("结论", "Finding"),
        "approvals_test" => text("测试环境的批准", "Approvals for test"),
        "approvals_production" => text("正式环境的批准", "Approvals for production"),
        "frozen_until" => text("冻结到", "Frozen until"),
        "frozen_because" => text("冻结原因", "Reason for the freeze"),
        "life" => text("生命周期", "Life-cycle"),
        "instead" => text("改用", "Use instead"),
        "query" => text("条件", "Conditions"),
        "shared" => text("共享", "Shared"),
        _ => return people::field(name).or_else(|| kept::field(name)),
    })
}

/// The label of a field; the second half is its raw name where that helps.
pub fn field(channel: &str, name: &str, lang: Lang) -> (String, String) {
    let vendor = || {
        channels::label(channel, name)
            .map(|label| (label.to(lang).to_owned(), raw(name).to_owned()))
    };
    own_field(name)
        .map(|label| (label.to(lang).to_owned(), String::new()))
        .or_else(|| one_secret(name, lang).map(|label| (label, String::new())))
        .or_else(vendor)
        .unwrap_or_else(|| (name.to_owned(), String::new()))
}

/// `secret.2.state`: a field of one of the secrets of a key.
fn one_secret(name: &str, lang: Lang) -> Option<String> {
    let (number, part) = secret_part(name)?;
    let part = match part {
        "" => text("指纹", "fingerprint"),
        "state" => text("状态", "state"),
        "retires_at" => text("退役截止", "retires at"),
        "purged_at" => text("销毁时间", "destroyed at"),
        _ => return None,
    };
    let part = part.to(lang);
    Some(match lang {
        Lang::Zh => format!("密钥 #{number} {part}"),
        Lang::En => format!("Secret #{number} {part}"),
    })
}

/// Number and part of such a field.
fn secret_part(name: &str) -> Option<(&str, &str)> {
    let rest = name.strip_prefix(SECRET_FIELDS)?;
    let (number, part) = rest.split_once('.').unwrap_or((rest, ""));
    number.parse::<i64>().is_ok().then_some((number, part))
}

/// What the state of a secret is called.
pub const fn state(state: State) -> Text {
    match state {
        State::Pending => text("待启用", "Pending"),
        State::Active => text("使用中", "Active"),
        State::Retiring => text("退役中", "Retiring"),
        State::Revoked => text("已吊销", "Revoked"),
    }
}

/// What a hand-over link shows.
pub const fn handed(purpose: Purpose) -> Text {
    match purpose {
        Purpose::Code => text("代码", "Code"),
        Purpose::Preview => text("预览", "Preview"),
    }
}

/// A value as people read it: roles, kinds and switches by their labels, everything else as it is.
pub fn value(channel: &str, field: &str, value: &str, lang: Lang) -> String {
    let target = || {
        let known = channels::tables::target(channels::find(channel)?, value)?;
        Some(known.label)
    };
    if let Some((_, part)) = secret_part(field) {
        return match part {
            "state" => State::from_name(value).map(|known| state(known).to(lang).to_owned()),
            "retires_at" | "purged_at" => value.parse().ok().map(|at| moment(at).shown),
            _ => None,
        }
        .unwrap_or_else(|| value.to_owned());
    }
    if ["expires_at", "release_at", "frozen_until", "until"].contains(&field) {
        return value.parse().map_or_else(|_| value.to_owned(), |at| moment(at).shown);
    }
    let word = match (field, value) {
        (option, "null") if option.starts_with("p.") => {
            Some(text("不设置，也不继承", "Left unset, not inherited"))
        }
        ("kept", "elsewhere") => Some(text("别处，只登记指纹", "Elsewhere, fingerprint only")),
        ("role", role) => Role::from_name(role).map(Role::label),
        ("releases", name) => Releases::from_name(name).map(Releases::label),
        ("request_state", name) => people::request_state(name),
        ("review_state", name) => request::State::from_name(name).map(super::pages::changes::state),
        ("life", name) => Stage::from_name(name).map(Stage::label),
        ("vendor_switch", name) => switch::State::from_name(name).map(switch::State::label),
        ("state", name) => State::from_name(name).map(state),
        ("scheme", scheme) => channels::scheme(scheme).map(channels::Scheme::label),
        ("channel", channel) => channels::find(channel).map(Channel::label),
        ("target", _) => target(),
        ("environment", "test") => Some(text("测试", "Test")),
        ("environment", "production") => Some(text("正式", "Production")),
        ("purpose", one) => Purpose::from_name(one).map(handed).or_else(|| people::purpose(one)),
        ("release", "live") => Some(text("线上版本", "The live release")),
        ("decision", state) => kept::decision(state),
        ("factor", name) => factor(name),
        ("second_factor_duty", duty) => people::duty(duty),
        (
            "accepted" | "active" | "demo" | "emergency" | "trashed" | "revoked" | "shared"
            | "lift_hold",
            "true",
        ) => Some(text("是", "Yes")),
        ("active" | "demo" | "shared", "false") => Some(text("否", "No")),
        ("setup", step) => setup_step(step),
        ("kind", kind) => vip_field::Kind::from_name(kind).map(vip_field::Kind::label),
        ("class", class) => vip_field::Class::from_name(class).map(vip_field::Class::label),
        ("value_type", one) => {
            vip_field::ValueType::from_name(one).map(vip_field::ValueType::label)
        }
        ("locale", one) => languages().find(|(known, _)| *known == one).map(|(_, label)| label),
        _ => None,
    };
    word.map_or_else(|| value.to_owned(), |word| word.to(lang).to_owned())
}

fn setup_step(step: &str) -> Option<Text> {
    Some(match step {
        "account" => text("所有者账号", "Owner’s account"),
        "enterprise" => text("第一个企业", "First enterprise"),
        "window" => text("第一个聊天窗", "First chat window"),
        "snippet" => text("第一段代码", "First snippet"),
        "done" => text("已完成", "Done"),
        _ => return None,
    })
}

/// `p.color` → `color`.
fn raw(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, raw)| raw)
}

/// What a check of a backup found.
pub fn checked(outcome: &str) -> Option<Text> {
    kept::checked(outcome)
}

/// Names of registered objects by their ids.
pub type Names = BTreeMap<String, String>;

/// The ids of the objects that an event refers to, before and after.
pub fn referred(event: &Event) -> impl Iterator<Item = String> {
    let changes = event.changes.iter();
    let referring = changes.filter(|change| REFERENCES.contains(&change.field.as_str()));
    referring.flat_map(|change| [&change.before, &change.after]).flatten().cloned()
}

/// Whether a field holds the id of another object.
pub fn is_reference(field: &str) -> bool {
    REFERENCES.contains(&field)
}

const REFERENCES: &[&str] = &["account_id", "key_id", "plugin_id", "template_id"];

/// A changed field as a page that compares shows it.
#[derive(Clone, Debug)]
pub struct Labelled {
    pub label: String,
    /// The vendor's spelling; empty for our own fields.
    pub raw: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Changed fields with readable names and values.
pub fn labelled(channel: &str, changes: &[FieldChange], lang: Lang) -> Vec<Labelled> {
    let each = changes.iter().map(|change| {
        let (label, raw) = field(channel, &change.field, lang);
        let shown = |stored: &Option<String>| {
            stored.as_deref().map(|stored| value(channel, &change.field, stored, lang))
        };
        Labelled { label, raw, before: shown(&change.before), after: shown(&change.after) }
    });
    each.collect()
}

/// The changes of an event with readable field names, and names instead of ids.
pub fn changes(event: &Event, names: &Names, lang: Lang) -> Vec<FieldChange> {
    let channel = event.details.get("channel").map_or("", String::as_str);
    let named = event.changes.iter().map(|change| {
        let (label, raw) = field(channel, &change.field, lang);
        let field = if raw.is_empty() { label } else { format!("{label} {raw}") };
        let shown = |before_or_after: &Option<String>| {
            let stored = before_or_after.as_ref()?;
            let name = names.get(stored).cloned();
            Some(name.unwrap_or_else(|| value(channel, &change.field, stored, lang)))
        };
        FieldChange { field, before: shown(&change.before), after: shown(&change.after) }
    });
    named.collect()
}

/// An actor as people know it.
pub fn actor(kind: &str, name: &str, lang: Lang) -> String {
    match kind {
        "system" => text("系统", "System").to(lang).to_owned(),
        "job" => format!("{}{name}", text("定时任务：", "Job: ").to(lang)),
        "token" => format!("{}{name}", text("API 令牌：", "API token: ").to(lang)),
        "guest" if name.is_empty() => {
            text("未登录的访客", "Somebody not signed in").to(lang).to_owned()
        }
        "guest" => format!("{}{name}", text("交接链接：", "Hand-over link: ").to(lang)),
        _ => name.to_owned(),
    }
}
