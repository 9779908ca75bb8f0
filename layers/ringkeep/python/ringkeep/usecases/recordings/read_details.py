"""Everything about one recording that a person may know.

Its row and its call come from the table, the waveform and what was observed in the audio from the sidecar
in S3. A missing or unreadable sidecar takes nothing else away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import islice
from typing import Final, Protocol

from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import Sidecar
from ringkeep.domain.recordings.calls import Call
from ringkeep.domain.recordings.owners import extension_ids, owners_on
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.recordings.find_conversation import (
    CallRecords,
    ConversationPart,
    FindConversation,
    readable_call,
)

SIDECAR_MISSING: Final = "sidecar_missing"
"""Among the observations: what only the sidecar knows is not there."""
MOST_PEAKS: Final = 4_000
"""Of each channel. The console draws fewer than one peak a pixel."""
_MOST_CHANNELS: Final = 8
_MOST_ASKED: Final = 50
"""Extensions of a call of which it is asked whether they are call queues."""
_LONGEST_ID: Final = 100
_QUEUE: Final = "department"


class Sidecars(Protocol):
    def sidecar(self, row: Recording) -> Sidecar | None:
        """None if there is none, or it cannot be read."""
        ...


class SomeExtensions(Protocol):
    def some_rows(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> Mapping[str, ExtensionRow]: ...


@dataclass(frozen=True)
class RecordingDetails:
    """`raw` and `peaks` are empty for someone who may not play recordings. `zone` is the service's time
    zone."""

    row: Recording
    call: Call | None
    raw: JsonObject | None
    queues: Sequence[str]
    sidecar: Sidecar | None
    peaks: Sequence[Sequence[float]]
    conversation: Sequence[ConversationPart]
    zone: tzinfo

    @property
    def observations(self) -> tuple[str, ...]:
        if self.row.audio is None:
            return ()
        return self.sidecar.observations if self.sidecar else (SIDECAR_MISSING,)


@dataclass(frozen=True)
class ReadDetails:
    calls: CallRecords
    sidecars: Sidecars
    extensions: SomeExtensions
    services: ServiceDirectory
    conversation: FindConversation

    def __call__(self, viewer: UserPrincipal, row: Recording) -> RecordingDetails:
        """The viewer may see the recording: the caller has found it for them."""
        sidecar = self.sidecars.sidecar(row) if row.state is RecordingState.STORED else None
        raw = self._raw(row, sidecar)
        call, zone, plays = readable_call(raw), self._zone(row), viewer.may(Right.PLAY)
        parts = self.conversation(row, call)
        return RecordingDetails(
            row=row,
            call=call,
            raw=raw if plays else None,
            queues=self._queues(row, call),
            sidecar=sidecar,
            peaks=bounded_peaks(sidecar.peaks) if sidecar and plays else (),
            conversation=[part for part in parts if _sees(viewer, part.row, row, zone)],
            zone=zone,
        )

    def _raw(self, row: Recording, sidecar: Sidecar | None) -> JsonObject | None:
        """The table may have a newer record than the sidecar. Of an erased recording nothing is shown,
        though its call may have other recordings."""
        if row.state is RecordingState.ERASED:
            return None
        raw = self.calls.call_raw(row.account, row.call_id) if row.call_id else None
        return raw or (sidecar.call_raw if sidecar else None)

    def _zone(self, row: Recording) -> tzinfo:
        try:
            return zone_of(self.services.get(row.service))
        except ServiceNotFound:
            return UTC

    def _queues(self, row: Recording, call: Call | None) -> Sequence[str]:
        ids = dict.fromkeys((*extension_ids(row), *_extensions_of(call)))
        wanted = list(islice((each for each in ids if 0 < len(each) <= _LONGEST_ID), _MOST_ASKED))
        rows = self.extensions.some_rows(row.account, wanted) if call and wanted else {}
        return [each for each in wanted if each in rows and _is_queue(rows[each])]


def _sees(viewer: UserPrincipal, part: Recording, row: Recording, zone: tzinfo) -> bool:
    return part.key == row.key or viewer.sees_recording(owners_on(part, zone))


def _is_queue(row: ExtensionRow) -> bool:
    return row.extension.type.strip().lower() == _QUEUE


def _extensions_of(call: Call | None) -> Iterator[str]:
    for leg in (call, *call.legs) if call else ():
        parties = (leg.from_, leg.to)
        ids = (leg.extension_id, *(party.extension_id for party in parties if party))
        yield from (each for each in ids if each)


def bounded_peaks(peaks: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    """Returns at most MOST_PEAKS of each channel: of several the highest, between 0 and 1."""
    return tuple(_bounded(channel) for channel in peaks[:_MOST_CHANNELS])


def _bounded(channel: Sequence[float]) -> tuple[float, ...]:
    width = -(-len(channel) // MOST_PEAKS) or 1
    groups = (channel[at : at + width] for at in range(0, len(channel), width))
    return tuple(min(1.0, max(0.0, *group)) for group in groups)
