"""The export of users: in pages that are one file together, and that the import reads."""

from __future__ import annotations

import csv
import io

import pytest

from ringkeep.domain.access.authority import NoLongerActive
from ringkeep.domain.access.user_records import CursorInvalid, cursor_at
from ringkeep.usecases.access import export_users
from ringkeep.usecases.access.export_users import PAGE, ExportPage, ExportUsers
from tests.unit.usecases.access.import_setup import ImportSetup
from tests.unit.usecases.access.people_setup import by, choice


@pytest.fixture
def setup() -> ImportSetup:
    return ImportSetup()


@pytest.fixture
def export(setup: ImportSetup) -> ExportUsers:
    return ExportUsers(setup.people.changes, setup.people.directory)


def pages(setup: ImportSetup, export: ExportUsers) -> list[ExportPage]:
    found = [export(setup.request)]
    while found[-1].next:
        found.append(export(setup.request, found[-1].next))
    return found


def rows(found: list[ExportPage]) -> list[dict[str, str]]:
    text = "".join(each.text for each in found)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_users_are_exported_with_manager_profile_and_extension(
    setup: ImportSetup, export: ExportUsers
) -> None:
    mia = setup.people.add("mia", "manager")
    bob = setup.people.add("bob", manager=mia.user.id)
    setup.people.assign(bob.user.id, choice("101", "2026-01-01"), setup.request)
    found = {each["name"]: each for each in rows(pages(setup, export))}
    assert list(found) == ["ada", "bob", "mia"]
    assert (found["bob"]["manager"], found["bob"]["security_profile"]) == (
        "mia@example.com",
        "Agent",
    )
    assert (found["bob"]["service"], found["bob"]["extension_id"]) == ("main", "101")
    assert found["bob"]["first_day"] == "2026-01-01"


def test_formulas_are_inert_and_there_is_no_byte_order_mark(
    setup: ImportSetup, export: ExportUsers
) -> None:
    setup.people.edit(setup.people.add("eve"), name="=1+1")
    text = export(setup.request).text
    assert text.startswith("name,email")
    assert "\r\n'=1+1,eve@example.com," in text


def test_all_pages_together_are_one_file_that_changes_nothing(
    setup: ImportSetup, export: ExportUsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_users, "PAGE", 2)
    manager = setup.people.add("mia", "manager").user.id
    for number in range(4):
        setup.people.add(f"p{number}", manager=manager)
    found = pages(setup, export)
    assert [len(rows([found[0]])), len(found)] == [2, 3]
    content = "".join(each.text for each in found).encode()
    job = setup.manage.upload(content, "users.csv", setup.request)
    setup.work()
    checked = setup.stored(job)
    assert (checked.problems, checked.unchanged, checked.added, checked.changed) == (0, 6, 0, 0)


def test_a_page_that_is_too_large_for_one_answer_ends_earlier(
    setup: ImportSetup, export: ExportUsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_users, "MOST_CHARACTERS", 5_000)
    for number in range(9):
        setup.people.add(f"p{number}", information={"notes": "\u00e9" * 300})
    found = pages(setup, export)
    assert len(found) > 2
    assert [each["name"] for each in rows(found)] == ["ada", *(f"p{n}" for n in range(9))]


def test_the_largest_users_fit_into_one_answer() -> None:
    """One user alone is far below the bound, so that every page ends."""
    longest = 2_000 + 14 * 600
    assert longest * len("\\ud83d\\ude00") < export_users.MOST_CHARACTERS
    assert PAGE >= 100


def test_an_export_is_audited_once(setup: ImportSetup, export: ExportUsers) -> None:
    before = len(setup.people.memory.entries)
    page = export(setup.request)
    assert page.next == ""
    entries = list(setup.people.memory.entries.values())[before:]
    assert [(each.action, each.actor.name) for each in entries] == [("users.export", "ada")]


def test_a_wrong_cursor_and_a_deactivated_person_are_refused(
    setup: ImportSetup, export: ExportUsers
) -> None:
    with pytest.raises(CursorInvalid):
        export(setup.request, "!")
    zoe = setup.people.add("zoe")
    setup.people.edit(zoe, active=False)
    with pytest.raises(NoLongerActive):
        export(by(zoe))


def test_no_cursor_exports_users_without_an_entry(setup: ImportSetup, export: ExportUsers) -> None:
    before = len(setup.people.memory.entries)
    page = export(setup.request, cursor_at(" \t"))
    assert "ada@example.com" in page.text
    entries = list(setup.people.memory.entries.values())[before:]
    assert [each.action for each in entries] == ["users.export"]
