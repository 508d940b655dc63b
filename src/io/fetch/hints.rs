//! What headers say about time: when to come back and how long an answer keeps. Garbage is no hint.

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};

/// Longest wait that an answer can impose: 24 hours.
pub(super) const LONGEST_WAIT_SECS: u64 = 24 * 3600;
/// Longest freshness believed: 30 days. Cadence bounds it further.
const LONGEST_FRESH_SECS: u64 = 30 * 24 * 3600;
/// Numbers from here on are Unix times, not durations.
const EPOCH_FROM: u64 = 1_000_000_000;

/// `Retry-After` in seconds from now (RFC 9110 section 10.2.3), at most 24 hours. A date is reckoned from the server's
/// own `Date`, so a wrong clock on either side does no harm.
pub(super) fn retry_after_secs(headers: &HeaderMap, now: Timestamp) -> Option<u64> {
    let value = text(headers, &RETRY_AFTER)?;
    let secs = if is_digits(value) {
        value.parse().unwrap_or(u64::MAX)
    } else {
        secs_between(server_time(headers, now), http_date(value)?)
    };
    Some(secs.min(LONGEST_WAIT_SECS))
}

/// When a used-up quota is refilled, in seconds from now, at most 24 hours. Reads the spellings in use:
/// `X-RateLimit-Remaining`/`-Reset` with a Unix time (GitHub), seconds (Reddit) or an ISO time (Mastodon), and the
/// same without `X-` (IETF draft). `None` while something remains or nothing is said.
pub(super) fn quota_secs(headers: &HeaderMap, now: Timestamp) -> Option<u64> {
    if !is_quota_used_up(headers) {
        return None;
    }
    let value = ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"]
        .into_iter()
        .find_map(|name| text(headers, &HeaderName::from_static(name)))?;
    let secs = if let Ok(number) = value.split('.').next().unwrap_or_default().parse::<u64>() {
        if number < EPOCH_FROM {
            number
        } else {
            secs_between(now, unix_time(number)?)
        }
    } else {
        secs_between(now, value.parse().ok()?)
    };
    Some(secs.min(LONGEST_WAIT_SECS))
}

/// Whether a quota header says that nothing is left.
pub(super) fn is_quota_used_up(headers: &HeaderMap) -> bool {
    [
        "x-ratelimit-remaining",
        "ratelimit-remaining",
        "x-rate-limit-remaining",
    ]
    .into_iter()
    .filter_map(|name| text(headers, &HeaderName::from_static(name)))
    .any(|value| value.parse::<f64>().is_ok_and(|left| left <= 0.0))
}

/// How long the answer stays fresh (RFC 9111 section 4.2), seconds, at most 30 days: `max-age` less `Age`, else
/// `Expires` less `Date`. `None` if nothing is said or `no-cache`/`no-store` is.
pub(super) fn fresh_secs(headers: &HeaderMap, now: Timestamp) -> Option<u64> {
    let mut max_age = None;
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in value.to_str().unwrap_or_default().split(',') {
            let directive = directive.trim();
            let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
            if name.eq_ignore_ascii_case("no-cache") || name.eq_ignore_ascii_case("no-store") {
                return None;
            }
            if name.eq_ignore_ascii_case("max-age") && max_age.is_none() {
                max_age = argument.trim_matches('"').parse::<u64>().ok();
            }
        }
    }
    let secs = match max_age {
        Some(secs) => {
            let age = text(headers, &AGE).and_then(|age| age.parse().ok()).unwrap_or(0);
            secs.saturating_sub(age)
        }
        None => secs_between(server_time(headers, now), http_date(text(headers, &EXPIRES)?)?),
    };
    (secs > 0).then(|| secs.min(LONGEST_FRESH_SECS))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn is_digits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the server's clock says, by `Date` and the `Age` that a cache adds.
pub(super) fn server_now(headers: &HeaderMap) -> Option<Timestamp> {
    let age = text(headers, &AGE).and_then(|age| age.parse().ok()).unwrap_or(0);
    http_date(text(headers, &DATE)?)?
        .checked_add(SignedDuration::from_secs(age))
        .ok()
}

fn server_time(headers: &HeaderMap, now: Timestamp) -> Timestamp {
    text(headers, &DATE).and_then(http_date).unwrap_or(now)
}

