"""If-Match as in RFC 9110, and as changes use it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.api.problems import Refused
from ringkeep.api.versions import NO_VERSION, read_versions


@pytest.mark.parametrize(
    ("header", "versions"),
    [
        ('"3"', {3}),
        (' "3" ', {3}),
        ('"3", "4"', {3, 4}),
        ('"3","4",', {3, 4}),
        (', "3",, "4"', {3, 4}),
        ('W/"3", "4"', {4}),
        ('W/"3"', set()),
        ('"0"', {0}),
        ('"03"', set()),
        ('"abc"', set()),
        ('"a,b", "5"', {5}),
        ('""', set()),
        ('"9999999999999999"', set()),
    ],
)
def test_versions_are_read(header: str, versions: set[int]) -> None:
    assert read_versions(header).versions == versions


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "version_required"),
        ("", "version_required"),
        ("  ", "version_required"),
        ("*", "version_required"),
        ("3", "version_invalid"),
        ('"3', "version_invalid"),
        ('"3" "4"', "version_invalid"),
        ('w/"3"', "version_invalid"),
        ('*, "3"', "version_invalid"),
        (",", "version_invalid"),
        ('"3"' + ',"3"' * 1_000, "version_invalid"),
    ],
)
def test_what_names_no_version_is_refused(header: str | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_versions(header)
    assert refused.value.code == code
    assert refused.value.status == (428 if code == "version_required" else 422)


@given(st.text(st.sampled_from('"3,W/* \t\xe9a'), max_size=30))
def test_every_text_is_read_or_refused(text: str) -> None:
    try:
        versions = read_versions(text).versions
    except Refused:
        return
    assert all(version >= 0 for version in versions)


def test_the_stored_version_is_chosen_from_a_list() -> None:
    read = read_versions('"3", "5", "9"')
    assert read.of(lambda: 5) == 5
    assert read.of(lambda: 4) == 9
    assert read.of(lambda: None) == 9


def test_one_version_is_not_compared_here() -> None:
    def never() -> int:
        raise AssertionError

    assert read_versions('"3"').of(never) == 3
    assert read_versions('W/"3"').of(never) == NO_VERSION
