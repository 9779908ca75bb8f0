"""Requests for the call log. Source: RingCentral's API reference, call-log and
call-log-extract-sync."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final, Protocol

from pydantic import Field

from ringkeep.domain.accounts.reach import Reader
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import HEAVY
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.walks import Walk
from ringkeep.ringcentral.http.requester import Operation
from ringkeep.ringcentral.models import CallLogPage, ExtractPage

LIST: Final = Operation("call-log", HEAVY)
RECORD: Final = Operation("call-log-record", HEAVY)
EXTRACT: Final = Operation("call-log-extract-sync", HEAVY)
LARGEST_PAGE: Final = 1000


class CallLogQuery(Model):
    """A query for the first page of a list. Dates (epoch seconds) filter by the calls' start.

    Only the Detailed view has the legs, which hold the recordings of transferred calls.
    """

    date_from: float
    date_to: float
    per_page: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = LARGEST_PAGE

    def params(self) -> dict[str, str | int]:
        return {
            "dateFrom": api_time(self.date_from),
            "dateTo": api_time(self.date_to),
            "page": 1,
            "perPage": self.per_page,
            "view": "Detailed",
        }


def extract_params(sync_token: str | None, date_from: float | None) -> dict[str, str | int]:
    """Returns the parameters of a full sync that starts at a time, or of changes since a token."""
    if sync_token is not None:
        return {"syncType": "ISync", "syncToken": sync_token, "view": "Detailed"}
    params: dict[str, str | int] = {
        "syncType": "FSync",
        "recordCount": LARGEST_PAGE,
        "view": "Detailed",
    }
    return params if date_from is None else {**params, "dateFrom": api_time(date_from)}


def api_time(moment: float) -> str:
    """Formats epoch seconds as ISO 8601 in UTC."""
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


class _Client(Protocol):
    @property
    def reader(self) -> Reader: ...

    def continued(self, reader: Reader) -> Reader | None: ...

    def as_user(self, user: str) -> _Client: ...

    def call_log_page(
        self, query: CallLogQuery | str, deadline: float, lane: Lane = Lane.POLLING
    ) -> CallLogPage: ...

    def extract_sync(
        self,
        sync_token: str | None,
        date_from: float | None,
        deadline: float,
        lane: Lane = Lane.POLLING,
    ) -> ExtractPage: ...


class WalkedCallLog:
    """The CallLog port: reads the next page of a walk, in the lane of the walk's source."""

    def __init__(self, client: _Client) -> None:
        self._client = client

    @property
    def reader(self) -> Reader:
        return self._client.reader

    def continued(self, reader: Reader) -> Reader | None:
        return self._client.continued(reader)

    def asked_as(self, user: str) -> WalkedCallLog:
        return WalkedCallLog(self._client.as_user(user))

    def page(self, walk: Walk, deadline: float) -> CallLogPage:
        lane = Lane.BACKFILL if walk.source == "backfill" else Lane.POLLING
        query = CallLogQuery(date_from=walk.slice_from, date_to=walk.slice_to)
        return self._client.call_log_page(walk.next_uri or query, deadline, lane)

    def extract(self, sync_token: str | None, since: float, deadline: float) -> ExtractPage:
        return self._client.extract_sync(sync_token, since, deadline)
