//! Which keys are due: overdue, tomorrow, within a week, within a month. For the list of keys and for
//! whatever else tells what needs attention.

use super::moment::{day, days_until};
use super::ui::Ui;
use crate::clock::Millis;
use crate::domain::{EnterpriseId, Key};
use crate::error::Result;
use crate::store::{Read, secrets};
use crate::text::Message;

/// Days before which a key is worth a word.
const MONTH: i64 = 30;
const WEEK: i64 = 7;

/// How soon something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    Overdue,
    Tomorrow,
    Week,
    Month,
}

/// The time that a key has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub urgency: Urgency,
    pub days: i64,
}

impl Due {
    /// `None` while there is more than a month left, or no day was told.
    pub fn of(expires_on: &str, now: Millis) -> Option<Due> {
        let days = days_until(now, expires_on)?;
        let urgency = match days {
            ..0 => Urgency::Overdue,
            0..=1 => Urgency::Tomorrow,
            2..=WEEK => Urgency::Week,
            8..=MONTH => Urgency::Month,
            _ => return None,
        };
        Some(Due { urgency, days })
    }

    /// The kind of the tag.
    pub fn kind(&self) -> &'static str {
        match self.urgency {
            Urgency::Overdue | Urgency::Tomorrow => "bad",
            Urgency::Week => "warn",
            Urgency::Month => "info",
        }
    }

    /// In the language of a page.
    pub fn told(&self, ui: &Ui) -> String {
        ui.msg(&self.words()).to_owned()
    }

    pub fn words(&self) -> Message {
        let days = self.days.abs();
        let plural = if days == 1 { "" } else { "s" };
        match (self.urgency, self.days) {
            (Urgency::Overdue, _) => {
                Message::new(format!("已过期 {days} 天"), format!("{days} day{plural} overdue"))
            }
            (_, 0) => Message::new("今天到期", "expires today"),
            (_, 1) => Message::new("明天到期", "expires tomorrow"),
            _ => Message::new(format!("还有 {days} 天"), format!("{days} days left")),
        }
    }
}

/// The active keys of an enterprise that are due, the most urgent first.
pub async fn keys(
    read: &mut Read,
    enterprise: EnterpriseId,
    now: Millis,
) -> Result<Vec<(Key, Due)>> {
    let keys = secrets::due(read, enterprise, &day(now, MONTH)).await?;
    Ok(keys
        .into_iter()
        .filter_map(|key| Due::of(&key.expires_on, now).map(|due| (key, due)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_becomes_due_at_30_7_and_1_days() {
        const NOW: Millis = 1_795_226_400_000;
        let of = |days| Due::of(&day(NOW, days), NOW).map(|due| due.urgency);
        assert_eq!(of(31), None);
        assert_eq!((of(30), of(8)), (Some(Urgency::Month), Some(Urgency::Month)));
        assert_eq!((of(7), of(2)), (Some(Urgency::Week), Some(Urgency::Week)));
        assert_eq!((of(1), of(0)), (Some(Urgency::Tomorrow), Some(Urgency::Tomorrow)));
        assert_eq!(of(-1), Some(Urgency::Overdue));
        assert_eq!(Due::of("", NOW), None);
        let said = |days| Due::of(&day(NOW, days), NOW).expect("due").words().en;
        assert_eq!((said(-1), said(-2)), ("1 day overdue".into(), "2 days overdue".into()));
        assert_eq!((said(1), said(9)), ("expires tomorrow".into(), "9 days left".into()));
    }
}
