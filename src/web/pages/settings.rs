//! The settings of the whole portal: one card for each page that this person may open.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::rights::{ReadHistory, Role};
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::routes::{Access, ROUTES};
use crate::web::scope::Installed;
use crate::web::ui::Ui;

struct Section {
    href: &'static str,
    label: Text,
    what: Text,
}

const SECTIONS: &[Section] = &[
    Section {
        href: "/settings/sign-in",
        label: text("登录规则", "Sign-in rules"),
        what: text(
            "谁必须设置二次验证，以及有多少天宽限",
            "Who must have a second factor, and how many days there are to set it up",
        ),
    },
    Section {
        href: "/settings/passwords",
        label: text("密码规则", "Password rules"),
        what: text(
            "密码至少多长，以及哪些密码不能用",
            "How short a password may be, and which ones nobody may choose",
        ),
    },
    Section {
        href: "/settings/password-cost",
        label: text("密码散列强度", "Cost of password hashes"),
        what: text(
            "在这台机器上测量，选择散列占多少内存和时间",
            "Measure on this machine, and choose how much memory and time a hash takes",
        ),
    },
    Section {
        href: "/settings/backup",
        label: text("备份", "Backups"),
        what: text(
            "生成并下载一份加密、已校验的备份",
            "Make and take away a backup that is sealed and verified",
        ),
    },
    Section {
        href: "/settings/master-key",
        label: text("主密钥", "Master key"),
        what: text(
            "正在使用哪一把、保护什么、文件在哪里，以及更换",
            "Which one is in use, what it protects, where its files lie, and how to change it",
        ),
    },
    Section {
        href: "/settings/retention",
        label: text("系统历史的保留", "System retention"),
        what: text(
            "系统历史保存多久，保全和清除报告",
            "How long the system history is kept, holds, and what was removed",
        ),
    },
];

/// The sections whose page the route table opens to this role for the installation.
fn open_to(role: Role) -> Vec<&'static Section> {
    let opens = |section: &&Section| {
        ROUTES.iter().any(|route| {
            let here = route.method == "GET" && route.path == section.href;
            here && matches!(route.access, Access::Installed(_, roles) if roles.contains(&role))
        })
    };
    SECTIONS.iter().filter(opens).collect()
}

#[derive(Template)]
#[template(path = "settings/index.html")]
struct SettingsPage {
    ui: Ui,
    sections: Vec<&'static Section>,
}

pub async fn show(Installed { visit, .. }: Installed<ReadHistory>) -> Answer {
    let role = visit.person()?.grants.installation_role();
    let sections = role.map(open_to).unwrap_or_default();
    let ui = visit.ui(text("系统设置", "Settings"))?;
    visit.page(StatusCode::OK, &SettingsPage { ui, sections })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_settings_is_a_section() {
        let pages = ROUTES.iter().filter(|route| route.method == "GET");
        let below: Vec<&str> = pages
            .filter_map(|route| route.path.strip_prefix("/settings/").map(|_| route.path))
            .collect();
        let told: Vec<&str> = SECTIONS.iter().map(|section| section.href).collect();
        for path in &below {
            assert!(told.contains(path), "{path} is in no section");
        }
        assert_eq!(told.len(), below.len());
    }

    #[test]
    fn owners_see_every_section_and_auditors_what_they_may_read() {
        assert_eq!(open_to(Role::Owner).len(), SECTIONS.len());
        let auditor: Vec<&str> = open_to(Role::Auditor).iter().map(|one| one.href).collect();
        assert_eq!(auditor, ["/settings/retention"]);
    }
}
