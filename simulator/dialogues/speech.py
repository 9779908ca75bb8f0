"""Speaks a conversation with espeak-ng, and encodes it with lame."""

from __future__ import annotations

import shutil
import struct
import subprocess
from array import array
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from simulator.dialogues.plan import Dialogue
from simulator.dialogues.texts import CUSTOMER, Line

PROGRAMS: Final = ("espeak-ng", "lame")
_WORDS_A_MINUTE: Final = 145
_HEADER_BYTES: Final = 44
_RATE_PLACE: Final = slice(24, 28)
_PAUSES: Final = (0.35, 0.5, 0.25, 0.7)
_ENCODER_SECONDS: Final = 0.07
"""The encoder puts so much silence before the sound."""
_ONE_CHANNEL: Final = ("-m", "m", "-b", "32")
_TWO_CHANNELS: Final = ("-m", "s", "-b", "64")
"""With 16 kbit/s a channel, the speech recognition gets every sixth word wrong, with 24 every eighth."""

Samples: TypeAlias = "array[int]"


class Utterance(NamedTuple):
    """What one person says at a time, in seconds from the beginning."""

    speaker: str
    start: float
    end: float
    text: str


class _Spoken(NamedTuple):
    line: Line
    rate: int
    samples: Samples


def missing_programs() -> tuple[str, ...]:
    return tuple(name for name in PROGRAMS if shutil.which(name) is None)


def speak(dialogue: Dialogue, file: Path) -> tuple[Utterance, ...]:
    """Writes an MP3 of a constant bit rate. Returns who says what, and when."""
    spoken = [_spoken(line, dialogue.voices[line.speaker]) for line in dialogue.lines]
    channels: list[Samples] = [array("h") for _ in range(dialogue.channels)]
    utterances = tuple(_placed(spoken, channels))
    _encode(channels, spoken[0].rate, file)
    return utterances


def _placed(spoken: list[_Spoken], channels: list[Samples]) -> Iterator[Utterance]:
    """With two channels, the customer is on the first one, and the other side is silent meanwhile."""
    for each, pause in zip(spoken, cycle(_PAUSES), strict=False):
        samples = each.samples + array("h", bytes(2 * round(pause * each.rate)))
        start = len(channels[0]) / each.rate + _ENCODER_SECONDS
        own = 0 if each.line.speaker == CUSTOMER else len(channels) - 1
        for place, channel in enumerate(channels):
            channel.extend(samples if place == own else array("h", bytes(2 * len(samples))))
        end = start + len(each.samples) / each.rate
        yield Utterance(each.line.speaker, round(start, 3), round(end, 3), each.line.text)


def _spoken(line: Line, voice: str) -> _Spoken:
    """espeak-ng writes a WAV header of 44 bytes, then 16 bit samples."""
    command = ["espeak-ng", "-z", "-v", voice, "-s", str(_WORDS_A_MINUTE), "--stdout"]
    wav = subprocess.run(
        [*command, "--stdin"], input=line.text.encode(), capture_output=True, check=True
    ).stdout
    (rate,) = struct.unpack("<I", wav[_RATE_PLACE])
    body = wav[_HEADER_BYTES:]
    return _Spoken(line, rate, array("h", body[: len(body) // 2 * 2]))


def _encode(channels: list[Samples], rate: int, file: Path) -> None:
    """Without a tag: then the length follows from the size."""
    form = _ONE_CHANNEL if len(channels) == 1 else _TWO_CHANNELS
    raw = ["-r", "-s", str(rate / 1000), "--bitwidth", "16", "--signed", "--little-endian"]
    command = ["lame", "--quiet", "-t", *raw, *form, "--resample", "16", "--cbr"]
    sound = _interleaved(channels).tobytes()
    subprocess.run([*command, "-", str(file)], input=sound, check=True, capture_output=True)


def _interleaved(channels: list[Samples]) -> Samples:
    if len(channels) == 1:
        return channels[0]
    both = array("h", bytes(4 * len(channels[0])))
    both[0::2], both[1::2] = channels
    return both
