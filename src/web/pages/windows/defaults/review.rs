//! What a save of defaults changes: in which windows another value is in force afterwards. Windows are
//! read page by page and not written.

use super::worsened::Worsened;
use crate::catalog::Values;
use crate::channels::{Channel, inherit, tables};
use crate::domain::change::difference;
use crate::domain::{Defaults, Recorded};
use crate::rights::Permission;
use crate::store::defaults::{self, Heir};
use crate::text::{Message, Text, text};
use crate::web::fault::Fault;
use crate::web::scope::Within;
use crate::web::told::{self, Labelled};

/// Windows that are named; there may be thousands.
const NAMED: usize = 20;
/// Windows that are read at once.
const BATCH: usize = 500;

pub(super) struct Review {
    pub fields: Vec<Labelled>,
    /// Windows in which something else is in force afterwards.
    pub total: usize,
    /// Those of them whose release is older then.
    pub released: usize,
    /// The first of them: code and name.
    pub windows: Vec<(String, String)>,
    /// Those that would have errors. Looked for where somebody reads it, and not at a save.
    pub worsened: Worsened,
}

pub(super) async fn of<P: Permission>(
    within: &Within<P>,
    channel: &'static dyn Channel,
    stored: &Defaults,
    values: &Values,
) -> Result<Review, Fault> {
    let new = Defaults { values: values.clone(), ..stored.clone() };
    let changes = difference(&stored.fields(), &new.fields());
    let fields = told::labelled(channel.id(), &changes, within.visit.lang());
    let worsened = Worsened::default();
    let mut review = Review { fields, total: 0, released: 0, windows: Vec::new(), worsened };
    if stored.others(values).is_empty() {
        return Ok(review);
    }
    let mut read = within.visit.portal.db.read().await?;
    let mut after = String::new();
    loop {
        let page =
            defaults::heirs(&mut read, stored.enterprise, channel.id(), &after, BATCH).await?;
        for heir in &page.items {
            review.look(channel, heir, &stored.values, values);
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(review),
        }
    }
}

impl Review {
    fn look(&mut self, channel: &'static dyn Channel, heir: &Heir, was: &Values, is: &Values) {
        let of = |defaults: &Values| {
            let own = (&heir.parameters, &heir.settings);
            inherit::of_window(channel, &heir.target, own, defaults)
        };
        if of(was) == of(is) {
            return;
        }
        self.total += 1;
        self.released += usize::from(heir.released.is_some());
        if self.windows.len() < NAMED {
            self.windows.push((heir.code.clone(), heir.name.clone()));
        }
    }

    /// Windows that are not named.
    pub fn more(&self) -> usize {
        self.total - self.windows.len()
    }

    /// What a save says.
    pub fn done(&self, told: &[Message]) -> Message {
        let Review { total, released, .. } = self;
        let (one, them) =
            if *total == 1 { ("window has", "its") } else { ("windows have", "their") };
        let said = match (total, released) {
            (0, _) => text(
                "已保存企业默认值，没有聊天窗因此改变",
                "Enterprise defaults saved; no chat window changes",
            )
            .into(),
            (_, 0) => Message::new(
                format!("已保存企业默认值：{total} 个聊天窗的草稿随之改变"),
                format!("Enterprise defaults saved: {total} chat {one} another draft now"),
            ),
            _ => Message::new(
                format!(
                    "已保存企业默认值：{total} 个聊天窗的草稿随之改变，其中 {released} 个的线上版本还是旧值，发布后才生效"
                ),
                format!(
                    "Enterprise defaults saved: {total} chat {one} another draft now; {released} of {them} live releases keep the old values until the next release"
                ),
            ),
        };
        told.iter().fold(said, |said, more| {
            Message::new(format!("{}。{}", said.zh, more.zh), format!("{}. {}", said.en, more.en))
        })
    }
}

/// A window with what it takes from its enterprise.
pub(super) struct HeirLine {
    pub code: String,
    pub name: String,
    pub kind: Text,
    pub inherited: usize,
    pub own: usize,
    pub released: Option<i64>,
    /// The release was made before a value that is inherited changed.
    pub behind: bool,
}

impl HeirLine {
    pub fn of(channel: &dyn Channel, stored: &Defaults, heir: &Heir) -> Self {
        let target = tables::target(channel, &heir.target);
        let given = inherit::of_target(channel, &heir.target, &stored.values);
        let own = given.keys().filter(|name| heir.parameters.contains_key(*name)).count();
        let moved = inherit::moved(channel.id(), &heir.target, &stored.changed, &heir.parameters);
        let made_at = heir.released.map(|(_, at)| at);
        HeirLine {
            code: heir.code.clone(),
            name: heir.name.clone(),
            kind: target.map_or(text("未知", "Unknown"), |target| target.label),
            inherited: given.len() - own,
            own,
            released: heir.released.map(|(number, _)| number),
            behind: moved.zip(made_at).is_some_and(|(moved, made)| moved > made),
        }
    }
}
