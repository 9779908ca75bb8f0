"""Audit entries: ids that sort by time, what differs, keys, and CSV without formulas."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from ringkeep.domain.access.audit import (
    Actor,
    ActorKind,
    AuditEntry,
    ObjectRef,
    Origin,
    agent_class,
    entry_id,
    origin_of,
    user_actor,
)
from ringkeep.domain.access.audit_csv import HEADER, csv_cell, csv_row
from ringkeep.domain.access.audit_search import (
    id_range,
    months,
    object_key,
    person_key,
    time_key,
)
from ringkeep.domain.access.user_principal import COMMAND_LINE
from tests.unit.domain.access.example_users import ANN, BEN, principal

AT = datetime(2026, 11, 26, 12, 30, 0, 250_000, UTC).timestamp()
ENTRY = AuditEntry(
    id=entry_id(AT, bytes(8)),
    at=AT,
    actor=Actor(kind=ActorKind.USER, id=ANN, name="Ann"),
    action="users.change",
    object=ObjectRef(kind="user", id=BEN),
    before={"name": "Ben"},
    after={"name": "=HYPERLINK(1)"},
    origin=Origin(address="192.0.2.1", agent="Firefox"),
    request_id="r-1",
)

times = st.floats(946_684_800, 4_102_444_799)
CHROME = "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@given(times, times, st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_ids_sort_by_time(first: float, second: float, one: bytes, two: bytes) -> None:
    if round(first * 1000) < round(second * 1000):
        assert entry_id(first, one) < entry_id(second, two)
    entry = ENTRY.model_copy(update={"id": entry_id(first, one)})
    assert AuditEntry.model_validate(entry.model_dump()) == entry


@given(times, times, times, st.binary(min_size=8, max_size=8))
def test_a_range_of_ids_has_exactly_the_entries_of_the_time(
    start: float, end: float, at: float, random: bytes
) -> None:
    bounds = id_range(start, end)
    inside = bounds.first <= entry_id(at, random) <= bounds.last
    assert inside is (round(start * 1000) <= round(at * 1000) <= round(end * 1000))


def test_an_entry_is_found_by_time_by_person_and_by_object() -> None:
    assert time_key(ENTRY) == ("month#2026-11", ENTRY.id)
    assert person_key(ENTRY) == (f"person#{ANN}#2026-11", ENTRY.id)
    assert object_key(ENTRY) == (f"object#user#{BEN}", ENTRY.id)


def test_entries_of_the_command_line_and_of_jobs_are_found_too() -> None:
    system = ENTRY.model_copy(update={"actor": Actor(kind=ActorKind.SYSTEM, name="sync")})
    assert person_key(system).pk == "person#system#2026-11"
    assert user_actor(COMMAND_LINE).key == "command_line"
    assert user_actor(principal()) == Actor(kind=ActorKind.USER, id=ANN, name="Ann")


def test_months_are_listed_with_the_newest_first() -> None:
    start = datetime(2025, 11, 30, 23, 59, tzinfo=UTC).timestamp()
    end = datetime(2026, 2, 1, tzinfo=UTC).timestamp()
    assert list(months(start, end)) == ["2026-02", "2026-01", "2025-12", "2025-11"]
    assert list(months(end, start)) == []


def test_a_month_is_one_of_utc() -> None:
    late = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()
    assert list(months(late, late)) == ["2026-12"]


@pytest.mark.parametrize("action", ["change", "Users.change", "users change", "users.change\n"])
def test_an_action_is_a_dotted_name(action: str) -> None:
    with pytest.raises(ValidationError):
        AuditEntry.model_validate({**ENTRY.model_dump(), "action": action})


def test_a_long_name_does_not_prevent_an_entry() -> None:
    assert len(Actor(kind=ActorKind.USER, id=ANN, name="n" * 5_000).name) == 200


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (CHROME, "Chrome"),
        (f"{CHROME} Edg/140.0", "Edge"),
        ("Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/18.0 Safari/605.1", "Safari"),
        ("python-requests/2.32", "script"),
        ("curl/8.1", "script"),
        ("<script>alert(1)</script>", "other"),
        ("x" * 1_000_000, "other"),
        (" ", ""),
    ],
)
def test_of_a_program_only_its_kind_is_kept(user_agent: str, kind: str) -> None:
    assert agent_class(user_agent) == kind


def test_what_is_not_an_ip_address_is_not_kept() -> None:
    assert origin_of(" 2001:DB8::1 ", "curl/8").address == "2001:db8::1"
    assert origin_of("192.0.2.1, evil", "").address == ""


@pytest.mark.parametrize(
    ("header", "forwarded_for"),
    [
        ("", ""),
        ("192.0.2.1", ""),
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 192.0.2.1", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        ("<b>, 192.0.2.1", ""),
        ("x" * 10_000, ""),
    ],
)
def test_the_one_whose_request_was_passed_on_is_the_last_but_the_connection(
    header: str, forwarded_for: str
) -> None:
    origin = origin_of("192.0.2.1", "curl/8", header)
    assert (origin.address, origin.forwarded_for) == ("192.0.2.1", forwarded_for)


def without_apostrophes(text: str) -> str:
    return text.replace("'", "")


def test_a_row_has_a_cell_for_each_column() -> None:
    row = dict(zip(HEADER, csv_row(ENTRY), strict=True))
    assert row["time"] == "2026-11-26T12:30:00.250Z"
    assert row["person"] == "Ann"
    assert json.loads(row["after"]) == {"name": "=HYPERLINK(1)"}
    assert row["id"] == ENTRY.id


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\0=1"],  # noqa: RUF001
)
def test_a_cell_that_starts_like_a_formula_gets_an_apostrophe(text: str) -> None:
    cell = csv_cell(text)
    assert (cell[0], without_apostrophes(cell)) == ("'", text.replace("\0", ""))


def test_other_cells_stay_as_they_are() -> None:
    assert csv_cell("Ann <b>Lee</b>; =1") == "Ann <b>Lee</b>; =1"
    assert csv_cell("") == ""


def test_a_formula_behind_a_semicolon_or_a_tab_is_inert() -> None:
    """A spreadsheet that expects semicolons splits the cell there, in spite of the quotation marks."""
    assert csv_cell("Eve;=HYPERLINK(1)\t@x") == "Eve;'=HYPERLINK(1)\t'@x"


@given(st.text(), st.text())
def test_no_cell_starts_a_formula_and_the_text_is_kept(name: str, address: str) -> None:
    actor = ENTRY.actor.model_copy(update={"name": name})
    entry = ENTRY.model_copy(update={"actor": actor, "request_id": address})
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(csv_row(entry))
    (cells,) = csv.reader(io.StringIO(written.getvalue(), newline=""))
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)
    assert without_apostrophes(cells[3]) == without_apostrophes(name.replace("\0", ""))


def test_a_secret_type_never_reaches_an_entry() -> None:
    with pytest.raises(ValidationError):
        AuditEntry.model_validate({**ENTRY.model_dump(), "after": {"x": SecretStr("s3cret")}})
