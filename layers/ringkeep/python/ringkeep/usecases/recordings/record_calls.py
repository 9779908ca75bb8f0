"""Writes the calls of a call log page, and a row for each of their recordings.

Recordings are written before their call. So if a call is stored, its recordings are stored too. A
record that cannot be read or written is set aside in S3 and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.calls import Call, is_newer, parse_call, recorded_parts
from ringkeep.domain.recordings.coverage import extension_ids
from ringkeep.domain.recordings.later_doubts import with_later_doubts
from ringkeep.domain.recordings.licensing import ImportLicensing
from ringkeep.domain.recordings.lifecycle import DiscoverySource, Finding, found, found_again
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.errors import ItemRefused
from ringkeep.threads import RECORDS_AT_ONCE
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.ports import Archive, CallsTable, Licensings, SetAsideReason

_NO_CALL = "-"
"""Stands for the id of a call whose record has no usable id."""


class PageOrigin(Model):
    """The account of the records, and the source that found them."""

    service: Service
    account_id: str
    source: DiscoverySource
    first_delay: float = 0.0
    """The number of seconds between a call's end and the first download."""
    thorough: bool = False
    """Whether to check the recordings of unchanged calls too."""

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service.name, self.account_id)


@dataclass(frozen=True)
class RecordPageResult:
    """What one page changed. `found` holds the new rows. `refused` counts the items that the table
    does not accept, `set_aside` the records that were kept in S3 for the first time, and `erased` the
    recordings of changed calls that were erased before."""

    found: list[Recording] = field(default_factory=list)
    changed: int = 0
    unreadable: int = 0
    refused: int = 0
    set_aside: int = 0
    erased: int = 0

    def plus(self, other: RecordPageResult) -> RecordPageResult:
        return RecordPageResult(
            [*self.found, *other.found],
            self.changed + other.changed,
            self.unreadable + other.unreadable,
            self.refused + other.refused,
            self.set_aside + other.set_aside,
            self.erased + other.erased,
        )


class _Erased(Exception):
    """The recording was erased: nothing of it is written again."""


class Page(NamedTuple):
    """`stored` has the versions of those calls of the page that are stored."""

    origin: PageOrigin
    stored: Mapping[str, str]
    licensing: ImportLicensing


