"""A live session as one user sees it, and the recordings to announce when a session ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from ringkeep.domain.live.codes import Phase
from ringkeep.domain.live.parties import Party
from ringkeep.domain.live.payloads import End
from ringkeep.domain.live.recording_kinds import RecordingKind, RunningRecording, running_recording
from ringkeep.domain.live.sessions import ANNOUNCED_LIMIT, Session, bounded_announced
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.coverage import (
    CallParticipant,
    CoveredExtension,
    covered_by_participants,
)

_QUEUES_KEPT: Final = 8
_RUNNING_SHOWN: Final = 8
"""Running recordings of a call that the page shows. Real calls have one or two."""


class LiveCall(Model):
    """One user's part of a session. Times in epoch seconds.

    An ended call is kept for a while without its details, so that older events cannot reopen it.
    """

    telephony_session_id: str = ""
    session_id: str = ""
    revision: int = 0
    """The revision of the session from which this was derived. A higher one replaces a lower one."""
    phase: Phase
    since: float | None = None
    """When the phase began."""
    started_at: float | None = None
    answered_at: float | None = None
    direction: str = ""
    other: End = End()
    queue_ids: tuple[str, ...] = ()
    """Extensions that may be the queue that routed the call, the most likely one first."""
    queue_call: bool = False
    queue_name: str = ""
    recording: bool = False
    recordings: tuple[RunningRecording, ...] = ()
    """The recordings of the session that are running."""
    is_queue_leg: bool = False
    """Whether this extension is the queue itself: the session rings other extensions for it."""
    own_name: str = ""
    clock_at: float = 0.0
    """The time of the latest event, comparable with the times of presence."""
    last_update_at: float = 0.0
    """By our own clock."""

    def has_same_content(self, other: LiveCall | None) -> bool:
        """Whether both describe the same state of the call; revision and update time may differ."""
        versions = {"revision": self.revision, "last_update_at": self.last_update_at}
        return other is not None and other.model_copy(update=versions) == self


class EndedCall(Model):
    """An ended call with the recordings of one party. Times in epoch seconds.

    `extension_id` is empty if the recorded party has no extension in the account.
    """

    telephony_session_id: str
    session_id: str
    started_at: float
    ended_at: float
    direction: str = ""
    extension_id: str = ""
    recording_ids: tuple[str, ...]
    recording_kinds: Mapping[str, RecordingKind] = {}
    """The mode and view of the recordings, as far as they are known."""
    participants: Mapping[str, tuple[CoveredExtension, ...]] = {}
    """The extensions whose calls each recording covers."""
    announced_before: int = 0
    """How many other recordings of the session were announced before these."""


def extensions_of(session: Session) -> frozenset[str]:
    """Returns the account's extensions that are or were parties of the session."""
    return frozenset(party.extension_id for party in session.parties.values() if party.extension_id)


def live_call(session: Session, extension_id: str) -> LiveCall | None:
    """Returns one user's part of the session. If several parties belong to the user, the party whose
    phase comes first in `Phase` counts."""
    own = [party for party in session.parties.values() if party.extension_id == extension_id]
    if not own:
        return None
    phases = list(Phase)
    party = min(own, key=lambda one: (phases.index(session.phase(one)), -one.began_at, one.id))
    phase = session.phase(party)
    call = LiveCall(
        telephony_session_id=session.telephony_session_id,
        session_id=session.session_id,
        revision=session.revision,
        phase=phase,
        since=session.phase_since(party),
        is_queue_leg=_is_queue_leg(session, party),
        clock_at=max(party.clock_at, session.checked.at if session.checked else 0.0),
        last_update_at=session.last_update_at,
    )
    return _with_details(call, session, party) if phase.live else call


def _with_details(call: LiveCall, session: Session, party: Party) -> LiveCall:
    outbound = party.direction == "Outbound"
    other, own = (party.to, party.from_) if outbound else (party.from_, party.to)
    queue_ids = _queue_ids(session, party)
    recordings = () if call.phase is Phase.RINGING else _running(session)
    update = {
        "started_at": party.began_at,
        "answered_at": party.answered_at,
        "direction": party.direction,
        "other": _other_end(other, party),
        "queue_ids": () if outbound else queue_ids,
        "queue_call": party.queue_call,
        "queue_name": party.queue_name,
        "recording": bool(recordings),
        "recordings": recordings,
        "own_name": "" if own.extension_id not in ("", party.extension_id) else own.name,
    }
    return call.model_copy(update=update)


