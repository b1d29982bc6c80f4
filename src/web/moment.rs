//! Moments as people read them: in the zone of the portal, with the exact time behind.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::Millis;

/// The zone in which times are shown; its name stands on pages with many times.
pub const ZONE: &str = "Asia/Shanghai";
/// China has kept one offset without summer time since 1991.
const OFFSET_HOURS: i8 = 8;
pub const ZONE_SHOWN: &str = "UTC+8";

/// A moment for `<time>`: RFC 3339 in UTC, and `2026-11-21 10:30` in the portal's zone.
#[derive(Clone, Debug)]
pub struct Moment {
    pub iso: String,
    pub shown: String,
}

pub fn moment(at: Millis) -> Moment {
    let Ok(timestamp) = Timestamp::from_millisecond(at) else {
        return Moment { iso: String::new(), shown: "—".to_owned() };
    };
    let zoned = timestamp.to_zoned(TimeZone::fixed(jiff::tz::offset(OFFSET_HOURS)));
    Moment { iso: timestamp.to_string(), shown: zoned.strftime("%Y-%m-%d %H:%M:%S").to_string() }
}

/// Whether a day such as `2027-03-31` exists.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_shown_in_the_portals_zone() {
        let moment = moment(1_795_226_400_000);
        assert_eq!(
            (moment.iso.as_str(), moment.shown.as_str()),
            ("2026-11-21T02:00:00Z", "2026-11-21 10:00:00")
        );
    }

    #[test]
    fn days_are_real_days() {
        assert!(is_day("2028-02-29"));
        for wrong in ["2027-02-29", "2027-2-9", "", "tomorrow", "20270301"] {
            assert!(!is_day(wrong), "{wrong}");
        }
    }
}
