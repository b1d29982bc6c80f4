//! The doctor: everything that is wrong, doubtful or left undone in an enterprise, the worst first, with
//! the object and what to do about it. What it shows was examined before; see [`crate::web::checkup`].

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::next_page;
use super::registry::{Linked, shelf};
use crate::catalog::form::Choice;
use crate::domain::finding::{Grade, Kind};
use crate::domain::{Enterprise, EnterpriseId, Finding, Key, Window};
use crate::rights::{
    EditEnterprise, EditKeys, EditRegistry, Grants, ManageMembers, ManagePeople, Place,
    ReadHistory, ReleaseWindows, ViewEnterprise,
};
use crate::store::checkups::{self, Examined};
use crate::store::findings::{self, Found, Mark, Tally};
use crate::text::{Message, Text, text};
use crate::web::checkup;
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Within;
use crate::web::ui::Ui;

pub const TITLE: Text = text("体检", "Doctor");

#[derive(Template)]
#[template(path = "doctor/doctor.html")]
struct DoctorPage {
    ui: Ui,
    base: String,
    grades: Vec<Counted>,
    kinds: Vec<Choice>,
    /// The grade that the list is narrowed to, by its name; empty for all.
    grade: &'static str,
    narrowed: bool,
    rows: Vec<Row>,
    first: bool,
    next: Option<String>,
    checked: Vec<Checked>,
    /// Objects that were saved and not examined yet.
    waiting: i64,
}

impl DoctorPage {
    fn path(&self) -> String {
        format!("{}/doctor", self.base)
    }

    /// How many objects were examined.
    fn objects(&self) -> i64 {
        self.checked.iter().map(|one| one.objects).sum()
    }
}

/// How many findings there are of a grade, and the way to them.
struct Counted {
    label: Text,
    findings: i64,
    href: String,
    current: bool,
}

struct Row {
    tag: &'static str,
    grade: Text,
    what: Text,
    said: Message,
    parameter: String,
    /// The editor with this parameter alone in sight.
    field: Option<String>,
    object: Linked,
    owner: String,
    advice: Text,
    act: Option<(Text, String)>,
}

/// What was examined of one noun.
struct Checked {
    what: Text,
    objects: i64,
    oldest: Moment,
    newest: Moment,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    grade: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

pub async fn show(within: Within<ViewEnterprise>, asked: Query<Asked>) -> Answer {
    let portal = &within.visit.portal;
    checkup::lately(&portal.db, within.enterprise.id).await?;
    let place = within.enterprise.id.to_string();
    let (grade, kind) = (Grade::from_name(&asked.grade), Kind::from_name(&asked.kind));
    let after = read_mark(&asked.cursor);
    let first = after.is_none();
    let mut read = portal.db.read().await?;
    let grants = &within.visit.person()?.grants;
    let told = |kind: &Kind| shown(grants, within.place, *kind);
    let hidden: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| !told(kind)).collect();
    let sees = |other| grants.sees(Place::Enterprise(other));
    let mut tally = findings::tally(&mut read, &place, sees).await?;
    tally.retain(|one| told(&one.kind));
    let asked_for = (grade, kind, hidden.as_slice());
    let (found, next) = findings::page(&mut read, &place, asked_for, sees, after).await?;
    let examined = checkups::examined(&mut read, &place).await?;
    let waiting = checkups::left(&mut read, &place).await?;
    drop(read);
    let mut ui = within.ui_below(TITLE)?;
    within.visit.take_flash(&mut ui);
    let path = within.path("/doctor");
    let asked = [("grade", grade.map_or("", Grade::name)), ("kind", kind.map_or("", Kind::name))];
    let next = next.map(|(rank, id, number)| format!("{rank}.{number}.{id}"));
    let page = DoctorPage {
        base: within.path(""),
        grades: grades(&tally, kind, grade, &path),
        kinds: kinds(&tally, grade, kind, &ui),
        grade: grade.map_or("", Grade::name),
        narrowed: grade.is_some() || kind.is_some(),
        rows: found.iter().map(|one| row(&within, one)).collect(),
        first,
        next: next_page(&path, &asked, next.as_ref()),
        checked: examined.iter().map(checked).collect(),
        waiting,
        ui,
    };
    within.visit.page(StatusCode::OK, &page)
}

