"""Writes what a page of the call log says: calls, and a row for each of their recordings.

The recordings are written before their call: a call on file means that its recordings are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.calls import Call, is_newer, parse_call, recorded_parts
from ringkeep.domain.recordings.lifecycle import (
    DiscoverySource,
    Finding,
    RetryDelays,
    found,
    found_again,
)
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.ports import Archive, CallsTable

_WORKERS = 8


class PageOrigin(BaseModel):
    """Whose records they are, and which source found them."""

    model_config = ConfigDict(frozen=True)

    service: Service
    account_id: str
    source: DiscoverySource
    first_delay: float = 0.0
    """Seconds after a call's end before its content is worth asking for."""
    thorough: bool = False
    """Look at the recordings of unchanged calls too."""

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service.name, self.account_id)


@dataclass(frozen=True)
class RecordPageResult:
    """What one page changed. `found`: rows that no source had written before."""

    found: list[Recording] = field(default_factory=list)
    changed: int = 0
    unreadable: int = 0

    def plus(self, other: RecordPageResult) -> RecordPageResult:
        return RecordPageResult(
            [*self.found, *other.found],
            self.changed + other.changed,
            self.unreadable + other.unreadable,
        )


class CallRecorder:
    """Writes the newer version of each call. It may run twice at the same time, and may be stopped
    anywhere: the next run completes the page."""

    def __init__(
        self, calls: CallsTable, archive: Archive, delays: RetryDelays, now: Callable[[], float]
    ) -> None:
        self._calls = calls
        self._archive = archive
        self._delays = delays
        self._now = now

    def record_page(self, origin: PageOrigin, records: Sequence[JsonObject]) -> RecordPageResult:
        """Raises what the tables raise: a page half written is written again by the next run."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            total = RecordPageResult()
            for recorded in pool.map(lambda raw: self._record(origin, raw), records):
                total = total.plus(recorded)
        return total

    def _record(self, origin: PageOrigin, raw: JsonObject) -> RecordPageResult:
        try:
            return self._record_call(origin, parse_call(raw))
        except (ValueError, OverflowError):  # a record that makes no sense stops no other
            return RecordPageResult(unreadable=1)

    def _record_call(self, origin: PageOrigin, call: Call) -> RecordPageResult:
        known = self._calls.call_version(origin.account, call.id)
        if call.deleted or (known == call.version and known and not origin.thorough):
            return RecordPageResult()
        changed = known is None or is_newer(call, known)
        rows = [self._upsert(finding, origin) for finding in _findings(origin, call, self._now())]
        if changed:
            self._calls.put_call(origin.account, call)
        return RecordPageResult([row for row in rows if row is not None], int(changed))

    def _upsert(self, finding: Finding, origin: PageOrigin) -> Recording | None:
        """The row if it is new, else None."""
        policy = origin.service.policy
        return retry_on_conflict(lambda: self._upsert_once(finding, policy, origin.first_delay))

    def _upsert_once(
        self, finding: Finding, policy: Policy, first_delay: float
    ) -> Recording | None:
        known = self._calls.recording(finding.key)
        if known is None:
            return self._write(found(finding, policy, self._delays, first_delay), finding)
        changed = found_again(known, finding, policy, self._delays, first_delay)
        row = self._write(changed, finding) if changed else known
        if row.state is RecordingState.STORED and row.sidecar_version < row.call_version:
            self._refresh_sidecar(row, finding)
        return None

    def _write(self, row: Recording, finding: Finding) -> Recording:
        """Writes a decision that leaves no file to S3 first: the row only indexes it."""
        if row.state in (RecordingState.EXCLUDED, RecordingState.UNAVAILABLE):
            self._archive.journal_decision(row, finding.call.raw)
        return self._calls.put_recording(row)

    def _refresh_sidecar(self, row: Recording, finding: Finding) -> None:
        self._archive.refresh_sidecar(row, finding.call.raw)
        self._calls.put_recording(row.model_copy(update={"sidecar_version": row.call_version}))


def _findings(origin: PageOrigin, call: Call, now: float) -> list[Finding]:
    return [
        Finding(
            service=origin.service.name,
            account_id=origin.account_id,
            call=call,
            part=part,
            source=origin.source,
            now=now,
        )
        for part in recorded_parts(call)
    ]
