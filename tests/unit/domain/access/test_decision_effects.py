"""What a decision does to the assignments of an extension."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.decision_effects import decided_after, endings, holder_of
from ringkeep.domain.access.decisions import (
    CHOICES,
    Choice,
    DecisionKind,
    WatchedExtension,
    open_decisions,
    users_from,
)
from ringkeep.domain.access.extension_rules import assign
from ringkeep.domain.access.listed_extensions import ListedExtension, as_listed
from ringkeep.domain.access.periods import Period
from ringkeep.domain.directory.extensions import Extension, ExtensionRow

TODAY = date(2026, 11, 26)
EMPTY = ExtensionAssignments(service="main", account_id="7", extension_id="101")
ROW = ExtensionRow(
    extension=Extension(id="101", name="Ann Lee", status="Enabled", site_id="s1"),
    added_at=1.0,
    changed_at=1.0,
)
LENGTHS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), max_size=6)


def assigned(
    lengths: list[tuple[int, int]], offset: int, *, open_end: bool
) -> ExtensionAssignments:
    """Assignments of several users one after the other, with gaps."""
    day = TODAY + timedelta(days=offset)
    found = []
    for number, (length, gap) in enumerate(lengths):
        last = day + timedelta(days=length - 1)
        ends = None if open_end and number == len(lengths) - 1 else last
        period = Period(first_day=day, last_day=ends)
        found.append(Assignment(user_id=f"user{number}", period=period))
        day = last + timedelta(days=1 + gap)
    return EMPTY.model_copy(update={"assignments": tuple(found)})


@given(
    lengths=LENGTHS,
    offset=st.integers(-80, 20),
    open_end=st.booleans(),
    last=st.integers(-60, 60),
)
def test_afterwards_no_one_has_it_after_the_last_day(
    lengths: list[tuple[int, int]], offset: int, open_end: bool, last: int
) -> None:
    """On every day until then, and in every assignment that ended before today, nothing changes."""
    stored = assigned(lengths, offset, open_end=open_end)
    last_day = TODAY + timedelta(days=last)
    ended = {each.assignment: each.period for each in endings(stored, TODAY, last_day)}
    kept = [
        each.model_copy(update={"period": ended.get(each, each.period)})
        for each in stored.assignments
        if ended.get(each, each.period) is not None
    ]
    after = stored.model_copy(update={"assignments": tuple(kept)})
    for number in range(-90, 120):
        day = TODAY + timedelta(days=number)
        before = stored.user_on(day)
        untouched = before is not None and not _holds(stored, before)
        expected = before if day <= last_day or untouched else None
        assert after.user_on(day) == expected
    assert all(each in users_from(stored, TODAY) for each in users_from(after, TODAY))


def _holds(stored: ExtensionAssignments, user_id: str) -> bool:
    return user_id in users_from(stored, TODAY)


@given(lengths=LENGTHS, offset=st.integers(-80, 20), open_end=st.booleans())
def test_the_holder_is_the_one_of_today_or_the_next(
    lengths: list[tuple[int, int]], offset: int, open_end: bool
) -> None:
    stored = assigned(lengths, offset, open_end=open_end)
    holder = holder_of(stored, TODAY)
    users = users_from(stored, TODAY)
    assert (holder.user_id if holder else None) == (users[0] if users else None)
    today = stored.user_on(TODAY)
    assert today is None or (holder is not None and holder.user_id == today)


WORDS = st.sampled_from(["", "a", "b"])
LISTINGS = st.builds(
    ListedExtension,
    name=WORDS,
    site_id=WORDS,
    status=st.sampled_from(["Enabled", "Disabled", "Frozen"]),
)


def listed(listing: ListedExtension) -> ExtensionRow:
    fields = {"name": listing.name, "site_id": listing.site_id, "status": listing.status}
    return ROW.model_copy(update={"extension": ROW.extension.model_copy(update=fields)})


@given(decided=LISTINGS, now=LISTINGS, data=st.data())
def test_a_choice_settles_what_it_was_about(
    decided: ListedExtension, now: ListedExtension, data: st.DataObject
) -> None:
    """The same person: this change and no other. Another choice: everything."""
    row, stored = listed(now), EMPTY.model_copy(update={"assignments": (Assignment(user_id="a"),)})

    def kinds(decided: ListedExtension) -> set[DecisionKind]:
        watched = WatchedExtension(stored, decided, row)
        return {each.kind for each in open_decisions([watched], TODAY)}

    before = kinds(decided)
    if before:
        kind = data.draw(st.sampled_from(sorted(before)))
        choice = data.draw(st.sampled_from(CHOICES[kind]))
        after = kinds(decided_after(decided, as_listed(row), kind, choice))
        assert after == (before - {kind} if choice is Choice.SAME_PERSON else set())


def test_the_first_assignment_decides_on_the_listing() -> None:
    past = Assignment(user_id="ann", period=Period(last_day=date(2025, 1, 1)))
    assert assign(EMPTY, past, ROW).decided == as_listed(ROW)


@pytest.mark.parametrize("last_day", [None, date(2026, 12, 31)])
def test_someone_who_gives_the_extension_to_the_next_user_decides_on_its_present_listing(
    last_day: date | None,
) -> None:
    ended = Assignment(user_id="ann", period=Period(last_day=date(2026, 11, 26)))
    stored = assign(EMPTY, ended, ROW)
    renamed = listed(as_listed(ROW).model_copy(update={"name": "Ben Moss"}))
    begun = Period(first_day=date(2026, 11, 27), last_day=last_day)
    after = assign(stored, Assignment(user_id="ben", period=begun), renamed)
    assert after.decided == as_listed(renamed)


def test_past_days_and_other_days_decide_nothing() -> None:
    ann = Assignment(user_id="ann", period=Period(first_day=date(2026, 1, 1)))
    stored = assign(EMPTY, ann, ROW)
    renamed = listed(as_listed(ROW).model_copy(update={"name": "Ben Moss"}))
    before = Assignment(user_id="cid", period=Period(last_day=date(2025, 12, 31)))
    assert assign(stored, before, renamed).decided == as_listed(ROW)
    later = Assignment(user_id="ann", period=Period(first_day=date(2026, 2, 1)))
    assert assign(stored, later, renamed, replaced=ann).decided == as_listed(ROW)