/// Whether somebody is told of findings of this kind: of people by whoever sees people, of their tokens
/// by whoever sees those.
pub fn shown(grants: &Grants, place: Place, kind: Kind) -> bool {
    match kind {
        Kind::NoFactor | Kind::AlikePeople | Kind::Unreviewed => grants.allow::<ReadHistory>(place),
        Kind::TokenUnused => grants.allow::<ManagePeople>(Place::Installation),
        _ => true,
    }
}

/// `rank.number.id`
fn read_mark(cursor: &str) -> Option<Mark> {
    let (rank, rest) = cursor.split_once('.')?;
    let (number, id) = rest.split_once('.')?;
    let id: uuid::Uuid = id.parse().ok()?;
    Some((rank.parse().ok()?, id.to_string(), number.parse().ok()?))
}

fn grades(tally: &[Tally], kind: Option<Kind>, now: Option<Grade>, path: &str) -> Vec<Counted> {
    let counted = |label: Text, grade: Option<Grade>| {
        let fits = |one: &&Tally| {
            grade.is_none_or(|grade| one.grade == grade) && kind.is_none_or(|kind| one.kind == kind)
        };
        Counted {
            label,
            findings: tally.iter().filter(fits).map(|one| one.findings).sum(),
            href: address(path, grade, kind),
            current: grade == now,
        }
    };
    let each = Grade::ALL.into_iter().map(|grade| counted(grade.label(), Some(grade)));
    std::iter::once(counted(text("全部", "All"), None)).chain(each).collect()
}

/// The address of the page, narrowed.
pub fn address(path: &str, grade: Option<Grade>, kind: Option<Kind>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(grade) = grade {
        query.append_pair("grade", grade.name());
    }
    if let Some(kind) = kind {
        query.append_pair("kind", kind.name());
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The kinds that were found in the chosen grade, with their numbers.
fn kinds(tally: &[Tally], grade: Option<Grade>, now: Option<Kind>, ui: &Ui) -> Vec<Choice> {
    let all = Choice::new("", text("全部", "All"), now.is_none());
    let count = |kind: Kind| -> i64 {
        let fits = |one: &&Tally| one.kind == kind && grade.is_none_or(|grade| one.grade == grade);
        tally.iter().filter(fits).map(|one| one.findings).sum()
    };
    let each = Kind::ALL.iter().copied().filter_map(|kind| {
        let (number, chosen) = (count(kind), now == Some(kind));
        let label = Message::name(&format!("{} ({number})", ui.text(kind.label())));
        (number > 0 || chosen).then(|| Choice::new(kind.name(), label, chosen))
    });
    std::iter::once(all).chain(each).collect()
}

/// The kind of the tag of a grade.
pub const fn tag(grade: Grade) -> &'static str {
    match grade {
        Grade::Error => "bad",
        Grade::Warning => "warn",
        Grade::Note => "info",
    }
}

fn row(within: &Within<ViewEnterprise>, one: &Found) -> Row {
    let base = within.path("");
    let finding = &one.finding;
    let object = linked(&one.noun, &one.name, &one.handle, &base);
    Row {
        tag: tag(finding.grade),
        grade: finding.grade.label(),
        what: finding.kind.label(),
        said: finding.said.clone(),
        parameter: if leads_on(finding.kind) { String::new() } else { finding.parameter.clone() },
        field: field(one, &object.href),
        advice: finding.kind.advice(),
        act: act(within, one, &object.href),
        owner: one.owner.clone(),
        object,
    }
}

/// Its parameter says where else to look, and names no value.
const fn leads_on(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::NoTest | Kind::Alike | Kind::NoFactor | Kind::AlikePeople | Kind::TokenUnused
    )
}

/// The object of a finding; the enterprise itself is one, too.
pub fn linked(noun: &str, name: &str, handle: &str, base: &str) -> Linked {
    let known = shelf(noun);
    let href = known
        .map_or_else(|| base.to_owned(), |shelf| format!("{base}{}/{handle}", shelf.list.path));
    Linked {
        what: known.map_or(text("企业", "Enterprise"), |shelf| shelf.one),
        name: name.to_owned(),
        code: if noun == Window::NOUN { handle.to_owned() } else { String::new() },
        href,
    }
}

