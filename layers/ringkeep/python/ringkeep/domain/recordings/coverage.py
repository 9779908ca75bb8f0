"""Which extensions a recording covers: those that took part in the call while it was recorded.

The rule, with its reasons, is in docs/decisions/licensing.md. In doubt an extension counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator
from math import inf
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.calls import Call, CallParty, Leg, RecordedPart

COVERED_LIMIT: Final = 200
"""The most entries that a row keeps. Real calls have fewer than 20 participants."""
_QUARTER_HOUR: Final = 900
"""Seconds. Every time zone is a multiple of it away from UTC, so all moments of one quarter of an hour
are on the same day, whatever the time zone."""
_TOUCHING: Final = 2.0
"""Legs that are at most so many seconds apart count as simultaneous: durations are whole seconds."""
_SHARED_TYPES: Final = frozenset(
    {
        "department",
        "sharedlinesgroup",
        "ivrmenu",
        "announcement",
        "voicemail",
        "pagingonly",
        "parklocation",
        "site",
        "applicationextension",
        "delegatedlinesgroup",
        "groupcallpickup",
    }
)
_NOT_ANSWERED: Final = frozenset(
    {
        "missed",
        "noanswer",
        "busy",
        "declined",
        "rejected",
        "abandoned",
        "answeredelsewhere",
        "answerednotaccepted",
        "stopped",
        "voicemail",
        "senttovoicemail",
        "ipphoneoffline",
        "blocked",
        "callfailed",
        "callfailure",
        "wrongnumber",
        "notallowed",
        "restrictednumber",
        "suspendedaccount",
        "internationaldisabled",
        "internationalrestricted",
    }
)
_LISTENING: Final = frozenset({"monitoring", "silentmonitoring"})


class CoveredExtension(Model):
    """An extension that took part, and when its part of the call began, in seconds since the epoch."""

    extension_id: str
    at: float

    @property
    def identity(self) -> tuple[str, int]:
        """Equal for entries of the same extension that are on the same day in every time zone."""
        return self.extension_id, int(self.at // _QUARTER_HOUR)


class IdsByNumber(Protocol):
    def get(self, number: str, default: str, /) -> str: ...


class KnownExtensions(NamedTuple):
    """What the directory says about extensions. `shared`: ids that belong to no person, such as
    queues. `by_number`: ids of the extensions whose number no other extension has. Both may read the
    directory when they are asked."""

    shared: Container[str] = frozenset()
    by_number: IdsByNumber = MappingProxyType({})


NOTHING_KNOWN: Final = KnownExtensions()


class CallParticipant(NamedTuple):
    """A party of a session, as events report it. `recordings` are those that its events named."""

    extension_id: str
    began_at: float
    answered: bool
    recordings: Collection[str]


def known_extensions(rows: Iterable[ExtensionRow]) -> KnownExtensions:
    """An extension that is no longer listed has no number: it may belong to another one now."""
    present = [row.extension for row in rows if row.present]
    shared = frozenset(each.id for each in present if is_shared(each))
    return KnownExtensions(shared, ids_by_number(present))


def is_shared(extension: Extension) -> bool:
    """Whether the extension belongs to no person, such as a queue."""
    return _word(extension.type) in _SHARED_TYPES


def ids_by_number(present: Collection[Extension]) -> dict[str, str]:
    """Returns the ids of the extensions whose number no other one has."""
    count = Counter(each.number for each in present if each.number)
    return {each.number: each.id for each in present if count[each.number] == 1}


def covered_extensions(
    call: Call, part: RecordedPart, *, view: str = "", known: KnownExtensions = NOTHING_KNOWN
) -> tuple[CoveredExtension, ...]:
    """Returns the extensions that a recording of the call log covers. `view` is what an event said about
    it (Party or Session), if the record does not."""
    legs = _covered_legs(call, part, _word(part.reference.view or view), known.shared)
    named = [(part.part.extension_id or call.extension_id or "", part.part), *_named(legs, known)]
    if not any(id_ for id_, _ in named):
        named = _named([call], known)
    return distinct(
        CoveredExtension(extension_id=id_, at=_start(leg, call)) for id_, leg in named if id_
    )


def extension_ids(call: Call) -> Iterator[str]:
    """Yields the ids of all extensions that a record names."""
    return (id_ for leg in (call, *call.legs) for id_ in _participants(leg, NOTHING_KNOWN) if id_)


def covered_by_participants(
    participants: Iterable[CallParticipant], recording_id: str, view: str = ""
) -> tuple[CoveredExtension, ...]:
    """Returns the extensions that a recording covers, judging by the events of its session."""
    word, covered = _word(view), []
    for each in participants:
        joined = each.answered and (word == "session" or not each.recordings)
        if recording_id in each.recordings or (joined and word != "party"):
            covered.append(each)
    return distinct(
        CoveredExtension(extension_id=each.extension_id, at=each.began_at)
        for each in covered
        if each.extension_id
    )


def distinct(covered: Iterable[CoveredExtension]) -> tuple[CoveredExtension, ...]:
    """Returns each extension once a day, in the order of time. Over the limit, an extension's first
    entry is preferred to its later ones."""
    entries: dict[tuple[str, int], CoveredExtension] = {}
    for each in sorted(covered, key=lambda entry: (entry.at, entry.extension_id)):
        entries.setdefault(each.identity, each)
    if len(entries) <= COVERED_LIMIT:
        return tuple(entries.values())
    first = {each.extension_id: each for each in reversed(entries.values())}
    ranked = sorted(entries.values(), key=lambda each: first[each.extension_id] != each)
    return tuple(sorted(ranked[:COVERED_LIMIT], key=lambda each: (each.at, each.extension_id)))


def _covered_legs(call: Call, part: RecordedPart, view: str, shared: Container[str]) -> list[Leg]:
    """Returns the legs that a recording covers; the record itself if it has no legs."""
    naming = [leg for leg in call.legs if _names(leg, part.reference.id)]
    if not call.legs:
        return [call]
    if naming and view == "party":
        return naming
    others = [leg for leg in call.legs if leg not in naming and _took_part(leg, call)]
    if naming and view != "session":
        at_a_queue = all(leg.extension_id in shared for leg in naming)
        others = [leg for leg in others if at_a_queue or leg.recording is None]
        others = [leg for leg in others if _simultaneous(leg, naming, call)]
    return [*naming, *others]


def _names(leg: Leg, recording_id: str) -> bool:
    return leg.recording is not None and leg.recording.id == recording_id


def _took_part(leg: Leg, call: Call) -> bool:
    """Whether the leg's extension was connected. Results of an active call are provisional."""
    if _LISTENING & {_word(leg.leg_type), _word(leg.action)}:
        return False
    return not call.settled or _word(leg.result) not in _NOT_ANSWERED


