//! Whose list it is on which objects are moved and described: a list of one enterprise, or the list of
//! enterprises itself, where each of them asks for the right in it.

use super::trash::Moved;
use super::{Linked, Listed};
use crate::domain::{Act, Change, Registered};
use crate::error;
use crate::store::shelves::Shelved;
use crate::store::{Read, Source, Write, cards};
use crate::text::{Message, Text, text};
use crate::web::fault::Fault;
use crate::web::scope::{List, Saved, Within};
use crate::web::ui::Ui;
use crate::web::visit::Visit;

/// A list whose objects somebody may change.
pub(super) trait Reach<T: Registered> {
    fn visit(&self) -> &Visit;

    fn list(&self) -> List;

    /// What stands before the addresses of its lists.
    fn base(&self) -> String;

    /// The address of a list.
    fn path(&self, list: List) -> String;

    /// The frame of a page below a list.
    fn frame(&self, title: Text, list: List) -> Result<Ui, Fault>;

    fn linked(&self, object: &T) -> Linked;

    /// Refuses texts that hold a secret, where the form was not watched already.
    async fn watch(&self, texts: &[&str]) -> Result<(), Fault>;

    /// An object of the list that this person may change.
    async fn load(&self, read: &mut Read, id: &str) -> Result<T, Fault>;

    /// What keeps an object out of the trash.
    async fn in_the_way(&self, source: &mut impl Source, object: &T) -> error::Result<Vec<Linked>>;

    /// What is said above it.
    fn why(&self) -> Text;

    /// "… was moved to the trash"
    fn moved(&self, names: &[String]) -> Message;

    /// Writes all of them, or none; `check` may stop it within the transaction.
    async fn save(
        &self,
        moved: Vec<(T, Change)>,
        reason: &str,
        check: impl AsyncFn(&mut Write<'_>, &T) -> error::Result<()>,
    ) -> Result<Moved, Fault>;
}

pub(super) const IN_USE: Text = text(
    "它还在被使用，没有移到回收站。请先让下面的对象改用别的，或把它们一起移走。",
    "It is still in use and was not moved to the trash. First let the objects below use something else, or move them away, too.",
);

impl<T: Listed> Reach<T> for Within<T::Edit> {
    fn visit(&self) -> &Visit {
        &self.visit
    }

    fn list(&self) -> List {
        T::SHELF.list
    }

    fn base(&self) -> String {
        Within::path(self, "")
    }

    fn path(&self, list: List) -> String {
        Within::path(self, list.path)
    }

    fn frame(&self, title: Text, list: List) -> Result<Ui, Fault> {
        self.ui_below_list(title, list)
    }

    fn linked(&self, object: &T) -> Linked {
        let card = object.card();
        Linked {
            what: T::SHELF.one,
            code: if card.handle == card.id { String::new() } else { card.handle.clone() },
            href: format!("{}/{}", Within::path(self, T::SHELF.list.path), card.handle),
            name: card.name,
        }
    }

    /// Forms below an enterprise are watched where they come in.
    async fn watch(&self, _: &[&str]) -> Result<(), Fault> {
        Ok(())
    }

    async fn load(&self, read: &mut Read, id: &str) -> Result<T, Fault> {
        T::load(read, self.enterprise.id, id).await?.ok_or_else(Fault::not_found)
    }

    async fn in_the_way(&self, source: &mut impl Source, object: &T) -> error::Result<Vec<Linked>> {
        let users = cards::users(source, &object.card()).await?;
        let base = Within::path(self, "");
        Ok(users.iter().map(|user| Linked::of(user, &base)).collect())
    }

    fn why(&self) -> Text {
        IN_USE
    }

    fn moved(&self, names: &[String]) -> Message {
        match names {
            [name] => Message::new(
                format!("已把“{name}”移到回收站，30 天内可以恢复"),
                format!("“{name}” was moved to the trash; it can be restored for 30 days"),
            ),
            names => Message::new(
                format!("已把 {} 项移到回收站，30 天内可以恢复", names.len()),
                format!(
                    "{} objects were moved to the trash; they can be restored for 30 days",
                    names.len()
                ),
            ),
        }
    }

    /// One act for all of them.
    async fn save(
        &self,
        moved: Vec<(T, Change)>,
        reason: &str,
        check: impl AsyncFn(&mut Write<'_>, &T) -> error::Result<()>,
    ) -> Result<Moved, Fault> {
        let mut changes = moved.iter().map(|(_, change)| change.clone());
        let Some(first) = changes.next() else { return Ok(Moved::Nothing) };
        let act = changes.fold(Act::new(first), Act::and).because(reason);
        let work = async |write: &mut Write<'_>| {
            for (new, _) in &moved {
                check(write, new).await?;
                Shelved::save(new, write, new.version() - 1).await?;
            }
            Ok(())
        };
        Ok(match self.write(act, work).await? {
            Saved::Done => Moved::Done,
            Saved::Stale | Saved::Taken => Moved::Stale,
        })
    }
}
