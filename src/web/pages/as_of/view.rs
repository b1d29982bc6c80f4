//! The moment that a page is asked for, and how the log answers it.

use serde::Deserialize;

use crate::clock::{HOUR, Millis};
use crate::domain::Log;
use crate::error::Result;
use crate::rights::ReadHistory;
use crate::store::Read;
use crate::store::past;
use crate::text::{Text, text};
use crate::web::moment::{Moment, is_day, local_time, moment, typed_time};
use crate::web::routes;
use crate::web::scope::Within;
use crate::web::ui::Ui;

/// The query of every page of an earlier moment; anything else in it is refused, because a page that
/// ignored it would look like "nothing else".
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    pub as_of: String,
    #[serde(default)]
    pub cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

/// A moment for which there is a state.
#[derive(Clone, Debug)]
pub struct View {
    pub at: Moment,
    /// The last event that counts.
    pub seq: i64,
    /// How the field for another moment is filled.
    pub typed: String,
    /// This page at other moments, and the same page now.
    pub path: String,
    pub now: Option<String>,
    pub compare: String,
}

/// Why there is none.
#[derive(Clone, Debug)]
pub enum Refusal {
    Malformed,
    Future,
    /// The history begins only here.
    TooEarly(Moment),
    /// Earlier events were removed after their time; from here on everything is told.
    Removed(Moment),
}

pub const MALFORMED: Text = text(
    "请写成 2026-06-30 23:59（门户所在时区），或带时区的 RFC 3339，例如 2026-06-30T15:59:00Z",
    "Write it as 2026-06-30 23:59 (in the portal’s zone), or as RFC 3339 with a zone, such as 2026-06-30T15:59:00Z",
);
pub const FUTURE: Text = text(
    "这个时刻还没有到；请选过去的时刻",
    "This moment has not come yet; choose one in the past",
);

/// A moment as people and programs write it: RFC 3339, local time of the portal, or a day, which means
/// its end.
pub fn read(typed: &str) -> Option<Millis> {
    let typed = typed.trim();
    if is_day(typed) {
        let begins = local_time(typed)?;
        return Some(begins.saturating_add(24 * HOUR - 1));
    }
    // An unescaped plus sign of a zone reaches us as a space.
    let zoned = typed.rsplit_once(' ').filter(|(_, zone)| zone.len() == 5 || zone.len() == 6);
    let zoned =
        zoned.filter(|(time, _)| time.len() >= 16).map(|(time, zone)| format!("{time}+{zone}"));
    let exact = |text: &str| text.parse().ok().map(|time: jiff::Timestamp| time.as_millisecond());
    exact(typed).or_else(|| zoned.as_deref().and_then(exact)).or_else(|| local_time(typed))
}

impl View {
    /// Where the log stands at the wanted moment.
    pub async fn find(
        source: &mut Read,
        log: Log,
        typed: &str,
        now: Millis,
    ) -> Result<std::result::Result<(Millis, i64), Refusal>> {
        let Some(at) = read(typed) else { return Ok(Err(Refusal::Malformed)) };
        if at > now {
            return Ok(Err(Refusal::Future));
        }
        if let Some(point) = past::up_to(source, log, at).await? {
            return Ok(Ok((at, point.seq)));
        }
        let first = past::first(source, log).await?;
        let begins = moment(first.map_or(now, |first| first.at));
        let removed = first.is_some_and(|first| first.seq > 0);
        Ok(Err(if removed { Refusal::Removed(begins) } else { Refusal::TooEarly(begins) }))
    }

    /// The view of a page: `path` is its address without a query.
    pub fn new(within: &Within<ReadHistory>, path: String, (at, seq): (Millis, i64)) -> Self {
        let told = moment(at);
        let compare = within.path("/compare");
        View {
            compare: with(&compare, "from", &told.iso),
            seq,
            typed: typed_time(at),
            now: Some(path.clone()),
            path,
            at: told,
        }
    }

    /// An address at the same moment.
    pub fn link(&self, path: &str) -> String {
        with(path, "as_of", &self.at.iso)
    }

    /// The page's frame leads to pages of the same moment where there are such.
    pub fn keep(&self, ui: &mut Ui, base: &str) {
        for item in ui.nav.iter_mut().flat_map(|group| &mut group.items) {
            if below(&item.href, base) {
                item.href = self.link(&item.href);
            }
        }
        for crumb in &mut ui.crumbs {
            if let Some(href) = crumb.href.as_mut().filter(|href| below(href, base)) {
                *href = self.link(href);
            }
        }
        ui.as_of = None;
    }
}

/// Whether a path leads to a list of this enterprise, or to the enterprise, at any moment.
fn below(path: &str, base: &str) -> bool {
    let rest = path.strip_prefix(base);
    rest.is_some_and(|rest| routes::tells_past(&format!("/e/{{e}}{rest}")))
}

pub fn with(path: &str, name: &str, value: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_and_programs_write_them() {
        let at = read("2026-06-30T15:59:00Z").expect("RFC 3339");
        for same in [
            "2026-06-30 23:59",
            "2026-06-30T23:59",
            " 2026-06-30T23:59:00 ",
            "2026-06-30T23:59:00+08:00",
            "2026-06-30T23:59:00 08:00",
            "2026-06-30T15:59:00.000Z",
        ] {
            assert_eq!(read(same), Some(at), "{same}");
        }
        assert_eq!(read("2026-06-30"), Some(at + 59_999), "the end of the day");
        for wrong in ["", "yesterday", "2026-02-30", "2026-06-30 25:00", "30.06.2026", "1782835140"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