def _other_end(other: End, party: Party) -> End:
    """Removes the queue's name, which RingCentral writes before the caller's name."""
    name = party.caller_name or other.name
    queue = party.queue_name or (party.to.name if party.queue_call else "")
    if queue and name.startswith(queue):
        name = name[len(queue) :].lstrip(" -") or name
    return other.model_copy(update={"name": name})


def _queue_ids(session: Session, party: Party) -> tuple[str, ...]:
    others = sorted(
        (other.began_at, other.extension_id)
        for other in session.parties.values()
        if other.extension_id and other.direction != "Outbound" and other.id != party.id
    )
    ids = (party.to.extension_id, *(id_ for _, id_ in reversed(others)))
    known = dict.fromkeys(id_ for id_ in ids if id_ and id_ != party.extension_id)
    return tuple(known)[:_QUEUES_KEPT]


def _is_queue_leg(session: Session, party: Party) -> bool:
    return any(
        other.queue_call
        and other.extension_id != party.extension_id
        and other.to.extension_id == party.extension_id
        for other in session.parties.values()
    )


def _running(session: Session) -> tuple[RunningRecording, ...]:
    """Returns the running recordings of all parties that have not ended."""
    kinds = session.recording_kinds
    ids = {
        id_
        for party in session.parties.values()
        if session.phase(party) is not Phase.ENDED
        for id_ in session.recording_now(party)
    }
    return tuple(running_recording(id_, kinds) for id_ in sorted(ids)[:_RUNNING_SHOWN])


def ended_calls(session: Session) -> tuple[EndedCall, ...]:
    """Returns the recordings of a settled session that are not announced yet, grouped by the party
    that was recorded."""
    if not session.settled:
        return ()
    room = max(0, ANNOUNCED_LIMIT - len(session.announced))
    unannounced = sorted(_unannounced(session))[:room]
    recordings = sorted((_owner_rank(session, id_), id_) for id_ in unannounced)
    by_party = groupby(recordings, key=lambda recording: recording[0][-1])
    before, ended = len(session.announced), []
    for party_id, of_party in by_party:
        ids = tuple(id_ for _, id_ in of_party)
        ended.append(_ended_call(session, session.parties[party_id], ids, before))
        before += len(ids)
    return tuple(ended)


def _unannounced(session: Session) -> set[str]:
    seen = {id_ for party in session.parties.values() for id_ in party.recordings}
    return seen - set(session.announced)


def _owner_rank(session: Session, recording_id: str) -> tuple[bool, bool, str]:
    """Returns the rank and id of the party that a recording is attributed to. Parties with an extension
    come first, then those that answered, so that a user is preferred to a queue."""
    parties = (p for p in session.parties.values() if recording_id in p.recordings)
    return min((not p.extension_id, p.answered_at is None, p.id) for p in parties)


def _ended_call(
    session: Session, owner: Party, recording_ids: tuple[str, ...], before: int
) -> EndedCall:
    parties, kinds = session.parties.values(), session.recording_kinds
    return EndedCall(
        telephony_session_id=session.telephony_session_id,
        session_id=session.session_id,
        started_at=min(party.began_at for party in parties),
        ended_at=max(session.phase_since(party) for party in parties),
        direction=owner.direction,
        extension_id=owner.extension_id,
        recording_ids=recording_ids,
        recording_kinds={id_: kinds[id_] for id_ in recording_ids if id_ in kinds},
        participants={id_: _participants(session, id_) for id_ in recording_ids},
        announced_before=before,
    )


def _participants(session: Session, recording_id: str) -> tuple[CoveredExtension, ...]:
    parties = [
        CallParticipant(
            each.extension_id, each.began_at, each.answered_at is not None, each.recordings
        )
        for each in session.parties.values()
    ]
    view = session.recording_kinds.get(recording_id, RecordingKind()).view
    return covered_by_participants(parties, recording_id, view)


def with_announced(session: Session, ended: Iterable[EndedCall]) -> Session:
    """Returns the session with the calls' recordings marked as announced."""
    ids = {id_ for call in ended for id_ in call.recording_ids}
    announced = bounded_announced((*session.announced, *ids))
    return session.model_copy(update={"announced": announced})
