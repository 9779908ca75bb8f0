"""E-mail addresses: one form for each person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.emails import EmailNotValid, normal_email, normalised_email


@pytest.mark.parametrize("text", ["you@example.com", "You@Example.COM", " you@example.com\n"])
def test_case_and_spaces_do_not_count_when_a_user_is_looked_up(text: str) -> None:
    assert normalised_email(text) == "you@example.com"


@pytest.mark.parametrize("text", ["y.ou@example.com", "you+a@example.com", "straße@example.com"])
def test_nothing_else_is_folded(text: str) -> None:
    assert normalised_email(text) == text


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ann@example.com", "ann@example.com"),
        ("  Ann.Lee+QA@Example.COM\n", "ann.lee+qa@example.com"),
        ("=cmd@example.com", "=cmd@example.com"),
        ("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_case_and_surrounding_spaces_do_not_matter(written: str, normal: str) -> None:
    assert normal_email(written) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@localhost",
        "ann@@example.com",
        "ann@example..com",
        "ann@-example.com",
        "ann@10.0.0.1",
        ".ann@example.com",
        "ann.@example.com",
        "an..n@example.com",
        "ann lee@example.com",
        "ann@exam ple.com",
        "Ann <ann@example.com>",
        "ann@example.com,ben@example.com",
        "ann@example.com\nbcc: ben@example.com",
        "\u212aim@example.com",  # the Kelvin sign becomes an ASCII k in lower case
        "\u0430nn@example.com",  # a Cyrillic letter that looks like a Latin one
        f"{'a' * 65}@example.com",
        f"ann@{'a' * 64}.com",
        f"ann@{'abc.' * 70}com",
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(EmailNotValid) as refused:
        normal_email(text)
    assert (refused.value.code, refused.value.field) == ("email_not_valid", "email")


@given(st.emails())
def test_the_normal_form_is_its_own_normal_form(address: str) -> None:
    try:
        normal = normal_email(address)
    except EmailNotValid:
        return
    assert normal_email(normal) == normal == normal_email(f" {address.upper()} ")


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        normal = normal_email(text)
    except EmailNotValid:
        return
    assert normal.isascii()
    assert len(normal) <= 254


def test_a_long_text_is_refused_fast() -> None:
    with pytest.raises(EmailNotValid):
        normal_email("a." * 100_000 + "@example.com")


def test_a_sign_that_becomes_ascii_in_lower_case_is_no_ascii_letter() -> None:
    """Otherwise someone with this address at an identity provider would be taken for Kim."""
    assert normalised_email("\u212aim@example.com") != "kim@example.com"
