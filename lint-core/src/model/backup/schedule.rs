//! Schedules as Kubernetes (robfig/cron) and cron read them.

use crate::go_value;

/// A schedule, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// It runs at least once a day.
    Daily,
    /// Some day, or every day, passes without a run.
    Rarer,
    /// It is no schedule.
    Invalid,
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
    /// Reads a schedule as Kubernetes does: five fields, `@daily` or `@every 6h`.
    pub fn parse(text: &str) -> Schedule {
        Schedule::read(text.trim(), false)
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
        if text.contains("{{") || text.contains("$(") {
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
                Ok(nanoseconds) if nanoseconds > 0 => Schedule::Daily,
                _ => Schedule::Invalid,
            };
        }
        five_fields(text, is_crontab)
    }
}

fn five_fields(text: &str, is_crontab: bool) -> Schedule {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Schedule::Invalid;
    }
    let mut every_day = true;
    for (position, (part, (lowest, highest, names))) in parts.iter().zip(FIELDS).enumerate() {
        let highest = if is_crontab && position == 4 { 7 } else { highest };
        let Some(values) = values(part, lowest, highest, names) else { return Schedule::Invalid };
        let days = if position == 4 { 7 } else { (highest - lowest + 1) as usize };
        let is_full = match position {
            4 => (0..7).all(|day| values.contains(&day) || day == 0 && values.contains(&7)),
            _ => values.len() == days,
        };
        every_day &= position < 2 || is_full;
    }
    if every_day { Schedule::Daily } else { Schedule::Rarer }
}

/// The values of one field, such as `*/15` or `1-5,7`.
fn values(field: &str, lowest: u32, highest: u32, names: &[&str]) -> Option<std::collections::BTreeSet<u32>> {
    let number = |text: &str| {
        let name = names.iter().position(|name| text.eq_ignore_ascii_case(name));
        let value = match name {
            Some(position) => u32::try_from(position).ok()?.checked_add(lowest)?,
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
            None => return None,
        };
        (lowest..=highest).contains(&value).then_some(value)
    };
    let mut found = std::collections::BTreeSet::new();
    for part in field.split(',') {
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
    Some(found)
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
            ("@weekly", Rarer),
            ("0 2 * * 0", Rarer),
            ("0 2 * * 1-5", Rarer),
            ("0 2 * * sun-sat", Daily),
            ("0 2 1 * *", Rarer),
            ("0 2 */2 * *", Rarer),
            ("0 2 * jan *", Rarer),
            ("TZ=Europe/Berlin 0 2 * * *", Daily),
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
        ];
        for (text, expected) in table {
            assert_eq!(Schedule::parse(text), expected, "{text}");
        }
        assert_eq!(Schedule::parse_crontab("0 2 * * 7"), Rarer);
        assert_eq!(Schedule::parse_crontab("0 2 * * 1-7"), Daily);
        assert_eq!(Schedule::parse_crontab("@reboot"), Rarer);
    }
}
