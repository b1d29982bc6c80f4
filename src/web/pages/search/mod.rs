//! One search over everything that somebody may see: by words, and by whatever can be pasted. What is
//! wanted stands in the address, so a pasted secret is sent away before anything shows it.

mod actions;
mod landing;
#[cfg(test)]
pub mod samples;
mod shown;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use uuid::Uuid;

use super::inspect::eyes;
use super::next_page;
use crate::domain::words::wanted_words;
use crate::store::Read;
use crate::store::recognised::Eyes;
use crate::store::search::{self, After, Hits, LOOKED_AT};
use crate::text::{Lang, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::leak_guard;
use crate::web::scope::Member;
use crate::web::ui::{Crumb, FlashKind, Ui};
use crate::web::visit::{Visit, see_other};
use actions::Action;
use landing::Landing;
use shown::{Group, Item, NOUNS, noun_label};

/// Of one kind, as many are shown among others.
const FIRST: i64 = 3;
/// Of one kind alone.
const WHOLE: i64 = 30;
/// Characters of a question that are read; an address with everything in it has fewer.
const MOST: usize = 4_000;

#[derive(Template)]
#[template(path = "search/search.html")]
struct SearchPage {
    ui: Ui,
    q: String,
    /// What was asked for is too long, and only its beginning was looked for.
    cut: bool,
    /// Several objects hold exactly what was pasted.
    exact: Vec<Item>,
    groups: Vec<Group>,
    /// An identifier that was recognised in the text and that nobody registered.
    unknown: Option<(String, String)>,
    /// The one noun that is looked at.
    noun: Option<Text>,
    next: Option<String>,
    /// Back from one noun to all of them.
    everything: String,
    most: i64,
}

impl SearchPage {
    fn blank(&self) -> bool {
        self.q.is_empty()
    }

    fn nothing(&self) -> bool {
        self.exact.is_empty() && self.groups.is_empty()
    }

    fn all_of(&self, group: &Group) -> String {
        let total = group.total;
        match self.ui.lang {
            Lang::Zh => format!("查看全部 {total} 个"),
            Lang::En => format!("All {total} of them"),
        }
    }

    /// What is told below the results.
    fn told(&self) -> String {
        let total: i64 = self.groups.iter().map(|group| group.total).sum();
        match self.ui.lang {
            Lang::Zh => format!("找到 {total} 个"),
            Lang::En => format!("{total} found"),
        }
    }
}

/// What the palette shows below pages and what was visited: a part that its script puts in.
#[derive(Template)]
#[template(path = "search/palette.html")]
struct Palette {
    ui: Ui,
    q: String,
    exact: Vec<Item>,
    actions: Vec<Action>,
    groups: Vec<Group>,
    /// What was typed is a secret.
    leak: Option<Text>,
    /// The whole page of results.
    everything: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
    /// Only this noun, page by page.
    #[serde(default)]
    noun: String,
    #[serde(default)]
    cursor: String,
    /// Not empty: the results, even where there is one object to land on.
    #[serde(default)]
    all: String,
    /// The page on which the palette was opened.
    #[serde(default)]
    at: String,
}

pub const LEAK: Text = text(
    "您搜索的内容是一个已登记的安全密钥。没有搜索，也没有显示或记录它；但它可能留在浏览器的地址记录或代理的日志里，必要时请轮换。",
    "What you searched for is a registered security key. It was not searched, shown or logged here, but it may remain in the browser’s history or a proxy’s log; rotate it if need be.",
);

/// The address of a question.
fn address(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { "/search".to_owned() } else { format!("/search?{query}") }
}

pub async fn show(Member { visit }: Member, query: Query<Wanted>) -> Answer {
    let trimmed = query.q.trim();
    let q: String = trimmed.chars().filter(|c| *c != '\0').take(MOST).collect();
    let cut = trimmed.chars().count() > MOST;
    let eyes = eyes(&visit)?;
    if leak_guard::is_secret(&visit, eyes, trimmed).await? {
        return refuse(&visit);
    }
    if visit.frame.fragment {
        return palette(&visit, eyes, q, &query.at).await;
    }
    let noun = NOUNS.iter().copied().find(|noun| *noun == query.noun);
    let landing = match noun {
        Some(_) => Landing::Nothing(None),
        None => landing::find(&visit, eyes, &q).await?,
    };
    let (exact, unknown) = match landing {
        Landing::One(item) if query.all.is_empty() => return Ok(see_other(&item.href)),
        Landing::One(item) => (vec![*item], None),
        Landing::Several(items) => (items, None),
        Landing::Nothing(unknown) => (Vec::new(), unknown),
    };
    let asked = Asked { eyes, q: &q, lang: visit.lang() };
    let mut read = visit.portal.db.read().await?;
    let (groups, next) = match noun {
        Some(noun) => asked.one(&mut read, noun, read_mark(&query.cursor)).await?,
        None => (asked.all(&mut read).await?, None),
    };
    drop(read);
    if let Some(item) = only(&groups)
        .filter(|_| exact.is_empty() && query.all.is_empty() && noun.is_none() && is_like_an_id(&q))
    {
        return Ok(see_other(&item.href));
    }
    let mut ui = visit.ui(TITLE)?;
    if let Some(noun) = noun {
        ui.crumbs = vec![Crumb::to(ui.text(TITLE), address(&[("q", &q), ("all", "1")]))];
        ui.title = format!("{} · {}", ui.title, ui.text(noun_label(noun)));
    }
    visit.take_flash(&mut ui);
    let page = SearchPage {
        everything: address(&[("q", &q), ("all", "1")]),
        next: next_page("/search", &[("q", &q), ("noun", &query.noun)], next.as_ref()),
        noun: noun.map(noun_label),
        most: LOOKED_AT,
        cut,
        exact,
        groups,
        unknown,
        q,
        ui,
    };
    visit.page(StatusCode::OK, &page)
}

/// Away from an address that holds a secret.
fn refuse(visit: &Visit) -> Answer {
    if visit.frame.fragment {
        return palette_page(visit, refused(visit.ui(TITLE)?));
    }
    visit.leave(FlashKind::Warning, LEAK.into())?;
    Ok(see_other("/search"))
}

const TITLE: Text = text("搜索", "Search");

/// The one object that was found.
fn only(groups: &[Group]) -> Option<&Item> {
    match groups {
        [Group { items, total: 1, .. }] => items.first(),
        _ => None,
    }
}

/// A single word with a digit in it, long enough to be no accident: whoever pastes one means one thing.
fn is_like_an_id(q: &str) -> bool {
    const SHORTEST: usize = 6;
    let single = !q.contains(char::is_whitespace) && q.is_ascii();
    single && q.len() >= SHORTEST && q.contains(|c: char| c.is_ascii_digit())
}

async fn palette(visit: &Visit, eyes: Eyes, q: String, at: &str) -> Answer {
    let exact = match landing::find(visit, eyes, &q).await? {
        Landing::One(item) => vec![*item],
        Landing::Several(items) => items,
        Landing::Nothing(_) => Vec::new(),
    };
    let asked = Asked { eyes, q: &q, lang: visit.lang() };
    let mut read = visit.portal.db.read().await?;
    let groups = asked.all(&mut read).await?;
    let actions = actions::of(visit, &mut read, eyes, (&q, at), &groups).await?;
    drop(read);
    let ui = visit.ui(TITLE)?;
    let everything = address(&[("q", &q), ("all", "1")]);
    palette_page(visit, Palette { ui, q, exact, actions, groups, leak: None, everything })
}

/// Without a word of what was typed.
fn refused(ui: Ui) -> Palette {
    Palette {
        ui,
        q: String::new(),
        exact: Vec::new(),
        actions: Vec::new(),
        groups: Vec::new(),
        leak: Some(LEAK),
        everything: "/search".to_owned(),
    }
}

fn palette_page(visit: &Visit, page: Palette) -> Answer {
    visit.page(StatusCode::OK, &page)
}

/// What is looked for, by whom.
struct Asked<'q> {
    eyes: Eyes,
    q: &'q str,
    lang: Lang,
}

