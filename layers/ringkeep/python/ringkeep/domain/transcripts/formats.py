"""A transcript as text, as WebVTT and as JSON, for people and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from ringkeep.domain.transcripts.transcripts import Transcript, Turn, Word, joined

CUE_SECONDS: Final = 7.0
CUE_CHARACTERS: Final = 84
"""A caption that is longer, or has more than two lines, cannot be read in time."""
_SHORTEST_CUE: Final = 0.001
_NAMES: Final = {"ch_": "Channel", "spk_": "Speaker"}


class TranscriptFormat(StrEnum):
    JSON = "json"
    TEXT = "text"
    WEBVTT = "vtt"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Final = {
    TranscriptFormat.JSON: "application/json",
    TranscriptFormat.TEXT: "text/plain; charset=utf-8",
    TranscriptFormat.WEBVTT: "text/vtt; charset=utf-8",
}

Names = Mapping[str, str]
"""The names of speakers, by the transcript's label or by a user's id."""


def speaker_name(turn: Turn, names: Names) -> str:
    """Returns the speaker's name if it is known, else `Channel 1` or `Speaker 2`."""
    known = names.get(turn.user_id) or names.get(turn.speaker)
    if known:
        return " ".join(known.split())
    for label, word in _NAMES.items():
        number = turn.speaker.removeprefix(label)
        if turn.speaker.startswith(label) and number.isascii() and number.isdigit():
            return f"{word} {int(number) + 1}"
    return turn.speaker


def as_json(transcript: Transcript) -> str:
    return transcript.model_dump_json()


def as_text(transcript: Transcript, names: Names | None = None) -> str:
    """Returns one line for each turn: `[0:01:05] Channel 1: Good morning.`"""
    lines = (
        f"[{_clock(turn.start)}] {speaker_name(turn, names or {})}: {turn.text}"
        for turn in transcript.turns
    )
    return "".join(f"{line}\n" for line in lines)


def as_web_vtt(transcript: Transcript, names: Names | None = None) -> str:
    """Returns the captions. A long turn becomes several cues."""
    blocks = ["WEBVTT"]
    for turn in transcript.turns:
        speaker = _escaped(speaker_name(turn, names or {}))
        for words, start, end in _cues(turn):
            text = _escaped(joined((word.text for word in words), transcript.language))
            blocks.append(f"{_stamp(start)} --> {_stamp(end)}\n<v {speaker}>{text}</v>")
    return "\n\n".join(blocks) + "\n"


Cue = tuple[Sequence[Word], float, float]


def _cues(turn: Turn) -> Iterator[Cue]:
    """Yields the words of each cue with its start and end. A cue ends after it begins, as the format
    demands, and not after the turn."""
    start, current = turn.start, list[Word]()
    for word in turn.words:
        at = max(start, word.start if word.start is not None else start)
        if current and _is_full(current, word, at - start):
            yield current, start, max(at, start + _SHORTEST_CUE)
            start, current = max(at, start + _SHORTEST_CUE), []
        current.append(word)
    if current:
        yield current, start, max(turn.end, start + _SHORTEST_CUE)


def _is_full(current: Sequence[Word], word: Word, seconds: float) -> bool:
    characters = sum(len(each.text) + 1 for each in (*current, word))
    return seconds >= CUE_SECONDS or characters > CUE_CHARACTERS


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}"


def _stamp(seconds: float) -> str:
    milliseconds = int(seconds * 1000 + 0.5)  # round() could make two times equal
    whole, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{rest:03}"
