//! The time that a report covers: from one moment to another, both open where nothing was typed.

use actix_web::http::StatusCode;
use serde::Deserialize;

use crate::clock::Millis;
use crate::error;
use crate::rights::ReadHistory;
use crate::store::{Page, Read, past};
use crate::text::text;
use crate::web::fault::Fault;
use crate::web::form::Form;
use crate::web::pages::as_of::view::{MALFORMED, read as read_moment, with};
use crate::web::pages::next_page;
use crate::web::scope::Within;
use crate::web::ui::PageError;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

/// The events of a report: after the first and before the second.
pub(super) type Span = (i64, i64);

/// Where a report stands and leads to.
pub(super) struct Period {
    pub path: String,
    pub from: String,
    pub to: String,
    /// The same as a file.
    pub file: String,
    pub newest: Option<String>,
    pub older: Option<String>,
}

/// Lines of a file at most.
const MOST: usize = 100_000;

impl Wanted {
    /// The events between the two moments.
    pub(super) async fn span(
        &self,
        within: &Within<ReadHistory>,
        read: &mut Read,
    ) -> Result<Result<Span, Vec<PageError>>, Fault> {
        let mut form = Form::default();
        let mut end = |name: &str, typed: &str| {
            let at = read_moment(typed);
            if at.is_none() && !typed.trim().is_empty() {
                form.wrong(name, MALFORMED);
            }
            at
        };
        let (from, to) = (end("from", &self.from), end("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            form.wrong(
                "to",
                text("结束时刻要晚于开始时刻", "It must be later than the first moment"),
            );
        }
        if form.is_wrong() {
            return Ok(Err(form.errors));
        }
        let log = within.enterprise.log();
        let seq = async |read: &mut Read, at: Millis| -> Result<i64, Fault> {
            Ok(past::up_to(read, log, at).await?.map_or(-1, |point| point.seq))
        };
        let after = match from {
            Some(at) => seq(read, at.saturating_sub(1)).await?,
            None => -1,
        };
        let before = match to {
            Some(at) => seq(read, at).await? + 1,
            None => i64::MAX,
        };
        Ok(Ok((after, before)))
    }

    /// What of it stands on the wanted page: it begins where the one before ended.
    pub(super) fn cut(&self, (after, before): Span) -> Span {
        (after, self.cursor.parse().map_or(before, |cursor: i64| cursor.min(before)))
    }

    /// The period of a report at this address; `next` is where its next page begins.
    pub(super) fn period(&self, path: String, next: Option<&String>) -> Period {
        let (from, to) = (self.from.trim(), self.to.trim());
        let pairs: Vec<(&str, &str)> =
            [("from", from), ("to", to)].into_iter().filter(|pair| !pair.1.is_empty()).collect();
        let narrowed = |path: &str| match pairs[..] {
            [] => path.to_owned(),
            [(name, value), ..] => {
                let rest = pairs.get(1).map(|(name, value)| with("", name, value));
                let rest = rest.map(|rest| rest.replacen('?', "&", 1)).unwrap_or_default();
                format!("{}{rest}", with(path, name, value))
            }
        };
        Period {
            file: narrowed(&format!("{path}.csv")),
            newest: (!self.cursor.is_empty()).then(|| narrowed(&path)),
            older: next_page(&path, &pairs, next),
            from: from.to_owned(),
            to: to.to_owned(),
            path,
        }
    }

    /// Everything of the period, page by page; too much is refused rather than cut.
    pub(super) async fn whole<T>(
        &self,
        within: &Within<ReadHistory>,
        read: &mut Read,
        page: impl AsyncFn(&mut Read, Span) -> error::Result<Page<T>>,
    ) -> Result<Vec<T>, Fault> {
        let refused = |said| Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, said);
        let Ok((after, mut before)) = self.span(within, read).await? else {
            return Err(refused(MALFORMED));
        };
        let mut whole = Vec::new();
        loop {
            let Page { items, next } = page(read, (after, before)).await?;
            whole.extend(items);
            match next.and_then(|next| next.parse().ok()) {
                None => return Ok(whole),
                Some(next) if whole.len() < MOST => before = next,
                Some(_) => {
                    return Err(refused(text(
                        "超过 100000 行；请选更短的一段",
                        "More than 100000 lines; choose a shorter time",
                    )));
                }
            }
        }
    }
}
