"""Reads the presence of all extensions. Source: RingCentral's API reference, account presence."""

from __future__ import annotations

from typing import Final, NamedTuple

from ringkeep.domain.json import JsonObject, nested, whole_number_of
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import BadRequest
from ringkeep.ringcentral.client import ACCOUNT_PATH, RingCentralClient
from ringkeep.ringcentral.http.requester import Operation
from ringkeep.ringcentral.models import Records, records_of

PRESENCE: Final = Operation("account-presence", HEAVY)
_PER_PAGE: Final = 1000


class PresencePage(NamedTuple):
    records: Records
    next_page: int | None


class PresencePages:
    """The PresenceSource port. Each page is one Heavy request."""

    def __init__(self, client: RingCentralClient) -> None:
        self._client = client
        self._paging: dict[str, str | int] = {"perPage": _PER_PAGE}

    def presence_page(self, page: int, deadline: float) -> PresencePage:
        """Reads a page; the first is 1. Raises NoSlot, PermissionMissing, InvalidAnswer."""
        try:
            return self._page(page, deadline)
        except BadRequest:
            if page > 1 or not self._paging:
                raise
            self._paging = {}  # the maximum page size is not documented: use the server's default
            return self._page(page, deadline)

    def _page(self, page: int, deadline: float) -> PresencePage:
        params: dict[str, str | int] = {"detailedTelephonyState": "true", "page": page}
        address = f"{ACCOUNT_PATH}/presence"
        values = self._client.get(PRESENCE, address, deadline, {**params, **self._paging})
        return parse_presence_page(values, page)


def parse_presence_page(values: JsonObject, page: int) -> PresencePage:
    """Raises InvalidAnswer if there is no list of records."""
    records = records_of(values)
    pages = whole_number_of(nested(values, "paging", "totalPages")) or 0
    more = bool(nested(values, "navigation", "nextPage", "uri")) or page < pages
    return PresencePage(records, page + 1 if more and records else None)
