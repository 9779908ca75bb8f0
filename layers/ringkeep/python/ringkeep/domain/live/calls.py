"""What a live session means to one user, and what its end means to the recordings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.live.codes import Phase
from ringkeep.domain.live.parties import Party
from ringkeep.domain.live.payloads import End
from ringkeep.domain.live.sessions import Session


class LiveCall(BaseModel):
    """A user's part of a session. Times in epoch seconds.

    An ended one is kept for a while, without its details: it holds off older news of the call.
    """

    model_config = ConfigDict(frozen=True)

    telephony_session_id: str = ""
    session_id: str = ""
    revision: int = 0
    """Of the session from which this was taken: a later one replaces an earlier one."""
    phase: Phase
    since: float | None = None
    """When the phase began."""
    started_at: float | None = None
    answered_at: float | None = None
    direction: str = ""
    other: End = End()
    queue_ids: tuple[str, ...] = ()
    """Extensions that may be the queue through which the call came, the likeliest first."""
    queue_call: bool = False
    queue_name: str = ""
    recording: bool = False
    is_queue_leg: bool = False
    """The extension is itself a queue: others in the session are rung on its behalf."""
    own_name: str = ""
    clock_at: float = 0.0
    """The latest event's time, comparable with presence."""
    last_update_at: float = 0.0
    """By our own clock."""

    def same_as(self, other: LiveCall | None) -> bool:
        """Whether both say the same of the call, whenever each was taken."""
        taken = {"revision": self.revision, "last_update_at": self.last_update_at}
        return other is not None and other.model_copy(update=taken) == self


class EndedCall(BaseModel):
    """A call that is over, as far as one of our extensions was recorded in it. Epoch seconds.

    `extension_id` is empty where the recorded party is nobody's extension.
    """

    model_config = ConfigDict(frozen=True)

    telephony_session_id: str
    session_id: str
    started_at: float
    ended_at: float
    direction: str = ""
    extension_id: str = ""
    recording_ids: tuple[str, ...]


def extensions_of(session: Session) -> frozenset[str]:
    """Our extensions that have or had a part in the session."""
    return frozenset(party.extension_id for party in session.parties.values() if party.extension_id)


def live_call(session: Session, extension_id: str) -> LiveCall | None:
    """The session as a user has it; of several parties of theirs the one that is most alive."""
    own = [party for party in session.parties.values() if party.extension_id == extension_id]
    if not own:
        return None
    order = list(Phase)
    party = min(own, key=lambda one: (order.index(session.phase(one)), -one.began_at, one.id))
    phase = session.phase(party)
    known = LiveCall(
        telephony_session_id=session.telephony_session_id,
        session_id=session.session_id,
        revision=session.revision,
        phase=phase,
        since=session.phase_since(party),
        is_queue_leg=_stands_between(session, party),
        clock_at=max(party.clock_at, session.checked.at if session.checked else 0.0),
        last_update_at=session.last_update_at,
    )
    return _with_details(known, session, party) if phase.live else known


def _with_details(call: LiveCall, session: Session, party: Party) -> LiveCall:
    outbound = party.direction == "Outbound"
    other, own = (party.to, party.from_) if outbound else (party.from_, party.to)
    through = _queue_ids(session, party)
    update = {
        "started_at": party.began_at,
        "answered_at": party.answered_at,
        "direction": party.direction,
        "other": _other_end(other, party),
        "queue_ids": () if outbound else through,
        "queue_call": party.queue_call,
        "queue_name": party.queue_name,
        "recording": call.phase is not Phase.RINGING and _recording(session),
        "own_name": "" if own.extension_id not in ("", party.extension_id) else own.name,
    }
    return call.model_copy(update=update)


def _other_end(other: End, party: Party) -> End:
    """A queue's call names the queue before the caller; the caller alone is meant."""
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
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ and id_ != party.extension_id))


def _stands_between(session: Session, party: Party) -> bool:
    return any(
        other.queue_call
        and other.extension_id != party.extension_id
        and other.to.extension_id == party.extension_id
        for other in session.parties.values()
    )


def _recording(session: Session) -> bool:
    """Either end's recording records the call."""
    return any(
        session.recording_now(party)
        for party in session.parties.values()
        if session.phase(party) is not Phase.ENDED
    )


def ended_calls(session: Session) -> tuple[EndedCall, ...]:
    """Of a session that is over the recordings not announced yet, by the extension recorded."""
    if not session.settled:
        return ()
    owners = sorted((_owner_rank(session, id_), id_) for id_ in _unannounced(session))
    by_party = groupby(owners, key=lambda owned: owned[0][-1])
    return tuple(
        _ended_call(session, session.parties[party_id], (id_ for _, id_ in owned))
        for party_id, owned in by_party
    )


def _unannounced(session: Session) -> set[str]:
    seen = {id_ for party in session.parties.values() for id_ in party.recordings}
    return seen - set(session.announced)


def _owner_rank(session: Session, recording_id: str) -> tuple[bool, bool, str]:
    """The party to which a recording belongs: rather a user who answered than a queue."""
    parties = (p for p in session.parties.values() if recording_id in p.recordings)
    return min((not p.extension_id, p.answered_at is None, p.id) for p in parties)


def _ended_call(session: Session, owner: Party, recording_ids: Iterable[str]) -> EndedCall:
    parties = session.parties.values()
    return EndedCall(
        telephony_session_id=session.telephony_session_id,
        session_id=session.session_id,
        started_at=min(party.began_at for party in parties),
        ended_at=max(session.phase_since(party) for party in parties),
        direction=owner.direction,
        extension_id=owner.extension_id,
        recording_ids=tuple(recording_ids),
    )


def announcing(session: Session, ended: Iterable[EndedCall]) -> Session:
    """The session with the recordings noted as announced."""
    ids = {id_ for call in ended for id_ in call.recording_ids}
    return session.model_copy(update={"announced": tuple(sorted({*session.announced, *ids}))})
