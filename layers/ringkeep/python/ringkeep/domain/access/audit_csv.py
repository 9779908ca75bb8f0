"""The audit log as rows of a CSV file that a spreadsheet opens without running anything.

A spreadsheet that expects semicolons or tabs splits a cell there, whatever its quotation marks: what follows
one of these is made inert too. The writer must quote every cell (`csv.QUOTE_ALL`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.audit_changes import AuditValue
from ringkeep.domain.access.user_files.cells import inert_inside

HEADER: Final = (
    "time",
    "person_kind",
    "person_id",
    "person",
    "action",
    "object",
    "object_id",
    "before",
    "after",
    "address",
    "forwarded_for",
    "program",
    "request_id",
    "id",
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def csv_row(entry: AuditEntry) -> tuple[str, ...]:
    """Returns the cells of an entry, in the order of the header."""
    moment = datetime.fromtimestamp(entry.at, UTC).isoformat(timespec="milliseconds")
    cells = (
        moment.replace("+00:00", "Z"),
        entry.actor.kind.value,
        entry.actor.id,
        entry.actor.name,
        entry.action,
        entry.object.kind,
        entry.object.id,
        _json(entry.before),
        _json(entry.after),
        entry.origin.address,
        entry.origin.forwarded_for,
        entry.origin.agent,
        entry.request_id,
        entry.id,
    )
    return tuple(map(csv_cell, cells))


def csv_cell(text: str) -> str:
    """Returns the text so that a spreadsheet does not take it for a formula: with an apostrophe in
    front if it starts like one. NUL, which ends a text in some programs, is removed."""
    plain = text.replace("\0", "")
    starts_formula = plain.startswith(_FORMULA_STARTS) or plain.lstrip().startswith(_FORMULA_STARTS)
    text = inert_inside(plain)
    return f"'{text}" if starts_formula else text


def _json(value: Mapping[str, AuditValue]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
