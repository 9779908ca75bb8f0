"""Example extensions, as RingCentral lists them and as stored rows."""

from __future__ import annotations

from collections.abc import Iterable

from ringkeep.domain.directory.extensions import (
    Extension,
    ExtensionRow,
    difference,
    parse_extension,
)
from ringkeep.domain.json import JsonValue

THEN = 1_794_000_000.0
NOW = 1_795_000_000.0


def raw_extension(number: int, **fields: JsonValue) -> dict[str, JsonValue]:
    return {
        "id": 1_000_000 + number,
        "extensionNumber": str(100 + number),
        "name": f"Person {number}",
        "type": "User",
        "status": "Enabled",
        "contact": {"email": f"person{number}@example.com"},
        "site": {"id": "main-site", "name": "Main"},
        **fields,
    }


def listed(raws: Iterable[dict[str, JsonValue]]) -> dict[str, Extension]:
    return {extension.id: extension for extension in map(parse_extension, raws)}


def stored(raws: Iterable[dict[str, JsonValue]]) -> dict[str, ExtensionRow]:
    return {row.extension.id: row for row in difference({}, listed(raws), THEN).rows}
