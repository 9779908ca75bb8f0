"""The command `audit copy`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ringkeep.domain.access.audit_search import StoredEntry
from ringkeep.domain.json import JsonObject
from ringkeep.usecases.access.copy_audit import CopyMissingEntries
from tests.unit.cli.command_line import CommandLine

Capture = pytest.CaptureFixture[str]


def entry(day: int, number: int = 0, month: str = "2026-11") -> StoredEntry:
    at = int(datetime(2026, 11, day, 12, tzinfo=UTC).timestamp() * 1000)
    return StoredEntry(f"month#{month}", f"{at:013d}-{number:016x}", {"id": f"{day}-{number}"})


class Audit:
    """The table and the bucket."""

    def __init__(self) -> None:
        self.entries: list[StoredEntry] = []
        self.copies: dict[str, JsonObject] = {}

    def stored_entries(self, start: float, end: float) -> Iterator[StoredEntry]:
        for each in self.entries:
            if not each.id[0].isdigit() or start <= int(each.id[:13]) / 1000 <= end:
                yield each

    def keep(self, entry_id: str, content: JsonObject) -> bool:
        known = entry_id in self.copies
        self.copies.setdefault(entry_id, content)
        return not known


@pytest.fixture
def audit() -> Audit:
    return Audit()


@pytest.fixture
def cli(audit: Audit) -> CommandLine:
    cli = CommandLine()
    cli.audit_copies = CopyMissingEntries(audit, audit)
    cli.clock.advance(datetime(2026, 11, 26, 9, tzinfo=UTC).timestamp() - cli.clock.now())
    return cli


def test_copies_what_is_missing_and_nothing_twice(
    cli: CommandLine, audit: Audit, capsys: Capture
) -> None:
    audit.entries = [entry(day, number) for day in (20, 25, 26) for number in range(150)]
    audit.copies[entry(25).id] = {"id": "as it was"}
    assert cli.run("audit", "copy", "--from", "2026-11-25") == 0
    assert capsys.readouterr().out == (
        "299 copied, 1 had a copy already (2026-11-25 to 2026-11-26, UTC)\n"
    )
    assert audit.copies[entry(25).id] == {"id": "as it was"}
    assert entry(20).id not in audit.copies
    assert cli.run("audit", "copy", "--from", "2026-11-25", "--to", "2026-11-26") == 0
    assert capsys.readouterr().out.startswith("0 copied, 300 had")


def test_both_days_are_included(cli: CommandLine, audit: Audit) -> None:
    audit.entries = [entry(day) for day in (19, 20, 21, 22)]
    assert cli.run("audit", "copy", "--from", "2026-11-20", "--to", "2026-11-21") == 0
    assert set(audit.copies) == {entry(20).id, entry(21).id}


def test_what_is_no_entry_is_not_copied(cli: CommandLine, audit: Audit, capsys: Capture) -> None:
    audit.entries = [entry(26), entry(26, 1, "2026-10"), StoredEntry("month#2026-11", "x", {})]
    assert cli.run("audit", "copy", "--from", "2026-11-26") == 1
    assert list(audit.copies) == [entry(26).id]
    assert "! 2 items are no entries" in capsys.readouterr().out


def test_days_in_the_wrong_order_are_refused(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("audit", "copy", "--from", "2026-11-26", "--to", "2026-11-25") == 2
    assert "--to is before --from" in capsys.readouterr().err
