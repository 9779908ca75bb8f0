"""The stored form of the tree of managers: packed, so that a manager's team is read with few units.

A manager takes 23 bytes of `Teams`, and a report of a block 17 bytes and 13 for each assignment, before
both become text (4 characters for 3 bytes). What does not fit the packed form, such as an extension id
that is not a number, is stored as JSON behind it. `format` is 1.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from ringkeep.aws.items import Item
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.teams import Manager, TeamBlock, Teams
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonValue
from ringkeep.domain.model import Model
from ringkeep.errors import StoredDataInvalid

_FORMAT: Final = 1
_MANAGER: Final = struct.Struct(">16sHIB")
"""The id, the position of their own manager, the version of their block, its number of parts."""
_REPORT: Final = struct.Struct(">16sB")
"""The id and the number of assignments."""
_ASSIGNMENT: Final = struct.Struct(">BQHH")
"""The position of the account, the extension id, the first and the last day."""
_NO_ONE: Final = 0xFFFF
_DAY_ZERO: Final = date(1999, 12, 31)
"""Day 1 is 2000-01-01. 0 stands for an open period."""
_LAST_DAY: Final = 0xFFFF
_DIGITS: Final = 18
"""So many digits fit in eight bytes."""
_MOST: Final = 0xFF
_Held = tuple[UserAssignment, ...]


class _Unpacked(Model):
    """The reports that have no packed form."""

    reports: Mapping[str, tuple[UserAssignment, ...]] = {}


def teams_item(teams: Teams) -> Item:
    positions = {id_: place for place, id_ in enumerate(teams.managers)}
    packed = b"".join(
        _MANAGER.pack(
            bytes.fromhex(id_),
            positions.get(each.manager, _NO_ONE),
            each.changed,
            each.parts,
        )
        for id_, each in teams.managers.items()
    )
    outside = {
        id_: each.manager
        for id_, each in teams.managers.items()
        if each.manager and each.manager not in positions
    }
    return {
        "format": _FORMAT,
        "managers": _text(packed),
        "outside": outside,
        "revision": teams.version,
    }


def teams_of(item: Item) -> Teams:
    _require_format(item)
    rows = list(_MANAGER.iter_unpack(_bytes(item.get("managers"))))
    ids = [bytes(row[0]).hex() for row in rows]
    outside = item.get("outside")
    known = outside if isinstance(outside, Mapping) else {}
    managers = {
        id_: Manager(
            manager=ids[above] if above != _NO_ONE else str(known.get(id_, "")),
            changed=changed,
            parts=parts,
        )
        for id_, (_, above, changed, parts) in zip(ids, rows, strict=True)
    }
    return Teams(managers=managers, version=int(str(item["revision"])))


def block_item(block: TeamBlock) -> Item:
    accounts = sorted({each.extension.account for held in block.reports.values() for each in held})[
        : _MOST + 1
    ]
    packed, rest = bytearray(), {}
    for id_, held in block.reports.items():
        report = _packed(id_, held, accounts)
        packed += report
        if not report:
            rest[id_] = held
    return {
        "format": _FORMAT,
        "accounts": [list(each) for each in accounts],
        "reports": _text(bytes(packed)),
        "unpacked": _Unpacked(reports=rest).model_dump_json() if rest else "",
        "revision": block.version,
    }


def block_of(item: Item, manager: str, part: int) -> TeamBlock:
    _require_format(item)
    accounts = [AccountRef(*map(str, each)) for each in _lists(item.get("accounts"))]
    packed = _bytes(item.get("reports"))
    rest = str(item.get("unpacked") or "")
    unpacked = _Unpacked.model_validate(json.loads(rest)) if rest else _Unpacked()
    return TeamBlock(
        manager=manager,
        part=part,
        reports={**dict(_unpacked(packed, accounts)), **unpacked.reports},
        version=int(str(item["revision"])),
    )


def _packed(id_: str, held: _Held, accounts: Sequence[AccountRef]) -> bytes:
    """Returns nothing for a report that has no packed form."""
    if len(held) > _MOST or not all(_fits(each, accounts) for each in held):
        return b""
    head = _REPORT.pack(bytes.fromhex(id_), len(held))
    return head + b"".join(
        _ASSIGNMENT.pack(
            accounts.index(each.extension.account),
            int(each.extension.extension_id),
            _number(each.period.first_day),
            _number(each.period.last_day),
        )
        for each in held
    )


def _fits(held: UserAssignment, accounts: Sequence[AccountRef]) -> bool:
    id_ = held.extension.extension_id
    plain = id_.isascii() and id_.isdigit() and len(id_) <= _DIGITS and str(int(id_)) == id_
    days = (held.period.first_day, held.period.last_day)
    in_range = all(each is None or 0 < (each - _DAY_ZERO).days <= _LAST_DAY for each in days)
    return plain and in_range and held.extension.account in accounts


def _unpacked(packed: bytes, accounts: Sequence[AccountRef]) -> Iterator[tuple[str, _Held]]:
    at = 0
    while at < len(packed):
        id_, count = _REPORT.unpack_from(packed, at)
        at += _REPORT.size
        end = at + count * _ASSIGNMENT.size
        rows = _ASSIGNMENT.iter_unpack(packed[at:end])
        yield bytes(id_).hex(), tuple(_assignment(row, accounts) for row in rows)
        at = end


def _assignment(row: tuple[int, ...], accounts: Sequence[AccountRef]) -> UserAssignment:
    place, extension_id, first, last = row
    period = Period(first_day=_day(first), last_day=_day(last))
    return UserAssignment(Owner(*accounts[place], str(extension_id)), period)


def _number(day: date | None) -> int:
    return (day - _DAY_ZERO).days if day else 0


def _day(number: int) -> date | None:
    return _DAY_ZERO + timedelta(days=number) if number else None


def _text(packed: bytes) -> str:
    return base64.b64encode(packed).decode()


def _bytes(text: JsonValue) -> bytes:
    return base64.b64decode(str(text or ""))


def _lists(value: JsonValue) -> Iterator[Sequence[JsonValue]]:
    yield from (
        each for each in (value if isinstance(value, list) else ()) if isinstance(each, list)
    )


def _require_format(item: Item) -> None:
    if item.get("format") != _FORMAT:
        raise StoredDataInvalid("the tree of managers was stored by another version of Ringkeep")
