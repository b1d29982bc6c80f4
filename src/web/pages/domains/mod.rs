//! The hosts on which an enterprise means to show its entry points: written down here, told in every
//! install page's check-list, and enforced by nobody but the vendor.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::domain::{Act, Domains};
use crate::rights::EditEnterprise;
use crate::store::domains;
use crate::text::{Message, text};
use crate::web::conflict::{self, Conflict};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Saved, Within};
use crate::web::ui::{Crumb, Ui};

const PATH: &str = "/settings/domains";
/// Hosts of one enterprise.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "domains/form.html")]
struct FormPage {
    ui: Ui,
    action: String,
    version: i64,
    typed: String,
    reason: String,
}

pub async fn show(within: Within<EditEnterprise>) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let stored = domains::find(&mut read, within.enterprise.id).await?;
    drop(read);
    let typed = stored.hosts.join("\n");
    page(&within, StatusCode::OK, stored.version, (typed, String::new()), Form::default())
}

fn page(
    within: &Within<EditEnterprise>,
    status: StatusCode,
    version: i64,
    (typed, reason): (String, String),
    form: Form,
) -> Answer {
    let mut ui = ui(within)?;
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let page = FormPage { ui, action: within.path(PATH), version, typed, reason };
    within.visit.page(status, &page)
}

fn ui(within: &Within<EditEnterprise>) -> Result<Ui, Fault> {
    let mut ui = within.ui_below(text("允许的域名", "Allowed domains"))?;
    ui.crumbs.push(Crumb::to(ui.t("企业设置", "Enterprise settings"), within.path("/settings")));
    Ok(ui)
}

pub async fn save(Posted { scope: within, mut form }: Posted<Within<EditEnterprise>>) -> Answer {
    let seen = form.seen_version()?;
    let (typed, reason) = (form.lines("domains"), form.reason());
    let hosts = take_hosts(&mut form, &typed);
    form.finish();
    if form.is_wrong() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&within, status, seen, (typed, reason), form);
    }
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let stored = domains::find(&mut read, within.enterprise.id).await?;
    drop(read);
    let to = within.path(PATH);
    let done = || within.visit.done(&to, text("已保存域名", "Domains saved").into());
    let Some((new, change)) = stored.edit(hosts, portal.clock.now()) else { return done() };
    let act = Act::new(change).because(reason);
    match within.write(act, async |write| domains::save(write, &new, seen).await).await? {
        Saved::Done => done(),
        Saved::Stale | Saved::Taken => answer_conflict(&within, &new, seen, &form).await,
    }
}

async fn answer_conflict(
    within: &Within<EditEnterprise>,
    yours: &Domains,
    seen: i64,
    form: &Form,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let now = domains::find(&mut read, within.enterprise.id).await?;
    drop(read);
    let conflict = Conflict { seen, yours, theirs: &now, channel: "", action: within.path(PATH) };
    conflict::answer(&within.visit, ui(within)?, form, conflict).await
}

/// One host a line; commas and spaces separate as well. What is no host is told by its text.
pub fn take_hosts(form: &mut Form, typed: &str) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    let words =
        typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、'));
    for word in words.filter(|word| !word.is_empty()) {
        match host(word) {
            Some(host) if hosts.contains(&host) => {}
            Some(host) => hosts.push(host),
            None => {
                let shown: String = word.chars().take(60).collect();
                form.wrong(
                    "domains",
                    Message::new(
                        format!("“{shown}”不是域名：例如 shop.example.com 或 *.example.com，不带端口和路径"),
                        format!("“{shown}” is no host: write shop.example.com or *.example.com, without port and path"),
                    ),
                );
            }
        }
    }
    if hosts.len() > MOST {
        form.wrong("domains", text("最多 100 个域名", "100 domains at most"));
    }
    hosts
}

/// The host as browsers write it: lower case, other scripts in their ASCII form.
fn host(typed: &str) -> Option<String> {
    let bare = typed.strip_prefix("https://").unwrap_or(typed);
    let bare = bare.strip_suffix('/').unwrap_or(bare);
    let (below, name) = bare.strip_prefix("*.").map_or(("", bare), |rest| ("*.", rest));
    let url::Host::Domain(name) = url::Host::parse(name).ok()? else { return None };
    let label = |label: &str| {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(fine)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let fine = name.len() <= 253 && name.contains('.') && name.split('.').all(label);
    fine.then(|| format!("{below}{name}"))
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_are_read_as_browsers_write_them() {
        assert_eq!(host("Shop.Example.com").as_deref(), Some("shop.example.com"));
        assert_eq!(host("*.example.com").as_deref(), Some("*.example.com"));
        assert_eq!(host("https://www.example.com/").as_deref(), Some("www.example.com"));
        assert_eq!(host("客服.example").as_deref(), Some("xn--ubtq9x.example"));
        for wrong in [
            "example",
            "a b.com",
            "http://a.example",
            "a.example:8080",
            "a.example/x",
            "*",
            "*.com.",
            "127.0.0.1",
            "a..example",
            "-a.example",
            "*.*.example",
            "a_b.example",
        ] {
            assert_eq!(host(wrong), None, "{wrong}");
        }
    }
}
