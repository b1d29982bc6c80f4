//! The list of enterprises: searched, narrowed, sorted, turned and acted on like every other list,
//! over those that somebody has a role in; below it those in the trash.

use actix_web::http::StatusCode;
use actix_web::web::Query;

use super::list::{Asked, ListPage, Row, filters, row, turned};
use super::reach::Reach;
use super::trash::{Moved, read_mark};
use super::{Linked, Shelf, batches, list};
use crate::domain::card::INSTALLATION;
use crate::domain::{Act, Change, Enterprise, Window};
use crate::error::{self, Kind};
use crate::rights::{CreateEnterprises, EditEnterprise, Grants, Place};
use crate::store::lists::{self, MATCHES, Sort, Turned, Wanted};
use crate::store::{Read, Source, Write, cards, enterprises};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::leak_guard::{LEAK, is_secret};
use crate::web::moment::{Moment, moment};
use crate::web::pages::inspect::eyes;
use crate::web::scope::{Each, List, Member};
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;

pub static SHELF: Shelf = Shelf {
    noun: Enterprise::NOUN,
    one: text("企业", "Enterprise"),
    list: List { label: text("企业", "Enterprises"), path: "/enterprises" },
    lead: None,
    register: text("新建企业", "New enterprise"),
    blank: (
        text("还没有企业", "No enterprise yet"),
        text(
            "企业是租户，渠道账号、密钥和聊天窗都登记在它下面。",
            "An enterprise is the tenant: accounts, keys and chat windows are registered in it.",
        ),
    ),
    columns: &[],
    filters: &[],
    clonable: true,
    files: &[],
};

/// An enterprise in the trash.
pub(super) struct Gone {
    pub name: String,
    pub slug: String,
    pub by: String,
    pub at: Moment,
    pub may_restore: bool,
}

/// The trash below the list: one page of it.
#[derive(Default)]
pub(super) struct Bin {
    pub rows: Vec<Gone>,
    pub next: Option<String>,
}

pub async fn list(Member { visit }: Member, query: Query<Vec<(String, String)>>) -> Answer {
    let asked = Asked::read(&query, &SHELF);
    let wanted = asked.wanted(INSTALLATION, SHELF.noun);
    let mut read = visit.portal.db.read().await?;
    let Turned { items, before, after } = if list::asks_for_nothing(&asked, &wanted) {
        Turned { items: Vec::new(), before: None, after: None }
    } else {
        lists::page_seen(&mut read, &wanted, eyes(&visit)?).await?
    };
    let bin = if asked.narrowed() || asked.mark.is_some() {
        Bin::default()
    } else {
        bin(&visit, &mut read, &query).await?
    };
    drop(read);
    let grants = &visit.person()?.grants;
    let mut ui = visit.ui(SHELF.list.label)?;
    visit.take_flash(&mut ui);
    let rows: Vec<Row> = items
        .into_iter()
        .map(|line| {
            let pick = may_edit(grants, &line);
            Row { pick, ..row(line, &SHELF, ui.lang) }
        })
        .collect();
    let page = ListPage {
        base: String::new(),
        shelf: &SHELF,
        filters: filters(&SHELF, &asked, ui.lang),
        before: turned(&asked, SHELF.list.path, before),
        after: turned(&asked, SHELF.list.path, after),
        due: Vec::new(),
        bin,
        may_register: grants.allow::<CreateEnterprises>(Place::Installation),
        may_edit: rows.iter().any(|row| row.pick),
        most: MATCHES,
        rows,
        asked,
        ui,
    };
    visit.page(StatusCode::OK, &page)
}

fn may_edit(grants: &Grants, line: &cards::Line) -> bool {
    let place = line.id.parse().ok().map(Place::Enterprise);
    place.is_some_and(|place| grants.allow::<EditEnterprise>(place))
}

/// `trash` says where a page of it goes on.
async fn bin(visit: &Visit, read: &mut Read, query: &[(String, String)]) -> Result<Bin, Fault> {
    let mark = query.iter().find(|(name, _)| name == "trash");
    let mark = mark.and_then(|(_, cursor)| read_mark(cursor));
    let (gone, next) = cards::trashed_enterprises(read, eyes(visit)?, mark).await?;
    let grants = &visit.person()?.grants;
    let rows = gone.into_iter().map(|line| Gone {
        may_restore: may_edit(grants, &line),
        name: line.name,
        slug: line.handle,
        by: line.trashed_by,
        at: moment(line.trashed_at.unwrap_or(0)),
    });
    let next = next.map(|(at, id)| format!("{}?trash={at}.{id}#trash-h", SHELF.list.path));
    Ok(Bin { rows: rows.collect(), next })
}

