//! Schedules as Kubernetes (robfig/cron) and cron read them.

use std::collections::BTreeSet;

use crate::go_value;

/// A schedule, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// It runs at least once a day.
    Daily,
    /// Some day, or every day, passes without a run.
    Rarer,
    /// No date fits it, such as the 31st of February.
    Never,
    /// It is no schedule.
    Invalid,
    /// It, or the zone beside it, names a time zone in a way that Kubernetes refuses.
    BadZone,
    /// It names a time zone itself, which Kubernetes refuses for new objects.
    OwnZone,
    /// It cannot be seen.
    Unknown,
}

/// A day in nanoseconds.
const DAY: i64 = 24 * 3600 * 1_000_000_000;

/// The five fields: lowest and highest value, and names for the values from the lowest on.
const FIELDS: [(u32, u32, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    // 7 is Sunday to cron, but not to Kubernetes.
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

impl Schedule {
    /// Reads a schedule as Kubernetes does: five fields, `@daily` or `@every 6h`; and `timeZone`, where it is given.
    pub fn parse(text: &str, time_zone: Option<&str>) -> Schedule {
        let text = text.trim();
        let own = ["TZ=", "CRON_TZ="].iter().find_map(|prefix| text.strip_prefix(prefix));
        let own = own.and_then(|rest| rest.split(' ').next());
        let is_bad = |zone: &str| !is_zone(zone);
        match Schedule::read(text, false) {
            Schedule::Invalid => Schedule::Invalid,
            _ if own.is_some() && time_zone.is_some() || own.or(time_zone).is_some_and(is_bad) => {
                Schedule::BadZone
            }
            _ if own.is_some() => Schedule::OwnZone,
            schedule => schedule,
        }
    }

    /// Reads a schedule as cron does, which knows no `@every`, and where Sunday is also 7.
    pub fn parse_crontab(text: &str) -> Schedule {
        Schedule::read(text.trim(), true)
    }

    /// Whether a schedule means the same whatever zone its reader lives in: it names one itself, or counts from its
    /// last run.
    pub(super) fn is_same_in_all_zones(text: &str) -> bool {
        ["TZ=", "CRON_TZ=", "@every "].iter().any(|prefix| text.trim().starts_with(prefix))
    }

    fn read(text: &str, is_crontab: bool) -> Schedule {
        if is_template(text) {
            return Schedule::Unknown;
        }
        // `TZ=Europe/Berlin 0 3 * * *` is refused for new objects since Kubernetes 1.29, but runs.
        let fields = ["TZ=", "CRON_TZ="].iter().find_map(|prefix| text.strip_prefix(prefix));
        let text = fields.and_then(|rest| rest.split_once(' ')).map_or(text, |(_, rest)| rest.trim());
        match text {
            "@hourly" | "@daily" | "@midnight" => return Schedule::Daily,
            "@weekly" | "@monthly" | "@yearly" | "@annually" => return Schedule::Rarer,
            "@reboot" if is_crontab => return Schedule::Rarer,
            _ => {}
        }
        if let Some(duration) = text.strip_prefix("@every ").filter(|_| !is_crontab) {
            return match go_value::parse_duration(duration.trim()) {
                Ok(nanoseconds) if nanoseconds > DAY => Schedule::Rarer,
                // What is less than a second means one.
                Ok(_) => Schedule::Daily,
                Err(_) => Schedule::Invalid,
            };
        }
        five_fields(text, is_crontab)
    }
}

/// Whether another program fills something in.
fn is_template(text: &str) -> bool {
    ["{{", "${", "$("].iter().any(|begin| text.contains(begin))
}

/// Whether a text may be the name of a time zone; which ones there are is not known here. A plus stands only in
/// `Etc/GMT+5` and its like.
fn is_zone(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/_-+".contains(c);
    let text = text.trim();
    is_template(text)
        || !text.is_empty()
            && text.chars().all(is_part)
            && !text.eq_ignore_ascii_case("Local")
            && (!text.contains('+') || text.starts_with("Etc/GMT+") || text == "GMT+0")
}

fn five_fields(text: &str, is_crontab: bool) -> Schedule {
    // A random minute to some crons, nothing to others.
    if is_crontab && text.contains('~') {
        return Schedule::Unknown;
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Schedule::Invalid;
    }
    let mut every_day = true;
    let mut read = Vec::new();
    for (position, (part, (lowest, highest, names))) in parts.iter().zip(FIELDS).enumerate() {
        let highest = if is_crontab && position == 4 { 7 } else { highest };
        // Kubernetes passes over what is empty between commas.
        if is_crontab && part.split(',').any(str::is_empty) {
            return Schedule::Invalid;
        }
        let Some(values) = values(part, lowest, highest, names) else { return Schedule::Invalid };
        let days = if position == 4 { 7 } else { (highest - lowest + 1) as usize };
        let is_full = match position {
            4 => (0..7).all(|day| values.contains(&day) || day == 0 && values.contains(&7)),
            _ => values.len() == days,
        };
        every_day &= position < 2 || is_full;
        // `0-6` is a choice of days all the same, and `*` is none.
        read.push((values, is_full && part.starts_with(['*', '?'])));
    }
    match read.as_slice() {
        // Beside a day of the week, the day of the month need not fit.
        [_, _, (days, _), (months, _), (_, true)] if !has_date(days, months) => Schedule::Never,
        _ if every_day => Schedule::Daily,
        _ => Schedule::Rarer,
    }
}

/// Whether any of the months has any of the days.
fn has_date(days: &BTreeSet<u32>, months: &BTreeSet<u32>) -> bool {
    let length = |month: &u32| match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    months.iter().any(|month| days.iter().any(|day| *day <= length(month)))
}

/// The values of one field, such as `*/15` or `1-5,7`.
fn values(field: &str, lowest: u32, highest: u32, names: &[&str]) -> Option<BTreeSet<u32>> {
    let number = |text: &str| {
        let name = names.iter().position(|name| text.eq_ignore_ascii_case(name));
        let value = match name {
            Some(position) => u32::try_from(position).ok()?.checked_add(lowest)?,
            None => text.parse().ok()?,
        };
        (lowest..=highest).contains(&value).then_some(value)
    };
    let mut found = BTreeSet::new();
    for part in field.split(',').filter(|part| !part.is_empty()) {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse::<usize>().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => (lowest, highest),
            Some((from, to)) => (number(from)?, number(to)?),
            None if part.contains('/') => (number(range)?, highest),
            None => (number(range)?, number(range)?),
        };
        if from > to {
            return None;
        }
        found.extend((from..=to).step_by(step));
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules() {
        use Schedule::*;
        let table = [
            ("17 */6 * * *", Daily),
            ("0 2 * * *", Daily),
            ("0 2 * * ?", Daily),
            ("@daily", Daily),
            ("@every 6h", Daily),
            ("@every 24h", Daily),
            ("@every 25h", Rarer),
            ("@every 0s", Daily),
            ("@every -1h", Daily),
            ("@weekly", Rarer),
            ("0 2 * * 0", Rarer),
            ("0 2 * * 1-5", Rarer),
            ("0 2 * * sun-sat", Daily),
            ("0 2 1 * *", Rarer),
            ("0 2 */2 * *", Rarer),
            ("0 2 1/1 * *", Daily),
            ("+5 2 * * *", Daily),
            ("-5 2 * * *", Invalid),
            ("0 2 * jan *", Rarer),
            ("TZ=Europe/Berlin 0 2 * * *", OwnZone),
            ("CRON_TZ=UTC @daily", OwnZone),
            ("CRON_TZ=Local 0 2 * * *", BadZone),
            ("TZ=UTC", Invalid),
            ("0 2 * * 1,", Rarer),
            ("0,30, * * * *", Daily),
            ("0 , * * *", Invalid),
            ("0 0 31 2 *", Never),
            ("0 0 30 2 *", Never),
            ("0 0 31 4,jun,9,11 *", Never),
            ("0 0 29 2 *", Rarer),
            ("0 0 31 2 ?", Never),
            ("0 0 31 2 1", Rarer),
            ("0 0 31 2 0-6", Rarer),
            ("0~59 2 * * *", Invalid),
            ("0 2 * * 7", Invalid),
            ("0 2 * *", Invalid),
            ("0 0 2 * * *", Invalid),
            ("60 2 * * *", Invalid),
            ("0 24 * * *", Invalid),
            ("*/0 * * * *", Invalid),
            ("5-1 * * * *", Invalid),
            ("@never", Invalid),
            ("@every soon", Invalid),
            ("@reboot", Invalid),
            ("", Invalid),
            ("{{ .Values.schedule }}", Unknown),
            ("${SCHEDULE}", Unknown),
        ];
        for (text, expected) in table {
            assert_eq!(Schedule::parse(text, None), expected, "{text}");
        }
        for (zone, expected) in [
            ("Etc/UTC", Daily),
            ("America/Port-au-Prince", Daily),
            ("Etc/GMT+5", Daily),
            ("{{ .Values.zone }}", Daily),
            ("${ZONE}", Daily),
            ("UTC+2", BadZone),
            ("Local", BadZone),
            ("", BadZone),
            ("Europe Berlin", BadZone),
        ] {
            assert_eq!(Schedule::parse("0 2 * * *", Some(zone)), expected, "{zone}");
        }
        assert_eq!(Schedule::parse("TZ=UTC 0 2 * * *", Some("UTC")), BadZone);
        assert_eq!(Schedule::parse_crontab("0 2 * * 7"), Rarer);
        assert_eq!(Schedule::parse_crontab("0 2 * * 1,"), Invalid);
        assert_eq!(Schedule::parse_crontab("0~59 2 * * *"), Unknown);
        assert_eq!(Schedule::parse_crontab("0 2 * * 1-7"), Daily);
        assert_eq!(Schedule::parse_crontab("@reboot"), Rarer);
    }
}
