"""The audit log as rows of a CSV file that a spreadsheet opens without running anything.

The writer must quote every cell (`csv.QUOTE_ALL`): a cell that a spreadsheet splits at a semicolon
would begin again in the middle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.audit_changes import AuditValue

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
    return f"'{plain}" if starts_formula else plain


def _json(value: Mapping[str, AuditValue]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