/// `POST /enterprises/batches`
pub async fn act(Posted { scope, form }: Posted<Each<EditEnterprise>>) -> Answer {
    batches::run::<Enterprise>(&scope, form).await
}

pub(super) const WINDOWS_LEFT: Text = text(
    "企业里还有聊天窗，没有移到回收站。请先把下面的聊天窗移走；要连同它们一起移走，请打开该企业的设置，输入企业名称确认。",
    "There are chat windows in it, so it was not moved to the trash. Move the windows below away first; to move the enterprise with all of them, open its settings and type its name.",
);

impl Reach<Enterprise> for Each<EditEnterprise> {
    fn visit(&self) -> &Visit {
        &self.visit
    }

    fn list(&self) -> List {
        SHELF.list
    }

    fn base(&self) -> String {
        String::new()
    }

    /// Their trash stands below their list.
    fn path(&self, _: List) -> String {
        SHELF.list.path.to_owned()
    }

    fn frame(&self, title: Text, _: List) -> Result<Ui, Fault> {
        let mut ui = self.visit.ui(title)?;
        ui.crumbs = vec![Crumb::to(ui.text(SHELF.list.label), SHELF.list.path.to_owned())];
        Ok(ui)
    }

    fn linked(&self, object: &Enterprise) -> Linked {
        Linked {
            what: SHELF.one,
            name: object.name.clone(),
            code: object.slug.clone(),
            href: format!("/e/{}", object.slug),
        }
    }

    async fn watch(&self, texts: &[&str]) -> Result<(), Fault> {
        for text in texts {
            if is_secret(&self.visit, eyes(&self.visit)?, text).await? {
                return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, LEAK));
            }
        }
        Ok(())
    }

    async fn load(&self, read: &mut Read, id: &str) -> Result<Enterprise, Fault> {
        let id = id.parse().map_err(|_| Fault::not_found())?;
        self.permit(id)?;
        enterprises::find(read, id).await?.ok_or_else(Fault::not_found)
    }

    /// A choice of many is quickly made: what holds windows is moved alone, by its name.
    async fn in_the_way(
        &self,
        source: &mut impl Source,
        object: &Enterprise,
    ) -> error::Result<Vec<Linked>> {
        let wanted = Wanted {
            place: &object.id.to_string(),
            noun: Window::NOUN,
            facets: Vec::new(),
            words: Vec::new(),
            sort: Sort::Name,
            descending: false,
            mark: None,
        };
        let windows = lists::page(source, &wanted).await?.items;
        let base = format!("/e/{}", object.slug);
        Ok(windows.iter().map(|line| Linked::of(line, &base)).collect())
    }

    fn why(&self) -> Text {
        WINDOWS_LEFT
    }

    /// Enterprises stay in the trash for as long as nobody restores them.
    fn moved(&self, names: &[String]) -> Message {
        match names {
            [name] => Message::new(
                format!("已把企业“{name}”移到回收站，之后可以恢复"),
                format!("The enterprise “{name}” was moved to the trash; it can be restored"),
            ),
            names => Message::new(
                format!("已把 {} 个企业移到回收站，之后可以恢复", names.len()),
                format!(
                    "{} enterprises were moved to the trash; they can be restored",
                    names.len()
                ),
            ),
        }
    }

    /// One act for each of them, under the right in it.
    async fn save(
        &self,
        moved: Vec<(Enterprise, Change)>,
        reason: &str,
        check: impl AsyncFn(&mut Write<'_>, &Enterprise) -> error::Result<()>,
    ) -> Result<Moved, Fault> {
        let mut acts = Vec::new();
        for (new, change) in &moved {
            acts.push((self.permit(new.id)?, Act::new(change.clone()).because(reason)));
        }
        if acts.is_empty() {
            return Ok(Moved::Nothing);
        }
        let work = async |write: &mut Write<'_>| {
            for (new, _) in &moved {
                check(write, new).await?;
                enterprises::update(write, new, new.version - 1).await?;
            }
            Ok(())
        };
        match self.visit.portal.db.write_each(&acts, work).await {
            Ok(()) => Ok(Moved::Done),
            Err(error) if matches!(error.kind(), Kind::Conflict | Kind::Taken) => Ok(Moved::Stale),
            Err(error) => Err(error.into()),
        }
    }
}
