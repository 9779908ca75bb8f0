"""Answers of RingCentral's API, read leniently: open enums, identifiers as text, missing parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import InvalidAnswer

Records = tuple[JsonObject, ...]
_PLAN: Final = ("serviceInfo", "servicePlan")


@dataclass(frozen=True)
class AccountInfo:
    """`edition` is what RingCentral calls Premium, Ultimate, ...; empty where it tells none."""

    id: str
    plan_name: str
    edition: str
    status: str
    main_number: str
    brand: str
    raw: JsonObject


@dataclass(frozen=True)
class ExtensionPage:
    """`total` counts the extensions of all pages."""

    records: Records
    next_page: int | None
    total: int | None

    @property
    def last(self) -> bool:
        return self.next_page is None


@dataclass(frozen=True)
class CallLogPage:
    records: Records
    next_uri: str | None


@dataclass(frozen=True)
class ExtractPage:
    records: Records
    sync_token: str
    newer_records_exist: bool


def nested(values: JsonValue, *names: str) -> JsonValue:
    """The value under a path of names; None where anything on the way is missing."""
    for name in names:
        values = values.get(name) if isinstance(values, dict) else None
    return values


def text(value: JsonValue) -> str:
    """Text or a whole number as text; empty for anything else."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _whole(value: JsonValue) -> int | None:
    return int(text(value)) if text(value).isdecimal() else None


def records_of(values: JsonObject) -> Records:
    """Raises InvalidAnswer where there is no list; what is no object in it is left out."""
    records = values.get("records")
    if not isinstance(records, list):
        raise InvalidAnswer("RingCentral's answer holds no list of records")
    return tuple(record for record in records if isinstance(record, dict))


def parse_account(values: JsonObject) -> AccountInfo:
    """Raises InvalidAnswer for an account without an id."""
    account_id = text(values.get("id"))
    if not account_id:
        raise InvalidAnswer("RingCentral's answer holds no account id")
    return AccountInfo(
        id=account_id,
        plan_name=text(nested(values, *_PLAN, "name")),
        edition=text(nested(values, *_PLAN, "edition")),
        status=text(values.get("status")),
        main_number=text(values.get("mainNumber")),
        brand=text(nested(values, "serviceInfo", "brand", "name")),
        raw=values,
    )


def parse_extension_page(values: JsonObject, page: int) -> ExtensionPage:
    records = records_of(values)
    pages = _whole(nested(values, "paging", "totalPages")) or 0
    more = bool(nested(values, "navigation", "nextPage", "uri")) or page < pages
    total = _whole(nested(values, "paging", "totalElements"))
    return ExtensionPage(records, page + 1 if more and records else None, total)


def parse_call_log_page(values: JsonObject) -> CallLogPage:
    """Paging has no number of pages here: the next page's address is the only sign."""
    next_uri = text(nested(values, "navigation", "nextPage", "uri"))
    return CallLogPage(records_of(values), next_uri or None)


def parse_extract(values: JsonObject) -> ExtractPage:
    """Raises InvalidAnswer where there is no token to go on with."""
    token = text(nested(values, "syncInfo", "syncToken"))
    if not token:
        raise InvalidAnswer("RingCentral's answer holds no sync token")
    newer = nested(values, "syncInfo", "newerRecordsExist") is True
    return ExtractPage(records_of(values), token, newer)


def permission_ids(values: JsonObject) -> frozenset[str]:
    """Of an authorization profile; what has another shape is left out."""
    listed = values.get("permissions")
    entries = listed if isinstance(listed, list) else []
    ids = (text(nested(entry, "permission", "id")) for entry in entries)
    return frozenset(filter(None, ids))
