//! Days of the calendar, for messages.

use std::fmt;

use super::der::{GENERALIZED_TIME, UTC_TIME, Value};
use crate::message::Public;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// The days of 400 years.
const DAYS_OF_ERA: i64 = 146_097;

/// The days from the first of March of the year 0 to 1970-01-01.
const MARCH_OF_YEAR_0: i64 = 719_468;

/// The day of a time in seconds since 1970-01-01T00:00:00Z. It displays as `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub i64);

impl Public for Date {}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The seconds of a time in a certificate. The forms are those that Go reads: `UTCTime` may be without seconds, and
/// both may have the difference to UTC instead of a `Z`.
pub(super) fn seconds(time: Value) -> Option<i64> {
    let text = std::str::from_utf8(time.content).ok()?;
    let (digits, zone) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let (year, rest) = match (time.tag, digits.len()) {
        (UTC_TIME, 10 | 12) => {
            let (year, rest) = digits.split_at(2);
            let year: i64 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        (GENERALIZED_TIME, 14) => {
            let (year, rest) = digits.split_at(4);
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let pair = |at: usize| rest.get(at..at + 2).map_or(Some(0), |pair| pair.parse::<i64>().ok());
    let (month, day, hour, minute, second) = (pair(0)?, pair(2)?, pair(4)?, pair(6)?, pair(8)?);
    let days = days(year, month, day)?;
    let is_of_day = hour < 24 && minute < 60 && second < 60;
    is_of_day.then_some(days * DAY + hour * 3600 + minute * 60 + second - ahead_of_utc(zone)?)
}

/// The seconds by which a zone such as `Z` or `+0100` is ahead.
fn ahead_of_utc(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("Z", "") => return Some(0),
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    Some(sign * (number / 100 * 3600 + number % 100 * 60))
}

/// The days from 1970-01-01 to a day, if there is such a day.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let year_from_march = year - i64::from(month <= 2);
    let (era, year_of_era) = (year_from_march.div_euclid(400), year_from_march.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * DAYS_OF_ERA + day_of_era - MARCH_OF_YEAR_0;
    (civil(days) == (year, month, day)).then_some(days)
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Years are taken to begin in March, so that the leap day is the last one of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let from_march_0 = days + MARCH_OF_YEAR_0;
    let (era, day_of_era) = (from_march_0.div_euclid(DAYS_OF_ERA), from_march_0.rem_euclid(DAYS_OF_ERA));
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        let rows = [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400, "2000-02-29"),
            (1_795_392_000, "2026-11-23"),
            (1_795_391_999, "2026-11-22"),
            (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"),
        ];
        for (seconds, day) in rows {
            assert_eq!(Date(seconds).to_string(), day);
        }
    }
    /// Each row is what Go's `cryptobyte` reads, or does not.
    #[test]
    fn times_are_read_as_go_does() {
        let rows = [
            (UTC_TIME, "261123000000Z", Some(1_795_392_000)),
            (UTC_TIME, "2611230000Z", Some(1_795_392_000)),
            (UTC_TIME, "261123010000+0100", Some(1_795_392_000)),
            (UTC_TIME, "261122233000-0030", Some(1_795_392_000)),
            (UTC_TIME, "500101000000Z", Some(-631_152_000)),
            (UTC_TIME, "491231235959Z", Some(2_524_607_999)),
            (GENERALIZED_TIME, "00010101000000Z", Some(-62_135_596_800)),
            (GENERALIZED_TIME, "20261123000000Z", Some(1_795_392_000)),
            (GENERALIZED_TIME, "99991231235959Z", Some(253_402_300_799)),
            (GENERALIZED_TIME, "20260101000000.5Z", None),
            (GENERALIZED_TIME, "20270229000000Z", None),
            (GENERALIZED_TIME, "20271231235960Z", None),
            (GENERALIZED_TIME, "20271231236000Z", None),
            (GENERALIZED_TIME, "20271231240000Z", None),
            (GENERALIZED_TIME, "202611230000Z", None),
            (UTC_TIME, "261123000000", None),
            (UTC_TIME, "261123000000+01", None),
            (UTC_TIME, "261323000000Z", None),
            (UTC_TIME, "", None),
        ];
        for (tag, text, expected) in rows {
            let time = Value { tag, content: text.as_bytes(), whole: &[] };
            assert_eq!(seconds(time), expected, "{text}");
        }
    }
}