impl Asked<'_> {
    /// The first of every noun.
    async fn all(&self, read: &mut Read) -> Result<Vec<Group>, Fault> {
        let words = wanted_words(self.q);
        let mut groups = Vec::new();
        for noun in NOUNS {
            let hits = search::found(read, self.eyes, noun, &words, (None, FIRST)).await?;
            if !hits.items.is_empty() {
                groups.push(self.group(noun, hits, &words));
            }
        }
        Ok(groups)
    }

    /// One page of one noun, and the mark of the next.
    async fn one(
        &self,
        read: &mut Read,
        noun: &'static str,
        after: Option<After>,
    ) -> Result<(Vec<Group>, Option<String>), Fault> {
        let words = wanted_words(self.q);
        let mut hits = search::found(read, self.eyes, noun, &words, (after, WHOLE)).await?;
        let next = hits.after.take().as_ref().map(write_mark);
        let some = !hits.items.is_empty();
        Ok((some.then(|| self.group(noun, hits, &words)).into_iter().collect(), next))
    }

    fn group(&self, noun: &'static str, hits: Hits, words: &[String]) -> Group {
        Group::of(noun, hits, (self.q, words), self.lang)
    }
}

/// A mark as it stands in an address; whoever changes it lands elsewhere in the same results.
fn read_mark(cursor: &str) -> Option<After> {
    let mut parts = cursor.splitn(3, '.');
    let (worth, id, name) = (parts.next()?, parts.next()?, parts.next()?);
    let name = String::from_utf8(URL_SAFE_NO_PAD.decode(name).ok()?).ok()?;
    let id: Uuid = id.parse().ok()?;
    let worth = worth.parse().ok()?;
    (!name.contains('\0')).then(|| After { worth, name, id: id.to_string() })
}

fn write_mark(after: &After) -> String {
    format!("{}.{}.{}", after.worth, after.id, URL_SAFE_NO_PAD.encode(&after.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_comes_back_as_it_was_and_nothing_else_is_one() {
        let id = Uuid::from_u128(7).to_string();
        let mark = After { worth: 2, name: "客服 .%&".into(), id };
        assert_eq!(read_mark(&write_mark(&mark)), Some(mark));
        for wrong in ["", "2", "2.x.YQ", "x.00000000-0000-0000-0000-000000000007.YQ"] {
            assert_eq!(read_mark(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ids_are_told_from_words() {
        assert!(is_like_an_id("4c349791a07b46c1"));
        assert!(is_like_an_id("SCE00012"));
        for word in ["chat", "售前123456", "sobot link 12", "a1"] {
            assert!(!is_like_an_id(word), "{word}");
        }
    }
}
