//! The history in words: actions, nouns and fields, with the vendor's labels from the catalogue.
//! Names that nobody knows any more are shown as they are.

use std::collections::BTreeMap;

use crate::channels::{self, Channel};
use crate::domain::{FieldChange, vip_field};
use crate::rights::Role;
use crate::store::history::Event;
use crate::text::{Lang, Text, text};

/// What was done, past tense.
pub fn action(action: &str) -> Option<Text> {
    Some(match action {
        "installation.created" => text("创建了门户", "created the installation"),
        "setup.advanced" => text("推进了首次设置", "moved the first set-up on"),
        "setup.finished" => text("完成了首次设置", "finished the first set-up"),
        "session.started" => text("登录", "signed in"),
        "session.ended" => text("退出登录", "signed out"),
        "person.created" => text("添加了成员", "added"),
        "person.deactivated" => text("停用了成员", "disabled"),
        "person.password_reset" => text("重设了密码：", "reset the password of"),
        "grant.given" => text("授予了角色：", "gave a role to"),
        "enterprise.created" => text("创建了企业", "created the enterprise"),
        "enterprise.saved" => text("修改了企业", "changed the enterprise"),
        "account.created" => text("登记了渠道账号", "registered the channel account"),
        "account.saved" => text("修改了渠道账号", "changed the channel account"),
        "key.created" => text("登记了安全密钥", "registered the security key"),
        "key.saved" => text("修改了安全密钥", "changed the security key"),
        "plugin.created" => text("登记了插件", "registered the plugin"),
        "plugin.saved" => text("修改了插件", "changed the plugin"),
        "leave_template.created" => text("登记了留言模板", "registered the leave-message template"),
        "leave_template.saved" => text("修改了留言模板", "changed the leave-message template"),
        "vip_field.created" => text("登记了 VIP 字段", "registered the VIP field"),
        "vip_field.saved" => text("修改了 VIP 字段", "changed the VIP field"),
        "dictionary.exported" => text("导出了字段字典", "exported the field dictionary"),
        "window.created" => text("创建了聊天窗", "created the chat window"),
        "window.saved" => text("保存了聊天窗草稿", "saved the draft of the chat window"),
        "link.made" => text("生成了链接：", "made a link for"),
        "link.signed" => text("生成了签名链接：", "made a signed link for"),
        _ => return None,
    })
}

pub const NOUNS: &[(&str, Text)] = &[
    ("enterprise", text("企业", "Enterprise")),
    ("account", text("渠道账号", "Channel account")),
    ("key", text("安全密钥", "Security key")),
    ("plugin", text("插件 ID", "Plugin ID")),
    ("leave_template", text("留言模板", "Leave-message template")),
    ("vip_field", text("VIP 字段", "VIP field")),
    ("dictionary", text("字段字典", "Field dictionary")),
    ("window", text("聊天窗", "Chat window")),
    ("grant", text("角色", "Role")),
    ("link", text("签名链接", "Signed link")),
    ("person", text("成员", "Person")),
    ("session", text("登录会话", "Session")),
    ("installation", text("门户", "Installation")),
];

/// The label of one of our own fields.
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
        "secret" => text("密钥内容", "Secret"),
        "expires_on" => text("到期日", "Expires on"),
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
        _ => return None,
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
        .or_else(vendor)
        .unwrap_or_else(|| (name.to_owned(), String::new()))
}

/// A value as people read it: roles, kinds and switches by their labels, everything else as it is.
fn value(channel: &str, field: &str, value: &str, lang: Lang) -> String {
    let target = || {
        let known = channels::tables::target(channels::find(channel)?, value)?;
        Some(known.label)
    };
    let word = match (field, value) {
        ("role", role) => Role::from_name(role).map(Role::label),
        ("scheme", scheme) => channels::scheme(scheme).map(channels::Scheme::label),
        ("channel", channel) => channels::find(channel).map(Channel::label),
        ("target", _) => target(),
        ("environment", "test") => Some(text("测试", "Test")),
        ("environment", "production") => Some(text("正式", "Production")),
        ("active" | "demo", "true") => Some(text("是", "Yes")),
        ("active" | "demo", "false") => Some(text("否", "No")),
        ("setup", step) => setup_step(step),
        ("kind", kind) => vip_field::Kind::from_name(kind).map(vip_field::Kind::label),
        ("class", class) => vip_field::Class::from_name(class).map(vip_field::Class::label),
        ("value_type", one) => {
            vip_field::ValueType::from_name(one).map(vip_field::ValueType::label)
        }
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

/// Names of registered objects by their ids.
pub type Names = BTreeMap<String, String>;

/// Whether an event refers to objects by id.
pub fn refers(event: &Event) -> bool {
    event.changes.iter().any(|change| REFERENCES.contains(&change.field.as_str()))
}

const REFERENCES: &[&str] = &["account_id", "key_id", "plugin_id", "template_id"];

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