/// Seconds from `from` to `to`, rounded up; 0 if `to` is past.
fn secs_between(from: Timestamp, to: Timestamp) -> u64 {
    let millis = to.as_millisecond().saturating_sub(from.as_millisecond());
    u64::try_from(millis).unwrap_or(0).div_ceil(1000)
}

fn unix_time(secs: u64) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(secs).ok()?).ok()
}

/// A date as RFC 9110 section 5.6.7 has it; a wrong weekday is forgiven.
fn http_date(value: &str) -> Option<Timestamp> {
    static DATES: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    DATES.parse_timestamp(value).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        headers
    }

    fn now() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_never_more_than_a_day() {
        let day = Some(LONGEST_WAIT_SECS);
        for (value, want) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("1000000000", day),
            ("99999999999999999999999999", day),
            ("Sun, 01 Mar 2026 12:02:00 GMT", Some(120)),
            ("Mon, 01 Mar 2026 12:02:00 GMT", Some(120)),
            ("Sun, 01 Mar 2026 11:00:00 GMT", Some(0)),
            ("Sun, 01 Mar 2099 12:00:00 GMT", day),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(
                retry_after_secs(&headers(&[("retry-after", value)]), now()),
                want,
                "{value}"
            );
        }
        assert_eq!(retry_after_secs(&headers(&[]), now()), None);
    }

    #[test]
    fn a_skewed_clock_does_not_stretch_the_wait() {
        let skewed = [
            ("date", "Sun, 01 Mar 2020 12:00:00 GMT"),
            ("retry-after", "Sun, 01 Mar 2020 12:00:30 GMT"),
        ];
        assert_eq!(retry_after_secs(&headers(&skewed), now()), Some(30));
    }

    #[test]
    fn quotas_are_read_in_every_spelling() {
        for (reset, want) in [
            ("1772366460", Some(60)),
            ("60", Some(60)),
            ("59.7", Some(59)),
            ("2026-03-01T12:01:00.000Z", Some(60)),
            ("never", None),
        ] {
            let given = headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)]);
            assert_eq!(quota_secs(&given, now()), want, "{reset}");
        }
        assert_eq!(
            quota_secs(
                &headers(&[("ratelimit-remaining", "3"), ("ratelimit-reset", "9")]),
                now()
            ),
            None
        );
        assert!(is_quota_used_up(&headers(&[("x-ratelimit-remaining", "0.0")])));
    }

    #[test]
    fn freshness_is_max_age_less_age_or_expires_less_date() {
        type Case<'a> = (&'a [(&'a str, &'a str)], Option<u64>);
        let cases: [Case<'_>; 10] = [
            (&[], None),
            (&[("cache-control", "public, max-age=600")], Some(600)),
            (&[("cache-control", "Max-Age=\"600\""), ("age", "100")], Some(500)),
            (&[("cache-control", "max-age=600"), ("age", "700")], None),
            (&[("cache-control", "no-cache, max-age=600")], None),
            (
                &[("cache-control", "max-age=600"), ("cache-control", "no-store")],
                None,
            ),
            (
                &[("cache-control", "max-age=99999999999")],
                Some(LONGEST_FRESH_SECS),
            ),
            (&[("expires", "Sun, 01 Mar 2026 12:10:00 GMT")], Some(600)),
            (&[("expires", "0")], None),
            (
                &[
                    ("cache-control", "max-age=60"),
                    ("expires", "Sun, 01 Mar 2026 12:10:00 GMT"),
                ],
                Some(60),
            ),
        ];
        for (lines, want) in cases {
            assert_eq!(fresh_secs(&headers(lines), now()), want, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn hints_are_bounded_whatever_is_sent(value in "[ -~]{0,40}") {
            let given = headers(&[
                ("retry-after", &value), ("expires", &value), ("cache-control", &value), ("age", &value),
                ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &value), ("date", &value),
            ]);
            prop_assert!(retry_after_secs(&given, now()).is_none_or(|secs| secs <= LONGEST_WAIT_SECS));
            prop_assert!(quota_secs(&given, now()).is_none_or(|secs| secs <= LONGEST_WAIT_SECS));
            prop_assert!(fresh_secs(&given, now()).is_none_or(|secs| secs <= LONGEST_FRESH_SECS));
        }
    }
}
