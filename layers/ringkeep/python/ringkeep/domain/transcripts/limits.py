"""What the service cannot take, said before a job is started and paid for.

refusals = audio_refusals(audio, options, limits)
if refusals: raise ChangeRefused(refusals)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

from pydantic import Field

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.model import Model
from ringkeep.domain.transcripts.options import (
    LANGUAGES,
    REDACTION_LANGUAGES,
    TranscriptionOptions,
)

_MEGABYTE: Final = 1024 * 1024
_AUDIO: Final = "recording"


class TranscriptionLimits(Model):
    """Amazon Transcribe's limits. `silent_below`: a file whose loudest moment is quieter (of 1) is silent."""

    longest_seconds: Annotated[float, Field(gt=0)] = 4 * 3600
    shortest_seconds: Annotated[float, Field(ge=0)] = 0.5
    most_megabytes: Annotated[int, Field(ge=1)] = 2048
    media_types: frozenset[str] = frozenset({"audio/mpeg", "audio/wav"})
    languages: frozenset[str] = LANGUAGES
    redaction_languages: frozenset[str] = REDACTION_LANGUAGES
    silent_below: Annotated[float, Field(ge=0, le=1)] = 0.001


class AudioToTranscribe(Model):
    """The facts about a stored file. `loudest` is its highest peak, None if it was not measured;
    `duration_seconds` is None if it is not known."""

    object_key: str
    content_type: str
    size: int
    duration_seconds: float | None = None
    channels: int | None = None
    loudest: float | None = None


class AudioUnsuitable(Refusal):
    field: ClassVar[str] = _AUDIO


class NoAudio(AudioUnsuitable):
    code: ClassVar[str] = "no_audio"

    def __init__(self, state: str) -> None:
        super().__init__(
            f"This recording has no audio to transcribe: it is {state}. Only a stored recording can be"
            " transcribed."
        )


class AudioTooLong(AudioUnsuitable):
    code: ClassVar[str] = "audio_too_long"

    def __init__(self, seconds: float, longest: float) -> None:
        super().__init__(
            f"The recording lasts {_hours(seconds)}. The transcription service takes at most"
            f" {_hours(longest)}."
        )


class AudioTooShort(AudioUnsuitable):
    code: ClassVar[str] = "audio_too_short"

    def __init__(self, seconds: float, shortest: float) -> None:
        super().__init__(
            f"The recording lasts {seconds:.1f} seconds. The transcription service needs at least"
            f" {shortest:.1f} seconds."
        )


class AudioTooLarge(AudioUnsuitable):
    code: ClassVar[str] = "audio_too_large"

    def __init__(self, size: int, most_megabytes: int) -> None:
        super().__init__(
            f"The file has {-(-size // _MEGABYTE)} MB. The transcription service takes at most"
            f" {most_megabytes} MB."
        )


class AudioEmpty(AudioUnsuitable):
    code: ClassVar[str] = "audio_header_only"

    def __init__(self) -> None:
        super().__init__("The file has a header but no sound, so there is nothing to transcribe.")


class AudioSilent(AudioUnsuitable):
    code: ClassVar[str] = "audio_silent"

    def __init__(self) -> None:
        super().__init__("The recording is silent from beginning to end: no one speaks in it.")


class AudioTypeUnsupported(AudioUnsuitable):
    code: ClassVar[str] = "audio_type_unsupported"

    def __init__(self, content_type: str, known: frozenset[str]) -> None:
        super().__init__(
            f"The transcription service cannot read {content_type}. It takes {_listed(known)}."
        )


class LanguageUnsupported(Refusal):
    code: ClassVar[str] = "language_unsupported"
    field: ClassVar[str] = "language"

    def __init__(self, language: str) -> None:
        super().__init__(
            f"The transcription service does not know the language {language}. Choose another one for the"
            " service, such as en-US, or let it be identified."
        )


class RedactionNeedsLanguage(Refusal):
    code: ClassVar[str] = "redaction_needs_language"
    field: ClassVar[str] = "language"

    def __init__(self) -> None:
        super().__init__(
            "Redaction does not work with language identification. Choose the language of the service, or"
            " switch its redaction off."
        )


class RedactionUnsupported(Refusal):
    code: ClassVar[str] = "redaction_unsupported"
    field: ClassVar[str] = "redaction"

    def __init__(self, language: str, known: frozenset[str]) -> None:
        super().__init__(
            f"There is no redaction for {language}, only for {_listed(known)}. Switch the redaction of the"
            " service off, or choose one of these languages."
        )


def audio_refusals(
    audio: AudioToTranscribe, options: TranscriptionOptions, limits: TranscriptionLimits
) -> tuple[Refusal, ...]:
    """Returns everything that stands against a job; empty if it can be started."""
    return (*_of_file(audio, limits), *option_refusals(options, limits))


def option_refusals(
    options: TranscriptionOptions, limits: TranscriptionLimits
) -> tuple[Refusal, ...]:
    return (*_of_languages(options, limits), *_of_redaction(options, limits))


def _of_file(audio: AudioToTranscribe, limits: TranscriptionLimits) -> Iterator[Refusal]:
    if audio.content_type not in limits.media_types:
        yield AudioTypeUnsupported(audio.content_type, limits.media_types)
    if audio.size > limits.most_megabytes * _MEGABYTE:
        yield AudioTooLarge(audio.size, limits.most_megabytes)
    seconds = audio.duration_seconds
    if seconds is None:
        return
    if seconds <= 0:
        yield AudioEmpty()
    elif seconds < limits.shortest_seconds:
        yield AudioTooShort(seconds, limits.shortest_seconds)
    elif seconds > limits.longest_seconds:
        yield AudioTooLong(seconds, limits.longest_seconds)
    elif audio.loudest is not None and audio.loudest < limits.silent_below:
        yield AudioSilent()


def _of_languages(options: TranscriptionOptions, limits: TranscriptionLimits) -> Iterator[Refusal]:
    unknown = (each for each in options.languages if each not in limits.languages)
    return map(LanguageUnsupported, unknown)


def _of_redaction(options: TranscriptionOptions, limits: TranscriptionLimits) -> Iterator[Refusal]:
    if not options.redaction:
        return
    if not options.language:
        yield RedactionNeedsLanguage()
    elif options.language not in limits.redaction_languages:
        yield RedactionUnsupported(options.language, limits.redaction_languages)


def _hours(seconds: float) -> str:
    minutes = -(-int(seconds) // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
