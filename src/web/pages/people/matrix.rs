//! Who may what, for everybody to read: each right in words, the roles that hold it, and the pages that
//! it opens. All of it comes from the rights and the route table themselves.

use actix_web::http::StatusCode;
use askama::Template;

use crate::rights::{PERMISSIONS, Role, is_narrow};
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::routes::{Access, ROUTES, Route, bare};
use crate::web::scope::Member;
use crate::web::told;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "people/matrix.html")]
pub(super) struct MatrixPage {
    pub ui: Ui,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    pub name: &'static str,
    pub words: Text,
    /// Whether each of `Role::ALL` holds it.
    pub held: Vec<bool>,
    /// Whether a developer of one window holds it there.
    pub narrow: bool,
    /// What it opens: method and path.
    pub opens: Vec<(&'static str, &'static str)>,
}

pub async fn show(Member { visit }: Member) -> Answer {
    let ui = visit.ui(text("角色与权限", "Roles and rights"))?;
    visit.page(StatusCode::OK, &MatrixPage { ui, rows: rows() })
}

/// Rights that no role gives are the server's own, and links’; they are left out.
pub(super) fn rows() -> Vec<Row> {
    let given = PERMISSIONS.iter().filter(|(_, roles)| !roles.is_empty());
    let row = |&(name, roles): &(&'static str, &'static [Role])| Row {
        name,
        words: told::right(name).unwrap_or(Text { zh: name, en: name }),
        held: Role::ALL.iter().map(|role| roles.contains(role)).collect(),
        narrow: is_narrow(name),
        opens: ROUTES.iter().filter(|route| takes(route, name)).map(pattern).collect(),
    };
    given.map(row).collect()
}

fn takes(route: &Route, right: &str) -> bool {
    // The same page at an earlier moment has another right, and its row of its own.
    let now = route.path == bare(route.path);
    match route.access {
        Access::Installed(name, _) | Access::Within(name, _) | Access::Each(name, _) => {
            now && name == right
        }
        Access::Public | Access::Member | Access::Halfway => false,
    }
}

fn pattern(route: &Route) -> (&'static str, &'static str) {
    (route.method, route.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_has_words_and_opens_what_the_table_says() {
        for (name, _) in PERMISSIONS {
            assert!(told::right(name).is_some(), "{name} has no words");
        }
        let rows = rows();
        let row = |name: &str| rows.iter().find(|row| row.name == name).expect("a row");
        assert_eq!(row("key.reveal").held, [true, true, false, false]);
        assert!(row("window.view").narrow && !row("enterprise.view").narrow);
        assert!(row("window.edit").opens.contains(&("POST", "/e/{e}/windows/{code}")));
        assert!(!rows.iter().any(|row| row.name == "history.purge"));
    }
}
