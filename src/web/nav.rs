//! The sidebar: what this person can reach from here.

use super::ui::{NavGroup, NavItem};
use crate::access::SignedIn;
use crate::domain::Enterprise;
use crate::rights::{EditEnterprise, ManagePeople, Place, ReadHistory};
use crate::text::{Text, text};

/// The lists of an enterprise, and where they are below it.
const REGISTRY: &[(Text, &str)] = &[
    (text("企业概览", "Enterprise"), ""),
    (text("聊天窗", "Chat windows"), "/windows"),
    (text("渠道账号", "Channel accounts"), "/accounts"),
    (text("安全密钥", "Security keys"), "/keys"),
    (text("插件 ID", "Plugin IDs"), "/plugins"),
    (text("留言模板", "Leave-message templates"), "/leave-templates"),
    (text("VIP 字段", "VIP fields"), "/vip-fields"),
];

pub fn of(signed_in: &SignedIn, enterprise: Option<&Enterprise>, path: &str) -> Vec<NavGroup> {
    let mut groups =
        vec![NavGroup { label: text("门户", "Portal"), items: portal(signed_in, path) }];
    if let Some(enterprise) = enterprise {
        groups.extend(within(signed_in, enterprise, path));
    }
    let tools = vec![
        item(path, text("开发者", "Developers"), "/dev".into(), false),
        item(path, text("检查代码", "Inspect code"), "/inspect".into(), true),
        item(path, text("帮助", "Help"), "/help".into(), false),
    ];
    groups.push(NavGroup { label: text("工具", "Tools"), items: tools });
    groups
}

/// `whole`: only the address itself is meant, and none below it.
fn item(path: &str, label: Text, href: String, whole: bool) -> NavItem {
    let below = || path.strip_prefix(href.as_str()).is_some_and(|rest| rest.starts_with('/'));
    let current = path == href || (!whole && below());
    NavItem { label, href, current }
}

/// What belongs to no enterprise.
fn portal(signed_in: &SignedIn, path: &str) -> Vec<NavItem> {
    let grants = &signed_in.grants;
    let mut items = vec![
        item(path, text("概览", "Overview"), "/".into(), true),
        item(path, text("企业", "Enterprises"), "/enterprises".into(), false),
    ];
    if grants.allow::<ManagePeople>(Place::Installation) {
        items.push(item(path, text("人员", "People"), "/people".into(), false));
    }
    items.push(item(path, text("角色与权限", "Roles and rights"), "/roles".into(), true));
    if grants.allow::<ReadHistory>(Place::Installation) {
        items.push(item(path, text("系统历史", "System history"), "/history".into(), false));
        items.push(item(path, text("系统设置", "Settings"), "/settings".into(), false));
    }
    items
}

/// What this person finds in one enterprise.
fn within(signed_in: &SignedIn, enterprise: &Enterprise, path: &str) -> Vec<NavGroup> {
    let grants = &signed_in.grants;
    let mut groups = Vec::new();
    let place = Place::Enterprise(enterprise.id);
    let base = format!("/e/{}", enterprise.slug);
    let mut registry: Vec<NavItem> = REGISTRY
        .iter()
        .map(|(label, below)| item(path, *label, format!("{base}{below}"), below.is_empty()))
        .collect();
    registry.push(item(path, text("体检", "Doctor"), format!("{base}/doctor"), true));
    registry.push(item(path, text("回收站", "Trash"), format!("{base}/trash"), true));
    if grants.allow::<EditEnterprise>(place) {
        let mut settings =
            item(path, text("企业设置", "Enterprise settings"), format!("{base}/settings"), false);
        // The rule for history stands with the history, for auditors too.
        settings.current &= !path.ends_with("/settings/retention");
        registry.push(settings);
    }
    groups.push(NavGroup { label: text("配置", "Configure"), items: registry });
    let reviews = vec![
        item(path, text("变更审核", "Reviews"), format!("{base}/changes"), false),
        item(path, text("现在线上", "What is live"), format!("{base}/releases"), true),
    ];
    groups.push(NavGroup { label: text("发布", "Release"), items: reviews });
    if grants.allow::<ReadHistory>(place) {
        let reading = vec![
            item(path, text("历史", "History"), format!("{base}/history"), false),
            item(path, text("报告", "Reports"), format!("{base}/reports"), false),
            item(path, text("保留", "Retention"), format!("{base}/settings/retention"), false),
            item(path, text("人员", "People"), format!("{base}/people"), false),
        ];
        groups.push(NavGroup { label: text("查阅", "Review"), items: reading });
    }
    groups
}
