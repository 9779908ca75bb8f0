"""Says before a transcription what it would cost, and what stands against it.

assessment = assess(row)
assessment.cost             None if the length is not known
assessment.refusals         empty if it can be started
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.json import JsonValue, nested, text_of
from ringkeep.domain.recordings.archive import Sidecar
from ringkeep.domain.recordings.owners import extension_ids
from ringkeep.domain.recordings.recordings import Recording, RecordingState, StoredAudio
from ringkeep.domain.transcripts.costs import Cost, Prices, cost_of
from ringkeep.domain.transcripts.limits import (
    AudioToTranscribe,
    NoAudio,
    TranscriptionLimits,
    audio_refusals,
)
from ringkeep.domain.transcripts.policies import (
    CallFacts,
    Decision,
    TranscriptionOff,
    TranscriptionSettings,
    decide,
)
from ringkeep.usecases.transcripts.ports import (
    RecordingOwners,
    Sidecars,
    TranscriptionSettingsStore,
)


@dataclass(frozen=True)
class Assessment:
    """`seconds` is None if neither the file nor the call says how long it is."""

    settings: TranscriptionSettings
    decision: Decision
    refusals: tuple[Refusal, ...]
    cost: Cost | None
    seconds: float | None


@dataclass(frozen=True)
class AssessRecording:
    settings: TranscriptionSettingsStore
    sidecars: Sidecars
    owners: RecordingOwners
    limits: TranscriptionLimits
    prices: Prices

    def __call__(self, row: Recording) -> Assessment:
        settings = self.settings.of(row.service)
        sidecar = self.sidecars.sidecar(row) if row.state is RecordingState.STORED else None
        decision = decide(settings, call_facts(row, sidecar), self.owners.of(row))
        seconds = _seconds(row)
        redacted = settings.options.redaction
        return Assessment(
            settings=settings,
            decision=decision,
            refusals=tuple(self._refusals(row, sidecar, settings, decision)),
            cost=cost_of(seconds, self.prices, redacted=redacted) if seconds is not None else None,
            seconds=seconds,
        )

    def _refusals(
        self,
        row: Recording,
        sidecar: Sidecar | None,
        settings: TranscriptionSettings,
        decision: Decision,
    ) -> Iterator[Refusal]:
        if not decision.on_demand:
            yield TranscriptionOff()
        if row.state is not RecordingState.STORED or row.audio is None:
            yield NoAudio(row.state.value)
            return
        audio = _audio(row.audio, sidecar)
        yield from audio_refusals(audio, settings.options, self.limits)


def _audio(audio: StoredAudio, sidecar: Sidecar | None) -> AudioToTranscribe:
    peaks = [peak for channel in (sidecar.peaks if sidecar else ()) for peak in channel]
    return AudioToTranscribe(
        object_key=audio.object_key,
        content_type=audio.content_type,
        size=audio.size,
        duration_seconds=audio.duration_seconds,
        channels=audio.channels,
        loudest=max(peaks) if peaks else None,
    )


def _seconds(row: Recording) -> float | None:
    """The length of the file, else that of the call."""
    if row.audio and row.audio.duration_seconds is not None:
        return row.audio.duration_seconds
    return float(row.duration_seconds) if row.duration_seconds else None


def call_facts(row: Recording, sidecar: Sidecar | None) -> CallFacts:
    return CallFacts(
        recording=row.key,
        direction=row.direction,
        duration_seconds=_seconds(row) or 0,
        extension_ids=frozenset(extension_ids(row)),
        numbers=tuple(_numbers(sidecar)),
    )


def _numbers(sidecar: Sidecar | None) -> Iterable[str]:
    """Yields the numbers of both sides, as RingCentral wrote them. Without a record there are none."""
    call: JsonValue = sidecar.call_raw if sidecar else None
    for side in ("from", "to"):
        for name in ("phoneNumber", "extensionNumber"):
            number = text_of(nested(call, side, name))
            if number:
                yield number
