"""Text from outside loses its credentials and personal data, and keeps what helps a reader."""

from __future__ import annotations

import pytest

from ringkeep.domain.masking import masked

JWT = "eyJraWQiOiI4NzYyZj.eyJzdWIiOiI5MDAwMDEifQ.c2lnbmF0dXJl_LW9mLXRoZS1qd3Q"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"The assertion {JWT} is expired", "The assertion [token] is expired"),
        ("Illegal header value b'Bearer U0pDMTF\\n'", "Illegal header value b'Bearer [token]'"),
        ("Basic YXBwOnM= is wrong", "Basic [token] is wrong"),
        (
            "https://me:hunter2@store.example.net/a/b?signature=x1 failed",
            "https://store.example.net/... failed",
        ),
        ("Max retries with url: /file?signature=abc&x=1", "Max retries with url: /file?[query]"),
        ("+1 (650) 555-0100 is not yours", "[number] is not yours"),
        ("call 16505550100 and 2125550100", "call [number] and [number]"),
        ("mail jane.roe@example.com", "mail [address]"),
        ("key wb1jz0U2RkqNf3o4Tt3Q9w of the app", "key [token] of the app"),
        ("key abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst", "key [token]"),
        ("x" * 500, "[token]"),
    ],
)
def test_credentials_and_personal_data_are_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In order to call this API endpoint, user needs to have [ReadCompanyCallLog] permission",
        "Resource for parameter [recordingId] is not found",
        "Request rate exceeded [CMN-301]",
        "[Errno -2] Name or service not known",
        "Parameter [perPage] value is invalid",
        "certificate verify failed: self-signed certificate (_ssl.c:1028)",
    ],
)
def test_what_helps_a_reader_is_kept(text: str) -> None:
    assert masked(text) == text


def test_a_long_text_is_cut() -> None:
    assert len(masked("a b " * 1000)) == 300


def test_masking_takes_linear_time() -> None:
    for text in ("a" * 100_000, "1" * 100_000, "://" * 50_000, "a.1-" * 50_000, "@" * 100_000):
        assert len(masked(text)) <= 300
