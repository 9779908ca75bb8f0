"""What events say about a recording besides its id: who started it, and what it contains.

One call may have several recordings at once, for example an automatic one of a party and one on
demand of the whole session. Each has its own id, and only the id identifies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ringkeep.domain.live.payloads import RecordingPayload
from ringkeep.domain.model import Model

_KINDS_KEPT: Final = 500


class RecordingKind(NamedTuple):
    """`mode`: Automatic or OnDemand; `view`: Party or Session. Empty if no event reported it."""

    mode: str = ""
    view: str = ""


class RunningRecording(Model):
    """A recording that RingCentral is making now. `mode` is Automatic or OnDemand, `view` Party or
    Session; None if RingCentral does not report it."""

    id: str
    mode: str | None = None
    view: str | None = None


Kinds = Mapping[str, RecordingKind]
"""By recording id. Recordings of which nothing is known have no entry."""


def kinds_of(recordings: Iterable[RecordingPayload]) -> Kinds:
    """Returns what one event says about its recordings."""
    kinds: Kinds = {}
    for each in recordings:
        if each.id and (each.mode or each.view):
            kinds = joined_kinds(kinds, {each.id: RecordingKind(each.mode, each.view)})
    return kinds


def joined_kinds(one: Kinds, other: Kinds) -> Kinds:
    """Joins what events say about recordings. The order does not matter: a recording keeps its mode and
    view, so at most one of two values is empty; if RingCentral contradicts itself, the greater counts."""
    ids = sorted({*one, *other})[:_KINDS_KEPT]
    return {id_: _joined(one.get(id_), other.get(id_)) for id_ in ids}


def _joined(one: RecordingKind | None, other: RecordingKind | None) -> RecordingKind:
    first, second = one or RecordingKind(), other or RecordingKind()
    return RecordingKind(max(first.mode, second.mode), max(first.view, second.view))


def running_recording(id_: str, kinds: Kinds) -> RunningRecording:
    kind = kinds.get(id_, RecordingKind())
    return RunningRecording(id=id_, mode=kind.mode or None, view=kind.view or None)
