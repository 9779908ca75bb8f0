"""Only valid headers are used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.limits.state import RateReport
from ringkeep.ringcentral.http.headers import LONGEST_WAIT, number, rate_report, retry_after

NOW = 1_795_000_000.0
NAMES = (
    "x-rate-limit-group",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-window",
    "retry-after",
)


def test_all_headers_are_read() -> None:
    headers = dict(zip(NAMES, ("Heavy", "10", "7", "60", "30"), strict=True))
    assert rate_report(429, headers, NOW, NOW - 1) == RateReport(
        status=429,
        group="heavy",
        limit=10,
        remaining=7,
        window=60,
        retry_after=30,
        sent_at=NOW - 1,
    )


def test_response_without_headers_gives_an_empty_report() -> None:
    assert rate_report(200, {}, NOW, NOW) == RateReport(sent_at=NOW)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("-5", 0.0),
        ("99999999", LONGEST_WAIT),
        ("Wed, 18 Nov 2026 10:27:20 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_retry_after_is_limited(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text}, NOW) == seconds


def test_retry_after_may_be_a_date() -> None:
    assert retry_after({"retry-after": "Wed, 18 Nov 2026 11:07:20 GMT"}, 1_794_999_995.0) == 45


def test_numbers_are_finite() -> None:
    assert [number(text) for text in ("1", "nan", "inf", "x", None)] == [1, None, None, None, None]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)), st.integers(100, 599))
def test_no_header_breaks_the_parser(headers: dict[str, str], status: int) -> None:
    report = rate_report(status, headers, NOW, NOW)
    assert report.retry_after is None or 0 <= report.retry_after <= LONGEST_WAIT
    assert report.group is None or report.group == report.group.lower()


@given(st.integers(-(10**400), 10**400))
def test_no_number_is_too_large(value: int) -> None:
    rate_report(200, dict.fromkeys(NAMES, str(value)), NOW, NOW)
