"""Models of RingCentral's responses. Parsing is lenient: unknown enum values, numeric ids and missing
fields are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.json import JsonObject, nested, objects_of, text_of, whole_number_of
from ringkeep.errors import InvalidAnswer

Records = tuple[JsonObject, ...]
_PLAN: Final = ("serviceInfo", "servicePlan")


@dataclass(frozen=True)
class AccountInfo:
    """`edition` is RingCentral's Premium, Ultimate, ...; empty if the response has none. `time_zone` is the
    IANA name, such as US/Pacific; empty likewise."""

    id: str
    plan_name: str
    edition: str
    status: str
    main_number: str
    brand: str
    time_zone: str
    raw: JsonObject


@dataclass(frozen=True)
class ExtensionPage:
    """A page of extensions. `total` is the number of extensions on all pages."""

    records: Records
    next_page: int | None
    total: int | None


@dataclass(frozen=True)
class CallLogPage:
    records: Records
    next_uri: str | None


@dataclass(frozen=True)
class ExtractPage:
    records: Records
    sync_token: str
    newer_records_exist: bool


def records_of(values: JsonObject) -> Records:
    """Returns the records that are objects. Raises InvalidAnswer if there is no list."""
    if not isinstance(values.get("records"), list):
        raise InvalidAnswer("RingCentral's response has no list of records")
    return objects_of(values["records"])


def parse_account(values: JsonObject) -> AccountInfo:
    """Raises InvalidAnswer if the account has no id."""
    account_id = text_of(values.get("id"))
    if not account_id:
        raise InvalidAnswer("RingCentral's response has no account id")
    return AccountInfo(
        id=account_id,
        plan_name=text_of(nested(values, *_PLAN, "name")),
        edition=text_of(nested(values, *_PLAN, "edition")),
        status=text_of(values.get("status")),
        main_number=text_of(values.get("mainNumber")),
        brand=text_of(nested(values, "serviceInfo", "brand", "name")),
        time_zone=text_of(nested(values, "regionalSettings", "timezone", "name")),
        raw=values,
    )


def parse_extension_page(values: JsonObject, page: int) -> ExtensionPage:
    records = records_of(values)
    pages = whole_number_of(nested(values, "paging", "totalPages")) or 0
    more = bool(nested(values, "navigation", "nextPage", "uri")) or page < pages
    total = whole_number_of(nested(values, "paging", "totalElements"))
    return ExtensionPage(records, page + 1 if more and records else None, total)


def parse_call_log_page(values: JsonObject) -> CallLogPage:
    """The call log reports no number of pages, so only the next page's URL shows that there is one."""
    next_uri = text_of(nested(values, "navigation", "nextPage", "uri"))
    return CallLogPage(records_of(values), next_uri or None)


def parse_extract(values: JsonObject) -> ExtractPage:
    """Raises InvalidAnswer if there is no sync token for the next request."""
    token = text_of(nested(values, "syncInfo", "syncToken"))
    if not token:
        raise InvalidAnswer("RingCentral's response has no sync token")
    newer = nested(values, "syncInfo", "newerRecordsExist") is True
    return ExtractPage(records_of(values), token, newer)


def permission_ids(values: JsonObject) -> frozenset[str]:
    """Returns the permission ids of an authorization profile. Malformed entries are skipped."""
    entries = objects_of(values.get("permissions"))
    ids = (text_of(nested(entry, "permission", "id")) for entry in entries)
    return frozenset(filter(None, ids))
