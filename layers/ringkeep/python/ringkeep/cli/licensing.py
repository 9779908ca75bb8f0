"""What licensing by user leaves out, for `status` and `trace`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from ringkeep.cli.tools import Tools
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.recordings.licensing import is_not_licensed
from ringkeep.domain.recordings.owners import extension_ids
from ringkeep.domain.recordings.recordings import Recording

_MOST: Final = 1_000
_SHOWN: Final = 5


def lines(tools: Tools) -> list[str]:
    """Returns one sentence for each service that imports only licensed users."""
    return list(filter(None, (left_out(tools, service) for service in tools.manager.list())))


def left_out(tools: Tools, service: Service) -> str:
    """Returns a sentence about the recordings of today and yesterday (UTC), empty where everyone is
    imported. Reads at most the first 1,000 of each day."""
    if service.policy.licensing is Licensing.EVERYONE:
        return ""
    rows = list(_latest(tools, service.name))
    excluded = sum(map(is_not_licensed, rows))
    return (
        f"{service.name} imports only licensed users: {excluded} of {len(rows)} recordings since"
        " yesterday are excluded as not_licensed"
    )


def reason(row: Recording) -> str:
    """Returns why a recording is excluded for want of a licence, empty for others."""
    if not is_not_licensed(row):
        return ""
    extensions = extension_ids(row)
    if not extensions:
        return "no extension of the company is known to have taken part"
    more = f" and {len(extensions) - _SHOWN} more" if len(extensions) > _SHOWN else ""
    return f"no licensed user had extension {', '.join(extensions[:_SHOWN])}{more} at that time"


def _latest(tools: Tools, service: str) -> Iterator[Recording]:
    today = datetime.fromtimestamp(tools.clock.now(), UTC).date()
    for day in (today, today - timedelta(days=1)):
        rows = tools.retrier.days.recordings_of_day(service, day.isoformat())
        yield from islice(rows, _MOST)