/// Where a value of a window is looked at and changed.
fn field(one: &Found, href: &str) -> Option<String> {
    if leads_on(one.finding.kind) {
        return None;
    }
    let path = &one.finding.parameter;
    let name = path.split('.').next().filter(|name| !name.is_empty())?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", name);
    (one.noun == Window::NOUN).then(|| format!("{href}?{}", query.finish()))
}

/// The page where the thing is done, for whoever may do it.
fn act(within: &Within<ViewEnterprise>, one: &Found, href: &str) -> Option<(Text, String)> {
    let keys = within.allows::<EditKeys>();
    let below = |label: Text, verb: &str| Some((label, format!("{href}/{verb}")));
    match one.finding.kind {
        Kind::KeyDue | Kind::KeyExpired | Kind::KeyOld | Kind::NoSecret
            if keys && one.noun == Key::NOUN =>
        {
            below(text("去轮换", "Rotate"), "rotations")
        }
        Kind::OverlapOver if keys => {
            let number = one.finding.parameter.trim_start_matches('#');
            below(text("去吊销", "Revoke"), &format!("revocations?number={number}"))
        }
        Kind::Unreleased | Kind::Ahead if within.allows::<ReleaseWindows>() => {
            below(text("去发布", "Release"), "releases")
        }
        Kind::NoTest => {
            let (channel, target) = one.finding.parameter.split_once('/')?;
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs([("channel", channel), ("target", target)]);
            let list = format!("{}?{}", within.path("/windows"), query.finish());
            Some((text("看这些聊天窗", "See these windows"), list))
        }
        Kind::Alike => other(within, &one.noun, &one.finding.parameter),
        Kind::Unreviewed => within
            .allows::<ManageMembers>()
            .then(|| (text("去复核", "Review"), within.path("/access-review"))),
        Kind::NoFactor | Kind::AlikePeople | Kind::TokenUnused => {
            let grants = &within.visit.signed_in.as_ref()?.grants;
            let manages = grants.allow::<ManagePeople>(Place::Installation);
            let page = if manages { page_of(&one.finding) } else { within.path("/people") };
            Some((text("看人员", "See people"), page))
        }
        Kind::NoOwner if one.noun == Enterprise::NOUN && within.allows::<EditEnterprise>() => {
            Some((text("企业设置", "Settings"), within.path("/settings#owner")))
        }
        Kind::NoOwner | Kind::KeyUnheld if within.allows::<EditRegistry>() => {
            Some((text("写上负责人", "Name an owner"), format!("{href}#owner")))
        }
        _ => None,
    }
}

/// Where whoever manages the people of the installation puts something about people right.
pub fn page_of(finding: &Finding) -> String {
    let person = &finding.parameter;
    match finding.kind {
        Kind::Unreviewed => "/access-review".to_owned(),
        Kind::TokenUnused => format!("/people/{person}/tokens"),
        _ => format!("/people/{person}"),
    }
}

/// The other object of a pair that looks alike, where this person sees it.
fn other(within: &Within<ViewEnterprise>, noun: &str, place: &str) -> Option<(Text, String)> {
    let (id, handle) = place.split_once('/')?;
    let base = if noun == Enterprise::NOUN {
        let id = EnterpriseId(id.parse().ok()?);
        let seen = within.visit.signed_in.as_ref()?.grants.sees(Place::Enterprise(id));
        seen.then(|| format!("/e/{handle}"))?
    } else {
        within.path("")
    };
    Some((text("看另一个", "See the other one"), linked(noun, "", handle, &base).href))
}

fn checked(one: &Examined) -> Checked {
    let known = shelf(&one.noun);
    Checked {
        what: known.map_or(text("企业", "Enterprise"), |shelf| shelf.list.label),
        objects: one.objects,
        oldest: moment(one.oldest),
        newest: moment(one.newest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_of_ours_are_read() {
        let id = "01935000-0000-7000-8000-000000000001";
        assert_eq!(read_mark(&format!("105.2.{id}")), Some((105, id.to_owned(), 2)));
        for wrong in ["", "1", "1.2", "1.2.x", "a.2.01935000-0000-7000-8000-000000000001"] {
            assert_eq!(read_mark(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_says_what_it_is_narrowed_to() {
        assert_eq!(address("/e/a/doctor", None, None), "/e/a/doctor");
        let both = address("/e/a/doctor", Some(Grade::Error), Some(Kind::KeyDue));
        assert_eq!(both, "/e/a/doctor?grade=error&kind=key-due");
    }
}
