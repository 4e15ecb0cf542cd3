//! Decides which failures are retried, by an exhaustive match on the cause.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Cause, Limits};
use crate::answer::{Answer, DecodeError};

const CONNECT_RETRIES_MAX: u32 = 1;

/// Whether a request is retried.
#[derive(Debug, PartialEq)]
pub(super) enum Again {
    Never,
    After(Duration),
    /// The server asks for a longer wait than the limit.
    TooLong(Duration),
}

/// Decides about a failure. `attempt` is the number of retries made so far.
pub(super) fn again(cause: &Cause, attempt: u32, limits: &Limits, now: DateTime<Utc>) -> Again {
    let asked = match cause {
        Cause::Status(answer) if is_temporary(answer.status) => retry_after(answer, now),
        Cause::Timeout(_) | Cause::Truncated | Cause::Reset | Cause::Malformed => None,
        // The next attempt uses HTTP/1.1.
        Cause::Http1Required => None,
        // Usually a wrong address or no network. One more attempt covers a server that is restarting.
        Cause::Connect(_) | Cause::Name if attempt >= CONNECT_RETRIES_MAX => return Again::Never,
        Cause::Connect(_) | Cause::Name => None,
        Cause::Decode(DecodeError::Damaged(_)) => None,
        Cause::Status(_)
        | Cause::Decode(DecodeError::TooLarge(_) | DecodeError::UnknownCoding(_))
        | Cause::Address
        | Cause::Robots(_)
        | Cause::Tls(_)
        | Cause::RetryAfter { .. }
        | Cause::OffHost(_)
        | Cause::Downgrade(_)
        | Cause::RedirectLoop
        | Cause::TooLarge(_)
        | Cause::NotHttp(_)
        | Cause::Cancelled => return Again::Never,
    };
    match asked {
        Some(wait) if wait > limits.retry_after_max => Again::TooLong(wait),
        _ if attempt >= limits.retries_max => Again::Never,
        _ => {
            let growing =
                limits.retry_wait_first.saturating_mul(2u32.saturating_pow(attempt)).min(limits.retry_wait_max);
            Again::After(growing.max(asked.unwrap_or_default()))
        }
    }
}

/// Statuses that describe a passing condition rather than the request.
fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 507 | 520..=530)
}

/// The wait that `Retry-After` asks for, given in seconds or as a date; `None` if it can't be parsed.
fn retry_after(answer: &Answer, now: DateTime<Utc>) -> Option<Duration> {
    let text = answer.header("retry-after")?.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // A number too large to parse means a very long wait.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let at: DateTime<Utc> = httpdate::parse_http_date(text).ok()?.into();
    // A date in the past means no wait.
    Some((at - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after: Option<&str>) -> Cause {
        Cause::Status(Box::new(Answer {
            url: String::new(),
            method: "GET".into(),
            asked: None,
            status,
            headers: retry_after.map(|value| ("Retry-After".to_owned(), value.to_owned())).into_iter().collect(),
            body: Vec::new(),
            fetched: DateTime::UNIX_EPOCH,
        }))
    }

    #[test]
    fn which_causes_are_retried_and_when() {
        let limits = Limits::default();
        let now = DateTime::from_timestamp(1_768_979_000, 0).unwrap();
        let date = |seconds| httpdate::fmt_http_date((now + chrono::TimeDelta::seconds(seconds)).into());
        let after = |seconds| Again::After(Duration::from_secs(seconds));
        let too_long = |seconds| Again::TooLong(Duration::from_secs(seconds));
        let cases = [
            (status(503, None), 0, after(2)),
            (status(503, None), 1, after(4)),
            (status(503, None), 3, after(16)),
            (status(503, None), 4, Again::Never),
            (status(429, Some("7")), 0, after(7)),
            (status(429, Some("1")), 1, after(4)),
            (status(429, Some("86400")), 0, too_long(86_400)),
            (status(429, Some("99999999999999999999999")), 0, too_long(u64::MAX)),
            (status(503, Some(&date(9))), 0, after(9)),
            (status(503, Some(&date(-9))), 0, after(2)),
            (status(503, Some(&date(4000))), 0, too_long(4000)),
            (status(503, Some("soon")), 0, after(2)),
            (status(503, Some("-5")), 0, after(2)),
            (status(404, Some("5")), 0, Again::Never),
            (status(403, None), 0, Again::Never),
            (status(501, None), 0, Again::Never),
            (Cause::Timeout(Duration::ZERO), 0, after(2)),
            (Cause::Truncated, 0, after(2)),
            (Cause::Malformed, 0, after(2)),
            (Cause::Http1Required, 0, after(2)),
            (Cause::NotHttp(String::new()), 0, Again::Never),
            (Cause::Cancelled, 0, Again::Never),
            (Cause::TooLarge(1), 0, Again::Never),
        ];
        for (cause, attempt, expected) in cases {
            assert_eq!(again(&cause, attempt, &limits, now), expected, "{cause:?}");
        }
    }

    #[test]
    fn waits_double_up_to_the_limit_without_overflow() {
        let limits = Limits { retries_max: u32::MAX, ..Limits::default() };
        assert_eq!(
            again(&Cause::Truncated, 4_000_000, &limits, DateTime::UNIX_EPOCH),
            Again::After(limits.retry_wait_max)
        );
    }
}