class CallRecorder:
    """Writes the newer version of each call. It may run twice at the same time. If it is stopped, the
    next run completes the page."""

    def __init__(
        self,
        calls: CallsTable,
        archive: Archive,
        delays: RetryDelays,
        now: Callable[[], float],
        licensings: Licensings,
    ) -> None:
        self._calls = calls
        self._archive = archive
        self._delays = delays
        self._now = now
        self._licensings = licensings

    def record_page(self, origin: PageOrigin, records: Sequence[JsonObject]) -> RecordPageResult:
        """Raises what the tables raise, and LicensingUnknown. The next run writes the page again."""
        records_and_calls = [(raw, _parsed(raw)) for raw in records]
        calls = [call for _, call in records_and_calls if call]
        # At once for the whole page: most of its calls are known and have not changed.
        ids = {call.id for call in calls}
        stored = self._calls.call_versions(origin.account, ids) if ids else {}
        page = Page(origin, stored, self._licensing(origin, calls, stored))
        with ThreadPoolExecutor(RECORDS_AT_ONCE) as pool:
            total = RecordPageResult()
            for recorded in pool.map(
                lambda it: self._record(page, it[0], it[1]), records_and_calls
            ):
                total = total.plus(recorded)
        return total

    def _licensing(
        self, origin: PageOrigin, calls: Iterable[Call], stored: Mapping[str, str]
    ) -> ImportLicensing:
        changed = (call for call in calls if stored.get(call.id) != call.version)
        extensions = chain.from_iterable(map(extension_ids, changed))
        return self._licensings.of(origin.service, origin.account_id, extensions)

    def _record(self, page: Page, raw: JsonObject, call: Call | None) -> RecordPageResult:
        origin = page.origin
        recorded = self._recorded_call(page, call)
        if call is None or recorded is None:  # an invalid record does not stop the others
            kept = self._set_aside(origin, raw, "unreadable")
            recorded = self._record_without_call(page, raw)
            return recorded.plus(RecordPageResult(unreadable=1, set_aside=kept))
        if recorded.refused:
            return recorded.plus(_kept(self._set_aside(origin, raw, "refused")))
        if recorded.changed and call.incomplete:
            return recorded.plus(_kept(self._set_aside(origin, raw, "incomplete")))
        return recorded

    def _recorded_call(self, page: Page, call: Call | None) -> RecordPageResult | None:
        """None if the record cannot be read, or has values that cannot be written."""
        if call is None:
            return None
        try:
            return self._record_call(page, call)
        except (ValueError, OverflowError):
            return None

    def _record_without_call(self, page: Page, raw: JsonObject) -> RecordPageResult:
        """Writes rows for the recordings of a record whose own id cannot be used: a recording has an id
        of its own. The rows name no call, and no call is written."""
        total = RecordPageResult()
        try:
            call = parse_call({**raw, "id": _NO_CALL})
            for finding in _findings(page.origin, call, self._now()):
                total = total.plus(self._record_finding(finding, page))
        except (ValueError, OverflowError):
            pass  # the start time is not usable either, and the record was set aside
        return total

    def _set_aside(self, origin: PageOrigin, raw: JsonObject, reason: SetAsideReason) -> int:
        return int(self._archive.set_aside(origin.account, raw, reason))

    def _record_call(self, page: Page, call: Call) -> RecordPageResult:
        origin, stored = page.origin, page.stored.get(call.id)
        if stored == call.version and stored and not origin.thorough:
            return RecordPageResult()
        total = RecordPageResult()
        findings = _findings(origin, call, self._now())
        for finding in findings:
            total = total.plus(self._record_finding(finding, page))
        only_erased = bool(findings) and total.erased == len(findings)
        if _replaces(call, stored, findings) and not only_erased:
            total = total.plus(self._put_call(origin, call))
        return total

    def _record_finding(self, finding: Finding, page: Page) -> RecordPageResult:
        """Writes the row again if another writer was faster. Returns the row if it is new."""
        try:
            row = retry_on_conflict(lambda: self._upsert(finding, page))
        except ItemRefused:
            return RecordPageResult(refused=1)
        except _Erased:
            return RecordPageResult(erased=1)
        return RecordPageResult([row] if row else [])

    def _put_call(self, origin: PageOrigin, call: Call) -> RecordPageResult:
        try:
            self._calls.put_call(origin.account, call)
        except ItemRefused:
            return RecordPageResult(refused=1)
        return RecordPageResult(changed=1)

    def _upsert(self, finding: Finding, page: Page) -> Recording | None:
        """Returns the row if it is new, otherwise None. Raises _Erased."""
        stored = self._calls.recording(finding.key)
        rules = (page.origin.service.policy, self._delays, page.origin.first_delay, page.licensing)
        if stored is None:
            return self._write(_new_row(finding, found(finding, *rules)), finding)
        if stored.state is RecordingState.ERASED:
            raise _Erased
        if finding.call.id == _NO_CALL or (finding.call.deleted and stored.confirmed):
            return None  # such a record contains less than what is known
        changed = found_again(stored, finding, *rules)
        row = self._write(changed, finding) if changed else stored
        if row.state is RecordingState.STORED and row.sidecar_version < row.call_version:
            self._refresh_sidecar(row, finding)
        return None

    def _write(self, row: Recording, finding: Finding) -> Recording:
        """Writes the row. A decision that leaves no file is written to S3 first, since the index is
        rebuilt from S3."""
        if row.state in (RecordingState.EXCLUDED, RecordingState.UNAVAILABLE):
            self._archive.write_decision(row, finding.call.raw)
        return self._calls.put_recording(row)

    def _refresh_sidecar(self, row: Recording, finding: Finding) -> None:
        row = with_later_doubts(row, finding.call.raw, finding.now)
        self._archive.refresh_sidecar(row, finding.call.raw)
        self._calls.put_recording(row.model_copy(update={"sidecar_version": row.call_version}))


def _parsed(raw: JsonObject) -> Call | None:
    try:
        return parse_call(raw)
    except (ValueError, OverflowError):
        return None


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


def _new_row(finding: Finding, row: Recording) -> Recording:
    return row.model_copy(update={"call_id": ""}) if row.call_id == _NO_CALL else row


def _replaces(call: Call, stored: str | None, findings: Sequence[Finding]) -> bool:
    """Whether to write the call. A deleted record contains less than the one that is stored. It is
    written only if nothing is, for the recordings that it names."""
    if call.deleted:
        return stored is None and bool(findings)
    return stored is None or is_newer(call, stored)


def _kept(set_aside: int) -> RecordPageResult:
    return RecordPageResult(set_aside=set_aside)
