//! What can be done from the palette: ways to forms that this person may send, in the enterprise of the
//! page, and the next step of what was found.

use super::shown::Group;
use crate::domain::{Enterprise, Key, Window};
use crate::rights::{
    CreateEnterprises, EditKeys, EditRegistry, EditWindows, Grants, ManagePeople, Place,
    RotateMaster,
};
use crate::store::recognised::Eyes;
use crate::store::{Read, enterprises};
use crate::text::{Lang, Text, text};
use crate::web::fault::Fault;
use crate::web::visit::Visit;

/// A way to a form.
#[derive(Clone, Debug)]
pub struct Action {
    pub label: String,
    /// Where it is done, when that is not everywhere.
    pub place: String,
    pub href: String,
}

type Right = fn(&Grants, Place) -> bool;

/// What may be done in an enterprise: the words, the address below it, the right.
const INSIDE: &[(Text, &str, Right)] = &[
    (text("新建聊天窗…", "New chat window…"), "/windows/new", Grants::allow::<EditWindows>),
    (
        text("登记渠道账号…", "Register a channel account…"),
        "/accounts/new",
        Grants::allow::<EditRegistry>,
    ),
    (text("登记安全密钥…", "Register a security key…"), "/keys/new", Grants::allow::<EditKeys>),
    (text("轮换密钥…", "Rotate a key…"), "/keys", Grants::allow::<EditKeys>),
    (text("登记插件 ID…", "Register a plugin ID…"), "/plugins/new", Grants::allow::<EditRegistry>),
    (
        text("登记留言模板…", "Register a leave-message template…"),
        "/leave-templates/new",
        Grants::allow::<EditRegistry>,
    ),
    (
        text("登记 VIP 字段…", "Register a VIP field…"),
        "/vip-fields/new",
        Grants::allow::<EditRegistry>,
    ),
];

/// Of what was found, so many of a kind get an action of their own.
const NEXT: usize = 2;

pub async fn of(
    visit: &Visit,
    read: &mut Read,
    eyes: Eyes,
    (q, at): (&str, &str),
    groups: &[Group],
) -> Result<Vec<Action>, Fault> {
    let grants = &visit.person()?.grants;
    let lang = visit.lang();
    let mut found = Vec::new();
    if let Some(here) = enterprise(visit, read, eyes, at).await? {
        let place = Place::Enterprise(here.id);
        let mine =
            INSIDE.iter().filter(|(label, _, allowed)| fits(*label, q) && allowed(grants, place));
        found.extend(mine.map(|(label, below, _)| Action {
            label: label.to(lang).to_owned(),
            place: here.name.clone(),
            href: format!("/e/{}{below}", here.slug),
        }));
    }
    let mut everywhere = vec![
        (text("复制安装代码…", "Copy installation code…"), "/dev"),
        (text("检查代码…", "Inspect code…"), "/inspect"),
    ];
    if grants.allow::<CreateEnterprises>(Place::Installation) {
        everywhere.push((text("登记企业…", "Register an enterprise…"), "/enterprises/new"));
    }
    if grants.allow::<ManagePeople>(Place::Installation) {
        everywhere.push((text("邀请成员…", "Invite somebody…"), "/people/invitations"));
    }
    if grants.allow::<RotateMaster>(Place::Installation) {
        let label = text("更换主密钥…", "Change the master key…");
        everywhere.push((label, "/settings/master-key"));
    }
    let mine = everywhere.into_iter().filter(|(label, _)| fits(*label, q));
    found.extend(mine.map(|(label, href)| Action {
        label: label.to(lang).to_owned(),
        place: String::new(),
        href: href.to_owned(),
    }));
    found.extend(next_steps(grants, groups, lang));
    Ok(found)
}

/// Every part of what was typed stands in the words of either language.
fn fits(label: Text, q: &str) -> bool {
    let words = format!("{} {}", label.zh, label.en).to_lowercase();
    q.to_lowercase().split_whitespace().all(|part| words.contains(part))
}

/// The enterprise of the page, or the only one there is.
async fn enterprise(
    visit: &Visit,
    read: &mut Read,
    eyes: Eyes,
    at: &str,
) -> Result<Option<Enterprise>, Fault> {
    let slug = at.strip_prefix("/e/").and_then(|below| below.split(['/', '?']).next());
    let found = if let Some(slug) = slug {
        enterprises::find_by_slug(read, slug).await?
    } else {
        let mine = match eyes {
            Eyes::All => None,
            Eyes::Person(id) => Some(id),
        };
        let page = enterprises::list(read, mine, "").await?;
        <[Enterprise; 1]>::try_from(page.items).ok().map(|[only]| only)
    };
    let grants = &visit.person()?.grants;
    Ok(found.filter(|one| one.trashed_at.is_none() && grants.sees(Place::Enterprise(one.id))))
}

/// The usual next step of what was found: a window's code is taken, a key is rotated.
fn next_steps(grants: &Grants, groups: &[Group], lang: Lang) -> Vec<Action> {
    let mut found = Vec::new();
    for group in groups {
        let (label, below) = match group.noun {
            Window::NOUN => (text("复制代码：", "Copy the code of "), "install"),
            Key::NOUN => (text("轮换：", "Rotate "), "rotations"),
            _ => continue,
        };
        for item in group.items.iter().take(NEXT) {
            let place = item.place.map(Place::Enterprise);
            if group.noun == Key::NOUN && !place.is_some_and(|place| may_rotate(grants, place)) {
                continue;
            }
            found.push(Action {
                label: format!("{}{}", label.to(lang), item.called()),
                place: item.enterprise.clone(),
                href: format!("{}/{below}", item.href),
            });
        }
    }
    found
}

fn may_rotate(grants: &Grants, place: Place) -> bool {
    grants.allow::<EditKeys>(place)
}