def _simultaneous(leg: Leg, naming: Iterable[Leg], call: Call) -> bool:
    if leg.start_time is None:
        return True
    start, end = _span(leg, call)
    spans = [_span(each, call) for each in naming]
    return any(start <= last + _TOUCHING and first <= end + _TOUCHING for first, last in spans)


def _span(leg: Leg, call: Call) -> tuple[float, float]:
    """Returns start and end of a leg. A leg without a duration or start has no known end."""
    start = _start(leg, call)
    return start, start + leg.seconds if leg.seconds and leg.start_time else inf


def _start(leg: Leg, call: Call) -> float:
    return (leg.start_time or call.start_time).timestamp()


def _named(legs: Iterable[Leg], known: KnownExtensions) -> list[tuple[str, Leg]]:
    return [(id_, leg) for leg in legs for id_ in _participants(leg, known)]


def _participants(leg: Leg, known: KnownExtensions) -> Iterable[str]:
    yield leg.extension_id or ""
    yield (leg.delegate.id if leg.delegate else None) or ""
    yield _extension_of(leg.from_, known)
    yield _extension_of(leg.to, known)


def _extension_of(party: CallParty | None, known: KnownExtensions) -> str:
    if party is None:
        return ""
    return party.extension_id or known.by_number.get(party.extension_number or "", "")


def _word(text: str | None) -> str:
    """Returns a word of RingCentral's in lower case without spaces: their spelling varies."""
    return "".join((text or "").split()).lower()
