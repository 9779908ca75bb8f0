"""How a listing of extensions changes the directory."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.directory.extensions import (
    HISTORY_LIMIT,
    RAW_LIMIT,
    Difference,
    Extension,
    ExtensionRow,
    difference,
    parse_extension,
)
from ringkeep.domain.json import JsonValue
from tests.unit.domain.directory.example_extensions import NOW, THEN, listed, raw_extension, stored

PEOPLE = [raw_extension(number) for number in range(30)]


def applied(rows: dict[str, ExtensionRow], change: Difference) -> dict[str, ExtensionRow]:
    return {**rows, **{row.extension.id: row for row in change.rows}}


def present(rows: dict[str, ExtensionRow]) -> dict[str, Extension]:
    return {id_: row.extension for id_, row in rows.items() if row.present}


def events(row: ExtensionRow) -> list[str]:
    return [line.event for line in row.history]


listings = st.dictionaries(
    st.integers(0, 12), st.sampled_from(["Enabled", "Disabled", "Frozen", None]), max_size=12
).map(lambda statuses: listed(raw_extension(n, status=status) for n, status in statuses.items()))


@given(st.lists(listings, max_size=6))
def test_applying_the_difference_gives_what_was_listed(series: list[dict[str, Extension]]) -> None:
    rows: dict[str, ExtensionRow] = {}
    for step, listing in enumerate(series):
        rows = applied(rows, difference(rows, listing, NOW + step))
        assert present(rows) == listing


@given(listings, listings)
def test_the_same_listing_again_changes_nothing(
    before: dict[str, Extension], after: dict[str, Extension]
) -> None:
    rows = applied({}, difference({}, before, THEN))
    rows = applied(rows, difference(rows, after, NOW))
    again = difference(rows, after, NOW + 1)
    assert again.rows == ()
    assert again.unchanged == len(after)


@given(listings, listings)
def test_every_written_row_has_a_new_entry_in_its_history(
    before: dict[str, Extension], after: dict[str, Extension]
) -> None:
    rows = applied({}, difference({}, before, THEN))
    for row in difference(rows, after, NOW).rows:
        assert row.history[-1].at == row.changed_at == NOW
        row_before = rows.get(row.extension.id)
        kept = row_before.history if row_before else ()
        assert row.history[:-1] == kept


def test_one_changed_extension_is_one_changed_row() -> None:
    rows = stored(PEOPLE)
    people = [*PEOPLE[:-1], raw_extension(29, status="Disabled")]
    change = difference(rows, listed(people), NOW)
    assert [row.extension.id for row in change.rows] == ["1000029"]
    assert change.unchanged == 29
    assert change.changed[0].history[-1].detail == "status Enabled -> Disabled"


def test_a_change_of_another_field_of_the_record_is_named() -> None:
    rows = stored(PEOPLE[:1])
    change = difference(rows, listed([raw_extension(0, hidden=True)]), NOW)
    assert change.changed[0].history[-1].detail == "record: hidden"


def test_an_unlisted_extension_is_marked_as_removed_and_may_return() -> None:
    rows = stored(PEOPLE[:2])
    rows = applied(rows, difference(rows, listed(PEOPLE[:1]), NOW))
    removed = rows["1000001"]
    assert removed.removed_at == NOW
    rows = applied(rows, difference(rows, listed(PEOPLE[:2]), NOW + 60))
    returned = rows["1000001"]
    assert returned.present
    assert returned.added_at == THEN
    assert events(returned) == ["added", "removed", "returned"]


def test_a_removed_extension_is_not_removed_again() -> None:
    rows = stored(PEOPLE[:2])
    rows = applied(rows, difference(rows, listed(PEOPLE[:1]), NOW))
    assert difference(rows, listed(PEOPLE[:1]), NOW + 60).rows == ()


def test_without_removals_unlisted_rows_do_not_change() -> None:
    change = difference(stored(PEOPLE), listed(PEOPLE[:3]), NOW).without_removals()
    assert change.rows == ()
    assert change.unchanged == change.present == 30


@pytest.mark.parametrize(
    ("before", "after", "suspicious"),
    [(30, 14, True), (30, 15, False), (30, 0, True), (20, 0, False), (21, 10, True)],
)
def test_losing_more_than_half_of_a_directory_is_suspicious(
    before: int, after: int, suspicious: bool
) -> None:
    change = difference(stored(PEOPLE[:before]), listed(PEOPLE[:after]), NOW)
    assert change.is_suspicious is suspicious


def test_a_full_history_keeps_its_first_and_its_newest_entries() -> None:
    rows = stored(PEOPLE[:1])
    for step in range(HISTORY_LIMIT + 20):
        people = [raw_extension(0, name=f"Name {step}")]
        rows = applied(rows, difference(rows, listed(people), NOW + step))
    history = rows["1000000"].history
    assert len(history) == HISTORY_LIMIT
    assert (history[0].event, history[0].at) == ("added", THEN)
    assert history[-1].at == NOW + HISTORY_LIMIT + 19


def test_ids_become_text_and_absent_fields_are_empty() -> None:
    extension = parse_extension({"id": 5, "status": "Unassigned", "type": "NewKindOfThing"})
    assert (extension.id, extension.number, extension.email) == ("5", "", "")
    assert extension.type == "NewKindOfThing"


def test_a_missing_name_is_taken_from_the_contact() -> None:
    contact: dict[str, JsonValue] = {"firstName": "Ada", "lastName": "Byron", "email": "a@b.c"}
    extension = parse_extension({"id": "5", "contact": contact})
    assert (extension.name, extension.email) == ("Ada Byron", "a@b.c")


def test_fields_of_unexpected_types_are_empty() -> None:
    extension = parse_extension(
        {"id": 5, "contact": "none", "site": [], "extensionNumber": {"x": 1}, "status": True}
    )
    assert (extension.number, extension.status, extension.site_id) == ("", "", "")


@pytest.mark.parametrize("raw", [{}, {"id": None}, {"id": ""}, {"id": []}, {"id": True}])
def test_a_record_without_an_id_is_rejected(raw: dict[str, JsonValue]) -> None:
    with pytest.raises(ValueError, match="no id"):
        parse_extension(raw)


def test_a_record_that_is_too_large_keeps_its_plain_fields() -> None:
    raw = raw_extension(1, permissions=["x" * 100] * 1000, profile="y" * 5000)
    kept = parse_extension(raw).raw
    assert len(json.dumps(kept)) <= RAW_LIMIT
    assert kept["extensionNumber"] == "101"
    assert "permissions" not in kept


def test_a_lone_surrogate_in_a_name_is_replaced() -> None:
    assert parse_extension({"id": 1, "name": "a\ud83d"}).name == "a?"
