//! Dates as IMAP writes them (RFC 3501 §9: date, date-time).

use super::syntax::Bad;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// ` 1-Jun-2026 08:00:00 +0000`.
pub(super) fn written(when: OffsetDateTime) -> String {
    let (hours, minutes, _) = when.offset().as_hms();
    let sign = if when.offset().is_negative() {
        '-'
    } else {
        '+'
    };
    format!(
        "{:>2}-{}-{} {:02}:{:02}:{:02} {sign}{:02}{:02}",
        when.day(),
        MONTHS[usize::from(u8::from(when.month())) - 1],
        when.year(),
        when.hour(),
        when.minute(),
        when.second(),
        hours.unsigned_abs(),
        minutes.unsigned_abs(),
    )
}

/// `1-Jun-2026`.
pub(super) fn day(text: &str) -> Result<Date, Bad> {
    read_day(text.trim()).ok_or(Bad("A date is written 1-Jun-2026"))
}

/// ` 1-Jun-2026 08:00:00 +0800`.
pub(super) fn moment(text: &str) -> Result<OffsetDateTime, Bad> {
    read_moment(text.trim()).ok_or(Bad("A time is written \" 1-Jun-2026 08:00:00 +0800\""))
}

fn read_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let day = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let at = MONTHS.iter().position(|it| it.eq_ignore_ascii_case(name))?;
    let month = Month::try_from(u8::try_from(at).ok()? + 1).ok()?;
    let year = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, month, day).ok()
}

fn read_moment(text: &str) -> Option<OffsetDateTime> {
    let mut parts = text.split(' ');
    let (day, clock, zone) = (parts.next()?, parts.next()?, parts.next()?);
    let mut clock = clock.split(':').map(str::parse);
    let mut next = || clock.next()?.ok();
    let time = Time::from_hms(next()?, next()?, next()?).ok()?;
    let negative = zone.starts_with('-');
    let digits: i8 = zone.get(1..3)?.parse().ok()?;
    let minutes: i8 = zone.get(3..5)?.parse().ok()?;
    let sign = if negative { -1 } else { 1 };
    let offset = UtcOffset::from_hms(sign * digits, sign * minutes, 0).ok()?;
    Some(PrimitiveDateTime::new(read_day(day)?, time).assume_offset(offset))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for text in [
            " 1-Jun-2026 08:00:00 +0000",
            "31-Dec-1999 23:59:59 -0330",
            "29-Feb-2024 00:00:00 +0800",
        ] {
            assert_eq!(written(moment(text).unwrap()), text);
        }
        for text in [
            "",
            "1-Jun-2026",
            "31-Feb-2026 08:00:00 +0000",
            "1-Jun-2026 25:00:00 +0000",
            "1-Jun-2026 08:00:00 +é",
        ] {
            assert!(moment(text).is_err(), "{text}");
        }
        assert!(day("1-jun-2026").is_ok() && day("1-6-2026").is_err());
    }
}
