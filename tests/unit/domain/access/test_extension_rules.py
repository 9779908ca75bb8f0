"""Assignments of extensions: never two users on one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.extension_rules import (
    ExtensionTaken,
    ExtensionUnknown,
    assign,
    described,
)
from ringkeep.domain.access.periods import Period
from ringkeep.domain.directory.extensions import Extension, ExtensionRow

ROW = ExtensionRow(extension=Extension(id="101"), added_at=1.0, changed_at=1.0)
EMPTY = ExtensionAssignments(service="main", account_id="7", extension_id="101")
MARCH = Period(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))


def test_an_extension_of_another_service_is_refused() -> None:
    with pytest.raises(ExtensionUnknown) as refused:
        assign(EMPTY, Assignment(user_id="ann"), None)
    assert (refused.value.code, refused.value.field) == ("extension_unknown", "extension_id")


def test_two_users_never_have_an_extension_on_one_day() -> None:
    stored = assign(EMPTY, Assignment(user_id="ann", period=MARCH), ROW)
    with pytest.raises(ExtensionTaken, match="from 2026-03-01 to 2026-03-31") as refused:
        assign(stored, Assignment(user_id="ben"), ROW)
    assert refused.value.other.user_id == "ann"


def test_a_successor_gets_it_after_the_assignment_is_ended() -> None:
    open_end = Assignment(user_id="ann")
    stored = assign(EMPTY, open_end, ROW)
    ended = Assignment(user_id="ann", period=Period(last_day=date(2026, 3, 31)))
    stored = assign(stored, ended, ROW, replaced=open_end)
    stored = assign(
        stored, Assignment(user_id="ben", period=Period(first_day=date(2026, 4, 1))), ROW
    )
    assert stored.user_on(date(2026, 3, 31)) == "ann"
    assert stored.user_on(date(2026, 4, 1)) == "ben"
    assert stored.version == 3


def test_someone_who_comes_back_keeps_their_earlier_time() -> None:
    stored = assign(EMPTY, Assignment(user_id="ann", period=MARCH), ROW)
    again = Period(first_day=date(2026, 6, 1))
    stored = assign(stored, Assignment(user_id="ann", period=again), ROW)
    assert stored.user_on(date(2026, 3, 15)) == "ann"
    assert stored.user_on(date(2026, 5, 1)) is None
    assert stored.user_on(date(2026, 6, 1)) == "ann"


def test_periods_are_described_in_words() -> None:
    assert described(Period()) == "on every day"
    assert described(Period(first_day=date(2026, 3, 1))) == "from 2026-03-01"
    assert described(Period(last_day=date(2026, 3, 1))) == "to 2026-03-01"


day = st.integers(0, 9).map(lambda offset: date(2026, 3, 1) + timedelta(days=offset))


@st.composite
def assignment(draw: st.DrawFn) -> Assignment:
    first, last = sorted((draw(day), draw(day)))
    period = Period(
        first_day=draw(st.none() | st.just(first)), last_day=draw(st.none() | st.just(last))
    )
    return Assignment(user_id=draw(st.sampled_from(["ann", "ben", "cid"])), period=period)


@given(st.lists(assignment(), max_size=12))
def test_no_sequence_of_assignments_gives_an_extension_to_two_users(
    wishes: list[Assignment],
) -> None:
    stored = EMPTY
    for wish in wishes:
        before = stored
        try:
            stored = assign(stored, wish, ROW)
        except ExtensionTaken as refused:
            assert refused.other in before.assignments
    for offset in range(-1, 11):
        on = date(2026, 3, 1) + timedelta(days=offset)
        assert sum(each.period.covers(on) for each in stored.assignments) <= 1
