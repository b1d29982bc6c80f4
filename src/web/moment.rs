//! Moments as people read them: in the zone of the portal, with the exact time behind.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::{HOUR, Millis, SECOND};
use crate::text::{Text, text};

/// The zone in which times are shown; its name stands on pages with many times.
pub const ZONE: &str = "Asia/Shanghai";
/// China has kept one offset without summer time since 1991.
const OFFSET_HOURS: i8 = 8;
pub const ZONE_SHOWN: &str = "UTC+8";
/// Said beside fields that ask for a time.
pub const ZONE_HINT: Text = text("时区：Asia/Shanghai（UTC+8）", "In Asia/Shanghai (UTC+8)");

/// A moment for `<time>`: RFC 3339 in UTC, and `2026-11-21 10:30` in the portal's zone.
#[derive(Clone, Debug)]
pub struct Moment {
    pub iso: String,
    pub shown: String,
}

impl Moment {
    /// The same in UTC, for a title: `2026-11-21 02:30:00 UTC`.
    pub fn utc(&self) -> String {
        utc(&self.iso)
    }
}

/// A moment in UTC as people read it.
pub fn utc(iso: &str) -> String {
    iso.replace('T', " ").replace('Z', " UTC")
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

/// The day that it is in the portal's zone, as `2027-03-31`, some days later.
pub fn day(now: Millis, later: i64) -> String {
    let day = zoned(now)
        .and_then(|zoned| zoned.date().checked_add(jiff::Span::new().try_days(later).ok()?).ok());
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Days from now until a day; negative when it is over.
pub fn days_until(now: Millis, day: &str) -> Option<i64> {
    let (today, day) = (zoned(now)?.date(), day.parse::<jiff::civil::Date>().ok()?);
    today.until(day).ok().map(|span| i64::from(span.get_days()))
}

/// A time as `<input type="datetime-local">` sends it (`2027-03-31T04:00`), in the portal's zone.
pub fn local_time(text: &str) -> Option<Millis> {
    let time: jiff::civil::DateTime = text.trim().replace(' ', "T").parse().ok()?;
    let zoned = time.to_zoned(TimeZone::fixed(jiff::tz::offset(OFFSET_HOURS))).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

/// A moment as such a field holds it.
pub fn typed_time(at: Millis) -> String {
    let seconds = zoned(at).map(|zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    match (seconds, at.rem_euclid(1_000)) {
        (None, _) => String::new(),
        (Some(seconds), 0) => seconds,
        (Some(seconds), rest) => format!("{seconds}.{rest:03}"),
    }
}

/// What a text says of time: the moment at which that begins, and the one at which it is over. A day
/// lasts until the next one, `10:30` for a minute, a moment of RFC 3339 for a millisecond.
pub fn stretch(text: &str) -> Option<(Millis, Millis)> {
    let text = text.trim();
    if is_day(text) {
        let begins = local_time(&format!("{text}T00:00"))?;
        return Some((begins, begins.saturating_add(24 * HOUR)));
    }
    // In an address, a plus that nobody escaped is a space.
    let restored = text.rsplit_once(' ').filter(|(time, _)| time.contains('T'));
    let restored = restored.map(|(time, offset)| format!("{time}+{offset}"));
    let mut exact = [Some(text.to_owned()), restored].into_iter().flatten();
    if let Some(moment) = exact.find_map(|text| text.parse::<Timestamp>().ok()) {
        let begins = moment.as_millisecond();
        return Some((begins, begins.saturating_add(1)));
    }
    let clock = text.get(10..)?.get(1..)?;
    let lasts = match clock.split(':').count() {
        2 => 60 * SECOND,
        3 if !clock.contains('.') => SECOND,
        _ => return None,
    };
    let begins = local_time(text)?;
    Some((begins, begins.saturating_add(lasts)))
}

/// The next night hour from 4 to 5 in the portal's zone that leaves half a day to prepare.
pub fn quiet_hour(now: Millis) -> Option<Moment> {
    let earliest = zoned(now.saturating_add(12 * HOUR))?;
    let four = |date: jiff::civil::Date| date.at(4, 0, 0, 0);
    let today = four(earliest.date());
    let next = if today < earliest.datetime() {
        today.checked_add(jiff::Span::new().days(1)).ok()?
    } else {
        today
    };
    let at = next.to_zoned(TimeZone::fixed(jiff::tz::offset(OFFSET_HOURS))).ok()?;
    Some(moment(at.timestamp().as_millisecond()))
}

fn zoned(at: Millis) -> Option<jiff::Zoned> {
    let timestamp = Timestamp::from_millisecond(at).ok()?;
    Some(timestamp.to_zoned(TimeZone::fixed(jiff::tz::offset(OFFSET_HOURS))))
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
        assert_eq!(moment.utc(), "2026-11-21 02:00:00 UTC");
    }

    #[test]
    fn days_are_counted_in_the_portals_zone() {
        // 02:00 UTC on the 21st, and 20 h later it is the 22nd in the portal's zone.
        const NOW: Millis = 1_795_226_400_000;
        assert_eq!((day(NOW, 0).as_str(), day(NOW, 30).as_str()), ("2026-11-21", "2026-12-21"));
        assert_eq!(day(NOW + 20 * HOUR, 0), "2026-11-22");
        assert_eq!(days_until(NOW, "2026-11-20"), Some(-1));
        assert_eq!(days_until(NOW, "2027-01-31"), Some(71));
        assert_eq!(days_until(NOW, "soon"), None);
    }

    #[test]
    fn local_times_are_of_the_portals_zone_and_the_quiet_hour_leaves_time() {
        const NOW: Millis = 1_795_226_400_000;
        assert_eq!(local_time("2026-11-21T10:00"), Some(NOW));
        assert_eq!(local_time("2026-11-21 10:00:00"), Some(NOW));
        assert_eq!(local_time("tomorrow"), None);
        assert_eq!(quiet_hour(NOW).expect("an hour").shown, "2026-11-22 04:00:00");
        assert_eq!(quiet_hour(NOW + 8 * HOUR).expect("an hour").shown, "2026-11-23 04:00:00");
    }

    #[test]
    fn the_zone_that_is_told_is_the_one_that_counts() {
        for told in [ZONE_HINT.zh, ZONE_HINT.en] {
            assert!(told.contains(ZONE) && told.contains(ZONE_SHOWN), "{told}");
        }
        assert_eq!(typed_time(1_795_226_400_000), "2026-11-21T10:00:00");
        assert_eq!(typed_time(1_795_226_400_007), "2026-11-21T10:00:00.007");
        assert_eq!(local_time("2026-11-21T10:00:00.007"), Some(1_795_226_400_007));
    }

    #[test]
    fn a_stretch_lasts_as_long_as_it_is_said_exactly() {
        const NOW: Millis = 1_795_226_400_000;
        let until = |text: &str| stretch(text).map(|(begins, ends)| (begins - NOW, ends - begins));
        assert_eq!(until("2026-11-21"), Some((-10 * HOUR, 24 * HOUR)));
        for minute in ["2026-11-21 10:00", " 2026-11-21T10:00 "] {
            assert_eq!(until(minute), Some((0, 60_000)), "{minute}");
        }
        assert_eq!(until("2026-11-21 10:00:00"), Some((0, 1_000)));
        for exact in [
            "2026-11-21T02:00:00Z",
            "2026-11-21T10:00:00+08:00",
            "2026-11-21T10:00:00 08:00",
            "2026-11-21T02:00:00.000Z",
        ] {
            assert_eq!(until(exact), Some((0, 1)), "{exact}");
        }
        for wrong in [
            "",
            "tomorrow",
            "2026-11-31",
            "2026-11-21 25:00",
            "2026-11-21 10",
            "10:00",
            "2026/11/21",
            "客服客服客服",
        ] {
            assert_eq!(stretch(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_are_real_days() {
        assert!(is_day("2028-02-29"));
        for wrong in ["2027-02-29", "2027-2-9", "", "tomorrow", "20270301"] {
            assert!(!is_day(wrong), "{wrong}");
        }
    }
}
