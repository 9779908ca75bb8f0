"""Creates rows for the recordings of an ended call, and starts as many imports as the rate limit
allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.recording_kinds import RecordingKind
from ringkeep.domain.recordings.hints import Hint
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.recordings.first_delay import FirstDelays
from ringkeep.usecases.recordings.hint_recordings import HintResult


class Hinter(Protocol):
    def announce(
        self, service: Service, app: LimitedApp | None, hints: Sequence[Hint], first_delay: float
    ) -> HintResult: ...


@dataclass(frozen=True)
class AnnouncedCall:
    """An ended call, and the number of rows created and imports started for its recordings."""

    service: str
    call: EndedCall
    hinted: HintResult


@dataclass(frozen=True)
class AnnounceEndedCall:
    """The RecordingHints port. `observe` is called for each announced call."""

    services: ServiceDirectory
    delays: FirstDelays
    hinter: Hinter
    observe: Callable[[AnnouncedCall], None]

    def announce(self, account: AccountRef, ended: EndedCall) -> None:
        """Does nothing if the service was removed in the meantime."""
        try:
            service = self.services.get(account.service)
        except ServiceNotFound:
            return
        delay = self.delays.of(service, account.account_id)
        places = enumerate(ended.recording_ids, ended.announced_before)
        hints = [_hint(account, ended, each, place) for place, each in places]
        hinted = self.hinter.announce(service, service.app, hints, delay)
        self.observe(AnnouncedCall(account.service, ended, hinted))


def _hint(account: AccountRef, ended: EndedCall, recording_id: str, place: int) -> Hint:
    kind = ended.recording_kinds.get(recording_id, RecordingKind())
    return Hint(
        service=account.service,
        account_id=account.account_id,
        recording_id=recording_id,
        telephony_session_id=ended.telephony_session_id,
        session_id=ended.session_id,
        extension_id=ended.extension_id,
        direction=ended.direction,
        mode=kind.mode,
        view=kind.view,
        started_at=ended.started_at,
        ended_at=ended.ended_at,
        participants=ended.participants.get(recording_id, ()),
        place=place,
    )
