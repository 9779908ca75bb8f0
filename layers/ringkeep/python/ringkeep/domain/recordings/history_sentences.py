"""The history of a recording in plain words.

history_of(row)[0].sentence      "It was found by the call-log poll."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from ringkeep.domain.history import HistoryEntry
from ringkeep.domain.recordings.recordings import Recording, RecordingState

_SOURCES: Final = {
    "poll": "the call-log poll",
    "hourly": "the hourly sweep of the call log",
    "nightly": "the nightly sweep of the call log",
    "weekly": "the weekly sweep of the call log",
    "backfill": "a back-fill",
    "event": "an event at the end of the call",
}
_REASONS: Final = {
    "not_licensed": "no participant had a licence for call recording",
    "too_short": "the call was shorter than the service's policy keeps",
    "call_not_ended": "the call had not ended",
    "not_ready": "RingCentral did not have the file ready",
    "not_listed": "RingCentral no longer named it, which is checked once more before it counts as lost",
    "throttled": "RingCentral asked to wait",
    "no_place": "other downloads came first",
    "no_slot": "other downloads came first",
    "start_throttled": "AWS asked to wait before another import",
    "execution_name_taken": "the import had to be started again",
    "outage": "RingCentral did not answer",
    "storage_failed": "AWS did not answer",
    "forbidden": "RingCentral refused access",
    "refused": "RingCentral refused the download",
    "login_failed": "RingCentral did not accept the service's credentials",
    "token_refused": "RingCentral refused the download after a login",
    "deleted_at_ringcentral": "it was deleted at RingCentral",
    "expired": "RingCentral no longer keeps it",
    "expired_not_proved": "RingCentral's time for keeping it was over",
    "not_confirmed": "an event announced it, but the call log never listed it",
    "short_recording": "RingCentral made no file of so short a recording",
    "worker_failed": "the import stopped with an error",
}
_BODY: Final = "what RingCentral sent was not the whole recording"
_NEXT_TRY: Final = re.compile(r"again in \d+ s\s?")
_NUMBER: Final = re.compile(r"#\d+")


class HistoryStep(NamedTuple):
    """`state` and `reason` are those of the recording after the step. `at` is in seconds since the epoch."""

    at: float
    state: RecordingState
    reason: str
    sentence: str


class _Step(NamedTuple):
    """None leaves the state, or the reason, as it was before."""

    sentence: str
    state: RecordingState | None = None
    reason: str | None = None


def history_of(row: Recording) -> tuple[HistoryStep, ...]:
    """Returns the steps, the oldest first. The last one has the state and the reason of the row."""
    steps = list(_steps(row))
    if steps:
        steps[-1] = steps[-1]._replace(state=row.state, reason=row.reason)
    return tuple(steps)


def reason_words(reason: str) -> str:
    """Returns what a reason means, as a part of a sentence; empty for no reason."""
    kind = reason.partition(":")[0]
    if kind.startswith("body_"):
        return _BODY
    return _REASONS.get(kind, reason.replace("_", " "))


def _steps(row: Recording) -> Iterator[HistoryStep]:
    state, reason = RecordingState.ANNOUNCED, ""
    for entry in row.history:
        step = _SENTENCES_BY_EVENT.get(entry.event, _waits)(entry)
        if step.state is not None:
            state, reason = step.state, step.reason or ""
        yield HistoryStep(entry.at, state, reason, step.sentence)


def _found(entry: HistoryEntry) -> _Step:
    """The detail is the source, the state and the reason."""
    source, state, reason = (*entry.detail.split(" "), "", "", "")[:3]
    known = state if state in set(RecordingState) else RecordingState.PENDING
    sentence = f"It was found by {_source(source)}."
    if reason:
        sentence += f" {_because(known, reason)}"
    return _Step(sentence, RecordingState(known), reason)


def _because(state: str, reason: str) -> str:
    begin = "It is not imported" if state == RecordingState.EXCLUDED else "It waits"
    return f"{begin}: {reason_words(reason)}."


def _updated(entry: HistoryEntry) -> _Step:
    return _Step(f"Newer facts about the call arrived from {_source(_first(entry))}.")


def _dispatched(entry: HistoryEntry) -> _Step:
    number = _NUMBER.match(entry.detail)
    which = f" {number.group()}" if number else ""
    return _Step(f"Its import{which} was started.", RecordingState.IMPORTING)


def _stored(entry: HistoryEntry) -> _Step:
    doubtful = " It may not be the whole recording." if "doubtful" in entry.detail else ""
    return _Step(f"Its file was stored and verified.{doubtful}", RecordingState.STORED)


def _adopted(entry: HistoryEntry) -> _Step:
    return _Step("Its file was in the archive already and was verified.", RecordingState.STORED)


def _closed(state: RecordingState, begin: str) -> Callable[[HistoryEntry], _Step]:
    def tell(entry: HistoryEntry) -> _Step:
        reason = _first(entry)
        return _Step(f"{begin}: {reason_words(reason)}.", state, reason)

    return tell


def _excluded(entry: HistoryEntry) -> _Step:
    return _Step(
        "It is no longer to be imported: the service's policy excludes it.", RecordingState.EXCLUDED
    )


def _reopened(entry: HistoryEntry) -> _Step:
    sentence = f"It is tried again, because {_source(_first(entry))} shows it again."
    return _Step(sentence, RecordingState.PENDING)


def _retried(entry: HistoryEntry) -> _Step:
    return _Step("An administrator had it tried again.", RecordingState.PENDING)


def _bad_body(entry: HistoryEntry) -> _Step:
    why = _NEXT_TRY.sub("", entry.detail).partition(":")[0]
    return _Step(f"It waits for the next try: {_BODY}.", RecordingState.PENDING, f"body_{why}")


def _erasing(entry: HistoryEntry) -> _Step:
    return _Step(f"Its erasure began: {entry.detail}.", RecordingState.ERASED, "erasing")


def _erased(entry: HistoryEntry) -> _Step:
    return _Step("It was erased.", RecordingState.ERASED, "erased")


def _waits(entry: HistoryEntry) -> _Step:
    """A try without a file. Its event is the reason."""
    if not _NEXT_TRY.match(entry.detail):
        return _Step(f"{reason_words(entry.event).capitalize()}.")
    sentence = f"It waits for the next try: {reason_words(entry.event)}."
    return _Step(sentence, RecordingState.PENDING, entry.event)


def _says(sentence: str) -> Callable[[HistoryEntry], _Step]:
    return lambda entry: _Step(sentence)


def _source(name: str) -> str:
    return _SOURCES.get(name.rstrip(":"), "the call log")


def _first(entry: HistoryEntry) -> str:
    return entry.detail.partition(" ")[0]


_SENTENCES_BY_EVENT: Final[Mapping[str, Callable[[HistoryEntry], _Step]]] = {
    "found": _found,
    "updated": _updated,
    "dispatched": _dispatched,
    "stored": _stored,
    "adopted": _adopted,
    "excluded": _excluded,
    "reopened": _reopened,
    "retried": _retried,
    "bad_body": _bad_body,
    "erasing": _erasing,
    "erased": _erased,
    "quarantined": _closed(RecordingState.QUARANTINED, "Its file was put into quarantine"),
    "unavailable": _closed(RecordingState.UNAVAILABLE, "Ringkeep gave it up"),
    "lost": _closed(RecordingState.LOST, "It is lost"),
    "doubtful": _says("A later check found that it may not be the whole recording."),
    "transcribed": _says("A transcript of it was stored."),
    "rebuilt": _says("Its row was made again from the archive."),
    "audio_in_archive": _says("Its file was found in the archive."),
}
