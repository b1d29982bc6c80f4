//! The sidebar: what this person can reach from here.

use super::ui::{NavGroup, NavItem};
use crate::access::SignedIn;
use crate::domain::Enterprise;
use crate::rights::{EditEnterprise, Grants, ManagePeople, Place, ReadHistory, RotateMaster};
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
    let grants = &signed_in.grants;
    let item = |label, href, whole| entry(path, label, href, whole);
    let everywhere = portal(grants, path);
    let mut groups = vec![NavGroup { label: text("门户", "Portal"), items: everywhere }];
    if let Some(enterprise) = enterprise {
        let place = Place::Enterprise(enterprise.id);
        let base = format!("/e/{}", enterprise.slug);
        let mut registry: Vec<NavItem> = REGISTRY
            .iter()
            .map(|(label, below)| item(*label, format!("{base}{below}"), below.is_empty()))
            .collect();
        registry.push(item(text("体检", "Doctor"), format!("{base}/doctor"), true));
        registry.push(item(text("回收站", "Trash"), format!("{base}/trash"), true));
        if grants.allow::<EditEnterprise>(place) {
            let mut settings =
                item(text("企业设置", "Enterprise settings"), format!("{base}/settings"), false);
            // The rule for history stands with the history, for auditors too.
            settings.current &= !path.ends_with("/settings/retention");
            registry.push(settings);
        }
        groups.push(NavGroup { label: text("配置", "Configure"), items: registry });
        let reviews = vec![
            item(text("变更审核", "Reviews"), format!("{base}/changes"), false),
            item(text("现在线上", "What is live"), format!("{base}/releases"), true),
        ];
        groups.push(NavGroup { label: text("发布", "Release"), items: reviews });
        if grants.allow::<ReadHistory>(place) {
            let reading = vec![
                item(text("历史", "History"), format!("{base}/history"), false),
                item(text("报告", "Reports"), format!("{base}/reports"), false),
                item(text("保留", "Retention"), format!("{base}/settings/retention"), false),
                item(text("人员", "People"), format!("{base}/people"), false),
            ];
            groups.push(NavGroup { label: text("查阅", "Review"), items: reading });
        }
    }
    let tools = vec![
        item(text("开发者", "Developers"), "/dev".into(), false),
        item(text("检查代码", "Inspect code"), "/inspect".into(), true),
        item(text("帮助", "Help"), "/help".into(), false),
    ];
    groups.push(NavGroup { label: text("工具", "Tools"), items: tools });
    groups
}

/// One way, which is the present one or not; `whole` where nothing below it counts as it.
fn entry(path: &str, label: Text, href: String, whole: bool) -> NavItem {
    let below = |rest: &str| rest.starts_with('/');
    let current = path == href || (!whole && path.strip_prefix(href.as_str()).is_some_and(below));
    NavItem { label, href, current }
}

/// What belongs to no enterprise.
fn portal(grants: &Grants, path: &str) -> Vec<NavItem> {
    let item = |label: Text, href: &str, whole| entry(path, label, href.to_owned(), whole);
    let mut items = vec![
        item(text("概览", "Overview"), "/", true),
        item(text("企业", "Enterprises"), "/enterprises", false),
    ];
    if grants.allow::<ManagePeople>(Place::Installation) {
        items.push(item(text("人员", "People"), "/people", false));
    }
    items.push(item(text("角色与权限", "Roles and rights"), "/roles", true));
    if grants.allow::<ReadHistory>(Place::Installation) {
        items.push(item(text("系统历史", "System history"), "/history", false));
        let label = text("系统历史的保留", "System retention");
        items.push(item(label, "/settings/retention", true));
    }
    if grants.allow::<RotateMaster>(Place::Installation) {
        items.push(item(text("主密钥", "Master key"), "/settings/master-key", true));
    }
    items
}
